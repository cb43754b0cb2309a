//! Connections that ask for much and take little: they leave their places to others, and hold nothing for long.

use std::time::Duration;

use domain::Role;
use reqwest::StatusCode;
use server::listen::{HEAD_BYTES_MAX, HEADERS_MAX, Limits};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::place::{AT_LAST, Place, Visitor, declare};

/// As little as a test can fill.
fn few_places() -> Limits {
    Limits { requesting: 8, requesting_per_network: 4, ..Limits::default() }
}

/// A connection of somebody who speaks HTTP by hand.
async fn connect(place: &Place) -> TcpStream {
    TcpStream::connect(place.running.address).await.expect("a connection")
}

fn head(place: &Place, request: &str, headers: &str) -> String {
    format!("{request} HTTP/1.1\r\nHost: {}\r\n{headers}\r\n", place.running.address)
}

/// The answer up to the end of its head.
async fn status_line(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    let reading = async {
        while !answer.windows(4).any(|window| window == b"\r\n\r\n") {
            let mut byte = [0];
            if stream.read(&mut byte).await.expect("an answer") == 0 {
                break;
            }
            answer.push(byte[0]);
        }
    };
    tokio::time::timeout(AT_LAST, reading).await.expect("an answer in time");
    String::from_utf8_lossy(&answer).lines().next().unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_readers_keep_nobody_out() {
    let place = Place::configured(|config| config.limits = few_places()).await;
    let asks = head(&place, "GET /status", "").repeat(16);
    let mut crowd = Vec::new();
    for _ in 0..40 {
        let mut stream = connect(&place).await;
        // One that had to leave already cannot write.
        let _ = stream.write_all(asks.as_bytes()).await;
        crowd.push(stream);
    }
    for _ in 0..5 {
        let answer = place.stranger().get("/status").send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::OK, "strangers are served in between");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn half_a_head_keeps_nobody_out() {
    let place = Place::configured(|config| config.limits = few_places()).await;
    let mut crowd = Vec::new();
    for _ in 0..40 {
        let mut stream = connect(&place).await;
        let _ = stream.write_all(b"GET /status HTTP/1.1\r\nX-Padding: aaaa").await;
        crowd.push(stream);
    }
    let answer = place.stranger().get("/status").send().await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn signed_in_people_keep_their_connections_in_a_crowd() {
    let place = Place::configured(|config| config.limits = few_places()).await;
    let (_, ada) = place.person("Ada", Role::Responder).await;
    let asks = head(&place, "GET /join/none", &format!("Cookie: {}\r\n", ada.cookie()));
    let mut own = connect(&place).await;
    own.write_all(asks.as_bytes()).await.expect("written");
    assert!(status_line(&mut own).await.contains("404"), "a link that is not good");
    let mut crowd = Vec::new();
    for _ in 0..40 {
        crowd.push(connect(&place).await);
    }
    let answer = place.stranger().get("/status").send().await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::OK);
    own.write_all(asks.as_bytes()).await.expect("still there");
    let mut answers = vec![0; 64 * 1024];
    let read = tokio::time::timeout(AT_LAST, own.read(&mut answers)).await.expect("in time");
    assert!(read.expect("not reset") > 0, "the connection is served");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_takes_no_bytes_ends() {
    let brief = Limits { taken_within: Duration::from_millis(20), ..Limits::default() };
    let place = Place::configured(|config| config.limits = brief).await;
    let asks = head(&place, "GET /status", "").repeat(100);
    let mut stream = connect(&place).await;
    // It never reads: at some point the server stops reading too, and then cuts it off.
    let writing = async { while stream.write_all(asks.as_bytes()).await.is_ok() {} };
    tokio::time::timeout(AT_LAST, writing).await.expect("the server closes the connection");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_has_a_size_and_a_number_of_headers() {
    let place = Place::new().await;
    let long = |bytes: usize| format!("X-Padding: {}\r\n", "a".repeat(bytes));
    // Host is a header, too.
    let many = |count: usize| "X-One: 1\r\n".repeat(count - 1);
    for (headers, status) in [
        (long(HEAD_BYTES_MAX - 200), "200"),
        (long(HEAD_BYTES_MAX), "431"),
        (many(HEADERS_MAX), "200"),
        (many(HEADERS_MAX + 1), "431"),
    ] {
        let mut stream = connect(&place).await;
        stream.write_all(head(&place, "GET /status", &headers).as_bytes()).await.expect("written");
        let answer = status_line(&mut stream).await;
        assert!(answer.contains(status), "{answer} for {} bytes of headers", headers.len());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_refused_by_role_before_its_first_byte() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Responder).await;
    let (_, vera) = place.person("Vera", Role::Viewer).await;
    let reader = place.program("reader", Role::Viewer).await;
    place.done(&ada, None, declare("Errors")).await;
    let by_cookie = |visitor: &Visitor| format!("Cookie: {}\r\n", visitor.cookie());
    let token = reader.get("/").build().expect("a request").headers()["authorization"].clone();
    let by_token = format!("Authorization: {}\r\n", token.to_str().expect("text"));
    for (path, who, status) in [
        ("/incidents/1/tickets/add", by_cookie(&vera), "409"),
        ("/incidents/99/tickets/add", by_cookie(&ada), "404"),
        ("/customers/import/take", by_cookie(&ada), "403"),
        ("/customers/import/anything", by_cookie(&ada), "404"),
        ("/api/v1/incidents/1/tickets", by_token, "409"),
    ] {
        let origin = format!("Origin: {}\r\nContent-Type: application/json\r\n", place.url);
        let headers = format!("{who}{origin}Content-Length: 31000000\r\n");
        let mut stream = connect(&place).await;
        stream.write_all(head(&place, &format!("POST {path}"), &headers).as_bytes()).await.expect("written");
        // Nothing of the body is sent: an answer that waited for it would not come.
        let answer = status_line(&mut stream).await;
        assert!(answer.contains(status), "{path}: {answer}");
    }
}
