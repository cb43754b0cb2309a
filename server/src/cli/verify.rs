//! `command-post verify`

use super::{Data, Failure, say};
use crate::start::open;

#[derive(Debug, clap::Args)]
pub(super) struct Verify {
    #[command(flatten)]
    data: Data,
}

impl Verify {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let store = open(&self.data.existing()?).await.map_err(Failure::of)?;
        let verified = store.log().verify().await.map_err(Failure::of)?;
        say(&format!(
            "{} records are as they were written. Last hash: {}",
            verified.records, verified.head_hash
        ))
    }
}
