//! Tickets, customers and subscribers as files.

use std::sync::Arc;

use app::customers::Customer;
use domain::{ComponentId, Directory, PersonId};
use serde_json::Value;

use super::table::Column;
use crate::store::subscribers::Subscriber;
use crate::store::tickets::TicketRow;

/// A row with the names that it refers to.
#[derive(Debug)]
pub struct Named<T> {
    pub row: T,
    pub directory: Arc<Directory>,
}

impl<T> Named<T> {
    /// A person's name; `null` for nobody.
    fn name(&self, person: Option<PersonId>) -> Value {
        person.map_or(Value::Null, |id| self.directory.name(id).into())
    }
}

/// A component's name, or its slug where another one has the name too, or a list would fall apart at it.
fn told_apart<'a>(directory: &'a Directory, id: &'a ComponentId) -> &'a str {
    let name = directory.component_name(id);
    let same = directory.components.iter().filter(|c| c.name.to_lowercase() == name.to_lowercase());
    if same.count() > 1 || name.contains([',', ';', '|']) { &id.0 } else { name }
}

pub const TICKETS: &[Column<Named<TicketRow>>] = &[
    ("key", |t| t.row.came.key.as_str().into()),
    ("created_at", |t| t.row.came.created_at.map_or(Value::Null, |at| at.rfc3339().into())),
    ("standing", |t| t.row.standing.list().slug().into()),
    ("owner", |t| t.name(t.row.standing.owner)),
    ("subject", |t| t.row.came.subject.as_str().into()),
    ("requester", |t| t.row.came.requester.as_str().into()),
    ("email", |t| t.row.came.email.as_str().into()),
    ("customer", |t| t.row.came.customer.as_str().into()),
    ("excerpt", |t| t.row.came.excerpt.as_str().into()),
    ("url", |t| t.row.came.url.as_str().into()),
    ("answer", |t| t.row.standing.answer.as_str().into()),
    ("apology", |t| t.row.standing.apology.as_str().into()),
    ("apology_reason", |t| t.row.standing.in_spite.as_str().into()),
    ("why_other", |t| t.row.standing.why.as_str().into()),
];

/// Without the links in their mail, with which anybody could unsubscribe them.
pub const SUBSCRIBERS: &[Column<Named<Subscriber>>] = &[
    ("email", |s| s.row.address.as_str().into()),
    ("everything", |s| s.row.picks.everything.into()),
    ("components", |s| s.row.picks.components.iter().map(|id| told_apart(&s.directory, id)).collect()),
    ("incidents", |s| s.row.picks.incidents.iter().map(|id| id.0).collect()),
];

pub const CUSTOMERS: &[Column<Named<Customer>>] = &[
    ("key", |a| a.row.fields.key.as_str().into()),
    ("name", |a| a.row.fields.name.as_str().into()),
    ("tier", |a| a.row.fields.tier.as_str().into()),
    ("revenue", |a| a.row.fields.revenue.into()),
    ("manager", |a| a.name(a.row.fields.manager)),
    ("components", |a| a.row.fields.components.iter().map(|id| told_apart(&a.directory, id)).collect()),
    ("regions", |a| a.row.fields.regions.clone().into()),
];
