//! The filter bar of the list of tasks, and the filters in force.
//!
//! **Invariants:** a filter in force is always on the page, as a chip to remove it and as a field of the form, so
//! that filtering by something else keeps it; agencies, communes and documents to choose from come only when
//! asked for. To add a filter: its control in [`filter_bar`], its chip in [`chips`].

use super::filter::{active, address, address_with_all, parameters};
use super::table::Column;
use crate::i18n::{Messages, fill, format};
use crate::saved::section::saved_forms;
use crate::ui::icon;
use chrono::NaiveDate;
use domain::overview::{TaskColumn, TaskGroup, TaskView};
use domain::saved::SavedViews;
use domain::task::State;
use domain::timeliness::Timeliness;
use domain::view::{ChosenNames, FilterChoices, TaskFilter, TaskSort};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::params::ParamsMap;
use wasm_bindgen::JsCast as _;

/// The form that filters; with `choices`, by everything; and the forms that keep the filter.
pub fn filter_bar(
    m: &'static Messages,
    filter: &TaskFilter,
    choices: Option<&FilterChoices>,
    saved: Option<&SavedViews>,
    on_filter: Callback<ParamsMap>,
) -> AnyView {
    let count = active(filter);
    let in_use = (count > 0).then(|| {
        let text = fill(m.filters_active, &[("n", &count.to_string())]);
        view! { <span class="count">{text}</span> }
    });
    let mut selects = vec![state_select(m, filter), timeliness_select(m, filter)];
    if let Some(choices) = choices {
        selects.extend(all_selects(m, filter, choices));
        let o = crate::overview::messages::messages(m.language);
        selects.push(day_field("due_from", o.due_from, filter.due_from));
        selects.push(day_field("due_to", o.due_to, filter.due_to));
        if filter.view == TaskView::Table {
            selects.push(group_select(m, filter));
            selects.push(column_choice(m, filter));
        }
    }
    selects.push(order_select(m, filter));
    let more = choices.is_none().then(|| {
        let first_page = TaskFilter {
            after: None,
            ..filter.clone()
        };
        view! {
            <a class="btn btn-quiet" href=address_with_all(&first_page)>
                {m.more_filters}
            </a>
        }
    });
    let text = filter.text.clone().unwrap_or_default();
    let is_kept = saved.is_some_and(|saved| saved.kept.is_some());
    let is_open = count != 0 || choices.is_some() || is_kept;
    view! {
        <details class="filters disclosure" open=is_open>
            <summary>{icon("filter")}{m.filters}" "{in_use}</summary>
            <form
                class="filter-form"
                method="get"
                action="/tasks"
                role="search"
                aria-label=m.filter_tasks
                on:submit=move |event| {
                    if let Some(query) = filled(&event) {
                        event.prevent_default();
                        on_filter.run(query);
                    }
                }
            >
                <div class="field field-wide">
                    <label class="label" for="f-text">
                        {m.keyword}
                    </label>
                    <input
                        class="input"
                        type="search"
                        id="f-text"
                        name="text"
                        maxlength="300"
                        autocomplete="off"
                        value=text.clone()
                        prop:value=text
                    />
                </div>
                {selects}
                {kept_fields(filter, choices.is_some())}
                <div class="form-actions">
                    <button class="btn btn-primary">{m.apply_filters}</button>
                    {more}
                    <a class="btn btn-quiet" href="/tasks">
                        {m.drop_filters}
                    </a>
                </div>
            </form>
            {saved.and_then(|saved| saved_forms(m, filter, saved))}
        </details>
    }
    .into_any()
}

/// The filters in force that have no control of their own in the form.
fn kept_fields(filter: &TaskFilter, has_all: bool) -> AnyView {
    let has_table = has_all && filter.view == TaskView::Table;
    parameters(filter)
        .into_iter()
        .filter(|(name, _)| match *name {
            "bucket" | "view" | "month" => true,
            "group" | "column" => !has_table,
            "agency" | "area" | "directive" | "due_from" | "due_to" => !has_all,
            _ => false,
        })
        .map(|(name, value)| {
            view! { <input type="hidden" name=name value=value.clone() prop:value=value /> }
        })
        .collect_view()
        .into_any()
}

fn state_select(m: &'static Messages, filter: &TaskFilter) -> AnyView {
    let states = State::ALL
        .iter()
        .map(|&state| (state.to_string(), m.state(state).to_owned()))
        .collect();
    let chosen = filter.state.map(|state| state.to_string());
    filter_select("state", m.state, m.any_state, states, chosen)
}

fn timeliness_select(m: &'static Messages, filter: &TaskFilter) -> AnyView {
    let timeliness = Timeliness::ALL
        .iter()
        .map(|&value| (value.to_string(), m.timeliness(value).to_owned()))
        .collect();
    let chosen = filter.timeliness.map(|value| value.to_string());
    filter_select(
        "timeliness",
        m.timeliness,
        m.any_timeliness,
        timeliness,
        chosen,
    )
}

fn order_select(m: &'static Messages, filter: &TaskFilter) -> AnyView {
    let default = TaskSort::default();
    let orders = TaskSort::ALL
        .iter()
        .filter(|&&sort| sort != default)
        .map(|&sort| (sort.to_string(), m.task_sort(sort).to_owned()))
        .collect();
    let chosen = (filter.sort != default).then(|| filter.sort.to_string());
    filter_select("sort", m.sorted_by, m.task_sort(default), orders, chosen)
}

/// What is chosen among agencies, communes and documents.
fn all_selects(m: &'static Messages, filter: &TaskFilter, choices: &FilterChoices) -> [AnyView; 3] {
    let agencies = choices
        .agencies
        .iter()
        .map(|agency| (agency.id.to_string(), m.agency(agency).to_owned()))
        .collect();
    let areas = choices
        .areas
        .iter()
        .map(|(code, vi, en)| (code.clone(), m.pick(vi, en).to_owned()))
        .collect();
    let directives = choices
        .directives
        .iter()
        .map(|(id, reference)| (id.to_string(), reference.clone()))
        .collect();
    let agency = filter.agency.map(|agency| agency.to_string());
    let directive = filter.directive.map(|directive| directive.to_string());
    [
        filter_select("agency", m.lead, m.any_agency, agencies, agency),
        filter_select("area", m.area, m.any_area, areas, filter.area.clone()),
        filter_select(
            "directive",
            m.directive,
            m.any_directive,
            directives,
            directive,
        ),
    ]
}

/// What the filter bar was filled with.
fn filled(event: &SubmitEvent) -> Option<ParamsMap> {
    let form = event.target()?.dyn_into().ok()?;
    let fields = web_sys::FormData::new_with_form(&form).ok()?;
    let names = [
        "text",
        "state",
        "timeliness",
        "bucket",
        "agency",
        "area",
        "directive",
        "sort",
        "due_from",
        "due_to",
        "view",
        "month",
        "group",
    ];
    let columns = fields.get_all("column");
    let columns = columns.iter().filter_map(|column| column.as_string());
    let query = names
        .into_iter()
        .filter_map(|name| fields.get(name).as_string().map(|value| (name, value)))
        .chain(columns.map(|column| ("column", column)))
        .collect();
    Some(query)
}

/// One condition: a first entry for none, then the choices. A value in force that is not among them (an old
/// agency, say) is kept as it is, so that filtering again does not drop it.
fn filter_select(
    name: &'static str,
    label: &'static str,
    none: &'static str,
    mut choices: Vec<(String, String)>,
    chosen: Option<String>,
) -> AnyView {
    let chosen = chosen.unwrap_or_default();
    let is_known = choices.iter().any(|(value, _)| *value == chosen);
    if !chosen.is_empty() && !is_known {
        choices.push((chosen.clone(), chosen.clone()));
    }
    let id = format!("f-{name}");
    let options = choices
        .into_iter()
        .map(|(value, text)| {
            let is_chosen = value == chosen;
            view! {
                <option value=value selected=is_chosen>
                    {text}
                </option>
            }
        })
        .collect_view();
    view! {
        <div class="field">
            <label class="label" for=id.clone()>
                {label}
            </label>
            <select class="input" id=id.clone() name=name prop:value=chosen.clone()>
                <option value="">{none}</option>
                {options}
            </select>
        </div>
    }
    .into_any()
}

fn group_select(m: &'static Messages, filter: &TaskFilter) -> AnyView {
    let o = crate::overview::messages::messages(m.language);
    let groups = TaskGroup::ALL
        .iter()
        .map(|&group| (group.to_string(), group_name(m, group).to_owned()))
        .collect();
    let chosen = filter.group.map(|group| group.to_string());
    filter_select("group", o.group_by, o.no_group, groups, chosen)
}

fn group_name(m: &Messages, group: TaskGroup) -> &'static str {
    match group {
        TaskGroup::Lead => m.lead,
        TaskGroup::State => m.state,
        TaskGroup::Directive => m.directive,
        TaskGroup::Area => m.area,
    }
}

/// Which columns the table has; all of them are ticked where none is chosen.
fn column_choice(m: &'static Messages, filter: &TaskFilter) -> AnyView {
    let o = crate::overview::messages::messages(m.language);
    let boxes = TaskColumn::ALL
        .iter()
        .map(|&column| {
            let is_shown = filter.columns.is_empty() || filter.columns.contains(&column);
            view! {
                <label class="choice">
                    <input
                        type="checkbox"
                        name="column"
                        value=column.as_str()
                        checked=is_shown
                        prop:checked=is_shown
                    />
                    <span>{Column::from(column).heading(m)}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="field field-wide column-choice">
            <legend class="label">{o.columns}</legend>
            {boxes}
        </fieldset>
    }
    .into_any()
}

/// One bound of the deadline.
fn day_field(name: &'static str, label: &'static str, day: Option<NaiveDate>) -> AnyView {
    let id = format!("f-{name}");
    let value = day.map(format::iso_day).unwrap_or_default();
    view! {
        <div class="field">
            <label class="label" for=id.clone()>
                {label}
            </label>
            <input
                class="input"
                type="date"
                id=id
                name=name
                value=value.clone()
                prop:value=value
            />
        </div>
    }
    .into_any()
}

/// The conditions in force, each a link to the list without it.
pub fn chips(m: &'static Messages, filter: &TaskFilter, names: &ChosenNames) -> Option<AnyView> {
    let filter = TaskFilter {
        after: None,
        ..filter.clone()
    };
    let without = |change: fn(&mut TaskFilter)| {
        let mut rest = filter.clone();
        change(&mut rest);
        address(&rest)
    };
    let mut chips = Vec::new();
    if let Some(text) = &filter.text {
        chips.push((m.keyword, text.clone(), without(|rest| rest.text = None)));
    }
    if let Some(state) = filter.state {
        let name = m.state(state).to_owned();
        chips.push((m.state, name, without(|rest| rest.state = None)));
    }
    if let Some(timeliness) = filter.timeliness {
        let name = m.timeliness(timeliness).to_owned();
        chips.push((m.timeliness, name, without(|rest| rest.timeliness = None)));
    }
    if let Some(bucket) = filter.bucket {
        let name = m.bucket(bucket).to_owned();
        chips.push((m.timeliness, name, without(|rest| rest.bucket = None)));
    }
    let unnamed = || "–".to_owned();
    if filter.agency.is_some() {
        let agency = names.agency.as_ref();
        let name = agency.map_or_else(unnamed, |agency| m.short_agency(agency).to_owned());
        chips.push((m.lead, name, without(|rest| rest.agency = None)));
    }
    if let Some(area) = &filter.area {
        let name = names.area.as_ref();
        let name = name.map_or_else(|| area.clone(), |(vi, en)| m.pick(vi, en).to_owned());
        chips.push((m.area, name, without(|rest| rest.area = None)));
    }
    if filter.directive.is_some() {
        let name = names.directive.clone().unwrap_or_else(unnamed);
        chips.push((m.directive, name, without(|rest| rest.directive = None)));
    }
    let o = crate::overview::messages::messages(m.language);
    if let Some(day) = filter.due_from {
        let name = crate::i18n::format::day(day);
        chips.push((o.due_from, name, without(|rest| rest.due_from = None)));
    }
    if let Some(day) = filter.due_to {
        let name = crate::i18n::format::day(day);
        chips.push((o.due_to, name, without(|rest| rest.due_to = None)));
    }
    if chips.is_empty() {
        return None;
    }
    let chips = chips
        .into_iter()
        .map(|(label, value, rest)| {
            let text = format!("{label}: {value} ");
            view! {
                <a class="chip" href=rest>
                    {text}
                    {icon("close")}
                    <span class="sr-only">{m.drop_filter}</span>
                </a>
            }
        })
        .collect_view();
    let view = view! {
        <p class="chips">
            <span class="muted">{m.filtering}</span>
            {chips}
            <a href="/tasks">{m.drop_filters}</a>
        </p>
    };
    Some(view.into_any())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::messages;
    use domain::timeliness::Bucket;
    use domain::view::Language;

    fn filter() -> TaskFilter {
        TaskFilter {
            bucket: Some(Bucket::Overdue),
            agency: "0190a3f0-0000-7000-8000-000000000001".parse().ok(),
            area: Some("16816".to_owned()),
            directive: "0190a3f0-0000-7000-8000-000000000002".parse().ok(),
            due_from: "2022-09-01".parse().ok(),
            after: Some("abc".to_owned()),
            ..TaskFilter::default()
        }
    }

    fn bar(choices: Option<&FilterChoices>) -> String {
        let m = messages(Language::Vi);
        Owner::new()
            .with(|| filter_bar(m, &filter(), choices, None, Callback::new(|_| ())).to_html())
    }

    #[test]
    fn filters_without_a_control_survive_the_next_filtering() {
        let html = bar(None);
        for (name, value) in parameters(&filter()) {
            let field = format!("type=\"hidden\" name=\"{name}\" value=\"{value}\"");
            assert_eq!(html.contains(&field), name != "after", "{name}: {html}");
        }
        assert!(html.contains(m_more()), "{html}");
    }

    #[test]
    fn with_all_choices_a_filter_is_sent_once_and_an_unknown_value_is_kept() {
        let none = FilterChoices {
            agencies: Vec::new(),
            directives: Vec::new(),
            areas: Vec::new(),
        };
        let html = bar(Some(&none));
        for name in [
            "bucket",
            "agency",
            "area",
            "directive",
            "due_from",
            "due_to",
        ] {
            let fields = html.matches(&format!("name=\"{name}\"")).count();
            assert_eq!(fields, 1, "{name}: {html}");
        }
        assert!(html.contains("value=\"16816\""), "{html}");
        assert!(!html.contains(m_more()), "{html}");
    }

    fn m_more() -> &'static str {
        messages(Language::Vi).more_filters
    }

    #[test]
    fn every_filter_in_force_has_a_chip_that_drops_it_alone() {
        let m = messages(Language::Vi);
        let names = ChosenNames {
            directive: Some("1041/UBND-NC".to_owned()),
            ..ChosenNames::default()
        };
        let view = Owner::new().with(|| chips(m, &filter(), &names).map(|view| view.to_html()));
        let html = view.unwrap_or_default();
        assert_eq!(html.matches("class=\"chip\"").count(), active(&filter()));
        assert!(html.contains("1041/UBND-NC"), "{html}");
        assert!(
            html.contains("16816"),
            "a commune without a name shows its code: {html}"
        );
        assert!(!html.contains("after="), "{html}");
    }
}
