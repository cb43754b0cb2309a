//! The card of an incident, as the list shows it.

use domain::board::{Ended, PostmortemCard};
use domain::time::Span;
use domain::*;

use crate::support::*;

#[test]
fn cards() {
    let card = major(ADA).at(1).does(BOB, Command::Acknowledge).incident.card();
    assert_eq!((card.state, card.peak, card.commander), (State::Major, State::Major, Some(ADA)));
    assert_eq!((card.called_at, card.acknowledged.clone()), (Some(at(0)), vec![(ADA, at(0)), (BOB, at(1))]));
    assert_eq!((card.first_update_after, card.cadence), (Some(Span::ZERO), (1, 1)));
    assert!(card.is_open() && !card.confidential);
    assert_eq!((card.title.as_str(), card.components), ("Connections to Postgres fail", vec![databases()]));
}

#[test]
fn how_each_ended() {
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
fn what_is_due_first() {
    let world = confirmed(ADA);
    assert_eq!(world.incident.most_urgent().map(|d| d.kind), Some(DeadlineKind::StatePost));
    assert_eq!(stood_down(ADA).incident.most_urgent(), None);
    assert_eq!(confirmed(ADA).incident.standing(), "2 Confirmed");
    assert_eq!(resolved(ADA).incident.standing(), "resolved");
}
