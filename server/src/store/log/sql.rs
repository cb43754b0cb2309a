//! The log's statements and rows. Both databases run the same text; only the drivers' types differ, so the
//! functions over them come from one macro.

use domain::{IncidentId, Recorded, Seq, Timestamp};
use serde::de::{DeserializeOwned, IgnoredAny};

use super::chain::Hash;
use super::{CommandKey, Head, Positioned, StoreError};

pub(in crate::store) const TAIL: &str = "SELECT position, hash FROM event ORDER BY position DESC LIMIT 1";
pub(in crate::store) const STREAM_TAIL: &str =
    "SELECT seq, at_us, hash FROM event WHERE stream = $1 ORDER BY seq DESC LIMIT 1";
pub(in crate::store) const REPEAT: &str =
    r#"SELECT stream, last_seq FROM command_key WHERE "by" = $1 AND key = $2"#;
pub(in crate::store) const BODY: &str =
    "SELECT body, digest_salt IS NULL FROM event WHERE stream = $1 AND seq = $2";
pub(in crate::store) const BLANK: &str =
    "UPDATE event SET body = $3, digest_salt = NULL WHERE stream = $1 AND seq = $2";
pub(in crate::store) const READ: &str = r#"SELECT
    position, stream, seq, at_us, "by", kind, body, digest_salt, body_digest, prev_hash, hash
    FROM event WHERE stream = $1 AND seq > $2 ORDER BY seq LIMIT $3"#;
pub(in crate::store) const SINCE: &str = r#"SELECT
    position, stream, seq, at_us, "by", kind, body, digest_salt, body_digest, prev_hash, hash
    FROM event WHERE position > $1 ORDER BY position LIMIT $2"#;
pub(in crate::store) const HEAD: &str = "SELECT coalesce(max(position), 0) FROM event";
/// The highest number is the company's own, and no incident's.
pub(in crate::store) const LAST_STREAM: &str = "SELECT max(stream) FROM event WHERE stream < $1";

/// A record as it is stored.
#[derive(Debug, sqlx::FromRow)]
pub(in crate::store) struct LogRow {
    pub position: i64,
    pub stream: i64,
    pub seq: i64,
    pub at_us: i64,
    pub by: String,
    pub kind: String,
    pub body: String,
    pub digest_salt: Option<Vec<u8>>,
    pub body_digest: Vec<u8>,
    pub prev_hash: Vec<u8>,
    pub hash: Vec<u8>,
}

/// A key that acts, as it is stored.
#[derive(Debug)]
pub(in crate::store) struct KeyRow {
    pub by: String,
    pub key: CommandKey,
    pub stream: i64,
    pub last_seq: i64,
    pub at_us: i64,
}

/// Who has acted with which key, in which incident, up to which record.
pub(in crate::store) type ActedRow = (String, String, i64, i64);

impl LogRow {
    /// The record in the domain's terms, as far as this release can read it. The row keeps it whole.
    pub fn decode(self) -> Result<Positioned, StoreError> {
        let broken =
            |what: &str| StoreError::Corrupt(format!("record at position {}: {what}", self.position));
        let by = readable(&self.by).map_err(|_| broken("nobody knows who wrote it"))?;
        let event = readable(&self.body).map_err(|error| broken(&format!("its body: {error}")))?;
        let (seq, at) = (Seq(unsigned(self.seq)?), Timestamp(self.at_us));
        Ok(Positioned {
            position: unsigned(self.position)?,
            stream: stream(self.stream)?,
            recorded: Recorded::from_readable(seq, at, by, event),
            hash: hash(self.position, &self.hash)?,
        })
    }
}

/// The value in a stored text; `None` where the text is JSON of a shape that only a newer release knows.
///
/// # Errors
/// When it is no JSON: no release wrote that.
pub(super) fn readable<T: DeserializeOwned>(json: &str) -> Result<Option<T>, serde_json::Error> {
    match serde_json::from_str(json) {
        Ok(value) => Ok(Some(value)),
        Err(_) => serde_json::from_str(json).map(|IgnoredAny| None),
    }
}

/// The end of the log.
#[derive(Clone, Copy, Debug)]
pub(in crate::store) struct Tail {
    pub position: u64,
    pub hash: Hash,
}

/// The end of one incident's log.
#[derive(Clone, Copy, Debug)]
pub(in crate::store) struct StreamTail {
    pub head: Head,
    pub at: Timestamp,
}

/// A stored record's body, for redaction.
#[derive(Debug)]
pub(in crate::store) struct StoredBody {
    pub json: String,
    pub redacted: bool,
}

/// An open transaction that no other writer runs beside. Dropped, it rolls back.
pub(in crate::store) trait Tx: Send {
    fn tail(&mut self) -> impl Future<Output = Result<Option<Tail>, StoreError>> + Send;
    /// The stream's last record.
    fn stream_tail(
        &mut self,
        stream: IncidentId,
    ) -> impl Future<Output = Result<Option<StreamTail>, StoreError>> + Send;
    /// Up to `limit` records of the stream after `after`.
    fn read(
        &mut self,
        stream: IncidentId,
        after: Seq,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<LogRow>, StoreError>> + Send;
    /// Up to `limit` records of all streams after `position`.
    fn since(
        &mut self,
        position: u64,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<LogRow>, StoreError>> + Send;
    /// Those of these keys that have acted; at most [`KEYS_TOGETHER`](super::many::KEYS_TOGETHER) are asked for.
    fn acted(
        &mut self,
        keys: &[(String, CommandKey)],
    ) -> impl Future<Output = Result<Vec<ActedRow>, StoreError>> + Send;
    fn insert_events(&mut self, rows: Vec<LogRow>) -> impl Future<Output = Result<(), StoreError>> + Send;
    fn insert_keys(&mut self, rows: Vec<KeyRow>) -> impl Future<Output = Result<(), StoreError>> + Send;
    fn body(
        &mut self,
        stream: IncidentId,
        seq: Seq,
    ) -> impl Future<Output = Result<Option<StoredBody>, StoreError>> + Send;
    fn blank(
        &mut self,
        stream: IncidentId,
        seq: Seq,
        body: &str,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
    fn commit(self) -> impl Future<Output = Result<(), StoreError>> + Send;
}

/// Reads of what is committed.
pub(in crate::store) trait Read: Send + Sync {
    fn key(
        &self,
        by: &str,
        key: &CommandKey,
    ) -> impl Future<Output = Result<Option<(IncidentId, Seq)>, StoreError>> + Send;
    fn read(
        &self,
        stream: IncidentId,
        after: Seq,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<LogRow>, StoreError>> + Send;
    fn since(
        &self,
        position: u64,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<LogRow>, StoreError>> + Send;
    fn head(&self) -> impl Future<Output = Result<u64, StoreError>> + Send;
    fn last_stream(&self) -> impl Future<Output = Result<Option<IncidentId>, StoreError>> + Send;
}

/// A number for the database, which knows signed ones only. What it cannot hold lies beyond every record.
pub(in crate::store) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A number from the database.
pub(in crate::store) fn unsigned(number: i64) -> Result<u64, StoreError> {
    u64::try_from(number).map_err(|_| StoreError::Corrupt(format!("a number below zero: {number}")))
}

/// An incident's number from the database.
pub(in crate::store) fn stream(number: i64) -> Result<IncidentId, StoreError> {
    u32::try_from(number)
        .map(IncidentId)
        .map_err(|_| StoreError::Corrupt(format!("{number} is no incident's number")))
}

/// Where a command acted, from the database.
pub(in crate::store) fn acted(row: (i64, i64)) -> Result<(IncidentId, Seq), StoreError> {
    Ok((stream(row.0)?, Seq(unsigned(row.1)?)))
}

/// The end of the log from the database.
pub(in crate::store) fn tail(row: (i64, Vec<u8>)) -> Result<Tail, StoreError> {
    let (position, bytes) = row;
    Ok(Tail { position: unsigned(position)?, hash: hash(position, &bytes)? })
}

/// The end of an incident's log from the database.
pub(in crate::store) fn stream_tail(row: (i64, i64, Vec<u8>)) -> Result<StreamTail, StoreError> {
    let (seq, at, bytes) = row;
    let head = Head { seq: Seq(unsigned(seq)?), hash: hash(seq, &bytes)? };
    Ok(StreamTail { head, at: Timestamp(at) })
}

fn hash(place: i64, bytes: &[u8]) -> Result<Hash, StoreError> {
    Hash::try_from(bytes)
        .map_err(|_| StoreError::Corrupt(format!("record at position {place}: its hash is too short")))
}

/// Writes [`Tx`] for the transactions and [`Read`] for the pools of one driver.
macro_rules! statements {
    ($driver:ty) => {
        impl $crate::store::log::sql::Tx for sqlx::Transaction<'static, $driver> {
            async fn tail(&mut self) -> Result<Option<sql::Tail>, StoreError> {
                let row =
                    in_time::<$driver, _>(sqlx::query_as(sql::TAIL).fetch_optional(&mut **self)).await?;
                row.map(sql::tail).transpose()
            }

            async fn stream_tail(
                &mut self,
                stream: IncidentId,
            ) -> Result<Option<sql::StreamTail>, StoreError> {
                let query = sqlx::query_as(sql::STREAM_TAIL).bind(i64::from(stream.0));
                in_time::<$driver, _>(query.fetch_optional(&mut **self))
                    .await?
                    .map(sql::stream_tail)
                    .transpose()
            }

            async fn read(
                &mut self,
                stream: IncidentId,
                after: Seq,
                limit: usize,
            ) -> Result<Vec<sql::LogRow>, StoreError> {
                let query = sqlx::query_as(sql::READ)
                    .bind(i64::from(stream.0))
                    .bind(sql::signed(after.0))
                    .bind(sql::signed(limit as u64));
                in_time::<$driver, _>(query.fetch_all(&mut **self)).await
            }

            async fn since(&mut self, position: u64, limit: usize) -> Result<Vec<sql::LogRow>, StoreError> {
                let query =
                    sqlx::query_as(sql::SINCE).bind(sql::signed(position)).bind(sql::signed(limit as u64));
                in_time::<$driver, _>(query.fetch_all(&mut **self)).await
            }

            async fn acted(
                &mut self,
                keys: &[(String, CommandKey)],
            ) -> Result<Vec<sql::ActedRow>, StoreError> {
                let mut query = sqlx::query_as($crate::store::log::many::ACTED.as_str());
                // The first one again in the places that are left over.
                for (by, key) in keys
                    .iter()
                    .chain(keys.iter().take(1).cycle())
                    .take($crate::store::log::many::KEYS_TOGETHER)
                {
                    query = query.bind(by).bind(key.as_str());
                }
                in_time::<$driver, _>(query.fetch_all(&mut **self)).await
            }

            async fn insert_events(&mut self, rows: Vec<sql::LogRow>) -> Result<(), StoreError> {
                let mut rows = rows.into_iter();
                while rows.len() > 0 {
                    let (count, text) =
                        $crate::store::log::many::next(&$crate::store::log::many::INSERT_EVENTS, rows.len());
                    let mut query = sqlx::query(text);
                    for row in rows.by_ref().take(count) {
                        query = query
                            .bind(row.position)
                            .bind(row.stream)
                            .bind(row.seq)
                            .bind(row.at_us)
                            .bind(row.by)
                            .bind(row.kind)
                            .bind(row.body)
                            .bind(row.digest_salt)
                            .bind(row.body_digest)
                            .bind(row.prev_hash)
                            .bind(row.hash);
                    }
                    in_time::<$driver, _>(query.execute(&mut **self)).await?;
                }
                Ok(())
            }

            async fn insert_keys(&mut self, rows: Vec<sql::KeyRow>) -> Result<(), StoreError> {
                let mut rows = rows.into_iter();
                while rows.len() > 0 {
                    let (count, text) =
                        $crate::store::log::many::next(&$crate::store::log::many::INSERT_KEYS, rows.len());
                    let mut query = sqlx::query(text);
                    for row in rows.by_ref().take(count) {
                        query = query
                            .bind(row.by)
                            .bind(row.key.as_str().to_owned())
                            .bind(row.stream)
                            .bind(row.last_seq)
                            .bind(row.at_us);
                    }
                    in_time::<$driver, _>(query.execute(&mut **self)).await?;
                }
                Ok(())
            }

            async fn body(
                &mut self,
                stream: IncidentId,
                seq: Seq,
            ) -> Result<Option<sql::StoredBody>, StoreError> {
                let query = sqlx::query_as(sql::BODY).bind(i64::from(stream.0)).bind(sql::signed(seq.0));
                let row: Option<(String, bool)> =
                    in_time::<$driver, _>(query.fetch_optional(&mut **self)).await?;
                Ok(row.map(|(json, redacted)| sql::StoredBody { json, redacted }))
            }

            async fn blank(&mut self, stream: IncidentId, seq: Seq, body: &str) -> Result<(), StoreError> {
                let query =
                    sqlx::query(sql::BLANK).bind(i64::from(stream.0)).bind(sql::signed(seq.0)).bind(body);
                in_time::<$driver, _>(query.execute(&mut **self)).await?;
                Ok(())
            }

            async fn commit(self) -> Result<(), StoreError> {
                commit::<$driver>(sqlx::Transaction::commit(self)).await
            }
        }

        impl $crate::store::log::sql::Read for sqlx::Pool<$driver> {
            async fn key(&self, by: &str, key: &CommandKey) -> Result<Option<(IncidentId, Seq)>, StoreError> {
                let query = sqlx::query_as(sql::REPEAT).bind(by).bind(key.as_str());
                ask(self, query.fetch_optional(self)).await?.map(sql::acted).transpose()
            }

            async fn read(
                &self,
                stream: IncidentId,
                after: Seq,
                limit: usize,
            ) -> Result<Vec<sql::LogRow>, StoreError> {
                let query = sqlx::query_as(sql::READ)
                    .bind(i64::from(stream.0))
                    .bind(sql::signed(after.0))
                    .bind(sql::signed(limit as u64));
                ask(self, query.fetch_all(self)).await
            }

            async fn since(&self, position: u64, limit: usize) -> Result<Vec<sql::LogRow>, StoreError> {
                let query =
                    sqlx::query_as(sql::SINCE).bind(sql::signed(position)).bind(sql::signed(limit as u64));
                ask(self, query.fetch_all(self)).await
            }

            async fn head(&self) -> Result<u64, StoreError> {
                sql::unsigned(ask(self, sqlx::query_scalar(sql::HEAD).fetch_one(self)).await?)
            }

            async fn last_stream(&self) -> Result<Option<IncidentId>, StoreError> {
                let query = sqlx::query_scalar(sql::LAST_STREAM).bind(i64::from(domain::COMPANY.0));
                let last: Option<i64> = ask(self, query.fetch_one(self)).await?;
                last.map(sql::stream).transpose()
            }
        }
    };
}
pub(in crate::store) use statements;
