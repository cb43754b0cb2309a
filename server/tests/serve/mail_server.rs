//! How letters reach the mail server: over TLS, and many over one connection.

use domain::Role;
use reqwest::StatusCode;
use serde_json::json;

use crate::mail::place_with;
use crate::mail_sink::{Sink, Tls};

#[tokio::test(flavor = "multi_thread")]
async fn letters_go_over_tls_to_a_server_that_proves_its_name() {
    for tls in [Tls::Whole, Tls::Upgraded] {
        let folder = tempfile::tempdir().expect("a folder");
        let sink = Sink::with_tls(tls, folder.path()).await;
        let place = place_with(&sink).await;
        let (_, ada) = place.person("Ada", Role::Admin).await;
        assert_eq!(
            ada.call("send_test_mail", json!({})).await,
            (StatusCode::OK, json!("ada@example.com")),
            "{tls:?}"
        );
        assert!(sink.has_signed_in());
        assert_eq!(sink.to("ada@example.com").len(), 1);
        // One whose authority nobody knows gets no letter, and no password.
        let mut strange = sink.config();
        strange.authority = None;
        let place = place.restarted(|config| config.mail = Some(strange)).await;
        let (_, ben) = place.person("Ben", Role::Admin).await;
        let (status, why) = ben.call("send_test_mail", json!({})).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{tls:?}");
        assert!(
            why.to_string().contains("certificate is not trusted") && !why.to_string().contains("s3cret"),
            "{why}"
        );
        assert_eq!(sink.count(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_takes_letter_after_letter_until_the_mail_server_ends_it() {
    let sink = Sink::start().await;
    let place = place_with(&sink).await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let send = async || {
        assert_eq!(ada.call("send_test_mail", json!({})).await, (StatusCode::OK, json!("ada@example.com")));
    };
    send().await;
    send().await;
    assert_eq!((sink.count(), sink.connections()), (2, 1));
    sink.hang_up();
    send().await;
    send().await;
    assert_eq!((sink.count(), sink.connections()), (4, 2));
}
