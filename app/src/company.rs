//! The company: what it is called, what it runs, and what it runs by.

use async_trait::async_trait;
use borsh::{BorshDeserialize, BorshSerialize};
use domain::directory::Group;
use domain::{Component, Directory, Policy, Recorded, Seq};
use leptos::prelude::server;
use serde::{Deserialize, Serialize};

use crate::backend::Asker;
use crate::error::Error;
#[cfg(feature = "ssr")]
use crate::rpc::context::{asker, backend, optional_asker};
use crate::rpc::{Call, SharedAnswer};
use crate::wire::Welcome;

/// What an admin changes about the company.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct CompanySettings {
    /// As customers read it.
    pub name: String,
    /// In the order of the status page. One without an id is new.
    pub components: Vec<Component>,
    /// In the order of the status page.
    #[serde(default)]
    pub groups: Vec<Group>,
    pub policy: Policy,
}

impl CompanySettings {
    pub fn of(directory: &Directory, policy: &Policy) -> Self {
        Self {
            name: directory.company.clone(),
            components: directory.components.clone(),
            groups: directory.groups.clone(),
            policy: policy.clone(),
        }
    }
}

/// Most changes of the company's log that one question answers.
pub const CHANGES_SHOWN: u64 = 25;

/// What a server knows of the company.
#[async_trait]
pub trait Company: Send + Sync {
    async fn read_welcome(&self, asker: Option<Asker>) -> Result<Welcome, Error>;
    /// Changes the company from what the asker saw to what they want; refused where somebody else changed it meanwhile.
    async fn save_company(
        &self,
        asker: Asker,
        was: CompanySettings,
        wanted: CompanySettings,
    ) -> Result<(), Error>;
    /// What changed about the company before a place in its log, newest first, at most
    /// [`CHANGES_SHOWN`]; for admins.
    async fn read_company_changes(
        &self,
        asker: Asker,
        before: Option<Seq>,
    ) -> Result<SharedAnswer<Vec<Recorded>>, Error>;
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "read_welcome")]
pub async fn read_welcome() -> Result<Welcome, Error> {
    backend()?.read_welcome(optional_asker()).await
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "save_company")]
pub async fn save_company(was: CompanySettings, wanted: CompanySettings) -> Result<(), Error> {
    backend()?.save_company(asker()?, was, wanted).await
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "read_company_changes")]
pub async fn read_company_changes(before: Option<Seq>) -> Result<SharedAnswer<Vec<Recorded>>, Error> {
    backend()?.read_company_changes(asker()?, before).await
}
