//! What of the page is the company's own.

use app::brand::{Brand, Link, Picture, PictureKind};
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderMap, Method};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use server::public::{Input, Snapshot, respond};
use server::publish::copy::{Copy, Stamp};

use crate::company::*;

/// No text at all.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\xff\xfe\x00picture";
const SVG: &str =
    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 8 8\"><path d=\"M0 0h8v8z\"/></svg>";

fn branded() -> Brand {
    let picture = |kind, bytes: &[u8]| Some(Picture { kind, data: STANDARD.encode(bytes) });
    let link = |label: &str| {
        vec![Link { label: label.to_owned(), address: "https://example.com/?a=1&b=2".to_owned() }]
    };
    Brand {
        name: "Harbour <live>".to_owned(),
        accent: "#2f7fd6".to_owned(),
        logo: picture(PictureKind::Png, PNG),
        favicon: picture(PictureKind::Svg, SVG.as_bytes()),
        header: link("Help & more"),
        footer: link("Imprint"),
    }
}

fn shown(brand: &Brand, copy_of: Option<&str>) -> Snapshot {
    let components = components();
    Snapshot::build(Input { brand, copy_of, ..input(&components, busy()) }, None)
}

#[test]
fn every_page_carries_the_companys_own() {
    let snapshot = shown(&branded(), None);
    for path in ["/status", "/status/de/history", "/status/ar/incidents/41"] {
        let html = html(&snapshot, path);
        assert!(
            html.contains("<img src=\"/status/logo.png\" alt=\"Harbour &lt;live&gt;\" height=\"32\">"),
            "{path}"
        );
        assert!(html.contains("type=\"image/svg+xml\" href=\"/status/favicon.svg\">"), "{path}");
        assert!(html.contains(":root{--accent:#2f7fd6}</style>"), "{path}");
        for label in ["Help &amp; more", "Imprint"] {
            let link = format!(
                "<a href=\"https://example.com/?a=1&amp;b=2\" rel=\"noopener\"><bdi>{label}</bdi></a>"
            );
            assert_eq!(html.matches(&link).count(), 1, "{path}: {label}");
        }
    }
    assert!(html(&snapshot, "/status").contains(" · Harbour &lt;live&gt;</title>"));
    let plain = html(&shown(&Brand::default(), None), "/status");
    assert!(plain.contains("<link rel=\"icon\" type=\"image/svg+xml\" href=\"/favicon.svg\">"));
    assert!(!plain.contains("--accent:#") && !plain.contains("<img"));
}

#[test]
fn pictures_are_served_as_they_are_and_run_nothing() {
    let snapshot = shown(&branded(), None);
    for (path, media_type, bytes) in
        [("/status/logo.png", "image/png", PNG), ("/status/favicon.svg", "image/svg+xml", SVG.as_bytes())]
    {
        let served = page(&snapshot, path);
        assert_eq!(served.bytes(), bytes, "{path}");
        let answer = respond(served, &HeaderMap::new(), &Method::GET);
        assert_eq!(answer.headers()[CONTENT_TYPE], media_type);
        let policy = &answer.headers()[CONTENT_SECURITY_POLICY];
        assert_eq!(policy, "default-src 'none'; style-src 'unsafe-inline'; sandbox", "{path}");
        assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
    }
    assert!(snapshot.page("/status/logo.svg").is_none());
}

#[test]
fn a_copy_has_the_pictures_byte_for_byte() {
    let copy = Copy::of(&shown(&branded(), Some("https://ops.example.com")));
    for (path, bytes) in [("status/logo.png", PNG), ("status/favicon.svg", SVG.as_bytes())] {
        let file = copy.files().iter().find(|file| file.path == path).expect("a file");
        assert_eq!(file.written("5eed", Stamp { made: NOW, base: "v/1" }), bytes, "{path}");
    }
}

#[test]
fn another_look_is_another_page() {
    let first = shown(&branded(), None);
    let components = components();
    let input = Input { brand: &NO_BRAND, ..input(&components, busy()) };
    let second = Snapshot::build(input, Some(&first));
    assert!(!html(&second, "/status/incidents/39").contains("logo.png"), "an ended incident's too");
}
