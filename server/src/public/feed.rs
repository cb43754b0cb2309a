//! Feeds as Atom, RSS and JSON Feed: an entry per incident, which comes up again with every update. There is one of all
//! incidents, and one for each component. Ids outlive every address, and are the same in all three.

use atom_syndication::{Content, Entry, FixedDateTime, Link, Person, Text};
use domain::public::PublicIncident;
use domain::{Component, Timestamp};
use serde::Serialize;

use super::html::{Html, carried};
use super::shell::PublicContext;
use super::view::View;
use super::words::ENGLISH;
use super::{component, format, incident, text};

/// A feed holds the incidents with the newest updates, this many.
pub const FEED_MAX: usize = 50;
/// The version of JSON Feed that we write.
const JSON_FEED: &str = "https://jsonfeed.org/version/1.1";

/// What a feed is about, and its incidents, those with the newest updates first.
pub struct Feed<'a> {
    site: &'a PublicContext,
    title: String,
    id: String,
    /// The page that shows the same, below the origin.
    page: String,
    /// Where the feed is, below the origin, without the end that says its format.
    path: String,
    newest: Timestamp,
    incidents: Vec<&'a PublicIncident>,
}

impl<'a> Feed<'a> {
    /// Of all incidents.
    pub fn of_all(view: &View<'a>) -> Self {
        let site = view.site;
        Self {
            title: format!("{} status", site.company).trim().to_owned(),
            id: format!("{}/feed", site.feed_tag),
            page: "/status".to_owned(),
            path: "/status/feed".to_owned(),
            ..Self::with(view, |_| true)
        }
    }

    /// Of what hit one component.
    pub fn of_component(view: &View<'a>, component: &Component) -> Self {
        let site = view.site;
        let path = component::path(&component.id);
        Self {
            title: format!("{} · {} status", component.name, site.company).trim().to_owned(),
            id: format!("{}/component/{}/feed", site.feed_tag, component.id.0),
            page: path.clone(),
            path: format!("{path}/feed"),
            ..Self::with(view, |incident| incident.components.contains(&component.id))
        }
    }

    fn with(view: &View<'a>, has: impl Fn(&PublicIncident) -> bool) -> Self {
        let mut incidents: Vec<&PublicIncident> = view.all().filter(|incident| has(incident)).collect();
        incidents.sort_by_key(|i| std::cmp::Reverse((updated(i), i.id)));
        incidents.truncate(FEED_MAX);
        let newest = incidents.first().map_or(Timestamp::of_day(view.as_of().day_number()), |i| updated(i));
        let (title, id, page, path) = Default::default();
        Self { site: view.site, title, id, page, path, newest, incidents }
    }

    /// Where it is in one of the formats: `atom`, `rss` or `json`.
    pub fn path(&self, format: &str) -> String {
        format!("{}.{format}", self.path)
    }

    /// RFC 4287.
    pub fn atom(&self) -> String {
        let mut home = link("alternate", self.address(&self.page));
        home.mime_type = Some("text/html".to_owned());
        let feed = atom_syndication::Feed {
            title: Text::plain(carried(&self.title)),
            id: self.id.clone(),
            updated: instant(self.newest),
            authors: vec![Person { name: carried(&self.site.company), ..Person::default() }],
            links: vec![link("self", self.address(&self.path("atom"))), home],
            entries: self.incidents.iter().map(|i| self.entry(i)).collect(),
            ..atom_syndication::Feed::default()
        };
        feed.to_string()
    }

    fn entry(&self, incident: &PublicIncident) -> Entry {
        Entry {
            title: Text::plain(carried(&incident.headline)),
            id: self.id_of(incident),
            updated: instant(updated(incident)),
            published: Some(instant(published(incident))),
            links: vec![link("alternate", self.address(&incident::path(incident)))],
            content: Some(Content {
                value: Some(content(incident)),
                content_type: Some("html".to_owned()),
                ..Content::default()
            }),
            ..Entry::default()
        }
    }

    /// RSS 2.0, as the RSS Advisory Board's profile has it: with the address of the feed itself.
    pub fn rss(&self) -> String {
        let mut h = Html::default();
        h.raw("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
        h.raw("<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\">\n<channel>\n<title>");
        h.text(&self.title).raw("</title>\n<link>").text(&self.address(&self.page));
        h.raw("</link>\n<description>")
            .text(&self.title)
            .raw("</description>\n<atom:link rel=\"self\" href=\"");
        h.text(&self.address(&self.path("rss"))).raw("\" type=\"application/rss+xml\"/>\n<lastBuildDate>");
        h.text(&format::http_date(self.newest)).raw("</lastBuildDate>\n");
        for incident in &self.incidents {
            h.raw("<item>\n<title>").text(&incident.headline).raw("</title>\n<link>");
            h.text(&self.address(&incident::path(incident))).raw("</link>\n<guid isPermaLink=\"false\">");
            h.text(&self.id_of(incident))
                .raw("</guid>\n<pubDate>")
                .text(&format::http_date(updated(incident)));
            h.raw("</pubDate>\n<description>").text(&content(incident)).raw("</description>\n</item>\n");
        }
        h.raw("</channel>\n</rss>\n");
        h.finish()
    }

    /// JSON Feed 1.1.
    pub fn json(&self) -> String {
        let items = self.incidents.iter().map(|incident| JsonItem {
            id: self.id_of(incident),
            url: self.address(&incident::path(incident)),
            title: &incident.headline,
            content_html: content(incident),
            date_published: published(incident).rfc3339(),
            date_modified: updated(incident).rfc3339(),
        });
        let feed = JsonFeed {
            version: JSON_FEED,
            title: &self.title,
            home_page_url: self.address(&self.page),
            feed_url: self.address(&self.path("json")),
            authors: [JsonAuthor { name: &self.site.company }],
            items: items.collect(),
        };
        serde_json::to_string(&feed).expect("texts and lists are JSON")
    }

    fn address(&self, path: &str) -> String {
        format!("{}{path}", self.site.origin)
    }

    fn id_of(&self, incident: &PublicIncident) -> String {
        format!("{}/incident/{}", self.site.feed_tag, incident.id)
    }
}

#[derive(Serialize)]
struct JsonFeed<'a> {
    version: &'static str,
    title: &'a str,
    home_page_url: String,
    feed_url: String,
    authors: [JsonAuthor<'a>; 1],
    items: Vec<JsonItem<'a>>,
}

#[derive(Serialize)]
struct JsonAuthor<'a> {
    name: &'a str,
}

#[derive(Serialize)]
struct JsonItem<'a> {
    id: String,
    url: String,
    title: &'a str,
    content_html: String,
    date_published: String,
    date_modified: String,
}

/// All updates, newest first, as markup.
fn content(incident: &PublicIncident) -> String {
    let mut h = Html::default();
    if let (Some(posted), Some(ended)) = (incident.posted_at, incident.ended_at) {
        h.raw("<p><b>Posted afterwards</b>: it lasted from ")
            .time(incident.began_at, &format::full(incident.began_at));
        h.raw(" to ").time(ended, &format::full(ended));
        h.raw(" and was written down on ").time(posted, &format::full(posted)).raw(".</p>\n");
    }
    for update in incident.updates.iter().rev() {
        h.raw("<p><b>").text(&update.label).raw("</b>, ").time(update.at, &format::full(update.at));
        incident::amended(&mut h, ENGLISH, update, None);
        h.raw("</p>\n");
        text::paragraphs(&mut h, &update.body);
        h.raw("\n");
    }
    h.finish()
}

/// When customers first heard of it.
fn published(incident: &PublicIncident) -> Timestamp {
    incident.updates.first().map_or(incident.began_at, |update| update.at)
}

/// When customers last heard of it, or were last told less: readers of the feed then replace what they kept.
pub fn updated(incident: &PublicIncident) -> Timestamp {
    let times = incident.updates.iter().map(|update| update.amended_at.unwrap_or(update.at).max(update.at));
    times.chain(incident.redacted_at).max().unwrap_or(incident.began_at)
}

fn link(rel: &str, href: String) -> Link {
    Link { rel: rel.to_owned(), href, ..Link::default() }
}

/// An instant outside the years that RFC 3339 can write becomes 1970.
fn instant(at: Timestamp) -> FixedDateTime {
    at.rfc3339().parse().unwrap_or_default()
}
