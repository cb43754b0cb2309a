//! From bytes to words: what a rule reads.

mod ask;
mod builder;
mod cut;
mod document;
mod language;
mod letters;
mod normal;
mod quotes;
mod spelling;
mod tokens;

pub(crate) use ask::Ask;
pub(crate) use cut::{Cut, joined};
pub(crate) use document::{Doc, Voice, Word};
pub use language::Language;
pub(crate) use letters::{is_letter, is_letter_or_digit, is_lower, is_upper, lowered, upper};
