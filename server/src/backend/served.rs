//! What the pages' calls ask for, each passed to whoever does it.

use app::Error;
use app::backend::{Answer, Asker, Backend, NewPerson, NewTemplate};
use app::customers::{AccountsPage, Affected, AffectedQuery, OutreachStep};
use app::rpc::Frame;
use app::tickets::{Acted, After, SupportFigures, TicketAct, TicketPage};
use app::wire::{
    AddedPerson, CompanySettings, Done, Draft, DraftKind, Invited, Opened, Overrides, OwnSession,
    ProgramToken, Topic, Welcome,
};
use domain::ticket::List;
use domain::{Command, CustomerId, IncidentId, PersonId, Recorded, Role, Seq, TemplateId};
use server_fn::BoxedStream;

use super::account::must_be_admin;
use super::{Engine, told};
use crate::store::CommandKey;

impl Backend for Engine {
    fn welcome(&self, asker: Option<Asker>) -> Answer<'_, Welcome> {
        Box::pin(async move { Ok(self.welcome_now(asker.as_ref())) })
    }

    fn open(&self, asker: Asker, incident: IncidentId) -> Answer<'_, Opened> {
        Box::pin(self.opened(asker, incident))
    }

    fn handle(
        &self,
        asker: Asker,
        incident: Option<IncidentId>,
        command: Command,
        key: String,
    ) -> Answer<'_, Done> {
        Box::pin(async move {
            let key = CommandKey::parse(&key).map_err(|bad| Error::invalid(format!("Key: {bad}.")))?;
            self.carried_out(asker.actor(), incident, command, Some(key)).await
        })
    }

    fn follow(&self, asker: Asker, topics: Vec<(Topic, Seq)>) -> Answer<'_, BoxedStream<Frame, Error>> {
        Box::pin(async move {
            // Whoever is signed in may see every incident; what changes about the company is its admins'.
            if topics.iter().any(|(topic, _)| *topic == Topic::Company) {
                must_be_admin(&asker)?;
            }
            self.followed(topics).await
        })
    }

    fn looked(&self, asker: Asker, incident: IncidentId, seq: Seq) -> Answer<'_, ()> {
        Box::pin(self.remember_look(asker, incident, seq))
    }

    fn save_draft(
        &self,
        asker: Asker,
        incident: IncidentId,
        kind: DraftKind,
        body: String,
    ) -> Answer<'_, Option<Draft>> {
        Box::pin(self.keep_draft(asker, incident, kind, body))
    }

    fn sign_in(&self, email: String, password: String) -> Answer<'_, String> {
        Box::pin(self.signed_in(email, password))
    }

    fn sign_out(&self, asker: Asker) -> Answer<'_, ()> {
        Box::pin(async move {
            self.store.close_session(asker.session).await.map_err(|e| told(&e))?;
            self.driver.close_session(asker.session);
            Ok(())
        })
    }

    fn set_up(&self, company: String, admin: NewPerson) -> Answer<'_, String> {
        Box::pin(self.first_account(company, admin))
    }

    fn switch(&self, person: PersonId) -> Answer<'_, String> {
        Box::pin(self.switched(person))
    }

    fn add_person(&self, asker: Asker, person: NewPerson) -> Answer<'_, AddedPerson> {
        Box::pin(self.added_person(asker, person))
    }

    fn set_role(&self, asker: Asker, person: PersonId, role: Role) -> Answer<'_, ()> {
        Box::pin(self.changed_role(asker, person, role))
    }

    fn save_company(&self, asker: Asker, was: CompanySettings, wanted: CompanySettings) -> Answer<'_, ()> {
        Box::pin(self.saved_company(asker, was, wanted))
    }

    fn save_template(
        &self,
        asker: Asker,
        id: Option<TemplateId>,
        typed: NewTemplate,
    ) -> Answer<'_, TemplateId> {
        Box::pin(self.saved_template(asker, id, typed))
    }

    fn drop_template(&self, asker: Asker, id: TemplateId) -> Answer<'_, ()> {
        Box::pin(self.dropped_template(asker, id))
    }

    fn overrides(&self, asker: Asker) -> Answer<'_, Overrides> {
        Box::pin(async move { self.overridden(&asker) })
    }

    fn company_changes(&self, asker: Asker, before: Option<Seq>) -> Answer<'_, Vec<Recorded>> {
        Box::pin(self.changes(asker, before))
    }

    fn invite(&self, asker: Asker, person: PersonId) -> Answer<'_, String> {
        Box::pin(async move { self.invited_person(&asker, person).await })
    }

    fn invited(&self, token: String) -> Answer<'_, Invited> {
        Box::pin(async move { self.invitation(&token).await })
    }

    fn join(&self, token: String, password: String) -> Answer<'_, String> {
        Box::pin(async move { self.joined(&token, password).await })
    }

    fn change_password(&self, asker: Asker, old: String, new: String) -> Answer<'_, ()> {
        Box::pin(self.changed_password(asker, old, new))
    }

    fn sessions(&self, asker: Asker) -> Answer<'_, Vec<OwnSession>> {
        Box::pin(self.own_sessions(asker))
    }

    fn end_session(&self, asker: Asker, session: i64) -> Answer<'_, ()> {
        Box::pin(self.ended_session(asker, session))
    }

    fn sign_out_everywhere(&self, asker: Asker, person: PersonId) -> Answer<'_, ()> {
        Box::pin(async move { self.signed_out_everywhere(&asker, person).await })
    }

    fn tokens(&self, asker: Asker) -> Answer<'_, Vec<ProgramToken>> {
        Box::pin(async move { self.all_tokens(&asker).await })
    }

    fn make_token(&self, asker: Asker, name: String, role: Role) -> Answer<'_, String> {
        Box::pin(async move { self.made_token(&asker, &name, role).await })
    }

    fn revoke_token(&self, asker: Asker, token: i64) -> Answer<'_, ()> {
        Box::pin(async move { self.revoked_token(&asker, token).await })
    }

    fn support_figures(&self, asker: Asker, incident: IncidentId) -> Answer<'_, SupportFigures> {
        Box::pin(self.support_figures(asker, incident))
    }

    fn tickets(
        &self,
        asker: Asker,
        incident: IncidentId,
        list: List,
        after: Option<After>,
    ) -> Answer<'_, TicketPage> {
        Box::pin(self.ticket_page(asker, incident, list, after))
    }

    fn act_on_tickets(
        &self,
        asker: Asker,
        incident: IncidentId,
        wish: TicketAct,
        key: String,
    ) -> Answer<'_, Acted> {
        Box::pin(self.acted_on_tickets(asker, incident, wish, key))
    }

    fn undo_on_tickets(&self, asker: Asker, incident: IncidentId, key: String) -> Answer<'_, Acted> {
        Box::pin(self.undone_on_tickets(asker, incident, key))
    }

    fn forget_requester(&self, asker: Asker, incident: IncidentId, ticket: i64) -> Answer<'_, u32> {
        Box::pin(self.forgot_requester(asker, incident, ticket))
    }

    fn accounts(&self, _: Asker, letters: String, offset: u32) -> Answer<'_, AccountsPage> {
        Box::pin(self.some_accounts(letters, offset))
    }

    fn customer_names(&self, _: Asker, customers: Vec<CustomerId>) -> Answer<'_, Vec<(CustomerId, String)>> {
        Box::pin(self.names_of(customers))
    }

    fn forget_account(&self, asker: Asker, customer: CustomerId) -> Answer<'_, ()> {
        Box::pin(self.forgotten_account(asker, customer))
    }

    fn affected(&self, asker: Asker, incident: IncidentId, query: AffectedQuery) -> Answer<'_, Affected> {
        Box::pin(self.affected_customers(asker, incident, query))
    }

    fn outreach(&self, asker: Asker, step: OutreachStep) -> Answer<'_, ()> {
        Box::pin(self.stepped_card(asker, step))
    }

    fn cookie(&self, token: Option<&str>) -> String {
        self.cookies.set(token)
    }
}
