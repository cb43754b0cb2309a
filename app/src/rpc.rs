//! The server functions: one or two lines each. What they mean is the backend's to say.

mod frame;
mod live_protocol;

use domain::ticket::List;
use domain::{Command, CustomerId, IncidentId, PersonId, Recorded, Role, Seq, TemplateId};
use leptos::prelude::*;
use server_fn::BoxedStream;
use server_fn::codec::Json;

pub use frame::Frame;
pub use live_protocol::Live;
#[cfg(feature = "ssr")]
pub use live_protocol::{LiveDriver, SharedLiveDriver};

use crate::backend::{NewPerson, NewTemplate};
use crate::customers::{AccountsPage, Affected, AffectedQuery, OutreachStep};
use crate::error::Error;
use crate::tickets::{Acted, After, SupportFigures, TicketAct, TicketPage};
use crate::wire::{
    AddedPerson, CompanySettings, Done, Draft, DraftKind, Invited, Opened, Overrides, OwnSession,
    ProgramToken, Topic, Welcome,
};

#[cfg(feature = "ssr")]
mod context;
#[cfg(feature = "ssr")]
use context::{asker, backend, set_cookie, signed_in};

#[server(prefix = "/rpc", endpoint = "welcome", input = Json)]
pub async fn read_welcome() -> Result<Welcome, Error> {
    backend()?.welcome(asker()).await
}

#[server(prefix = "/rpc", endpoint = "open", input = Json)]
pub async fn open_incident(incident: IncidentId) -> Result<Opened, Error> {
    backend()?.open(signed_in()?, incident).await.inspect_err(context::set_status)
}

#[server(prefix = "/rpc", endpoint = "command", input = Json)]
pub async fn send_command(
    incident: Option<IncidentId>,
    command: Command,
    key: String,
) -> Result<Done, Error> {
    backend()?.handle(signed_in()?, incident, command, key).await.inspect_err(context::set_status)
}

#[server(prefix = "/rpc", endpoint = "looked", input = Json)]
pub async fn mark_looked(incident: IncidentId, seq: Seq) -> Result<(), Error> {
    backend()?.looked(signed_in()?, incident, seq).await.inspect_err(context::set_status)
}

#[server(prefix = "/rpc", endpoint = "draft", input = Json)]
pub async fn save_draft(incident: IncidentId, kind: DraftKind, body: String) -> Result<Option<Draft>, Error> {
    backend()?.save_draft(signed_in()?, incident, kind, body).await.inspect_err(context::set_status)
}

#[server(prefix = "/rpc", endpoint = "sign_in", input = Json)]
pub async fn sign_in(email: String, password: String) -> Result<(), Error> {
    let backend = backend()?;
    let token = backend.sign_in(email, password).await.inspect_err(context::set_status)?;
    set_cookie(&backend.cookie(Some(&token)))
}

#[server(prefix = "/rpc", endpoint = "sign_out", input = Json)]
pub async fn sign_out() -> Result<(), Error> {
    let backend = backend()?;
    if let Some(asker) = asker() {
        backend.sign_out(asker).await.inspect_err(context::set_status)?;
    }
    set_cookie(&backend.cookie(None))
}

#[server(prefix = "/rpc", endpoint = "set_up", input = Json)]
pub async fn set_up(company: String, admin: NewPerson) -> Result<(), Error> {
    let backend = backend()?;
    let token = backend.set_up(company, admin).await.inspect_err(context::set_status)?;
    set_cookie(&backend.cookie(Some(&token)))
}

#[server(prefix = "/rpc", endpoint = "switch", input = Json)]
pub async fn switch_person(person: PersonId) -> Result<(), Error> {
    let backend = backend()?;
    let token = backend.switch(person).await.inspect_err(context::set_status)?;
    set_cookie(&backend.cookie(Some(&token)))
}

#[server(prefix = "/rpc", endpoint = "add_person", input = Json)]
pub async fn add_person(person: NewPerson) -> Result<AddedPerson, Error> {
    backend()?.add_person(signed_in()?, person).await.inspect_err(context::set_status)
}

#[server(prefix = "/rpc", endpoint = "invite", input = Json)]
pub async fn invite(person: PersonId) -> Result<String, Error> {
    backend()?.invite(signed_in()?, person).await.inspect_err(context::set_status)
}

#[server(prefix = "/rpc", endpoint = "invited", input = Json)]
pub async fn read_invitation(token: String) -> Result<Invited, Error> {
    backend()?.invited(token).await.inspect_err(context::set_status)
}

#[server(prefix = "/rpc", endpoint = "join", input = Json)]
pub async fn join(token: String, password: String) -> Result<(), Error> {
    let backend = backend()?;
    let token = backend.join(token, password).await.inspect_err(context::set_status)?;
    set_cookie(&backend.cookie(Some(&token)))
}

#[server(prefix = "/rpc", endpoint = "change_password", input = Json)]
pub async fn change_password(old: String, new: String) -> Result<(), Error> {
    backend()?.change_password(signed_in()?, old, new).await.inspect_err(context::set_status)
}

#[server(prefix = "/rpc", endpoint = "sessions", input = Json)]
pub async fn read_sessions() -> Result<Vec<OwnSession>, Error> {
    backend()?.sessions(signed_in()?).await.inspect_err(context::set_status)
}

#[server(prefix = "/rpc", endpoint = "end_session", input = Json)]
pub async fn end_session(session: i64) -> Result<(), Error> {
    backend()?.end_session(signed_in()?, session).await.inspect_err(context::set_status)
}

#[server(prefix = "/rpc", endpoint = "sign_out_everywhere", input = Json)]
pub async fn sign_out_everywhere(person: PersonId) -> Result<(), Error> {
    backend()?.sign_out_everywhere(signed_in()?, person).await.inspect_err(context::set_status)
}

#[server(prefix = "/rpc", endpoint = "set_role", input = Json)]
pub async fn set_role(person: PersonId, role: Role) -> Result<(), Error> {
    backend()?.set_role(signed_in()?, person, role).await.inspect_err(context::set_status)
}

#[server(prefix = "/rpc", endpoint = "save_company", input = Json)]
pub async fn save_company(was: CompanySettings, wanted: CompanySettings) -> Result<(), Error> {
    backend()?.save_company(signed_in()?, was, wanted).await.inspect_err(context::set_status)
}

#[server(prefix = "/rpc", endpoint = "save_template", input = Json)]
pub async fn save_template(id: Option<TemplateId>, typed: NewTemplate) -> Result<TemplateId, Error> {
    backend()?.save_template(signed_in()?, id, typed).await.inspect_err(context::set_status)
}

#[server(prefix = "/rpc", endpoint = "drop_template", input = Json)]
pub async fn drop_template(id: TemplateId) -> Result<(), Error> {
    backend()?.drop_template(signed_in()?, id).await.inspect_err(context::set_status)
}

#[server(prefix = "/rpc", endpoint = "overrides", input = Json)]
pub async fn read_overrides() -> Result<Overrides, Error> {
    backend()?.overrides(signed_in()?).await.inspect_err(context::set_status)
}

#[server(prefix = "/rpc", endpoint = "tokens", input = Json)]
pub async fn read_tokens() -> Result<Vec<ProgramToken>, Error> {
    backend()?.tokens(signed_in()?).await.inspect_err(context::set_status)
}

#[server(prefix = "/rpc", endpoint = "make_token", input = Json)]
pub async fn make_token(name: String, role: Role) -> Result<String, Error> {
    backend()?.make_token(signed_in()?, name, role).await.inspect_err(context::set_status)
}

#[server(prefix = "/rpc", endpoint = "revoke_token", input = Json)]
pub async fn revoke_token(token: i64) -> Result<(), Error> {
    backend()?.revoke_token(signed_in()?, token).await.inspect_err(context::set_status)
}

#[server(prefix = "/rpc", endpoint = "accounts", input = Json)]
pub async fn read_accounts(letters: String, offset: u32) -> Result<AccountsPage, Error> {
    backend()?.accounts(signed_in()?, letters, offset).await.inspect_err(context::set_status)
}

#[server(prefix = "/rpc", endpoint = "customer_names", input = Json)]
pub async fn read_customer_names(customers: Vec<CustomerId>) -> Result<Vec<(CustomerId, String)>, Error> {
    backend()?.customer_names(signed_in()?, customers).await.inspect_err(context::set_status)
}

#[server(prefix = "/rpc", endpoint = "forget_account", input = Json)]
pub async fn forget_account(customer: CustomerId) -> Result<(), Error> {
    backend()?.forget_account(signed_in()?, customer).await.inspect_err(context::set_status)
}

#[server(prefix = "/rpc", endpoint = "affected", input = Json)]
pub async fn read_affected(incident: IncidentId, query: AffectedQuery) -> Result<Affected, Error> {
    backend()?.affected(signed_in()?, incident, query).await.inspect_err(context::set_status)
}

#[server(prefix = "/rpc", endpoint = "outreach", input = Json)]
pub async fn take_outreach_step(step: OutreachStep) -> Result<(), Error> {
    backend()?.outreach(signed_in()?, step).await.inspect_err(context::set_status)
}

#[server(prefix = "/rpc", endpoint = "company_changes", input = Json)]
pub async fn read_company_changes(before: Option<Seq>) -> Result<Vec<Recorded>, Error> {
    backend()?.company_changes(signed_in()?, before).await.inspect_err(context::set_status)
}

#[server(prefix = "/rpc", endpoint = "support_figures", input = Json)]
pub async fn read_support_figures(incident: IncidentId) -> Result<SupportFigures, Error> {
    backend()?.support_figures(signed_in()?, incident).await.inspect_err(context::set_status)
}

#[server(prefix = "/rpc", endpoint = "tickets", input = Json)]
pub async fn read_tickets(
    incident: IncidentId,
    list: List,
    after: Option<After>,
) -> Result<TicketPage, Error> {
    backend()?.tickets(signed_in()?, incident, list, after).await.inspect_err(context::set_status)
}

#[server(prefix = "/rpc", endpoint = "act_on_tickets", input = Json)]
pub async fn act_on_tickets(incident: IncidentId, wish: TicketAct, key: String) -> Result<Acted, Error> {
    backend()?.act_on_tickets(signed_in()?, incident, wish, key).await.inspect_err(context::set_status)
}

#[server(prefix = "/rpc", endpoint = "undo_on_tickets", input = Json)]
pub async fn undo_on_tickets(incident: IncidentId, key: String) -> Result<Acted, Error> {
    backend()?.undo_on_tickets(signed_in()?, incident, key).await.inspect_err(context::set_status)
}

#[server(prefix = "/rpc", endpoint = "forget_requester", input = Json)]
pub async fn forget_requester(incident: IncidentId, ticket: i64) -> Result<u32, Error> {
    backend()?.forget_requester(signed_in()?, incident, ticket).await.inspect_err(context::set_status)
}

/// One connection per tab for all that it follows (see [`Live`]).
#[server(protocol = Live, prefix = "/rpc", endpoint = "follow")]
pub async fn follow(topics: Vec<(Topic, Seq)>) -> Result<BoxedStream<Frame, Error>, Error> {
    backend()?.follow(signed_in()?, topics).await
}
