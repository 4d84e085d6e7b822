//! Contracts of `store::lateness` on both engines.

use crate::contract;

use crate::sample::{agencies, agency_id};
use domain::attribution::Tallied;
use store::lateness::{self, Row};

fn row(agency: u128, province: &str, gross_days: i64, fair_days: i64) -> Row {
    Row {
        agency: agency_id(agency),
        province: province.to_owned(),
        figures: Tallied {
            finished: 1,
            on_time: 0,
            on_time_original: 0,
            gross_days,
            net_days: fair_days,
            fair_days,
        },
    }
}

contract!(figures_add_up_by_agency_and_province, |db| async move {
    agencies(&db, 3).await;
    let mut tx = db.write().await.expect("a transaction");
    let rows = [row(2, "40", 9, 4), row(1, "40", 5, 5), row(1, "42", 1, 0)];
    lateness::apply(&mut tx, &rows).await.expect("applied");
    lateness::apply(&mut tx, &[row(1, "40", 2, 1)])
        .await
        .expect("applied");
    lateness::apply(&mut tx, &[])
        .await
        .expect("nothing to apply");
    let mut here = lateness::of_province(&mut tx, "40").await.expect("read");
    here.sort_by_key(|row| row.agency);
    let mut sum = row(1, "40", 7, 6);
    sum.figures.finished = 2;
    assert_eq!(here, [sum, row(2, "40", 9, 4)]);
    // What comes to nothing is not shown.
    let mut away = row(1, "42", -1, 0);
    away.figures.finished = -1;
    lateness::apply(&mut tx, &[away]).await.expect("applied");
    assert_eq!(
        lateness::of_province(&mut tx, "42").await.expect("read"),
        []
    );
    assert_eq!(lateness::all(&mut tx).await.expect("read").len(), 2);
    lateness::clear(&mut tx).await.expect("cleared");
    assert_eq!(lateness::all(&mut tx).await.expect("read"), []);
});
