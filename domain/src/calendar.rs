//! The working-day calendar: which days officials work, and deadlines counted in working days.
//!
//! The week is Monday to Friday. `calendar/holidays.csv` lists what breaks it (public holidays,
//! compensatory days off, Saturdays worked in exchange) with the source of every row.
//!
//! **Invariant:** a question about a year the data do not cover is refused, never answered from the
//! plain week, because such a deadline would silently move when the holidays are announced.
//!
//! To add a year: append its rows to the CSV in date order, beginning with 1 January, and extend
//! the table in the tests. Replace `computed` rows by `announced` ones when the notice is out.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::str::FromStr;
use std::sync::LazyLock;

use crate::refusal::Refusal;

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

static VIETNAM: LazyLock<Calendar> = LazyLock::new(|| {
    Calendar::parse(include_str!("calendar/holidays.csv"))
        .expect("the built-in rows parse: a test reads them")
});

const HEADER: &str = "date,kind,basis,name,source";

/// A deadline as a person sets it. In JSON a day is `"2022-09-30"`, working days `{"working_days": 10}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum Deadline {
    /// On that day.
    Day(NaiveDate),
    /// So many working days after a day that the rule at hand names.
    WorkingDays { working_days: u16 },
}

impl Deadline {
    /// The day on which it falls when working days are counted from `from`, by the Vietnamese calendar.
    ///
    /// # Errors
    /// [`Refusal::CalendarEnds`] where the count leaves the years that the calendar covers.
    pub fn day(self, from: NaiveDate) -> Result<NaiveDate, Refusal> {
        match self {
            Self::Day(day) => Ok(day),
            Self::WorkingDays { working_days } => Calendar::vietnam()
                .add_working_days(from, working_days)
                .map_err(|_| Refusal::CalendarEnds {
                    year: *Calendar::vietnam().years.end(),
                }),
        }
    }
}

impl From<NaiveDate> for Deadline {
    fn from(day: NaiveDate) -> Self {
        Self::Day(day)
    }
}

/// Whether a listed day is taken off or worked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayKind {
    /// No work: a public holiday, a compensatory day off or a swapped day off.
    Off,
    /// A Saturday or Sunday worked in exchange for a day off.
    Work,
}

/// How sure a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// Follows from the Labour Code 2019, arts. 111 and 112, without anybody's choice.
    Statute,
    /// Fixed by the announcement named in the row's source.
    Announced,
    /// Our reading of a rule; may change when the Government announces the year.
    Computed,
}

/// One listed day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Off or worked.
    pub kind: DayKind,
    /// How sure the row is.
    pub basis: Basis,
    /// Name of the day, in the language of the data (Vietnamese in the built-in calendar).
    pub name: String,
    /// Instrument or rule the row rests on.
    pub source: String,
}

/// Days off and worked weekend days of a span of whole years.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    entries: BTreeMap<NaiveDate, Entry>,
    years: RangeInclusive<i32>,
}

/// Why a calendar cannot be read or cannot answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// The question touches a year without data.
    #[error("the calendar covers {first} to {last}, not {year}")]
    OutsideRange { year: i32, first: i32, last: i32 },
    /// A line of the CSV is wrong; lines count from 1.
    #[error("line {line}: {fault}")]
    Line { line: usize, fault: LineFault },
    /// A year between the first and the last has no row for its 1 January.
    #[error("the year {0} does not list its 1 January")]
    YearMissing(i32),
    /// The CSV has no rows.
    #[error("the calendar has no rows")]
    NoRows,
}

impl CalendarError {
    /// Stable code for screens and the REST interface.
    pub fn code(&self) -> &'static str {
        match self {
            Self::OutsideRange { .. } => "calendar.outside_range",
            Self::Line { .. } => "calendar.bad_line",
            Self::YearMissing(_) => "calendar.year_missing",
            Self::NoRows => "calendar.no_rows",
        }
    }
}

/// What is wrong with a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LineFault {
    #[error("expected the header `{HEADER}`")]
    Header,
    #[error("expected five fields separated by commas")]
    Fields,
    #[error("the date is not YYYY-MM-DD")]
    Date,
    #[error("the kind is neither `off` nor `work`")]
    Kind,
    #[error("the basis is none of `statute`, `announced`, `computed`")]
    Basis,
    #[error("the name or the source is empty")]
    Empty,
    #[error("the date is not after the date of the row before")]
    Order,
    #[error("a Monday to Friday is worked anyway")]
    WorkOnWeekday,
}

impl Calendar {
    /// The built-in calendar of Vietnamese officials, 2022–2027.
    pub fn vietnam() -> &'static Calendar {
        &VIETNAM
    }

    /// Reads `date,kind,basis,name,source` rows, as in the built-in file.
    ///
    /// Empty lines and lines that begin with `#` are skipped; there is no quoting.
    ///
    /// # Errors
    /// [`CalendarError::Line`] names the first wrong line; [`CalendarError::YearMissing`] a gap.
    pub fn parse(csv: &str) -> Result<Calendar, CalendarError> {
        let mut lines = csv
            .trim_start_matches('\u{feff}') // spreadsheets save UTF-8 with a byte order mark
            .lines()
            .zip(1usize..)
            .map(|(text, line)| (text.trim(), line))
            .filter(|(text, _)| !text.is_empty() && !text.starts_with('#'));

        match lines.next() {
            None => return Err(CalendarError::NoRows),
            Some((HEADER, _)) => {}
            Some((_, line)) => {
                return Err(CalendarError::Line {
                    line,
                    fault: LineFault::Header,
                });
            }
        }

        let mut entries = BTreeMap::<NaiveDate, Entry>::new();
        for (text, line) in lines {
            let (date, entry) =
                parse_row(text).map_err(|fault| CalendarError::Line { line, fault })?;
            if entries
                .last_key_value()
                .is_some_and(|(last, _)| *last >= date)
            {
                return Err(CalendarError::Line {
                    line,
                    fault: LineFault::Order,
                });
            }
            entries.insert(date, entry);
        }

        let (Some((first, _)), Some((last, _))) =
            (entries.first_key_value(), entries.last_key_value())
        else {
            return Err(CalendarError::NoRows);
        };
        let years = first.year()..=last.year();
        let is_listed = |year: &i32| {
            NaiveDate::from_yo_opt(*year, 1).is_some_and(|day| entries.contains_key(&day))
        };
        match years.clone().find(|year| !is_listed(year)) {
            Some(year) => Err(CalendarError::YearMissing(year)),
            None => Ok(Calendar { entries, years }),
        }
    }

    /// First and last year covered.
    pub fn years(&self) -> RangeInclusive<i32> {
        self.years.clone()
    }

    /// What the data say about this day; `None` for an ordinary day.
    pub fn entry(&self, day: NaiveDate) -> Option<&Entry> {
        self.entries.get(&day)
    }

    /// Whether officials work on this day.
    ///
    /// # Errors
    /// [`CalendarError::OutsideRange`] when the year is not covered.
    pub fn is_working_day(&self, day: NaiveDate) -> Result<bool, CalendarError> {
        if !self.years.contains(&day.year()) {
            return Err(self.outside(day.year()));
        }
        Ok(match self.entry(day) {
            Some(entry) => entry.kind == DayKind::Work,
            None => !is_weekend(day),
        })
    }

    /// The day on which `days` working days from `from` have passed.
    ///
    /// The day after `from` counts as the first. With 0 it is the next working day on or after
    /// `from`, so the same as with 1 when `from` itself is not worked.
    ///
    /// # Errors
    /// [`CalendarError::OutsideRange`] when `from` or a day on the way is not covered.
    pub fn add_working_days(&self, from: NaiveDate, days: u16) -> Result<NaiveDate, CalendarError> {
        let mut day = from;
        let mut left = days;
        if self.is_working_day(from)? {
            if days == 0 {
                return Ok(from);
            }
        } else {
            left = left.max(1);
        }
        while left > 0 {
            day = day.succ_opt().ok_or_else(|| self.outside(day.year()))?;
            if self.is_working_day(day)? {
                left -= 1;
            }
        }
        Ok(day)
    }

    /// Working days after `from` up to and including `to`; negative when `to` is before `from`.
    ///
    /// # Errors
    /// [`CalendarError::OutsideRange`] when one of the two days is not covered.
    pub fn working_days_between(
        &self,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<i64, CalendarError> {
        if to < from {
            return Ok(-self.working_days_between(to, from)?);
        }
        self.is_working_day(from)?;
        from.iter_days()
            .skip(1)
            .take_while(|day| *day <= to)
            .try_fold(0, |count, day| {
                Ok(count + i64::from(self.is_working_day(day)?))
            })
    }

    fn outside(&self, year: i32) -> CalendarError {
        CalendarError::OutsideRange {
            year,
            first: *self.years.start(),
            last: *self.years.end(),
        }
    }
}

fn parse_row(text: &str) -> Result<(NaiveDate, Entry), LineFault> {
    let fields: Vec<&str> = text.split(',').map(str::trim).collect();
    let &[date, kind, basis, name, source] = fields.as_slice() else {
        return Err(LineFault::Fields);
    };
    let date = NaiveDate::from_str(date).map_err(|_| LineFault::Date)?;
    let kind = match kind {
        "off" => DayKind::Off,
        "work" => DayKind::Work,
        _ => return Err(LineFault::Kind),
    };
    let basis = match basis {
        "statute" => Basis::Statute,
        "announced" => Basis::Announced,
        "computed" => Basis::Computed,
        _ => return Err(LineFault::Basis),
    };
    if name.is_empty() || source.is_empty() {
        return Err(LineFault::Empty);
    }
    if kind == DayKind::Work && !is_weekend(date) {
        return Err(LineFault::WorkOnWeekday);
    }
    Ok((
        date,
        Entry {
            kind,
            basis,
            name: name.to_owned(),
            source: source.to_owned(),
        },
    ))
}

fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date in a test")
    }

    fn is_working(text: &str) -> bool {
        Calendar::vietnam()
            .is_working_day(day(text))
            .expect("a covered year")
    }

    fn add(from: &str, days: u16) -> NaiveDate {
        Calendar::vietnam()
            .add_working_days(day(from), days)
            .expect("a covered year")
    }

    fn between(from: &str, to: &str) -> i64 {
        Calendar::vietnam()
            .working_days_between(day(from), day(to))
            .expect("a covered year")
    }

    #[test]
    fn every_tet_and_every_break_has_its_last_and_first_working_day() {
        // last day worked before, first day worked after the break
        let breaks = [
            ("2022-01-28", "2022-02-07"),
            ("2022-04-08", "2022-04-12"),
            ("2022-04-29", "2022-05-04"),
            ("2022-08-31", "2022-09-05"),
            ("2022-12-30", "2023-01-03"),
            ("2023-01-19", "2023-01-27"),
            ("2023-04-28", "2023-05-04"),
            ("2023-08-31", "2023-09-05"),
            ("2023-12-29", "2024-01-02"),
            ("2024-02-07", "2024-02-15"),
            ("2024-04-17", "2024-04-19"),
            ("2024-04-26", "2024-05-02"),
            ("2024-08-30", "2024-09-04"),
            ("2024-12-31", "2025-01-02"),
            ("2025-01-24", "2025-02-03"),
            ("2025-04-04", "2025-04-08"),
            ("2025-04-29", "2025-05-05"),
            ("2025-08-29", "2025-09-03"),
            ("2025-12-31", "2026-01-05"),
            ("2026-02-13", "2026-02-23"),
            ("2026-04-24", "2026-04-28"),
            ("2026-04-29", "2026-05-04"),
            ("2026-08-28", "2026-09-03"),
            ("2026-11-23", "2026-11-25"),
            ("2026-12-31", "2027-01-04"),
            ("2027-02-03", "2027-02-11"),
            ("2027-04-15", "2027-04-19"),
            ("2027-04-29", "2027-05-04"),
            ("2027-09-01", "2027-09-06"),
            ("2027-11-23", "2027-11-25"),
        ];
        for (before, after) in breaks {
            assert!(is_working(before), "{before} is worked");
            assert!(is_working(after), "{after} is worked");
            assert_eq!(
                add(before, 1),
                day(after),
                "first working day after {before}"
            );
            assert_eq!(between(before, after), 1, "from {before} to {after}");
        }
        // The first break of the data has only its right edge.
        assert_eq!(add("2022-01-01", 0), day("2022-01-04"));
    }

    #[test]
    fn swapped_saturdays_are_worked_and_their_weekdays_are_not() {
        for (off, worked) in [
            ("2024-04-29", "2024-05-04"),
            ("2025-05-02", "2025-04-26"),
            ("2026-01-02", "2026-01-10"),
            ("2026-08-31", "2026-08-22"),
        ] {
            assert!(!is_working(off), "{off}");
            assert!(is_working(worked), "{worked}");
        }
        // Friday 3 May 2024 + 1 is the worked Saturday, + 2 the Monday after it.
        assert_eq!(add("2024-05-03", 1), day("2024-05-04"));
        assert_eq!(add("2024-05-03", 2), day("2024-05-06"));
        assert_eq!(add("2024-05-04", 0), day("2024-05-04"));
    }

    #[test]
    fn counting_goes_from_the_day_after() {
        let cases = [
            // from, days, result
            ("2022-09-14", 10, "2022-09-28"), // dispatch 1041/UBND-NC
            ("2025-01-24", 3, "2025-02-05"),  // over Tết
            ("2025-01-27", 0, "2025-02-03"),  // from inside Tết
            ("2025-01-27", 1, "2025-02-03"),
            ("2025-04-25", 5, "2025-05-06"), // over a worked Saturday and a swapped Friday
            ("2026-02-13", 0, "2026-02-13"),
        ];
        for (from, days, result) in cases {
            assert_eq!(add(from, days), day(result), "{from} + {days}");
        }
        assert_eq!(between("2025-02-05", "2025-01-24"), -3);
        assert_eq!(between("2025-02-05", "2025-02-05"), 0);
    }

    #[test]
    fn years_without_data_are_refused_by_name() {
        let calendar = Calendar::vietnam();
        let outside = |year| CalendarError::OutsideRange {
            year,
            first: 2022,
            last: 2027,
        };
        assert_eq!(
            calendar.is_working_day(day("2021-12-31")),
            Err(outside(2021))
        );
        assert_eq!(
            calendar.is_working_day(day("2028-01-03")),
            Err(outside(2028))
        );
        assert_eq!(
            calendar.add_working_days(day("2027-12-31"), 1),
            Err(outside(2028))
        );
        assert_eq!(
            calendar.add_working_days(day("2021-12-31"), 1),
            Err(outside(2021))
        );
        assert_eq!(
            calendar.add_working_days(NaiveDate::MAX, 1),
            Err(outside(262_142))
        );
        assert_eq!(
            calendar.working_days_between(day("2021-12-31"), day("2022-01-05")),
            Err(outside(2021))
        );
        assert_eq!(
            calendar.working_days_between(day("2028-01-05"), day("2027-12-30")),
            Err(outside(2028))
        );
    }

    #[test]
    fn every_year_has_the_statutory_number_of_holidays() {
        let calendar = Calendar::vietnam();
        for year in calendar.years() {
            // A compensatory day replaces a holiday on a weekend, so weekdays off count them all.
            let off = calendar
                .entries
                .iter()
                .filter(|(day, entry)| {
                    day.year() == year && entry.kind == DayKind::Off && !is_weekend(**day)
                })
                .count();
            let worked = calendar
                .entries
                .iter()
                .filter(|(day, entry)| day.year() == year && entry.kind == DayKind::Work)
                .count();
            // 11 days by art. 112 of the Labour Code; 12 with Culture Day from 2026.
            let statutory = if year >= 2026 { 12 } else { 11 };
            assert_eq!(off - worked, statutory, "{year}");
        }
    }

    #[test]
    fn only_days_nobody_announced_are_computed() {
        let computed: Vec<String> = Calendar::vietnam()
            .entries
            .iter()
            .filter(|(_, entry)| entry.basis == Basis::Computed)
            .map(|(day, _)| day.to_string())
            .collect();
        assert_eq!(
            computed,
            [
                "2026-11-24",
                "2027-02-04",
                "2027-02-05",
                "2027-02-06",
                "2027-02-07",
                "2027-02-08",
                "2027-02-09",
                "2027-02-10",
                "2027-09-03",
                "2027-11-24"
            ]
        );
        let entry = Calendar::vietnam()
            .entry(day("2024-05-04"))
            .expect("listed");
        assert_eq!((entry.kind, entry.basis), (DayKind::Work, Basis::Announced));
    }

    #[test]
    fn wrong_lines_are_named() {
        let with = |row: &str| format!("# note\n{HEADER}\n2030-01-01,off,statute,x,y\n{row}\n");
        for (row, fault) in [
            ("2030-02-01,off,statute,x", LineFault::Fields),
            ("2030-02-01,off,statute,x,y,z", LineFault::Fields),
            ("01/02/2030,off,statute,x,y", LineFault::Date),
            ("2030-02-30,off,statute,x,y", LineFault::Date),
            ("2030-02-01,holiday,statute,x,y", LineFault::Kind),
            ("2030-02-01,off,maybe,x,y", LineFault::Basis),
            ("2030-02-01,off,statute,,y", LineFault::Empty),
            ("2030-02-01,off,statute,x, ", LineFault::Empty),
            ("2030-01-01,off,statute,x,y", LineFault::Order),
            ("2030-02-01,work,announced,x,y", LineFault::WorkOnWeekday),
        ] {
            let error = Calendar::parse(&with(row)).expect_err(row);
            assert_eq!(error, CalendarError::Line { line: 4, fault }, "{row}");
            assert_eq!(error.code(), "calendar.bad_line");
        }
        assert_eq!(Calendar::parse(""), Err(CalendarError::NoRows));
        assert_eq!(Calendar::parse(HEADER), Err(CalendarError::NoRows));
        assert_eq!(
            Calendar::parse("2030-01-01,off,statute,x,y"),
            Err(CalendarError::Line {
                line: 1,
                fault: LineFault::Header
            })
        );
        assert_eq!(
            Calendar::parse(&with("2032-01-01,off,statute,x,y")),
            Err(CalendarError::YearMissing(2031))
        );
    }

    #[test]
    fn an_administrators_file_with_crlf_and_byte_order_mark_is_read() {
        let csv = format!("\u{feff}{HEADER}\r\n2030-01-01,off,statute,x,y\r\n");
        let calendar = Calendar::parse(&csv).expect("parses");
        assert_eq!(calendar.years(), 2030..=2030);
        assert_eq!(calendar.is_working_day(day("2030-01-01")), Ok(false));
        assert_eq!(calendar.is_working_day(day("2030-01-02")), Ok(true));
    }

    fn covered_day() -> impl Strategy<Value = NaiveDate> {
        // 2022-01-01 … 2027-05-26: leaves room for 100 working days
        (0u64..1972).prop_map(|n| day("2022-01-01") + chrono::Days::new(n))
    }

    proptest! {
        #[test]
        fn between_undoes_add(from in covered_day(), days in 1u16..100) {
            let calendar = Calendar::vietnam();
            let to = calendar.add_working_days(from, days).expect("covered");
            prop_assert!(calendar.is_working_day(to).expect("covered"));
            prop_assert_eq!(calendar.working_days_between(from, to), Ok(i64::from(days)));
            prop_assert_eq!(calendar.working_days_between(to, from), Ok(-i64::from(days)));
        }

        #[test]
        fn add_undoes_between(from in covered_day(), to in covered_day()) {
            let calendar = Calendar::vietnam();
            let (from, to) = (from.min(to), from.max(to));
            let to = calendar.add_working_days(to, 0).expect("covered");
            let days = calendar.working_days_between(from, to).expect("covered");
            let days = u16::try_from(days).expect("from is not after to");
            prop_assert_eq!(calendar.add_working_days(from, days), Ok(to));
        }

        #[test]
        fn add_is_monotone(from in covered_day(), days in 0u16..99) {
            let calendar = Calendar::vietnam();
            let result = calendar.add_working_days(from, days).expect("covered");
            prop_assert!(result >= from);
            prop_assert!(calendar.add_working_days(from, days + 1).expect("covered") >= result);
            let next = from.succ_opt().expect("far from the end of time");
            prop_assert!(calendar.add_working_days(next, days).expect("covered") >= result);
        }

        #[test]
        fn between_adds_up(a in covered_day(), b in covered_day(), c in covered_day()) {
            let count = |from, to| Calendar::vietnam().working_days_between(from, to).expect("covered");
            prop_assert_eq!(count(a, b) + count(b, c), count(a, c));
        }

        #[test]
        fn parsing_never_panics(text in "(?s).{0,200}") {
            if let Ok(calendar) = Calendar::parse(&text) {
                prop_assert!(!calendar.years().is_empty());
            }
        }
    }
}
