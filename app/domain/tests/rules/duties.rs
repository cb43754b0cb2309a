//! Duties go over by an accepted offer, or by a take-over with a reason.

use domain::Refusal::*;
use domain::refusal::Since;
use domain::*;

use crate::support::*;
use crate::table;

use Duty::{Commander, Communications, Operations};

fn own(slug: &str) -> Duty {
    Duty::Own(slug.to_owned())
}

fn decline() -> Command {
    Command::DeclineDuty { duty: Communications }
}

fn withdraw() -> Command {
    Command::WithdrawOffer { duty: Communications }
}

fn offered() -> World {
    declared(ADA).does(ADA, offer(Communications, BOB))
}

#[test]
fn only_holder_and_commander_offer_a_duty() {
    table! {
        "the IC hands over": declared(ADA) => ADA, offer(Commander, BOB)
            => Ok([Event::DutyOffered { duty: Commander, from: ADA, to: BOB }]),
        "the IC offers what nobody holds": declared(ADA) => ADA, offer(Communications, BOB)
            => Ok([Event::DutyOffered { from: ADA, .. }]),
        "the holder offers": with_comms(ADA, BOB) => BOB, offer(Communications, CY)
            => Ok([Event::DutyOffered { from: BOB, to: CY, .. }]),
        "the IC offers what another holds, who keeps it until then": with_comms(ADA, BOB) => ADA, offer(Communications, CY)
            => Ok([Event::DutyOffered { from: BOB, to: CY, .. }]),
        "the IC asks for it back": with_comms(ADA, BOB) => BOB, offer(Communications, ADA) => Ok(_),
        "an offer replaces another": offered() => ADA, offer(Communications, CY) => Ok(_),
        "nobody else offers": declared(ADA) => BOB, offer(Communications, CY) => Err(NotYourDuty { held_by: ADA, .. }),
        "who was overtaken reads since when": offered().at(3).does(BOB, accept(Communications)) => CY, withdraw()
            => Err(NotYourDuty { held_by: BOB, since: Some(since), .. }) if *since == at(3),
        "the holder of one duty offers no other": with_comms(ADA, BOB) => BOB, offer(Operations, CY)
            => Err(NotYourDuty { duty: Operations, .. }),
        "only the IC hands over the command": with_comms(ADA, BOB) => BOB, offer(Commander, CY) => Err(NotYourDuty { .. }),
        "not to nobody": declared(ADA) => ADA, offer(Communications, GHOST) => Err(UnknownPerson { id: GHOST }),
        "not to a viewer": declared(ADA) => ADA, offer(Communications, VI) => Err(ViewerCannotHold { .. }),
        "not to oneself": declared(ADA) => ADA, offer(Commander, ADA) => Err(AlreadyHolds { .. }),
        "not what one holds anyway, being IC": declared(ADA) => ADA, offer(Communications, ADA) => Err(AlreadyHolds { .. }),
        "not to its holder": with_comms(ADA, BOB) => ADA, offer(Communications, BOB) => Err(AlreadyHolds { .. }),
        "not after the end": resolved(ADA) => ADA, offer(Communications, BOB) => Err(Over { .. }),
        "not before the declaration": nothing() => ADA, offer(Communications, BOB) => Err(NotDeclared),
        "our own name in disguise is ours": declared(ADA) => ADA, offer(own("scribe "), BOB)
            => Ok([Event::DutyOffered { duty: Duty::Scribe, .. }]),
    }
}

#[test]
fn only_the_person_who_was_asked_answers_an_offer() {
    table! {
        "accepting": offered() => BOB, accept(Communications)
            => Ok([Event::DutyAccepted { duty: Communications, from: ADA, to: BOB }]),
        "declining": offered() => BOB, decline() => Ok([Event::DutyDeclined { to: BOB, .. }]),
        "withdrawing": offered() => ADA, withdraw() => Ok([Event::OfferWithdrawn { to: BOB, .. }]),
        "the holder withdraws the IC's offer": with_comms(ADA, BOB).does(ADA, offer(Communications, CY)) => BOB, withdraw()
            => Ok(_),
        "an offer is to one person": offered() => CY, accept(Communications) => Err(NoOffer { .. }),
        "and another cannot decline it": offered() => CY, decline() => Err(NoOffer { .. }),
        "nor withdraw it": offered() => BOB, withdraw() => Err(NotYourDuty { .. }),
        "an offer is of one duty": offered() => BOB, accept(Commander) => Err(NoOffer { .. }),
        "without an offer": declared(ADA) => BOB, accept(Communications) => Err(NoOffer { holder: None, .. }),
        "nothing to withdraw": declared(ADA) => ADA, withdraw() => Err(NoOffer { .. }),
        "it stands for hours": offered().at(600) => BOB, accept(Communications) => Ok(_),
        "accepted once": offered().does(BOB, accept(Communications)) => BOB, accept(Communications) => Err(NoOffer { .. }),
        "gone when withdrawn": offered().does(ADA, withdraw()) => BOB, accept(Communications) => Err(NoOffer { .. }),
        "gone when declined": offered().does(BOB, decline()) => BOB, accept(Communications) => Err(NoOffer { .. }),
        "gone when replaced": offered().does(ADA, offer(Communications, CY)) => BOB, accept(Communications)
            => Err(NoOffer { .. }),
        "gone when taken over, and who was slower reads who has it": offered().at(2).does(CY, take_over(Communications)) => BOB, accept(Communications)
            => Err(NoOffer { holder: Some(since), .. }) if *since == Since { name: "Cy Lindqvist".to_owned(), at: at(2) },
        "gone with the incident": offered().does(ADA, Command::StandDown { post: last_post() }) => BOB, accept(Communications)
            => Err(Over { .. }),
        "it outlives a change of IC": offered().does(CY, take_over(Commander)) => BOB, accept(Communications)
            => Ok([Event::DutyAccepted { from: CY, to: BOB, .. }]),
        "but not that its reader becomes IC": offered().does(BOB, take_over(Commander)) => BOB, accept(Communications)
            => Err(NoOffer { .. }),
    }
}

#[test]
fn a_responder_takes_over_with_a_reason() {
    let because = |reason: &str| Command::TakeOver { duty: Commander, reason: reason.to_owned() };
    table! {
        "any responder, at once": declared(ADA) => BOB, take_over(Commander)
            => Ok([Event::DutyTakenOver { duty: Commander, from: ADA, to: BOB, .. }]),
        "a held duty": with_comms(ADA, BOB) => CY, take_over(Communications) => Ok([Event::DutyTakenOver { from: BOB, .. }]),
        "a vacant duty is the IC's": declared(ADA) => BOB, take_over(Operations) => Ok([Event::DutyTakenOver { from: ADA, .. }]),
        "the IC, too": with_comms(ADA, BOB) => ADA, take_over(Communications) => Ok(_),
        "and back again": declared(ADA).does(BOB, take_over(Commander)) => ADA, take_over(Commander)
            => Ok([Event::DutyTakenOver { from: BOB, to: ADA, .. }]),
        "a viewer may not": declared(ADA) => VI, take_over(Commander) => Err(RoleTooLow { needs: Role::Responder }),
        "not what one holds": declared(ADA) => ADA, take_over(Commander) => Err(AlreadyHolds { .. }),
        "not without a reason": declared(ADA) => BOB, because("  ") => Err(Text { .. }),
        "not for an endless reason": declared(ADA) => BOB, because(&long(501)) => Err(Text { .. }),
        "not after the end": resolved(ADA) => BOB, take_over(Commander) => Err(Over { .. }),
    }
}

#[test]
fn a_viewer_who_declares_runs_it() {
    let vis = || declared(VI);
    table! {
        "confirms": vis() => VI, confirm() => Ok(_),
        "publishes": vis().at(1) => VI, Command::StillWorking => Ok(_),
        "reports": vis() => VI, sitrep("Slow") => Ok(_),
        "talks": vis() => VI, say("I am here") => Ok(_),
        "hands over": vis() => VI, offer(Commander, BOB) => Ok(_),
        "and is a viewer again": vis().does(VI, offer(Commander, BOB)).does(BOB, accept(Commander)) => VI, say("Hello")
            => Err(RoleTooLow { .. }),
    }
}

#[test]
fn vacant_duties_are_the_ics() {
    let world = declared(ADA);
    for duty in Duty::STANDARD {
        assert_eq!(world.incident.duties.holder(&duty), Some(ADA), "{duty:?}");
    }
    let world = with_comms(ADA, BOB);
    assert_eq!(world.incident.duties.holder(&Communications), Some(BOB));
    let back = world.clone().does(ADA, take_over(Communications));
    assert_eq!(back.incident.duties.holding(&Communications), None, "the IC holds it as vacant");
    let next = world.does(CY, take_over(Commander));
    assert_eq!(
        next.incident.duties.holder(&Communications),
        Some(BOB),
        "a new IC leaves the others in place"
    );
    assert_eq!(next.incident.duties.holder(&Operations), Some(CY));
}

#[test]
fn splitting_is_suggested_to_one_who_does_everything() {
    assert!(!declared(ADA).incident.should_split(), "a trivial incident is no ceremony");
    assert!(confirmed(ADA).incident.should_split());
    assert!(!confirmed(ADA).does(BOB, take_over(Operations)).incident.should_split());
    assert!(!resolved(ADA).incident.should_split());
}

#[test]
fn an_offer_is_overdue_after_its_time() {
    let world = offered();
    let made = world.incident.duties.offer(&Communications).expect("it stands");
    assert_eq!((made.from, made.to, made.at), (ADA, BOB, at(0)));
    assert_eq!(made.at + world.incident.policy.offer_within, at(5));
    let over = world.does(ADA, resolve(ADA));
    assert_eq!(over.incident.duties.offers().count(), 0, "nothing is left to hand over");
    assert_eq!(over.does(ADA, reopen()).incident.duties.offers().count(), 0, "nor when it is back");
}

#[test]
fn a_companys_own_duties_are_those_of_the_day() {
    let today = Policy { duties: vec![own("translations")], ..Policy::default() };
    let ours = || nothing().policy(today.clone()).does(ADA, declare());
    // Today's policy says nothing about an incident of before.
    let before = || declared(ADA).policy(today.clone());
    // Nor does tomorrow's, without the duty, about one of today.
    let after = || ours().policy(Policy::default());
    let accepted = Event::DutyAccepted { duty: own("translations"), from: ADA, to: BOB };
    table! {
        "offered like ours": ours() => ADA, offer(own("translations"), BOB) => Ok([Event::DutyOffered { from: ADA, .. }]),
        "taken over": ours() => BOB, take_over(own("translations")) => Ok([Event::DutyTakenOver { to: BOB, .. }]),
        "another is none": ours() => ADA, offer(own("legal"), BOB) => Err(UnknownDuty { .. }),
        "nor taken over": ours() => BOB, take_over(own("legal")) => Err(UnknownDuty { .. }),
        "without a name": ours() => ADA, offer(own(" "), BOB) => Err(UnknownDuty { .. }),
        "not in an incident of before": before() => ADA, offer(own("translations"), BOB) => Err(UnknownDuty { .. }),
        "removed, this incident keeps it": after() => ADA, offer(own("translations"), BOB) => Ok(_),
        "held in a log of old, it still moves": before().with(BOB, accepted) => ADA, offer(own("translations"), CY)
            => Ok([Event::DutyOffered { from: BOB, .. }]),
    }
    let held = ours().does(ADA, offer(own("translations"), BOB)).does(BOB, accept(own("translations")));
    assert_eq!(held.incident.duties.holder(&own("translations")), Some(BOB));
    let all: Vec<_> = held.incident.policy.all_duties().collect();
    assert_eq!((all.len(), all.last()), (7, Some(&own("translations"))));
}

#[test]
fn refusals_name_who_can() {
    for (world, who, command, says) in [
        (
            declared(ADA),
            BOB,
            confirm(),
            "Ada Novak has been incident commander since 04:00 UTC. Ask Ada Novak, or take the duty over.",
        ),
        (
            with_comms(ADA, BOB),
            ADA,
            publish(Phase::Investigating),
            "Bob Okafor has been communications since 04:00 UTC. Ask Bob Okafor, or take the duty over.",
        ),
        (
            offered().does(CY, take_over(Communications)),
            BOB,
            accept(Communications),
            "Cy Lindqvist has held communications since 04:00 UTC; there is no offer of it to you any more. You can still take the duty over.",
        ),
        (
            declared(ADA),
            ADA,
            offer(Operations, VI),
            "Vi Tanaka is a viewer and cannot hold a duty. Offer it to a responder.",
        ),
        (
            declared(ADA),
            ADA,
            offer(own("legal"), BOB),
            "This incident has no duty “legal”. An admin adds duties for the incidents that come after.",
        ),
        (declared(ADA), VI, say("Hi"), "This needs the role responder. An admin can give it to you."),
    ] {
        assert_eq!(world.tries(who, command).expect_err(says).to_string(), says);
    }
}
