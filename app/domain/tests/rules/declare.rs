//! Whoever finds it declares it, and is the IC from that moment.

use domain::Refusal::*;
use domain::incident::COMPONENTS_MAX;
use domain::time::Span;
use domain::*;

use crate::support::*;
use crate::table;

fn declaring_with(title: &str, components: Vec<ComponentId>, post: FirstPost) -> Command {
    Command::Declare { title: title.to_owned(), components, suspected_at: None, post, commander: None }
}

fn titled(title: &str) -> Command {
    declaring_with(title, vec![], FirstPost::Standard)
}

fn on(components: Vec<ComponentId>) -> Command {
    declaring_with("It is slow", components, FirstPost::Standard)
}

fn saying(body: &str, reason: Option<&str>) -> Command {
    let post = FirstPost::Words { body: body.to_owned(), reason: reason.map(str::to_owned), impacts: vec![] };
    declaring_with("It is slow", vec![api()], post)
}

fn marking(hit: ComponentImpact) -> Command {
    let body = "Requests to the API fail.".to_owned();
    declaring_with("It is slow", vec![api()], FirstPost::Words { body, reason: None, impacts: vec![hit] })
}

fn secretly(reason: &str) -> Command {
    declaring_with("Leak", vec![api()], FirstPost::Confidential { reason: reason.to_owned() })
}

#[test]
fn whoever_declares_is_the_commander() {
    let ok = "Requests to the API fail.";
    table! {
        "the finder is IC, and customers hear at once": nothing() => BOB, declare()
            => Ok([Event::Declared { commander: BOB, confidential: None, .. }, Event::UpdatePublished { .. }]),
        "a viewer may": nothing() => VI, declare() => Ok([Event::Declared { commander: VI, .. }, _]),
        "no component is known yet": nothing() => ADA, titled("Odd graphs") => Ok([_, Event::UpdatePublished { .. }]),
        "the title is trimmed": nothing() => ADA, titled("  Odd graphs ")
            => Ok([Event::Declared { title, .. }, _]) if title == "Odd graphs",
        "markup is text": nothing() => ADA, titled("<script>")
            => Ok([Event::Declared { title, .. }, _]) if title == "<script>",
        "suspicion is now, if not given": nothing().at(3) => ADA, declare()
            => Ok([Event::Declared { suspected_at, .. }, _]) if *suspected_at == at(3),
        "suspicion a quarter of an hour ago": nothing() => ADA, declare_at(Some(at(-15)))
            => Ok([Event::Declared { suspected_at, .. }, _]) if *suspected_at == at(-15),
        "suspicion a day ago": nothing() => ADA, declare_at(Some(at(-24 * 60))) => Ok(_),
        "suspicion longer ago is history": nothing() => ADA, declare_at(Some(at(-24 * 60 - 1)))
            => Err(SuspectedTooLongAgo { .. }),
        "suspicion at the beginning of time": nothing() => ADA, declare_at(Some(Timestamp(i64::MIN)))
            => Err(SuspectedTooLongAgo { .. }),
        "suspicion in the future": nothing() => ADA, declare_at(Some(at(1))) => Err(SuspectedInFuture),
        "not twice": declared(ADA) => BOB, declare() => Err(AlreadyDeclared),
        "not again after the end": stood_down(ADA) => BOB, declare() => Err(AlreadyDeclared),
        "not over history": imported() => BOB, declare() => Err(AlreadyDeclared),
        "a title is needed": nothing() => ADA, titled(" ") => Err(Text { .. }),
        "a title is one line": nothing() => ADA, titled("a\nb") => Err(Text { .. }),
        "a title has a limit": nothing() => ADA, titled(&long(121)) => Err(Text { .. }),
        "and may reach it": nothing() => ADA, titled(&long(120)) => Ok(_),
        "a component that nobody has": nothing() => ADA, on(vec![ComponentId("moon".into())])
            => Err(UnknownComponent { id }) if id.0 == "moon",
        "too many components": nothing() => ADA, on(vec![api(); COMPONENTS_MAX as usize + 1])
            => Err(TooMany { limit: COMPONENTS_MAX, .. }),
        "own words": nothing() => ADA, saying(ok, None)
            => Ok([_, Event::UpdatePublished { update }]) if update.body == ok,
        "own words of how bad it is": nothing() => ADA, marking(hit(api(), Impact::Major))
            => Ok([_, Event::UpdatePublished { update }]) if update.impacts == [hit(api(), Impact::Major)],
        "and of more than it is about": nothing() => ADA, marking(hit(databases(), Impact::Partial))
            => Ok([_, Event::UpdatePublished { update }])
                if update.impacts == [hit(api(), Impact::Degraded), hit(databases(), Impact::Partial)],
        "and of what nobody has": nothing() => ADA, marking(hit(ComponentId("moon".into()), Impact::Major))
            => Err(UnknownComponent { id }) if id.0 == "moon",
        "own words, empty": nothing() => ADA, saying("", None) => Err(Text { .. }),
        "own words that break trust": nothing().lint(&[stop()]) => ADA, saying(ok, None)
            => Err(ReasonNeeded { .. }),
        "own words that break trust, with a reason": nothing().lint(&[stop()]) => ADA, saying(ok, Some("Legal"))
            => Ok([_, Event::UpdatePublished { update }]) if update.reason.as_deref() == Some("Legal"),
        "confidential: a reason stands for the post": nothing() => ADA, secretly("A key leaked")
            => Ok([Event::Declared { confidential: Some(reason), .. }]) if reason == "A key leaked",
        "confidential without a reason": nothing() => ADA, secretly("") => Err(Text { .. }),
    }
}

#[test]
fn customers_never_read_the_inside_title() {
    let world = declared(ADA);
    let update = &world.incident.comms.updates[0].update;
    assert_eq!(update.headline, "Problems with Databases");
    assert_eq!(update.body, "We are looking into problems with Databases. Next update by 04:30 UTC.");
    assert_eq!(update.impacts, [hit(databases(), Impact::Degraded)]);
    assert_eq!((update.phase, update.next_due), (Phase::Investigating, Some(at(30))));
}

#[test]
fn a_component_named_twice_counts_once() {
    let world = nothing().does(ADA, on(vec![databases(), api(), databases()]));
    assert_eq!(world.incident.components, [databases(), api()]);
    assert_eq!(world.incident.comms.updates[0].update.headline, "Problems with Databases and the API");
}

#[test]
fn the_policy_of_the_day_stays_with_the_incident() {
    let slow = Policy { update_every: [Span::minutes(50); 3], ..Policy::default() };
    let world = nothing().policy(slow.clone()).does(ADA, declare()).policy(Policy::default());
    assert_eq!(world.incident.policy, slow);
    let world = world.at(10).does(ADA, publish(Phase::Investigating));
    assert_eq!(world.incident.comms.updates[1].update.next_due, Some(at(60)));
}

#[test]
fn refusals_say_what_to_do() {
    for (command, says) in [
        (titled(&long(121)), "What do you see? has 121 characters; the limit is 120."),
        (titled(""), "What do you see? is empty. Write at least a few words."),
        (declare_at(Some(at(1))), "Suspected at: lies in the future. Use now or an earlier time."),
        (on(vec![ComponentId("moon".into())]), "There is no component “moon”. Pick one from the list."),
    ] {
        assert_eq!(nothing().tries(ADA, command).expect_err(says).to_string(), says);
    }
}
