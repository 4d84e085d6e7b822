//! The words of search, Vietnamese first.
//!
//! **Invariant:** one field is one sentence; one that is missing in a language does not compile. Placeholders
//! are `{name}`, see [`crate::i18n::fill`]. To add a sentence: a field and its text in both languages.

use domain::search::SearchKind;
use domain::view::Language;

/// The sentences of one language.
#[derive(Debug)]
pub struct SearchMessages {
    pub title: &'static str,
    pub title_for: &'static str,
    pub lead: &'static str,
    pub label: &'static str,
    pub placeholder: &'static str,
    pub go: &'static str,
    pub start_title: &'static str,
    pub start_text: &'static str,
    pub none_title: &'static str,
    pub none_text: &'static str,
    pub kinds: &'static str,
    pub all_kinds: &'static str,
    pub rows_here: &'static str,
    pub more: &'static str,
    pub first_few: &'static str,
    pub of_task: &'static str,
    pub due: &'static str,
    pub until: &'static str,
    pub everything: &'static str,
    tasks: &'static str,
    directives: &'static str,
    comments: &'static str,
    files: &'static str,
    areas: &'static str,
    agencies: &'static str,
}

impl SearchMessages {
    /// The name of a kind, as a heading.
    pub fn kind(&self, kind: SearchKind) -> &'static str {
        match kind {
            SearchKind::Task => self.tasks,
            SearchKind::Directive => self.directives,
            SearchKind::Comment => self.comments,
            SearchKind::File => self.files,
            SearchKind::Area => self.areas,
            SearchKind::Agency => self.agencies,
        }
    }
}

/// The words of a language.
pub fn messages(language: Language) -> &'static SearchMessages {
    match language {
        Language::Vi => &VI,
        Language::En => &EN,
    }
}

static VI: SearchMessages = SearchMessages {
    title: "Tìm kiếm",
    title_for: "Tìm “{text}”",
    lead: "Tìm trong nhiệm vụ, văn bản, ý kiến, tên tệp, đơn vị hành chính và cơ quan mà vị trí của bạn được xem. Gõ có dấu hoặc không dấu đều được; kết quả đúng dấu đứng trước.",
    label: "Từ cần tìm",
    placeholder: "Ví dụ: nậm cắn, 1041/UBND, xét nghiệm …",
    go: "Tìm",
    start_title: "Bạn cần tìm gì?",
    start_text: "Gõ tên nhiệm vụ, số văn bản, tên xã hoặc vài từ trong ý kiến trao đổi.",
    none_title: "Không tìm thấy kết quả",
    none_text: "Hãy thử ít từ hơn, gõ trọn từng tiếng, hoặc bỏ dấu. Chỉ tìm trong những gì vị trí của bạn được xem.",
    kinds: "Loại kết quả",
    all_kinds: "Tất cả",
    rows_here: "{n} kết quả trên trang này",
    more: "Xem thêm: {kind}",
    first_few: "hơn {n}",
    of_task: "Nhiệm vụ:",
    due: "Hạn",
    until: "đến trước ngày {day}",
    everything: "Tìm “{text}” ở mọi nơi",
    tasks: "Nhiệm vụ",
    directives: "Văn bản chỉ đạo",
    comments: "Ý kiến trao đổi",
    files: "Tệp đính kèm",
    areas: "Đơn vị hành chính",
    agencies: "Cơ quan",
};

static EN: SearchMessages = SearchMessages {
    title: "Search",
    title_for: "Search for “{text}”",
    lead: "Looks through the tasks, directives, comments, file names, units and agencies that your position may see. Accents may be left out; what matches them comes first.",
    label: "Words to find",
    placeholder: "For example: nậm cắn, 1041/UBND, xét nghiệm …",
    go: "Search",
    start_title: "What are you looking for?",
    start_text: "Type the name of a task, the number of a directive, a commune, or words of a comment.",
    none_title: "Nothing was found",
    none_text: "Try fewer words, whole syllables, or no accents. Only what your position may see is searched.",
    kinds: "Kind of result",
    all_kinds: "All",
    rows_here: "{n} results on this page",
    more: "More: {kind}",
    first_few: "more than {n}",
    of_task: "Task:",
    due: "Due",
    until: "before {day}",
    everything: "Search for “{text}” everywhere",
    tasks: "Tasks",
    directives: "Directives",
    comments: "Comments",
    files: "Files",
    areas: "Administrative units",
    agencies: "Agencies",
};
