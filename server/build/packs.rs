//! Puts the pieces of the browser's half together into few files. What is in one file compresses together, so each load
//! gets at most two: what all loads of its kind need, and all else that it needs, even where others need that too.

use crate::Result;
use crate::loads::{Family, LOADS, Load, When};
use std::collections::BTreeSet;

/// Code that exactly these parts need.
pub struct Piece {
    pub parts: BTreeSet<String>,
    pub module: Vec<u8>,
}

impl Piece {
    fn is_needed_by(&self, load: &Load) -> bool {
        load.parts.iter().any(|part| self.parts.contains(*part))
    }
}

/// A file with pieces.
pub struct Pack {
    /// The file's name within the folder of the build.
    pub file: String,
    /// Which pieces, by their number.
    pub pieces: BTreeSet<usize>,
    /// The loads that fetch it, by their place.
    loads: BTreeSet<usize>,
}

impl Pack {
    pub fn serves(&self, load: &Load) -> bool {
        self.loads.iter().any(|number| LOADS[*number].name == load.name)
    }

    /// Whether the page has brought it before this is loaded.
    pub fn is_there_before(&self, load: &Load) -> bool {
        matches!(load.when, When::Then(family) if self.file == family.file())
    }

    /// The parts that do not come without this file: all loads that have such a part fetch it.
    pub fn parts(&self) -> BTreeSet<&'static str> {
        let parts = self.loads.iter().flat_map(|number| LOADS[*number].parts).copied();
        let is_always = |part: &&str| {
            LOADS
                .iter()
                .enumerate()
                .all(|(number, load)| !load.parts.contains(part) || self.loads.contains(&number))
        };
        parts.filter(is_always).collect()
    }
}

/// Packs the pieces.
///
/// # Errors
/// When a part is in no load, so that nobody would know how large it is, or would not get all that it needs.
pub fn pack(pieces: &[Piece]) -> Result<Vec<Pack>> {
    let is_known = |part: &String| LOADS.iter().any(|load| load.parts.contains(&part.as_str()));
    if let Some(part) = pieces.iter().flat_map(|piece| &piece.parts).find(|part| !is_known(part)) {
        return Err(format!("the part `{part}` is in no load (server/build/loads.rs)").into());
    }
    let shared: Vec<Pack> = Family::ALL.into_iter().map(|family| shared_by(family, pieces)).collect();
    let everywhere =
        shared.iter().map(|pack| pack.pieces.clone()).reduce(|all, more| &all & &more).unwrap_or_default();
    let own = |(number, load): (usize, &Load)| {
        let there = match load.when {
            When::First(family) | When::Then(family) => &shared[family as usize].pieces,
            When::Later => &everywhere,
        };
        let is_own = |number: &usize| pieces[*number].is_needed_by(load) && !there.contains(number);
        let pieces = (0..pieces.len()).filter(is_own).collect();
        Pack { file: format!("{}.wasm", load.name), pieces, loads: BTreeSet::from([number]) }
    };
    let own: Vec<Pack> = LOADS.iter().enumerate().map(own).collect();
    let packs: Vec<Pack> = shared.into_iter().chain(own).filter(|pack| !pack.pieces.is_empty()).collect();
    check(pieces, &packs, &everywhere)?;
    Ok(packs)
}

/// What all pages of a family need: whoever opens one waits for nothing that only others need.
fn shared_by(family: Family, pieces: &[Piece]) -> Pack {
    let loads: Vec<&Load> = LOADS.iter().filter(|load| load.when == When::First(family)).collect();
    let is_common = |number: &usize| loads.iter().all(|load| pieces[*number].is_needed_by(load));
    let pieces = (0..pieces.len()).filter(is_common).collect();
    let fetches = |number: &usize| {
        let when = LOADS[*number].when;
        when == When::First(family) || when == When::Then(family)
    };
    Pack { file: family.file(), pieces, loads: (0..LOADS.len()).filter(fetches).collect() }
}

/// Every part gets every piece that it needs, be it that the page around it has brought it.
fn check(pieces: &[Piece], packs: &[Pack], everywhere: &BTreeSet<usize>) -> Result<()> {
    for (number, piece) in pieces.iter().enumerate() {
        let comes_with = |part: &String| {
            packs.iter().any(|pack| pack.pieces.contains(&number) && pack.parts().contains(part.as_str()))
        };
        if let Some(part) = piece.parts.iter().find(|part| !comes_with(part) && !everywhere.contains(&number))
        {
            return Err(format!("the part `{part}` would not get a piece that it needs").into());
        }
    }
    Ok(())
}
