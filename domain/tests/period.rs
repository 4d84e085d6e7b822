//! Periods by table, and that they tile the calendar.

use chrono::{Days, NaiveDate};
use domain::period::{Cycle, Period, Regime, Schedule};
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn every(cycle: Cycle, regime: Regime) -> Schedule {
    Schedule::Every { cycle, regime }
}

#[test]
fn the_period_of_a_day() {
    use Cycle::*;
    use Regime::{Calendar, Reporting};
    let table = [
        (
            Week,
            Calendar,
            "2022-09-15",
            "2022-09-12",
            "2022-09-18",
            "tuần 37/2022",
        ),
        (
            Week,
            Reporting,
            "2023-01-01",
            "2022-12-26",
            "2023-01-01",
            "tuần 52/2022",
        ),
        (
            Month,
            Calendar,
            "2022-09-15",
            "2022-09-01",
            "2022-09-30",
            "tháng 9/2022",
        ),
        (
            Month,
            Calendar,
            "2024-02-29",
            "2024-02-01",
            "2024-02-29",
            "tháng 2/2024",
        ),
        (
            Month,
            Reporting,
            "2022-09-14",
            "2022-08-15",
            "2022-09-14",
            "tháng 9/2022",
        ),
        (
            Month,
            Reporting,
            "2022-09-15",
            "2022-09-15",
            "2022-10-14",
            "tháng 10/2022",
        ),
        (
            Month,
            Reporting,
            "2022-12-15",
            "2022-12-15",
            "2023-01-14",
            "tháng 1/2023",
        ),
        (
            Quarter,
            Calendar,
            "2022-09-15",
            "2022-07-01",
            "2022-09-30",
            "quý III/2022",
        ),
        (
            Quarter,
            Reporting,
            "2022-09-14",
            "2022-06-15",
            "2022-09-14",
            "quý III/2022",
        ),
        (
            Quarter,
            Reporting,
            "2022-09-15",
            "2022-09-15",
            "2022-12-14",
            "quý IV/2022",
        ),
        (
            Quarter,
            Reporting,
            "2022-12-20",
            "2022-12-15",
            "2023-03-14",
            "quý I/2023",
        ),
        (
            SixMonths,
            Calendar,
            "2022-06-30",
            "2022-01-01",
            "2022-06-30",
            "6 tháng đầu năm 2022",
        ),
        (
            SixMonths,
            Reporting,
            "2022-06-14",
            "2021-12-15",
            "2022-06-14",
            "6 tháng đầu năm 2022",
        ),
        (
            SixMonths,
            Reporting,
            "2022-06-15",
            "2022-06-15",
            "2022-12-14",
            "6 tháng cuối năm 2022",
        ),
        (
            NineMonths,
            Calendar,
            "2022-09-30",
            "2022-01-01",
            "2022-09-30",
            "9 tháng năm 2022",
        ),
        (
            NineMonths,
            Reporting,
            "2022-09-14",
            "2021-12-15",
            "2022-09-14",
            "9 tháng năm 2022",
        ),
        // The rest of the year belongs to no nine months.
        (
            NineMonths,
            Reporting,
            "2022-09-15",
            "2022-12-15",
            "2023-09-14",
            "9 tháng năm 2023",
        ),
        (
            NineMonths,
            Calendar,
            "2022-10-01",
            "2023-01-01",
            "2023-09-30",
            "9 tháng năm 2023",
        ),
        (
            Year,
            Calendar,
            "2022-12-31",
            "2022-01-01",
            "2022-12-31",
            "năm 2022",
        ),
        // The drug year.
        (
            Year,
            Reporting,
            "2022-12-14",
            "2021-12-15",
            "2022-12-14",
            "năm 2022",
        ),
        (
            Year,
            Reporting,
            "2022-12-15",
            "2022-12-15",
            "2023-12-14",
            "năm 2023",
        ),
    ];
    for (cycle, regime, on, from, to, label) in table {
        let schedule = every(cycle, regime);
        let period = schedule.from(day(on)).expect("a period");
        let expected = Period {
            from: day(from),
            to: day(to),
        };
        assert_eq!(period, expected, "{cycle} {regime} {on}");
        assert_eq!(period.label(schedule), label);
    }
}

#[test]
fn a_range_of_days_comes_once() {
    let (from, to) = (day("2022-09-20"), day("2022-11-05"));
    let schedule = Schedule::Once { from, to };
    let range = Period { from, to };
    for before in ["2022-01-01", "2022-09-20", "2022-11-05"] {
        assert_eq!(schedule.from(day(before)), Some(range));
    }
    assert_eq!(schedule.from(day("2022-11-06")), None);
    assert_eq!(schedule.after(range), None);
    assert_eq!(range.label(schedule), "từ 20/09/2022 đến 05/11/2022");
    let backwards = Schedule::Once { from: to, to: from };
    assert_eq!(backwards.from(from), None);
}

#[test]
fn the_ends_of_the_calendar_have_no_periods_and_do_no_harm() {
    for &cycle in Cycle::ALL {
        for &regime in Regime::ALL {
            for edge in [NaiveDate::MIN, NaiveDate::MAX, day("9999-12-31")] {
                assert_eq!(every(cycle, regime).from(edge), None);
            }
        }
    }
}

fn any_day() -> impl Strategy<Value = NaiveDate> {
    (0u64..80_000).prop_map(|n| day("1950-01-01") + Days::new(n))
}

proptest! {
    #[test]
    fn periods_tile_the_calendar(
        on in any_day(),
        cycle in prop::sample::select(Cycle::ALL),
        regime in prop::sample::select(Regime::ALL),
    ) {
        let schedule = every(cycle, regime);
        let period = schedule.from(on).expect("a period");
        let next = schedule.after(period).expect("a period");
        prop_assert!(period.from <= period.to);
        prop_assert!(period.contains(on) || cycle == Cycle::NineMonths);
        if cycle == Cycle::NineMonths {
            prop_assert!(next.from > period.to);
            let year = every(Cycle::Year, regime).from(period.from).expect("a year");
            prop_assert_eq!(period.from, year.from);
        } else {
            prop_assert_eq!(Some(next.from), period.to.succ_opt());
        }
        // Every day of it has it and no other.
        for of_period in [period.from, period.to] {
            prop_assert_eq!(schedule.from(of_period), Some(period));
        }
        // A longer period is made of whole shorter ones.
        if cycle == Cycle::Quarter || cycle == Cycle::SixMonths || cycle == Cycle::Year {
            let months = every(Cycle::Month, regime);
            let (first, last) = (months.from(period.from), months.from(period.to));
            prop_assert_eq!(first.map(|month| month.from), Some(period.from));
            prop_assert_eq!(last.map(|month| month.to), Some(period.to));
        }
    }
}
