//! Who may what: the whole table, read against `decide`.
//!
//! `x` may, `.` may not, whatever state the incident is in. A viewer who holds a duty declared the incident, or
//! was a responder when the duty went over.

use std::collections::BTreeSet;

use domain::Refusal::{
    CommanderNeeded, NotAPerson, NotInCharge, NotYourDuty, PersonNeeded, RoleTooLow, ServerOnly, TokenReads,
};
use domain::*;

use crate::kinds;
use crate::support::*;

/// While it is open: somebody with no duty, with communications, the IC.
const OPEN: &str = "
                     |     viewer      |    responder    |      admin
    command          | none  comms  IC | none  comms  IC | none  comms  IC
    Declare          |  x      x     x |  x      x     x |  x      x     x
    Confirm          |  .      .     x |  .      .     x |  .      .     x
    CallEveryone     |  .      .     x |  .      .     x |  .      .     x
    StepDown         |  .      .     x |  .      .     x |  .      .     x
    StandDown        |  .      .     x |  .      .     x |  .      .     x
    Resolve          |  .      .     x |  .      .     x |  .      .     x
    SendSitrep       |  .      .     x |  .      .     x |  .      .     x
    NothingNew       |  .      .     x |  .      .     x |  .      .     x
    PublishUpdate    |  .      x     . |  .      x     . |  .      x     .
    StillWorking     |  .      x     . |  .      x     . |  .      x     .
    CorrectUpdate    |  .      x     . |  .      x     . |  .      x     .
    WithdrawUpdate   |  .      x     . |  .      x     . |  .      x     .
    AskApproval      |  .      x     x |  .      x     x |  .      x     x
    SkipApproval     |  .      x     x |  .      x     x |  .      x     x
    AnswerApproval   |  .      x     x |  x      x     x |  x      x     x
    OfferDuty        |  .      x     x |  .      x     x |  .      x     x
    WithdrawOffer    |  .      x     x |  .      x     x |  .      x     x
    AcceptDuty       |  .      x     x |  x      x     x |  x      x     x
    DeclineDuty      |  .      x     x |  x      x     x |  x      x     x
    TakeOver         |  .      x     x |  x      x     x |  x      x     x
    Say              |  .      x     x |  x      x     x |  x      x     x
    Acknowledge      |  x      x     x |  x      x     x |  x      x     x
    QueueRestore     |  .      .     x |  .      .     x |  .      .     x
    AnswerRestoreRequest | .   .     x |  .      .     x |  .      .     x
    LeaveRestoreQueue | .      .     x |  .      .     x |  .      .     x
    StartRestore     |  .      .     x |  .      .     x |  .      .     x
    FinishRestore    |  .      .     x |  .      .     x |  .      .     x
    RequestRestore   |  .      x     x |  x      x     x |  x      x     x
    ReportUp         |  .      x     x |  x      x     x |  x      x     x
    MakeChange       |  .      x     x |  x      x     x |  x      x     x
    RollBack         |  .      x     x |  x      x     x |  x      x     x
    AddFollowUp      |  .      x     x |  x      x     x |  x      x     x
    MoveFollowUp     |  .      x     x |  x      x     x |  x      x     x
    AnswerFollowUp   |  .      x     x |  x      x     x |  x      x     x
    DeclarePast      |  .      x     x |  x      x     x |  x      x     x
    WriteMacro       |  .      x     x |  x      x     x |  x      x     x
    Retitle          |  .      .     x |  .      .     x |  .      .     x
    SetHeadline      |  .      x     . |  .      x     . |  .      x     .
    PlanMaintenance  |  .      x     x |  x      x     x |  x      x     x
    ChangeMaintenance |  .      x     x |  x      x     x |  x      x     x
    PostMaintenance  |  .      x     x |  x      x     x |  x      x     x
    BeginMaintenance |  .      x     x |  x      x     x |  x      x     x
    EndMaintenance   |  .      x     x |  x      x     x |  x      x     x
    CancelMaintenance |  .      x     x |  x      x     x |  x      x     x
    RemindMaintenance |  .      .     . |  .      .     . |  .      .     .
    Redact           |  .      .     . |  .      .     . |  x      x     x
    RecordMiss       |  .      .     . |  .      .     . |  .      .     .
    Vacate           |  .      .     . |  .      .     . |  .      .     .
    Import           |  .      .     . |  .      .     . |  .      .     .
";

/// Once it is resolved: somebody else, the owner of the post-mortem.
const RESOLVED: &str = "
                         |    viewer   |  responder  |    admin
    command              | none  owner | none  owner | none  owner
    Reopen               |  .      .   |  x      x   |  x      x
    AssignPostmortem     |  .      x   |  .      x   |  x      x
    PublishPostmortem    |  .      x   |  .      x   |  x      x
    WaivePostmortem      |  .      x   |  .      x   |  x      x
    Close                |  .      x   |  .      x   |  x      x
";

/// What a program's token may, whatever duties people hold; `c` may where it names the incident commander.
const TOKENS: &str = "
                         |          token of a
    command              | viewer  responder  admin
    Declare              |   .         c        c
    Confirm              |   .         x        x
    CallEveryone         |   .         x        x
    StepDown             |   .         x        x
    StandDown            |   .         x        x
    Resolve              |   .         x        x
    SendSitrep           |   .         x        x
    NothingNew           |   .         x        x
    PublishUpdate        |   .         x        x
    StillWorking         |   .         x        x
    CorrectUpdate        |   .         x        x
    WithdrawUpdate       |   .         x        x
    AskApproval          |   .         x        x
    SkipApproval         |   .         x        x
    AnswerApproval       |   .         .        .
    OfferDuty            |   .         x        x
    WithdrawOffer        |   .         x        x
    AcceptDuty           |   .         .        .
    DeclineDuty          |   .         .        .
    TakeOver             |   .         .        .
    Say                  |   .         x        x
    Acknowledge          |   .         .        .
    Reopen               |   .         .        .
    AssignPostmortem     |   .         x        x
    PublishPostmortem    |   .         x        x
    WaivePostmortem      |   .         x        x
    Close                |   .         x        x
    QueueRestore         |   .         x        x
    RequestRestore       |   .         x        x
    AnswerRestoreRequest |   .         x        x
    StartRestore         |   .         x        x
    FinishRestore        |   .         x        x
    LeaveRestoreQueue    |   .         x        x
    ReportUp             |   .         x        x
    MakeChange           |   .         x        x
    RollBack             |   .         x        x
    AddFollowUp          |   .         x        x
    MoveFollowUp         |   .         x        x
    AnswerFollowUp       |   .         x        x
    DeclarePast          |   .         x        x
    WriteMacro           |   .         x        x
    Retitle              |   .         x        x
    SetHeadline          |   .         x        x
    PlanMaintenance      |   .         x        x
    ChangeMaintenance    |   .         x        x
    PostMaintenance      |   .         x        x
    BeginMaintenance     |   .         x        x
    EndMaintenance       |   .         x        x
    CancelMaintenance    |   .         x        x
    RemindMaintenance    |   .         .        .
    Redact               |   .         .        x
    RecordMiss           |   .         .        .
    Vacate               |   .         .        .
    Import               |   .         .        .
";

kinds! { Command:
    Declare, Confirm, CallEveryone, StepDown, StandDown, Resolve, Reopen, Close, OfferDuty, AcceptDuty,
    DeclineDuty, WithdrawOffer, TakeOver, SendSitrep, NothingNew, PublishUpdate, StillWorking, Say, Acknowledge,
    QueueRestore, RequestRestore, AnswerRestoreRequest, StartRestore, FinishRestore, LeaveRestoreQueue,
    AssignPostmortem, PublishPostmortem, WaivePostmortem, ReportUp, MakeChange, RollBack, AddFollowUp, MoveFollowUp,
    AnswerFollowUp, DeclarePast, Redact, RecordMiss, Vacate, Import,
    WriteMacro, CorrectUpdate, WithdrawUpdate, Retitle, SetHeadline, PlanMaintenance, ChangeMaintenance,
    PostMaintenance, BeginMaintenance, EndMaintenance, CancelMaintenance, RemindMaintenance, AskApproval, AnswerApproval,
    SkipApproval,
}

/// One command of each kind, about communications where it is about a duty. The file is what other programs
/// send: a line of it never changes.
const COMMANDS: &str = include_str!("../events/commands.jsonl");

pub fn commands() -> Vec<Command> {
    COMMANDS
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}")))
        .collect()
}

/// The rows of a table: the command's name, and what each column says.
fn rows(table: &str) -> Vec<(&str, Vec<bool>)> {
    let lines = table.lines().map(str::trim).filter(|line| !line.is_empty()).skip(2);
    lines
        .map(|line| {
            let mut cells = line.split([' ', '|']).filter(|cell| !cell.is_empty());
            let name = cells.next().expect("a row has a name");
            (name, cells.map(|cell| cell == "x").collect())
        })
        .collect()
}

fn command(name: &str) -> Command {
    commands().into_iter().find(|c| kind(c) == name).unwrap_or_else(|| panic!("{name} has no example"))
}

/// Whether Cy may, as `decide` says; what pages show before anything is tried says the same.
fn may(world: &World, role: Role, command: Command) -> bool {
    let (shown, name) = (world.incident.may(CY, role, &command, &world.facts.directory), kind(&command));
    let allowed = is_allowed(&world.asks(&Actor::person(CY, role), command));
    assert_eq!(shown.is_ok(), allowed, "{name} by a {role:?}");
    allowed
}

fn is_allowed(got: &Result<Vec<Event>, Refusal>) -> bool {
    let denied = matches!(
        got,
        Err(NotYourDuty { .. } | RoleTooLow { .. } | NotInCharge { .. } | ServerOnly | NotAPerson)
            | Err(TokenReads | PersonNeeded { .. } | CommanderNeeded)
    );
    !denied
}

/// Cy with no duty, with communications, and as IC; somebody else holds the rest. Nobody manages an account.
fn open_worlds() -> [World; 3] {
    let given = |to| Event::DutyAccepted { duty: Duty::Communications, from: ADA, to };
    let customers = [7, 8].map(|id| CustomerFact { id: CustomerId(id), manager: None });
    let worlds = [
        declared(ADA).with(BOB, given(BOB)),
        declared(ADA).with(CY, given(CY)),
        declared(CY).with(BOB, given(BOB)),
    ];
    worlds.map(|mut world| {
        world.facts.customers = Some(customers.to_vec());
        world
    })
}

#[test]
fn the_table_holds_while_the_incident_is_open() {
    for (name, wanted) in rows(OPEN) {
        let worlds = open_worlds();
        let columns = Role::ALL.into_iter().flat_map(|role| worlds.iter().map(move |world| (role, world)));
        let got: Vec<_> = columns.map(|(role, world)| may(world, role, command(name))).collect();
        assert_eq!(got, wanted, "{name}");
    }
}

#[test]
fn once_it_is_resolved() {
    let worlds = [confirmed(ADA).does(ADA, resolve(BOB)), confirmed(ADA).does(ADA, resolve(CY))];
    for (name, wanted) in rows(RESOLVED) {
        let columns = Role::ALL.into_iter().flat_map(|role| worlds.iter().map(move |world| (role, world)));
        let got: Vec<_> = columns.map(|(role, world)| may(world, role, command(name))).collect();
        assert_eq!(got, wanted, "{name}");
    }
}

/// What the table says of a token's command: `.`, `c` or `x`.
fn token_may(world: &World, role: Role, mut command: Command) -> &'static str {
    let token = Actor { by: By::Token { name: "deploy bot".to_owned() }, role };
    if is_allowed(&world.asks(&token, command.clone())) {
        return "x";
    }
    match &mut command {
        Command::Declare { commander, .. } => *commander = Some(BOB),
        _ => return ".",
    }
    if is_allowed(&world.asks(&token, command)) { "c" } else { "." }
}

#[test]
fn tokens_may_do_what_their_row_says() {
    let worlds = [open_worlds().to_vec(), vec![nothing(), resolved(ADA)]].concat();
    let lines = TOKENS.lines().map(str::trim).filter(|line| !line.is_empty()).skip(2);
    let mut listed = BTreeSet::new();
    for line in lines {
        let mut cells = line.split([' ', '|']).filter(|cell| !cell.is_empty());
        let name = cells.next().expect("a row has a name");
        let wanted: Vec<_> = cells.collect();
        for world in &worlds {
            let got = Role::ALL.map(|role| token_may(world, role, command(name)));
            assert_eq!(got.as_slice(), wanted, "{name}");
        }
        listed.insert(name);
    }
    assert_eq!(listed, KINDS.iter().copied().collect());
}

#[test]
fn a_vacant_duty_is_the_ics() {
    for name in ["PublishUpdate", "StillWorking", "OfferDuty"] {
        assert!(may(&declared(CY), Role::Responder, command(name)), "{name}");
    }
}

#[test]
fn every_command_is_in_the_table_once() {
    let listed: Vec<_> = rows(OPEN).iter().chain(&rows(RESOLVED)).map(|(name, _)| *name).collect();
    let all: BTreeSet<_> = KINDS.iter().copied().collect();
    assert_eq!(listed.len(), all.len());
    assert_eq!(listed.into_iter().collect::<BTreeSet<_>>(), all);
}

#[test]
fn every_command_keeps_its_json() {
    let on_file: BTreeSet<_> = commands().iter().map(kind).collect();
    assert_eq!(on_file, KINDS.iter().copied().collect());
    for (command, line) in commands().iter().zip(COMMANDS.lines()) {
        assert_eq!(serde_json::to_string(command).expect("serialises"), line);
    }
}

#[test]
fn every_command_that_opens_an_incident_is_listed_as_such() {
    let opening = commands().into_iter().filter(Command::opens_incident).map(|command| {
        let json = serde_json::to_value(&command).expect("serialises");
        json["type"].as_str().expect("a kind").to_owned()
    });
    assert_eq!(
        opening.collect::<BTreeSet<_>>(),
        Command::OPENING.iter().map(|kind| (*kind).to_owned()).collect()
    );
}

#[test]
fn a_command_that_nobody_knows_is_refused() {
    assert!(serde_json::from_str::<Command>(r#"{"type":"teleport"}"#).is_err());
    assert!(serde_json::from_str::<Command>(r#"{"type":"say"}"#).is_err(), "without its words");
}
