//! Contract of [`store::setting`].

use crate::contract;

use store::setting;

contract!(a_setting_is_set_and_set_again, |db| async move {
    let mut tx = db.write().await.expect("a transaction");
    assert_eq!(setting::find(&mut tx, "clock").await.expect("found"), None);
    setting::set(&mut tx, "clock", "1").await.expect("set");
    setting::set(&mut tx, "clock", "2")
        .await
        .expect("set again");
    tx.commit().await.expect("committed");
    let mut tx = db.read().await.expect("a connection");
    let value = setting::find(&mut tx, "clock").await.expect("found");
    assert_eq!(value.as_deref(), Some("2"));
    assert_eq!(setting::find(&mut tx, "other").await.expect("found"), None);
});

contract!(a_migrated_database_has_nothing_pending, |db| async move {
    assert_eq!(
        db.pending_migrations().await.expect("asked"),
        Vec::<String>::new()
    );
});
