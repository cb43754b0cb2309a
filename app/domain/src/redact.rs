//! A record without its free text: what stays folds to the same process.

use crate::event::Event;
use crate::postmortem::PostmortemPlan;
use crate::sitrep::Sitrep;
pub use crate::text::REDACTED;
use crate::text::drop_text;
use crate::work::{Answer, Report, TemporaryChange};

/// The event with every free text dropped; states, people, times and impacts stay.
pub fn blank(event: &Event) -> Event {
    let mut event = event.clone();
    match &mut event {
        Event::Declared { title, confidential, .. } => {
            drop_text(title);
            drop_some(confidential);
        }
        Event::Confirmed { symptoms, scope, no_post, .. } => {
            drop_text(symptoms);
            drop_text(scope);
            drop_some(no_post);
        }
        Event::EveryoneCalled { no_post } | Event::StoodDown { no_post } => drop_some(no_post),
        Event::SteppedDown { reason, no_post, .. } | Event::Reopened { reason, no_post, .. } => {
            drop_text(reason);
            drop_some(no_post);
        }
        Event::Resolved { postmortem, no_post } => {
            if let PostmortemPlan::NotNeeded { reason } = postmortem {
                drop_text(reason);
            }
            drop_some(no_post);
        }
        Event::DutyTakenOver { reason, .. }
        | Event::PostmortemWaived { reason }
        | Event::RestoreRequested { reason, .. }
        | Event::UpdateWithdrawn { reason, .. }
        | Event::Redacted { reason, .. } => drop_text(reason),
        Event::SitrepSent { sitrep } => blank_sitrep(sitrep),
        Event::UpdatePublished { update } => {
            drop_text(&mut update.body);
            drop_some(&mut update.reason);
            update.findings.iter_mut().for_each(|f| drop_text(&mut f.words));
        }
        Event::UpdateCorrected { body, findings, reason, .. }
        | Event::HeadlineSet { headline: body, findings, reason }
        | Event::MacroWritten { body, findings, reason } => {
            drop_text(body);
            drop_some(reason);
            findings.iter_mut().for_each(|f| drop_text(&mut f.words));
        }
        Event::Retitled { title } => drop_text(title),
        Event::Said { text, .. } => drop_text(text),
        Event::PostmortemPublished { link } => drop_text(link),
        Event::ReportedUp { report: Report { know, trying, need } } => {
            [know, trying, need].into_iter().for_each(drop_text);
        }
        Event::ChangeMade { change: TemporaryChange { what, place, undo }, .. } => {
            [what, place, undo].into_iter().for_each(drop_text);
        }
        Event::FollowUpAdded { what, .. } => drop_text(what),
        Event::FollowUpAnswered { answer, .. } => match answer {
            Answer::Done { note } => drop_text(note),
            Answer::NotNeeded { reason } => drop_text(reason),
        },
        Event::DeclaredPast { title, confidential, postmortem, .. } => {
            drop_text(title);
            drop_some(confidential);
            if let PostmortemPlan::NotNeeded { reason } = postmortem {
                drop_text(reason);
            }
        }
        Event::Imported { incident } | Event::ImportContinued { incident } => {
            drop_text(&mut incident.headline);
            drop_some(&mut incident.postmortem);
            incident.updates.iter_mut().for_each(|u| drop_text(&mut u.body));
        }
        Event::CompanyChanged { change } => change.blank(),
        Event::Closed
        | Event::TicketsCounted { .. }
        | Event::DutyOffered { .. }
        | Event::DutyAccepted { .. }
        | Event::DutyDeclined { .. }
        | Event::DutyVacated { .. }
        | Event::OfferWithdrawn { .. }
        | Event::NothingNew
        | Event::Acknowledged
        | Event::PostmortemAssigned { .. }
        | Event::DeadlineMissed { .. }
        | Event::RestoreQueued { .. }
        | Event::RestoreRequestAnswered { .. }
        | Event::RestoreStarted { .. }
        | Event::RestoreFinished { .. }
        | Event::RestoreLeft { .. }
        | Event::ChangeRolledBack { .. }
        | Event::FollowUpMoved { .. }
        | Event::Unknown => {}
    }
    event
}

fn blank_sitrep(sitrep: &mut Sitrep) {
    let Sitrep { broken, scope, workaround, doing, who, links } = sitrep;
    for text in [broken, scope, workaround, doing, who, links] {
        drop_text(text);
    }
}

fn drop_some(text: &mut Option<String>) {
    if let Some(text) = text {
        drop_text(text);
    }
}
