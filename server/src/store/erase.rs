//! Removes text for good: from the rows, and from the bytes of the database's files as far as the database lets us.
//!
//! SQLite keeps what was overwritten in its write-ahead log until a checkpoint. `secure_delete` overwrites what is freed,
//! but a page that was split keeps copies of what moved away; only a rewriting of the file ends them. PostgreSQL keeps old
//! versions of rows until a vacuum, and its own write-ahead log for as long as it is set up to.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::time::Duration;

use aho_corasick::{AhoCorasick, MatchKind};
use domain::{Event, IncidentId, Timestamp};
use serde_json::Value;
use tokio::time::{Instant, sleep, timeout};

use super::db::args;
use super::{Postgres, Sqlite, Store, StoreError};

/// How long a redaction waits for readers that still see what was there before.
pub const READERS_GONE_WITHIN: Duration = Duration::from_secs(4);
/// Pause between two looks for them.
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// Bytes of a text that are looked for at once: a row's text may go over several pages, in pieces.
const PIECE_BYTES: usize = 48;
/// Bytes that are read from the file at once.
const BLOCK_BYTES: usize = 1 << 20;

/// Texts that were taken out of a record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Removed(BTreeSet<String>);

impl Removed {
    /// What the first event says and the second one, which is the same without its free text, does not.
    pub fn between(event: &Event, blank: &Event) -> Self {
        let mut texts = Self::default();
        // An event is plain data: that cannot fail.
        if let (Ok(event), Ok(blank)) = (serde_json::to_value(event), serde_json::to_value(blank)) {
            texts.compare(&event, &blank);
        }
        texts
    }

    fn compare(&mut self, event: &Value, blank: &Value) {
        match (event, blank) {
            (Value::String(text), blank) if blank.as_str() != Some(text) && !text.trim().is_empty() => {
                self.0.insert(text.clone());
            }
            (Value::Array(all), blank) => {
                all.iter()
                    .enumerate()
                    .for_each(|(place, one)| self.compare(one, blank.get(place).unwrap_or(&Value::Null)));
            }
            (Value::Object(all), blank) => {
                all.iter().for_each(|(name, one)| self.compare(one, blank.get(name).unwrap_or(&Value::Null)));
            }
            _ => {}
        }
    }

    /// Whether one of them is in the text, which may be JSON.
    fn is_in(&self, text: &str) -> bool {
        self.0.iter().any(|removed| text.contains(removed) || text.contains(&in_json(removed)))
    }

    /// Pieces of them, as they are and as JSON has them.
    fn pieces(&self) -> BTreeSet<Vec<u8>> {
        let written = self.0.iter().flat_map(|text| [text.clone(), in_json(text)]);
        written
            .flat_map(|text| text.as_bytes().chunks(PIECE_BYTES).map(<[u8]>::to_vec).collect::<Vec<_>>())
            .collect()
    }
}

/// As a string's inside in JSON.
fn in_json(text: &str) -> String {
    let quoted = Value::from(text).to_string();
    quoted.trim_matches('"').to_owned()
}

impl Store {
    /// Takes the words out of everybody's drafts of the incident that hold one of the texts. That they were taken stays:
    /// every browser that has them is to lose them too.
    ///
    /// # Errors
    /// When the database does not take it.
    pub async fn withdraw_drafts_with(
        &self,
        incident: IncidentId,
        removed: &Removed,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let drafts: Vec<(i64, String, String)> =
            tx.rows("SELECT person, kind, body FROM draft WHERE incident = $1", args![incident.0]).await?;
        for (person, kind, body) in drafts {
            if removed.is_in(&body) {
                let sql = "UPDATE draft SET body = '', saved_us = $4 WHERE person = $1 AND incident = $2 AND kind = $3";
                tx.execute(sql, args![person, incident.0, kind, now.0]).await?;
            }
        }
        tx.commit().await
    }

    /// Ends what the database's files still have of texts whose rows are blanked. Where nobody knows the texts any more,
    /// SQLite's file is written anew.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when somebody reads for longer than [`READERS_GONE_WITHIN`] what was there before: then it may
    /// be asked for again.
    pub async fn erase(&self, removed: Option<&Removed>) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(sqlite) => sqlite.erase(removed).await,
            Self::Postgres(postgres) => {
                postgres.vacuum().await;
                Ok(())
            }
        }
    }
}

impl Sqlite {
    async fn erase(&self, removed: Option<&Removed>) -> Result<(), StoreError> {
        self.empty_journal().await?;
        let is_left = match removed {
            None => true,
            Some(removed) => {
                let (path, pieces) = (self.path().to_owned(), removed.pieces());
                let looked = tokio::task::spawn_blocking(move || holds_any(&path, &pieces)).await;
                // What cannot be looked at is written anew.
                looked.is_ok_and(|found| found.unwrap_or(true))
            }
        };
        if is_left {
            self.rewrite().await?;
            self.empty_journal().await?;
        }
        Ok(())
    }

    /// Folds the write-ahead log into the file and empties it, once nobody reads from it any more.
    async fn empty_journal(&self) -> Result<(), StoreError> {
        let until = Instant::now() + READERS_GONE_WITHIN;
        while !self.checkpoint().await? {
            if Instant::now() > until {
                return Err(StoreError::Busy);
            }
            sleep(LOOK_EVERY).await;
        }
        Ok(())
    }
}

impl Postgres {
    /// Gives back what blanked rows occupied. Where that fails, the database does it by itself, later; where it takes
    /// long, it goes on there.
    async fn vacuum(&self) {
        for sql in ["VACUUM event", "VACUUM draft"] {
            let vacuum = sqlx::query(sql).execute(self.pool());
            if let Ok(Err(error)) = timeout(READERS_GONE_WITHIN, vacuum).await {
                tracing::warn!(%error, "{sql}: old versions of redacted rows stay until PostgreSQL vacuums by itself");
            }
        }
    }
}

/// Whether the file holds one of these.
fn holds_any(path: &Path, pieces: &BTreeSet<Vec<u8>>) -> io::Result<bool> {
    let finder = AhoCorasick::builder().match_kind(MatchKind::Standard).build(pieces);
    let finder = finder.map_err(|error| io::Error::other(error.to_string()))?;
    let mut file = File::open(path)?;
    // What goes over the end of a block begins the next one.
    let (mut block, mut kept) = (vec![0; BLOCK_BYTES], 0);
    loop {
        let read = file.read(&mut block[kept..])?;
        if read == 0 {
            return Ok(false);
        }
        let filled = kept + read;
        if finder.is_match(&block[..filled]) {
            return Ok(true);
        }
        kept = PIECE_BYTES.min(filled);
        block.copy_within(filled - kept..filled, 0);
    }
}

#[cfg(test)]
mod tests {
    use domain::redact::blank;
    use domain::{Finding, Phase, Sitrep, Update};

    use super::*;

    fn removed(event: &Event) -> Vec<String> {
        Removed::between(event, &blank(event)).0.into_iter().collect()
    }

    #[test]
    fn knows_what_a_redaction_takes() {
        let sitrep = Sitrep { broken: "Ada’s key".to_owned(), links: " ".to_owned(), ..Sitrep::default() };
        assert_eq!(removed(&Event::SitrepSent { sitrep }), ["Ada’s key"]);
        let findings = vec![Finding { rule: "eta".to_owned(), stop: true, words: "by noon".to_owned() }];
        let update = Update {
            phase: Phase::Investigating,
            headline: "Problems with API".to_owned(),
            body: "Call 555-0100".to_owned(),
            impacts: vec![],
            next_due: None,
            findings,
            reason: None,
            still_working: false,
        };
        assert_eq!(removed(&Event::UpdatePublished { update }), ["Call 555-0100", "by noon"]);
        assert_eq!(removed(&Event::NothingNew), [""; 0]);
    }

    #[test]
    fn finds_a_text_as_it_is_and_as_json() {
        let removed = Removed(BTreeSet::from(["a \"key\"\nof two lines".to_owned()]));
        for (text, is_in) in [
            ("before a \"key\"\nof two lines after", true),
            (r#"{"body":"a \"key\"\nof two lines"}"#, true),
            (r#"{"body":"a key of two lines"}"#, false),
        ] {
            assert_eq!(removed.is_in(text), is_in, "{text}");
        }
    }

    #[test]
    fn looks_through_the_whole_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("file");
        let pieces = Removed(BTreeSet::from(["the secret".to_owned()])).pieces();
        for (before, is_there) in
            [(0, true), (BLOCK_BYTES - 5, true), (2 * BLOCK_BYTES + 1, true), (7, false)]
        {
            let mut bytes = vec![b'x'; before];
            bytes.extend(if is_there { "the secret" } else { "the secrex" }.bytes());
            bytes.extend(vec![b'y'; 100]);
            std::fs::write(&path, bytes).expect("room");
            assert_eq!(holds_any(&path, &pieces).expect("a file"), is_there, "{before}");
        }
    }
}
