//! The status page at a host of its own.

use domain::Role;
use reqwest::StatusCode;

use crate::place::{Place, Visitor, declare};

const STATUS: &str = "status.harbour.example";

async fn at(who: &Visitor, host: &str, path: &str) -> (StatusCode, String) {
    let asked = who.get(path);
    let asked = if host.is_empty() { asked } else { asked.header("host", host) };
    let answer = asked.send().await.expect("an answer");
    (answer.status(), answer.text().await.expect("text"))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_answers_at_its_own_host_and_nothing_else_does() {
    let place = Place::configured(|config| {
        config.status_url = Some(format!("https://{STATUS}").parse().expect("an origin"));
    })
    .await;
    let (_, ada) = place.person("Ada", Role::Responder).await;
    place.done(&ada, None, declare("A title for people inside")).await;
    let paths = ["/", "/status", "/status/history", "/status/de", "/status/incidents/1", "/status/feed.atom"];
    for path in paths {
        let (status, text) = at(&ada, STATUS, path).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        let own = format!("https://{STATUS}/status");
        assert!(text.contains(&own) && !text.contains(&place.url), "{path}: {text:.600}");
    }
    assert_eq!(at(&ada, STATUS, "/").await.1, at(&ada, STATUS, "/status").await.1);
    assert_eq!(at(&ada, STATUS, "/robots.txt").await.1, "User-agent: *\nAllow: /\n");
    for path in ["/status/subscribe", "/api/v2/summary.json", "/history.atom", "/favicon.svg"] {
        assert_eq!(at(&ada, STATUS, path).await.0, StatusCode::OK, "{path}");
    }
    // Whoever is signed in is a stranger there, and finds no way in.
    for path in
        ["/incidents/1", "/people", "/join/token", "/api/v1/incidents", "/rpc/read_welcome", "/pkg/app.js"]
    {
        let (status, text) = at(&ada, STATUS, path).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        assert!(!text.contains("A title for people inside"), "{path}");
    }
    // The app is where it was. It has the page too, which says where it belongs.
    assert!(at(&ada, "", "/").await.1.contains("A title for people inside"));
    let (_, page) = at(&ada, "", "/status").await;
    assert!(page.contains(&format!("rel=\"canonical\" href=\"https://{STATUS}/status\"")), "{page:.600}");
    assert_eq!(at(&ada, "other.example", "/status").await.0, StatusCode::MISDIRECTED_REQUEST);
}
