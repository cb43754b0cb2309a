//! What is true of every log that the rules can write, whoever sends whatever in whatever order.

mod tries;

use domain::incident::HowEnded;
use domain::redact::blank;
use domain::time::Span;
use domain::*;
use proptest::prelude::*;

use crate::redact::process;
use crate::replay_support::check;
use crate::support::*;

use self::tries::{Try, beginning, fitted, tries};

/// Lets everybody try, the server record what was missed, and `check` look at every step.
fn play(first: Command, tries: Vec<Try>, mut check: impl FnMut(&World)) -> World {
    let mut world = nothing();
    let first = Try {
        who: Actor::person(BOB, Role::Responder),
        apt: false,
        after: Span::ZERO,
        command: first,
        findings: vec![],
    };
    for one in [first].into_iter().chain(tries) {
        world.facts.now = world.facts.now + one.after;
        let missed: Vec<_> = world.incident.new_misses(world.facts.now).collect();
        for late in missed {
            let command = Command::RecordMiss { kind: late.kind, due: late.due };
            let events = world.asks(&Actor::server(), command).expect("what was missed can be recorded");
            events.into_iter().for_each(|event| world.record(By::Server, event));
        }
        let one = if one.apt { fitted(one, &world) } else { one };
        world.facts.findings = one.findings;
        // Only the server takes duties from people.
        let who = if matches!(one.command, Command::Vacate { .. }) { Actor::server() } else { one.who };
        match world.asks(&who, one.command) {
            Ok(events) => {
                assert!(!events.is_empty(), "a command that succeeds says what happened");
                for event in events {
                    world.record(who.by.clone(), event);
                }
            }
            Err(refusal) => assert!(refusal.to_string().len() > 10, "{refusal:?} says why"),
        }
        check(&world);
    }
    world
}

fn holds_always(world: &World) {
    let incident = &world.incident;
    let (commander, vacancy) = (incident.commander(), incident.duties.vacancy());
    assert_eq!(
        incident.is_open(),
        commander.is_some() || vacancy.is_some(),
        "one IC, or a vacancy, while it is open"
    );
    assert!(commander.is_none() || vacancy.is_none(), "a vacancy ends with the next IC");
    for duty in Duty::STANDARD {
        let holder = incident.duties.holding(&duty).map(|h| h.person);
        assert_eq!(incident.duties.holder(&duty), holder.or(incident.commander()), "{duty:?}");
    }
    for (duty, offer) in incident.duties.offers() {
        assert_ne!(incident.duties.holder(duty), Some(offer.to), "nobody is offered what they hold");
    }
    for deadline in incident.deadlines() {
        assert!(world.facts.directory.person(deadline.holder).is_some(), "{deadline:?}");
        assert!(deadline.period > Span::ZERO, "{deadline:?}");
    }
    if let Some(next) = incident.comms.updates.last().and_then(|u| u.update.next_due.map(|due| due - u.at)) {
        assert!(next > Span::ZERO && next <= policy::UPDATE_EVERY_MAX, "{next:?}");
    }
    assert!(incident.confidential.is_none() || incident.public().is_none(), "confidential is never public");
    let everybody: Vec<_> = incident.restore.customers().collect();
    let once: std::collections::BTreeSet<_> = everybody.iter().collect();
    assert_eq!(everybody.len(), once.len(), "a customer has one place in the queue");
    let asked = incident.restore.requests.iter().map(|r| r.customer);
    assert!(asked.clone().count() == asked.collect::<std::collections::BTreeSet<_>>().len());
    let mut undoing: Vec<_> = incident.open_follow_ups().filter_map(|f| f.change).collect();
    if incident.course.ending.as_ref().is_some_and(|ending| ending.how != HowEnded::Closed) {
        let open: Vec<_> = incident.open_changes().map(|c| c.number).collect();
        undoing.sort_unstable();
        assert_eq!(undoing, open, "once it is over, each open change is one follow-up");
    }
    if incident.course.ending.as_ref().is_some_and(|ending| ending.how == HowEnded::Closed) {
        assert_eq!(incident.open_follow_ups().count(), 0, "nothing is left when it is closed");
    }
    let (kept, due) = incident.cadence();
    assert!(kept <= due, "{kept} of {due}");
    assert!(incident.card().is_open() == incident.is_open() || !incident.is_declared());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 250, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_step_keeps_the_invariants(first in beginning(), tries in tries()) {
        play(first, tries, holds_always);
    }

    #[test]
    fn however_the_log_is_cut_it_folds_the_same(
        tries in tries(), cut in any::<prop::sample::Index>(), gap in any::<prop::sample::Index>(),
    ) {
        let world = play(declare(), tries, |_| {});
        let id = IncidentId(1);
        prop_assert_eq!(&Incident::fold(id, &world.log), &world.incident);
        let (before, after) = world.log.split_at(cut.index(world.log.len() + 1));
        let mut pieces = Incident::fold(id, before);
        // Replays and what would leave a gap change nothing.
        let head = pieces.clone();
        before.iter().chain(after.iter().skip(1)).for_each(|record| pieces.apply(record));
        prop_assert_eq!(&pieces, &head);
        after.iter().for_each(|record| { pieces.apply(record); pieces.apply(record); });
        prop_assert_eq!(&pieces, &world.incident);
        let lost = gap.index(world.log.len());
        let gapped = world.log.iter().enumerate().filter(|(n, _)| *n != lost).map(|(_, record)| record);
        prop_assert_eq!(Incident::fold(id, gapped), Incident::fold(id, &world.log[..lost]));
    }

    #[test]
    fn every_log_is_one_that_the_rules_allow(first in beginning(), tries in tries()) {
        let world = play(first, tries, |_| {});
        let checked = check(IncidentId(1), &world.log, &world.facts.directory);
        prop_assert_eq!(checked, Ok(()), "{:#?}", world.log);
    }

    #[test]
    fn every_event_goes_through_json(first in beginning(), tries in tries()) {
        for record in play(first, tries, |_| {}).log {
            let json = serde_json::to_string(&record).expect("serialises");
            prop_assert_eq!(serde_json::from_str::<Recorded>(&json).expect("parses"), record);
        }
    }

    #[test]
    fn every_command_goes_through_json(tries in tries()) {
        for one in tries {
            let json = serde_json::to_string(&one.command).expect("serialises");
            prop_assert_eq!(serde_json::from_str::<Command>(&json).expect("parses"), one.command);
        }
    }

    #[test]
    fn redaction_keeps_the_process(first in beginning(), tries in tries(), which in any::<u64>()) {
        let world = play(first, tries, |_| {});
        let redacted: Vec<_> = world.log.iter().map(|record| {
            let drop = which >> (record.seq.0 % 64) & 1 == 1;
            let event = if drop { blank(&record.event) } else { record.event.clone() };
            Recorded { event, ..record.clone() }
        }).collect();
        prop_assert_eq!(process(&Incident::fold(IncidentId(1), &redacted)), process(&world.incident));
    }

    #[test]
    fn any_order_of_records_folds(mut log in Just(crate::old_events::recorded()).prop_shuffle()) {
        for (n, record) in log.iter_mut().enumerate() {
            record.seq = Seq(n as u64 + 1);
        }
        let incident = Incident::fold(IncidentId(1), &log);
        prop_assert_eq!(incident.seq, Seq(log.len() as u64));
        let _ = (incident.deadlines(), incident.public(), incident.card(), incident.standing());
    }
}
