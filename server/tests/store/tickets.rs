//! Support tickets: added once, listed in order, worked on by two at a time, taken back, forgotten.

use app::tickets::{After, Likely, NewTicket, PAGE_MAX};
use app::wire::RowSet;
use domain::ticket::{ActKind, Counts, List, Mark, Standing};
use domain::{IncidentId, PersonId, Refusal, Span, Timestamp};
use server::store::Store;
use server::store::tickets::{Change, Outcome, TicketRow};

const ONE: IncidentId = IncidentId(1);
const ADA: PersonId = PersonId(1);
const BEN: PersonId = PersonId(2);
const START: Timestamp = Timestamp(1_794_888_000_000_000);

fn ticket(number: i64) -> NewTicket {
    NewTicket {
        key: number.to_string(),
        subject: format!("Subject {number}"),
        requester: "Jo Doe".to_owned(),
        email: format!("Jo{}@example.com", number % 2),
        excerpt: "It fails".to_owned(),
        created_at: Some(START + Span::seconds(number)),
        ..NewTicket::default()
    }
}

async fn add(store: &Store, numbers: std::ops::Range<i64>) -> app::tickets::Added {
    let tickets: Vec<_> = numbers.map(ticket).collect();
    store.add_tickets(ONE, &tickets, START).await.expect("room")
}

async fn list(store: &Store, list: List) -> Vec<TicketRow> {
    store.tickets(ONE, list, None, "").await.expect("rows").0
}

fn tagged(by: PersonId) -> impl Fn(&TicketRow) -> Result<Standing, Refusal> {
    move |row| {
        let mark = Mark { by, at: START };
        Ok(Standing {
            tagged: Some(mark),
            answer: format!("To {}", row.came.requester),
            ..Standing::default()
        })
    }
}

fn wish<'a>(person: PersonId, key: &'a str, tickets: &'a [(i64, i64)]) -> Change<'a> {
    Change { incident: ONE, tickets, person, at: START, wish: key, act: ActKind::Tag }
}

pub async fn a_key_adds_one_ticket(store: &Store) {
    let first = add(store, 0..120).await;
    assert_eq!((first.added, first.known), (120, 0));
    let again = add(store, 100..1_130).await;
    assert_eq!((again.added, again.known), (1_010, 20));
    let elsewhere = store.add_tickets(IncidentId(2), &[ticket(1)], START).await.expect("room");
    assert_eq!(elsewhere.added, 1, "another incident may have the same ticket");
    let counts = store.ticket_counts(ONE).await.expect("counts");
    assert_eq!(counts, Counts { new: 1_130, ..Counts::default() });
    let heads = store.rows_since(0).await.expect("heads");
    let of = |set| heads.iter().filter(|head| head.set == set).count();
    assert_eq!(of(RowSet::Tickets), 2, "whoever shows tickets is told");
    assert_eq!(of(RowSet::Customers), 2, "and whoever shows which customers wrote");
}

pub async fn pages_follow_one_another(store: &Store) {
    add(store, 0..120).await;
    let likely = |came: &NewTicket| match came.key.parse::<i64>() {
        Ok(number) if number % 10 == 0 => Likely::Yes,
        _ => Likely::Maybe,
    };
    store.weigh_tickets(ONE, "m", likely).await.expect("room");
    let (mut after, mut seen) = (None, Vec::new());
    loop {
        let (rows, more) = store.tickets(ONE, List::New, after, "").await.expect("rows");
        assert!(rows.len() <= PAGE_MAX as usize);
        seen.extend(rows.iter().map(|row| row.came.key.parse::<i64>().expect("a number")));
        let Some(last) = rows.last().filter(|_| more) else { break };
        let created_at = last.came.created_at.expect("a time");
        after = Some(After { likely: likely(&last.came), created_at, id: last.id });
    }
    let wanted = (0..120).rev().filter(|n| n % 10 == 0).chain((0..120).rev().filter(|n| n % 10 != 0));
    assert_eq!(seen, wanted.collect::<Vec<_>>(), "the likely and the latest first, each once");
    let none = |_: &NewTicket| panic!("what was weighed stays weighed");
    store.weigh_tickets(ONE, "m", none).await.expect("nothing to do");
    store.weigh_tickets(ONE, "a", |_| Likely::No).await.expect("room");
    assert_eq!(list(store, List::New).await[0].came.key, "119", "another knowledge weighs anew");
}

pub async fn the_second_of_two_is_told_who_was_faster(store: &Store) {
    add(store, 0..3).await;
    let seen: Vec<_> = list(store, List::New).await.iter().map(|row| (row.id, row.version)).collect();
    let done = store.act_on_tickets(wish(ADA, "k1", &seen[..2]), tagged(ADA)).await.expect("room");
    assert!(done.iter().all(|(_, outcome)| *outcome == Outcome::Done), "{done:?}");
    let lost = store.act_on_tickets(wish(BEN, "k2", &seen), tagged(BEN)).await.expect("room");
    let by_ada = Outcome::Lost { by: ADA, at: START, act: Some(ActKind::Tag) };
    let outcomes: Vec<_> = lost.into_iter().map(|(_, outcome)| outcome).collect();
    assert_eq!(outcomes, [by_ada.clone(), by_ada, Outcome::Done]);
    let again = store.act_on_tickets(wish(ADA, "k1", &seen[..2]), tagged(ADA)).await.expect("a repeat");
    assert_eq!(again, done, "the same wish acts once");
    let refused = |_: &TicketRow| Err(Refusal::NothingChanged);
    let now = [(seen[0].0, seen[0].1 + 1), (999, 1)];
    let outcomes = store.act_on_tickets(wish(ADA, "k3", &now), refused).await.expect("answered");
    assert_eq!(outcomes[0].1, Outcome::Refused(Refusal::NothingChanged));
    assert_eq!(outcomes[1].1, Outcome::Gone);
}

pub async fn two_at_once_tag_a_ticket_once(store: &Store) {
    add(store, 0..1).await;
    let seen: Vec<_> = list(store, List::New).await.iter().map(|row| (row.id, row.version)).collect();
    let (one, two) = tokio::join!(
        store.act_on_tickets(wish(ADA, "a", &seen), tagged(ADA)),
        store.act_on_tickets(wish(BEN, "b", &seen), tagged(BEN)),
    );
    let outcomes = [one.expect("answered").remove(0).1, two.expect("answered").remove(0).1];
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Outcome::Done).count(), 1, "{outcomes:?}");
}

pub async fn a_wish_is_taken_back_as_a_whole(store: &Store) {
    add(store, 0..3).await;
    let before = list(store, List::New).await;
    let seen: Vec<_> = before.iter().map(|row| (row.id, row.version)).collect();
    store.act_on_tickets(wish(ADA, "k1", &seen), tagged(ADA)).await.expect("room");
    let first = [(seen[0].0, seen[0].1 + 1)];
    store.act_on_tickets(wish(BEN, "k2", &first), |row| Ok(row.standing.clone())).await.expect("room");
    let undone = store.undo_on_tickets(ONE, ADA, "k1", START).await.expect("room").expect("something");
    let done = undone.iter().filter(|(_, outcome)| *outcome == Outcome::Done).count();
    assert_eq!((done, undone.len()), (2, 3), "what Ben changed since stays");
    let counts = store.ticket_counts(ONE).await.expect("counts");
    assert_eq!((counts.new, counts.open), (2, 1));
    assert_eq!(store.undo_on_tickets(ONE, BEN, "k1", START).await, Ok(None), "nobody else's");
    let late = START + Span::minutes(6);
    assert_eq!(store.undo_on_tickets(ONE, BEN, "k2", late).await, Ok(None), "not for ever");
}

pub async fn figures_count(store: &Store) {
    add(store, 0..10).await;
    let seen: Vec<_> = list(store, List::New).await.iter().map(|row| (row.id, row.version)).collect();
    let begun = |_: &TicketRow| {
        let mark = Some(Mark { by: ADA, at: START });
        Ok(Standing { tagged: mark, apologised: mark, owner: Some(ADA), ..Standing::default() })
    };
    store.act_on_tickets(wish(ADA, "k", &seen[..4]), begun).await.expect("room");
    let figures = store.ticket_figures(ONE, START - Span::hours(1)).await.expect("figures");
    assert_eq!((figures.counts.new, figures.counts.open, figures.under_way), (6, 4, 4));
    assert_eq!((figures.oldest_new, figures.first), (Some(START), Some(START)));
    assert_eq!(figures.agents, [(ADA, 4)]);
    let hour = START.0 / Span::hours(1).0;
    assert_eq!(figures.own_hours.get(&hour), Some(&10));
    assert_eq!(figures.all_hours, figures.own_hours);
}

pub async fn whoever_wrote_can_be_forgotten(store: &Store) {
    add(store, 0..4).await;
    store.add_tickets(IncidentId(2), &[ticket(6)], START).await.expect("room");
    let rows = list(store, List::New).await;
    let seen: Vec<_> = rows.iter().map(|row| (row.id, row.version)).collect();
    store.act_on_tickets(wish(ADA, "k1", &seen), tagged(ADA)).await.expect("room");
    let even = rows.iter().find(|row| row.came.email == "Jo0@example.com").expect("one").id;
    assert_eq!(store.forget_requester(ONE, even).await, Ok(Some(3)), "in every incident");
    assert_eq!(store.forget_requester(ONE, 999).await, Ok(None));
    for row in list(store, List::Open).await {
        let forgotten = row.came.email.is_empty();
        assert_eq!(forgotten, row.came.key.parse::<i64>().expect("a number") % 2 == 0);
        let words = [&row.came.requester, &row.came.excerpt, &row.standing.answer];
        assert!(words.iter().all(|text| text.is_empty() == forgotten), "{row:?}");
        assert_eq!(row.came.subject == "[forgotten]", forgotten);
    }
    // Undoing brings no words back: they are gone from the history, too.
    store.undo_on_tickets(ONE, ADA, "k1", START).await.expect("room");
    let again = list(store, List::New).await;
    assert!(again.iter().all(|row| row.standing == Standing::default()));
}
