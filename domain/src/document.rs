//! shim
use crate::macros::text_enum;
text_enum! { /// U
Urgency { Normal="normal", Urgent="urgent", VeryUrgent="very_urgent", Immediate="immediate", } }
text_enum! { /// K
DocumentKind { OfficialLetter="official_letter", Plan="plan", } }
text_enum! { /// S
Secrecy { Secret="secret", } }
