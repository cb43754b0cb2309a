//! What is true of every log that the rules can write, whoever sends whatever in whatever order.

use domain::incident::{HowEnded, Need, need};
use domain::redact::blank;
use domain::time::Span;
use domain::*;
use proptest::prelude::*;

use crate::redact::process;
use crate::replay_support::check;
use crate::support::*;

/// Something that somebody tries, some seconds after the last try.
#[derive(Clone, Debug)]
struct Try {
    who: Actor,
    /// Sent instead by somebody who may, with a post that fits: else few would get far.
    apt: bool,
    after: Span,
    command: Command,
    findings: Vec<Finding>,
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
        1 => (text(), prop::option::of(text())).prop_map(|(body, reason)| FirstPost::Words { body, reason }),
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
        1 => (seq, text()).prop_map(|(seq, reason)| Command::Redact { seq, reason }),
        1 => (text(), prop::option::of(text())).prop_map(|(body, reason)| Command::WriteMacro { body, reason }),
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

fn tries() -> impl Strategy<Value = Vec<Try>> {
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

fn beginning() -> impl Strategy<Value = Command> {
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
fn fitted(mut one: Try, world: &World) -> Try {
    let incident = &world.incident;
    let who = match (&one.command, need(&one.command)) {
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

/// Lets everybody try, the server record what was missed, and `check` look at every step.
fn play(first: Command, tries: Vec<Try>, mut check: impl FnMut(&World)) -> World {
    let mut world = nothing();
    let first = Try {
        who: Actor::person(BOB, Role::Responder),
        apt: false,
        after: Span::ZERO,
        command: first,
        findings: vec![],
    };
    for one in [first].into_iter().chain(tries) {
        world.facts.now = world.facts.now + one.after;
        let missed: Vec<_> = world.incident.new_misses(world.facts.now).collect();
        for late in missed {
            let command = Command::RecordMiss { kind: late.kind, due: late.due };
            let events = world.asks(&Actor::server(), command).expect("what was missed can be recorded");
            events.into_iter().for_each(|event| world.record(By::Server, event));
        }
        let one = if one.apt { fitted(one, &world) } else { one };
        world.facts.findings = one.findings;
        // Only the server takes duties from people.
        let who = if matches!(one.command, Command::Vacate { .. }) { Actor::server() } else { one.who };
        match world.asks(&who, one.command) {
            Ok(events) => {
                assert!(!events.is_empty(), "a command that succeeds says what happened");
                for event in events {
                    world.record(who.by.clone(), event);
                }
            }
            Err(refusal) => assert!(refusal.to_string().len() > 10, "{refusal:?} says why"),
        }
        check(&world);
    }
    world
}

fn holds_always(world: &World) {
    let incident = &world.incident;
    let (commander, vacancy) = (incident.commander(), incident.duties.vacancy());
    assert_eq!(
        incident.is_open(),
        commander.is_some() || vacancy.is_some(),
        "one IC, or a vacancy, while it is open"
    );
    assert!(commander.is_none() || vacancy.is_none(), "a vacancy ends with the next IC");
    for duty in Duty::STANDARD {
        let holder = incident.duties.holding(&duty).map(|h| h.person);
        assert_eq!(incident.duties.holder(&duty), holder.or(incident.commander()), "{duty:?}");
    }
    for (duty, offer) in incident.duties.offers() {
        assert_ne!(incident.duties.holder(duty), Some(offer.to), "nobody is offered what they hold");
    }
    for deadline in incident.deadlines() {
        assert!(world.facts.directory.person(deadline.holder).is_some(), "{deadline:?}");
        assert!(deadline.period > Span::ZERO, "{deadline:?}");
    }
    if let Some(next) = incident.comms.updates.last().and_then(|u| u.update.next_due.map(|due| due - u.at)) {
        assert!(next > Span::ZERO && next <= policy::UPDATE_EVERY_MAX, "{next:?}");
    }
    assert!(incident.confidential.is_none() || incident.public().is_none(), "confidential is never public");
    let everybody: Vec<_> = incident.restore.customers().collect();
    let once: std::collections::BTreeSet<_> = everybody.iter().collect();
    assert_eq!(everybody.len(), once.len(), "a customer has one place in the queue");
    let asked = incident.restore.requests.iter().map(|r| r.customer);
    assert!(asked.clone().count() == asked.collect::<std::collections::BTreeSet<_>>().len());
    let mut undoing: Vec<_> = incident.open_follow_ups().filter_map(|f| f.change).collect();
    if incident.course.ending.as_ref().is_some_and(|ending| ending.how != HowEnded::Closed) {
        let open: Vec<_> = incident.open_changes().map(|c| c.number).collect();
        undoing.sort_unstable();
        assert_eq!(undoing, open, "once it is over, each open change is one follow-up");
    }
    if incident.course.ending.as_ref().is_some_and(|ending| ending.how == HowEnded::Closed) {
        assert_eq!(incident.open_follow_ups().count(), 0, "nothing is left when it is closed");
    }
    let (kept, due) = incident.cadence();
    assert!(kept <= due, "{kept} of {due}");
    assert!(incident.card().is_open() == incident.is_open() || !incident.is_declared());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 250, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_step_keeps_the_invariants(first in beginning(), tries in tries()) {
        play(first, tries, holds_always);
    }

    #[test]
    fn however_the_log_is_cut_it_folds_the_same(
        tries in tries(), cut in any::<prop::sample::Index>(), gap in any::<prop::sample::Index>(),
    ) {
        let world = play(declare(), tries, |_| {});
        let id = IncidentId(1);
        prop_assert_eq!(&Incident::fold(id, &world.log), &world.incident);
        let (before, after) = world.log.split_at(cut.index(world.log.len() + 1));
        let mut pieces = Incident::fold(id, before);
        // Replays and what would leave a gap change nothing.
        let head = pieces.clone();
        before.iter().chain(after.iter().skip(1)).for_each(|record| pieces.apply(record));
        prop_assert_eq!(&pieces, &head);
        after.iter().for_each(|record| { pieces.apply(record); pieces.apply(record); });
        prop_assert_eq!(&pieces, &world.incident);
        let lost = gap.index(world.log.len());
        let gapped = world.log.iter().enumerate().filter(|(n, _)| *n != lost).map(|(_, record)| record);
        prop_assert_eq!(Incident::fold(id, gapped), Incident::fold(id, &world.log[..lost]));
    }

    #[test]
    fn every_log_is_one_that_the_rules_allow(first in beginning(), tries in tries()) {
        let world = play(first, tries, |_| {});
        let checked = check(IncidentId(1), &world.log, &world.facts.directory);
        prop_assert_eq!(checked, Ok(()), "{:#?}", world.log);
    }

    #[test]
    fn every_event_goes_through_json(first in beginning(), tries in tries()) {
        for record in play(first, tries, |_| {}).log {
            let json = serde_json::to_string(&record).expect("serialises");
            prop_assert_eq!(serde_json::from_str::<Recorded>(&json).expect("parses"), record);
        }
    }

    #[test]
    fn every_command_goes_through_json(tries in tries()) {
        for one in tries {
            let json = serde_json::to_string(&one.command).expect("serialises");
            prop_assert_eq!(serde_json::from_str::<Command>(&json).expect("parses"), one.command);
        }
    }

    #[test]
    fn redaction_keeps_the_process(first in beginning(), tries in tries(), which in any::<u64>()) {
        let world = play(first, tries, |_| {});
        let redacted: Vec<_> = world.log.iter().map(|record| {
            let drop = which >> (record.seq.0 % 64) & 1 == 1;
            let event = if drop { blank(&record.event) } else { record.event.clone() };
            Recorded { event, ..record.clone() }
        }).collect();
        prop_assert_eq!(process(&Incident::fold(IncidentId(1), &redacted)), process(&world.incident));
    }

    #[test]
    fn any_order_of_records_folds(mut log in Just(crate::old_events::recorded()).prop_shuffle()) {
        for (n, record) in log.iter_mut().enumerate() {
            record.seq = Seq(n as u64 + 1);
        }
        let incident = Incident::fold(IncidentId(1), &log);
        prop_assert_eq!(incident.seq, Seq(log.len() as u64));
        let _ = (incident.deadlines(), incident.public(), incident.card(), incident.standing());
    }
}
