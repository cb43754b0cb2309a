//! From a command to events, or to a refusal. Every rule of the process is below here.

use super::Incident;
use crate::actor::{Actor, By};
use crate::command::Command;
use crate::event::Event;
use crate::facts::Facts;
use crate::id::{PersonId, Seq};
use crate::refusal::Refusal;
use crate::text::{self, MESSAGE_MAX, REASON_MAX};

impl Incident {
    /// Decides a command: the events that follow from it, at least one, or why it will not happen.
    pub fn decide(&self, actor: &Actor, command: Command, facts: &Facts) -> Result<Vec<Event>, Refusal> {
        if self.newer {
            return Err(Refusal::NewerVersion);
        }
        self.allow(actor, &command, facts)?;
        match actor.by.person() {
            Some(by) => self.decide_person(by, command, facts),
            None => self.decide_program(&actor.by, command, facts),
        }
    }

    fn decide_program(&self, by: &By, command: Command, facts: &Facts) -> Result<Vec<Event>, Refusal> {
        match (by, command) {
            (By::Server, Command::RecordMiss { kind, due }) => self.record_miss(kind, due, facts),
            (By::Import, Command::Import { .. }) if self.is_declared() => Err(Refusal::AlreadyDeclared),
            (By::Import, Command::Import { incident }) => Ok(vec![Event::Imported { incident }]),
            (_, Command::Redact { seq, reason }) => self.redact(seq, &reason),
            _ => Err(Refusal::NotAPerson),
        }
    }

    fn decide_person(&self, by: PersonId, command: Command, facts: &Facts) -> Result<Vec<Event>, Refusal> {
        if let Command::Declare { title, components, suspected_at, post } = command {
            return self.declare(by, &title, components, suspected_at, post, facts);
        }
        match command {
            Command::Redact { seq, reason } => self.redact(seq, &reason),
            Command::Reopen { reason, post } => self.reopen(by, &reason, post, facts),
            Command::Close => self.close(),
            Command::AssignPostmortem { owner, due } => self.assign_postmortem(owner, due, facts),
            Command::PublishPostmortem { link } => self.publish_postmortem(&link),
            Command::WaivePostmortem { reason } => self.waive_postmortem(&reason),
            Command::Say { text } => self.say(&text),
            open => {
                self.must_be_open()?;
                self.decide_open(by, open, facts)
            }
        }
    }

    fn decide_open(&self, by: PersonId, command: Command, facts: &Facts) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::Confirm { symptoms, scope, impacts, post } => {
                self.confirm(&symptoms, &scope, impacts, post, facts)
            }
            Command::CallEveryone { post } => self.call_everyone(post, facts),
            Command::StepDown { to, reason, post } => self.step_down(to, &reason, post, facts),
            Command::StandDown { post } => self.stand_down(post, facts),
            Command::Resolve { post, postmortem } => self.resolve(post, postmortem, facts),
            Command::OfferDuty { duty, to } => self.offer_duty(duty, to, facts),
            Command::AcceptDuty { duty } => self.accept_duty(by, duty),
            Command::DeclineDuty { duty } => self.decline_duty(by, duty),
            Command::WithdrawOffer { duty } => self.withdraw_offer(duty),
            Command::TakeOver { duty, reason } => self.take_over(by, duty, &reason, facts),
            Command::SendSitrep { sitrep } => self.send_sitrep(sitrep),
            Command::NothingNew => self.nothing_new(),
            Command::PublishUpdate { update } => self.publish_update(update, facts),
            Command::StillWorking => self.still_working(facts),
            Command::Acknowledge => self.acknowledge(by),
            _ => Err(Refusal::ServerOnly),
        }
    }

    /// The room stays open after the end: people still sort out what is left.
    fn say(&self, text: &str) -> Result<Vec<Event>, Refusal> {
        if !self.is_declared() {
            return Err(Refusal::NotDeclared);
        }
        Ok(vec![Event::Said { text: text::body("Message", text, MESSAGE_MAX)? }])
    }

    /// Whether the record has text that can be dropped is for the log to see; the rule here is the reason.
    fn redact(&self, seq: Seq, reason: &str) -> Result<Vec<Event>, Refusal> {
        if seq == Seq::ZERO || seq > self.seq {
            return Err(Refusal::NoSuchRecord);
        }
        Ok(vec![Event::Redacted { seq, reason: text::line("Reason", reason, REASON_MAX)? }])
    }
}
