//! The words of board, calendar and timeline, Vietnamese first.
//!
//! **Invariant:** one field is one sentence; one that is missing in a language does not compile. Placeholders
//! are `{name}`, see [`crate::i18n::fill`]. To add a sentence: a field and its text in both languages.

use domain::overview::TaskView;
use domain::view::Language;

/// The sentences of one language.
#[derive(Debug)]
pub struct OverviewMessages {
    language: Language,
    pub shown_as: &'static str,
    pub board_lead: &'static str,
    pub board_empty: &'static str,
    pub board_more: &'static str,
    pub move_to: &'static str,
    pub month: &'static str,
    pub previous: &'static str,
    pub next: &'static str,
    pub this_month: &'static str,
    pub due_count: &'static str,
    pub more_on_day: &'static str,
    pub day_off: &'static str,
    pub no_deadlines: &'static str,
    pub weekdays: [&'static str; 7],
    pub timeline_lead: &'static str,
    pub timeline_more: &'static str,
    pub from: &'static str,
    pub schedule: &'static str,
    pub milestones: &'static str,
    pub part: &'static str,
    pub due_from: &'static str,
    pub due_to: &'static str,
}

impl OverviewMessages {
    /// The name of a view.
    pub fn view(&self, view: TaskView) -> &'static str {
        let (vi, en) = match view {
            TaskView::Table => ("Bảng", "Table"),
            TaskView::Board => ("Theo trạng thái", "Board"),
            TaskView::Calendar => ("Lịch", "Calendar"),
            TaskView::Timeline => ("Tiến độ", "Timeline"),
        };
        match self.language {
            Language::Vi => vi,
            Language::En => en,
        }
    }
}

/// The words of a language.
pub fn messages(language: Language) -> &'static OverviewMessages {
    match language {
        Language::Vi => &VI,
        Language::En => &EN,
    }
}

/// Vietnamese.
static VI: OverviewMessages = OverviewMessages {
    language: Language::Vi,
    shown_as: "Cách hiển thị",
    board_lead: "Mỗi cột là một trạng thái. Mở “Chuyển” ở một nhiệm vụ để thực hiện bước mà anh/chị được phép; bước cần thêm thông tin mở ở trang nhiệm vụ.",
    board_empty: "Không có nhiệm vụ",
    board_more: "Xem cả {n} nhiệm vụ",
    move_to: "Chuyển",
    month: "Tháng {month}",
    previous: "Tháng trước",
    next: "Tháng sau",
    this_month: "Tháng này",
    due_count: "{n} nhiệm vụ đến hạn",
    more_on_day: "và {n} nhiệm vụ khác",
    day_off: "ngày nghỉ",
    no_deadlines: "Không có nhiệm vụ nào đến hạn trong tháng này.",
    weekdays: [
        "Thứ Hai",
        "Thứ Ba",
        "Thứ Tư",
        "Thứ Năm",
        "Thứ Sáu",
        "Thứ Bảy",
        "Chủ nhật",
    ],
    timeline_lead: "Mỗi dòng là một nhiệm vụ, từ ngày giao đến hạn. Vạch nhạt là thời gian được gia hạn, hình thoi là mốc. Nhiệm vụ con đứng dưới nhiệm vụ cha. Các cột bên cạnh nêu cùng nội dung bằng chữ.",
    timeline_more: "Bộ lọc khớp với hơn 3.000 nhiệm vụ; chỉ 3.000 nhiệm vụ có hạn sớm nhất được hiển thị. Hãy thu hẹp bộ lọc.",
    from: "Ngày giao",
    schedule: "Thời gian",
    milestones: "Mốc",
    part: "nhiệm vụ con",
    due_from: "Hạn từ",
    due_to: "Hạn đến",
};

/// English.
static EN: OverviewMessages = OverviewMessages {
    language: Language::En,
    shown_as: "Shown as",
    board_lead: "Each column is a state. Open “Move” on a task for the steps that you may take; a step that asks for something opens on the page of the task.",
    board_empty: "No task",
    board_more: "See all {n} tasks",
    move_to: "Move",
    month: "{month}",
    previous: "Month before",
    next: "Month after",
    this_month: "This month",
    due_count: "{n} tasks due",
    more_on_day: "and {n} more",
    day_off: "day off",
    no_deadlines: "No task is due in this month.",
    weekdays: [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ],
    timeline_lead: "Each row is a task, from its issue to its deadline. The light part is time that was added, a diamond is a milestone. Parts stand under their whole. The columns beside it say the same in words.",
    timeline_more: "More than 3,000 tasks match the filter; only the 3,000 with the earliest deadlines are shown. Narrow the filter.",
    from: "Issued on",
    schedule: "Schedule",
    milestones: "Milestones",
    part: "part",
    due_from: "Due from",
    due_to: "Due until",
};
