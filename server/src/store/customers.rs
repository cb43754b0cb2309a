//! Customers: imported by key, changed with their history, forgotten with all that hangs on them. Their table keeps its first
//! name, `account`: nodes of an older release may be reading it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use app::customers::{Customer, CustomerFields};
use app::wire::{RowSet, Scope};
use domain::{By, CompanyChange, ComponentId, CustomerFact, CustomerId, IncidentId, PersonId, Timestamp};

use super::db::{Arg, Cells, args};
use super::people::person_id;
use super::tickets::EXPORT_PAGE;
use super::{Stamp, Store, StoreError, Tx};

/// Most customers that one transaction writes: the event log waits meanwhile.
pub const TOGETHER_MAX: usize = 500;
/// Most customers of one tier that are read at once.
pub const TIER_CUSTOMERS_MAX: u32 = 20_000;

/// Customers whose names one statement reads.
const NAMED_TOGETHER: usize = 50;

static NAMES: LazyLock<String> = LazyLock::new(|| together("account_key, name", "account_key"));
static NAMES_BY_ID: LazyLock<String> = LazyLock::new(|| together("id, name", "id"));
static FACTS: LazyLock<String> = LazyLock::new(|| together("id, manager", "id"));

/// Reads these columns of up to [`NAMED_TOGETHER`] customers.
fn together(columns: &str, by: &str) -> String {
    let places: Vec<String> = (1..=NAMED_TOGETHER).map(|n| format!("${n}")).collect();
    format!("SELECT {columns} FROM account WHERE {by} IN ({})", places.join(", "))
}

/// Reads customers: `customers!("WHERE …")` asks for the columns of a [`CustomerRow`].
macro_rules! customers {
    ($which:literal) => {
        concat!(
            "SELECT id, version, account_key, name, tier, revenue, manager, components, regions FROM account ",
            $which
        )
    };
}

type CustomerRow = (i64, i64, String, String, String, i64, Option<i64>, String, String);

/// How a customer came out of an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    New,
    Changed,
    Unchanged,
}

impl Store {
    /// Adds the customers, or changes those who have their keys, as one; what is the same stays as it is. At most
    /// [`TOGETHER_MAX`].
    pub async fn write_customers(
        &self,
        customers: &[CustomerFields],
        by: PersonId,
        at: Timestamp,
    ) -> Result<Vec<Written>, StoreError> {
        let mut tx = self.begin().await?;
        let mut written = Vec::with_capacity(customers.len());
        for customer in customers.iter().take(TOGETHER_MAX) {
            written.push(write(&mut tx, customer, by, at).await?);
        }
        let many =
            |wanted| u32::try_from(written.iter().filter(|w| **w == wanted).count()).unwrap_or(u32::MAX);
        let (added, changed) = (many(Written::New), many(Written::Changed));
        if added > 0 || changed > 0 {
            let stamp = Stamp { by: By::Person { id: by }, at };
            tx.record(&stamp, CompanyChange::AccountsImported { added, changed }).await?;
        }
        tx.commit().await?;
        Ok(written)
    }

    /// Every customer, in the order of keys.
    pub async fn customers(&self) -> Result<Vec<Customer>, StoreError> {
        let sql = customers!("ORDER BY account_key");
        read(self.rows(sql, args![]).await?)
    }

    /// Customers whose key or name has these letters in it, in the order of keys.
    pub async fn find_customers(
        &self,
        letters: &str,
        offset: u32,
        limit: u32,
    ) -> Result<Vec<Customer>, StoreError> {
        let sql = customers!(
            "WHERE lower(account_key) LIKE $1 ESCAPE '!' OR lower(name) LIKE $1 ESCAPE '!'
             ORDER BY account_key LIMIT $2 OFFSET $3"
        );
        read(self.rows(sql, args![pattern(letters), limit, offset]).await?)
    }

    /// The names of those with these keys, by key.
    pub async fn customers_named(&self, keys: &[&str]) -> Result<BTreeMap<String, String>, StoreError> {
        let keys: BTreeSet<&str> = keys.iter().copied().filter(|key| !key.is_empty()).collect();
        let keys: Vec<&str> = keys.into_iter().collect();
        let mut names = BTreeMap::new();
        for some in keys.chunks(NAMED_TOGETHER) {
            // No customer has an empty key: it fills the places that are left.
            let places = (0..NAMED_TOGETHER).map(|at| Arg::from(some.get(at).copied().unwrap_or_default()));
            let rows: Vec<(String, String)> = self.rows(&NAMES, places.collect()).await?;
            names.extend(rows);
        }
        Ok(names)
    }

    /// How many customers have these letters in key or name, and how many there are.
    pub async fn count_customers(&self, letters: &str) -> Result<(u32, u32), StoreError> {
        let sql = "SELECT count(*) FROM account
                   WHERE lower(account_key) LIKE $1 ESCAPE '!' OR lower(name) LIKE $1 ESCAPE '!'";
        let (found,): (i64,) = self.one(sql, args![pattern(letters)]).await?;
        let (all,): (i64,) = self.one("SELECT count(*) FROM account", args![]).await?;
        Ok((count(found), count(all)))
    }

    /// The customers of a tier, the most valuable first, at most [`TIER_CUSTOMERS_MAX`].
    pub async fn customers_of_tier(&self, tier: &str) -> Result<Vec<Customer>, StoreError> {
        let sql = customers!("WHERE lower(tier) = lower($1) ORDER BY revenue DESC, id LIMIT $2");
        read(self.rows(sql, args![tier, TIER_CUSTOMERS_MAX]).await?)
    }

    /// A customer.
    pub async fn customer(&self, id: CustomerId) -> Result<Option<Customer>, StoreError> {
        let sql = customers!("WHERE id = $1");
        Ok(read(self.row(sql, args![id.0]).await?.into_iter().collect())?.pop())
    }

    /// Whether the person is the manager of any customer.
    pub async fn manages_any(&self, person: PersonId) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM account WHERE manager = $1)";
        let (any,): (bool,) = self.one(sql, args![person.0]).await?;
        Ok(any)
    }

    /// What these customers are called, as far as they are there.
    pub async fn customer_names(&self, ids: &[CustomerId]) -> Result<Vec<(CustomerId, String)>, StoreError> {
        self.by_ids(&NAMES_BY_ID, ids).await
    }

    /// Those of these customers who are there.
    pub async fn customer_facts(&self, ids: &[CustomerId]) -> Result<Vec<CustomerFact>, StoreError> {
        let found: Vec<(CustomerId, Option<i64>)> = self.by_ids(&FACTS, ids).await?;
        let fact = |(id, manager): (CustomerId, Option<i64>)| {
            Ok(CustomerFact { id, manager: manager.map(person_id).transpose()? })
        };
        found.into_iter().map(fact).collect()
    }

    /// A column of each of these customers, in their order and as of one moment.
    async fn by_ids<T: Clone + Send>(
        &self,
        sql: &'static str,
        ids: &[CustomerId],
    ) -> Result<Vec<(CustomerId, T)>, StoreError>
    where
        (i64, T): Cells,
    {
        let mut tx = self.snapshot().await?;
        let mut found = BTreeMap::new();
        for some in ids.chunks(NAMED_TOGETHER) {
            // Nobody has no number: it fills the places that are left.
            let places = (0..NAMED_TOGETHER).map(|at| Arg::Int(some.get(at).map(|id| i64::from(id.0))));
            let rows: Vec<(i64, T)> = tx.rows(sql, places.collect()).await?;
            for (id, column) in rows {
                found.insert(customer_id(id)?, column);
            }
        }
        tx.commit().await?;
        Ok(ids.iter().filter_map(|id| Some((*id, found.get(id)?.clone()))).collect())
    }

    /// Forgets a customer with their cards and every history of both; `false` where there is none. The incidents' pages
    /// are told.
    pub async fn forget_customer(
        &self,
        id: CustomerId,
        incidents: &[IncidentId],
        stamp: &Stamp,
    ) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        for sql in [
            "DELETE FROM outreach_history WHERE account = $1",
            "DELETE FROM outreach WHERE account = $1",
            "DELETE FROM account_history WHERE account = $1",
        ] {
            tx.execute(sql, args![id.0]).await?;
        }
        let gone = tx.execute("DELETE FROM account WHERE id = $1", args![id.0]).await?;
        if gone == 1 {
            tx.record(stamp, CompanyChange::AccountForgotten { customer: id }).await?;
        }
        touch_all(&mut tx, incidents).await?;
        tx.commit().await?;
        Ok(gone == 1)
    }

    /// The next customers after the one with this number, at most [`EXPORT_PAGE`].
    pub async fn customers_after(&self, after: i64) -> Result<Vec<Customer>, StoreError> {
        let sql = customers!("WHERE id > $1 ORDER BY id LIMIT $2");
        let limit = i64::try_from(EXPORT_PAGE).unwrap_or(i64::MAX);
        read(self.rows(sql, args![after, limit]).await?)
    }

    /// The keys of the customers who wrote to support about the incident and use the component.
    pub async fn writers_with(
        &self,
        incident: IncidentId,
        component: &ComponentId,
    ) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT DISTINCT ticket.customer FROM ticket JOIN account ON account_key = ticket.customer
                   WHERE incident = $1 AND components LIKE $2 ESCAPE '!'";
        let quoted = json(component)?;
        let keys: Vec<(String,)> = self.rows(sql, args![incident.0, pattern(&quoted)]).await?;
        Ok(keys.into_iter().map(|(key,)| key).collect())
    }

    /// Tells the pages of these incidents that customers have changed.
    pub async fn customers_changed(&self, incidents: &[IncidentId]) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        touch_all(&mut tx, incidents).await?;
        tx.commit().await
    }
}

async fn touch_all(tx: &mut Tx, incidents: &[IncidentId]) -> Result<(), StoreError> {
    for incident in incidents {
        tx.touch(RowSet::Customers, Scope::Incident(*incident)).await?;
    }
    Ok(())
}

async fn write(
    tx: &mut Tx,
    customer: &CustomerFields,
    by: PersonId,
    at: Timestamp,
) -> Result<Written, StoreError> {
    let sql = customers!("WHERE account_key = $1");
    let known: Option<CustomerRow> = tx.row(sql, args![&customer.key]).await?;
    let manager = customer.manager.map(|id| id.0);
    let (components, regions) = (json(&customer.components)?, json(&customer.regions)?);
    let Some(row) = known else {
        let sql = "INSERT INTO account
                       (account_key, name, tier, revenue, manager, components, regions, version)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, 1)";
        let CustomerFields { key, name, tier, revenue, .. } = customer;
        tx.execute(sql, args![key, name, tier, *revenue, manager, components, regions]).await?;
        return Ok(Written::New);
    };
    let before = customer_of(row)?;
    if before.fields == *customer {
        return Ok(Written::Unchanged);
    }
    let sql = "INSERT INTO account_history (account, version, at_us, person, before)
               VALUES ($1, $2, $3, $4, $5)";
    let was = json(&before.fields)?;
    tx.execute(sql, args![before.id.0, before.version, at.0, by.0, was]).await?;
    let sql = "UPDATE account SET name = $2, tier = $3, revenue = $4, manager = $5, components = $6,
                   regions = $7, version = version + 1
               WHERE id = $1";
    let CustomerFields { name, tier, revenue, .. } = customer;
    tx.execute(sql, args![before.id.0, name, tier, *revenue, manager, components, regions]).await?;
    Ok(Written::Changed)
}

fn read(rows: Vec<CustomerRow>) -> Result<Vec<Customer>, StoreError> {
    rows.into_iter().map(customer_of).collect()
}

fn customer_of(row: CustomerRow) -> Result<Customer, StoreError> {
    let (id, version, key, name, tier, revenue, manager, components, regions) = row;
    let manager = manager.map(person_id).transpose()?;
    let components: Vec<ComponentId> = list(&components)?;
    let fields = CustomerFields { key, name, tier, revenue, manager, components, regions: list(&regions)? };
    Ok(Customer { id: customer_id(id)?, version, fields })
}

fn list<T: serde::de::DeserializeOwned>(json: &str) -> Result<T, StoreError> {
    serde_json::from_str(json).map_err(|error| StoreError::Corrupt(format!("an account's list: {error}")))
}

fn json<T: serde::Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Invalid(error.to_string()))
}

pub(super) fn customer_id(number: i64) -> Result<CustomerId, StoreError> {
    let number = u32::try_from(number).map(CustomerId);
    number.map_err(|_| StoreError::Corrupt("a customer who cannot be".to_owned()))
}

fn count(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Letters as a pattern that finds them anywhere.
pub(super) fn pattern(letters: &str) -> String {
    let plain: String = letters
        .to_lowercase()
        .chars()
        .flat_map(|c| matches!(c, '%' | '_' | '!').then_some('!').into_iter().chain([c]))
        .collect();
    format!("%{plain}%")
}
