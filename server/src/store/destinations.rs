//! Destinations at services, and what the services gave back.

use std::collections::BTreeMap;

use domain::IncidentId;

use super::db::args;
use super::webhooks::owner;
use super::{Stamp, Store, StoreError, Tx};
use crate::delivery::destination::{Destination, Draft, State};
use crate::delivery::service::{self, Memory, Service};
use crate::delivery::{Job, Kind, Remembered};

/// Most destinations of a company.
pub const DESTINATIONS_MAX: i64 = 100;
/// Messages that wait for one destination; where more come, the oldest is dropped.
pub const DESTINATION_WAITING_MAX: i64 = 1_000;

/// What became of a destination that was saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saved {
    /// Its number.
    Done(i64),
    /// Another one has the name.
    NameTaken,
    /// There are [`DESTINATIONS_MAX`].
    TooMany,
    /// There is none with this number.
    Gone,
}

type Cells = (i64, String, String, String, String, bool, bool, bool, Option<String>, bool);

impl Store {
    /// Adds a destination, or changes one. What waited for it is tried again at once.
    pub async fn save_destination(
        &self,
        stamp: &Stamp,
        id: Option<i64>,
        draft: &Draft,
    ) -> Result<Saved, StoreError> {
        let Draft { service, name, fields, drill, updates, sitreps } = draft;
        let mut tx = self.begin().await?;
        let sql = "SELECT id FROM destination WHERE lower(name) = lower($1) AND id <> $2";
        if tx.row::<(i64,)>(sql, args![name, id.unwrap_or_default()]).await?.is_some() {
            return Ok(Saved::NameTaken);
        }
        let before = match id {
            Some(id) => match tx.destination(id).await? {
                Some(before) => Some(before),
                None => return Ok(Saved::Gone),
            },
            None => None,
        };
        let reality = reality(*drill);
        let json = serde_json::to_string(fields).map_err(|error| StoreError::Invalid(error.to_string()))?;
        let now = tx.now().await?;
        let id = match &before {
            Some(Destination { id, .. }) => {
                // Whoever looks after it gets word if that was not enough.
                let sql = "UPDATE destination SET name = $2, fields = $3, reality = $4, updates = $5, sitreps = $6, owner = $7,
                               failing_us = NULL, told_us = NULL, why = ''
                           WHERE id = $1";
                tx.execute(sql, args![*id, name, json, reality, *updates, *sitreps, owner(stamp)]).await?;
                let sql = "UPDATE delivery SET due_us = $3
                           WHERE channel = $1 AND recipient = $2 AND state = 'waiting' AND due_us > $3";
                tx.execute(sql, args![service.slug, *id, now]).await?;
                *id
            }
            None => {
                let (count,): (i64,) = tx.one("SELECT count(*) FROM destination", args![]).await?;
                if count >= DESTINATIONS_MAX {
                    return Ok(Saved::TooMany);
                }
                let sql = "INSERT INTO destination (service, name, fields, reality, updates, sitreps, paused, owner, made_us)
                           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id";
                let args =
                    args![service.slug, name, json, reality, *updates, *sitreps, false, owner(stamp), now];
                tx.one::<(i64,)>(sql, args).await?.0
            }
        };
        let told = before.as_ref().map_or_else(String::new, |before| {
            let was = Some(&before.draft.name).filter(|was| *was != name);
            format!("{}{}", told(&before.draft), was.map(|was| format!(", as {was}")).unwrap_or_default())
        });
        let secret = before.is_some_and(|before| has_other_secret(&before.draft, draft));
        let now_told = format!("{}{}", self::told(draft), if secret { ", another secret" } else { "" });
        // Whoever looks after a channel without changing it leaves no line.
        if told != now_told {
            tx.record_setting(stamp, &format!("Channel {name}"), &told, &now_told).await?;
        }
        tx.commit().await?;
        Ok(Saved::Done(id))
    }

    /// Tells a destination nothing for a while, or tells it again; `false` where nothing is changed by it.
    pub async fn pause_destination(&self, stamp: &Stamp, id: i64, paused: bool) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let sql =
            "UPDATE destination SET paused = $2, owner = $3 WHERE id = $1 AND paused <> $2 RETURNING name";
        let Some((name,)): Option<(String,)> = tx.row(sql, args![id, paused, owner(stamp)]).await? else {
            return Ok(false);
        };
        let (on, off) = ("on", "paused");
        let (before, after) = if paused { (on, off) } else { (off, on) };
        tx.record_setting(stamp, &format!("Channel {name}"), before, after).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Removes a destination, with what was remembered; `false` where there is none.
    pub async fn remove_destination(&self, stamp: &Stamp, id: i64) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let Some(destination) = tx.destination(id).await? else { return Ok(false) };
        tx.execute("DELETE FROM destination_memory WHERE destination = $1", args![id]).await?;
        tx.execute("DELETE FROM destination WHERE id = $1", args![id]).await?;
        let name = format!("Channel {}", destination.draft.name);
        tx.record_setting(stamp, &name, &told(&destination.draft), "").await?;
        tx.commit().await?;
        Ok(true)
    }

    /// The destination with this number.
    pub async fn destination(&self, id: i64) -> Result<Option<Destination>, StoreError> {
        let row: Option<Cells> = self.row(ONE, args![id]).await?;
        row.map(destination).transpose()
    }

    /// Every destination, and how it is doing.
    pub async fn destinations(&self) -> Result<Vec<(Destination, State)>, StoreError> {
        let rows: Vec<Cells> = self.rows(ALL, args![]).await?;
        let sql = "SELECT d.channel, d.recipient, d.state, count(*), max(d.id) FROM delivery AS d
                   JOIN destination AS n ON n.service = d.channel AND n.id = d.recipient
                   GROUP BY d.channel, d.recipient, d.state";
        let counts: Vec<(String, i64, String, i64, i64)> = self.rows(sql, args![]).await?;
        let sql = "SELECT d.recipient, d.why FROM delivery AS d
                   JOIN destination AS n ON n.service = d.channel AND n.id = d.recipient
                   WHERE d.state IN ('waiting', 'dead') AND d.why <> '' ORDER BY d.id";
        let whys: BTreeMap<i64, String> = self.rows(sql, args![]).await?.into_iter().collect();
        let mut all = Vec::new();
        for row in rows {
            let destination = destination(row)?;
            let mut state = State::default();
            for (_, _, of, count, _) in counts.iter().filter(|row| row.1 == destination.id) {
                let count = u32::try_from(*count).unwrap_or(u32::MAX);
                match of.as_str() {
                    "waiting" => state.waiting = count,
                    "sent" => state.sent = count,
                    "dead" => state.failed = count,
                    _ => {}
                }
            }
            // What is long in order has no reason any more.
            if state.waiting + state.failed > 0 {
                state.why = whys.get(&destination.id).cloned().unwrap_or_default();
            }
            all.push((destination, state));
        }
        Ok(all)
    }

    /// Whom an announcement reaches: those in its reality that are not paused and want updates, or sitreps.
    pub async fn destinations_for(
        &self,
        announcement: i64,
        is_update: bool,
    ) -> Result<Vec<(i64, &'static Service)>, StoreError> {
        let sql =
            "SELECT d.id, d.service FROM destination AS d JOIN announcement AS a ON a.reality = d.reality
                   WHERE a.id = $1 AND d.paused = $3 AND CASE WHEN $2 THEN d.updates ELSE d.sitreps END
                   ORDER BY d.id";
        let rows: Vec<(i64, String)> = self.rows(sql, args![announcement, is_update, false]).await?;
        Ok(rows.into_iter().filter_map(|(id, slug)| Some((id, service::find(&slug)?))).collect())
    }

    /// What a destination's service gave back for what it was told of an incident.
    pub async fn memory(
        &self,
        destination: i64,
        incident: IncidentId,
        about: &str,
    ) -> Result<Option<Memory>, StoreError> {
        let sql =
            "SELECT memory FROM destination_memory WHERE destination = $1 AND incident = $2 AND about = $3";
        let row: Option<(String,)> = self.row(sql, args![destination, incident.0, about]).await?;
        let bad = |error| StoreError::Corrupt(format!("what destination {destination} remembers: {error}"));
        row.map(|(memory,)| serde_json::from_str(&memory).map_err(bad)).transpose()
    }
}

const ONE: &str =
    "SELECT d.id, d.service, d.name, d.fields, d.reality, d.updates, d.sitreps, d.paused, p.name, d.told_us IS NOT NULL
                   FROM destination AS d LEFT JOIN person AS p ON p.id = d.owner WHERE d.id = $1";
const ALL: &str =
    "SELECT d.id, d.service, d.name, d.fields, d.reality, d.updates, d.sitreps, d.paused, p.name, d.told_us IS NOT NULL
                   FROM destination AS d LEFT JOIN person AS p ON p.id = d.owner ORDER BY d.id";

impl Tx {
    async fn destination(&mut self, id: i64) -> Result<Option<Destination>, StoreError> {
        let row: Option<Cells> = self.row(ONE, args![id]).await?;
        row.map(destination).transpose()
    }

    /// Keeps what a service gave back, where the message is still this node's to tell.
    pub(super) async fn remember(
        &mut self,
        job: &Job,
        node: &str,
        remembered: &Remembered,
    ) -> Result<(), StoreError> {
        let memory = serde_json::to_string(&remembered.memory);
        let memory = memory.map_err(|error| StoreError::Invalid(error.to_string()))?;
        let sql = "INSERT INTO destination_memory (destination, incident, about, memory)
                   SELECT n.id, d.incident, $3, $4 FROM delivery AS d JOIN destination AS n ON n.id = d.recipient
                   WHERE d.id = $1 AND d.lease = $2 AND d.state = 'waiting'
                   ON CONFLICT (destination, incident, about) DO UPDATE SET memory = excluded.memory";
        self.execute(sql, args![job.id, node, remembered.about, memory]).await.map(drop)
    }

    /// Drops the oldest of what waits for a destination where it is too much.
    pub(super) async fn bound_backlog(&mut self, kind: Kind, recipient: i64) -> Result<(), StoreError> {
        let sql = "UPDATE delivery SET state = 'dropped', why = 'too many waited for this channel'
                   WHERE channel = $1 AND recipient = $2 AND state = 'waiting' AND id <= (
                       SELECT id FROM delivery WHERE channel = $1 AND recipient = $2 AND state = 'waiting'
                       ORDER BY id DESC LIMIT 1 OFFSET $3)";
        self.execute(sql, args![kind.slug(), recipient, DESTINATION_WAITING_MAX]).await.map(drop)
    }
}

fn reality(drill: bool) -> &'static str {
    if drill { "drill" } else { "real" }
}

fn destination(row: Cells) -> Result<Destination, StoreError> {
    let (id, slug, name, fields, reality, updates, sitreps, paused, owner, fails) = row;
    let corrupt = |why: String| StoreError::Corrupt(format!("destination {id}: {why}"));
    let service = service::find(&slug).ok_or_else(|| corrupt(format!("a service {slug:?}")))?;
    let fields = serde_json::from_str(&fields).map_err(|error| corrupt(error.to_string()))?;
    let draft = Draft { service, name, fields, drill: reality == "drill", updates, sitreps };
    Ok(Destination { id, draft, paused, owner: owner.unwrap_or_default(), fails })
}

/// What the company's log tells of a destination: no address and no secret.
fn told(draft: &Draft) -> String {
    let what = match (draft.updates, draft.sitreps) {
        (true, true) => "updates and sitreps",
        (true, false) => "updates",
        (false, _) => "sitreps",
    };
    let open =
        draft.service.fields.iter().filter(|field| !field.kind.is_secret() && !field.kind.is_address());
    let open = open.filter_map(|field| draft.fields.get(field.name)).filter(|value| !value.is_empty());
    let parts = [draft.service.label, what].into_iter().chain(draft.drill.then_some("in drills"));
    parts.chain(open.map(String::as_str)).collect::<Vec<_>>().join(", ")
}

/// Whether something was changed that is not told.
fn has_other_secret(before: &Draft, after: &Draft) -> bool {
    let hidden =
        before.service.fields.iter().filter(|field| field.kind.is_secret() || field.kind.is_address());
    hidden.into_iter().any(|field| before.fields.get(field.name) != after.fields.get(field.name))
}
