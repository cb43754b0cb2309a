//! Bluesky (AT Protocol): a thread of posts for each incident. Each is put under a key of ours, so that a repeat is the same
//! post.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use http::Method;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use unicode_segmentation::UnicodeSegmentation;

use super::reply::{set_up_wrongly, unreadable};
use super::shorten::{Words, fit};
use super::told::Told;
use super::{Amends, Field, FieldKind, Mark, Memory, Post, Sending, Sent, Service, Speaks, bearer, count};
use crate::delivery::Outcome;
use crate::delivery::webhook::Reply;

/// What people take for characters, of a post.
const BLUESKY_CHARS_MAX: usize = 300;
/// Bytes of a post, as UTF-8.
const BLUESKY_BYTES_MAX: usize = 3_000;
/// Characters of a link as it is shown; it leads to the whole of it.
const LINK_SHOWN_MAX: usize = 40;
/// Sessions that are kept.
const SESSIONS_MAX: usize = 200;

pub static SERVICE: Service = Service {
    slug: "bluesky",
    label: "Bluesky",
    steps: [
        "Sign in with the account; under Settings, Privacy and security, App passwords make one.",
        "Copy it: it is shown once.",
        "Type the handle and the app password here, add the channel, and check it.",
    ],
    fields: &[
        Field::new("handle", "Handle", FieldKind::Text, "Like acme.bsky.social."),
        Field::new("password", "App password", FieldKind::Secret, "Not the account’s own."),
        Field::new("address", "Server", FieldKind::Address, "Leave it as it is for bsky.social.")
            .or("https://bsky.social"),
    ],
    pace: Duration::from_secs(1),
    render,
    count: weigh,
    limit: BLUESKY_CHARS_MAX,
    unit: "characters",
    can_edit: false,
    can_thread: true,
    amends: Amends::Answers,
    speaks: &Bluesky,
};

/// As Bluesky counts. Ten bytes for each character are more than it takes: then the bytes decide.
fn weigh(text: &str) -> usize {
    count::graphemes(text).max(text.len().div_ceil(BLUESKY_BYTES_MAX / BLUESKY_CHARS_MAX))
}

fn render(told: &Told) -> String {
    let link = shown(&told.link);
    let foot: Vec<&str> = told.next.as_deref().into_iter().chain([link.as_str()]).collect();
    let foot = foot.join("\n");
    let post = |words: Words<'_>| {
        let title = format!("{}: {}", told.label, words.headline);
        let parts = [title.as_str(), words.body, &foot];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
    };
    fit(told, BLUESKY_CHARS_MAX, post, weigh)
}

/// A link as it is shown: without its scheme, and not too long.
fn shown(link: &str) -> String {
    let bare = link.split_once("://").map_or(link, |(_, bare)| bare);
    if count::graphemes(bare) <= LINK_SHOWN_MAX {
        return bare.to_owned();
    }
    let kept: String = bare.graphemes(true).take(LINK_SHOWN_MAX - 1).collect();
    format!("{kept}…")
}

/// The post as a record. Offsets are bytes of UTF-8; the link is what the text ends with.
fn record(told: &Told, text: &str, remembered: Option<&Memory>) -> Value {
    let end = text.len();
    let start = end - shown(&told.link).len();
    let link = json!({"index": {"byteStart": start, "byteEnd": end},
                      "features": [{"$type": "app.bsky.richtext.facet#link", "uri": told.link}]});
    let mut record = json!({"$type": "app.bsky.feed.post", "text": text, "createdAt": told.at.rfc3339(),
                            "langs": ["en"], "facets": [link]});
    if let Some(Memory { head, last, .. }) = remembered {
        let of = |mark: &Mark| json!({"uri": mark.id, "cid": mark.beside});
        record["reply"] = json!({"root": of(head), "parent": of(last)});
    }
    record
}

/// Our own key of a record, in the form of a TID (13 characters that sort as numbers): when it was published, and which
/// message it is.
fn key(told: &Told, message: &str) -> String {
    const LETTERS: &[u8; 32] = b"234567abcdefghijklmnopqrstuvwxyz";
    let digest = Sha256::digest(message.as_bytes());
    // 53 bits of microseconds and ten of a clock's number, which the message stands for.
    let clock = u64::from(u16::from_be_bytes([digest[0], digest[1]])) & 0x3ff;
    let tid = (u64::try_from(told.at.0).unwrap_or_default() & ((1 << 53) - 1)) << 10 | clock;
    (0..13).rev().map(|place| char::from(LETTERS[(tid >> (5 * place) & 31) as usize])).collect()
}

/// A session with a server. It is kept: there are 300 a day.
#[derive(Clone)]
struct Session {
    /// Whom it was opened for, and with what: a digest.
    of: [u8; 32],
    did: String,
    handle: String,
    access: String,
    refresh: String,
}

static SESSIONS: LazyLock<Mutex<HashMap<i64, Session>>> = LazyLock::new(Mutex::default);

struct Bluesky;

#[async_trait]
impl Speaks for Bluesky {
    async fn send(&self, sending: &Sending<'_>, remembered: Option<Memory>) -> Sent {
        match put(sending, remembered.as_ref()).await {
            Ok(last) => Sent::remembering(Memory::grown(remembered, sending, last)),
            Err(outcome) => outcome.into(),
        }
    }

    async fn amend(&self, sending: &Sending<'_>, memory: Memory, post: Post) -> Sent {
        let below = Memory { last: post.mark.clone(), ..memory.clone() };
        match put(sending, Some(&below)).await {
            Ok(answer) => Sent::remembering(memory.answered(sending, &post, answer)),
            Err(outcome) => outcome.into(),
        }
    }

    async fn test(&self, sending: &Sending<'_>) -> Result<String, String> {
        match open(sending).await {
            Ok(session) => Ok(format!("The server knows us as @{}. Nothing was posted.", session.handle)),
            Err(outcome) => Err(outcome.why().unwrap_or_default().to_owned()),
        }
    }
}

async fn put(sending: &Sending<'_>, remembered: Option<&Memory>) -> Result<Mark, Outcome> {
    let text = sending.text();
    let record = record(sending.told, &text, remembered);
    let key = key(sending.told, sending.message);
    let session = match kept(sending) {
        Some(session) => session,
        None => open(sending).await?,
    };
    let mut reply = put_record(sending, &session, &key, &record).await?;
    if is_expired(&reply) {
        let session = renew(sending, &session).await?;
        reply = put_record(sending, &session, &key, &record).await?;
    }
    if !reply.is_good() {
        if reply.status == 401 {
            forget(sending);
        }
        return Err(reply.refusal(sending.now));
    }
    let (id, beside) = (reply.text_at("/uri"), reply.text_at("/cid"));
    if id.is_empty() || beside.is_empty() { Err(unreadable("uri")) } else { Ok(Mark { id, beside }) }
}

async fn put_record(
    sending: &Sending<'_>,
    session: &Session,
    key: &str,
    record: &Value,
) -> Result<Reply, Outcome> {
    let body =
        json!({"repo": session.did, "collection": "app.bsky.feed.post", "rkey": key, "record": record});
    let url = sending.address("address", "/xrpc/com.atproto.repo.putRecord");
    Ok(sending.json(Method::POST, url, &[bearer(&session.access)], &body).await?)
}

fn is_expired(reply: &Reply) -> bool {
    matches!(reply.status, 400 | 401) && reply.text_at("/error") == "ExpiredToken"
}

fn of(sending: &Sending<'_>) -> [u8; 32] {
    let parts = ["address", "handle", "password"].map(|name| sending.field(name));
    Sha256::digest(parts.join("\n").as_bytes()).into()
}

fn kept(sending: &Sending<'_>) -> Option<Session> {
    let sessions = SESSIONS.lock().unwrap_or_else(PoisonError::into_inner);
    sessions.get(&sending.destination).filter(|session| session.of == of(sending)).cloned()
}

fn keep(sending: &Sending<'_>, session: &Session) {
    let mut sessions = SESSIONS.lock().unwrap_or_else(PoisonError::into_inner);
    if sessions.len() >= SESSIONS_MAX {
        sessions.clear();
    }
    sessions.insert(sending.destination, session.clone());
}

fn forget(sending: &Sending<'_>) {
    SESSIONS.lock().unwrap_or_else(PoisonError::into_inner).remove(&sending.destination);
}

async fn open(sending: &Sending<'_>) -> Result<Session, Outcome> {
    let url = sending.address("address", "/xrpc/com.atproto.server.createSession");
    let body = json!({"identifier": sending.field("handle"), "password": sending.field("password")});
    let reply = sending.json(Method::POST, url, &[], &body).await?;
    if reply.status == 401 {
        let said = reply.said();
        return Err(set_up_wrongly(format!("Handle, App password: the server does not take them: {said}")));
    }
    session(sending, &reply)
}

/// A new access token for the old session; a new session where that is over.
async fn renew(sending: &Sending<'_>, old: &Session) -> Result<Session, Outcome> {
    let url = sending.address("address", "/xrpc/com.atproto.server.refreshSession");
    let reply = sending.bare(Method::POST, url, &[bearer(&old.refresh)]).await?;
    if reply.is_good() { session(sending, &reply) } else { open(sending).await }
}

fn session(sending: &Sending<'_>, reply: &Reply) -> Result<Session, Outcome> {
    if !reply.is_good() {
        return Err(reply.refusal(sending.now));
    }
    let [did, handle, access, refresh] =
        ["/did", "/handle", "/accessJwt", "/refreshJwt"].map(|place| reply.text_at(place));
    if did.is_empty() || access.is_empty() {
        return Err(unreadable("session"));
    }
    let session = Session { of: of(sending), did, handle, access, refresh };
    keep(sending, &session);
    Ok(session)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::shorten::tests::told;
    use super::*;

    #[test]
    fn a_message_has_one_key_for_ever() {
        let told = told("Slow", "We look into it.");
        let key_of = |message: &str| key(&told, message);
        assert_eq!(key_of("bluesky-12-3-1"), key_of("bluesky-12-3-1"));
        assert_ne!(key_of("bluesky-12-3-1"), key_of("bluesky-12-3-2"));
        let key = key_of("bluesky-12-3-1");
        assert!(key.len() == 13 && "234567abcdefghij".contains(&key[..1]), "{key}");
        let later = Told { at: told.at + domain::Span::minutes(1), ..told.clone() };
        assert!(super::key(&later, "a") > super::key(&told, "z"), "they sort by time");
    }

    proptest! {
        #[test]
        fn the_link_is_where_its_offsets_say(headline in "\\PC{1,60}", body in "(\\PC|👨‍👩‍👧|é|[a-z ]){0,900}") {
            let told = told(&headline, &body);
            let text = render(&told);
            prop_assert!(text.len() <= BLUESKY_BYTES_MAX && count::graphemes(&text) <= BLUESKY_CHARS_MAX);
            let record = record(&told, &text, None);
            let index = &record["facets"][0]["index"];
            let at = |name: &str| usize::try_from(index[name].as_u64().expect("a number")).expect("few");
            let linked = &text.as_bytes()[at("byteStart")..at("byteEnd")];
            let link = shown(&told.link);
            prop_assert_eq!(linked, link.as_bytes());
        }
    }
}
