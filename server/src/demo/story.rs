//! How a story is told: who did what, how long after it began.

use domain::{
    Command, ComponentId, ComponentImpact, FirstPost, FollowUpKind, Impact, Phase, Post, PostmortemPlan,
    Report, Sitrep, Span, TemporaryChange, Timestamp, UpdateDraft,
};

use super::person;

/// One incident of the past.
pub(super) struct Story {
    /// When it was first suspected, in hours before the first start.
    pub hours_ago: i64,
    /// What people did, given when it was first suspected.
    pub steps: fn(Timestamp) -> Vec<Step>,
}

/// Somebody's command.
pub(super) struct Step {
    /// Since the first suspicion.
    pub at: Span,
    /// A first name.
    pub who: &'static str,
    pub command: Command,
}

/// What somebody did so many minutes and seconds after it began.
pub(super) fn at(minutes: i64, seconds: i64, who: &'static str, command: Command) -> Step {
    Step { at: Span(Span::minutes(minutes).0 + Span::seconds(seconds).0), who, command }
}

/// What somebody did so many days after it began.
pub(super) fn later(days: i64, who: &'static str, command: Command) -> Step {
    Step { at: Span::days(days), who, command }
}

pub(super) fn declare(title: &str, components: &[&str], suspected_at: Timestamp) -> Command {
    Command::Declare {
        title: title.to_owned(),
        components: components.iter().map(|name| ComponentId::slug(name)).collect(),
        suspected_at: Some(suspected_at),
        post: FirstPost::Standard,
        commander: None,
    }
}

pub(super) fn confirm(symptoms: &str, scope: &str, post: UpdateDraft) -> Command {
    Command::Confirm {
        symptoms: symptoms.to_owned(),
        scope: scope.to_owned(),
        impacts: post.impacts.clone(),
        post: Post::Now { update: post },
    }
}

pub(super) fn call_everyone(post: UpdateDraft) -> Command {
    Command::CallEveryone { post: Post::Now { update: post } }
}

pub(super) fn step_down(to: domain::State, reason: &str) -> Command {
    Command::StepDown { to, reason: reason.to_owned(), post: Post::Later }
}

pub(super) fn publish(update: UpdateDraft) -> Command {
    Command::PublishUpdate { update }
}

pub(super) fn update(phase: Phase, impacts: &[(&str, Impact)], body: &str) -> UpdateDraft {
    let impacts = impacts
        .iter()
        .map(|(name, impact)| ComponentImpact::everywhere(ComponentId::slug(name), *impact))
        .collect();
    UpdateDraft { phase, body: body.to_owned(), impacts, ..UpdateDraft::default() }
}

pub(super) fn sitrep(broken: &str, scope: &str, doing: &str) -> Command {
    let [broken, scope, doing] = [broken, scope, doing].map(str::to_owned);
    Command::SendSitrep { sitrep: Sitrep { broken, scope, doing, ..Sitrep::default() } }
}

pub(super) fn say(text: &str) -> Command {
    Command::Say { text: text.to_owned() }
}

pub(super) fn report_up(know: &str, trying: &str) -> Command {
    let [know, trying] = [know, trying].map(str::to_owned);
    Command::ReportUp { report: Report { know, trying, ..Report::default() } }
}

/// Made by whoever writes it down.
pub(super) fn change(what: &str, place: &str, undo: &str) -> Command {
    let [what, place, undo] = [what, place, undo].map(str::to_owned);
    Command::MakeChange { change: TemporaryChange { what, place, undo }, maker: None }
}

pub(super) fn follow_up(kind: FollowUpKind, what: &str, owner: &str, due: Timestamp) -> Command {
    let owner = person(owner).unwrap_or(domain::PersonId(0));
    Command::AddFollowUp { kind, what: what.to_owned(), owner, due }
}

/// Over, with a post-mortem that somebody owns.
pub(super) fn resolve(last: UpdateDraft, owner: &str, due: Timestamp) -> Command {
    // A name that nobody has is refused where the story is written.
    let owner = person(owner).unwrap_or(domain::PersonId(0));
    Command::Resolve { post: Post::Now { update: last }, postmortem: PostmortemPlan::Owner { owner, due } }
}

/// Over, without a post-mortem.
pub(super) fn resolve_without(last: UpdateDraft, reason: &str) -> Command {
    let postmortem = PostmortemPlan::NotNeeded { reason: reason.to_owned() };
    Command::Resolve { post: Post::Now { update: last }, postmortem }
}

/// Handed to somebody, who accepts a minute later.
pub(super) fn hand_over(minutes: i64, from: &'static str, duty: domain::Duty, to: &'static str) -> [Step; 2] {
    let person = person(to).unwrap_or(domain::PersonId(0));
    [
        at(minutes, 0, from, Command::OfferDuty { duty: duty.clone(), to: person }),
        at(minutes + 1, 0, to, Command::AcceptDuty { duty }),
    ]
}

pub(super) fn published(link: &str) -> Command {
    Command::PublishPostmortem { link: link.to_owned() }
}
