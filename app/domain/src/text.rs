//! What people type: cleaned, and refused with the field and the limit named.
//!
//! Commands carry text as it was typed; [`line`] and [`body`] run inside `decide`, so the browser says the same
//! thing at once that the server would say later.

use std::fmt;

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

/// Longest title of an incident, in characters.
pub const TITLE_MAX: u32 = 120;
/// Longest reason, in characters.
pub const REASON_MAX: u32 = 500;
/// Longest field of a sitrep, in characters.
pub const FIELD_MAX: u32 = 2_000;
/// Longest part of a report up, in characters.
pub const REPORT_MAX: u32 = 1_000;
/// Longest way to undo a temporary change, in characters.
pub const UNDO_MAX: u32 = 500;
/// Longest room message, in characters.
pub const MESSAGE_MAX: u32 = 2_000;
/// Longest status update, in characters.
pub const UPDATE_MAX: u32 = 5_000;
/// Longest name of a person or component, in characters.
pub const NAME_MAX: u32 = 80;
/// Longest address of a web page, in characters.
pub const LINK_MAX: u32 = 500;

/// A field's text that cannot be taken, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BadText {
    /// The field's name as the form labels it.
    pub field: String,
    pub problem: TextProblem,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TextProblem {
    Empty,
    TooLong {
        /// Most characters that the field takes.
        limit: u32,
        /// Characters that were given.
        is: u32,
    },
    LineBreak,
    /// A control character: invisible, and able to reorder or break what others read.
    Control,
}

impl fmt::Display for BadText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let field = &self.field;
        match self.problem {
            TextProblem::Empty => write!(f, "{field} is empty. Write at least a few words."),
            TextProblem::TooLong { limit, is } => {
                write!(f, "{field} has {is} characters; the limit is {limit}.")
            }
            TextProblem::LineBreak => write!(f, "{field} takes one line, without line breaks."),
            TextProblem::Control => {
                write!(f, "{field} contains a control character. Remove it and send again.")
            }
        }
    }
}

/// One line: trimmed, not empty, at most `limit` characters.
pub fn line(field: &str, typed: &str, limit: u32) -> Result<String, BadText> {
    let text = typed.trim();
    if text.contains(['\n', '\r', '\u{2028}', '\u{2029}']) {
        return Err(bad(field, TextProblem::LineBreak));
    }
    checked(field, text.to_owned(), limit)
}

/// Several lines: CRLF becomes LF, outer white space goes, not empty, at most `limit` characters.
pub fn body(field: &str, typed: &str, limit: u32) -> Result<String, BadText> {
    let unix = typed.replace("\r\n", "\n").replace('\r', "\n");
    checked(field, unix.trim().to_owned(), limit)
}

/// As [`body`], where nothing at all is fine too.
pub fn optional_body(field: &str, typed: &str, limit: u32) -> Result<String, BadText> {
    if typed.trim().is_empty() { Ok(String::new()) } else { body(field, typed, limit) }
}

fn checked(field: &str, text: String, limit: u32) -> Result<String, BadText> {
    if text.chars().all(is_invisible) {
        return Err(bad(field, TextProblem::Empty));
    }
    if text.chars().any(is_hostile) {
        return Err(bad(field, TextProblem::Control));
    }
    let is = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    if is > limit {
        return Err(bad(field, TextProblem::TooLong { limit, is }));
    }
    Ok(text)
}

/// A text that somebody else's program wrote, made one that [`line`] takes as it stands: on one line, without hostile
/// characters, cut with an ellipsis where it is too long. `None` where nothing is left to read.
pub fn cleaned_line(typed: &str, limit: u32) -> Option<String> {
    let spaced = typed.split(|c: char| c.is_whitespace() || matches!(c, '\u{2028}' | '\u{2029}'));
    let words = spaced.map(without_hostile).filter(|word| !word.is_empty()).collect::<Vec<_>>();
    cut(words.join(" "), limit)
}

/// As [`cleaned_line`], for [`body`]: line breaks stay.
pub fn cleaned_body(typed: &str, limit: u32) -> Option<String> {
    let unix = typed.replace("\r\n", "\n").replace('\r', "\n").replace(['\u{2028}', '\u{2029}'], "\n");
    cut(without_hostile(&unix), limit)
}

fn without_hostile(text: &str) -> String {
    text.chars().filter(|c| !is_hostile(*c)).collect()
}

fn cut(text: String, limit: u32) -> Option<String> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let text = text.trim();
    let text = if text.chars().count() > limit {
        let kept: String = text.chars().take(limit.saturating_sub(1)).collect();
        format!("{}…", kept.trim_end())
    } else {
        text.to_owned()
    };
    (!text.chars().all(is_invisible)).then_some(text)
}

/// Control characters but for tab and line feed, and the marks that reorder text around them.
fn is_hostile(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Characters that leave a text looking empty.
fn is_invisible(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

fn bad(field: &str, problem: TextProblem) -> BadText {
    BadText { field: field.to_owned(), problem }
}

/// Stands where text was dropped.
pub const REDACTED: &str = "[redacted]";

/// An empty text has nothing to hide, and stays empty.
pub(crate) fn drop_text(text: &mut String) {
    if !text.is_empty() {
        REDACTED.clone_into(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_bodies() {
        let long = "x".repeat(11);
        for (name, got, want) in [
            ("trims", line("Title", "  a b ", 10), Ok("a b")),
            ("counts characters, not bytes", line("Title", "ééééé", 5), Ok("ééééé")),
            ("empty", line("Title", " \t ", 10), Err(TextProblem::Empty)),
            ("line break", line("Title", "a\nb", 10), Err(TextProblem::LineBreak)),
            ("control", line("Title", "a\u{7}b", 10), Err(TextProblem::Control)),
            ("reordering mark", line("Title", "a\u{202e}b", 10), Err(TextProblem::Control)),
            ("too long", line("Title", &long, 10), Err(TextProblem::TooLong { limit: 10, is: 11 })),
            ("windows line ends", body("Body", "a\r\nb\rc", 10), Ok("a\nb\nc")),
            ("markup is text", line("Title", "<b>&amp;", 10), Ok("<b>&amp;")),
            ("optional and empty", optional_body("Links", " \n", 10), Ok("")),
        ] {
            let want = want.map(str::to_owned).map_err(|p: TextProblem| p);
            assert_eq!(got.map_err(|bad| bad.problem), want, "{name}");
        }
    }

    proptest::proptest! {
        #[test]
        fn accepts_cleaned_text_unchanged(typed in r"(\PC|[\x00-\x1f\x7f-\x9f\u{200b}\u{2028}\u{202e}\u{2066}\n ]){0,40}", limit in 2..20_u32) {
            if let Some(clean) = cleaned_line(&typed, limit) {
                proptest::prop_assert_eq!(line("Name", &clean, limit), Ok(clean));
            }
            if let Some(clean) = cleaned_body(&typed, limit) {
                proptest::prop_assert_eq!(body("Text", &clean, limit), Ok(clean));
            }
        }
    }

    #[test]
    fn cleans_text_that_others_wrote() {
        for (typed, clean) in [
            (" Web\nshop ", Some("Web shop")),
            ("Back\u{202e}up", Some("Backup")),
            ("Nul\0l \u{1b}[31mred", Some("Null [31m…")),
            ("Tab\tbed", Some("Tab bed")),
            ("twelve letters", Some("twelve le…")),
            ("\u{200b}\u{feff}", None),
            (" \u{7}\n", None),
        ] {
            assert_eq!(cleaned_line(typed, 10).as_deref(), clean, "{typed:?}");
        }
        assert_eq!(cleaned_body("a\r\n\u{202e}b\u{2028}c\0\n", 10).as_deref(), Some("a\nb\nc"));
    }

    #[test]
    fn a_refusal_names_field_and_limit() {
        let bad = line("Title", "abc", 2).expect_err("too long");
        assert_eq!(bad.to_string(), "Title has 3 characters; the limit is 2.");
    }
}
