//! Builds what the browser gets and embeds it: the wasm half of `app` with its glue, the style sheets, and
//! `public/`. The result is `$OUT_DIR/assets.rs`, which `src/assets.rs` includes.
//!
//! `COMMAND_POST_WASM=skip` leaves the wasm out (clippy, editors, tests that need no browser).

#[path = "build/assets.rs"]
mod assets;
#[path = "build/budgets.rs"]
mod budgets;
#[path = "build/content.rs"]
mod content;
#[path = "build/css.rs"]
mod css;
#[path = "build/loads.rs"]
mod loads;
#[path = "build/merge.rs"]
mod merge;
#[path = "build/packs.rs"]
mod packs;
#[path = "../app/src/ui/page_table.rs"]
mod page_table;
#[path = "build/prune.rs"]
mod prune;
#[path = "build/split.rs"]
mod split;
#[path = "build/wasm.rs"]
mod wasm;

use assets::{Built, Table};
use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};
use wasm::Bundle;

/// What every step of the build script may fail with: words for the person who builds.
type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Where things are and how they are built.
struct Setup {
    /// The workspace's root.
    root: PathBuf,
    /// Where generated files go.
    out: PathBuf,
    /// Small and compressed, or quick.
    release: bool,
    /// Leave the wasm out.
    skip_wasm: bool,
}

fn main() -> ExitCode {
    match build() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            for line in error.to_string().lines() {
                println!("cargo::error={line}");
            }
            ExitCode::FAILURE
        }
    }
}

fn build() -> Result<()> {
    let setup = Setup::from_env()?;
    for input in ["app", "style", "public", "Cargo.toml", "Cargo.lock", ".cargo"] {
        println!("cargo::rerun-if-changed={}", setup.root.join(input).display());
    }
    for input in ["build.rs", "build"] {
        println!("cargo::rerun-if-changed={input}");
    }
    println!("cargo::rerun-if-env-changed=COMMAND_POST_WASM");

    let mut table = Table::default();
    let bundle = if setup.skip_wasm { None } else { Some(wasm::build(&setup)?) };
    if let Some(bundle) = &bundle {
        add_bundle(bundle, &mut table);
    }
    let style = css::bundle(&setup.root.join("style/app.css"))?;
    table.style_path = format!("/pkg/app-{}.css", assets::hash([style.as_bytes()]));
    table.add(Built::hashed(table.style_path.clone(), style.into_bytes()));
    table.public_css = css::bundle(&setup.root.join("style/public.css"))?;
    add_public(&setup.root.join("public"), &mut table)?;
    let sizes = table.write(&setup.out, setup.release)?;
    if let Some(bundle) = bundle.filter(|_| setup.release) {
        check_budgets(&setup, &bundle, &sizes)?;
    }
    Ok(())
}

/// Fails when a page has become too large for a slow line; else leaves the figures in `loads.txt` beside the assets.
fn check_budgets(setup: &Setup, bundle: &Bundle, sizes: &BTreeMap<String, usize>) -> Result<()> {
    let folder = format!("/pkg/{}/", bundle.hash());
    let own = sizes.iter().filter_map(|(path, bytes)| Some((path.strip_prefix(&folder)?.to_owned(), *bytes)));
    let lines = budgets::check(&wasm::CORE, &bundle.packs, &own.collect())?;
    fs::write(setup.out.join("loads.txt"), lines)?;
    Ok(())
}

/// Adds the browser's half, in a folder of its own.
fn add_bundle(bundle: &Bundle, table: &mut Table) {
    let folder = bundle.hash();
    table.output_name = format!("{folder}/app");
    table.loader_path = Some(format!("/pkg/{folder}/{}", split::LOADER));
    for (name, bytes) in &bundle.files {
        table.add(Built::hashed(format!("/pkg/{folder}/{name}"), bytes.clone()));
    }
    for pack in &bundle.packs {
        let parts = pack.parts().into_iter().map(str::to_owned).collect();
        table.packs.push((format!("/pkg/{folder}/{}", pack.file), parts));
    }
}

/// Adds the files of `public/`, which are served at the root under their own names.
fn add_public(folder: &Path, table: &mut Table) -> Result<()> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .map_err(|error| format!("cannot list {}: {error}", folder.display()))?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_>>()?;
    files.sort();
    for file in files.iter().filter(|file| file.is_file()) {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        table.add(Built::named(format!("/{name}"), fs::read(file)?));
    }
    Ok(())
}

impl Setup {
    fn from_env() -> Result<Self> {
        let manifest = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
        let root = manifest.parent().ok_or("the server's crate has no folder above it")?;
        Ok(Self {
            root: root.to_path_buf(),
            out: PathBuf::from(env::var("OUT_DIR")?),
            release: env::var("PROFILE")? == "release",
            skip_wasm: env::var("COMMAND_POST_WASM").is_ok_and(|value| value == "skip"),
        })
    }
}
