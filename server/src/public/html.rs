//! A writer of markup in which text cannot become markup: only literals of this program are written as they are.

use std::fmt::Write as _;

use domain::Timestamp;

use super::words::{Piece, pieces};

/// What stands in for a character that neither HTML nor XML can carry.
const UNPRINTABLE: char = '\u{fffd}';

/// Markup under construction.
#[derive(Default)]
pub struct Html(String);

impl Html {
    pub fn with_capacity(bytes: usize) -> Self {
        Self(String::with_capacity(bytes))
    }

    /// Markup of ours. It takes literals only, so that nothing that came from outside can get here.
    pub fn raw(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// Text from anywhere, between tags or in a double-quoted attribute.
    pub fn text(&mut self, text: &str) -> &mut Self {
        escape(text, &mut self.0);
        self
    }

    /// A sentence of ours: `fill` writes what belongs into each of its gaps, by name.
    pub fn phrase(&mut self, sentence: &str, mut fill: impl FnMut(&mut Self, &str)) -> &mut Self {
        for piece in pieces(sentence) {
            match piece {
                Piece::Text(text) => {
                    self.text(text);
                }
                Piece::Gap(name) => fill(self, name),
            }
        }
        self
    }

    /// A sentence about one moment, with the time in its gap.
    pub fn phrase_at(&mut self, sentence: &str, at: Timestamp, words: &str) -> &mut Self {
        self.phrase(sentence, |h, _| {
            h.time(at, words);
        })
    }

    /// A number, as it is.
    pub fn num(&mut self, number: impl Into<i64>) -> &mut Self {
        let _ = write!(self.0, "{}", number.into());
        self
    }

    /// A length in tenths, as in `35.8`: the unit of drawing.
    pub fn tenths(&mut self, tenths: i64) -> &mut Self {
        let sign = if tenths < 0 { "-" } else { "" };
        let _ = write!(self.0, "{sign}{}.{}", tenths.abs() / 10, tenths.abs() % 10);
        self
    }

    /// An instant as people read it, with its exact value for programs.
    pub fn time(&mut self, at: Timestamp, words: &str) -> &mut Self {
        self.raw("<time datetime=\"").text(&at.rfc3339()).raw("\">").text(words).raw("</time>")
    }

    /// A day of the calendar, UTC.
    pub fn day(&mut self, at: Timestamp, words: &str) -> &mut Self {
        self.raw("<time datetime=\"").text(&at.date().to_string()).raw("\">").text(words).raw("</time>")
    }

    /// The page's one style sheet. It must be of our own making and is refused where it would end its element.
    pub fn style(&mut self, css: &str) -> &mut Self {
        let css = if css.contains("</") { "" } else { css };
        self.0.push_str("<style>");
        self.0.push_str(css);
        self.0.push_str("</style>");
        self
    }

    pub fn finish(self) -> String {
        self.0
    }
}

/// Appends `text` to `out` such that a parser of HTML or XML reads back exactly `text`, except for characters that
/// no document can carry, which turn into U+FFFD.
pub fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(printable(c)),
        }
    }
}

/// `text` with what XML cannot carry replaced, not escaped: for writers that escape by themselves.
pub fn carried(text: &str) -> String {
    text.chars().map(printable).collect()
}

fn printable(c: char) -> char {
    match c {
        '\n' | '\r' | '\t' => c,
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => UNPRINTABLE,
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn escaped(text: &str) -> String {
        let mut out = String::new();
        escape(text, &mut out);
        out
    }

    /// What a parser makes of the escapes.
    fn read(markup: &str) -> String {
        markup
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&#39;", "'")
            .replace("&amp;", "&")
    }

    #[test]
    fn markup_and_entities_are_text() {
        for (text, markup) in [
            ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
            ("\" onload='x'", "&quot; onload=&#39;x&#39;"),
            ("a &amp; b", "a &amp;amp; b"),
            ("line\nline\ttab", "line\nline\ttab"),
            ("\u{0}\u{1b}[31m", "\u{fffd}\u{fffd}[31m"),
        ] {
            assert_eq!(escaped(text), markup);
        }
    }

    #[test]
    fn tenths_keep_their_sign() {
        for (tenths, words) in [(-13, "-1.3"), (-3, "-0.3"), (0, "0.0"), (358, "35.8")] {
            assert_eq!(Html::default().tenths(tenths).0, words);
        }
    }

    #[test]
    fn a_sheet_cannot_end_its_element() {
        assert_eq!(Html::default().style("a{}</style><script>").0, "<style></style>");
    }

    proptest! {
        #[test]
        fn no_text_makes_markup(text in any::<String>()) {
            let markup = escaped(&text);
            prop_assert!(!markup.contains(['<', '>', '"', '\'']));
            prop_assert_eq!(read(&markup), carried(&text));
        }
    }
}
