//! The days by which a task is late, and whose they are: a short table.
//!
//! **Invariants:** the parts of a column add up to its total; a task that is not late shows no table. What each
//! cause means stands in [`domain::attribution`].

use crate::i18n::{Messages, fill, format};
use domain::attribution::{Cause, Lateness, Split};
use domain::task::State;
use domain::view::TaskPage;
use leptos::prelude::*;

/// The causes of both splits, each once, in their order.
fn causes(lateness: &Lateness) -> Vec<Cause> {
    let mut causes = lateness.original.causes();
    causes.extend(lateness.current.causes());
    causes.sort();
    causes.dedup();
    causes
}

/// The days that were a lead's own.
fn own(split: &Split) -> i64 {
    let of_lead = |part: &&domain::attribution::Part| matches!(part.cause, Cause::Lead(_));
    split
        .parts
        .iter()
        .filter(of_lead)
        .map(|part| part.days)
        .sum()
}

/// The table; none where the task is not late by either deadline.
pub fn late_table(m: &'static Messages, page: &TaskPage) -> Option<AnyView> {
    let p = m.party();
    let lateness = &page.lateness;
    let causes = causes(lateness);
    if causes.is_empty() {
        return None;
    }
    let name = |cause: Cause| {
        let named = |pattern: &str, agency| {
            let name = m.agency_of(&page.agencies, agency);
            fill(pattern, &[("agency", &name)])
        };
        match cause {
            Cause::Lead(agency) => named(p.cause_lead, agency),
            Cause::Coordinating(agency) => named(p.cause_coordinating, agency),
            Cause::Decision => p.cause_decision.to_owned(),
            Cause::Suspended => p.cause_suspended.to_owned(),
            Cause::Line => p.cause_line.to_owned(),
        }
    };
    let row = |name: String, original: i64, current: i64| {
        view! {
            <tr>
                <th scope="row" class="title-col">
                    {name}
                </th>
                <td class="num-col" data-label=p.late_original>
                    {original.to_string()}
                </td>
                <td class="num-col" data-label=p.late_current>
                    {current.to_string()}
                </td>
            </tr>
        }
    };
    let rows = causes
        .into_iter()
        .map(|cause| {
            row(
                name(cause),
                lateness.original.of(cause),
                lateness.current.of(cause),
            )
        })
        .collect_view();
    let is_running = page.task.state.is_open() && page.task.state != State::Suspended;
    let running = is_running.then(|| fill(p.late_running, &[("day", &format::day(page.today))]));
    Some(
        view! {
            <h3>{p.late_title}</h3>
            <div
                class="table-wrap table-cards"
                tabindex="0"
                role="region"
                aria-label=p.late_title
            >
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">{p.late_who}</th>
                            <th scope="col" class="num-col">
                                {p.late_original}
                            </th>
                            <th scope="col" class="num-col">
                                {p.late_current}
                            </th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                    <tfoot>
                        {row(
                            p.late_gross.to_owned(),
                            lateness.original.gross(),
                            lateness.current.gross(),
                        )}
                        {row(
                            p.late_fair.to_owned(),
                            own(&lateness.original),
                            own(&lateness.current),
                        )}
                    </tfoot>
                </table>
            </div>
            <p class="muted small">{p.late_note} " " {running}</p>
        }
        .into_any(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::attribution::Part;
    use domain::id::AgencyId;

    #[test]
    fn the_rows_add_up_to_the_total() {
        let agency = |n| AgencyId(uuid::Uuid::from_u128(n));
        let part = |lead, cause, days| Part { lead, cause, days };
        let original = Split {
            parts: vec![
                part(agency(1), Cause::Lead(agency(1)), 3),
                part(agency(2), Cause::Lead(agency(2)), 2),
                part(agency(1), Cause::Decision, 4),
                part(agency(2), Cause::Decision, 1),
            ],
        };
        let lateness = Lateness {
            current: Split {
                parts: vec![part(agency(2), Cause::Line, 1)],
            },
            original,
        };
        let causes = causes(&lateness);
        let sum = |split: &Split| causes.iter().map(|cause| split.of(*cause)).sum::<i64>();
        assert_eq!(causes.len(), 4);
        assert_eq!(sum(&lateness.original), lateness.original.gross());
        assert_eq!(sum(&lateness.current), 1);
        assert_eq!((own(&lateness.original), own(&lateness.current)), (5, 0));
    }
}
