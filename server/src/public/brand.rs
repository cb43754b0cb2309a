//! What of the page is the company's own: its name, logo, colour, favicon and links.

use app::brand::{Brand, Link, Picture};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::html::Html;

/// A picture of the company's, as it is served.
pub struct Served {
    pub path: String,
    pub media_type: &'static str,
    pub bytes: Vec<u8>,
}

/// The pictures that pages show.
pub fn pictures(brand: &Brand) -> Vec<Served> {
    let all = [("logo", &brand.logo), ("favicon", &brand.favicon)];
    let served = |(name, picture): (&str, &Option<Picture>)| {
        let picture = picture.as_ref()?;
        let (path, media_type) = (path(name, picture), picture.kind.media_type());
        Some(Served { path, media_type, bytes: STANDARD.decode(&picture.data).ok()? })
    };
    all.into_iter().filter_map(served).collect()
}

fn path(name: &str, picture: &Picture) -> String {
    format!("/status/{name}.{}", picture.kind.ending())
}

/// The page's style with the company's colour: where there is none, nothing is coloured.
pub fn style(css: &str, brand: &Brand) -> String {
    if brand.accent.is_empty() { css.to_owned() } else { format!("{css}:root{{--accent:{}}}", brand.accent) }
}

/// The logo or, without one, the name.
pub fn logo(h: &mut Html, brand: &Brand, name: &str) {
    if let Some(logo) = &brand.logo {
        h.raw("<img src=\"").text(&path("logo", logo)).raw("\" alt=\"").text(name).raw("\" height=\"32\">");
        return;
    }
    let (first, rest) = name.split_once(' ').unwrap_or((name, ""));
    h.text(first);
    if !rest.is_empty() {
        h.raw(" <span>").text(rest).raw("</span>");
    }
}

/// What browsers show beside the title.
pub fn favicon(h: &mut Html, brand: &Brand) {
    h.raw("<link rel=\"icon\" type=\"");
    match &brand.favicon {
        Some(own) => h.raw(own.kind.media_type()).raw("\" href=\"").text(&path("favicon", own)),
        None => h.raw("image/svg+xml\" href=\"/favicon.svg"),
    };
    h.raw("\">\n");
}

/// Links of the company's own.
pub fn links(h: &mut Html, links: &[Link]) {
    for link in links {
        h.raw("<a href=\"").text(&link.address).raw("\" rel=\"noopener\"><bdi>").text(&link.label);
        h.raw("</bdi></a>");
    }
}
