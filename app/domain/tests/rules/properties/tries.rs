//! What people may try, at random: commands of every kind, apt or not.

use domain::time::Span;
use domain::*;
use proptest::prelude::*;

use crate::support::*;

/// Something that somebody tries, some seconds after the last try.
#[derive(Clone, Debug)]
pub(super) struct Try {
    pub(super) who: Actor,
    /// Sent instead by somebody who may, with a post that fits: else few would get far.
    pub(super) apt: bool,
    pub(super) after: Span,
    pub(super) command: Command,
    pub(super) findings: Vec<Finding>,
}

fn anybody() -> impl Strategy<Value = Actor> {
    prop_oneof![
        4 => Just(Actor::person(ADA, Role::Admin)),
        3 => Just(Actor::person(BOB, Role::Responder)),
        2 => Just(Actor::person(CY, Role::Responder)),
        1 => Just(Actor::person(VI, Role::Viewer)),
        1 => Just(Actor { by: By::Token { name: "bot".to_owned() }, role: Role::Admin }),
    ]
}

fn person() -> impl Strategy<Value = PersonId> {
    prop_oneof![6 => Just(ADA), 6 => Just(BOB), 6 => Just(CY), 1 => Just(VI), 1 => Just(GHOST)]
}

fn duty() -> impl Strategy<Value = Duty> {
    prop_oneof![
        4 => Just(Duty::Commander),
        4 => Just(Duty::Communications),
        1 => Just(Duty::Scribe),
        1 => Just(Duty::Own("translations".to_owned())),
        1 => Just(Duty::Own(" scribe".to_owned())),
        1 => Just(Duty::Own(String::new())),
    ]
}

fn text() -> impl Strategy<Value = String> {
    const GOOD: &[&str] = &["a", "b", "some words", "<b>", "é"];
    const BAD: &[&str] = &["", " ", "a\u{202e}"];
    prop_oneof![12 => prop::sample::select(GOOD), 1 => Just("a\r\nb"), 1 => prop::sample::select(BAD)]
        .prop_map(str::to_owned)
}

fn instant() -> impl Strategy<Value = Timestamp> {
    prop_oneof![8 => (-60_i64..5_000).prop_map(at), 1 => any::<i64>().prop_map(Timestamp)]
}

fn impacts() -> impl Strategy<Value = Vec<ComponentImpact>> {
    let component =
        prop_oneof![20 => Just(api()), 20 => Just(databases()), 1 => Just(ComponentId("moon".to_owned()))];
    let impact = prop::sample::select(&Impact::CHOICES[..]);
    prop::collection::vec((component, impact).prop_map(|(c, i)| hit(c, i)), 0..4)
}

fn any_draft() -> impl Strategy<Value = UpdateDraft> {
    let phase = prop::sample::select(&Phase::ALL[..]);
    let next_due = prop_oneof![4 => Just(None), 1 => instant().prop_map(Some)];
    (phase, text(), impacts(), next_due, prop::option::of(text())).prop_map(
        |(phase, body, impacts, next_due, reason)| UpdateDraft { phase, body, impacts, next_due, reason },
    )
}

fn post() -> impl Strategy<Value = Post> {
    prop_oneof![
        4 => Just(Post::Later),
        3 => Just(last_post()),
        3 => any_draft().prop_map(|update| Post::Now { update }),
        3 => text().prop_map(|reason| Post::Confidential { reason }),
    ]
}

fn first_post() -> impl Strategy<Value = FirstPost> {
    prop_oneof![
        4 => Just(FirstPost::Standard),
        1 => (text(), prop::option::of(text()), impacts())
            .prop_map(|(body, reason, impacts)| FirstPost::Words { body, reason, impacts }),
        2 => text().prop_map(|reason| FirstPost::Confidential { reason }),
    ]
}

fn plan() -> impl Strategy<Value = PostmortemPlan> {
    prop_oneof![
        3 => (person(), instant()).prop_map(|(owner, due)| owned(owner, due)),
        1 => text().prop_map(|reason| waived(&reason)),
    ]
}

fn state_command() -> BoxedStrategy<Command> {
    prop_oneof![
        8 => (text(), text(), impacts(), post()).prop_map(|(symptoms, scope, impacts, post)| {
            Command::Confirm { symptoms, scope, impacts, post }
        }),
        3 => post().prop_map(|post| Command::CallEveryone { post }),
        4 => (prop::sample::select(&State::ALL[..]), text(), post())
            .prop_map(|(to, reason, post)| Command::StepDown { to, reason, post }),
        1 => post().prop_map(|post| Command::StandDown { post }),
        4 => (post(), plan()).prop_map(|(post, postmortem)| Command::Resolve { post, postmortem }),
        6 => (text(), post()).prop_map(|(reason, post)| Command::Reopen { reason, post }),
        2 => Just(Command::Close),
    ]
    .boxed()
}

fn duty_command() -> BoxedStrategy<Command> {
    prop_oneof![
        4 => (duty(), person()).prop_map(|(duty, to)| Command::OfferDuty { duty, to }),
        8 => duty().prop_map(|duty| Command::AcceptDuty { duty }),
        1 => duty().prop_map(|duty| Command::DeclineDuty { duty }),
        1 => duty().prop_map(|duty| Command::WithdrawOffer { duty }),
        2 => (duty(), text()).prop_map(|(duty, reason)| Command::TakeOver { duty, reason }),
    ]
    .boxed()
}

fn restore_command() -> BoxedStrategy<Command> {
    let customer = || (1_u32..6).prop_map(CustomerId);
    prop_oneof![
        2 => prop::collection::vec(customer(), 0..5).prop_map(|customers| Command::QueueRestore { customers }),
        1 => (customer(), text()).prop_map(|(customer, reason)| Command::RequestRestore { customer, reason }),
        1 => (customer(), any::<bool>())
            .prop_map(|(customer, approve)| Command::AnswerRestoreRequest { customer, approve }),
        2 => customer().prop_map(|customer| Command::StartRestore { customer }),
        2 => customer().prop_map(|customer| Command::FinishRestore { customer }),
        1 => customer().prop_map(|customer| Command::LeaveRestoreQueue { customer }),
    ]
    .boxed()
}

fn words_command() -> BoxedStrategy<Command> {
    let seq = (0_u64..30).prop_map(Seq);
    prop_oneof![
        2 => text().prop_map(|broken| sitrep(&broken)),
        1 => Just(Command::NothingNew),
        4 => any_draft().prop_map(|update| Command::PublishUpdate { update }),
        2 => Just(Command::StillWorking),
        1 => text().prop_map(|text| Command::Say { text }),
        1 => Just(Command::Acknowledge),
        1 => (person(), instant()).prop_map(|(owner, due)| Command::AssignPostmortem { owner, due }),
        1 => prop_oneof![Just("https://a".to_owned()), text()].prop_map(|link| Command::PublishPostmortem { link }),
        1 => text().prop_map(|reason| Command::WaivePostmortem { reason }),
        1 => (seq.clone(), text()).prop_map(|(seq, reason)| Command::Redact { seq, reason }),
        2 => (seq.clone(), text(), prop::option::of(text()))
            .prop_map(|(update, body, reason)| Command::CorrectUpdate { update, body, reason }),
        1 => any_draft().prop_map(|update| Command::AskApproval { update, corrects: None }),
        1 => (any_draft(), text()).prop_map(|(update, reason)| Command::SkipApproval { update, reason, corrects: None }),
        1 => (seq.clone(), any::<bool>(), text())
            .prop_map(|(request, approve, words)| Command::AnswerApproval { request, approve, words }),
        1 => (seq, text()).prop_map(|(update, reason)| Command::WithdrawUpdate { update, reason }),
        1 => (text(), prop::option::of(text())).prop_map(|(body, reason)| Command::WriteMacro { body, reason }),
        1 => text().prop_map(|title| Command::Retitle { title }),
        1 => (text(), prop::option::of(text())).prop_map(|(headline, reason)| Command::SetHeadline { headline, reason }),
        8 => restore_command(),
        1 => Just(declare()),
        1 => Just(Command::Import { incident: Box::new(history()) }),
        1 => person().prop_map(|person| Command::Vacate { person }),
        1 => instant().prop_map(|due| Command::RecordMiss { kind: DeadlineKind::Sitrep, due }),
    ]
    .boxed()
}

fn work_command() -> BoxedStrategy<Command> {
    let kind = prop::sample::select(&FollowUpKind::ALL[..]);
    let change =
        (text(), text(), text()).prop_map(|(what, place, undo)| TemporaryChange { what, place, undo });
    prop_oneof![
        1 => (text(), text()).prop_map(|(know, need)| {
            Command::ReportUp { report: Report { know, need, ..Report::default() } }
        }),
        6 => (change, prop::option::of(person())).prop_map(|(change, maker)| Command::MakeChange { change, maker }),
        2 => (0_u32..4).prop_map(roll_back),
        3 => (kind, text(), person(), instant())
            .prop_map(|(kind, what, owner, due)| Command::AddFollowUp { kind, what, owner, due }),
        2 => (0_u32..4, person(), instant())
            .prop_map(|(number, owner, due)| Command::MoveFollowUp { number, owner, due }),
        3 => (0_u32..4).prop_map(done),
        1 => (0_u32..4).prop_map(not_needed),
    ]
    .boxed()
}

pub(super) fn tries() -> impl Strategy<Value = Vec<Try>> {
    let findings = prop_oneof![5 => Just(vec![]), 1 => Just(vec![stop()]), 1 => Just(vec![hint()])];
    let command = prop_oneof![state_command(), duty_command(), words_command(), work_command()];
    let one = (anybody(), prop::bool::weighted(0.7), 0_i64..900, command, findings).prop_map(
        |(who, apt, seconds, command, findings)| {
            let after = Span::seconds(seconds);
            Try { who, apt, after, command, findings }
        },
    );
    prop::collection::vec(one, 0..60)
}

pub(super) fn beginning() -> impl Strategy<Value = Command> {
    let suspected_at = prop_oneof![4 => Just(None), 1 => instant().prop_map(Some)];
    let any =
        (text(), impacts(), suspected_at, first_post()).prop_map(|(title, impacts, suspected_at, post)| {
            Command::Declare {
                title,
                components: impacts.into_iter().map(|i| i.component).collect(),
                suspected_at,
                post,
                commander: None,
            }
        });
    let post = FirstPost::Confidential { reason: "A key leaked".to_owned() };
    let secret = Command::Declare {
        title: "Leak".to_owned(),
        components: vec![],
        suspected_at: None,
        post,
        commander: None,
    };
    prop_oneof![6 => Just(declare()), 4 => Just(secret), 6 => any, 1 => Just(declare_past(past()))]
}

/// The same try by somebody who may send it, with a post that the incident can take.
pub(super) fn fitted(mut one: Try, world: &World) -> Try {
    let incident = &world.incident;
    let who = match (&one.command, one.command.need()) {
        (Command::AcceptDuty { duty } | Command::DeclineDuty { duty }, _) => {
            incident.duties.offer(duty).map(|offer| offer.to)
        }
        (_, Need::Holder(duty) | Need::HolderOrCommander(duty)) => incident.duties.holder(&duty),
        (_, Need::InCharge) => incident.course.ending.as_ref().and_then(|ending| ending.in_charge),
        (_, Need::Admin) => Some(ADA),
        _ => None,
    };
    if let Some(who) = who {
        one.who = world.actor(who);
    }
    let last = matches!(one.command, Command::Resolve { .. } | Command::StandDown { .. });
    if let Command::Confirm { post, .. }
    | Command::CallEveryone { post }
    | Command::StepDown { post, .. }
    | Command::StandDown { post }
    | Command::Resolve { post, .. }
    | Command::Reopen { post, .. } = &mut one.command
    {
        *post = match (incident.confidential.is_some(), last, &post) {
            (true, _, _) => no_post(),
            (false, true, _) => last_post(),
            (false, false, Post::Confidential { .. }) => Post::Later,
            _ => post.clone(),
        };
    }
    one
}
