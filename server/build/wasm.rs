//! The browser's half: `app` compiled to wasm by a cargo of its own, and wasm-bindgen's glue.
//!
//! No wasm-opt: it makes the module smaller, but what brotli makes of it larger, by 7 % when last measured.

use crate::{Result, Setup, assets};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};
use wasm_bindgen_cli_support::Bindgen;

const TARGET: &str = "wasm32-unknown-unknown";

/// Variables of the outer cargo that would change, or break, what the inner one builds.
const OUTER_ONLY: [&str; 12] = [
    "RUSTFLAGS",
    "RUSTDOCFLAGS",
    "CARGO_ENCODED_RUSTFLAGS",
    "CARGO_ENCODED_RUSTDOCFLAGS",
    "CARGO_BUILD_RUSTFLAGS",
    "RUSTC",
    "RUSTC_WRAPPER",
    "RUSTC_WORKSPACE_WRAPPER",
    "CARGO_BUILD_TARGET",
    "CARGO_BUILD_TARGET_DIR",
    "CARGO_TARGET_DIR",
    "CARGO_PRIMARY_PACKAGE",
];

/// Prefixes of variables that cargo sets for this build script alone.
const SCRIPT_ONLY: [&str; 5] = ["CARGO_FEATURE_", "CARGO_CFG_", "CARGO_PKG_", "CARGO_MANIFEST_", "DEP_"];

/// The module and the glue that loads it.
pub struct Glue {
    js: Vec<u8>,
    wasm: Vec<u8>,
    /// Scripts that crates brought along, by the path under which the glue imports them.
    snippets: Vec<(String, Vec<u8>)>,
}

impl Glue {
    /// Names the pair: the browser must never mix the glue of one build with the module of another.
    pub fn hash(&self) -> String {
        let snippets = self.snippets.iter().map(|(_, bytes)| bytes.as_slice());
        assets::hash([self.js.as_slice(), self.wasm.as_slice()].into_iter().chain(snippets))
    }

    /// The files under `/pkg/`, with the names that the hydration script asks for.
    pub fn files(self, output_name: &str) -> Vec<(String, Vec<u8>)> {
        let mut files =
            vec![(format!("{output_name}.js"), self.js), (format!("{output_name}_bg.wasm"), self.wasm)];
        files.extend(self.snippets);
        files
    }
}

/// Compiles and binds.
pub fn build(setup: &Setup) -> Result<Glue> {
    require_target()?;
    let target_dir = target_dir(&setup.out)?.join("wasm");
    let profile = if setup.release { "wasm-release" } else { "wasm-dev" };
    compile(&setup.root, &target_dir, profile)?;
    let module = target_dir.join(TARGET).join(profile).join("app.wasm");

    let bound = setup.out.join("bindgen");
    if bound.exists() {
        fs::remove_dir_all(&bound)?;
    }
    bind(&module, &bound, setup.release)?;
    let wasm = bound.join("app_bg.wasm");
    let mut snippets = Vec::new();
    read_snippets(&bound, &bound.join("snippets"), &mut snippets)?;
    Ok(Glue { js: fs::read(bound.join("app.js"))?, wasm: fs::read(wasm)?, snippets })
}

/// Fails with one line that says what to do when rustc cannot compile for the browser.
fn require_target() -> Result<()> {
    let rustc = env::var("RUSTC").unwrap_or_else(|_| "rustc".into());
    let answer = Command::new(rustc).args(["--print", "target-libdir", "--target", TARGET]).output()?;
    let folder = PathBuf::from(String::from_utf8_lossy(&answer.stdout).trim());
    if answer.status.success() && folder.is_dir() {
        return Ok(());
    }
    Err(format!("the wasm target is missing: run `rustup target add {TARGET}` (`make run` does it)").into())
}

/// The outer build's target directory: the folder above `out` that cargo marked as a cache.
fn target_dir(out: &Path) -> Result<PathBuf> {
    out.ancestors()
        .find(|folder| folder.join("CACHEDIR.TAG").is_file())
        .or_else(|| out.ancestors().nth(4))
        .map(Path::to_path_buf)
        .ok_or_else(|| format!("no target directory above {}", out.display()).into())
}

fn compile(root: &Path, target_dir: &Path, profile: &str) -> Result<()> {
    let mut cargo = Command::new(env::var("CARGO").unwrap_or_else(|_| "cargo".into()));
    cargo.current_dir(root).args(["build", "--package", "app", "--lib", "--target", TARGET]).args([
        "--no-default-features",
        "--features",
        "hydrate",
        "--profile",
        profile,
    ]);
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if OUTER_ONLY.contains(&&*text) || SCRIPT_ONLY.iter().any(|prefix| text.starts_with(prefix)) {
            cargo.env_remove(&name);
        }
    }
    let status = cargo.arg("--target-dir").arg(target_dir).status()?;
    if status.success() {
        Ok(())
    } else {
        Err("`app` does not compile for the browser; the errors are below".into())
    }
}

fn bind(module: &Path, folder: &Path, release: bool) -> Result<()> {
    Bindgen::new()
        .input_path(module)
        .out_name("app")
        .web(true)
        .and_then(|bindgen| {
            bindgen
                .typescript(false)
                .remove_name_section(release)
                .remove_producers_section(true)
                .generate(folder)
        })
        .map_err(|error| format!("wasm-bindgen: {error:#}").into())
}

fn read_snippets(base: &Path, folder: &Path, found: &mut Vec<(String, Vec<u8>)>) -> Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    entries.sort();
    for path in entries {
        if path.is_dir() {
            read_snippets(base, &path, found)?;
        } else {
            let name = path.strip_prefix(base)?.to_string_lossy().replace('\\', "/");
            found.push((name, fs::read(&path)?));
        }
    }
    Ok(())
}
