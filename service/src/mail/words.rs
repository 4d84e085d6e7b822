//! The words of e-mails, Vietnamese first.
//!
//! **Invariant:** one field is one sentence; one that is missing in a language does not compile. To add a
//! sentence: a field and its text in both languages.

use domain::agency::Agency;
use domain::job::Rung;
use domain::view::Language;

/// The sentences of one language.
#[derive(Debug)]
pub struct Words {
    pub language: Language,
    pub product: &'static str,
    pub due_soon: &'static str,
    pub due_today: &'static str,
    pub overdue: &'static str,
    pub late_officer: &'static str,
    pub late_head: &'static str,
    pub late_coordinator: &'static str,
    pub late_committee: &'static str,
    pub asked: &'static str,
    pub mentioned: &'static str,
    pub mentioned_short: &'static str,
    pub task: &'static str,
    pub lead: &'static str,
    pub issuer: &'static str,
    pub due: &'static str,
    pub original_due: &'static str,
    pub open: &'static str,
    pub digest_subject: &'static str,
    pub digest_new: &'static str,
    pub digest_mentions: &'static str,
    pub digest_waiting: &'static str,
    pub digest_more: &'static str,
    pub none: &'static str,
    pub why: &'static str,
}

impl Words {
    /// What a rung says.
    pub fn rung(&self, rung: Rung) -> &'static str {
        match rung {
            Rung::DueSoon => self.due_soon,
            Rung::DueToday => self.due_today,
            Rung::Overdue => self.overdue,
            Rung::LateOfficer => self.late_officer,
            Rung::LateHead => self.late_head,
            Rung::LateCoordinator => self.late_coordinator,
            Rung::LateCommittee => self.late_committee,
            Rung::Asked => self.asked,
        }
    }

    /// The name of an agency.
    pub fn agency<'a>(&self, agency: &'a Agency) -> &'a str {
        match self.language {
            Language::Vi => &agency.name_vi,
            Language::En => &agency.name_en,
        }
    }
}

/// The words of a language.
pub fn words(language: Language) -> &'static Words {
    match language {
        Language::Vi => &VI,
        Language::En => &EN,
    }
}

static VI: Words = Words {
    language: Language::Vi,
    product: "Lá Chắn",
    due_soon: "Sắp đến hạn",
    due_today: "Đến hạn hôm nay",
    overdue: "Quá hạn",
    late_officer: "Quá hạn, đề nghị cán bộ phụ trách xử lý",
    late_head: "Quá hạn, báo cáo thủ trưởng cơ quan chủ trì",
    late_coordinator: "Quá hạn, đề nghị cơ quan giao việc đôn đốc",
    late_committee: "Quá hạn kéo dài, báo cáo lãnh đạo tỉnh",
    asked: "Cơ quan giao việc đôn đốc thực hiện",
    mentioned: "{by}, nhắc đến anh/chị trong một ý kiến",
    mentioned_short: "Ý kiến nhắc đến anh/chị",
    task: "Nhiệm vụ",
    lead: "Chủ trì",
    issuer: "Cơ quan giao",
    due: "Hạn",
    original_due: "Hạn ban đầu",
    open: "Mở nhiệm vụ",
    digest_subject: "Tổng hợp ngày",
    digest_new: "Mới",
    digest_mentions: "Ý kiến nhắc đến anh/chị",
    digest_waiting: "Đang chờ cơ quan anh/chị xử lý",
    digest_more: "Còn {n} nhiệm vụ khác đang chờ",
    none: "Không có",
    why: "Anh/chị nhận thư này vì đã đăng ký nhận thông báo qua thư điện tử. Thay đổi hoặc dừng nhận tại",
};

static EN: Words = Words {
    language: Language::En,
    product: "Lá Chắn",
    due_soon: "Due soon",
    due_today: "Due today",
    overdue: "Overdue",
    late_officer: "Overdue: the officer in charge is asked to act",
    late_head: "Overdue: reported to the head of the lead agency",
    late_coordinator: "Overdue: the issuing agency is asked to follow up",
    late_committee: "Long overdue: reported to the provincial leadership",
    asked: "Reminder from the issuing agency",
    mentioned: "{by}, mentions you in a comment",
    mentioned_short: "A comment mentions you",
    task: "Task",
    lead: "Lead",
    issuer: "Issued by",
    due: "Due",
    original_due: "Originally due",
    open: "Open the task",
    digest_subject: "Summary of",
    digest_new: "New",
    digest_mentions: "Comments that mention you",
    digest_waiting: "Waiting for your agency",
    digest_more: "{n} more tasks are waiting",
    none: "None",
    why: "You get this e-mail because you asked to be notified by e-mail. Change or stop it at",
};
