//! The look of the status page, set by an admin and seen by everybody.

use domain::Role;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::place::{Place, eventually};

const SVG: &str =
    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 8 8\"><path d=\"M0 0h8v8z\"/></svg>";

#[tokio::test(flavor = "multi_thread")]
async fn what_an_admin_sets_everybody_sees() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let (_, ben) = place.person("Ben", Role::Responder).await;
    let upload = ada.post("/company/picture/logo").body(SVG).send().await.expect("an answer");
    assert_eq!(upload.status(), StatusCode::OK);
    let logo: Value = serde_json::from_str(&upload.text().await.expect("text")).expect("JSON");
    let (_, was) = ada.call("read_brand", json!({})).await;
    let links = json!([{"label": "Help", "address": "https://example.com/help"}]);
    let wanted = json!({"name": "Harbour live", "accent": "#2F7FD6", "logo": logo, "favicon": null,
                        "header": links, "footer": []});
    let save = json!({"was": was, "wanted": wanted});
    assert_eq!(ben.call("save_brand", save.clone()).await.0, StatusCode::FORBIDDEN);
    let (status, answer) = ada.call("save_brand", save.clone()).await;
    assert_eq!(status, StatusCode::OK, "{answer}");

    let reader = place.stranger();
    eventually(|| async { reader.text("/status").await.contains("/status/logo.svg") }).await;
    let page = reader.text("/status/de").await;
    for part in ["alt=\"Harbour live\"", "--accent:#2f7fd6", "<bdi>Help</bdi>"] {
        assert!(page.contains(part), "{part}: {page:.900}");
    }
    let served = reader.get("/status/logo.svg").send().await.expect("an answer");
    assert_eq!(served.headers()["content-type"], "image/svg+xml");
    let policy = served.headers()["content-security-policy"].to_str().expect("ASCII").to_owned();
    assert!(policy.contains("sandbox") && policy.starts_with("default-src 'none'"), "{policy}");
    assert_eq!(served.text().await.expect("text"), SVG);

    // Whoever saw what was there before is told; and the log tells who changed what.
    let (status, why) = ada.call("save_brand", save).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(why.to_string().contains("Somebody else changed"), "{why}");
    let (_, log) = ada.call("read_company_changes", json!({"before": null})).await;
    let log = log.to_string();
    assert!(log.contains("Accent colour") && log.contains("SVG, 1 KB"), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_taken_is_refused_with_its_field() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let (_, was) = ada.call("read_brand", json!({})).await;
    for (wanted, word) in [
        (json!({"accent": "#ffee00"}), "Accent colour: #ffee00 is too light"),
        (json!({"footer": [{"label": "x", "address": "javascript:alert(1)"}]}), "Links below"),
        (json!({"logo": {"kind": "png", "data": "PHNjcmlwdD4="}}), "Logo: it is no PNG"),
    ] {
        let (status, why) = ada.call("save_brand", json!({"was": was, "wanted": wanted})).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{why}");
        assert!(why.to_string().contains(word), "{why}");
    }
    let evil = SVG.replace("<path", "<script>alert(1)</script><path");
    let too_large = vec![b'x'; 70_000];
    for (which, body, word) in [
        ("logo", evil.into_bytes(), "<script>"),
        ("logo", too_large.clone(), "the limit is 64 KB"),
        ("favicon", too_large, "the limit is 16 KB"),
        ("logo", vec![b'x'; 2 << 20], "far more"),
    ] {
        let answer =
            ada.post(&format!("/company/picture/{which}")).body(body).send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let why = answer.text().await.expect("text");
        assert!(why.contains(word), "{word}: {why}");
    }
}
