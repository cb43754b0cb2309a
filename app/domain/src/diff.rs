//! What changed between two texts, word by word: how a sitrep marks its news.

/// Longest texts that are compared word by word, in words; longer ones show as replaced whole.
pub const WORDS_MAX: usize = 600;

/// A run of words and how it changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    Same(String),
    Added(String),
    Removed(String),
}

/// The way from `old` to `new`: removed words stand before the added ones that replace them.
/// Joining `Same` and `Added` gives `new` again, `Same` and `Removed` gives `old`.
pub fn words(old: &str, new: &str) -> Vec<Piece> {
    let (a, b) = (split(old), split(new));
    if a.len() > WORDS_MAX || b.len() > WORDS_MAX {
        return whole(old, new);
    }
    let common = common_lengths(&a, &b);
    let mut pieces = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < a.len() || j < b.len() {
        if i < a.len() && j < b.len() && a[i] == b[j] {
            push(&mut pieces, Kind::Same, a[i]);
            (i, j) = (i + 1, j + 1);
        } else if i < a.len() && (j == b.len() || common[i + 1][j] >= common[i][j + 1]) {
            push(&mut pieces, Kind::Removed, a[i]);
            i += 1;
        } else {
            push(&mut pieces, Kind::Added, b[j]);
            j += 1;
        }
    }
    pieces
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Same,
    Added,
    Removed,
}

/// Length of the longest common subsequence of `a[i..]` and `b[j..]`.
fn common_lengths(a: &[&str], b: &[&str]) -> Vec<Vec<u16>> {
    let mut common = vec![vec![0_u16; b.len() + 1]; a.len() + 1];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            common[i][j] =
                if a[i] == b[j] { common[i + 1][j + 1] + 1 } else { common[i + 1][j].max(common[i][j + 1]) };
        }
    }
    common
}

/// Words with the white space behind them, so that joining gives the text back.
fn split(text: &str) -> Vec<&str> {
    text.split_inclusive(char::is_whitespace).collect()
}

fn whole(old: &str, new: &str) -> Vec<Piece> {
    if old == new {
        return vec![Piece::Same(new.to_owned())];
    }
    let removed = (!old.is_empty()).then(|| Piece::Removed(old.to_owned()));
    let added = (!new.is_empty()).then(|| Piece::Added(new.to_owned()));
    removed.into_iter().chain(added).collect()
}

fn push(pieces: &mut Vec<Piece>, kind: Kind, word: &str) {
    match (pieces.last_mut(), kind) {
        (Some(Piece::Same(text)), Kind::Same)
        | (Some(Piece::Added(text)), Kind::Added)
        | (Some(Piece::Removed(text)), Kind::Removed) => text.push_str(word),
        (_, Kind::Same) => pieces.push(Piece::Same(word.to_owned())),
        (_, Kind::Added) => pieces.push(Piece::Added(word.to_owned())),
        (_, Kind::Removed) => pieces.push(Piece::Removed(word.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn marks_what_changed() {
        use Piece::{Added, Removed, Same};
        let s = str::to_owned;
        for (old, new, want) in [
            ("", "", vec![]),
            ("", "new", vec![Added(s("new"))]),
            (
                "6.9 % of apps",
                "6.4 % of apps",
                vec![Removed(s("6.9 ")), Added(s("6.4 ")), Same(s("% of apps"))],
            ),
            ("a b", "a b", vec![Same(s("a b"))]),
        ] {
            assert_eq!(words(old, new), want, "{old} -> {new}");
        }
    }

    proptest! {
        #[test]
        fn pieces_give_both_texts_back(old in "[ab \n]{0,40}", new in "[ab \n]{0,40}") {
            let (mut a, mut b) = (String::new(), String::new());
            for piece in words(&old, &new) {
                match piece {
                    Piece::Same(text) => { a.push_str(&text); b.push_str(&text); }
                    Piece::Removed(text) => a.push_str(&text),
                    Piece::Added(text) => b.push_str(&text),
                }
            }
            prop_assert_eq!((a, b), (old, new));
        }
    }
}
