//! The law of access as a table that a person can review, and its agreement with the scope of lists.
//!
//! **Invariant:** `access.txt` shows every action × role × relation. After a change of the law:
//! `UPDATE_TABLES=1 cargo test -p domain --test access`, then read the difference.

use domain::access::{Action, Actor, Parties, Relation, Scope, allows, permits};
use domain::id::{AgencyId, PositionId, UserId};
use domain::position::Role;
use proptest::prelude::*;
use std::fmt::Write;
use uuid::Uuid;

const PROVINCES: [&str; 2] = ["40", "42"];

fn table() -> String {
    let mut text = String::from(
        "Who may do what: one block per action, a row per role, a column per relation of the role's agency\n\
         to the work. \"yes\" allows it, \"-\" does not. Written by a test: see domain/tests/access.rs.\n",
    );
    for action in Action::ALL {
        write!(text, "\n{:<27}", action.as_str()).expect("a string takes text");
        for relation in Relation::ALL {
            write!(text, "  {relation}").expect("a string takes text");
        }
        text.push('\n');
        for role in Role::ALL {
            let mut line = format!("  {:<25}", role.as_str());
            for relation in Relation::ALL {
                let answer = if permits(*role, *action, *relation) {
                    "yes"
                } else {
                    "-"
                };
                let width = relation.as_str().len();
                write!(line, "  {answer:<width$}").expect("a string takes text");
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
    }
    text
}

#[test]
fn the_table_is_the_law() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/access.txt");
    let table = table();
    #[expect(clippy::disallowed_methods, reason = "a person asks for the new table")]
    let rewrite = std::env::var_os("UPDATE_TABLES").is_some();
    if rewrite {
        std::fs::write(path, &table).expect("the table can be written");
    }
    let known = std::fs::read_to_string(path).expect("the table is there");
    for (known, now) in known.lines().zip(table.lines()) {
        assert_eq!(known, now, "review the change with UPDATE_TABLES=1");
    }
    assert_eq!(known, table, "review the change with UPDATE_TABLES=1");
}

#[test]
fn nothing_is_done_by_those_who_only_look() {
    let looks = [
        Action::ViewTask,
        Action::ViewDirective,
        Action::ViewProvince,
        Action::ViewCommunes,
        Action::ViewNotifications,
        Action::ViewDuty,
        Action::ViewObstacles,
        // One's own marks; and the post of the administrator, who does no work on tasks.
        Action::MarkNotifications,
        Action::ViewMail,
        Action::RetryMail,
        Action::ManagePeople,
        Action::ReviewHandOver,
        Action::ViewAudit,
        // A name for an address of the list; it is no work and gives no right.
        Action::SaveView,
        Action::ShareView,
    ];
    // Leaders and superiors say what they think of it; that changes no task.
    let does = |action: &&Action| !looks.contains(action) && **action != Action::CommentTask;
    for action in Action::ALL.iter().filter(does) {
        for relation in Relation::ALL {
            for role in [
                Role::Leader,
                Role::Auditor,
                Role::Appraiser,
                Role::Administrator,
            ] {
                assert!(
                    !permits(role, *action, *relation),
                    "{role} {action} {relation}"
                );
            }
            let outside = matches!(
                relation,
                Relation::Superior | Relation::OtherAgency | Relation::OtherProvince
            );
            for role in Role::ALL.iter().filter(|_| outside) {
                assert!(
                    !permits(*role, *action, *relation),
                    "{role} {action} {relation}"
                );
            }
        }
    }
}

#[test]
fn whoever_may_act_may_look() {
    for role in Role::ALL {
        for relation in Relation::ALL {
            for action in Action::ALL
                .iter()
                .filter(|a| a.as_str().starts_with("task."))
            {
                assert!(
                    !permits(*role, *action, *relation)
                        || permits(*role, Action::ViewTask, *relation),
                    "{role} may {action} as {relation}, but not see the task"
                );
            }
        }
    }
}

#[test]
fn a_leader_sees_work_of_another_province_in_which_his_agency_takes_part() {
    let leader = actor(Role::Leader, agency(1), PROVINCES[0]);
    let mut parties = Parties {
        province: PROVINCES[1].to_owned(),
        issuer: Some(agency(2)),
        leads: vec![agency(1)],
        ..Parties::default()
    };
    assert!(allows(&leader, Action::ViewTask, &parties));
    assert!(Scope::of(&leader).contains(&parties));
    parties.leads = vec![agency(3)];
    assert!(!allows(&leader, Action::ViewTask, &parties));
    assert!(!Scope::of(&leader).contains(&parties));
}

fn agency(n: u128) -> AgencyId {
    AgencyId(Uuid::from_u128(n))
}

fn actor(role: Role, agency: AgencyId, province: &str) -> Actor {
    Actor {
        user: UserId(Uuid::from_u128(90)),
        user_name: "Nguyễn Văn A".to_owned(),
        position: PositionId(Uuid::from_u128(91)),
        title_vi: "Chuyên viên".to_owned(),
        title_en: "Officer".to_owned(),
        role,
        agency,
        province: province.to_owned(),
        acting_for: None,
    }
}

fn agencies() -> impl Strategy<Value = Vec<AgencyId>> {
    prop::collection::vec((1u128..6).prop_map(agency), 0..3)
}

fn province() -> impl Strategy<Value = &'static str> {
    prop::sample::select(PROVINCES.to_vec())
}

prop_compose! {
    fn any_actor()(
        role in prop::sample::select(Role::ALL),
        id in 1u128..6,
        province in province(),
    ) -> Actor {
        actor(role, agency(id), province)
    }
}

prop_compose! {
    fn any_parties()(
        province in province(),
        issuer in prop::option::of((1u128..6).prop_map(agency)),
        leads in agencies(),
        coordinating in agencies(),
        superiors in agencies(),
        addressed in agencies(),
    ) -> Parties {
        Parties { province: province.to_owned(), issuer, leads, coordinating, superiors, addressed }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_list_shows_exactly_what_may_be_opened(actor in any_actor(), parties in any_parties()) {
        prop_assert_eq!(
            Scope::of(&actor).contains(&parties),
            allows(&actor, Action::ViewTask, &parties)
        );
    }

    #[test]
    fn more_parties_never_take_a_right_of_a_party_away(
        actor in any_actor(), parties in any_parties(), action in prop::sample::select(Action::ALL),
    ) {
        let is_party = parties.issuer == Some(actor.agency) || parties.leads.contains(&actor.agency);
        let before = allows(&actor, action, &parties);
        let mut more = parties;
        more.coordinating.push(actor.agency);
        prop_assert!(!(is_party && before) || allows(&actor, action, &more));
    }

    #[test]
    fn relations_are_never_empty_and_never_repeat(actor in any_actor(), parties in any_parties()) {
        let relations = parties.relations(actor.agency, &actor.province);
        let mut distinct = relations.clone();
        distinct.dedup();
        prop_assert!(!relations.is_empty());
        prop_assert_eq!(relations, distinct);
    }
}
