//! Half-written words: everybody's own.

use app::Error;
use app::backend::Asker;
use app::drafts::{
    DRAFT_DAYS_MAX, DRAFT_MAX, Draft, DraftKind, DraftMark, DraftPlace, Drafts, EDITOR_MAX, SEEN_MAX, Saved,
};
use app::rpc::Frame;
use app::wire::{Message, Topic};
use async_trait::async_trait;
use domain::{PersonId, Span, Timestamp};

use super::{Engine, log_failure};

#[async_trait]
impl Drafts for Engine {
    async fn save_draft(&self, asker: Asker, mut draft: Draft, seen: Vec<Timestamp>) -> Result<Saved, Error> {
        check(&draft, &seen)?;
        if let Some(incident) = draft.place.incident {
            self.must_exist(incident).await?;
        }
        let now = self.clock.now();
        // A browser's clock may be ahead: nothing is edited later than now. What was typed before drafts are too old, or
        // nobody knows when, is kept from now on.
        let oldest = now - Span::days(DRAFT_DAYS_MAX);
        draft.edited_at = if draft.edited_at < oldest { now } else { draft.edited_at.min(now) };
        if draft.body.trim().is_empty() {
            draft.body.clear();
        }
        let saved = self.store.save_draft(asker.person, &draft, &seen, now).await;
        let saved = saved.map_err(|e| log_failure(&e))?;
        if matches!(saved, Saved::Taken(_)) && !draft.body.is_empty() {
            self.tell_writing(asker.person, &draft.place);
        }
        Ok(saved)
    }

    async fn read_draft(&self, asker: Asker, place: DraftPlace) -> Result<Option<Draft>, Error> {
        self.store.draft(asker.person, &place).await.map_err(|e| log_failure(&e))
    }

    async fn read_draft_marks(&self, asker: Asker) -> Result<Vec<DraftMark>, Error> {
        self.store.draft_marks(asker.person, self.clock.now()).await.map_err(|e| log_failure(&e))
    }
}

impl Engine {
    /// Tells everybody who follows the incident that somebody writes.
    fn tell_writing(&self, person: PersonId, place: &DraftPlace) {
        if let (Some(incident), Some(kind)) = (place.incident, DraftKind::of(&place.editor)) {
            let writing = Frame::encode(&Message::Writing { incident, person, kind });
            self.feed.transient(Topic::Incident(incident), writing);
        }
    }
}

fn check(draft: &Draft, seen: &[Timestamp]) -> Result<(), Error> {
    let (editor, body) = (&draft.place.editor, &draft.body);
    if body.len() > DRAFT_MAX {
        return Err(Error::invalid(format!("Draft has {} bytes; the limit is {DRAFT_MAX}.", body.len())));
    }
    if editor.is_empty() || editor.len() > EDITOR_MAX {
        return Err(Error::invalid(format!(
            "Editor of the draft has {} bytes; it needs 1 to {EDITOR_MAX}.",
            editor.len()
        )));
    }
    if seen.len() > SEEN_MAX {
        return Err(Error::invalid(format!(
            "Draft builds on {} versions; the limit is {SEEN_MAX}.",
            seen.len()
        )));
    }
    // PostgreSQL has no place for it in a text.
    if body.contains('\0') || editor.contains('\0') {
        return Err(Error::invalid("Draft has the character NUL, which cannot be kept."));
    }
    Ok(())
}
