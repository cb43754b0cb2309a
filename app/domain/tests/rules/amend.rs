//! What was published is put right or taken back, in the open.

use domain::Refusal::*;
use domain::redact::REDACTED;
use domain::*;

use crate::support::*;
use crate::table;

const RIGHT: &str = "About one in ten requests fails.";

/// Declared, with a second update: record 3.
fn published(who: PersonId) -> World {
    let update = UpdateDraft { impacts: vec![hit(api(), Impact::Major)], ..draft(Phase::Monitoring) };
    declared(who).at(5).does(who, Command::PublishUpdate { update }).at(9)
}

fn because(reason: &str) -> Command {
    Command::CorrectUpdate { update: Seq(3), body: RIGHT.to_owned(), reason: Some(reason.to_owned()) }
}

#[test]
fn only_publishers_may_amend_an_update() {
    let with_comms =
        || published(ADA).with(BOB, Event::DutyAccepted { duty: Duty::Communications, from: ADA, to: BOB });
    let over = || published(ADA).does(ADA, resolve(BOB));
    table! {
        "the IC where nobody else publishes": published(ADA) => ADA, correct(3, RIGHT)
            => Ok([Event::UpdateCorrected { update: Seq(3), body, .. }]) if body == RIGHT,
        "communications": with_comms() => BOB, correct(3, RIGHT) => Ok(_),
        "not the IC then": with_comms() => ADA, correct(3, RIGHT) => Err(NotYourDuty { held_by: BOB, .. }),
        "nobody else": published(ADA) => CY, correct(3, RIGHT) => Err(NotYourDuty { .. }),
        "once it is over, who answers for it": over() => BOB, correct(3, RIGHT) => Ok(_),
        "and nobody else": over() => CY, correct(3, RIGHT) => Err(NotInCharge { .. }),
        "also the first words": published(ADA) => ADA, correct(2, RIGHT) => Ok(_),
        "and the last": over() => BOB, correct(4, RIGHT) => Ok(_),
    }
}

#[test]
fn corrections_are_checked_like_updates() {
    let dropped = || {
        let mut world = published(ADA);
        world.log[2].event = domain::redact::blank(&world.log[2].event);
        world.incident = Incident::fold(IncidentId(1), &world.log);
        world
    };
    table! {
        "no update": published(ADA) => ADA, correct(1, RIGHT) => Err(NoSuchUpdate),
        "not of this incident": published(ADA) => ADA, correct(99, RIGHT) => Err(NoSuchUpdate),
        "no words": published(ADA) => ADA, correct(3, " ") => Err(Text { .. }),
        "the same words": published(ADA).does(ADA, correct(3, RIGHT)) => ADA, correct(3, RIGHT) => Err(SameWords),
        "once more": published(ADA).does(ADA, correct(3, "Wrong.")) => ADA, correct(3, RIGHT) => Ok(_),
        "words that break trust": published(ADA).lint(&[stop()]) => ADA, correct(3, RIGHT) => Err(ReasonNeeded { .. }),
        "with a reason": published(ADA).lint(&[stop()]) => ADA, because("Legal asked")
            => Ok([Event::UpdateCorrected { reason: Some(reason), .. }]) if reason == "Legal asked",
        "of what was dropped": dropped() => ADA, correct(3, RIGHT) => Err(NoSuchUpdate),
        "of what was withdrawn": published(ADA).does(ADA, withdraw(3, "x")) => ADA, correct(3, RIGHT) => Err(UpdateWithdrawn),
        "of history": imported() => ADA, correct(1, RIGHT) => Err(NoSuchUpdate | NotInCharge { .. }),
        "the first one stays": published(ADA) => ADA, withdraw(2, "x") => Err(UpdateStays),
        "the last post stays": published(ADA).does(ADA, resolve(ADA)) => ADA, withdraw(4, "x") => Err(UpdateStays),
        "a reason is needed": published(ADA) => ADA, withdraw(3, " ") => Err(Text { .. }),
        "not twice": published(ADA).does(ADA, withdraw(3, "x")) => ADA, withdraw(3, "x") => Err(UpdateWithdrawn),
    }
}

#[test]
fn what_a_person_published_can_be_undone_for_a_moment() {
    let until = |world: World, seq| world.incident.undo_until(Seq(seq));
    let again = published(ADA).does(ADA, Command::StillWorking);
    for (name, until, want) in [
        ("an update", until(published(ADA), 3), Some(at(5) + UNDO_FOR)),
        ("not the first: it says that there is an incident", until(published(ADA), 2), None),
        ("not the last post", until(published(ADA).does(ADA, resolve(ADA)), 4), None),
        ("not once it is withdrawn", until(published(ADA).does(ADA, withdraw(3, "x")), 3), None),
        ("not what waited before it was published", until(again, 4), None),
        ("no other record", until(published(ADA), 1), None),
    ] {
        assert_eq!(until, want, "{name}");
    }
}

#[test]
fn an_outlook_shows_what_customers_would_see_and_changes_nothing() {
    let world = declared(ADA).at(5);
    let draft = UpdateDraft { impacts: vec![hit(api(), Impact::Major)], ..draft(Phase::Monitoring) };
    let by = By::Person { id: ADA };
    let seen = world.incident.with_update(by.clone(), draft.clone(), &world.facts).expect("an update");
    let published = world.does(ADA, Command::PublishUpdate { update: draft.clone() });
    assert_eq!(seen.public(), published.incident.public());
    let empty = UpdateDraft { body: " ".to_owned(), ..draft };
    assert!(matches!(published.incident.with_update(by, empty, &published.facts), Err(Text { .. })));
}

#[test]
fn customers_read_the_new_words_and_the_log_keeps_both() {
    let world = published(ADA).does(ADA, correct(3, RIGHT));
    let public = world.incident.public().expect("it is public");
    let update = &public.updates[1];
    assert_eq!((update.body.as_str(), update.at, update.amended_at), (RIGHT, at(5), Some(at(9))));
    assert_eq!((update.phase, update.withdrawn), (Phase::Monitoring, false));
    let Event::UpdatePublished { update } = &world.log[2].event else { panic!("the update") };
    assert_ne!(update.body, RIGHT);
    assert_eq!(world.incident.comms.updates.len(), 2, "nothing new was published");
}

#[test]
fn withdrawing_an_update_restores_the_one_before_it() {
    let world = published(ADA).does(ADA, withdraw(3, "It was meant for another incident"));
    let public = world.incident.public().expect("it is public");
    let update = &public.updates[1];
    assert_eq!((update.label.as_str(), update.body.as_str()), ("Withdrawn", domain::words::WITHDRAWN));
    assert_eq!(
        (public.phase, public.impacts),
        (Phase::Investigating, vec![hit(databases(), Impact::Degraded)])
    );
    assert_eq!(public.periods.len(), 1, "nothing else was ever hit: {:?}", public.periods);
    let json = serde_json::to_string(&world.incident.public()).expect("serialises");
    assert!(!json.contains("another incident"), "the reason is for people inside");
}

#[test]
fn withdrawing_two_updates_restores_the_one_that_still_stands() {
    let twice = || published(ADA).does(ADA, publish(Phase::Monitoring));
    for order in [[3, 4], [4, 3]] {
        let world = order.into_iter().fold(twice(), |world, seq| world.does(ADA, withdraw(seq, "x")));
        assert_eq!(world.incident.phase(), Phase::Investigating, "{order:?}");
        assert_eq!(world.incident.impacts(), [hit(databases(), Impact::Degraded)], "{order:?}");
    }
}

#[test]
fn words_that_are_dropped_come_back_by_no_correction() {
    let mut world = published(ADA)
        .does(ADA, correct(3, RIGHT))
        .does(ADA, Command::Redact { seq: Seq(3), reason: "x".into() });
    world.log[2].event = domain::redact::blank(&world.log[2].event);
    let folded = Incident::fold(IncidentId(1), &world.log);
    assert_eq!(folded.comms.updates[1].update.body, REDACTED);
    let mut world = published(ADA)
        .does(ADA, correct(3, RIGHT))
        .does(ADA, Command::Redact { seq: Seq(4), reason: "x".into() });
    world.log[3].event = domain::redact::blank(&world.log[3].event);
    let folded = Incident::fold(IncidentId(1), &world.log);
    assert_eq!(folded.comms.updates[1].update.body, REDACTED);
    assert!(folded.comms.redacted_at.is_some(), "whoever keeps the page hears of it");
}
