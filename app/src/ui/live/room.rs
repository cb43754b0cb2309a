//! One incident that is open on this page: its fold, and as much of its log as was asked for.

use std::sync::Arc;

use domain::{Incident, IncidentId, Recorded, Seq};
use gloo_timers::future::sleep;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::pace;
use super::records::{self, Folded, Renewed};
use crate::error::Error;
use crate::incidents::{self, Opened};
use crate::wire::PackedRecord;

/// One incident that is open on this page; views read it, and only `ui::live` writes it.
#[derive(Clone, Copy)]
pub struct Room {
    pub id: IncidentId,
    pub incident: ReadSignal<Incident>,
    /// The end of the log, as far back as this page has loaded it: without a gap up to the incident's `seq`.
    pub log: ReadSignal<Vec<Recorded>>,
    /// The last redaction that came while the page was open: what views have folded themselves is to be folded anew.
    pub redacted: ReadSignal<Seq>,
    set_incident: WriteSignal<Incident>,
    set_log: WriteSignal<Vec<Recorded>>,
    set_redacted: WriteSignal<Seq>,
    /// The incident is being asked for anew.
    is_renewing: StoredValue<bool>,
    /// Folds a record in. Called by its address: the loop is loaded with every page, and the fold only with incidents.
    take: fn(Self, &PackedRecord) -> Folded,
}

impl Room {
    pub(super) fn of(opened: Opened) -> Self {
        let id = opened.incident.id;
        let (incident, set_incident) = signal(Arc::unwrap_or_clone(opened.incident));
        let (log, set_log) = signal(opened.tail);
        let (redacted, set_redacted) = signal(Seq::ZERO);
        let is_renewing = StoredValue::new(false);
        Self {
            id,
            incident,
            log,
            redacted,
            set_incident,
            set_log,
            set_redacted,
            is_renewing,
            take: Self::fold,
        }
    }

    /// How far this tab knows the incident; `None` once the page has left it.
    pub(super) fn seq(self) -> Option<Seq> {
        self.incident.try_with_untracked(|incident| incident.seq)
    }

    /// Takes the next record in.
    pub(super) fn take(self, record: &PackedRecord) -> Folded {
        (self.take)(self, record)
    }

    fn fold(self, record: &PackedRecord) -> Folded {
        // Its message was read, so it is of this build: bytes that are no record are as good as missing.
        let Ok(recorded) = record.unpack() else { return Folded::Gap };
        let seq = recorded.seq;
        let folded = self.change(|log, incident| {
            let folded = records::take(log, incident, recorded);
            (matches!(folded, Folded::Applied | Folded::Redacted { .. }), folded)
        });
        if let Some(Folded::Redacted { is_gone }) = folded {
            self.set_redacted.try_set(seq);
            if !is_gone {
                self.renew();
            }
        }
        folded.unwrap_or(Folded::Known)
    }

    /// Changes fold and log together: both are as they should be before anybody is told. `None` once the page has left.
    fn change<T>(self, change: impl FnOnce(&mut Vec<Recorded>, &mut Incident) -> (bool, T)) -> Option<T> {
        let (is_new, result) = self.set_incident.try_maybe_update(|incident| {
            let changed = self.set_log.try_maybe_update(|log| (false, change(log, incident)));
            (false, changed)
        })??;
        if is_new {
            self.set_log.try_update(|_| ());
            self.set_incident.try_update(|_| ());
        }
        Some(result)
    }

    /// Asks for the incident until the answer knows every redaction that came: what was folded here has words that are gone.
    fn renew(self) {
        if self.is_renewing.try_update_value(|is| std::mem::replace(is, true)) != Some(false) {
            return;
        }
        spawn_local(async move {
            for attempt in 1.. {
                // The first time too: every tab on the incident learns of a redaction at the same moment.
                sleep(pace::backoff(attempt, js_sys::Math::random())).await;
                if self.is_renewed().await {
                    break;
                }
            }
            self.is_renewing.try_update_value(|is| *is = false);
        });
    }

    /// Whether the fold may have words that were taken away; the server is being asked for it without them.
    pub fn is_renewing(self) -> bool {
        self.is_renewing.try_get_value().unwrap_or_default()
    }

    /// Asks once; whether there is nothing more to ask.
    async fn is_renewed(self) -> bool {
        if self.seq().is_none() {
            return true;
        }
        let Ok(opened) = incidents::open_incident(self.id).await else { return false };
        let taken = self.change(|log, incident| {
            let taken = records::renewed(log, incident, Arc::unwrap_or_clone(opened.incident), opened.tail);
            (taken != Renewed::Stale, taken)
        });
        taken.is_none_or(|taken| taken == Renewed::Whole)
    }

    /// How many records come before those that are loaded.
    pub fn earlier(self) -> u64 {
        self.log.try_with(|log| records::missing(log)).unwrap_or_default()
    }

    /// Loads the log back to this record, page by page, where it is not there yet.
    ///
    /// # Errors
    /// When the server does not answer with a page; those that came before stay.
    pub async fn load_from(self, seq: Seq) -> Result<(), Error> {
        while let Some(first) = self.first_loaded().filter(|first| *first > seq) {
            let page = incidents::read_earlier(self.id, first).await?;
            if page.is_empty() {
                return Err(Error::Internal);
            }
            self.set_log.try_maybe_update(|log| (records::earlier(log, page), ()));
        }
        Ok(())
    }

    /// `None` once the page has left it.
    fn first_loaded(self) -> Option<Seq> {
        self.log.try_with_untracked(|log| log.first().map(|recorded| recorded.seq)).flatten()
    }
}
