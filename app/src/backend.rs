//! What the app asks of a server. The server puts an implementation into the context of every request.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use domain::ticket::List;
use domain::{Actor, Command, CustomerId, IncidentId, PersonId, Phase, Recorded, Role, Seq, TemplateId};
use server_fn::BoxedStream;

use crate::customers::{AccountsPage, Affected, AffectedQuery, OutreachStep};
use crate::error::Error;
use crate::rpc::Frame;
use crate::tickets::{Acted, After, SupportFigures, TicketAct, TicketPage};
use crate::wire::{
    AddedPerson, CompanySettings, Done, Draft, DraftKind, Invited, Opened, Overrides, OwnSession,
    ProgramToken, Topic, Welcome,
};

/// An answer that takes a while.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 'a>>;

/// Who is asking: a signed-in person and the session that says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asker {
    pub person: PersonId,
    pub role: Role,
    /// The session's row, for signing out.
    pub session: i64,
}

impl Asker {
    pub fn actor(&self) -> Actor {
        Actor::person(self.person, self.role)
    }
}

/// A new colleague, as an admin types them in.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct NewPerson {
    pub name: String,
    pub email: String,
    pub team: String,
    pub role: Role,
    /// Empty where they choose one themselves, by a link.
    pub password: String,
}

/// A company's own beginning of a status update, as an admin types it in.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct NewTemplate {
    pub phase: Phase,
    pub name: String,
    pub body: String,
}

/// The server, as the server functions see it.
pub trait Backend: Send + Sync {
    fn welcome(&self, asker: Option<Asker>) -> Answer<'_, Welcome>;
    fn open(&self, asker: Asker, incident: IncidentId) -> Answer<'_, Opened>;
    /// Carries a command out; `None` declares the next incident. A key acts once.
    fn handle(
        &self,
        asker: Asker,
        incident: Option<IncidentId>,
        command: Command,
        key: String,
    ) -> Answer<'_, Done>;
    /// Streams what happens to the topics from their places on.
    fn follow(&self, asker: Asker, topics: Vec<(Topic, Seq)>) -> Answer<'_, BoxedStream<Frame, Error>>;
    /// Remembers how far the person has read.
    fn looked(&self, asker: Asker, incident: IncidentId, seq: Seq) -> Answer<'_, ()>;
    /// Keeps an unsent text; an empty one is dropped.
    fn save_draft(
        &self,
        asker: Asker,
        incident: IncidentId,
        kind: DraftKind,
        body: String,
    ) -> Answer<'_, Option<Draft>>;
    /// Checks the password and gives the new session's secret token.
    fn sign_in(&self, email: String, password: String) -> Answer<'_, String>;
    fn sign_out(&self, asker: Asker) -> Answer<'_, ()>;
    /// Makes the first account, an admin's, with the company's name.
    fn set_up(&self, company: String, admin: NewPerson) -> Answer<'_, String>;
    /// Demo only: signs in as somebody else.
    fn switch(&self, person: PersonId) -> Answer<'_, String>;
    /// Without a password, the answer has a link with which they choose one.
    fn add_person(&self, asker: Asker, person: NewPerson) -> Answer<'_, AddedPerson>;
    fn set_role(&self, asker: Asker, person: PersonId, role: Role) -> Answer<'_, ()>;
    /// Changes the company from what the asker saw to what they want; refused where somebody else changed it meanwhile.
    fn save_company(&self, asker: Asker, was: CompanySettings, wanted: CompanySettings) -> Answer<'_, ()>;
    /// Changes a template, or adds one.
    fn save_template(
        &self,
        asker: Asker,
        id: Option<TemplateId>,
        typed: NewTemplate,
    ) -> Answer<'_, TemplateId>;
    fn drop_template(&self, asker: Asker, id: TemplateId) -> Answer<'_, ()>;
    /// How often what was published in spite of the linter; for admins.
    fn overrides(&self, asker: Asker) -> Answer<'_, Overrides>;
    /// What changed about the company before a place in its log, newest first, at most
    /// [`CHANGES_SHOWN`](crate::wire::CHANGES_SHOWN); for admins.
    fn company_changes(&self, asker: Asker, before: Option<Seq>) -> Answer<'_, Vec<Recorded>>;
    /// The path of a new link with which the person chooses a password; admins only.
    fn invite(&self, asker: Asker, person: PersonId) -> Answer<'_, String>;
    /// Whom a link is for.
    fn invited(&self, token: String) -> Answer<'_, Invited>;
    /// Chooses a password by a link, and gives the new session's secret token.
    fn join(&self, token: String, password: String) -> Answer<'_, String>;
    /// Changes the asker's own password, and signs them out everywhere else.
    fn change_password(&self, asker: Asker, old: String, new: String) -> Answer<'_, ()>;
    fn sessions(&self, asker: Asker) -> Answer<'_, Vec<OwnSession>>;
    fn end_session(&self, asker: Asker, session: i64) -> Answer<'_, ()>;
    /// Ends all sessions of a person; admins only.
    fn sign_out_everywhere(&self, asker: Asker, person: PersonId) -> Answer<'_, ()>;
    /// The tokens of other programs; admins only, as for the two after it.
    fn tokens(&self, asker: Asker) -> Answer<'_, Vec<ProgramToken>>;
    /// Makes a token and gives it, once.
    fn make_token(&self, asker: Asker, name: String, role: Role) -> Answer<'_, String>;
    fn revoke_token(&self, asker: Asker, token: i64) -> Answer<'_, ()>;
    /// What the support page shows beside its list.
    fn support_figures(&self, asker: Asker, incident: IncidentId) -> Answer<'_, SupportFigures>;
    /// A page of an incident's tickets.
    fn tickets(
        &self,
        asker: Asker,
        incident: IncidentId,
        list: List,
        after: Option<After>,
    ) -> Answer<'_, TicketPage>;
    /// Does something about tickets; a key acts once.
    fn act_on_tickets(
        &self,
        asker: Asker,
        incident: IncidentId,
        wish: TicketAct,
        key: String,
    ) -> Answer<'_, Acted>;
    /// Takes back what this key did.
    fn undo_on_tickets(&self, asker: Asker, incident: IncidentId, key: String) -> Answer<'_, Acted>;
    /// Forgets whoever wrote this ticket, in all of theirs; admins only. How many tickets that were.
    fn forget_requester(&self, asker: Asker, incident: IncidentId, ticket: i64) -> Answer<'_, u32>;
    /// Some accounts of customers, by letters of their key or name.
    fn accounts(&self, asker: Asker, letters: String, offset: u32) -> Answer<'_, AccountsPage>;
    /// What these customers are called; who is not there has no name.
    fn customer_names(
        &self,
        asker: Asker,
        customers: Vec<CustomerId>,
    ) -> Answer<'_, Vec<(CustomerId, String)>>;
    /// Forgets a customer: the account, every card, and both histories; admins only.
    fn forget_account(&self, asker: Asker, customer: CustomerId) -> Answer<'_, ()>;
    /// The top customers whom an incident hits.
    fn affected(&self, asker: Asker, incident: IncidentId, query: AffectedQuery) -> Answer<'_, Affected>;
    /// Takes a step with a card of the outreach board; refused where somebody else took one first.
    fn outreach(&self, asker: Asker, step: OutreachStep) -> Answer<'_, ()>;
    /// The `Set-Cookie` value that carries this session's token, or drops it.
    fn cookie(&self, token: Option<&str>) -> String;
}

/// The backend, as contexts carry it.
pub type SharedBackend = Arc<dyn Backend>;
