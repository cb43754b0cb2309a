//! Tickets and customers' accounts as files.

use std::sync::Arc;

use domain::{Directory, PersonId};
use serde_json::Value;

use super::table::Column;
use crate::store::exported::{AccountOut, TicketOut};

/// A row with the names that it refers to.
#[derive(Debug)]
pub struct Named<T> {
    pub row: T,
    pub directory: Arc<Directory>,
}

impl<T> Named<T> {
    /// A person's name; `null` for nobody.
    fn name(&self, person: Option<i64>) -> Value {
        let id = person.and_then(|id| u32::try_from(id).ok()).map(PersonId);
        id.map_or(Value::Null, |id| self.directory.name(id).into())
    }
}

pub const TICKETS: &[Column<Named<TicketOut>>] = &[
    ("key", |t| t.row.key.as_str().into()),
    ("created_at", |t| t.row.created.rfc3339().into()),
    ("standing", |t| t.row.list.as_str().into()),
    ("owner", |t| t.name(t.row.owner)),
    ("subject", |t| t.row.subject.as_str().into()),
    ("requester", |t| t.row.requester.as_str().into()),
    ("email", |t| t.row.email.as_str().into()),
    ("customer", |t| t.row.customer.as_str().into()),
    ("excerpt", |t| t.row.excerpt.as_str().into()),
    ("url", |t| t.row.url.as_str().into()),
];

pub const ACCOUNTS: &[Column<Named<AccountOut>>] = &[
    ("key", |a| a.row.key.as_str().into()),
    ("name", |a| a.row.name.as_str().into()),
    ("tier", |a| a.row.tier.as_str().into()),
    ("revenue", |a| a.row.revenue.into()),
    ("manager", |a| a.name(a.row.manager)),
    ("components", |a| a.row.components.clone().into()),
    ("regions", |a| a.row.regions.clone().into()),
];
