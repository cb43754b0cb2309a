//! Incidents of other pages: taken over once each, and continued.

use domain::{Actor, By, Command, Event, Facts, ImportedIncident, Incident, IncidentId, Refusal, Role, Seq};

use super::super::db::args;
use super::super::log::{EVENT_BYTES_MAX, fold_until, sql};
use super::super::{Append, EventLog, Stamp, Store, StoreError, Tx};
use super::{Kind, SourceRecord};

/// How often an incident is looked at again because somebody else wrote into it meanwhile.
const TRIES_MAX: usize = 64;

/// An incident to take over.
#[derive(Clone, Copy, Debug)]
pub struct TakenIncident<'a> {
    /// The page: `statuspage:PAGE`.
    pub source: &'a str,
    pub incident: &'a ImportedIncident,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    Added,
    /// Its source told more than before.
    Continued,
    /// Nothing is new.
    Known,
    /// It takes more than [`EVENT_BYTES_MAX`]: so many bytes.
    TooLarge(usize),
}

impl Store {
    /// Gives each incident that an earlier release imported its row, so that it is known by it.
    ///
    /// # Errors
    /// As every write.
    pub async fn know_earlier_imports(&self) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let sql = "SELECT stream, body FROM event WHERE kind = 'imported' AND seq = 1 AND stream NOT IN
                   (SELECT CAST(target AS BIGINT) FROM source_record WHERE kind = 'incident') ORDER BY stream";
        let rows: Vec<(i64, String)> = tx.rows(sql, args![]).await?;
        for (stream, body) in rows {
            let Ok(Event::Imported { incident }) = serde_json::from_str(&body) else { continue };
            let Some((source, _)) = incident.source.rsplit_once('/') else { continue };
            let sql = "INSERT INTO source_record (source, kind, source_id, target, told, how)
                       VALUES ($1, 'incident', $2, $3, '', 'listed') ON CONFLICT (source, kind, source_id) DO NOTHING";
            tx.execute(sql, args![source, &incident.source, stream.to_string()]).await?;
        }
        tx.commit().await
    }

    /// Takes an incident over, or what is new of it.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when others do not stop writing into it.
    pub async fn take_over_incident(
        &self,
        log: &dyn EventLog,
        stamp: &Stamp,
        taken: TakenIncident<'_>,
    ) -> Result<Taken, StoreError> {
        for _ in 0..TRIES_MAX {
            let known = self.stream_of(taken).await?;
            let incident = match known {
                Some(stream) => fold_until(log, stream, Seq(u64::MAX)).await?,
                None => Incident::new(IncidentId(1)),
            };
            let Some(event) = decided(&incident, taken.incident)? else { return Ok(Taken::Known) };
            let bytes = serde_json::to_vec(&event).map_or(usize::MAX, |json| json.len());
            if bytes > EVENT_BYTES_MAX {
                return Ok(Taken::TooLarge(bytes));
            }
            let mut tx = self.begin().await?;
            let written = match known {
                Some(stream) => tx.write(stamp, stream, incident.seq, event).await,
                None => tx.write_new(stamp, taken, event).await,
            };
            match written {
                Ok(true) => {
                    tx.commit().await?;
                    return Ok(if known.is_some() { Taken::Continued } else { Taken::Added });
                }
                Ok(false) | Err(StoreError::Conflict { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Err(StoreError::Busy)
    }

    async fn stream_of(&self, taken: TakenIncident<'_>) -> Result<Option<IncidentId>, StoreError> {
        let sql =
            "SELECT target FROM source_record WHERE source = $1 AND kind = 'incident' AND source_id = $2";
        let row: Option<(String,)> = self.row(sql, args![taken.source, &taken.incident.source]).await?;
        row.map(|(target,)| target.parse().map(IncidentId))
            .transpose()
            .map_err(|_| StoreError::Corrupt(format!("the source of {}", taken.incident.source)))
    }
}

/// What to write; nothing where nothing is new.
fn decided(incident: &Incident, told: &ImportedIncident) -> Result<Option<Event>, StoreError> {
    let actor = Actor { by: By::Import, role: Role::Admin };
    let command = Command::Import { incident: Box::new(told.clone()) };
    match incident.decide(&actor, command, &Facts::default()) {
        Ok(mut events) => Ok(events.pop()),
        Err(Refusal::AlreadyDeclared) => Ok(None),
        Err(refusal) => Err(StoreError::Invalid(format!("{}: {refusal}", told.source))),
    }
}

impl Tx {
    async fn write(
        &mut self,
        stamp: &Stamp,
        stream: IncidentId,
        expected: Seq,
        event: Event,
    ) -> Result<bool, StoreError> {
        let Stamp { by, at } = stamp.clone();
        let expected = expected.into();
        self.append(Append { stream, expected, at, by, events: vec![event], key: None }).await?;
        Ok(true)
    }

    /// `false` where another import was faster.
    async fn write_new(
        &mut self,
        stamp: &Stamp,
        taken: TakenIncident<'_>,
        event: Event,
    ) -> Result<bool, StoreError> {
        let source_id = &taken.incident.source;
        let sql =
            "SELECT count(*) FROM source_record WHERE source = $1 AND kind = 'incident' AND source_id = $2";
        let (count,): (i64,) = self.one(sql, args![taken.source, source_id]).await?;
        if count > 0 {
            return Ok(false);
        }
        let sql = "SELECT coalesce(max(stream), 0) + 1 FROM event WHERE stream < $1";
        let (next,): (i64,) = self.one(sql, args![domain::COMPANY.0]).await?;
        let stream = u32::try_from(sql::unsigned(next)?).map(IncidentId);
        let stream = stream.map_err(|_| StoreError::Invalid("there are no more numbers".to_owned()))?;
        self.write(stamp, stream, Seq::ZERO, event).await?;
        let record = SourceRecord {
            source_id: source_id.clone(),
            target: stream.to_string(),
            told: String::new(),
            is_listed: true,
        };
        self.put_source_record(taken.source, Kind::Incident, &record).await?;
        Ok(true)
    }
}
