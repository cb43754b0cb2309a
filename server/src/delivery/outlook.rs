//! What will be sent, and to how many, before an update is published: each channel's words as it renders them.
//!
//! *Adding a channel*: its [`Preview`] beside the channel, and its line in [`PREVIEWS`]. Those of services come by
//! themselves.

use app::outlook::{ChannelOutlook, Preview as Rendered};
use async_trait::async_trait;
use domain::public::PublicIncident;
use domain::{Directory, Timestamp};

use super::destination::Destination;
use super::letter;
use super::service::{self, Service, Told};
use super::webhook::Message;
use crate::public::html::Html;
use crate::public::words::ENGLISH;
use crate::public::{format, incident as page};
use crate::store::{Store, StoreError};

/// The first mail to more people than this, in one incident, is unusual.
pub const MANY: u32 = 100;
/// Until this hour, and from the later one on, it is night.
const NIGHT_ENDS: i8 = 6;
const NIGHT_BEGINS: i8 = 22;
/// What stands in a preview for what is each subscriber's own.
const OWN_TOKEN: &str = "their-own-link";

/// Every channel, in the order in which people read of them.
pub const PREVIEWS: [&dyn Preview; 3] = [&Page, &Mail, &Webhooks];

/// An update as it would be published.
pub struct Draft<'a> {
    pub directory: &'a Directory,
    /// Where readers reach the status page.
    pub origin: &'a str,
    pub incident: &'a PublicIncident,
    /// The update's place, from 0.
    pub number: usize,
}

/// Whom an update would reach.
pub struct Reach<'a> {
    pub store: &'a Store,
    /// Subscribers who would hear of it.
    pub subscribers: u32,
    /// Whether mail can be sent.
    pub has_mail: bool,
}

/// Who gets it: how many, unless anybody may come and read it, and the same in words.
pub struct Audience {
    pub count: Option<u32>,
    pub words: String,
}

/// One way out, as whoever writes an update looks at it.
#[async_trait]
pub trait Preview: Send + Sync {
    /// As people call it.
    fn name(&self) -> &'static str;

    /// Who would get an update.
    async fn audience(&self, reach: &Reach<'_>) -> Result<Audience, StoreError>;

    /// Exactly what would be sent. The same draft gives the same words.
    fn render(&self, draft: &Draft<'_>) -> Rendered;
}

/// What becomes of an update in every channel; without a draft, whom it would reach.
///
/// # Errors
/// When the database does not answer.
pub async fn all(reach: &Reach<'_>, draft: Option<&Draft<'_>>) -> Result<Vec<ChannelOutlook>, StoreError> {
    let mut channels = Vec::with_capacity(PREVIEWS.len());
    for preview in PREVIEWS {
        let Audience { count, words } = preview.audience(reach).await?;
        channels.push(ChannelOutlook {
            name: preview.name().to_owned(),
            whom: words,
            count,
            preview: draft.map(|draft| preview.render(draft)),
        });
    }
    channels.extend(at_services(reach, draft).await?);
    Ok(channels)
}

/// What is unusual about an update that is published now, in words. `before` is the most that were told of the incident
/// by mail so far.
pub fn unusual(mails: u32, before: u32, zone: Option<&str>, now: Timestamp) -> Vec<String> {
    let mut unusual = Vec::new();
    if mails > MANY && before <= MANY {
        unusual.push(format!("It is the first mail about this incident to so many people: {mails}."));
    }
    if let Some((zone, at)) = zone.and_then(|zone| Some((zone, night(zone, now)?))) {
        unusual.push(format!("It is night in {zone}: {at}."));
    }
    unusual
}

/// The time in a zone, where it is night there: `03:12`.
fn night(zone: &str, now: Timestamp) -> Option<String> {
    let zone = jiff::tz::TimeZone::get(zone).ok()?;
    let there = zone.to_datetime(jiff::Timestamp::from_microsecond(now.0).ok()?);
    let is_night = there.hour() < NIGHT_ENDS || there.hour() >= NIGHT_BEGINS;
    is_night.then(|| format!("{:02}:{:02}", there.hour(), there.minute()))
}

/// Whether there is a zone of this name.
///
/// # Errors
/// That there is none, beginning with the field's name.
pub fn check_zone(zone: &str) -> Result<(), String> {
    jiff::tz::TimeZone::get(zone)
        .map(drop)
        .map_err(|_| format!("Zone: “{zone}” is not known. Write it as in Europe/Berlin, or leave it empty."))
}

fn rendered(title: String, body: String) -> Rendered {
    let count = small(body.chars().count());
    Rendered { title, body, count, count_max: None, unit: "characters".to_owned() }
}

fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// What becomes of an update at each service that has channels for updates.
async fn at_services(
    reach: &Reach<'_>,
    draft: Option<&Draft<'_>>,
) -> Result<Vec<ChannelOutlook>, StoreError> {
    let all = reach.store.destinations().await?;
    let is_told = |destination: &&Destination| {
        !destination.paused && destination.draft.updates && !destination.draft.drill
    };
    let told: Vec<&Destination> = all.iter().map(|(destination, _)| destination).filter(is_told).collect();
    let outlook = |service: &'static Service| {
        let own = told.iter().filter(|destination| destination.draft.service.slug == service.slug);
        // Of several the first is shown.
        let first = own.clone().next()?;
        let count = own.count();
        Some(ChannelOutlook {
            name: service.label.to_owned(),
            whom: format::count(count, "channel"),
            count: Some(small(count)),
            preview: draft.map(|draft| preview_at(first, draft)),
        })
    };
    Ok(service::SERVICES.iter().filter_map(|service| outlook(service)).collect())
}

fn preview_at(destination: &Destination, draft: &Draft<'_>) -> Rendered {
    let Draft { directory, origin, incident, number } = *draft;
    let (service, fields) = (destination.draft.service, &destination.draft.fields);
    let shown = service.speaks.preview(service, &Told::update(directory, origin, incident, number), fields);
    Rendered {
        title: String::new(),
        body: shown.text,
        count: small(shown.count),
        count_max: Some(small(shown.limit)),
        unit: shown.unit.to_owned(),
    }
}

struct Page;

#[async_trait]
impl Preview for Page {
    fn name(&self) -> &'static str {
        "Status page"
    }

    async fn audience(&self, _: &Reach<'_>) -> Result<Audience, StoreError> {
        Ok(Audience { count: None, words: "everybody who looks".to_owned() })
    }

    fn render(&self, draft: &Draft<'_>) -> Rendered {
        let mut h = Html::with_capacity(1024);
        page::updates(&mut h, ENGLISH, draft.incident, 1, None);
        rendered(draft.incident.headline.clone(), h.finish())
    }
}

struct Mail;

#[async_trait]
impl Preview for Mail {
    fn name(&self) -> &'static str {
        "Mail"
    }

    async fn audience(&self, reach: &Reach<'_>) -> Result<Audience, StoreError> {
        let held = if reach.has_mail { "" } else { ", held: no mail server is set up" };
        let words = format!("{}{held}", format::count(reach.subscribers as usize, "subscriber"));
        Ok(Audience { count: Some(reach.subscribers), words })
    }

    fn render(&self, draft: &Draft<'_>) -> Rendered {
        let Draft { directory, origin, incident, number } = *draft;
        let letter =
            letter::update(&letter::Update { directory, origin, incident, number, token: OWN_TOKEN });
        rendered(letter.subject, letter.text)
    }
}

struct Webhooks;

#[async_trait]
impl Preview for Webhooks {
    fn name(&self) -> &'static str {
        "Webhooks"
    }

    async fn audience(&self, reach: &Reach<'_>) -> Result<Audience, StoreError> {
        let hooks = reach.store.webhooks().await?;
        let count = hooks.iter().filter(|hook| !hook.disabled).count();
        Ok(Audience {
            count: Some(u32::try_from(count).unwrap_or(u32::MAX)),
            words: format::count(count, "webhook"),
        })
    }

    fn render(&self, draft: &Draft<'_>) -> Rendered {
        let message = Message::new(draft.incident, draft.number, draft.origin);
        rendered(String::new(), serde_json::to_string(&message).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_is_unusual() {
        // 2026-11-16 02:30 UTC.
        let at = Timestamp(1_794_796_200_000_000);
        for (name, mails, before, zone, says) in [
            ("few people by day", MANY, 0, None, vec![]),
            ("many for the first time", 101, 0, None, vec!["so many people: 101"]),
            ("many who were told before", 500, 400, None, vec![]),
            ("night", 1, 0, Some("Europe/Berlin"), vec!["night in Europe/Berlin: 03:30"]),
            ("day elsewhere", 1, 0, Some("America/Los_Angeles"), vec![]),
            ("late in the evening", 1, 0, Some("America/New_York"), vec![]),
            ("both", 101, 3, Some("UTC"), vec!["so many people", "night in UTC: 02:30"]),
        ] {
            let found = unusual(mails, before, zone, at);
            assert_eq!(found.len(), says.len(), "{name}: {found:?}");
            assert!(found.iter().zip(says).all(|(found, says)| found.contains(says)), "{name}: {found:?}");
        }
    }

    #[test]
    fn a_zone_is_known_or_refused_by_its_field() {
        assert_eq!(check_zone("Europe/Berlin"), Ok(()));
        let why = check_zone("Mars/One").expect_err("no such zone");
        assert!(why.starts_with("Zone: “Mars/One” is not known."), "{why}");
    }
}
