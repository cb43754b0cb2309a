//! Taking a list of subscribers over: first what would come in, then they are taken.

use app::Error;
use app::backend::Asker;
use app::deliveries::SubscribersFile;
use bytes::Bytes;

use crate::backend::{Engine, log_failure, must_be_admin};
use crate::delivery::subscribers::{Read, read};
use crate::store::subscribers::SUBSCRIBERS_MAX;

impl Engine {
    /// Reads a file of subscribers, and takes those who are new unless it is only asked who would come in.
    pub(crate) async fn import_subscribers(
        &self,
        asker: &Asker,
        take: bool,
        bytes: Bytes,
    ) -> Result<SubscribersFile, Error> {
        must_be_admin(asker)?;
        let company = self.world.company();
        let reading = tokio::task::spawn_blocking(move || read(&bytes, &company.directory)).await;
        let Read { encoding, good, bad, mistakes } = reading.map_err(|_| Error::Internal)??;
        let weighed = self.store.weigh_subscribers(&good).await.map_err(|e| log_failure(&e))?;
        if i64::from(weighed.all) + i64::from(weighed.new) > SUBSCRIBERS_MAX {
            return Err(Error::invalid(format!(
                "Subscribers: at most {SUBSCRIBERS_MAX}. There are {}, and {} would come in; nobody was taken.",
                weighed.all, weighed.new
            )));
        }
        let mut file = SubscribersFile {
            encoding,
            taken: take,
            new: weighed.new,
            known: weighed.known,
            suppressed: weighed.suppressed,
            bad,
            mistakes,
        };
        if take {
            let added = self.store.import_subscribers(&self.stamp(asker), &good).await;
            // Others may have come meanwhile.
            file.new = added.map_err(|e| log_failure(&e))?;
            self.wake.notify_one();
        }
        Ok(file)
    }
}
