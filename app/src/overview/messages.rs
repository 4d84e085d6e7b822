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
    pub no_moves: &'static str,
    pub close: &'static str,
    pub edit_cell: &'static str,
    pub no_edits: &'static str,
    pub to_task: &'static str,
    pub month: &'static str,
    pub previous: &'static str,
    pub next: &'static str,
    pub this_month: &'static str,
    pub due_count: &'static str,
    pub more_on_day: &'static str,
    pub day_off: &'static str,
    pub day_worked: &'static str,
    pub no_deadlines: &'static str,
    pub weekdays: [&'static str; 7],
    pub timeline_lead: &'static str,
    pub timeline_more: &'static str,
    pub from: &'static str,
    pub milestones: &'static str,
    pub part: &'static str,
    pub waits: &'static str,
    pub due_from: &'static str,
    pub group_by: &'static str,
    pub no_group: &'static str,
    pub columns: &'static str,
    pub no_area: &'static str,
    pub cut: &'static str,
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
    board_lead: "Mỗi cột là một trạng thái. Chọn “Chuyển trạng thái” ở một nhiệm vụ, hoặc kéo thẻ sang cột khác, để mở biểu mẫu của bước mà anh/chị được phép thực hiện.",
    board_empty: "Không có nhiệm vụ",
    board_more: "Xem cả {n} nhiệm vụ",
    move_to: "Chuyển trạng thái",
    no_moves: "Nhiệm vụ này đã thay đổi; anh/chị không còn bước nào để chuyển trạng thái. Hãy đóng khung này hoặc mở trang nhiệm vụ.",
    close: "Đóng",
    edit_cell: "Sửa: {column}",
    no_edits: "Hiện anh/chị không còn bước nào thay đổi được ô này. Hãy đóng khung này hoặc mở trang nhiệm vụ.",
    to_task: "Mở trang nhiệm vụ",
    month: "Tháng {month}",
    previous: "Tháng trước",
    next: "Tháng sau",
    this_month: "Tháng này",
    due_count: "{n} nhiệm vụ đến hạn",
    more_on_day: "và {n} nhiệm vụ khác",
    day_off: "ngày nghỉ",
    day_worked: "làm bù",
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
    timeline_lead: "Mỗi dòng là một nhiệm vụ, từ ngày giao đến hạn. Phần sọc là thời gian được gia hạn, hình thoi là mốc, tam giác là phần phối hợp còn chờ. Nhiệm vụ con đứng dưới nhiệm vụ cha. Các cột bên cạnh nêu cùng nội dung bằng chữ.",
    timeline_more: "Bộ lọc khớp với hơn 3.000 nhiệm vụ; chỉ 3.000 nhiệm vụ có hạn sớm nhất được hiển thị. Hãy thu hẹp bộ lọc.",
    from: "Ngày giao",
    milestones: "Mốc",
    part: "nhiệm vụ con",
    waits: "Còn chờ phối hợp",
    due_from: "Hạn từ",
    group_by: "Nhóm theo",
    no_group: "Không nhóm",
    columns: "Các cột của bảng",
    no_area: "Không gắn địa bàn",
    cut: "Bộ lọc khớp với hơn 3.000 nhiệm vụ; chỉ 3.000 nhiệm vụ có hạn sớm nhất được nhóm hoặc sắp xếp. Hãy thu hẹp bộ lọc.",
    due_to: "Hạn đến",
};

/// English.
static EN: OverviewMessages = OverviewMessages {
    language: Language::En,
    shown_as: "Shown as",
    board_lead: "Each column is a state. Choose “Move” on a task, or drag its card to another column, to open the form of a step that you may take.",
    board_empty: "No task",
    board_more: "See all {n} tasks",
    move_to: "Move",
    no_moves: "This task has changed; there is no step left by which you may move it. Close this panel or open the page of the task.",
    close: "Close",
    edit_cell: "Edit: {column}",
    no_edits: "There is no step left by which you may change this cell now. Close this panel or open the page of the task.",
    to_task: "Open the page of the task",
    month: "{month}",
    previous: "Month before",
    next: "Month after",
    this_month: "This month",
    due_count: "{n} tasks due",
    more_on_day: "and {n} more",
    day_off: "day off",
    day_worked: "worked in exchange",
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
    timeline_lead: "Each row is a task, from its issue to its deadline. The striped part is time that was added, a diamond is a milestone, a triangle a contribution that the task waits for. Parts stand under their whole. The columns beside it say the same in words.",
    timeline_more: "More than 3,000 tasks match the filter; only the 3,000 with the earliest deadlines are shown. Narrow the filter.",
    from: "Issued on",
    milestones: "Milestones",
    part: "part",
    waits: "Waits for",
    due_from: "Due from",
    group_by: "Group by",
    no_group: "No groups",
    columns: "Columns of the table",
    no_area: "No place",
    cut: "More than 3,000 tasks match the filter; only the 3,000 with the earliest deadlines are grouped or sorted. Narrow the filter.",
    due_to: "Due until",
};
