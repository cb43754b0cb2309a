//! Planned maintenance, from its announcement to its end: what customers and programs read, what the server does by
//! itself, and that it does it once.

use domain::{Role, Span, Timestamp};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::place::{Place, Visitor, declare, eventually};
use crate::statuspage::data;
use crate::statuspage_write::Program;
use crate::webhooks::{at, receiver};

const CALENDAR: &str = "/status/maintenance.ics";

/// Work on the databases, in so many minutes, for an hour.
fn window(place: &Place, minutes: i64) -> Value {
    let from = place.now().minute() + Span::minutes(minutes);
    json!({"title": "Move to new disks", "components": ["databases"], "from": from, "until": from + Span::hours(1),
           "begins_itself": true, "ends_itself": false, "remind_hours": null})
}

fn plan(plan: &Value) -> Value {
    json!({"type": "plan_maintenance", "plan": plan, "body": "We move Databases to new disks."})
}

fn step(kind: &str, body: &str) -> Value {
    json!({"type": kind, "body": body})
}

async fn kinds(who: &Visitor, incident: u64) -> Vec<String> {
    let kind = |record: &Value| record["event"]["type"].as_str().expect("a kind").to_owned();
    who.log(incident).await.iter().map(kind).filter(|kind| kind != "update_published").collect()
}

/// The statuses of the components, the page's own, and how many works are upcoming and active.
async fn shown(reader: &Visitor) -> (String, String, usize, usize) {
    let summary = data(reader, "/api/v2/summary.json").await;
    let components = summary["components"].as_array().expect("a list");
    let status = components.iter().find(|c| c["name"] == "Databases").expect("it is there")["status"].clone();
    let works = summary["scheduled_maintenances"].as_array().expect("a list");
    let are = |status: &str| works.iter().filter(|work| work["status"] == status).count();
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    (text(&status), text(&summary["status"]["indicator"]), are("scheduled"), are("in_progress"))
}

#[tokio::test(flavor = "multi_thread")]
async fn customers_see_work_announced_begun_overrun_and_ended() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Responder).await;
    let reader = place.stranger();
    place.done(&ada, None, plan(&window(&place, 30))).await;
    let expect = async |status: &str, indicator: &str, coming: usize, active: usize| {
        eventually(|| async {
            shown(&reader).await == (status.to_owned(), indicator.to_owned(), coming, active)
        })
        .await;
    };
    expect("operational", "none", 1, 0).await;
    let page = reader.text("/status").await;
    assert!(
        page.contains("Planned maintenance") && page.contains("We move Databases to new disks."),
        "{page}"
    );
    for feed in ["/status/feed.atom", "/status/feed.rss", "/status/feed.json"] {
        assert!(reader.text(feed).await.contains("Move to new disks"), "{feed}");
    }
    let answer = reader.get(CALENDAR).send().await.expect("an answer");
    assert_eq!(answer.headers()["content-type"], "text/calendar; charset=utf-8");
    assert_eq!(answer.headers()["access-control-allow-origin"], "*");
    let calendar = answer.text().await.expect("text");
    assert!(
        calendar.contains("SUMMARY:Move to new disks\r\n") && calendar.contains("SEQUENCE:0\r\n"),
        "{calendar}"
    );

    // Before its time the server does nothing; at its time it begins, whoever looks however often.
    place.running.look_for_misses().await;
    assert_eq!(kinds(&ada, 1).await, ["maintenance_planned"]);
    place.pass(Span::minutes(31));
    for _ in 0..3 {
        place.running.look_for_misses().await;
    }
    assert_eq!(kinds(&ada, 1).await, ["maintenance_planned", "maintenance_begun"]);
    assert_eq!(ada.log(1).await[2]["by"]["who"], "server");
    expect("under_maintenance", "maintenance", 0, 1).await;
    assert!(reader.text("/status").await.contains("Planned until"));

    place.pass(Span::minutes(61));
    place.running.look_for_misses().await;
    eventually(|| async {
        reader.text("/status/incidents/1").await.contains("it takes longer than planned")
    })
    .await;
    place.done(&ada, Some(1), step("end_maintenance", "")).await;
    expect("operational", "none", 0, 0).await;
    let works = data(&reader, "/api/v2/scheduled-maintenances.json").await;
    assert_eq!(works["scheduled_maintenances"][0]["status"], "completed");
    let uptime = reader.text("/status").await;
    assert!(uptime.contains("100 %"), "nobody was down");
    let calendar = reader.text(CALENDAR).await;
    assert!(calendar.contains("STATUS:CONFIRMED") && calendar.contains("SEQUENCE:2"), "{calendar}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_called_off_stays_and_says_so() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Responder).await;
    let reader = place.stranger();
    place.done(&ada, None, plan(&window(&place, 30))).await;
    let uid =
        |calendar: &str| calendar.lines().find(|line| line.starts_with("UID:")).expect("an entry").to_owned();
    eventually(|| async { reader.text(CALENDAR).await.contains("UID:") }).await;
    let first = uid(&reader.text(CALENDAR).await);
    place.done(&ada, Some(1), step("cancel_maintenance", "The disks did not arrive.")).await;
    eventually(|| async { reader.text(CALENDAR).await.contains("STATUS:CANCELLED\r\n") }).await;
    assert_eq!(uid(&reader.text(CALENDAR).await), first);
    assert!(reader.text("/status").await.contains("Cancelled"));
    place.pass(Span::minutes(31));
    place.running.look_for_misses().await;
    assert_eq!(kinds(&ada, 1).await, ["maintenance_planned", "maintenance_cancelled"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_step_happens_once_at_many_nodes_and_after_a_crash() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Responder).await;
    let mut wanted = window(&place, 180);
    wanted["remind_hours"] = json!(1);
    wanted["ends_itself"] = json!(true);
    place.done(&ada, None, plan(&wanted)).await;
    let other = place.second().await;
    for minutes in [121, 60, 60] {
        place.pass(Span::minutes(minutes));
        if let Some(other) = &other {
            tokio::join!(place.running.look_for_misses(), other.look_for_misses());
        }
        place.running.look_for_misses().await;
    }
    let steps = ["maintenance_planned", "maintenance_reminded", "maintenance_begun", "maintenance_ended"];
    eventually(|| async { kinds(&ada, 1).await == steps }).await;
    if let Some(other) = other {
        other.shutdown().await;
    }
    let place = place.crash().await;
    place.running.look_for_misses().await;
    assert_eq!(kinds(&ada.moved_to(&place.url), 1).await, steps);
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_plans_are_refused_by_field() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Responder).await;
    let with = |field: &str, value: Value| {
        let mut wanted = window(&place, 30);
        wanted[field] = value;
        plan(&wanted)
    };
    let from = place.now().minute() + Span::minutes(30);
    for (command, refusal) in [
        (with("from", json!(place.now() - Span::hours(1))), "due_in_past"),
        (with("until", json!(from)), "window_ends_first"),
        (with("until", json!(from + Span::days(31))), "window_too_long"),
        (with("components", json!([])), "no_components"),
        (with("remind_hours", json!(500)), "bad_reminder"),
        (with("title", json!("")), "text"),
    ] {
        let refused = place.refused(&ada, None, command.clone()).await;
        assert_eq!(refused["refusal"], refusal, "{command}");
    }
    let mut promise = plan(&window(&place, 30));
    promise["body"] = json!("We fix the mess that our cloud provider made.");
    assert_eq!(
        place.refused(&ada, None, promise).await["refusal"],
        "reason_needed",
        "the linter's gate holds"
    );
    let (_, vi) = place.person("Vi", Role::Viewer).await;
    assert_eq!(place.refused(&vi, None, plan(&window(&place, 30))).await["refusal"], "role_too_low");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_owes_a_word_while_all_that_is_hit_is_under_maintenance() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Responder).await;
    let mut wanted = window(&place, 0);
    wanted["until"] = json!(place.now().minute() + Span::hours(5));
    place.done(&ada, None, plan(&wanted)).await;
    place.done(&ada, Some(1), step("begin_maintenance", "")).await;
    place.done(&ada, None, declare("Slow")).await;
    place.pass(Span::hours(3));
    place.running.look_for_misses().await;
    let missed =
        || async { kinds(&ada, 2).await.into_iter().filter(|kind| kind == "deadline_missed").count() };
    assert_eq!(missed().await, 0);
    place.done(&ada, Some(1), step("end_maintenance", "")).await;
    place.running.look_for_misses().await;
    assert_eq!(missed().await, 0, "there is time for the next word");
    place.pass(domain::maintenance::QUIET_AFTER);
    place.running.look_for_misses().await;
    assert!(missed().await > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_are_told_of_each_step() {
    let network = "127.0.0.0/8".parse().expect("a network");
    let place = Place::configured(|config| config.webhook_networks = vec![network]).await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let (url, got) = receiver().await;
    let (status, _) = ada.call("add_webhook", json!({"url": format!("{url}/good")})).await;
    assert_eq!(status, StatusCode::OK);
    let mut wanted = window(&place, 180);
    wanted["remind_hours"] = json!(1);
    place.done(&ada, None, plan(&wanted)).await;
    place.pass(Span::minutes(121));
    place.running.look_for_misses().await;
    place.pass(Span::minutes(60));
    place.running.look_for_misses().await;
    let post =
        json!({"type": "post_maintenance", "phase": "monitoring", "body": "We are checking the new disks."});
    place.done(&ada, Some(1), post).await;
    place.done(&ada, Some(1), step("end_maintenance", "")).await;
    place.done(&ada, None, plan(&window(&place, 30))).await;
    place.done(&ada, Some(2), step("cancel_maintenance", "The disks did not arrive.")).await;
    eventually(|| async { at(&got, "/good").len() == 7 }).await;
    let told: Vec<Value> =
        at(&got, "/good").iter().map(|(_, body)| serde_json::from_str(body).expect("JSON")).collect();
    let of = |id: u64| {
        let of_it = told.iter().filter(|told| told["data"]["incident"]["id"] == id);
        of_it.map(|told| told["type"].as_str().expect("a kind")).collect::<Vec<_>>()
    };
    let all =
        ["planned", "reminder", "begun", "updated", "completed"].map(|word| format!("maintenance.{word}"));
    assert_eq!(of(1), all);
    assert_eq!(of(2), ["maintenance.planned", "maintenance.cancelled"]);
    let work = &told[0]["data"]["incident"]["maintenance"];
    assert_eq!(work["components"], json!(["databases"]));
    assert!(work["planned_from"].as_str().is_some_and(|at| at.ends_with(":00Z")), "{work}");
}

/// As Statuspage writes times.
fn written(at: Timestamp) -> String {
    at.rfc3339()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_plans_and_moves_on_by_statuspages_words() {
    let program = Program::new().await;
    let from = program.place.now().minute() + Span::minutes(30);
    let until = from + Span::hours(1);
    let work = program
        .create(json!({"name": "New disks", "status": "scheduled", "scheduled_for": written(from),
                       "scheduled_until": written(until), "component_ids": ["databases"],
                       "scheduled_auto_in_progress": true, "scheduled_remind_prior": true,
                       "body": "We move Databases to new disks."}))
        .await;
    assert_eq!((&work["status"], &work["impact"]), (&json!("scheduled"), &json!("maintenance")));
    assert_eq!(work["scheduled_auto_in_progress"], true);
    assert_eq!(work["scheduled_auto_completed"], false);
    assert_eq!(program.read("/incidents/upcoming").await[0]["id"], work["id"]);
    assert_eq!(program.read("/incidents/unresolved").await, json!([]));
    let moved = program.changed(&work, json!({"scheduled_until": written(until + Span::hours(1))})).await;
    assert_eq!(moved["incident_updates"].as_array().map(Vec::len), Some(2));
    let again = program.changed(&work, json!({"scheduled_until": written(until + Span::hours(1))})).await;
    assert_eq!(again["incident_updates"], moved["incident_updates"], "nobody is told the same twice");
    let begun = program.changed(&work, json!({"status": "in_progress"})).await;
    assert_eq!(begun["status"], "in_progress");
    assert_eq!(begun["components"][0]["status"], "under_maintenance");
    assert_eq!(program.read("/incidents/active_maintenance").await[0]["id"], work["id"]);
    let checked = program.changed(&work, json!({"status": "verifying", "body": "We check the disks."})).await;
    assert_eq!(checked["status"], "verifying");
    let over = program.changed(&work, json!({"status": "completed"})).await;
    assert_eq!((&over["status"], over["resolved_at"].is_string()), (&json!("completed"), true));
    assert_eq!(program.read("/incidents/scheduled").await, json!([]));

    let incident = program.create(json!({"name": "Slow", "component_ids": ["api"]})).await;
    for (of, fields, words) in [
        (&incident, json!({"scheduled_for": written(from)}), "incident.scheduled_for: it is an incident"),
        (&work, json!({"status": "resolved"}), "incident.status: it is one of scheduled"),
        (&work, json!({"status": "in_progress"}), "The maintenance is completed"),
    ] {
        let (status, told) = program.change(of, fields.clone()).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{fields}: {told}");
        assert!(told["error"].as_str().is_some_and(|told| told.contains(words)), "{fields}: {told}");
    }
    let (status, told) = program
        .send(reqwest::Method::POST, "/incidents", json!({"incident": {"name": "x", "status": "scheduled"}}))
        .await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        told["error"].as_str().is_some_and(|told| told.contains("incident.scheduled_for: it is missing")),
        "{told}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_program_deletes_is_called_off_in_the_open() {
    let program = Program::new().await;
    let from = program.place.now().minute() + Span::minutes(30);
    let work = json!({"name": "New disks", "status": "scheduled", "scheduled_for": written(from),
                      "scheduled_until": written(from + Span::hours(1)), "component_ids": ["databases"]});
    let (off, begun) = (program.create(work.clone()).await, program.create(work).await);
    let delete = async |of: &Value| {
        let path = format!("/incidents/{}.json", of["id"].as_str().expect("an id"));
        program.send(reqwest::Method::DELETE, &path, json!({})).await
    };
    for _ in 0..2 {
        let (status, told) = delete(&off).await;
        assert_eq!((status, &told["status"]), (StatusCode::OK, &json!("completed")), "{told}");
        assert_eq!(told["incident_updates"][0]["body"], "The planned maintenance on Databases is cancelled.");
        assert_eq!(told["incident_updates"].as_array().map(Vec::len), Some(2), "called off once");
    }
    let upcoming = program.read("/incidents/upcoming").await;
    assert_eq!(upcoming.as_array().map(Vec::len), Some(1), "{upcoming}");
    program.changed(&begun, json!({"status": "in_progress"})).await;
    let (status, told) = delete(&begun).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(told["error"].as_str().is_some_and(|told| told.contains("work that has begun")), "{told}");
}
