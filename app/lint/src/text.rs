//! From bytes to words: what a rule reads.

mod ask;
mod builder;
mod document;
mod language;
mod normal;
mod quotes;
mod spelling;
mod tokens;

pub(crate) use ask::Ask;
pub(crate) use document::{Doc, Voice, Word};
pub use language::Language;
