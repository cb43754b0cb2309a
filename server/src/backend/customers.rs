//! Customers: who they are, who is hit, who speaks to them.

mod import;

use std::collections::BTreeSet;

use app::Error;
use app::backend::Asker;
use app::customers::{
    Affected, AffectedQuery, CUSTOMERS_PAGE_MAX, Customers, CustomersPage, NAMES_MAX, OutreachAct,
    OutreachCard, OutreachStep, SEARCH_MAX,
};
use app::rpc::SharedAnswer;
use async_trait::async_trait;
use domain::outreach::{Act, Caller, NOTE_MAX, may_contact, step};
use domain::ticket::Mark;
use domain::{CustomerId, Duty, Incident, IncidentId, PersonId, Refusal, text};

pub use import::ImportMode;

use super::{Engine, log_failure, must_be_admin};
use crate::customers::affected::{Candidates, HitCustomers, affected, hit, is_mine};
use crate::store::outreach::CardStep;

#[async_trait]
impl Customers for Engine {
    async fn read_customers(&self, _: Asker, letters: String, offset: u32) -> Result<CustomersPage, Error> {
        let letters = letters.trim();
        if letters.chars().count() > SEARCH_MAX as usize {
            return Err(Error::invalid(format!("Search: at most {SEARCH_MAX} characters.")));
        }
        let (found, all) = self.store.count_customers(letters).await.map_err(|e| log_failure(&e))?;
        let customers = self.store.find_customers(letters, offset, CUSTOMERS_PAGE_MAX).await;
        Ok(CustomersPage { customers: customers.map_err(|e| log_failure(&e))?, found, all })
    }

    async fn read_customer_names(
        &self,
        _: Asker,
        customers: Vec<CustomerId>,
    ) -> Result<Vec<(CustomerId, String)>, Error> {
        if customers.len() > NAMES_MAX {
            return Err(Error::invalid(format!("Customers: at most {NAMES_MAX}.")));
        }
        self.store.customer_names(&customers).await.map_err(|e| log_failure(&e))
    }

    async fn forget_customer(&self, asker: Asker, customer: CustomerId) -> Result<(), Error> {
        must_be_admin(&asker)?;
        let open = self.open_incidents();
        let there = self
            .store
            .forget_customer(customer, &open, &self.stamp(&asker))
            .await
            .map_err(|e| log_failure(&e))?;
        self.wake.notify_one();
        if there { Ok(()) } else { Err(Error::NotFound) }
    }

    async fn read_affected(
        &self,
        asker: Asker,
        id: IncidentId,
        query: AffectedQuery,
    ) -> Result<Affected, Error> {
        let incident = self.world.incident(id).ok_or(Error::NotFound)?;
        let version = self.version_of(&incident, &self.world.company()).await?;
        let hit = self.share(&self.shared.affected, &id, version, self.find_hit(&incident)).await?;
        let manages_any = self.store.manages_any(asker.person).await.map_err(|e| log_failure(&e))?;
        let shown = if query.mine {
            SharedAnswer::new(affected(&hit, query.offset, |customer| is_mine(customer, asker.person)))
        } else {
            let page = async { Ok(affected(&hit, query.offset, |_| true)) };
            self.shared.affected_pages.answer(&(id, query.offset), version, page).await?.0
        };
        let mine = hit.hit.iter().filter(|customer| is_mine(customer, asker.person)).count();
        let mine = u32::try_from(mine).unwrap_or(u32::MAX);
        Ok(Affected { as_of: self.clock.now(), mine, manages_any, shown })
    }

    async fn take_outreach_step(&self, asker: Asker, wanted: OutreachStep) -> Result<(), Error> {
        let OutreachStep { incident: id, customer: customer_id, version, act } = wanted;
        let incident = self.world.incident(id).ok_or(Error::NotFound)?;
        let customer = self.store.customer(customer_id).await.map_err(|e| log_failure(&e))?;
        let customer = customer.ok_or(Refusal::UnknownCustomer { id: customer_id })?;
        let manages_any = self.store.manages_any(asker.person).await.map_err(|e| log_failure(&e))?;
        let people = &self.world.company().directory;
        let caller = Caller { person: asker.person, role: asker.role, manages_any };
        may_contact(&incident, caller, customer.fields.manager, people)?;

        let (act, note) = match act {
            OutreachAct::Claim => (Act::Claim, String::new()),
            OutreachAct::Release => (Act::Release, String::new()),
            OutreachAct::MoveOn { note } => (Act::MoveOn, text::optional_body("Note", &note, NOTE_MAX)?),
        };
        let card = self.store.card(id, customer_id).await.map_err(|e| log_failure(&e))?.unwrap_or_default();
        let leads = incident.duties.holder(&Duty::Liaison) == Some(asker.person);
        let stage = step(card.stage, holder(&card), asker.person, leads, act, people)?;
        if card.version != version {
            return Err(self.overtaken(holder(&card), asker.person));
        }
        let person = match act {
            Act::Claim => Some(asker.person),
            Act::Release => None,
            Act::MoveOn => card.person,
        };
        let at = self.clock.now();
        let step = CardStep {
            incident: id,
            customer: customer_id,
            version,
            stage,
            person,
            note,
            by: asker.person,
            at,
        };
        if !self.store.step_card(&step).await.map_err(|e| log_failure(&e))? {
            let now =
                self.store.card(id, customer_id).await.map_err(|e| log_failure(&e))?.unwrap_or_default();
            return Err(self.overtaken(holder(&now), asker.person));
        }
        self.wake.notify_one();
        Ok(())
    }
}

impl Engine {
    /// The top customers whom an incident hits.
    async fn find_hit(&self, incident: &Incident) -> Result<HitCustomers, Error> {
        let (store, id) = (&self.store, incident.id);
        let mut candidates = Candidates::default();
        for tier in &incident.policy.top_tiers {
            candidates.top.extend(store.customers_of_tier(tier).await.map_err(|e| log_failure(&e))?);
        }
        candidates.tickets = store.open_tickets_by_customer(id).await.map_err(|e| log_failure(&e))?;
        candidates.cards = store.cards(id).await.map_err(|e| log_failure(&e))?.into_iter().collect();
        let asked = incident.restore.requests.iter().map(|request| request.customer);
        let named: BTreeSet<_> = incident.restore.customers().chain(asked).collect();
        let named: Vec<_> = named.into_iter().collect();
        candidates.queue = store.customer_names(&named).await.map_err(|e| log_failure(&e))?;
        Ok(hit(incident, candidates))
    }

    /// The incidents whose pages show customers.
    pub(crate) fn open_incidents(&self) -> Vec<IncidentId> {
        self.world.incidents().iter().filter(|incident| incident.is_open()).map(|i| i.id).collect()
    }

    /// What the second of two is told, who acted on what they saw a moment ago.
    fn overtaken(&self, holder: Option<Mark>, me: PersonId) -> Error {
        let company = self.world.company();
        match holder.filter(|holder| holder.by != me) {
            Some(Mark { by, at }) => {
                let name = company.directory.name(by).to_owned();
                Refusal::CallTaken { name, at }.into()
            }
            None => Error::invalid("Somebody changed this card a moment ago. Look again; nothing was done."),
        }
    }
}

/// Whose card it is, and since when it is at its stage.
fn holder(card: &OutreachCard) -> Option<Mark> {
    card.person.zip(card.at).map(|(by, at)| Mark { by, at })
}
