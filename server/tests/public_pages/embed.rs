//! What other sites show of the page.

use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, Method};
use domain::{Impact, Span};
use server::public::respond;

use crate::company::*;

#[test]
fn a_badge_says_in_words_how_things_are() {
    let open = |impact| open(1, "API", impact, vec![update(domain::Phase::Confirmed, 5, "It fails.")]);
    for (incidents, words, colour) in [
        (vec![], "All Systems Operational", "#1a7f37"),
        (vec![open(Impact::Degraded)], "Partially Degraded Service", "#7d5800"),
        (vec![open(Impact::Major)], "Partial System Outage", "#b04700"),
    ] {
        let badge = html(&snapshot(indexed(incidents)), "/status/badge.svg");
        assert!(badge.starts_with("<svg xmlns=") && badge.contains(colour), "{badge}");
        assert!(badge.contains(&format!("<title>status: {words}</title>")), "{badge}");
        assert!(!badge.contains("<script") && !badge.contains("style="), "{badge}");
    }
}

#[test]
fn a_badge_that_is_out_of_date_is_grey_and_says_so() {
    let stale = at(NOW, Some(NOW - Span::minutes(9)), Incidents::new(), None);
    let badge = html(&stale, "/status/badge.svg");
    assert!(
        badge.contains("Out of date since") && badge.contains("#59636e") && !badge.contains("#1a7f37"),
        "{badge}"
    );
    let frame = html(&stale, "/status/embed.html");
    assert!(frame.contains("Out of date since") && frame.contains("#59636e"), "{frame}");
}

#[test]
fn each_embed_has_only_the_headers_that_it_needs() {
    let snapshot = snapshot(busy());
    for (path, kind, shared, framed) in [
        ("/status/badge.svg", "image/svg+xml; charset=utf-8", true, false),
        ("/status/widget.js", "text/javascript; charset=utf-8", true, false),
        ("/status/embed.html", "text/html; charset=utf-8", false, true),
        ("/status", "text/html; charset=utf-8", false, false),
    ] {
        let answer = respond(page(&snapshot, path), &HeaderMap::new(), &Method::GET);
        let headers = answer.headers();
        assert_eq!(headers[CONTENT_TYPE], kind, "{path}");
        assert_eq!(headers.contains_key("cross-origin-resource-policy"), shared, "{path}");
        assert!(!headers.contains_key("access-control-allow-origin"), "{path}");
        let policy = headers["content-security-policy"].to_str().expect("text");
        assert_eq!(policy.contains("frame-ancestors *"), framed, "{path}: {policy}");
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{path}: {policy}");
    }
}

#[test]
fn a_frame_leads_to_the_page() {
    let frame = html(&snapshot(Incidents::new()), "/status/embed.html");
    assert!(
        frame.contains("<a href=\"https://status.example.com/status\" target=\"_blank\" rel=\"noopener\">"),
        "{frame}"
    );
    assert!(frame.contains("Northwind Cloud: All Systems Operational"), "{frame}");
}
