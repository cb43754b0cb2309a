//! What the build makes of the browser's half: which pieces are in one file, and how large a page may be.

#[path = "../build/budgets.rs"]
mod budgets;
#[path = "../build/loads.rs"]
mod loads;
#[path = "../build/packs.rs"]
mod packs;

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;

use loads::{CORE_KB_MAX, LOADS};
use packs::{Pack, Packing, Piece, TOO_MANY_MAX, pack};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const SEATS: [&str; 6] = ["briefing", "commander", "comms", "customers", "operations", "support"];

fn piece(name: &str, parts: &[&str], bytes: usize) -> Piece {
    let parts = parts.iter().map(|part| (*part).to_owned()).collect();
    Piece { name: name.to_owned(), parts, bytes: vec![0; bytes] }
}

/// Which pieces are in which pack.
fn names(packs: &[Pack]) -> BTreeSet<BTreeSet<String>> {
    let names = |pack: &Pack| pack.pieces.iter().map(|piece| piece.name.clone()).collect();
    packs.iter().map(names).collect()
}

fn sets(names: &[&[&str]]) -> BTreeSet<BTreeSet<String>> {
    names.iter().map(|set| set.iter().map(|name| (*name).to_owned()).collect()).collect()
}

#[test]
fn what_the_same_pages_load_is_one_file() {
    let large = TOO_MANY_MAX + 1;
    let pieces = || {
        let shared = piece("what seats share", &SEATS, large);
        vec![shared, piece("frame", &["frame"], large), piece("home", &["home"], large)]
    };
    let packed = pack(pieces(), Packing::Small).expect("packs");
    assert_eq!(names(&packed), sets(&[&["what seats share", "frame"], &["home"]]));
}

#[test]
fn small_pieces_join_others_within_the_bound() {
    let large = TOO_MANY_MAX + 1;
    let pieces = vec![
        piece("people", &["people"], large),
        piece("tokens", &["tokens"], large),
        piece("both", &["people", "tokens"], 100),
        piece("tokens and words", &["tokens", "company_words"], 50),
    ];
    let packed = pack(pieces, Packing::Small).expect("packs");
    assert!(packed.len() < 4, "joined");
    let of = |part: &str| packed.iter().filter(|pack| pack.parts().contains(part)).collect::<Vec<_>>();
    for (load, own) in [("people", large + 100), ("tokens", large + 150)] {
        let bytes: usize = of(load).iter().map(|pack| pack.bytes().len()).sum();
        assert!((own..=own + TOO_MANY_MAX).contains(&bytes), "{load}: {bytes}");
    }
}

#[test]
fn no_page_gets_more_than_the_bound_too_many() {
    /// As many as are tried in a moment.
    const PARTS: usize = 12;
    // Every pair of parts shares something, none of it large: the worst that there is to join.
    let parts: Vec<&str> = LOADS.iter().flat_map(|load| load.parts).copied().take(PARTS).collect();
    let mut pieces = Vec::new();
    for (number, one) in parts.iter().enumerate() {
        for other in &parts[number..] {
            pieces.push(piece(&format!("{one}, {other}"), &[one, other], 1500 + number));
        }
    }
    let needed = |load: &loads::Load| -> usize {
        let pieces = pieces.iter().filter(|piece| load.parts.iter().any(|part| piece.parts.contains(*part)));
        pieces.map(|piece| piece.bytes.len()).sum()
    };
    let needed: Vec<usize> = LOADS.iter().map(needed).collect();
    let packed = pack(pieces, Packing::Small).expect("packs");
    for (load, needed) in LOADS.iter().zip(needed) {
        let got: usize = packed.iter().filter(|p| p.serves(load)).map(|pack| pack.bytes().len()).sum();
        assert!((needed..=needed + TOO_MANY_MAX).contains(&got), "{}: {got} for {needed}", load.name);
    }
}

#[test]
fn quick_packing_keeps_apart_only_what_one_load_alone_needs() {
    let pieces = vec![
        piece("home", &["home"], 1),
        piece("people", &["people"], 1),
        piece("both", &["home", "people"], 1),
        piece("what seats share", &SEATS, 1),
    ];
    let packed = pack(pieces, Packing::Quick).expect("packs");
    assert_eq!(names(&packed), sets(&[&["home"], &["people"], &["both", "what seats share"]]));
    assert!(packed.iter().any(|pack| pack.file == "home.bin"), "by name, so that a spec can fail it");
}

#[test]
fn a_part_without_a_budget_stops_the_build() {
    let unknown = pack(vec![piece("x", &["home", "a new page"], 1)], Packing::Quick);
    let said = unknown.err().expect("an error").to_string();
    assert!(said.contains("`a new page`"), "{said}");
}

#[test]
fn a_page_over_its_budget_stops_the_build_and_says_what_is_in_it() {
    let packs = pack(vec![piece("home", &["home"], 1)], Packing::Small).expect("packs");
    let home = LOADS.iter().find(|load| load.name == "home").expect("a load");
    let sizes = |core: usize, home: usize| {
        BTreeMap::from([("app.js".to_owned(), core), (packs[0].file.clone(), home)])
    };
    let check = |core, home| budgets::check(&["app.js"], &packs, &sizes(core, home));
    let (core, most) = (CORE_KB_MAX * 1000, home.kb_max * 1000);

    let (all, own) = (home.kb_max, home.kb_max - CORE_KB_MAX);
    let lines = check(core, most - core).expect("within all budgets");
    let fits = format!("\nhome {all}.0 KB, of {all}: core {CORE_KB_MAX}.0, home.bin {own}.0\n");
    assert!(lines.contains(&fits), "{lines}");
    let said = check(core, most - core + 100).expect_err("home is over").to_string();
    let over = format!("\nhome {all}.1 KB, 0.1 over {all}: core {CORE_KB_MAX}.0, home.bin {own}.1");
    assert!(said.ends_with(&over), "{said}");
    let said = check(core + 2000, 0).expect_err("the core is over").to_string();
    let more = CORE_KB_MAX + 2;
    let over = format!("\ncore {more}.0 KB, 2.0 over {CORE_KB_MAX}: app.js {more}.0");
    assert!(said.contains(&over), "{said}");
    let unmeasured = budgets::check(&["app.js", "loader.js"], &packs, &sizes(1, 1));
    assert!(unmeasured.is_err(), "a file that nobody measured");
}

#[test]
fn every_page_loads_what_its_budget_counts() {
    let counted: BTreeSet<Vec<&str>> =
        LOADS.iter().filter(|load| load.first).map(|load| load.parts.to_vec()).collect();
    let pages = ["/", "/people", "/customers", "/account", "/company", "/words", "/tokens", "/practice"];
    let seats =
        ["", "/ic", "/comms", "/customers", "/ops", "/support"].map(|seat| format!("/incidents/7{seat}"));
    let inside = pages.map(str::to_owned).into_iter().chain(seats).map(|path| app::first_parts(&path, true));
    let outside = ["/", "/join/abc"].map(|path| app::first_parts(path, false));
    assert_eq!(inside.chain(outside).collect::<BTreeSet<_>>(), counted);
}
