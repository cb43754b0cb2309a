//! Pages come whole, to however many at once.

use domain::Role;
use futures::future::join_all;
use reqwest::StatusCode;

use crate::place::{Place, Visitor, declare};

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
