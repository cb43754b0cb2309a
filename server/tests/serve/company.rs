//! The company's name, components and cadences, changed by admins.

use domain::Role;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::place::{Place, Visitor, declare, eventually};

const MINUTE: u64 = 60_000_000;

/// The company as the visitor's page knows it.
pub async fn settings(who: &Visitor) -> Value {
    let (_, welcome) = who.call("read_welcome", json!({})).await;
    json!({
        "name": welcome["directory"]["company"],
        "components": welcome["directory"]["components"],
        "groups": welcome["directory"]["groups"],
        "policy": welcome["policy"],
    })
}

async fn save(who: &Visitor, was: &Value, wanted: &Value) -> (StatusCode, String) {
    let (status, answer) = who.call("save_company", json!({"was": was, "wanted": wanted})).await;
    (status, answer["message"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_changes_components_and_cadences() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let was = settings(&ada).await;
    let mut wanted = was.clone();
    wanted["name"] = json!("Acme Cloud");
    wanted["components"] = json!([{"id": "", "name": "Web shop"}, {"id": "databases", "name": "Data"}]);
    wanted["policy"]["update_every"][0] = json!(15 * MINUTE);
    assert_eq!(save(&ada, &was, &wanted).await, (StatusCode::OK, String::new()));

    wanted["components"][0]["id"] = json!("web-shop");
    assert_eq!(settings(&ada).await, wanted);
    let stranger = place.stranger();
    eventually(|| async {
        let page = stranger.text("/status").await;
        page.contains("Acme Cloud") && page.contains("Web shop") && !page.contains("API")
    })
    .await;
    place.done(&ada, None, declare("Slow")).await;
    let declared = &ada.log(1).await[0]["event"];
    assert_eq!(declared["policy"]["update_every"][0], json!(15 * MINUTE), "from here on");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_incident_keeps_the_duties_and_questions_of_its_day() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let (ben, _) = place.person("Ben", Role::Responder).await;
    place.done(&ada, None, declare("Before")).await;
    let was = settings(&ada).await;
    let mut wanted = was.clone();
    wanted["policy"]["duties"] = json!(["translations"]);
    wanted["policy"]["questions"] = json!(["Who sleeps next?"]);
    assert_eq!(save(&ada, &was, &wanted).await, (StatusCode::OK, String::new()));
    place.done(&ada, None, declare("After")).await;

    let policy = |log: &[Value]| log[0]["event"]["policy"].clone();
    let (before, after) = (policy(&ada.log(1).await), policy(&ada.log(2).await));
    assert_eq!(
        (&before["duties"], &before["questions"]),
        (&was["policy"]["duties"], &was["policy"]["questions"])
    );
    assert_eq!(after["questions"], json!(["Who sleeps next?"]));
    let offer = json!({"type": "offer_duty", "duty": "translations", "to": ben});
    let refusal = place.refused(&ada, Some(1), offer.clone()).await;
    assert_eq!(refusal["refusal"], "unknown_duty");
    place.done(&ada, Some(2), offer).await;
    let (_, stranger) = place.stranger().call("read_welcome", json!({})).await;
    assert_eq!(stranger["policy"]["duties"], json!([]), "nobody outside knows of them");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_people_who_save_at_once_the_second_is_told_why_not() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let (_, ben) = place.person("Ben", Role::Admin).await;
    for round in 0..10 {
        let was = settings(&ada).await;
        let named = |who: &str| {
            let mut wanted = was.clone();
            wanted["name"] = json!(format!("{who} {round}"));
            wanted
        };
        let (adas, bens) = (named("Ada"), named("Ben"));
        let (first, second) = tokio::join!(save(&ada, &was, &adas), save(&ben, &was, &bens));
        let refused = [&first, &second].into_iter().filter(|(_, message)| message.contains("Somebody else"));
        assert_eq!(refused.count(), 1, "{first:?} {second:?}");
        let kept = settings(&ada).await;
        assert_eq!(kept, if first.0 == StatusCode::OK { adas } else { bens });
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_change_leaves_the_company_as_it_was() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let (_, ben) = place.person("Ben", Role::Responder).await;
    place.done(&ada, None, declare("Slow")).await;
    let was = settings(&ada).await;
    let with = |field: &str, value: Value| {
        let mut wanted = was.clone();
        wanted[field] = value;
        wanted
    };
    let mut slow = was["policy"].clone();
    slow["update_every"][2] = json!(120 * MINUTE);
    let mut promising = was["policy"].clone();
    promising["support_macro"] = json!("{components} will be back within 30 minutes. See {link}.");
    let mut ours = was["policy"].clone();
    ours["duties"] = json!(["Scribe"]);
    for (wanted, word) in [
        (with("name", json!("")), "Company is empty"),
        (with("components", json!([{"id": "", "name": "API"}, {"id": "api", "name": "Other"}])), "“Other”"),
        (with("components", json!([{"id": "api", "name": "API"}])), "Databases is part of incident #1"),
        (with("policy", promising), "Macro: “"),
        (with("policy", ours), "every incident has “Scribe”"),
        (with("policy", slow), "Public update in state 3: choose between 1 minute and 1 hour."),
    ] {
        let (status, message) = save(&ada, &was, &wanted).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{message}");
        assert!(message.contains(word), "{message}");
    }
    assert_eq!(save(&ben, &was, &was).await.0, StatusCode::FORBIDDEN);
    let old = with("name", json!("What it was long ago"));
    let (status, message) = save(&ada, &old, &was).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(message.contains("Somebody else changed the company"), "{message}");
    assert_eq!(settings(&ada).await, was);
}
