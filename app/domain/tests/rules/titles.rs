//! What an incident is called can change while it is open: inside by the IC, for customers by communications.

use domain::Refusal::*;
use domain::*;

use crate::support::*;
use crate::table;

fn retitle(title: &str) -> Command {
    Command::Retitle { title: title.to_owned() }
}

fn headline(words: &str) -> Command {
    Command::SetHeadline { headline: words.to_owned(), reason: None }
}

fn because(words: &str, reason: &str) -> Command {
    Command::SetHeadline { headline: words.to_owned(), reason: Some(reason.to_owned()) }
}

#[test]
fn the_commander_changes_the_title() {
    table! {
        "by the IC": declared(ADA) => ADA, retitle(" Databases refuse new connections ")
            => Ok([Event::Retitled { title }]) if title == "Databases refuse new connections",
        "by nobody else": with_comms(ADA, BOB) => BOB, retitle("Queue") => Err(NotYourDuty { held_by: ADA, .. }),
        "not without words": declared(ADA) => ADA, retitle(" ") => Err(Text { .. }),
        "not too long": declared(ADA) => ADA, retitle(&long(121)) => Err(Text { .. }),
        "not what it is called already": declared(ADA).does(ADA, retitle("Queue")) => ADA, retitle("Queue") => Err(SameTitle),
        "not after the end": resolved(ADA) => ADA, retitle("Queue") => Err(Over { .. }),
    }
}

#[test]
fn communications_change_the_headline() {
    let renamed = || with_comms(ADA, BOB).does(BOB, headline("Builds are delayed"));
    table! {
        "by communications": with_comms(ADA, BOB) => BOB, headline("Builds are delayed")
            => Ok([Event::HeadlineSet { headline, reason: None, .. }]) if headline == "Builds are delayed",
        "by the IC, where it is vacant": declared(ADA) => ADA, headline("Builds are delayed") => Ok(_),
        "by nobody else": with_comms(ADA, BOB) => ADA, headline("Builds are delayed") => Err(NotYourDuty { held_by: BOB, .. }),
        "back to ours": renamed() => BOB, headline("") => Ok([Event::HeadlineSet { headline, .. }]) if headline.is_empty(),
        "not twice": renamed() => BOB, headline("Builds are delayed") => Err(SameTitle),
        "not back to ours where it is ours": declared(ADA) => ADA, headline(" ") => Err(SameTitle),
        "nothing of a confidential one": confidential(ADA) => ADA, headline("Builds are delayed") => Err(Confidential { .. }),
        "with a finding it needs a reason": declared(ADA).lint(&[stop()]) => ADA, headline("Back by noon") => Err(ReasonNeeded { .. }),
        "and is kept with it": declared(ADA).lint(&[stop()]) => ADA, because("Back by noon", "Legal wants it")
            => Ok([Event::HeadlineSet { findings, reason: Some(_), .. }]) if findings.len() == 1,
        "a viewer alone has the standard words": declared(VI) => VI, headline("Builds are delayed") => Err(StandardWordsOnly),
        "not after the end": resolved(ADA) => ADA, headline("Builds are delayed") => Err(Over { .. }),
    }
}

#[test]
fn customers_read_the_headline_that_was_written_last() {
    let public = |world: &World| world.incident.public().expect("it is public").headline;
    let mut world = with_comms(ADA, BOB).does(BOB, publish(Phase::Investigating));
    let ours = public(&world);
    world = world.does(BOB, headline("Builds are delayed"));
    assert_eq!(public(&world), "Builds are delayed");
    world = world.at(2).does(BOB, publish(Phase::Investigating));
    assert_eq!(public(&world), "Builds are delayed", "an update leaves it as it is");
    assert_eq!(public(&world.clone().does(BOB, headline(""))), ours);

    let set = world.incident.comms.headline.clone().expect("somebody wrote it");
    let redact = Command::Redact { seq: set.seq, reason: "A customer's name".to_owned() };
    let redacted = world.incident.public().and_then(|public| public.redacted_at);
    let world = world.at(5).does(ADA, redact);
    assert!(redacted < world.incident.public().and_then(|public| public.redacted_at), "readers hear of it");
}

#[test]
fn redacting_a_title_or_headline_restores_the_one_before() {
    let record = |seq, event| Recorded { seq: Seq(seq), at: at(0), by: By::Person { id: ADA }, event };
    let mut incident = declared(ADA).does(ADA, retitle("Queue")).incident;
    let next = incident.seq.next();
    let blank = redact::blank(&Event::Retitled { title: "A name".to_owned() });
    incident.apply(&record(next.0, blank));
    assert_eq!(incident.title, "Queue");
    let set = Event::HeadlineSet { headline: "A name".to_owned(), findings: vec![], reason: None };
    incident.apply(&record(next.0 + 1, redact::blank(&set)));
    assert_eq!(incident.own_headline(), None);
}
