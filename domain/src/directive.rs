//! Directives: documents that order work, with their clauses and, until issued, the drafts of tasks.
//!
//! **Invariants:** a document with a secrecy mark never becomes a directive; nothing is issued without a
//! person's yes; once issued, text, header and clauses never change.
//!
//! To add a field of the header: [`Header`], its cleaning, a column, a field in the form.

use crate::command::Cleaner;
use crate::document::{DocumentKind, Urgency};
use crate::id::{AgencyId, ClauseId, DirectiveId, DraftId};
use crate::macros::text_enum;
use crate::reader::{Reading, Span};
use crate::refusal::{FieldFault, Refusal};
use crate::task::{Asked, Milestone};
use crate::text::TextFault;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// Largest text of a directive, in bytes.
pub const MAX_TEXT_BYTES: usize = 1_000_000;
/// Most drafts in one directive.
pub const MAX_DRAFTS: usize = 500;

text_enum! {
    /// Where a directive stands.
    DirectiveState {
        Draft = "draft",
        Issued = "issued",
        Discarded = "discarded",
    }
}

/// The header of a document (Decree 30/2020/NĐ-CP art. 8).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// Number, such as `1041`; free text, because registers differ.
    pub number: String,
    /// Symbol, such as `UBND-NC`.
    pub symbol: String,
    pub kind: DocumentKind,
    pub issued_on: NaiveDate,
    /// The body that signed it.
    pub issuer: AgencyId,
    /// Abstract (trích yếu). Forms and bodies call it `abstract`: an envelope has a `subject` of its own.
    #[serde(rename = "abstract")]
    pub subject: String,
    pub urgency: Urgency,
    /// Recipients (nơi nhận) as the document names them.
    pub recipients: Vec<String>,
}

impl Header {
    /// Number and symbol as people write them: `1041/UBND-NC`.
    pub fn reference(&self) -> String {
        format!("{}/{}", self.number, self.symbol)
    }

    fn clean(&mut self, clean: &mut Cleaner) {
        clean.line("number", &mut self.number);
        clean.line("symbol", &mut self.symbol);
        clean.line("abstract", &mut self.subject);
        if self.recipients.len() > 200 {
            clean.fault("recipients", FieldFault::TooLong { max: 200 });
        }
        for recipient in &mut self.recipients {
            clean.line("recipients", recipient);
        }
    }
}

/// A draft of one or, for a group of leads, several tasks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    pub id: DraftId,
    pub title: String,
    pub deliverable: Option<String>,
    pub effect_expected: Option<String>,
    pub responsible: Option<String>,
    /// One task is issued for each; none means the person must still choose.
    pub leads: Vec<AgencyId>,
    /// How the text names the lead, kept for the person who chooses.
    pub lead_text: String,
    pub coordinating: Vec<Asked>,
    pub due: Option<NaiveDate>,
    pub milestones: Vec<Milestone>,
    /// Code of the unit the work concerns.
    pub area: Option<String>,
    /// The sentences it came from, in the directive's text; none for one added by hand.
    pub span: Option<Span>,
    /// How sure the reader was, 0 to 100; none for one added by hand.
    pub confidence: Option<u8>,
}

impl Draft {
    /// Cleans the texts. `position` counts from 1 and names the fields as the form does. A title may be
    /// empty as long as the draft is being written.
    fn clean(&mut self, position: usize, clean: &mut Cleaner) {
        let name = |field: &str| format!("draft.{position}.{field}");
        let mut title = Some(std::mem::take(&mut self.title));
        clean.optional_line(&name("title"), &mut title);
        self.title = title.unwrap_or_default();
        clean.optional_block(&name("deliverable"), &mut self.deliverable);
        clean.optional_block(&name("effect_expected"), &mut self.effect_expected);
        clean.optional_line(&name("responsible"), &mut self.responsible);
        for asked in &mut self.coordinating {
            let mut product = Some(std::mem::take(&mut asked.product));
            clean.optional_block(&name(&format!("product.{}", asked.agency)), &mut product);
            asked.product = product.unwrap_or_default();
        }
        for milestone in &mut self.milestones {
            clean.line(&name("milestones"), &mut milestone.what);
        }
    }
}

/// One request in a directive, with the sentences that made it. Its id is the id of its draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clause {
    pub id: ClauseId,
    /// From 1, in the order of the text.
    pub number: u32,
    pub title: String,
    pub span: Option<Span>,
}

/// A document that orders work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Directive {
    pub id: DirectiveId,
    /// Number of events so far: the optimistic lock.
    pub version: i64,
    pub state: DirectiveState,
    pub province: String,
    /// The coordinating office that registered it.
    pub owner: AgencyId,
    pub header: Header,
    pub text: String,
    /// Emptied when issued: they are clauses and tasks then.
    pub drafts: Vec<Draft>,
    pub clauses: Vec<Clause>,
}

/// What a person can ask of a directive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case", deny_unknown_fields)]
pub enum DirectiveCommand {
    /// Registers the document with the drafts the reader proposed or none.
    Register {
        header: Header,
        text: String,
        unclassified: bool,
        drafts: Vec<Draft>,
    },
    /// Replaces header and drafts by what the person made of them.
    Revise { header: Header, drafts: Vec<Draft> },
    /// Takes header and drafts as they are now and turns every draft into a clause and its tasks.
    Issue { header: Header, drafts: Vec<Draft> },
    /// Gives the draft up; the number is free again.
    Discard { reason: String },
}

/// What happened to a directive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verb", rename_all = "snake_case")]
pub enum DirectiveEvent {
    Registered {
        province: String,
        owner: AgencyId,
        header: Header,
        text: String,
        drafts: Vec<Draft>,
    },
    Revised {
        header: Header,
        drafts: Vec<Draft>,
    },
    Issued {
        header: Header,
        clauses: Vec<Clause>,
    },
    Discarded {
        reason: String,
    },
}

/// A command whose texts are clean and whose document, where it brings one, was read and bears no secrecy
/// mark. Only [`DirectiveCommand::cleaned`] makes one, so nobody needs to look again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cleaned(DirectiveCommand);

impl Cleaned {
    /// The command.
    pub fn command(&self) -> &DirectiveCommand {
        &self.0
    }

    /// The command, to take its parts.
    pub fn into_command(self) -> DirectiveCommand {
        self.0
    }
}

impl DirectiveCommand {
    /// Whether the fields can be taken. A document is not read for this: reading takes a moment, and whether
    /// the person may register is to be asked before.
    ///
    /// # Errors
    /// [`Refusal::Invalid`].
    pub fn check(mut self) -> Result<(), Refusal> {
        let mut clean = Cleaner::default();
        self.clean(&mut clean, |_, _| Ok(Vec::new()))?;
        clean.finish(())
    }

    /// The command with its texts normalised, or the fields that cannot be taken. A document is read once, by
    /// `read`, which gives its reading and the drafts to register where the command brings none.
    ///
    /// # Errors
    /// [`Refusal::Invalid`]; [`Refusal::Secret`] for a text with a secrecy mark.
    pub fn cleaned(
        mut self,
        read: impl FnOnce(&str, &Header) -> (Reading, Vec<Draft>),
    ) -> Result<Cleaned, Refusal> {
        let mut clean = Cleaner::default();
        self.clean(&mut clean, |text, header| {
            let (reading, drafts) = read(text, header);
            match reading.header.secrecy {
                Some(_) => Err(Refusal::Secret),
                None => Ok(drafts),
            }
        })?;
        clean.finish(Cleaned(self))
    }

    fn clean(
        &mut self,
        clean: &mut Cleaner,
        read: impl FnOnce(&str, &Header) -> Result<Vec<Draft>, Refusal>,
    ) -> Result<(), Refusal> {
        match self {
            Self::Register {
                header,
                text,
                unclassified,
                drafts,
            } => {
                header.clean(clean);
                match clean_document(text) {
                    Ok(cleaned) => {
                        *text = cleaned;
                        let proposed = read(text, header)?;
                        if drafts.is_empty() {
                            *drafts = proposed;
                        }
                    }
                    Err(fault) => clean.fault("text", fault),
                }
                if !*unclassified {
                    clean.fault("unclassified", FieldFault::Required);
                }
                clean_drafts(drafts, clean);
            }
            Self::Revise { header, drafts } => {
                header.clean(clean);
                clean_drafts(drafts, clean);
            }
            Self::Issue { header, drafts } => {
                header.clean(clean);
                clean_drafts(drafts, clean);
                for (position, _) in (1..).zip(&*drafts).filter(|(_, d)| d.title.is_empty()) {
                    clean.fault(&format!("draft.{position}.title"), FieldFault::Required);
                }
            }
            Self::Discard { reason } => clean.block("reason", reason),
        }
        Ok(())
    }
}

fn clean_drafts(drafts: &mut [Draft], clean: &mut Cleaner) {
    if drafts.len() > MAX_DRAFTS {
        clean.fault("drafts", FieldFault::TooLong { max: MAX_DRAFTS });
    }
    // A clause takes the id of its draft, so two drafts with one id could not both be issued.
    let mut ids = HashSet::new();
    for (position, draft) in (1..).zip(drafts) {
        if !ids.insert(draft.id) {
            clean.fault(&format!("draft.{position}.id"), FieldFault::Malformed);
        }
        draft.clean(position, clean);
    }
}

/// The text of a document as it is stored. Spans of the reader point into this text, so the text is
/// cleaned before it is read.
///
/// # Errors
/// What is wrong with the field `text`.
pub fn clean_document(text: &str) -> Result<String, FieldFault> {
    if text.len() > MAX_TEXT_BYTES {
        return Err(FieldFault::TooLong {
            max: MAX_TEXT_BYTES,
        });
    }
    // Pasted documents carry stray look-alike letters and control characters; here they are data, not
    // names, so they are dropped or kept, never a reason to refuse the whole document.
    let kept: String = text
        .chars()
        .filter(|c| matches!(c, '\n' | '\t') || !c.is_control())
        .filter(|c| !matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}'))
        .collect();
    let kept = crate::text::nfc(kept.trim());
    if kept.is_empty() {
        Err(TextFault::Empty.into())
    } else {
        Ok(kept)
    }
}

impl Directive {
    /// What the command leads to, or why it is refused.
    ///
    /// Whether the drafts are complete is checked where the tasks are made: each of them must pass its
    /// own `Issue`.
    ///
    /// # Errors
    /// A [`Refusal`] with a stable code; the directive is unchanged.
    pub fn decide(&self, command: Cleaned) -> Result<Vec<DirectiveEvent>, Refusal> {
        if self.state != DirectiveState::Draft {
            return Err(Refusal::DirectiveClosed);
        }
        Ok(vec![match command.0 {
            DirectiveCommand::Register { .. } => {
                return Err(Refusal::NumberTaken {
                    directive: Some(self.id),
                });
            }
            DirectiveCommand::Revise { header, drafts } => {
                DirectiveEvent::Revised { header, drafts }
            }
            DirectiveCommand::Issue { header, drafts } => {
                if drafts.is_empty() {
                    return Err(Refusal::NothingToIssue);
                }
                let clauses = (1..).zip(drafts).map(|(number, draft)| Clause {
                    id: ClauseId(draft.id.0),
                    number,
                    title: draft.title,
                    span: draft.span,
                });
                DirectiveEvent::Issued {
                    header,
                    clauses: clauses.collect(),
                }
            }
            DirectiveCommand::Discard { reason } => DirectiveEvent::Discarded { reason },
        }])
    }

    /// The value after one more event; none when the event cannot be the first.
    pub fn after(id: DirectiveId, directive: Option<Self>, event: &DirectiveEvent) -> Option<Self> {
        match (directive, event.clone()) {
            (
                None,
                DirectiveEvent::Registered {
                    province,
                    owner,
                    header,
                    text,
                    drafts,
                },
            ) => Some(Self {
                id,
                version: 1,
                state: DirectiveState::Draft,
                province,
                owner,
                header,
                text,
                drafts,
                clauses: Vec::new(),
            }),
            (None, _) => None,
            (Some(mut directive), event) => {
                match event {
                    DirectiveEvent::Registered { .. } => {}
                    DirectiveEvent::Revised { header, drafts } => {
                        directive.header = header;
                        directive.drafts = drafts;
                    }
                    DirectiveEvent::Issued { header, clauses } => {
                        directive.header = header;
                        directive.state = DirectiveState::Issued;
                        directive.clauses = clauses;
                        directive.drafts = Vec::new();
                    }
                    DirectiveEvent::Discarded { .. } => {
                        directive.state = DirectiveState::Discarded;
                        directive.drafts = Vec::new();
                    }
                }
                directive.version += 1;
                Some(directive)
            }
        }
    }

    /// The value of a directive after its events.
    pub fn replay<'e>(
        id: DirectiveId,
        events: impl IntoIterator<Item = &'e DirectiveEvent>,
    ) -> Option<Self> {
        events
            .into_iter()
            .fold(None, |directive, event| Self::after(id, directive, event))
    }
}
