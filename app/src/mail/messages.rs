//! The words of e-mail on the screens, Vietnamese first; those in the e-mails stand in `service::mail::words`.
//!
//! **Invariant:** one field is one sentence; one that is missing in a language does not compile. Placeholders
//! are `{name}`, see [`crate::i18n::fill`]. To add a sentence: a field and its text in both languages.

use domain::mail::{Fault, Mode};
use domain::view::Language;

/// The sentences of one language.
#[derive(Debug)]
pub struct MailMessages {
    pub section: &'static str,
    pub section_text: &'static str,
    pub not_sending: &'static str,
    pub address: &'static str,
    pub address_hint: &'static str,
    pub address_malformed: &'static str,
    pub what: &'static str,
    pub mode_none: &'static str,
    pub mode_single: &'static str,
    pub mode_digest: &'static str,
    pub in_language: &'static str,
    pub vietnamese: &'static str,
    pub english: &'static str,
    pub save: &'static str,
    pub saved: &'static str,
    pub nav: &'static str,
    pub title: &'static str,
    pub lead: &'static str,
    pub for_whom: &'static str,
    pub kind: &'static str,
    pub single: &'static str,
    pub digest: &'static str,
    pub why: &'static str,
    pub tries: &'static str,
    pub next_try: &'static str,
    pub given_up: &'static str,
    pub retry: &'static str,
    pub retry_of: &'static str,
    pub retried: &'static str,
    pub none_title: &'static str,
    pub none_text: &'static str,
    pub rows_here: &'static str,
    pub unreachable: &'static str,
    pub insecure: &'static str,
    pub sign_in: &'static str,
    pub later: &'static str,
    pub refused: &'static str,
    pub unwritten: &'static str,
}

impl MailMessages {
    /// What is sent.
    pub fn mode(&self, mode: Mode) -> &'static str {
        match mode {
            Mode::None => self.mode_none,
            Mode::Single => self.mode_single,
            Mode::Digest => self.mode_digest,
        }
    }

    /// The name of a language.
    pub fn language(&self, language: Language) -> &'static str {
        match language {
            Language::Vi => self.vietnamese,
            Language::En => self.english,
        }
    }

    /// Why an e-mail was not sent, and what to do.
    pub fn fault(&self, fault: Fault) -> &'static str {
        match fault {
            Fault::Unreachable => self.unreachable,
            Fault::Insecure => self.insecure,
            Fault::SignIn => self.sign_in,
            Fault::Later => self.later,
            Fault::Refused => self.refused,
            Fault::Unwritten => self.unwritten,
        }
    }
}

/// The words of a language.
pub fn messages(language: Language) -> &'static MailMessages {
    match language {
        Language::Vi => &VI,
        Language::En => &EN,
    }
}

/// Vietnamese.
static VI: MailMessages = MailMessages {
    section: "Thông báo qua thư điện tử",
    section_text: "Thông báo luôn hiện trong hệ thống. Anh/chị có thể nhận thêm qua thư điện tử.",
    not_sending: "Hệ thống này chưa được cấu hình máy chủ thư nên chưa gửi thư. Lựa chọn vẫn được lưu.",
    address: "Địa chỉ thư điện tử",
    address_hint: "Ví dụ: ten@nghean.gov.vn. Để trống nếu không nhận thư.",
    address_malformed: "Địa chỉ không đúng dạng. Nhập lại, ví dụ ten@nghean.gov.vn.",
    what: "Nhận thư",
    mode_none: "Không nhận",
    mode_single: "Từng thông báo, ngay khi có",
    mode_digest: "Bản tổng hợp lúc 7 giờ 30 mỗi ngày làm việc",
    in_language: "Ngôn ngữ của thư",
    vietnamese: "Tiếng Việt",
    english: "English",
    save: "Lưu lựa chọn",
    saved: "Đã lưu lựa chọn nhận thư.",
    nav: "Thư không gửi được",
    title: "Thư không gửi được",
    lead: "Thư điện tử của người dùng trong tỉnh đã gửi lỗi. Mỗi thư được thử lại tự động, tối đa mười lần.",
    for_whom: "Người nhận",
    kind: "Loại thư",
    single: "Thông báo",
    digest: "Bản tổng hợp",
    why: "Lý do",
    tries: "Số lần thử",
    next_try: "Thử lại lúc",
    given_up: "Đã dừng thử",
    retry: "Thử lại ngay",
    retry_of: " thư gửi {name}",
    retried: "Thư sẽ được thử gửi lại ngay.",
    none_title: "Không có thư lỗi",
    none_text: "Mọi thư đều đã gửi. Thư gửi lỗi sẽ hiện ở đây kèm lý do.",
    rows_here: "{n} thư trên trang này",
    unreachable: "Không kết nối được máy chủ thư. Kiểm tra mạng, tên máy chủ và cổng.",
    insecure: "Kết nối với máy chủ thư không an toàn. Kiểm tra chứng thư số và cách bảo mật.",
    sign_in: "Máy chủ thư không chấp nhận tài khoản. Kiểm tra tên và mật khẩu trong cấu hình.",
    later: "Máy chủ thư tạm thời từ chối. Hệ thống sẽ tự thử lại.",
    refused: "Máy chủ thư từ chối hẳn. Kiểm tra địa chỉ người nhận.",
    unwritten: "Không soạn được thư. Xem nhật ký của máy chủ.",
};

/// English.
static EN: MailMessages = MailMessages {
    section: "Notifications by e-mail",
    section_text: "Notifications always appear in the system. You can have them by e-mail, too.",
    not_sending: "No mail server is configured here yet, so nothing is sent. Your choice is kept.",
    address: "E-mail address",
    address_hint: "For example name@nghean.gov.vn. Leave it empty if you want no e-mail.",
    address_malformed: "This is no e-mail address. Type it again, for example name@nghean.gov.vn.",
    what: "Send me",
    mode_none: "Nothing",
    mode_single: "Every notification at once",
    mode_digest: "A summary at 7:30 on every working day",
    in_language: "Language of the e-mails",
    vietnamese: "Tiếng Việt",
    english: "English",
    save: "Save",
    saved: "Your choice of e-mails is saved.",
    nav: "E-mails not sent",
    title: "E-mails not sent",
    lead: "E-mails to people of the province that failed. Each is tried again by itself, up to ten times.",
    for_whom: "For",
    kind: "Kind",
    single: "Notification",
    digest: "Summary",
    why: "Why",
    tries: "Tries",
    next_try: "Next try",
    given_up: "Given up",
    retry: "Try again now",
    retry_of: " the e-mail to {name}",
    retried: "The e-mail is tried again at once.",
    none_title: "No e-mail failed",
    none_text: "Everything was sent. An e-mail that fails appears here with the reason.",
    rows_here: "{n} e-mails on this page",
    unreachable: "The mail server cannot be reached. Check the network, its name and its port.",
    insecure: "The connection to the mail server is not secure. Check its certificate and the setting.",
    sign_in: "The mail server does not accept our account. Check name and password in the configuration.",
    later: "The mail server refused for the moment. It is tried again by itself.",
    refused: "The mail server refused for good. Check the address.",
    unwritten: "The e-mail could not be written. See the log of the server.",
};
