//! Communes as tiles by district, and what the standings of many say together.
//!
//! **Invariants:** a standing shows by shape and word; a unit without one is never counted as meeting the
//! criteria, also where its predecessor did. To add a status: its shape and word in [`shown`], its colours.

use super::messages::CommuneMessages;
use crate::i18n::{Messages, fill, format};
use crate::ui::icon;
use domain::area::{Area, CommuneStanding, CommuneStatus};
use domain::view::CommuneLine;
use leptos::prelude::*;
use std::collections::BTreeSet;

/// How many communes there are, and how they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct StandingCounts {
    pub all: usize,
    pub meets: usize,
    pub not_yet: usize,
}

impl StandingCounts {
    /// Communes of which nothing is known.
    pub fn unknown(self) -> usize {
        self.all - self.meets - self.not_yet
    }
}

/// Counts the standings.
pub fn standing_counts<'a>(lines: impl IntoIterator<Item = &'a CommuneLine>) -> StandingCounts {
    let mut counts = StandingCounts::default();
    for line in lines {
        counts.all += 1;
        match line.standing.as_ref().map(|standing| standing.status) {
            Some(CommuneStatus::BasicallyMeets) => counts.meets += 1,
            Some(CommuneStatus::NotYet) => counts.not_yet += 1,
            None => {}
        }
    }
    counts
}

/// Code, icon and word of a standing. A unit that came later than the first records needs a new one.
pub fn shown(
    c: &CommuneMessages,
    area: &Area,
    standing: Option<&CommuneStanding>,
) -> (&'static str, &'static str, &'static str) {
    match standing.map(|standing| standing.status) {
        Some(CommuneStatus::BasicallyMeets) => ("basically_meets", "recognised", c.meets),
        Some(CommuneStatus::NotYet) => ("not_yet", "not_recognised", c.not_yet),
        None if !area.may_be_older() => ("reassess", "appraising", c.reassess),
        None => ("unknown", "planned", c.unknown),
    }
}

/// The page of a unit.
pub fn address(area: &Area) -> String {
    format!(
        "/communes/{}/{}",
        area.code,
        format::iso_day(area.valid_from)
    )
}

/// The lines by district, both in the order given.
pub fn by_district(lines: &[CommuneLine]) -> Vec<(&str, Vec<&CommuneLine>)> {
    let mut groups: Vec<(&str, Vec<&CommuneLine>)> = Vec::new();
    for line in lines {
        let district = line.district_vi.as_str();
        match groups.iter_mut().find(|(name, _)| *name == district) {
            Some((_, group)) => group.push(line),
            None => groups.push((district, vec![line])),
        }
    }
    groups
}

/// The tiles, a group for each district.
pub fn tile_groups(
    m: &'static Messages,
    c: &'static CommuneMessages,
    lines: &[CommuneLine],
) -> AnyView {
    let groups = by_district(lines)
        .into_iter()
        .enumerate()
        .map(|(at, (_, group))| {
            let counts = standing_counts(group.iter().copied());
            let name = group
                .first()
                .map(|line| m.pick(&line.district_vi, &line.district_en))
                .filter(|name| !name.is_empty())
                .unwrap_or(c.border_communes)
                .to_owned();
            let count = fill(
                c.meets_count,
                &[
                    ("n", &counts.meets.to_string()),
                    ("all", &counts.all.to_string()),
                ],
            );
            let tiles = group
                .into_iter()
                .map(|line| tile(m, c, line))
                .collect_view();
            let id = format!("district-{at}");
            let labelled_by = id.clone();
            view! {
                <section class="tile-group" aria-labelledby=labelled_by>
                    <h3 id=id>
                        {name} " " <span class="count">{count}</span>
                    </h3>
                    <ul class="tiles">{tiles}</ul>
                </section>
            }
        })
        .collect_view();
    view! { <div class="tile-groups">{groups}</div> }.into_any()
}

fn tile(m: &'static Messages, c: &'static CommuneMessages, line: &CommuneLine) -> AnyView {
    let (status, symbol, word) = shown(c, &line.area, line.standing.as_ref());
    let overdue = (line.counts.overdue > 0).then(|| {
        let n = line.counts.overdue.to_string();
        format!(" · {}", fill(c.overdue_count, &[("n", &n)]))
    });
    view! {
        <li class="tile" data-status=status>
            <a href=address(&line.area)>
                {icon(symbol)}
                <span class="tile-name">
                    {m.pick(&line.area.name_vi, &line.area.name_en).to_owned()}
                </span>
                <span class="tile-status">{word} {overdue}</span>
            </a>
        </li>
    }
    .into_any()
}

/// The communes that do not meet the criteria yet, each with what is noted about it.
pub fn not_yet(
    m: &'static Messages,
    c: &'static CommuneMessages,
    lines: &[CommuneLine],
) -> AnyView {
    let items: Vec<_> = lines
        .iter()
        .filter_map(|line| {
            let standing = line.standing.as_ref()?;
            (standing.status == CommuneStatus::NotYet).then(|| {
                let note = m.pick(&standing.note_vi, &standing.note_en).to_owned();
                view! {
                    <li>
                        <a href=address(&line.area)>
                            {m.pick(&line.area.name_vi, &line.area.name_en).to_owned()}
                        </a>
                        {(!note.is_empty()).then(|| format!(" ({note})"))}
                    </li>
                }
            })
        })
        .collect();
    if items.is_empty() {
        return ().into_any();
    }
    view! {
        <div>
            <p>{c.not_yet_are}</p>
            <ul class="prose">{items}</ul>
        </div>
    }
    .into_any()
}

/// The documents that the standings come from, with their days.
pub fn sources(c: &CommuneMessages, lines: &[CommuneLine]) -> String {
    let sources: BTreeSet<(chrono::NaiveDate, &str)> = lines
        .iter()
        .filter_map(|line| line.standing.as_ref())
        .map(|standing| (standing.as_of, standing.source.as_str()))
        .collect();
    if sources.is_empty() {
        return c.no_source.to_owned();
    }
    let said: Vec<_> = sources
        .into_iter()
        .map(|(as_of, source)| {
            let day = format::day(as_of);
            fill(c.by_source, &[("source", source), ("day", &day)])
        })
        .collect();
    said.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commune::messages::messages;
    use chrono::NaiveDate;
    use domain::area::{AreaLevel, BEFORE_RECORDS, EARLY_2025, TWO_LEVELS};
    use domain::view::{Counts, Language};

    fn line(code: &str, district: &str, status: Option<CommuneStatus>) -> CommuneLine {
        let area = Area {
            code: code.to_owned(),
            valid_from: BEFORE_RECORDS,
            valid_to: None,
            level: AreaLevel::Commune,
            kind: "xa".to_owned(),
            name_vi: code.to_owned(),
            name_en: String::new(),
            parent: None,
            province: "40".to_owned(),
            is_border: true,
            lat: None,
            lon: None,
        };
        CommuneLine {
            standing: status.map(|status| CommuneStanding {
                code: code.to_owned(),
                valid_from: BEFORE_RECORDS,
                status,
                as_of: NaiveDate::from_ymd_opt(2022, 9, 14).expect("a day"),
                source: "1041/UBND-NC".to_owned(),
                is_demo: true,
                note_vi: String::new(),
                note_en: String::new(),
            }),
            area,
            district_vi: district.to_owned(),
            district_en: String::new(),
            counts: Counts::default(),
        }
    }

    #[test]
    fn every_commune_is_counted_once() {
        let lines: Vec<_> = (0..27)
            .map(|n| {
                let status = match n {
                    3 => Some(CommuneStatus::NotYet),
                    5 => None,
                    _ => Some(CommuneStatus::BasicallyMeets),
                };
                line(&n.to_string(), if n % 2 == 0 { "A" } else { "B" }, status)
            })
            .collect();
        let counts = standing_counts(&lines);
        assert_eq!(
            counts,
            StandingCounts {
                all: 27,
                meets: 25,
                not_yet: 1
            }
        );
        assert_eq!(counts.unknown(), 1);
        let groups = by_district(&lines);
        let names: Vec<_> = groups
            .iter()
            .map(|(name, group)| (*name, group.len()))
            .collect();
        assert_eq!(names, [("A", 14), ("B", 13)]);
    }

    #[test]
    fn a_successor_without_a_standing_needs_a_new_one() {
        let c = messages(Language::Vi);
        let mut line = line("16756", "A", None);
        assert_eq!(shown(c, &line.area, None).0, "unknown");
        line.area.valid_from = EARLY_2025;
        assert_eq!(shown(c, &line.area, None).0, "unknown", "it may be older");
        line.area.valid_from = TWO_LEVELS;
        assert_eq!(shown(c, &line.area, None).0, "reassess");
    }

    #[test]
    fn a_source_is_named_once_with_its_day() {
        let lines = [
            line("1", "A", Some(CommuneStatus::NotYet)),
            line("2", "A", Some(CommuneStatus::BasicallyMeets)),
        ];
        let said = sources(messages(Language::Vi), &lines);
        assert_eq!(said.matches("1041/UBND-NC").count(), 1, "{said}");
        assert!(said.contains("14/09/2022"), "{said}");
    }
}
