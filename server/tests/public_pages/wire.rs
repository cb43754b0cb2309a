//! How pages are sent.

use std::io::Read as _;
use std::sync::Arc;

use axum::body::to_bytes;
use axum::http::header::{
    ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG,
    IF_NONE_MATCH, LAST_MODIFIED, VARY,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode};
use domain::Impact;
use domain::public::PublicIncident;
use server::public::{Encoding, FEED_MAX, Page, respond};

use crate::company::*;

/// DESIGN's budget for html and css together, compressed.
const BUDGET_BYTES: usize = 14 * 1024;

fn ask(page: &Page, method: &Method, headers: &[(HeaderName, &str)]) -> Response<axum::body::Body> {
    let headers: HeaderMap = headers
        .iter()
        .map(|(name, value)| (name.clone(), HeaderValue::from_str(value).expect("ASCII")))
        .collect();
    respond(page, &headers, method)
}

async fn bytes(response: Response<axum::body::Body>) -> Vec<u8> {
    to_bytes(response.into_body(), usize::MAX).await.expect("a body").to_vec()
}

fn unpacked(encoding: &str, bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    match encoding {
        "br" => drop(brotli::Decompressor::new(bytes, 4096).read_to_end(&mut out).expect("brotli")),
        "gzip" => drop(flate2::read::GzDecoder::new(bytes).read_to_end(&mut out).expect("gzip")),
        _ => out = bytes.to_vec(),
    }
    out
}

#[tokio::test]
async fn each_encoding_is_the_same_page_with_a_validator_of_its_own() {
    let snapshot = snapshot(busy());
    let page = page(&snapshot, "/status");
    let mut tags = Vec::new();
    for (accepted, encoding) in [("gzip, br", "br"), ("gzip", "gzip"), ("", "")] {
        let response = ask(page, &Method::GET, &[(ACCEPT_ENCODING, accepted)]);
        assert_eq!(response.status(), StatusCode::OK);
        let header =
            |name| response.headers().get(name).map_or("", |v: &HeaderValue| v.to_str().expect("ASCII"));
        assert_eq!(header(CONTENT_ENCODING), encoding);
        assert_eq!(header(CONTENT_TYPE), "text/html; charset=utf-8");
        assert_eq!(header(VARY), "accept-encoding");
        assert_eq!(header(LAST_MODIFIED), "Tue, 17 Nov 2026 04:12:07 GMT");
        let (tag, length) = (header(ETAG).to_owned(), header(CONTENT_LENGTH).to_owned());
        let sent = bytes(response).await;
        assert_eq!(length, sent.len().to_string());
        assert_eq!(unpacked(encoding, &sent), page.bytes().to_vec());

        for (given, status) in [
            (tag.clone(), 304),
            (format!("W/{tag}"), 304),
            (format!("\"other\", {tag}"), 304),
            ("*".to_owned(), 304),
            ("\"other\"".to_owned(), 200),
        ] {
            let known = ask(page, &Method::GET, &[(ACCEPT_ENCODING, accepted), (IF_NONE_MATCH, &given)]);
            assert_eq!(known.status(), status, "{given}");
            assert_eq!(known.headers()[ETAG], tag);
            assert_eq!(bytes(known).await.is_empty(), status == 304);
        }
        let head = ask(page, &Method::HEAD, &[(ACCEPT_ENCODING, accepted)]);
        assert_eq!(head.headers()[CONTENT_LENGTH], length);
        assert!(bytes(head).await.is_empty());
        tags.push(tag);
    }
    tags.sort();
    tags.dedup();
    assert_eq!(tags.len(), 3);
}

#[test]
fn the_policy_allows_one_style_and_one_script() {
    let snapshot = snapshot(busy());
    let response = ask(page(&snapshot, "/status"), &Method::GET, &[]);
    let policy = response.headers()[CONTENT_SECURITY_POLICY].to_str().expect("ASCII");
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
    assert!(policy.contains("script-src 'sha256-") && !policy.contains("unsafe"), "{policy}");
    assert!(policy.contains("connect-src 'self';"), "audits read robots.txt through the page: {policy}");
    assert_eq!(policy.matches("sha256-").count(), 2);
}

#[test]
fn a_busy_page_is_within_its_budget() {
    let snapshot = snapshot(busy());
    let page = page(&snapshot, "/status");
    let sent = page.form(Encoding::Brotli).bytes.len();
    println!("{} bytes, {sent} as brotli", page.bytes().len());
    assert!(sent <= BUDGET_BYTES, "{sent} bytes");
}

#[test]
fn the_feed_can_be_read_again() {
    let mut incidents = busy();
    incidents.extend(indexed((100..160).map(|id| ended(id, 400, 10, "API", Impact::Degraded)).collect()));
    let odd =
        PublicIncident { headline: "a\u{1}b <c> & d".to_owned(), ..ended(39, 0, 0, "API", Impact::Major) };
    incidents.insert(odd.id, Arc::new(odd));
    let snapshot = snapshot(incidents);
    let feed: atom_syndication::Feed = html(&snapshot, "/status/feed.atom").parse().expect("Atom");
    assert_eq!(feed.entries.len(), FEED_MAX);
    assert_eq!(feed.id, "tag:status.example.com,2026-11-01:0a1b2c3d/feed");
    assert_eq!(feed.entries[0].title.value, "a\u{fffd}b <c> & d");
    assert_eq!(feed.authors[0].name, "Northwind Cloud");
    let open = feed
        .entries
        .iter()
        .find(|e| e.id == "tag:status.example.com,2026-11-01:0a1b2c3d/incident/41")
        .expect("it");
    assert_eq!(open.updated.to_rfc3339(), "2026-11-17T04:06:07+00:00");
    let content = open.content.as_ref().and_then(|c| c.value.as_deref()).expect("content");
    assert!(content.find("14 of 38") < content.find("We are looking into"), "newest first: {content}");
    let response = ask(page(&snapshot, "/status/feed.atom"), &Method::GET, &[]);
    assert_eq!(response.headers()[CONTENT_TYPE], "application/atom+xml; charset=utf-8");
}

#[test]
fn an_unknown_path_has_no_page() {
    let snapshot = snapshot(busy());
    for path in ["/", "/status/", "/status/incidents/999", "/status/history/1999-01", "/status/../status"] {
        assert!(snapshot.page(path).is_none(), "{path}");
    }
}
