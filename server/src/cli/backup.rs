//! `command-post backup`

mod part;

use std::path::PathBuf;

use super::{Data, Failure, say};
use crate::start::open;
use crate::store::dump;

use part::Part;

#[derive(Debug, clap::Args)]
pub(super) struct Backup {
    /// The file to write; it must not exist yet
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    data: Data,
}

impl Backup {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let name = self.file.display();
        let database = self.data.existing()?;
        let part = Part::of(&self.file).map_err(|error| Failure::use_of(format!("{name}: {error}")))?;
        let store = open(&database).await.map_err(Failure::of)?;
        let written = dump::write(&store, part.file()).await;
        store.close().await;
        let rows = written.map_err(|error| Failure::of(format!("{name}: {error}")))?;
        part.finish().map_err(|error| Failure::of(format!("{name}: {error}")))?;
        say(&format!("Copied {rows} rows to {name}."))
    }
}
