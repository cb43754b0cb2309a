//! What changed since the last sitrep.

use domain::diff::{Piece, WORDS_MAX, words};

use Piece::{Added, Removed, Same};

#[test]
fn marks_what_was_added_and_removed() {
    let s = str::to_owned;
    for (name, old, new, want) in [
        ("nothing", "a b", "a b", vec![Same(s("a b"))]),
        (
            "a word in the middle",
            "a b c",
            "a x c",
            vec![Same(s("a ")), Removed(s("b ")), Added(s("x ")), Same(s("c"))],
        ),
        ("more at the end", "a ", "a b", vec![Same(s("a ")), Added(s("b"))]),
        ("less", "a b", "a ", vec![Same(s("a ")), Removed(s("b"))]),
        ("all gone", "a", "", vec![Removed(s("a"))]),
    ] {
        assert_eq!(words(old, new), want, "{name}");
    }
}

#[test]
fn a_book_is_replaced_whole() {
    let book = "word ".repeat(WORDS_MAX + 1);
    assert_eq!(words(&book, "short"), [Removed(book.clone()), Added("short".to_owned())]);
    assert_eq!(words(&book, &book), [Same(book.clone())]);
}
