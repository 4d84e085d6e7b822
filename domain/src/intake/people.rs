//! People from a table: a row names a person by the name for signing in, and perhaps a position that is to be given.
//!
//! **Invariants:** nobody is given what the giver may not give ([`may_grant`]), nor anything to himself; what is of
//! another province answers like what does not exist; rows of one person go together. To add a column:
//! [`mod@super::table`], what it changes in [`change`] or [`asked`].

use super::{Column, Fate, Line, Post, Row, RowFate, Why, day, fates, joined, tidy, value};
use crate::agency::Agency;
use crate::id::UserId;
use crate::people::view::PositionName;
use crate::people::{self, AccountCommand, AccountEvent, Giver, Held, Person, create, may_grant};
use crate::position::Role;
use crate::refusal::{FieldError, FieldFault, Refusal};
use crate::text::fold;
use crate::view::Language;
use chrono::NaiveDate;
use std::collections::HashMap;
use uuid::Uuid;

/// What the decision on a table needs to know, each thing read once.
#[derive(Clone, Debug)]
pub struct Known<'a> {
    pub giver: Giver<'a>,
    /// Whose account the giver's is.
    pub actor: UserId,
    pub today: NaiveDate,
    /// The accounts that the table names, by their names for signing in; of whatever province.
    pub people: HashMap<String, Person>,
    /// The agencies that the table names, by their codes in small letters; of whatever province.
    pub agencies: HashMap<String, Agency>,
    /// The positions of these agencies.
    pub positions: Vec<PositionName>,
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

/// Decides on every row, in the order of the table. `ids` gives the ids of what is made.
pub fn review(rows: &[Row], known: &Known<'_>, mut ids: impl FnMut() -> Uuid) -> Review {
    let mut steps: HashMap<String, Step> = HashMap::new();
    let fates = fates(rows, Column::Login, Column::FullName, |row, login| {
        let (fate, step) = decide(row, login, known, steps.get(login), &mut ids)?;
        let name = step.after.full_name.clone();
        steps.insert(login.to_owned(), step);
        Ok((fate, name))
    });
    let mut steps: Vec<Step> = steps.into_values().collect();
    steps.retain(|step| !step.events.is_empty());
    steps.sort_by_key(|step| step.after.id);
    Review { fates, steps }
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
        return Err(Refusal::LoginTaken.into());
    }
    let asked = asked(row, known.today);
    let mut lines = Vec::new();
    let mut step = match (above, there) {
        (Some(step), _) => step.clone(),
        (None, Some(person)) => existing(row, person),
        (None, None) => match new(row, login, known, ids) {
            Ok(step) => step,
            Err(refusal) => return Err(joined(refusal, asked.err()).into()),
        },
    };
    let asked = asked?;
    let said = Said {
        full_name: tidy(row.get(Column::FullName)),
        email: row.get(Column::Email).to_lowercase(),
    };
    let is_other = |before: &str, now: &str| !now.is_empty() && !before.is_empty() && before != now;
    if is_other(&step.said.full_name, &said.full_name) || is_other(&step.said.email, &said.email) {
        return Err(Why::Contradicts { row: step.row });
    }
    if step.after.closes_on.is_some() {
        return Err(Refusal::AccountClosed.into());
    }
    let is_new = above.is_none() && there.is_none();
    if is_new {
        lines.extend(value(Column::Email, "", &step.after.email));
    } else {
        lines.extend(change(row, &mut step, known.today)?);
    }
    let given = match asked {
        Some(asked) => Some(give(&asked, &mut step, known, ids)?),
        None => None,
    };
    let is_held = given
        .as_ref()
        .is_none_or(|line| matches!(line, Line::Holds { .. }));
    let is_same = lines.is_empty() && is_held;
    lines.extend(given);
    let fate = match (is_new, is_same) {
        (true, _) => Fate::Created { lines },
        (false, true) => Fate::Unchanged { lines },
        (false, false) => Fate::Changed { lines },
    };
    for (before, now) in [
        (&mut step.said.full_name, said.full_name),
        (&mut step.said.email, said.email),
    ] {
        if before.is_empty() {
            *before = now;
        }
    }
    Ok((fate, step))
}

fn new(
    row: &Row,
    login: &str,
    known: &Known<'_>,
    ids: &mut impl FnMut() -> Uuid,
) -> Result<Step, Refusal> {
    let command = AccountCommand::Create {
        login: login.to_owned(),
        full_name: tidy(row.get(Column::FullName)),
        language: Language::Vi,
        email: Some(row.get(Column::Email).to_owned()),
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

fn follow(step: &mut Step, event: AccountEvent) -> Result<(), Refusal> {
    let after = Person::after(step.after.id, Some(step.after.clone()), &event);
    // Only the first event of an account makes none of none.
    step.after = after.ok_or(Refusal::AccountOpen)?;
    step.events.push(event);
    Ok(())
}

/// Takes over what the row says otherwise of the person.
fn change(row: &Row, step: &mut Step, today: NaiveDate) -> Result<Vec<Line>, Refusal> {
    let person = &step.after;
    let or = |given: &str, there: &str| if given.is_empty() { there } else { given }.to_owned();
    let command = AccountCommand::Change {
        full_name: or(&tidy(row.get(Column::FullName)), &person.full_name),
        language: person.language,
        email: Some(or(row.get(Column::Email), &person.email)),
    };
    // The id is of no use: nothing is given.
    let event = person.decide(command, today, Uuid::nil())?;
    let AccountEvent::AccountChanged {
        full_name, email, ..
    } = &event
    else {
        return Ok(Vec::new());
    };
    let lines: Vec<Line> = [
        value(Column::FullName, &person.full_name, full_name),
        value(Column::Email, &person.email, email),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !lines.is_empty() {
        follow(step, event)?;
    }
    Ok(lines)
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
    use Column as C;
    let says = |column: &C| !row.get(*column).is_empty();
    if ![C::Agency, C::Role, C::From, C::To, C::Before]
        .iter()
        .any(says)
    {
        return Ok(None);
    }
    let mut fields = Vec::new();
    let mut fault = |column: C, fault| {
        fields.push(FieldError {
            field: column.as_str().to_owned(),
            fault,
        });
    };
    for column in [C::Agency, C::Role] {
        if !says(&column) {
            fault(column, FieldFault::Required);
        }
    }
    let mut date = |column: C| {
        let day = says(&column).then(|| day(row.get(column)))?;
        day.map_err(|wrong| fault(column, wrong)).ok()
    };
    let from = date(C::From);
    let to = date(C::To).and_then(|last| last.succ_opt());
    let to = to.or_else(|| date(C::Before));
    if to.is_some_and(|to| to <= from.unwrap_or(today)) {
        fault(C::To, FieldFault::OutOfRange);
    }
    if !fields.is_empty() {
        return Err(Refusal::Invalid { fields });
    }
    Ok(Some(Asked {
        agency: row.get(C::Agency).to_lowercase(),
        role: fold(row.get(C::Role)),
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
) -> Result<Line, Why> {
    let unknown = |column: Column| Why::from(Refusal::field(column.as_str(), FieldFault::Unknown));
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
    let mut held = step.after.held.iter();
    if let Some(held) = held.find(|held| is_said(held, &position, asked, from)) {
        let (from, to) = (held.from, held.to);
        let post = Post { position, from, to };
        return Ok(Line::Holds { post });
    }
    let to_give = people::Post {
        role: position.role,
        province: &agency.province,
        level: agency.level,
    };
    if step.after.id == known.actor || !may_grant(known.giver, to_give) {
        return Err(Refusal::NotYoursToGive.into());
    }
    let end = [position.valid_to, agency.valid_to].into_iter().flatten();
    if end.min().zip(asked.to).is_some_and(|(end, to)| to > end) {
        return Err(Refusal::field(Column::To.as_str(), FieldFault::OutOfRange).into());
    }
    let command = AccountCommand::Grant {
        position: position.id,
        is_acting: false,
        from,
        to: asked.to,
    };
    let event = step.after.decide(command, known.today, ids())?;
    follow(step, event)?;
    let (from, to) = (Some(from), asked.to);
    let post = Post { position, from, to };
    Ok(Line::Gives { post })
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
