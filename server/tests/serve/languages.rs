//! The public pages in the reader's language, over the network.

use domain::Role;
use reqwest::StatusCode;

use crate::place::{Place, declare};

#[tokio::test(flavor = "multi_thread")]
async fn readers_get_the_status_page_in_their_language() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Responder).await;
    place.done(&ada, None, declare("A title for people inside")).await;
    let reader = place.stranger();
    for (path, accepted, language) in [
        ("/status", "de-CH,de;q=0.9,en;q=0.5", "de"),
        ("/status", "zh", "en"),
        ("/status/incidents/1", "fr", "fr"),
        ("/status/ar/incidents/1", "fr", "ar"),
        ("/status/subscribe", "ja", "ja"),
        ("/status/subscribe?lang=es", "ja", "es"),
        ("/status/confirm/no-token", "pt", "pt"),
    ] {
        let answer = reader.get(path).header("accept-language", accepted).send().await.expect("an answer");
        assert!(!answer.headers().contains_key("set-cookie"), "{path}");
        let text = answer.text().await.expect("text");
        assert!(text.contains(&format!("<html lang=\"{language}\"")), "{path} {accepted}: {text:.200}");
    }
    let elsewhere = reader.get("/status/de/").send().await.expect("an answer");
    assert_eq!((elsewhere.status(), elsewhere.url().path()), (StatusCode::OK, "/status/de"));
    for path in ["/status/zh", "/status/de/incidents/9", "/status/de/subscribe"] {
        let answer = reader.get(path).send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
    }
}
