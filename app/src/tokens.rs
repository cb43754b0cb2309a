//! Tokens: what other programs sign in with.

use async_trait::async_trait;
use borsh::{BorshDeserialize, BorshSerialize};
use domain::{PersonId, Role, Timestamp};
use leptos::prelude::server;
use serde::{Deserialize, Serialize};

use crate::backend::Asker;
use crate::error::Error;
use crate::rpc::Call;
#[cfg(feature = "ssr")]
use crate::rpc::context::{asker, backend};

/// What another program signs in with, as admins look after it. Its secret is not in it: nobody can read that again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct ProgramToken {
    pub id: i64,
    /// As the log names whoever acts with it.
    pub name: String,
    pub role: Role,
    /// The admin who made it; none for one from the command line.
    pub created_by: Option<PersonId>,
    pub created: Timestamp,
    /// To within a few minutes.
    pub last_used: Option<Timestamp>,
}

/// What a server does about the tokens of other programs; for admins only.
#[async_trait]
pub trait Tokens: Send + Sync {
    /// The tokens of other programs; admins only, as for the two after it.
    async fn read_tokens(&self, asker: Asker) -> Result<Vec<ProgramToken>, Error>;
    /// Makes a token and gives it, once.
    async fn make_token(&self, asker: Asker, name: String, role: Role) -> Result<String, Error>;
    async fn revoke_token(&self, asker: Asker, token: i64) -> Result<(), Error>;
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "read_tokens")]
pub async fn read_tokens() -> Result<Vec<ProgramToken>, Error> {
    backend()?.read_tokens(asker()?).await
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "make_token")]
pub async fn make_token(name: String, role: Role) -> Result<String, Error> {
    backend()?.make_token(asker()?, name, role).await
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "revoke_token")]
pub async fn revoke_token(token: i64) -> Result<(), Error> {
    backend()?.revoke_token(asker()?, token).await
}
