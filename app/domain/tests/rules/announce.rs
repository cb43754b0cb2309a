//! The fixed wording of handoffs and changes of state.

use domain::sentence::{Sentence, Tone, sentence};
use domain::*;

use crate::support::*;

fn last_sentence(world: &World) -> Sentence {
    sentence(world.last(), &world.facts.directory, &CustomerNames::default())
}

/// The last record, as everybody is told: news and detail.
fn announced(world: &World) -> (String, String) {
    let said = last_sentence(world);
    assert!(matches!(said.tone, Tone::Announcement(_)), "{said:?}");
    (said.lead, said.rest)
}

#[test]
fn announces_in_the_same_words_every_time() {
    let offered = || with_comms(ADA, BOB).does(ADA, offer(Duty::Communications, CY));
    for (world, news, detail) in [
        (
            confidential(ADA),
            "Ada Novak declared the incident and is incident commander.",
            "Confidential: nothing is published.",
        ),
        (confirmed(ADA), "State 2 Confirmed.", "Ada Novak confirmed symptoms, scope and impact."),
        (major(ADA), "State 3 Major.", "Ada Novak calls everybody in."),
        (
            major(ADA).does(ADA, step_down(State::Confirmed)),
            "State 2 Confirmed.",
            "Ada Novak: Only a few are left",
        ),
        (stood_down(ADA), "Stood down.", "Ada Novak: it was a false alarm."),
        (
            confirmed(ADA).does(ADA, resolve(BOB)),
            "Resolved.",
            "Ada Novak: it is over for customers. Bob Okafor owns the post-mortem, due 19 Nov.",
        ),
        (
            confirmed(ADA).does(ADA, Command::Resolve { post: last_post(), postmortem: waived("Known") }),
            "Resolved.",
            "Ada Novak: it is over for customers. No post-mortem: Known",
        ),
        (
            resolved(ADA).does(BOB, reopen()),
            "State 2 Confirmed.",
            "Bob Okafor reopened it and is incident commander: Errors are back",
        ),
        (closed(ADA), "Closed.", "Ada Novak: nothing is left open."),
        (
            declared(ADA).does(ADA, offer(Duty::Commander, BOB)),
            "Ada Novak offers incident commander to Bob Okafor.",
            "Until it is accepted, Ada Novak keeps it.",
        ),
        (
            offered(),
            "Ada Novak offers communications to Cy Lindqvist.",
            "Until it is accepted, Bob Okafor keeps it.",
        ),
        (
            offered().does(CY, accept(Duty::Communications)),
            "Cy Lindqvist is communications.",
            "Bob Okafor handed over, Cy accepted.",
        ),
        (
            declared(ADA).does(BOB, take_over(Duty::Commander)),
            "Bob Okafor is incident commander.",
            "Taken over from Ada Novak: No answer for ten minutes",
        ),
    ] {
        assert_eq!(announced(&world), (news.to_owned(), detail.to_owned()));
    }
}

#[test]
fn a_handoff_names_both_people() {
    let mut world = declared(ADA).does(ADA, offer(Duty::Commander, BOB)).does(BOB, accept(Duty::Commander));
    for (id, name) in [(ADA, "Dana Whitfield"), (BOB, "Priya Raman")] {
        let people = &mut world.company().people;
        people.iter_mut().find(|p| p.id == id).expect("they exist").name = name.to_owned();
    }
    let (news, detail) = announced(&world);
    assert_eq!(
        format!("{news} {detail}"),
        "Priya Raman is incident commander. Dana Whitfield handed over, Priya accepted."
    );
}

#[test]
fn only_changes_of_state_have_a_colour() {
    assert_eq!(last_sentence(&major(ADA)).tone, Tone::Announcement(State::Major.kind()));
    let handoff = declared(ADA).does(BOB, take_over(Duty::Commander));
    assert_eq!(last_sentence(&handoff).tone, Tone::Announcement("none"));
}

#[test]
fn talk_and_updates_are_not_announced() {
    for world in
        [declared(ADA), declared(ADA).does(BOB, say("Hello")), declared(ADA).does(ADA, sitrep("Slow"))]
    {
        assert!(matches!(last_sentence(&world).tone, Tone::Plain | Tone::Talk), "{:?}", world.last());
    }
}
