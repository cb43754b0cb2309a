//! The restore queue: the IC orders, one customer at a time, and whoever asks is answered.

use domain::Refusal::*;
use domain::incident::{QueuePlace, RESTORE_QUEUE_MAX, RESTORE_REQUESTS_MAX};
use domain::*;

use crate::support::*;
use crate::table;

fn ids(customers: &[u32]) -> Vec<CustomerId> {
    customers.iter().copied().map(CustomerId).collect()
}

/// Bob leads operations; 7, 8 and 9 wait.
fn three() -> World {
    queued(ADA, &[7, 8, 9]).does(ADA, offer(Duty::Operations, BOB)).does(BOB, accept(Duty::Operations))
}

fn leave(customer: u32) -> Command {
    Command::LeaveRestoreQueue { customer: CustomerId(customer) }
}

/// As the server sends it: it knows these customers.
fn knowing(mut world: World, customers: &[(u32, Option<PersonId>)]) -> World {
    let fact = |&(id, manager)| CustomerFact { id: CustomerId(id), manager };
    world.facts.customers = Some(customers.iter().map(fact).collect());
    world
}

#[test]
fn the_commander_orders_the_restore_queue() {
    table! {
        "from nothing": confirmed(ADA) => ADA, queue(&[8, 7]) =>
            Ok([Event::RestoreQueued { customers }]) if *customers == ids(&[8, 7]),
        "who is named comes first": three() => ADA, queue(&[9]) =>
            Ok([Event::RestoreQueued { customers }]) if *customers == ids(&[9, 7, 8]),
        "each once": confirmed(ADA) => ADA, queue(&[7, 7]) =>
            Ok([Event::RestoreQueued { customers }]) if *customers == ids(&[7]),
        "the same order again": three() => ADA, queue(&[7, 8]) => Err(SameOrder),
        "nobody named": three() => ADA, queue(&[]) => Err(SameOrder),
        "who is under way keeps their place": three().does(BOB, start(7)) => ADA, queue(&[9, 7, 8]) =>
            Ok([Event::RestoreQueued { customers }]) if *customers == ids(&[9, 8]),
        "operations do not": three() => BOB, queue(&[9]) => Err(NotYourDuty { .. }),
        "nor when it is over": resolved(ADA) => ADA, queue(&[7]) => Err(Over { .. }),
    }
}

#[test]
fn restores_one_customer_at_a_time_in_order() {
    let begun = || three().does(BOB, start(7));
    let back = || begun().does(BOB, finish(7));
    table! {
        "operations begin with the first": three() => BOB, start(7) => Ok([Event::RestoreStarted { .. }]),
        "the IC may, too": three() => ADA, start(7) => Ok(_),
        "nobody else": three() => CY, start(7) => Err(NotYourDuty { .. }),
        "not with the second": three() => BOB, start(8) => Err(NotNext),
        "not with a stranger": three() => BOB, start(3) => Err(NotInQueue),
        "not with two": begun() => BOB, start(8) => Err(OneAtATime),
        "back": begun() => BOB, finish(7) => Ok([Event::RestoreFinished { .. }]),
        "not before it began": begun() => BOB, finish(8) => Err(RestoreNotBegun),
        "back once": back() => BOB, finish(7) => Err(RestoredAlready),
        "then the next": back() => BOB, start(8) => Ok(_),
        "the IC takes out who waits": three() => ADA, leave(8) => Ok([Event::RestoreLeft { .. }]),
        "or who is under way": begun() => ADA, leave(7) => Ok(_),
        "once": three().does(ADA, leave(8)) => ADA, leave(8) => Err(NotInQueue),
        "who left makes room": begun().does(ADA, leave(7)) => BOB, start(8) => Ok(_),
        "broken again": back().does(ADA, leave(7)) => ADA, queue(&[7]) => Ok(_),
    }
    assert_eq!(back().incident.restore.progress_words().as_deref(), Some("1 of 3 restored"));
    assert_eq!(confirmed(ADA).incident.restore.progress(), None);
    let places = [7, 8, 9, 1].map(|id| back().incident.restore.place(CustomerId(id)));
    assert_eq!(
        places,
        [Some(QueuePlace::Restored(at(0))), Some(QueuePlace::Waiting(0)), Some(QueuePlace::Waiting(1)), None]
    );
}

#[test]
fn a_request_is_answered() {
    let asked = || three().does(CY, ask(9));
    table! {
        "a responder asks": three() => CY, ask(9) => Ok([Event::RestoreRequested { .. }]),
        "also for one who does not wait yet": three() => CY, ask(4) => Ok(_),
        "not twice": asked() => CY, ask(9) => Err(AskedAlready),
        "not for the first": three() => CY, ask(7) => Err(NextAlready),
        "not for one under way": three().does(BOB, start(7)) => CY, ask(7) => Err(RestoreBegun),
        "the IC agrees": asked() => ADA, answer(9, true) =>
            Ok([Event::RestoreRequestAnswered { approved: true, .. }]),
        "or does not": asked() => ADA, answer(9, false) =>
            Ok([Event::RestoreRequestAnswered { approved: false, .. }]),
        "nobody else answers": asked() => CY, answer(9, true) => Err(NotYourDuty { .. }),
        "nothing to answer": three() => ADA, answer(9, true) => Err(NoRestoreRequest),
        "answered once": asked().does(ADA, answer(9, false)) => ADA, answer(9, true) => Err(NoRestoreRequest),
    }
    let waiting = |world: World| world.incident.restore.waiting;
    assert_eq!(waiting(asked().does(ADA, answer(9, true))), ids(&[9, 7, 8]));
    assert_eq!(waiting(asked().does(ADA, answer(9, false))), ids(&[7, 8, 9]));
    let no_reason = Command::RequestRestore { customer: CustomerId(9), reason: " ".to_owned() };
    assert!(matches!(three().tries(CY, no_reason), Err(Text { .. })));
}

#[test]
fn an_account_manager_asks_for_their_own() {
    let own = || knowing(three(), &[(9, Some(VI)), (8, Some(BOB))]);
    table! {
        "a viewer who manages the account": own() => VI, ask(9) => Ok(_),
        "not for somebody else's": own() => VI, ask(8) => Err(RoleTooLow { .. }),
        "a browser leaves it to the server": three() => VI, ask(8) => Ok(_),
    }
}

#[test]
fn refuses_to_queue_an_unknown_customer() {
    let known = || knowing(three(), &[(4, None)]);
    table! {
        "known": known() => ADA, queue(&[4]) => Ok(_),
        "unknown": known() => ADA, queue(&[5]) => Err(UnknownCustomer { id }) if id.0 == 5,
        "who was forgotten keeps their place": known() => ADA, queue(&[8]) => Ok(_),
        "and can be taken out": known() => ADA, leave(8) => Ok(_),
    }
}

#[test]
fn the_restore_queue_has_limits() {
    let most: Vec<u32> = (1..=RESTORE_QUEUE_MAX).collect();
    let world = queued(ADA, &most);
    let one_more = world.tries(ADA, queue(&[RESTORE_QUEUE_MAX + 1]));
    assert!(matches!(one_more, Err(TooMany { limit: RESTORE_QUEUE_MAX, .. })), "{one_more:?}");
    let asked = (1..=RESTORE_REQUESTS_MAX).fold(confirmed(ADA), |world, n| world.does(BOB, ask(n)));
    let one_more = asked.tries(BOB, ask(RESTORE_REQUESTS_MAX + 1));
    assert!(matches!(one_more, Err(TooMany { limit: RESTORE_REQUESTS_MAX, .. })), "{one_more:?}");
}
