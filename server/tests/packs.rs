//! What the build makes of the browser's half: which pieces are in one file, and how large a page may be.

#[path = "../build/budgets.rs"]
mod budgets;
#[path = "../build/loads.rs"]
mod loads;
#[path = "../build/packs.rs"]
mod packs;
#[path = "../../app/src/ui/page_table.rs"]
mod page_table;

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;

use loads::{CORE_KB_MAX, LOADS, Load, When};
use packs::{Pack, Piece, pack};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const SEATS: [&str; 6] = ["briefing", "commander", "comms", "customers", "operations", "support"];

fn piece(parts: &[&str], bytes: usize) -> Piece {
    let parts = parts.iter().map(|part| (*part).to_owned()).collect();
    Piece { parts, module: vec![0; bytes] }
}

/// The pack that is this file, as the sorted lengths of its pieces, by which these tests tell pieces apart.
fn lengths(packs: &[Pack], pieces: &[Piece], file: &str) -> Vec<usize> {
    let pack = packs.iter().find(|pack| pack.file == file).unwrap_or_else(|| panic!("no {file}"));
    pack.pieces.iter().map(|number| pieces[*number].module.len()).collect()
}

#[test]
fn what_all_of_a_family_need_is_one_file_and_the_rest_is_in_each_of_their_own() {
    let pieces = [
        piece(&SEATS, 1),
        piece(&["frame"], 2),
        piece(&SEATS[1..], 3),
        piece(&["commander"], 4),
        piece(&["home"], 5),
    ];
    let packs = pack(&pieces).expect("packs");
    for (file, expected) in [
        ("seats.wasm", vec![1, 2]),
        ("commander.wasm", vec![3, 4]),
        ("comms.wasm", vec![3]),
        ("home.wasm", vec![5]),
    ] {
        assert_eq!(lengths(&packs, &pieces, file), expected, "{file}");
    }
    assert_eq!(packs.len(), 7, "no file is empty");
}

#[test]
fn what_comes_later_leaves_out_only_what_is_there_on_the_pages_that_it_is_on() {
    let everywhere: Vec<&str> = LOADS.iter().flat_map(|load| load.parts).copied().collect();
    let on_seats = [&SEATS[..], &["dialogs", "around"]].concat();
    let pieces = [piece(&everywhere, 1), piece(&on_seats, 2), piece(&["dialogs", "around"], 3)];
    let packs = pack(&pieces).expect("packs");
    assert_eq!(lengths(&packs, &pieces, "around.wasm"), [2, 3], "it comes to every page");
    assert_eq!(lengths(&packs, &pieces, "dialogs.wasm"), [3], "it comes to seats alone");
    assert_eq!(lengths(&packs, &pieces, "seats.wasm"), [1, 2]);
    let dialogs = LOADS.iter().find(|load| load.name == "dialogs").expect("a load");
    let counted = packs.iter().filter(|pack| pack.serves(dialogs) && !pack.is_there_before(dialogs));
    assert_eq!(counted.map(|pack| pack.file.as_str()).collect::<Vec<_>>(), ["dialogs.wasm"]);
}

#[test]
fn every_load_gets_what_its_parts_need() {
    // Every pair of parts shares something.
    let parts: BTreeSet<&str> = LOADS.iter().flat_map(|load| load.parts).copied().collect();
    let pairs = parts.iter().flat_map(|one| parts.iter().map(move |other| [*one, *other]));
    let pieces: Vec<Piece> = pairs.enumerate().map(|(number, pair)| piece(&pair, number)).collect();
    let packs = pack(&pieces).expect("packs");
    for load in LOADS.iter().filter(|load| load.when != When::Later) {
        let got: BTreeSet<usize> =
            packs.iter().filter(|pack| pack.serves(load)).flat_map(|pack| pack.pieces.clone()).collect();
        for (number, piece) in pieces.iter().enumerate() {
            let is_needed = load.parts.iter().any(|part| piece.parts.contains(*part));
            assert!(!is_needed || got.contains(&number), "{} lacks {:?}", load.name, piece.parts);
        }
    }
}

#[test]
fn a_part_comes_with_the_files_that_all_its_loads_fetch() {
    let pieces = [piece(&SEATS, 1), piece(&["frame"], 2), piece(&["commander"], 3)];
    let packs = pack(&pieces).expect("packs");
    let files = |part: &str| {
        let with_part = packs.iter().filter(|pack| pack.parts().contains(part));
        with_part.map(|pack| pack.file.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(files("frame"), ["seats.wasm"]);
    assert_eq!(files("commander"), ["seats.wasm", "commander.wasm"]);
}

#[test]
fn a_part_without_a_budget_stops_the_build() {
    let unknown = pack(&[piece(&["home", "a new page"], 1)]);
    let said = unknown.err().expect("an error").to_string();
    assert!(said.contains("`a new page`"), "{said}");
}

#[test]
fn a_page_over_its_budget_stops_the_build_and_says_what_is_in_it() {
    let packs = pack(&[piece(&["home"], 1)]).expect("packs");
    let home = LOADS.iter().find(|load| load.name == "home").expect("a load");
    let sizes = |core: usize, home: usize| {
        BTreeMap::from([("app.js".to_owned(), core), (packs[0].file.clone(), home)])
    };
    let check = |core, home| budgets::check(&["app.js"], &packs, &sizes(core, home));
    let (core, most) = (CORE_KB_MAX * 1000, home.kb_max * 1000);

    let (all, own) = (home.kb_max, home.kb_max - CORE_KB_MAX);
    let lines = check(core, most - core).expect("within all budgets");
    let fits = format!("\nhome {all}.0 KB, of {all}: core {CORE_KB_MAX}.0, home.wasm {own}.0\n");
    assert!(lines.contains(&fits), "{lines}");
    let said = check(core, most - core + 100).expect_err("home is over").to_string();
    let over = format!("\nhome {all}.1 KB, 0.1 over {all}: core {CORE_KB_MAX}.0, home.wasm {own}.1");
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
    let is_first = |load: &&Load| matches!(load.when, When::First(_));
    let counted: BTreeSet<Vec<&str>> =
        LOADS.iter().filter(is_first).map(|load| load.parts.to_vec()).collect();
    let pages = app::PAGE_ROUTES.iter().map(|route| route.replace("{id}", "7"));
    let inside = pages.map(|path| app::first_parts(&path, true));
    let outside = ["/", "/join/abc"].map(|path| app::first_parts(path, false));
    assert_eq!(inside.chain(outside).collect::<BTreeSet<_>>(), counted);
}
