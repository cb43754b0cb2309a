//! What is told outside: from the log, by an outbox, to everybody who asked for it.
//!
//! A consumer writes an [announcement](announce) for each record that channels tell; [`spread`] makes of it a row for
//! each recipient, page by page; a [`sender`] for each [`Channel`] takes rows by lease, sends them, and writes down what
//! became of each. Messages are sent at least once, in order for each recipient and incident, under an id that never
//! changes. Rows name records and carry no words: what is sent is what the record says when it is sent, so that
//! redacted and confidential words do not go out.
//!
//! *Adding a channel* is a file with its [`Channel`], a [`Kind`] with its slug, its line in [`tasks`], and a
//! [`Preview`](outlook::Preview) with its line in [`outlook`]. *Adding a [service]* that people can choose on
//! `/deliveries` is less: a file, and its line in one table.

pub mod address;
pub mod announce;
pub mod connections;
pub mod destination;
pub mod letter;
pub mod list;
pub mod mail;
pub mod mailer;
pub mod outlook;
pub mod sender;
pub mod service;
pub mod spread;
pub mod subscribers;
pub mod tasks;
pub mod webhook;

use std::time::Duration;

use async_trait::async_trait;
use domain::{ComponentId, IncidentId, Seq};

/// Components that one subscription picks.
pub const PICKED_COMPONENTS_MAX: usize = 200;

/// Which channel a message takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Updates by mail, to those who subscribed.
    Mail,
    /// The mail that asks to confirm a subscription.
    Confirm,
    /// Sitreps by mail, to the company's own list.
    List,
    /// Updates to programs.
    Webhook,
    /// The mail to the owner of a webhook that was given up.
    Notice,
    /// The mail to the owner of a channel that fails.
    ChannelNotice,
    /// Updates and sitreps to every destination at every service: what is announced once for all of them.
    Destinations,
    /// What goes to the destinations at one service, by its slug.
    Service(&'static str),
}

impl Kind {
    /// As logs and readiness name the task that sends it.
    pub fn task(self) -> &'static str {
        match self {
            Self::Mail => "mail to subscribers",
            Self::Confirm => "mail to confirm",
            Self::List => "mail of sitreps",
            Self::Webhook => "webhooks",
            Self::Notice => "mail to owners of webhooks",
            Self::ChannelNotice => "mail to owners of channels",
            Self::Destinations => "channels",
            Self::Service(slug) => slug,
        }
    }

    /// Whether it reaches people, who cannot unread it: an update rests before it goes out, so that it can be undone.
    pub fn rests(self) -> bool {
        match self {
            Self::Mail | Self::Destinations | Self::Service(_) => true,
            Self::Confirm | Self::List | Self::Webhook | Self::Notice | Self::ChannelNotice => false,
        }
    }

    /// As the database keeps it.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Confirm => "confirm",
            Self::List => "list",
            Self::Webhook => "webhook",
            Self::Notice => "notice",
            Self::ChannelNotice => "channel-notice",
            Self::Destinations => "destinations",
            Self::Service(slug) => slug,
        }
    }
}

/// A message to be sent now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    pub id: i64,
    pub kind: Kind,
    /// As the channel numbers them.
    pub recipient: i64,
    pub incident: IncidentId,
    /// The record that it tells.
    pub seq: Seq,
    /// The same at each try.
    pub message: String,
    /// From 1.
    pub tries: u32,
}

/// The id of the message that tells a record to a recipient, the same for ever.
pub fn message_id(kind: Kind, incident: IncidentId, seq: Seq, recipient: i64) -> String {
    format!("{}-{incident}-{seq}-{recipient}", kind.slug())
}

/// What became of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Sent,
    /// It did not work now, and may after this time at the earliest.
    Again {
        why: String,
        after: Duration,
    },
    /// The channel as a whole does not work: no message of it does now.
    Down(String),
    /// It will never work by itself: for people to look at.
    Dead(String),
    /// Nobody wants it any more, or may have it.
    NoLonger(String),
    /// Something is to be remembered beside, in the same transaction.
    Remember(Box<Remembered>),
}

/// What a service gave back, for the next message about the incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remembered {
    /// Which thread of the incident: [`About::slug`](service::About::slug).
    pub about: &'static str,
    pub memory: service::Memory,
    pub outcome: Outcome,
}

impl Outcome {
    /// What became of the message itself.
    pub fn itself(&self) -> &Self {
        match self {
            Self::Remember(remembered) => remembered.outcome.itself(),
            outcome => outcome,
        }
    }

    /// Why the message is not there; none where it is.
    pub fn why(&self) -> Option<&str> {
        match self.itself() {
            Self::Again { why, .. } | Self::Down(why) | Self::Dead(why) | Self::NoLonger(why) => Some(why),
            Self::Sent | Self::Remember(_) => None,
        }
    }
}

/// One way to reach people or programs.
#[async_trait]
pub trait Channel: Send + Sync {
    fn kind(&self) -> Kind;

    /// Sends a message. It may be dropped in the middle, and the same message comes again then.
    async fn send(&self, job: &Job) -> Outcome;

    /// Nothing waits: what was kept open for messages may go once it has not been needed for a while.
    async fn rest(&self) {}
}

/// What somebody asked to hear of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picks {
    /// Whatever it is about.
    pub everything: bool,
    pub components: Vec<ComponentId>,
    pub incidents: Vec<IncidentId>,
}

impl Picks {
    /// Whether an incident that has hit these components is among them.
    pub fn has(&self, incident: IncidentId, hit: &[ComponentId]) -> bool {
        self.everything
            || self.incidents.contains(&incident)
            || self.components.iter().any(|component| hit.contains(component))
    }

    /// The components and incidents, a line each.
    pub fn lines(&self) -> String {
        let components = self.components.iter().map(|component| format!("component:{}\n", component.0));
        let incidents = self.incidents.iter().map(|incident| format!("incident:{incident}\n"));
        components.chain(incidents).collect()
    }

    /// What [`lines`](Self::lines) wrote.
    pub fn of_lines(everything: bool, lines: &str) -> Self {
        let mut picks = Self { everything, ..Self::default() };
        for line in lines.lines() {
            match line.split_once(':') {
                Some(("component", slug)) => picks.components.push(ComponentId(slug.to_owned())),
                Some(("incident", number)) => picks.incidents.extend(number.parse().map(IncidentId)),
                _ => {}
            }
        }
        picks
    }
}

/// How long to wait before the next try: full jitter, so that those who failed together do not come again together.
/// `chance` is of 0 to 1.
pub fn backoff(first: Duration, most: Duration, tries: u32, chance: f64) -> Duration {
    let doubled = first.saturating_mul(2_u32.saturating_pow(tries.saturating_sub(1).min(20)));
    doubled.min(most).mul_f64(chance.clamp(0.0, 1.0))
}

/// A number of 0 to 1.
pub(crate) fn chance() -> f64 {
    let mut bytes = [0; 4];
    // Without chance everybody waits half as long as they may.
    match getrandom::fill(&mut bytes) {
        Ok(()) => f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX),
        Err(_) => 0.5,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn picks_say_what_somebody_hears_of() {
        let (api, web) = (ComponentId("api".to_owned()), ComponentId("web".to_owned()));
        let picks = |everything, lines: &str| Picks::of_lines(everything, lines);
        for (name, picks, incident, hit, hears) in [
            ("all", picks(true, ""), 7, vec![], true),
            (
                "a component that is hit",
                picks(false, "component:api\n"),
                7,
                vec![web.clone(), api.clone()],
                true,
            ),
            ("one that is not", picks(false, "component:api\n"), 7, vec![web.clone()], false),
            ("this incident", picks(false, "incident:7\n"), 7, vec![], true),
            ("another", picks(false, "incident:8\n"), 7, vec![api.clone()], false),
            ("nothing", picks(false, ""), 7, vec![api], false),
        ] {
            assert_eq!(picks.has(IncidentId(incident), &hit), hears, "{name}");
            assert_eq!(Picks::of_lines(picks.everything, &picks.lines()), picks, "{name}");
        }
    }

    proptest! {
        #[test]
        fn waits_grow_to_the_most_and_no_further(tries in 1..200_u32, chance in 0.0..=1.0_f64) {
            let (first, most) = (Duration::from_secs(1), Duration::from_secs(600));
            let longest = backoff(first, most, tries, 1.0);
            prop_assert!(longest <= most && longest >= first);
            prop_assert!(backoff(first, most, tries, chance) <= longest);
            prop_assert!(backoff(first, most, tries + 1, 1.0) >= longest);
        }
    }
}
