//! What browsers load together, and how large that may be.
//!
//! Each bound should only fall. The core, home, each seat of an incident and every other page are held to what they
//! should be; what comes once a page is there leaves a little room. The linter should come to 80.

use crate::page_table::page_table;

/// Parts that are loaded at once (`app/src/ui/parts.rs`).
pub struct Load {
    /// The name of what it loads, and of the file that only it needs.
    pub name: &'static str,
    pub parts: &'static [&'static str],
    pub when: When,
    /// Most kilobytes (1000 bytes) in brotli.
    pub kb_max: usize,
}

/// When something is loaded.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// As a page of this family, before which nothing is usable: the core counts in.
    First(Family),
    /// Once a page of this family is there: what all of them load does not count.
    Then(Family),
    /// Once a page is there, of whichever family.
    Later,
}

/// Pages that have much in common.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Family {
    Pages,
    Seats,
}

impl Family {
    pub const ALL: [Self; 2] = [Self::Pages, Self::Seats];

    /// The file with what all of them need.
    pub fn file(self) -> String {
        let name = match self {
            Self::Pages => "pages",
            Self::Seats => "seats",
        };
        format!("{name}.wasm")
    }
}

/// Most kilobytes in brotli of what every page loads: the core, the glue, the loader.
pub const CORE_KB_MAX: usize = 180;

const HOME_KB_MAX: usize = 260;
const PAGE_KB_MAX: usize = 250;
const SEAT_KB_MAX: usize = 340;

const fn first(family: Family, name: &'static str, parts: &'static [&'static str], kb_max: usize) -> Load {
    Load { name, parts, when: When::First(family), kb_max }
}

const fn then(family: Family, name: &'static str, parts: &'static [&'static str], kb_max: usize) -> Load {
    Load { name, parts, when: When::Then(family), kb_max }
}

const fn later(name: &'static str, parts: &'static [&'static str], kb_max: usize) -> Load {
    Load { name, parts, when: When::Later, kb_max }
}

macro_rules! define_loads {
    (
        pages { $($(#[$doc:meta])* $page:ident = $module:ident, $path:literal, $in_bar:expr, $page_key:expr, $view:ident;)+ }
        seats { $($seat:ident = $seat_module:ident, $slug:literal, $name:literal, $key:literal, $seat_view:ident;)+ }
    ) => {
        /// Every load. A part that is in none stops the build.
        pub const LOADS: &[Load] = &[
            $(first(Family::Pages, stringify!($module), &[stringify!($module)], kb_max($path)),)+
            $(first(Family::Seats, stringify!($seat_module), &["frame", stringify!($seat_module)], SEAT_KB_MAX),)+
            first(Family::Pages, "outside", &["outside"], PAGE_KB_MAX),
            then(Family::Pages, "home_goals", &["home_goals"], 39),
            then(Family::Pages, "declare", &["declare"], 150),
            then(Family::Pages, "people_rest", &["people_rest"], 41),
            then(Family::Pages, "customer_list_rest", &["customer_list_rest"], 41),
            then(Family::Pages, "deliveries_rest", &["deliveries_rest"], 89),
            then(Family::Pages, "maintenance_rest", &["maintenance_rest"], 123),
            then(Family::Pages, "company_rest", &["company_rest"], 99),
            then(Family::Pages, "company_words_rest", &["company_words_rest"], 70),
            then(Family::Seats, "dialogs", &["dialogs"], 137),
            then(Family::Seats, "room", &["room"], 77),
            then(Family::Seats, "briefing_rest", &["briefing_rest"], 118),
            then(Family::Seats, "commander_sitrep", &["commander_sitrep"], 42),
            then(Family::Seats, "commander_rest", &["commander_rest"], 82),
            then(Family::Seats, "operations_rest", &["operations_rest"], 72),
            then(Family::Seats, "comms_draft", &["comms_draft"], 71),
            then(Family::Seats, "comms_rest", &["comms_rest"], 100),
            then(Family::Seats, "support_rest", &["support_rest"], 136),
            then(Family::Seats, "customers_rest", &["customers_rest"], 94),
            later("around", &["around"], 98),
            later("rules", &["rules"], 51),
            later("sending", &["sending"], 7),
            then(Family::Seats, "forms", &["forms"], 95),
            then(Family::Seats, "tickets", &["tickets"], 102),
            later("linter", &["linter"], 130),
        ];
    };
}
page_table!(define_loads);

/// Home is what most people wait for.
const fn kb_max(path: &str) -> usize {
    if path.len() == "/".len() { HOME_KB_MAX } else { PAGE_KB_MAX }
}
