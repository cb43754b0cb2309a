//! From an announcement to a message for each recipient, page by page.

use std::sync::Arc;
use std::time::Duration;

use domain::incident::PublishedUpdate;
use domain::{ComponentId, Incident, IncidentId};

use super::destination::{Tells, tells};
use super::service::Amends;
use super::{Kind, address, message_id};
use crate::store::deliveries::{Announcement, GIVE_UP_AFTER, NewDelivery};
use crate::store::{Store, StoreError};
use crate::world::World;

/// Recipients whose messages are written together.
pub const SPREAD_AT_ONCE_MAX: u32 = 500;

/// Messages of one channel that wait before more are made: while a channel is away its backlog stays an announcement.
pub const WAITING_MAX: u32 = 20_000;

/// Why a sitrep went to nobody.
pub const NO_LIST: &str = "the company has set no list for sitreps";

/// Why what waited for a mail server is told no more.
pub const HELD_TOO_LONG: &str = "it was held for three days, and is no news any more";

/// Why an update is not told that was taken back.
pub const WITHDRAWN: &str = "it was withdrawn before it was sent";

/// Why a correction is not told that another one followed.
pub const AMENDED_AGAIN: &str = "what it says was changed again, which is told by itself";

/// Makes messages of announcements.
pub struct Spreading {
    pub store: Store,
    pub world: Arc<World>,
    /// Whether mail can be sent: without it announcements wait, a row each, not a row for each subscriber.
    pub has_mail: bool,
    /// How long an update rests that can be undone.
    pub rest: Duration,
}

/// What is to be done about an announcement.
enum Next {
    Tell,
    /// This node has not read so far.
    Wait,
    Drop(&'static str),
}

impl Spreading {
    /// Does a part of what waits; true where there may be more.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn turn(&self) -> Result<bool, StoreError> {
        let mut more = false;
        for kind in [Kind::Mail, Kind::List, Kind::Webhook, Kind::Destinations] {
            let Some(announcement) = self.store.next_announcement(kind).await? else { continue };
            let next = match self.weigh(kind, &announcement) {
                // Mail or no mail, it is for nobody.
                Next::Tell | Next::Wait if !self.has_recipient(kind).await? => Next::Drop(NO_LIST),
                next => next,
            };
            match next {
                Next::Tell if self.store.has_waiting(kind, WAITING_MAX).await? => {}
                Next::Tell => {
                    self.tell(kind, &announcement).await?;
                    more = true;
                }
                Next::Wait => {}
                Next::Drop(why) => {
                    self.store.drop_announcement(announcement.id, why).await?;
                    more = true;
                }
            }
        }
        Ok(more)
    }

    /// False for sitreps of a company without a list; who hears of anything else is looked up page by page.
    async fn has_recipient(&self, kind: Kind) -> Result<bool, StoreError> {
        Ok(kind != Kind::List || self.store.sitrep_list().await?.is_some())
    }

    fn weigh(&self, kind: Kind, announcement: &Announcement) -> Next {
        let Some(incident) = self.world.incident(announcement.incident) else { return Next::Wait };
        if incident.seq < announcement.seq {
            return Next::Wait;
        }
        if announcement.age > GIVE_UP_AFTER {
            return Next::Drop(HELD_TOO_LONG);
        }
        if incident.published(announcement.seq).is_some_and(PublishedUpdate::is_withdrawn) {
            return Next::Drop(WITHDRAWN);
        }
        if incident.confidential.is_some() {
            return Next::Drop("the incident is confidential");
        }
        if incident.past.is_some() {
            return Next::Drop("the incident was over when it was written down");
        }
        if tells(&incident, announcement.seq).is_none() {
            return Next::Drop(AMENDED_AGAIN);
        }
        let needs_mail = !matches!(kind, Kind::Webhook | Kind::Destinations);
        if needs_mail && !self.has_mail { Next::Wait } else { Next::Tell }
    }

    async fn tell(&self, kind: Kind, announcement: &Announcement) -> Result<(), StoreError> {
        if kind == Kind::Destinations {
            return self.tell_destinations(announcement).await;
        }
        let Announcement { incident, spread_to: after, .. } = *announcement;
        let (to, recipients) = match kind {
            Kind::Mail => self.subscribers(incident, after).await?,
            Kind::Webhook => {
                let hooks = self.store.webhooks().await?;
                let hooks = hooks.into_iter().filter(|hook| !hook.disabled);
                (None, hooks.map(|hook| (hook.id, host(&hook.url))).collect())
            }
            _ => {
                let Some(list) = self.store.sitrep_list().await? else {
                    return self.store.drop_announcement(announcement.id, NO_LIST).await;
                };
                (None, vec![(0, address::domain(&list).to_owned())])
            }
        };
        let deliveries: Vec<NewDelivery> = recipients
            .into_iter()
            .map(|(recipient, domain)| NewDelivery {
                kind,
                recipient,
                domain,
                incident,
                seq: announcement.seq,
                message: message_id(kind, incident, announcement.seq, recipient),
            })
            .collect();
        let rest = self.rest(kind, announcement);
        self.store.spread(announcement, to, &deliveries, rest).await.map(drop)
    }

    /// How long messages of it rest from now on: until it can be undone no more.
    fn rest(&self, kind: Kind, announcement: &Announcement) -> Duration {
        let incident = self.world.incident(announcement.incident);
        let is_undoable = incident.is_some_and(|incident| incident.undo_until(announcement.seq).is_some());
        if kind.rests() && is_undoable { self.rest.saturating_sub(announcement.age) } else { Duration::ZERO }
    }

    /// A message for each destination that wants it, in the reality of what is announced.
    async fn tell_destinations(&self, announcement: &Announcement) -> Result<(), StoreError> {
        let Announcement { incident, seq, .. } = *announcement;
        let told = self.world.incident(incident).and_then(|incident| tells(&incident, seq));
        let is_update = told != Some(Tells::Sitrep);
        let wanted = self.store.destinations_for(announcement.id, is_update).await?;
        // Where nothing can be changed nobody is told twice.
        let wanted = wanted
            .into_iter()
            .filter(|(_, service)| told != Some(Tells::Amendment) || service.amends != Amends::Never);
        let deliveries: Vec<NewDelivery> = wanted
            .map(|(recipient, service)| {
                let kind = Kind::Service(service.slug);
                let message = message_id(kind, incident, seq, recipient);
                NewDelivery {
                    kind,
                    recipient,
                    domain: format!("destination {recipient}"),
                    incident,
                    seq,
                    message,
                }
            })
            .collect();
        let rest = self.rest(Kind::Destinations, announcement);
        self.store.spread(announcement, None, &deliveries, rest).await.map(drop)
    }

    /// The next of those who hear of the incident, and the last subscriber that was looked at; `None` at their end.
    async fn subscribers(
        &self,
        id: IncidentId,
        after: i64,
    ) -> Result<(Option<i64>, Vec<(i64, String)>), StoreError> {
        let hit = self.world.incident(id).map(|incident| hit(&incident)).unwrap_or_default();
        let page = self.store.subscribers_after(after, SPREAD_AT_ONCE_MAX).await?;
        let Some(last) = page.last().map(|subscriber| subscriber.id) else { return Ok((None, Vec::new())) };
        // Whoever was told that it began is told that it is over, whatever it touches by then.
        let heard_before = self.store.notified_before(Kind::Mail, id, after, last).await?;
        let hears = page
            .iter()
            .filter(|subscriber| !subscriber.muted.contains(&id))
            .filter(|subscriber| heard_before.contains(&subscriber.id) || subscriber.picks.has(id, &hit));
        let recipients =
            hears.map(|subscriber| (subscriber.id, address::domain(&subscriber.address).to_owned()));
        let is_last = page.len() < SPREAD_AT_ONCE_MAX as usize;
        Ok((Some(last).filter(|_| !is_last), recipients.collect()))
    }
}

/// Every component that the incident has ever hit, as customers were told.
pub(crate) fn hit(incident: &Incident) -> Vec<ComponentId> {
    // Planned work is announced before it touches anything.
    if incident.maintenance.is_some() {
        return incident.components.clone();
    }
    let impacts = incident.comms.updates.iter().flat_map(|published| &published.update.impacts);
    let mut hit: Vec<ComponentId> = impacts.map(|impact| impact.component.clone()).collect();
    hit.sort_unstable();
    hit.dedup();
    hit
}

/// The host that an address leads to; empty where it is none.
pub(super) fn host(url: &str) -> String {
    url.parse::<http::Uri>().ok().and_then(|uri| Some(uri.host()?.to_ascii_lowercase())).unwrap_or_default()
}
