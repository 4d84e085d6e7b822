//! The words of acts on many tasks, Vietnamese first.
//!
//! **Invariant:** one field is one sentence; one that is missing in a language does not compile. Placeholders
//! are `{name}`, see [`crate::i18n::fill`]. To add a sentence: a field and its text in both languages.

use domain::bulk::Kind;
use domain::view::Language;

/// The sentences of one language.
#[derive(Debug)]
pub struct BulkMessages {
    language: Language,
    pub bar: &'static str,
    pub bar_hint: &'static str,
    pub all: &'static str,
    pub select: &'static str,
    pub select_one: &'static str,
    pub act: &'static str,
    pub go_on: &'static str,
    pub export_csv: &'static str,
    pub export_xlsx: &'static str,
    pub lead: &'static str,
    pub none_title: &'static str,
    pub none_text: &'static str,
    pub has_more: &'static str,
    pub about_remind: &'static str,
    pub about_extend: &'static str,
    pub about_reassign: &'static str,
    pub about_suspend: &'static str,
    pub about_cancel: &'static str,
    pub until: &'static str,
    pub until_days_hint: &'static str,
    pub chosen: &'static str,
    pub back: &'static str,
    pub report: &'static str,
    pub report_lead: &'static str,
    pub done: &'static str,
    pub followed: &'static str,
    pub none_refused: &'static str,
    pub refused: &'static str,
    pub why: &'static str,
    pub unseen: &'static str,
    pub changed: &'static str,
    pub already_reminded: &'static str,
    pub nobody_waited: &'static str,
    pub event_reminded: &'static str,
}

impl BulkMessages {
    /// The name of an act, as a button says it.
    pub fn kind(&self, kind: Kind) -> &'static str {
        let (vi, en) = match kind {
            Kind::Remind => ("Đôn đốc ngay", "Remind now"),
            Kind::Extend => ("Gia hạn", "Extend"),
            Kind::Reassign => ("Giao cơ quan chủ trì khác", "Assign to another lead"),
            Kind::Suspend => ("Tạm dừng", "Suspend"),
            Kind::Cancel => ("Hủy", "Cancel"),
        };
        match self.language {
            Language::Vi => vi,
            Language::En => en,
        }
    }

    /// What the act will do.
    pub fn about(&self, kind: Kind) -> &'static str {
        match kind {
            Kind::Remind => self.about_remind,
            Kind::Extend => self.about_extend,
            Kind::Reassign => self.about_reassign,
            Kind::Suspend => self.about_suspend,
            Kind::Cancel => self.about_cancel,
        }
    }
}

/// The words of a language.
pub fn messages(language: Language) -> &'static BulkMessages {
    match language {
        Language::Vi => &VI,
        Language::En => &EN,
    }
}

/// Vietnamese.
static VI: BulkMessages = BulkMessages {
    language: Language::Vi,
    bar: "Thao tác với nhiều nhiệm vụ",
    bar_hint: "Đánh dấu các nhiệm vụ trong bảng, hoặc chọn tất cả nhiệm vụ khớp bộ lọc, rồi chọn thao tác. Trước khi thực hiện, hệ thống hỏi lại một lần. Khi xuất mà không đánh dấu nhiệm vụ nào, bảng xuất gồm tất cả nhiệm vụ khớp bộ lọc.",
    all: "Tất cả nhiệm vụ khớp bộ lọc (tối đa 1.000)",
    select: "Chọn",
    select_one: "Chọn nhiệm vụ: {title}",
    act: "Thao tác",
    go_on: "Tiếp tục",
    export_csv: "Xuất CSV",
    export_xlsx: "Xuất Excel",
    lead: "Thao tác áp dụng cho {n} nhiệm vụ. Quyền được xét riêng với từng nhiệm vụ; nhiệm vụ nào không thực hiện được sẽ nêu rõ lý do, các nhiệm vụ khác vẫn được thực hiện.",
    none_title: "Chưa chọn nhiệm vụ nào",
    none_text: "Quay lại danh sách, đánh dấu các nhiệm vụ hoặc chọn tất cả nhiệm vụ khớp bộ lọc.",
    has_more: "Bộ lọc khớp với hơn 1.000 nhiệm vụ; chỉ 1.000 nhiệm vụ đầu được chọn. Hãy thu hẹp bộ lọc, hoặc thực hiện nhiều lần.",
    about_remind: "Mỗi cơ quan còn việc phải làm nhận một thông báo đôn đốc ngay bây giờ. Một nhiệm vụ được đôn đốc mỗi ngày một lần; chỉ cơ quan giao việc được đôn đốc.",
    about_extend: "Hạn chỉ thay đổi qua đề nghị và quyết định. Nhiệm vụ đang có đề nghị gia hạn do cơ quan anh/chị giao: chấp thuận đến hạn mới này. Nhiệm vụ do cơ quan anh/chị chủ trì và đang thực hiện: gửi đề nghị gia hạn. Hạn ban đầu được giữ nguyên để đối chiếu.",
    about_reassign: "Cơ quan chủ trì mới tiếp nhận từ đầu. Nhiệm vụ còn nhiệm vụ con chưa xong thì không chuyển được.",
    about_suspend: "Thời hạn ngừng tính từ hôm nay cho đến khi nhiệm vụ được tiếp tục. Các nhiệm vụ con cùng tạm dừng.",
    about_cancel: "Nhiệm vụ đã hủy không mở lại được. Các nhiệm vụ con chưa xong cùng bị hủy.",
    until: "Hạn mới",
    until_days_hint: "Hoặc số ngày làm việc, tính từ hạn hiện tại của từng nhiệm vụ.",
    chosen: "Các nhiệm vụ đã chọn ({n})",
    back: "Quay lại danh sách",
    report: "Kết quả thao tác",
    report_lead: "{act}: đã thực hiện {done}/{asked} nhiệm vụ.",
    done: "Đã thực hiện {n} nhiệm vụ.",
    followed: "{n} nhiệm vụ con thay đổi theo nhiệm vụ cha.",
    none_refused: "Không có nhiệm vụ nào bị từ chối.",
    refused: "Không thực hiện được ({n})",
    why: "Lý do",
    unseen: "Nhiệm vụ không tìm thấy hoặc anh/chị không được xem",
    changed: "Nhiệm vụ đã thay đổi sau khi anh/chị mở danh sách. Mở nhiệm vụ để xem, rồi thực hiện lại nếu vẫn cần.",
    already_reminded: "Đã đôn đốc trong ngày {day}. Mỗi ngày chỉ đôn đốc một lần.",
    nobody_waited: "Không có cơ quan nào khác còn việc phải làm ở nhiệm vụ này.",
    event_reminded: "đôn đốc {agencies}",
};

/// English.
static EN: BulkMessages = BulkMessages {
    language: Language::En,
    bar: "Act on many tasks",
    bar_hint: "Tick tasks in the table, or choose all that match the filter, then choose what to do. You are asked once more before it happens. An export with nothing ticked has all tasks that match the filter.",
    all: "All tasks that match the filter (1,000 at most)",
    select: "Choose",
    select_one: "Choose the task: {title}",
    act: "What to do",
    go_on: "Continue",
    export_csv: "Export CSV",
    export_xlsx: "Export Excel",
    lead: "This is asked of {n} tasks. Your right is checked for each of them; what cannot be done is named with its reason, and does not stop the others.",
    none_title: "No task is chosen",
    none_text: "Go back to the list, tick tasks or choose all that match the filter.",
    has_more: "More than 1,000 tasks match the filter; only the first 1,000 are chosen. Narrow the filter, or do it several times.",
    about_remind: "Every agency that still has something to do is reminded now. A task is reminded of once a day, and by its issuer only.",
    about_extend: "A deadline moves by a request and its decision only. Tasks that your agency issued and for which a request waits: it is granted up to this deadline. Tasks that your agency leads and that are in progress: a request is sent. The original deadline stays beside the new one.",
    about_reassign: "The new lead begins anew. A task with open sub-tasks cannot be given to another lead.",
    about_suspend: "The clock stops today until the task is resumed. Sub-tasks are suspended with it.",
    about_cancel: "A cancelled task cannot be opened again. Its open sub-tasks are cancelled with it.",
    until: "New deadline",
    until_days_hint: "Or working days, counted from the present deadline of each task.",
    chosen: "The chosen tasks ({n})",
    back: "Back to the list",
    report: "What was done",
    report_lead: "{act}: {done} of {asked} tasks.",
    done: "{n} tasks were done.",
    followed: "{n} sub-tasks changed with their parent.",
    none_refused: "No task was refused.",
    refused: "Not done ({n})",
    why: "Reason",
    unseen: "A task that was not found or that you may not see",
    changed: "The task changed after you opened the list. Open it, and do it again if that is still right.",
    already_reminded: "They were reminded on {day}. A task is reminded of once a day.",
    nobody_waited: "No other agency has anything to do on this task.",
    event_reminded: "reminded {agencies}",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_act_has_a_name_in_each_language() {
        for &kind in Kind::ALL {
            assert_ne!(VI.kind(kind), EN.kind(kind));
            assert!(!VI.about(kind).is_empty() && !EN.about(kind).is_empty());
        }
    }
}
