//! Splits the browser's half: a core that every page loads, and pieces that the parts of `app/src/ui/parts.rs` need.
//!
//! The splitter makes a piece of what exactly the same parts need, which is a few hundred. `packs` puts them together
//! into files, and `loader.js` takes them out again.

use crate::Result;
use crate::packs::{Pack, Piece};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use walrus::ModuleConfig;
use wasm_split_cli_support::{Options, transform};

/// What the splitter's script and wasm-bindgen's glue call each other; both lie in one folder per build.
pub const LOADER: &str = "loader.js";
pub const GLUE: &str = "app.js";

/// Takes pieces out of packs.
const UNPACK: &str = include_str!("loader.js");

/// A module in pieces.
pub struct Split {
    /// Where the core is, for wasm-bindgen.
    pub core: PathBuf,
    /// The splitter's script, which fetches every piece as a file of its own.
    script: String,
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
        Ok(Piece { name, parts, bytes })
    };
    let pieces = needed_by.into_iter().map(piece).collect::<Result<_>>()?;
    Ok(Split { core, script: fs::read_to_string(folder.join(LOADER))?, pieces })
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

/// The script that loads parts: the splitter's, with every piece taken out of its pack.
pub fn loader(script: &Split, packs: &[Pack]) -> Result<String> {
    let mut loader = script.script.clone();
    let mut table = String::from("const pieces = {\n");
    for pack in packs {
        let mut start = 0;
        for piece in &pack.pieces {
            let (name, end) = (&piece.name, start + piece.bytes.len());
            let fetched = format!("fetch(new URL(\"./{name}.wasm\", import.meta.url))");
            if loader.matches(&fetched).count() != 1 {
                return Err(format!("wasm-split's script does not fetch {name} as it used to").into());
            }
            loader = loader.replace(&fetched, &format!("piece(\"{name}\")"));
            writeln!(table, "  {name}: [\"{}\", {start}, {end}],", pack.file)?;
            start = end;
        }
    }
    Ok(format!("{loader}\n{table}}};\n{UNPACK}"))
}
