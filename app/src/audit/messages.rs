//! The words of the audit, Vietnamese first.
//!
//! **Invariant:** one field is one sentence; one that is missing in a language does not compile. Placeholders
//! are `{name}`, see [`crate::i18n::fill`]. To add a sentence: a field and its text in both languages.

use domain::audit::AuditKind;
use domain::view::Language;

/// The sentences of one language.
#[derive(Debug)]
pub struct AuditMessages {
    pub title: &'static str,
    pub lead: &'static str,
    pub filter: &'static str,
    pub at: &'static str,
    pub who: &'static str,
    pub what: &'static str,
    pub subject: &'static str,
    pub whence: &'static str,
    pub person: &'static str,
    pub person_hint: &'static str,
    pub agency: &'static str,
    pub any_agency: &'static str,
    pub kind: &'static str,
    pub any_kind: &'static str,
    pub from: &'static str,
    pub to: &'static str,
    pub subject_filter: &'static str,
    pub drop_filters: &'static str,
    pub none_title: &'static str,
    pub none_text: &'static str,
    pub unknown_person: &'static str,
    pub rows_here: &'static str,
    pub export: &'static str,
    pub nobody: &'static str,
    pub acting_for: &'static str,
    pub place: &'static str,
    pub file: &'static str,
    pub chain: &'static str,
    pub chain_lead: &'static str,
    pub check: &'static str,
    pub running: &'static str,
    pub never: &'static str,
    pub whole: &'static str,
    pub whole_text: &'static str,
    pub flawed: &'static str,
    pub flawed_text: &'static str,
    pub failed: &'static str,
    pub failed_text: &'static str,
    pub since: &'static str,
    kinds: [&'static str; 7],
}

impl AuditMessages {
    /// The name of a kind.
    pub fn kind(&self, kind: AuditKind) -> &'static str {
        let [change, read, export, sign_in, failed, sign_out, refused] = self.kinds;
        match kind {
            AuditKind::Change => change,
            AuditKind::Read => read,
            AuditKind::Export => export,
            AuditKind::SignIn => sign_in,
            AuditKind::SignInFailed => failed,
            AuditKind::SignOut => sign_out,
            AuditKind::Refused => refused,
        }
    }
}

/// The words of a language.
pub fn messages(language: Language) -> &'static AuditMessages {
    match language {
        Language::Vi => &VI,
        Language::En => &EN,
    }
}

static VI: AuditMessages = AuditMessages {
    title: "Nhật ký kiểm tra",
    lead: "Ai đã làm, đọc hoặc tải gì, khi nào, từ đâu, với vị trí nào; gồm cả đăng nhập không thành công và những lần bị từ chối.",
    filter: "Lọc nhật ký",
    at: "Thời điểm",
    who: "Người thực hiện",
    what: "Việc",
    subject: "Đối tượng",
    whence: "Từ địa chỉ",
    person: "Tên đăng nhập",
    person_hint: "Ví dụ: yte",
    agency: "Cơ quan",
    any_agency: "Mọi cơ quan",
    kind: "Loại",
    any_kind: "Mọi loại",
    from: "Từ ngày",
    to: "Đến ngày",
    subject_filter: "Mã đối tượng",
    drop_filters: "Bỏ lọc",
    none_title: "Không có dòng nào khớp",
    none_text: "Hãy bỏ bớt điều kiện lọc hoặc mở rộng khoảng thời gian.",
    unknown_person: "Không có tài khoản nào mang tên đăng nhập này.",
    rows_here: "{n} dòng trên trang này",
    export: "Xuất CSV",
    nobody: "Không xác định",
    acting_for: "thay cho {title}",
    place: "sổ số {n}",
    file: "Tệp đính kèm",
    chain: "Tính toàn vẹn của sổ ghi",
    chain_lead: "Mỗi thay đổi được nối với thay đổi trước bằng mã băm. Kiểm tra tính lại toàn bộ và so với dữ liệu hiện tại; lệnh lachan verify-log làm đúng việc này.",
    check: "Kiểm tra ngay",
    running: "Đang kiểm tra từ {at}. Tải lại trang để xem kết quả.",
    never: "Chưa kiểm tra lần nào. Sổ có {n} dòng.",
    whole: "Không có gì bị sửa đổi",
    whole_text: "Kiểm tra lúc {at}, đến dòng {until}; sổ hiện có {n} dòng.",
    flawed: "Có {n} sai lệch trong sổ ghi",
    flawed_text: "Kiểm tra lúc {at}. Chạy lachan verify-log để xem đầy đủ và báo ngay cho quản trị.",
    failed: "Lần kiểm tra gần nhất không thực hiện hết được",
    failed_text: "Kiểm tra lúc {at}. Thử lại; nếu vẫn lỗi, xem nhật ký của máy chủ.",
    since: "Dòng được ghi thành từng đợt mỗi giây; bộ nhớ đầy thì yêu cầu phải chờ ghi xong.",
    kinds: [
        "Thay đổi",
        "Đọc",
        "Tải, xuất",
        "Đăng nhập",
        "Đăng nhập không thành công",
        "Đăng xuất",
        "Bị từ chối",
    ],
};

static EN: AuditMessages = AuditMessages {
    title: "Audit",
    lead: "Who did, read or took out what, when, from where and for which position, failed sign-ins and refusals included.",
    filter: "Filter the audit",
    at: "When",
    who: "Who",
    what: "What",
    subject: "Subject",
    whence: "From address",
    person: "Login",
    person_hint: "For example: yte",
    agency: "Agency",
    any_agency: "Any agency",
    kind: "Kind",
    any_kind: "Any kind",
    from: "From",
    to: "To",
    subject_filter: "Id of the subject",
    drop_filters: "Drop the filters",
    none_title: "Nothing matches",
    none_text: "Drop a filter or widen the time.",
    unknown_person: "No account has this login.",
    rows_here: "{n} lines on this page",
    export: "Export CSV",
    nobody: "Not known",
    acting_for: "for {title}",
    place: "entry {n}",
    file: "Attached file",
    chain: "Is the log whole?",
    chain_lead: "Every change is chained to the one before by its hash. The check computes all of it anew and compares it with the data; lachan verify-log does the same.",
    check: "Check now",
    running: "A check runs since {at}. Reload the page to see its result.",
    never: "Never checked yet. The log has {n} entries.",
    whole: "Nothing was altered",
    whole_text: "Checked at {at}, up to entry {until}; the log has {n} entries now.",
    flawed: "{n} flaws in the log",
    flawed_text: "Checked at {at}. Run lachan verify-log for all of them and tell the administrator at once.",
    failed: "The last check could not end",
    failed_text: "Tried at {at}. Try again; if it fails again, look into the log of the server.",
    since: "Lines are written every second; where too many wait, the request waits until they are written.",
    kinds: [
        "Change",
        "Read",
        "Export",
        "Sign-in",
        "Failed sign-in",
        "Sign-out",
        "Refused",
    ],
};
