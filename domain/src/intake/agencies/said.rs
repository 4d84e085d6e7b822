//! What a row says of an agency beside its names: cells become sectors, levels, units, days and other agencies.
//!
//! **Invariant:** what is of another province is not found. To add a value: a field of [`Said`], its cell in
//! [`Said::of`].

use super::{Known, Steps};
use crate::agency::{Agency, Level, Sector};
use crate::area::Area;
use crate::intake::{Column, Row, day};
use crate::refusal::{FieldError, FieldFault, Refusal};
use crate::text::fold;
use chrono::NaiveDate;

/// What a row says beside names; none where its cell is empty.
#[derive(Clone, Debug, Default)]
pub(super) struct Said {
    pub(super) sector: Option<Sector>,
    pub(super) level: Option<Level>,
    pub(super) area: Option<Area>,
    pub(super) parent: Option<Agency>,
    pub(super) from: Option<NaiveDate>,
    pub(super) predecessors: Vec<Agency>,
}

impl Said {
    /// What the row says; with what is wrong, what is right.
    pub(super) fn of(
        row: &Row,
        known: &Known<'_>,
        above: &Steps,
    ) -> Result<Self, (Box<Self>, Refusal)> {
        use Column as C;
        let mut fields = Vec::new();
        let mut take = |column: C, found: Result<(), FieldFault>| {
            if let Err(fault) = found {
                fields.push(FieldError {
                    field: column.as_str().to_owned(),
                    fault,
                });
            }
        };
        let mut said = Self::default();
        let cell = |column: C| Some(row.get(column)).filter(|cell| !cell.is_empty());
        if let Some(cell) = cell(C::Sector) {
            said.sector = sector(&fold(cell));
            take(
                C::Sector,
                said.sector.map(|_| ()).ok_or(FieldFault::Unknown),
            );
        }
        if let Some(cell) = cell(C::Level) {
            said.level = level(&fold(cell));
            take(C::Level, said.level.map(|_| ()).ok_or(FieldFault::Unknown));
        }
        if let Some(cell) = cell(C::From) {
            let day = day(cell);
            said.from = day.as_ref().ok().copied();
            take(C::From, day.map(|_| ()));
        }
        let first = said.from.unwrap_or(known.today).max(known.today);
        if let Some(cell) = cell(C::Area) {
            said.area = area(&known.areas, cell, first).cloned();
            take(
                C::Area,
                said.area.as_ref().map(|_| ()).ok_or(FieldFault::Unknown),
            );
        }
        let ours = |code: &str| {
            let made = above.get(code).map(|step| &step.after.agency);
            let agency = made.or_else(|| Some(&known.agencies.get(code)?.0))?;
            (agency.province == known.giver.province).then_some(agency)
        };
        if let Some(cell) = cell(C::Parent) {
            let parent = ours(&cell.to_lowercase());
            let parent = parent.filter(|parent| parent.is_valid_on(first));
            said.parent = parent.cloned();
            take(C::Parent, parent.map(|_| ()).ok_or(FieldFault::Unknown));
        }
        let own = row.get(C::Code).to_lowercase();
        let mut codes: Vec<String> = listed(row.get(C::Predecessor)).collect();
        codes.sort();
        codes.dedup();
        for code in codes {
            // Nobody takes over from itself, nor from one that another row only makes.
            let is_other = known.agencies.contains_key(&code) && code != own;
            let found = ours(&code).filter(|_| is_other);
            take(C::Predecessor, found.map(|_| ()).ok_or(FieldFault::Unknown));
            said.predecessors.extend(found.cloned());
        }
        if fields.is_empty() {
            Ok(said)
        } else {
            Err((Box::new(said), Refusal::Invalid { fields }))
        }
    }

    /// The code of the unit, where it is narrower than the province.
    pub(super) fn area_code(&self) -> Option<String> {
        let area = self.area.as_ref();
        let area = area.filter(|area| area.code != area.province);
        area.map(|area| area.code.clone())
    }
}

/// The codes that a cell lists.
pub fn listed(cell: &str) -> impl Iterator<Item = String> {
    let codes = cell
        .split([';', ',', ' ', '\n'])
        .filter(|code| !code.is_empty());
    codes.map(str::to_lowercase)
}

/// The unit of that code on that day; one that lost its leading zeros in a spreadsheet is found, too.
fn area<'a>(areas: &'a [Area], code: &str, day: NaiveDate) -> Option<&'a Area> {
    let lasts = |area: &&Area| area.valid_from <= day && area.valid_to.is_none_or(|to| day < to);
    let exact = areas.iter().filter(lasts).find(|area| area.code == code);
    let number: Option<u32> = code.parse().ok();
    let mut alike = areas.iter().filter(lasts).filter(|area| {
        area.code.starts_with('0') && number.is_some() && area.code.parse().ok() == number
    });
    exact.or_else(|| alike.next().filter(|_| alike.next().is_none()))
}

/// The level of a word without accents, as screens call it.
pub fn level(key: &str) -> Option<Level> {
    Some(match key.strip_prefix("cap ").unwrap_or(key) {
        "trung uong" => Level::Central,
        "tinh" => Level::Province,
        "huyen" => Level::District,
        "xa" => Level::Commune,
        other => return other.parse().ok(),
    })
}

/// The field of work of a word without accents, as screens call it.
pub fn sector(key: &str) -> Option<Sector> {
    Some(match key {
        "uy ban nhan dan" | "ubnd" | "people's committee" => Sector::Committee,
        "ban chi dao" | "steering committee" => Sector::Steering,
        "cong an" => Sector::Police,
        "bien phong" | "bo doi bien phong" | "border guard" => Sector::BorderGuard,
        "quan su" => Sector::Military,
        "y te" => Sector::Health,
        "lao dong, xa hoi" | "lao dong" | "labour and social affairs" => Sector::Labour,
        "tai chinh" => Sector::Finance,
        "thong tin, truyen thong" | "thong tin va truyen thong" => Sector::Information,
        "hai quan" => Sector::Customs,
        "giao duc" | "giao duc va dao tao" => Sector::Education,
        "tu phap" => Sector::Justice,
        "mat tran, doan the" | "mat tran" | "fatherland front and unions" => Sector::Front,
        "dan toc" | "ethnic affairs" => Sector::Ethnic,
        "khac" => Sector::Other,
        other => return other.parse().ok(),
    })
}
