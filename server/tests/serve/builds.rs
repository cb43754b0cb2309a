//! Browsers whose page is of another build than the server.

use app::Error;
use app::incidents::{Done, Opened};
use app::rpc::{Build, Unreadable, accepted, read_answer};
use axum::http::{StatusCode, header};
use domain::Role;
use serde_json::json;
use server::assets::BUILD_ID;

use crate::place::{Place, declare, say};

/// What a page of this build says that it accepts.
fn own() -> String {
    Build::set_own(BUILD_ID);
    accepted()
}

#[tokio::test]
async fn a_page_of_this_build_reads_what_the_server_answers() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Responder).await;
    let body = json!({"incident": null, "command": declare("Slow"), "key": "k"}).to_string();
    let done = ada
        .post("/rpc/send_command")
        .header(header::ACCEPT, own())
        .body(body)
        .send()
        .await
        .expect("an answer");
    let done: Done = read_answer(true, &done.bytes().await.expect("a body")).expect("done");

    let ask = |incident: u32| {
        let body = json!({"incident": incident}).to_string();
        ada.post("/rpc/open_incident").header(header::ACCEPT, own()).body(body).send()
    };
    let opened = ask(done.incident.0).await.expect("an answer").bytes().await.expect("a body");
    let opened: Opened = read_answer(true, &opened).expect("opened");
    assert_eq!(opened.tail.last().expect("a record").seq, done.seq);
    let missing = ask(7).await.expect("an answer");
    assert_eq!(missing.status(), StatusCode::NOT_FOUND);
    let missing = read_answer::<Opened>(false, &missing.bytes().await.expect("a body"));
    assert_eq!(missing, Err(Error::NotFound));
}

#[tokio::test]
async fn a_page_of_another_build_is_refused_before_anything_is_done() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Responder).await;
    place.done(&ada, None, declare("Slow")).await;
    let own = own();
    let other = own.replace(BUILD_ID, "00000000000000ff");
    let body = json!({"incident": 1, "command": say("Anybody?"), "key": "k"}).to_string();
    let refused = ada
        .post("/rpc/send_command")
        .header(header::ACCEPT, other)
        .body(body)
        .send()
        .await
        .expect("an answer");
    assert_eq!(refused.status(), StatusCode::PRECONDITION_FAILED);
    assert_eq!(refused.headers()["content-type"], "application/vnd.command-post");
    let bytes = refused.bytes().await.expect("a body");
    assert_eq!(read_answer::<Done>(false, &bytes), Err(Error::OtherBuild));
    let log = ada.log(1).await;
    assert!(log.iter().all(|record| record["event"]["type"] != "said"), "{log:?}");
}

#[test]
fn reads_nothing_of_another_build() {
    Build::set_own(BUILD_ID);
    let mut bytes = b"CP".to_vec();
    bytes.extend(0xff_u64.to_le_bytes());
    bytes.push(1);
    let frame = app::rpc::Frame::from_bytes(bytes.into());
    let other = Build::named("00000000000000ff").expect("a build");
    assert_eq!(frame.decode().expect_err("unread"), Unreadable::OtherBuild(other));
}
