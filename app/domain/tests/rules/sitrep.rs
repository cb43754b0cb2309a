//! Sitreps, and talk in the room.

use domain::Refusal::*;
use domain::*;

use crate::support::*;
use crate::table;

#[test]
fn a_sitrep_needs_news_and_fits_its_fields() {
    let scope = |n| Command::SendSitrep { sitrep: Sitrep { scope: long(n), ..report("Slow") } };
    let sent = || declared(ADA).does(ADA, sitrep("Slow"));
    table! {
        "the IC sends": declared(ADA) => ADA, sitrep("Slow") => Ok([Event::SitrepSent { .. }]),
        "nobody else": with_comms(ADA, BOB) => BOB, sitrep("Slow") => Err(NotYourDuty { duty: Duty::Commander, .. }),
        "what is broken is needed": declared(ADA) => ADA, sitrep(" ") => Err(Text { bad }) if bad.field == "What’s broken",
        "every field has a limit": declared(ADA) => ADA, scope(2_001) => Err(Text { bad }) if bad.field == "Scope",
        "and may reach it": declared(ADA) => ADA, scope(2_000) => Ok(_),
        "the same again is no news": sent() => ADA, sitrep("Slow") => Err(NothingChanged),
        "not even with white space": sent() => ADA, sitrep(" Slow\r\n") => Err(NothingChanged),
        "nothing new repeats it": sent() => ADA, Command::NothingNew => Ok([Event::NothingNew]),
        "after the first": declared(ADA) => ADA, Command::NothingNew => Err(NothingToRepeat { .. }),
        "a confirmation since is news": sent().does(ADA, confirm()) => ADA, sitrep("Slow") => Ok(_),
        "not before the declaration": nothing() => ADA, sitrep("Slow") => Err(NotDeclared),
        "not after the end": resolved(ADA) => ADA, sitrep("Slow") => Err(Over { .. }),
    }
}

#[test]
fn the_situation_is_the_latest_of_sitrep_and_confirmation() {
    let world = declared(ADA).does(ADA, sitrep("Slow")).does(ADA, confirm());
    assert_eq!(world.incident.knowledge.situation.broken, "New connections time out");
    assert_eq!(
        world.incident.knowledge.situation.doing, "Failing over",
        "a confirmation leaves the rest as it was"
    );
    let world = world.at(30).does(ADA, Command::NothingNew);
    let last = world.incident.knowledge.sitreps.last().expect("it was sent");
    assert_eq!((last.number, last.at, last.nothing_new), (2, at(30), true));
    assert_eq!(last.sitrep, world.incident.knowledge.situation);
}

#[test]
fn anyone_who_takes_part_talks_in_the_room() {
    table! {
        "a responder": declared(ADA) => BOB, say("On it") => Ok([Event::Said { .. }]),
        "after the end, too": closed(ADA) => BOB, say("Thanks all") => Ok(_),
        "not a viewer": declared(ADA) => VI, say("Hello") => Err(RoleTooLow { .. }),
        "several lines": declared(ADA) => BOB, say("a\r\nb") => Ok([Event::Said { text, .. }]) if text == "a\nb",
        "empty": declared(ADA) => BOB, say("\n") => Err(Text { .. }),
        "endless": declared(ADA) => BOB, say(&long(2_001)) => Err(Text { .. }),
        "not before the declaration": nothing() => BOB, say("Hello") => Err(NotDeclared),
    }
    let says = "Message has 2001 characters; the limit is 2000.";
    assert_eq!(declared(ADA).tries(ADA, say(&long(2_001))).expect_err(says).to_string(), says);
}
