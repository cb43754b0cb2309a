//! `command-post import`

use std::io::Read;
use std::path::{Path, PathBuf};

use domain::By;

use super::{Data, Failure, say};
use crate::Clock;
use crate::import::{FILES_MAX, History, Input, MAX_FILE_BYTES, Outcome, Skipped, parse_all, summary};
use crate::start::open;
use crate::store::sources::{PageRow, Taken, TakenIncident};
use crate::store::{EventLog, Stamp, Store, StoreError};

/// What stands for the standard input.
const STANDARD_INPUT: &str = "-";

#[derive(Debug, clap::Subcommand)]
pub(super) enum Import {
    /// Statuspage's JSON, as its APIs give it. Run it again whenever the source has gone on: what is known is continued
    Statuspage(Statuspage),
}

#[derive(Debug, clap::Args)]
pub(super) struct Statuspage {
    /// The files to read, all of one page; - is the standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// The page's name, for files that do not tell their page
    #[arg(long, value_name = "NAME")]
    page: Option<String>,
    /// Take nothing at all where anything would be skipped
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    data: Data,
}

impl Import {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let Self::Statuspage(statuspage) = self;
        let mut history = statuspage.history()?;
        if let (true, Some(Skipped { what, why })) = (statuspage.strict, history.skipped.first()) {
            let count = history.skipped.len();
            let line = format!("nothing was imported, because of --strict: {what}: {why} ({count} in all)");
            return Err(Failure::use_of(line));
        }
        let store = open(&statuspage.data.database()?).await.map_err(Failure::of)?;
        let log = store.log();
        let taken = take_over(&store, log.as_ref(), &mut history).await;
        log.close().await;
        store.close().await;
        let outcome = taken.map_err(|error| match error {
            StoreError::Invalid(why) => Failure::use_of(why),
            error => Failure::of(format!("{error}. Run the same command again to take over the rest")),
        })?;
        say(&summary(&history, outcome).to_string())
    }
}

impl Statuspage {
    fn history(&self) -> Result<History, Failure> {
        if self.files.len() > FILES_MAX {
            return Err(Failure::use_of(format!("{} files; the limit is {FILES_MAX}", self.files.len())));
        }
        let mut files = Vec::new();
        for path in &self.files {
            let name = path.display().to_string();
            let bytes = read(path).map_err(|error| Failure::use_of(format!("{name}: {error}")))?;
            files.push((name, bytes));
        }
        let is_one = files.len() == 1;
        let inputs: Vec<Input<'_>> =
            files.iter().map(|(name, bytes)| Input { name: if is_one { "" } else { name }, bytes }).collect();
        parse_all(&inputs, self.page.as_deref())
            .map_err(|(place, error)| Failure::use_of(format!("{}: {error}", files[place].0)))
    }
}

/// Reads no more than is imported at once, and a byte, so that a longer file is refused as one.
fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    let limit = MAX_FILE_BYTES as u64 + 1;
    let mut bytes = Vec::new();
    if path == Path::new(STANDARD_INPUT) {
        std::io::stdin().lock().take(limit).read_to_end(&mut bytes)?;
    } else {
        std::fs::File::open(path)?.take(limit).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

/// Writes the history down: its components first, so that its incidents name ours.
async fn take_over(store: &Store, log: &dyn EventLog, history: &mut History) -> Result<Outcome, StoreError> {
    let stamp = || Stamp { by: By::Import, at: Clock::system().now() };
    let source = format!("statuspage:{}", history.page);
    store.know_earlier_imports().await?;
    let page = PageRow {
        source: &source,
        name: &history.page_name,
        lists_components: history.lists_components,
        components: &history.components,
        groups: &history.groups,
        begins: history.incidents.first().map_or_else(|| stamp().at, |incident| incident.began_at),
    };
    let ours = store.take_over_components(&stamp(), page).await?;
    for name in ours.left_out {
        let why = "there are as many groups as a company can have; its components stand under no heading";
        history.skipped.push(Skipped { what: format!("the group “{name}”"), why: why.to_owned() });
    }
    let mut outcome = Outcome::default();
    for incident in &mut history.incidents {
        incident.rename_components(|theirs| ours.components.get(theirs).cloned());
        let taken = TakenIncident { source: &source, incident };
        match store.take_over_incident(log, &stamp(), taken).await? {
            Taken::Added => outcome.added += 1,
            Taken::Continued => outcome.continued += 1,
            Taken::Known => outcome.already += 1,
            Taken::TooLarge(bytes) => {
                let why =
                    format!("it takes {bytes} bytes; the limit is {}", crate::store::log::EVENT_BYTES_MAX);
                history.skipped.push(Skipped { what: incident.source.clone(), why });
            }
        }
    }
    Ok(outcome)
}
