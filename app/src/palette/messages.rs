//! The words of the command palette and of the shortcuts, Vietnamese first.
//!
//! **Invariant:** one field is one sentence; one that is missing in a language does not compile. Placeholders
//! are `{name}`, see [`crate::i18n::fill`]. To add a sentence: a field and its text in both languages.

use domain::view::Language;

/// The sentences of one language.
#[derive(Debug)]
pub struct PaletteMessages {
    pub title: &'static str,
    pub placeholder: &'static str,
    pub results: &'static str,
    pub count: &'static str,
    pub nothing: &'static str,
    pub failed: &'static str,
    pub page: &'static str,
    pub step: &'static str,
    pub more: &'static str,
    pub more_hint: &'static str,
    pub new_directive: &'static str,
    pub shortcuts: &'static str,
    pub shortcuts_lead: &'static str,
    pub keys: &'static str,
    pub does: &'static str,
    pub open_palette: &'static str,
    pub open_shortcuts: &'static str,
    pub to_search: &'static str,
    pub then: &'static str,
    pub single_keys: &'static str,
    pub single_keys_hint: &'static str,
    pub close: &'static str,
}

/// The words of a language.
pub fn messages(language: Language) -> &'static PaletteMessages {
    match language {
        Language::Vi => &VI,
        Language::En => &EN,
    }
}

/// Vietnamese.
static VI: PaletteMessages = PaletteMessages {
    title: "Đi tới hoặc thực hiện",
    placeholder: "Trang, nhiệm vụ, số văn bản, thao tác …",
    results: "Kết quả",
    count: "{n} kết quả",
    nothing: "Không có kết quả. Thử từ khác hoặc số văn bản.",
    failed: "Không tìm được trên máy chủ. Xin thử lại.",
    page: "Trang",
    step: "Thao tác trên trang này",
    more: "Tìm “{text}” trong danh sách nhiệm vụ",
    more_hint: "Tất cả kết quả",
    new_directive: "Nhập văn bản mới",
    shortcuts: "Phím tắt",
    shortcuts_lead: "Dùng được khi con trỏ không nằm trong ô nhập.",
    keys: "Phím",
    does: "Tác dụng",
    open_palette: "Đi tới một trang, nhiệm vụ, văn bản hoặc thao tác",
    open_shortcuts: "Xem các phím tắt",
    to_search: "Đến ô tìm nhiệm vụ",
    then: " rồi ",
    single_keys: "Dùng phím tắt một ký tự (g, /, ?)",
    single_keys_hint: "Tắt nếu anh/chị dùng phần mềm điều khiển bằng giọng nói. Ctrl+K vẫn dùng được. Lựa chọn được nhớ trên máy này.",
    close: "Đóng",
};

/// English.
static EN: PaletteMessages = PaletteMessages {
    title: "Go to or do",
    placeholder: "Page, task, directive number, step …",
    results: "Results",
    count: "{n} results",
    nothing: "Nothing found. Try another word or a directive number.",
    failed: "The server could not be searched. Please try again.",
    page: "Page",
    step: "Step on this page",
    more: "Search “{text}” in the list of tasks",
    more_hint: "All results",
    new_directive: "Enter a new directive",
    shortcuts: "Keyboard shortcuts",
    shortcuts_lead: "They work while the cursor is in no field.",
    keys: "Keys",
    does: "What they do",
    open_palette: "Go to a page, task, directive or step",
    open_shortcuts: "Show the shortcuts",
    to_search: "Go to the search for tasks",
    then: " then ",
    single_keys: "Use shortcuts of a single character (g, /, ?)",
    single_keys_hint: "Turn them off if you control the computer by voice. Ctrl+K keeps working. The choice is remembered on this machine.",
    close: "Close",
};
