//! The restore queue: in which order customers get their service back, one at a time.
//!
//! The log knows customers by their number alone: names and contacts are ordinary rows, and can be forgotten.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::Serialize;

use super::Incident;
use crate::actor::By;
use crate::command::Command;
use crate::event::Event;
use crate::facts::Facts;
use crate::id::CustomerId;
use crate::refusal::Refusal;
use crate::text::{self, REASON_MAX};
use crate::time::Timestamp;

/// Most customers of one incident's queue: waiting, under restoration and restored.
pub const RESTORE_QUEUE_MAX: u32 = 500;
/// Most requests that wait for the IC's answer.
pub const RESTORE_REQUESTS_MAX: u32 = 100;

/// Customers who wait for their service, are getting it back, or have it back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct RestoreQueue {
    /// In the IC's order.
    pub waiting: Vec<CustomerId>,
    pub under_way: Option<UnderWay>,
    /// In the order in which they came back.
    pub restored: Vec<Restored>,
    /// Oldest first.
    pub requests: Vec<RestoreRequest>,
}

/// The one customer who is getting their service back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct UnderWay {
    pub customer: CustomerId,
    pub since: Timestamp,
    /// Who began it.
    pub by: By,
}

/// A customer who is back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct Restored {
    pub customer: CustomerId,
    pub at: Timestamp,
}

/// Somebody asks for a customer to come next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct RestoreRequest {
    pub customer: CustomerId,
    pub by: By,
    pub at: Timestamp,
    pub reason: String,
}

/// Where a customer stands in the queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QueuePlace {
    /// Behind this many others.
    Waiting(u32),
    UnderWay(Timestamp),
    Restored(Timestamp),
}

impl RestoreQueue {
    /// Everybody in it.
    pub fn customers(&self) -> impl Iterator<Item = CustomerId> {
        let under_way = self.under_way.iter().map(|now| now.customer);
        self.waiting.iter().copied().chain(under_way).chain(self.restored.iter().map(|back| back.customer))
    }

    pub fn place(&self, customer: CustomerId) -> Option<QueuePlace> {
        let waiting = || self.waiting.iter().position(|waits| *waits == customer);
        let now = || self.under_way.as_ref().filter(|now| now.customer == customer);
        let back = || self.restored.iter().find(|back| back.customer == customer);
        now()
            .map(|now| QueuePlace::UnderWay(now.since))
            .or_else(|| back().map(|back| QueuePlace::Restored(back.at)))
            .or_else(|| {
                waiting().map(|before| QueuePlace::Waiting(u32::try_from(before).unwrap_or(u32::MAX)))
            })
    }

    pub fn request(&self, customer: CustomerId) -> Option<&RestoreRequest> {
        self.requests.iter().find(|request| request.customer == customer)
    }

    /// How many are back, of how many; `None` where nobody is in it.
    pub fn progress(&self) -> Option<(u32, u32)> {
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let all = count(self.customers().count());
        (all > 0).then(|| (count(self.restored.len()), all))
    }

    /// The same, as people say it.
    pub fn progress_words(&self) -> Option<String> {
        self.progress().map(|(back, all)| format!("{back} of {all} restored"))
    }

    /// This order, then those who waited and are not named in it.
    fn reordered(&self, first: &[CustomerId]) -> Vec<CustomerId> {
        let rest = self.waiting.iter().filter(|waits| !first.contains(waits));
        first.iter().chain(rest).copied().collect()
    }

    pub(super) fn put_request(&mut self, request: RestoreRequest) {
        self.drop_request(request.customer);
        self.requests.push(request);
    }

    pub(super) fn answer_request(&mut self, customer: CustomerId, approved: bool) {
        self.drop_request(customer);
        if approved
            && !matches!(self.place(customer), Some(QueuePlace::UnderWay(_) | QueuePlace::Restored(_)))
        {
            self.waiting = self.reordered(&[customer]);
        }
    }

    pub(super) fn start(&mut self, customer: CustomerId, by: &By, at: Timestamp) {
        self.leave(customer);
        self.under_way = Some(UnderWay { customer, since: at, by: by.clone() });
    }

    pub(super) fn finish(&mut self, customer: CustomerId, at: Timestamp) {
        self.forget(customer);
        self.restored.push(Restored { customer, at });
    }

    pub(super) fn leave(&mut self, customer: CustomerId) {
        self.forget(customer);
        self.drop_request(customer);
    }

    fn drop_request(&mut self, customer: CustomerId) {
        self.requests.retain(|request| request.customer != customer);
    }

    fn forget(&mut self, customer: CustomerId) {
        self.waiting.retain(|waits| *waits != customer);
        self.restored.retain(|back| back.customer != customer);
        if self.under_way.as_ref().is_some_and(|now| now.customer == customer) {
            self.under_way = None;
        }
    }
}

impl Incident {
    /// Every customer whom the command names is there. Who was forgotten meanwhile keeps their place in the queue until
    /// the IC takes them out.
    pub(super) fn must_know_customers(&self, command: &Command, facts: &Facts) -> Result<(), Refusal> {
        if command.customers().len() > RESTORE_QUEUE_MAX as usize {
            return Err(full());
        }
        let new = |id: &CustomerId| self.restore.place(*id).is_none();
        let named: Vec<_> = command.customers().iter().copied().filter(new).collect();
        facts.unknown_customer(&named).map_or(Ok(()), |id| Err(Refusal::UnknownCustomer { id }))
    }

    /// The IC's order. Who is under way or back keeps their place: the order may have been made a moment before.
    pub(super) fn queue_restore(&self, customers: Vec<CustomerId>) -> Result<Vec<Event>, Refusal> {
        let settled = |c: &CustomerId| {
            matches!(self.restore.place(*c), Some(QueuePlace::UnderWay(_) | QueuePlace::Restored(_)))
        };
        let mut wanted: Vec<CustomerId> = Vec::new();
        for customer in customers {
            if !settled(&customer) && !wanted.contains(&customer) {
                wanted.push(customer);
            }
        }
        let waiting = self.restore.reordered(&wanted);
        if waiting == self.restore.waiting {
            return Err(Refusal::SameOrder);
        }
        self.must_hold_all(&waiting)?;
        Ok(vec![Event::RestoreQueued { customers: waiting }])
    }

    fn must_hold_all(&self, waiting: &[CustomerId]) -> Result<(), Refusal> {
        let settled = self.restore.restored.len() + usize::from(self.restore.under_way.is_some());
        if waiting.len() + settled > RESTORE_QUEUE_MAX as usize { Err(full()) } else { Ok(()) }
    }

    pub(super) fn request_restore(&self, customer: CustomerId, reason: &str) -> Result<Vec<Event>, Refusal> {
        let reason = text::line("Reason", reason, REASON_MAX)?;
        match self.restore.place(customer) {
            Some(QueuePlace::UnderWay(_)) => return Err(Refusal::RestoreBegun),
            Some(QueuePlace::Restored(_)) => return Err(Refusal::RestoredAlready),
            Some(QueuePlace::Waiting(0)) => return Err(Refusal::NextAlready),
            Some(QueuePlace::Waiting(_)) | None => {}
        }
        if self.restore.request(customer).is_some() {
            return Err(Refusal::AskedAlready);
        }
        if self.restore.requests.len() >= RESTORE_REQUESTS_MAX as usize {
            let what = "Requests that wait for the IC".to_owned();
            return Err(Refusal::TooMany { what, limit: RESTORE_REQUESTS_MAX });
        }
        Ok(vec![Event::RestoreRequested { customer, reason }])
    }

    /// Approved, the customer comes next.
    pub(super) fn answer_restore_request(
        &self,
        customer: CustomerId,
        approve: bool,
    ) -> Result<Vec<Event>, Refusal> {
        if self.restore.request(customer).is_none() {
            return Err(Refusal::NoRestoreRequest);
        }
        if approve {
            self.must_hold_all(&self.restore.reordered(&[customer]))?;
        }
        Ok(vec![Event::RestoreRequestAnswered { customer, approved: approve }])
    }

    /// One at a time, and whoever the IC put first.
    pub(super) fn start_restore(&self, customer: CustomerId) -> Result<Vec<Event>, Refusal> {
        match self.restore.place(customer) {
            _ if self.restore.under_way.is_some() => Err(Refusal::OneAtATime),
            Some(QueuePlace::Waiting(0)) => Ok(vec![Event::RestoreStarted { customer }]),
            Some(QueuePlace::Waiting(_)) => Err(Refusal::NotNext),
            Some(QueuePlace::Restored(_)) => Err(Refusal::RestoredAlready),
            Some(QueuePlace::UnderWay(_)) | None => Err(Refusal::NotInQueue),
        }
    }

    pub(super) fn finish_restore(&self, customer: CustomerId) -> Result<Vec<Event>, Refusal> {
        match self.restore.place(customer) {
            Some(QueuePlace::UnderWay(_)) => Ok(vec![Event::RestoreFinished { customer }]),
            Some(QueuePlace::Restored(_)) => Err(Refusal::RestoredAlready),
            Some(QueuePlace::Waiting(_)) | None => Err(Refusal::RestoreNotBegun),
        }
    }

    pub(super) fn leave_restore_queue(&self, customer: CustomerId) -> Result<Vec<Event>, Refusal> {
        match self.restore.place(customer) {
            Some(_) => Ok(vec![Event::RestoreLeft { customer }]),
            None => Err(Refusal::NotInQueue),
        }
    }
}

fn full() -> Refusal {
    Refusal::TooMany { what: "Customers in the restore queue".to_owned(), limit: RESTORE_QUEUE_MAX }
}
