//! A page is opened with the fold of an incident and the end of its log, and asks for what is before it.

use app::incidents::{EARLIER_MAX, TAIL_MAX};
use domain::{By, Event, Incident, IncidentId, Recorded, Role, Seq, Sitrep, Span};
use reqwest::StatusCode;
use serde_json::{Value, json};
use server::store::Append;
use server::store::log::{EVENTS_PER_APPEND_MAX, read_all};

use crate::place::{Place, Visitor, declare};

const INCIDENT: IncidentId = IncidentId(1);
/// More than a page is opened with and two questions answer.
const RECORDS: usize = TAIL_MAX + 2 * EARLIER_MAX + 50;

/// An incident with a long log: talk, and now and then a sitrep.
async fn long_log(place: &Place, who: &Visitor) -> Vec<Recorded> {
    place.done(who, None, declare("Slow")).await;
    let log = place.running.store().log();
    let mut all = read_all(log.as_ref(), INCIDENT, Seq::ZERO).await.expect("a log");
    while all.len() < RECORDS {
        place.pass(Span::seconds(1));
        let next = all.len()..RECORDS.min(all.len() + EVENTS_PER_APPEND_MAX);
        let append = Append {
            stream: INCIDENT,
            expected: Seq(all.len() as u64).into(),
            at: place.now(),
            by: By::Server,
            events: next.map(tell).collect(),
            key: None,
        };
        log.append(append).await.expect("an append");
        all = read_all(log.as_ref(), INCIDENT, Seq::ZERO).await.expect("a log");
    }
    all
}

fn tell(number: usize) -> Event {
    if number.is_multiple_of(40) {
        let broken = format!("{number} of Ms Miller’s hosts");
        return Event::SitrepSent { sitrep: Sitrep { broken, ..Sitrep::default() } };
    }
    Event::said(format!("line {number}"))
}

async fn as_of(who: &Visitor, seq: u64) -> Value {
    let (status, incident) = who.call("read_as_of", json!({"incident": INCIDENT, "seq": seq})).await;
    assert_eq!(status, StatusCode::OK, "{incident}");
    incident
}

fn folded(log: &[Recorded]) -> Value {
    serde_json::to_value(Incident::fold(INCIDENT, log)).expect("serialises")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_log_is_opened_with_its_fold_and_its_end() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Responder).await;
    let log = long_log(&place, &ada).await;
    let opened = ada.opened(1).await;
    assert_eq!(opened["incident"], folded(&log));
    let tail: Vec<Recorded> = serde_json::from_value(opened["tail"].clone()).expect("records");
    assert_eq!(tail, log[RECORDS - TAIL_MAX..]);
    for page in ["", "/ic"] {
        let page = ada.text(&format!("/incidents/1{page}")).await;
        assert!(
            page.contains(&format!("line {}", RECORDS - 1)) && !page.contains("line 2<"),
            "the end alone"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn earlier_records_come_page_by_page_without_gap_or_overlap() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Responder).await;
    let log = long_log(&place, &ada).await;
    let mut pages = Vec::new();
    let (mut before, mut read) = (json!(RECORDS - TAIL_MAX + 1), Vec::new());
    while before != 1 {
        let page = ada.earlier(1, &before).await;
        pages.push(page.len());
        before = page[0]["seq"].clone();
        read.splice(..0, page);
    }
    assert_eq!(pages, [EARLIER_MAX, EARLIER_MAX, 50]);
    assert_eq!(json!(read), json!(log[..RECORDS - TAIL_MAX]));
    for (before, last) in [(0, None), (1, None), (2, Some(1)), (u64::MAX, Some(RECORDS as u64))] {
        let page = ada.earlier(1, &json!(before)).await;
        assert_eq!(page.last().map(|record| record["seq"].clone()), last.map(|seq| json!(seq)), "{before}");
    }
    let (status, _) = ada.call("read_earlier", json!({"incident": 2, "before": 9})).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_incident_is_told_as_of_any_of_its_records() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Viewer).await;
    let (_, ben) = place.person("Ben", Role::Responder).await;
    let log = long_log(&place, &ben).await;
    for seq in [0, 1, 2, 41, RECORDS - 1, RECORDS, RECORDS + 1] {
        assert_eq!(as_of(&ada, seq as u64).await, folded(&log[..seq.min(RECORDS)]), "{seq}");
    }
    for number in [2, domain::COMPANY.0] {
        let (status, _) = ada.call("read_as_of", json!({"incident": number, "seq": 1})).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{number}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn redacted_text_is_gone_from_fold_tail_and_earlier_records() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let log = long_log(&place, &ada).await;
    // Folds of before are kept, on either node.
    let second = place.second().await;
    let other = second.as_ref().map(|node| ada.moved_to(&node.origins[0].to_string()));
    let readers: Vec<_> = std::iter::once(&ada).chain(&other).collect();
    for reader in &readers {
        reader.opened(1).await;
        assert!(as_of(reader, RECORDS as u64 - 1).await.to_string().contains("Miller"));
    }
    let secrets = log.iter().filter(|record| matches!(record.event, Event::SitrepSent { .. }));
    for secret in secrets {
        let redact = json!({"type": "redact", "seq": secret.seq, "reason": "a customer's name"});
        place.done(&ada, Some(1), redact).await;
    }
    for reader in readers {
        let past = [as_of(reader, RECORDS as u64 - 1).await, as_of(reader, RECORDS as u64).await];
        let answers = json!([past, reader.opened(1).await, reader.log(1).await]);
        assert!(!answers.to_string().contains("Miller"));
    }
    if let Some(second) = second {
        second.shutdown().await;
    }
}
