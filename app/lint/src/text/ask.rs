//! Questions about words in a row. Rules ask them everywhere, so they are called rather than written out: the
//! browser has to load every copy of a loop.

use super::document::Word;
use crate::lexicon::Class;
use crate::words::Words;
use std::ops::Range;

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
        self[range].any_is(list)
    }

    #[inline(never)]
    fn any_has(&self, range: Range<usize>, class: Class) -> bool {
        self[range].iter().any(|w| w.has(class))
    }
}
