//! Puts the pieces of the browser's half together into few files: what is always loaded together compresses together,
//! and asks for one request.

use crate::Result;
use crate::loads::{LOADS, Load};
use std::collections::{BTreeMap, BTreeSet};

/// Most bytes, uncompressed, that a load of a release may get too many so that there are fewer files.
pub const TOO_MANY_MAX: usize = 300_000;

/// How pieces come together.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    /// Few files, and little in them that a page does not need.
    Small,
    /// What one load alone needs is a file, all else another: no download worth its size, but quick to make and to load,
    /// and a spec can fail one load alone.
    Quick,
}

/// Code that exactly these parts need.
pub struct Piece {
    pub name: String,
    pub parts: BTreeSet<String>,
    pub bytes: Vec<u8>,
}

/// Pieces in one file, one after the other.
pub struct Pack {
    /// The file's name within the folder of the build.
    pub file: String,
    pub pieces: Vec<Piece>,
    loads: BTreeSet<usize>,
}

impl Pack {
    /// Whatever needs one of these parts loads this file.
    pub fn parts(&self) -> BTreeSet<&str> {
        self.pieces.iter().flat_map(|piece| &piece.parts).map(String::as_str).collect()
    }

    pub fn serves(&self, load: &Load) -> bool {
        self.parts().iter().any(|part| load.parts.contains(part))
    }

    pub fn bytes(&self) -> Vec<u8> {
        self.pieces.iter().flat_map(|piece| &piece.bytes).copied().collect()
    }

    fn len(&self) -> usize {
        self.pieces.iter().map(|piece| piece.bytes.len()).sum()
    }
}

/// Packs the pieces: first what the same loads need. Then, for a small download, pair by pair what costs the least, as
/// long as no load gets more than [`TOO_MANY_MAX`] bytes too many.
///
/// # Errors
/// When a part is in no load: nobody would know how large it is.
pub fn pack(pieces: Vec<Piece>, packing: Packing) -> Result<Vec<Pack>> {
    let known = |part: &String| LOADS.iter().any(|load| load.parts.contains(&part.as_str()));
    if let Some(part) = pieces.iter().flat_map(|piece| &piece.parts).find(|part| !known(part)) {
        return Err(format!("the part `{part}` is in no load (server/build/loads.rs)").into());
    }
    let mut by_loads: BTreeMap<BTreeSet<usize>, Vec<Piece>> = BTreeMap::new();
    for piece in pieces {
        let needs = |(_, load): &(usize, &Load)| load.parts.iter().any(|part| piece.parts.contains(*part));
        let loads = LOADS.iter().enumerate().filter(needs).map(|(number, _)| number).collect();
        let loads = match packing {
            Packing::Quick => one_or_all(loads),
            Packing::Small => loads,
        };
        by_loads.entry(loads).or_default().push(piece);
    }
    let pack = |(loads, pieces)| Pack { file: String::new(), pieces, loads };
    let mut packs: Vec<Pack> = by_loads.into_iter().map(pack).collect();
    if packing == Packing::Small {
        merge(&mut packs);
    }
    for (number, pack) in packs.iter_mut().enumerate() {
        let loads: Vec<usize> = pack.loads.iter().copied().collect();
        pack.file = match loads[..] {
            [load] => format!("{}.bin", LOADS[load].name.to_lowercase().replace(' ', "-")),
            _ => format!("shared-{number}.bin"),
        };
    }
    Ok(packs)
}

fn one_or_all(loads: BTreeSet<usize>) -> BTreeSet<usize> {
    if loads.len() == 1 { loads } else { (0..LOADS.len()).collect() }
}

fn merge(packs: &mut Vec<Pack>) {
    let mut too_many = vec![0; LOADS.len()];
    while let Some((one, other)) = cheapest_pair(packs, &too_many) {
        let other = packs.swap_remove(other);
        for (load, bytes) in added(&packs[one], &other) {
            too_many[load] += bytes;
        }
        packs[one].loads.extend(other.loads);
        packs[one].pieces.extend(other.pieces);
    }
}

/// The pair that adds the fewest bytes that nobody asked for, within the bound; the first is before the second.
fn cheapest_pair(packs: &[Pack], too_many: &[usize]) -> Option<(usize, usize)> {
    let pairs = (0..packs.len()).flat_map(|one| (one + 1..packs.len()).map(move |other| (one, other)));
    pairs
        .filter_map(|(one, other)| {
            let added = added(&packs[one], &packs[other]);
            let fits = added.iter().all(|(load, bytes)| too_many[*load] + bytes <= TOO_MANY_MAX);
            fits.then(|| (added.iter().map(|(_, bytes)| bytes).sum::<usize>(), (one, other)))
        })
        .min()
        .map(|(_, pair)| pair)
}

/// What each load would get too many if these were one.
fn added(one: &Pack, other: &Pack) -> Vec<(usize, usize)> {
    let without_one = other.loads.difference(&one.loads).map(|load| (*load, one.len()));
    let without_other = one.loads.difference(&other.loads).map(|load| (*load, other.len()));
    without_one.chain(without_other).collect()
}
