//! Temporary changes: made, rolled back, and never forgotten at the end.

use domain::Refusal::*;
use domain::incident::CHANGES_MAX;
use domain::text::UNDO_MAX;
use domain::time::Span;
use domain::*;

use crate::support::*;
use crate::table;

fn change(what: &str, place: &str, undo: &str) -> Command {
    let [what, place, undo] = [what, place, undo].map(str::to_owned);
    Command::MakeChange { change: TemporaryChange { what, place, undo }, maker: None }
}

/// Bob raised a limit, Ada commands.
fn raised() -> World {
    confirmed(ADA).does(BOB, make_change("Pool limit 400"))
}

#[test]
fn a_change_has_a_maker_and_a_way_back() {
    table! {
        "the sender made it": confirmed(ADA) => BOB, make_change("Pool limit 400") => Ok([Event::ChangeMade { number: 1, maker: BOB, .. }]),
        "or somebody else": confirmed(ADA) => BOB, make_change_by("Pool limit 400", Some(CY)) => Ok([Event::ChangeMade { maker: CY, .. }]),
        "numbers count up": raised() => CY, make_change("Export off") => Ok([Event::ChangeMade { number: 2, .. }]),
        "not a viewer's": confirmed(ADA) => BOB, make_change_by("a", Some(VI)) => Err(ViewerCannotOwn { .. }),
        "not a ghost's": confirmed(ADA) => BOB, make_change_by("a", Some(GHOST)) => Err(UnknownPerson { .. }),
        "a viewer who commands may": declared(VI) => VI, make_change("a") => Ok(_),
        "what": confirmed(ADA) => BOB, change(" ", "a", "b") => Err(Text { bad }) if bad.field == "What changed",
        "one line of it": confirmed(ADA) => BOB, change("a\nb", "a", "b") => Err(Text { .. }),
        "where": confirmed(ADA) => BOB, change("a", "", "b") => Err(Text { bad }) if bad.field == "Where",
        "how to undo it": confirmed(ADA) => BOB, change("a", "b", "") => Err(Text { bad }) if bad.field == "How to undo it",
        "in so many words": confirmed(ADA) => BOB, change("a", "b", &long(UNDO_MAX)) => Ok(_),
        "no more": confirmed(ADA) => BOB, change("a", "b", &long(UNDO_MAX + 1)) => Err(Text { .. }),
        "only while it is open": resolved(ADA) => BOB, make_change("a") => Err(Over { .. }),
    }
    let bot = Actor { by: By::Token { name: "bot".to_owned() }, role: Role::Responder };
    assert_eq!(
        confirmed(ADA).asks(&bot, make_change("a")),
        Err(MakerNeeded),
        "a program answers for nothing"
    );
    assert!(confirmed(ADA).asks(&bot, make_change_by("a", Some(BOB))).is_ok());
    let full =
        (0..CHANGES_MAX).fold(confirmed(ADA), |world, n| world.does(BOB, make_change(&format!("{n}"))));
    assert!(matches!(full.tries(BOB, make_change("one more")), Err(TooMany { limit: CHANGES_MAX, .. })));
}

#[test]
fn a_change_is_rolled_back_once() {
    table! {
        "anybody who takes part": raised() => CY, roll_back(1) => Ok([Event::ChangeRolledBack { number: 1 }]),
        "once": raised().does(CY, roll_back(1)) => BOB, roll_back(1) => Err(ChangeSettled { what, by }) if what == "Pool limit 400" && by.name == "Cy Lindqvist",
        "what is there": raised() => BOB, roll_back(2) => Err(NoSuchChange),
        "after the end it answers the follow-up": raised().does(ADA, resolve(ADA)) => CY, roll_back(1) => Ok([
            Event::ChangeRolledBack { number: 1 },
            Event::FollowUpAnswered { number: 1, answer: Answer::Done { .. } },
        ]),
        "not what was kept": raised().does(ADA, resolve(ADA)).does(BOB, not_needed(1)) => BOB, roll_back(1) => Err(ChangeSettled { .. }),
    }
    let world = raised().at(7).does(CY, roll_back(1));
    let settled = world.incident.work.changes[0].settled.clone().expect("it stays on the list, settled");
    assert_eq!((settled.at, settled.by, settled.kept), (at(7), By::Person { id: CY }, None));
}

#[test]
fn open_changes_become_follow_ups_at_the_end() {
    let two = || raised().does(CY, make_change("Export off")).does(CY, make_change("Route via Paris"));
    let over = two().does(CY, roll_back(2)).at(60).does(ADA, resolve(ADA));
    let left: Vec<_> = over
        .incident
        .open_follow_ups()
        .map(|f| (f.number, f.kind, f.what.as_str(), f.owner, f.due))
        .collect();
    let due = at(60) + Span::days(1);
    assert_eq!(
        left,
        [
            (1, FollowUpKind::Undo, "Pool limit 400", BOB, due),
            (2, FollowUpKind::Undo, "Route via Paris", CY, due),
        ]
    );
    let alarm = declared(ADA)
        .does(BOB, make_change("Pool limit 400"))
        .does(ADA, Command::StandDown { post: last_post() });
    assert_eq!(alarm.incident.open_follow_ups().count(), 1, "a false alarm leaves the same work");
    table! {
        "and it can be answered": alarm => BOB, done(1) => Ok([Event::ChangeRolledBack { .. }, Event::FollowUpAnswered { .. }]),
    }
}

#[test]
fn reopening_duplicates_no_follow_up() {
    let back = raised().does(ADA, resolve(ADA)).does(BOB, reopen());
    assert_eq!(back.incident.open_follow_ups().count(), 1, "what was left is still left");
    let again = back.clone().does(CY, make_change("Export off")).does(BOB, resolve(BOB));
    let left: Vec<_> = again.incident.open_follow_ups().map(|f| (f.number, f.change)).collect();
    assert_eq!(left, [(1, Some(1)), (2, Some(2))]);
    let settled = back.does(CY, roll_back(1)).does(BOB, resolve(BOB));
    assert_eq!(settled.incident.open_follow_ups().count(), 0);
    let kept =
        raised().does(ADA, resolve(ADA)).does(BOB, not_needed(1)).does(BOB, reopen()).does(BOB, resolve(BOB));
    assert_eq!(kept.incident.open_follow_ups().count(), 0, "what was kept stays");
}
