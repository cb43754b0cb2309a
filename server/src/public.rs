//! The public site: what customers see. One immutable snapshot holds every page as finished bytes; serving one
//! touches neither the database nor a lock.
//!
//! *Architecture invariant:* pages are made of [`PublicIncident`]s, which are folded from public events only, so
//! nothing internal or confidential has a way in; and a page that is out of date says since when and is never green.

mod bars;
mod brand;
mod calendar;
pub mod component;
mod embed;
mod feed;
mod foot;
pub(crate) mod format;
mod history;
pub(crate) mod html;
pub(crate) mod incident;
mod language;
mod maintenance;
pub(crate) mod mark;
mod page;
mod past;
mod respond;
mod shell;
mod status;
pub mod statuspage;
pub(crate) mod subscribe;
pub(crate) mod text;
mod uptime;
mod view;
pub(crate) mod words;

use std::collections::BTreeMap;
use std::sync::Arc;

use app::brand::Brand;
use bytes::Bytes;
use domain::directory::Group;
use domain::public::PublicIncident;
use domain::{Component, ComponentId, IncidentId, Span, Timestamp};

pub use calendar::CALENDAR_MAX;
pub use feed::FEED_MAX;
pub use language::{ACCEPTED_LANGUAGES_MAX, Edition, Language};
pub use page::{Encoding, Form, Page, Policy};
pub use past::PAST_DAYS;
pub use respond::{answer, open_to_all, preflight, respond};
pub use shell::PublicContext;
pub use statuspage::SourceIds;
pub use uptime::DAYS;

use feed::Feed;
use history::History;
use view::View;

const HTML: &str = "text/html; charset=utf-8";
const ATOM: &str = "application/atom+xml; charset=utf-8";
/// How the addresses of feeds end.
const FORMATS: [&str; 3] = ["atom", "rss", "json"];
const RSS: &str = "application/rss+xml; charset=utf-8";
const JSON_FEED: &str = "application/feed+json; charset=utf-8";
const CALENDAR: &str = "text/calendar; charset=utf-8";
const JSON: &str = "application/json; charset=utf-8";
const SVG: &str = "image/svg+xml; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

/// What a snapshot is made of.
pub struct Input<'a> {
    /// The company's name, as customers read it.
    pub company: &'a str,
    /// Where readers reach the site: `https://status.example.com`.
    pub origin: &'a str,
    /// What the ids of the feed begin with, whatever the origin is: `tag:status.example.com,2026-11-30:3f9a1c20`.
    pub feed_tag: &'a str,
    /// What other pages call what was taken over from them.
    pub source_ids: &'a SourceIds,
    /// In the order of the page.
    pub components: &'a [Component],
    /// What the company had once: incidents of then keep the names.
    pub retired: &'a [Component],
    /// The headings that they stand under.
    pub groups: &'a [Group],
    pub incidents: BTreeMap<IncidentId, Arc<PublicIncident>>,
    pub now: Timestamp,
    /// The last moment at which the incidents were known to be right, where that isn't `now`.
    pub stale_since: Option<Timestamp>,
    /// Where the record begins of each component, as far as that is known: no day before it counts as available.
    pub begins: &'a BTreeMap<ComponentId, Timestamp>,
    /// Where that of the others begins; `None` where it is older than all days shown.
    pub since: Option<Timestamp>,
    /// Whether people can subscribe to mail.
    pub subscribes: bool,
    /// For a copy of the page that somebody else serves: where the app is. `None` is the page itself.
    pub copy_of: Option<&'a str>,
    /// The languages that the pages are there in.
    pub languages: &'a [Language],
    /// The company's own name, colour, pictures and links.
    pub brand: &'a Brand,
    /// The site's style sheet.
    pub css: &'a str,
}

/// All public pages at one moment.
#[derive(Debug)]
pub struct Snapshot {
    site: PublicContext,
    incidents: BTreeMap<IncidentId, Arc<PublicIncident>>,
    now: Timestamp,
    stale_since: Option<Timestamp>,
    pages: BTreeMap<String, Arc<Page>>,
}

impl Snapshot {
    /// Renders every page, or takes it over from `previous` where it would come out the same.
    ///
    /// To be called for every change of the incidents, and at least each minute: pages that can change carry the
    /// time of `now`, and readers' browsers take one older than five minutes as out of date.
    pub fn build(input: Input<'_>, previous: Option<&Self>) -> Self {
        let site = PublicContext::new(&input);
        let Input { incidents, now, stale_since, .. } = input;
        let view = View { site: &site, edition: Edition::PLAIN, incidents: &incidents, now, stale_since };
        let mut pages = Pages { site: &site, previous, now, made: BTreeMap::new() };
        pages.incidents(&view);
        pages.history(&view);
        pages.add("/status", HTML, status::page(&view));
        pages.feeds(&Feed::of_all(&view));
        pages.add(maintenance::CALENDAR, CALENDAR, calendar::calendar(&view));
        pages.components(&view);
        for (path, body) in statuspage::documents(&view) {
            pages.add(path, JSON, body);
        }
        for picture in brand::pictures(&site.brand) {
            pages.add_as(&picture.path, picture.media_type, Policy::Picture, picture.bytes);
        }
        pages.add("/status/badge.svg", SVG, embed::badge(&view));
        pages.add("/status/widget.js", SCRIPT, embed::script(&view).to_owned());
        pages.add_as("/status/embed.html", HTML, embed::frame_policy(), embed::frame(&view));
        let made = pages.made;
        Self { pages: made, site, incidents, now, stale_since }
    }

    /// The page at a path: `/status`, `/status/history`, `/status/history/2026-11`, `/status/incidents/12`,
    /// `/status/components/api`, `/status/feed.atom`, `/status/maintenance.ics`, `/api/v2/summary.json`, `/status/badge.svg`;
    /// in a language that the address names: `/status/de/history`.
    pub fn page(&self, path: &str) -> Option<&Arc<Page>> {
        self.pages.get(path).or_else(|| {
            let (language, path) = Language::of_path(path)?;
            self.edition(&path, language)
        })
    }

    /// The page at a path in a language, whose links lead on in that language. It is rendered when it is first asked for.
    pub fn edition(&self, path: &str, language: Language) -> Option<&Arc<Page>> {
        let plain = self.pages.get(path).filter(|page| page.language().is_some())?;
        if !self.site.languages.contains(&language) {
            return None;
        }
        // An edition that leaves the language out of its addresses is the page itself: English, in a copy.
        let edition = self.site.edition(language);
        if edition.path(path) == path {
            return Some(plain);
        }
        Some(plain.edition(language, || self.render(path, edition)))
    }

    /// The page at one of its own paths, in an edition.
    fn render(&self, path: &str, edition: Edition) -> String {
        let Self { site, incidents, now, stale_since, .. } = self;
        let view = View { site, edition, incidents, now: *now, stale_since: *stale_since };
        let named = |id: &str| site.components.iter().find(|component| component.id.0 == id);
        if let Some(component) = path.strip_prefix("/status/components/").and_then(named) {
            return component::page(&view, component);
        }
        let number = path.strip_prefix("/status/incidents/").and_then(|id| id.parse().ok());
        if let Some(incident) = number.and_then(|id| incidents.get(&IncidentId(id))) {
            return incident::page(&view, incident);
        }
        if path.starts_with("/status/history") {
            let history = History::of(&view);
            let month = history.months().find(|month| month.path() == path);
            return history.page(&view, month.unwrap_or(history.current()));
        }
        status::page(&view)
    }

    /// What every page shares.
    pub fn site(&self) -> &PublicContext {
        &self.site
    }

    /// All pages with their paths.
    pub fn pages(&self) -> impl Iterator<Item = (&str, &Page)> {
        self.pages.iter().map(|(path, page)| (path.as_str(), page.as_ref()))
    }

    /// All pages in languages that have addresses of their own.
    pub fn editions(&self) -> Vec<(String, &Arc<Page>)> {
        let pages = self.pages.keys().flat_map(|path| {
            let languages = self.site.languages.iter();
            languages.map(move |language| (self.site.edition(*language).path(path), path, *language))
        });
        let own = pages.filter(|(path, plain, _)| path != *plain);
        own.filter_map(|(path, plain, language)| Some((path, self.edition(plain, language)?))).collect()
    }

    /// When words of an incident were last taken back for ever.
    pub fn redacted_at(&self) -> Option<Timestamp> {
        self.incidents.values().filter_map(|incident| incident.redacted_at).max()
    }

    /// The paths of all pages.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.pages.keys().map(String::as_str)
    }
}

/// The pages of a snapshot in the making.
struct Pages<'a> {
    site: &'a PublicContext,
    previous: Option<&'a Snapshot>,
    now: Timestamp,
    made: BTreeMap<String, Arc<Page>>,
}

impl Pages<'_> {
    /// Adds a page; the same bytes as before keep the page of before with its compressed forms. Other bytes are of
    /// another second, so that whoever asks by the time of theirs gets them.
    fn add(&mut self, path: &str, content_type: &'static str, body: String) {
        self.add_as(path, content_type, self.policy(content_type), body);
    }

    fn add_as(&mut self, path: &str, content_type: &'static str, policy: Policy, body: impl Into<Bytes>) {
        let body = body.into();
        let before = self.previous.and_then(|previous| previous.page(path));
        let page = match before {
            Some(before) if *before.bytes() == body => Arc::clone(before),
            _ => {
                let after = before.map(|before| before.changed_at() + Span::seconds(1));
                let changed_at = after.map_or(self.now, |after| after.max(self.now));
                let page = Page::new(content_type, policy, changed_at, body);
                Arc::new(if page.is_own() { page.within(Language::English) } else { page })
            }
        };
        self.made.insert(path.to_owned(), page);
    }

    /// What a page may do: what is no page of markup may do nothing, and every site's scripts may read it.
    fn policy(&self, content_type: &'static str) -> Policy {
        match content_type {
            JSON | JSON_FEED | ATOM | RSS | CALENDAR => Policy::Open,
            SVG | SCRIPT => Policy::Shared,
            _ => Policy::Own(self.site.policy.clone()),
        }
    }

    fn incidents(&mut self, view: &View<'_>) {
        for (id, incident) in view.incidents {
            let path = incident::path(incident);
            match self.unchanged(*id, incident, &path) {
                Some(page) => {
                    self.made.insert(path, page);
                }
                None => self.add(&path, HTML, incident::page(view, incident)),
            }
        }
    }

    /// The page of an ended incident depends on the incident and the site only, so the same ones make the same page.
    fn unchanged(&self, id: IncidentId, incident: &Arc<PublicIncident>, path: &str) -> Option<Arc<Page>> {
        let previous = self.previous.filter(|previous| previous.site.same_as(self.site))?;
        let before = previous.incidents.get(&id)?;
        let same = Arc::ptr_eq(before, incident) && incident.ended_at.is_some();
        if same { previous.page(path).cloned() } else { None }
    }

    fn feeds(&mut self, feed: &Feed<'_>) {
        let [atom, rss, json] = FORMATS.map(|format| feed.path(format));
        self.add(&atom, ATOM, feed.atom());
        self.add(&rss, RSS, feed.rss());
        self.add(&json, JSON_FEED, feed.json());
    }

    /// Of each component a page, and its feeds: those of hundreds are not made anew each minute.
    fn components(&mut self, view: &View<'_>) {
        for component in &view.site.components {
            self.add(&component::path(&component.id), HTML, component::page(view, component));
            match self.unchanged_feeds(view, &component.id) {
                Some(feeds) => self.made.extend(feeds),
                None => self.feeds(&Feed::of_component(view, component)),
            }
        }
    }

    /// The feeds of a component depend on the site and what hit it only.
    fn unchanged_feeds(&self, view: &View<'_>, id: &ComponentId) -> Option<Vec<(String, Arc<Page>)>> {
        let previous = self.previous.filter(|previous| previous.site.same_as(self.site))?;
        let hits = |incident: &&Arc<PublicIncident>| incident.components.contains(id);
        let before = previous.incidents.values().filter(hits);
        if !before.map(Arc::as_ptr).eq(view.incidents.values().filter(hits).map(Arc::as_ptr)) {
            return None;
        }
        let paths = FORMATS.map(|format| format!("{}/feed.{format}", component::path(id)));
        paths.into_iter().map(|path| previous.page(&path).cloned().map(|page| (path, page))).collect()
    }

    fn history(&mut self, view: &View<'_>) {
        let history = History::of(view);
        for month in history.months() {
            self.add(&month.path(), HTML, history.page(view, month));
        }
        if let Some(current) = self.made.get(&history.current().path()) {
            self.made.insert("/status/history".to_owned(), Arc::clone(current));
        }
    }
}
