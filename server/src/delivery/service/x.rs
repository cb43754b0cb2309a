//! X (v2): a thread of posts for each incident, signed with the four keys of an app (OAuth 1.0a), which do not run out.

use std::time::Duration;

use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use hmac::{Hmac, KeyInit, Mac};
use http::Method;
use serde_json::json;
use sha1::Sha1;

use super::mastodon::write;
use super::reply::{set_up_wrongly, unreadable};
use super::told::Told;
use super::{Amends, Field, FieldKind, Mark, Memory, Post, Sending, Sent, Service, Speaks, count};
use crate::delivery::Outcome;
use crate::session;

/// Characters of a post, as X counts them.
const X_CHARS_MAX: usize = 280;

pub static SERVICE: Service = Service {
    slug: "x",
    label: "X",
    steps: [
        "At developer.x.com make an app in a project, and under User authentication settings let it read and write.",
        "Under Keys and tokens make API key and secret, and then access token and secret for the account.",
        "Type all four here, add the channel, and check it.",
    ],
    fields: &[
        Field::new("key", "API key", FieldKind::Secret, ""),
        Field::new("key_secret", "API key secret", FieldKind::Secret, ""),
        Field::new("token", "Access token", FieldKind::Secret, ""),
        Field::new("token_secret", "Access token secret", FieldKind::Secret, ""),
        Field::new("address", "Server", FieldKind::Address, "Leave it as it is for x.com.")
            .or("https://api.x.com"),
    ],
    pace: Duration::from_secs(1),
    render,
    count: count::x,
    limit: X_CHARS_MAX,
    unit: "characters",
    can_edit: false,
    can_thread: true,
    amends: Amends::Answers,
    speaks: &X,
};

fn render(told: &Told) -> String {
    write(told, X_CHARS_MAX, count::x)
}

struct X;

#[async_trait]
impl Speaks for X {
    async fn send(&self, sending: &Sending<'_>, remembered: Option<Memory>) -> Sent {
        let answered = remembered.as_ref().map(|memory| &memory.last);
        match post(sending, answered).await {
            Ok(Some(last)) => Sent::remembering(Memory::grown(remembered, sending, last)),
            // It is there, and nobody says under which number: the next one answers the one before.
            Ok(None) => Sent::done(),
            Err(outcome) => outcome.into(),
        }
    }

    /// Few accounts can edit, and not for long.
    async fn amend(&self, sending: &Sending<'_>, memory: Memory, old: Post) -> Sent {
        match post(sending, Some(&old.mark)).await {
            Ok(Some(answer)) => Sent::remembering(memory.answered(sending, &old, answer)),
            Ok(None) => Sent::done(),
            Err(outcome) => outcome.into(),
        }
    }

    async fn test(&self, sending: &Sending<'_>) -> Result<String, String> {
        let url = sending.address("address", "/2/users/me");
        let header = signed(sending, &Method::GET, &url).map_err(|why| format!("no chance: {why}"))?;
        let reply = sending.bare(Method::GET, url, &[header]).await.map_err(|why| why.to_string())?;
        match reply.text_at("/data/username") {
            name if reply.is_good() && !name.is_empty() => {
                Ok(format!("X knows us as @{name}. Nothing was posted."))
            }
            _ => Err(reply.refusal(sending.now).why().unwrap_or_default().to_owned()),
        }
    }
}

/// The post's mark; none where it had been posted by an earlier try.
async fn post(sending: &Sending<'_>, answers: Option<&Mark>) -> Result<Option<Mark>, Outcome> {
    let mut body = json!({"text": sending.text()});
    if let Some(answered) = answers.filter(|mark| !mark.id.is_empty()) {
        body["reply"] = json!({"in_reply_to_tweet_id": answered.id});
    }
    let url = sending.address("address", "/2/tweets");
    let header = signed(sending, &Method::POST, &url)
        .map_err(|why| Outcome::Again { why: format!("no chance: {why}"), after: Duration::ZERO })?;
    let reply = sending.json(Method::POST, url, &[header], &body).await?;
    let is_repeat = reply.status == 403 && reply.text_at("/detail").contains("duplicate content");
    match reply.text_at("/data/id") {
        id if reply.is_good() && !id.is_empty() => Ok(Some(Mark { id, beside: String::new() })),
        _ if reply.is_good() => Err(unreadable("id")),
        // X takes the same words once: an earlier try has left them there.
        _ if is_repeat && sending.tries > 1 => Ok(None),
        _ if is_repeat => Err(Outcome::Dead("X has the same words already".to_owned())),
        _ if reply.status == 402 => {
            Err(set_up_wrongly(format!("the account at X has no credit: {}", reply.said())))
        }
        _ => Err(reply.refusal(sending.now)),
    }
}

/// The header that signs a request without parameters (RFC 5849; a JSON body is no part of it).
fn signed(
    sending: &Sending<'_>,
    method: &Method,
    url: &str,
) -> Result<(&'static str, String), crate::store::StoreError> {
    let nonce = session::secret::<16>()?;
    let timestamp = sending.now.0.div_euclid(1_000_000).to_string();
    let keys = ["key", "key_secret", "token", "token_secret"].map(|name| sending.field(name));
    Ok(("authorization", authorization(method, url, keys, &nonce, &timestamp)))
}

fn authorization(
    method: &Method,
    url: &str,
    [key, key_secret, token, token_secret]: [&str; 4],
    nonce: &str,
    timestamp: &str,
) -> String {
    // In the order of their names.
    let parameters = [
        ("oauth_consumer_key", key),
        ("oauth_nonce", nonce),
        ("oauth_signature_method", "HMAC-SHA1"),
        ("oauth_timestamp", timestamp),
        ("oauth_token", token),
        ("oauth_version", "1.0"),
    ];
    let pairs: Vec<String> =
        parameters.iter().map(|(name, value)| format!("{name}={}", percent(value))).collect();
    let base = format!("{method}&{}&{}", percent(url), percent(&pairs.join("&")));
    let secret = format!("{}&{}", percent(key_secret), percent(token_secret));
    // An HMAC takes keys of every length.
    let signature = Hmac::<Sha1>::new_from_slice(secret.as_bytes())
        .map(|mac| BASE64.encode(mac.chain_update(base.as_bytes()).finalize().into_bytes()))
        .unwrap_or_default();
    let all = parameters.iter().copied().chain([("oauth_signature", signature.as_str())]);
    let all: Vec<String> = all.map(|(name, value)| format!("{name}=\"{}\"", percent(value))).collect();
    format!("OAuth {}", all.join(", "))
}

/// As RFC 3986 writes it: everything but letters, digits and four marks.
fn percent(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    text.bytes()
        .map(|byte| if is_plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of X's own documents, "Creating a signature", without its parameters.
    #[test]
    fn requests_are_signed() {
        let keys = [
            "xvz1evFS4wEEPTGEFPHBog",
            "kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw",
            "370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb",
            "LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE",
        ];
        let nonce = "kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg";
        let url = "https://api.x.com/2/tweets";
        let header = authorization(&Method::POST, url, keys, nonce, "1318622958");
        assert!(
            header.starts_with("OAuth oauth_consumer_key=\"xvz1evFS4wEEPTGEFPHBog\", oauth_nonce="),
            "{header}"
        );
        let other = authorization(&Method::GET, url, keys, nonce, "1318622958");
        assert_ne!(header, other, "the method is signed");
        assert!(!header.contains(keys[1]) && !header.contains(keys[3]), "secrets sign, and are not sent");
    }
}
