//! Splits the browser's half: a core that every page loads, and pieces that the parts of `app/src/ui/parts.rs` need.
//!
//! The splitter makes a piece of what exactly the same parts need, which is a few hundred. `packs` puts them together
//! into files, and `loader.js` takes them out again.

use crate::Result;
use crate::packs::{Pack, Piece};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use walrus::ModuleConfig;
use wasm_split_cli_support::{Options, transform};

/// What the splitter's script and wasm-bindgen's glue call each other; both lie in one folder per build.
pub const LOADER: &str = "loader.js";
pub const GLUE: &str = "app.js";

/// Loads packs and takes the pieces out; what is in which is filled in.
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
    let (bytes, core) = (fs::read(module)?, folder.join("core.wasm"));
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
        let bytes = stripped(&folder.join(format!("{name}.wasm")))?;
        Ok(Piece { parts, bytes })
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

/// The module without names and notes, and with its numbers as short as they can be: relocations keep room for more.
fn stripped(module: &Path) -> Result<Vec<u8>> {
    let mut config = ModuleConfig::new();
    config.generate_name_section(false).generate_producers_section(false).strict_validate(false);
    let mut module = config.parse_file(module).map_err(|error| format!("{}: {error:#}", module.display()))?;
    let notes: Vec<_> = module.customs.iter().map(|(id, _)| id).collect();
    for note in notes {
        module.customs.delete(note);
    }
    Ok(module.emit_wasm())
}

/// The script that loads parts, in place of the splitter's, which fetches every piece as a file of its own.
pub fn loader(split: &Split, packs: &[Pack]) -> String {
    let pieces = &split.pieces;
    let lengths: String = pieces.iter().map(|piece| format!("{},", piece.bytes.len())).collect();
    let row = |pack: &Pack| {
        let numbers: String = pack.pieces.iter().map(|number| format!(",{number}")).collect();
        format!("[\"{}\"{numbers}],", pack.file)
    };
    let rows: String = packs.iter().map(row).collect();
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
        ("LENGTHS", format!("[{lengths}]")),
        ("PACKS", format!("[{rows}]")),
        ("PARTS", format!("{{{needs}}}")),
    ];
    fill.iter().fold(LOAD.to_owned(), |script, (name, value)| script.replace(name, value)) + &exports
}
