//! Web addresses in what people wrote.

/// A stretch of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    Text(&'a str),
    /// An `http` or `https` address: nothing else is ever a link.
    Link(&'a str),
}

/// The text in its stretches, byte for byte.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((start, end)) = address(rest) {
        if start > 0 {
            pieces.push(Piece::Text(&rest[..start]));
        }
        pieces.push(Piece::Link(&rest[start..end]));
        rest = &rest[end..];
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    pieces
}

/// The first `http://` or `https://` address: up to white space or a quote, without the punctuation that ends a sentence.
fn address(text: &str) -> Option<(usize, usize)> {
    let mut from = 0;
    while let Some(found) = text[from..].find("http") {
        let start = from + found;
        let rest = &text[start..];
        let scheme = ["https://", "http://"].into_iter().find(|scheme| rest.starts_with(scheme));
        let Some(scheme) = scheme else {
            from = start + "http".len();
            continue;
        };
        let stop = |c: char| c.is_whitespace() || c.is_control() || "<>\"“”«»`|\\^{}".contains(c);
        let end = trimmed(&rest[..rest.find(stop).unwrap_or(rest.len())]);
        if end > scheme.len() {
            return Some((start, start + end));
        }
        from = start + scheme.len();
    }
    None
}

/// The length of `url` without closing punctuation; a bracket stays where it was opened inside.
fn trimmed(url: &str) -> usize {
    let mut url = url;
    while let Some(last) = url.chars().next_back() {
        let drop = match last {
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '’' | '*' | '_' | '…' => true,
            ')' => url.matches(')').count() > url.matches('(').count(),
            ']' => url.matches(']').count() > url.matches('[').count(),
            _ => false,
        };
        if !drop {
            break;
        }
        url = &url[..url.len() - last.len_utf8()];
    }
    url.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn addresses_are_links() {
        for (text, expected) in [
            ("see https://a.example/x.", Some("https://a.example/x")),
            ("(https://a.example/x(y))", Some("https://a.example/x(y)")),
            ("\"http://a.example?q=1&r=<b>", Some("http://a.example?q=1&r=")),
            ("http https:// javascript:alert(1) httpx://a", None),
        ] {
            assert_eq!(address(text).map(|(start, end)| &text[start..end]), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn links_lead_to_the_web_and_no_text_is_lost(text in "(?s)(https?://|[a-z .,()\\[\\]\"\n]|\\PC){0,40}") {
            let pieces = pieces(&text);
            let whole: String = pieces.iter().map(|piece| match piece {
                Piece::Text(text) | Piece::Link(text) => *text,
            }).collect();
            prop_assert_eq!(&whole, &text);
            for piece in pieces {
                if let Piece::Link(address) = piece {
                    prop_assert!(address.starts_with("https://") || address.starts_with("http://"));
                    prop_assert!(!address.contains(char::is_whitespace));
                }
            }
        }
    }
}
