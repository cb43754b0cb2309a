//! Colleagues: how they come in, and what they may do.

use async_trait::async_trait;
use borsh::{BorshDeserialize, BorshSerialize};
use domain::{PersonId, Role};
use leptos::prelude::server;
use serde::{Deserialize, Serialize};

use crate::backend::Asker;
use crate::error::Error;
use crate::rpc::Call;
#[cfg(feature = "ssr")]
use crate::rpc::context::{asker, backend, set_cookies};
use crate::sessions::SignedIn;

/// A new colleague, as an admin types them in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPerson {
    pub name: String,
    pub email: String,
    pub team: String,
    pub role: Role,
    /// Empty where they choose one themselves, by a link.
    pub password: String,
}

/// A colleague who was added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct AddedPerson {
    pub id: PersonId,
    /// The path of the link with which they choose a password, where they were given none.
    pub join: Option<String>,
}

/// A link for choosing a password: whom it is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct Invitation {
    pub name: String,
    pub email: String,
}

/// What a server does about colleagues.
#[async_trait]
pub trait People: Send + Sync {
    /// Makes the first account, an admin's, with the company's name.
    async fn set_up(&self, company: String, admin: NewPerson) -> Result<SignedIn, Error>;
    /// Without a password, the answer has a link with which they choose one.
    async fn add_person(&self, asker: Asker, person: NewPerson) -> Result<AddedPerson, Error>;
    async fn set_role(&self, asker: Asker, person: PersonId, role: Role) -> Result<(), Error>;
    /// Deactivates the account of somebody who does not work here any more, or lets them in again; admins only.
    async fn set_active(&self, asker: Asker, person: PersonId, active: bool) -> Result<(), Error>;
    /// Gives a colleague another name or team; admins only.
    async fn rename_person(
        &self,
        asker: Asker,
        person: PersonId,
        name: String,
        team: String,
    ) -> Result<(), Error>;
    /// Forgets the name and the address of somebody whose account is deactivated; admins only.
    async fn forget_person(&self, asker: Asker, person: PersonId) -> Result<(), Error>;
    /// The path of a new link with which the person chooses a password; admins only.
    async fn invite(&self, asker: Asker, person: PersonId) -> Result<String, Error>;
    /// Whom a link is for.
    async fn read_invitation(&self, token: String) -> Result<Invitation, Error>;
    /// Chooses a password by a link, and opens a session.
    async fn join(&self, token: String, password: String) -> Result<SignedIn, Error>;
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "set_up")]
pub async fn set_up(company: String, admin: NewPerson) -> Result<(), Error> {
    set_cookies(&backend()?.set_up(company, admin).await?)
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "add_person")]
pub async fn add_person(person: NewPerson) -> Result<AddedPerson, Error> {
    backend()?.add_person(asker()?, person).await
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "set_role")]
pub async fn set_role(person: PersonId, role: Role) -> Result<(), Error> {
    backend()?.set_role(asker()?, person, role).await
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "set_active")]
pub async fn set_active(person: PersonId, active: bool) -> Result<(), Error> {
    backend()?.set_active(asker()?, person, active).await
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "rename_person")]
pub async fn rename_person(person: PersonId, name: String, team: String) -> Result<(), Error> {
    backend()?.rename_person(asker()?, person, name, team).await
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "forget_person")]
pub async fn forget_person(person: PersonId) -> Result<(), Error> {
    backend()?.forget_person(asker()?, person).await
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "invite")]
pub async fn invite(person: PersonId) -> Result<String, Error> {
    backend()?.invite(asker()?, person).await
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "read_invitation")]
pub async fn read_invitation(token: String) -> Result<Invitation, Error> {
    backend()?.read_invitation(token).await
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "join")]
pub async fn join(token: String, password: String) -> Result<(), Error> {
    set_cookies(&backend()?.join(token, password).await?)
}
