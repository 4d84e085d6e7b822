//! Names of kinds, urgencies and events of documents, both languages side by side.
//!
//! **Invariant:** every `match` is exhaustive, so that a new value without a name does not compile. What
//! arrives as text (verbs of the log) shows as it came where it has no name.

use crate::i18n::Messages;
use domain::directive::DirectiveState;
use domain::document::DocumentKind;

/// The name of a kind of document (Decree 30/2020/NĐ-CP, article 7), capitalised as in its own title.
pub fn kind(m: &Messages, kind: DocumentKind) -> &'static str {
    let (vi, en) = match kind {
        DocumentKind::Resolution => ("Nghị quyết", "Resolution"),
        DocumentKind::Decision => ("Quyết định", "Decision"),
        DocumentKind::Directive => ("Chỉ thị", "Directive"),
        DocumentKind::Regulation => ("Quy chế", "Regulation"),
        DocumentKind::Rule => ("Quy định", "Rule"),
        DocumentKind::Communique => ("Thông cáo", "Communiqué"),
        DocumentKind::Notice => ("Thông báo", "Notice"),
        DocumentKind::ConclusionNotice => ("Thông báo kết luận", "Notice of conclusions"),
        DocumentKind::Guideline => ("Hướng dẫn", "Guideline"),
        DocumentKind::Programme => ("Chương trình", "Programme"),
        DocumentKind::Plan => ("Kế hoạch", "Plan"),
        DocumentKind::Scheme => ("Phương án", "Scheme"),
        DocumentKind::Project => ("Đề án", "Project"),
        DocumentKind::Report => ("Báo cáo", "Report"),
        DocumentKind::Minutes => ("Biên bản", "Minutes"),
        DocumentKind::Submission => ("Tờ trình", "Submission"),
        DocumentKind::Telegram => ("Công điện", "Telegram"),
        DocumentKind::Invitation => ("Giấy mời", "Invitation"),
        DocumentKind::OfficialDispatch => ("Công văn", "Official dispatch"),
    };
    m.pick(vi, en)
}

/// The name of a state of a directive.
pub fn state(m: &Messages, state: DirectiveState) -> &'static str {
    let (vi, en) = match state {
        DirectiveState::Draft => ("Chưa ban hành", "Not issued yet"),
        DirectiveState::Issued => ("Đã ban hành", "Issued"),
        DirectiveState::Discarded => ("Đã bỏ", "Discarded"),
    };
    m.pick(vi, en)
}

/// What a verb of a directive's log says.
pub fn event<'v>(m: &Messages, verb: &'v str) -> &'v str {
    let (vi, en) = match verb {
        "registered" => ("nhập văn bản", "registered the document"),
        "revised" => ("sửa dự thảo", "revised the drafts"),
        "issued" => ("ban hành nhiệm vụ", "issued the tasks"),
        "discarded" => ("bỏ văn bản", "discarded the document"),
        _ => return verb,
    };
    m.pick(vi, en)
}

/// What was done, as the notice after it says; by the `act` of the form.
pub fn done(m: &Messages, act: &str) -> &'static str {
    let (vi, en) = match act {
        "register" | "read" => ("đã nhập văn bản", "the document is registered"),
        "issue" => ("đã ban hành nhiệm vụ", "the tasks are issued"),
        "discard" => ("đã bỏ văn bản", "the document is discarded"),
        _ => ("đã lưu dự thảo", "the drafts are saved"),
    };
    m.pick(vi, en)
}
