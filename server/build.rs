//! Builds what the browser gets and embeds it: the wasm half of `app` with its glue, the style sheets, and
//! `public/`. The result is `$OUT_DIR/assets.rs`, which `src/assets.rs` includes.
//!
//! `COMMAND_POST_WASM=skip` leaves the wasm out (clippy, editors, tests that need no browser).

#[path = "build/assets.rs"]
mod assets;
#[path = "build/css.rs"]
mod css;
#[path = "build/wasm.rs"]
mod wasm;

use assets::{Built, Table};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

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
    if !setup.skip_wasm {
        let glue = wasm::build(&setup)?;
        table.output_name = format!("app-{}", glue.hash());
        for (name, bytes) in glue.files(&table.output_name) {
            table.add(Built::hashed(format!("/pkg/{name}"), bytes));
        }
    }
    let style = css::bundle(&setup.root.join("style/app.css"))?;
    table.style_path = format!("/pkg/app-{}.css", assets::hash([style.as_bytes()]));
    table.add(Built::hashed(table.style_path.clone(), style.into_bytes()));
    table.public_css = css::bundle(&setup.root.join("style/public.css"))?;
    add_public(&setup.root.join("public"), &mut table)?;
    table.write(&setup.out, setup.release)
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
