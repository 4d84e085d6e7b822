//! Runs a contract on both engines, each in a database of its own.
//!
//! **Invariant:** a contract never knows on which engine it runs. `contract!(name, |db| async move { … })`
//! stamps `name::sqlite` and `name::postgres`. PostgreSQL's address comes from `LACHAN_TEST_POSTGRES_URL`
//! (`cargo xtask test` starts a private cluster); where `LACHAN_TEST_REQUIRE_POSTGRES` is set, its absence
//! is a failure, not a skip.

use std::sync::atomic::{AtomicU64, Ordering};
use store::{Db, Options};

/// One connection for reading: whoever asks for another one while he holds it waits for himself, and his test fails,
/// as a busy server would with more connections and as many who do the same.
const READERS: u32 = 1;

/// A SQLite database in a temporary folder, migrated. The folder must outlive the database.
pub async fn sqlite() -> (Db, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let url = format!("sqlite:{}", folder.path().join("test.db").display());
    let options = Options {
        readers: READERS,
        ..Options::new(url)
    };
    let db = Db::open(&options).await.expect("SQLite opens");
    db.migrate().await.expect("SQLite migrates");
    (db, folder)
}

/// A new PostgreSQL database in the test cluster, migrated, and what [`Own::drop`] needs to remove it; none
/// where no cluster is given.
pub async fn postgres() -> Option<(Db, Own)> {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    #[expect(
        clippy::disallowed_methods,
        reason = "the test cluster's address comes from outside"
    )]
    let (base, required) = (
        std::env::var("LACHAN_TEST_POSTGRES_URL").ok(),
        std::env::var("LACHAN_TEST_REQUIRE_POSTGRES").is_ok(),
    );
    let Some(base) = base else {
        assert!(
            !required,
            "LACHAN_TEST_POSTGRES_URL is not set: run `cargo xtask test`"
        );
        return None;
    };
    let name = format!(
        "t{}_{}",
        std::process::id(),
        NEXT.fetch_add(1, Ordering::SeqCst)
    );
    let url = Db::create_postgres(&base, &name)
        .await
        .expect("a database of its own");
    let db = Db::open(&Options {
        url,
        readers: READERS,
        writers: 4,
    })
    .await
    .expect("PostgreSQL opens");
    db.migrate().await.expect("PostgreSQL migrates");
    Some((db, Own { base, name }))
}

/// A PostgreSQL database that belongs to one test.
pub struct Own {
    base: String,
    name: String,
}

impl Own {
    /// Removes it, so that a run needs no more room than the tests of the moment. One whose test failed is
    /// left with the cluster.
    pub async fn drop(self) {
        Db::drop_postgres(&self.base, &self.name)
            .await
            .expect("the database goes");
    }
}

/// Stamps one contract for both engines.
#[macro_export]
macro_rules! contract {
    ($name:ident, |$db:ident| $body:expr) => {
        mod $name {
            use super::*;

            async fn contract($db: store::Db) {
                $body.await
            }

            #[tokio::test]
            async fn sqlite() {
                let (db, _folder) = $crate::support::sqlite().await;
                contract(db).await;
            }

            #[tokio::test]
            async fn postgres() {
                if let Some((db, own)) = $crate::support::postgres().await {
                    contract(db).await;
                    own.drop().await;
                }
            }
        }
    };
}
