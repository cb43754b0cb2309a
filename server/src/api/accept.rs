//! What a program wants its answer in.

use axum::http::{HeaderMap, header};

/// The form of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Json,
    /// Server-sent events.
    Stream,
}

/// The first form of ours that the header names, JSON where there is none; `None` where it names none of ours.
pub fn wanted(headers: &HeaderMap) -> Option<Form> {
    let mut lines = headers.get_all(header::ACCEPT).iter().peekable();
    if lines.peek().is_none() {
        return Some(Form::Json);
    }
    let named = lines.filter_map(|line| line.to_str().ok()).flat_map(|line| line.split(','));
    let mut kinds = named.map(|kind| kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase());
    kinds.find_map(|kind| match kind.as_str() {
        "*/*" | "application/*" | "application/json" | "application/problem+json" => Some(Form::Json),
        "text/event-stream" => Some(Form::Stream),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_in_the_first_accepted_form_that_we_have() {
        for (accept, form) in [
            ("application/json", Some(Form::Json)),
            ("text/html, */*;q=0.1", Some(Form::Json)),
            ("Text/Event-Stream", Some(Form::Stream)),
            ("text/event-stream, application/json", Some(Form::Stream)),
            ("application/xml", None),
            ("", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT, accept.parse().expect("a header"));
            assert_eq!(wanted(&headers), form, "{accept}");
        }
        assert_eq!(wanted(&HeaderMap::new()), Some(Form::Json));
    }
}
