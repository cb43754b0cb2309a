//! How many tickets are where, whose, and since when.

use std::collections::{BTreeMap, HashMap};

use domain::ticket::{Counts, List};
use domain::{IncidentId, PersonId, Span, Timestamp};

use super::super::db::args;
use super::super::{Store, StoreError};

/// What is counted of an incident's tickets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    pub counts: Counts,
    pub oldest_new: Option<Timestamp>,
    pub oldest_open: Option<Timestamp>,
    pub under_way: u32,
    pub agents: Vec<(PersonId, u32)>,
    /// Tickets by the number of their hour since 1970: of this incident, and of all.
    pub own_hours: BTreeMap<i64, u32>,
    pub all_hours: BTreeMap<i64, u32>,
    /// The oldest ticket that is known at all.
    pub first: Option<Timestamp>,
}

impl Store {
    /// How many tickets of an incident are in each list.
    pub async fn ticket_counts(&self, incident: IncidentId) -> Result<Counts, StoreError> {
        let sql = "SELECT list, count(*) FROM ticket WHERE incident = $1 GROUP BY list";
        let rows: Vec<(String, i64)> = self.rows(sql, args![incident.0]).await?;
        let mut counts = Counts::default();
        for (slug, count) in rows {
            let list = List::ALL.into_iter().find(|list| list.slug() == slug);
            let list = list.ok_or_else(|| StoreError::Corrupt(format!("a ticket is in the list {slug}")))?;
            counts.set(list, small(count));
        }
        Ok(counts)
    }

    /// What the support page shows beside its list; hours from `since` on.
    pub async fn ticket_figures(
        &self,
        incident: IncidentId,
        since: Timestamp,
    ) -> Result<Figures, StoreError> {
        let under_way = "SELECT count(*) FROM ticket WHERE incident = $1 AND list = 'open' AND begun = $2";
        let (under_way,): (i64,) = self.one(under_way, args![incident.0, true]).await?;
        let (first,): (Option<i64>,) = self.one("SELECT min(created_us) FROM ticket", args![]).await?;
        Ok(Figures {
            counts: self.ticket_counts(incident).await?,
            oldest_new: self.oldest_ticket(incident, List::New).await?,
            oldest_open: self.oldest_ticket(incident, List::Open).await?,
            under_way: small(under_way),
            agents: self.ticket_owners(incident).await?,
            own_hours: self
                .hours(
                    "SELECT created_us / 3600000000, count(*) FROM ticket
                     WHERE created_us >= $1 AND incident = $2 GROUP BY 1",
                    since,
                    incident,
                )
                .await?,
            all_hours: self
                .hours(
                    "SELECT created_us / 3600000000, count(*) FROM ticket
                     WHERE created_us >= $1 AND $2 = $2 GROUP BY 1",
                    since,
                    incident,
                )
                .await?,
            first: first.map(Timestamp),
        })
    }

    async fn oldest_ticket(&self, incident: IncidentId, list: List) -> Result<Option<Timestamp>, StoreError> {
        let sql = "SELECT min(created_us) FROM ticket WHERE incident = $1 AND list = $2";
        let (at,): (Option<i64>,) = self.one(sql, args![incident.0, list.slug()]).await?;
        Ok(at.map(Timestamp))
    }

    /// Who takes care of how many that are not done, the busiest first.
    /// Tickets that wait for us, by the key of the customer who wrote.
    pub async fn open_tickets_by_customer(
        &self,
        incident: IncidentId,
    ) -> Result<HashMap<String, u32>, StoreError> {
        let sql = "SELECT customer, count(*) FROM ticket
                   WHERE incident = $1 AND list IN ('new', 'open') AND customer <> '' GROUP BY customer";
        let counts: Vec<(String, i64)> = self.rows(sql, args![incident.0]).await?;
        Ok(counts.into_iter().map(|(customer, tickets)| (customer, small(tickets))).collect())
    }

    async fn ticket_owners(&self, incident: IncidentId) -> Result<Vec<(PersonId, u32)>, StoreError> {
        let sql =
            "SELECT owner, count(*) FROM ticket WHERE incident = $1 AND list IN ('new', 'open', 'other')
                   AND owner IS NOT NULL GROUP BY owner ORDER BY 2 DESC, 1 LIMIT 20";
        let rows: Vec<(i64, i64)> = self.rows(sql, args![incident.0]).await?;
        Ok(rows.into_iter().map(|(owner, count)| (PersonId(small(owner)), small(count))).collect())
    }

    async fn hours(
        &self,
        sql: &'static str,
        since: Timestamp,
        incident: IncidentId,
    ) -> Result<BTreeMap<i64, u32>, StoreError> {
        // Whole hours: the first one is not cut.
        let since = Timestamp(since.0.div_euclid(Span::hours(1).0) * Span::hours(1).0);
        let rows: Vec<(i64, i64)> = self.rows(sql, args![since.0, incident.0]).await?;
        Ok(rows.into_iter().map(|(hour, count)| (hour, small(count))).collect())
    }
}

fn small(count: i64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
