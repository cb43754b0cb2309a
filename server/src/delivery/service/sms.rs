//! SMS, by any service that takes one over HTTP: Twilio's form, Vonage's form, or JSON. One number is one destination.

use std::time::Duration;

use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use http::Method;
use serde_json::json;

use super::count;
use super::reply::{set_up_wrongly, unreadable};
use super::shorten::{Words, fit, lines};
use super::told::Told;
use super::{Amends, Field, FieldKind, Memory, Sending, Sent, Service, Speaks};
use crate::delivery::Outcome;
use crate::delivery::webhook::Reply;

/// Segments of a message: each is paid for.
const SMS_SEGMENTS_MAX: usize = 3;

const TO: Field = Field::new("to", "To", FieldKind::Text, "One number, like +493012345678.");

pub static TWILIO: Service = Service {
    slug: "twilio",
    label: "SMS, by Twilio",
    steps: [
        "At console.twilio.com buy a number, or make a messaging service.",
        "Copy the account’s SID and auth token from the front page.",
        "Type them here with both numbers, add the channel, and send a test.",
    ],
    fields: &[
        Field::new("account", "Account SID", FieldKind::Text, "Begins with AC."),
        Field::new("token", "Auth token", FieldKind::Secret, ""),
        Field::new("from", "From", FieldKind::Text, "Your number, or a messaging service (MG…)."),
        TO,
        Field::new("address", "Server", FieldKind::Address, "Leave it as it is for twilio.com.")
            .or("https://api.twilio.com"),
    ],
    speaks: &Twilio,
    ..LIKE
};

pub static VONAGE: Service = Service {
    slug: "vonage",
    label: "SMS, by Vonage",
    steps: [
        "At dashboard.vonage.com buy a number, or choose a sender’s name.",
        "Copy API key and secret from the front page.",
        "Type them here with both numbers, add the channel, and send a test.",
    ],
    fields: &[
        Field::new("key", "API key", FieldKind::Text, ""),
        Field::new("secret", "API secret", FieldKind::Secret, ""),
        Field::new("from", "From", FieldKind::Text, "Your number or name."),
        TO,
        Field::new("address", "Server", FieldKind::Address, "Leave it as it is for vonage.com.")
            .or("https://rest.nexmo.com"),
    ],
    speaks: &Vonage,
    ..LIKE
};

pub static GENERIC: Service = Service {
    slug: "sms",
    label: "SMS, by another service",
    steps: [
        "Choose a service that takes POST with JSON: {\"to\", \"from\", \"text\"}.",
        "Copy its address, and what it wants as Authorization.",
        "Type them here with both numbers, add the channel, and send a test.",
    ],
    fields: &[
        Field::new("address", "Address", FieldKind::Address, "Any answer of 200 to 299 is a yes."),
        Field::new(
            "authorization",
            "Authorization",
            FieldKind::Secret,
            "The whole header, like Bearer …. May be empty.",
        )
        .or(""),
        Field::new("from", "From", FieldKind::Text, ""),
        TO,
    ],
    speaks: &Generic,
    ..LIKE
};

/// What they have in common.
const LIKE: Service = Service {
    slug: "",
    label: "",
    steps: [""; 3],
    fields: &[],
    // What a single number may send.
    pace: Duration::from_secs(1),
    render,
    count: count::segments,
    limit: SMS_SEGMENTS_MAX,
    unit: "segments",
    can_edit: false,
    can_thread: false,
    amends: Amends::Never,
    speaks: &Generic,
};

/// In letters of the GSM alphabet where that changes nothing: one other makes a message more than twice as long.
fn plain(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '‘' | '’' | '‚' => "'".to_owned(),
            '“' | '”' | '„' => "\"".to_owned(),
            '–' | '—' | '‑' | '·' => "-".to_owned(),
            '…' => "...".to_owned(),
            '\u{a0}' | '\u{202f}' => " ".to_owned(),
            '`' => "'".to_owned(),
            other => other.to_string(),
        })
        .collect()
}

fn render(told: &Told) -> String {
    let write = |words: Words<'_>| {
        let title = format!("{}: {}", told.label, words.headline);
        let body = words.body.split_whitespace().collect::<Vec<_>>().join(" ");
        plain(&lines(&[&title, &body, told.next.as_deref().unwrap_or_default(), &told.link]))
    };
    fit(told, SMS_SEGMENTS_MAX, write, count::segments)
}

/// What a service answered, read by whoever knows it.
fn sent(
    sending: &Sending<'_>,
    answer: Result<Reply, Outcome>,
    read: impl Fn(&Reply) -> Result<(), Outcome>,
) -> Sent {
    let read = |reply: Reply| if reply.is_good() { read(&reply) } else { Err(reply.refusal(sending.now)) };
    match answer.and_then(read) {
        Ok(()) => Sent::done(),
        Err(outcome) => outcome.into(),
    }
}

struct Twilio;

#[async_trait]
impl Speaks for Twilio {
    async fn send(&self, sending: &Sending<'_>, _: Option<Memory>) -> Sent {
        let [account, token, from, to] = ["account", "token", "from", "to"].map(|name| sending.field(name));
        let url = sending.address("address", &format!("/2010-04-01/Accounts/{account}/Messages.json"));
        let basic = format!("Basic {}", BASE64.encode(format!("{account}:{token}")));
        let sender = if from.starts_with("MG") { "MessagingServiceSid" } else { "From" };
        let text = sending.text();
        let fields = [("To", to), (sender, from), ("Body", &text)];
        let answer = sending.form(url, &[("authorization", basic)], &fields).await.map_err(Outcome::from);
        sent(
            sending,
            answer,
            |reply| {
                if reply.text_at("/sid").is_empty() { Err(unreadable("sid")) } else { Ok(()) }
            },
        )
    }
}

struct Vonage;

#[async_trait]
impl Speaks for Vonage {
    async fn send(&self, sending: &Sending<'_>, _: Option<Memory>) -> Sent {
        let [key, secret, from, to] = ["key", "secret", "from", "to"].map(|name| sending.field(name));
        let text = sending.text();
        let kind = if count::sms(&text).is_ucs2 { "unicode" } else { "text" };
        let to = to.trim_start_matches('+');
        let fields = [
            ("api_key", key),
            ("api_secret", secret),
            ("from", from),
            ("to", to),
            ("text", &text),
            ("type", kind),
            ("client-ref", sending.message),
        ];
        let url = sending.address("address", "/sms/json");
        let answer = sending.form(url, &[], &fields).await.map_err(Outcome::from);
        sent(sending, answer, vonage)
    }
}

/// Vonage says no with 200.
fn vonage(reply: &Reply) -> Result<(), Outcome> {
    let said = format!("Vonage said: {}", reply.text_at("/messages/0/error-text"));
    match &*reply.text_at("/messages/0/status") {
        "0" => Ok(()),
        "" => Err(unreadable("status")),
        // Throttled, or an error of theirs.
        "1" | "5" => Err(Outcome::Again { why: said, after: Duration::from_secs(1) }),
        // Credentials, an account that is barred, no credit.
        "4" | "8" | "9" | "15" | "29" => Err(set_up_wrongly(said)),
        _ => Err(Outcome::Dead(said)),
    }
}

struct Generic;

#[async_trait]
impl Speaks for Generic {
    async fn send(&self, sending: &Sending<'_>, _: Option<Memory>) -> Sent {
        let authorization = Some(sending.field("authorization")).filter(|value| !value.is_empty());
        let headers: Vec<_> =
            authorization.map(|value| ("authorization", value.to_owned())).into_iter().collect();
        let body = json!({"to": sending.field("to"), "from": sending.field("from"), "text": sending.text(),
                          "id": sending.message});
        let url = sending.field("address").to_owned();
        let answer = sending.json(Method::POST, url, &headers, &body).await.map_err(Outcome::from);
        sent(sending, answer, |_| Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::shorten::tests::told;
    use super::*;

    #[test]
    fn an_sms_is_in_letters_that_cost_less() {
        let text = render(&told("API’s “slow” – a bit", "We look into it…\n\nMore soon."));
        assert!(!count::sms(&text).is_ucs2, "{text}");
        assert!(
            text.contains("API's \"slow\" - a bit\nWe look into it... More soon.\nNext update by"),
            "{text}"
        );
        let long = render(&told("Slow", &"We look into it. ".repeat(100)));
        assert_eq!(count::segments(&long), SMS_SEGMENTS_MAX);
        assert!(long.ends_with("/status/incidents/12"), "{long}");
        let russian = render(&told("Медленно", &"Мы разбираемся. ".repeat(100)));
        assert!(count::sms(&russian).is_ucs2 && count::segments(&russian) <= SMS_SEGMENTS_MAX, "{russian}");
    }
}
