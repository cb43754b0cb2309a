//! The changes of state: from where, with what, and the post that goes with each.

use domain::Refusal::*;
use domain::incident::HowEnded;
use domain::*;

use crate::support::*;
use crate::table;

fn confirm_of(symptoms: &str, scope: &str, impacts: Vec<ComponentImpact>) -> Command {
    Command::Confirm { symptoms: symptoms.to_owned(), scope: scope.to_owned(), impacts, post: Post::Later }
}

fn step_down_because(reason: &str) -> Command {
    Command::StepDown { to: State::Investigating, reason: reason.to_owned(), post: Post::Later }
}

#[test]
fn confirming_needs_symptoms_scope_and_impact() {
    let bad = || vec![hit(databases(), Impact::Major)];
    table! {
        "from 1": declared(ADA) => ADA, confirm() => Ok([Event::Confirmed { no_post: None, .. }]),
        "with the post": declared(ADA) => ADA, confirm_with(words(Phase::Confirmed))
            => Ok([Event::Confirmed { .. }, Event::UpdatePublished { .. }]),
        "symptoms": declared(ADA) => ADA, confirm_of("", "All", bad()) => Err(Text { bad }) if bad.field == "Symptoms",
        "scope": declared(ADA) => ADA, confirm_of("Slow", " ", bad()) => Err(Text { bad }) if bad.field == "Scope",
        "impact": declared(ADA) => ADA, confirm_of("Slow", "All", vec![]) => Err(NoImpact),
        "an impact that is none": declared(ADA) => ADA, confirm_of("Slow", "All", vec![hit(api(), Impact::Operational)])
            => Err(NoImpact),
        "maintenance is no impact": declared(ADA) => ADA, confirm_of("Slow", "All", vec![hit(api(), Impact::Maintenance)])
            => Err(NoImpact),
        "each component once": declared(ADA) => ADA,
            confirm_of("Slow", "All", vec![hit(api(), Impact::Major), hit(api(), Impact::Partial)])
            => Ok([Event::Confirmed { impacts, .. }]) if *impacts == [hit(api(), Impact::Major)],
        "a component that nobody has": declared(ADA) => ADA,
            confirm_of("Slow", "All", vec![hit(ComponentId("moon".into()), Impact::Major)]) => Err(UnknownComponent { .. }),
        "not from 2": confirmed(ADA) => ADA, confirm() => Err(WrongState { is: State::Confirmed, .. }),
        "not from 3": major(ADA) => ADA, confirm() => Err(WrongState { is: State::Major, .. }),
        "not before the declaration": nothing() => ADA, confirm() => Err(NotDeclared),
        "not after the end": resolved(ADA) => ADA, confirm() => Err(Over { .. }),
        "the IC's alone": declared(ADA) => BOB, confirm() => Err(NotYourDuty { duty: Duty::Commander, held_by: ADA, .. }),
        "a post cannot run ahead of the state": declared(ADA) => ADA, confirm_with(words(Phase::Resolved))
            => Err(PhaseNeedsState { phase: Phase::Resolved, state: State::Confirmed }),
    }
}

#[test]
fn everyone_is_called_from_state_1_or_2() {
    table! {
        "from 1": declared(ADA) => ADA, call() => Ok([Event::EveryoneCalled { .. }]),
        "from 2": confirmed(ADA) => ADA, call() => Ok([Event::EveryoneCalled { .. }]),
        "not twice": major(ADA) => ADA, call() => Err(WrongState { is: State::Major, .. }),
        "the IC's alone": confirmed(ADA) => BOB, call() => Err(NotYourDuty { .. }),
        "not after the end": stood_down(ADA) => ADA, call() => Err(Over { .. }),
        "everybody answers, a viewer too": major(ADA) => VI, Command::Acknowledge => Ok([Event::Acknowledged]),
        "who pressed it has answered": major(ADA) => ADA, Command::Acknowledge => Err(AlreadyAcknowledged),
        "once each": major(ADA).does(BOB, Command::Acknowledge) => BOB, Command::Acknowledge => Err(AlreadyAcknowledged),
        "no alarm, no answer": confirmed(ADA) => BOB, Command::Acknowledge => Err(WrongState { .. }),
    }
    let world = major(ADA).at(2).does(BOB, Command::Acknowledge);
    let called = world.incident.course.call.clone().expect("everybody is called");
    assert_eq!(called.acknowledged, [(ADA, at(0)), (BOB, at(2))]);
    let again = world.does(ADA, step_down(State::Confirmed)).at(5).does(ADA, call());
    let called = again.incident.course.call.expect("everybody is called again");
    assert_eq!(called.acknowledged, [(ADA, at(5))], "a second alarm asks everybody again");
}

#[test]
fn stepping_down_goes_one_step_with_a_reason() {
    table! {
        "3 to 2": major(ADA) => ADA, step_down(State::Confirmed) => Ok([Event::SteppedDown { to: State::Confirmed, .. }]),
        "2 to 1": confirmed(ADA) => ADA, step_down(State::Investigating)
            => Ok([Event::SteppedDown { to: State::Investigating, .. }]),
        "3 to 1": major(ADA) => ADA, step_down(State::Investigating) => Err(WrongState { .. }),
        "1 to 1": declared(ADA) => ADA, step_down(State::Investigating) => Err(WrongState { .. }),
        "up": declared(ADA) => ADA, step_down(State::Confirmed) => Err(WrongState { .. }),
        "to 3": confirmed(ADA) => ADA, step_down(State::Major) => Err(WrongState { .. }),
        "to the end": confirmed(ADA) => ADA, step_down(State::Normal) => Err(WrongState { .. }),
        "without a reason": confirmed(ADA) => ADA, step_down_because("") => Err(Text { .. }),
        "with an endless reason": confirmed(ADA) => ADA, step_down_because(&long(501)) => Err(Text { .. }),
        "the IC's alone": confirmed(ADA) => BOB, step_down(State::Investigating) => Err(NotYourDuty { .. }),
        "its post fits the lower state": confirmed(ADA) => ADA,
            Command::StepDown { to: State::Investigating, reason: "Less".into(), post: words(Phase::Confirmed) }
            => Err(PhaseNeedsState { state: State::Investigating, .. }),
    }
    let refusal = confirmed(ADA).tries(ADA, step_down(State::Major)).expect_err("not a step down");
    assert_eq!(refusal.to_string(), "The incident is in state 2 Confirmed; there is no such step down.");
    let refusal = declared(ADA).tries(ADA, step_down(State::Confirmed)).expect_err("that is up");
    assert_eq!(
        refusal.to_string(),
        "The incident is in state 1 Investigating; this goes from state 3 Major only."
    );
}

#[test]
fn standing_down_is_for_a_false_alarm() {
    table! {
        "from 1, with the last post first": declared(ADA) => ADA, stand_down()
            => Ok([Event::UpdatePublished { .. }, Event::StoodDown { no_post: None }]),
        "not from 2": confirmed(ADA) => ADA, stand_down() => Err(WrongState { is: State::Confirmed, .. }),
        "not from 3": major(ADA) => ADA, stand_down() => Err(WrongState { .. }),
        "after stepping down": confirmed(ADA).does(ADA, step_down(State::Investigating)) => ADA, stand_down() => Ok(_),
        "the last post cannot wait": declared(ADA) => ADA, Command::StandDown { post: Post::Later } => Err(PostNeeded),
        "the last post says Resolved": declared(ADA) => ADA, Command::StandDown { post: words(Phase::Monitoring) }
            => Err(WrongPhase { phase: Phase::Monitoring, needs: Phase::Resolved }),
        "not twice": stood_down(ADA) => ADA, stand_down() => Err(Over { .. }),
        "the IC's alone": declared(ADA) => BOB, stand_down() => Err(NotYourDuty { .. }),
    }
    let incident = stood_down(ADA).incident;
    assert_eq!(
        incident.course.ending.as_ref().map(|e| (e.how, e.in_charge)),
        Some((HowEnded::StoodDown, None))
    );
    assert_eq!((incident.course.state, incident.commander()), (State::Normal, None));
    assert!(incident.deadlines().is_empty(), "nobody owes anything after a false alarm");
}

#[test]
fn resolving_needs_the_last_post_and_an_answer_about_the_postmortem() {
    let with = |post, postmortem| Command::Resolve { post, postmortem };
    table! {
        "from 1": declared(ADA) => ADA, resolve(BOB) => Ok([Event::UpdatePublished { .. }, Event::Resolved { .. }]),
        "from 2": confirmed(ADA) => ADA, resolve(BOB) => Ok([_, Event::Resolved { .. }]),
        "from 3": major(ADA) => ADA, resolve(BOB) => Ok([_, Event::Resolved { .. }]),
        "no post-mortem, with a reason": confirmed(ADA) => ADA, with(last_post(), waived("Known and fixed"))
            => Ok([_, Event::Resolved { postmortem: PostmortemPlan::NotNeeded { .. }, .. }]),
        "no post-mortem, without a reason": confirmed(ADA) => ADA, with(last_post(), waived(" ")) => Err(Text { .. }),
        "always one after state 3": major(ADA) => ADA, with(last_post(), waived("No")) => Err(PostmortemNeeded),
        "though it stepped down since": major(ADA).does(ADA, step_down(State::Confirmed)) => ADA,
            with(last_post(), waived("No")) => Err(PostmortemNeeded),
        "though it was resolved since, and is back": major(ADA).does(ADA, resolve(ADA)).does(ADA, reopen()) => ADA,
            with(last_post(), waived("No")) => Err(PostmortemNeeded),
        "an owner who exists": confirmed(ADA) => ADA, resolve(GHOST) => Err(UnknownPerson { id: GHOST }),
        "an owner who takes part": confirmed(ADA) => ADA, resolve(VI) => Err(ViewerCannotHold { .. }),
        "due in the past": confirmed(ADA) => ADA, with(last_post(), owned(BOB, at(0))) => Err(DueInPast { .. }),
        "due in half a year": confirmed(ADA) => ADA, with(last_post(), owned(BOB, at(180 * 24 * 60))) => Err(DueTooLate { .. }),
        "due at the end of time": confirmed(ADA) => ADA, with(last_post(), owned(BOB, Timestamp(i64::MAX)))
            => Err(DueTooLate { .. }),
        "the last post cannot wait": confirmed(ADA) => ADA, with(Post::Later, owned(BOB, at(60))) => Err(PostNeeded),
        "the last post says Resolved": confirmed(ADA) => ADA, with(words(Phase::Confirmed), owned(BOB, at(60)))
            => Err(WrongPhase { .. }),
        "not twice": resolved(ADA) => ADA, resolve(BOB) => Err(Over { .. }),
        "the IC's alone": confirmed(ADA) => BOB, resolve(BOB) => Err(NotYourDuty { .. }),
    }
}

#[test]
fn reopening_makes_the_actor_ic() {
    table! {
        "from resolved, to 2": resolved(ADA) => BOB, reopen() => Ok([Event::Reopened { commander: BOB, .. }]),
        "with the post": resolved(ADA) => BOB, Command::Reopen { reason: "Back".into(), post: words(Phase::Confirmed) }
            => Ok([Event::Reopened { .. }, Event::UpdatePublished { .. }]),
        "not from closed": closed(ADA) => BOB, reopen() => Err(Over { how }) if how == "closed",
        "not from stood down": stood_down(ADA) => BOB, reopen() => Err(Over { how }) if how == "stood down",
        "not while open": confirmed(ADA) => ADA, reopen() => Err(StillOpen),
        "not before the declaration": nothing() => ADA, reopen() => Err(NotDeclared),
        "not history": imported() => ADA, reopen() => Err(Over { .. }),
        "not by a viewer": resolved(ADA) => VI, reopen() => Err(RoleTooLow { needs: Role::Responder }),
        "not without a reason": resolved(ADA) => BOB, Command::Reopen { reason: String::new(), post: Post::Later }
            => Err(Text { .. }),
    }
    let incident = resolved(ADA).at(100).does(BOB, reopen()).incident;
    assert_eq!((incident.course.state, incident.commander()), (State::Confirmed, Some(BOB)));
    assert_eq!((incident.course.opened_at, incident.course.declared_at), (at(100), at(0)));
    assert_eq!(incident.postmortem, incident::Postmortem::None, "resolving asks again");
}

#[test]
fn refusals_after_the_end_say_how_to_go_on() {
    for (world, says) in [
        (resolved(ADA), "The incident is resolved. Reopen it, or declare a new one."),
        (closed(ADA), "The incident is closed. If it is back, declare a new one."),
        (stood_down(ADA), "The incident is stood down. If it is back, declare a new one."),
    ] {
        assert_eq!(world.tries(ADA, confirm()).expect_err(says).to_string(), says);
    }
}

#[test]
fn a_confidential_incident_gives_a_reason_at_every_gate() {
    let plan = || owned(ADA, at(60));
    let secret = || confidential(ADA);
    let grave = || secret().does(ADA, confirm_with(no_post()));
    let over = || grave().does(ADA, Command::Resolve { post: no_post(), postmortem: plan() });
    let called = || grave().does(ADA, Command::CallEveryone { post: no_post() });
    let down = |post| Command::StepDown { to: State::Confirmed, reason: "Less".into(), post };
    table! {
        "confirm": secret() => ADA, confirm_with(no_post()) => Ok([Event::Confirmed { no_post: Some(_), .. }]),
        "confirm, later": secret() => ADA, confirm_with(Post::Later) => Err(Confidential { .. }),
        "confirm, with words": secret() => ADA, confirm_with(words(Phase::Confirmed)) => Err(Confidential { .. }),
        "call": secret() => ADA, Command::CallEveryone { post: no_post() } => Ok([Event::EveryoneCalled { no_post: Some(_) }]),
        "call, later": secret() => ADA, call() => Err(Confidential { .. }),
        "step down": called() => ADA, down(no_post()) => Ok([Event::SteppedDown { no_post: Some(_), .. }]),
        "step down, later": called() => ADA, down(Post::Later) => Err(Confidential { .. }),
        "stand down": secret() => ADA, Command::StandDown { post: no_post() } => Ok([Event::StoodDown { no_post: Some(_) }]),
        "stand down, with words": secret() => ADA, stand_down() => Err(Confidential { .. }),
        "resolve": grave() => ADA, Command::Resolve { post: no_post(), postmortem: plan() }
            => Ok([Event::Resolved { no_post: Some(_), .. }]),
        "resolve, with words": grave() => ADA, resolve(ADA) => Err(Confidential { .. }),
        "reopen": over() => BOB, Command::Reopen { reason: "Back".into(), post: no_post() }
            => Ok([Event::Reopened { no_post: Some(_), .. }]),
        "reopen, later": over() => BOB, reopen() => Err(Confidential { .. }),
        "an empty reason": secret() => ADA, confirm_with(Post::Confidential { reason: " ".into() }) => Err(Text { .. }),
        "an update": secret() => ADA, publish(Phase::Investigating) => Err(Confidential { .. }),
        "still working": secret() => ADA, Command::StillWorking => Err(Confidential { .. }),
        "no reason hides a public incident": declared(ADA) => ADA, confirm_with(no_post()) => Err(NotConfidential),
        "nor its end": declared(ADA) => ADA, Command::StandDown { post: no_post() } => Err(NotConfidential),
    }
}

#[test]
fn keeps_every_state_that_was_entered() {
    let world = nothing();
    assert!(world.incident.course.turns.is_empty());
    let world = major(ADA).does(ADA, step_down(State::Confirmed)).does(ADA, resolve(ADA)).does(ADA, reopen());
    let turns: Vec<_> = world.incident.course.turns.iter().map(|turn| turn.state).collect();
    let [first, second, third] = [State::Confirmed, State::Major, State::Confirmed];
    assert_eq!(turns, [State::Investigating, first, second, third, State::Normal, State::Confirmed]);
    let (first, last) = (&world.log[0], world.last());
    assert_eq!((world.incident.first_at, world.incident.last_at), (first.at, last.at));
}

#[test]
fn a_company_without_components_confirms_and_calls_everybody() {
    let mut world = nothing();
    world.company().components.clear();
    let post = FirstPost::Standard;
    let declare = Command::Declare {
        title: "Nobody can sign in".to_owned(),
        components: vec![],
        suspected_at: None,
        post,
        commander: None,
    };
    let world = world.does(ADA, declare).does(ADA, confirm_of("Nobody can sign in", "Everybody", vec![]));
    assert_eq!(world.incident.course.state, State::Confirmed);
    let world = world.does(ADA, Command::CallEveryone { post: Post::Later });
    assert_eq!(world.incident.course.state, State::Major);
}
