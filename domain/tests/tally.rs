//! Counters that are kept equal counters that are counted.

mod history;

use chrono::NaiveDate;
use domain::clears::ClearSet;
use domain::tally::{Change, Dimension, changes, net};
use domain::task::Task;
use domain::timeliness::Bucket;
use history::{after, day, decide, draft, new_task, tries};
use proptest::prelude::*;

/// A full count, independent of [`changes`]: one by one over the dimensions.
fn count(tasks: &[Task], as_of: NaiveDate) -> Vec<Change> {
    let mut counted: Vec<Change> = Vec::new();
    for task in tasks {
        let Some(bucket) =
            domain::timeliness::bucket(task.state, task.due, task.completed_on, as_of)
        else {
            continue;
        };
        let items = [
            (Dimension::Province, Some(task.province.clone())),
            (Dimension::Agency, Some(task.lead.to_string())),
            (
                Dimension::Directive,
                task.directive.map(|id| id.to_string()),
            ),
            (Dimension::Area, task.area.clone()),
        ];
        for (dimension, key) in items {
            let Some(key) = key else { continue };
            let same = counted.iter_mut().find(|c| {
                c.dimension == dimension
                    && c.key == key
                    && c.province == task.province
                    && c.bucket == bucket
            });
            match same {
                Some(change) => change.by += 1,
                None => counted.push(Change {
                    dimension,
                    key,
                    province: task.province.clone(),
                    bucket,
                    by: 1,
                }),
            }
        }
    }
    counted.sort();
    counted
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn kept_counters_equal_a_full_count(
        histories in prop::collection::vec((new_task(), tries(), any::<bool>()), 1..4)
    ) {
        let clears = ClearSet::five();
        let mut kept = Vec::new();
        let mut tasks: Vec<Task> = Vec::new();
        let mut as_of = day(0);
        for (mut new, tries, elsewhere) in histories {
            if elsewhere {
                new.province = "42".to_owned();
            }
            let (_, mut task) = draft(new);
            kept.extend(changes(None, Some(&task), as_of));
            for (agency, days, command) in tries {
                let today = as_of + chrono::Days::new(days);
                // The first step of a new day moves the tasks whose deadline has passed.
                for other in tasks.iter().chain([&task]) {
                    let moved = changes(Some(other), None, as_of)
                        .into_iter()
                        .chain(changes(None, Some(other), today));
                    kept.extend(moved);
                }
                as_of = today;
                if let Ok(events) = decide(&task, &clears, agency, today, command) {
                    let next = after(task.clone(), &events);
                    kept.extend(changes(Some(&task), Some(&next), as_of));
                    task = next;
                }
                kept = net(kept);
            }
            tasks.push(task);
        }
        prop_assert_eq!(net(kept), count(&tasks, as_of));
    }

    #[test]
    fn netting_keeps_every_sum_and_no_zero(
        changes in prop::collection::vec(
            (prop::sample::select(Dimension::ALL), 0u8..3, 0u8..2,
             prop::sample::select(Bucket::ALL), -2i64..3)
                .prop_map(|(dimension, key, province, bucket, by)| Change {
                    dimension, key: key.to_string(), province: province.to_string(), bucket, by,
                }),
            0..40)
    ) {
        let summed = net(changes.clone());
        prop_assert!(summed.iter().all(|change| change.by != 0));
        prop_assert!(summed.is_sorted());
        let place = |c: &Change| (c.dimension, c.key.clone(), c.province.clone(), c.bucket);
        let sum = |list: &[Change], at: &Change| -> i64 {
            list.iter().filter(|c| place(c) == place(at)).map(|c| c.by).sum()
        };
        for change in &changes {
            prop_assert_eq!(sum(&changes, change), sum(&summed, change));
            let rows = summed.iter().filter(|c| place(c) == place(change)).count();
            prop_assert!(rows <= 1);
        }
    }
}

#[test]
fn counters_of_two_provinces_are_not_summed() {
    let change = |province: &str, by| Change {
        dimension: Dimension::Agency,
        key: "a".to_owned(),
        province: province.to_owned(),
        bucket: Bucket::InTime,
        by,
    };
    let both = vec![change("40", 1), change("42", -1)];
    assert_eq!(net(both.clone()), both);
    assert_eq!(net(vec![change("40", 1), change("40", -1)]), vec![]);
}

#[test]
fn an_unchanged_task_changes_no_counter() {
    let (_, task) = draft(history::complete());
    assert_eq!(changes(Some(&task), Some(&task), day(0)), vec![]);
}
