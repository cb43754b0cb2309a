//! `command-post backup`

use std::fs::{File, OpenOptions};
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;

use super::{Data, Failure};
use crate::start::open;
use crate::store::dump;

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
        let file = new(&self.file).map_err(|error| Failure::use_of(format!("{name}: {error}")))?;
        let store = open(&database).await.map_err(Failure::of)?;
        let written = dump::write(&store, file).await;
        store.close().await;
        let rows = written.map_err(|error| {
            // Half a backup must not be taken for one. A file that stays is incomplete, and is refused as that.
            let _ = std::fs::remove_file(&self.file);
            Failure::of(format!("{name}: {error}"))
        })?;
        println!("Copied {rows} rows to {name}.");
        Ok(())
    }
}

/// For its owner alone: it holds everything, and what passwords are checked against.
fn new(path: &std::path::Path) -> std::io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}
