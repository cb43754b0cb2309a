//! What nobody may do, whoever they are.

use domain::Role;
use reqwest::StatusCode;
use serde_json::json;
use server::router::{Access, BODY_BYTES_MAX, OPEN_CALLS, routes};

use crate::place::{Place, Visitor, declare, json_of};

#[tokio::test(flavor = "multi_thread")]
async fn every_route_keeps_its_rule() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Responder).await;
    place.done(&ada, None, declare("A title for people inside")).await;
    let stranger = place.stranger();
    for route in routes() {
        let path = route
            .path
            .replace("{id}", "1")
            .replace("{*call}", "open_incident")
            .replace("{*page}", "history")
            .replace("{*data}", "summary.json")
            .replace("{file}", "timeline.csv")
            .replace("{*path}", "pages.json")
            .replace("{mode}", "add");
        let answer = match route.access {
            Access::Rpc => stranger.post(&path).body("{\"incident\":1}"),
            Access::Upload => stranger.post(&path).body("1 A ticket"),
            Access::Token if ["/commands", "/tickets", "/lint"].iter().any(|end| path.ends_with(end)) => {
                stranger.post(&path).body("{}")
            }
            Access::Token
            | Access::PageToken
            | Access::Page
            | Access::Link
            | Access::File
            | Access::Public => stranger.get(&path),
        };
        let answer = answer.send().await.expect("an answer");
        let (status, cookie) = (answer.status(), answer.headers().contains_key("set-cookie"));
        let body = answer.text().await.expect("text");
        match route.access {
            Access::Rpc | Access::File | Access::Upload | Access::Token | Access::PageToken => {
                assert_eq!(status, StatusCode::UNAUTHORIZED, "{path}")
            }
            Access::Page => assert_eq!(status, StatusCode::OK, "{path}"),
            Access::Link => assert_eq!(status, StatusCode::NOT_FOUND, "{path} without a good token"),
            // Without the wasm there is nothing under /pkg but the style sheet.
            Access::Public => assert!(status == 200 || path.starts_with("/pkg"), "{path}: {status}"),
        }
        assert!(!cookie, "{path} sets a cookie for a stranger");
        assert!(!body.contains("A title for people inside"), "{path} tells a stranger");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_status_page_has_the_security_headers_of_the_rest() {
    let place = Place::new().await;
    let stranger = place.stranger();
    let with_security_headers = |answer: reqwest::Response, what: &str| {
        for (name, value) in [("x-frame-options", "DENY"), ("x-content-type-options", "nosniff")] {
            assert_eq!(answer.headers()[name], value, "{what}");
        }
        assert!(answer.headers().contains_key("content-security-policy"), "{what}");
        answer.status()
    };
    // What other sites may show has no header that forbids it.
    let frame = stranger.get("/status/embed.html").send().await.expect("an answer");
    assert!(!frame.headers().contains_key("x-frame-options"), "{:?}", frame.headers());
    assert_eq!(frame.headers()["x-content-type-options"], "nosniff");
    for (path, status) in [
        ("/status", StatusCode::OK),
        ("/status/history", StatusCode::OK),
        ("/status/nothing", StatusCode::NOT_FOUND),
    ] {
        let answer = stranger.get(path).send().await.expect("an answer");
        assert_eq!(with_security_headers(answer, path), status, "{path}");
        let foreign = stranger.get(path).header("host", "evil.example").send().await.expect("an answer");
        assert_eq!(with_security_headers(foreign, path), StatusCode::MISDIRECTED_REQUEST, "{path}");
    }
    let posted = stranger.post("/status").send().await.expect("an answer");
    assert_eq!(with_security_headers(posted, "POST /status"), StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_call_but_the_open_ones_needs_a_session() {
    let place = Place::new().await;
    let stranger = place.stranger();
    let calls: Vec<_> = server_fn::axum::server_fn_paths().collect();
    assert!(calls.len() >= 12, "{calls:?}");
    for (path, method) in calls {
        let name = path.strip_prefix("/rpc/").expect("every call is below /rpc");
        if method != "POST" || OPEN_CALLS.contains(&name) {
            continue;
        }
        let answer = stranger.post(path).body("{}").send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_paths_are_not_found() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Responder).await;
    for path in ["/nothing", "/.env", "/rpc", "/status/incidents/7", "/pkg/nothing.js", "/incidents/7"] {
        let answer = ada.get(path).send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
    }
    let (status, answer) = ada.call("nothing", json!({})).await;
    assert_eq!((status, &answer["error"]), (StatusCode::NOT_FOUND, &json!("not_found")));
    assert_eq!(ada.post("/").send().await.expect("an answer").status(), StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_let_only_their_own_scripts_run() {
    let place = Place::new().await;
    let policy_of = |answer: &reqwest::Response| {
        answer.headers()["content-security-policy"].to_str().expect("text").to_owned()
    };
    let (one, two) = (place.stranger().get("/").send().await, place.stranger().get("/").send().await);
    let (one, two) = (one.expect("an answer"), two.expect("an answer"));
    let policy = policy_of(&one);
    assert_ne!(policy, policy_of(&two), "each page has a nonce of its own");
    for part in ["default-src 'none'", "'strict-dynamic'", "'wasm-unsafe-eval'", "frame-ancestors 'none'"] {
        assert!(policy.contains(part), "{policy}");
    }
    assert!(!policy.contains("unsafe-inline"), "{policy}");
    assert_eq!(one.headers()["x-content-type-options"], "nosniff");
    assert_eq!(one.headers()["cross-origin-opener-policy"], "same-origin");
    assert!(one.headers().contains_key("referrer-policy"));
    assert!(!one.headers().contains_key("server"));
    let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).expect("a nonce");
    let html = one.text().await.expect("text");
    let (scripts, trusted) =
        (html.matches("<script").count(), html.matches(&format!("nonce=\"{nonce}\"")).count());
    assert!(scripts > 0 && trusted >= scripts, "{html}");
    assert!(!html.contains(" style=\""), "{html}");
}

#[tokio::test(flavor = "multi_thread")]
async fn foreign_pages_cannot_act() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Responder).await;
    let body = json!({"incident": null, "command": declare("Planted"), "key": "k"}).to_string();
    let by_hand = |path: &str, headers: &[(&'static str, &'static str)]| {
        let mut request = ada.post(path).body(body.clone()).build().expect("a request");
        request.headers_mut().remove("origin");
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().expect("a header"));
        }
        reqwest::Client::new().execute(request)
    };
    let foreign = [
        &[][..],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[("origin", "null"), ("sec-fetch-site", "same-origin")],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "none")],
    ];
    for headers in foreign {
        for path in ["/rpc/send_command", "/incidents/1/tickets/add", "/customers/import/take"] {
            let answer = by_hand(path, headers).await.expect("an answer");
            assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{path}: {headers:?}");
        }
    }
    for kind in ["text/plain", "application/x-www-form-urlencoded", ""] {
        let own = [("sec-fetch-site", "same-origin"), ("content-type", kind)];
        let answer = by_hand("/rpc/send_command", &own).await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE, "{kind}");
    }
    let own = by_hand("/rpc/read_sessions", &[("sec-fetch-site", "same-origin")]).await.expect("an answer");
    assert_eq!(own.status(), StatusCode::OK);
    let follow =
        ada.get("/rpc/follow?args=%7B%22topics%22%3A%5B%5D%7D").header("origin", "https://evil.example");
    assert_eq!(follow.send().await.expect("an answer").status(), StatusCode::FORBIDDEN);
    let other_name = ada.get("/").header("host", "evil.example").send().await.expect("an answer");
    assert_eq!(other_name.status(), StatusCode::MISDIRECTED_REQUEST);
    let own = ada.post("/rpc/send_command").header("origin", &place.url).body(body).send().await;
    assert_eq!(own.expect("an answer").status(), StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_that_is_not_ours_is_told_what_to_do_about_it() {
    let url = "https://status.harbour.example";
    let place = Place::configured(|config| config.urls = vec![url.parse().expect("an origin")]).await;
    let address = format!("http://{}", place.running.address);
    for (host, status) in [
        ("status.harbour.example", 200),
        ("Status.Harbour.Example:443", 200),
        ("status.harbour.example.", 200),
        ("status.harbour.example:80", 421),
        ("other.example", 421),
        ("other example", 421),
    ] {
        let asked = Visitor::at(&address).get("/status").header("host", host).send().await;
        let answer = asked.expect("an answer");
        assert_eq!(answer.status().as_u16(), status, "{host}");
        let text = answer.text().await.expect("text");
        assert!(status == 200 || text.contains(url), "{host}: {text}");
        let way_out =
            text.contains("the host \"other.example\"") && text.contains("--url https://other.example too");
        assert_eq!(way_out, host == "other.example", "{host}: {text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_that_cannot_be_read_are_refused_in_words() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Responder).await;
    let too_large = vec![b'x'; BODY_BYTES_MAX + 1];
    for (body, status, words) in [
        (too_large, 413, "the limit is 256 KB"),
        (b"{\"incident\":\"\xff\"}".to_vec(), 422, "not UTF-8 text: the byte at offset 13"),
        (b"{".to_vec(), 422, "The request cannot be read"),
        (b"{\"incident\":\"one\"}".to_vec(), 422, "The request cannot be read"),
        (b"".to_vec(), 422, "The request cannot be read"),
    ] {
        let answer = ada.post("/rpc/open_incident").body(body).send().await.expect("an answer");
        assert_eq!(answer.status().as_u16(), status);
        let answer = json_of(answer).await;
        assert_eq!(answer["error"], "invalid");
        assert!(answer["message"].as_str().is_some_and(|message| message.contains(words)), "{answer}");
    }
}
