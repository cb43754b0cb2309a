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
fn redacting_is_an_admins() {
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
}
