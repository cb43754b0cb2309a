//! What the app asks of a server: a trait for each noun, which stands beside the noun's server functions.
//!
//! A server function only checks who is asking and passes the question on: what it means is the server's to say.

use std::sync::Arc;

use domain::{Actor, PersonId, Role};

use crate::brand::Brands;
use crate::channels::Channels;
use crate::company::Company;
use crate::company_words::CompanyWords;
use crate::customers::Customers;
use crate::deliveries::Deliveries;
use crate::drafts::Drafts;
use crate::goals::Measures;
use crate::incidents::Incidents;
use crate::outlook::Outlooks;
use crate::people::People;
use crate::rpc::Topics;
use crate::sessions::Sessions;
use crate::tickets::Tickets;
use crate::tokens::Tokens;

/// The server, as the server functions see it: it puts one into the context of every request.
pub trait Backend:
    Brands
    + Channels
    + Company
    + CompanyWords
    + Customers
    + Deliveries
    + Drafts
    + Incidents
    + Measures
    + Outlooks
    + People
    + Sessions
    + Tickets
    + Tokens
    + Topics
{
}

/// The backend, as contexts carry it.
pub type SharedBackend = Arc<dyn Backend>;

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
