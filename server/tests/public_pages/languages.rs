//! The pages in every language: whole, at an address of their own, and to each browser in the one that it asks for.

use std::sync::Arc;

use axum::body::to_bytes;
use axum::http::header::{ACCEPT_LANGUAGE, CONTENT_LANGUAGE, ETAG, IF_NONE_MATCH, VARY};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use domain::{Impact, Phase, Span};
use server::public::{Encoding, Input, Language, Snapshot, answer};
use server::publish::copy::{Copy, Stamp};

use crate::company::*;

/// The paths of pages that people read.
fn pages(snapshot: &Snapshot) -> Vec<String> {
    let own = snapshot.pages().filter(|(_, page)| page.language().is_some());
    own.map(|(path, _)| path.to_owned()).collect()
}

fn within(language: Language, path: &str) -> String {
    path.replacen("/status", &format!("/status/{}", language.code()), 1)
}

#[test]
fn every_page_is_whole_in_every_language() {
    let snapshot = snapshot(busy());
    for language in Language::ALL {
        for plain in pages(&snapshot) {
            let path = within(language, &plain);
            let html = html(&snapshot, &path);
            let code = language.code();
            let direction = if language == Language::Arabic { " dir=\"rtl\"" } else { "" };
            let begin = format!("<!doctype html>\n<html lang=\"{code}\"{direction}>");
            assert!(html.starts_with(&begin) && html.ends_with("</html>\n"), "{path}: {html:.80}");
            // A month is at two addresses, and says which one lasts.
            let lasting = format!("rel=\"canonical\" href=\"https://status.example.com/status/{code}");
            assert!(html.contains(&lasting), "{path}");
            assert_eq!(html.matches(" hreflang=\"").count(), 2 * Language::ALL.len() + 1, "{path}");
            let (own, switch) = html.split_once("<nav class=\"langs\"").expect("a switch");
            for (part, is_switch) in [(own, false), (switch, true)] {
                for rest in part.split("href=\"/").skip(1) {
                    let target = format!("/{}", rest.split(['"', '#']).next().expect("an end"));
                    let is_there = target == "/favicon.svg" || snapshot.page(&target).is_some();
                    assert!(is_there, "{path} leads to {target}");
                    let stays = target.contains('.') || target.starts_with(&format!("/status/{code}"));
                    assert!(stays || is_switch, "{path} leads out of its language, to {target}");
                }
            }
        }
    }
}

#[test]
fn our_words_are_of_the_language_and_theirs_stay_as_they_are() {
    let snapshot = snapshot(busy());
    for (path, ours) in [
        ("/status/de", "Databases: Teilausfall"),
        ("/status/de", "Nächste Meldung bis 04:46 UTC"),
        ("/status/de", "Bestätigt"),
        ("/status/fr", "Tous les autres composants sont opérationnels."),
        ("/status/es/history", "Historial"),
        ("/status/pt/incidents/41", "Início"),
        ("/status/ja", "次回の更新：04:46 UTCまで"),
        ("/status/ar", "\u{2068}Databases\u{2069}: انقطاع جزئي"),
        ("/status/ar/components/databases", "آخر 90 يومًا"),
        ("/status/de/history", "17. Nov."),
    ] {
        let read = words(&body(&snapshot, path));
        assert!(read.contains(ours), "{path}: {ours}: {read}");
        for english in ["Past incidents", "Components", "All history", "No incidents"] {
            assert!(!read.contains(english), "{path}: {english}: {read}");
        }
    }
    for path in ["/status/ar", "/status/ar/incidents/41"] {
        let arabic = body(&snapshot, path);
        assert!(arabic.contains("<p class=\"pre\" dir=\"auto\">We are looking into"), "{arabic}");
    }
}

async fn asked(snapshot: &Snapshot, address: &str, accepted: &str) -> (HeaderMap, String) {
    let (path, query) = address.split_once('?').map_or((address, None), |(path, query)| (path, Some(query)));
    let headers = HeaderMap::from_iter([(ACCEPT_LANGUAGE, HeaderValue::from_str(accepted).expect("ASCII"))]);
    let answer = answer(snapshot, path, query, &headers, &Method::GET).expect("a page");
    let (head, body) = answer.into_parts();
    let body = to_bytes(body, usize::MAX).await.expect("a body");
    (head.headers, String::from_utf8(body.to_vec()).expect("UTF-8"))
}

#[tokio::test]
async fn each_browser_reads_its_own_language() {
    let snapshot = snapshot(busy());
    for (address, accepted, language, varies) in [
        ("/status", "", "en", true),
        ("/status", "de-DE,de;q=0.9,en;q=0.8", "de", true),
        ("/status", "zh-CN,zh;q=0.9", "en", true),
        ("/status/history", "ar", "ar", true),
        // What a reader has chosen stays, whatever the browser says.
        ("/status/en", "de", "en", false),
        ("/status/ja/incidents/41", "de", "ja", false),
        ("/status?lang=fr", "de", "fr", true),
        ("/status?lang=zh", "pt-BR", "pt", true),
    ] {
        let (headers, body) = asked(&snapshot, address, accepted).await;
        assert_eq!(headers[CONTENT_LANGUAGE], language, "{address} {accepted}");
        assert!(body.contains(&format!("<html lang=\"{language}\"")), "{address} {accepted}");
        assert_eq!(headers[VARY].to_str().expect("ASCII").contains("accept-language"), varies, "{address}");
    }
    // Data is what it is to everybody.
    for address in ["/status/feed.atom", "/api/v2/summary.json", "/status/badge.svg"] {
        let (headers, body) = asked(&snapshot, address, "de").await;
        assert_eq!(body, html(&snapshot, address));
        assert!(!headers.contains_key(CONTENT_LANGUAGE) && headers[VARY] == "accept-encoding", "{address}");
    }
    let (plain, german) =
        (asked(&snapshot, "/status", "en").await.0, asked(&snapshot, "/status", "de").await.0);
    assert_ne!(plain[ETAG], german[ETAG]);
    let mut again = HeaderMap::from_iter([(ACCEPT_LANGUAGE, HeaderValue::from_static("de"))]);
    again.insert(IF_NONE_MATCH, german[ETAG].clone());
    let known = answer(&snapshot, "/status", None, &again, &Method::GET).expect("a page");
    assert_eq!(known.status(), StatusCode::NOT_MODIFIED);
}

#[test]
fn what_is_no_page_of_ours_has_no_language() {
    let snapshot = snapshot(busy());
    for path in
        ["/status/zh", "/status/de/", "/status/de/feed.atom", "/status/de/incidents/999", "/status/de/de"]
    {
        assert!(snapshot.page(path).is_none(), "{path}");
    }
}

#[test]
fn an_edition_is_made_once_for_as_long_as_its_page_stays_the_same() {
    let mut incidents = busy();
    let first = at(NOW, None, incidents.clone(), None);
    let before = [page(&first, "/status/de/incidents/39").clone(), page(&first, "/status/de").clone()];
    let posted = update(Phase::Monitoring, -1, "All hosts are replaced.");
    Arc::make_mut(incidents.get_mut(&domain::IncidentId(41)).expect("the open one")).updates.push(posted);
    let second = at(NOW + Span::minutes(1), None, incidents, Some(&first));
    assert!(Arc::ptr_eq(&before[0], page(&second, "/status/de/incidents/39")));
    assert!(!Arc::ptr_eq(&before[1], page(&second, "/status/de")));
    assert!(words(&body(&second, "/status/de")).contains("Wird beobachtet"));
}

#[test]
fn a_stale_page_says_so_in_its_language() {
    let stale = at(NOW, Some(NOW - Span::minutes(26)), busy(), None);
    let german = html(&stale, "/status/de");
    assert!(german.contains("<html lang=\"de\" data-stale>") && german.contains("<title>Nicht aktuell"));
    let read = words(&body(&stale, "/status/de"));
    assert!(read.contains("zuletzt geprüft 17. Nov. 2026, 03:46 UTC."), "{read}");
}

#[test]
fn pages_are_within_their_budget_in_every_language() {
    let snapshot = snapshot(busy());
    for language in Language::ALL {
        let sent = page(&snapshot, &within(language, "/status")).form(Encoding::Brotli).bytes.len();
        println!("{}: {sent} as brotli", language.code());
        assert!(sent <= 14 * 1024, "{}: {sent}", language.code());
    }
}

#[test]
fn a_copy_has_its_languages_and_leads_to_no_other() {
    let components = components();
    let looking = || vec![update(Phase::Investigating, 5, "Looking.")];
    let copied = |languages: &[Language]| {
        let incidents = indexed(vec![open(1, "API", Impact::Partial, looking())]);
        let copy_of = Some("https://ops.example.com");
        Copy::of(&Snapshot::build(Input { copy_of, languages, ..input(&components, incidents) }, None))
    };
    let paths = |copy: &Copy| -> Vec<String> { copy.files().iter().map(|file| file.path.clone()).collect() };
    let few = paths(&copied(&[Language::English]));
    assert!(!few.iter().any(|path| path.starts_with("status/de")), "{few:?}");
    let copy = copied(&Language::ALL);
    let all = paths(&copy);
    for path in ["status/de", "status/ja/history", "status/ar/incidents/1", "status/pt/components/api"] {
        assert!(all.iter().any(|known| known == path), "{path}: {all:?}");
    }
    assert!(!all.iter().any(|path| path.starts_with("status/en")), "English is at the plain addresses");
    let written = |path: &str| {
        let file = copy.files().iter().find(|file| file.path == path).expect("a file");
        let bytes = file.written("5eed", Stamp { made: NOW, base: "v/1" });
        String::from_utf8(bytes.to_vec()).expect("UTF-8")
    };
    let german = written("status/de");
    assert!(
        german
            .contains("Stand dieser Kopie: <time datetime=\"2026-11-17T04:12:07Z\">17. Nov. 2026, 04:12 UTC")
    );
    assert!(
        german.contains("href=\"/v/1/status/de/incidents/1\"") && german.contains("href=\"/v/1/status\"")
    );
    assert!(written("status").contains("lang=\"ja\" hreflang=\"ja\" href=\"/v/1/status/ja\""));
}
