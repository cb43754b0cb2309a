//! What will become of an update, and taking it back right after.

use std::time::Duration;

use app::Error;
use app::backend::Asker;
use app::outlook::{Outlook, Outlooks, Undone};
use async_trait::async_trait;
use domain::incident::PublishedUpdate;
use domain::{By, Command, Facts, IncidentId, Seq, UpdateDraft, words};

use super::{Engine, log_failure};
use crate::delivery::outlook::{self, Draft, Reach};
use crate::delivery::{Kind, spread};

/// How long messages of an update are held while it is being withdrawn: longer than any node takes to read that.
const HOLD: Duration = Duration::from_secs(30);

#[async_trait]
impl Outlooks for Engine {
    async fn read_outlook(
        &self,
        asker: Asker,
        incident: IncidentId,
        draft: UpdateDraft,
    ) -> Result<Outlook, Error> {
        let incident = self.world.incident(incident).ok_or(Error::NotFound)?;
        let company = self.world.company();
        let now = self.clock.now().max(incident.last_at);
        // What the linter finds is said beside the words.
        let (directory, policy) = (company.directory.clone(), company.policy.clone());
        let facts = Facts { now, directory, policy, ..Facts::default() };
        let published = incident.with_update(By::Person { id: asker.person }, draft, &facts);
        let not_yet = published.as_ref().err().map(ToString::to_string);
        let after = published.as_ref().unwrap_or(&incident);
        let hearers = self.store.count_hearers(incident.id, &spread::hit(after)).await;
        let subscribers = hearers.map_err(|e| log_failure(&e))?;
        let reach = Reach { store: &self.store, subscribers, has_mail: self.has_mail() };
        let public = after.public().filter(|_| not_yet.is_none());
        let draft = public.as_ref().map(|public| Draft {
            directory: &company.directory,
            origin: &self.status_address,
            incident: public,
            number: public.updates.len().saturating_sub(1),
        });
        let channels = outlook::all(&reach, draft.as_ref()).await.map_err(|e| log_failure(&e))?;
        let mails = if self.has_mail() { subscribers } else { 0 };
        let before = self.store.widest(Kind::Mail, incident.id).await.map_err(|e| log_failure(&e))?;
        let unusual = outlook::unusual(mails, before, company.policy.zone.as_deref(), now);
        Ok(Outlook { channels, unusual, not_yet })
    }

    async fn undo_update(&self, asker: Asker, incident: IncidentId, update: Seq) -> Result<Undone, Error> {
        let known = self.caught_up(incident).await?;
        let command = Command::WithdrawUpdate { update, reason: words::UNDONE.to_owned() };
        known.may(asker.person, asker.role, &command, &self.world.company().directory)?;
        // Where the first answer got lost it is asked for again.
        if !known.published(update).is_some_and(PublishedUpdate::is_withdrawn) {
            if known.undo_until(update).is_none_or(|until| self.clock.now() > until) {
                return Err(Error::invalid(
                    "It is too late to undo this update. Correct or withdraw it under Posted.",
                ));
            }
            self.store.hold_deliveries(incident, update, HOLD).await.map_err(|e| log_failure(&e))?;
            self.carry_out(asker.actor(), Some(incident), command, None).await?;
        }
        let sent = self.store.withdraw_deliveries(incident, update).await.map_err(|e| log_failure(&e))?;
        Ok(Undone { sent })
    }
}
