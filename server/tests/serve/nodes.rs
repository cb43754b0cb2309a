//! Several nodes on one database: each shows what the others do, and none is needed by the others.

use std::time::Duration;

use domain::{Role, Span};
use futures::future::join_all;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::databases::{self, on_postgres};
use crate::dice::Dice;
use crate::faults::{Process, dana};
use crate::live::{follow, next};
use crate::place::{Place, Visitor, declare, eventually, say};
use crate::rules::check_the_rules;

#[tokio::test(flavor = "multi_thread")]
async fn each_node_tells_what_the_others_do() {
    let place = Place::new().await;
    let Some(other) = place.second().await else { return };
    let (_, ada) = place.person("Ada", Role::Responder).await;
    let ben = place.person("Ben", Role::Responder).await.1.moved_to(&other.origins[0].to_string());
    let mut board = follow(&ben, json!([["board", 0]])).await;
    next(&mut board, "hello").await;
    place.done(&ada, None, declare("Slow")).await;
    assert_eq!(next(&mut board, "card").await["card"]["title"], "Slow");
    // Decided on what the other node has written, whether this one has read it or not.
    let (status, done) = ben.command(Some(1), say("I see it too"), "ben-1").await;
    assert_eq!((status, &done["seq"]), (StatusCode::OK, &json!(3)));
    place.done(&ada, Some(1), say("good")).await;
    assert_eq!(ada.log(1).await, ben.log(1).await);
    // A key that one node knows is known to the other.
    let (_, again) = ada.moved_to(&ben.url).command(Some(1), say("once"), "ada-1").await;
    assert_eq!(ada.command(Some(1), say("once"), "ada-1").await.1, again);
    other.shutdown().await;
}

/// Whoever is sent a link follows it at once, wherever their node has read to.
#[tokio::test(flavor = "multi_thread")]
async fn an_incident_of_one_node_opens_at_the_other_at_once() {
    let place = Place::new().await;
    let Some(other) = place.second().await else { return };
    let (_, ada) = place.person("Ada", Role::Responder).await;
    let there = ada.moved_to(&other.origins[0].to_string());
    for incident in 1..=20 {
        place.done(&ada, None, declare("Slow")).await;
        let (status, opened) = there.call("open_incident", json!({"incident": incident})).await;
        assert_eq!((status, &opened["incident"]["title"]), (StatusCode::OK, &json!("Slow")), "#{incident}");
    }
    other.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nodes_never_give_the_same_number() {
    let place = Place::new().await;
    let Some(other) = place.second().await else { return };
    let (_, ada) = place.person("Ada", Role::Responder).await;
    let there = ada.moved_to(&other.origins[0].to_string());
    let sent = (0..10).map(|number| {
        let who = if number % 2 == 0 { ada.clone() } else { there.clone() };
        async move { who.command(None, declare("Slow"), &format!("declare-{number}")).await }
    });
    let mut numbers: Vec<u64> = Vec::new();
    for (status, done) in join_all(sent).await {
        assert_eq!(status, StatusCode::OK, "{done}");
        numbers.push(done["incident"].as_u64().expect("a number"));
    }
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=10).collect::<Vec<_>>());
    other.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn people_at_both_nodes_of_one_incident_are_all_heard() {
    let place = Place::new().await;
    let Some(other) = place.second().await else { return };
    let (_, ada) = place.person("Ada", Role::Responder).await;
    place.done(&ada, None, declare("Slow")).await;
    let there = ada.moved_to(&other.origins[0].to_string());
    let talk = |number: usize| {
        let who = if number.is_multiple_of(2) { ada.clone() } else { there.clone() };
        async move {
            for line in 0..12 {
                let key = format!("{number}-{line}");
                let (status, done) = until_known(&who, 1, say("I see it too"), &key).await;
                assert_eq!(status, StatusCode::OK, "{key}: {done}");
            }
        }
    };
    join_all((0..20).map(talk)).await;
    assert_eq!(ada.log(1).await.len(), 2 + 20 * 12);
    check_the_rules(place.running.store()).await;
    other.shutdown().await;
}

/// Sends a command as browsers do: where a busy machine has no time for it, once more with its key.
async fn until_known(who: &Visitor, incident: u64, command: Value, key: &str) -> (StatusCode, Value) {
    for _ in 0..20 {
        let (status, answer) = who.command(Some(incident), command.clone(), key).await;
        if status != StatusCode::SERVICE_UNAVAILABLE {
            return (status, answer);
        }
    }
    panic!("{key} has no answer");
}

/// Who commands changes hands at both nodes while sitreps are sent, and the next command is decided before the one before
/// it is written.
#[tokio::test(flavor = "multi_thread")]
async fn every_act_was_allowed_when_it_was_recorded_at_either_node() {
    const INCIDENTS: u64 = 200;
    /// Incidents that race at the same time: fewer than a lane takes in.
    const AT_ONCE: usize = 20;
    let place = Place::new().await;
    let Some(other) = place.second().await else { return };
    let mut people = Vec::new();
    for name in ["Ada", "Ben", "Cy"] {
        let (_, person) = place.person(name, Role::Responder).await;
        people.extend([person.clone(), person.moved_to(&other.origins[0].to_string())]);
    }
    let people = &people;
    let race = |incident: u64| async move {
        let mut dice = Dice(incident);
        let sent: Vec<_> = (0..24)
            .map(|number| {
                let who = &people[dice.roll(6)];
                let news = sitrep(&format!("It is {number}"));
                let command = if dice.roll(2) == 0 { news } else { take_over() };
                async move { until_known(who, incident, command, &format!("{incident}-{number}")).await }
            })
            .collect();
        for (status, answer) in join_all(sent).await {
            assert!([StatusCode::OK, StatusCode::CONFLICT].contains(&status), "{answer}");
        }
    };
    let incidents: Vec<u64> = (1..=INCIDENTS).collect();
    for some in incidents.chunks(AT_ONCE) {
        // Nobody declares more than some a minute.
        place.pass(Span::minutes(1));
        for _ in some {
            place.done(&people[0], None, declare("Slow")).await;
        }
        join_all(some.iter().map(|incident| race(*incident))).await;
    }
    check_the_rules(place.running.store()).await;
    other.shutdown().await;
}

fn take_over() -> Value {
    json!({"type": "take_over", "duty": "commander", "reason": "No answer for ten minutes"})
}

fn sitrep(broken: &str) -> Value {
    json!({"type": "send_sitrep", "sitrep": {"broken": broken}})
}

#[tokio::test(flavor = "multi_thread")]
async fn a_miss_is_written_down_by_one_node_only() {
    let place = Place::new().await;
    let Some(other) = place.second().await else { return };
    let (_, ada) = place.person("Ada", Role::Responder).await;
    place.done(&ada, None, declare("Slow")).await;
    let there = ada.moved_to(&other.origins[0].to_string());
    eventually(|| async { there.text("/").await.contains("Slow") }).await;
    place.pass(Span::hours(3));
    tokio::join!(place.running.look_for_misses(), other.look_for_misses());
    let log = ada.log(1).await;
    let mut misses: Vec<String> = log
        .iter()
        .filter(|record| record["event"]["type"] == "deadline_missed")
        .map(|record| record["event"].to_string())
        .collect();
    let all = misses.len();
    misses.dedup();
    assert!(all > 0 && misses.len() == all, "{log:?}");
    other.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_ends_on_one_node_ends_on_all() {
    let place = Place::new().await;
    let Some(other) = place.second().await else { return };
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let (ben_id, ben) = place.person("Ben", Role::Responder).await;
    let mut board = follow(&ben.moved_to(&other.origins[0].to_string()), json!([["board", 0]])).await;
    next(&mut board, "hello").await;
    ada.call("sign_out_everywhere", json!({"person": ben_id})).await;
    let ended = tokio::time::timeout(Duration::from_secs(5), next(&mut board, "refused")).await;
    assert_eq!(ended.expect("it ends")["error"]["error"], "signed_out");
    other.shutdown().await;
}

/// Two processes; one is killed in the middle of what it does.
#[tokio::test(flavor = "multi_thread")]
async fn the_others_go_on_when_a_node_is_killed() {
    if !on_postgres() {
        println!("left out: SQLite has one node");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let (killed, stranger) = Process::start(folder.path());
    let (_other, there) = Process::start(folder.path());
    let browser = dana(&stranger).await;
    let (_, declared) = browser.command(None, declare("Slow"), "k").await;
    let incident = declared["incident"].as_u64().expect("a number");
    let colleague = browser.moved_to(&there.url);
    let mut board = follow(&colleague, json!([[{"incident": incident}, 2]])).await;
    next(&mut board, "hello").await;
    let talking = tokio::spawn({
        let browser = browser.clone();
        async move {
            let mut acknowledged = 0;
            for number in 0.. {
                let said = say(&format!("message {number}")).to_string();
                let body = format!(r#"{{"incident":{incident},"command":{said},"key":"talk-{number}"}}"#);
                let Ok(answer) = browser.post("/rpc/send_command").body(body).send().await else { break };
                acknowledged = if answer.status() == StatusCode::OK { number + 1 } else { break };
            }
            acknowledged
        }
    });
    for _ in 0..20 {
        next(&mut board, "event").await;
    }
    drop(killed);
    let acknowledged = talking.await.expect("it ends with its server");
    assert!(acknowledged >= 20, "{acknowledged}");
    let log = colleague.log(incident).await;
    for number in 0..acknowledged {
        let text = format!("message {number}");
        let times = log.iter().filter(|record| record["event"]["text"] == text.as_str()).count();
        assert_eq!(times, 1, "{text}");
    }
    // What was on its way is sent again to the other node, and acts once.
    let (status, _) = colleague.command(Some(incident), say("again"), &format!("talk-{acknowledged}")).await;
    assert_eq!(status, StatusCode::OK);
    let (status, done) = colleague.command(Some(incident), say("we go on"), "on").await;
    assert_eq!(status, StatusCode::OK, "{done}");
    while next(&mut board, "event").await["recorded"]["seq"] != done["seq"] {}
    check_the_rules(&databases::open(folder.path()).await).await;
}
