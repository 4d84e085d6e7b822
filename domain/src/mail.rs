//! What a person wants to be sent by e-mail, and where to.
//!
//! **Invariant:** an address that is kept has the shape of one ([`address`]); that somebody reads it is for its
//! owner to know. To add a way of being told: a value of [`Mode`], its job in `service::notification`.

use crate::macros::text_enum;
use crate::refusal::{FieldFault, Refusal};
use crate::view::Language;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

text_enum! {
    /// What is sent.
    Mode {
        /// Nothing.
        None = "none",
        /// Every notification, at once.
        Single = "single",
        /// What is new and what waits, once a day.
        Digest = "digest",
    }
}

text_enum! {
    /// Why an e-mail was not sent; the administrator reads it in words.
    Fault {
        /// The mail server cannot be reached, or broke off.
        Unreachable = "mail_unreachable",
        /// The connection is not secure: TLS failed.
        Insecure = "mail_insecure",
        /// The mail server does not accept our name and password.
        SignIn = "mail_sign_in",
        /// The mail server asks to try again later.
        Later = "mail_later",
        /// The mail server refuses this e-mail or its addressee for good.
        Refused = "mail_refused",
        /// The e-mail could not be written.
        Unwritten = "mail_unwritten",
    }
}

/// What a person wants to be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preference {
    /// Empty only where nothing is sent.
    pub address: String,
    pub mode: Mode,
    pub language: Language,
    /// When the last digest was sent.
    pub digested_at: Option<DateTime<Utc>>,
}

impl Preference {
    /// A preference from what was typed.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] on `address`: malformed, or missing where something is to be sent.
    pub fn new(typed: &str, mode: Mode, language: Language) -> Result<Self, Refusal> {
        let typed = typed.trim();
        let address = match (typed.is_empty(), mode) {
            (true, Mode::None) => String::new(),
            (true, _) => return Err(Refusal::field("address", FieldFault::Required)),
            (false, _) => address(typed).map_err(|fault| Refusal::field("address", fault))?,
        };
        Ok(Self {
            address,
            mode,
            language,
            digested_at: None,
        })
    }
}

/// Most characters of an address (RFC 5321, 4.5.3.1.3, less the angle brackets).
pub const LONGEST_ADDRESS: usize = 254;
/// Most characters before the `@` (RFC 5321, 4.5.3.1.1).
const LONGEST_LOCAL: usize = 64;

/// An e-mail address of the usual shape: `name@host.example`, ASCII, unquoted; the host in lower case.
///
/// # Errors
/// [`FieldFault::TooLong`], [`FieldFault::Malformed`].
pub fn address(text: &str) -> Result<String, FieldFault> {
    if text.chars().count() > LONGEST_ADDRESS {
        return Err(FieldFault::TooLong {
            max: LONGEST_ADDRESS,
        });
    }
    let (local, host) = text.split_once('@').ok_or(FieldFault::Malformed)?;
    let is_atom = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b))
    };
    let is_label = |part: &str| {
        (1..=63).contains(&part.len())
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !part.starts_with('-')
            && !part.ends_with('-')
    };
    let fits = local.len() <= LONGEST_LOCAL
        && local.split('.').all(is_atom)
        && host.contains('.')
        && host.split('.').all(is_label);
    if fits {
        Ok(format!("{local}@{}", host.to_ascii_lowercase()))
    } else {
        Err(FieldFault::Malformed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_its_shape() {
        for (text, kept) in [
            ("hoa@nghean.gov.vn", "hoa@nghean.gov.vn"),
            (
                "nguyen.thi-hoa+viec@NgheAn.Gov.VN",
                "nguyen.thi-hoa+viec@nghean.gov.vn",
            ),
        ] {
            assert_eq!(address(text).as_deref(), Ok(kept));
        }
        for text in [
            "hoa",
            "@nghean.gov.vn",
            "hoa@",
            "hoa@localhost",
            "hoa@nghean..vn",
            "hoa@-nghean.vn",
            ".hoa@nghean.vn",
            "hoa@nghean.vn@evil.example",
            "hoa nguyen@nghean.vn",
            "hoa@nghean.vn\r\nBcc: all@nghean.vn",
            "hòa@nghean.vn",
            "Hoa <hoa@nghean.vn>",
            "\"hoa\"@nghean.vn",
            "hoa@nghean.vn,a@nghean.vn",
        ] {
            assert_eq!(address(text), Err(FieldFault::Malformed), "{text:?}");
        }
        let long = format!("hoa@{}.vn", "a.".repeat(130));
        assert_eq!(address(&long), Err(FieldFault::TooLong { max: 254 }));
    }

    #[test]
    fn whoever_wants_nothing_needs_no_address() {
        let nothing = Preference::new("  ", Mode::None, Language::Vi).expect("nothing");
        assert_eq!(nothing.address, "");
        let missing = Preference::new(" ", Mode::Digest, Language::Vi);
        assert_eq!(
            missing,
            Err(Refusal::field("address", FieldFault::Required))
        );
        let kept = Preference::new(" a@b.vn ", Mode::None, Language::En).expect("kept");
        assert_eq!(kept.address, "a@b.vn");
    }
}
