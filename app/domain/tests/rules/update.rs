//! Status updates: phase, impacts, the next time, and words that break trust.

use domain::Refusal::*;
use domain::*;

use crate::support::*;
use crate::table;

fn next(minutes: i64) -> Command {
    Command::PublishUpdate {
        update: UpdateDraft { next_due: Some(at(minutes)), ..draft(Phase::Investigating) },
    }
}

fn body(body: &str) -> Command {
    Command::PublishUpdate { update: UpdateDraft { body: body.to_owned(), ..draft(Phase::Investigating) } }
}

fn because(reason: &str) -> Command {
    let update = UpdateDraft { reason: Some(reason.to_owned()), ..draft(Phase::Investigating) };
    Command::PublishUpdate { update }
}

fn naming(impacts: Vec<ComponentImpact>) -> Command {
    Command::PublishUpdate { update: UpdateDraft { impacts, ..draft(Phase::Investigating) } }
}

#[test]
fn publishing_is_communications() {
    table! {
        "the IC where it is vacant": declared(ADA) => ADA, publish(Phase::Investigating) => Ok([Event::UpdatePublished { .. }]),
        "its holder": with_comms(ADA, BOB) => BOB, publish(Phase::Investigating) => Ok(_),
        "not the IC while another holds it": with_comms(ADA, BOB) => ADA, publish(Phase::Investigating)
            => Err(NotYourDuty { duty: Duty::Communications, held_by: BOB, .. }),
        "but with a change of state, the IC": with_comms(ADA, BOB) => ADA, confirm_with(words(Phase::Confirmed)) => Ok(_),
        "nobody else": declared(ADA) => CY, publish(Phase::Investigating) => Err(NotYourDuty { held_by: ADA, .. }),
        "not before the declaration": nothing() => ADA, publish(Phase::Investigating) => Err(NotDeclared),
        "not after the end": resolved(ADA) => ADA, publish(Phase::Investigating) => Err(Over { .. }),
    }
}

#[test]
fn the_phase_fits_the_state() {
    table! {
        "1 Investigating": declared(ADA) => ADA, publish(Phase::Investigating) => Ok(_),
        "1 Confirmed": declared(ADA) => ADA, publish(Phase::Confirmed)
            => Err(PhaseNeedsState { phase: Phase::Confirmed, state: State::Investigating }),
        "1 Monitoring": declared(ADA) => ADA, publish(Phase::Monitoring) => Ok(_),
        "1 Resolved": declared(ADA) => ADA, publish(Phase::Resolved) => Err(PhaseNeedsState { .. }),
        "2 Confirmed": confirmed(ADA) => ADA, publish(Phase::Confirmed) => Ok(_),
        "2 Monitoring": confirmed(ADA) => ADA, publish(Phase::Monitoring) => Ok(_),
        "2 Resolved": confirmed(ADA) => ADA, publish(Phase::Resolved) => Err(PhaseNeedsState { .. }),
        "3 Confirmed": major(ADA) => ADA, publish(Phase::Confirmed) => Ok(_),
    }
    let says = "An update cannot say Confirmed in state 1 Investigating. Change the state first, or choose another phase.";
    assert_eq!(declared(ADA).tries(ADA, publish(Phase::Confirmed)).expect_err(says).to_string(), says);
}

#[test]
fn every_update_says_when_the_next_one_comes() {
    let due = |minutes| move |events: &[Event]| matches!(events, [Event::UpdatePublished { update }] if update.next_due == Some(at(minutes)));
    table! {
        "the cadence's latest, if not given, in 1": declared(ADA) => ADA, publish(Phase::Investigating)
            => Ok(events) if due(30)(events),
        "in 3": major(ADA) => ADA, publish(Phase::Confirmed) => Ok(events) if due(20)(events),
        "sooner": declared(ADA) => ADA, next(10) => Ok(events) if due(10)(events),
        "at the latest": declared(ADA) => ADA, next(30) => Ok(_),
        "later": declared(ADA) => ADA, next(31) => Err(NextUpdateTooLate { .. }),
        "later than state 3 allows": major(ADA) => ADA, next(21) => Err(NextUpdateTooLate { .. }),
        "now": declared(ADA) => ADA, next(0) => Err(NextUpdatePast),
        "in the past": declared(ADA) => ADA, next(-5) => Err(NextUpdatePast),
        "none after the last post": declared(ADA) => ADA, resolve(ADA)
            => Ok([Event::UpdatePublished { update }, _]) if update.next_due.is_none(),
    }
    let says = "Next update: at the latest by 04:30 UTC; in this state customers hear every 30 minutes.";
    assert_eq!(declared(ADA).tries(ADA, next(31)).expect_err(says).to_string(), says);
}

#[test]
fn words_are_checked() {
    let moon = ComponentId("moon".to_owned());
    table! {
        "empty": declared(ADA) => ADA, body(" \n ") => Err(Text { .. }),
        "at the limit": declared(ADA) => ADA, body(&long(5_000)) => Ok(_),
        "over the limit": declared(ADA) => ADA, body(&long(5_001)) => Err(Text { .. }),
        "control characters": declared(ADA) => ADA, body("a\u{0}b") => Err(Text { .. }),
        "windows line ends": declared(ADA) => ADA, body("a\r\nb")
            => Ok([Event::UpdatePublished { update }]) if update.body == "a\nb",
        "markup is text": declared(ADA) => ADA, body("<b>")
            => Ok([Event::UpdatePublished { update }]) if update.body == "<b>",
        "a component that nobody has": declared(ADA) => ADA, naming(vec![hit(moon.clone(), Impact::Major)])
            => Err(UnknownComponent { .. }),
        "each component once, the first word counts": declared(ADA) => ADA,
            naming(vec![hit(databases(), Impact::Major), hit(api(), Impact::Degraded), hit(databases(), Impact::Partial)])
            => Ok([Event::UpdatePublished { update }])
            if update.impacts == [hit(api(), Impact::Degraded), hit(databases(), Impact::Major)],
    }
}

#[test]
fn lint_slows_down_and_never_locks() {
    let risky = || declared(ADA).lint(&[stop(), hint()]);
    table! {
        "a finding that stops asks for a reason": risky() => ADA, publish(Phase::Investigating)
            => Err(ReasonNeeded { findings }) if *findings == [stop()],
        "an empty reason is none": risky() => ADA, because(" ") => Err(ReasonNeeded { .. }),
        "a reason lets it out, and is kept": risky() => ADA, because("Legal asked")
            => Ok([Event::UpdatePublished { update }])
            if update.reason.as_deref() == Some("Legal asked") && update.findings == [stop(), hint()],
        "a reason has a limit": risky() => ADA, because(&long(501)) => Err(Text { .. }),
        "advice needs none": declared(ADA).lint(&[hint()]) => ADA, publish(Phase::Investigating) => Ok(_),
        "the same rule for a post of a change of state": risky() => ADA, confirm_with(words(Phase::Confirmed))
            => Err(ReasonNeeded { .. }),
        "and for the last one": risky() => ADA, resolve(ADA) => Err(ReasonNeeded { .. }),
        "a change without words asks for none": risky() => ADA, confirm() => Ok(_),
    }
    let says =
        "These words break trust: “within the hour” (eta). Change them, or give a reason; the log keeps it.";
    assert_eq!(risky().tries(ADA, publish(Phase::Investigating)).expect_err(says).to_string(), says);
}

#[test]
fn still_working_repeats_what_holds() {
    let lower =
        confirmed(ADA).does(ADA, publish(Phase::Confirmed)).does(ADA, step_down(State::Investigating));
    table! {
        "the same phase, headline and impacts": declared(ADA).at(20) => ADA, Command::StillWorking
            => Ok([Event::UpdatePublished { update }])
            if update.still_working
                && update.phase == Phase::Investigating
                && update.impacts == [hit(databases(), Impact::Degraded)]
                && update.next_due == Some(at(50))
                && update.body == "We are still working on the problems with Databases. Next update by 04:50 UTC.",
        "communications alone": with_comms(ADA, BOB) => ADA, Command::StillWorking => Err(NotYourDuty { .. }),
        "not after the end": resolved(ADA) => ADA, Command::StillWorking => Err(Over { .. }),
        "not Resolved, in an incident that is back": resolved(ADA).does(BOB, reopen()) => BOB, Command::StillWorking
            => Err(PhaseNeedsState { phase: Phase::Resolved, .. }),
        "not Confirmed, in state 1": lower => ADA, Command::StillWorking => Err(PhaseNeedsState { .. }),
    }
}

#[test]
fn the_headline_follows_the_components_that_are_hit() {
    let world = declared(ADA);
    assert_eq!(world.incident.comms.updates[0].update.headline, "Problems with Databases");
    let world =
        world.does(ADA, naming(vec![hit(api(), Impact::Major), hit(databases(), Impact::Operational)]));
    assert_eq!(world.incident.comms.updates[1].update.headline, "Problems with the API");
    let world = world.does(ADA, naming(vec![hit(api(), Impact::Operational)]));
    assert_eq!(
        world.incident.comms.updates[2].update.headline, "Problems with the API",
        "nothing is hit: it stays"
    );
}

#[test]
fn after_the_last_post_everything_works() {
    let world = resolved(ADA);
    let last = &world.incident.comms.updates.last().expect("the last post").update;
    assert_eq!(
        (last.phase, last.impacts.clone()),
        (Phase::Resolved, vec![hit(databases(), Impact::Operational)])
    );
}

#[test]
fn keeps_what_was_known_at_the_last_update() {
    let broken_at_last_post = |world: &World| world.incident.knowledge.at_last_post.broken.clone();
    let world = declared(ADA).does(ADA, sitrep("cards"));
    assert_eq!(broken_at_last_post(&world), "", "it was said after the first post");
    let world = world.does(ADA, publish(Phase::Investigating));
    assert_eq!(broken_at_last_post(&world), "cards");
    let world = world.does(ADA, sitrep("cards and refunds"));
    assert_eq!(broken_at_last_post(&world), "cards");
    let world = world.does(ADA, Command::StillWorking);
    assert_eq!(broken_at_last_post(&world), "cards and refunds");
}
