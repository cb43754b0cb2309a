//! Cuts a text into words, code spans, addresses, markup and the marks between them, each with its byte span.
use super::cut::Cut;
use super::letters::{is_letter_or_digit, is_lower, is_upper};

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A word or number.
    Word,
    /// Code between backticks; its inside.
    Code,
    /// A web address.
    Url,
    /// One mark of punctuation.
    Mark(char),
    /// Line breaks or a tag that breaks lines; true when what follows is a paragraph of its own.
    Break(bool),
}

/// A piece of the text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token {
    pub start: usize,
    pub end: usize,
    pub kind: Kind,
}

/// A tag or a character reference that is longer is none.
const MARKUP_BYTES_MAX: usize = 200;
/// More invisible marks in a row join nothing.
const INVISIBLE_MAX: usize = 8;
const REFERENCE_BYTES_MAX: usize = 10;

/// Cuts `text` into tokens. Blanks and inline tags are dropped: adjacency shows in the spans.
pub(crate) fn tokenise(text: &str) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(text.len() / 5);
    let mut at = 0;
    while let Some(c) = text.cut(at..).chars().next() {
        let (end, kind) = next(text, at, c);
        match kind {
            Some(Kind::Code) => tokens.push(inside_ticks(text, at, end)),
            Some(kind) => tokens.push(Token { start: at, end, kind }),
            None => {}
        }
        at = end;
    }
    tokens
}

/// A code token without its backticks.
fn inside_ticks(text: &str, start: usize, end: usize) -> Token {
    let ticks = if text.cut(start..end).starts_with("```") { 3 } else { 1 };
    Token { start: start + ticks, end: end - ticks, kind: Kind::Code }
}

/// Where the piece that starts at `at` ends, and what it is; `None` for what says nothing.
fn next(text: &str, at: usize, c: char) -> (usize, Option<Kind>) {
    match c {
        '\n' | '\r' => return line_break(text, at),
        _ if c.is_whitespace() || is_invisible(c) => return (at + c.len_utf8(), None),
        '`' => {
            if let Some(end) = code_end(text, at) {
                return (end, Some(Kind::Code));
            }
        }
        '<' => {
            if let Some((end, block)) = tag(text, at) {
                return (end, block.then_some(Kind::Break(true)));
            }
        }
        '&' => {
            if let Some((end, mark)) = reference(text, at) {
                return (end, (!mark.is_whitespace()).then_some(Kind::Mark(mark)));
            }
        }
        _ => {}
    }
    if let Some(end) = url_end(text, at) {
        return (end, Some(Kind::Url));
    }
    if is_letter_or_digit(c) {
        return (word_end(text, at), Some(Kind::Word));
    }
    (at + c.len_utf8(), Some(Kind::Mark(c)))
}

fn line_break(text: &str, at: usize) -> (usize, Option<Kind>) {
    let rest = text.cut(at..);
    let len = rest.find(|c: char| !c.is_whitespace()).unwrap_or(rest.len());
    let lines = rest.cut(..len).bytes().filter(|&b| b == b'\n').count();
    (at + len, Some(Kind::Break(lines > 1)))
}

/// The end of code that opens at `at`: a fence up to the next one, a span up to the backtick on its line.
fn code_end(text: &str, at: usize) -> Option<usize> {
    let rest = text.cut(at..);
    if let Some(inside) = rest.strip_prefix("```") {
        let len = inside.place_of("```")?;
        return (len > 0).then_some(at + 3 + len + 3);
    }
    let inside = rest.cut(1..);
    let len = inside.find(['`', '\n'])?;
    (len > 0 && inside.cut(len..).starts_with('`')).then_some(at + 1 + len + 1)
}

/// The end of an HTML tag at `at`, and whether it breaks the line.
fn tag(text: &str, at: usize) -> Option<(usize, bool)> {
    let window = text.cut(at + 1..text.floor_char_boundary(text.len().min(at + MARKUP_BYTES_MAX)));
    let name = window.trim_start_matches('/');
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let len = window.find(['>', '<', '\n'])?;
    let name_len = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
    let block = ["p", "br", "li", "ul", "ol", "div", "tr", "td", "h1", "h2", "h3", "h4", "hr"]
        .iter()
        .any(|b| name.cut(..name_len).eq_ignore_ascii_case(b));
    window.cut(len..).starts_with('>').then_some((at + 1 + len + 1, block))
}

/// The end of a character reference such as `&amp;`, and the mark that it stands for.
fn reference(text: &str, at: usize) -> Option<(usize, char)> {
    let window = text.cut(at + 1..text.floor_char_boundary(text.len().min(at + REFERENCE_BYTES_MAX)));
    let (name, _) = window.split_once(';')?;
    let mark = match name {
        "amp" | "#38" => '&',
        "lt" | "#60" => '<',
        "gt" | "#62" => '>',
        "quot" | "#34" | "ldquo" | "rdquo" => '"',
        "nbsp" | "#160" | "#xa0" => ' ',
        "ndash" | "mdash" | "#8211" | "#8212" => '–',
        "bull" | "middot" => '•',
        "apos" | "#39" | "#x27" | "rsquo" | "lsquo" | "#8217" => '’',
        _ => return None,
    };
    Some((at + 1 + name.len() + 1, mark))
}

fn url_end(text: &str, at: usize) -> Option<usize> {
    let rest = text.cut(at..);
    let starts = ["http://", "https://", "www.", "mailto:"]
        .iter()
        .any(|s| rest.get(..s.len()).is_some_and(|head| head.eq_ignore_ascii_case(s)));
    if !starts {
        return None;
    }
    let stop = |c: char| c.is_whitespace() || matches!(c, ')' | ']' | '>' | '<' | '"' | '`' | '”' | '»');
    let len = rest.find(stop).unwrap_or(rest.len());
    let len = rest.cut(..len).trim_end_matches(['.', ',', ';', ':', '!', '?', '*', '\'', '’']).len();
    Some(at + len)
}

/// The end of a word: letters and digits, with joints such as apostrophes, hyphens and the dots of a version
/// inside, and a percent sign after a number.
fn word_end(text: &str, at: usize) -> usize {
    let mut end = at;
    let mut last = ' ';
    while let Some(c) = text.cut(end..).chars().next() {
        if c == '%' && last.is_ascii_digit() {
            return end + 1;
        }
        let len = if is_letter_or_digit(c) { Some(c.len_utf8()) } else { joint(text, end, c, last) };
        let Some(len) = len else { break };
        last = c;
        end += len;
    }
    end
}

/// Marks that nobody sees: inside a word they hide nothing, and between words they say nothing.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// The bytes of a mark at `at` that joins two halves of one word.
fn joint(text: &str, at: usize, c: char, before: char) -> Option<usize> {
    let (len, c) = match if c == '&' { reference(text, at) } else { None } {
        Some((end, mark)) => (end - at, mark),
        None => (c.len_utf8(), c),
    };
    let rest = text.cut(at + len..).chars();
    let after = rest.take(INVISIBLE_MAX).find(|&n| !is_invisible(n)).filter(|&n| is_letter_or_digit(n))?;
    let numeric = before.is_ascii_digit() && after.is_ascii_digit();
    let joins = match c {
        '\'' | '’' | 'ʼ' | '-' | '_' | '‑' | '\u{301}' => true,
        _ if is_invisible(c) => true,
        '&' => is_upper(before) && is_upper(after),
        '.' => numeric || is_lower(after) || after.is_ascii_digit() || before.is_ascii_digit(),
        ':' | '–' | ',' => numeric,
        _ => false,
    };
    joins.then_some(len)
}

#[cfg(test)]
mod tests {
    use super::{Kind, tokenise};

    fn cut(text: &str) -> Vec<&str> {
        tokenise(text).iter().map(|t| &text[t.start..t.end]).collect()
    }

    #[test]
    fn words_keep_their_joints() {
        assert_eq!(
            cut("We’re at 11:30, v5.4 on kafka-prod-3."),
            ["We’re", "at", "11:30", ",", "v5.4", "on", "kafka-prod-3", "."]
        );
        assert_eq!(cut("3% (ETA ~30mins)"), ["3%", "(", "ETA", "~", "30mins", ")"]);
        assert_eq!(cut("We&#39;ve A&amp;B"), ["We&#39;ve", "A&amp;B"]);
    }

    #[test]
    fn code_and_addresses_are_one_token() {
        assert_eq!(
            cut("see https://a.example/x?y=1. `a b` `"),
            ["see", "https://a.example/x?y=1", ".", "a b", "`"]
        );
        assert_eq!(cut("```\na\nb\n``` c"), ["\na\nb\n", "c"]);
        assert_eq!(tokenise("a\n\nb")[1].kind, Kind::Break(true));
    }

    #[test]
    fn markup_is_no_text() {
        assert_eq!(cut("<p>a <b>bold</b> &amp; b</p>"), ["<p>", "a", "bold", "&amp;", "b", "</p>"]);
        assert_eq!(cut("1 < 2 &c"), ["1", "<", "2", "&", "c"]);
        assert_eq!(cut("<é"), ["<", "é"]);
    }
}
