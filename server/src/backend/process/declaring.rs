//! Declarations: the lane in which incidents get their numbers.

use std::sync::Arc;

use app::Error;
use app::incidents::Done;
use domain::{Incident, IncidentId};
use tracing::Instrument;

use super::super::log_failure;
use super::deciding::{Ahead, Base, Rows};
use super::{Decided, Job, Process, TRIES_MAX, refused, stand_back};
use crate::store::{Appended, Head, StoreError};

impl Process {
    /// Opens the next incident. Numbers are taken one at a time.
    pub(super) async fn declare(self: &Arc<Self>, job: Job) {
        if !job.claim.begin() {
            return;
        }
        for tries in 0..TRIES_MAX {
            stand_back(tries).await;
            match self.try_to_declare(&job).instrument(job.span.clone()).await {
                Ok(None) => {}
                Ok(Some(done)) => return job.tell(Ok(done)),
                Err(error) => return job.tell(Err(error)),
            }
        }
        job.tell(Err(Error::Busy));
    }

    /// `None` where another process took the number first.
    async fn try_to_declare(self: &Arc<Self>, job: &Job) -> Result<Option<Done>, Error> {
        if let Some(done) = self.repeated(job).await? {
            return Ok(Some(done));
        }
        let last = self.log.last_stream().await.map_err(|e| log_failure(&e))?;
        let id = IncidentId(last.map_or(1, |id| id.0.saturating_add(1)));
        let new = Base { incident: Arc::new(Incident::new(id)), head: Head::NONE };
        match self.decision(&new, &mut Ahead::of(&new), job, Rows::default()) {
            Decided::Refused(error) => Err(error),
            Decided::Writing(_, writing) => match writing.await {
                Ok(Appended::Done(records)) => Ok(Some(self.folded(id, records).await)),
                Ok(Appended::Repeat { stream, last }) => Ok(Some(Done { incident: stream, seq: last })),
                Err(StoreError::Conflict { .. }) => Ok(None),
                Err(error) => Err(refused(&job.command, &error)),
            },
        }
    }
}
