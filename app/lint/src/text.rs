//! From bytes to words: what a rule reads.

mod builder;
mod document;
mod language;
mod normal;
mod quotes;
mod spelling;
mod tokens;

pub(crate) use document::{Doc, Voice, Word, listed};
pub use language::Language;

/// A number for a word, to compare words by.
pub(crate) fn key(word: &str) -> u64 {
    word.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
