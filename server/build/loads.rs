//! What browsers load together, and how large that may be.
//!
//! Each bound may only fall. Where to: core 180, home 260, each seat of an incident 340, every other page 250, the
//! linter 80. What stands between here and there is JSON with its tags, which is a quarter of the code.

/// Parts that are loaded at once (`app/src/ui/parts.rs`).
pub struct Load {
    /// As people call it.
    pub name: &'static str,
    pub parts: &'static [&'static str],
    /// Before the page is usable, so the core counts in; else once it is.
    pub first: bool,
    /// Most kilobytes (1000 bytes) in brotli.
    pub kb_max: usize,
}

/// Most kilobytes in brotli of what every page loads: the core, the glue, the loader.
pub const CORE_KB_MAX: usize = 290;

const fn page(name: &'static str, parts: &'static [&'static str], kb_max: usize) -> Load {
    Load { name, parts, first: true, kb_max }
}

const fn later(name: &'static str, parts: &'static [&'static str], kb_max: usize) -> Load {
    Load { name, parts, first: false, kb_max }
}

/// Every load. A part that is in none stops the build.
pub const LOADS: &[Load] = &[
    page("home", &["home"], 412),
    page("people", &["people"], 430),
    page("customer list", &["customer_list"], 430),
    page("my account", &["account"], 430),
    page("company", &["company"], 430),
    page("words", &["company_words"], 430),
    page("tokens", &["tokens"], 430),
    page("practice", &["practice"], 430),
    page("signing in", &["outside"], 430),
    page("briefing", &["frame", "briefing"], 630),
    page("IC board", &["frame", "commander"], 630),
    page("comms", &["frame", "comms"], 630),
    page("customers", &["frame", "customers"], 630),
    page("operations", &["frame", "operations"], 630),
    page("support", &["frame", "support"], 630),
    later("declaring", &["declare"], 190),
    later("dialogs", &["dialogs"], 205),
    later("alarm and keys", &["around"], 130),
    later("rules", &["rules"], 80),
    later("linter", &["linter"], 130),
];
