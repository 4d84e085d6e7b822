//! Days, times and numbers as Vietnamese offices write them: 03/10/2022, 03/10/2022 09:40, 58,3 %.
//!
//! **Invariant:** no locale data of browser or server is asked, so both write the same text.

use chrono::{DateTime, Datelike as _, FixedOffset, NaiveDate, Timelike as _, Utc};

/// Vietnam's civil time: UTC+7 all year.
fn hanoi(at: DateTime<Utc>) -> Option<DateTime<FixedOffset>> {
    FixedOffset::east_opt(7 * 3600).map(|zone| at.with_timezone(&zone))
}

/// `03/10/2022`.
pub fn day(day: NaiveDate) -> String {
    format!("{:02}/{:02}/{:04}", day.day(), day.month(), day.year())
}

/// `2022-10-03`, the value of `<time datetime>` and of a date field.
pub fn iso_day(day: NaiveDate) -> String {
    format!("{:04}-{:02}-{:02}", day.year(), day.month(), day.day())
}

/// `03/10/2022 09:40` in Vietnam's time.
pub fn moment(at: DateTime<Utc>) -> String {
    match hanoi(at) {
        Some(at) => format!(
            "{} {:02}:{:02}",
            day(at.date_naive()),
            at.hour(),
            at.minute()
        ),
        None => day(at.date_naive()),
    }
}

/// `2022-10-03T09:40+07:00`, the value of `<time datetime>`.
pub fn iso_moment(at: DateTime<Utc>) -> String {
    match hanoi(at) {
        Some(at) => format!(
            "{}T{:02}:{:02}+07:00",
            iso_day(at.date_naive()),
            at.hour(),
            at.minute()
        ),
        None => iso_day(at.date_naive()),
    }
}

/// The share of `part` in `whole` to one decimal, rounded half up: `58,3 %`; a dash for a whole of 0.
pub fn share(part: i64, whole: i64) -> String {
    match permille(part, whole) {
        Some(permille) => format!("{},{} %", permille / 10, permille % 10),
        None => "–".to_owned(),
    }
}

/// The share of `part` in `whole` in thousandths, rounded half up; none for a whole of 0.
pub fn permille(part: i64, whole: i64) -> Option<i64> {
    (whole > 0).then(|| (part * 2000 + whole) / (whole * 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_day_first() {
        let third = NaiveDate::from_ymd_opt(2022, 10, 3).expect("a day");
        assert_eq!(day(third), "03/10/2022");
        assert_eq!(iso_day(third), "2022-10-03");
    }

    #[test]
    fn times_are_those_of_vietnam() {
        let at: DateTime<Utc> = "2022-10-02T18:05:59Z".parse().expect("a time");
        assert_eq!(moment(at), "03/10/2022 01:05");
        assert_eq!(iso_moment(at), "2022-10-03T01:05+07:00");
    }

    #[test]
    fn shares_have_a_decimal_comma_and_no_division_by_zero() {
        assert_eq!(share(14, 24), "58,3 %");
        assert_eq!(share(1, 3), "33,3 %");
        assert_eq!(share(2, 3), "66,7 %");
        assert_eq!(share(3, 3), "100,0 %");
        assert_eq!(share(0, 0), "–");
    }
}
