//! Whether somebody may send a command. The table of commands says what each asks of its sender
//! ([`Command::need`](crate::Command::need)).
//!
//! A program's token has the role that it was created with, and holds no duty. A viewer's token only reads. A responder's
//! token may send what the holder of any duty may, and the record names the token; an admin's commands need an admin's
//! token. No token may act as a person ([`PersonsAct`](crate::refusal::PersonsAct)).

use super::{HowEnded, Incident};
use crate::actor::{Actor, By, Role};
use crate::command::{Command, Need};
use crate::directory::{Directory, Person};
use crate::duty::Duty;
use crate::facts::Facts;
use crate::id::{CustomerId, PersonId};
use crate::refusal::Refusal;
use crate::words;

fn must_be_admin(role: Role) -> Result<(), Refusal> {
    if role == Role::Admin { Ok(()) } else { Err(Refusal::RoleTooLow { needs: Role::Admin }) }
}

fn allow_token(role: Role, command: &Command) -> Result<(), Refusal> {
    if role < Role::Responder {
        return Err(Refusal::TokenReads);
    }
    command.in_person().map_or(Ok(()), |act| Err(Refusal::PersonNeeded { act }))
}

impl Incident {
    /// Whether this person may send the command, whatever state the incident is in, so that a page shows what it does not
    /// offer. That a customer is theirs to speak for, only the server knows.
    ///
    /// # Errors
    /// What the command would be refused with.
    pub fn may(
        &self,
        by: PersonId,
        role: Role,
        command: &Command,
        directory: &Directory,
    ) -> Result<(), Refusal> {
        self.allow_person(by, role, &command.need(), &|_| false, directory)
    }

    /// Whether the actor may send the command at all, whatever state the incident is in.
    pub(super) fn allow(&self, actor: &Actor, command: &Command, facts: &Facts) -> Result<(), Refusal> {
        let need = command.need();
        match &actor.by {
            By::Server if matches!(need, Need::Server | Need::ResponderOrServer) => return Ok(()),
            By::Server => return Err(Refusal::NotAPerson),
            By::Import => return if need == Need::Import { Ok(()) } else { Err(Refusal::NotAPerson) },
            By::Unknown => return Err(Refusal::NotAPerson),
            By::Person { .. } | By::Token { .. } => {}
        }
        match (actor.by.person(), &need) {
            (Some(by), _) => {
                let manages = |customer| facts.manages(by, customer);
                self.allow_person(by, actor.role, &need, &manages, &facts.directory)?;
                self.must_use_standard_words(actor.role, command, facts)
            }
            (None, Need::Server | Need::Import) => Err(Refusal::ServerOnly),
            (None, Need::Admin) => must_be_admin(actor.role),
            (None, _) => allow_token(actor.role, command),
        }
    }

    /// A viewer who declares is the IC until a responder takes over, so that whoever finds it can say so. What they
    /// publish until a responder takes part are the standard words: nobody else has read theirs.
    fn must_use_standard_words(&self, role: Role, command: &Command, facts: &Facts) -> Result<(), Refusal> {
        let public = if let Command::SetHeadline { headline, .. } = command {
            Some(headline.trim()).filter(|words| !words.is_empty())
        } else {
            command.public_words().map(|words| words.body)
        };
        let Some(public) = public.filter(|_| role < Role::Responder) else { return Ok(()) };
        let is_responder =
            |person: PersonId| facts.directory.person(person).is_some_and(Person::can_take_part);
        if self.duties.people().any(is_responder) || self.is_standard_end(public, facts) {
            return Ok(());
        }
        Err(Refusal::StandardWordsOnly)
    }

    /// Whether these are the product's own words for an end: what everybody else sends with them is chosen, not written.
    fn is_standard_end(&self, body: &str, facts: &Facts) -> bool {
        let components: Vec<_> = self.impacts().iter().map(|impact| impact.component.clone()).collect();
        let names = words::names(&components, &facts.directory);
        [words::resolved, words::stood_down].into_iter().any(|wording| wording(&names) == body.trim())
    }

    fn allow_person(
        &self,
        by: PersonId,
        role: Role,
        need: &Need,
        manages: &dyn Fn(CustomerId) -> bool,
        directory: &Directory,
    ) -> Result<(), Refusal> {
        match need {
            Need::Person => Ok(()),
            Need::Responder | Need::ResponderOrServer => self.must_take_part(by, role),
            Need::ResponderOrManager(customer) if manages(*customer) => Ok(()),
            Need::ResponderOrManager(_) => self.must_take_part(by, role),
            Need::Holder(duty) => self.must_hold(by, duty, directory),
            Need::HolderOrCommander(_) if self.commander() == Some(by) => Ok(()),
            Need::HolderOrCommander(duty) => self.must_hold(by, duty, directory),
            // Whoever may plan the work may put its words right.
            Need::Publisher if self.maintenance.is_some() => self.must_take_part(by, role),
            Need::Publisher if self.is_open() => self.must_hold(by, &Duty::Communications, directory),
            Need::Publisher | Need::InCharge if role == Role::Admin => Ok(()),
            Need::Publisher | Need::InCharge => self.must_be_in_charge(by, directory),
            Need::Admin => must_be_admin(role),
            Need::Server | Need::Import => Err(Refusal::ServerOnly),
        }
    }

    fn must_take_part(&self, by: PersonId, role: Role) -> Result<(), Refusal> {
        if self.takes_part(by, role) { Ok(()) } else { Err(Refusal::RoleTooLow { needs: Role::Responder }) }
    }

    /// Whether somebody takes part: a responder, an admin, or whoever holds a duty or a follow-up here.
    pub fn takes_part(&self, person: PersonId, role: Role) -> bool {
        role >= Role::Responder || self.has_a_part(person)
    }

    fn has_a_part(&self, person: PersonId) -> bool {
        self.duties.of(person).next().is_some() || self.open_follow_ups().any(|f| f.owner == person)
    }

    /// An incident that is over has no duties: `decide` says so, not this table.
    fn must_hold(&self, by: PersonId, duty: &Duty, directory: &Directory) -> Result<(), Refusal> {
        match self.duties.holder(duty) {
            Some(held_by) if held_by != by => Err(Refusal::NotYourDuty {
                duty: duty.clone(),
                held_by,
                name: directory.name(held_by).to_owned(),
                since: self.duties.holding(duty).map(|holding| holding.since),
            }),
            None if self.is_open() => Err(Refusal::NobodyCommands),
            _ => Ok(()),
        }
    }

    fn must_be_in_charge(&self, by: PersonId, directory: &Directory) -> Result<(), Refusal> {
        match self.course.ending.as_ref().and_then(|e| e.in_charge) {
            Some(owner) if owner != by => {
                Err(Refusal::NotInCharge { name: directory.name(owner).to_owned() })
            }
            _ => Ok(()),
        }
    }

    /// The incident is declared and not over.
    pub(super) fn must_be_open(&self) -> Result<(), Refusal> {
        match &self.course.ending {
            _ if !self.is_declared() => Err(Refusal::NotDeclared),
            _ if self.maintenance.is_some() => Err(Refusal::IsMaintenance),
            Some(ending) => Err(Refusal::Over { how: ending.how.word().to_owned() }),
            None if self.imported.is_some() => Err(Refusal::Over { how: "history".to_owned() }),
            None => Ok(()),
        }
    }

    /// The incident is resolved, and something may be left to do.
    pub(super) fn must_be_resolved(&self) -> Result<(), Refusal> {
        match &self.course.ending {
            Some(ending) if ending.how == HowEnded::Resolved => Ok(()),
            Some(ending) => Err(Refusal::Over { how: ending.how.word().to_owned() }),
            None if self.is_open() => Err(Refusal::StillOpen),
            None if self.imported.is_some() => Err(Refusal::Over { how: "history".to_owned() }),
            None => Err(Refusal::NotDeclared),
        }
    }
}
