//! Four eyes: where the policy asks for it, a second person approves an update before customers read it.

use domain::Refusal::*;
use domain::incident::Verdict;
use domain::policy::FourEyes;
use domain::*;

use crate::support::*;
use crate::table;

fn from(state: State) -> Policy {
    Policy { four_eyes: FourEyes { from: Some(state), ..FourEyes::default() }, ..Policy::default() }
}

fn with_eyes_on(component: ComponentId) -> Policy {
    Policy { four_eyes: FourEyes { components: vec![component], ..FourEyes::default() }, ..Policy::default() }
}

/// Ada has declared under this policy and is alone.
fn under(policy: Policy) -> World {
    World::new().policy(policy).does(ADA, declare()).at(5)
}

fn publish(draft: UpdateDraft) -> Command {
    Command::PublishUpdate { update: draft }
}

fn ask() -> Command {
    Command::AskApproval { update: draft(Phase::Investigating), corrects: None }
}

fn approve(request: u64) -> Command {
    Command::AnswerApproval { request: Seq(request), approve: true, words: String::new() }
}

fn decline(request: u64, words: &str) -> Command {
    Command::AnswerApproval { request: Seq(request), approve: false, words: words.to_owned() }
}

fn alone(reason: &str) -> Command {
    Command::SkipApproval { update: draft(Phase::Investigating), reason: reason.to_owned(), corrects: None }
}

fn other_words() -> UpdateDraft {
    UpdateDraft { body: "Connections fail for everybody.".to_owned(), ..draft(Phase::Investigating) }
}

fn other_impacts() -> UpdateDraft {
    UpdateDraft { impacts: vec![hit(databases(), Impact::Major)], ..draft(Phase::Investigating) }
}

#[test]
fn the_policy_says_which_updates_wait() {
    let ours = || draft(Phase::Investigating);
    let works = UpdateDraft { impacts: vec![hit(databases(), Impact::Operational)], ..ours() };
    table! {
        "nothing at first": under(Policy::default()) => ADA, publish(ours()) => Ok(_),
        "the first post never": World::new().policy(from(State::Investigating)) => ADA, declare() => Ok(_),
        "from this state": under(from(State::Investigating)) => ADA, publish(ours()) => Err(ApprovalNeeded { .. }),
        "not in a lower one": under(from(State::Confirmed)) => ADA, publish(ours()) => Ok(_),
        "but in a graver one": under(from(State::Confirmed)).does(ADA, confirm()).does(ADA, call()) => ADA, publish(ours())
            => Err(ApprovalNeeded { .. }),
        "a component that is hit": under(with_eyes_on(databases())) => ADA, publish(ours()) => Err(ApprovalNeeded { .. }),
        "another one": under(with_eyes_on(api())) => ADA, publish(ours()) => Ok(_),
        "one that works": under(with_eyes_on(databases())) => ADA, publish(works) => Ok(_),
        "words that ride along": under(from(State::Confirmed)) => ADA, confirm_with(Post::Now { update: draft(Phase::Confirmed) })
            => Err(ApprovalNeeded { .. }),
        "not words that come later": under(from(State::Confirmed)) => ADA, confirm() => Ok(_),
        "not our own that keep the cadence": under(from(State::Investigating)) => ADA, Command::StillWorking => Ok(_),
    }
}

#[test]
fn what_was_approved_is_what_goes_out() {
    let asked = || under(from(State::Investigating)).does(ADA, ask());
    let approved = || asked().does(BOB, approve(3));
    let sent = || approved().does(ADA, publish(draft(Phase::Investigating)));
    table! {
        "not while it waits": asked() => ADA, publish(draft(Phase::Investigating)) => Err(ApprovalNeeded { .. }),
        "these words": approved() => ADA, publish(draft(Phase::Investigating)) => Ok([Event::UpdatePublished { .. }]),
        "no others": approved() => ADA, publish(other_words()) => Err(ApprovalNeeded { .. }),
        "no other impacts": approved() => ADA, publish(other_impacts()) => Err(ApprovalNeeded { .. }),
        "no other phase": approved() => ADA, publish(draft(Phase::Monitoring)) => Err(ApprovalNeeded { .. }),
        "once": sent() => ADA, publish(draft(Phase::Investigating)) => Err(ApprovalNeeded { .. }),
        "not what was declined": asked().does(BOB, decline(3, "Say for whom")) => ADA, publish(draft(Phase::Investigating))
            => Err(ApprovalNeeded { .. }),
        "a sooner promise is no other update": approved() => ADA,
            publish(UpdateDraft { next_due: Some(at(10)), ..draft(Phase::Investigating) }) => Ok(_),
    }
}

#[test]
fn a_second_person_answers_what_stands() {
    let asked = || under(from(State::Investigating)).does(ADA, ask());
    let changed = || asked().does(ADA, Command::AskApproval { update: other_words(), corrects: None });
    table! {
        "a responder": asked() => BOB, approve(3) => Ok([Event::ApprovalAnswered { approved: true, .. }]),
        "not whoever asked": asked() => ADA, approve(3) => Err(OwnApproval),
        "not a viewer": asked() => VI, approve(3) => Err(RoleTooLow { .. }),
        "not what was changed since": changed() => BOB, approve(3) => Err(NoSuchApproval),
        "but what it was changed to": changed() => BOB, approve(4) => Ok(_),
        "once": asked().does(BOB, approve(3)) => CY, decline(3, "No") => Err(NoSuchApproval),
        "with words where it is declined": asked() => BOB, decline(3, " ") => Err(Text { .. }),
        "nothing that nobody asked": under(from(State::Investigating)) => BOB, approve(3) => Err(NoSuchApproval),
        "nobody asks twice": asked() => ADA, ask() => Err(ApprovalAsked),
        "but once more after a no": asked().does(BOB, decline(3, "No")) => ADA, ask() => Ok(_),
        "not once it is over": asked().does(ADA, Command::SkipApproval { update: last_draft(), reason: "x".to_owned(), corrects: None }).does(ADA, resolve(ADA))
            => BOB, approve(3) => Err(Over { .. }),
    }
}

/// What [`resolve`] posts.
fn last_draft() -> UpdateDraft {
    let Post::Now { update } = last_post() else { panic!("it goes out at once") };
    update
}

#[test]
fn the_way_past_is_in_the_log() {
    let under = || under(from(State::Investigating));
    table! {
        "a reason is needed": under() => ADA, alone(" ") => Err(Text { .. }),
        "only for these words": under().does(ADA, alone("Nobody is awake")) => ADA, publish(other_words())
            => Err(ApprovalNeeded { .. }),
        "they go out": under().does(ADA, alone("Nobody is awake")) => ADA, publish(draft(Phase::Investigating)) => Ok(_),
        "whoever publishes says so": under() => BOB, alone("Nobody is awake") => Err(NotYourDuty { .. }),
    }
    let world = under().does(ADA, alone("Nobody is awake"));
    assert!(
        matches!(&world.last().event, Event::ApprovalSkipped { reason, .. } if reason == "Nobody is awake")
    );
}

const NEW_WORDS: &str = "Connections fail for some of you.";

fn new_correct(seq: u64) -> Command {
    correct(seq, NEW_WORDS)
}

fn correction(corrects: u64) -> Command {
    let update = UpdateDraft { body: NEW_WORDS.to_owned(), ..draft(Phase::Investigating) };
    Command::AskApproval { update, corrects: Some(Seq(corrects)) }
}

#[test]
fn new_words_for_an_update_are_approved_too() {
    let under = || under(from(State::Investigating));
    let approved = || under().does(ADA, correction(2)).does(BOB, approve(3));
    let new_words = || UpdateDraft { body: NEW_WORDS.to_owned(), ..draft(Phase::Investigating) };
    let over = || {
        let last = Command::SkipApproval { update: last_draft(), reason: "x".to_owned(), corrects: None };
        under().does(ADA, last).does(ADA, resolve(ADA))
    };
    table! {
        "not before": under() => ADA, new_correct(2) => Err(ApprovalNeeded { .. }),
        "nor while they wait": under().does(ADA, correction(2)) => ADA, new_correct(2) => Err(ApprovalNeeded { .. }),
        "once they are approved": approved() => ADA, new_correct(2) => Ok([Event::UpdateCorrected { .. }]),
        "or go out alone": under().does(ADA, Command::SkipApproval { update: new_words(), reason: "Wrong number".to_owned(), corrects: Some(Seq(2)) })
            => ADA, new_correct(2) => Ok(_),
        "that is no new update": approved() => ADA, publish(new_words()) => Err(ApprovalNeeded { .. }),
        "nor does a new one approve them": under().does(ADA, Command::AskApproval { update: new_words(), corrects: None }).does(BOB, approve(3))
            => ADA, new_correct(2) => Err(ApprovalNeeded { .. }),
        "once": approved().does(ADA, new_correct(2)) => ADA, correct(2, "Else.") => Err(ApprovalNeeded { .. }),
        "not of what is not there": under() => ADA, correction(1) => Err(NoSuchUpdate),
        "not once it is over": over() => ADA, new_correct(2) => Ok(_),
        "nor to open it again": over() => BOB, Command::Reopen { reason: "It is back".to_owned(), post: words(Phase::Confirmed) } => Ok(_),
        "where the policy asks nothing": World::new().does(ADA, declare()).at(5) => ADA, new_correct(2) => Ok(_),
    }
    let corrected = approved().does(ADA, new_correct(2));
    assert_eq!(corrected.incident.comms.approval, None, "it is asked for no more");
}

#[test]
fn a_refusal_names_people_who_could_approve() {
    let refused = under(from(State::Investigating)).tries(ADA, publish(draft(Phase::Investigating)));
    let words = refused.expect_err("it waits").to_string();
    assert!(words.contains("Bob Okafor or Cy Lindqvist or another responder"), "{words}");
    assert!(!words.contains("Ada") && !words.contains("Vi"), "not who writes, and no viewer: {words}");
}

#[test]
fn everybody_who_could_is_asked_on_their_pages() {
    let world = under(from(State::Investigating)).does(ADA, ask());
    let asked = |world: &World, who, role| {
        let all = world.incident.card().asked_of(who, role, at(6));
        all.iter().any(|asked| matches!(asked, board::Asked::Approval(asked) if asked.seq == Seq(3)))
    };
    assert!(asked(&world, BOB, Role::Responder) && asked(&world, CY, Role::Admin));
    assert!(!asked(&world, ADA, Role::Admin), "not who asks");
    assert!(!asked(&world, VI, Role::Viewer), "not who may not");
    let answered = world.does(BOB, decline(3, "Say for whom"));
    assert!(!asked(&answered, CY, Role::Responder), "no more once it is answered");
    let verdict = answered.incident.comms.approval.as_ref().and_then(|asked| asked.verdict.clone());
    assert!(matches!(verdict, Some(Verdict::Declined { words, .. }) if words == "Say for whom"));
}

#[test]
fn dropped_words_are_approved_no_more() {
    let mut world = under(from(State::Investigating)).does(ADA, ask());
    world.log[2].event = redact::blank(&world.log[2].event);
    world.incident = Incident::fold(IncidentId(1), &world.log);
    table! {
        "they are gone": world.clone() => BOB, approve(3) => Err(NoSuchApproval),
        "and can be asked anew": world.clone() => ADA, ask() => Ok(_),
    }
}
