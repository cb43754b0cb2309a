//! After the end: an owner, a date, and nothing closes before it is answered.

use domain::Refusal::*;
use domain::incident::Postmortem;
use domain::*;

use crate::support::*;
use crate::table;

fn assign(owner: PersonId) -> Command {
    Command::AssignPostmortem { owner, due: at(24 * 60) }
}

fn waive() -> Command {
    Command::WaivePostmortem { reason: "Known and fixed".to_owned() }
}

fn link(link: &str) -> Command {
    Command::PublishPostmortem { link: link.to_owned() }
}

/// Resolved by Ada; Bob owns the post-mortem.
fn bobs() -> World {
    confirmed(ADA).does(ADA, resolve(BOB))
}

fn waived_at_once() -> World {
    confirmed(CY).does(CY, Command::Resolve { post: last_post(), postmortem: waived("Known") })
}

fn after_state_3() -> World {
    major(ADA).does(ADA, resolve(BOB))
}

#[test]
fn only_the_owner_or_an_admin_deals_with_the_postmortem() {
    table! {
        "the owner publishes": bobs() => BOB, publish_postmortem() => Ok([Event::PostmortemPublished { .. }]),
        "an admin, too": bobs() => ADA, publish_postmortem() => Ok(_),
        "nobody else": bobs() => CY, publish_postmortem() => Err(NotInCharge { name }) if name == "Bob Okafor",
        "the owner hands on": bobs() => BOB, assign(CY) => Ok([Event::PostmortemAssigned { owner: CY, .. }]),
        "to somebody who exists": bobs() => BOB, assign(GHOST) => Err(UnknownPerson { .. }),
        "and takes part": bobs() => BOB, assign(VI) => Err(ViewerCannotHold { .. }),
        "for a day to come": bobs().at(48 * 60) => BOB, assign(CY) => Err(DueInPast { .. }),
        "then it is theirs": bobs().does(BOB, assign(CY)) => CY, publish_postmortem() => Ok(_),
        "and no longer his": bobs().does(BOB, assign(CY)) => BOB, publish_postmortem() => Err(NotInCharge { .. }),
        "whoever resolved it without one is in charge": waived_at_once() => CY, assign(BOB) => Ok(_),
        "and nobody else": waived_at_once() => BOB, assign(BOB) => Err(NotInCharge { .. }),
    }
}

#[test]
fn a_postmortem_is_published_with_a_link_or_waived_with_a_reason() {
    let published = || bobs().does(BOB, publish_postmortem());
    table! {
        "a link": bobs() => BOB, link("http://wiki/7") => Ok(_),
        "not a script": bobs() => BOB, link("javascript:alert(1)") => Err(BadLink),
        "not a word": bobs() => BOB, link("wiki") => Err(BadLink),
        "not half an address": bobs() => BOB, link("https://") => Err(BadLink),
        "not with spaces": bobs() => BOB, link("https://a b") => Err(BadLink),
        "not empty": bobs() => BOB, link("") => Err(Text { .. }),
        "not endless": bobs() => BOB, link(&format!("https://{}", long(500))) => Err(Text { .. }),
        "waived with a reason": bobs() => BOB, waive() => Ok([Event::PostmortemWaived { .. }]),
        "not without": bobs() => BOB, Command::WaivePostmortem { reason: " ".into() } => Err(Text { .. }),
        "never after state 3": after_state_3() => BOB, waive() => Err(PostmortemNeeded),
        "not by an admin either": after_state_3() => ADA, waive() => Err(PostmortemNeeded),
        "what was waived can be wanted after all": bobs().does(BOB, waive()) => BOB, assign(CY) => Ok(_),
        "another link": published() => BOB, link("https://b") => Ok(_),
        "what people read is not waived": published() => BOB, waive() => Err(PostmortemPublished),
        "nor begun again": published() => BOB, assign(CY) => Err(PostmortemPublished),
        "not while open": confirmed(ADA) => ADA, publish_postmortem() => Err(StillOpen),
        "not after a false alarm": stood_down(ADA) => ADA, assign(BOB) => Err(Over { .. }),
        "not of history": imported() => ADA, publish_postmortem() => Err(Over { .. }),
        "not before the declaration": nothing() => ADA, waive() => Err(NotDeclared),
    }
}

#[test]
fn closes_only_when_nothing_is_left() {
    table! {
        "when it is published": bobs().does(BOB, publish_postmortem()) => BOB, Command::Close => Ok([Event::Closed]),
        "when it is waived": bobs().does(BOB, waive()) => BOB, Command::Close => Ok(_),
        "when it was never needed": waived_at_once() => CY, Command::Close => Ok(_),
        "not while it is open": bobs() => BOB, Command::Close => Err(PostmortemOpen),
        "not by anybody": waived_at_once() => BOB, Command::Close => Err(NotInCharge { .. }),
        "not twice": closed(ADA) => ADA, Command::Close => Err(Over { .. }),
        "not while open": confirmed(ADA) => ADA, Command::Close => Err(StillOpen),
        "not after a false alarm": stood_down(ADA) => ADA, Command::Close => Err(Over { .. }),
    }
    let says = "The post-mortem is open. Publish or waive it, then close the incident.";
    assert_eq!(bobs().tries(BOB, Command::Close).expect_err(says).to_string(), says);
}

#[test]
fn the_fold_keeps_owner_and_date() {
    let due = at(24 * 60);
    let world = bobs().at(10).does(BOB, assign(CY));
    assert_eq!(world.incident.postmortem, Postmortem::Owned { owner: CY, due, since: at(10) });
    let world = world.at(20).does(CY, publish_postmortem());
    assert_eq!(world.incident.postmortem.owner(), Some(CY), "who wrote it stays known");
}
