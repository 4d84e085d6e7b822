//! People from a table: what every row leads to, said before anything is done and done as it was said.
//!
//! A row names a person by the name for signing in, and perhaps a position that is to be given. Who is not there
//! yet is made; who is there is changed where the table says something else; an empty cell says nothing.
//!
//! **Invariants:** a row is taken whole or not at all; each step of a row is decided by the same rules as the step
//! of a form ([`Person::decide`], [`may_grant`]); what is done is what was reviewed ([`Review::mark`]); a table with
//! passwords is refused whole. To add a column: [`Column`], its names in [`Column::named`], a field of [`Row`].

use super::{AccountCommand, AccountEvent, Giver, Held, Person, Post, create, may_grant};
use crate::agency::Agency;
use crate::id::UserId;
use crate::macros::text_enum;
use crate::people::view::PositionName;
use crate::position::Role;
use crate::refusal::{FieldError, FieldFault, Refusal};
use crate::text::fold;
use crate::view::Language;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use uuid::Uuid;

pub mod view;

/// Most rows of a table: as many as one act on many tasks takes.
pub const MOST_ROWS: usize = 1000;
/// Most bytes of a file.
pub const MAX_BYTES: u64 = 2 * 1024 * 1024;
/// Most characters of a cell that are looked at; what is longer is too long for every column.
pub const MAX_CELL: usize = 1000;
/// Rows at the top among which the headings are looked for: tables often begin with a title.
const HEADINGS_WITHIN: usize = 20;

text_enum! {
    /// A column that means something.
    Column {
        FullName = "full_name",
        Login = "login",
        Email = "email",
        /// The code of an agency.
        Agency = "agency",
        /// The title of a position there, or its role.
        Role = "role",
        From = "from",
        /// The last day on which the position counts.
        To = "to",
        /// The first day on which it no longer counts.
        Before = "before",
    }
}

impl Column {
    /// The column of a heading: accents, their placement, capitals and what stands in brackets do not matter.
    pub fn named(heading: &str) -> Option<Self> {
        let key = fold(heading.split(['(', '（']).next().unwrap_or_default());
        let key = key.trim_matches(|c: char| !c.is_alphanumeric());
        Some(match key {
            "ho va ten" | "ho ten" | "ho & ten" | "full name" | "name" => Self::FullName,
            "ten dang nhap"
            | "tai khoan"
            | "login"
            | "user name"
            | "username"
            | "name for signing in" => Self::Login,
            "thu dien tu" | "dia chi thu dien tu" | "email" | "e-mail" => Self::Email,
            "ma co quan" | "ma don vi" | "ma co quan, don vi" | "agency code" | "agency" => {
                Self::Agency
            }
            "chuc danh"
            | "chuc vu"
            | "vai tro"
            | "chuc danh/vai tro"
            | "chuc danh / vai tro"
            | "position"
            | "role" => Self::Role,
            "tu ngay" | "from" => Self::From,
            "den ngay" | "den het ngay" | "to" | "up to and including" => Self::To,
            "den truoc ngay" | "before" | "up to, not on" => Self::Before,
            _ => return None,
        })
    }
}

/// Whether a heading announces passwords.
fn is_password(heading: &str) -> bool {
    let key = fold(heading);
    key.contains("mat khau") || key.contains("password")
}

/// What is wrong with a whole file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "sheet", rename_all = "snake_case")]
pub enum SheetFault {
    /// By its content neither a workbook (XLSX) nor text in UTF-8.
    NotATable,
    /// It unpacks to more than is read.
    Expands,
    /// More rows than [`MOST_ROWS`].
    TooManyRows { most: usize },
    /// No row of headings with these columns.
    NoHeading { missing: Vec<Column> },
    /// Two columns say the same.
    HeadingTwice { column: Column },
    /// Headings, and no row below them.
    Empty,
    /// Passwords are never in a file.
    Password,
    /// No row leads to a change.
    NothingToDo,
}

/// The cells of one row, as texts; days as `yyyy-mm-dd` or `dd/mm/yyyy`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// As the spreadsheet numbers it, from 1.
    pub number: u32,
    pub full_name: String,
    pub login: String,
    pub email: String,
    pub agency: String,
    pub role: String,
    pub from: String,
    pub to: String,
    /// Whether `to` is the first day on which it no longer counts, not the last on which it does.
    #[serde(default)]
    pub is_before: bool,
}

impl Row {
    fn cell(&mut self, column: Column) -> &mut String {
        match column {
            Column::FullName => &mut self.full_name,
            Column::Login => &mut self.login,
            Column::Email => &mut self.email,
            Column::Agency => &mut self.agency,
            Column::Role => &mut self.role,
            Column::From => &mut self.from,
            Column::To | Column::Before => &mut self.to,
        }
    }
}

/// The rows of a file below their headings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    pub rows: Vec<Row>,
    /// Headings of columns that are not read.
    pub ignored: Vec<String>,
}

/// Finds headings and rows among the rows of a file, given with their numbers; empty rows are left out.
///
/// # Errors
/// [`Refusal::Sheet`] with what is wrong with the file.
pub fn table(cells: &[(u32, Vec<String>)]) -> Result<Table, Refusal> {
    let refused = |fault| Refusal::Sheet { fault };
    let is_blank = |row: &&(u32, Vec<String>)| row.1.iter().all(|cell| cell.trim().is_empty());
    let filled: Vec<_> = cells.iter().filter(|row| !is_blank(row)).collect();
    let needed = [Column::FullName, Column::Login];
    let missing_in = |row: &[String]| -> Vec<Column> {
        let named: Vec<_> = row.iter().filter_map(|cell| Column::named(cell)).collect();
        let missing = needed.iter().filter(|column| !named.contains(column));
        missing.copied().collect()
    };
    let top = filled.iter().take(HEADINGS_WITHIN).enumerate();
    let nearest = top.min_by_key(|(_, (_, row))| missing_in(row).len());
    let (place, missing) = nearest.map_or((0, needed.to_vec()), |(place, (_, row))| {
        (place, missing_in(row))
    });
    if !missing.is_empty() {
        return Err(refused(SheetFault::NoHeading { missing }));
    }
    let headings = filled.get(place).map_or(&[][..], |(_, row)| row.as_slice());
    if headings.iter().any(|heading| is_password(heading)) {
        return Err(refused(SheetFault::Password));
    }
    let columns: Vec<Option<Column>> = headings.iter().map(|cell| Column::named(cell)).collect();
    // Two columns for the end of a time are two for the same.
    let of = |column: Column| match column {
        Column::Before => Column::To,
        column => column,
    };
    for (place, column) in columns.iter().enumerate() {
        let Some(column) = *column else { continue };
        let before = columns.iter().take(place).flatten();
        if before.copied().any(|other| of(other) == of(column)) {
            return Err(refused(SheetFault::HeadingTwice { column }));
        }
    }
    let ignored = headings.iter().zip(&columns);
    let ignored =
        ignored.filter(|(heading, column)| column.is_none() && !heading.trim().is_empty());
    let rows: Vec<Row> = filled
        .iter()
        .skip(place + 1)
        .map(|(number, cells)| row(*number, cells, &columns))
        .filter(|row| *row != empty(row))
        .collect();
    match rows.len() {
        0 => Err(refused(SheetFault::Empty)),
        count if count > MOST_ROWS => Err(refused(SheetFault::TooManyRows { most: MOST_ROWS })),
        _ => Ok(Table {
            rows,
            ignored: ignored
                .map(|(heading, _)| heading.trim().to_owned())
                .collect(),
        }),
    }
}

fn row(number: u32, cells: &[String], columns: &[Option<Column>]) -> Row {
    let mut row = Row {
        number,
        is_before: columns.contains(&Some(Column::Before)),
        ..Row::default()
    };
    for (cell, column) in cells.iter().zip(columns) {
        if let Some(column) = column {
            *row.cell(*column) = cell.trim().chars().take(MAX_CELL).collect();
        }
    }
    row
}

/// The row of that number without any text: something stands only in columns that are not read.
fn empty(row: &Row) -> Row {
    Row {
        number: row.number,
        is_before: row.is_before,
        ..Row::default()
    }
}

/// What the decision on a table needs to know, each thing read once.
#[derive(Clone, Debug)]
pub struct Known<'a> {
    pub giver: Giver<'a>,
    /// Whose account the giver's is.
    pub actor: UserId,
    pub today: NaiveDate,
    /// The accounts that the table names, by their names for signing in; of whatever province.
    pub people: HashMap<String, Person>,
    /// The agencies of the giver's province, by their codes.
    pub agencies: HashMap<String, &'a Agency>,
    /// The positions of the agencies that the table names.
    pub positions: Vec<PositionName>,
}

/// One value that a row changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changing {
    pub column: Column,
    pub from: String,
    pub to: String,
}

/// The position of a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    pub position: PositionName,
    pub from: Option<NaiveDate>,
    /// First day on which it no longer counts.
    pub to: Option<NaiveDate>,
    /// Held already, as the row says.
    pub is_held: bool,
}

/// Why a row is not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Why {
    Refused {
        refusal: Refusal,
    },
    /// An earlier row says something else of the same person.
    Contradicts {
        row: u32,
    },
    /// Several positions of the agency are meant.
    SeveralPositions {
        count: usize,
    },
}

/// What a row leads to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fate", rename_all = "snake_case")]
pub enum Fate {
    Created {
        given: Option<Given>,
    },
    Changed {
        changes: Vec<Changing>,
        given: Option<Given>,
    },
    /// The person is there as the row says.
    Unchanged {
        given: Option<Given>,
    },
    Refused {
        why: Why,
    },
}

impl Fate {
    /// The position that is given anew.
    pub fn given(&self) -> Option<&Given> {
        let (Self::Created { given } | Self::Changed { given, .. } | Self::Unchanged { given }) =
            self
        else {
            return None;
        };
        given.as_ref().filter(|given| !given.is_held)
    }

    /// Whether the row changes anything.
    pub fn is_change(&self) -> bool {
        match self {
            Self::Created { .. } | Self::Changed { .. } => true,
            Self::Unchanged { .. } => self.given().is_some(),
            Self::Refused { .. } => false,
        }
    }
}

/// A row with what it leads to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowFate {
    pub number: u32,
    pub login: String,
    pub full_name: String,
    #[serde(flatten)]
    pub fate: Fate,
}

/// How many rows lead to what; a row that creates and gives counts in both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    pub created: usize,
    pub changed: usize,
    pub granted: usize,
    pub unchanged: usize,
    pub refused: usize,
}

impl Counts {
    /// The counts of these rows.
    pub fn of(fates: &[RowFate]) -> Self {
        let count = |is: fn(&Fate) -> bool| fates.iter().filter(|row| is(&row.fate)).count();
        Self {
            created: count(|fate| matches!(fate, Fate::Created { .. })),
            changed: count(|fate| matches!(fate, Fate::Changed { .. })),
            granted: count(|fate| fate.given().is_some()),
            unchanged: count(|fate| matches!(fate, Fate::Unchanged { .. }) && !fate.is_change()),
            refused: count(|fate| matches!(fate, Fate::Refused { .. })),
        }
    }
}

/// An account that the table changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// None for a new one.
    pub before: Option<Person>,
    pub after: Person,
    pub events: Vec<AccountEvent>,
    /// The first row that says something of the person.
    pub row: u32,
    said: Said,
}

/// What the rows of a table have said of one person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Said {
    full_name: String,
    email: String,
}

/// What a table leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    pub fates: Vec<RowFate>,
    /// The accounts that are changed, in the order of their ids.
    pub steps: Vec<Step>,
}

impl Review {
    /// What was reviewed, as the form carries it: how many rows change something, a dot, and the SHA-256 in hex of
    /// the file's own hash and of what every row leads to.
    pub fn mark(&self, file: &str) -> String {
        mark(file, &self.fates)
    }

    /// Whether a mark is that of this file and these fates.
    ///
    /// # Errors
    /// [`Refusal::Sheet`] where no row changes anything; [`Refusal::ImportChanged`] with how many rows did and do.
    pub fn check(&self, file: &str, reviewed: &str) -> Result<(), Refusal> {
        let now = changing(&self.fates);
        if reviewed != self.mark(file) {
            let seen = reviewed.split_once('.');
            let seen = seen.and_then(|(count, _)| count.parse().ok()).unwrap_or(0);
            return Err(Refusal::ImportChanged { seen, now });
        }
        if now == 0 {
            let fault = SheetFault::NothingToDo;
            return Err(Refusal::Sheet { fault });
        }
        Ok(())
    }
}

fn changing(fates: &[RowFate]) -> usize {
    fates.iter().filter(|row| row.fate.is_change()).count()
}

/// See [`Review::mark`].
pub fn mark(file: &str, fates: &[RowFate]) -> String {
    let mut hasher = Sha256::new();
    hasher.update(file.as_bytes());
    // Values of this module: they can always be written.
    hasher.update(serde_json::to_vec(fates).unwrap_or_default());
    format!("{}.{}", changing(fates), hex::encode(hasher.finalize()))
}

/// Decides on every row, in the order of the table. `ids` gives the ids of what is made.
pub fn review(rows: &[Row], known: &Known<'_>, mut ids: impl FnMut() -> Uuid) -> Review {
    let mut steps: HashMap<String, Step> = HashMap::new();
    let mut fates = Vec::with_capacity(rows.len());
    for row in rows {
        let login = row.login.trim().to_lowercase();
        let before = steps.get(&login);
        let (fate, full_name) = match decide(row, &login, known, before, &mut ids) {
            Ok((fate, step)) => {
                let name = step.after.full_name.clone();
                steps.insert(login.clone(), step);
                (fate, name)
            }
            Err(why) => (Fate::Refused { why }, row.full_name.clone()),
        };
        fates.push(RowFate {
            number: row.number,
            login,
            full_name,
            fate,
        });
    }
    let mut steps: Vec<Step> = steps.into_values().collect();
    steps.retain(|step| !step.events.is_empty());
    steps.sort_by_key(|step| step.after.id);
    Review { fates, steps }
}

fn refused(refusal: Refusal) -> Why {
    Why::Refused { refusal }
}

/// What one row leads to, after what the rows above it have led to.
fn decide(
    row: &Row,
    login: &str,
    known: &Known<'_>,
    above: Option<&Step>,
    ids: &mut impl FnMut() -> Uuid,
) -> Result<(Fate, Step), Why> {
    let there = known.people.get(login);
    // One of another province is none of ours, and its name is taken.
    if there.is_some_and(|person| person.province != known.giver.province) {
        return Err(refused(Refusal::LoginTaken));
    }
    let asked = asked(row, known.today);
    let (mut step, mut fate) = match (above, there) {
        (Some(step), _) => (step.clone(), Fate::Unchanged { given: None }),
        (None, Some(person)) => (existing(row, person), Fate::Unchanged { given: None }),
        (None, None) => match new(row, login, known, ids) {
            Ok(step) => (step, Fate::Created { given: None }),
            Err(refusal) => return Err(refused(joined(refusal, asked.err()))),
        },
    };
    let asked = asked.map_err(refused)?;
    let is_other = |said: &str, now: &str| !now.is_empty() && !said.is_empty() && said != now;
    if above.is_some() {
        let full_name = tidy(&row.full_name);
        let email = row.email.trim().to_lowercase();
        if is_other(&step.said.full_name, &full_name) || is_other(&step.said.email, &email) {
            return Err(Why::Contradicts { row: step.row });
        }
    }
    if step.after.closes_on.is_some() {
        return Err(refused(Refusal::AccountClosed));
    }
    let changes = match &fate {
        Fate::Created { .. } => Vec::new(),
        _ => change(row, &mut step, known.today)?,
    };
    let given = match asked {
        Some(asked) => Some(give(&asked, &mut step, known, ids)?),
        None => None,
    };
    match &mut fate {
        Fate::Created { given: place } => *place = given,
        _ if changes.is_empty() => fate = Fate::Unchanged { given },
        _ => fate = Fate::Changed { changes, given },
    }
    if step.said.full_name.is_empty() {
        step.said.full_name = tidy(&row.full_name);
    }
    if step.said.email.is_empty() {
        step.said.email = row.email.trim().to_lowercase();
    }
    Ok((fate, step))
}

/// A name with single spaces, as it is kept: spreadsheets are full of others.
fn tidy(name: &str) -> String {
    let name = crate::text::nfc(name);
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Both lists of wrong fields in one.
fn joined(first: Refusal, second: Option<Refusal>) -> Refusal {
    match (first, second) {
        (Refusal::Invalid { mut fields }, Some(Refusal::Invalid { fields: more })) => {
            fields.extend(more);
            Refusal::Invalid { fields }
        }
        (first, _) => first,
    }
}

fn new(
    row: &Row,
    login: &str,
    known: &Known<'_>,
    ids: &mut impl FnMut() -> Uuid,
) -> Result<Step, Refusal> {
    let command = AccountCommand::Create {
        login: login.to_owned(),
        full_name: tidy(&row.full_name),
        language: Language::Vi,
        email: Some(row.email.clone()),
    };
    let event = create(command, known.giver.province)?;
    let after = Person::after(UserId(ids()), None, &event);
    let after = after.ok_or_else(|| Refusal::field("login", FieldFault::Malformed))?;
    Ok(Step {
        before: None,
        after,
        events: vec![event],
        row: row.number,
        said: Said::default(),
    })
}

fn existing(row: &Row, person: &Person) -> Step {
    Step {
        before: Some(person.clone()),
        after: person.clone(),
        events: Vec::new(),
        row: row.number,
        said: Said::default(),
    }
}

fn follow(step: &mut Step, event: AccountEvent) -> Result<(), Why> {
    let after = Person::after(step.after.id, Some(step.after.clone()), &event);
    // Only the first event of an account makes none of none.
    step.after = after.ok_or_else(|| refused(Refusal::AccountOpen))?;
    step.events.push(event);
    Ok(())
}

/// Takes over what the row says otherwise of the person.
fn change(row: &Row, step: &mut Step, today: NaiveDate) -> Result<Vec<Changing>, Why> {
    let person = &step.after;
    let or = |given: &str, there: &str| {
        let given = given.trim();
        if given.is_empty() { there } else { given }.to_owned()
    };
    let command = AccountCommand::Change {
        full_name: or(&tidy(&row.full_name), &person.full_name),
        language: person.language,
        email: Some(or(&row.email, &person.email)),
    };
    // The id is of no use: nothing is given.
    let event = person
        .decide(command, today, Uuid::nil())
        .map_err(refused)?;
    let AccountEvent::AccountChanged {
        full_name, email, ..
    } = &event
    else {
        return Ok(Vec::new());
    };
    let changes: Vec<Changing> = [
        (Column::FullName, &person.full_name, full_name),
        (Column::Email, &person.email, email),
    ]
    .into_iter()
    .filter(|(_, from, to)| from != to)
    .map(|(column, from, to)| Changing {
        column,
        from: from.clone(),
        to: to.clone(),
    })
    .collect();
    if !changes.is_empty() {
        follow(step, event)?;
    }
    Ok(changes)
}

/// The position that a row asks for.
struct Asked {
    agency: String,
    role: String,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
}

/// None where the row says nothing of a position.
fn asked(row: &Row, today: NaiveDate) -> Result<Option<Asked>, Refusal> {
    let cells = [&row.agency, &row.role, &row.from, &row.to];
    if cells.iter().all(|cell| cell.trim().is_empty()) {
        return Ok(None);
    }
    let mut fields = Vec::new();
    let mut fault = |field: Column, fault| {
        fields.push(FieldError {
            field: field.as_str().to_owned(),
            fault,
        });
    };
    for (column, cell) in [(Column::Agency, &row.agency), (Column::Role, &row.role)] {
        if cell.trim().is_empty() {
            fault(column, FieldFault::Required);
        }
    }
    let mut day = |column, cell: &str| {
        let cell = cell.trim();
        if cell.is_empty() {
            return None;
        }
        crate::form::date(cell)
            .map_err(|wrong| fault(column, wrong))
            .ok()
    };
    let from = day(Column::From, &row.from);
    let to = day(Column::To, &row.to);
    let to = match to {
        Some(last) if !row.is_before => last.succ_opt(),
        to => to,
    };
    if to.is_some_and(|to| to <= from.unwrap_or(today)) {
        fault(Column::To, FieldFault::OutOfRange);
    }
    if !fields.is_empty() {
        return Err(Refusal::Invalid { fields });
    }
    Ok(Some(Asked {
        agency: row.agency.trim().to_lowercase(),
        role: fold(&row.role),
        from,
        to,
    }))
}

/// Gives the position, unless it is held as the row says.
fn give(
    asked: &Asked,
    step: &mut Step,
    known: &Known<'_>,
    ids: &mut impl FnMut() -> Uuid,
) -> Result<Given, Why> {
    let unknown = |column: Column| refused(Refusal::field(column.as_str(), FieldFault::Unknown));
    let from = asked.from.unwrap_or(known.today);
    // One of another province, and one that does not exist then, answer alike.
    let agency = known.agencies.get(&asked.agency);
    let agency = agency.filter(|agency| {
        agency.province == known.giver.province && agency.valid_to.is_none_or(|end| from < end)
    });
    let agency = agency.ok_or_else(|| unknown(Column::Agency))?;
    let position = match meant(asked, agency, known, from).as_slice() {
        [] => return Err(unknown(Column::Role)),
        [one] => (*one).clone(),
        several => {
            return Err(Why::SeveralPositions {
                count: several.len(),
            });
        }
    };
    let held = step.after.held.iter();
    if let Some(held) = held
        .into_iter()
        .find(|held| is_said(held, &position, asked, from))
    {
        return Ok(Given {
            from: held.from,
            to: held.to,
            position,
            is_held: true,
        });
    }
    let post = Post {
        role: position.role,
        province: &agency.province,
        level: agency.level,
    };
    if step.after.id == known.actor || !may_grant(known.giver, post) {
        return Err(refused(Refusal::NotYoursToGive));
    }
    let end = [position.valid_to, agency.valid_to].into_iter().flatten();
    if end.min().zip(asked.to).is_some_and(|(end, to)| to > end) {
        let refusal = Refusal::field(Column::To.as_str(), FieldFault::OutOfRange);
        return Err(refused(refusal));
    }
    let command = AccountCommand::Grant {
        position: position.id,
        is_acting: false,
        from,
        to: asked.to,
    };
    let event = step
        .after
        .decide(command, known.today, ids())
        .map_err(refused)?;
    follow(step, event)?;
    Ok(Given {
        position,
        from: Some(from),
        to: asked.to,
        is_held: false,
    })
}

/// Whether a holding is what the row asks for: the same position up to the same day, and from then on already.
fn is_said(held: &Held, position: &PositionName, asked: &Asked, from: NaiveDate) -> bool {
    let begins = held.from.is_none_or(|begins| begins <= from);
    held.position == position.id && !held.is_acting && held.to == asked.to && begins
}

/// The positions of the agency that a row can mean: those of that title, else those of that role.
fn meant<'k>(
    asked: &Asked,
    agency: &Agency,
    known: &'k Known<'_>,
    from: NaiveDate,
) -> Vec<&'k PositionName> {
    let here = || {
        let here = known.positions.iter().filter(|p| p.agency == agency.id);
        here.filter(|position| position.valid_to.is_none_or(|end| from < end))
    };
    let titled =
        |p: &&PositionName| fold(&p.title_vi) == asked.role || fold(&p.title_en) == asked.role;
    let found: Vec<_> = here().filter(titled).collect();
    if !found.is_empty() {
        return found;
    }
    let role = role(&asked.role);
    here().filter(|p| Some(p.role) == role).collect()
}

/// The role of a word without accents.
fn role(key: &str) -> Option<Role> {
    Some(match key {
        "dieu phoi" | "can bo dieu phoi" => Role::Coordinator,
        "can bo thuc hien" | "can bo" | "chuyen vien" => Role::Officer,
        "thu truong co quan" | "thu truong" | "head of agency" => Role::Head,
        "lanh dao tinh" | "lanh dao" | "provincial leader" => Role::Leader,
        "tham dinh" => Role::Appraiser,
        "quan tri" | "quan tri vien" => Role::Administrator,
        "kiem tra, giam sat" | "kiem tra" | "giam sat" => Role::Auditor,
        other => return other.parse().ok(),
    })
}

/// What the act of an import asks for: the table that waits, and what was reviewed of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeopleImport {
    /// The id under which the table waits.
    pub table: Uuid,
    /// See [`Review::mark`].
    pub reviewed: String,
}
