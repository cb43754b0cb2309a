//! How large each load is, and whether it keeps within its budget.

use crate::Result;
use crate::loads::{CORE_KB_MAX, LOADS, Load, When};
use crate::packs::Pack;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Bytes of a kilobyte.
const KB: usize = 1000;

/// Files that are loaded at once, with their sizes in brotli.
struct Measured {
    name: &'static str,
    kb_max: usize,
    files: Vec<(String, usize)>,
}

impl Measured {
    fn bytes(&self) -> usize {
        self.files.iter().map(|(_, bytes)| bytes).sum()
    }

    /// Such as `home 262.1 KB, 2.1 over 260: core 176.0, home.bin 86.1`.
    fn line(&self) -> String {
        let (bytes, most) = (self.bytes(), self.kb_max * KB);
        let kb = |bytes: usize| format!("{:.1}", bytes as f64 / KB as f64);
        let mut line = format!("{} {} KB, ", self.name, kb(bytes));
        let _ = match bytes.checked_sub(most).filter(|over| *over > 0) {
            Some(over) => write!(line, "{} over {}: ", kb(over), self.kb_max),
            None => write!(line, "of {}: ", self.kb_max),
        };
        let files: Vec<String> =
            self.files.iter().map(|(file, bytes)| format!("{file} {}", kb(*bytes))).collect();
        line + &files.join(", ")
    }
}

/// One line for each load. `core` has the files that every page loads, `sizes` the size of each file in brotli.
///
/// # Errors
/// When a load is larger than its budget: the lines of those that are. When a file has no size.
pub fn check(core: &[&str], packs: &[Pack], sizes: &BTreeMap<String, usize>) -> Result<String> {
    let measured = |file: &str| match sizes.get(file) {
        Some(bytes) => Ok((file.to_owned(), *bytes)),
        None => Err(format!("{file} has no size in brotli")),
    };
    let files = core.iter().map(|file| measured(file)).collect::<std::result::Result<_, _>>()?;
    let core = Measured { name: "core", kb_max: CORE_KB_MAX, files };
    let core_bytes = core.bytes();
    let load = |load: &Load| {
        let first = matches!(load.when, When::First(_)).then(|| Ok(("core".to_owned(), core_bytes)));
        let packs = packs.iter().filter(|pack| pack.serves(load) && !pack.is_there_before(load));
        let packs = packs.map(|pack| measured(&pack.file));
        let files = first.into_iter().chain(packs).collect::<std::result::Result<_, _>>()?;
        Ok(Measured { name: load.name, kb_max: load.kb_max, files })
    };
    let loads = LOADS.iter().map(load).collect::<Result<Vec<Measured>>>()?;
    let all: Vec<&Measured> = std::iter::once(&core).chain(&loads).collect();
    let over: Vec<String> =
        all.iter().filter(|one| one.bytes() > one.kb_max * KB).map(|one| one.line()).collect();
    if over.is_empty() {
        Ok(all.iter().map(|one| one.line() + "\n").collect())
    } else {
        Err(format!("the browser's half is over its budget (server/build/loads.rs):\n{}", over.join("\n"))
            .into())
    }
}
