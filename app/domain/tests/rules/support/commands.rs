//! Commands with sensible words.

use domain::*;

use super::*;

pub fn databases() -> ComponentId {
    ComponentId("databases".to_owned())
}

pub fn api() -> ComponentId {
    ComponentId("api".to_owned())
}

pub fn hit(component: ComponentId, impact: Impact) -> ComponentImpact {
    ComponentImpact::everywhere(component, impact)
}

pub fn declare() -> Command {
    declare_at(None)
}

pub fn declare_at(suspected_at: Option<Timestamp>) -> Command {
    Command::Declare {
        title: "Connections to Postgres fail".to_owned(),
        components: vec![databases()],
        suspected_at,
        post: FirstPost::Standard,
        commander: None,
    }
}

pub fn confirm() -> Command {
    confirm_with(Post::Later)
}

pub fn confirm_with(post: Post) -> Command {
    Command::Confirm {
        symptoms: "New connections time out".to_owned(),
        scope: "A third of the clusters in Frankfurt".to_owned(),
        impacts: vec![hit(databases(), Impact::Partial)],
        post,
    }
}

pub fn call() -> Command {
    Command::CallEveryone { post: Post::Later }
}

pub fn step_down(to: State) -> Command {
    Command::StepDown { to, reason: "Only a few are left".to_owned(), post: Post::Later }
}

pub fn reopen() -> Command {
    Command::Reopen { reason: "Errors are back".to_owned(), post: Post::Later }
}

/// With `owner` for the post-mortem, due in two days.
pub fn resolve(owner: PersonId) -> Command {
    Command::Resolve { post: last_post(), postmortem: owned(owner, at(2 * 24 * 60)) }
}

pub fn owned(owner: PersonId, due: Timestamp) -> PostmortemPlan {
    PostmortemPlan::Owner { owner, due }
}

pub fn waived(reason: &str) -> PostmortemPlan {
    PostmortemPlan::NotNeeded { reason: reason.to_owned() }
}

pub fn publish_postmortem() -> Command {
    Command::PublishPostmortem { link: "https://example.com/postmortem".to_owned() }
}

pub fn draft(phase: Phase) -> UpdateDraft {
    UpdateDraft {
        phase,
        body: "New connections to databases fail. We are working on it.".to_owned(),
        impacts: vec![hit(databases(), Impact::Partial)],
        next_due: None,
        reason: None,
    }
}

pub fn publish(phase: Phase) -> Command {
    Command::PublishUpdate { update: draft(phase) }
}

/// Puts the words of the update with this record right.
pub fn correct(seq: u64, body: &str) -> Command {
    Command::CorrectUpdate { update: Seq(seq), body: body.to_owned(), reason: None }
}

pub fn withdraw(seq: u64, reason: &str) -> Command {
    Command::WithdrawUpdate { update: Seq(seq), reason: reason.to_owned() }
}

pub fn words(phase: Phase) -> Post {
    Post::Now { update: draft(phase) }
}

pub fn last_post() -> Post {
    words(Phase::Resolved)
}

pub fn no_post() -> Post {
    Post::Confidential { reason: "Nothing is public".to_owned() }
}

pub fn offer(duty: Duty, to: PersonId) -> Command {
    Command::OfferDuty { duty, to }
}

pub fn accept(duty: Duty) -> Command {
    Command::AcceptDuty { duty }
}

pub fn take_over(duty: Duty) -> Command {
    Command::TakeOver { duty, reason: "No answer for ten minutes".to_owned() }
}

pub fn sitrep(broken: &str) -> Command {
    Command::SendSitrep { sitrep: report(broken) }
}

pub fn report(broken: &str) -> Sitrep {
    Sitrep { broken: broken.to_owned(), doing: "Failing over".to_owned(), ..Sitrep::default() }
}

pub fn report_up(know: &str) -> Command {
    Command::ReportUp { report: Report { know: know.to_owned(), ..Report::default() } }
}

pub fn make_change(what: &str) -> Command {
    make_change_by(what, None)
}

pub fn make_change_by(what: &str, maker: Option<PersonId>) -> Command {
    let change = TemporaryChange {
        what: what.to_owned(),
        place: "db-fra-3".to_owned(),
        undo: "Set it back".to_owned(),
    };
    Command::MakeChange { change, maker }
}

pub fn roll_back(number: u32) -> Command {
    Command::RollBack { number }
}

pub fn follow_up(what: &str, owner: PersonId) -> Command {
    follow_up_due(what, owner, at(24 * 60))
}

pub fn follow_up_due(what: &str, owner: PersonId, due: Timestamp) -> Command {
    Command::AddFollowUp { kind: FollowUpKind::Fix, what: what.to_owned(), owner, due }
}

pub fn done(number: u32) -> Command {
    Command::AnswerFollowUp { number, answer: Answer::Done { note: "It is in".to_owned() } }
}

pub fn not_needed(number: u32) -> Command {
    Command::AnswerFollowUp { number, answer: Answer::NotNeeded { reason: "It stays".to_owned() } }
}

/// API was degraded for an hour, a day before.
pub fn past() -> Past {
    Past { began_at: at(-24 * 60), ended_at: at(-23 * 60), impacts: vec![hit(api(), Impact::Degraded)] }
}

pub fn declare_past(past: Past) -> Command {
    Command::DeclarePast {
        title: "Slow logins".to_owned(),
        past,
        post: FirstPost::Standard,
        postmortem: owned(BOB, at(2 * 24 * 60)),
    }
}

pub fn say(text: &str) -> Command {
    Command::Say { text: text.to_owned() }
}

/// A finding that breaks trust.
pub fn stop() -> Finding {
    Finding { rule: "eta".to_owned(), stop: true, words: "within the hour".to_owned() }
}

/// A finding that only advises.
pub fn hint() -> Finding {
    Finding { rule: "length".to_owned(), stop: false, words: "very".to_owned() }
}

/// `n` characters.
pub fn long(n: u32) -> String {
    "x".repeat(n as usize)
}

pub fn queue(customers: &[u32]) -> Command {
    Command::QueueRestore { customers: customers.iter().copied().map(CustomerId).collect() }
}

pub fn ask(customer: u32) -> Command {
    let reason = "Payroll runs tonight".to_owned();
    Command::RequestRestore { customer: CustomerId(customer), reason }
}

pub fn answer(customer: u32, approve: bool) -> Command {
    Command::AnswerRestoreRequest { customer: CustomerId(customer), approve }
}

pub fn start(customer: u32) -> Command {
    Command::StartRestore { customer: CustomerId(customer) }
}

pub fn finish(customer: u32) -> Command {
    Command::FinishRestore { customer: CustomerId(customer) }
}

pub fn stand_down() -> Command {
    Command::StandDown { post: last_post() }
}
