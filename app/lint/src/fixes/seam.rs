//! Puts a replacement into the text and tidies the seam.

use crate::findings::Finding;
use crate::text::{is_letter_or_digit, is_upper, joined, upper};
use std::ops::Range;

/// The text with the finding's fix in place of its phrase.
///
/// Blanks and punctuation that a deletion leaves over at the seam go too, and a sentence that lost its beginning
/// gets a capital letter. Without a fix, or when the span does not lie in this text, the text comes back as it was.
#[must_use]
pub fn apply(text: &str, finding: &Finding) -> String {
    let Some(fix) = finding.fix.as_deref() else { return text.to_owned() };
    put(text, finding.start as usize..finding.end as usize, fix)
}

/// The text with `fix` in place of `span`; as it was when there is no such span.
pub(super) fn put(text: &str, span: Range<usize>, fix: &str) -> String {
    let parts = text.get(..span.start).zip(text.get(span.end..)).zip(text.get(span));
    match parts {
        None => text.to_owned(),
        Some(((left, right), _)) if fix.is_empty() => join(left, right),
        Some(((left, right), old)) => replace(left, old, fix, right),
    }
}

fn replace(left: &str, old: &str, fix: &str, right: &str) -> String {
    let capital = old.chars().next().is_some_and(is_upper) && begins_sentence(left);
    let fix = if capital { capitalised(fix) } else { fix.to_owned() };
    joined(&[left, &fix, right])
}

/// Joins what stands around a deleted phrase.
fn join(left: &str, right: &str) -> String {
    let (left, right) = drop_brackets(left, right);
    if begins_sentence(left) {
        let rest = right.trim_start_matches([' ', '\t', ',', ';', ':', '.', '!', '?', '…']);
        let ends = rest.is_empty() || rest.starts_with('\n');
        let left = if ends { left.trim_end_matches([' ', '\t']) } else { left };
        return joined(&[left, &capitalised(rest)]);
    }
    let next = right.trim_start_matches([' ', '\t']);
    let ends = next.is_empty() || next.starts_with(['.', ',', ';', ':', '!', '?', ')', '\n']);
    if ends {
        let left = left.trim_end_matches([' ', '\t', ',', ';', ':']);
        // A mark that leads a word, as in ".34", must not become a joint of two.
        let leads = next.chars().nth(1).is_some_and(is_letter_or_digit);
        return joined(&[left, if leads { " " } else { "" }, next]);
    }
    let glue = if left.ends_with(char::is_whitespace) || next.len() == right.len() { "" } else { " " };
    joined(&[left, glue, next])
}

/// Brackets or emphasis with nothing left inside go as well.
fn drop_brackets<'a>(left: &'a str, right: &'a str) -> (&'a str, &'a str) {
    for (open, close) in [("(", ")"), ("[", "]"), ("**", "**"), ("\"", "\"")] {
        let left = left.trim_end_matches(' ').strip_suffix(open);
        let right = right.trim_start_matches(' ').strip_prefix(close);
        if let Some(both) = left.zip(right) {
            return both;
        }
    }
    (left, right)
}

fn begins_sentence(left: &str) -> bool {
    let bare = left.trim_end_matches([' ', '\t']);
    bare.is_empty()
        || bare.ends_with(['\n', '\r'])
        || (bare.len() < left.len() && bare.ends_with(['.', '!', '?']))
}

pub(super) fn capitalised(text: &str) -> String {
    // "iPhones" stays.
    if text.chars().nth(1).is_some_and(is_upper) {
        return text.to_owned();
    }
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => [upper(first)].into_iter().chain(chars).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::apply;
    use crate::{Finding, Level, Rule};

    fn fixed(text: &str, phrase: &str, fix: &str) -> String {
        let start = text.find(phrase).expect("the phrase stands in the text");
        apply(text, &finding(start, start + phrase.len(), Some(fix)))
    }

    fn finding(start: usize, end: usize, fix: Option<&str>) -> Finding {
        Finding {
            rule: Rule::Eta,
            level: Level::Stop,
            start: u32::try_from(start).expect("short"),
            end: u32::try_from(end).expect("short"),
            message: String::new(),
            fix: fix.map(str::to_owned),
            name: None,
        }
    }

    #[test]
    fn deletions_leave_a_clean_seam() {
        assert_eq!(fixed("Mail is late, due to DNS.", "due to DNS", ""), "Mail is late.");
        assert_eq!(fixed("It will be back shortly, we think.", "shortly", ""), "It will be back, we think.");
        assert_eq!(fixed("A fix (ETA 1h) is out.", "ETA 1h", ""), "A fix is out.");
        assert_eq!(fixed("Sorry! exports hang.", "Sorry", ""), "Exports hang.");
        assert_eq!(fixed("We see slightly slow mail.", "slightly", ""), "We see slow mail.");
        assert_eq!(fixed("One. Sorry.\n\nTwo.", "Sorry", ""), "One.\n\nTwo.");
        assert_eq!(fixed("It is gone soon .34 x", "soon", ""), "It is gone .34 x");
        assert_eq!(fixed("all", "all", ""), "");
    }

    #[test]
    fn replacements_keep_the_capital() {
        assert_eq!(fixed("A minor issue.", "A minor issue", "an issue"), "An issue.");
    }

    #[test]
    fn a_strange_span_changes_nothing() {
        assert_eq!(apply("é", &finding(1, 2, Some(""))), "é");
        assert_eq!(apply("é", &finding(2, 0, Some(""))), "é");
        assert_eq!(apply("é", &finding(0, 2, None)), "é");
    }
}
