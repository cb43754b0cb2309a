//! Pieces of a text: cut out, found, replaced.

use std::slice::SliceIndex;

/// A piece of a text by its bytes. Unlike an index, it needs no panic that prints text, which the browser would load.
pub(crate) trait Cut {
    /// The piece; empty where there is none, which no caller asks for.
    fn cut(&self, at: impl SliceIndex<str, Output = str>) -> &str;
    /// Where a mark of a few bytes first stands. The standard library's search is made for long ones, and large.
    fn place_of(&self, mark: &str) -> Option<usize>;
    /// Whether a mark stands there.
    fn has_mark(&self, mark: &str) -> bool {
        self.place_of(mark).is_some()
    }
    /// How often a mark stands there, none overlapping another.
    fn count_of(&self, mark: &str) -> usize;
}

impl Cut for str {
    #[inline(never)]
    fn cut(&self, at: impl SliceIndex<str, Output = str>) -> &str {
        let piece = self.get(at);
        debug_assert!(piece.is_some(), "a piece lies outside of the text");
        piece.unwrap_or_default()
    }

    #[inline(never)]
    fn place_of(&self, mark: &str) -> Option<usize> {
        (0..self.len()).find(|&at| self.as_bytes()[at..].starts_with(mark.as_bytes()))
    }

    #[inline(never)]
    fn count_of(&self, mark: &str) -> usize {
        let (mut count, mut rest) = (0, self);
        while let Some(at) = rest.place_of(mark) {
            count += 1;
            rest = rest.cut(at + mark.len()..);
        }
        count
    }
}

/// The pieces as one text.
#[inline(never)]
pub(crate) fn joined(pieces: &[&str]) -> String {
    let mut all = String::new();
    pieces.iter().for_each(|piece| all.push_str(piece));
    all
}

/// The text with another mark wherever `old` stands.
pub(super) fn replace(text: &str, old: &str, new: &str) -> String {
    let (mut done, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.place_of(old) {
        done.push_str(rest.cut(..at));
        done.push_str(new);
        rest = rest.cut(at + old.len()..);
    }
    done + rest
}

#[cfg(test)]
mod tests {
    use super::{Cut, replace};

    #[test]
    fn pieces_are_found_and_replaced() {
        assert_eq!(("a --b".place_of("--"), "a -b".place_of("--"), "".place_of("-")), (Some(2), None, None));
        assert_eq!(("**a** ***".count_of("**"), "".count_of("*")), (3, 0));
        assert_eq!(replace("a&amp;b&amp;amp;", "&amp;", "&"), "a&b&amp;");
    }
}
