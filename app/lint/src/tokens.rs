//! Cuts a text into words, code spans, addresses and the marks between them, each with its byte span.

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A word or number.
    Word,
    /// A span between backticks; its inside.
    Code,
    /// A web address.
    Url,
    /// One mark of punctuation.
    Mark(char),
    /// One or more line breaks in a row; true when there is an empty line.
    Break(bool),
}

/// A piece of the text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token {
    pub start: usize,
    pub end: usize,
    pub kind: Kind,
}

/// Cuts `text` into tokens. Spaces are dropped: adjacency shows in the spans.
pub(crate) fn tokenise(text: &str) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(text.len() / 5);
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let (end, kind) = next(text, at, c);
        if let Some(kind) = kind {
            tokens.push(inner(kind, at, end));
        }
        at = end;
    }
    tokens
}

/// The token without what only delimits it.
fn inner(kind: Kind, start: usize, end: usize) -> Token {
    match kind {
        Kind::Code => Token { start: start + 1, end: end - 1, kind },
        _ => Token { start, end, kind },
    }
}

/// Where the piece that starts at `at` ends, and what it is; `None` for blanks.
fn next(text: &str, at: usize, c: char) -> (usize, Option<Kind>) {
    if c == '\n' || c == '\r' {
        return line_break(text, at);
    }
    if c.is_whitespace() {
        return (at + c.len_utf8(), None);
    }
    if c == '`'
        && let Some(end) = code_end(text, at)
    {
        return (end, Some(Kind::Code));
    }
    if let Some(end) = url_end(text, at) {
        return (end, Some(Kind::Url));
    }
    if c.is_alphanumeric() {
        return (word_end(text, at), Some(Kind::Word));
    }
    (at + c.len_utf8(), Some(Kind::Mark(c)))
}

fn line_break(text: &str, at: usize) -> (usize, Option<Kind>) {
    let rest = &text[at..];
    let len = rest.find(|c: char| !c.is_whitespace()).unwrap_or(rest.len());
    let lines = rest[..len].matches('\n').count();
    (at + len, Some(Kind::Break(lines > 1)))
}

/// The end of a code span that opens at `at`, past its closing backtick on the same line.
fn code_end(text: &str, at: usize) -> Option<usize> {
    let rest = &text[at + 1..];
    match rest.find(['`', '\n']) {
        Some(len) if len > 0 && rest[len..].starts_with('`') => Some(at + 1 + len + 1),
        _ => None,
    }
}

fn url_end(text: &str, at: usize) -> Option<usize> {
    let rest = &text[at..];
    let starts = ["http://", "https://", "www."]
        .iter()
        .any(|s| rest.get(..s.len()).is_some_and(|head| head.eq_ignore_ascii_case(s)));
    if !starts {
        return None;
    }
    let stop = |c: char| c.is_whitespace() || matches!(c, ')' | ']' | '>' | '"' | '`' | '”');
    let len = rest.find(stop).unwrap_or(rest.len());
    let len = rest[..len].trim_end_matches(['.', ',', ';', ':', '!', '?', '*']).len();
    Some(at + len)
}

/// The end of a word: letters and digits, with joints such as apostrophes, hyphens and the dots of a version
/// inside, and a percent sign after a number.
fn word_end(text: &str, at: usize) -> usize {
    let mut end = at;
    let mut last = ' ';
    let mut chars = text[at..].char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        let follower = chars.peek().map(|&(_, n)| n);
        let joins = follower.is_some_and(|n| n.is_alphanumeric() && joint(c, last, n));
        if c == '%' && last.is_ascii_digit() {
            return at + i + 1;
        }
        if !(c.is_alphanumeric() || joins) {
            break;
        }
        last = c;
        end = at + i + c.len_utf8();
    }
    end
}

fn joint(c: char, before: char, after: char) -> bool {
    let numeric = before.is_ascii_digit() && after.is_ascii_digit();
    match c {
        '\'' | '’' | '-' | '_' | '‑' => true,
        '.' => numeric || after.is_lowercase() || after.is_ascii_digit(),
        ':' | '–' | ',' => numeric,
        _ => false,
    }
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
    }

    #[test]
    fn code_and_addresses_are_one_token() {
        assert_eq!(
            cut("see https://a.example/x?y=1. `a b` `"),
            ["see", "https://a.example/x?y=1", ".", "a b", "`"]
        );
        assert_eq!(tokenise("a\n\nb")[1].kind, Kind::Break(true));
    }
}
