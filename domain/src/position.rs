//! Positions: roles held at an agency. Work belongs to positions and agencies; people come and go.
//!
//! **Invariant:** what a person may do follows from the position alone. A new role needs rows in
//! [`crate::access`] and a line in both languages.

use crate::macros::text_enum;

text_enum! {
    /// What a position is for (design: who has the problem).
    Role {
        /// Turns directives into tasks, follows up, decides on extensions and results.
        Coordinator = "coordinator",
        /// Works on the tasks of an agency.
        Officer = "officer",
        /// Heads an agency and answers for its work.
        Head = "head",
        /// Provincial leadership: sees the whole province.
        Leader = "leader",
        /// Checks the self-assessment of communes.
        Appraiser = "appraiser",
        /// Keeps units, agencies, positions and users.
        Administrator = "administrator",
        /// Reads everything that happened.
        Auditor = "auditor",
    }
}
