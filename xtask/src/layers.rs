//! Who may depend on whom, read from `cargo metadata` and from the source.
//!
//! **Invariant:** `domain ← store ← service ← app[ssr] ← server` and `frontend → app[hydrate] →
//! domain`; `domain` is pure; SQL lives in `store`, and the two database engines are told apart in
//! one file; no statement binds its limit. A new edge or file here needs an ADR.
//!
//! To add a crate: one line in [`LAYERS`].

use std::path::Path;

use serde_json::Value;

use crate::Result;
use crate::source::{code_only, words};
use crate::workspace::{self, Workspace};

/// Each crate with the crates of the workspace it may depend on.
const LAYERS: [(&str, &[&str]); 7] = [
    ("domain", &[]),
    ("store", &["domain"]),
    ("service", &["domain", "store"]),
    ("app", &["domain", "service"]),
    ("frontend", &["app", "domain"]),
    ("server", &["app", "domain", "service", "store"]),
    ("xtask", &[]),
];

/// Edges that exist only behind a feature: `app` is built for the browser too.
const OPTIONAL: [(&str, &str); 4] = [
    ("app", "service"),
    ("app", "axum"),
    ("app", "leptos_axum"),
    ("domain", "sqlx"),
];

/// Packages that only some crates may use.
const RESERVED: [(&str, &[&str]); 6] = [
    ("sqlx", &["domain", "store"]),
    ("tokio", &["store", "service", "server"]),
    ("axum", &["app", "server"]),
    ("leptos", &["app", "frontend", "server"]),
    ("web-sys", &["app", "frontend"]),
    ("js-sys", &["app", "frontend"]),
];

/// The one file that knows two database engines.
const KERNEL: &str = "store/src/db.rs";

/// The files that may ask which engine they run on, each for something the engines do differently.
const DIALECT_FILES: [&str; 2] = [
    KERNEL,
    "store/src/search.rs", // full text search
];

/// Checks all of the above; the error lists every breach.
pub fn check(workspace: &Workspace) -> Result<String> {
    let mut breaches = dependency_breaches(&workspace.packages);
    let mut files = 0;
    for (layer, _) in LAYERS.iter().filter(|(layer, _)| *layer != "xtask") {
        for path in workspace::files_below(&workspace.root.join(layer).join("src"))? {
            if path.extension().is_some_and(|extension| extension == "rs") {
                files += 1;
                let (file, source) = (relative(&path, &workspace.root), workspace::read(&path)?);
                breaches.extend(engine_breaches(&file, &source));
                breaches.extend(limit_breaches(&file, &source));
            }
        }
    }
    if breaches.is_empty() {
        return Ok(format!(
            "{} crates, {files} files",
            workspace.packages.len()
        ));
    }
    Err(format!(
        "the layers are broken:\n  {}",
        breaches.join("\n  ")
    ))
}

fn dependency_breaches(packages: &[Value]) -> Vec<String> {
    let mut breaches = Vec::new();
    for package in packages {
        let name = package["name"].as_str().unwrap_or_default();
        let Some((_, allowed)) = LAYERS.iter().find(|(layer, _)| *layer == name) else {
            breaches.push(format!(
                "{name} stands in no layer: add it to LAYERS in xtask/src/layers.rs, with an ADR."
            ));
            continue;
        };
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            breaches.extend(edge_breach(name, allowed, dependency));
        }
    }
    breaches
}

fn edge_breach(from: &str, allowed: &[&str], dependency: &Value) -> Option<String> {
    let to = dependency["name"].as_str().unwrap_or_default();
    let is_layer = LAYERS.iter().any(|(layer, _)| *layer == to);
    let for_tests = dependency["kind"] == "dev";
    if is_layer && !allowed.contains(&to) {
        return Some(format!(
            "{from} may not depend on {to} (it may on: {}).",
            allowed.join(", ")
        ));
    }
    let reserved = RESERVED.iter().find(|(package, _)| *package == to);
    if let Some((_, users)) = reserved.filter(|(_, users)| !users.contains(&from) && !for_tests) {
        return Some(format!(
            "{from} may not depend on {to}: that is for {}.",
            users.join(", ")
        ));
    }
    if OPTIONAL.contains(&(from, to)) && dependency["optional"] != true && !for_tests {
        return Some(format!(
            "{from} may depend on {to} only as an optional dependency behind a feature."
        ));
    }
    None
}

/// Words in a source file that belong to the kernel. `file` is the path from the workspace's root.
fn engine_breaches(file: &str, source: &str) -> Vec<String> {
    let code = code_only(source);
    words(&code)
        .into_iter()
        .filter_map(|(line, word)| {
            // Who may ask for the dialect may tell the answers apart.
            let is_answer = DIALECT_FILES.contains(&file) && ["Sqlite", "Postgres"].contains(&word);
            if file != KERNEL && names_engine(word) && !is_answer {
                return Some(format!("{file}:{line}: {word} may stand only in {KERNEL}."));
            }
            (word == "dialect" && !DIALECT_FILES.contains(&file)).then(|| {
                format!(
                    "{file}:{line}: one SQL text must do for both engines; dialect() is for {}.",
                    DIALECT_FILES.join(", ")
                )
            })
        })
        .collect()
}

/// Places where a statement takes its limit as a value: SQLite would prepare it anew each time, see `Query::limit`.
fn limit_breaches(file: &str, source: &str) -> Vec<String> {
    if file == KERNEL || !file.starts_with("store/") {
        return Vec::new();
    }
    let is_breach = |line: &str| {
        line.split("LIMIT").skip(1).any(|rest| {
            let rest = rest.trim_start();
            !rest.starts_with(|c: char| c.is_ascii_digit())
        })
    };
    (1..)
        .zip(source.lines())
        .filter(|(_, line)| is_breach(line))
        .map(|(number, _)| format!("{file}:{number}: say how many rows by Query::limit."))
        .collect()
}

fn names_engine(word: &str) -> bool {
    let is_pg_type = word
        .strip_prefix("Pg")
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()));
    is_pg_type
        || word.starts_with("Sqlite")
        || word.starts_with("Postgres")
        || word == "AssertSqlSafe"
}

/// A path from the workspace's root, with `/` on every system.
fn relative(path: &Path, root: &Path) -> String {
    let inside = path.strip_prefix(root).unwrap_or(path);
    inside
        .components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect::<Vec<_>>()
        .join("/")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn breaches(from: &str, dependency: Value) -> Vec<String> {
        dependency_breaches(&[json!({"name": from, "dependencies": [dependency]})])
    }

    #[test]
    fn edges_along_the_layers_are_fine() {
        for (from, to) in [
            ("store", "domain"),
            ("service", "store"),
            ("server", "app"),
            ("frontend", "app"),
        ] {
            assert!(
                breaches(from, json!({"name": to, "kind": null, "optional": false})).is_empty(),
                "{from} -> {to}"
            );
        }
    }

    #[test]
    fn edges_against_the_layers_are_refused_even_for_tests() {
        for (from, to) in [
            ("domain", "store"),
            ("store", "service"),
            ("app", "store"),
            ("frontend", "service"),
        ] {
            for kind in [json!(null), json!("dev")] {
                assert_eq!(
                    breaches(from, json!({"name": to, "kind": kind, "optional": true})).len(),
                    1,
                    "{from} -> {to}"
                );
            }
        }
    }

    #[test]
    fn domain_stays_pure() {
        for to in ["tokio", "axum", "leptos", "web-sys"] {
            assert_eq!(
                breaches(
                    "domain",
                    json!({"name": to, "kind": null, "optional": true})
                )
                .len(),
                1,
                "{to}"
            );
        }
        assert_eq!(
            breaches(
                "domain",
                json!({"name": "sqlx", "kind": null, "optional": false})
            )
            .len(),
            1
        );
        assert!(
            breaches(
                "domain",
                json!({"name": "sqlx", "kind": null, "optional": true})
            )
            .is_empty()
        );
    }

    #[test]
    fn app_needs_the_server_side_only_behind_its_feature() {
        assert_eq!(
            breaches(
                "app",
                json!({"name": "service", "kind": null, "optional": false})
            )
            .len(),
            1
        );
        assert!(
            breaches(
                "app",
                json!({"name": "service", "kind": null, "optional": true})
            )
            .is_empty()
        );
    }

    #[test]
    fn a_limit_is_no_value_of_a_statement() {
        let source = "tx.query(\"SELECT 1 LIMIT 1\");\nquery.push(\" LIMIT \").push_bind(n);\n\"x LIMIT $2\"";
        let breaches = limit_breaches("store/src/task.rs", source);
        assert_eq!(breaches.len(), 2, "{breaches:?}");
        assert!(
            breaches[0].starts_with("store/src/task.rs:2:"),
            "{breaches:?}"
        );
        assert!(limit_breaches(KERNEL, source).is_empty());
    }

    #[test]
    fn an_unknown_crate_is_named() {
        assert!(
            breaches("extra", json!({"name": "serde"}))[0].starts_with("extra stands in no layer")
        );
    }

    #[test]
    fn only_the_kernel_names_an_engine() {
        let source =
            "//! SQLite and Sqlite\nuse sqlx::SqlitePool;\nlet p: PgPool = \"Postgres\";\nPgn";
        assert_eq!(
            engine_breaches("store/src/task.rs", source),
            [
                "store/src/task.rs:2: SqlitePool may stand only in store/src/db.rs.",
                "store/src/task.rs:3: PgPool may stand only in store/src/db.rs.",
            ]
        );
        assert!(engine_breaches(KERNEL, source).is_empty());
    }

    #[test]
    fn only_listed_files_ask_for_the_dialect() {
        assert_eq!(
            engine_breaches("store/src/task.rs", "tx.dialect()").len(),
            1
        );
        assert!(engine_breaches("store/src/search.rs", "tx.dialect()").is_empty());
        assert!(engine_breaches("store/src/search.rs", "Dialect::Sqlite").is_empty());
        assert_eq!(
            engine_breaches("store/src/search.rs", "SqlitePool").len(),
            1
        );
        assert_eq!(
            engine_breaches("store/src/task.rs", "Dialect::Sqlite").len(),
            1
        );
    }
}
