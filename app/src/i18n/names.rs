//! Names of the values of the domain's enums, both languages side by side.
//!
//! **Invariant:** every `match` is exhaustive: a new value without a name does not compile.
//! To name another enum, add a method.

use super::{Messages, fill};
use chrono::NaiveDate;
use domain::access::{Action, Relation};
use domain::clears::Clear;
use domain::document::Urgency;
use domain::position::Role;
use domain::task::{ContributionState, ExtensionState, Part, Rating, State};
use domain::timeliness::{Bucket, Timeliness};
use domain::view::{TaskSort, Waiting};

impl Messages {
    /// The name of an urgency (Decree 30/2020/NĐ-CP, article 8).
    pub fn urgency(&self, urgency: Urgency) -> &'static str {
        let (vi, en) = match urgency {
            Urgency::Normal => ("Thường", "Normal"),
            Urgency::Urgent => ("Khẩn", "Urgent"),
            Urgency::VeryUrgent => ("Thượng khẩn", "Very urgent"),
            Urgency::Express => ("Hỏa tốc", "Express"),
        };
        self.pick(vi, en)
    }

    /// The name of a state of a task.
    pub fn state(&self, state: State) -> &'static str {
        let (vi, en) = match state {
            State::Draft => ("Dự thảo", "Draft"),
            State::Assigned => ("Đã giao", "Assigned"),
            State::Acknowledged => ("Đã tiếp nhận", "Acknowledged"),
            State::Returned => ("Trả lại", "Returned"),
            State::InProgress => ("Đang thực hiện", "In progress"),
            State::AwaitingConfirmation => ("Chờ xác nhận", "Awaiting confirmation"),
            State::Completed => ("Hoàn thành", "Completed"),
            State::Suspended => ("Tạm dừng", "Suspended"),
            State::Cancelled => ("Hủy", "Cancelled"),
        };
        self.pick(vi, en)
    }

    /// The name of a timeliness.
    pub fn timeliness(&self, timeliness: Timeliness) -> &'static str {
        let (vi, en) = match timeliness {
            Timeliness::Overdue => ("Quá hạn", "Overdue"),
            Timeliness::DueSoon => ("Sắp đến hạn", "Due soon"),
            Timeliness::NotDue => ("Chưa đến hạn", "Not due"),
            Timeliness::NoDeadline => ("Không thời hạn", "No deadline"),
            Timeliness::CompletedOnTime => ("Hoàn thành đúng hạn", "Completed on time"),
            Timeliness::CompletedLate => ("Hoàn thành quá hạn", "Completed late"),
        };
        self.pick(vi, en)
    }

    /// The name of a bucket in which leaders count.
    pub fn bucket(&self, bucket: Bucket) -> &'static str {
        let (vi, en) = match bucket {
            Bucket::DoneOnTime => ("Hoàn thành đúng hạn", "Done on time"),
            Bucket::DoneLate => ("Hoàn thành quá hạn", "Done late"),
            Bucket::InTime => ("Trong hạn", "In time"),
            Bucket::Overdue => ("Quá hạn", "Overdue"),
            Bucket::Suspended => ("Tạm dừng", "Suspended"),
        };
        self.pick(vi, en)
    }

    /// A timeliness in words with the days left or lost: “Còn 2 ngày”, “Quá hạn 5 ngày”.
    pub fn timeliness_in_days(
        &self,
        timeliness: Timeliness,
        due: Option<NaiveDate>,
        today: NaiveDate,
    ) -> String {
        let Some(days) = due.map(|due| (due - today).num_days()) else {
            return self.timeliness(timeliness).to_owned();
        };
        let pattern = match (timeliness, days) {
            (Timeliness::DueSoon, 0) => return self.due_today.to_owned(),
            (Timeliness::DueSoon, 1) => return self.due_tomorrow.to_owned(),
            (Timeliness::DueSoon, _) => self.due_in_days,
            (Timeliness::Overdue, -1) => return self.overdue_one_day.to_owned(),
            (Timeliness::Overdue, _) => self.overdue_days,
            _ => return self.timeliness(timeliness).to_owned(),
        };
        fill(pattern, &[("n", &days.abs().to_string())])
    }

    /// What the agency must do next, short enough for a button in a row.
    pub fn waiting(&self, waiting: Waiting) -> &'static str {
        let (vi, en) = match waiting {
            Waiting::Acknowledge => ("Tiếp nhận", "Acknowledge"),
            Waiting::Start => ("Bắt đầu", "Start"),
            Waiting::Work => ("Báo cáo", "Report"),
            Waiting::Contribute => ("Phối hợp", "Contribute"),
            Waiting::Reassign => ("Giao lại", "Reassign"),
            Waiting::DecideExtension => ("Quyết định", "Decide"),
            Waiting::Confirm => ("Xác nhận", "Confirm"),
            Waiting::RemoveObstacle => ("Tháo gỡ vướng mắc", "Remove an obstacle"),
        };
        self.pick(vi, en)
    }

    /// The name of an action, as a menu says it.
    pub fn action(&self, action: Action) -> &'static str {
        let (vi, en) = match action {
            Action::ViewTask => ("Xem nhiệm vụ", "View the task"),
            Action::IssueTask => ("Giao nhiệm vụ", "Issue"),
            Action::AcknowledgeTask => ("Tiếp nhận", "Acknowledge"),
            Action::ReturnTask => ("Trả lại nơi giao", "Return to sender"),
            Action::ReassignTask => ("Giao cho cơ quan khác", "Reassign"),
            Action::StartTask => ("Phân công và bắt đầu", "Name the officer and start"),
            Action::ReportTask => ("Báo cáo tiến độ", "Report progress"),
            Action::RaiseObstacle => ("Nêu khó khăn, vướng mắc", "Raise an obstacle"),
            Action::ResolveObstacle => ("Giải quyết vướng mắc", "Resolve an obstacle"),
            Action::RequestExtension => ("Xin gia hạn", "Ask for an extension"),
            Action::DecideExtension => ("Quyết định gia hạn", "Decide on the extension"),
            Action::AddEvidence => ("Bổ sung minh chứng", "Add evidence"),
            Action::SubmitTask => ("Gửi kết quả", "Submit the result"),
            Action::ConfirmTask => ("Xác nhận hoàn thành", "Confirm the result"),
            Action::ReworkTask => ("Yêu cầu thực hiện lại", "Return for rework"),
            Action::SuspendTask => ("Tạm dừng", "Suspend"),
            Action::ResumeTask => ("Tiếp tục", "Resume"),
            Action::CancelTask => ("Hủy nhiệm vụ", "Cancel the task"),
            Action::ReopenTask => ("Mở lại", "Reopen"),
            Action::AskContribution => ("Đề nghị phối hợp", "Ask for a contribution"),
            Action::Contribute => ("Phần phối hợp", "Contribution"),
            Action::WaiveContribution => ("Không chờ phần phối hợp", "Waive a contribution"),
            Action::RegisterDirective => ("Nhập văn bản", "Register a directive"),
            Action::EditDirective => ("Sửa dự thảo", "Edit the draft"),
            Action::IssueDirective => ("Ban hành", "Issue the directive"),
            Action::ViewDirective => ("Xem văn bản", "View the directive"),
            Action::ViewDirectiveDraft => ("Xem dự thảo", "View the draft"),
            Action::ViewProvince => ("Xem toàn tỉnh", "View the province"),
            Action::ViewCommunes => ("Xem xã, phường", "View the communes"),
            Action::ViewNotifications => ("Xem thông báo", "Read the notifications"),
            Action::MarkNotifications => ("Đánh dấu đã đọc", "Mark as read"),
            Action::DelegateTask => ("Giao nhiệm vụ thành phần", "Delegate sub-tasks"),
            Action::ManageGroups => ("Quản lý nhóm cơ quan", "Manage groups"),
            Action::ViewDuty => ("Xem nhiệm vụ định kỳ", "View the duty"),
            Action::ManageDuty => ("Quản lý nhiệm vụ định kỳ", "Manage duties"),
            Action::EscalateObstacle => ("Chuyển vướng mắc lên cấp trên", "Escalate an obstacle"),
            Action::ViewObstacles => ("Xem vướng mắc", "View the obstacles"),
            Action::CommentTask => ("Trao đổi ý kiến", "Comment"),
            Action::AttachToTask => ("Đính kèm tệp", "Attach a file"),
            Action::ViewMail => ("Xem thư không gửi được", "View e-mails that failed"),
            Action::RetryMail => ("Gửi lại thư", "Send an e-mail again"),
            Action::ManagePeople => ("Quản lý người dùng", "Manage people"),
            Action::RemindTask => ("Đôn đốc", "Send a reminder"),
            Action::SaveView => ("Lưu bộ lọc", "Save a filter"),
            Action::ShareView => ("Dùng chung bộ lọc", "Share a filter"),
            Action::ViewAudit => ("Xem nhật ký kiểm tra", "View the audit"),
            Action::ReviewHandOver => ("Xem nội dung bàn giao", "Review a hand-over"),
        };
        self.pick(vi, en)
    }

    /// The name of a role.
    pub fn role(&self, role: Role) -> &'static str {
        let (vi, en) = match role {
            Role::Coordinator => ("Điều phối", "Coordinator"),
            Role::Officer => ("Cán bộ thực hiện", "Officer"),
            Role::Head => ("Thủ trưởng cơ quan", "Head of agency"),
            Role::Leader => ("Lãnh đạo tỉnh", "Provincial leader"),
            Role::Appraiser => ("Thẩm định", "Appraiser"),
            Role::Administrator => ("Quản trị", "Administrator"),
            Role::Auditor => ("Kiểm tra, giám sát", "Auditor"),
        };
        self.pick(vi, en)
    }

    /// How an agency stands to a task.
    pub fn relation(&self, relation: Relation) -> &'static str {
        let (vi, en) = match relation {
            Relation::Issuer => ("Cơ quan giao", "Issuer"),
            Relation::Lead => ("Chủ trì", "Lead"),
            Relation::Coordinating => ("Phối hợp", "Coordinating"),
            Relation::Superior => ("Cấp trên", "Superior"),
            Relation::Addressed => ("Nơi giải quyết vướng mắc", "Asked to remove an obstacle"),
            Relation::OtherAgency => ("Cơ quan khác", "Other agency"),
            Relation::OtherProvince => ("Tỉnh khác", "Other province"),
        };
        self.pick(vi, en)
    }

    /// The name of a clear.
    pub fn clear(&self, clear: Clear) -> &'static str {
        let (vi, en) = match clear {
            Clear::People => ("Rõ người", "Clear people"),
            Clear::Work => ("Rõ việc", "Clear work"),
            Clear::Progress => ("Rõ tiến độ", "Clear progress"),
            Clear::Effectiveness => ("Rõ hiệu quả", "Clear effectiveness"),
            Clear::Responsibility => ("Rõ trách nhiệm", "Clear responsibility"),
            Clear::Product => ("Rõ sản phẩm", "Clear product"),
            Clear::Authority => ("Rõ thẩm quyền", "Clear authority"),
        };
        self.pick(vi, en)
    }

    /// What is missing where a clear does not hold, and what fills it.
    pub fn clear_missing(&self, clear: Clear) -> &'static str {
        let (vi, en) = match clear {
            Clear::People => ("Chưa có cán bộ phụ trách", "No officer in charge yet"),
            Clear::Work => ("Chưa có sản phẩm", "No deliverable yet"),
            Clear::Progress => (
                "Chưa có hạn, hoặc việc dài chưa có mốc",
                "No deadline, or a long task without milestones",
            ),
            Clear::Effectiveness => ("Chưa có kết quả đo được", "No measurable effect yet"),
            Clear::Responsibility => (
                "Chưa có lãnh đạo chịu trách nhiệm",
                "No accountable leader yet",
            ),
            Clear::Product => ("Chưa có sản phẩm", "No deliverable yet"),
            Clear::Authority => ("Chưa rõ thẩm quyền", "No authority named yet"),
        };
        self.pick(vi, en)
    }

    /// The name of a rating.
    pub fn rating(&self, rating: Rating) -> &'static str {
        let (vi, en) = match rating {
            Rating::Excellent => ("Hoàn thành xuất sắc", "Excellent"),
            Rating::Good => ("Hoàn thành tốt", "Good"),
            Rating::Satisfactory => ("Hoàn thành", "Satisfactory"),
        };
        self.pick(vi, en)
    }

    /// The name of a state of a contribution.
    pub fn contribution_state(&self, state: ContributionState) -> &'static str {
        let (vi, en) = match state {
            ContributionState::Asked => ("Đã đề nghị", "Asked"),
            ContributionState::Acknowledged => ("Đã tiếp nhận", "Acknowledged"),
            ContributionState::Delivered => ("Đã gửi", "Delivered"),
            ContributionState::Declined => ("Từ chối", "Declined"),
            ContributionState::Waived => ("Không chờ", "Waived"),
        };
        self.pick(vi, en)
    }

    /// The name of a state of a request for more time.
    pub fn extension_state(&self, state: ExtensionState) -> &'static str {
        let (vi, en) = match state {
            ExtensionState::Requested => ("Xin gia hạn", "Requested"),
            ExtensionState::Granted => ("Được gia hạn", "Granted"),
            ExtensionState::Refused => ("Không gia hạn", "Refused"),
        };
        self.pick(vi, en)
    }

    /// The name of an order of a list.
    pub fn task_sort(&self, sort: TaskSort) -> &'static str {
        let (vi, en) = match sort {
            TaskSort::Due => ("Hạn gần nhất trước", "Earliest deadline first"),
            TaskSort::DueLast => ("Hạn xa nhất trước", "Latest deadline first"),
            TaskSort::Newest => ("Mới giao trước", "Newest first"),
            TaskSort::Title => ("Tên nhiệm vụ A–Z", "Task A–Z"),
            TaskSort::TitleLast => ("Tên nhiệm vụ Z–A", "Task Z–A"),
            TaskSort::Lead => ("Cơ quan chủ trì A–Z", "Lead agency A–Z"),
            TaskSort::LeadLast => ("Cơ quan chủ trì Z–A", "Lead agency Z–A"),
            TaskSort::State => ("Theo trình tự xử lý", "In the order of the work"),
            TaskSort::StateLast => ("Ngược trình tự xử lý", "In the reverse order of the work"),
            TaskSort::Progress => ("Tiến độ thấp trước", "Least progress first"),
            TaskSort::ProgressLast => ("Tiến độ cao trước", "Most progress first"),
        };
        self.pick(vi, en)
    }

    /// The label of a form's field, as the summary of errors names it; an unknown name stays.
    pub fn field<'a>(&self, name: &'a str) -> &'a str {
        match name {
            "reason" => self.field_reason,
            "lead" => self.field_lead,
            "officer" => self.field_officer,
            "percent" => self.field_percent,
            "note" => self.field_note,
            "what" => self.field_what,
            "addressed_to" => self.field_addressed_to,
            "resolution" => self.field_resolution,
            "until" => self.field_until,
            "decision" => self.field_decision,
            "result" => self.field_result,
            "effect" => self.field_effect,
            "evidence" => self.field_evidence,
            "rating" => self.field_rating,
            "agency" => self.field_agency,
            "product" => self.field_product,
            "due" => self.field_due,
            "until_days" | "due_days" => self.field_days,
            other => crate::duty::messages::messages(self.language)
                .field(other)
                .or_else(|| crate::talk::messages::messages(self.language).field(other))
                .or_else(|| crate::people::messages::messages(self.language).field(other))
                .or_else(|| crate::office::messages::messages(self.language).field(other))
                .unwrap_or_else(|| crate::cascade::messages::messages(self.language).field(other)),
        }
    }

    /// The name of a part that only its code came along of.
    pub fn part_named<'a>(&self, code: &'a str) -> &'a str {
        code.parse()
            .map_or_else(|_| self.field(code), |part| self.part(part))
    }

    /// A value of a conflict as people read it: a code of a state by its name, all else as it came.
    pub fn clash_value(&self, part: &str, value: String) -> String {
        match (part, value.parse::<State>()) {
            ("state", Ok(state)) => self.state(state).to_owned(),
            _ => value,
        }
    }

    /// The name of a part of a task, as a conflict names it.
    pub fn part(&self, part: Part) -> &'static str {
        let (vi, en) = match part {
            Part::State => ("Trạng thái", "State"),
            Part::Lead => ("Cơ quan chủ trì", "Lead agency"),
            Part::Officer => ("Cán bộ phụ trách", "Officer in charge"),
            Part::Deadline => ("Thời hạn", "Deadline"),
            Part::Progress => ("Tiến độ", "Progress"),
            Part::Result => ("Kết quả", "Result"),
            Part::Extension => ("Gia hạn", "Extension"),
            Part::Obstacle => ("Khó khăn, vướng mắc", "Obstacle"),
            Part::Evidence => ("Minh chứng", "Evidence"),
            Part::Contribution => ("Phần phối hợp", "Contribution"),
            Part::Subtasks => ("Nhiệm vụ thành phần", "Sub-tasks"),
            Part::Comment => ("Ý kiến", "Comment"),
            Part::Attachment => ("Tệp đính kèm", "Attached file"),
        };
        self.pick(vi, en)
    }
}

#[cfg(test)]
mod tests {
    use super::super::messages;
    use super::*;
    use domain::view::Language;

    #[test]
    fn the_days_left_and_lost_are_said() {
        let day = |d| NaiveDate::from_ymd_opt(2022, 10, d).expect("a day");
        let said = |timeliness, due: u32| {
            messages(Language::Vi).timeliness_in_days(timeliness, Some(day(due)), day(10))
        };
        assert_eq!(said(Timeliness::DueSoon, 10), "Hạn hôm nay");
        assert_eq!(said(Timeliness::DueSoon, 11), "Hạn ngày mai");
        assert_eq!(said(Timeliness::DueSoon, 12), "Còn 2 ngày");
        assert_eq!(said(Timeliness::Overdue, 5), "Quá hạn 5 ngày");
        assert_eq!(said(Timeliness::NotDue, 30), "Chưa đến hạn");
        assert_eq!(
            messages(Language::En).timeliness_in_days(Timeliness::Overdue, Some(day(9)), day(10)),
            "1 day overdue"
        );
    }

    #[test]
    fn no_two_states_share_a_name() {
        for &language in Language::ALL {
            let m = messages(language);
            let mut names: Vec<_> = State::ALL.iter().map(|&state| m.state(state)).collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), State::ALL.len());
        }
    }
}
