//! Signing in and out, and where somebody is signed in.

use async_trait::async_trait;
use borsh::{BorshDeserialize, BorshSerialize};
use domain::{PersonId, Timestamp};
use leptos::prelude::server;
use serde::{Deserialize, Serialize};

use crate::backend::Asker;
use crate::error::Error;
use crate::rpc::Call;
#[cfg(feature = "ssr")]
use crate::rpc::context::{asker, backend, optional_asker, set_cookie, set_cookies};

/// Where somebody is signed in, as they recognise it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct OwnSession {
    pub id: i64,
    /// What the browser called itself.
    pub agent: String,
    pub created: Timestamp,
    pub last_seen: Timestamp,
    /// The one that asks.
    pub here: bool,
}

/// A browser that is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    pub person: PersonId,
    /// The `Set-Cookie` values that make it so, the session's first.
    pub cookies: Vec<String>,
}

/// What a server does about sessions and the passwords that open them.
#[async_trait]
pub trait Sessions: Send + Sync {
    /// Checks the password and opens a session.
    async fn sign_in(&self, email: String, password: String) -> Result<SignedIn, Error>;
    async fn sign_out(&self, asker: Asker) -> Result<(), Error>;
    /// Demo only: signs in as somebody else.
    async fn switch_person(&self, person: PersonId) -> Result<SignedIn, Error>;
    /// Changes the asker's own password, and signs them out everywhere else.
    async fn change_password(&self, asker: Asker, old: String, new: String) -> Result<SignedIn, Error>;
    async fn read_sessions(&self, asker: Asker) -> Result<Vec<OwnSession>, Error>;
    async fn end_session(&self, asker: Asker, session: i64) -> Result<(), Error>;
    /// Ends all sessions of a person; admins only.
    async fn sign_out_everywhere(&self, asker: Asker, person: PersonId) -> Result<(), Error>;
    /// The `Set-Cookie` value that drops the session's token.
    fn signed_out(&self) -> String;
}

/// Tells who that is.
#[server(protocol = Call, prefix = "/rpc", endpoint = "sign_in")]
pub async fn sign_in(email: String, password: String) -> Result<PersonId, Error> {
    let signed_in = backend()?.sign_in(email, password).await?;
    set_cookies(&signed_in).map(|()| signed_in.person)
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "sign_out")]
pub async fn sign_out() -> Result<(), Error> {
    let backend = backend()?;
    if let Some(asker) = optional_asker() {
        backend.sign_out(asker).await?;
    }
    set_cookie(&backend.signed_out())
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "switch_person")]
pub async fn switch_person(person: PersonId) -> Result<PersonId, Error> {
    let signed_in = backend()?.switch_person(person).await?;
    set_cookies(&signed_in).map(|()| signed_in.person)
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "change_password")]
pub async fn change_password(old: String, new: String) -> Result<(), Error> {
    set_cookies(&backend()?.change_password(asker()?, old, new).await?)
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "read_sessions")]
pub async fn read_sessions() -> Result<Vec<OwnSession>, Error> {
    backend()?.read_sessions(asker()?).await
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "end_session")]
pub async fn end_session(session: i64) -> Result<(), Error> {
    backend()?.end_session(asker()?, session).await
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "sign_out_everywhere")]
pub async fn sign_out_everywhere(person: PersonId) -> Result<(), Error> {
    backend()?.sign_out_everywhere(asker()?, person).await
}
