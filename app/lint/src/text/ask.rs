//! Questions about words in a row. Rules ask them everywhere, so they are called rather than written out: the
//! browser has to load every copy of a loop.

use super::document::Word;
use crate::lexicon::Class;
use crate::word_list::Words;
use std::ops::{Deref, DerefMut, Index, Range};
use std::slice::SliceIndex;

/// Words in a row; one that is not there is and has nothing.
pub(crate) trait Ask {
    /// Whether word `at` is one of a list.
    fn is_at(&self, at: usize, list: Words) -> bool;
    /// Whether word `at` stands in a list of the lexicon.
    fn has_at(&self, at: usize, class: Class) -> bool;
    /// Whether any of the words is one of a list.
    fn any_is(&self, list: Words) -> bool;
    /// Whether any of the words in a range is one of a list.
    fn any_in(&self, range: Range<usize>, list: Words) -> bool;
    /// Whether any of the words in a range stands in a list of the lexicon.
    fn any_has(&self, range: Range<usize>, class: Class) -> bool;
}

impl Ask for [Word] {
    #[inline(never)]
    fn is_at(&self, at: usize, list: Words) -> bool {
        self.get(at).is_some_and(|w| w.is(list))
    }

    #[inline(never)]
    fn has_at(&self, at: usize, class: Class) -> bool {
        self.get(at).is_some_and(|w| w.has(class))
    }

    #[inline(never)]
    fn any_is(&self, list: Words) -> bool {
        self.iter().any(|w| w.is(list))
    }

    #[inline(never)]
    fn any_in(&self, range: Range<usize>, list: Words) -> bool {
        self.get(range).is_some_and(|words| words.any_is(list))
    }

    #[inline(never)]
    fn any_has(&self, range: Range<usize>, class: Class) -> bool {
        self.get(range).is_some_and(|words| words.iter().any(|w| w.has(class)))
    }
}

/// The words of a text. Rules ask them one by one hundreds of times, so each question takes one pointer and the place.
#[derive(Debug, Default)]
pub(crate) struct TextWords(Vec<Word>);

impl TextWords {
    /// Word `at`, if there is one.
    #[inline(never)]
    pub fn get(&self, at: usize) -> Option<&Word> {
        self.0.get(at)
    }

    /// See [`Ask::is_at`].
    #[inline(never)]
    pub fn is_at(&self, at: usize, list: Words) -> bool {
        self.0.is_at(at, list)
    }

    /// See [`Ask::has_at`].
    #[inline(never)]
    pub fn has_at(&self, at: usize, class: Class) -> bool {
        self.0.has_at(at, class)
    }

    /// See [`Ask::any_in`].
    #[inline(never)]
    pub fn any_in(&self, range: Range<usize>, list: Words) -> bool {
        self.0.any_in(range, list)
    }

    /// See [`Ask::any_has`].
    #[inline(never)]
    pub fn any_has(&self, range: Range<usize>, class: Class) -> bool {
        self.0.any_has(range, class)
    }
}

impl Deref for TextWords {
    type Target = Vec<Word>;

    fn deref(&self) -> &Vec<Word> {
        &self.0
    }
}

impl DerefMut for TextWords {
    fn deref_mut(&mut self) -> &mut Vec<Word> {
        &mut self.0
    }
}

impl<I: SliceIndex<[Word]>> Index<I> for TextWords {
    type Output = I::Output;

    #[inline(never)]
    fn index(&self, at: I) -> &I::Output {
        &self.0[at]
    }
}
