//! What other sites show of the page: a badge, a script's line, a frame. Each has the headers that it needs to be shown
//! there, and only those.

use axum::http::HeaderValue;

use super::html::Html;
use super::mark;
use super::page::Policy;
use super::shell::hash;
use super::statuspage;
use super::view::View;

/// The script: a link that says how things are, in the place of its own tag.
const SCRIPT: &str = include_str!("embed.js");
/// The same of a copy: it says when that was made.
const COPY_SCRIPT: &str = include_str!("embed_copy.js");
const STYLE: &str = include_str!("embed.css");

/// Letters of a badge that are drawn; what is longer is cut.
const LETTERS_MAX: usize = 60;
/// How wide a letter is drawn, in tenths: the text is fitted to it, whatever the reader's font is.
const LETTER_WIDTH: i64 = 68;
/// Room beside a text, in tenths.
const ROOM: i64 = 80;

/// `/status/widget.js`.
pub fn script(view: &View<'_>) -> &'static str {
    if view.site.copy_of.is_some() { COPY_SCRIPT } else { SCRIPT }
}

/// `/status/badge.svg`: the page's own status, in words and a colour. Grey is what is out of date. A picture cannot tell
/// its age, so that of a copy says when it was made.
pub fn badge(view: &View<'_>) -> String {
    let (status, colour) = (statuspage::status(view), colour(view));
    let words: String = status.description.chars().take(LETTERS_MAX).collect();
    let dated = if view.site.copy_of.is_some() { mark::MADE_SHORT_LENGTH + ", ".len() } else { 0 };
    let widths = [length("status"), length(&words) + i64::try_from(dated).unwrap_or(0)]
        .map(|letters| LETTER_WIDTH * letters);
    let [left, right] = widths.map(|width| width + 2 * ROOM);
    let mut h = Html::default();
    h.raw("<svg xmlns=\"http://www.w3.org/2000/svg\" height=\"20\" role=\"img\" width=\"")
        .tenths(left + right);
    h.raw("\" aria-label=\"status: ").text(&words);
    made(&mut h, view);
    h.raw("\"><title>status: ").text(&words);
    made(&mut h, view);
    h.raw("</title>");
    h.raw("<rect height=\"20\" fill=\"#3d444d\" width=\"").tenths(left).raw("\"/>");
    h.raw("<rect height=\"20\" fill=\"").raw(colour).raw("\" x=\"").tenths(left);
    h.raw("\" width=\"").tenths(right).raw("\"/>");
    h.raw("<g fill=\"#fff\" font-family=\"Verdana,DejaVu Sans,sans-serif\" font-size=\"11\">");
    h.raw("<text y=\"14\" x=\"").tenths(ROOM).raw("\" textLength=\"").tenths(widths[0]);
    h.raw("\">status</text><text y=\"14\" x=\"").tenths(left + ROOM);
    h.raw("\" textLength=\"").tenths(widths[1]).raw("\">").text(&words);
    made(&mut h, view);
    h.raw("</text></g></svg>\n");
    h.finish()
}

/// When a copy was made.
fn made(h: &mut Html, view: &View<'_>) {
    if view.site.copy_of.is_some() {
        h.raw(", ").raw(mark::MADE_SHORT);
    }
}

/// `/status/embed.html`: the same as a frame, which leads to the page.
pub fn frame(view: &View<'_>) -> String {
    let status = statuspage::status(view);
    let mut h = Html::default();
    h.raw("<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>")
        .text(&view.site.company);
    h.raw(" status</title><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    h.raw("<meta name=\"robots\" content=\"noindex\">").style(STYLE).raw("</head>\n<body><a href=\"");
    h.text(&view.site.origin).raw("/status\" target=\"_blank\" rel=\"noopener\">");
    h.raw("<svg width=\"12\" height=\"12\" aria-hidden=\"true\"><circle cx=\"6\" cy=\"6\" r=\"6\" fill=\"");
    h.raw(colour(view)).raw("\"/></svg><span>").text(&view.site.company).raw(": ");
    h.text(&status.description);
    made(&mut h, view);
    h.raw("</span></a></body>\n</html>\n");
    h.finish()
}

/// What a frame may do, and that every site may show it.
pub fn frame_policy() -> Policy {
    let policy = format!(
        "default-src 'none'; style-src '{}'; base-uri 'none'; form-action 'none'; frame-ancestors *",
        hash(STYLE)
    );
    Policy::Frame(HeaderValue::try_from(policy).expect("base64 and words are ASCII"))
}

/// White words on it can be read (4.5:1), also by who tells no colours apart.
fn colour(view: &View<'_>) -> &'static str {
    match statuspage::status(view).indicator {
        _ if view.stale_since.is_some() => "#59636e",
        "none" => "#1a7f37",
        "minor" => "#7d5800",
        "major" => "#b04700",
        "critical" => "#cf222e",
        _ => "#0969da",
    }
}

fn length(text: &str) -> i64 {
    i64::try_from(text.chars().count()).unwrap_or(i64::MAX)
}
