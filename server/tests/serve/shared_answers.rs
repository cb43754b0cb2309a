//! Answers about rows are computed once for all who may see the same, and never for anybody else.

use std::collections::BTreeMap;

use domain::Role;
use futures::future::join_all;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::place::{Place, Visitor, declare, json_of};

/// Pages that show the same rows.
const PAGES: usize = 20;

/// What a page asks for when rows have changed, and whether admins alone may.
const QUESTIONS: [(&str, bool); 4] = [
    ("read_tickets", false),
    ("read_support_figures", false),
    ("read_affected", false),
    ("read_company_changes", true),
];

fn arguments(question: &str) -> Value {
    match question {
        "read_tickets" => json!({"incident": 1, "list": "new", "after": null}),
        "read_support_figures" => json!({"incident": 1}),
        "read_affected" => json!({"incident": 1, "query": {"mine": false, "offset": 0}}),
        _ => json!({"before": null}),
    }
}

async fn ask(who: &Visitor, question: &str) -> (StatusCode, Value) {
    who.call(question, arguments(question)).await
}

async fn answered(who: &Visitor, question: &str) -> Value {
    let (status, answer) = ask(who, question).await;
    assert_eq!(status, StatusCode::OK, "{question}: {answer}");
    answer
}

/// How many answers were computed, and how many were somebody else's.
async fn counts(who: &Visitor) -> (u64, u64) {
    let text = who.text("/metrics").await;
    let lines = text.lines().filter_map(|line| line.rsplit_once(' '));
    let counts: BTreeMap<_, _> =
        lines.filter_map(|(name, count)| Some((name, count.parse().ok()?))).collect();
    let count = |made: &str| {
        let name = format!("command_post_rows_answers_total{{made=\"{made}\"}}");
        counts.get(name.as_str()).copied().unwrap_or_default()
    };
    (count("computed"), count("shared"))
}

async fn upload(who: &Visitor, path: &str, file: &str) {
    let answer = who.post(path).body(file.to_owned()).send().await.expect("an answer");
    let status = answer.status();
    assert_eq!(status, StatusCode::OK, "{}", json_of(answer).await);
}

async fn import(who: &Visitor, rows: &str) {
    let file = format!("key,name,tier,yearly revenue,account manager,components\n{rows}");
    upload(who, "/customers/import/take", &file).await;
}

async fn add_tickets(who: &Visitor, rows: &str) {
    upload(who, "/incidents/1/tickets/add", &format!("id,subject,account\n{rows}")).await;
}

/// A confirmed incident that hits two customers, one of them Noor's, one of whom wrote; Ada is its IC and admin.
async fn company() -> (Place, Visitor, Visitor) {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let (_, noor) = place.person("Noor", Role::Viewer).await;
    import(&ada, "k1,Kestrel,Enterprise,9,noor@example.com,databases\nm1,Meridian,Enterprise,8,,databases\n")
        .await;
    place.done(&ada, None, declare("Slow")).await;
    let confirm = json!({"type": "confirm", "symptoms": "Slow", "scope": "Some", "post": {"post": "later"},
                         "impacts": [{"component": "databases", "impact": "partial"}]});
    place.done(&ada, Some(1), confirm).await;
    add_tickets(&ada, "1,Database down,m1\n").await;
    (place, ada, noor)
}

#[tokio::test(flavor = "multi_thread")]
async fn computes_an_answer_once_for_all_who_ask() {
    let (place, ada, _) = company().await;
    for (question, _) in QUESTIONS {
        let before = counts(&ada).await;
        let answers = join_all((0..PAGES).map(|_| answered(&ada, question))).await;
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{question}");
        let after = counts(&ada).await;
        let made = (after.0 - before.0, after.1 - before.1);
        assert_eq!(made, (1, PAGES as u64 - 1), "{question}");
    }
    // What changes one table is told to all that show it, and to none twice.
    add_tickets(&ada, "2,Database slow,m1\n").await;
    for (question, want) in
        QUESTIONS.map(|(question, _)| (question, u64::from(question != "read_company_changes")))
    {
        let before = counts(&ada).await;
        join_all((0..PAGES).map(|_| answered(&ada, question))).await;
        assert_eq!(counts(&ada).await.0 - before.0, want, "{question}");
    }
    drop(place);
}

fn without_mine(mut answer: Value) -> Value {
    if let Some(fields) = answer.as_object_mut() {
        fields.remove("mine");
        fields.remove("manages_any");
    }
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shared_answer_reaches_only_who_may_ask() {
    let (place, ada, noor) = company().await;
    let (_, rex) = place.person("Rex", Role::Responder).await;
    let (sam_id, sam) = place.person("Sam", Role::Admin).await;
    let stranger = place.stranger();
    for (question, is_for_admins) in QUESTIONS {
        let answer = answered(&ada, question).await;
        assert_eq!(answered(&sam, question).await, answer, "{question}: who may gets the same");
        assert_eq!(ask(&stranger, question).await.0, StatusCode::UNAUTHORIZED, "{question}");
        for (name, who) in [("viewer", &noor), ("responder", &rex)] {
            let (status, own) = ask(who, question).await;
            if is_for_admins {
                assert_eq!(status, StatusCode::FORBIDDEN, "{question} of a {name}: {own}");
                assert!(own.as_array().is_none(), "{question} of a {name}: {own}");
            } else {
                // Everybody sees every incident's rows; which are the reader's own is told to them alone.
                let expected = if (question, name) == ("read_affected", "viewer") { 1 } else { 0 };
                assert_eq!(own["mine"].as_u64().unwrap_or_default(), expected, "{question} of a {name}");
                assert_eq!(
                    (status, without_mine(own)),
                    (StatusCode::OK, without_mine(answer.clone())),
                    "{question}"
                );
            }
        }
    }
    let (status, _) = ada.call("set_role", json!({"person": sam_id, "role": "responder"})).await;
    assert_eq!(status, StatusCode::OK);
    answered(&ada, "read_company_changes").await;
    let (status, refused) = ask(&sam, "read_company_changes").await;
    assert_eq!(status, StatusCode::FORBIDDEN, "who was an admin when it was computed: {refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn shows_each_person_their_own_customers_from_one_answer() {
    let (_place, ada, noor) = company().await;
    let mine = json!({"incident": 1, "query": {"mine": true, "offset": 0}});
    let names = |answer: &Value| -> Vec<Value> {
        answer["customers"].as_array().expect("rows").iter().map(|row| row["name"].clone()).collect()
    };
    let (_, own) = noor.call("read_affected", mine.clone()).await;
    let before = counts(&ada).await;
    let (_, none) = ada.call("read_affected", mine).await;
    let all = answered(&ada, "read_affected").await;
    assert_eq!(names(&own), ["Kestrel"]);
    assert_eq!(names(&none), Vec::<Value>::new());
    assert_eq!(names(&all), ["Kestrel", "Meridian"]);
    let after = counts(&ada).await;
    assert_eq!((after.0 - before.0, after.1 - before.1), (0, 2), "all of one answer");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_changes_rows_sees_it_at_once_on_every_node() {
    let (place, ada, _) = company().await;
    let second = place.second().await;
    let nodes: Vec<Visitor> = std::iter::once(ada.clone())
        .chain(second.iter().map(|node| ada.moved_to(&node.origins[0].to_string())))
        .collect();
    let ask_all = async |question: &str| {
        let answers = join_all(nodes.iter().map(|node| answered(node, question))).await;
        assert!(
            answers.iter().all(|answer| answer["customers"] == answers[0]["customers"]),
            "{question}: {answers:?}"
        );
        answers[0].clone()
    };
    for round in 2..6 {
        add_tickets(&ada, &format!("{round},Database down again,m1\n")).await;
        for node in &nodes {
            let page = answered(node, "read_tickets").await;
            assert_eq!(page["tickets"].as_array().map(Vec::len), Some(round), "{page}");
            assert_eq!(answered(node, "read_support_figures").await["counts"]["new"], json!(round));
        }
        let hit = ask_all("read_affected").await;
        assert_eq!(hit["customers"][1]["tickets"], json!(round), "{hit}");
        import(&ada, &format!("m1,Meridian {round},Enterprise,8,,databases\n")).await;
        let hit = ask_all("read_affected").await;
        assert_eq!(hit["customers"][1]["name"], json!(format!("Meridian {round}")));
        let page = answered(&nodes[nodes.len() - 1], "read_tickets").await;
        assert_eq!(page["tickets"][0]["customer"], json!(format!("Meridian {round}")), "{page}");
        let changes = join_all(nodes.iter().map(|node| answered(node, "read_company_changes"))).await;
        assert!(changes.iter().all(|answer| answer[0]["event"] == changes[0][0]["event"]), "{changes:?}");
    }
    // Nobody is told of customers whose incident is over: whoever asks sees them as they are.
    let update = json!({"phase": "resolved", "body": "Databases are working again."});
    let resolve = json!({"type": "resolve", "post": {"post": "now", "update": update},
                         "postmortem": {"postmortem": "not_needed", "reason": "Known"}});
    place.done(&ada, Some(1), resolve).await;
    answered(&ada, "read_affected").await;
    import(&ada, "m1,Meridian at last,Enterprise,8,,databases\n").await;
    let hit = answered(&ada, "read_affected").await;
    assert_eq!(hit["customers"][1]["name"], json!("Meridian at last"));
    if let Some(second) = second {
        second.shutdown().await;
    }
}
