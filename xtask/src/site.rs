//! The browser part: wasm, its JavaScript, one style sheet and the public files, in `target/site`.
//!
//! **Invariant:** files under `/pkg/` carry the hash of their content in their name, so they may be
//! cached for ever; `manifest.json` is the one place that says their names. The folder is replaced
//! as a whole: it never mixes two builds. The same rustflags build server and browser part (see
//! `.cargo/config.toml`), because one hydrates what the other rendered.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::UNIX_EPOCH;

use serde_json::json;

use crate::process::{self, step};
use crate::workspace::{self, Workspace};
use crate::{Result, css, setup};

/// The profile of the browser part while developing.
const DEV_PROFILE: &str = "dev";
/// The profile of the browser part for production: small before fast.
const RELEASE_PROFILE: &str = "wasm-release";
/// Files that shrink; fonts and pictures are compressed already.
const COMPRESSIBLE: [&str; 9] = [
    "css",
    "html",
    "js",
    "json",
    "svg",
    "txt",
    "wasm",
    "webmanifest",
    "xml",
];
/// Files smaller than this fit in one packet anyway.
const COMPRESSIBLE_FROM_BYTES: u64 = 1024;
/// Raised by hand when this file starts to produce something else from the same inputs.
const RECIPE: u32 = 2;

/// For whom the site is built.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Quick to build.
    Dev,
    /// Small, with `.br` and `.gz` beside each file that shrinks.
    Release,
}

/// Builds the site if anything it is made of has changed.
pub fn build(workspace: &Workspace, mode: Mode) -> Result<()> {
    setup::wasm_target(workspace)?;
    let wasm_bindgen = setup::wasm_bindgen(workspace)?;
    let wasm = compile(workspace, mode)?;
    step(|| {
        let inputs = inputs(workspace, mode, &wasm)?;
        let site = workspace.site();
        // Beside the site and not in it: everything inside is served.
        let stamp = workspace.root.join("target/site.inputs");
        let up_to_date = site.join("manifest.json").exists();
        if up_to_date && fs::read_to_string(&stamp).is_ok_and(|text| text == inputs) {
            return Ok(((), "target/site is up to date".to_owned()));
        }
        let new = workspace.root.join("target/site.new");
        let line = assemble(workspace, mode, &wasm_bindgen, &wasm, &new)?;
        remove(&site)?;
        fs::rename(&new, &site)
            .map_err(|e| format!("cannot move {} in place: {e}", new.display()))?;
        workspace::write(&stamp, inputs)?;
        Ok(((), line))
    })
}

/// Compiles `frontend` and returns the raw wasm file.
fn compile(workspace: &Workspace, mode: Mode) -> Result<PathBuf> {
    let (profile, folder) = match mode {
        Mode::Dev => (
            DEV_PROFILE,
            if DEV_PROFILE == "dev" {
                "debug"
            } else {
                DEV_PROFILE
            },
        ),
        Mode::Release => (RELEASE_PROFILE, RELEASE_PROFILE),
    };
    let target = "wasm32-unknown-unknown";
    step(|| {
        let arguments = [
            "build",
            "--package",
            "frontend",
            "--lib",
            "--target",
            target,
            "--profile",
            profile,
        ];
        process::run(&mut workspace.cargo(&arguments))?;
        Ok((
            workspace
                .target
                .join(target)
                .join(folder)
                .join("frontend.wasm"),
            "browser part compiled".to_owned(),
        ))
    })
}

/// Everything the site is made of, as one hash. The raw wasm counts by size and time: it is tens of
/// megabytes and cargo rewrites it only when it changes.
fn inputs(workspace: &Workspace, mode: Mode, wasm: &Path) -> Result<String> {
    let about = fs::metadata(wasm).map_err(|e| format!("cannot find {}: {e}", wasm.display()))?;
    let changed = about
        .modified()
        .ok()
        .and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    let release = mode == Mode::Release;
    let mut text = format!("{RECIPE} {release} {} {changed:?}\n", about.len());
    for folder in ["style", "public"] {
        for path in workspace::files_below(&workspace.root.join(folder))? {
            let content =
                fs::read(&path).map_err(|e| format!("cannot read {}: {e}", path.display()))?;
            text.push_str(&format!(
                "{} {}\n",
                path.display(),
                workspace::sha256(content)
            ));
        }
    }
    Ok(workspace::sha256(text))
}

/// Fills the folder `new` and returns a line about its sizes.
fn assemble(
    workspace: &Workspace,
    mode: Mode,
    wasm_bindgen: &Path,
    wasm: &Path,
    new: &Path,
) -> Result<String> {
    remove(new)?;
    let package = new.join("pkg");
    fs::create_dir_all(&package).map_err(|e| format!("cannot make {}: {e}", package.display()))?;
    copy_folder(&workspace.root.join("public"), new)?;

    // Snippets that crates bring along keep the names the JavaScript imports them by.
    let mut command = Command::new(wasm_bindgen);
    command.arg(wasm).args([
        "--target",
        "web",
        "--no-typescript",
        "--out-name",
        "lachan",
        "--out-dir",
    ]);
    process::run(command.arg(&package))?;
    let bound = package.join("lachan_bg.wasm");
    if mode == Mode::Release {
        optimise(workspace, &bound)?;
    }
    workspace::write(&package.join("lachan.css"), style_sheet(&workspace.root)?)?;

    let manifest = json!({
        "js": hash_name(&package.join("lachan.js"))?,
        "wasm": hash_name(&bound)?,
        "css": hash_name(&package.join("lachan.css"))?,
    });
    if mode == Mode::Release {
        precompress(new)?;
    }
    let size = |key: &str| {
        let file = manifest[key]
            .as_str()
            .unwrap_or_default()
            .trim_start_matches('/');
        [file.to_owned(), format!("{file}.br")]
            .iter()
            .filter_map(|name| fs::metadata(new.join(name)).ok())
            .map(|about| format!("{} KB", about.len().div_ceil(1000)))
            .collect::<Vec<_>>()
            .join(", compressed ")
    };
    let line = format!(
        "target/site built: wasm {}; js {}; css {}",
        size("wasm"),
        size("js"),
        size("css")
    );
    // Written last: a folder with a manifest is a complete one.
    workspace::write(&new.join("manifest.json"), format!("{manifest:#}\n"))?;
    Ok(line)
}

/// Takes out what no browser needs. wasm-opt's own passes stay out: they make the file smaller and its
/// compressed form larger, and that is what travels (22 November 2026, brotli: none 464 KB, `-Os` 500 KB,
/// `-Oz` 503 KB, `-O2` 504 KB; rustc and LTO have optimised for size before).
fn optimise(workspace: &Workspace, wasm: &Path) -> Result<()> {
    let wasm_opt = setup::wasm_opt(workspace)?;
    let small = wasm.with_extension("small");
    let mut node = Command::new("node");
    node.arg(wasm_opt)
        .args(["--strip-debug", "--strip-producers"])
        .arg(wasm)
        .arg("-o")
        .arg(&small);
    process::run(&mut node)?;
    fs::rename(&small, wasm).map_err(|e| format!("cannot replace {}: {e}", wasm.display()))
}

/// The one style sheet. While there is no `style/main.css`, an empty one.
fn style_sheet(root: &Path) -> Result<String> {
    let main = root.join("style/main.css");
    if !main.exists() {
        return Ok(String::new());
    }
    let bundle = css::bundle(&main)?;
    let relative = css::relative_urls(&bundle);
    if relative.is_empty() {
        return Ok(css::minify(&bundle));
    }
    Err(format!(
        "style: url(…) must begin with `/`, `#` or `data:`, not {}.",
        relative.join(", ")
    ))
}

/// Renames `lachan_bg.wasm` to `lachan.<hash>.wasm` and returns its address.
fn hash_name(file: &Path) -> Result<String> {
    let content = fs::read(file).map_err(|e| format!("cannot read {}: {e}", file.display()))?;
    let extension = file.extension().unwrap_or_default().to_string_lossy();
    let name = format!("lachan.{}.{extension}", &workspace::sha256(content)[..16]);
    fs::rename(file, file.with_file_name(&name))
        .map_err(|e| format!("cannot rename {}: {e}", file.display()))?;
    Ok(format!("/pkg/{name}"))
}

/// Writes `.br` and `.gz` beside every file that shrinks. Node has both compressors built in.
fn precompress(site: &Path) -> Result<()> {
    const SCRIPT: &str = "
        const fs = require('node:fs'), zlib = require('node:zlib'), c = zlib.constants;
        for (const file of process.argv.slice(1)) {
            const raw = fs.readFileSync(file);
            const params = { [c.BROTLI_PARAM_QUALITY]: 11, [c.BROTLI_PARAM_SIZE_HINT]: raw.length };
            zlib.brotliCompress(raw, { params }, (e, out) => { if (e) throw e; fs.writeFileSync(file + '.br', out); });
            zlib.gzip(raw, { level: 9 }, (e, out) => { if (e) throw e; fs.writeFileSync(file + '.gz', out); });
        }";
    let mut node = Command::new("node");
    node.args(["-e", SCRIPT, "--"]);
    for path in workspace::files_below(site)? {
        let extension = path.extension().unwrap_or_default().to_string_lossy();
        let is_large =
            fs::metadata(&path).is_ok_and(|about| about.len() >= COMPRESSIBLE_FROM_BYTES);
        if is_large && COMPRESSIBLE.contains(&extension.as_ref()) {
            node.arg(path);
        }
    }
    process::run(&mut node)
}

/// Copies a folder's content; a folder that does not exist is empty.
fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    for path in workspace::files_below(from)? {
        let copy = to.join(path.strip_prefix(from).unwrap_or(&path));
        let cannot = |e: std::io::Error| format!("cannot copy {}: {e}", path.display());
        if let Some(folder) = copy.parent() {
            fs::create_dir_all(folder).map_err(cannot)?;
        }
        fs::copy(&path, &copy).map_err(cannot)?;
    }
    Ok(())
}

fn remove(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)
            .map_err(|e| format!("cannot remove {}: {e}", folder.display()))?;
    }
    Ok(())
}
