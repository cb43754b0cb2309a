//! Texts of status pages as plain text: Statuspage keeps HTML and Markdown, and both at once.

use html5gum::{StartTag, Token, Tokenizer};
use pulldown_cmark::Parser;

/// What browsers know as markup of a text. Any other word in angle brackets is the text's own.
const TAGS: [&str; 41] = [
    "a",
    "abbr",
    "b",
    "blockquote",
    "br",
    "code",
    "dd",
    "del",
    "div",
    "dl",
    "dt",
    "em",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "li",
    "ol",
    "p",
    "pre",
    "s",
    "script",
    "small",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "sup",
    "table",
    "td",
    "tr",
    "u",
    "ul",
];

/// Tags that begin a line of their own.
const LINES: [&str; 6] = ["dd", "div", "dt", "li", "table", "tr"];
/// Tags with a blank line around them.
const PARAGRAPHS: [&str; 13] =
    ["blockquote", "dl", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "ol", "p", "pre", "ul"];

/// The text as people read it: marks of HTML and Markdown gone, lists as lists, and after a link's words its address.
/// A text without any such mark stays as it is, byte for byte.
pub(super) fn readable(body: &str) -> String {
    if !has_markup(body) {
        return body.to_owned();
    }
    let marked = with_own_brackets(&body.replace("\r\n", "\n"));
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, Parser::new(&marked));
    let mut text = Writer::default();
    for Ok(token) in Tokenizer::new(&html) {
        match token {
            Token::StartTag(tag) => text.open(&tag),
            Token::EndTag(tag) => text.close(&String::from_utf8_lossy(&tag.name)),
            Token::String(said) => text.say(&String::from_utf8_lossy(&said)),
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    text.out.trim_end().to_owned()
}

fn has_markup(text: &str) -> bool {
    let is_heading = |line: &str| {
        let rest = line.trim_start_matches('#');
        (1..=6).contains(&(line.len() - rest.len())) && rest.starts_with(' ')
    };
    ["](", "**", "__", "`"].iter().any(|mark| text.contains(mark))
        || text.split('<').skip(1).any(is_tag)
        || text.split('&').skip(1).any(is_entity)
        || text.lines().any(is_heading)
}

/// Whether what follows `<` makes it a tag, a comment or an address in angle brackets.
fn is_tag(rest: &str) -> bool {
    let name = rest.strip_prefix('/').unwrap_or(rest);
    let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
    let (word, after) = name.split_at(end);
    let known = TAGS.contains(&word.to_ascii_lowercase().as_str());
    (known && after.starts_with([' ', '>', '/', '\n', '\t']))
        || ["!--", "http://", "https://", "mailto:"].iter().any(|begin| rest.starts_with(begin))
}

/// Whether what follows `&` makes it a character reference: `amp;`, `#39;`.
fn is_entity(rest: &str) -> bool {
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '#');
    end.is_some_and(|end| end > 0 && rest[end..].starts_with(';'))
}

/// Brackets that are no markup, written so that they stay.
fn with_own_brackets(text: &str) -> String {
    let mut parts = text.split('<');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str(if is_tag(part) { "<" } else { "&lt;" });
        out.push_str(part);
    }
    out
}

/// Text in the making.
#[derive(Default)]
struct Writer {
    out: String,
    /// Line breaks that the next words need before them.
    breaks: usize,
    /// Each list that is open, with the number of its last item where it counts.
    lists: Vec<Option<usize>>,
    /// Each link that is open: where its words begin, and where it goes.
    links: Vec<(usize, String)>,
    /// What nobody reads: scripts, styles.
    silent: usize,
    /// Lines stay as they are written.
    verbatim: usize,
}

impl Writer {
    fn open(&mut self, tag: &StartTag<()>) {
        let name = String::from_utf8_lossy(&tag.name).into_owned();
        let attribute = |name: &[u8]| {
            tag.attributes
                .get(name)
                .map(|value| String::from_utf8_lossy(value).into_owned())
                .unwrap_or_default()
        };
        self.break_for(&name);
        match name.as_str() {
            "br" => self.break_line(),
            "ul" => self.lists.push(None),
            "ol" => self.lists.push(Some(attribute(b"start").parse().unwrap_or(1_usize).saturating_sub(1))),
            "li" => self.item(),
            "a" => {
                let words = self.begin();
                self.links.push((words, attribute(b"href")));
            }
            "img" => self.say(&attribute(b"alt")),
            "td" if !self.out.ends_with('\n') => self.out.push(' '),
            "script" | "style" => self.silent += 1,
            "pre" => self.verbatim += 1,
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "a" => self.link(),
            "ul" | "ol" => drop(self.lists.pop()),
            "script" | "style" => self.silent = self.silent.saturating_sub(1),
            "pre" => self.verbatim = self.verbatim.saturating_sub(1),
            _ => {}
        }
        self.break_for(name);
    }

    fn break_for(&mut self, name: &str) {
        let inside_list = matches!(name, "ul" | "ol" | "p") && !self.lists.is_empty();
        if LINES.contains(&name) || inside_list {
            self.breaks = self.breaks.max(1);
        } else if PARAGRAPHS.contains(&name) {
            self.breaks = self.breaks.max(2);
        }
    }

    fn break_line(&mut self) {
        self.breaks = (self.breaks + 1).min(2);
    }

    fn item(&mut self) {
        self.begin();
        self.out.push_str(&"  ".repeat(self.lists.len().saturating_sub(1)));
        match self.lists.last_mut() {
            Some(Some(number)) => {
                *number += 1;
                self.out.push_str(&format!("{number}. "));
            }
            _ => self.out.push_str("• "),
        }
    }

    /// Where the next words come to stand.
    fn begin(&mut self) -> usize {
        if !self.out.is_empty() {
            self.out.push_str(&"\n".repeat(self.breaks));
        }
        self.breaks = 0;
        self.out.len()
    }

    fn say(&mut self, words: &str) {
        let at_start = self.breaks > 0 || self.out.is_empty() || self.out.ends_with("• ");
        let words = if at_start && self.verbatim == 0 { words.trim_start() } else { words };
        if words.is_empty() || self.silent > 0 {
            return;
        }
        self.begin();
        self.out.push_str(words);
    }

    /// The address after the words, unless they are the address.
    fn link(&mut self) {
        let Some((start, target)) = self.links.pop() else { return };
        let address = target.strip_prefix("mailto:").or(target.strip_prefix("tel:"));
        let is_address = target.starts_with("http://") || target.starts_with("https://");
        let Some(address) = address.or(is_address.then_some(target.as_str())) else { return };
        let words = self.out.get(start..).unwrap_or_default().trim();
        if words.is_empty() {
            self.say(address);
        } else if words != address {
            let address = format!(" ({address})");
            self.out.push_str(&address);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::readable;

    #[test]
    fn markup_reads_as_text_with_links() {
        for (body, read) in [
            ("Plain text,\r\n  as it was: 2 < 3 & 5 > 4, snake_case, AT&T, <customer>, 3 * 4.", None),
            ("Line one\nLine two **bold**", Some("Line one\nLine two bold")),
            (
                "Write to <a href=\"mailto:help@mill.example\">us</a>.<br />Thanks",
                Some("Write to us (help@mill.example).\nThanks"),
            ),
            (
                "<p>Fast again.</p><p>See <a href='https://mill.example/?a=1&amp;b=2'>this page</a></p>",
                Some("Fast again.\n\nSee this page (https://mill.example/?a=1&b=2)"),
            ),
            (
                "See [the report](https://mill.example/r) and <https://mill.example>",
                Some("See the report (https://mill.example/r) and https://mill.example"),
            ),
            ("<a href=\"https://mill.example\">https://mill.example</a>", Some("https://mill.example")),
            ("<a href=\"javascript:alert(1)\">press</a> <a href=\"/x\">here</a>", Some("press here")),
            (
                "# What happened\n\nThe stone &amp; the wheel&#39;s axle broke.",
                Some("What happened\n\nThe stone & the wheel's axle broke."),
            ),
            (
                "<ul><li>one</li><li>two<ol><li>a</li><li>b</li></ol></li></ul>after",
                Some("• one\n• two\n  1. a\n  2. b\n\nafter"),
            ),
            ("Next:\n\n1. turn `it` off\n2. turn it on", Some("Next:\n\n1. turn it off\n2. turn it on")),
            ("<script>alert(1)</script><b>bold</b><!-- no -->", Some("bold")),
            ("**<name>** of the order", Some("<name> of the order")),
            ("<div>a</div>\n<div>b</div>", Some("a\nb")),
            ("one<br><br>two", Some("one\n\ntwo")),
            ("", None),
        ] {
            assert_eq!(readable(body), read.unwrap_or(body), "{body:?}");
        }
    }
}
