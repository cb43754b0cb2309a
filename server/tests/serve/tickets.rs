//! Support tickets over the network: files good and damaged, two agents at once, twenty thousand of them, and the close.

use domain::{Role, Span};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::place::{Place, Visitor, declare, json_of};

async fn send(who: &Visitor, mode: &str, bytes: impl Into<Vec<u8>>) -> (StatusCode, Value) {
    let path = format!("/incidents/1/tickets/{mode}");
    let answer = who.post(&path).body(bytes.into()).send().await.expect("an answer");
    (answer.status(), json_of(answer).await)
}

async fn page(who: &Visitor, list: &str, after: Value) -> Value {
    let (status, page) = who.call("read_tickets", json!({"incident": 1, "list": list, "after": after})).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    page
}

/// The numbers of the new tickets that are found, in order.
async fn found(who: &Visitor, find: &str) -> Vec<Value> {
    let question = json!({"incident": 1, "list": "new", "after": null, "find": find});
    let (status, page) = who.call("read_tickets", question).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    let mut keys: Vec<_> =
        page["tickets"].as_array().expect("rows").iter().map(|t| t["came"]["key"].clone()).collect();
    keys.sort_by_key(Value::to_string);
    keys
}

async fn figures(who: &Visitor) -> Value {
    who.call("read_support_figures", json!({"incident": 1})).await.1
}

/// Does something about every ticket of a list's first page.
async fn act(place: &Place, who: &Visitor, list: &str, act: Value) -> Value {
    let page = page(who, list, Value::Null).await;
    let tickets: Vec<_> =
        page["tickets"].as_array().expect("rows").iter().map(|t| json!([t["id"], t["version"]])).collect();
    let (_, answer) = acts(who, json!(tickets), act, &place.key()).await;
    answer
}

async fn acts(who: &Visitor, tickets: Value, act: Value, key: &str) -> (StatusCode, Value) {
    let wish = json!({"tickets": tickets, "act": act});
    who.call("act_on_tickets", json!({"incident": 1, "wish": wish, "key": key})).await
}

fn resolve() -> Value {
    let update = json!({"phase": "resolved", "body": "Databases are working again."});
    json!({"type": "resolve", "post": {"post": "now", "update": update},
           "postmortem": {"postmortem": "not_needed", "reason": "Known"}})
}

#[tokio::test(flavor = "multi_thread")]
async fn releases_open_tickets_of_whoever_leaves() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let (ben_id, ben) = place.person("Ben", Role::Responder).await;
    place.done(&ada, None, declare("Slow")).await;
    send(&ada, "add", "id;subject\n1;Database down\n").await;
    act(&place, &ben, "new", json!({"act": "claim"})).await;
    let owner = || async { page(&ada, "new", Value::Null).await["tickets"][0]["standing"]["owner"].clone() };
    assert_eq!(owner().await, json!(ben_id));

    let (status, _) = ada.call("set_active", json!({"person": ben_id, "active": false})).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(owner().await, Value::Null);
    act(&place, &ada, "new", json!({"act": "claim"})).await;
    assert_eq!(owner().await, json!(1), "somebody else can take it");
}

#[tokio::test(flavor = "multi_thread")]
async fn tickets_are_found_by_number_subject_and_who_wrote() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    place.done(&ada, None, declare("Slow")).await;
    let customers = ada.post("/customers/import/take").body(
        "key,name,tier,yearly revenue,account manager,components\norbital,Orbital Freight 100%,Team,1,,\n",
    );
    let customers = customers.send().await;
    assert_eq!(customers.expect("an answer").status(), StatusCode::OK);
    let file = "id,subject,name,email,account\n\
                a1,Database DOWN,Jo Doe,jo@example.com,orbital\n\
                a2,It is slow,Pia Lund,pia@example.com,maris\n";
    let (status, added) = send(&ada, "add", file).await;
    assert_eq!((status, &added["added"]["added"]), (StatusCode::OK, &json!(2)), "{added}");
    for (find, keys) in [
        ("", vec!["a1", "a2"]),
        (" down ", vec!["a1"]),
        ("A2", vec!["a2"]),
        ("pia@", vec!["a2"]),
        ("lund", vec!["a2"]),
        ("freight 100%", vec!["a1"]),
        ("%", vec!["a1"]),
        ("nobody", vec![]),
    ] {
        assert_eq!(found(&ada, find).await, keys, "{find:?}");
    }
    let names = page(&ada, "new", Value::Null).await;
    let mut names: Vec<_> =
        names["tickets"].as_array().expect("rows").iter().map(|t| t["customer"].clone()).collect();
    names.sort_by_key(Value::to_string);
    assert_eq!(names, [json!("Orbital Freight 100%"), Value::Null]);
    let question = json!({"incident": 1, "list": "new", "after": null, "find": "x".repeat(81)});
    let (status, refused) = ada.call("read_tickets", question).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused["message"], "Find has 81 characters; the limit is 80.");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_read_first_and_its_good_rows_are_added_once() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Responder).await;
    let (_, vi) = place.person("Vi", Role::Viewer).await;
    place.done(&ada, None, declare("Slow")).await;
    let file =
        "id;subject;created\r\n1;Database down;\r\n2;;\r\n3;\"Caf\u{e9}; closed\";yesterday\r\n4;Help;\r\n";
    let (status, read) = send(&ada, "read", file).await;
    assert_eq!(status, StatusCode::OK, "{read}");
    assert_eq!((&read["good"], &read["bad"], &read["added"]), (&json!(2), &json!(2), &Value::Null));
    assert_eq!(read["mistakes"][0]["line"], 3);
    assert_eq!(read["mistakes"][1]["column"], "created");
    assert_eq!(figures(&ada).await["counts"]["new"], 0, "reading adds nothing");
    let (_, added) = send(&ada, "add", file).await;
    assert_eq!(added["added"], json!({"added": 2, "known": 0}));
    let (_, again) = send(&ada, "add", file).await;
    assert_eq!(again["added"], json!({"added": 0, "known": 2}));
    let first = &page(&ada, "new", Value::Null).await["tickets"][0];
    assert_eq!((&first["came"]["key"], &first["likely"]), (&json!("1"), &json!("yes")), "{first}");

    for (who, mode, bytes, want) in [
        (&vi, "add", b"9 Help".to_vec(), StatusCode::CONFLICT),
        (&ada, "else", b"9 Help".to_vec(), StatusCode::NOT_FOUND),
        (&ada, "add", b"PK\x03\x04 a workbook".to_vec(), StatusCode::UNPROCESSABLE_ENTITY),
        (&ada, "add", b"id,subject\n\xff\x00".to_vec(), StatusCode::UNPROCESSABLE_ENTITY),
        (&ada, "add", b"id,priority\n1,high".to_vec(), StatusCode::UNPROCESSABLE_ENTITY),
        (&ada, "add", vec![b' '; app::upload::FILE_BYTES_MAX + 1], StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        let (status, answer) = send(who, mode, bytes).await;
        assert_eq!(status, want, "{mode}: {answer}");
    }
    assert_eq!(figures(&ada).await["counts"]["new"], 2, "what is refused leaves nothing");

    let others = "Conversation,Opened,Phase\n215469,2024-11-20 10:00,Cannot pay\n";
    let (status, refused) = send(&ada, "read", others).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused["message"].as_str().is_some_and(|why| why.contains("“Conversation,Opened,Phase”")),
        "{refused}"
    );
    let (_, added) = send(&ada, "add?key=Conversation&subject=Phase&created_at=Opened", others).await;
    assert_eq!(added["added"], json!({"added": 1, "known": 0}), "{added}");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_agents_do_not_answer_one_ticket_twice() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Responder).await;
    let (_, ben) = place.person("Ben", Role::Responder).await;
    let (_, vi) = place.person("Vi", Role::Viewer).await;
    place.done(&ada, None, declare("Slow")).await;
    send(&ada, "add", "48211 Database down\n48212 Another").await;
    let tickets = json!([[1, 1]]);
    let (status, claimed) = acts(&ada, tickets.clone(), json!({"act": "claim"}), "one").await;
    assert_eq!((status, &claimed["done"]), (StatusCode::OK, &json!(1)), "{claimed}");
    let (_, lost) = acts(&ben, tickets.clone(), json!({"act": "tag"}), "two").await;
    assert_eq!(lost["left"][0]["why"], format!("Ada has claimed it at {} UTC.", place.now().hhmm()));
    let (_, held) = acts(&ben, json!([[1, 2]]), json!({"act": "tag"}), "three").await;
    assert_eq!(
        held["left"][0]["why"],
        format!("Ada has had this ticket since {} UTC. Ask Ada, or release it first.", place.now().hhmm())
    );
    let (_, again) = acts(&ada, tickets, json!({"act": "claim"}), "one").await;
    assert_eq!(again["done"], 1, "the same key is the same wish");
    let (_, tagged) = acts(&ada, json!([[1, 2]]), json!({"act": "tag"}), "four").await;
    assert_eq!(tagged["done"], 1, "{tagged}");
    let open = page(&ada, "open", Value::Null).await;
    let answer = open["tickets"][0]["standing"]["answer"].as_str().expect("text").to_owned();
    assert!(answer.starts_with("Hello there,") && answer.contains("/status/incidents/1"), "{answer}");
    let (_, undone) = ada.call("undo_on_tickets", json!({"incident": 1, "key": "four"})).await;
    assert_eq!(undone["done"], 1);
    let (status, _) = acts(&vi, json!([[2, 1]]), json!({"act": "tag"}), "five").await;
    assert_eq!(status, StatusCode::CONFLICT, "a viewer tags nothing");
    let (status, _) = acts(&ada, json!([]), json!({"act": "tag"}), "six").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_tagged_ticket_is_left_behind() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    place.done(&ada, None, declare("Slow")).await;
    send(&ada, "add", "1 Database down\n2 Something else").await;
    let tag = act(&place, &ada, "new", json!({"act": "tag"})).await;
    assert_eq!(tag["done"], 2, "{tag}");
    let confirm = json!({"type": "confirm", "symptoms": "a", "scope": "b",
                         "impacts": [{"component": "databases", "impact": "partial"}], "post": {"post": "later"}});
    place.done(&ada, Some(1), confirm).await;
    place.pass(Span::minutes(5));
    place.done(&ada, Some(1), resolve()).await;
    let log = ada.log(1).await;
    assert_eq!(log.last().expect("a record")["event"]["counts"]["open"], 2, "counted at the end");
    let refusal = place.refused(&ada, Some(1), json!({"type": "close"})).await;
    assert_eq!(refusal, json!({"refusal": "tickets_open", "open": 2}));

    let many = act(&place, &ada, "open", json!({"act": "verify"})).await;
    assert_eq!(many["refusal"]["problem"], "one_by_one", "{many}");
    let risky = json!({"act": "apologise", "words": "We expect a fix within the hour."});
    assert_eq!(act(&place, &ada, "open", risky).await["refusal"]["refusal"], "reason_needed");
    let sorry = json!({"act": "apologise", "words": "I am sorry that Databases did not work for you."});
    assert_eq!(act(&place, &ada, "open", sorry).await["done"], 2);
    for (ticket, steps) in [(1, &["verify", "ask", "fixed"][..]), (2, &["verify"])] {
        for (step, version) in steps.iter().zip(3..) {
            let (_, done) = acts(&ada, json!([[ticket, version]]), json!({"act": step}), &place.key()).await;
            assert_eq!(done["done"], 1, "{step}: {done}");
        }
    }
    place.refused(&ada, Some(1), json!({"type": "close"})).await;
    let not_this = json!({"act": "not_this", "why": "It began last week"});
    let (_, moved) = acts(&ada, json!([[2, 4]]), not_this, &place.key()).await;
    assert_eq!(moved["done"], 1, "{moved}");
    place.done(&ada, Some(1), json!({"type": "close"})).await;
    let counts = figures(&ada).await["counts"].clone();
    assert_eq!((&counts["done"], &counts["other"]), (&json!(1), &json!(1)));
    assert_eq!(
        act(&place, &ada, "other", json!({"act": "answered"})).await["done"],
        1,
        "answered after the close"
    );
    let (status, _) = ada.call("forget_requester", json!({"incident": 1, "ticket": 1})).await;
    assert_eq!(status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn tickets_are_taken_out_by_who_takes_part() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Responder).await;
    let (_, vi) = place.person("Vi", Role::Viewer).await;
    place.done(&ada, None, declare("Slow")).await;
    // More than one page of the export, the last with what a spreadsheet would run and what a line cannot hold.
    let mut file = "id,subject,requester,excerpt\n".to_owned();
    (1..=600).for_each(|n| file += &format!("{n},Slow again,Ines,\n"));
    file += "601,=HYPERLINK(\"x\"),\"Ines, \"\"the boss\"\"\",\"two\nlines\"\n";
    assert_eq!(send(&ada, "add", file).await.0, StatusCode::OK);

    let csv = ada.text("/incidents/1/export/tickets.csv").await;
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let rows: Vec<_> = reader.records().collect::<Result<_, _>>().expect("whole rows");
    assert_eq!((rows.len(), &rows[599][0]), (601, "600"), "each once, in order");
    let last = &rows[600];
    assert_eq!(
        (&last[2], &last[4], &last[5]),
        ("new", "'=HYPERLINK(\"x\")", "Ines, \"the boss\""),
        "{last:?}"
    );
    assert_eq!(&last[8], "two\nlines");

    let json: Value =
        serde_json::from_str(&ada.text("/incidents/1/export/tickets.json").await).expect("JSON");
    assert_eq!(json.as_array().map(Vec::len), Some(601));
    assert_eq!(json[600]["subject"], "=HYPERLINK(\"x\")", "a program reads what was written");
    let refused = vi.get("/incidents/1/export/tickets.csv").send().await.expect("an answer");
    assert_eq!(refused.status(), StatusCode::FORBIDDEN, "they name the people who wrote");
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_thousand_tickets_come_in_bounded_pages() {
    const ALL: usize = 20_000;
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Responder).await;
    place.done(&ada, None, declare("Slow")).await;
    let mut file = "id,subject,body\n".to_owned();
    for n in 0..ALL {
        let subject = if n % 100 == 0 { "Database down" } else { "Help" };
        file += &format!("{n},{subject},\"It fails, badly\"\n");
    }
    let (_, added) = send(&ada, "add", file).await;
    assert_eq!(added["added"]["added"], ALL);
    let (mut after, mut seen, mut pages) = (Value::Null, std::collections::BTreeSet::new(), 0);
    loop {
        let page = page(&ada, "new", after).await;
        let rows = page["tickets"].as_array().expect("rows");
        assert!(rows.len() <= 50);
        if pages < 4 {
            assert!(rows.iter().all(|row| row["likely"] == "yes"), "the likely ones come first");
        }
        seen.extend(rows.iter().map(|row| row["came"]["key"].as_str().expect("text").to_owned()));
        pages += 1;
        after = page["next"].clone();
        if after.is_null() {
            break;
        }
    }
    assert_eq!((seen.len(), pages), (ALL, ALL / 50), "each once");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_incident_that_comes_back_brings_its_tickets_back() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Responder).await;
    place.done(&ada, None, declare("Slow")).await;
    send(&ada, "add", "48211 Database down\n48212 Another\n48213 A third").await;
    act(&place, &ada, "new", json!({"act": "tag"})).await;
    let confirm = json!({"type": "confirm", "symptoms": "Slow", "scope": "All", "post": {"post": "later"},
                         "impacts": [{"component": "databases", "impact": "major"}]});
    place.done(&ada, Some(1), confirm).await;
    place.done(&ada, Some(1), resolve()).await;
    let tickets = page(&ada, "open", Value::Null).await["tickets"].clone();
    let first = json!([[tickets[0]["id"], tickets[0]["version"]]]);
    let words = "Sorry that the databases were slow. They work again.";
    let follow_up = |first: Value| {
        let (ada, place) = (&ada, &place);
        async move {
            let mut version = first[0][1].as_i64().expect("a version");
            for act in [
                json!({"act": "apologise", "words": words}),
                json!({"act": "verify"}),
                json!({"act": "ask"}),
                json!({"act": "fixed"}),
            ] {
                let (_, answer) = acts(ada, json!([[first[0][0], version]]), act, &place.key()).await;
                assert_eq!(answer["done"], 1, "{answer}");
                version += 1;
            }
            version
        }
    };
    let version = follow_up(first.clone()).await;
    assert_eq!(figures(&ada).await["counts"]["done"], 1);
    place.pass(Span::minutes(5));
    let update = json!({"phase": "confirmed", "body": "Databases fail again.",
                        "impacts": [{"component": "databases", "impact": "major"}]});
    let reopen = json!({"type": "reopen", "reason": "It is back", "post": {"post": "now", "update": update}});
    place.done(&ada, Some(1), reopen).await;
    let counts = figures(&ada).await["counts"].clone();
    assert_eq!((&counts["done"], &counts["open"]), (&json!(0), &json!(3)), "once it is answered");
    let back = page(&ada, "open", Value::Null).await["tickets"][0].clone();
    assert_eq!((&back["standing"]["apologised"], &back["version"]), (&Value::Null, &json!(version + 1)));
    assert!(back["standing"]["tagged"].is_object(), "it is still of this incident");
    place.done(&ada, Some(1), resolve()).await;
    follow_up(json!([[first[0][0], version + 1]])).await;
    assert_eq!(figures(&ada).await["counts"]["done"], 1, "what is told again stays told");
}
