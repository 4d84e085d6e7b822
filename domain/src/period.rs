//! Periods of recurring duties and reports: weeks, months, quarters, six and nine months, years.
//!
//! Two calendars exist. The *calendar* one is the common one. The *reporting* one is that of official reports
//! (Decree 09/2019/NĐ-CP, article 12): a month runs from the 15th of the month before to the 14th, a quarter from
//! the 15th of the month before it to the 14th of its last month, six months from 15 December to 14 June or from
//! 15 June to 14 December, nine months from 15 December to 14 September, a year from 15 December to 14 December,
//! which is the drug year, too. Weeks run from Monday to Sunday in both.
//!
//! **Invariants:** the periods of a cycle tile the calendar, no gap and no overlap; nine months are the one
//! exception, because the rest of the year belongs to no such period. Days outside the years 1 to 9998 have none.
//! To add a cycle: a variant of [`Cycle`], its months in [`Cycle::months`], its name in [`Period::label`].

use crate::macros::text_enum;
use chrono::{Datelike as _, Days, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

text_enum! {
    /// How often.
    Cycle {
        Week = "week",
        Month = "month",
        Quarter = "quarter",
        SixMonths = "six_months",
        NineMonths = "nine_months",
        Year = "year",
    }
}

text_enum! {
    /// By which calendar periods run.
    Regime {
        /// From the first to the last day of the months.
        Calendar = "calendar",
        /// From the 15th to the 14th: periods of official reports, and the drug year.
        Reporting = "reporting",
    }
}

/// Which periods a duty recurs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "schedule", rename_all = "snake_case", deny_unknown_fields)]
pub enum Schedule {
    /// Every period of a cycle.
    Every { cycle: Cycle, regime: Regime },
    /// One range of days that somebody set.
    Once { from: NaiveDate, to: NaiveDate },
}

/// A range of days, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Period {
    pub from: NaiveDate,
    pub to: NaiveDate,
}

impl Cycle {
    /// Months of a period and the months from the beginning of one to the beginning of the next; none for weeks.
    const fn months(self) -> Option<(i32, i32)> {
        match self {
            Self::Week => None,
            Self::Month => Some((1, 1)),
            Self::Quarter => Some((3, 3)),
            Self::SixMonths => Some((6, 6)),
            Self::NineMonths => Some((9, 12)),
            Self::Year => Some((12, 12)),
        }
    }
}

/// The first day of a month, counted from January of the year 0.
fn first_day(month: i32, regime: Regime) -> Option<NaiveDate> {
    let (month, day) = match regime {
        Regime::Calendar => (month, 1),
        Regime::Reporting => (month - 1, 15),
    };
    let of_year = u32::try_from(month.rem_euclid(12)).ok()? + 1;
    NaiveDate::from_ymd_opt(month.div_euclid(12), of_year, day)
}

/// The month in which a day counts, as in [`first_day`].
fn month_of(day: NaiveDate, regime: Regime) -> i32 {
    let month = day.year() * 12 + i32::try_from(day.month0()).unwrap_or(0);
    match regime {
        Regime::Reporting if day.day() >= 15 => month + 1,
        _ => month,
    }
}

fn has_periods(day: NaiveDate) -> bool {
    (1..=9998).contains(&day.year())
}

/// The period of a cycle that begins on or before a day and is the last one to do so; the day may lie behind its
/// end where there are gaps.
fn begun(cycle: Cycle, regime: Regime, day: NaiveDate) -> Option<Period> {
    if !has_periods(day) {
        return None;
    }
    let Some((length, step)) = cycle.months() else {
        let from = day.week(Weekday::Mon).checked_first_day()?;
        let to = from.checked_add_days(Days::new(6))?;
        return Some(Period { from, to });
    };
    let month = month_of(day, regime);
    let start = month - month.rem_euclid(step);
    Some(Period {
        from: first_day(start, regime)?,
        to: first_day(start + length, regime)?.pred_opt()?,
    })
}

impl Schedule {
    /// The first period that ends on or after a day; none after the last one.
    pub fn from(self, day: NaiveDate) -> Option<Period> {
        match self {
            Self::Once { from, to } => (day <= to && from <= to).then_some(Period { from, to }),
            Self::Every { cycle, regime } => {
                let begun = begun(cycle, regime, day)?;
                if begun.to >= day {
                    return Some(begun);
                }
                // In the gap after nine months: the next one begins where the year does.
                let year = self::begun(Cycle::Year, regime, day)?;
                self::begun(cycle, regime, year.to.succ_opt()?)
            }
        }
    }

    /// The period after another of the same schedule; none after the last one.
    pub fn after(self, period: Period) -> Option<Period> {
        self.from(period.to.succ_opt()?)
    }
}

impl Period {
    /// Whether the day lies in it.
    pub fn contains(&self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.to
    }

    /// Its name in Vietnamese, as titles of reports have it: “tháng 9/2022”, “quý III/2022”.
    pub fn label(&self, schedule: Schedule) -> String {
        let range = || {
            let day = |day: NaiveDate| day.format("%d/%m/%Y");
            format!("từ {} đến {}", day(self.from), day(self.to))
        };
        let Schedule::Every { cycle, .. } = schedule else {
            return range();
        };
        // The last day lies in the month by which the period is called, in both calendars.
        let (year, month) = (self.to.year(), self.to.month());
        match cycle {
            Cycle::Week => {
                let week = self.from.iso_week();
                format!("tuần {}/{}", week.week(), week.year())
            }
            Cycle::Month => format!("tháng {month}/{year}"),
            Cycle::Quarter => {
                let quarter = ["I", "II", "III", "IV"];
                let place = usize::try_from((month - 1) / 3).unwrap_or(0);
                format!("quý {}/{year}", quarter[place.min(3)])
            }
            Cycle::SixMonths if month <= 6 => format!("6 tháng đầu năm {year}"),
            Cycle::SixMonths => format!("6 tháng cuối năm {year}"),
            Cycle::NineMonths => format!("9 tháng năm {year}"),
            Cycle::Year => format!("năm {year}"),
        }
    }
}
