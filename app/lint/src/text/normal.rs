//! Words as rules compare them: lower case, plain marks, contractions taken apart.

use super::cut::{Cut, replace};
use super::letters::lower;
use super::tokens::is_invisible;
use crate::word_list::{Words, words};

/// A longer word says nothing; only its head is looked at.
const WORD_BYTES_MAX: usize = 64;

/// The word in lower case, with plain apostrophes and hyphens.
pub(super) fn normalise(word: &str) -> String {
    let head = word.cut(..word.floor_char_boundary(WORD_BYTES_MAX));
    if head.is_ascii() && !head.has_mark("&") {
        return head.to_ascii_lowercase();
    }
    let mut norm = String::with_capacity(head.len());
    for c in head.chars().filter(|&c| !is_invisible(c)).map(lower) {
        norm.push(match c {
            '’' | 'ʼ' => '\'',
            '‑' => '-',
            other => other,
        });
    }
    for reference in ["&#39;", "&apos;", "&rsquo;", "&lsquo;", "&#x27;", "&#8217;"] {
        if norm.has_mark("&") {
            norm = replace(&norm, reference, "'");
        }
    }
    replace(&norm, "&amp;", "&")
}

/// The two words that a contraction is made of.
pub(super) fn contraction(norm: &str) -> Option<(&str, &str)> {
    let whole = match norm {
        "can't" | "cannot" | "cant" => Some(("can", "not")),
        "won't" | "wont" => Some(("will", "not")),
        "shan't" => Some(("shall", "not")),
        "gonna" => Some(("going", "to")),
        "dont" => Some(("do", "not")),
        "doesnt" => Some(("does", "not")),
        "isnt" => Some(("is", "not")),
        "arent" => Some(("are", "not")),
        "weve" => Some(("we", "have")),
        "ill" | "well" | "its" | "were" => None,
        _ => None,
    };
    if whole.is_some() || !norm.has_mark("'") {
        return whole;
    }
    if let Some(host) = norm.strip_suffix("n't") {
        return (!host.is_empty()).then_some((host, "not"));
    }
    let (host, ending) = norm.split_once('\'')?;
    match ending {
        "re" => Some((host, "are")),
        "ve" => Some((host, "have")),
        "ll" => Some((host, "will")),
        "d" => Some((host, "would")),
        "m" => Some((host, "am")),
        "s" if PRONOUNS.has(host) => Some((host, if host == "let" { "us" } else { "is" })),
        _ => None,
    }
}

/// Words after which "'s" means "is"; after others it says whose.
const PRONOUNS: Words =
    words!("everything he here how it let nothing she that there this what when where who");
