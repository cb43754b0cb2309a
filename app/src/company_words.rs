//! The company's public words: its templates, and what was published in spite of the linter.

use async_trait::async_trait;
use borsh::{BorshDeserialize, BorshSerialize};
use domain::{By, IncidentId, Phase, TemplateId, Timestamp};
use leptos::prelude::server;
use serde::{Deserialize, Serialize};

use crate::backend::Asker;
use crate::error::Error;
use crate::rpc::Call;
#[cfg(feature = "ssr")]
use crate::rpc::context::{asker, backend};

/// A company's own beginning of a status update, as an admin types it in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewTemplate {
    pub phase: Phase,
    pub name: String,
    pub body: String,
}

/// How the linter's word weighed: what was published in spite of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct Overrides {
    /// Updates that people wrote.
    pub updates: u32,
    /// The rules that something was published in spite of, the most overridden first.
    pub rules: Vec<Overridden>,
}

/// One rule, and the updates that went out in spite of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct Overridden {
    /// As the log names it.
    pub rule: String,
    /// Whether it asks for a reason.
    pub stop: bool,
    pub updates: u32,
    /// The last of them, newest first; at most [`OVERRIDES_SHOWN`].
    pub last: Vec<Override>,
}

/// An update that went out in spite of a finding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct Override {
    pub incident: IncidentId,
    pub at: Timestamp,
    pub by: By,
    /// The words that were marked.
    pub words: String,
    /// Why, where the rule asks for a reason.
    pub reason: Option<String>,
}

/// What rules that are not in use yet would have found in all that was ever published.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct Tried {
    /// Updates that people wrote or that were imported.
    pub updates: u32,
    /// Those in which something would be found that is not found today.
    pub hit: u32,
    /// The last of them, newest first; at most [`TRIED_SHOWN`].
    pub last: Vec<Hit>,
}

/// An update in which rules on trial find something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct Hit {
    pub incident: IncidentId,
    pub at: Timestamp,
    /// The rule, as the log would name it.
    pub rule: String,
    /// The words that would be marked.
    pub words: String,
}

/// Most updates that are shown when rules are tried.
pub const TRIED_SHOWN: usize = 20;
/// Longest file of rules that is tried, in bytes.
pub const TRIED_BYTES_MAX: usize = 20_000;

/// Most overrides that are shown for one rule.
pub const OVERRIDES_SHOWN: usize = 5;

/// What a server does about the company's public words.
#[async_trait]
pub trait CompanyWords: Send + Sync {
    /// Changes a template, or adds one.
    async fn save_template(
        &self,
        asker: Asker,
        id: Option<TemplateId>,
        typed: NewTemplate,
    ) -> Result<TemplateId, Error>;
    async fn drop_template(&self, asker: Asker, id: TemplateId) -> Result<(), Error>;
    /// How often what was published in spite of the linter; for admins.
    async fn read_overrides(&self, asker: Asker) -> Result<Overrides, Error>;
    /// What the rules of a file would have found in all that was published; for admins.
    async fn try_rules(&self, asker: Asker, toml: String) -> Result<Tried, Error>;
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "save_template")]
pub async fn save_template(id: Option<TemplateId>, typed: NewTemplate) -> Result<TemplateId, Error> {
    backend()?.save_template(asker()?, id, typed).await
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "drop_template")]
pub async fn drop_template(id: TemplateId) -> Result<(), Error> {
    backend()?.drop_template(asker()?, id).await
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "read_overrides")]
pub async fn read_overrides() -> Result<Overrides, Error> {
    backend()?.read_overrides(asker()?).await
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "try_rules")]
pub async fn try_rules(toml: String) -> Result<Tried, Error> {
    backend()?.try_rules(asker()?, toml).await
}
