//! Who is here: everybody of whom a tab follows, at whichever node, told to everybody who follows.

use domain::{PersonId, Role};
use serde_json::{Value, json};

use crate::live::{Socket, follow, next};
use crate::place::{Place, Visitor};

async fn opens_a_tab(visitor: &Visitor) -> Socket {
    let mut tab = follow(visitor, json!([["board", 0]])).await;
    next(&mut tab, "hello").await;
    tab
}

/// Reads until these are told to be here.
async fn hears(tab: &mut Socket, people: &[PersonId]) {
    let mut people: Vec<_> = people.to_vec();
    people.sort_unstable();
    let people = json!(people);
    let mut heard = Value::Null;
    while heard != people {
        heard = next(tab, "here").await["here"].clone();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_and_who_goes_is_told_to_who_is_here() {
    let place = Place::new().await;
    let (ada, adas) = place.person("Ada", Role::Responder).await;
    let (ben, bens) = place.person("Ben", Role::Viewer).await;
    let mut tab = opens_a_tab(&adas).await;
    hears(&mut tab, &[ada]).await;
    let (first, second) = (opens_a_tab(&bens).await, opens_a_tab(&bens).await);
    hears(&mut tab, &[ada, ben]).await;
    drop(first);
    let mut other = follow(&adas, json!([["board", 0]])).await;
    let here = next(&mut other, "hello").await["here"].clone();
    assert_eq!(here, json!([ada, ben]), "who comes reads it in the greeting; one of two tabs is left");
    drop(second);
    hears(&mut tab, &[ada]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_signs_out_is_not_here_any_more() {
    let place = Place::new().await;
    let (ada, adas) = place.person("Ada", Role::Responder).await;
    let (ben, bens) = place.person("Ben", Role::Responder).await;
    let (mut tab, _bens_tab) = (opens_a_tab(&adas).await, opens_a_tab(&bens).await);
    hears(&mut tab, &[ada, ben]).await;
    bens.call("sign_out", json!({})).await;
    hears(&mut tab, &[ada]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_people_of_every_node_count() {
    let place = Place::new().await;
    let Some(other) = place.second().await else { return };
    let (ada, adas) = place.person("Ada", Role::Responder).await;
    let (ben, bens) = place.person("Ben", Role::Responder).await;
    let mut tab = opens_a_tab(&adas).await;
    let bens_tab = opens_a_tab(&bens.moved_to(&other.origins[0].to_string())).await;
    hears(&mut tab, &[ada, ben]).await;
    drop(bens_tab);
    hears(&mut tab, &[ada]).await;
    other.shutdown().await;
}
