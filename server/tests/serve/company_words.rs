//! The company's public words: templates, rules of its own, and what was published in spite of the linter.

use domain::Role;
use reqwest::StatusCode;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::place::{Place, RULES_FILE, Visitor, declare, serve_demo};

const RULES: &str = r#"
internal = ["kiosk-*"]

[[rule]]
name = "region"
level = "stop"
why = "We say region."
phrases = ["zone|zones"]
matches = ["One zone is down."]
"#;

fn template(name: &str, body: &str) -> Value {
    json!({"phase": "confirmed", "name": name, "body": body})
}

async fn save(who: &Visitor, id: Option<u64>, typed: Value) -> (StatusCode, Value) {
    who.call("save_template", json!({"id": id, "typed": typed})).await
}

async fn templates(who: &Visitor) -> Value {
    who.call("read_welcome", json!({})).await.1["directory"]["templates"].clone()
}

fn publish(body: &str, reason: Option<&str>) -> Value {
    json!({"type": "publish_update", "update": {"phase": "investigating", "body": body, "reason": reason}})
}

#[tokio::test(flavor = "multi_thread")]
async fn admins_write_templates_and_everybody_uses_them() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let (_, ben) = place.person("Ben", Role::Responder).await;
    let body = "{What fails} for {who is affected}. Next update by {next} UTC.";
    let (status, id) = save(&ada, None, template(" First ", body)).await;
    assert_eq!(status, StatusCode::OK, "{id}");
    let id = id.as_u64().expect("a number");
    let kept = json!([{"id": id, "phase": "confirmed", "name": "First", "body": body}]);
    assert_eq!(templates(&ben).await, kept);
    assert_eq!(templates(&place.stranger()).await, json!([]), "strangers see none");

    let (status, _) = save(&ada, Some(id), template("Second", body)).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(templates(&ben).await[0]["name"], "Second");
    let (status, _) = ada.call("drop_template", json!({"id": id})).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(templates(&ben).await, json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn templates_are_refused_in_words() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let (_, ben) = place.person("Ben", Role::Responder).await;
    let good = "{What fails}. We are looking into it.";
    let (_, id) = save(&ada, None, template("First", good)).await;
    let id = id.as_u64();
    for (who, id, typed, status, word) in [
        (&ben, None, template("Second", good), StatusCode::FORBIDDEN, ""),
        (&ada, None, template("First", good), StatusCode::UNPROCESSABLE_ENTITY, "already"),
        (&ada, None, template("", good), StatusCode::UNPROCESSABLE_ENTITY, "Name is empty"),
        (&ada, None, template("Second", " "), StatusCode::UNPROCESSABLE_ENTITY, "Template is empty"),
        (&ada, None, template("Second", &"x".repeat(5001)), StatusCode::UNPROCESSABLE_ENTITY, "5000"),
        (
            &ada,
            id,
            template("First", "{What fails}. It will be back by {next} UTC."),
            StatusCode::UNPROCESSABLE_ENTITY,
            "eta",
        ),
        (&ada, Some(99), template("Second", good), StatusCode::NOT_FOUND, ""),
    ] {
        let (is, answer) = save(who, id, typed.clone()).await;
        assert_eq!(is, status, "{typed}: {answer}");
        let message = answer["message"].as_str().unwrap_or_default();
        assert!(message.contains(word), "{typed}: {message}");
    }
    assert_eq!(ben.call("drop_template", json!({"id": id})).await.0, StatusCode::FORBIDDEN);
    assert_eq!(ada.call("drop_template", json!({"id": 99})).await.0, StatusCode::NOT_FOUND);
    assert_eq!(templates(&ada).await[0]["body"], good, "nothing of it was saved");
}

#[tokio::test(flavor = "multi_thread")]
async fn shows_admins_what_went_out_in_spite_of_the_linter() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let (ben_id, ben) = place.person("Ben", Role::Responder).await;
    place.done(&ben, None, declare("Slow")).await;
    let promise = "Queries fail. We expect a fix within the hour.";
    let reason = "The time is confirmed and safe";
    place.done(&ben, Some(1), publish(promise, Some(reason))).await;
    place.done(&ben, Some(1), json!({"type": "still_working"})).await;

    let (status, answer) = ada.call("read_overrides", json!({})).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let rules = answer["rules"].as_array().expect("a list");
    let eta = rules.iter().find(|rule| rule["rule"] == "eta").expect("the rule");
    assert_eq!((&eta["stop"], &eta["updates"]), (&json!(true), &json!(1)));
    let last = &eta["last"][0];
    assert_eq!((&last["incident"], &last["reason"]), (&json!(1), &json!(reason)));
    assert_eq!(last["by"], json!({"who": "person", "id": ben_id}));
    assert_eq!(answer["updates"], 2, "fixed words are not counted");
    assert_eq!(ben.call("read_overrides", json!({})).await.0, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_are_tried_on_all_that_was_published_and_turn_nothing_on() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let (_, ben) = place.person("Ben", Role::Responder).await;
    place.done(&ben, None, declare("Slow")).await;
    place.done(&ben, Some(1), publish("Queries fail in one zone.", None)).await;
    place.done(&ben, Some(1), publish("Queries fail for all customers.", None)).await;

    let (status, answer) = ada.call("try_rules", json!({"toml": RULES})).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    assert_eq!(answer["hit"], 1, "{answer}");
    assert_eq!(answer["updates"], 3, "the two, and the words of the declaration");
    let last = answer["last"].as_array().expect("a list");
    assert_eq!(last.len(), 1);
    assert_eq!((&last[0]["rule"], &last[0]["words"]), (&json!("region"), &json!("zone")));

    place.done(&ben, Some(1), publish("Queries fail in another zone.", None)).await;
    assert_eq!(ben.call("try_rules", json!({"toml": RULES})).await.0, StatusCode::FORBIDDEN);
    for (toml, why) in
        [("rule = 1".to_owned(), "Rules: line 1"), ("#".repeat(20_001), "Rules: at most 20000 bytes")]
    {
        let (status, answer) = ada.call("try_rules", json!({"toml": toml})).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.to_string().contains(why), "{answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_gate_holds_the_companys_own_rules() {
    let place = Place::with_rules(RULES).await;
    let (_, ada) = place.person("Ada", Role::Responder).await;
    let (_, welcome) = ada.call("read_welcome", json!({})).await;
    assert_eq!(welcome["rules"]["rule"][0]["name"], "region", "the browser has them too");
    let (_, welcome) = place.stranger().call("read_welcome", json!({})).await;
    assert_eq!(welcome["rules"]["internal"], json!([]), "strangers have none");

    place.done(&ada, None, declare("Slow")).await;
    let refusal = place.refused(&ada, Some(1), publish("Queries fail in one zone.", None)).await;
    assert_eq!(refusal["findings"][0]["rule"], "company/region");
    place.done(&ada, Some(1), publish("Queries fail on kiosk-7.", None)).await;
    let log = ada.log(1).await;
    let update = &log.last().expect("a record")["event"]["update"];
    assert_eq!(update["findings"][0]["words"], "kiosk-7");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mistake_in_the_rules_is_named_with_its_line() {
    for (toml, line) in [
        ("internal = [\"\"]", "line 1: the entry is empty"),
        ("names = []\nsuppliers = []", "line 2: unknown field `suppliers`"),
        (&RULES.replace("One zone is down.", "One region is down."), "line 9: the rule finds nothing"),
    ] {
        let folder = TempDir::new().expect("a folder");
        std::fs::write(folder.path().join(RULES_FILE), toml).expect("room");
        let error = serve_demo(folder.path()).await.err().expect("refused").to_string();
        assert!(error.contains(RULES_FILE) && error.contains(line), "{error}");
    }
}
