//! The card of an incident, as the list shows it.

use domain::board::{Asked, Ended, PostmortemCard};
use domain::incident::MENTIONS_KEPT;
use domain::time::Span;
use domain::*;

use crate::support::*;

#[test]
fn a_card_shows_state_commander_and_answers_to_the_call() {
    let card = major(ADA).at(1).does(BOB, Command::Acknowledge).incident.card();
    assert_eq!((card.state, card.peak, card.commander), (State::Major, State::Major, Some(ADA)));
    assert_eq!((card.called_at, card.acknowledged.clone()), (Some(at(0)), vec![(ADA, at(0)), (BOB, at(1))]));
    assert_eq!((card.first_update_after, card.cadence), (Some(Span::ZERO), (1, 1)));
    assert!(card.is_open() && !card.confidential);
    assert_eq!((card.title.as_str(), card.components), ("Connections to Postgres fail", vec![databases()]));
}

#[test]
fn a_card_shows_how_the_incident_ended() {
    let due = at(2 * 24 * 60);
    for (name, world, ended, postmortem) in [
        ("open", declared(ADA), None, PostmortemCard::None),
        ("stood down", stood_down(ADA), Some(Ended::StoodDown), PostmortemCard::None),
        ("resolved", resolved(ADA), Some(Ended::Resolved), PostmortemCard::Owned { owner: ADA, due }),
        ("closed", closed(ADA), Some(Ended::Closed), PostmortemCard::Published { owner: Some(ADA) }),
        ("history", imported(), Some(Ended::Closed), PostmortemCard::None),
    ] {
        let card = world.incident.card();
        assert_eq!((card.ended, card.postmortem.clone()), (ended, postmortem), "{name}");
        assert_eq!(card.is_open(), name == "open", "{name}");
        assert_eq!(card.seq, world.incident.seq, "{name}");
        let json = serde_json::to_string(&card).expect("serialises");
        assert_eq!(serde_json::from_str::<board::Card>(&json).expect("parses"), card, "{name}");
    }
}

#[test]
fn the_most_urgent_deadline_is_due_first() {
    let world = confirmed(ADA);
    assert_eq!(world.incident.most_urgent().map(|d| d.kind), Some(DeadlineKind::StatePost));
    assert_eq!(stood_down(ADA).incident.most_urgent(), None);
    assert_eq!(confirmed(ADA).incident.standing(), "2 Confirmed");
    assert_eq!(resolved(ADA).incident.standing(), "resolved");
}

#[test]
fn a_card_asks_each_person_for_what_is_theirs() {
    let offer = |to| Command::OfferDuty { duty: Duty::Communications, to };
    let is_asked = |world: &World, person, minute| {
        let asked = world.incident.card().asked_of(person, Role::Responder, at(minute));
        let name = |asked: &Asked| match asked {
            Asked::Offer { duty, .. } => format!("offer {}", duty.slug()),
            Asked::Overdue { kind, .. } => kind.label().to_owned(),
            Asked::RestoreRequests(count) => format!("{count} to restore"),
            Asked::Approval(asked) => format!("approve {}", asked.seq),
            Asked::Mention(mention) => format!("mention in {}", mention.seq),
        };
        asked.iter().map(name).collect::<Vec<_>>().join(", ")
    };
    for (name, world, person, minute, asked) in [
        ("nothing yet", declared(ADA), ADA, 1, ""),
        ("an offer", declared(ADA).does(ADA, offer(BOB)), BOB, 1, "offer communications"),
        ("somebody else's offer", declared(ADA).does(ADA, offer(BOB)), CY, 1, ""),
        (
            "accepted",
            declared(ADA).does(ADA, offer(BOB)).does(BOB, Command::AcceptDuty { duty: Duty::Communications }),
            BOB,
            1,
            "",
        ),
        ("a clock that passed", declared(ADA), ADA, 61, "Public update, Sitrep"),
        ("it is the holder's alone", declared(ADA), BOB, 61, ""),
        ("asked by name", declared(ADA).does(ADA, say("@Bob, can you look?")), BOB, 1, "mention in 3"),
        ("answered", declared(ADA).does(ADA, say("@Bob?")).does(BOB, say("On it")), BOB, 1, ""),
        (
            "asked twice",
            declared(ADA).does(ADA, say("@Bob?")).does(ADA, say("@bob okafor!")),
            BOB,
            1,
            "mention in 4",
        ),
        ("over", stood_down(ADA), ADA, 61, ""),
    ] {
        assert_eq!(is_asked(&world, person, minute), asked, "{name}");
    }
}

#[test]
fn lists_a_person_once_however_often_they_are_mentioned() {
    let mut world = declared(ADA);
    for _ in 0..=MENTIONS_KEPT {
        world = world.does(ADA, say("@Bob, @Cy"));
    }
    assert_eq!(world.incident.mentions.len(), 2, "who is asked again is asked once");
}
