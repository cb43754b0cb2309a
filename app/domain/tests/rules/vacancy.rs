//! Somebody leaves who held a duty; and a viewer commands.

use domain::Refusal::*;
use domain::*;

use crate::support::*;
use crate::table;

use Duty::{Commander, Communications};

fn vacate(person: PersonId) -> Command {
    Command::Vacate { person }
}

/// The incident, once this person holds nothing any more.
fn without(world: World, person: PersonId) -> World {
    world.acts(&Actor::server(), vacate(person))
}

fn left(mut world: World, person: PersonId) -> World {
    let people = &mut world.company().people;
    people.iter_mut().filter(|p| p.id == person).for_each(|p| p.active = false);
    world
}

#[test]
fn duties_and_offers_of_whoever_leaves_become_vacant() {
    let busy = with_comms(ADA, BOB).does(ADA, offer(Duty::Scribe, BOB)).does(ADA, offer(Duty::Support, CY));
    let events = busy.asks(&Actor::server(), vacate(BOB)).expect("he holds something");
    assert_eq!(
        events,
        [
            Event::OfferWithdrawn { duty: Duty::Scribe, to: BOB },
            Event::DutyVacated { duty: Communications, from: BOB },
        ]
    );
    let after = without(busy, BOB);
    assert_eq!(after.incident.duties.holder(&Communications), Some(ADA), "it is the IC's again");
    assert!(after.incident.duties.offer(&Duty::Support).is_some(), "others are still offered theirs");
    for (why, world, refused) in [
        ("twice", after, HoldsNothing),
        ("whoever holds nothing", declared(ADA), HoldsNothing),
        ("after the end", resolved(ADA), Over { how: "resolved".to_owned() }),
    ] {
        assert_eq!(world.asks(&Actor::server(), vacate(BOB)), Err(refused), "{why}");
    }
}

#[test]
fn a_duty_that_is_offered_to_the_ic_is_theirs_when_its_holder_leaves() {
    let offered = with_comms(ADA, BOB).does(BOB, offer(Communications, ADA));
    let after = without(offered, BOB);
    assert_eq!(after.incident.duties.holder(&Communications), Some(ADA));
    assert_eq!(after.incident.duties.offer(&Communications), None, "nobody is offered what they hold");
}

#[test]
fn anyone_may_take_over_a_vacant_command() {
    let vacant = || without(with_comms(ADA, BOB).does(ADA, offer(Commander, CY)), ADA);
    let vacancy = vacant().incident.duties.vacancy().expect("nobody commands");
    assert_eq!((vacancy.from, vacant().incident.commander()), (ADA, None));
    table! {
        "the IC's acts wait": vacant() => BOB, confirm() => Err(NobodyCommands),
        "so do vacant duties": vacant() => BOB, offer(Duty::Scribe, CY) => Err(NobodyCommands),
        "nor are they taken on the side": vacant() => BOB, take_over(Duty::Scribe) => Err(NobodyCommands),
        "who was IC has no say, as an admin neither": vacant() => ADA, confirm() => Err(NobodyCommands),
        "who holds a duty goes on": vacant() => BOB, publish(Phase::Investigating) => Ok(_),
        "a responder takes over": vacant() => BOB, take_over(Commander)
            => Ok([Event::DutyTakenOver { duty: Commander, from: ADA, to: BOB, .. }]),
        "who was offered it still accepts": vacant() => CY, accept(Commander)
            => Ok([Event::DutyAccepted { duty: Commander, from: ADA, to: CY }]),
        "not a viewer": vacant() => VI, take_over(Commander) => Err(RoleTooLow { .. }),
    }
    let taken = vacant().does(BOB, take_over(Commander));
    assert_eq!((taken.incident.commander(), taken.incident.duties.vacancy()), (Some(BOB), None));
    let late = vacant().at(31).incident.new_misses(at(31)).collect::<Vec<_>>();
    assert!(!late.is_empty(), "the clocks go on");
}

#[test]
fn gives_nothing_to_people_who_left() {
    let without_cy = || left(confirmed(ADA), CY);
    table! {
        "no duty": without_cy() => ADA, offer(Communications, CY) => Err(PersonLeft { .. }),
        "no follow-up": without_cy() => ADA, follow_up("Watch the queue", CY) => Err(PersonLeft { .. }),
        "no post-mortem": without_cy() => ADA, resolve(CY) => Err(PersonLeft { .. }),
    }
}

#[test]
fn a_viewer_in_command_publishes_the_standard_words() {
    let own_words = || Command::Declare {
        title: "Errors".to_owned(),
        components: vec![api()],
        suspected_at: None,
        post: FirstPost::Words {
            body: "The API fails. We are on it.".to_owned(),
            reason: None,
            impacts: vec![],
        },
        commander: None,
    };
    let false_alarm = |body: &str| {
        let update = UpdateDraft { body: body.to_owned(), impacts: vec![], ..draft(Phase::Resolved) };
        Command::StandDown { post: Post::Now { update } }
    };
    let joined = || declared(VI).does(VI, offer(Communications, BOB)).does(BOB, accept(Communications));
    table! {
        "may declare": nothing() => VI, declare() => Ok([Event::Declared { commander: VI, .. }, ..]),
        "not in their own words": nothing() => VI, own_words() => Err(StandardWordsOnly),
        "a responder may": nothing() => BOB, own_words() => Ok(_),
        "nor publish": declared(VI) => VI, publish(Phase::Investigating) => Err(StandardWordsOnly),
        "nor with a change of state": declared(VI) => VI, confirm_with(words(Phase::Confirmed)) => Err(StandardWordsOnly),
        "but confirm": declared(VI) => VI, confirm_with(Post::Later) => Ok(_),
        "and stand a false alarm down": declared(VI) => VI, false_alarm(&words::stood_down(&["Databases".to_owned()])) => Ok(_),
        "not in their own words either": declared(VI) => VI, false_alarm("Buy our shares.") => Err(StandardWordsOnly),
        "once a responder takes part": joined() => VI, confirm_with(words(Phase::Confirmed)) => Ok(_),
        "not when they left": left(joined(), BOB) => VI, confirm_with(words(Phase::Confirmed)) => Err(StandardWordsOnly),
    }
}
