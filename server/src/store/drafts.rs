//! What people typed and did not send.

use app::drafts::{DRAFT_DAYS_MAX, DRAFTS_MAX, Draft, DraftMark, DraftPlace, Saved};
use domain::{IncidentId, PersonId, Span, Timestamp};

use super::db::{Tx, args};
use super::{Store, StoreError};

/// As the table has an incident: a draft of none has a number that no incident has.
fn number(place: &DraftPlace) -> u32 {
    place.incident.map_or(0, |incident| incident.0)
}

fn place(incident: i64, editor: String) -> Option<DraftPlace> {
    let incident = u32::try_from(incident).ok()?;
    Some(DraftPlace { incident: (incident > 0).then_some(IncidentId(incident)), editor })
}

impl Store {
    /// Keeps a draft in place of a version that was `seen`; an empty one is dropped. Another version stays and is answered.
    ///
    /// # Errors
    /// When the database does not take it.
    pub async fn save_draft(
        &self,
        person: PersonId,
        draft: &Draft,
        seen: &[Timestamp],
        now: Timestamp,
    ) -> Result<Saved, StoreError> {
        let mut tx = self.begin().await?;
        let sql = "SELECT body, saved_us FROM draft WHERE person = $1 AND incident = $2 AND kind = $3";
        let known: Option<(String, i64)> =
            tx.row(sql, args![person.0, number(&draft.place), &draft.place.editor]).await?;
        let known = known.map(|(body, edited)| Draft {
            place: draft.place.clone(),
            body,
            edited_at: Timestamp(edited),
        });
        if let Some(known) = known.as_ref().filter(|known| known.is_beside(draft, seen)) {
            return Ok(Saved::Beside(known.clone()));
        }
        if draft.body.is_empty() {
            let sql = "DELETE FROM draft WHERE person = $1 AND incident = $2 AND kind = $3";
            tx.execute(sql, args![person.0, number(&draft.place), &draft.place.editor]).await?;
            tx.commit().await?;
            return Ok(Saved::Taken(draft.edited_at));
        }
        // No two versions of a draft have the same moment, whatever the clocks say.
        let after = known.as_ref().map_or(Timestamp(i64::MIN), |known| Timestamp(known.edited_at.0 + 1));
        let edited = draft.edited_at.max(after);
        tx.execute(
            "INSERT INTO draft (person, incident, kind, body, saved_us) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (person, incident, kind)
             DO UPDATE SET body = excluded.body, saved_us = excluded.saved_us",
            args![person.0, number(&draft.place), &draft.place.editor, &draft.body, edited.0],
        )
        .await?;
        if known.is_none() {
            drop_surplus(&mut tx, person, now).await?;
        }
        tx.commit().await?;
        Ok(Saved::Taken(edited))
    }

    /// One draft of one person.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn draft(&self, person: PersonId, place: &DraftPlace) -> Result<Option<Draft>, StoreError> {
        let sql = "SELECT body, saved_us FROM draft WHERE person = $1 AND incident = $2 AND kind = $3";
        let row: Option<(String, i64)> = self.row(sql, args![person.0, number(place), &place.editor]).await?;
        Ok(row.map(|(body, edited)| Draft { place: place.clone(), body, edited_at: Timestamp(edited) }))
    }

    /// One person's drafts of one incident that have words.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn drafts(&self, person: PersonId, incident: IncidentId) -> Result<Vec<Draft>, StoreError> {
        let sql = "SELECT kind, body, saved_us FROM draft
                   WHERE person = $1 AND incident = $2 AND body <> '' ORDER BY kind";
        let rows: Vec<(String, String, i64)> = self.rows(sql, args![person.0, incident.0]).await?;
        let drafts = rows.into_iter().map(|(editor, body, edited)| Draft {
            place: DraftPlace::of(incident, editor),
            body,
            edited_at: Timestamp(edited),
        });
        Ok(drafts.collect())
    }

    /// Which drafts a person has, those that are too old left out.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn draft_marks(&self, person: PersonId, now: Timestamp) -> Result<Vec<DraftMark>, StoreError> {
        let sql = "SELECT incident, kind, saved_us, CAST(length(body) AS BIGINT) FROM draft
                   WHERE person = $1 AND saved_us >= $2 ORDER BY incident, kind";
        let rows: Vec<(i64, String, i64, i64)> = self.rows(sql, args![person.0, oldest(now).0]).await?;
        let marks = rows.into_iter().filter_map(|(incident, editor, edited, length)| {
            Some(DraftMark {
                place: place(incident, editor)?,
                edited_at: Timestamp(edited),
                is_withdrawn: length == 0,
            })
        });
        Ok(marks.collect())
    }
}

/// Drafts that were edited last before this are not kept.
fn oldest(now: Timestamp) -> Timestamp {
    now - Span::days(DRAFT_DAYS_MAX)
}

/// Drops what is too old, and of the rest what was edited longest ago where there are too many.
async fn drop_surplus(tx: &mut Tx, person: PersonId, now: Timestamp) -> Result<(), StoreError> {
    tx.execute("DELETE FROM draft WHERE person = $1 AND saved_us < $2", args![person.0, oldest(now).0])
        .await?;
    let sql = "SELECT incident, kind FROM draft WHERE person = $1 ORDER BY saved_us DESC, incident, kind";
    let all: Vec<(i64, String)> = tx.rows(sql, args![person.0]).await?;
    for (incident, editor) in all.into_iter().skip(DRAFTS_MAX) {
        let sql = "DELETE FROM draft WHERE person = $1 AND incident = $2 AND kind = $3";
        tx.execute(sql, args![person.0, incident, editor]).await?;
    }
    Ok(())
}
