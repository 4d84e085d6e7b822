//! The words of notifications, Vietnamese first.
//!
//! **Invariant:** one field is one sentence; one that is missing in a language does not compile. Placeholders
//! are `{name}`, see [`crate::i18n::fill`]. To add a sentence: a field and its text in both languages.

use chrono::NaiveDate;
use domain::job::Rung;
use domain::view::Language;

/// The sentences of one language.
#[derive(Debug)]
pub struct NotificationMessages {
    pub title: &'static str,
    pub lead: &'static str,
    pub unread: &'static str,
    pub unread_count: &'static str,
    pub mark_all: &'static str,
    pub marked: &'static str,
    pub what: &'static str,
    pub due: &'static str,
    pub told_at: &'static str,
    pub state: &'static str,
    pub new: &'static str,
    pub read: &'static str,
    pub none_title: &'static str,
    pub none_text: &'static str,
    pub rows_here: &'static str,
    pub due_soon: &'static str,
    pub due_today: &'static str,
    pub was_due: &'static str,
    pub overdue: &'static str,
    pub late_officer: &'static str,
    pub late_head: &'static str,
    pub late_coordinator: &'static str,
    pub late_committee: &'static str,
    pub asked: &'static str,
    pub mark_one: &'static str,
    pub mark_one_of: &'static str,
}

impl NotificationMessages {
    /// What the notification says of the deadline, read on a day: "today" is said on that day only.
    pub fn rung(&self, rung: Rung, due: NaiveDate, today: NaiveDate) -> &'static str {
        match rung {
            Rung::DueSoon => self.due_soon,
            Rung::DueToday if due == today => self.due_today,
            Rung::DueToday => self.was_due,
            Rung::Overdue => self.overdue,
            Rung::LateOfficer => self.late_officer,
            Rung::LateHead => self.late_head,
            Rung::LateCoordinator => self.late_coordinator,
            Rung::LateCommittee => self.late_committee,
            Rung::Asked => self.asked,
        }
    }
}

/// The words of a language.
pub fn messages(language: Language) -> &'static NotificationMessages {
    match language {
        Language::Vi => &VI,
        Language::En => &EN,
    }
}

/// Vietnamese.
static VI: NotificationMessages = NotificationMessages {
    title: "Thông báo",
    lead: "Nhắc hạn các nhiệm vụ mà cơ quan anh/chị còn việc phải làm hoặc phải đôn đốc, mới nhất ở trên. Đánh dấu đã đọc chỉ có hiệu lực với riêng anh/chị.",
    unread: " thông báo chưa đọc",
    unread_count: "{n} chưa đọc",
    mark_all: "Đánh dấu đã đọc tất cả",
    marked: "Đã đánh dấu là đã đọc.",
    what: "Nội dung",
    due: "Hạn",
    told_at: "Nhắc lúc",
    state: "Đã đọc chưa",
    new: "Chưa đọc",
    read: "Đã đọc",
    none_title: "Chưa có thông báo",
    none_text: "Khi một nhiệm vụ của cơ quan sắp đến hạn, đến hạn hoặc quá hạn, thông báo hiện ở đây. Có thể nhận thêm qua thư điện tử: xem trang Tài khoản.",
    rows_here: "{n} thông báo trên trang này",
    due_soon: "Sắp đến hạn",
    due_today: "Đến hạn hôm nay",
    was_due: "Đến hạn",
    overdue: "Quá hạn",
    late_officer: "Quá hạn, cán bộ phụ trách cần xử lý",
    late_head: "Quá hạn, báo cáo thủ trưởng",
    late_coordinator: "Quá hạn, cần đôn đốc",
    late_committee: "Quá hạn kéo dài, báo cáo lãnh đạo",
    asked: "Cơ quan giao việc đôn đốc",
    mark_one: "Đánh dấu đã đọc",
    mark_one_of: ": “{title}”",
};

/// English.
static EN: NotificationMessages = NotificationMessages {
    title: "Notifications",
    lead: "Reminders of tasks on which your agency still has something to do or to follow up, newest first. Marking as read counts for you alone.",
    unread: " unread notifications",
    unread_count: "{n} unread",
    mark_all: "Mark all as read",
    marked: "Marked as read.",
    what: "What",
    due: "Due",
    told_at: "Told at",
    state: "Read or not",
    new: "Unread",
    read: "Read",
    none_title: "No notifications yet",
    none_text: "When a task of your agency is due soon, due today or overdue, a reminder appears here. To have them by e-mail, too, see your account page.",
    rows_here: "{n} notifications on this page",
    due_soon: "Due soon",
    due_today: "Due today",
    was_due: "Due",
    overdue: "Overdue",
    late_officer: "Overdue, the officer in charge must act",
    late_head: "Overdue, reported to the head",
    late_coordinator: "Overdue, to be followed up",
    late_committee: "Long overdue, reported to the leaders",
    asked: "Reminder from the issuing agency",
    mark_one: "Mark as read",
    mark_one_of: ": “{title}”",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn today_is_said_on_that_day_only() {
        let due = NaiveDate::from_ymd_opt(2022, 9, 30).expect("a day");
        let said = |today| VI.rung(Rung::DueToday, due, today);
        assert_eq!(said(due), "Đến hạn hôm nay");
        assert_eq!(said(due.succ_opt().expect("a day")), "Đến hạn");
    }
}
