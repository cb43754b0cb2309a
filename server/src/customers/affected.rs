//! Which top customers an incident hits, in the order of their value, and how far the contact with each is.

use std::collections::HashMap;

use app::customers::{
    AFFECTED_PAGE_MAX, AffectedCustomer, AffectedPage, Customer, LANE_MAX, Lane, OutreachCard,
};
use domain::outreach::Stage;
use domain::{CustomerId, Incident, PersonId, Timestamp};

/// What is known of customers when somebody asks who is hit.
#[derive(Debug, Default)]
pub struct Candidates {
    /// Every top customer, in the order of value.
    pub top: Vec<Customer>,
    pub cards: HashMap<CustomerId, OutreachCard>,
    /// Open tickets by the key of the customer.
    pub tickets: HashMap<String, u32>,
    /// Names of those in the restore queue.
    pub queue: Vec<(CustomerId, String)>,
}

/// The top customers who are hit, the same for everybody who asks.
#[derive(Clone, Debug, Default)]
pub struct HitCustomers {
    /// How many top customers there are.
    pub top: u32,
    /// Those of them who are hit, in the order of their value.
    pub hit: Vec<AffectedCustomer>,
    /// Names of those in the restore queue.
    pub queue: Vec<(CustomerId, String)>,
}

/// Who is hit: by a component of theirs, or because they wrote to support.
pub fn hit(incident: &Incident, mut candidates: Candidates) -> HitCustomers {
    let customers = std::mem::take(&mut candidates.top);
    let top = count(customers.len());
    let hit = customers
        .into_iter()
        .filter_map(|customer| affected_customer(incident, &mut candidates, customer))
        .zip(1_u32..)
        .map(|(customer, rank)| AffectedCustomer { rank, ..customer })
        .collect();
    HitCustomers { top, hit, queue: candidates.queue }
}

/// Whether somebody manages the customer, or has claimed the call.
pub fn is_mine(customer: &AffectedCustomer, me: PersonId) -> bool {
    let card = &customer.card;
    customer.manager == Some(me) || (card.stage != Stage::Unclaimed && card.person == Some(me))
}

/// Of those customers who are wanted, the page from this place on.
pub fn affected(
    all: &HitCustomers,
    offset: u32,
    is_wanted: impl Fn(&AffectedCustomer) -> bool,
) -> AffectedPage {
    let HitCustomers { top, hit, queue } = all;
    let wanted: Vec<_> = hit.iter().filter(|customer| is_wanted(customer)).collect();
    let lanes = Stage::ALL.map(|stage| lane(&wanted, stage)).to_vec();
    let found = count(wanted.len());
    let page = wanted.into_iter().skip(offset as usize).take(AFFECTED_PAGE_MAX as usize);
    AffectedPage {
        top: *top,
        hit: count(hit.len()),
        revenue: hit.iter().map(|customer| customer.revenue).sum(),
        found,
        customers: page.cloned().collect(),
        lanes,
        queue: queue.clone(),
    }
}

fn affected_customer(
    incident: &Incident,
    candidates: &mut Candidates,
    customer: Customer,
) -> Option<AffectedCustomer> {
    let regions = &customer.fields.regions;
    let hits = incident.hits_of(&customer.fields.components, regions);
    let tickets = candidates.tickets.get(&customer.fields.key).copied().unwrap_or_default();
    if hits.is_empty() && tickets == 0 {
        return None;
    }
    let card = candidates.cards.remove(&customer.id).unwrap_or_default();
    let card = OutreachCard { due: incident.contact_due(&hits, regions), ..card };
    let hits = hits.into_iter().map(|hit| (hit.component.clone(), hit.now_in(regions), hit.worst)).collect();
    let (id, fields) = (customer.id, customer.fields);
    let (name, tier, revenue, manager, regions) =
        (fields.name, fields.tier, fields.revenue, fields.manager, fields.regions);
    Some(AffectedCustomer { rank: 0, id, name, tier, revenue, manager, hits, regions, tickets, card })
}

/// A lane: who waits longest for us comes first, then by value; what is done, the last first.
fn lane(customers: &[&AffectedCustomer], stage: Stage) -> Lane {
    let mut cards: Vec<_> = customers.iter().filter(|c| c.card.stage == stage).copied().collect();
    match stage {
        Stage::Unclaimed | Stage::Claimed => cards.sort_by_key(|c| c.card.due.unwrap_or(Timestamp(i64::MAX))),
        Stage::Contacted | Stage::Acknowledged => cards.sort_by_key(|c| std::cmp::Reverse(c.card.at)),
    }
    Lane { count: count(cards.len()), cards: cards.into_iter().take(LANE_MAX).cloned().collect() }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
