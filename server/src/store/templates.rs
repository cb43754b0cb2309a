//! A company's own beginnings of status updates.

use domain::{By, CompanyChange, PersonId, Phase, Template, TemplateId, Timestamp};

use super::db::args;
use super::{Stamp, Store, StoreError, Tx};

/// Most templates of a company.
pub const TEMPLATES_MAX: u32 = 100;

/// A template as it is saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateRow {
    pub phase: Phase,
    pub name: String,
    pub body: String,
    pub changed: Timestamp,
    pub changed_by: PersonId,
}

/// What became of a template that was to be saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saved {
    Done(TemplateId),
    /// Another one of the phase has the name.
    NameTaken,
    /// There are [`TEMPLATES_MAX`] already.
    TooMany,
    /// The one to change is gone.
    Gone,
}

impl Store {
    /// Changes a template, or adds one.
    pub async fn save_template(
        &self,
        id: Option<TemplateId>,
        row: &TemplateRow,
    ) -> Result<Saved, StoreError> {
        let mut tx = self.begin().await?;
        let own = id.map_or(0, |id| i64::from(id.0));
        let sql = "SELECT EXISTS (SELECT 1 FROM template WHERE phase = $1 AND name = $2 AND id <> $3)";
        let (taken,): (bool,) = tx.one(sql, args![slug(row.phase), &row.name, own]).await?;
        if taken {
            return Ok(Saved::NameTaken);
        }
        let (count,): (i64,) = tx.one("SELECT count(*) FROM template", args![]).await?;
        if id.is_none() && count >= i64::from(TEMPLATES_MAX) {
            return Ok(Saved::TooMany);
        }
        let statement = match id {
            Some(_) => {
                "UPDATE template SET phase = $1, name = $2, body = $3, changed_us = $4, changed_by = $5
                 WHERE id = $6 RETURNING id"
            }
            None => {
                "INSERT INTO template (phase, name, body, changed_us, changed_by)
                 SELECT $1, $2, $3, $4, $5 WHERE $6 = 0 RETURNING id"
            }
        };
        let TemplateRow { phase, name, body, changed, changed_by } = row;
        let args = args![slug(*phase), name, body, changed.0, changed_by.0, own];
        let saved: Option<(i64,)> = tx.row(statement, args).await?;
        let Some((saved,)) = saved else { return Ok(Saved::Gone) };
        let template = template_id(saved)?;
        let stamp = Stamp { by: By::Person { id: *changed_by }, at: *changed };
        let (phase, name, new) = (*phase, name.clone(), id.is_none());
        tx.record(&stamp, CompanyChange::TemplateSaved { template, phase, name, new }).await?;
        tx.commit().await?;
        Ok(Saved::Done(template))
    }

    /// Removes a template, and tells whether it was there.
    pub async fn drop_template(&self, stamp: &Stamp, id: TemplateId) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let dropped = tx.execute("DELETE FROM template WHERE id = $1", args![id.0]).await?;
        if dropped == 1 {
            tx.record(stamp, CompanyChange::TemplateRemoved { template: id }).await?;
        }
        tx.commit().await?;
        Ok(dropped == 1)
    }
}

/// Every template, in the order of phases, then of their names.
pub(super) async fn all(tx: &mut Tx) -> Result<Vec<Template>, StoreError> {
    let rows: Vec<(i64, String, String, String)> =
        tx.rows("SELECT id, phase, name, body FROM template ORDER BY id", args![]).await?;
    let templates = rows.into_iter().map(|(id, phase, name, body)| {
        Ok(Template { id: template_id(id)?, phase: phase_of(&phase)?, name, body })
    });
    let mut templates = templates.collect::<Result<Vec<_>, StoreError>>()?;
    templates.sort_by_cached_key(|template| (template.phase, template.name.to_lowercase()));
    Ok(templates)
}

fn template_id(id: i64) -> Result<TemplateId, StoreError> {
    let number = u32::try_from(id).map(TemplateId);
    number.map_err(|_| StoreError::Corrupt(format!("a template has the number {id}")))
}

fn slug(phase: Phase) -> String {
    phase.word().to_lowercase()
}

fn phase_of(word: &str) -> Result<Phase, StoreError> {
    let phase = Phase::ALL.into_iter().find(|phase| slug(*phase) == word);
    phase.ok_or_else(|| StoreError::Corrupt(format!("a template has the phase {word}")))
}
