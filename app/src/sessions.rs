//! Signing in and out, and where somebody is signed in.

use async_trait::async_trait;
use domain::{PersonId, Timestamp};
use leptos::prelude::server;
use serde::{Deserialize, Serialize};
use server_fn::codec::Json;

use crate::backend::Asker;
use crate::error::Error;
#[cfg(feature = "ssr")]
use crate::rpc::context::{asker, backend, optional_asker, set_cookie, set_status};

/// Where somebody is signed in, as they recognise it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnSession {
    pub id: i64,
    /// What the browser called itself.
    pub agent: String,
    pub created: Timestamp,
    pub last_seen: Timestamp,
    /// The one that asks.
    pub here: bool,
}

/// What a server does about sessions and the passwords that open them.
#[async_trait]
pub trait Sessions: Send + Sync {
    /// Checks the password and gives the new session's secret token.
    async fn sign_in(&self, email: String, password: String) -> Result<String, Error>;
    async fn sign_out(&self, asker: Asker) -> Result<(), Error>;
    /// Demo only: signs in as somebody else.
    async fn switch_person(&self, person: PersonId) -> Result<String, Error>;
    /// Changes the asker's own password, and signs them out everywhere else.
    async fn change_password(&self, asker: Asker, old: String, new: String) -> Result<(), Error>;
    async fn read_sessions(&self, asker: Asker) -> Result<Vec<OwnSession>, Error>;
    async fn end_session(&self, asker: Asker, session: i64) -> Result<(), Error>;
    /// Ends all sessions of a person; admins only.
    async fn sign_out_everywhere(&self, asker: Asker, person: PersonId) -> Result<(), Error>;
    /// The `Set-Cookie` value that carries this session's token, or drops it.
    fn cookie(&self, token: Option<&str>) -> String;
}

#[server(prefix = "/rpc", endpoint = "sign_in", input = Json)]
pub async fn sign_in(email: String, password: String) -> Result<(), Error> {
    let backend = backend()?;
    let token = backend.sign_in(email, password).await.inspect_err(set_status)?;
    set_cookie(&backend.cookie(Some(&token)))
}

#[server(prefix = "/rpc", endpoint = "sign_out", input = Json)]
pub async fn sign_out() -> Result<(), Error> {
    let backend = backend()?;
    if let Some(asker) = optional_asker() {
        backend.sign_out(asker).await.inspect_err(set_status)?;
    }
    set_cookie(&backend.cookie(None))
}

#[server(prefix = "/rpc", endpoint = "switch", input = Json)]
pub async fn switch_person(person: PersonId) -> Result<(), Error> {
    let backend = backend()?;
    let token = backend.switch_person(person).await.inspect_err(set_status)?;
    set_cookie(&backend.cookie(Some(&token)))
}

#[server(prefix = "/rpc", endpoint = "change_password", input = Json)]
pub async fn change_password(old: String, new: String) -> Result<(), Error> {
    backend()?.change_password(asker()?, old, new).await.inspect_err(set_status)
}

#[server(prefix = "/rpc", endpoint = "sessions", input = Json)]
pub async fn read_sessions() -> Result<Vec<OwnSession>, Error> {
    backend()?.read_sessions(asker()?).await.inspect_err(set_status)
}

#[server(prefix = "/rpc", endpoint = "end_session", input = Json)]
pub async fn end_session(session: i64) -> Result<(), Error> {
    backend()?.end_session(asker()?, session).await.inspect_err(set_status)
}

#[server(prefix = "/rpc", endpoint = "sign_out_everywhere", input = Json)]
pub async fn sign_out_everywhere(person: PersonId) -> Result<(), Error> {
    backend()?.sign_out_everywhere(asker()?, person).await.inspect_err(set_status)
}
