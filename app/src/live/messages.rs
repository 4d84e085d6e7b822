//! The words of live updates, Vietnamese first.
//!
//! **Invariant:** one field is one sentence; one that is missing in a language does not compile. Placeholders
//! are `{name}`, see [`crate::i18n::fill`]. To add a sentence: a field and its text in both languages.

use domain::view::Language;

/// The sentences of one language.
#[derive(Debug)]
pub struct LiveMessages {
    pub updated_by: &'static str,
    pub said: &'static str,
    pub stale_title: &'static str,
    pub stale_text: &'static str,
    pub stale_look: &'static str,
    pub stale_reload: &'static str,
}

/// The words of a language.
pub fn messages(language: Language) -> &'static LiveMessages {
    match language {
        Language::Vi => &VI,
        Language::En => &EN,
    }
}

/// Vietnamese.
static VI: LiveMessages = LiveMessages {
    updated_by: "Vừa cập nhật bởi {who}, {agency}, lúc {at}",
    said: "{agency} vừa cập nhật nhiệm vụ này: {parts}.",
    stale_title: "Nhiệm vụ vừa có thay đổi khi anh/chị đang nhập",
    stale_text: "Nội dung đang nhập được giữ nguyên. Anh/chị nên xem thay đổi trước khi gửi.",
    stale_look: "Xem thay đổi",
    stale_reload: "Bỏ nội dung đang nhập và dùng biểu mẫu mới",
};

/// English.
static EN: LiveMessages = LiveMessages {
    updated_by: "Just updated by {who}, {agency}, at {at}",
    said: "{agency} has just updated this task: {parts}.",
    stale_title: "The task changed while you were typing",
    stale_text: "What you typed is kept. Look at the change before you send it.",
    stale_look: "Look at the change",
    stale_reload: "Drop what I typed and use the new form",
};
