//! Deadlines and dates in words and figures, Vietnamese and English.
//!
//! A date is a deadline only behind a deadline cue ("before", "chậm nhất"); the date of a cited
//! document is not one. To add a form: a function of the shape `(text, word) -> Option<(value, next)>`.
//!
//! **Invariant:** every form looks at a bounded number of words.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::words::{Kind, Text};
use super::{Deadline, Found, Period, span};

/// A date at a word: `30/9/2022`, `30/9` (the next one, seen from `today`), `ngày 30 tháng 9 năm 2022`,
/// `30 September 2022`, `September 30, 2022`, `2022-09-30`; and the word after it.
pub(super) fn date(text: &Text, at: usize, today: Option<NaiveDate>) -> Option<(NaiveDate, usize)> {
    day_month_name(text, at, today)
        .or_else(|| month_name_day(text, at, today))
        .or_else(|| vietnamese_words(text, at, today))
        .or_else(|| figures(text, at, today))
}

fn whole(text: &Text, at: usize) -> Option<i32> {
    i32::try_from(text.number(at)?).ok()
}

fn year_at(text: &Text, at: usize) -> Option<i32> {
    whole(text, at).filter(|year| (1990..2100).contains(year))
}

fn make(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day)
}

/// How long ago a day without a year may be at most; else the next year's is meant. In days.
const AGO: i64 = 150;
/// The same for a month or quarter without a year, which is as often one that has passed.
const MONTHS_AGO: i64 = 270;

/// A day of the year of `today`, or of the next where it is long gone: "15 January", said in November.
fn yearless(today: NaiveDate, month: u32, day: u32) -> Option<NaiveDate> {
    let date = make(today.year(), month, day)?;
    if today.signed_duration_since(date).num_days() > AGO {
        return make(today.year() + 1, month, day);
    }
    Some(date)
}

fn figures(text: &Text, at: usize, today: Option<NaiveDate>) -> Option<(NaiveDate, usize)> {
    let first = text.number(at)?;
    let tight = |at: usize| text.gap(at).len() <= 1;
    if !text.is_mark(at + 1, &['/', '-', '.']) || !tight(at) {
        return None;
    }
    let second = text.number(at + 2)?;
    let same = text.kind(at + 1) == text.kind(at + 3);
    if let Some(first_year) = year_at(text, at)
        && same
    {
        return Some((make(first_year, second, text.number(at + 4)?)?, at + 5));
    }
    if same && let Some(full) = year_at(text, at + 4) {
        return Some((make(full, second, first)?, at + 5));
    }
    if text.is_mark(at + 1, &['/']) && !same {
        return Some((yearless(today?, second, first)?, at + 3));
    }
    None
}

fn vietnamese_words(
    text: &Text,
    at: usize,
    today: Option<NaiveDate>,
) -> Option<(NaiveDate, usize)> {
    let day = text.number(at)?;
    if text.bare(at + 1) != "thang" {
        return None;
    }
    let month = text.number(at + 2)?;
    if text.bare(at + 3) == "nam"
        && let Some(full) = year_at(text, at + 4)
    {
        return Some((make(full, month, day)?, at + 5));
    }
    if text.is_mark(at + 3, &['/'])
        && let Some(full) = year_at(text, at + 4)
    {
        return Some((make(full, month, day)?, at + 5));
    }
    Some((yearless(today?, month, day)?, at + 3))
}

fn month_name(word: &str) -> Option<u32> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let found = NAMES.iter().position(|name| {
        *name == word
            || (word.len() == 3 && name.starts_with(word))
            || (word == "sept" && name.starts_with(word))
    })?;
    u32::try_from(found + 1).ok()
}

/// Skips "th", "st", "nd", "rd", a comma, "of".
fn skip_small(text: &Text, at: usize) -> usize {
    let ordinal = usize::from(matches!(text.bare(at), "th" | "st" | "nd" | "rd"));
    let comma =
        usize::from(text.is_mark(at + ordinal, &[',', '.']) || text.bare(at + ordinal) == "of");
    at + ordinal + comma
}

fn day_month_name(text: &Text, at: usize, today: Option<NaiveDate>) -> Option<(NaiveDate, usize)> {
    let day = text.number(at)?;
    let month_at = skip_small(text, at + 1);
    let month = month_name(text.bare(month_at))?;
    let year_word = skip_small(text, month_at + 1);
    match year_at(text, year_word) {
        Some(full) => Some((make(full, month, day)?, year_word + 1)),
        None => Some((yearless(today?, month, day)?, month_at + 1)),
    }
}

fn month_name_day(text: &Text, at: usize, today: Option<NaiveDate>) -> Option<(NaiveDate, usize)> {
    let month = month_name(text.bare(at))?;
    let day = text.number(at + 1)?;
    let year_word = skip_small(text, at + 2);
    match year_at(text, year_word) {
        Some(full) => Some((make(full, month, day)?, year_word + 1)),
        None => Some((yearless(today?, month, day)?, at + 2)),
    }
}

fn last_of_month(year: i32, month: u32) -> Option<NaiveDate> {
    let next = if month == 12 {
        make(year + 1, 1, 1)
    } else {
        make(year, month + 1, 1)
    };
    next?.checked_sub_days(Days::new(1))
}

/// A span of time named as a whole, by its last day: `tháng 9/2022`, `quý IV/2022`,
/// `cuối năm 2022`, `Quarter IV/2022`, `the fourth quarter of 2022`, `September 2022`, `this month`.
fn period_end(text: &Text, at: usize, today: Option<NaiveDate>) -> Option<(NaiveDate, usize)> {
    // The last day of a month of the year that stands behind it, else of this one or the next.
    let last_day = |month: u32, at: usize| {
        let skip = usize::from(
            text.is_mark(at, &['/', ',', '-']) || matches!(text.bare(at), "of" | "nam" | "year"),
        );
        if let Some(full) = year_at(text, at + skip) {
            return Some((last_of_month(full, month)?, at + skip + 1));
        }
        let today = today?;
        let date = last_of_month(today.year(), month)?;
        if today.signed_duration_since(date).num_days() > MONTHS_AGO {
            return Some((last_of_month(today.year() + 1, month)?, at));
        }
        Some((date, at))
    };
    let quarter = |word: &str| match word {
        "i" | "1" | "q1" | "first" => Some(1),
        "ii" | "2" | "q2" | "second" => Some(2),
        "iii" | "3" | "q3" | "third" => Some(3),
        "iv" | "4" | "q4" | "fourth" => Some(4),
        _ => None,
    };
    let word = text.bare(at);
    if let Some(found) = today.and_then(|today| current(text, at, today)) {
        return Some(found);
    }
    if matches!(word, "quy" | "quarter") {
        return last_day(quarter(text.bare(at + 1))? * 3, at + 2);
    }
    if text.bare(at + 1) == "quarter" {
        return last_day(quarter(word)? * 3, at + 2);
    }
    if word.starts_with('q') && word.len() == 2 {
        return last_day(quarter(word)? * 3, at + 1);
    }
    if word == "thang" {
        return last_day(text.number(at + 1)?, at + 2);
    }
    if let Some(month) = month_name(word) {
        return last_day(month, at + 1);
    }
    if matches!(word, "nam" | "year")
        && let Some(full) = year_at(text, at + 1)
    {
        return Some((make(full, 12, 31)?, at + 2));
    }
    year_at(text, at).and_then(|full| Some((make(full, 12, 31)?, at + 1)))
}

/// The last day of the week, month, quarter or year that is running or comes next: "this month", "the end of
/// the year", "cuối tháng này", "tuần tới".
fn current(text: &Text, at: usize, today: NaiveDate) -> Option<(NaiveDate, usize)> {
    let pointed = matches!(text.bare(at), "this" | "next" | "current" | "coming");
    let unit = at + usize::from(pointed);
    let behind = match text.bare(unit + 1) {
        "nay" => Some(0),
        "toi" | "sau" => Some(1),
        _ => None,
    };
    let ends = (at.saturating_sub(3)..at).any(|at| matches!(text.bare(at), "end" | "cuoi" | "het"));
    let ahead = u32::from(text.bare(at) == "next" || behind == Some(1));
    let dated = text.number(unit + 1).is_some() || text.is_mark(unit + 1, &['/']);
    if dated || !(pointed || behind.is_some() || ends) {
        return None;
    }
    let end = unit + 1 + usize::from(behind.is_some());
    let years = i32::try_from(ahead).ok()?;
    let date = match text.bare(unit) {
        "week" | "tuan" => {
            let week = today.week(Weekday::Mon).checked_last_day()?;
            week.checked_add_days(Days::new(u64::from(ahead) * 7))?
        }
        "month" | "thang" => {
            let month = today.month0() + ahead;
            let turn = i32::from(month > 11);
            last_of_month(today.year() + turn, month % 12 + 1)?
        }
        "quarter" | "quy" => {
            let quarter = today.month0() / 3 + ahead;
            let turn = i32::from(quarter > 3);
            last_of_month(today.year() + turn, quarter % 4 * 3 + 3)?
        }
        "year" | "nam" => make(today.year() + years, 12, 31)?,
        _ => return None,
    };
    Some((date, end))
}

/// "by Friday": the next one.
fn weekday(text: &Text, at: usize, today: Option<NaiveDate>) -> Option<(NaiveDate, usize)> {
    let at = at + usize::from(matches!(text.bare(at), "this" | "next" | "coming"));
    let wanted = weekday_name(text.bare(at))?;
    let date = (1..=7).find_map(|days| {
        let date = today?.checked_add_days(Days::new(days))?;
        (date.weekday() == wanted).then_some(date)
    })?;
    Some((date, at + 1))
}

fn weekday_name(word: &str) -> Option<Weekday> {
    Some(match word {
        "monday" => Weekday::Mon,
        "tuesday" => Weekday::Tue,
        "wednesday" => Weekday::Wed,
        "thursday" => Weekday::Thu,
        "friday" => Weekday::Fri,
        "saturday" => Weekday::Sat,
        "sunday" => Weekday::Sun,
        _ => return None,
    })
}

/// How strongly the words before a date make it a deadline: the word where the date begins.
fn cue(text: &Text, at: usize) -> Option<usize> {
    let words: &[&[&str]] = &[
        &["khong", "muon", "hon"],
        &["khong", "qua"],
        &["muon", "nhat"],
        &["cham", "nhat"],
        &["den", "het"],
        &["het"],
        &["truoc"],
        &["thoi", "han"],
        &["han"],
        &["xong"],
        &["hoan", "thanh"],
        &["thoi", "gian"],
        &["cuoi"],
        &["trong"],
        &["no", "later", "than"],
        &["not", "later", "than"],
        &["on", "or", "before"],
        &["by", "the", "end", "of"],
        &["end", "of"],
        &["before"],
        &["by"],
        &["until"],
        &["prior", "to"],
        &["due"],
        &["deadline"],
        &["completed"],
        &["within"],
        &["in"],
        &["during"],
    ];
    let found = words.iter().find(|phrase| {
        phrase
            .iter()
            .enumerate()
            .all(|(n, word)| text.bare(at + n) == *word)
    })?;
    Some(at + found.len())
}

/// Light words between a cue and its date, an hour and a day of the week among them.
fn skip_light(text: &Text, mut at: usize) -> usize {
    for _ in 0..6 {
        if text.number(at).is_some_and(|hour| hour <= 24) {
            // "17:00 on", "17h00 ngày", "17 giờ 30 ngày".
            let next = text.bare(at + 1);
            let hour = text.is_mark(at + 1, &[':']) && text.number(at + 2).is_some();
            let short = next.strip_prefix('h').is_some_and(|rest| {
                rest.len() <= 2 && rest.bytes().all(|byte| byte.is_ascii_digit())
            });
            if hour {
                at += 3;
            } else if short {
                at += 2;
            } else if next == "gio" {
                at += 2 + usize::from(text.number(at + 2).is_some());
            } else {
                break;
            }
            continue;
        }
        // "Friday 25 August", "thứ Sáu, ngày 25/8".
        let named = weekday_name(text.bare(at)).map(|_| at + 1);
        let named = named.or_else(|| (text.bare(at) == "thu").then_some(at + 2));
        if let Some(next) = named {
            let next = next + usize::from(text.is_mark(next, &[',']));
            let goes_on = text.number(next).is_some()
                || matches!(text.bare(next), "ngay" | "the" | "of")
                || month_name(text.bare(next)).is_some();
            if !goes_on {
                break;
            }
            at = next;
            continue;
        }
        let light = text.is_mark(at, &[':', '(', '['])
            || matches!(
                text.bare(at),
                "ngay"
                    | "the"
                    | "date"
                    | "is"
                    | "la"
                    | "vao"
                    | "truoc"
                    | "den"
                    | "before"
                    | "by"
                    | "of"
                    | "end"
                    | "cuoi"
                    | "het"
                    | "on"
                    | "day"
                    | "trong"
                    | "in"
                    | "cham"
                    | "nhat"
                    | "muon"
                    | "vong"
                    | "thoi"
                    | "han"
                    | "gian"
                    | "hoan"
                    | "thanh"
                    | "toi"
                    | "gio"
            );
        if !light {
            break;
        }
        at += 1;
    }
    at
}

/// The first deadline among the words `from..to`, best kind first: date, days, period, urgency.
pub(super) fn find(
    text: &Text,
    from: usize,
    to: usize,
    today: Option<NaiveDate>,
) -> Option<Found<Deadline>> {
    let mut best: Option<(u8, Found<Deadline>)> = None;
    let mut at = from;
    while at < to {
        let found = dated(text, at, today)
            .map(|(value, end, confidence)| (0, value, end, confidence))
            .or_else(|| days(text, at).map(|(value, end)| (1, value, end, 90)))
            .or_else(|| periodic(text, at, from).map(|(value, end)| (2, value, end, 80)))
            .or_else(|| urgent(text, at).map(|(value, end)| (3, value, end, 60)));
        match found {
            Some((rank, value, end, confidence)) if end <= to => {
                if best.as_ref().is_none_or(|(other, _)| rank < *other)
                    && let Some(span) = span(text, at..end)
                {
                    best = Some((
                        rank,
                        Found {
                            value,
                            span,
                            confidence,
                        },
                    ));
                }
                at = end.max(at + 1);
            }
            _ => at += 1,
        }
    }
    best.map(|(_, found)| found)
}

/// A date that stands under a deadline label without a cue of its own.
pub(super) fn plain(
    text: &Text,
    from: usize,
    to: usize,
    today: Option<NaiveDate>,
) -> Option<Found<Deadline>> {
    (from..to.min(from + 8)).find_map(|at| {
        let (date, end) = date(text, at, today).or_else(|| {
            let whole = text.bare(at) != "nam" && text.kind(at) == Kind::Letters;
            if whole {
                period_end(text, at, today)
            } else {
                None
            }
        })?;
        Some(Found {
            value: Deadline::On { date },
            span: span(text, at..end)?,
            confidence: 90,
        })
    })
}

/// A date behind a dash or in a bracket at the end of a clause: "… test kits - 30 November 2022".
pub(super) fn trailing(
    text: &Text,
    from: usize,
    to: usize,
    today: Option<NaiveDate>,
) -> Option<Found<Deadline>> {
    let first = from.max(to.saturating_sub(9));
    (first..to).find_map(|at| {
        let spaced = !text.gap(at).is_empty() && text.is_mark(at, &['-', '–', '—']);
        if !(spaced || text.is_mark(at, &['('])) {
            return None;
        }
        let (date, end) = date(text, at + 1, today)?;
        let last = (end..to).all(|at| text.is_mark(at, &[')', '.', ';', ',']));
        let passed = today.is_some_and(|today| date < today);
        Some(Found {
            value: Deadline::On { date },
            span: span(text, at + 1..end)?,
            confidence: 75,
        })
        .filter(|_| last && !passed)
    })
}

/// The word after recurring work's period, where a clause begins with one ("hằng năm sơ kết").
pub(super) fn leading(text: &Text, at: usize) -> Option<usize> {
    let (_, end) = periodic(text, at, at)?;
    let once =
        text.bare(end + 1) == "lan" && (text.bare(end) == "mot" || text.number(end).is_some());
    Some(end + if once { 2 } else { 0 })
}

fn dated(text: &Text, at: usize, today: Option<NaiveDate>) -> Option<(Deadline, usize, u8)> {
    if text.kind(at) != Kind::Letters {
        return None;
    }
    let (date, end, confidence) = dated_on(text, at, today)?;
    // "trước ngày 15/12 hằng năm" comes back; a day before the issue is told, not set.
    if let Some((every, end)) = periodic(text, end, end) {
        return Some((every, end, 85));
    }
    let passed = today.is_some_and(|today| date < today);
    (!passed).then_some((Deadline::On { date }, end, confidence))
}

fn dated_on(text: &Text, at: usize, today: Option<NaiveDate>) -> Option<(NaiveDate, usize, u8)> {
    if let Some((date, end)) = range_end(text, at, today) {
        return Some((date, end, 80));
    }
    let after = cue(text, at)?;
    let start = skip_light(text, after);
    // "in" and "trong" date an event as often as they set a term: only whole periods follow them.
    let weak = matches!(text.bare(at), "in" | "trong" | "during" | "within");
    if !weak && let Some((date, end)) = date(text, start, today) {
        let span_of_time = text.bare(at.wrapping_sub(1)) == "from";
        return (!span_of_time).then_some((date, end, 95));
    }
    if !weak && let Some((date, end)) = weekday(text, start, today) {
        return Some((date, end, 80));
    }
    let (date, end) = period_end(text, start, today)?;
    let bare_year = text.kind(start) == Kind::Number && !matches!(text.bare(at), "end" | "cuoi");
    if bare_year && (weak || start == after) && text.bare(after.wrapping_sub(1)) != "of" {
        return (text.bare(at) == "by").then_some((date, end, 70));
    }
    Some((date, end, if weak { 65 } else { 85 }))
}

/// The last day of "từ ngày 01/4 đến ngày 30/6/2023", "from 1 April to 30 June 2023".
fn range_end(text: &Text, at: usize, today: Option<NaiveDate>) -> Option<(NaiveDate, usize)> {
    if !matches!(text.bare(at), "tu" | "from") {
        return None;
    }
    // The first day often has no year of its own; which one does not matter here.
    let (_, between) = date(text, skip_light(text, at + 1), today.or(make(2000, 1, 1)))?;
    let to =
        text.is_mark(between, &['-', '–']) || matches!(text.bare(between), "den" | "to" | "until");
    let last = skip_light(text, between + 1);
    date(text, last, today).filter(|_| to)
}

fn count(text: &Text, at: usize) -> Option<(u32, usize)> {
    const WORDS: &[(&str, u32)] = &[
        ("one", 1),
        ("two", 2),
        ("three", 3),
        ("five", 5),
        ("seven", 7),
        ("ten", 10),
        ("fifteen", 15),
        ("twenty", 20),
        ("thirty", 30),
        ("mot", 1),
        ("hai", 2),
        ("nam", 5),
        ("bay", 7),
        ("muoi", 10),
        ("four", 4),
        ("six", 6),
        ("a", 1),
    ];
    let value = text.number(at).or_else(|| {
        WORDS
            .iter()
            .find(|(word, _)| *word == text.bare(at))
            .map(|&(_, n)| n)
    })?;
    // "10 (ten)" and "ten (10)".
    let end = if text.is_mark(at + 1, &['(']) && text.is_mark(at + 3, &[')']) {
        at + 4
    } else {
        at + 1
    };
    Some((value, end))
}

fn days(text: &Text, at: usize) -> Option<(Deadline, usize)> {
    let behind_cue = match text.bare(at) {
        "within" | "trong" => skip_light(text, at + 1),
        "cham" | "muon" if text.bare(at + 1) == "nhat" => skip_light(text, at + 2),
        "khong" if text.bare(at + 1) == "qua" => at + 2,
        "no" | "not" if matches!(text.bare(at + 1), "later" | "more") => at + 3,
        "toi" if text.bare(at + 1) == "da" => at + 2,
        "in" if text.number(at + 1).is_some() || matches!(text.bare(at + 1), "the") => at + 1,
        "thoi" if text.bare(at + 1) == "han" => skip_light(text, at + 2),
        _ => return None,
    };
    let mut first = behind_cue;
    for _ in 0..2 {
        first += usize::from(matches!(
            text.bare(first),
            "the" | "next" | "coming" | "vong" | "sau"
        ));
    }
    let (amount, unit) = count(text, first)?;
    // "in the 10 days before": only days to come.
    if text.bare(at) == "in" && (first == at + 1) != (text.bare(unit + 1) == "time") {
        return None;
    }
    if amount == 0 || amount > 3650 {
        return None;
    }
    let working = text.bare(unit) == "working" || text.bare(unit) == "business";
    let unit = unit + usize::from(working || text.bare(unit) == "calendar");
    match text.bare(unit) {
        "day" | "days" if working => Some((Deadline::WorkingDays { days: amount }, unit + 1)),
        "ngay" if text.bare(unit + 1) == "lam" && text.bare(unit + 2) == "viec" => {
            Some((Deadline::WorkingDays { days: amount }, unit + 3))
        }
        "day" | "days" | "ngay" => Some((Deadline::Days { days: amount }, unit + 1)),
        "week" | "weeks" | "tuan" => Some((Deadline::Days { days: amount * 7 }, unit + 1)),
        "month" | "months" | "thang" if amount <= 36 => {
            Some((Deadline::Days { days: amount * 30 }, unit + 1))
        }
        "hours" | "gio" => Some((
            Deadline::Days {
                days: amount.div_ceil(24),
            },
            unit + 1,
        )),
        _ => None,
    }
}

fn period(word: &str) -> Option<Period> {
    Some(match word {
        "ngay" | "day" | "daily" => Period::Day,
        "tuan" | "week" | "weekly" => Period::Week,
        "thang" | "month" | "monthly" => Period::Month,
        "quy" | "quarter" | "quarterly" => Period::Quarter,
        "nam" | "year" | "annually" | "yearly" => Period::Year,
        _ => return None,
    })
}

/// "hằng năm", "every quarter", "định kỳ 6 tháng", "monthly". As an adjective ("annual results",
/// "kết quả hằng năm") it is no term, so it counts only at an edge of a clause or behind "định kỳ".
fn periodic(text: &Text, at: usize, from: usize) -> Option<(Deadline, usize)> {
    let word = text.bare(at);
    let fixed = matches!(word, "dinh") && text.bare(at + 1) == "ky";
    let start = if fixed { at + 2 } else { at };
    let half = |at: usize| {
        text.number(at) == Some(6) && matches!(text.bare(at + 1), "thang" | "months" | "month")
    };
    let word = text.bare(start);
    let (every, end) = match word {
        // "khách hàng", "ngân hàng", "cửa hàng" are nouns.
        "hang"
            if matches!(
                text.bare(start.wrapping_sub(1)),
                "khach" | "ngan" | "cua" | "mat"
            ) =>
        {
            return None;
        }
        "hang" | "moi" => (period(text.bare(start + 1))?, start + 2),
        "every" | "each" | "per" if half(start + 1) => (Period::HalfYear, start + 3),
        "every"
            if matches!(text.bare(start + 1), "three" | "3")
                && text.bare(start + 2) == "months" =>
        {
            (Period::Quarter, start + 3)
        }
        // "một lần/tháng", "6 tháng một lần".
        "lan" if text.is_mark(start + 1, &['/']) => (period(text.bare(start + 2))?, start + 3),
        "mot" if text.bare(start + 2) == "mot" && text.bare(start + 3) == "lan" => {
            (period(text.bare(start + 1))?, start + 4)
        }
        "monthly" | "weekly" | "quarterly" | "daily"
            if matches!(
                text.bare(start.wrapping_sub(1)),
                "a" | "the" | "its" | "their" | "his" | "our"
            ) && text.bare(start + 1) != "basis" =>
        {
            return None;
        }
        "every" | "each" | "per" if matches!(text.bare(start + 1), "six") => {
            (Period::HalfYear, start + 3)
        }
        "every" | "each" | "per" => (period(text.bare(start + 1))?, start + 2),
        // "at least one report a week", not "within a week".
        "a" if (start.saturating_sub(4).max(from)..start)
            .any(|at| matches!(text.bare(at), "once" | "twice" | "one" | "two" | "least")) =>
        {
            (period(text.bare(start + 1))?, start + 2)
        }
        "biannually" => (Period::HalfYear, start + 1),
        "annually" | "yearly" | "monthly" | "weekly" | "quarterly" | "daily" => {
            (period(word)?, start + 1)
        }
        _ if half(start) && text.bare(start + 2) == "mot" && text.bare(start + 3) == "lan" => {
            (Period::HalfYear, start + 4)
        }
        _ if fixed && half(start) => (Period::HalfYear, start + 2),
        _ if fixed => (period(word)?, start + 1),
        _ => return None,
    };
    let opens = text.kind(start.wrapping_sub(1)) == Kind::Number
        || text.bare(start) == "lan"
        || start <= from + 3
        || text.is_mark(start.wrapping_sub(1), &[',', ';', ':', '(', '.']);
    let closes = text.is_mark(end, &[',', ';', '.', ')', '/', '('])
        || matches!(text.kind(end), Kind::Break)
        || matches!(text.bare(end), "bao" | "to" | "and" | "va" | "ve")
        || text.bare(end.wrapping_sub(1)) == "lan"
        || matches!(text.bare(end + 1), "lan" | "buoi" | "ky");
    let english = matches!(
        word,
        "every" | "each" | "a" | "annually" | "monthly" | "quarterly" | "weekly"
    );
    (fixed || opens || closes || english).then_some((Deadline::Every { period: every }, end))
}

fn urgent(text: &Text, at: usize) -> Option<(Deadline, usize)> {
    let length = match text.bare(at) {
        "urgently" | "immediately" | "promptly" => 1,
        "khan" if matches!(text.bare(at + 1), "truong" | "cap") => 2,
        "lap" if text.bare(at + 1) == "tuc" => 2,
        "at" if text.bare(at + 1) == "once" => 2,
        "without" if text.bare(at + 1) == "delay" => 2,
        "as" if text.bare(at + 1) == "soon" && text.bare(at + 3) == "possible" => 4,
        "ngay" if text.bare(at + 1) == "lap" && text.bare(at + 2) == "tuc" => 3,
        _ => return None,
    };
    Some((Deadline::Urgent, at + length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(source: &str) -> Option<Deadline> {
        let text = Text::new(source);
        find(
            &text,
            0,
            text.words.len(),
            NaiveDate::from_ymd_opt(2022, 9, 14),
        )
        .map(|found| found.value)
    }

    fn on(year: i32, month: u32, day: u32) -> Option<Deadline> {
        Some(Deadline::On {
            date: NaiveDate::from_ymd_opt(year, month, day)?,
        })
    }

    #[test]
    fn deadlines_in_words_and_figures() {
        let table: &[(&str, Option<Deadline>)] = &[
            ("hoàn thành trước ngày 30/9/2022", on(2022, 9, 30)),
            ("xong trước 30/9", on(2022, 9, 30)),
            ("submit before 30 September 2022.", on(2022, 9, 30)),
            ("report by September 30, 2022", on(2022, 9, 30)),
            ("no later than the 15th of October 2022", on(2022, 10, 15)),
            ("chậm nhất ngày 05 tháng 10 năm 2022", on(2022, 10, 5)),
            ("trong tháng 10/2022", on(2022, 10, 31)),
            ("hoàn thành trong quý IV/2022", on(2022, 12, 31)),
            ("complete in Quarter IV/2022", on(2022, 12, 31)),
            ("by the end of the third quarter of 2023", on(2023, 9, 30)),
            ("trước cuối năm 2022", on(2022, 12, 31)),
            (
                "within 10 working days",
                Some(Deadline::WorkingDays { days: 10 }),
            ),
            (
                "within ten (10) working days",
                Some(Deadline::WorkingDays { days: 10 }),
            ),
            (
                "trong 15 ngày kể từ ngày nhận",
                Some(Deadline::Days { days: 15 }),
            ),
            (
                "trong thời hạn 05 ngày làm việc",
                Some(Deadline::WorkingDays { days: 5 }),
            ),
            ("trong vòng 02 tuần", Some(Deadline::Days { days: 14 })),
            (
                "Hằng năm, tổ chức",
                Some(Deadline::Every {
                    period: Period::Year,
                }),
            ),
            (
                "hàng quý báo cáo",
                Some(Deadline::Every {
                    period: Period::Quarter,
                }),
            ),
            (
                "Every year, the committee",
                Some(Deadline::Every {
                    period: Period::Year,
                }),
            ),
            (
                "định kỳ 6 tháng báo cáo",
                Some(Deadline::Every {
                    period: Period::HalfYear,
                }),
            ),
            (
                "report quarterly",
                Some(Deadline::Every {
                    period: Period::Quarter,
                }),
            ),
            ("urgently advise on", Some(Deadline::Urgent)),
            ("Khẩn trương rà soát", Some(Deadline::Urgent)),
            ("for evaluating annual work results", None),
            ("Công văn số 12 ngày 14/9/2022", None),
            ("Official Dispatch dated September 14, 2022", None),
            ("in 27 border communes", None),
            ("In the immediate future, advise", None),
            ("trước ngày 31/02/2022", None),
            ("khách hàng năm nay", None),
        ];
        for (source, deadline) in table {
            assert_eq!(&first(source), deadline, "{source}");
        }
    }
}
