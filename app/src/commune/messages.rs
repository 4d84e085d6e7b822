//! The words of the pages about communes, Vietnamese first.
//!
//! **Invariant:** one field is one sentence; one that is missing in a language does not compile. Placeholders
//! are `{name}`, see [`crate::i18n::fill`]. To add a sentence: a field and its text in both languages.

use domain::view::Language;

/// The sentences of one language.
#[derive(Debug)]
pub struct CommuneMessages {
    // Standing
    pub standing: &'static str,
    pub meets: &'static str,
    pub not_yet: &'static str,
    pub reassess: &'static str,
    pub unknown: &'static str,
    pub meets_of: &'static str,
    pub meets_count: &'static str,
    pub meets_label: &'static str,
    pub not_yet_are: &'static str,
    pub unknown_count: &'static str,
    pub by_source: &'static str,
    pub no_source: &'static str,
    pub no_standing: &'static str,
    pub demo: &'static str,
    pub reassess_text: &'static str,
    pub overdue_count: &'static str,
    pub overdue_label: &'static str,
    // List
    pub border_communes: &'static str,
    pub list_lead: &'static str,
    pub on_day: &'static str,
    pub today: &'static str,
    pub day_unknown: &'static str,
    pub none_title: &'static str,
    pub none_text: &'static str,
    pub commune: &'static str,
    pub district: &'static str,
    pub source: &'static str,
    // One commune
    pub facts: &'static str,
    pub code: &'static str,
    pub on_border: &'static str,
    pub valid_from: &'static str,
    pub valid_to: &'static str,
    pub before_records: &'static str,
    pub or_earlier: &'static str,
    pub still_valid: &'static str,
    pub from: &'static str,
    pub into: &'static str,
    pub unit: &'static str,
    pub share: &'static str,
    pub whole: &'static str,
    pub main_part: &'static str,
    pub part: &'static str,
    pub effective: &'static str,
    pub instrument: &'static str,
    pub instrument_unknown: &'static str,
    pub no_tasks: &'static str,
}

/// The words of a language.
pub fn messages(language: Language) -> &'static CommuneMessages {
    match language {
        Language::Vi => &VI,
        Language::En => &EN,
    }
}

/// Vietnamese.
static VI: CommuneMessages = CommuneMessages {
    // Standing
    standing: "Tình trạng",
    meets: "Cơ bản đạt",
    not_yet: "Chưa đạt",
    reassess: "Cần đánh giá lại",
    unknown: "Chưa có đánh giá",
    meets_of: "{n} trong {all} xã cơ bản đạt tiêu chí",
    meets_count: "{n}/{all} đạt",
    meets_label: "Xã cơ bản đạt tiêu chí",
    not_yet_are: "Xã chưa đạt:",
    unknown_count: "{n} xã chưa có đánh giá",
    by_source: "Theo {source}, ngày {day}",
    no_source: "Chưa có văn bản nào nêu tình trạng các xã.",
    no_standing: "Chưa có văn bản nào nêu tình trạng xã này.",
    demo: "Số liệu minh họa, không phải kết luận chính thức về xã này.",
    reassess_text: "Đơn vị này hình thành từ các đơn vị dưới đây. Kết quả của đơn vị cũ không tự chuyển sang; cần đánh giá lại.",
    overdue_count: "{n} quá hạn",
    overdue_label: "Nhiệm vụ quá hạn ở xã biên giới",
    // List
    border_communes: "Xã biên giới",
    list_lead: "{n} xã biên giới của {province}, theo địa giới ngày {day}.",
    on_day: "Ngày",
    today: "Hôm nay",
    day_unknown: "Ngày trong địa chỉ không đúng; đang xem theo ngày hôm nay.",
    none_title: "Chưa ghi nhận xã biên giới nào vào ngày này",
    none_text: "Chọn ngày khác, hoặc xem theo hôm nay.",
    commune: "Xã",
    district: "Huyện",
    source: "Căn cứ",
    // One commune
    facts: "Thông tin",
    code: "Mã đơn vị",
    on_border: "xã biên giới, giáp Lào",
    valid_from: "Hiệu lực từ",
    valid_to: "Hiệu lực đến",
    before_records: "Trước ngày có số liệu",
    or_earlier: "{day} hoặc sớm hơn",
    still_valid: "Nay",
    from: "Hình thành từ",
    into: "Nhập vào",
    unit: "Đơn vị",
    share: "Phần",
    whole: "Toàn bộ",
    main_part: "Phần lớn",
    part: "Một phần",
    effective: "Từ ngày",
    instrument: "Văn bản",
    instrument_unknown: "Nguồn không nêu",
    no_tasks: "Chưa có nhiệm vụ nào về xã này mà vị trí của anh/chị được xem.",
};

/// English.
static EN: CommuneMessages = CommuneMessages {
    // Standing
    standing: "Standing",
    meets: "Basically meets",
    not_yet: "Not yet",
    reassess: "Needs re-assessment",
    unknown: "Not assessed",
    meets_of: "{n} of {all} communes basically meet the criteria",
    meets_count: "{n}/{all} meet them",
    meets_label: "Communes that basically meet the criteria",
    not_yet_are: "Not yet there:",
    unknown_count: "{n} without an assessment",
    by_source: "By {source}, dated {day}",
    no_source: "No document says yet how the communes stand.",
    no_standing: "No document says yet how this commune stands.",
    demo: "For demonstration; no official finding about this commune.",
    reassess_text: "This unit was made of the units below. Their standing does not pass on by itself; it has to be assessed again.",
    overdue_count: "{n} overdue",
    overdue_label: "Overdue tasks in border communes",
    // List
    border_communes: "Border communes",
    list_lead: "{n} border communes of {province}, by the boundaries of {day}.",
    on_day: "Day",
    today: "Today",
    day_unknown: "The day in the address makes no sense; showing today.",
    none_title: "No border communes are on record for this day",
    none_text: "Choose another day, or today.",
    commune: "Commune",
    district: "District",
    source: "Source",
    // One commune
    facts: "Facts",
    code: "Code",
    on_border: "on the border with Laos",
    valid_from: "Valid from",
    valid_to: "Valid to",
    before_records: "Before the first known day",
    or_earlier: "{day} or earlier",
    still_valid: "Today",
    from: "Made of",
    into: "Went into",
    unit: "Unit",
    share: "Share",
    whole: "All of it",
    main_part: "The larger part",
    part: "A part",
    effective: "From",
    instrument: "Instrument",
    instrument_unknown: "Not named by the source",
    no_tasks: "No task about this commune that your position may see.",
};
