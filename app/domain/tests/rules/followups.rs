//! Follow-ups: an owner, a date, an answer; nothing closes without.

use domain::Refusal::*;
use domain::incident::{FOLLOW_UP_AHEAD_MAX, FOLLOW_UPS_MAX};
use domain::time::Span;
use domain::*;

use crate::support::*;
use crate::table;

fn moved(owner: PersonId, due: Timestamp) -> Command {
    Command::MoveFollowUp { number: 1, owner, due }
}

fn answered(answer: Answer) -> Command {
    Command::AnswerFollowUp { number: 1, answer }
}

/// Resolved by Ada, who owns the post-mortem; Bob has something to fix until tomorrow.
fn left() -> World {
    resolved(ADA).does(CY, follow_up("Alert earlier", BOB))
}

#[test]
fn a_clock_names_what_is_due() {
    let due =
        |world: &World, kind| world.incident.deadline(kind).and_then(|d| world.incident.what_is_due(&d));
    assert_eq!(due(&left(), DeadlineKind::FollowUp).as_deref(), Some("Alert earlier"));
    let two = left().does(CY, follow_up("Alert twice", BOB));
    assert_eq!(due(&two, DeadlineKind::FollowUp).as_deref(), Some("Alert earlier and 1 more"));
    assert_eq!(due(&declared(ADA), DeadlineKind::Sitrep), None, "its kind says it");
}

#[test]
fn anyone_who_takes_part_adds_a_follow_up() {
    let due = |due| follow_up_due("a", BOB, due);
    let latest = START + FOLLOW_UP_AHEAD_MAX;
    table! {
        "during": declared(ADA) => CY, follow_up("Alert earlier", BOB) => Ok([Event::FollowUpAdded { number: 1, owner: BOB, change: None, .. }]),
        "after": resolved(ADA) => CY, follow_up("Alert earlier", BOB) => Ok(_),
        "after a false alarm": stood_down(ADA) => CY, follow_up("Alert later", BOB) => Ok(_),
        "after an incident of the past": nothing().does(ADA, declare_past(past())) => CY, follow_up("a", BOB) => Ok(_),
        "numbers count up": left() => CY, follow_up("b", BOB) => Ok([Event::FollowUpAdded { number: 2, .. }]),
        "not once it is closed": closed(ADA) => CY, follow_up("a", BOB) => Err(Over { .. }),
        "not to history": imported() => CY, follow_up("a", BOB) => Err(Over { .. }),
        "not to nothing": nothing() => CY, follow_up("a", BOB) => Err(NotDeclared),
        "with words": resolved(ADA) => CY, follow_up("", BOB) => Err(Text { bad }) if bad.field == "What is left to do",
        "no viewer owns it": resolved(ADA) => CY, follow_up("a", VI) => Err(ViewerCannotOwn { .. }),
        "nor a ghost": resolved(ADA) => CY, follow_up("a", GHOST) => Err(UnknownPerson { .. }),
        "not due now": resolved(ADA) => CY, due(START) => Err(DueInPast { .. }),
        "due within the limit": resolved(ADA) => CY, due(latest) => Ok(_),
        "not past it": resolved(ADA) => CY, due(latest + Span::seconds(1)) => Err(DueTooLate { .. }),
    }
    let full =
        (0..FOLLOW_UPS_MAX).fold(resolved(ADA), |world, n| world.does(CY, follow_up(&format!("{n}"), BOB)));
    assert!(matches!(full.tries(CY, follow_up("one more", BOB)), Err(TooMany { limit: FOLLOW_UPS_MAX, .. })));
}

#[test]
fn a_follow_up_moves_to_another_owner_or_date() {
    let (tomorrow, later) = (at(24 * 60), at(48 * 60));
    table! {
        "to somebody else": left() => BOB, moved(CY, tomorrow) => Ok([Event::FollowUpMoved { number: 1, owner: CY, .. }]),
        "to another date": left() => BOB, moved(BOB, later) => Ok(_),
        "to where it is": left() => BOB, moved(BOB, tomorrow) => Err(NothingMoved),
        "not to a viewer": left() => BOB, moved(VI, tomorrow) => Err(ViewerCannotOwn { .. }),
        "not to yesterday": left() => BOB, moved(BOB, at(-60)) => Err(DueInPast { .. }),
        "an overdue one can change hands alone": left().at(25 * 60) => BOB, moved(CY, tomorrow) => Ok(_),
        "not an answered one": left().does(BOB, done(1)) => BOB, moved(CY, later) => Err(FollowUpAnswered { .. }),
        "not one that is not there": resolved(ADA) => BOB, moved(CY, later) => Err(NoSuchFollowUp),
    }
}

#[test]
fn a_follow_up_is_answered_once() {
    table! {
        "done": left() => BOB, done(1) => Ok([Event::FollowUpAnswered { number: 1, answer: Answer::Done { .. } }]),
        "not needed": left() => BOB, not_needed(1) => Ok([Event::FollowUpAnswered { answer: Answer::NotNeeded { .. }, .. }]),
        "by a colleague": left() => CY, done(1) => Ok(_),
        "not by a viewer": left() => VI, done(1) => Err(RoleTooLow { .. }),
        "with a note": left() => BOB, answered(Answer::Done { note: " ".to_owned() }) => Err(Text { bad }) if bad.field == "Note",
        "or a reason": left() => BOB, answered(Answer::NotNeeded { reason: String::new() }) => Err(Text { bad }) if bad.field == "Reason",
        "once": left().does(BOB, done(1)) => BOB, done(1) => Err(FollowUpAnswered { what, by }) if what == "Alert earlier" && by.name == "Bob Okafor",
    }
    let vis = declared(VI)
        .does(VI, make_change("Pool limit 400"))
        .does(VI, offer(Duty::Communications, BOB))
        .does(BOB, accept(Duty::Communications))
        .does(VI, Command::StandDown { post: last_post() });
    table! {
        "a viewer who made the change answers it": vis.clone() => VI, done(1) => Ok(_),
        "and has no more to say then": vis.does(VI, done(1)) => VI, follow_up("a", BOB) => Err(RoleTooLow { .. }),
    }
}

#[test]
fn close_names_what_is_open() {
    let written = |world: World| world.does(ADA, publish_postmortem());
    let why = |world: World| written(world).tries(ADA, Command::Close).expect_err("work is left").to_string();
    assert_eq!(
        why(left()),
        "One follow-up is open: Fix “Alert earlier” (Bob Okafor). Answer each, then close the incident."
    );
    let five = (2..6).fold(left(), |world, n| world.does(CY, follow_up(&format!("Step {n}"), CY)));
    assert_eq!(
        why(five),
        "5 follow-ups are open: Fix “Alert earlier” (Bob Okafor), Fix “Step 2” (Cy Lindqvist), \
         Fix “Step 3” (Cy Lindqvist) and 2 more. Answer each, then close the incident."
    );
    table! {
        "the post-mortem is asked for first": left() => ADA, Command::Close => Err(PostmortemOpen),
        "all answered": written(left().does(BOB, done(1))) => ADA, Command::Close => Ok([Event::Closed]),
    }
}

#[test]
fn a_due_date_is_a_deadline() {
    let due = |world: &World| -> Vec<_> {
        let clocks = world.incident.deadlines().into_iter().filter(|d| d.kind == DeadlineKind::FollowUp);
        clocks.map(|d| (d.holder, d.due)).collect()
    };
    let tomorrow = at(24 * 60);
    assert_eq!(due(&left()), [(BOB, tomorrow)]);
    let more = left().does(CY, follow_up("Same owner, same time", BOB)).does(CY, follow_up("Cy's", CY));
    assert_eq!(due(&more), [(BOB, tomorrow), (CY, tomorrow)], "one clock for a person and a time");
    let mut late = more.at(24 * 60 + 1);
    let missed: Vec<_> = late.incident.new_misses(late.facts.now).collect();
    assert_eq!(missed.len(), 2);
    for clock in missed {
        late = late.acts(&Actor::server(), Command::RecordMiss { kind: clock.kind, due: clock.due });
    }
    assert_eq!(late.incident.misses.iter().map(|m| m.holder).collect::<Vec<_>>(), [BOB, CY]);
    assert_eq!(late.incident.new_misses(late.facts.now).count(), 0, "each is recorded once");
    assert_eq!(
        due(&late.does(BOB, done(1)).does(BOB, done(2))),
        [(CY, tomorrow)],
        "what is answered has no clock"
    );
}

#[test]
fn the_card_lists_what_is_left() {
    let world = left()
        .does(CY, follow_up_due("Soon", CY, at(60)))
        .does(CY, follow_up("Answered", CY))
        .does(CY, done(3));
    let cards: Vec<_> =
        world.incident.card().follow_ups.into_iter().map(|f| (f.number, f.what, f.owner)).collect();
    assert_eq!(cards, [(2, "Soon".to_owned(), CY), (1, "Alert earlier".to_owned(), BOB)]);
}
