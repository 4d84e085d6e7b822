//! Files attached to a task: evidence of a report or result, of a contribution, or beside a comment.
//!
//! What a file is follows from its bytes; its name is only a label. The content stands in a store of files
//! under its hash, the facts of it in the log, so that evidence cannot be exchanged unnoticed.
//!
//! **Invariants:** only kinds of [`MediaType`] exist; nothing is attached without the confirmation that it
//! holds no state secret; the facts of a file never come from outside ([`crate::task::TaskCommand::Attach`]
//! names an upload, the server adds what it found).
//!
//! To add a kind: a variant, its extensions, how it is recognised in `service/src/attachment/sniff.rs`.

use crate::id::{AgencyId, AttachmentId};
use crate::macros::text_enum;
use crate::text::fold;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;

/// Most files of a task that are not withdrawn.
pub const MOST_ATTACHMENTS: usize = 60;
/// Longest name of a file in characters.
pub const MAX_NAME: usize = 120;

text_enum! {
    /// Kinds of files that are taken; the text is the media type.
    MediaType {
        Pdf = "application/pdf",
        Docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Odt = "application/vnd.oasis.opendocument.text",
        Ods = "application/vnd.oasis.opendocument.spreadsheet",
        Png = "image/png",
        Jpeg = "image/jpeg",
        /// Plain text, also as CSV: the bytes do not tell the two apart.
        Text = "text/plain",
    }
}

impl MediaType {
    /// Extensions of names of such files, the usual one first.
    pub const fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Pdf => &["pdf"],
            Self::Docx => &["docx"],
            Self::Xlsx => &["xlsx"],
            Self::Odt => &["odt"],
            Self::Ods => &["ods"],
            Self::Png => &["png"],
            Self::Jpeg => &["jpg", "jpeg"],
            Self::Text => &["txt", "csv"],
        }
    }

    /// Whether there can be a small picture of it.
    pub const fn is_picture(self) -> bool {
        matches!(self, Self::Png | Self::Jpeg)
    }
}

text_enum! {
    /// What a file is attached for.
    Purpose {
        /// The lead's report on progress.
        Report = "report",
        /// The lead's result.
        Result = "result",
        /// What a coordinating agency owes the lead.
        Contribution = "contribution",
        /// A comment of one's own.
        Comment = "comment",
    }
}

/// What the server found out about an uploaded file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// A label, as [`clean_name`] makes it.
    pub name: String,
    pub media: MediaType,
    /// In bytes.
    pub size: u64,
    /// SHA-256 of the content, in hex.
    pub sha256: String,
}

/// A file of a task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    pub id: AttachmentId,
    pub agency: AgencyId,
    pub on: NaiveDate,
    pub purpose: Purpose,
    /// The comment beside which it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<u32>,
    #[serde(flatten)]
    pub file: File,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_withdrawn: bool,
}

/// A name as a label: its last part, without what file systems or browsers could take for anything but a
/// letter, with an extension that fits what the file is. Never empty.
pub fn clean_name(name: &str, media: MediaType) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last
        .nfc()
        .map(|c| match c {
            c if c.is_alphanumeric() => c,
            '.' | '-' | '_' | ' ' | '(' | ')' | ',' | '+' | '&' | '\u{300}'..='\u{36F}' => c,
            _ => '_',
        })
        .collect();
    let plain = plain.trim_matches(|c: char| c == '.' || c.is_whitespace());
    let fits = plain.rsplit_once('.').is_some_and(|(stem, extension)| {
        !stem.is_empty()
            && media
                .extensions()
                .contains(&extension.to_ascii_lowercase().as_str())
    });
    let (stem, extension) = match plain.rsplit_once('.') {
        Some((stem, extension)) if fits => (stem, extension),
        _ => (plain, media.extensions()[0]),
    };
    let room = MAX_NAME - extension.chars().count() - 1;
    let stem: String = stem.chars().take(room).collect();
    let stem = if stem.chars().any(char::is_alphanumeric) {
        stem.trim_end_matches(['.', ' ']).to_owned()
    } else {
        "tep".to_owned()
    };
    format!("{stem}.{extension}")
}

/// Whether a name says that the document bears a secrecy mark (`Tối mật`, `MAT_1041`, `top-secret`). Words in
/// which "mật" means something else, such as "bảo mật" or "mật độ", are none.
pub fn names_secret(name: &str) -> bool {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
    let words: Vec<String> = stem
        .nfc()
        .collect::<String>()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    let bare: Vec<String> = words.iter().map(|word| fold(word)).collect();
    bare.iter().enumerate().any(|(at, word)| {
        let before = at.checked_sub(1).map(|before| bare[before].as_str());
        match word.as_str() {
            "mat" => {
                let typed = words[at].to_lowercase();
                // Without its mark "mat" is also "mặt" and "mất": only capitals alone count, or a grade before it.
                let graded = matches!(before, Some("toi" | "tuyet" | "do"));
                let alone = bare.len() == 1 || at == 0 || at + 1 == bare.len();
                let other = matches!(before, Some("bao" | "bi" | "than" | "co" | "buong"))
                    || bare
                        .get(at + 1)
                        .is_some_and(|next| matches!(next.as_str(), "do" | "khau" | "ma" | "ong"));
                graded || (alone && !other && (typed == "mật" || words[at] == "MAT"))
            }
            "secret" | "confidential" => true,
            _ => false,
        }
    })
}
