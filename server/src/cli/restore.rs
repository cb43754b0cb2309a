//! `command-post restore`

use std::fs::File;
use std::path::PathBuf;

use super::{Data, Failure};
use crate::start::open;
use crate::store::dump;

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
        let store = open(&self.data.database()?).await.map_err(Failure::of)?;
        let restored = dump::read(&store, file).await;
        let rows = restored.map_err(|error| Failure::of(format!("{name}: {error}")))?;
        let verified = store.log().verify().await.map_err(Failure::of)?;
        store.close().await;
        println!("Took {rows} rows over. The log's last hash: {}", verified.head_hash);
        Ok(())
    }
}
