//! Goals for the words: how each incident stands by them, and how often they were met.

use async_trait::async_trait;
use borsh::{BorshDeserialize, BorshSerialize};
use domain::IncidentId;
use domain::goal::Measure;
use domain::score::Score;
use leptos::prelude::server;
use serde::{Deserialize, Serialize};

use crate::backend::Asker;
use crate::error::Error;
use crate::rpc::Call;
#[cfg(feature = "ssr")]
use crate::rpc::context::{asker, backend};

/// A goal, and how an incident stands by it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct Measured {
    /// In words.
    pub goal: String,
    pub measure: Measure,
}

/// What a server measures.
#[async_trait]
pub trait Measures: Send + Sync {
    /// How often the company's goals were met lately; what is always counted, where it has chosen none.
    async fn read_scores(&self, asker: Asker) -> Result<Vec<Score>, Error>;
    /// How an incident stands by the goals of its day; nothing where it is not measured.
    async fn read_measures(&self, asker: Asker, incident: IncidentId) -> Result<Vec<Measured>, Error>;
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "read_scores")]
pub async fn read_scores() -> Result<Vec<Score>, Error> {
    backend()?.read_scores(asker()?).await
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "read_measures")]
pub async fn read_measures(incident: IncidentId) -> Result<Vec<Measured>, Error> {
    backend()?.read_measures(asker()?, incident).await
}
