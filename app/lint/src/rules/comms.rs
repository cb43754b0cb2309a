//! What announces an update or a report rather than a repair; shared by the ETA rule and the parts.

use crate::phrase::{Phrases, Sheet};
use crate::text::Doc;
use std::ops::Range;
use std::sync::LazyLock;

struct Words {
    announces: Phrases,
    software: Phrases,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let sheet = Sheet::new(include_str!("comms.txt"));
    Words { announces: sheet.set("announces"), software: sheet.set("software") }
});

/// Whether words speak of the next update, a report or another message of ours.
pub(crate) fn announces_update(doc: &Doc, range: &Range<usize>) -> bool {
    WORDS.announces.any(&doc.words, range) && !WORDS.software.any(&doc.words, range)
}
