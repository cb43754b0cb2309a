//! Support tickets of an incident: added, listed, worked on, forgotten.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use app::backend::Asker;
use app::rpc::SharedAnswer;
use app::tickets::{
    ACT_MAX, Acted, Added, After, FIND_MAX, Left, NewTicket, SupportFigures, Ticket, TicketAct, TicketPage,
    Tickets,
};
use app::upload::ROWS_MAX;
use app::{Error, review};
use async_trait::async_trait;
use domain::ticket::{Act, ActKind, List, Mark, Problem};
use domain::{Incident, IncidentId, PersonId, Refusal, Role, Span, Timestamp, text};

use super::shared::TicketsAsked;
use super::{Engine, log_failure, must_be_admin};
use crate::store::CommandKey;
use crate::store::company::Company;
use crate::store::tickets::{Change, Outcome, TicketOutcome, TicketRow};
use crate::tickets::clean::clean;
use crate::tickets::hourly::{self, DAYS_BACK};
use crate::tickets::likely::Evidence;
use crate::tickets::read::{Read, read};

impl Engine {
    /// Adds tickets to an incident, each once by its key; for pages, files and programs alike. Whoever calls has
    /// checked that the sender may.
    ///
    /// # Errors
    /// [`Error::NotFound`] without such an incident; [`Error::Invalid`] names the first ticket that cannot be taken,
    /// and then none is.
    pub async fn add_tickets(&self, incident: IncidentId, tickets: Vec<NewTicket>) -> Result<Added, Error> {
        self.must_exist(incident).await?;
        if tickets.len() > ROWS_MAX as usize {
            return Err(Error::invalid(format!(
                "Tickets: {} at once; the limit is {ROWS_MAX}.",
                tickets.len()
            )));
        }
        let now = self.clock.now();
        let cleaned = tickets.into_iter().enumerate().map(|(place, ticket)| {
            clean(ticket, now).map_err(|bad| Error::invalid(format!("Ticket {}: {}", place + 1, bad.why)))
        });
        let tickets: Vec<NewTicket> = cleaned.collect::<Result<_, _>>()?;
        let added = self.store.add_tickets(incident, &tickets, now).await.map_err(|e| log_failure(&e))?;
        self.wake.notify_one();
        Ok(added)
    }

    /// Reads a file of tickets, and with `add` takes its good rows.
    pub(crate) async fn ticket_file(
        &self,
        asker: &Asker,
        incident: IncidentId,
        bytes: bytes::Bytes,
        columns: Vec<(String, String)>,
        add: bool,
    ) -> Result<app::tickets::TicketFile, Error> {
        self.may_support(asker, incident)?;
        let now = self.clock.now();
        // A large file takes a while: everybody else goes on meanwhile.
        let reading = tokio::task::spawn_blocking(move || read(&bytes, now, &columns)).await;
        let Read { mut file, good } = reading.map_err(|_| Error::Internal)??;
        if add {
            file.added = Some(self.add_tickets(incident, good).await?);
        }
        Ok(file)
    }
}

#[async_trait]
impl Tickets for Engine {
    async fn read_support_figures(
        &self,
        _: Asker,
        id: IncidentId,
    ) -> Result<SharedAnswer<SupportFigures>, Error> {
        let incident = self.known(id)?;
        // The usual number of tickets is that of all incidents.
        let version = self.version_of_all(&incident).await?;
        let now = self.clock.now();
        let until = incident.course.ending.as_ref().map_or(now, |ending| ending.at + Span::hours(2)).min(now);
        let question = (id, hourly::hour_of(until));
        let counted = self.count_figures(&incident, now, until);
        self.share(&self.shared.figures, &question, version, counted).await
    }

    async fn read_tickets(
        &self,
        _: Asker,
        id: IncidentId,
        list: List,
        after: Option<After>,
        find: Option<String>,
    ) -> Result<SharedAnswer<TicketPage>, Error> {
        let find = find.unwrap_or_default();
        let find = match find.trim() {
            "" => String::new(),
            typed => text::line("Find", typed, FIND_MAX)?,
        };
        let (incident, company) = (self.known(id)?, self.world.company());
        let version = self.version_of(&incident, &company).await?;
        let asked = TicketsAsked { incident: id, list, after, find };
        let page = self.find_tickets(&incident, &company, &asked);
        self.share(&self.shared.tickets, &asked, version, page).await
    }

    async fn act_on_tickets(
        &self,
        asker: Asker,
        id: IncidentId,
        wish: TicketAct,
        key: String,
    ) -> Result<Acted, Error> {
        let incident = self.may_support(&asker, id)?;
        let key = CommandKey::parse(&key).map_err(|bad| Error::invalid(format!("Key: {bad}.")))?;
        let TicketAct { tickets, act } = wish;
        if tickets.is_empty() || tickets.len() > ACT_MAX {
            return Err(Error::invalid(format!("Tickets: choose between 1 and {ACT_MAX}.")));
        }
        if tickets.len() > 1 && !act.for_many() {
            return Err(Refusal::from(Problem::OneByOne).into());
        }
        self.check_words(&act, &incident)?;
        let (person, at) = (asker.person, self.clock.now());
        let company = self.world.company();
        let name = |person: PersonId| company.directory.name(person).to_owned();
        let link = self.public_link(id);
        let change =
            Change { incident: id, tickets: &tickets, person, at, wish: key.as_str(), act: act.kind() };
        let outcomes = self.store.act_on_tickets(change, |row| {
            let answer = incident.macro_for(&company.directory, first_name(&row.came.requester), &link, at);
            row.standing.act(&act, Mark { by: person, at }, &incident, &answer, name)
        });
        let outcomes = outcomes.await.map_err(|e| log_failure(&e))?;
        self.wake.notify_one();
        Ok(acted(outcomes, name))
    }

    async fn undo_on_tickets(&self, asker: Asker, id: IncidentId, key: String) -> Result<Acted, Error> {
        self.may_support(&asker, id)?;
        let undone = self.store.undo_on_tickets(id, asker.person, &key, self.clock.now());
        let Some(outcomes) = undone.await.map_err(|e| log_failure(&e))? else {
            return Err(Error::invalid("There is nothing left to undo."));
        };
        self.wake.notify_one();
        let company = self.world.company();
        Ok(acted(outcomes, |person| company.directory.name(person).to_owned()))
    }

    async fn forget_requester(&self, asker: Asker, incident: IncidentId, ticket: i64) -> Result<u32, Error> {
        must_be_admin(&asker)?;
        let forgotten = self.store.forget_requester(incident, ticket).await.map_err(|e| log_failure(&e))?;
        self.wake.notify_one();
        forgotten.ok_or(Error::NotFound)
    }
}

impl Engine {
    /// An apology goes out like an update: what breaks trust needs a reason.
    fn check_words(&self, act: &Act, incident: &Incident) -> Result<(), Error> {
        let Act::Apologise { words, reason } = act else { return Ok(()) };
        let findings = review::apology(&self.rules.book, words, incident);
        let stops: Vec<_> = findings.into_iter().filter(|finding| finding.stop).collect();
        let given = reason.as_ref().is_some_and(|reason| !reason.trim().is_empty());
        if stops.is_empty() || given { Ok(()) } else { Err(Refusal::ReasonNeeded { findings: stops }.into()) }
    }

    fn known(&self, id: IncidentId) -> Result<Arc<Incident>, Error> {
        self.world.incident(id).ok_or(Error::NotFound)
    }

    pub(crate) fn may_support(&self, asker: &Asker, id: IncidentId) -> Result<Arc<Incident>, Error> {
        let incident = self.known(id)?;
        if incident.takes_part(asker.person, asker.role) {
            return Ok(incident);
        }
        Err(Refusal::RoleTooLow { needs: Role::Responder }.into())
    }

    async fn count_figures(
        &self,
        incident: &Incident,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<SupportFigures, Error> {
        let began = incident.course.suspected_at;
        let since = began.min(now) - Span::days(DAYS_BACK + 1);
        let figures = self.store.ticket_figures(incident.id, since).await.map_err(|e| log_failure(&e))?;
        let hours = hourly::hours(began, until, &figures.own_hours, &figures.all_hours, figures.first);
        Ok(SupportFigures {
            counts: figures.counts,
            oldest_new: figures.oldest_new,
            oldest_open: figures.oldest_open,
            under_way: figures.under_way,
            agents: figures.agents,
            hours,
            link: self.public_link(incident.id),
        })
    }

    async fn find_tickets(
        &self,
        incident: &Incident,
        company: &Company,
        asked: &TicketsAsked,
    ) -> Result<TicketPage, Error> {
        let TicketsAsked { incident: id, list, after, find } = asked;
        let known = self.weighing(incident, company).await?;
        if *list == List::New {
            let mark = known.mark();
            let weighed = self.store.weigh_tickets(*id, &mark, |came| known.weigh(came).0);
            weighed.await.map_err(|e| log_failure(&e))?;
        }
        let page = self.store.tickets(*id, *list, *after, find).await;
        let (rows, more) = page.map_err(|e| log_failure(&e))?;
        let keys: Vec<_> = rows.iter().map(|row| row.came.customer.as_str()).collect();
        let names = self.store.customers_named(&keys).await.map_err(|e| log_failure(&e))?;
        let tickets: Vec<Ticket> = rows.into_iter().map(|row| shown(row, &known, &names)).collect();
        let next = tickets.last().filter(|_| more).map(|last| After {
            likely: last.likely,
            created_at: last.created(),
            id: last.id,
        });
        Ok(TicketPage { list: *list, tickets, next })
    }

    async fn weighing(&self, incident: &Incident, company: &Company) -> Result<Evidence, Error> {
        let mut customers = BTreeSet::new();
        for hit in &incident.comms.hits {
            let keys =
                self.store.writers_with(incident.id, &hit.component).await.map_err(|e| log_failure(&e))?;
            customers.extend(keys);
        }
        Ok(Evidence::of(incident, &company.directory, customers))
    }

    fn public_link(&self, id: IncidentId) -> String {
        format!("{}/status/incidents/{id}", self.status_address)
    }
}

fn shown(row: TicketRow, known: &Evidence, names: &BTreeMap<String, String>) -> Ticket {
    let (likely, because) = known.weigh(&row.came);
    let TicketRow { id, version, came, standing } = row;
    let customer = names.get(&came.customer).cloned();
    Ticket { id, version, came, customer, standing, likely, because }
}

fn first_name(name: &str) -> &str {
    name.split_whitespace().next().unwrap_or_default()
}

fn acted(outcomes: Vec<TicketOutcome>, name: impl Fn(PersonId) -> String) -> Acted {
    let mut acted = Acted::default();
    for (id, outcome) in outcomes {
        let why = match outcome {
            Outcome::Done => {
                acted.done += 1;
                continue;
            }
            Outcome::Lost { by, at, act } => {
                let did = act.map_or("has changed", ActKind::past);
                format!("{} {did} it at {} UTC.", name(by), at.hhmm())
            }
            Outcome::Refused(refusal) => refusal.to_string(),
            Outcome::Gone => Error::NotFound.to_string(),
        };
        acted.left.push(Left { id, why });
    }
    acted
}
