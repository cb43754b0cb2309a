//! `command-post import`

use std::collections::HashSet;
use std::io::Read;
use std::path::{Path, PathBuf};

use domain::{Actor, By, Command, Event, Facts, ImportedIncident, Incident, IncidentId, Role, Seq};

use super::{Data, Failure};
use crate::Clock;
use crate::import::{History, MAX_FILE_BYTES, parse, summary};
use crate::start::open;
use crate::store::log::{EVENT_BYTES_MAX, PAGE_MAX};
use crate::store::{Append, EventLog, Stamp, StoreError};

/// How often the next number is asked for again because a running server took it.
const TRIES_MAX: usize = 64;

#[derive(Debug, clap::Subcommand)]
pub(super) enum Import {
    /// Statuspage's v2 JSON: its incidents become past incidents, texts and times untouched
    Statuspage(Statuspage),
}

#[derive(Debug, clap::Args)]
pub(super) struct Statuspage {
    /// The file to read
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    data: Data,
}

impl Import {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let Self::Statuspage(statuspage) = self;
        let name = statuspage.file.display().to_string();
        let bad = |why: String| Failure::use_of(format!("{name}: {why}"));
        let bytes = read(&statuspage.file).map_err(|error| bad(error.to_string()))?;
        let history = parse(&bytes).map_err(|error| bad(error.to_string()))?;
        let events = prepared(&history).map_err(bad)?;

        let store = open(&statuspage.data.file()).await.map_err(Failure::of)?;
        let log = store.log();
        let interrupted = |error: StoreError| {
            Failure::of(format!("{error}. Run the same command again to take over the rest"))
        };
        let known = sources(log.as_ref()).await.map_err(interrupted)?;
        store
            .add_components(&by_import(), &history.page_name, &history.components)
            .await
            .map_err(interrupted)?;
        let mut added = 0;
        for (source, event) in events.iter().filter(|(source, _)| !known.contains(*source)) {
            append(log.as_ref(), event).await.map_err(interrupted)?;
            added += 1;
            tracing::debug!("{source} imported");
        }
        log.close().await;
        store.close().await;
        println!("{}", summary(&history, added, events.len() - added));
        Ok(())
    }
}

fn by_import() -> Stamp {
    Stamp { by: By::Import, at: Clock::system().now() }
}

/// Reads no more than is imported at once, and a byte, so that a longer file is refused as one.
fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(MAX_FILE_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Every incident as the event that it becomes: whatever could refuse one does so before the first is written.
fn prepared(history: &History) -> Result<Vec<(&str, Event)>, String> {
    history.incidents.iter().map(|incident| Ok((incident.source.as_str(), event(incident)?))).collect()
}

fn event(incident: &ImportedIncident) -> Result<Event, String> {
    let actor = Actor { by: By::Import, role: Role::Admin };
    let command = Command::Import { incident: Box::new(incident.clone()) };
    let what = &incident.source;
    let events = Incident::new(IncidentId(1)).decide(&actor, command, &Facts::default());
    let event = events.map_err(|refusal| format!("{what}: {refusal}"))?.pop();
    let event = event.ok_or_else(|| format!("{what}: nothing to import"))?;
    let bytes = serde_json::to_vec(&event).map_err(|error| format!("{what}: {error}"))?.len();
    if bytes > EVENT_BYTES_MAX {
        return Err(format!("{what}: takes {bytes} bytes; the limit is {EVENT_BYTES_MAX}"));
    }
    Ok(event)
}

/// What was imported before.
async fn sources(log: &dyn EventLog) -> Result<HashSet<String>, StoreError> {
    let mut sources = HashSet::new();
    let mut position = 0;
    loop {
        let page = log.since(position, PAGE_MAX).await?;
        let is_last = page.len() < PAGE_MAX;
        for positioned in page {
            position = positioned.position;
            if let Event::Imported { incident } = positioned.recorded.event {
                sources.insert(incident.source);
            }
        }
        if is_last {
            return Ok(sources);
        }
    }
}

/// Appends under the next free number, which a running server may take at the same time.
async fn append(log: &dyn EventLog, event: &Event) -> Result<(), StoreError> {
    for _ in 0..TRIES_MAX {
        let last = log.last_stream().await?;
        let append = Append {
            stream: IncidentId(last.map_or(1, |id| id.0.saturating_add(1))),
            expected: Seq::ZERO,
            at: Clock::system().now(),
            by: By::Import,
            events: vec![event.clone()],
            key: None,
        };
        match log.append(append).await {
            Err(StoreError::Conflict { .. }) => {}
            done => return done.map(|_| ()),
        }
    }
    Err(StoreError::Busy)
}
