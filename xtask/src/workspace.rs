//! Where things are: the workspace, cargo's target folder, the site, the cache of tools.
//!
//! **Invariant:** the site is always `<workspace>/target/site`, even when `CARGO_TARGET_DIR` sends
//! cargo's own files elsewhere: the server and its embedded copy look for it there.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::{Result, process};

/// The native crates, as arguments for cargo. `frontend` must never be among them: with it, cargo
/// would switch on `hydrate` and `ssr` together in `app`, and the server would run browser effects.
pub const NATIVE: [&str; 16] = [
    "-p",
    "domain",
    "-p",
    "store",
    "-p",
    "service",
    "-p",
    "app",
    "-p",
    "server",
    "-p",
    "xtask",
    "--features",
    "app/ssr",
    // As the release has it.
    "--features",
    "server/s3",
];

/// The paths every command needs, read once from `cargo metadata`.
pub struct Workspace {
    /// The folder of the root `Cargo.toml`.
    pub root: PathBuf,
    /// Cargo's target folder.
    pub target: PathBuf,
    /// Where tools that cargo installs for us are kept between clones.
    pub cache: PathBuf,
    /// The members' entries of `cargo metadata --no-deps`.
    pub packages: Vec<Value>,
}

impl Workspace {
    pub fn load() -> Result<Self> {
        let text = process::output(process::cargo().args([
            "metadata",
            "--format-version=1",
            "--no-deps",
        ]))?;
        let metadata: Value = serde_json::from_str(&text)
            .map_err(|e| format!("`cargo metadata` gave no JSON: {e}"))?;
        let path = |key: &str| {
            metadata[key]
                .as_str()
                .map(PathBuf::from)
                .ok_or_else(|| format!("`cargo metadata` has no `{key}`."))
        };
        Ok(Self {
            root: path("workspace_root")?,
            target: path("target_directory")?,
            cache: cache_folder()?,
            packages: metadata["packages"].as_array().cloned().unwrap_or_default(),
        })
    }

    /// The folder the server serves.
    pub fn site(&self) -> PathBuf {
        self.root.join("target/site")
    }

    /// A `cargo` command that runs in the workspace.
    pub fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = process::cargo();
        command.current_dir(&self.root).args(arguments);
        command
    }

    /// The version of a package in `Cargo.lock`, for tools that must match it.
    pub fn locked_version(&self, package: &str) -> Result<String> {
        let lock = read(&self.root.join("Cargo.lock"))?;
        lock.split_once(&format!("name = \"{package}\"\nversion = \""))
            .and_then(|(_, rest)| rest.split_once('"'))
            .map(|(version, _)| version.to_owned())
            .ok_or_else(|| {
                format!("Cargo.lock has no `{package}`: run `cargo update -p {package}`.")
            })
    }
}

/// `$XDG_CACHE_HOME/lachan`, by default `~/.cache/lachan`.
fn cache_folder() -> Result<PathBuf> {
    env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .or_else(|| env::home_dir().map(|home| home.join(".cache")))
        .map(|folder| folder.join("lachan"))
        .ok_or_else(|| "There is no home folder: set XDG_CACHE_HOME.".to_owned())
}

/// Reads a text file; the error names it.
pub fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|e| format!("cannot read {}: {e}", path.display()))
}

/// Writes a file; the error names it.
pub fn write(path: &Path, content: impl AsRef<[u8]>) -> Result<()> {
    fs::write(path, content).map_err(|e| format!("cannot write {}: {e}", path.display()))
}

/// Every file below `folder`, sorted, so that hashes over them do not depend on the file system.
/// A folder that does not exist has no files.
pub fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let cannot = |e: std::io::Error| format!("cannot list {}: {e}", folder.display());
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(cannot)? {
        let path = entry.map_err(cannot)?.path();
        if path.is_dir() {
            files.extend(files_below(&path)?);
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// SHA-256 as 64 hexadecimal digits.
pub fn sha256(content: impl AsRef<[u8]>) -> String {
    hex::encode(Sha256::digest(content.as_ref()))
}
