//! Texts that people wrote: paragraphs, line breaks as written, web addresses as links, everything else as it stands.

use domain::links::{Piece, pieces};

use super::html::Html;

/// Writes `body` as paragraphs. The blank lines between them stay in the source, so that the text of the markup is
/// the text that was written, byte for byte.
pub fn paragraphs(h: &mut Html, body: &str) {
    for (paragraph, gap) in split(body) {
        h.raw("<p class=\"pre\" dir=\"auto\">");
        linked(h, paragraph);
        h.raw("</p>").text(gap);
    }
}

/// Paragraphs, each with the white space that follows it.
fn split(body: &str) -> Vec<(&str, &str)> {
    let mut parts = Vec::new();
    let mut rest = body;
    while !rest.is_empty() {
        let end = blank_line(rest).unwrap_or(rest.len());
        let gap = rest[end..].len() - rest[end..].trim_start().len();
        parts.push((&rest[..end], &rest[end..end + gap]));
        rest = &rest[end + gap..];
    }
    parts
}

/// Where the white space begins that holds the first blank line.
fn blank_line(text: &str) -> Option<usize> {
    let mut run_start = None;
    let mut breaks = 0;
    for (at, c) in text.char_indices() {
        if !c.is_whitespace() {
            if breaks > 1 {
                return run_start;
            }
            (run_start, breaks) = (None, 0);
            continue;
        }
        run_start = run_start.or(Some(at));
        breaks += i32::from(c == '\n');
    }
    run_start.filter(|_| breaks > 1)
}

/// Writes `text` with its web addresses as links.
fn linked(h: &mut Html, text: &str) {
    for piece in pieces(text) {
        match piece {
            Piece::Text(text) => h.text(text),
            Piece::Link(address) => {
                h.raw("<a rel=\"nofollow noopener\" href=\"").text(address);
                h.raw("\">").text(address).raw("</a>")
            }
        };
    }
}

/// Whether `target` may be a link's target: an address on the web, or a path of this site.
pub fn is_safe_target(target: &str) -> bool {
    let path = target.starts_with('/') && !target.starts_with("//") && !target.contains('\\');
    path || target.starts_with("https://") || target.starts_with("http://")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(body: &str) -> String {
        let mut h = Html::default();
        paragraphs(&mut h, body);
        h.finish()
    }

    #[test]
    fn paragraphs_and_line_breaks_stay() {
        for (body, markup) in [
            ("One.", "<p class=\"pre\" dir=\"auto\">One.</p>"),
            ("One\ntwo", "<p class=\"pre\" dir=\"auto\">One\ntwo</p>"),
            (
                "One\r\n \r\ntwo\n",
                "<p class=\"pre\" dir=\"auto\">One</p>\r\n \r\n<p class=\"pre\" dir=\"auto\">two\n</p>",
            ),
            ("<b>&amp;", "<p class=\"pre\" dir=\"auto\">&lt;b&gt;&amp;amp;</p>"),
        ] {
            assert_eq!(written(body), markup);
        }
    }

    #[test]
    fn addresses_are_links() {
        assert!(written("http://a/\"onclick=x").contains("href=\"http://a/\">http://a/</a>&quot;onclick=x"));
    }

    #[test]
    fn targets_are_of_the_web() {
        for (target, safe) in [
            ("https://a.example", true),
            ("/status", true),
            ("//a.example", false),
            ("/\\a.example", false),
            ("javascript:alert(1)", false),
        ] {
            assert_eq!(is_safe_target(target), safe, "{target}");
        }
    }

    proptest! {
        #[test]
        fn paragraphs_lose_nothing(body in "(?s)[a \n\r\t.h]{0,60}") {
            let all: String = split(&body).into_iter().flat_map(|(text, gap)| [text, gap]).collect();
            prop_assert_eq!(all, body);
        }
    }
}
