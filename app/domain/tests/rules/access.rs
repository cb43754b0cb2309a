//! Who is no person, what only an admin may, and a log that is newer than the rules.

use domain::Refusal::*;
use domain::*;

use crate::support::*;
use crate::table;

fn redact(seq: u64, reason: &str) -> Command {
    Command::Redact { seq: Seq(seq), reason: reason.to_owned() }
}

fn token(role: Role) -> Actor {
    Actor { by: By::Token { name: "deploy bot".to_owned() }, role }
}

#[test]
fn only_an_admin_may_redact() {
    table! {
        "an admin, with a reason": declared(ADA) => ADA, redact(1, "A customer's name") => Ok([Event::Redacted { seq: Seq(1), .. }]),
        "not without": declared(ADA) => ADA, redact(1, " ") => Err(Text { .. }),
        "not a responder, not even the IC": declared(BOB) => BOB, redact(1, "Mine") => Err(RoleTooLow { needs: Role::Admin }),
        "after the end, too": closed(BOB) => ADA, redact(1, "A name") => Ok(_),
        "not what is not there": declared(ADA) => ADA, redact(3, "A name") => Err(NoSuchRecord),
        "not the beginning of time": declared(ADA) => ADA, redact(0, "A name") => Err(NoSuchRecord),
        "not before the declaration": nothing() => ADA, redact(1, "A name") => Err(NoSuchRecord),
    }
}

#[test]
fn programs_do_what_programs_may() {
    let import = Actor { by: By::Import, role: Role::Admin };
    let history = || Command::Import { incident: Box::new(history()) };
    let late = || declared(ADA).at(31);
    let miss = || Command::RecordMiss { kind: DeadlineKind::PublicUpdate, due: at(30) };
    for (name, world, actor, command, may) in [
        ("the server records a miss", late(), Actor::server(), miss(), true),
        ("a token does not", late(), token(Role::Admin), miss(), false),
        ("an import does not", late(), import.clone(), miss(), false),
        ("nor an admin", late(), Actor::person(ADA, Role::Admin), miss(), false),
        ("an import imports", nothing(), import.clone(), history(), true),
        ("not over an incident", declared(ADA), import.clone(), history(), false),
        ("not twice", imported(), import.clone(), history(), false),
        ("the server does not import", nothing(), Actor::server(), history(), false),
        ("nor an admin", nothing(), Actor::person(ADA, Role::Admin), history(), false),
        ("the server declares nothing", nothing(), Actor::server(), declare(), false),
        ("nor decides", declared(ADA), Actor::server(), confirm(), false),
        ("nor talks", declared(ADA), Actor::server(), say("Hello"), false),
        ("an import talks as little", declared(ADA), import.clone(), say("Hello"), false),
        ("a token is not IC", nothing(), token(Role::Admin), declare(), false),
        ("nor takes over", declared(ADA), token(Role::Admin), take_over(Duty::Commander), false),
        ("an admin's token redacts", declared(ADA), token(Role::Admin), redact(1, "A name"), true),
        ("a responder's does not", declared(ADA), token(Role::Responder), redact(1, "A name"), false),
    ] {
        let got = world.asks(&actor, command);
        assert_eq!(got.is_ok(), may, "{name}: {got:?}");
    }
}

fn naming(commander: Option<PersonId>) -> Command {
    let Command::Declare { title, components, suspected_at, post, .. } = declare() else {
        unreachable!("a declaration")
    };
    Command::Declare { title, components, suspected_at, post, commander }
}

#[test]
fn a_program_that_declares_names_the_commander() {
    for (name, role, commander, wanted) in [
        ("a responder", Role::Responder, Some(BOB), Ok(BOB)),
        ("an admin", Role::Admin, Some(ADA), Ok(ADA)),
        ("nobody", Role::Admin, None, Err(CommanderNeeded)),
        ("a viewer", Role::Admin, Some(VI), Err(ViewerCannotHold { name: "Vi Tanaka".to_owned() })),
        ("a stranger", Role::Admin, Some(GHOST), Err(UnknownPerson { id: GHOST })),
        ("by a token that only reads", Role::Viewer, Some(BOB), Err(TokenReads)),
    ] {
        let got = nothing().asks(&token(role), naming(commander));
        let got = got.map(|events| match &events[0] {
            Event::Declared { commander, .. } => *commander,
            other => panic!("{name}: {other:?}"),
        });
        assert_eq!(got, wanted, "{name}");
    }
    table! {
        "a person is the IC themselves": nothing() => BOB, naming(Some(BOB)) => Ok([Event::Declared { commander: BOB, .. }, _]),
        "and names nobody else": nothing() => ADA, naming(Some(BOB)) => Err(FinderCommands),
    }
}

#[test]
fn refusing_a_token_says_what_works_instead() {
    let offered = declared(ADA).does(ADA, offer(Duty::Support, BOB));
    for (world, command, words) in [
        (&offered, accept(Duty::Support), "Offer the duty to a person"),
        (&offered, Command::DeclineDuty { duty: Duty::Support }, "a token can withdraw the offer"),
        (&offered, take_over(Duty::Commander), "Offer the duty to a person"),
        (&major(ADA), Command::Acknowledge, "Only the person who has seen the alarm"),
        (&resolved(ADA), reopen(), "a token can declare a new incident"),
    ] {
        let refusal = world.asks(&token(Role::Admin), command).expect_err("a token is nobody").to_string();
        assert!(refusal.contains(words), "{refusal}");
    }
}

#[test]
fn records_what_a_program_did_under_its_own_name() {
    let named = nothing().acts(&token(Role::Responder), naming(Some(BOB)));
    let named = sentence::sentence(&named.log[0], &directory(), &CustomerNames::default());
    assert_eq!(named.lead, "deploy bot declared the incident. Bob Okafor is incident commander.");
    let world = confirmed(ADA).acts(&token(Role::Responder), call());
    assert_eq!(world.last().by, By::Token { name: "deploy bot".to_owned() });
    let call = world.incident.course.call.as_ref().expect("everybody is called");
    assert!(call.acknowledged.is_empty(), "a program has seen nothing: {call:?}");
    let post = last_post();
    let resolve = Command::Resolve { post, postmortem: waived("Known and fixed") };
    let ended = confirmed(ADA).acts(&token(Role::Responder), resolve);
    let ending = ended.incident.course.ending.as_ref().expect("it is over");
    assert_eq!(ending.in_charge, Some(ADA), "the last commander answers for what is left");
}

#[test]
fn somebody_whom_only_a_newer_release_knows_is_nobody() {
    for role in Role::ALL {
        let nobody = Actor { by: By::Unknown, role };
        assert_eq!(nobody.by.person(), None);
        for command in [declare(), confirm(), say("Hello"), redact(1, "A name"), Command::Acknowledge] {
            assert_eq!(declared(ADA).asks(&nobody, command.clone()), Err(NotAPerson), "{command:?}");
        }
        let miss = Command::RecordMiss { kind: DeadlineKind::PublicUpdate, due: at(30) };
        assert_eq!(declared(ADA).at(31).asks(&nobody, miss), Err(NotAPerson));
        let import = Command::Import { incident: Box::new(history()) };
        assert_eq!(nothing().asks(&nobody, import), Err(NotAPerson));
    }
    assert_eq!(directory().author(&By::Unknown), "Somebody");
}

#[test]
fn a_newer_log_is_not_decided_on() {
    let world = || declared(ADA).with(ADA, Event::Unknown);
    assert_eq!(world().incident.seq, Seq(3), "it advances");
    table! {
        "nobody decides": world() => ADA, confirm() => Err(NewerVersion),
        "nobody talks": world() => ADA, say("Hello") => Err(NewerVersion),
        "nobody declares": world() => ADA, declare() => Err(NewerVersion),
    }
    let miss = Command::RecordMiss { kind: DeadlineKind::PublicUpdate, due: at(30) };
    assert_eq!(world().at(31).asks(&Actor::server(), miss), Err(NewerVersion));
    assert!(NewerVersion.to_string().starts_with("A newer release wrote this"));
}
