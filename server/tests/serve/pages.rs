//! Pages come whole, to however many at once.

use std::io::Read;

use domain::Role;
use futures::future::join_all;
use reqwest::{Method, Response, StatusCode};
use serde_json::json;
use server::router::{Access, routes};

use crate::place::{Place, Visitor, declare};

/// What asks for a page in one encoding, and gives the answer as it comes.
async fn encoded(who: &Visitor, path: &str, accept: &str) -> Response {
    who.get(path).header("accept-encoding", accept).send().await.expect("an answer")
}

fn encoding(answer: &Response) -> Option<&str> {
    answer.headers().get("content-encoding")?.to_str().ok()
}

#[tokio::test]
async fn pages_are_compressed_as_the_browser_likes() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Responder).await;
    let ada = ada.taking_bytes_as_they_come();
    place.done(&ada, None, declare("A title")).await;
    let path = "/incidents/1/ic";
    let plain = encoded(&ada, path, "identity").await;
    assert_eq!(encoding(&plain), None);
    let plain = plain.bytes().await.expect("a page").len();
    for accept in ["br", "gzip"] {
        let answer = encoded(&ada, path, accept).await;
        assert_eq!(encoding(&answer), Some(accept));
        assert!(answer.headers()["vary"].to_str().expect("text").contains("accept-encoding"));
        let bytes = answer.bytes().await.expect("a page").to_vec();
        assert!(bytes.len() * 3 < plain, "{accept}: {} of {plain}", bytes.len());
        let mut html = String::new();
        let read = match accept {
            "br" => brotli::Decompressor::new(&bytes[..], 4096).read_to_string(&mut html),
            _ => flate2::read::GzDecoder::new(&bytes[..]).read_to_string(&mut html),
        };
        read.expect("a whole page");
        assert!(html.contains(" · #1 A title</title>") && html.contains("</html>"));
    }
}

/// See `router/compress.rs`: what repeats a stranger's words, and what has a secret in its path, goes out plain.
#[tokio::test]
async fn does_not_compress_pages_that_repeat_the_request() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let ben =
        json!({"name": "Ben", "email": "ben@example.com", "team": "", "role": "viewer", "password": ""});
    let (_, added) = ada.call("add_person", json!({"person": ben})).await;
    let link = added["join"].as_str().expect("a link").to_owned();
    let ada = ada.taking_bytes_as_they_come();
    for (path, status) in [
        ("/incidents/guess-a-title", StatusCode::NOT_FOUND),
        ("/incidents/7/ic", StatusCode::NOT_FOUND),
        ("/join/guess-a-token", StatusCode::NOT_FOUND),
        (&link, StatusCode::OK),
    ] {
        let answer = encoded(&ada, path, "br, gzip").await;
        assert_eq!((answer.status(), encoding(&answer)), (status, None), "{path}");
    }
    let answer = ada.post("/rpc/read_welcome").header("accept-encoding", "br").body("{}").send().await;
    assert_eq!(encoding(&answer.expect("an answer")), None);
}

/// The query of a request is nowhere in the page.
#[tokio::test]
async fn a_page_repeats_nothing_of_the_query() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Responder).await;
    let html = ada.text("/?title=guess-a-title").await;
    assert!(html.contains("</html>") && !html.contains("guess"), "{html:.300}");
}

const SEATS: [&str; 6] = ["", "/ic", "/ops", "/comms", "/support", "/customers"];

async fn page(who: &Visitor, seat: &str) -> Result<(), String> {
    let answer = who.get(&format!("/incidents/1{seat}")).send().await.expect("an answer");
    let (status, html) = (answer.status(), answer.text().await.expect("text"));
    let whole =
        status == StatusCode::OK && html.contains(" · #1 A title</title>") && html.contains("</html>");
    if whole { Ok(()) } else { Err(format!("{seat}: {status} {html:.300}")) }
}

/// What renders a page runs on several threads; whatever of it is gone first, the page's head is written after.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_seat_is_rendered_whole_while_many_are() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Responder).await;
    place.done(&ada, None, declare("A title")).await;
    for _ in 0..12 {
        let pages = join_all((0..24).map(|n| page(&ada, SEATS[n % SEATS.len()]))).await;
        let broken: Vec<_> = pages.into_iter().filter_map(Result::err).collect();
        assert!(broken.is_empty(), "{broken:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bookmark_of_the_old_address_leads_to_the_customers() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Viewer).await;
    let answer = ada.get("/accounts").send().await.expect("an answer");
    assert_eq!((answer.status(), answer.url().path()), (StatusCode::OK, "/customers"));
}

/// What answers, where a browser would go on.
async fn led_nowhere(who: &Visitor, method: Method, path: &str) -> Response {
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build();
    let mut request = who.get(path).build().expect("a request");
    *request.method_mut() = method;
    http.expect("a client").execute(request).await.expect("an answer")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slash_at_the_end_leads_to_the_page() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Responder).await;
    place.done(&ada, None, declare("A title")).await;
    let asked = routes().filter(|route| route.access != Access::Upload && !route.path.contains("{*"));
    let mut paths: Vec<String> = asked
        .map(|route| {
            route.path.replace("{id}", "1").replace("{token}", "a1").replace("{file}", "timeline.csv")
        })
        .filter(|path| path != "/")
        .collect();
    let public = ["history", "incidents/1", "components/databases", "feed.atom", "badge.svg", "embed.html"];
    paths.extend(public.map(|page| format!("/status/{page}")));
    paths.extend(["summary", "status", "incidents"].map(|data| format!("/api/v2/{data}.json")));
    assert!(paths.len() > 40, "{paths:?}");
    for path in &paths {
        for (asked, leads_to) in [
            (format!("{path}/"), path.clone()),
            (format!("{path}//"), path.clone()),
            (format!("{path}/?month=2026-11&q=a%2Fb/"), format!("{path}?month=2026-11&q=a%2Fb/")),
        ] {
            for method in [Method::GET, Method::HEAD] {
                let answer = led_nowhere(&ada, method, &asked).await;
                let location = answer.headers().get("location").map(|to| to.to_str().expect("text"));
                assert_eq!(
                    (answer.status(), location),
                    (StatusCode::PERMANENT_REDIRECT, Some(leads_to.as_str())),
                    "{asked}"
                );
            }
        }
        let posted = ada.post(&format!("{path}/")).body("{}").send().await.expect("an answer");
        assert!(posted.status().is_client_error(), "{path}/ takes nothing: {}", posted.status());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slash_at_the_end_leads_nowhere_else() {
    let place = Place::new().await;
    let stranger = place.stranger();
    for path in [
        "//evil.example/",
        "//evil.example/incidents/9/",
        "//evil.example//status/",
        "/%2F/evil.example/",
        "/%5Cevil.example/",
        "/.env/",
        "//",
        "/nothing/",
        "/incidents//",
        "/status/nothing/",
        "/status/incidents/7/",
        "/api/v2/nothing.json/",
        "/pkg/nothing.js/",
        "/customers/import/take/",
    ] {
        let answer = led_nowhere(&stranger, Method::GET, path).await;
        assert_eq!(answer.headers().get("location"), None, "{path}");
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
    }
}
