//! Customers: imported by an admin, hit by an incident, called by one person each.

use domain::{Role, Span};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::place::{Place, Visitor, declare, json_of};

const HEADING: &str = "key,name,tier,yearly revenue,account manager,components\n";
const FILE: &str = "k1,Kestrel Health,Enterprise,980000,noor@example.com,databases\n\
    m1,Meridian Tax,Team,240000,,databases\n\
    s1,Small Shop,Free,1000,,databases\n\
    o1,Other Part,Enterprise,5000000,,api\n";

async fn import(who: &Visitor, mode: &str, rows: &str) -> (StatusCode, Value) {
    let path = format!("/customers/import/{mode}");
    let answer = who.post(&path).body(format!("{HEADING}{rows}")).send().await.expect("an answer");
    (answer.status(), json_of(answer).await)
}

async fn affected(who: &Visitor, mine: bool) -> Value {
    let arguments = json!({"incident": 1, "query": {"mine": mine, "offset": 0}});
    let (status, answer) = who.call("read_affected", arguments).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    answer
}

async fn step(who: &Visitor, customer: &Value, act: Value) -> (StatusCode, Value) {
    let version = &customer["card"]["version"];
    let step = json!({"incident": 1, "customer": customer["id"], "version": version, "act": act});
    who.call("take_outreach_step", json!({"step": step})).await
}

fn confirm() -> Value {
    json!({"type": "confirm", "symptoms": "Slow", "scope": "Some", "post": {"post": "later"},
           "impacts": [{"component": "databases", "impact": "partial"}]})
}

/// Ada is admin and IC of a confirmed incident; Noor, a viewer, manages Kestrel Health, Sam nothing.
async fn sales() -> (Place, Visitor, Visitor, Visitor) {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let (_, noor) = place.person("Noor", Role::Viewer).await;
    let (_, sam) = place.person("Sam", Role::Responder).await;
    let (status, answer) = import(&ada, "take", FILE).await;
    assert_eq!((status, &answer["new"]), (StatusCode::OK, &json!(4)), "{answer}");
    place.done(&ada, None, declare("Slow")).await;
    place.done(&ada, Some(1), confirm()).await;
    (place, ada, noor, sam)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_shown_before_it_is_taken() {
    let (_place, ada, noor, _) = sales().await;
    let rows = "k1,Kestrel Health Group,Enterprise,980000,noor@example.com,mainframe\n\
        m1,Meridian Tax,Enterprise,250000,noor@example.com,databases\nn1,New,Team,1,,api\n";
    let (_, preview) = import(&ada, "preview", rows).await;
    assert_eq!(
        (&preview["taken"], &preview["new"], &preview["changed"]),
        (&json!(false), &json!(1), &json!(1))
    );
    assert_eq!((&preview["gone"], &preview["bad"]), (&json!(3), &json!(1)));
    let mistake = &preview["mistakes"][0];
    assert_eq!((&mistake["line"], &mistake["column"]), (&json!(2), &json!("components")));
    let change = preview["changes"][0]["fields"].to_string();
    assert_eq!(
        change,
        r#"[["Tier","Team","Enterprise"],["Yearly revenue","240000","250000"],["Account manager","nobody","Noor"]]"#
    );
    let (_, none) = ada.call("read_customers", json!({"letters": "new", "offset": 0})).await;
    assert_eq!(none["found"], json!(0), "a preview changes nothing");

    let (status, refused) = import(&ada, "replace", rows).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{refused}");
    let (_, taken) = import(&ada, "take", rows).await;
    assert_eq!((&taken["taken"], &taken["new"], &taken["changed"]), (&json!(true), &json!(1), &json!(1)));
    let (_, all) = ada.call("read_customers", json!({"letters": "", "offset": 0})).await;
    assert_eq!(all["all"], json!(5), "who is not in the file stays");
    let (_, replaced) = import(&ada, "replace", "n1,New,Team,1,,api\n").await;
    assert_eq!((&replaced["gone"], &replaced["removed"]), (&json!(4), &json!(true)));

    let (status, _) = import(&noor, "take", rows).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let (status, _) = import(&ada, "somehow", rows).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn top_customers_who_are_hit_come_by_value() {
    let (place, ada, noor, _) = sales().await;
    let all = affected(&ada, false).await;
    let names: Vec<_> = all["customers"].as_array().expect("rows").iter().map(|c| &c["name"]).collect();
    assert_eq!(names, ["Kestrel Health", "Meridian Tax"]);
    assert_eq!((&all["top"], &all["hit"], &all["revenue"]), (&json!(3), &json!(2), &json!(1_220_000)));
    let due = all["customers"][0]["card"]["due"].as_i64().expect("a goal");
    assert_eq!(due, (place.now() + Span::minutes(20)).0);
    let own = affected(&noor, true).await;
    assert_eq!((&own["mine"], &own["found"]), (&json!(1), &json!(1)));
    // A page tells with the rule of the server who may call for an account that nobody manages.
    assert_eq!((&all["manages_any"], &own["manages_any"]), (&json!(false), &json!(true)));
    let (status, _) =
        ada.call("read_affected", json!({"incident": 7, "query": {"mine": false, "offset": 0}})).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_customer_is_called_by_two_people() {
    let (_place, ada, noor, sam) = sales().await;
    let all = affected(&noor, false).await;
    let (own, free) = (&all["customers"][0], &all["customers"][1]);
    let claim = || json!({"act": "claim"});
    let (status, refused) = step(&sam, own, claim()).await;
    assert_eq!((status, &refused["refusal"]["refusal"]), (StatusCode::CONFLICT, &json!("not_your_customer")));

    let (one, two) = tokio::join!(step(&noor, free, claim()), step(&sam, free, claim()));
    let (lost, winner) = if one.0 == StatusCode::OK { (two, "Noor") } else { (one, "Sam") };
    assert_eq!((lost.0, &lost.1["refusal"]["name"]), (StatusCode::CONFLICT, &json!(winner)), "{}", lost.1);

    assert_eq!(step(&noor, own, claim()).await.0, StatusCode::OK);
    let moved_on = json!({"act": "move_on", "note": "By phone; asked for hourly calls"});
    let (status, stale) = step(&noor, own, moved_on.clone()).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "on a version of before: {stale}");
    let now = affected(&noor, false).await;
    assert_eq!(step(&noor, &now["customers"][0], moved_on).await.0, StatusCode::OK);
    let now = affected(&ada, false).await;
    let card = &now["customers"][0]["card"];
    assert_eq!(
        (&card["stage"], &card["note"]),
        (&json!("contacted"), &json!("By phone; asked for hourly calls"))
    );
    let counts: Vec<_> = now["lanes"].as_array().expect("lanes").iter().map(|lane| &lane["count"]).collect();
    assert_eq!(counts, [0, 1, 1, 0]);
    let long = json!({"act": "move_on", "note": "x".repeat(501)});
    let (status, refused) = step(&noor, &now["customers"][0], long).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn releases_calls_of_whoever_leaves_and_keeps_those_made() {
    let (_place, ada, _, sam) = sales().await;
    let claim = || json!({"act": "claim"});
    let customer = |answer: &Value, name: &str| {
        let rows = answer["customers"].as_array().expect("rows").iter();
        rows.into_iter()
            .find(|row| row["fields"]["name"] == name || row["name"] == name)
            .cloned()
            .expect(name)
    };
    let free = customer(&affected(&sam, false).await, "Meridian Tax");
    assert_eq!(step(&sam, &free, claim()).await.0, StatusCode::OK);
    let (_, opened) = ada.call("read_welcome", json!({})).await;
    let people = opened["directory"]["people"].as_array().expect("people");
    let sam_id = people.iter().find(|person| person["name"] == "Sam").expect("Sam")["id"].clone();

    let (status, _) = ada.call("set_active", json!({"person": sam_id, "active": false})).await;
    assert_eq!(status, StatusCode::OK);
    let card = customer(&affected(&ada, false).await, "Meridian Tax")["card"].clone();
    assert_eq!((&card["stage"], &card["person"]), (&json!("unclaimed"), &Value::Null), "{card}");
    assert_eq!(
        step(&ada, &customer(&affected(&ada, false).await, "Meridian Tax"), claim()).await.0,
        StatusCode::OK
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_names_customers_by_number_and_they_can_be_forgotten() {
    let (place, ada, noor, sam) = sales().await;
    let all = affected(&ada, false).await;
    let (own, free) = (all["customers"][0]["id"].clone(), all["customers"][1]["id"].clone());
    place.done(&ada, Some(1), json!({"type": "queue_restore", "customers": [own, free]})).await;
    let ask =
        |customer: &Value| json!({"type": "request_restore", "customer": customer, "reason": "Payroll"});
    assert_eq!(place.refused(&noor, Some(1), ask(&free)).await["refusal"], json!("role_too_low"));
    place.done(&sam, Some(1), ask(&free)).await;
    let unknown = json!({"type": "queue_restore", "customers": [999]});
    assert_eq!(place.refused(&ada, Some(1), unknown).await["refusal"], json!("unknown_customer"));

    let (status, _) = noor.call("forget_customer", json!({"customer": own})).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let (status, _) = ada.call("forget_customer", json!({"customer": own})).await;
    assert_eq!(status, StatusCode::OK);
    let after = affected(&ada, false).await;
    assert_eq!(after["customers"][0]["id"], free);
    let queue = after["queue"].to_string();
    assert!(!queue.contains("Kestrel") && queue.contains("Meridian"), "{queue}");
    let log = serde_json::to_string(&ada.log(1).await).expect("text");
    assert!(log.contains("restore_queued") && !log.contains("Kestrel") && !log.contains("Meridian"), "{log}");
    place.done(&ada, Some(1), json!({"type": "leave_restore_queue", "customer": own})).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tickets_mark_customers_as_hit_and_hit_customers_mark_tickets_as_likely() {
    let (_place, ada, noor, _) = sales().await;
    let tickets =
        "id,subject,customer\n1,Invoice,k1\n2,Invoice,s1\n3,Question,o1\n4,Question,o1\n5,Stranger,x9\n";
    let added = ada.post("/incidents/1/tickets/add").body(tickets).send().await.expect("an answer");
    assert_eq!(added.status(), StatusCode::OK);

    let answer = affected(&noor, false).await;
    let cards: Vec<_> = answer["customers"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|c| {
            (
                c["name"].as_str().expect("a name").to_owned(),
                c["tickets"].as_u64(),
                c["hits"].as_array().map(Vec::len),
            )
        })
        .collect();
    let want = [("Other Part", 2, 0), ("Kestrel Health", 1, 1), ("Meridian Tax", 0, 1)];
    assert_eq!(cards, want.map(|(name, tickets, hits)| (name.to_owned(), Some(tickets), Some(hits))));

    let (_, page) = ada.call("read_tickets", json!({"incident": 1, "list": "new", "after": null})).await;
    let because = |key: &str| {
        let tickets = page["tickets"].as_array().expect("rows");
        tickets.iter().find(|t| t["came"]["key"] == key).expect("the ticket")["because"].to_string()
    };
    for key in ["1", "2"] {
        assert!(because(key).contains("the customer is hit"), "{key}: {}", because(key));
    }
    for key in ["3", "5"] {
        assert!(!because(key).contains("the customer is hit"), "{key}: {}", because(key));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn admins_take_all_customers_out() {
    let (_place, ada, _, sam) = sales().await;
    import(&ada, "take", "e1,\"=cmd|'/c calc'!A1\",Team,1,Noor,databases; api\n").await;
    let csv = ada.text("/company/export/customers.csv").await;
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let rows: Vec<_> = reader.records().collect::<Result<_, _>>().expect("whole rows");
    assert_eq!(rows.len(), 5);
    assert_eq!((&rows[0][0], &rows[0][3], &rows[0][4]), ("k1", "980000", "Noor"));
    assert_eq!(&rows[4][1], "'=cmd|'/c calc'!A1", "no cell runs");
    assert!(csv.starts_with('\u{feff}'), "spreadsheets read it as UTF-8");
    let again = ada.post("/customers/import/preview").body(csv.clone()).send().await.expect("an answer");
    let again = json_of(again).await;
    assert_eq!(
        (&again["unchanged"], &again["changed"], &again["new"]),
        (&json!(5), &json!(0), &json!(0)),
        "{again}"
    );
    let json: Value = serde_json::from_str(&ada.text("/company/export/customers.json").await).expect("JSON");
    assert_eq!(json[4]["components"], json!(["API", "Databases"]));
    let refused = sam.get("/company/export/customers.csv").send().await.expect("an answer");
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
}
