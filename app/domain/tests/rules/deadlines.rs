//! The clocks: from when, for whom, and what is on record when one passes.

use domain::Refusal::*;
use domain::time::Span;
use domain::*;

use crate::support::*;

use DeadlineKind::{FirstUpdate, Postmortem, PublicUpdate, Shift, Sitrep as SitrepDue, StatePost};

fn clock(world: &World, kind: DeadlineKind) -> Option<(i64, PersonId)> {
    world.incident.deadline(kind).map(|d| ((d.due - START).as_minutes(), d.holder))
}

fn miss(kind: DeadlineKind, minutes: i64) -> Command {
    Command::RecordMiss { kind, due: at(minutes) }
}

/// Declared before the first post went out: what a tab sees between the two records.
fn silent() -> World {
    let mut world = nothing();
    let events = world.tries(ADA, declare_at(Some(at(-3)))).expect("declared");
    world.record(By::Person { id: ADA }, events[0].clone());
    world
}

#[test]
fn each_clock_is_due_when_the_policy_says() {
    let sent = |minutes, world: World| world.at(minutes).does(ADA, sitrep("Slow"));
    let monitoring = confirmed(ADA).at(3).does(ADA, publish(Phase::Monitoring));
    for (name, world, kind, want) in [
        ("the first update counts from suspicion", silent(), FirstUpdate, Some((2, ADA))),
        ("and is the only public clock until then", silent(), PublicUpdate, None),
        ("then the promise counts", declared(ADA), PublicUpdate, Some((30, ADA))),
        ("and the first is done", declared(ADA), FirstUpdate, None),
        ("it is communications'", with_comms(ADA, BOB), PublicUpdate, Some((30, BOB))),
        ("a graver state shortens it", declared(ADA).at(5).does(ADA, call()), PublicUpdate, Some((25, ADA))),
        ("but never lengthens it", declared(ADA).at(15).does(ADA, call()), PublicUpdate, Some((30, ADA))),
        (
            "a milder one keeps the promise",
            major(ADA).does(ADA, publish(Phase::Confirmed)).at(5).does(ADA, step_down(State::Confirmed)),
            PublicUpdate,
            Some((20, ADA)),
        ),
        ("monitoring keeps the cadence", monitoring, PublicUpdate, Some((33, ADA))),
        (
            "a change without words owes a post",
            declared(ADA).at(7).does(ADA, confirm()),
            StatePost,
            Some((12, ADA)),
        ),
        ("of communications", with_comms(ADA, BOB).at(7).does(ADA, confirm()), StatePost, Some((12, BOB))),
        (
            "with words it owes none",
            declared(ADA).does(ADA, confirm_with(words(Phase::Confirmed))),
            StatePost,
            None,
        ),
        ("an update pays it", confirmed(ADA).does(ADA, publish(Phase::Confirmed)), StatePost, None),
        (
            "the same words again do not",
            confirmed(ADA).does(ADA, Command::StillWorking),
            StatePost,
            Some((5, ADA)),
        ),
        ("the declaration owes none", declared(ADA), StatePost, None),
        (
            "stepping down owes one",
            major(ADA).at(9).does(ADA, step_down(State::Confirmed)),
            StatePost,
            Some((14, ADA)),
        ),
        ("reopening, too", resolved(ADA).at(90).does(BOB, reopen()), StatePost, Some((95, BOB))),
        ("sitreps count from the declaration", declared(ADA), SitrepDue, Some((30, ADA))),
        ("and from the last", sent(10, declared(ADA)), SitrepDue, Some((40, ADA))),
        (
            "nothing new counts",
            sent(10, declared(ADA)).at(20).does(ADA, Command::NothingNew),
            SitrepDue,
            Some((50, ADA)),
        ),
        ("they are the IC's", with_comms(ADA, BOB), SitrepDue, Some((30, ADA))),
        ("a shift is four hours", declared(ADA), Shift, Some((240, ADA))),
        (
            "from the handoff",
            declared(ADA).at(60).does(BOB, take_over(Duty::Commander)),
            Shift,
            Some((300, BOB)),
        ),
        ("a post-mortem is due as agreed", resolved(ADA), Postmortem, Some((2 * 24 * 60, ADA))),
        ("not while open", confirmed(ADA), Postmortem, None),
        ("not once it is published", closed(ADA), Postmortem, None),
        ("confidential: no public clock", confidential(ADA), FirstUpdate, None),
        ("confidential: no post", confidential(ADA).does(ADA, confirm_with(no_post())), StatePost, None),
        ("confidential: sitreps all the same", confidential(ADA), SitrepDue, Some((30, ADA))),
        ("nothing before the declaration", nothing(), SitrepDue, None),
        ("nothing of history", imported(), SitrepDue, None),
        ("no shift after the end", resolved(ADA), Shift, None),
    ] {
        assert_eq!(clock(&world, kind), want, "{name}");
    }
}

#[test]
fn a_reopened_incident_starts_its_clocks_afresh() {
    let world =
        confirmed(ADA).does(ADA, sitrep("Slow")).does(ADA, resolve(ADA)).at(1_000).does(BOB, reopen());
    assert_eq!(clock(&world, PublicUpdate), Some((1_030, BOB)));
    assert_eq!(clock(&world, SitrepDue), Some((1_030, BOB)));
    assert_eq!(clock(&world, Shift), Some((1_240, BOB)));
    assert_eq!(world.incident.new_misses(at(1_000)).count(), 0, "nothing was due while it was over");
    let period = world.incident.deadline(PublicUpdate).expect("it runs").period;
    assert_eq!(period, Span::minutes(30));
}

#[test]
fn customers_never_wait_more_than_an_hour() {
    let lazy = Policy { update_every: [Span::hours(9); 3], ..Policy::default() };
    let world = nothing().policy(lazy).does(ADA, declare());
    assert_eq!(clock(&world, PublicUpdate), Some((60, ADA)));
    let draft = UpdateDraft { next_due: Some(at(61)), ..draft(Phase::Investigating) };
    let got = world.tries(ADA, Command::PublishUpdate { update: draft });
    assert!(matches!(got, Err(NextUpdateTooLate { .. })), "{got:?}");
}

#[test]
fn a_miss_goes_on_record_once() {
    let server = Actor::server();
    let world = with_comms(ADA, BOB).at(30);
    assert_eq!(world.asks(&server, miss(PublicUpdate, 30)), Err(NotMissed), "on time to the last moment");
    let world = world.at(31);
    let late = Event::DeadlineMissed { kind: PublicUpdate, due: at(30), holder: BOB };
    assert_eq!(world.asks(&server, miss(PublicUpdate, 30)), Ok(vec![late]), "its holder's");
    assert_eq!(world.asks(&server, miss(PublicUpdate, 29)), Err(NotMissed), "nothing was due then");
    assert_eq!(world.asks(&server, miss(Shift, 30)), Err(NotMissed));
    let world = world.acts(&server, miss(PublicUpdate, 30));
    assert_eq!(world.asks(&server, miss(PublicUpdate, 30)), Err(NotMissed), "once");
    let kinds: Vec<_> = world.incident.new_misses(world.facts.now).map(|d| d.kind).collect();
    assert_eq!(kinds, [SitrepDue], "the other clock passed, too");
    let world = world.at(40).does(BOB, publish(Phase::Investigating)).at(71);
    assert!(world.asks(&server, miss(PublicUpdate, 70)).is_ok(), "the next one can be missed again");
}

#[test]
fn records_one_miss_for_one_silence() {
    let server = Actor::server();
    // Told at 0 that more comes by 30; the alarm at 1 makes it 21, and stepping down 30 again.
    let alarmed = confirmed(ADA).does(ADA, publish(Phase::Confirmed)).at(1).does(ADA, call());
    let missed = alarmed.at(22).acts(&server, miss(PublicUpdate, 21));
    let calmed = missed.at(25).does(ADA, step_down(State::Confirmed)).at(35);
    assert_eq!(clock(&calmed, PublicUpdate), Some((30, ADA)));
    assert_eq!(calmed.asks(&server, miss(PublicUpdate, 30)), Err(NotMissed), "the same silence goes on");
    let (kept, due) = calmed.incident.cadence();
    assert_eq!(due - kept, 1, "and counts once");
    let updated = calmed.does(ADA, publish(Phase::Confirmed)).at(66);
    assert!(updated.asks(&server, miss(PublicUpdate, 65)).is_ok(), "the next silence is another");
}

#[test]
fn the_server_records_a_late_postmortem() {
    let world = resolved(ADA).at(2 * 24 * 60 + 1);
    let got = world.asks(&Actor::server(), miss(Postmortem, 2 * 24 * 60));
    assert!(matches!(got.as_deref(), Ok([Event::DeadlineMissed { holder: ADA, .. }])), "{got:?}");
}

#[test]
fn cadence_counts_what_was_due() {
    let server = Actor::server();
    let world = declared(ADA);
    assert_eq!(world.incident.cadence(), (1, 1));
    let late = world.at(31).acts(&server, miss(PublicUpdate, 30));
    assert_eq!(late.incident.cadence(), (1, 2), "an update that is missing was due");
    let sent = late.at(35).does(ADA, publish(Phase::Investigating));
    assert_eq!(sent.incident.cadence(), (1, 2), "it came, late");
    let kept = sent.at(50).does(ADA, Command::StillWorking);
    assert_eq!(kept.incident.cadence(), (2, 3));
    let slow = nothing().does(ADA, declare_at(Some(at(-15))));
    assert_eq!(slow.incident.cadence(), (0, 1), "the first one came a quarter of an hour after suspicion");
    assert_eq!(slow.incident.first_update_after(), Some(Span::minutes(15)));
    assert_eq!(confidential(ADA).incident.cadence(), (0, 0));
}
