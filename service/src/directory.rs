//! All agencies in memory: who they are, who stands above whom, what documents call them.
//!
//! Pages name agencies everywhere and rights follow the tree, so both would otherwise cost a query each.
//!
//! **Invariants:** rights of *people* are never cached, only the tree of agencies; a change in this process
//! is seen at once ([`Cache::forget`]), one of another server within [`FRESH`].

use crate::{Result, System};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::access::Parties;
use domain::agency::{Agency, AgencyName, Sector};
use domain::id::AgencyId;
use domain::reader::{Known, Names};
use domain::task::Task;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, RwLock};

/// How long the agencies in memory are trusted.
const FRESH: TimeDelta = TimeDelta::seconds(30);

/// All agencies.
#[derive(Debug, Default)]
pub struct Directory {
    agencies: Vec<Agency>,
    by_id: HashMap<AgencyId, usize>,
    /// What the directive reader knows, by province and day: making it takes longer than reading.
    names: Mutex<HashMap<(String, NaiveDate), Arc<Names>>>,
    /// The tokens of search of every name of each agency, made when first asked for.
    tokens: OnceLock<Vec<Vec<String>>>,
}

/// Most days whose names are kept.
const NAMES_KEPT: usize = 16;

/// The agencies in memory, and since when.
#[derive(Clone, Debug, Default)]
pub struct Cache(Arc<RwLock<Option<Held>>>);

/// Since when they are held, and the agencies.
type Held = (DateTime<Utc>, Arc<Directory>);

impl Cache {
    /// The next use reads the agencies again.
    pub fn forget(&self) {
        if let Ok(mut held) = self.0.write() {
            *held = None;
        }
    }
}

impl System {
    /// The agencies, from memory where it is fresh.
    ///
    /// # Errors
    /// Where they must be read and cannot.
    pub async fn directory(&self) -> Result<Arc<Directory>> {
        let now = self.now();
        let held = self.directory.0.read().ok().and_then(|held| held.clone());
        if let Some((since, directory)) = held
            && now >= since
            && now - since < FRESH
        {
            return Ok(directory);
        }
        let mut tx = self.db.read().await?;
        let directory = Arc::new(Directory::new(store::agency::all(&mut tx).await?));
        if let Ok(mut held) = self.directory.0.write() {
            *held = Some((now, Arc::clone(&directory)));
        }
        Ok(directory)
    }
}

impl Directory {
    /// A directory of these agencies, in their order.
    pub fn new(agencies: Vec<Agency>) -> Self {
        let by_id = agencies
            .iter()
            .enumerate()
            .map(|(place, agency)| (agency.id, place))
            .collect();
        Self {
            agencies,
            by_id,
            names: Mutex::default(),
            tokens: OnceLock::new(),
        }
    }

    /// All agencies of all times, each with the tokens of its names as search compares them.
    pub fn with_tokens(&self) -> impl Iterator<Item = (&Agency, &[String])> {
        let tokens = self.tokens.get_or_init(|| {
            let names = |agency: &Agency| {
                let names = [
                    &agency.name_vi,
                    &agency.short_vi,
                    &agency.name_en,
                    &agency.short_en,
                ];
                let names = names.into_iter().chain(&agency.aliases);
                names.map(|name| domain::search::tokens(name)).collect()
            };
            self.agencies.iter().map(names).collect()
        });
        self.agencies.iter().zip(tokens.iter().map(Vec::as_slice))
    }

    /// Number of agencies.
    pub fn len(&self) -> usize {
        self.agencies.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.agencies.is_empty()
    }

    /// The agency with that id.
    pub fn agency(&self, id: AgencyId) -> Option<&Agency> {
        self.by_id.get(&id).map(|place| &self.agencies[*place])
    }

    /// The agency with that code.
    pub fn by_code(&self, code: &str) -> Option<&Agency> {
        self.agencies.iter().find(|agency| agency.code == code)
    }

    /// Names of the agencies, each once; unknown ids are left out.
    pub fn names(&self, ids: impl IntoIterator<Item = AgencyId>) -> Vec<AgencyName> {
        let mut ids: Vec<AgencyId> = ids.into_iter().collect();
        ids.sort();
        ids.dedup();
        ids.into_iter()
            .filter_map(|id| self.agency(id))
            .map(AgencyName::from)
            .collect()
    }

    /// The agencies of a province that exist on that day.
    pub fn valid(&self, province: &str, day: NaiveDate) -> impl Iterator<Item = &Agency> {
        self.agencies
            .iter()
            .filter(move |agency| agency.province == province && agency.is_valid_on(day))
    }

    /// All agencies of a province, also those that have ended.
    pub fn of_province(&self, province: &str) -> impl Iterator<Item = &Agency> {
        self.agencies
            .iter()
            .filter(move |agency| agency.province == province)
    }

    /// The agencies above one, nearest first.
    pub fn ancestors(&self, id: AgencyId) -> Vec<AgencyId> {
        let mut above = Vec::new();
        let mut next = self.agency(id).and_then(|agency| agency.parent);
        // A circle in the data must not hang the server.
        while let Some(parent) = next.filter(|parent| !above.contains(parent)) {
            above.push(parent);
            next = self.agency(parent).and_then(|agency| agency.parent);
        }
        above
    }

    /// The agencies above any of these, without these themselves.
    pub fn superiors(&self, ids: &[AgencyId]) -> Vec<AgencyId> {
        let mut above: Vec<AgencyId> = ids.iter().flat_map(|id| self.ancestors(*id)).collect();
        above.sort();
        above.dedup();
        above.retain(|id| !ids.contains(id));
        above
    }

    /// The agencies above those that take part in a task, and those that oversee the task of which it is a part.
    pub fn superiors_of(&self, task: &Task) -> Vec<AgencyId> {
        let mut parties = vec![task.issuer, task.lead];
        parties.extend(
            task.contributions
                .iter()
                .map(|contribution| contribution.agency),
        );
        let mut above = self.superiors(&parties);
        if let Some(parent) = &task.parent {
            above.extend(parent.overseers.iter().filter(|id| !parties.contains(id)));
            above.sort();
            above.dedup();
        }
        above
    }

    /// The agency in whose place this one directs: an office of a committee (its parent is a committee of the
    /// same level) stands for the committee, every other agency for itself.
    fn stands_for(&self, id: AgencyId) -> AgencyId {
        let committee = |agency: &&Agency| agency.sector == Sector::Committee;
        let office = self.agency(id).filter(committee);
        let above = office.and_then(|agency| self.agency(agency.parent?));
        match (office, above.filter(committee)) {
            (Some(office), Some(above)) if office.level == above.level => above.id,
            _ => id,
        }
    }

    /// Whether the first agency may be given work by the second because it stands below it.
    pub fn is_subordinate(&self, id: AgencyId, to: AgencyId) -> bool {
        id != to && self.ancestors(id).contains(&self.stands_for(to))
    }

    /// The agencies that exist on that day and stand below one.
    pub fn subordinates(&self, to: AgencyId, day: NaiveDate) -> Vec<&Agency> {
        self.agencies
            .iter()
            .filter(|agency| agency.is_valid_on(day) && self.is_subordinate(agency.id, to))
            .collect()
    }

    /// The parties of a task, as rights need them.
    pub fn parties_of(&self, task: &Task) -> Parties {
        Parties {
            province: task.province.clone(),
            issuer: Some(task.issuer),
            leads: vec![task.lead],
            coordinating: task.contributions.iter().map(|c| c.agency).collect(),
            superiors: self.superiors_of(task),
            addressed: task.addressed(),
        }
    }

    /// What the directive reader knows of the agencies of a province on a day. Takes a moment the first
    /// time, so ask on a thread that may wait.
    pub fn names_known(&self, province: &str, day: NaiveDate) -> Arc<Names> {
        let key = (province.to_owned(), day);
        let held = self
            .names
            .lock()
            .ok()
            .and_then(|names| names.get(&key).cloned());
        if let Some(names) = held {
            return names;
        }
        let made = Arc::new(Names::new(&self.known(province, day)));
        if let Ok(mut names) = self.names.lock() {
            if names.len() >= NAMES_KEPT {
                names.clear();
            }
            names.insert(key, Arc::clone(&made));
        }
        made
    }

    /// What the directive reader knows of the agencies of a province on a day.
    fn known(&self, province: &str, day: NaiveDate) -> Vec<Known> {
        self.valid(province, day)
            .map(|agency| {
                let mut names = vec![agency.name_vi.clone(), agency.name_en.clone()];
                names.push(agency.short_vi.clone());
                names.push(agency.short_en.clone());
                names.extend(agency.aliases.iter().cloned());
                names.retain(|name| !name.is_empty());
                Known {
                    code: agency.code.clone(),
                    names,
                    groups: agency
                        .groups
                        .iter()
                        .filter_map(|group| {
                            serde_json::from_value(serde_json::Value::String(group.clone())).ok()
                        })
                        .collect(),
                }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::agency::Level;
    use uuid::Uuid;

    fn agency(n: u128, parent: Option<u128>) -> Agency {
        Agency {
            id: AgencyId(Uuid::from_u128(n)),
            code: format!("a{n}"),
            name_vi: String::new(),
            name_en: String::new(),
            short_vi: String::new(),
            short_en: String::new(),
            aliases: Vec::new(),
            groups: Vec::new(),
            sector: Sector::Other,
            level: Level::Province,
            province: "40".to_owned(),
            area: None,
            parent: parent.map(|n| AgencyId(Uuid::from_u128(n))),
            valid_from: None,
            valid_to: None,
        }
    }

    #[test]
    fn superiors_are_found_and_a_circle_ends() {
        let id = |n| AgencyId(Uuid::from_u128(n));
        let directory = Directory::new(vec![
            agency(1, Some(3)),
            agency(2, Some(1)),
            agency(3, Some(2)),
        ]);
        assert_eq!(directory.ancestors(id(2)), vec![id(1), id(3), id(2)]);
        let tree = Directory::new(vec![
            agency(1, None),
            agency(2, Some(1)),
            agency(3, Some(2)),
        ]);
        assert_eq!(tree.ancestors(id(3)), vec![id(2), id(1)]);
        assert_eq!(tree.superiors(&[id(3), id(2)]), vec![id(1)]);
    }
}
