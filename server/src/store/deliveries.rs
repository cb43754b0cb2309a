//! The outbox: what is to be told, message by message, and what became of each.
//!
//! All times are on the database's clock, as those of leases are: the nodes' own may differ.

mod outcome;
mod receipts;
mod undo;
mod unreached;

use std::collections::BTreeMap;
use std::sync::LazyLock;
use std::time::Duration;

use domain::{IncidentId, Seq};

use super::db::{Arg, Args, args};
use super::log::sql::{signed, unsigned};
use super::{Store, StoreError, Tx};
use crate::delivery::{Job, Kind};

pub use outcome::GIVE_UP_AFTER;
pub use receipts::DEAD_SHOWN_MAX;

/// Messages of one recipient domain that all nodes together send at the same time.
pub const DOMAIN_AT_ONCE_MAX: i64 = 50;
/// How long what was sent or dropped is kept for receipts, in days.
pub const KEPT_DAYS: i64 = 30;
/// How long what was given up is kept, in days: longer than goals look back, which ask who was told of the end.
pub const FAILED_KEPT_DAYS: i64 = 100;
/// Rows that one look takes away at most: others write in between.
const PRUNED_AT_ONCE_MAX: i64 = 1_000;

/// A published record for one channel, whose recipients' rows are to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcement {
    pub id: i64,
    pub incident: IncidentId,
    pub seq: Seq,
    /// The last recipient whose row is made.
    pub spread_to: i64,
    /// How long ago it was made.
    pub age: Duration,
}

/// A message to be put into the outbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDelivery {
    pub kind: Kind,
    pub recipient: i64,
    pub domain: String,
    pub incident: IncidentId,
    pub seq: Seq,
    /// The same for ever, and no other's.
    pub message: String,
}

/// Rows that one statement changes.
const TOGETHER: usize = 25;

/// Messages that one statement puts into the outbox.
const ADDED_TOGETHER: usize = 50;

static ADD_MANY: LazyLock<String> = LazyLock::new(|| adding(ADDED_TOGETHER));
static ADD_ONE: LazyLock<String> = LazyLock::new(|| adding(1));

/// Puts so many messages into the outbox, each once; `$1` is when, `$2` from when on they may be sent.
fn adding(count: usize) -> String {
    let row = |number: usize| {
        let places: Vec<String> = (0..6).map(|cell| format!("${}", 3 + number * 6 + cell)).collect();
        format!("({}, 'waiting', 0, $1, $2, 0, '')", places.join(", "))
    };
    let rows: Vec<String> = (0..count).map(row).collect();
    format!(
        "INSERT INTO delivery (channel, recipient, domain, incident, seq, message, state, tries, made_us, due_us,
             lease_until, why)
         VALUES {} ON CONFLICT (message) DO NOTHING",
        rows.join(", ")
    )
}

static CLAIM: LazyLock<String> = LazyLock::new(|| {
    let set = "UPDATE delivery SET lease = $1, lease_until = $2, tries = tries + 1";
    format!("{set} WHERE id IN ({})", places(3))
});

/// The places of [`TOGETHER`] numbers in a statement, the first of them this one.
fn places(first: usize) -> String {
    let places: Vec<String> = (first..first + TOGETHER).map(|place| format!("${place}")).collect();
    places.join(", ")
}

/// The numbers for those places; no row has the number zero.
fn ids(ids: impl Iterator<Item = i64>) -> impl Iterator<Item = Arg> {
    ids.chain(std::iter::repeat(0)).take(TOGETHER).map(Arg::from)
}

type JobCells = (i64, i64, String, i64, i64, String, i64, i64);

impl Store {
    /// The oldest announcement of this kind that is not told to everybody yet.
    pub async fn next_announcement(&self, kind: Kind) -> Result<Option<Announcement>, StoreError> {
        // Most looks find nothing, and need no clock.
        let sql = "SELECT id, incident, seq, spread_to, made_us FROM announcement
                   WHERE target = $1 AND state = 'waiting' ORDER BY position LIMIT 1";
        let row: Option<(i64, i64, i64, i64, i64)> = self.row(sql, args![kind.slug()]).await?;
        let Some((id, incident, seq, spread_to, made)) = row else { return Ok(None) };
        let age = Duration::from_micros(u64::try_from(self.database_now().await? - made).unwrap_or_default());
        let (incident, seq) = (incident_id(incident)?, Seq(unsigned(seq)?));
        Ok(Some(Announcement { id, incident, seq, spread_to, age }))
    }

    /// Puts the next recipients of an announcement into the outbox and moves it on to the last of them; `None` where there
    /// are no more. The messages are not sent before they have rested. False where another node did so meanwhile: nothing was
    /// written then.
    pub async fn spread(
        &self,
        announcement: &Announcement,
        to: Option<i64>,
        deliveries: &[NewDelivery],
        rest: Duration,
    ) -> Result<bool, StoreError> {
        let mut tx = self.begin_beside().await?;
        let state = if to.is_some() { "waiting" } else { "spread" };
        let (id, from) = (announcement.id, announcement.spread_to);
        // First, so that another node waits here until this has ended, and finds it done.
        let sql = "UPDATE announcement SET spread_to = $3, state = $4
                   WHERE id = $1 AND spread_to = $2 AND state = 'waiting'";
        if tx.execute(sql, args![id, from, to.unwrap_or(from), state]).await? == 0 {
            return Ok(false);
        }
        tx.add_resting(deliveries, rest).await?;
        for delivery in deliveries {
            if let Kind::Service(_) = delivery.kind {
                tx.bound_backlog(delivery.kind, delivery.recipient).await?;
            }
        }
        tx.commit().await?;
        Ok(true)
    }

    /// Tells nobody of an announcement any more, and why not.
    pub async fn drop_announcement(&self, id: i64, why: &str) -> Result<(), StoreError> {
        let mut tx = self.begin_beside().await?;
        let sql = "UPDATE announcement SET state = 'dropped', why = $2 WHERE id = $1 AND state = 'waiting'";
        tx.execute(sql, args![id, why]).await?;
        tx.commit().await
    }

    /// Which of these recipients were told of the incident before.
    pub async fn notified_before(
        &self,
        kind: Kind,
        incident: IncidentId,
        after: i64,
        to: i64,
    ) -> Result<Vec<i64>, StoreError> {
        let sql = "SELECT DISTINCT recipient FROM delivery
                   WHERE channel = $1 AND incident = $2 AND recipient > $3 AND recipient <= $4";
        let rows: Vec<(i64,)> = self.rows(sql, args![kind.slug(), incident.0, after, to]).await?;
        Ok(rows.into_iter().map(|(id,)| id).collect())
    }

    /// Takes messages to send, at most so many, for as long as the lease `lasts`; no other node gets them meanwhile. A
    /// message waits for the earlier ones of its recipient about its incident.
    pub async fn claim_deliveries(
        &self,
        kind: Kind,
        node: &str,
        lasts: Duration,
        most: u32,
    ) -> Result<Vec<Job>, StoreError> {
        // Looked at without a lock, because mostly there is nothing.
        let due = "SELECT id FROM delivery WHERE channel = $1 AND state = 'waiting' AND due_us <= $2 AND lease_until <= $2
                   LIMIT 1";
        let now = self.database_now().await?;
        if self.row::<(i64,)>(due, args![kind.slug(), now]).await?.is_none() {
            return Ok(Vec::new());
        }
        let mut tx = self.begin_repeatable().await?;
        let mut room = tx.room_of_domains(kind, now).await?;
        let found: Vec<JobCells> = tx
            .rows(self.claimable(), args![kind.slug(), now, i64::from(most) * 4, DOMAIN_AT_ONCE_MAX])
            .await?;
        let until = now.saturating_add(micros(lasts));
        let mut jobs = Vec::new();
        for row in found {
            let left = room.entry(row.2.clone()).or_insert(DOMAIN_AT_ONCE_MAX);
            if *left <= 0 && !row.2.is_empty() {
                continue;
            }
            *left -= 1;
            jobs.push(job(kind, row)?);
            if jobs.len() >= most as usize {
                break;
            }
        }
        for some in jobs.chunks(TOGETHER) {
            let mut args = args![node, until];
            args.extend(ids(some.iter().map(|job| job.id)));
            tx.execute(&CLAIM, args).await?;
        }
        tx.commit().await?;
        Ok(jobs)
    }

    /// Leaves what a node has taken to it for a while longer, unless another one has taken it since.
    pub async fn renew_deliveries(&self, kind: Kind, node: &str, lasts: Duration) -> Result<(), StoreError> {
        let mut tx = self.begin_beside().await?;
        let now = tx.now().await?;
        let sql =
            "UPDATE delivery SET lease_until = $3 WHERE channel = $1 AND lease = $2 AND state = 'waiting'";
        tx.execute(sql, args![kind.slug(), node, now.saturating_add(micros(lasts))]).await?;
        tx.commit().await
    }

    /// What can be sent now, the longest due first. On PostgreSQL rows that another node is claiming are left to it.
    fn claimable(&self) -> &'static str {
        macro_rules! claimable {
            ($lock:literal) => {
                concat!(
                    "SELECT id, recipient, domain, incident, seq, message, tries, made_us FROM delivery AS d
                     WHERE channel = $1 AND state = 'waiting' AND due_us <= $2 AND lease_until <= $2
                       AND NOT EXISTS (SELECT 1 FROM delivery AS e WHERE e.channel = d.channel AND e.recipient = d.recipient
                           AND e.incident = d.incident AND e.seq < d.seq AND e.state = 'waiting')
                       AND (domain = '' OR domain NOT IN (SELECT f.domain FROM delivery AS f WHERE f.channel = $1
                           AND f.state = 'waiting' AND f.lease_until > $2 GROUP BY f.domain HAVING count(*) >= $4))
                     ORDER BY due_us, id LIMIT $3 ",
                    $lock
                )
            };
        }
        match self {
            Self::Sqlite(_) => claimable!(""),
            Self::Postgres(_) => claimable!("FOR UPDATE OF d SKIP LOCKED"),
        }
    }

    /// Whether so many messages of a channel wait.
    pub async fn has_waiting(&self, kind: Kind, most: u32) -> Result<bool, StoreError> {
        let sql = "SELECT count(*) FROM
                   (SELECT 1 FROM delivery WHERE channel = $1 AND state = 'waiting' LIMIT $2) AS waiting";
        let (count,): (i64,) = self.one(sql, args![kind.slug(), most]).await?;
        Ok(count >= i64::from(most))
    }

    /// Takes away what is long over, some of it; true where there may be more.
    pub async fn prune_deliveries(&self) -> Result<bool, StoreError> {
        let now = self.database_now().await?;
        let [before, long_before] = [KEPT_DAYS, FAILED_KEPT_DAYS].map(|days| now - days * 86_400_000_000);
        let sql = "SELECT id FROM delivery
                   WHERE made_us < $1 AND state <> 'waiting' AND (state <> 'dead' OR made_us < $2) LIMIT 1";
        if self.row::<(i64,)>(sql, args![before, long_before]).await?.is_none() {
            return Ok(false);
        }
        let mut tx = self.begin_beside().await?;
        let sql = "DELETE FROM delivery WHERE id IN
                   (SELECT id FROM delivery
                    WHERE made_us < $1 AND state <> 'waiting' AND (state <> 'dead' OR made_us < $2) LIMIT $3)";
        let gone = tx.execute(sql, args![before, long_before, PRUNED_AT_ONCE_MAX]).await?;
        let sql = "DELETE FROM announcement
                   WHERE made_us < $1 AND state <> 'waiting' AND (state <> 'dropped' OR made_us < $2)";
        tx.execute(sql, args![before, long_before]).await?;
        tx.commit().await?;
        Ok(gone >= PRUNED_AT_ONCE_MAX.unsigned_abs())
    }

    /// The microseconds since 1970, on the clock of the database.
    pub(crate) async fn database_now(&self) -> Result<i64, StoreError> {
        let (now,): (i64,) = self.one(self.clock(), args![]).await?;
        Ok(now)
    }
}

impl Tx {
    /// Writes an announcement, once for each record and target.
    pub async fn announce(
        &mut self,
        position: u64,
        (target, reality): (&str, &str),
        (incident, seq): (IncidentId, Seq),
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO announcement (position, target, reality, incident, seq, made_us, spread_to, state, why)
                   VALUES ($1, $2, $3, $4, $5, $6, 0, 'waiting', '') ON CONFLICT (position, target) DO NOTHING";
        let now = self.now().await?;
        let args = args![signed(position), target, reality, incident.0, signed(seq.0), now];
        self.execute(sql, args).await.map(drop)
    }

    /// Puts messages into the outbox, each once.
    pub async fn add_deliveries(&mut self, deliveries: &[NewDelivery]) -> Result<(), StoreError> {
        self.add_resting(deliveries, Duration::ZERO).await
    }

    /// Puts messages into the outbox, each once, that are not sent for so long.
    async fn add_resting(&mut self, deliveries: &[NewDelivery], rest: Duration) -> Result<(), StoreError> {
        let now = self.now().await?;
        let due = now.saturating_add(micros(rest));
        let (many, single) = deliveries.as_chunks::<ADDED_TOGETHER>();
        for some in many {
            self.execute(&ADD_MANY, added(now, due, some)).await?;
        }
        for one in single.chunks(1) {
            self.execute(&ADD_ONE, added(now, due, one)).await?;
        }
        Ok(())
    }

    /// The time on the clock of the database.
    pub(crate) async fn now(&mut self) -> Result<i64, StoreError> {
        let sql = match self {
            Self::Sqlite(_) => super::consumers::SQLITE_CLOCK,
            Self::Postgres(_) => super::consumers::POSTGRES_CLOCK,
        };
        let (now,): (i64,) = self.one(sql, args![]).await?;
        Ok(now)
    }

    /// How many more messages each recipient domain takes that is sent to now.
    async fn room_of_domains(&mut self, kind: Kind, now: i64) -> Result<BTreeMap<String, i64>, StoreError> {
        let sql = "SELECT domain, count(*) FROM delivery WHERE channel = $1 AND state = 'waiting' AND lease_until > $2
                   GROUP BY domain";
        let rows: Vec<(String, i64)> = self.rows(sql, args![kind.slug(), now]).await?;
        Ok(rows.into_iter().map(|(domain, busy)| (domain, DOMAIN_AT_ONCE_MAX - busy)).collect())
    }
}

/// What [`adding`] takes.
fn added(now: i64, due: i64, deliveries: &[NewDelivery]) -> Args {
    let mut args = args![now, due];
    for NewDelivery { kind, recipient, domain, incident, seq, message } in deliveries {
        args.extend(args![kind.slug(), *recipient, domain, incident.0, signed(seq.0), message]);
    }
    args
}

fn job(kind: Kind, row: JobCells) -> Result<Job, StoreError> {
    let (id, recipient, _, incident, seq, message, tries, _) = row;
    Ok(Job {
        id,
        kind,
        recipient,
        incident: incident_id(incident)?,
        seq: Seq(unsigned(seq)?),
        message,
        tries: u32::try_from(tries).unwrap_or(u32::MAX).saturating_add(1),
    })
}

fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

pub(super) fn incident_id(id: i64) -> Result<IncidentId, StoreError> {
    u32::try_from(id).map(IncidentId).map_err(|_| StoreError::Corrupt(format!("an incident {id}")))
}
