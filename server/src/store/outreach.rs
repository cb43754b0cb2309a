//! Who speaks to which customer about an incident. A step is taken on the version that its sender saw, or not at all.

use app::customers::OutreachCard;
use app::wire::{RowSet, Scope};
use domain::outreach::Stage;
use domain::{CustomerId, IncidentId, PersonId, Timestamp};

use super::customers::customer_id;
use super::db::args;
use super::people::person_id;
use super::{Store, StoreError};

/// A card as it is to be.
#[derive(Clone, Debug)]
pub struct CardStep {
    pub incident: IncidentId,
    pub customer: CustomerId,
    /// The version that the sender saw; zero for a card that nobody has begun.
    pub version: i64,
    pub stage: Stage,
    /// Whose it is from now on.
    pub person: Option<PersonId>,
    /// What was said; empty keeps what was noted before.
    pub note: String,
    pub by: PersonId,
    pub at: Timestamp,
}

type CardRow = (i64, i64, String, Option<i64>, i64, String);

impl Store {
    /// Every card of an incident that somebody has begun.
    pub async fn cards(&self, incident: IncidentId) -> Result<Vec<(CustomerId, OutreachCard)>, StoreError> {
        let sql = "SELECT account, version, stage, person, at_us, note FROM outreach WHERE incident = $1";
        let rows: Vec<CardRow> = self.rows(sql, args![incident.0]).await?;
        rows.into_iter().map(card).collect()
    }

    /// One customer's card, where somebody has begun it.
    pub async fn card(
        &self,
        incident: IncidentId,
        customer: CustomerId,
    ) -> Result<Option<OutreachCard>, StoreError> {
        let sql = "SELECT account, version, stage, person, at_us, note FROM outreach
                   WHERE incident = $1 AND account = $2";
        let row: Option<CardRow> = self.row(sql, args![incident.0, customer.0]).await?;
        Ok(row.map(card).transpose()?.map(|(_, card)| card))
    }

    /// Takes a step. `false`, and nothing is changed, where somebody else took one since: their card is newer.
    pub async fn step_card(&self, step: &CardStep) -> Result<bool, StoreError> {
        let CardStep { incident, customer, version, stage, person, note, by, at } = step;
        let (incident_id, stage, person) = (incident.0, stage.slug(), person.map(|id| id.0));
        let mut tx = self.begin().await?;
        let sql = if *version == 0 {
            "INSERT INTO outreach (incident, account, stage, person, at_us, note, version)
             SELECT $1, id, $3, $4, $5, $6, 1 FROM account WHERE id = $2 AND $7 = 0
             ON CONFLICT (incident, account) DO NOTHING"
        } else {
            "UPDATE outreach SET stage = $3, person = $4, at_us = $5, version = version + 1,
                 note = CASE WHEN $6 = '' THEN note ELSE $6 END
             WHERE incident = $1 AND account = $2 AND version = $7"
        };
        let taken =
            tx.execute(sql, args![incident_id, customer.0, stage, person, at.0, note, *version]).await?;
        if taken == 0 {
            return Ok(false);
        }
        let sql = "INSERT INTO outreach_history (incident, account, version, at_us, person, stage, note)
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
        tx.execute(sql, args![incident_id, customer.0, version + 1, at.0, by.0, stage, note]).await?;
        tx.touch(RowSet::Customers, Scope::Incident(*incident)).await?;
        tx.commit().await?;
        Ok(true)
    }
}

fn card(row: CardRow) -> Result<(CustomerId, OutreachCard), StoreError> {
    let (account, version, stage, person, at, note) = row;
    let stage = Stage::of(&stage).ok_or_else(|| StoreError::Corrupt(format!("a card at {stage:?}")))?;
    let person = person.map(person_id).transpose()?;
    let at = Some(Timestamp(at));
    Ok((customer_id(account)?, OutreachCard { version, stage, person, at, note, due: None }))
}
