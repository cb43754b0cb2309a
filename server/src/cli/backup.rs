//! `command-post backup`

use std::path::PathBuf;

use super::{Data, Failure};
use crate::store::Sqlite;

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
        let to = self.file.display().to_string();
        if self.file.exists() {
            return Err(Failure::use_of(format!("{to} exists already: give the name of a new file")));
        }
        let name = self.file.to_str().ok_or_else(|| Failure::use_of("the file's name is not UTF-8"))?;
        let store = Sqlite::open(&self.data.existing_file()?).await.map_err(Failure::of)?;
        store.backup(name).await.map_err(Failure::of)?;
        println!("Copied to {to}.");
        Ok(())
    }
}
