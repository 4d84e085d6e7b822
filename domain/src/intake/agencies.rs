//! Agencies from a table: a row names an agency by its code, says what it is called and where it stands, and perhaps
//! from which one it takes over.
//!
//! **Invariants:** nobody makes, renames or ends an agency that he does not keep ([`may_keep`]); what an agency is
//! never changes by a table, only its names do: a reform makes another one that names its predecessor, and that one
//! ends. What is of another province answers like what does not exist. To add a column: [`mod@super::table`], [`said`],
//! what it leads to in [`made`] and [`changed`].

use super::{Column, Fate, Line, Row, RowFate, Why, fates, joined, tidy, value};
use crate::agency::{Agency, Level, Sector};
use crate::area::Area;
use crate::id::AgencyId;
use crate::office::{AgencyCommand, AgencyEvent, Names, Office, create, may_keep};
use crate::people::Giver;
use crate::refusal::{FieldError, FieldFault, Refusal};
use chrono::NaiveDate;
use said::Said;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

mod said;

pub use said::{level, listed, sector};

/// What the decision on a table needs to know, each thing read once.
#[derive(Clone, Debug)]
pub struct Known<'a> {
    pub giver: Giver<'a>,
    pub today: NaiveDate,
    /// The agencies that the table names in any column, with their versions, by their codes; of whatever province.
    pub agencies: HashMap<String, (Agency, i64)>,
    /// The units of the province, of all times; none where the table names none.
    pub areas: Vec<Area>,
    /// Who took over from whom, the older first.
    pub successions: HashSet<(AgencyId, AgencyId)>,
}

/// That an agency takes over from another on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Succession {
    pub from: AgencyId,
    pub effective: NaiveDate,
}

/// An agency that the table changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// None for a new one. Its positions are left out: no row touches them.
    pub before: Option<Office>,
    pub after: Office,
    pub events: Vec<AgencyEvent>,
    pub successions: Vec<Succession>,
    /// The row that is about it, else the first one that ends it.
    pub row: u32,
    /// Whether a row is about it, not only one of an agency that takes over from it.
    is_said: bool,
}

/// What a table leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    pub fates: Vec<RowFate>,
    /// The agencies that are changed, those above before those below them.
    pub steps: Vec<Step>,
}

/// What the rows so far have led to, in the order in which it can be written.
#[derive(Default)]
struct Steps {
    all: Vec<Step>,
    places: HashMap<String, usize>,
}

impl Steps {
    fn get(&self, code: &str) -> Option<&Step> {
        self.all.get(*self.places.get(code)?)
    }

    fn put(&mut self, step: Step) {
        let code = step.after.agency.code.clone();
        match self.places.get(&code).and_then(|at| self.all.get_mut(*at)) {
            Some(place) => *place = step,
            None => {
                self.places.insert(code, self.all.len());
                self.all.push(step);
            }
        }
    }
}

/// Decides on every row, in the order of the table. `ids` gives the ids of what is made.
pub fn review(rows: &[Row], known: &Known<'_>, mut ids: impl FnMut() -> Uuid) -> Review {
    let mut steps = Steps::default();
    let fates = fates(rows, Column::Code, Column::NameVi, |row, code| {
        let (fate, changed) = decide(row, code, known, &steps, &mut ids)?;
        let name = changed
            .first()
            .map(|step| step.after.agency.name_vi.clone());
        changed.into_iter().for_each(|step| steps.put(step));
        Ok((fate, name.unwrap_or_default()))
    });
    steps.all.retain(|step| !step.events.is_empty());
    let steps = steps.all;
    Review { fates, steps }
}

/// What one row leads to, after what the rows above it have led to: the step of its agency, then that of the one
/// from which it takes over.
fn decide(
    row: &Row,
    code: &str,
    known: &Known<'_>,
    above: &Steps,
    ids: &mut impl FnMut() -> Uuid,
) -> Result<(Fate, Vec<Step>), Why> {
    if let Some(step) = above.get(code).filter(|step| step.is_said) {
        return Err(Why::Contradicts { row: step.row });
    }
    let there = known.agencies.get(code);
    // One of another province is none of ours, and its code is taken.
    if there.is_some_and(|(agency, _)| agency.province != known.giver.province) {
        return Err(Refusal::CodeTaken.into());
    }
    let said = Said::of(row, known, above);
    let (mut step, mut lines, said) = match there {
        None => {
            let (step, said) = made(row, code, known, said, ids)?;
            let lines = lines_of(&step.after.agency, row, &said);
            (step, lines, said)
        }
        Some((agency, version)) => {
            let said = said.map_err(|(_, refusal)| refusal)?;
            let before = above.get(code).cloned();
            let mut step = before.unwrap_or_else(|| existing(agency, *version, row.number));
            let lines = changed(row, &mut step, known, &said)?;
            (step, lines, said)
        }
    };
    (step.row, step.is_said) = (row.number, true);
    let mut steps = Vec::new();
    for from in &said.predecessors {
        steps.extend(take_over(&mut step, from, &mut lines, known, above)?);
    }
    steps.insert(0, step);
    let fate = match (there, lines.is_empty()) {
        (None, _) => Fate::Created { lines },
        (Some(_), true) => Fate::Unchanged { lines },
        (Some(_), false) => Fate::Changed { lines },
    };
    Ok((fate, steps))
}

/// The names of a row; a short name that is not there is the long one.
fn names(row: &Row) -> Names {
    let cell = |column| tidy(row.get(column));
    let or = |short: String, long: &str| {
        if short.is_empty() {
            long.to_owned()
        } else {
            short
        }
    };
    let (name_vi, name_en) = (cell(Column::NameVi), cell(Column::NameEn));
    Names {
        short_vi: or(cell(Column::ShortVi), &name_vi),
        short_en: or(cell(Column::ShortEn), &name_en),
        name_vi,
        name_en,
        aliases: Vec::new(),
    }
}

/// A new agency.
fn made(
    row: &Row,
    code: &str,
    known: &Known<'_>,
    said: Result<Said, (Box<Said>, Refusal)>,
    ids: &mut impl FnMut() -> Uuid,
) -> Result<(Step, Said), Why> {
    let (said, wrong) = match said {
        Ok(said) => (said, None),
        Err((said, refusal)) => (*said, Some(refusal)),
    };
    let mut missing: Vec<FieldError> = Vec::new();
    for column in [Column::Sector, Column::Level] {
        if row.get(column).is_empty() {
            missing.push(FieldError {
                field: column.as_str().to_owned(),
                fault: FieldFault::Required,
            });
        }
    }
    let level = said.level.unwrap_or(Level::Commune);
    let command = AgencyCommand::Create {
        code: code.to_owned(),
        names: names(row),
        sector: said.sector.unwrap_or(Sector::Other),
        level,
        parent: said.parent.as_ref().map(|parent| parent.id),
        from: said.from.unwrap_or(known.today),
    };
    let wrong = match wrong {
        Some(Refusal::Invalid { fields }) => {
            missing.extend(fields);
            Some(Refusal::Invalid { fields: missing })
        }
        _ if !missing.is_empty() => Some(Refusal::Invalid { fields: missing }),
        _ => None,
    };
    let mut event = match create(AgencyId(ids()), command, known.giver.province) {
        Ok(event) => event,
        Err(refusal) => return Err(joined(of_cells(refusal, row), wrong).into()),
    };
    if let Some(wrong) = wrong {
        return Err(wrong.into());
    }
    if !may_keep(known.giver, known.giver.province, level) {
        return Err(Refusal::NotYoursToGive.into());
    }
    if let AgencyEvent::AgencyCreated { agency } = &mut event {
        agency.area = said.area_code();
    }
    let after = Office::after(None, &event).ok_or(Refusal::AgencyOpen)?;
    let step = Step {
        before: None,
        after,
        events: vec![event],
        successions: Vec::new(),
        row: row.number,
        is_said: true,
    };
    Ok((step, said))
}

/// Without the faults of short names that only follow from those of the long ones.
fn of_cells(refusal: Refusal, row: &Row) -> Refusal {
    let Refusal::Invalid { mut fields } = refusal else {
        return refusal;
    };
    for column in [Column::ShortVi, Column::ShortEn] {
        fields.retain(|wrong| wrong.field != column.as_str() || !row.get(column).is_empty());
    }
    Refusal::Invalid { fields }
}

/// What a new agency is, for the review.
fn lines_of(agency: &Agency, row: &Row, said: &Said) -> Vec<Line> {
    let parent = said
        .parent
        .as_ref()
        .map_or("", |parent| parent.code.as_str());
    let from = agency.valid_from.map(|from| from.to_string());
    [
        value(Column::NameEn, "", &agency.name_en),
        value(Column::ShortVi, "", &tidy(row.get(Column::ShortVi))),
        value(Column::Sector, "", agency.sector.as_str()),
        value(Column::Level, "", agency.level.as_str()),
        value(Column::Area, "", agency.area.as_deref().unwrap_or_default()),
        value(Column::Parent, "", parent),
        value(Column::From, "", &from.unwrap_or_default()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn existing(agency: &Agency, version: i64, row: u32) -> Step {
    let office = Office {
        agency: agency.clone(),
        version,
        positions: Vec::new(),
    };
    Step {
        before: Some(office.clone()),
        after: office,
        events: Vec::new(),
        successions: Vec::new(),
        row,
        is_said: false,
    }
}

fn follow(step: &mut Step, event: AgencyEvent) -> Result<(), Refusal> {
    let after = Office::after(Some(step.after.clone()), &event);
    step.after = after.ok_or(Refusal::AgencyOpen)?;
    step.events.push(event);
    Ok(())
}

/// Takes over the names that the row says otherwise; refuses what it says otherwise of anything else.
fn changed(row: &Row, step: &mut Step, known: &Known<'_>, said: &Said) -> Result<Vec<Line>, Why> {
    let agency = &step.after.agency;
    let parent = said.parent.as_ref().map(|parent| parent.id);
    for (column, is_same) in [
        (
            Column::Sector,
            said.sector.is_none_or(|sector| sector == agency.sector),
        ),
        (
            Column::Level,
            said.level.is_none_or(|level| level == agency.level),
        ),
        (
            Column::Area,
            said.area.is_none() || said.area_code() == agency.area,
        ),
        (Column::Parent, parent.is_none() || parent == agency.parent),
        (
            Column::From,
            said.from.is_none() || said.from == agency.valid_from,
        ),
    ] {
        if !is_same {
            return Err(Why::Stays { column });
        }
    }
    let or = |column: Column, there: &str| {
        let said = tidy(row.get(column));
        if said.is_empty() {
            there.to_owned()
        } else {
            said
        }
    };
    let names = Names {
        name_vi: or(Column::NameVi, &agency.name_vi),
        name_en: or(Column::NameEn, &agency.name_en),
        short_vi: or(Column::ShortVi, &agency.short_vi),
        short_en: or(Column::ShortEn, &agency.short_en),
        aliases: agency.aliases.clone(),
    };
    let lines: Vec<Line> = [
        value(Column::NameVi, &agency.name_vi, &names.name_vi),
        value(Column::NameEn, &agency.name_en, &names.name_en),
        value(Column::ShortVi, &agency.short_vi, &names.short_vi),
        value(Column::ShortEn, &agency.short_en, &names.short_en),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !lines.is_empty() {
        if !may_keep(known.giver, &agency.province, agency.level) {
            return Err(Refusal::NotYoursToGive.into());
        }
        let event = step
            .after
            .decide(AgencyCommand::Change { names }, known.today)?;
        follow(step, event)?;
    }
    Ok(lines)
}

/// Lets the agency of a step take over from another, which ends on that day unless it has an end already.
fn take_over(
    step: &mut Step,
    from: &Agency,
    lines: &mut Vec<Line>,
    known: &Known<'_>,
    above: &Steps,
) -> Result<Option<Step>, Why> {
    let agency = &step.after.agency;
    if known.successions.contains(&(from.id, agency.id)) {
        return Ok(None);
    }
    let unknown = || Refusal::field(Column::Predecessor.as_str(), FieldFault::Unknown);
    let back = |step: &Step| step.successions.iter().any(|line| line.from == agency.id);
    if known.successions.contains(&(agency.id, from.id)) || above.get(&from.code).is_some_and(back)
    {
        return Err(unknown().into());
    }
    let keeps = |agency: &Agency| may_keep(known.giver, &agency.province, agency.level);
    if !keeps(agency) || !keeps(from) {
        return Err(Refusal::NotYoursToGive.into());
    }
    // No step reaches back before today.
    let day = agency.valid_from.unwrap_or(known.today).max(known.today);
    let effective = from.valid_to.unwrap_or(day);
    lines.extend(value(Column::Predecessor, "", &from.code));
    follow(
        step,
        AgencyEvent::AgencyTookOver {
            from: from.id,
            code: from.code.clone(),
            effective,
        },
    )?;
    step.successions.push(Succession {
        from: from.id,
        effective,
    });
    if from.valid_to.is_some() {
        return Ok(None);
    }
    let Some((agency, version)) = known.agencies.get(&from.code) else {
        return Err(unknown().into());
    };
    let before = above.get(&from.code).cloned();
    let mut ended = before.unwrap_or_else(|| existing(agency, *version, step.row));
    let event = ended
        .after
        .decide(AgencyCommand::Close { on: day }, known.today)?;
    follow(&mut ended, event)?;
    lines.push(Line::Ends {
        code: from.code.clone(),
        on: day,
    });
    Ok(Some(ended))
}
