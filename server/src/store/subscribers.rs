//! Who gets mail about incidents: those who asked for it and confirmed it, what they picked, and who is left alone.

mod import;

use std::collections::BTreeMap;

use domain::{ComponentId, IncidentId};

use super::db::args;
use super::deliveries::{NewDelivery, incident_id};
use super::{Store, StoreError, Tx};
use crate::delivery::{Kind, Picks, address};
use crate::session;

pub use import::{IMPORT_AT_ONCE_MAX, ImportedSubscriber, Weighed};

/// Most subscribers of a company.
pub const SUBSCRIBERS_MAX: i64 = 200_000;
/// Most requests that wait for their confirmation.
pub const UNCONFIRMED_MAX: i64 = 20_000;
/// How long a request can be confirmed, in hours.
pub const CONFIRM_WITHIN_HOURS: i64 = 48;
/// Mails to confirm that one address gets in an hour, whoever asks for them.
pub const CONFIRMATIONS_PER_HOUR_MAX: i64 = 3;
/// So often in a row a mail server refuses an address before nothing more is sent to it.
pub const REFUSALS_MAX: i64 = 3;
/// Random bytes in the links of mail.
const TOKEN_BYTES: usize = 20;
const HOUR: i64 = 3_600_000_000;

/// Somebody who gets mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscriber {
    pub id: i64,
    pub address: String,
    pub token: String,
    pub picks: Picks,
    /// Incidents that they want to hear no more of.
    pub muted: Vec<IncidentId>,
}

/// Whom a letter about one incident goes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addressee {
    pub address: String,
    pub token: String,
    /// They want to hear no more of this incident.
    pub is_muted: bool,
    /// So often in a row their mail server has refused them.
    pub refusals: i64,
}

/// Somebody who asked for mail and has not confirmed it yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubscriptionRequest {
    pub token: String,
    pub address: String,
    pub picks: Picks,
}

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Requested {
    Done,
    /// The address has been sent enough to confirm for now. Nobody is told, because it is nobody else's business.
    Enough,
    /// There are [`UNCONFIRMED_MAX`], or [`SUBSCRIBERS_MAX`].
    Full,
}

type SubscriberCells = (i64, String, String, bool);

impl Store {
    /// Keeps a request, with the mail that asks to confirm it.
    pub async fn request_subscription(&self, address: &str, picks: &Picks) -> Result<Requested, StoreError> {
        let token = session::secret::<TOKEN_BYTES>()?;
        let mut tx = self.begin().await?;
        let now = tx.now().await?;
        let sql = "DELETE FROM subscription_request WHERE made_us < $1";
        tx.execute(sql, args![now - CONFIRM_WITHIN_HOURS * HOUR]).await?;
        let sql = "SELECT count(*) FROM subscription_request WHERE address = $1 AND made_us > $2";
        let (lately,): (i64,) = tx.one(sql, args![address, now - HOUR]).await?;
        if lately >= CONFIRMATIONS_PER_HOUR_MAX {
            return Ok(Requested::Enough);
        }
        let (waiting,): (i64,) = tx.one("SELECT count(*) FROM subscription_request", args![]).await?;
        let (all,): (i64,) = tx.one("SELECT count(*) FROM subscriber", args![]).await?;
        if waiting >= UNCONFIRMED_MAX || all >= SUBSCRIBERS_MAX {
            return Ok(Requested::Full);
        }
        let sql = "INSERT INTO subscription_request (token, address, everything, picks, made_us)
                   VALUES ($1, $2, $3, $4, $5) RETURNING id";
        let args = args![&token, address, picks.everything, picks.lines(), now];
        let (id,): (i64,) = tx.one(sql, args).await?;
        tx.add_deliveries(&[NewDelivery {
            kind: Kind::Confirm,
            recipient: id,
            domain: address::domain(address).to_owned(),
            incident: IncidentId(0),
            seq: domain::Seq(0),
            message: format!("confirm-{token}"),
        }])
        .await?;
        tx.commit().await?;
        Ok(Requested::Done)
    }

    /// The request with this number.
    pub async fn subscription_request(&self, id: i64) -> Result<Option<SubscriptionRequest>, StoreError> {
        let sql = "SELECT token, address, everything, picks FROM subscription_request WHERE id = $1";
        let row: Option<(String, String, bool, String)> = self.row(sql, args![id]).await?;
        Ok(row.map(request))
    }

    /// The request with this token.
    pub async fn request_of_token(&self, token: &str) -> Result<Option<SubscriptionRequest>, StoreError> {
        let sql = "SELECT token, address, everything, picks FROM subscription_request
                   WHERE token = $1 AND made_us > $2";
        let since = self.database_now().await? - CONFIRM_WITHIN_HOURS * HOUR;
        let row: Option<(String, String, bool, String)> = self.row(sql, args![token, since]).await?;
        Ok(row.map(request))
    }

    /// Makes a subscriber of whoever asked, or changes what they picked; `false` without such a request. What they ask for
    /// themselves ends that they were left alone.
    pub async fn confirm_subscription(&self, token: &str) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let now = tx.now().await?;
        let sql = "DELETE FROM subscription_request WHERE token = $1 AND made_us > $2
                   RETURNING token, address, everything, picks";
        let taken: Option<(String, String, bool, String)> =
            tx.row(sql, args![token, now - CONFIRM_WITHIN_HOURS * HOUR]).await?;
        let Some(SubscriptionRequest { address, picks, .. }) = taken.map(request) else { return Ok(false) };
        tx.execute("DELETE FROM suppression WHERE digest = $1", args![&address::digest(&address)]).await?;
        let id = tx.subscribe(&address, now).await?;
        if picks.everything || !picks.components.is_empty() {
            let sql = "UPDATE subscriber SET everything = $2, refusals = 0 WHERE id = $1";
            tx.execute(sql, args![id, picks.everything]).await?;
            let sql = "DELETE FROM subscription WHERE subscriber = $1 AND kind = 'component'";
            tx.execute(sql, args![id]).await?;
        }
        for component in &picks.components {
            tx.pick(id, "component", &component.0).await?;
        }
        for incident in &picks.incidents {
            let sql = "DELETE FROM subscription WHERE subscriber = $1 AND kind = 'muted' AND key = $2";
            tx.execute(sql, args![id, incident.to_string()]).await?;
            tx.pick(id, "incident", &incident.to_string()).await?;
        }
        tx.commit().await?;
        Ok(true)
    }

    /// Sends nothing more to whoever has the token, and forgets them; only a digest of the address stays, so that no list
    /// brings it back. `false` where nobody has the token.
    pub async fn unsubscribe(&self, token: &str) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let gone: Option<(String,)> =
            tx.row("DELETE FROM subscriber WHERE token = $1 RETURNING address", args![token]).await?;
        let Some((address,)) = gone else { return Ok(false) };
        tx.suppress(&address, "unsubscribed").await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Sends nothing more of one incident.
    pub async fn mute(&self, subscriber: i64, incident: IncidentId) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        tx.pick(subscriber, "muted", &incident.to_string()).await?;
        tx.commit().await
    }

    /// Counts that a mail server refused an address for good; after [`REFUSALS_MAX`] in a row nothing more is sent to it.
    pub async fn count_refusal(&self, subscriber: i64) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let sql = "UPDATE subscriber SET refusals = refusals + 1 WHERE id = $1 RETURNING refusals, address";
        let counted: Option<(i64, String)> = tx.row(sql, args![subscriber]).await?;
        if let Some((refusals, address)) = counted
            && refusals >= REFUSALS_MAX
        {
            tx.execute("DELETE FROM subscriber WHERE id = $1", args![subscriber]).await?;
            tx.suppress(&address, "refused").await?;
        }
        tx.commit().await
    }

    /// A mail went through: earlier refusals no longer count.
    pub async fn forget_refusals(&self, subscriber: i64) -> Result<(), StoreError> {
        let mut tx = self.begin_beside().await?;
        tx.execute("UPDATE subscriber SET refusals = 0 WHERE id = $1", args![subscriber]).await?;
        tx.commit().await
    }

    /// Whom a letter about this incident to the subscriber with this number goes to. In one statement: it is asked for each
    /// letter.
    pub async fn addressee(&self, id: i64, incident: IncidentId) -> Result<Option<Addressee>, StoreError> {
        let sql = "SELECT address, token, refusals, EXISTS (SELECT 1 FROM subscription
                       WHERE subscriber = $1 AND kind = 'muted' AND key = $2)
                   FROM subscriber WHERE id = $1";
        let row: Option<(String, String, i64, bool)> = self.row(sql, args![id, incident.to_string()]).await?;
        Ok(row.map(|(address, token, refusals, is_muted)| Addressee { address, token, is_muted, refusals }))
    }

    /// How many get mail.
    pub async fn count_subscribers(&self) -> Result<u32, StoreError> {
        let (count,): (i64,) = self.one("SELECT count(*) FROM subscriber", args![]).await?;
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    /// How many would get mail about an incident that has hit these components: those who picked it or one of them, and
    /// those who were told of it before.
    pub async fn count_hearers(&self, id: IncidentId, hit: &[ComponentId]) -> Result<u32, StoreError> {
        // Slugs have no commas: one of the list is one that can be taken out of it.
        let hit: String = hit.iter().flat_map(|component| [",", &component.0, ","]).collect();
        let sql = "SELECT count(*) FROM subscriber WHERE (everything
                       OR id IN (SELECT subscriber FROM subscription WHERE (kind = 'incident' AND key = $1)
                           OR (kind = 'component' AND replace($4, ',' || key || ',', '') <> $4))
                       OR id IN (SELECT recipient FROM delivery WHERE channel = $3 AND incident = $2))
                   AND id NOT IN (SELECT subscriber FROM subscription WHERE kind = 'muted' AND key = $1)";
        let args = args![id.to_string(), id.0, Kind::Mail.slug(), hit];
        let (count,): (i64,) = self.one(sql, args).await?;
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    /// The next subscribers after this one, in the order of their numbers, at most so many.
    pub async fn subscribers_after(&self, after: i64, most: u32) -> Result<Vec<Subscriber>, StoreError> {
        let mut tx = self.snapshot().await?;
        let sql = "SELECT id, address, token, everything FROM subscriber WHERE id > $1 ORDER BY id LIMIT $2";
        let rows: Vec<SubscriberCells> = tx.rows(sql, args![after, most]).await?;
        let last = rows.last().map_or(after, |row| row.0);
        let sql = "SELECT subscriber, kind, key FROM subscription WHERE subscriber > $1 AND subscriber <= $2";
        let picked: Vec<(i64, String, String)> = tx.rows(sql, args![after, last]).await?;
        tx.commit().await?;
        subscribers(rows, picked)
    }

    /// The subscriber with this number.
    pub async fn subscriber(&self, id: i64) -> Result<Option<Subscriber>, StoreError> {
        Ok(self.subscribers_after(id - 1, 1).await?.into_iter().find(|subscriber| subscriber.id == id))
    }

    /// The subscriber with this token.
    pub async fn subscriber_of_token(&self, token: &str) -> Result<Option<Subscriber>, StoreError> {
        let row: Option<(i64,)> =
            self.row("SELECT id FROM subscriber WHERE token = $1", args![token]).await?;
        match row {
            Some((id,)) => self.subscriber(id).await,
            None => Ok(None),
        }
    }
}

impl Tx {
    /// The number of the subscriber with this address, who is made where there is none.
    async fn subscribe(&mut self, address: &str, now: i64) -> Result<i64, StoreError> {
        let token = session::secret::<TOKEN_BYTES>()?;
        let sql = "INSERT INTO subscriber (address, token, everything, refusals, since_us)
                   VALUES ($1, $2, false, 0, $3) ON CONFLICT (address) DO NOTHING";
        self.execute(sql, args![address, &token, now]).await?;
        let sql = "SELECT id FROM subscriber WHERE address = $1";
        let (id,): (i64,) = self.one(sql, args![address]).await?;
        Ok(id)
    }

    async fn pick(&mut self, subscriber: i64, kind: &str, key: &str) -> Result<(), StoreError> {
        let sql = "INSERT INTO subscription (subscriber, kind, key) VALUES ($1, $2, $3)
                   ON CONFLICT (subscriber, kind, key) DO NOTHING";
        self.execute(sql, args![subscriber, kind, key]).await.map(drop)
    }

    async fn suppress(&mut self, address: &str, why: &str) -> Result<(), StoreError> {
        let now = self.now().await?;
        let sql = "INSERT INTO suppression (digest, why, made_us) VALUES ($1, $2, $3)
                   ON CONFLICT (digest) DO UPDATE SET why = excluded.why, made_us = excluded.made_us";
        self.execute(sql, args![&address::digest(address), why, now]).await.map(drop)
    }
}

fn request((token, address, everything, lines): (String, String, bool, String)) -> SubscriptionRequest {
    SubscriptionRequest { token, address, picks: Picks::of_lines(everything, &lines) }
}

fn subscribers(
    rows: Vec<SubscriberCells>,
    picked: Vec<(i64, String, String)>,
) -> Result<Vec<Subscriber>, StoreError> {
    let mut found: BTreeMap<i64, Subscriber> = BTreeMap::new();
    for (id, address, token, everything) in rows {
        let picks = Picks { everything, ..Picks::default() };
        found.insert(id, Subscriber { id, address, token, picks, muted: Vec::new() });
    }
    for (id, kind, key) in picked {
        let Some(subscriber) = found.get_mut(&id) else { continue };
        if kind == "component" {
            subscriber.picks.components.push(ComponentId(key));
            continue;
        }
        let number = key.parse().map_err(|_| StoreError::Corrupt(format!("a subscription to {key:?}")))?;
        let incident = incident_id(number)?;
        match kind.as_str() {
            "muted" => subscriber.muted.push(incident),
            _ => subscriber.picks.incidents.push(incident),
        }
    }
    Ok(found.into_values().collect())
}
