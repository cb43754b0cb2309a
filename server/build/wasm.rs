//! The browser's half: `app` compiled to wasm by a cargo of its own, split, and wasm-bindgen's glue.
//!
//! No wasm-opt: it makes the module smaller, but what brotli makes of it larger, by 7 % when last measured.

use crate::content::Content;
use crate::merge;
use crate::packs::{self, Pack};
use crate::split::{self, GLUE, LOADER};
use crate::{Result, Setup, assets};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};
use walrus::ir::Value;
use walrus::{ConstExpr, DataKind, ModuleConfig};
use wasm_bindgen_cli_support::Bindgen;

const TARGET: &str = "wasm32-unknown-unknown";

/// What the splitter reads: which function refers to what, and its name. Only the last crate is told, so that all
/// others are compiled as ever.
const FOR_SPLITTING: [&str; 2] = ["-Cstrip=none", "-Clink-args=--emit-relocs"];

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

/// The core's module, as wasm-bindgen and Leptos name it.
const CORE_MODULE: &str = "app_bg.wasm";
/// What every page loads.
pub const CORE: [&str; 3] = [GLUE, LOADER, CORE_MODULE];

/// What the browser loads.
pub struct Bundle {
    /// The files, by their path in the folder of the build: the names with which they ask for each other.
    pub files: Vec<(String, Vec<u8>)>,
    pub packs: Vec<Pack>,
}

impl Bundle {
    /// Names the folder: files of one build never ask for those of another.
    pub fn hash(&self) -> String {
        assets::hash(self.files.iter().flat_map(|(name, bytes)| [name.as_bytes(), bytes.as_slice()]))
    }
}

/// Compiles, splits and binds.
pub fn build(setup: &Setup) -> Result<Bundle> {
    require_target()?;
    let target_dir = target_dir(&setup.out)?.join("wasm");
    let profile = if setup.release { "wasm-release" } else { "wasm-dev" };
    compile(&setup.root, &target_dir, profile)?;
    bundle(setup, &target_dir.join(TARGET).join(profile).join("app.wasm"))
}

/// Splits and binds what was compiled.
pub fn bundle(setup: &Setup, module: &Path) -> Result<Bundle> {
    let (pieces, bound) = (empty_folder(&setup.out, "split")?, empty_folder(&setup.out, "bindgen")?);
    let split = split::split(module, &pieces)?;
    let packs = packs::pack(&split.pieces)?;
    let contents =
        split.pieces.iter().map(|piece| Content::read(&piece.module)).collect::<Result<Vec<_>>>()?;
    bind(core_with_state(&split.core, &contents, setup.release)?, &bound)?;
    let mut files = vec![
        (GLUE.to_owned(), fs::read(bound.join(GLUE))?),
        (CORE_MODULE.to_owned(), fs::read(bound.join(CORE_MODULE))?),
        (LOADER.to_owned(), split::loader(&split, &packs).into_bytes()),
    ];
    for pack in &packs {
        let pieces: Vec<&Content<'_>> = pack.pieces.iter().map(|number| &contents[*number]).collect();
        let module = merge::merge(&pieces).map_err(|error| format!("{}: {error}", pack.file))?;
        files.push((pack.file.clone(), module));
    }
    read_snippets(&bound, &bound.join("snippets"), &mut files)?;
    Ok(Bundle { files, packs })
}

fn empty_folder(parent: &Path, name: &str) -> Result<PathBuf> {
    let folder = parent.join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    Ok(folder)
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
    cargo.current_dir(root).args(["rustc", "--package", "app", "--lib", "--target", TARGET]).args([
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
    let status = cargo.arg("--target-dir").arg(target_dir).arg("--").args(FOR_SPLITTING).status()?;
    if status.success() {
        Ok(())
    } else {
        Err("`app` does not compile for the browser; the errors are below".into())
    }
}

/// The core, with all that the program writes to: where that is in a piece it would begin anew with each file that the
/// piece is in. Without names when `release`.
fn core_with_state(file: &Path, pieces: &[Content<'_>], release: bool) -> Result<walrus::Module> {
    let mut config = ModuleConfig::new();
    config.strict_validate(false).generate_dwarf(false);
    config.generate_name_section(!release).generate_producers_section(false);
    let mut core = config.parse_file(file).map_err(|error| format!("{}: {error:#}", file.display()))?;
    let memory = core.memories.iter().next().ok_or("the core has no memory")?.id();
    for (address, bytes) in merge::state(pieces) {
        let offset = ConstExpr::Value(Value::I32(address.cast_signed()));
        let data = core.data.add(DataKind::Active { memory, offset }, bytes);
        core.memories.get_mut(memory).data_segments.insert(data);
    }
    Ok(core)
}

fn bind(core: walrus::Module, folder: &Path) -> Result<()> {
    Bindgen::new()
        .input_module("app", core)
        .web(true)
        .and_then(|bindgen| {
            bindgen
                .typescript(false)
                // The pieces refer to what the linker named.
                .keep_lld_exports(true)
                .demangle(false)
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
