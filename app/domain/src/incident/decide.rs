//! From a command to events, or to a refusal. Every rule of the process is below here.

use super::Incident;
use crate::actor::{Actor, By, Role};
use crate::command::{Command, When};
use crate::event::Event;
use crate::facts::Facts;
use crate::id::{PersonId, Seq};
use crate::imported::ImportedIncident;
use crate::maintenance::Words;
use crate::mention::mentioned;
use crate::refusal::Refusal;
use crate::text::{self, MESSAGE_MAX, REASON_MAX};

impl Incident {
    /// Decides a command: the events that follow from it, at least one, or why it will not happen.
    pub fn decide(&self, actor: &Actor, command: Command, facts: &Facts) -> Result<Vec<Event>, Refusal> {
        if self.newer {
            return Err(Refusal::NewerVersion);
        }
        self.allow(actor, &command, facts)?;
        if command.when() == When::Open {
            self.must_be_open()?;
        }
        if command.when() == When::AnyTime && self.maintenance.is_some() && !command.is_of_any_stream() {
            return Err(Refusal::IsMaintenance);
        }
        self.must_know_customers(&command, facts)?;
        self.dispatch(&actor.by, command, facts)
    }

    /// Only a person takes a duty or answers for themselves; a program may do everything else.
    fn dispatch(&self, by: &By, command: Command, facts: &Facts) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::Declare { title, components, suspected_at, post, commander } => {
                let commander = first_commander(by, commander, facts)?;
                self.declare(commander, &title, components, suspected_at, post, facts)
            }
            Command::DeclarePast { title, past, post, postmortem } => {
                self.declare_past(by, &title, past, post, postmortem, facts)
            }
            Command::Import { incident } => self.import(incident),
            Command::Confirm { symptoms, scope, impacts, post } => {
                self.confirm(&symptoms, &scope, impacts, post, facts)
            }
            Command::CallEveryone { post } => self.call_everyone(post, facts),
            Command::StepDown { to, reason, post } => self.step_down(to, &reason, post, facts),
            Command::StandDown { post } => self.stand_down(post, facts),
            Command::Resolve { post, postmortem } => self.resolve(post, postmortem, facts),
            Command::Reopen { reason, post } => self.reopen(person(by)?, &reason, post, facts),
            Command::Close => self.close(facts),
            Command::OfferDuty { duty, to } => self.offer_duty(duty, to, facts),
            Command::AcceptDuty { duty } => self.accept_duty(person(by)?, duty, facts),
            Command::DeclineDuty { duty } => self.decline_duty(person(by)?, duty, facts),
            Command::WithdrawOffer { duty } => self.withdraw_offer(duty, facts),
            Command::TakeOver { duty, reason } => self.take_over(person(by)?, duty, &reason, facts),
            Command::SendSitrep { sitrep } => self.send_sitrep(sitrep),
            Command::NothingNew => self.nothing_new(),
            Command::PublishUpdate { update } => self.publish_update(update, facts),
            Command::CorrectUpdate { update, body, reason } => {
                self.correct_update(update, &body, reason.as_deref(), facts)
            }
            Command::WithdrawUpdate { update, reason } => self.withdraw_update(update, &reason),
            Command::AskApproval { update, corrects } => self.ask_approval(&update, corrects, facts),
            Command::SkipApproval { update, reason, corrects } => {
                self.skip_approval(&update, corrects, &reason, facts)
            }
            Command::AnswerApproval { request, approve, words } => {
                self.answer_approval(person(by)?, request, approve, &words)
            }
            Command::StillWorking => self.still_working(facts),
            Command::Say { text } => self.say(&text, facts),
            Command::Acknowledge => self.acknowledge(person(by)?),
            Command::AssignPostmortem { owner, due } => self.assign_postmortem(owner, due, facts),
            Command::PublishPostmortem { link } => self.publish_postmortem(&link),
            Command::WaivePostmortem { reason } => self.waive_postmortem(&reason),
            Command::QueueRestore { customers } => self.queue_restore(customers),
            Command::RequestRestore { customer, reason } => self.request_restore(customer, &reason),
            Command::AnswerRestoreRequest { customer, approve } => {
                self.answer_restore_request(customer, approve)
            }
            Command::StartRestore { customer } => self.start_restore(customer),
            Command::FinishRestore { customer } => self.finish_restore(customer),
            Command::LeaveRestoreQueue { customer } => self.leave_restore_queue(customer),
            Command::ReportUp { report } => self.report_up(&report),
            Command::MakeChange { change, maker } => self.make_change(by, &change, maker, facts),
            Command::RollBack { number } => self.roll_back(number, facts),
            Command::AddFollowUp { kind, what, owner, due } => {
                self.add_follow_up(kind, &what, owner, due, facts)
            }
            Command::MoveFollowUp { number, owner, due } => self.move_follow_up(number, owner, due, facts),
            Command::AnswerFollowUp { number, answer } => self.answer_follow_up(number, answer, facts),
            Command::WriteMacro { body, reason } => self.write_macro(&body, reason.as_deref(), facts),
            Command::Retitle { title } => self.retitle(&title),
            Command::SetHeadline { headline, reason } => {
                self.set_headline(&headline, reason.as_deref(), facts)
            }
            Command::PlanMaintenance { plan, body, reason } => {
                self.plan_maintenance(plan, &Words::of(&body, reason.as_deref()), facts)
            }
            Command::ChangeMaintenance { plan, body, reason } => {
                self.change_maintenance(plan, &Words::of(&body, reason.as_deref()), facts)
            }
            Command::PostMaintenance { phase, body, reason } => {
                self.post_maintenance(phase, &Words::of(&body, reason.as_deref()), facts)
            }
            Command::BeginMaintenance { body, reason } => {
                self.begin_maintenance(by, &Words::of(&body, reason.as_deref()), facts)
            }
            Command::EndMaintenance { body, reason } => {
                self.end_maintenance(by, &Words::of(&body, reason.as_deref()), facts)
            }
            Command::CancelMaintenance { body, reason } => {
                self.cancel_maintenance(&Words::of(&body, reason.as_deref()), facts)
            }
            Command::RemindMaintenance => self.remind_maintenance(facts),
            Command::Redact { seq, reason } => self.redact(seq, &reason),
            Command::RecordMiss { kind, due } => self.record_miss(kind, due, facts),
            Command::Vacate { person } => self.vacate(person),
        }
    }

    /// An incident that was imported before is imported again when its source has news of it.
    fn import(&self, incident: Box<ImportedIncident>) -> Result<Vec<Event>, Refusal> {
        if !self.is_declared() {
            return Ok(vec![Event::Imported { incident }]);
        }
        let known = self.imported.as_ref().filter(|known| known.source == incident.source);
        let continued = known.and_then(|known| known.continued(*incident));
        let incident = Box::new(continued.ok_or(Refusal::AlreadyDeclared)?);
        Ok(vec![Event::ImportContinued { incident }])
    }

    /// The room stays open after the end: people still sort out what is left.
    fn say(&self, text: &str, facts: &Facts) -> Result<Vec<Event>, Refusal> {
        if !self.is_declared() {
            return Err(Refusal::NotDeclared);
        }
        let text = text::body("Message", text, MESSAGE_MAX)?;
        let mentions = mentioned(&text, &facts.directory);
        Ok(vec![Event::Said { text, mentions }])
    }

    /// Whether the record has text that can be dropped is for the log to see; the rule here is the reason.
    fn redact(&self, seq: Seq, reason: &str) -> Result<Vec<Event>, Refusal> {
        if seq == Seq::ZERO || seq > self.seq {
            return Err(Refusal::NoSuchRecord);
        }
        Ok(vec![Event::Redacted { seq, reason: text::line("Reason", reason, REASON_MAX)? }])
    }
}

fn person(by: &By) -> Result<PersonId, Refusal> {
    by.person().ok_or(Refusal::NotAPerson)
}

/// A person who declares becomes the IC; a program names somebody who can.
fn first_commander(by: &By, named: Option<PersonId>, facts: &Facts) -> Result<PersonId, Refusal> {
    match (by.person(), named) {
        (Some(finder), Some(named)) if named != finder => Err(Refusal::FinderCommands),
        (Some(finder), _) => Ok(finder),
        (None, None) => Err(Refusal::CommanderNeeded),
        (None, Some(named)) => match facts.directory.active_person(named)? {
            viewer if viewer.role < Role::Responder => {
                Err(Refusal::ViewerCannotHold { name: viewer.name.clone() })
            }
            _ => Ok(named),
        },
    }
}
