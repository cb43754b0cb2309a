//! `command-post restore`

use std::fs::File;
use std::path::PathBuf;

use super::{Data, Failure, say};
use crate::start::{open, sole};
use crate::store::dump::{self, Restored};

#[derive(Debug, clap::Args)]
pub(super) struct Restore {
    /// The file that `backup` wrote
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    data: Data,
}

impl Restore {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let name = self.file.display();
        let file = File::open(&self.file).map_err(|error| Failure::use_of(format!("{name}: {error}")))?;
        let database = self.data.database()?;
        // A server that runs on it would not know what came in.
        let _sole = sole(&database).map_err(Failure::of)?;
        let store = open(&database).await.map_err(Failure::of)?;
        let restored = dump::read(&store, file).await;
        store.close().await;
        let nothing = |error| format!("{name}: {error}. Nothing of it was taken over");
        let Restored { rows, log } = restored.map_err(|error| Failure::of(nothing(error)))?;
        say(&format!("Took {rows} rows over. The log's last hash: {}", log.head_hash))
    }
}
