//! Services that messages go to: chats, social networks, SMS. A company sets up [destinations](super::destination) at
//! them.
//!
//! *Adding a service* is a file in `service/` with its [`Service`], and its line in [`SERVICES`].

pub mod amend;
mod bluesky;
mod chat;
pub mod count;
mod discord;
mod generic;
mod hook;
mod mastodon;
mod matrix;
mod mattermost;
pub mod reply;
pub mod shorten;
mod slack;
mod sms;
mod teams;
pub mod told;
mod x;

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use domain::{Seq, Timestamp};
use http::Method;
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use told::{About, Told};

use super::Outcome;
use super::webhook::{Dialer, NotDialled, Question, Reply};

/// Characters of an address of a service.
pub const ADDRESS_CHARS_MAX: u32 = 2_000;
/// Characters of every other field of a channel.
pub const SERVICE_FIELD_CHARS_MAX: u32 = 300;

/// Every service, in the order in which they are offered.
pub static SERVICES: [&Service; 14] = [
    &slack::BOT,
    &slack::HOOK,
    &teams::SERVICE,
    &discord::SERVICE,
    &mattermost::BOT,
    &mattermost::HOOK,
    &matrix::SERVICE,
    &generic::SERVICE,
    &mastodon::SERVICE,
    &bluesky::SERVICE,
    &x::SERVICE,
    &sms::TWILIO,
    &sms::VONAGE,
    &sms::GENERIC,
];

/// The service with this slug.
pub fn find(slug: &str) -> Option<&'static Service> {
    SERVICES.into_iter().find(|service| service.slug == slug)
}

/// One service: what it is called, what it needs, how words look there, and who speaks to it.
pub struct Service {
    /// As the database keeps it.
    pub slug: &'static str,
    pub label: &'static str,
    /// How to set it up, as the page and the documents say it.
    pub steps: [&'static str; 3],
    pub fields: &'static [Field],
    /// The least time between two messages to one destination.
    pub pace: Duration,
    /// What is sent of an update or a sitrep. Never above `limit`.
    pub render: fn(&Told) -> String,
    /// How the service counts.
    pub count: fn(&str) -> usize,
    pub limit: usize,
    /// What it counts: `characters`.
    pub unit: &'static str,
    /// Whether an incident's first message is kept up to date.
    pub can_edit: bool,
    /// Whether later updates answer the first.
    pub can_thread: bool,
    /// What becomes of a message when its update is corrected or withdrawn.
    pub amends: Amends,
    pub speaks: &'static dyn Speaks,
}

/// What becomes of a message when its update is corrected or withdrawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amends {
    /// It says what the update says now.
    Edits,
    /// An answer to it says so, because its own words cannot be changed where everybody can see that.
    Answers,
    /// It stays as it is: it cannot be changed, and nobody has asked to tell people again.
    Never,
}

impl Amends {
    /// As the page and the documents say it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Edits => "A correction changes the message.",
            Self::Answers => "A correction answers the post.",
            Self::Never => "A correction does not get there.",
        }
    }
}

/// What a destination at a service needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// As the database keeps it.
    pub name: &'static str,
    pub label: &'static str,
    pub hint: &'static str,
    pub kind: FieldKind,
    /// What it is when nothing is typed; none where something has to be.
    pub default: Option<&'static str>,
}

/// What is typed into a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    Text,
    /// Where the service is reached; it is checked before it is kept.
    Address,
    /// An address that lets whoever knows it send.
    SecretAddress,
    Secret,
}

impl FieldKind {
    /// Whether nobody is shown it again.
    pub fn is_secret(self) -> bool {
        matches!(self, Self::SecretAddress | Self::Secret)
    }

    pub fn is_address(self) -> bool {
        matches!(self, Self::Address | Self::SecretAddress)
    }

    pub fn chars_max(self) -> u32 {
        if self.is_address() { ADDRESS_CHARS_MAX } else { SERVICE_FIELD_CHARS_MAX }
    }
}

impl Field {
    const fn new(name: &'static str, label: &'static str, kind: FieldKind, hint: &'static str) -> Self {
        Self { name, label, hint, kind, default: None }
    }

    const fn or(self, default: &'static str) -> Self {
        Self { default: Some(default), ..self }
    }
}

/// Who speaks to a service.
#[async_trait]
pub trait Speaks: Send + Sync {
    /// Sends a message. `remembered` is what the service gave back for what it was told of the incident before. It may be
    /// dropped in the middle, and the same message comes again then.
    async fn send(&self, sending: &Sending<'_>, remembered: Option<Memory>) -> Sent;

    /// Makes `post`, which told an update before, say what the update says now. Asked only where the service's
    /// [`amends`](Service::amends) says that it can.
    async fn amend(&self, sending: &Sending<'_>, memory: Memory, post: Post) -> Sent {
        let _ = (sending, memory, post);
        Outcome::NoLonger(amend::UNKNOWN.to_owned()).into()
    }

    /// What a destination with these fields would be sent.
    fn preview(&self, service: &'static Service, told: &Told, _: &BTreeMap<String, String>) -> Preview {
        render_preview(service, told)
    }

    /// Sends a test, and tells in words what the service made of it. Where everybody could read a test, it only asks
    /// whether it might send.
    async fn test(&self, sending: &Sending<'_>) -> Result<String, String> {
        match self.send(sending, None).await.outcome.why() {
            None => Ok("Sent: the service has taken it.".to_owned()),
            Some(why) => Err(why.to_owned()),
        }
    }
}

/// A message on its way to a destination.
pub struct Sending<'a> {
    pub service: &'static Service,
    /// The destination's number.
    pub destination: i64,
    /// What was typed, by the field's name.
    pub fields: &'a BTreeMap<String, String>,
    pub told: &'a Told,
    /// The record that gave it its words: clocks may stand still.
    pub as_of: Seq,
    /// The same at each try, and no other's.
    pub message: &'a str,
    pub tries: u32,
    pub now: Timestamp,
    pub dialer: &'a Dialer,
}

impl Sending<'_> {
    /// What was typed into a field, or its default.
    pub fn field(&self, name: &str) -> &str {
        let typed = self.fields.get(name).map(String::as_str).filter(|typed| !typed.is_empty());
        let of_service = || self.service.fields.iter().find(|field| field.name == name);
        typed.or_else(|| of_service()?.default).unwrap_or_default()
    }

    /// The address in a field, with what follows it.
    pub fn address(&self, name: &str, path: &str) -> String {
        format!("{}{path}", self.field(name).trim_end_matches('/'))
    }

    /// What is to be read.
    pub fn text(&self) -> String {
        (self.service.render)(self.told)
    }

    /// Asks with JSON.
    ///
    /// # Errors
    /// As [`Dialer::ask`].
    pub async fn json(
        &self,
        method: Method,
        url: String,
        headers: &[(&'static str, String)],
        body: &Value,
    ) -> Result<Reply, NotDialled> {
        self.ask(method, url, headers, "application/json; charset=utf-8", body.to_string()).await
    }

    /// Asks with the fields of a form.
    ///
    /// # Errors
    /// As [`Dialer::ask`].
    pub async fn form(
        &self,
        url: String,
        headers: &[(&'static str, String)],
        fields: &[(&str, &str)],
    ) -> Result<Reply, NotDialled> {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.ask(Method::POST, url, headers, "application/x-www-form-urlencoded", body).await
    }

    /// Asks with nothing but its headers.
    ///
    /// # Errors
    /// As [`Dialer::ask`].
    pub async fn bare(
        &self,
        method: Method,
        url: String,
        headers: &[(&'static str, String)],
    ) -> Result<Reply, NotDialled> {
        let headers = headers.to_vec();
        self.dialer.ask(&Question { method, url, headers, body: String::new() }).await
    }

    async fn ask(
        &self,
        method: Method,
        url: String,
        headers: &[(&'static str, String)],
        content_type: &'static str,
        body: String,
    ) -> Result<Reply, NotDialled> {
        let own = [("content-type", content_type.to_owned()), ("accept", "application/json".to_owned())];
        let headers = own.into_iter().chain(headers.iter().cloned()).collect();
        self.dialer.ask(&Question { method, url, headers, body }).await
    }
}

/// The header that carries a token.
fn bearer(token: &str) -> (&'static str, String) {
    ("authorization", format!("Bearer {token}"))
}

/// What a service gave back for what it was told of an incident.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Memory {
    /// The first message: the one that is kept up to date, or that the thread hangs from.
    pub head: Mark,
    /// The last one, which the next answers.
    pub last: Mark,
    /// The message of ours that the head shows.
    #[serde(default)]
    pub shown: String,
    /// What was posted, the latest last: for when an update is corrected.
    #[serde(default)]
    pub posts: Vec<Post>,
}

/// A message of ours as it stands at a service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    /// Our own id of it.
    pub message: String,
    pub mark: Mark,
    /// The record that gave it the words that it says.
    pub as_of: Seq,
}

/// A message as its service names it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    pub id: String,
    /// What the service needs beside it; mostly nothing.
    #[serde(default)]
    pub beside: String,
}

/// What became of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    pub outcome: Outcome,
    /// To be remembered from now on; nothing where that is as before.
    pub remember: Option<Memory>,
}

impl Sent {
    /// It is there, and nothing of it is to be remembered.
    pub fn done() -> Self {
        Self { outcome: Outcome::Sent, remember: None }
    }

    /// It is there.
    pub fn remembering(memory: Memory) -> Self {
        Self { outcome: Outcome::Sent, remember: Some(memory) }
    }
}

impl From<Outcome> for Sent {
    fn from(outcome: Outcome) -> Self {
        Self { outcome, remember: None }
    }
}

/// What would be sent, and how long that is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    pub text: String,
    pub count: usize,
    pub limit: usize,
    /// What is counted: `characters`.
    pub unit: &'static str,
}

/// What any destination at a service is sent of an update or a sitrep.
pub fn render_preview(service: &Service, told: &Told) -> Preview {
    let text = (service.render)(told);
    let count = (service.count)(&text);
    Preview { text, count, limit: service.limit, unit: service.unit }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_service_says_what_it_needs() {
        let slugs: BTreeSet<&str> = SERVICES.iter().map(|service| service.slug).collect();
        assert_eq!(slugs.len(), SERVICES.len(), "each has a slug of its own");
        for service in SERVICES {
            assert_eq!(find(service.slug).map(|found| found.label), Some(service.label));
            assert!(service.fields.iter().any(|field| field.kind.is_secret()), "{}", service.slug);
            assert!(service.fields.len() <= app::channels::CHANNEL_FIELDS_MAX, "{}", service.slug);
            assert!(service.steps.iter().all(|step| step.ends_with('.')), "{}", service.slug);
            for field in service.fields {
                let is_known = field.default.is_some_and(|default| !default.is_empty());
                assert!(!(field.kind.is_secret() && is_known), "{}", field.name);
            }
        }
    }

    #[test]
    fn the_documents_say_how_to_set_up_every_service() {
        let operations = include_str!("../../../docs/operations.md");
        for Service { label, steps, amends, .. } in SERVICES {
            let row = format!("| {label} | {} | {} |", steps.join(" | "), amends.words());
            assert!(operations.contains(&row), "docs/operations.md lacks: {row}");
        }
    }
}
