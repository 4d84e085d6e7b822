//! Kinds and marks of Vietnamese administrative documents.
//!
//! The kinds and their abbreviations are those of Decree 30/2020/NĐ-CP (article 7 and annex III), the
//! urgency marks those of its article 8, the secrecy marks those of the Law on Protection of State
//! Secrets 2018 (article 8).
//!
//! **Invariant:** the serialised names are stored; rename a variant only together with the data.
//! To add a kind: a variant, its abbreviation, its names in both languages in [`DocumentKind::names`],
//! and its place in the list.

use crate::macros::text_enum;

text_enum! {
    /// Kind of a document (loại văn bản) that may order work, in the order of annex III, the official
    /// dispatch last.
    DocumentKind {
        /// Nghị quyết.
        Resolution = "resolution",
        /// Quyết định.
        Decision = "decision",
        /// Chỉ thị.
        Directive = "directive",
        /// Quy chế.
        Regulation = "regulation",
        /// Quy định.
        Rule = "rule",
        /// Thông cáo.
        Communique = "communique",
        /// Thông báo.
        Notice = "notice",
        /// Thông báo kết luận; abbreviated like any notice.
        ConclusionNotice = "conclusion_notice",
        /// Hướng dẫn.
        Guideline = "guideline",
        /// Chương trình.
        Programme = "programme",
        /// Kế hoạch.
        Plan = "plan",
        /// Phương án.
        Scheme = "scheme",
        /// Đề án.
        Project = "project",
        /// Báo cáo.
        Report = "report",
        /// Biên bản.
        Minutes = "minutes",
        /// Tờ trình.
        Submission = "submission",
        /// Công điện.
        Telegram = "telegram",
        /// Giấy mời.
        Invitation = "invitation",
        /// Công văn: the only kind whose symbol carries no abbreviation.
        OfficialDispatch = "official_dispatch",
    }
}

impl DocumentKind {
    /// Abbreviation used in the symbol of a document (annex III of Decree 30/2020/NĐ-CP); empty for
    /// the official dispatch, which has none.
    pub fn abbreviation(self) -> &'static str {
        match self {
            Self::Resolution => "NQ",
            Self::Decision => "QĐ",
            Self::Directive => "CT",
            Self::Regulation => "QC",
            Self::Rule => "QyĐ",
            Self::Communique => "TC",
            Self::Notice | Self::ConclusionNotice => "TB",
            Self::Guideline => "HD",
            Self::Programme => "CTr",
            Self::Plan => "KH",
            Self::Scheme => "PA",
            Self::Project => "ĐA",
            Self::Report => "BC",
            Self::Minutes => "BB",
            Self::Submission => "TTr",
            Self::Telegram => "CĐ",
            Self::Invitation => "GM",
            Self::OfficialDispatch => "",
        }
    }

    /// Names under which a text mentions this kind, Vietnamese first.
    pub fn names(self) -> &'static [&'static str] {
        match self {
            Self::Resolution => &["nghị quyết", "resolution"],
            Self::Decision => &["quyết định", "decision"],
            Self::Directive => &["chỉ thị", "directive"],
            Self::Regulation => &["quy chế", "regulation"],
            Self::Rule => &["quy định", "rule"],
            Self::Communique => &["thông cáo", "communique"],
            Self::Notice => &["thông báo", "notice", "announcement"],
            Self::ConclusionNotice => &[
                "thông báo kết luận",
                "kết luận",
                "conclusion notice",
                "notice of conclusion",
                "notice of conclusions",
                "conclusion",
                "conclusions",
            ],
            Self::Guideline => &["hướng dẫn", "guideline", "guidelines", "guidance"],
            Self::Programme => &["chương trình", "programme", "program", "action programme"],
            Self::Plan => &["kế hoạch", "plan"],
            Self::Scheme => &["phương án", "scheme"],
            Self::Project => &["đề án", "project"],
            Self::Report => &["báo cáo", "report"],
            Self::Minutes => &[
                "biên bản",
                "minutes",
                "minutes of meeting",
                "meeting minutes",
            ],
            Self::Submission => &["tờ trình", "submission", "proposal"],
            Self::Telegram => &[
                "công điện",
                "telegram",
                "official telegram",
                "urgent telegram",
            ],
            Self::Invitation => &["giấy mời", "invitation"],
            Self::OfficialDispatch => &[
                "công văn",
                "official dispatch",
                "official letter",
                "dispatch",
                "official correspondence",
            ],
        }
    }
}

text_enum! {
    /// Urgency mark (độ khẩn), in rising order (Decree 30/2020/NĐ-CP, article 8 and annex I).
    Urgency {
        /// No mark.
        Normal = "normal",
        /// Khẩn.
        Urgent = "urgent",
        /// Thượng khẩn.
        VeryUrgent = "very_urgent",
        /// Hỏa tốc.
        Express = "express",
    }
}

text_enum! {
    /// Secrecy mark (độ mật), in rising order. A document that bears one must not enter the system: the
    /// law forbids state secrets on networked machines.
    Secrecy {
        /// Mật.
        Confidential = "confidential",
        /// Tối mật.
        Secret = "secret",
        /// Tuyệt mật.
        TopSecret = "top_secret",
    }
}
