//! The company's own log: every change of the company leaves a line, which admins read and no incident shows.

use std::collections::BTreeSet;

use domain::{By, COMPANY, Role};
use reqwest::StatusCode;
use serde_json::{Value, json};
use server::store::Stamp;
use server::store::failing::Receiver;

use crate::place::{Place, Visitor, declare};

/// The calls that change the company, and what each writes down.
const WRITES: [(&str, &str); 28] = [
    ("set_up", "first_account"),
    ("add_person", "person_added"),
    ("set_role", "role_changed"),
    ("invite", "invited"),
    ("join", "password_chosen"),
    ("change_password", "password_changed"),
    ("sign_out_everywhere", "signed_out"),
    ("rename_person", "person_renamed"),
    ("set_active", "person_deactivated"),
    ("set_active", "person_reactivated"),
    ("save_company", "settings_saved"),
    ("save_brand", "settings_saved"),
    ("save_template", "template_saved"),
    ("drop_template", "template_removed"),
    ("make_token", "token_created"),
    ("revoke_token", "token_revoked"),
    ("forget_customer", "account_forgotten"),
    ("set_sitrep_list", "settings_saved"),
    ("add_webhook", "settings_saved"),
    // Once by the server, when it gives the webhook up.
    ("enable_webhook", "settings_saved"),
    ("enable_webhook", "settings_saved"),
    ("renew_webhook_secret", "settings_saved"),
    ("remove_webhook", "settings_saved"),
    ("save_channel", "settings_saved"),
    ("save_channel", "settings_saved"),
    ("pause_channel", "settings_saved"),
    ("remove_channel", "settings_saved"),
    ("forget_person", "person_forgotten"),
];

/// The calls that only read, are about one's own sessions and half-written texts, or are in an incident's log.
const WRITES_NOTHING: [&str; 40] = [
    "read_welcome",
    "read_brand",
    "read_older",
    "open_incident",
    "read_earlier",
    "read_as_of",
    "send_command",
    "follow",
    "mark_looked",
    "save_draft",
    "read_draft",
    "read_draft_marks",
    "sign_in",
    "sign_out",
    "switch_person",
    "read_overrides",
    "try_rules",
    "read_company_changes",
    "read_invitation",
    "read_sessions",
    "end_session",
    "read_tokens",
    "read_support_figures",
    "read_tickets",
    "act_on_tickets",
    "undo_on_tickets",
    "forget_requester",
    "read_customers",
    "read_customer_names",
    "read_affected",
    "take_outreach_step",
    "read_deliveries",
    "read_receipts",
    "read_outlook",
    "read_scores",
    "read_measures",
    "undo_update",
    "retry_delivery",
    "send_test_mail",
    "test_channel",
];

async fn changes(admin: &Visitor, before: Option<u64>) -> Vec<Value> {
    let (status, records) = admin.call("read_company_changes", json!({"before": before})).await;
    assert_eq!(status, StatusCode::OK, "{records}");
    records.as_array().expect("a list").clone()
}

/// Every change, the newest first, page by page.
async fn all_changes(admin: &Visitor) -> Vec<Value> {
    let mut all = changes(admin, None).await;
    loop {
        let oldest = all.last().and_then(|record| record["seq"].as_u64()).expect("a change");
        let earlier = changes(admin, Some(oldest)).await;
        if earlier.is_empty() {
            return all;
        }
        all.extend(earlier);
    }
}

fn kind(record: &Value) -> &str {
    record["event"]["change"]["change"].as_str().expect("a kind")
}

/// Makes a call that is to succeed.
async fn does(who: &Visitor, call: &str, arguments: Value) -> Value {
    let (status, answer) = who.call(call, arguments).await;
    assert_eq!(status, StatusCode::OK, "{call}: {answer}");
    answer
}

#[test]
fn every_call_says_what_it_changes() {
    let calls: BTreeSet<_> =
        server_fn::axum::server_fn_paths().map(|(path, _)| path.trim_start_matches("/rpc/")).collect();
    let listed: BTreeSet<_> = WRITES.iter().map(|(call, _)| *call).chain(WRITES_NOTHING).collect();
    assert_eq!(calls, listed, "say whether it changes the company, and what it writes then");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_change_leaves_its_line() {
    let place = Place::empty().await;
    let stranger = place.stranger();
    let admin = json!({"name": "Ada", "email": "ada@example.com", "team": "", "role": "admin",
                       "password": "correct horse"});
    let first = json!({"company": "Acme", "admin": admin});
    let ada = stranger.signed_in("set_up", first).await.expect("signed in");
    let ben = json!({"name": "Ben", "email": "ben@example.com", "team": "", "role": "viewer", "password": "long enough"});
    let ben_id = does(&ada, "add_person", json!({"person": ben})).await["id"].clone();
    does(&ada, "set_role", json!({"person": ben_id, "role": "responder"})).await;
    let link = does(&ada, "invite", json!({"person": ben_id})).await;
    let token = link.as_str().and_then(|path| path.strip_prefix("/join/")).expect("a link").to_owned();
    let join = json!({"token": token, "password": "another one"});
    let ben = stranger.signed_in("join", join).await.expect("signed in");
    does(&ben, "change_password", json!({"old": "another one", "new": "a third one"})).await;
    does(&ada, "sign_out_everywhere", json!({"person": ben_id})).await;
    let renamed = json!({"person": ben_id, "name": "Benedict", "team": "database"});
    does(&ada, "rename_person", renamed.clone()).await;
    does(&ada, "rename_person", renamed).await;
    for active in [false, false, true, true] {
        does(&ada, "set_active", json!({"person": ben_id, "active": active})).await;
    }
    let (_, welcome) = ada.call("read_welcome", json!({})).await;
    let was = json!({"name": "Acme", "components": [], "groups": [], "policy": welcome["policy"]});
    let mut wanted = was.clone();
    wanted["name"] = json!("Acme Cloud");
    does(&ada, "save_company", json!({"was": was, "wanted": wanted})).await;
    does(&ada, "save_company", json!({"was": wanted, "wanted": wanted})).await;
    let brand = json!({"accent": "#2f7fd6"});
    does(&ada, "save_brand", json!({"was": {}, "wanted": brand})).await;
    does(&ada, "save_brand", json!({"was": brand, "wanted": brand})).await;
    let typed =
        json!({"phase": "confirmed", "name": "First", "body": "{What fails}. We are looking into it."});
    let id = does(&ada, "save_template", json!({"id": null, "typed": typed})).await;
    does(&ada, "drop_template", json!({"id": id})).await;
    does(&ada, "make_token", json!({"name": "deploy bot", "role": "viewer"})).await;
    let made = does(&ada, "read_tokens", json!({})).await;
    does(&ada, "revoke_token", json!({"token": made[0]["id"]})).await;
    let file = ada.post("/customers/import/take").body("key,name\norbital,Orbital Freight\n");
    assert_eq!(file.send().await.expect("an answer").status(), StatusCode::OK);
    let customers = does(&ada, "read_customers", json!({"letters": "", "offset": 0})).await;
    does(&ada, "forget_customer", json!({"customer": customers["customers"][0]["id"]})).await;
    for address in ["all@example.com", "all@example.com"] {
        does(&ada, "set_sitrep_list", json!({"address": address})).await;
    }
    for _ in 0..2 {
        let file = ada.post("/subscribers/import/take").body("cleo@example.com\n");
        assert_eq!(file.send().await.expect("an answer").status(), StatusCode::OK);
    }
    let secret = does(&ada, "add_webhook", json!({"url": "https://1.1.1.1/a-secret-path"})).await;
    let secret = secret.as_str().expect("a secret").to_owned();
    let by_server = Stamp { by: By::Server, at: place.now() };
    let store = place.running.store();
    assert!(
        store
            .receiver_fails(&by_server, Receiver::Webhook, 1, "it answered 410", true)
            .await
            .expect("a database")
    );
    does(&ada, "enable_webhook", json!({"webhook": 1})).await;
    let renewed = does(&ada, "renew_webhook_secret", json!({"webhook": 1})).await;
    let renewed = renewed.as_str().expect("a secret").to_owned();
    does(&ada, "remove_webhook", json!({"webhook": 1})).await;

    for (id, name) in [(None, "Status"), (Some(1), "Status"), (Some(1), "Status room")] {
        let fields = json!([["address", "https://1.1.1.1/a-secret-path"]]);
        let channel = json!({"id": id, "service": "slack-webhook", "name": name, "fields": fields, "updates": true,
                             "sitreps": false, "drill": false});
        does(&ada, "save_channel", json!({"channel": channel})).await;
    }
    does(&ada, "pause_channel", json!({"channel": 1, "paused": true})).await;
    does(&ada, "remove_channel", json!({"channel": 1})).await;

    let cleo = json!({"name": "Cleo", "email": "cleo@example.com", "team": "", "role": "viewer", "password": "long enough"});
    let cleo = does(&ada, "add_person", json!({"person": cleo})).await["id"].clone();
    does(&ada, "set_active", json!({"person": cleo, "active": false})).await;
    does(&ada, "forget_person", json!({"person": cleo})).await;

    let mut changes = all_changes(&ada).await;
    changes.reverse();
    // How Cleo came and left is told as of Ben.
    changes
        .retain(|record| record["event"]["change"]["person"] != cleo || kind(record) == "person_forgotten");
    let is_of_file = |record: &Value| {
        let names_subscribers = record["event"]["change"]["settings"][0]["name"] == "Subscribers";
        kind(record) == "accounts_imported" || names_subscribers
    };
    let of_files = changes.iter().filter(|record| is_of_file(record)).count();
    assert_eq!(of_files, 2, "what comes as a file is no call, and leaves its line too");
    changes.retain(|record| !is_of_file(record));
    let kinds: Vec<_> = changes.iter().map(kind).collect();
    assert_eq!(kinds, WRITES.map(|(_, kind)| kind), "in their order, and nothing for what changed nothing");
    let settings = json!([{"name": "Company", "before": "Acme", "after": "Acme Cloud"}]);
    assert_eq!(changes[10]["event"]["change"]["settings"], settings);
    assert_eq!(changes[4]["by"], json!({"who": "person", "id": ben_id}), "by whom");
    let text = Value::from(changes).to_string();
    for secret in ["example.com", "Ada", "Ben", "another one", &token, &secret, &renewed, "a-secret-path"] {
        assert!(!text.contains(secret), "{secret} stays out of the log");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_admins_read_the_company_log_page_by_page() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let (ben_id, ben) = place.person("Ben", Role::Responder).await;
    for _ in 0..30 {
        does(&ada, "sign_out_everywhere", json!({"person": 99})).await;
    }
    let newest = changes(&ada, None).await;
    assert_eq!((newest.len(), &newest[0]["seq"]), (25, &json!(33)), "components, two people, and thirty");
    let older = changes(&ada, newest[24]["seq"].as_u64()).await;
    assert_eq!(
        older.iter().map(|r| r["seq"].as_u64()).collect::<Vec<_>>(),
        (1..9).rev().map(Some).collect::<Vec<_>>()
    );
    assert_eq!(kind(&older[7]), "components_imported");
    assert_eq!(changes(&ada, Some(1)).await, Vec::<Value>::new());
    assert_eq!(ben.call("read_company_changes", json!({"before": null})).await.0, StatusCode::FORBIDDEN);
    assert_eq!(older[5]["event"]["change"]["person"], json!(ben_id));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_incident_is_the_company() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    place.done(&ada, None, declare("Slow")).await;
    let done = place.done(&ada, None, declare("Slower")).await;
    assert_eq!(done["incident"], 2, "the numbers go on from the last incident");
    let number = COMPANY.0;
    assert_eq!(ada.call("open_incident", json!({"incident": number})).await.0, StatusCode::NOT_FOUND);
    let say = json!({"type": "say", "text": "Hello"});
    let (status, _) = ada.command(Some(u64::from(number)), say, &place.key()).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    for path in [format!("/incidents/{number}/export/timeline.csv"), format!("/status/incidents/{number}")] {
        assert_eq!(ada.get(&path).send().await.expect("an answer").status(), StatusCode::NOT_FOUND, "{path}");
    }
    let (_, welcome) = ada.call("read_welcome", json!({})).await;
    assert_eq!(welcome["cards"].as_array().map(Vec::len), Some(2));
    assert!(!ada.text("/status/feed.atom").await.contains(&number.to_string()));
    let place = place.crash().await;
    let (_, ben) = place.person("Ben", Role::Admin).await;
    assert_eq!(changes(&ben, None).await.len(), 3, "and it outlives a crash");
}
