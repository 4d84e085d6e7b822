//! Ids of the things that have one.
//!
//! **Invariant:** an id is a UUID version 7 that the application made; the database never makes one.
//! To add one, add a line.

use crate::macros::ids;

ids! {
    /// A body that can be given work.
    AgencyId;
    /// A role held at an agency.
    PositionId;
    /// A person with an account.
    UserId;
    /// A document that orders work.
    DirectiveId;
    /// One request in a directive.
    ClauseId;
    /// A draft of a task, before the directive is issued.
    DraftId;
    /// One piece of work.
    TaskId;
    /// A command's envelope: the same id twice is the same act.
    EnvelopeId;
    /// Something that an agency was told.
    NotificationId;
    /// A signed-in browser.
    SessionId;
    /// A group of agencies that an agency saved.
    GroupId;
    /// A recurring duty.
    DutyId;
    /// A file attached to a task, or uploaded for it.
    AttachmentId;
    /// That a position was mentioned in a comment.
    MentionId;
    /// A saved view of the list of tasks.
    SavedViewId;
}
