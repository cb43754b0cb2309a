//! The public snapshot that is served now, and what it is built from.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};
use std::time::Duration;

use domain::public::PublicIncident;
use domain::{Incident, IncidentId, Span, Timestamp};
use tokio::sync::watch;

use crate::assets::PUBLIC_CSS;
use crate::clock::Clock;
use crate::public::statuspage::Record;
use crate::public::{Input, Language, Snapshot};
use crate::store::company::Company;

/// How long ago the log may have been read to its end before the public pages say that they are out of date.
pub const STALE_AFTER: Duration = Duration::from_secs(60);

/// The public pages: one immutable snapshot, replaced whole.
///
/// Whether it is out of date is decided when it is served, so that no task has to run for that.
pub struct Status {
    clock: Clock,
    /// When the log was last known to be in the snapshot to its end, in microseconds of [`Clock::elapsed`].
    checked: AtomicU64,
    published: RwLock<Arc<Published>>,
    /// Counts the snapshots.
    changes: watch::Sender<u64>,
}

/// A snapshot, and the same once it is out of date.
struct Published {
    view: PublicView,
    company: Arc<Company>,
    /// When it was rendered.
    at: Timestamp,
    fresh: Arc<Snapshot>,
    /// Made when somebody first asks for it: once per outage.
    stale: OnceLock<Arc<Snapshot>>,
}

impl Status {
    /// Renders the first snapshot.
    pub fn new(clock: Clock, view: PublicView, company: Arc<Company>) -> Self {
        let published = Published::render(view, company, clock.now(), None);
        let status = Self {
            clock,
            checked: AtomicU64::new(0),
            published: RwLock::new(Arc::new(published)),
            changes: watch::Sender::new(0),
        };
        status.mark_checked();
        status
    }

    /// What is to be served now.
    pub fn current(&self) -> Arc<Snapshot> {
        let (published, age) = (self.published(), self.age());
        if age < STALE_AFTER {
            return published.fresh.clone();
        }
        let age = Span(i64::try_from(age.as_micros()).unwrap_or(i64::MAX));
        published.stale.get_or_init(|| published.render_stale(self.clock.now(), age)).clone()
    }

    /// Tells when another snapshot is there: what has changed, and at least each minute.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// What copies are to be made of; `None` while it is out of date.
    pub fn original(&self) -> Option<Original> {
        (self.age() < STALE_AFTER).then(|| Original(self.published()))
    }

    /// How long ago the log was last known to be in the snapshot to its end.
    fn age(&self) -> Duration {
        let checked = Duration::from_micros(self.checked.load(Ordering::Relaxed));
        self.clock.elapsed().saturating_sub(checked)
    }

    /// The log is in the snapshot to its end.
    pub fn mark_checked(&self) {
        let now = u64::try_from(self.clock.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.checked.store(now, Ordering::Relaxed);
    }

    /// Renders the pages off the threads that serve, and puts them in place.
    ///
    /// # Errors
    /// [`NotRendered`] when the renderer panicked; the pages of before stay.
    pub async fn publish(&self, view: &PublicView, company: Arc<Company>) -> Result<(), NotRendered> {
        let (view, now, previous) = (view.clone(), self.clock.now(), self.published());
        let render = move || Published::render(view, company, now, Some(&previous.fresh));
        let published = tokio::task::spawn_blocking(render).await.map_err(|_| NotRendered)?;
        *self.published.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(published);
        self.changes.send_modify(|count| *count += 1);
        Ok(())
    }

    /// The record behind the pages, with incidents that are newer than they are, as of now.
    pub fn record(&self, company: &Company, newer: &[Arc<Incident>], now: Timestamp) -> Record {
        let mut view = self.published().view.clone();
        for incident in newer {
            view.update(incident);
        }
        Record::new(view.input(company, now, None))
    }

    fn published(&self) -> Arc<Published> {
        self.published.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// What a copy of the pages is made of.
#[derive(Clone)]
pub struct Original(Arc<Published>);

impl Original {
    /// The moment that it is right for.
    pub fn at(&self) -> Timestamp {
        self.0.at
    }

    /// The pages for readers who reach them at `origin`, which may not be where the app is.
    pub fn render(
        &self,
        origin: Option<&str>,
        languages: &[Language],
        previous: Option<&Snapshot>,
    ) -> Snapshot {
        let Published { view, company, at, .. } = self.0.as_ref();
        let input = view.input(company, *at, None);
        let input =
            Input { copy_of: Some(&view.origin), origin: origin.unwrap_or(&view.origin), languages, ..input };
        Snapshot::build(input, previous)
    }
}

/// The public pages could not be rendered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the public pages could not be rendered")]
pub struct NotRendered;

impl Published {
    fn render(view: PublicView, company: Arc<Company>, now: Timestamp, previous: Option<&Snapshot>) -> Self {
        let fresh = Arc::new(view.snapshot(&company, now, None, previous));
        Self { view, company, at: now, fresh, stale: OnceLock::new() }
    }

    /// The same pages, which say since when they are out of date. Where they cannot be made, the fresh ones go on: a
    /// reader's browser finds by their time that they are old.
    fn render_stale(&self, now: Timestamp, age: Span) -> Arc<Snapshot> {
        let since = Timestamp(now.0.saturating_sub(age.0));
        let render = || self.view.snapshot(&self.company, now, Some(since), Some(&self.fresh));
        catch_unwind(AssertUnwindSafe(render)).map_or_else(|_| self.fresh.clone(), Arc::new)
    }
}

/// What customers may see of every incident; an unchanged one stays the same allocation, so that its pages are
/// taken over.
#[derive(Clone, Debug)]
pub struct PublicView {
    /// Where readers reach the site.
    origin: String,
    /// Whether they can subscribe to mail.
    subscribes: bool,
    incidents: BTreeMap<IncidentId, Arc<PublicIncident>>,
}

impl PublicView {
    pub fn new(origin: String, incidents: &[Arc<Incident>]) -> Self {
        let mut view = Self { origin, subscribes: false, incidents: BTreeMap::new() };
        for incident in incidents {
            view.update(incident);
        }
        view
    }

    /// The same page, where people can subscribe to mail or not.
    pub fn with_mail(self, subscribes: bool) -> Self {
        Self { subscribes, ..self }
    }

    /// Takes an incident over; tells whether customers see a difference.
    pub fn update(&mut self, incident: &Incident) -> bool {
        let id = incident.id;
        match incident.public() {
            None => self.incidents.remove(&id).is_some(),
            Some(now) if self.incidents.get(&id).is_some_and(|before| **before == now) => false,
            Some(now) => {
                self.incidents.insert(id, Arc::new(now));
                true
            }
        }
    }

    /// Renders the pages.
    fn snapshot(
        &self,
        company: &Company,
        now: Timestamp,
        stale_since: Option<Timestamp>,
        previous: Option<&Snapshot>,
    ) -> Snapshot {
        Snapshot::build(self.input(company, now, stale_since), previous)
    }

    fn input<'a>(
        &'a self,
        company: &'a Company,
        now: Timestamp,
        stale_since: Option<Timestamp>,
    ) -> Input<'a> {
        Input {
            company: &company.directory.company,
            origin: &self.origin,
            feed_tag: &company.feed_tag,
            source_ids: &company.source_ids,
            components: &company.directory.components,
            retired: &company.directory.retired,
            groups: &company.directory.groups,
            incidents: self.incidents.clone(),
            now,
            stale_since,
            begins: &company.begins,
            since: company.since,
            subscribes: self.subscribes,
            copy_of: None,
            languages: &Language::ALL,
            brand: &company.brand,
            css: PUBLIC_CSS,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicI64;

    use super::*;

    /// A status page whose clock is moved by adding microseconds.
    fn status() -> (Status, Arc<AtomicI64>) {
        let now = Arc::new(AtomicI64::new(0));
        let time = now.clone();
        let clock = Clock::new(move || Timestamp(time.load(Ordering::SeqCst)));
        let view = PublicView::new("https://example.com".to_owned(), &[]);
        (Status::new(clock, view, Arc::new(Company::default())), now)
    }

    fn is_stale(status: &Status) -> bool {
        let snapshot = status.current();
        let page = snapshot.page("/status").expect("the page");
        String::from_utf8_lossy(page.bytes()).contains("<html lang=\"en\" data-stale>")
    }

    #[tokio::test]
    async fn pages_are_out_of_date_once_nobody_has_checked_them() {
        let (status, now) = status();
        now.fetch_add(Span::seconds(59).0, Ordering::SeqCst);
        assert!(!is_stale(&status));
        now.fetch_add(Span::seconds(1).0, Ordering::SeqCst);
        assert!(is_stale(&status));
        let first = status.current();
        now.fetch_add(Span::hours(1).0, Ordering::SeqCst);
        assert!(Arc::ptr_eq(&first, &status.current()), "made once, since the same moment");

        let view = status.published().view.clone();
        status.publish(&view, Arc::new(Company::default())).await.expect("rendered");
        assert!(is_stale(&status), "what was rendered may lack the log's end");
        status.mark_checked();
        assert!(!is_stale(&status));
    }
}
