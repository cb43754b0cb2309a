//! Lists of subscribers, in and out.

use domain::Role;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::mail::{place_with, post, subscribe, subscribers};
use crate::mail_sink::Sink;
use crate::place::{Place, declare, eventually};

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_subscribers_is_shown_before_it_is_taken_and_comes_out_as_it_came_in() {
    let sink = Sink::start().await;
    let place = place_with(&sink).await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let stranger = place.stranger();
    subscribe(&sink, &stranger, "known@example.com", &[]).await;
    subscribe(&sink, &stranger, "left@example.com", &[]).await;
    place.done(&ada, None, declare("Slow")).await;
    eventually(|| async { sink.to("left@example.com").len() == 2 }).await;
    let leave = sink.to("left@example.com")[1].link("/status/unsubscribe/");
    assert_eq!(post(&stranger, &leave, &[]).await.0, StatusCode::OK);

    let file = "type,email,components\nemail,known@example.com,\nemail,left@example.com,\nemail,new@example.com,\n\
                email,some@example.com,Databases\nsms,5551234,\nemail,no address,\n";
    let told = subscribers(&ada, "preview", file).await;
    let counts = ["new", "known", "suppressed", "bad"].map(|name| told[name].clone());
    assert_eq!(counts, [json!(2), json!(1), json!(1), json!(2)], "{told}");
    assert_eq!((&told["taken"], &told["mistakes"][0]["line"]), (&json!(false), &json!(6)), "{told}");
    assert!(told["mistakes"][1]["why"].to_string().contains("has no @"), "{told}");
    let count = || async { ada.call("read_deliveries", json!({})).await.1["subscribers"].clone() };
    assert_eq!(count().await, 1, "nobody came in yet");
    let taken = subscribers(&ada, "take", file).await;
    assert_eq!((&taken["taken"], &taken["new"], count().await), (&json!(true), &json!(2), json!(3)));

    let ours = ada.text("/company/export/subscribers.csv").await;
    assert!(ours.contains("some@example.com,false,Databases,"), "{ours}");
    let listed = ada.text("/company/export/subscribers.json").await;
    let listed: Value = serde_json::from_str(&listed).expect("JSON");
    assert_eq!(listed.as_array().map(Vec::len), Some(3), "{listed}");
    let elsewhere = Place::new().await;
    let (_, ben) = elsewhere.person("Ben", Role::Admin).await;
    assert_eq!(subscribers(&ben, "take", &ours).await["new"], 3);
    assert_eq!(ben.text("/company/export/subscribers.csv").await, ours);

    for (who, role) in [("Vi", Role::Viewer), ("Cleo", Role::Responder)] {
        let (_, other) = place.person(who, role).await;
        let answer = other.get("/company/export/subscribers.csv").send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{who}");
    }
}
