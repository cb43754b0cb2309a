//! Goals for the words: chosen in the settings, measured of each incident, counted for home.

use domain::{Role, Span};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::company::settings;
use crate::mail_sink::Sink;
use crate::place::{Place, Visitor, declare, eventually};

const MINUTE: i64 = 60_000_000;

async fn choose(admin: &Visitor, goals: Value) -> (StatusCode, String) {
    let was = settings(admin).await;
    let mut wanted = was.clone();
    wanted["policy"]["goals"] = goals;
    let (status, answer) = admin.call("save_company", json!({"was": was, "wanted": wanted})).await;
    (status, answer["message"].as_str().unwrap_or_default().to_owned())
}

/// Goal and measure, a line each.
async fn measures(who: &Visitor, incident: u64) -> Vec<String> {
    let (status, all) = who.call("read_measures", json!({"incident": incident})).await;
    assert_eq!(status, StatusCode::OK, "{all}");
    let line = |one: &Value| match &one["measure"] {
        Value::String(word) => format!("{}: {word}", one["goal"].as_str().expect("a goal")),
        other => format!("{}: {}", one["goal"].as_str().expect("a goal"), other),
    };
    all.as_array().expect("a list").iter().map(line).collect()
}

async fn scores(who: &Visitor) -> Value {
    let (status, scores) = who.call("read_scores", json!({})).await;
    assert_eq!(status, StatusCode::OK, "{scores}");
    scores
}

fn suspected(place: &Place, minutes_ago: i64) -> Value {
    let mut declared = declare("Slow");
    declared["suspected_at"] = json!(place.now() - Span::minutes(minutes_ago));
    declared
}

fn resolve(place: &Place) -> Value {
    json!({"type": "resolve",
           "post": {"post": "now", "update": {"phase": "resolved", "body": "Databases work again."}},
           "postmortem": {"postmortem": "owner", "owner": 1, "due": place.now() + Span::days(2)}})
}

#[tokio::test(flavor = "multi_thread")]
async fn incidents_are_measured_by_the_goals_of_their_day() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    place.done(&ada, None, declare("Before")).await;
    assert_eq!(measures(&ada, 1).await, Vec::<String>::new());
    assert_eq!(
        scores(&ada).await[0]["goal"],
        "First public update within 5 minutes",
        "without goals the usual counts"
    );

    let all = json!({"first_update": 5 * MINUTE, "silence": 30 * MINUTE, "no_stops": true, "end_told": true});
    let (status, why) = choose(&ada, all).await;
    assert_eq!(
        (status, why.as_str()),
        (StatusCode::UNPROCESSABLE_ENTITY, "Goals: 4 are too many; the limit is 3.")
    );
    let goals =
        json!({"first_update": 5 * MINUTE, "silence": 30 * MINUTE, "no_stops": true, "end_told": false});
    assert_eq!(choose(&ada, goals).await.0, StatusCode::OK);
    let (_, changes) = ada.call("read_company_changes", json!({"before": null})).await;
    let setting = &changes[0]["event"]["change"]["settings"][0];
    assert_eq!(
        (&setting["name"], &setting["after"]),
        (
            &json!("Goals for the words"),
            &json!(
                "First update within 5 minutes, Never more than 30 minutes of silence, No words that break trust"
            )
        )
    );

    place.done(&ada, None, suspected(&place, 12)).await;
    place.pass(Span::minutes(40));
    place.done(&ada, None, declare("Slow, too")).await;
    let late = [
        r#"First update within 5 minutes: {"Missed":"missed by 7 min"}"#,
        r#"Never more than 30 minutes of silence: {"Missed":"missed by 10 min"}"#,
        r#"No words that break trust: {"Open":"kept so far"}"#,
    ];
    assert_eq!(measures(&ada, 2).await, late);
    place.done(&ada, Some(3), resolve(&place)).await;
    let met = |line: &String| line.ends_with(": Met");
    assert!(measures(&ada, 3).await.iter().all(met), "{:?}", measures(&ada, 3).await);
    let kept = scores(&ada).await;
    let numbers = |at: usize| (kept[at]["met"].clone(), kept[at]["of"].clone(), kept[at]["missed"].clone());
    assert_eq!(numbers(0), (json!(1), json!(2), json!([2])), "{kept}");
    assert_eq!(numbers(1), (json!(1), json!(2), json!([2])), "{kept}");
    assert_eq!(numbers(2), (json!(1), json!(1), json!([])), "what goes on is not decided: {kept}");
    // A false alarm is no verdict.
    let end = json!({"type": "stand_down",
                     "post": {"post": "now", "update": {"phase": "resolved", "body": "It was a false alarm."}}});
    place.done(&ada, Some(2), end).await;
    eventually(|| async { scores(&ada).await[0]["of"] == json!(1) }).await;
    assert_eq!(measures(&ada, 2).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_is_told_once_its_mail_has_arrived() {
    let sink = Sink::start().await;
    let mail = sink.config();
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let goals = json!({"first_update": null, "silence": null, "no_stops": false, "end_told": true});
    assert_eq!(choose(&ada, goals).await.0, StatusCode::OK);
    let list = ada.post("/subscribers/import/take").body("cleo@example.com\n");
    assert_eq!(list.send().await.expect("an answer").status(), StatusCode::OK);
    place.done(&ada, None, declare("Slow")).await;
    assert_eq!(measures(&ada, 1).await, [r#"All are told of the end: {"Open":"it is not over yet"}"#]);
    place.done(&ada, Some(1), resolve(&place)).await;
    // Nothing is sent without a mail server.
    eventually(|| async {
        measures(&ada, 1).await == [r#"All are told of the end: {"Open":"1 still to be told"}"#]
    })
    .await;
    assert_eq!(
        (&scores(&ada).await[0]["of"], &scores(&ada).await[0]["goal"]),
        (&json!(0), &json!("All are told of the end"))
    );

    let place = place.restarted(|config| config.mail = Some(mail)).await;
    let ada = ada.moved_to(&place.url);
    eventually(|| async { measures(&ada, 1).await == ["All are told of the end: Met"] }).await;
    eventually(|| async { scores(&ada).await[0]["met"] == json!(1) }).await;
    assert!(sink.to("cleo@example.com").len() >= 2, "the beginning and the end");
}
