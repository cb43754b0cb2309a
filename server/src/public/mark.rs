//! What a copy of the page leaves open until it is written out: when it was made, when the next one is due, and which
//! version it is. So whether anything but the time has changed can be told before that.
//!
//! In markup a mark is a comment, which no text can become, because text is escaped. In JSON marks stand before all text.

/// The version, in letters and digits.
pub const VERSION: &str = "<!--version-->";
/// When the content was known to be right: in words, as RFC 3339, in seconds since 1970.
pub const MADE: &str = "<!--made-->";
pub const MADE_AT: &str = "<!--made-at-->";
pub const MADE_SECONDS: &str = "<!--made-seconds-->";
/// Until when the next copy is due; the same three.
pub const NEXT: &str = "<!--next-->";
pub const NEXT_AT: &str = "<!--next-at-->";
pub const NEXT_SECONDS: &str = "<!--next-seconds-->";
/// When it was made, for drawings: `2026-11-17 04:12Z`, always of one length.
pub const MADE_SHORT: &str = "<!--made-short-->";
/// Characters of that.
pub const MADE_SHORT_LENGTH: usize = 17;
