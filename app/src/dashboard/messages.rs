//! The words of the leadership pages, Vietnamese first.
//!
//! **Invariant:** one field is one sentence; one that is missing in a language does not compile. Placeholders
//! are `{name}`, see [`crate::i18n::fill`]. To add a sentence: a field and its text in both languages.

use domain::view::Language;

/// The sentences of one language.
#[derive(Debug)]
pub struct DashboardMessages {
    // Buckets
    pub all: &'static str,
    pub done: &'static str,
    pub in_time: &'static str,
    pub overdue: &'static str,
    pub suspended: &'static str,
    pub done_short: &'static str,
    pub in_time_short: &'static str,
    pub overdue_short: &'static str,
    pub suspended_short: &'static str,
    pub share: &'static str,
    pub share_of: &'static str,
    pub of_them_late: &'static str,
    // Page
    pub as_of: &'static str,
    pub source: &'static str,
    pub none_title: &'static str,
    pub none_text: &'static str,
    pub by_agency: &'static str,
    pub by_directive: &'static str,
    pub all_directives: &'static str,
    pub decisions: &'static str,
    pub no_decisions: &'static str,
    pub border_communes: &'static str,
    pub all_communes: &'static str,
}

/// The words of a language.
pub fn messages(language: Language) -> &'static DashboardMessages {
    match language {
        Language::Vi => &VI,
        Language::En => &EN,
    }
}

/// Vietnamese.
static VI: DashboardMessages = DashboardMessages {
    // Buckets
    all: "Toàn tỉnh",
    done: "Hoàn thành",
    in_time: "Trong hạn",
    overdue: "Quá hạn",
    suspended: "Tạm dừng",
    done_short: "xong",
    in_time_short: "trong hạn",
    overdue_short: "quá hạn",
    suspended_short: "tạm dừng",
    share: "Tỉ lệ",
    share_of: "{share} của {n} nhiệm vụ",
    of_them_late: "Trong số hoàn thành có {n} quá hạn.",
    // Page
    as_of: "Số liệu tính đến",
    source: "Nguồn: nhật ký nhiệm vụ của hệ thống.",
    none_title: "Chưa có nhiệm vụ nào",
    none_text: "Số liệu sẽ hiện ở đây ngay khi văn bản đầu tiên được ban hành.",
    by_agency: "Theo cơ quan chủ trì",
    by_directive: "Theo văn bản",
    all_directives: "Mọi văn bản",
    decisions: "Cần quyết định",
    no_decisions: "Không có việc nào chờ quyết định.",
    border_communes: "Xã biên giới",
    all_communes: "Danh sách xã",
};

/// English.
static EN: DashboardMessages = DashboardMessages {
    // Buckets
    all: "The whole province",
    done: "Done",
    in_time: "In time",
    overdue: "Overdue",
    suspended: "Suspended",
    done_short: "done",
    in_time_short: "in time",
    overdue_short: "overdue",
    suspended_short: "suspended",
    share: "Share",
    share_of: "{share} of {n} tasks",
    of_them_late: "Of those done, {n} were late.",
    // Page
    as_of: "Figures as of",
    source: "Source: the log of tasks in this system.",
    none_title: "No tasks yet",
    none_text: "Figures appear here as soon as the first document is issued.",
    by_agency: "By lead agency",
    by_directive: "By document",
    all_directives: "All documents",
    decisions: "Waiting for a decision",
    no_decisions: "Nothing is waiting for a decision.",
    border_communes: "Border communes",
    all_communes: "List of communes",
};
