//! Every public function of `store` is called by a contract test, which runs on both engines.
//!
//! **Invariant:** a `pub async fn f` in `store/src/<feature>.rs` is called as `<feature>::f(` in
//! `store/tests/<feature>.rs`. Whether the test asserts enough is for the reader to judge.

use std::fs;
use std::path::Path;

use crate::Result;
use crate::source::{code_only, words};
use crate::workspace::{self, Workspace};

/// The kernel is tested through every contract test, not by its own functions.
const KERNEL: &str = "db";

/// Compares every feature's functions with its tests; the error lists the untested ones.
pub fn check(workspace: &Workspace) -> Result<String> {
    let store = workspace.root.join("store");
    let mut missing = Vec::new();
    let mut count = 0;
    for path in workspace::files_below(&store.join("src"))? {
        let Some(feature) = feature_of(&path) else {
            continue;
        };
        let functions = public_functions(&workspace::read(&path)?);
        let test = fs::read_to_string(store.join("tests").join(format!("{feature}.rs")));
        let called = called_functions(&test.unwrap_or_default(), &feature);
        count += functions.len();
        missing.extend(
            functions
                .into_iter()
                .filter(|function| !called.contains(function))
                .map(|function| {
                    format!("store/tests/{feature}.rs does not call {feature}::{function}(")
                }),
        );
    }
    if missing.is_empty() {
        return Ok(format!("{count} functions, each called by a contract test"));
    }
    Err(format!(
        "contract tests are missing:\n  {}",
        missing.join("\n  ")
    ))
}

/// The feature a file of `store/src` belongs to: its own name, or its folder's.
fn feature_of(path: &Path) -> Option<String> {
    let name = path.file_stem()?.to_str()?;
    let folder = path.parent()?.file_name()?.to_str()?;
    let feature = if folder == "src" { name } else { folder };
    let is_rust = path.extension().is_some_and(|extension| extension == "rs");
    (is_rust && feature != KERNEL).then(|| feature.to_owned())
}

/// The names after `pub async fn`.
fn public_functions(source: &str) -> Vec<String> {
    let code = code_only(source);
    let words: Vec<&str> = words(&code).into_iter().map(|(_, word)| word).collect();
    words
        .windows(4)
        .filter_map(|window| match window {
            ["pub", "async", "fn", name] => Some((*name).to_owned()),
            _ => None,
        })
        .collect()
}

/// The names called as `feature::name(` or `feature::name::<…>(`.
fn called_functions(source: &str, feature: &str) -> Vec<String> {
    let code = code_only(source);
    let words: Vec<&str> = words(&code).into_iter().map(|(_, word)| word).collect();
    words
        .windows(4)
        .filter_map(|window| match window {
            [module, "::", name, "(" | "::"] if *module == feature => Some((*name).to_owned()),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_async_functions_are_found() {
        let source = "
            /// pub async fn in_a_comment() {}
            pub async fn find(tx: &mut Tx) {}
            pub  async
            fn list<T>(tx: &mut Tx) {}
            async fn private() {}
            pub(crate) async fn inside() {}
            pub fn not_async() {}
            const S: &str = \"pub async fn in_a_string()\";";
        assert_eq!(public_functions(source), ["find", "list"]);
    }

    #[test]
    fn calls_are_found_and_mentions_are_not() {
        let source = "
            // task::insert(
            use store::task::count;
            store::task::find(&mut tx, id).await?;
            task::list::<Row>(&mut tx);
            agency::delete(&mut tx);
            let f = task::update;";
        assert_eq!(called_functions(source, "task"), ["find", "list"]);
    }

    #[test]
    fn the_feature_is_the_file_or_its_folder() {
        assert_eq!(
            feature_of(Path::new("store/src/task.rs")).as_deref(),
            Some("task")
        );
        assert_eq!(
            feature_of(Path::new("store/src/task/list.rs")).as_deref(),
            Some("task")
        );
        assert_eq!(feature_of(Path::new("store/src/db.rs")), None);
        assert_eq!(feature_of(Path::new("store/src/task.sql")), None);
    }
}
