//! What `decide` must know beyond the incident itself, looked up by the lane that appends.

use std::sync::Arc;

use crate::directory::Directory;
use crate::finding::Finding;
use crate::id::{CustomerId, PersonId};
use crate::maintenance::Maintenance;
use crate::policy::Policy;
use crate::ticket::Counts;
use crate::time::Timestamp;

/// The world at the moment of a decision. What a replay needs of it is copied into the events.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    pub now: Timestamp,
    /// Shared by all decisions until it changes.
    pub directory: Arc<Directory>,
    /// The company's policy today; an incident keeps the one it was declared under.
    pub policy: Arc<Policy>,
    /// What the linter found in the words that the command would publish.
    pub findings: Vec<Finding>,
    /// Planned work that may keep clocks silent. Looked up for misses.
    pub works: Vec<Maintenance>,
    /// How many tickets of the incident are where. Looked up for the commands that end or close one.
    pub tickets: Counts,
    /// The customers that the command names, as far as they are there. `None` in a browser, which leaves it to the server.
    pub customers: Option<Vec<CustomerFact>>,
}

/// What the process knows of a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CustomerFact {
    pub id: CustomerId,
    /// The account manager, if there is one.
    pub manager: Option<PersonId>,
}

impl Facts {
    /// Whether the person manages the customer's account, as far as it is known.
    pub fn manages(&self, person: PersonId, customer: CustomerId) -> bool {
        self.customers
            .as_ref()
            .is_none_or(|all| all.iter().any(|c| c.id == customer && c.manager == Some(person)))
    }

    /// One of these customers who is not there.
    pub fn unknown_customer(&self, customers: &[CustomerId]) -> Option<CustomerId> {
        let known = self.customers.as_ref()?;
        customers.iter().copied().find(|id| known.iter().all(|c| c.id != *id))
    }
}
