//! The words of comments and files, Vietnamese first.
//!
//! **Invariant:** one field is one sentence; one that is missing in a language does not compile. Placeholders
//! are `{name}`, see [`crate::i18n::fill`]. To add a sentence: a field and its text in both languages.

use domain::attachment::{MediaType, Purpose};
use domain::refusal::Refusal;
use domain::view::Language;

/// The sentences of one language.
#[derive(Debug)]
pub struct TalkMessages {
    pub language: Language,
    pub comments: &'static str,
    pub no_comments: &'static str,
    pub write: &'static str,
    pub text: &'static str,
    pub text_hint: &'static str,
    pub mention: &'static str,
    pub mention_hint: &'static str,
    pub nobody_to_mention: &'static str,
    pub mentioned: &'static str,
    pub send: &'static str,
    pub edit: &'static str,
    pub edit_save: &'static str,
    pub withdraw: &'static str,
    pub withdraw_text: &'static str,
    pub edited_at: &'static str,
    pub versions: &'static str,
    pub written_at: &'static str,
    pub now: &'static str,
    pub withdrawn: &'static str,
    pub withdrawn_words: &'static str,
    pub number: &'static str,
    pub files: &'static str,
    pub no_files: &'static str,
    pub attach: &'static str,
    pub attach_send: &'static str,
    pub purpose: &'static str,
    pub choose_purpose: &'static str,
    pub which_comment: &'static str,
    pub which_comment_hint: &'static str,
    pub no_comment: &'static str,
    pub file: &'static str,
    pub file_hint: &'static str,
    pub unclassified: &'static str,
    pub confirmation: &'static str,
    pub file_again: &'static str,
    pub save_file: &'static str,
    pub small_picture: &'static str,
    pub fingerprint: &'static str,
    pub attached_by: &'static str,
    pub withdraw_file: &'static str,
    pub withdraw_file_hint: &'static str,
    pub reason: &'static str,
    pub act_comment: &'static str,
    pub act_edit_comment: &'static str,
    pub act_withdraw_comment: &'static str,
    pub act_attach: &'static str,
    pub act_withdraw_attachment: &'static str,
    pub event_commented: &'static str,
    pub event_comment_edited: &'static str,
    pub event_comment_withdrawn: &'static str,
    pub event_attached: &'static str,
    pub event_attachment_withdrawn: &'static str,
    pub mentions_title: &'static str,
    pub mentioned_you: &'static str,
    pub mentioned_by: &'static str,
    pub no_such_comment: &'static str,
    pub not_yours: &'static str,
    pub no_such_attachment: &'static str,
    pub too_many: &'static str,
    pub file_kind: &'static str,
    pub file_too_large: &'static str,
    pub infected: &'static str,
    pub not_scanned: &'static str,
    pub purposes: [&'static str; 4],
    pub kinds: [&'static str; 8],
}

impl TalkMessages {
    /// What a file is attached for.
    pub fn purpose_of(&self, purpose: Purpose) -> &'static str {
        let [report, result, contribution, comment] = self.purposes;
        match purpose {
            Purpose::Report => report,
            Purpose::Result => result,
            Purpose::Contribution => contribution,
            Purpose::Comment => comment,
        }
    }

    /// The label of a field of these forms, as the summary of errors names it.
    pub fn field(&self, name: &str) -> Option<&'static str> {
        Some(match name {
            "text" => self.text,
            "mentions" => self.mention,
            "purpose" => self.purpose,
            "comment" => self.which_comment,
            "file" => self.file,
            "unclassified" => self.confirmation,
            _ => return None,
        })
    }

    /// The kind of a file in words.
    pub fn kind_of(&self, media: MediaType) -> &'static str {
        let [pdf, docx, xlsx, odt, ods, png, jpeg, text] = self.kinds;
        match media {
            MediaType::Pdf => pdf,
            MediaType::Docx => docx,
            MediaType::Xlsx => xlsx,
            MediaType::Odt => odt,
            MediaType::Ods => ods,
            MediaType::Png => png,
            MediaType::Jpeg => jpeg,
            MediaType::Text => text,
        }
    }

    /// A number of bytes as people say it: `340 KB`, `1,2 MB`.
    pub fn size(&self, bytes: u64) -> String {
        if bytes < 1000 {
            return format!("{bytes} B");
        }
        if bytes < 1_000_000 {
            return format!("{} KB", bytes.div_ceil(1000));
        }
        let tenths = bytes.div_ceil(100_000);
        let point = match self.language {
            Language::Vi => ',',
            Language::En => '.',
        };
        match (tenths / 10, tenths % 10) {
            (whole, 0) => format!("{whole} MB"),
            (whole, part) => format!("{whole}{point}{part} MB"),
        }
    }

    /// One sentence about a refusal of a comment or file; none for other refusals.
    pub fn refusal(&self, refusal: &Refusal) -> Option<String> {
        use crate::i18n::fill;
        Some(match refusal {
            Refusal::NoSuchComment => self.no_such_comment.to_owned(),
            Refusal::NotYours => self.not_yours.to_owned(),
            Refusal::NoSuchAttachment => self.no_such_attachment.to_owned(),
            Refusal::TooMany { max } => fill(self.too_many, &[("max", &max.to_string())]),
            Refusal::FileKind => self.file_kind.to_owned(),
            Refusal::FileTooLarge { max_bytes } => {
                fill(self.file_too_large, &[("max", &self.size(*max_bytes))])
            }
            Refusal::Infected => self.infected.to_owned(),
            Refusal::NotScanned => self.not_scanned.to_owned(),
            _ => return None,
        })
    }
}

/// The words of a language.
pub fn messages(language: Language) -> &'static TalkMessages {
    match language {
        Language::Vi => &VI,
        Language::En => &EN,
    }
}

/// Vietnamese.
static VI: TalkMessages = TalkMessages {
    language: Language::Vi,
    comments: "Trao đổi",
    no_comments: "Chưa có ý kiến nào. Ý kiến gửi ở đây được mọi cơ quan tham gia nhiệm vụ và cấp trên nhìn thấy.",
    write: "Viết ý kiến",
    text: "Ý kiến",
    text_hint: "Chữ thường, không quá 2.000 ký tự. Gõ @ và tên gọi, ví dụ @so-y-te.chuyen-vien, để nhắc một vị trí; @so-y-te nhắc mọi vị trí của cơ quan.",
    mention: "Nhắc đến",
    mention_hint: "Vị trí được nhắc sẽ nhận thông báo.",
    nobody_to_mention: "Chưa có vị trí nào khác để nhắc.",
    mentioned: "Nhắc đến: {who}",
    send: "Gửi ý kiến",
    edit: "Sửa ý kiến {n}",
    edit_save: "Lưu ý kiến đã sửa",
    withdraw: "Rút ý kiến {n}",
    withdraw_text: "Nội dung sẽ không còn hiện trên màn hình; nhật ký vẫn lưu cho kiểm tra.",
    edited_at: "sửa lúc {at}",
    versions: "Các lần sửa",
    written_at: "Viết lúc {at}",
    now: "hiện nay",
    withdrawn: "Ý kiến này đã được rút lúc {at}.",
    withdrawn_words: "Nội dung đã rút (chỉ người kiểm tra nhìn thấy)",
    number: "Ý kiến {n}",
    files: "Tệp đính kèm",
    no_files: "Chưa có tệp nào. Tài liệu minh chứng cho báo cáo, kết quả hay phần phối hợp được đính kèm ở đây.",
    attach: "Đính kèm tệp",
    attach_send: "Gửi tệp",
    purpose: "Đính kèm cho",
    choose_purpose: "Chọn mục đích",
    which_comment: "Ý kiến của tôi",
    which_comment_hint: "Chỉ chọn khi đính kèm cho một ý kiến.",
    no_comment: "Không chọn",
    file: "Tệp",
    file_hint: "PDF, Word (DOCX), Excel (XLSX), ODT, ODS, ảnh PNG hoặc JPEG, văn bản (TXT, CSV); không quá {max}. Tệp có macro không được nhận.",
    confirmation: "Xác nhận không chứa bí mật nhà nước",
    unclassified: "Tôi xác nhận tệp này không chứa bí mật nhà nước.",
    file_again: "Trình duyệt không giữ lại tệp đã chọn: hãy chọn lại tệp.",
    save_file: "Tải về",
    small_picture: "Ảnh thu nhỏ của {name}",
    fingerprint: "Mã băm SHA-256",
    attached_by: "{agency}, {who}",
    withdraw_file: "Rút tệp {name}",
    withdraw_file_hint: "Tệp không còn tải về được và nội dung bị xóa sau một ngày; tên và mã băm vẫn ở trong nhật ký.",
    reason: "Lý do",
    act_comment: "Gửi ý kiến",
    act_edit_comment: "Sửa ý kiến",
    act_withdraw_comment: "Rút ý kiến",
    act_attach: "Đính kèm tệp",
    act_withdraw_attachment: "Rút tệp đính kèm",
    event_commented: "viết ý kiến {n}",
    event_comment_edited: "sửa ý kiến {n}",
    event_comment_withdrawn: "rút ý kiến {n}",
    event_attached: "đính kèm tệp {name} ({purpose})",
    event_attachment_withdrawn: "rút tệp {name}",
    mentions_title: "Nhắc đến anh/chị",
    mentioned_you: "Nhắc đến anh/chị trong ý kiến {n}",
    mentioned_by: "Người viết",
    no_such_comment: "Ý kiến này không còn, hoặc đã được rút. Tải lại trang để xem nội dung mới nhất.",
    not_yours: "Chỉ vị trí đã viết ý kiến, hoặc cơ quan đã gửi tệp, mới được sửa hay rút.",
    no_such_attachment: "Không tìm thấy tệp vừa gửi, hoặc tệp đã được rút. Hãy chọn tệp và gửi lại.",
    too_many: "Nhiệm vụ này đã đủ {max} mục, không thêm được nữa. Hãy rút mục không còn cần, rồi gửi lại.",
    file_kind: "Loại tệp này không được nhận. Hãy gửi PDF, Word (DOCX), Excel (XLSX), ODT, ODS, ảnh PNG hoặc JPEG, hay văn bản thuần; tệp có macro phải lưu lại không có macro.",
    file_too_large: "Tệp lớn hơn {max}. Hãy nén hoặc chia tệp, rồi gửi lại.",
    infected: "Chương trình quét phát hiện vi-rút trong tệp, nên tệp không được nhận. Hãy làm sạch máy và gửi bản khác.",
    not_scanned: "Chương trình quét vi-rút không trả lời, nên tệp chưa được nhận. Hãy thử lại sau ít phút; nếu vẫn lỗi, báo quản trị viên.",
    purposes: [
        "Báo cáo tiến độ",
        "Kết quả thực hiện",
        "Phần phối hợp",
        "Ý kiến trao đổi",
    ],
    kinds: [
        "PDF",
        "Word",
        "Excel",
        "Văn bản ODT",
        "Bảng tính ODS",
        "Ảnh PNG",
        "Ảnh JPEG",
        "Văn bản thuần",
    ],
};

/// English.
static EN: TalkMessages = TalkMessages {
    language: Language::En,
    comments: "Discussion",
    no_comments: "No comments yet. What is said here is seen by every agency that takes part, and by those above.",
    write: "Write a comment",
    text: "Comment",
    text_hint: "Plain text, at most 2,000 characters. Type @ and a handle, such as @so-y-te.chuyen-vien, to mention a position; @so-y-te mentions all positions of the agency.",
    mention: "Mention",
    mention_hint: "Whoever is mentioned is notified.",
    nobody_to_mention: "There is no other position to mention yet.",
    mentioned: "Mentions: {who}",
    send: "Send the comment",
    edit: "Edit comment {n}",
    edit_save: "Save the edited comment",
    withdraw: "Withdraw comment {n}",
    withdraw_text: "Its text will no longer be shown; the log keeps it for auditors.",
    edited_at: "edited at {at}",
    versions: "Earlier versions",
    written_at: "Written at {at}",
    now: "now",
    withdrawn: "This comment was withdrawn at {at}.",
    withdrawn_words: "Withdrawn text (for auditors only)",
    number: "Comment {n}",
    files: "Attached files",
    no_files: "No files yet. Evidence for a report, a result or a contribution is attached here.",
    attach: "Attach a file",
    attach_send: "Send the file",
    purpose: "Attached for",
    choose_purpose: "Choose a purpose",
    which_comment: "My comment",
    which_comment_hint: "Only when it is attached to a comment.",
    no_comment: "None",
    file: "File",
    file_hint: "PDF, Word (DOCX), Excel (XLSX), ODT, ODS, PNG or JPEG pictures, plain text (TXT, CSV); at most {max}. Files with macros are not taken.",
    confirmation: "Confirmation that it holds no state secret",
    unclassified: "I confirm that this file holds no state secret.",
    file_again: "Browsers do not keep a chosen file: please choose it again.",
    save_file: "Save",
    small_picture: "Small picture of {name}",
    fingerprint: "SHA-256 hash",
    attached_by: "{agency}, {who}",
    withdraw_file: "Withdraw the file {name}",
    withdraw_file_hint: "It can no longer be saved and its content is deleted after a day; its name and hash stay in the log.",
    reason: "Reason",
    act_comment: "Send a comment",
    act_edit_comment: "Edit a comment",
    act_withdraw_comment: "Withdraw a comment",
    act_attach: "Attach a file",
    act_withdraw_attachment: "Withdraw an attached file",
    event_commented: "wrote comment {n}",
    event_comment_edited: "edited comment {n}",
    event_comment_withdrawn: "withdrew comment {n}",
    event_attached: "attached the file {name} ({purpose})",
    event_attachment_withdrawn: "withdrew the file {name}",
    mentions_title: "Mentions of you",
    mentioned_you: "Mentioned you in comment {n}",
    mentioned_by: "Written by",
    no_such_comment: "This comment is gone or withdrawn. Reload the page to see what is there now.",
    not_yours: "Only the position that wrote a comment, or the agency that sent a file, may change or withdraw it.",
    no_such_attachment: "The file that was sent cannot be found, or is withdrawn. Choose the file and send it again.",
    too_many: "This task has {max} of these already and takes no more. Withdraw one that is not needed, then send again.",
    file_kind: "Files of this kind are not taken. Send PDF, Word (DOCX), Excel (XLSX), ODT, ODS, PNG or JPEG pictures, or plain text; save files with macros without them.",
    file_too_large: "The file is larger than {max}. Compress or split it, then send again.",
    infected: "The scanner found a virus in the file, so it was not taken. Clean the device and send another copy.",
    not_scanned: "The virus scanner does not answer, so the file was not taken. Try again in a few minutes; if it still fails, tell the administrator.",
    purposes: ["Progress report", "Result", "Contribution", "Comment"],
    kinds: [
        "PDF",
        "Word",
        "Excel",
        "ODT text",
        "ODS spreadsheet",
        "PNG picture",
        "JPEG picture",
        "Plain text",
    ],
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_said_as_people_say_them() {
        for (bytes, vi, en) in [
            (999, "999 B", "999 B"),
            (1_001, "2 KB", "2 KB"),
            (1_150_000, "1,2 MB", "1.2 MB"),
            (25_000_000, "25 MB", "25 MB"),
        ] {
            assert_eq!(
                (VI.size(bytes), EN.size(bytes)),
                (vi.to_owned(), en.to_owned())
            );
        }
    }
}
