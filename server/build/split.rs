//! Splits the browser's half: a core that every page loads, and pieces that the parts of `app/src/ui/parts.rs` need.
//!
//! The splitter makes a piece of what exactly the same parts need, which is a few hundred. `packs` says which of them
//! are one file, `merge` makes it, and `loader.js` loads it.

use crate::Result;
use crate::packs::{Pack, Piece};
use crate::prune::prune;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use wasm_split_cli_support::{Options, transform};

/// What the splitter's script and wasm-bindgen's glue call each other; both lie in one folder per build.
pub const LOADER: &str = "loader.js";
pub const GLUE: &str = "app.js";

/// Loads packs; which there are and who needs them is filled in.
const LOAD: &str = include_str!("loader.js");

/// What is before the constants in the splitter's script.
const CONSTANTS_BEGIN: &str = "sharedImports = { __wasm_split: {";

/// A module in pieces.
pub struct Split {
    /// Where the core is, for wasm-bindgen.
    pub core: PathBuf,
    /// What pieces import beside the core's exports, as the splitter's script writes it down.
    constants: String,
    pub pieces: Vec<Piece>,
}

/// Splits a module that was linked with relocations, into `folder`.
pub fn split(module: &Path, folder: &Path) -> Result<Split> {
    let (bytes, core) = (prune(&fs::read(module)?)?, folder.join("core.wasm"));
    let (main_module, link_name) = (format!("./{GLUE}"), format!("./{LOADER}"));
    let mut options = Options::new(&bytes);
    options.output_dir = folder;
    options.main_out_path = &core;
    options.main_module = &main_module;
    options.link_name = &link_name;
    let made = transform(options).map_err(|error| format!("wasm-split: {error:#}"))?;

    let mut needed_by: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (part, pieces) in made.prefetch_map {
        for piece in pieces {
            needed_by.entry(piece).or_default().insert(part.clone());
        }
    }
    let piece = |(name, parts): (String, BTreeSet<String>)| {
        let module = fs::read(folder.join(format!("{name}.wasm")))?;
        Ok(Piece { parts, module })
    };
    let pieces = needed_by.into_iter().map(piece).collect::<Result<_>>()?;
    let constants = constants(&fs::read_to_string(folder.join(LOADER))?)?;
    Ok(Split { core, constants, pieces })
}

/// The object of constants in the splitter's script: by them a piece refuses the core of another build.
fn constants(script: &str) -> Result<String> {
    let found = script.split_once(CONSTANTS_BEGIN).and_then(|(_, rest)| rest.split_once('}'));
    let (constants, _) = found.ok_or("wasm-split's script does not say what pieces import as it used to")?;
    Ok(format!("{{{constants}}}"))
}

/// The script that loads parts, in place of the splitter's, which fetches every piece as a file of its own.
pub fn loader(split: &Split, packs: &[Pack]) -> String {
    let files: String = packs.iter().map(|pack| format!("\"{}\",", pack.file)).collect();
    let mut parts: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (number, pack) in packs.iter().enumerate() {
        for part in pack.parts() {
            parts.entry(part).or_default().push(number.to_string());
        }
    }
    let needs: String = parts.iter().map(|(part, packs)| format!("{part}:[{}],", packs.join(","))).collect();
    let export = |part: &&str| format!("export const __wasm_split_load_{part} = loader(\"{part}\");\n");
    let exports: String = parts.keys().map(export).collect();
    let fill = [
        ("CONSTANTS", split.constants.clone()),
        ("PACKS", format!("[{files}]")),
        ("PARTS", format!("{{{needs}}}")),
    ];
    fill.iter().fold(LOAD.to_owned(), |script, (name, value)| script.replace(name, value)) + &exports
}
