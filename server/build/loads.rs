//! What browsers load together, and how large that may be.
//!
//! Each bound is to fall to what a release measures, and then may only fall. Where to: core 180, home 260, each seat of an
//! incident 340, every other page 250, the linter 80. What stands between here and there is JSON with its tags, which is a
//! quarter of the code.

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
pub const CORE_KB_MAX: usize = 450;

const fn page(name: &'static str, parts: &'static [&'static str], kb_max: usize) -> Load {
    Load { name, parts, first: true, kb_max }
}

const fn later(name: &'static str, parts: &'static [&'static str], kb_max: usize) -> Load {
    Load { name, parts, first: false, kb_max }
}

/// Every load. A part that is in none stops the build.
pub const LOADS: &[Load] = &[
    page("home", &["home"], 540),
    page("people", &["people"], 540),
    page("customer list", &["customer_list"], 540),
    page("my account", &["account"], 540),
    page("company", &["company"], 540),
    page("words", &["company_words"], 540),
    page("tokens", &["tokens"], 540),
    page("practice", &["practice"], 540),
    page("signing in", &["outside"], 540),
    page("briefing", &["frame", "briefing"], 620),
    page("IC board", &["frame", "commander"], 620),
    page("comms", &["frame", "comms"], 620),
    page("customers", &["frame", "customers"], 620),
    page("operations", &["frame", "operations"], 620),
    page("support", &["frame", "support"], 620),
    later("declaring", &["declare"], 140),
    later("dialogs", &["dialogs"], 140),
    later("alarm and keys", &["around"], 140),
    later("rules", &["rules"], 140),
    later("linter", &["linter"], 120),
];
