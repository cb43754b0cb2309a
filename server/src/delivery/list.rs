//! Sitreps by mail, to the company's own list.

use std::sync::Arc;

use async_trait::async_trait;

use super::mail::Post;
use super::sender::again;
use super::{Channel, Job, Kind, Outcome, letter};
use crate::store::StoreError;

/// Sends sitreps.
pub struct ListChannel(pub Post);

#[async_trait]
impl Channel for ListChannel {
    fn kind(&self) -> Kind {
        Kind::List
    }

    async fn send(&self, job: &Job) -> Outcome {
        match self.sitrep(job).await {
            Ok(outcome) => outcome,
            Err(error) => again(format!("the database: {error}")),
        }
    }
}

impl ListChannel {
    async fn sitrep(&self, job: &Job) -> Result<Outcome, StoreError> {
        let post = &self.0;
        let Some(list) = post.store.sitrep_list().await? else {
            return Ok(Outcome::NoLonger("the company has no list for sitreps any more".to_owned()));
        };
        let incident: Option<Arc<_>> = post.world.incident(job.incident);
        let Some(incident) = incident.filter(|incident| incident.seq >= job.seq) else {
            return Ok(again("this node has not read the sitrep yet"));
        };
        let sitreps = &incident.knowledge.sitreps;
        let Some(at) = sitreps.iter().position(|sitrep| sitrep.seq == job.seq) else {
            return Ok(Outcome::NoLonger("the sitrep is not there any more".to_owned()));
        };
        let before = at.checked_sub(1).map(|before| &sitreps[before]);
        let letter = letter::sitrep(&post.origin, &incident, &sitreps[at], before);
        let letter = super::mailer::Letter { thread: Some(format!("sitreps-{}", job.incident)), ..letter };
        Ok(post.mailer.send(&list, &post.id(&job.message), &letter).await)
    }
}
