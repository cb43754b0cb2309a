//! The Atom feed: an entry per incident, which comes up again with every update. Its ids outlive every address.

use atom_syndication::{Content, Entry, Feed, FixedDateTime, Link, Person, Text};
use domain::Timestamp;
use domain::public::PublicIncident;

use super::html::{Html, carried};
use super::shell::PublicContext;
use super::view::View;
use super::{format, incident, text};

/// The feed holds the incidents with the newest updates, this many.
pub const FEED_MAX: usize = 50;

/// The feed as XML.
pub fn feed(view: &View<'_>) -> String {
    let site = view.site;
    let mut incidents: Vec<&PublicIncident> = view.all().collect();
    incidents.sort_by_key(|i| std::cmp::Reverse((updated(i), i.id)));
    incidents.truncate(FEED_MAX);
    let newest = incidents.first().map_or(Timestamp::of_day(view.as_of().day_number()), |i| updated(i));
    let page = format!("{}/status", site.origin);
    let mut home = link("alternate", page.clone());
    home.mime_type = Some("text/html".to_owned());
    let feed = Feed {
        title: Text::plain(carried(format!("{} status", site.company).trim())),
        id: format!("{}/feed", site.feed_tag),
        updated: instant(newest),
        authors: vec![Person { name: carried(&site.company), ..Person::default() }],
        links: vec![link("self", format!("{page}/feed.atom")), home],
        entries: incidents.into_iter().map(|i| entry(site, i)).collect(),
        ..Feed::default()
    };
    feed.to_string()
}

fn entry(site: &PublicContext, incident: &PublicIncident) -> Entry {
    let address = format!("{}{}", site.origin, incident::path(incident));
    Entry {
        title: Text::plain(carried(&incident.headline)),
        id: format!("{}/incident/{}", site.feed_tag, incident.id),
        updated: instant(updated(incident)),
        published: Some(instant(incident.updates.first().map_or(incident.began_at, |u| u.at))),
        links: vec![link("alternate", address)],
        content: Some(Content {
            value: Some(content(incident)),
            content_type: Some("html".to_owned()),
            ..Content::default()
        }),
        ..Entry::default()
    }
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
        incident::amended(&mut h, update, None);
        h.raw("</p>\n");
        text::paragraphs(&mut h, &update.body);
        h.raw("\n");
    }
    h.finish()
}

/// When customers last heard of it, or were last told less: readers of the feed then replace what they kept.
pub fn updated(incident: &PublicIncident) -> Timestamp {
    let told = incident.updates.iter().map(|update| update.amended_at.unwrap_or(update.at).max(update.at));
    told.chain(incident.redacted_at).max().unwrap_or(incident.began_at)
}

fn link(rel: &str, href: String) -> Link {
    Link { rel: rel.to_owned(), href, ..Link::default() }
}

/// An instant outside the years that RFC 3339 can write becomes 1970.
fn instant(at: Timestamp) -> FixedDateTime {
    at.rfc3339().parse().unwrap_or_default()
}
