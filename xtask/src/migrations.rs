//! The database's history may only grow.
//!
//! **Invariant:** a version stands in `common`, or in both `sqlite` and `postgres` (where the two
//! must differ), never elsewhere; a migration listed in `store/migrations/landed.txt` has run on
//! somebody's data and never changes again.
//!
//! To add a migration: write the file, then `cargo xtask migrations --record`.

use std::collections::BTreeMap;

use crate::Result;
use crate::workspace::{self, Workspace};

const FOLDER: &str = "store/migrations";
const LANDED: &str = "store/migrations/landed.txt";
const HEADER: &str = "# Migrations that have landed, with their SHA-256. Lines are only ever added: \
                      cargo xtask migrations --record\n";

/// Migration files by their path inside [`FOLDER`] (`common/0001_area.sql`), with their SHA-256.
type Hashes = BTreeMap<String, String>;

/// Checks folders and hashes; the error lists what is wrong.
pub fn check(workspace: &Workspace) -> Result<String> {
    let files = on_disk(workspace)?;
    let mut wrong = misplaced(&files);
    wrong.extend(changed(&files, &landed(workspace)?));
    wrong.extend(unrecorded(&files, &landed(workspace)?).map(|(file, _)| {
        format!(
            "{file} is not in {LANDED}: run `cargo xtask migrations --record` when it is final."
        )
    }));
    if wrong.is_empty() {
        return Ok(format!("{} migrations, all as they landed", files.len()));
    }
    Err(format!(
        "the migrations are wrong:\n  {}",
        wrong.join("\n  ")
    ))
}

/// Adds the new files to the list. Refuses when something else is wrong.
pub fn record(workspace: &Workspace) -> Result<()> {
    let files = on_disk(workspace)?;
    let landed = landed(workspace)?;
    let mut wrong = misplaced(&files);
    wrong.extend(changed(&files, &landed));
    if !wrong.is_empty() {
        return Err(format!(
            "the migrations are wrong:\n  {}",
            wrong.join("\n  ")
        ));
    }
    let path = workspace.root.join(LANDED);
    let mut text = if path.exists() {
        workspace::read(&path)?
    } else {
        HEADER.to_owned()
    };
    for (file, hash) in unrecorded(&files, &landed) {
        text.push_str(&format!("{hash}  {file}\n"));
        println!("xtask: {file} has landed");
    }
    workspace::write(&path, text)
}

fn on_disk(workspace: &Workspace) -> Result<Hashes> {
    let folder = workspace.root.join(FOLDER);
    let mut files = Hashes::new();
    for path in workspace::files_below(&folder)? {
        if path.extension().is_some_and(|extension| extension == "sql") {
            let name = path
                .strip_prefix(&folder)
                .unwrap_or(&path)
                .to_string_lossy()
                .replace('\\', "/");
            files.insert(name, workspace::sha256(workspace::read(&path)?));
        }
    }
    Ok(files)
}

fn landed(workspace: &Workspace) -> Result<Hashes> {
    let path = workspace.root.join(LANDED);
    if !path.exists() {
        return Ok(Hashes::new());
    }
    Ok(parse_landed(&workspace::read(&path)?))
}

/// Lines `hash  file`, as `sha256sum` writes them; `#` begins a comment.
fn parse_landed(text: &str) -> Hashes {
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once("  "))
        .map(|(hash, file)| (file.to_owned(), hash.to_owned()))
        .collect()
}

fn unrecorded<'a>(
    files: &'a Hashes,
    landed: &Hashes,
) -> impl Iterator<Item = (&'a String, &'a String)> {
    files.iter().filter(|(file, _)| !landed.contains_key(*file))
}

fn changed(files: &Hashes, landed: &Hashes) -> Vec<String> {
    landed
        .iter()
        .filter_map(|(file, hash)| match files.get(file) {
            Some(now) if now == hash => None,
            Some(_) => Some(format!(
                "{file} has landed and may not change: restore it and write a new migration."
            )),
            None => Some(format!(
                "{file} has landed and may not be removed or renamed."
            )),
        })
        .collect()
}

/// Versions that are not in `common` alone or in `sqlite` and `postgres` together.
fn misplaced(files: &Hashes) -> Vec<String> {
    let mut folders_of: BTreeMap<u64, Vec<&str>> = BTreeMap::new();
    let mut wrong = Vec::new();
    for file in files.keys() {
        match version(file) {
            Some((folder, version)) => folders_of.entry(version).or_default().push(folder),
            None => wrong.push(format!(
                "{file} should be common|sqlite|postgres/<number>_<name>.sql."
            )),
        }
    }
    for (version, mut folders) in folders_of {
        folders.sort_unstable();
        if folders != ["common"] && folders != ["postgres", "sqlite"] {
            wrong.push(format!(
                "version {version} is in {}: it belongs in common, or once in each of sqlite and postgres.",
                folders.join(", ")
            ));
        }
    }
    wrong
}

/// Folder and number of `common/0001_area.sql`.
fn version(file: &str) -> Option<(&str, u64)> {
    let (folder, name) = file.split_once('/')?;
    let (number, _) = name.split_once('_')?;
    let known = matches!(folder, "common" | "sqlite" | "postgres");
    number
        .parse()
        .ok()
        .filter(|_| known)
        .map(|number| (folder, number))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hashes(files: &[(&str, &str)]) -> Hashes {
        files
            .iter()
            .map(|(file, hash)| ((*file).to_owned(), (*hash).to_owned()))
            .collect()
    }

    #[test]
    fn a_version_is_common_or_in_both_engines() {
        let good = hashes(&[
            ("common/0001_a.sql", ""),
            ("sqlite/0002_b.sql", ""),
            ("postgres/0002_b.sql", ""),
        ]);
        assert!(misplaced(&good).is_empty());
        for bad in [
            &[("sqlite/0001_a.sql", "")][..],
            &[("common/0001_a.sql", ""), ("common/0001_b.sql", "")],
            &[
                ("common/0001_a.sql", ""),
                ("sqlite/0001_a.sql", ""),
                ("postgres/0001_a.sql", ""),
            ],
            &[("mysql/0001_a.sql", "")],
            &[("common/first.sql", "")],
        ] {
            assert_eq!(misplaced(&hashes(bad)).len(), 1, "{bad:?}");
        }
    }

    #[test]
    fn landed_files_neither_change_nor_vanish() {
        let landed = parse_landed("# comment\naa  common/0001_a.sql\nbb  common/0002_b.sql\n");
        let same = hashes(&[
            ("common/0001_a.sql", "aa"),
            ("common/0002_b.sql", "bb"),
            ("common/0003_c.sql", "cc"),
        ]);
        assert!(changed(&same, &landed).is_empty());
        assert_eq!(unrecorded(&same, &landed).count(), 1);
        let edited = hashes(&[("common/0001_a.sql", "xx")]);
        assert_eq!(changed(&edited, &landed).len(), 2);
    }
}
