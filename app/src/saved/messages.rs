//! The words of saved views, Vietnamese first.
//!
//! **Invariant:** one field is one sentence; one that is missing in a language does not compile. To add a
//! sentence: a field and its text in both languages.

use domain::view::Language;

/// The sentences of one language.
#[derive(Debug)]
pub struct SavedMessages {
    pub views: &'static str,
    pub shared: &'static str,
    pub manage: &'static str,
    pub save: &'static str,
    pub save_hint: &'static str,
    pub name: &'static str,
    pub share: &'static str,
    pub rename: &'static str,
    pub drop: &'static str,
    pub saved: &'static str,
    pub dropped: &'static str,
    pub conflict: &'static str,
    pub taken: &'static str,
    pub full: &'static str,
}

/// The words of a language.
pub fn messages(language: Language) -> &'static SavedMessages {
    match language {
        Language::Vi => &VI,
        Language::En => &EN,
    }
}

/// Vietnamese.
static VI: SavedMessages = SavedMessages {
    views: "Bộ lọc đã lưu",
    shared: "dùng chung trong cơ quan",
    manage: "Lưu bộ lọc, đổi tên, xóa",
    save: "Lưu bộ lọc đang dùng",
    save_hint: "Bộ lọc và thứ tự đang dùng của danh sách được lưu thành một đường dẫn. Người mở chỉ thấy những nhiệm vụ mình được xem.",
    name: "Tên bộ lọc",
    share: "Dùng chung cho cả cơ quan",
    rename: "Đổi tên",
    drop: "Xóa",
    saved: "Đã lưu bộ lọc.",
    dropped: "Đã xóa bộ lọc.",
    conflict: "Bộ lọc này vừa được người khác đổi tên hoặc xóa. Hãy xem lại rồi thực hiện lại nếu vẫn cần.",
    taken: "Đã có bộ lọc tên này. Hãy chọn tên khác, hoặc xóa bộ lọc cũ.",
    full: "Đã đủ 60 bộ lọc. Hãy xóa những bộ lọc không còn dùng.",
};

/// English.
static EN: SavedMessages = SavedMessages {
    views: "Saved filters",
    shared: "shared by the agency",
    manage: "Save, rename or delete filters",
    save: "Save the present filter",
    save_hint: "The filter and the order of the list are saved as a link. Who opens it sees only tasks that he may see.",
    name: "Name of the filter",
    share: "Share with the whole agency",
    rename: "Rename",
    drop: "Delete",
    saved: "The filter is saved.",
    dropped: "The filter is deleted.",
    conflict: "Somebody else has just renamed or deleted this filter. Look again, and repeat it if that is still right.",
    taken: "There is a filter of this name. Choose another name, or delete the old one.",
    full: "There are 60 filters already. Delete those that are no longer used.",
};
