//! Mastodon: a thread of statuses for each incident.

mod limits;

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use http::Method;
use serde_json::{Value, json};

use super::reply::unreadable;
use super::shorten::{Words, fit, lines, without_mentions};
use super::told::Told;
use super::{Amends, Field, FieldKind, Mark, Memory, Post, Sending, Sent, Service, Speaks, bearer, count};
use crate::delivery::Outcome;

/// Characters of a status at a server that does not say otherwise.
const MASTODON_CHARS_MAX: usize = 500;
/// Statuses of ours that are looked at before a late repeat.
const LOOKED_AT_MAX: usize = 40;

pub static SERVICE: Service = Service {
    slug: "mastodon",
    label: "Mastodon",
    steps: [
        "Sign in with the account at its server; under Preferences, Development make an application.",
        "Give it the scopes write:statuses and read:accounts, read:statuses, and copy its access token.",
        "Type the server’s address and the token here, add the channel, and check it.",
    ],
    fields: &[
        Field::new("address", "Server", FieldKind::Address, "Like https://mastodon.social."),
        Field::new("token", "Access token", FieldKind::Secret, ""),
    ],
    // 300 requests in five minutes and account.
    pace: Duration::from_secs(1),
    render,
    count: count::mastodon,
    limit: MASTODON_CHARS_MAX,
    unit: "characters",
    can_edit: false,
    can_thread: true,
    amends: Amends::Edits,
    speaks: &Mastodon,
};

fn render(told: &Told) -> String {
    write(told, MASTODON_CHARS_MAX, count::mastodon)
}

/// A post to everybody: what it is about, the words, when the next one comes, and the link.
pub fn write(told: &Told, limit: usize, count: impl Fn(&str) -> usize) -> String {
    let next = told.next.clone().unwrap_or_default();
    let foot = lines(&[&next, &told.link]);
    let post = |words: Words<'_>| {
        let title = without_mentions(&format!("{}: {}", told.label, words.headline));
        let parts = [title.as_str(), &without_mentions(words.body), &foot].map(str::to_owned);
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
    };
    fit(told, limit, post, count)
}

struct Mastodon;

#[async_trait]
impl Speaks for Mastodon {
    async fn send(&self, sending: &Sending<'_>, remembered: Option<Memory>) -> Sent {
        let answered = remembered.as_ref().map(|memory| memory.last.id.as_str());
        match self.post(sending, answered).await {
            Ok(id) => {
                let last = Mark { id, beside: String::new() };
                Sent::remembering(Memory::grown(remembered, sending, last))
            }
            Err(outcome) => outcome.into(),
        }
    }

    /// Mastodon shows everybody what a status said before.
    async fn amend(&self, sending: &Sending<'_>, mut memory: Memory, post: Post) -> Sent {
        let url = sending.address("address", &format!("/api/v1/statuses/{}", post.mark.id));
        let text = limits::read(sending).await.write(sending.told);
        let body = json!({"status": text, "language": "en"});
        match sending.json(Method::PUT, url, &[bearer(sending.field("token"))], &body).await {
            Ok(reply) if reply.is_good() => memory.note_as(&post.message, sending, &post.mark),
            // Somebody has deleted it. A server that is not there would not say so in JSON.
            Ok(reply) if reply.status == 404 && !reply.text_at("/error").is_empty() => {
                memory.forget(&post.mark)
            }
            Ok(reply) => return reply.refusal(sending.now).into(),
            Err(why) => return Outcome::from(why).into(),
        }
        Sent::remembering(memory)
    }

    fn preview(
        &self,
        service: &'static Service,
        told: &Told,
        fields: &BTreeMap<String, String>,
    ) -> super::Preview {
        let limits = limits::kept(fields.get("address").map_or("", String::as_str));
        let text = limits.write(told);
        super::Preview { count: limits.count(&text), text, limit: limits.chars, unit: service.unit }
    }

    async fn test(&self, sending: &Sending<'_>) -> Result<String, String> {
        let account = self.account(sending).await;
        let account = account.map_err(|outcome| outcome.why().unwrap_or_default().to_owned())?;
        let (name, chars) = (said(&account, "acct"), limits::read(sending).await.chars);
        Ok(format!("The server knows us as @{name}, and takes {chars} characters. Nothing was posted."))
    }
}

fn said(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}

impl Mastodon {
    async fn post(&self, sending: &Sending<'_>, answers: Option<&str>) -> Result<String, Outcome> {
        if sending.tries > 1
            && let Some(there) = self.find(sending, answers).await?
        {
            return Ok(there);
        }
        let text = limits::read(sending).await.write(sending.told);
        let mut body = json!({"status": text, "visibility": "public", "language": "en"});
        if let Some(answers) = answers {
            body["in_reply_to_id"] = json!(answers);
        }
        // Good for an hour: after that the account's last statuses are looked at.
        let headers = [bearer(sending.field("token")), ("idempotency-key", sending.message.to_owned())];
        let url = sending.address("address", "/api/v1/statuses");
        let reply = sending.json(Method::POST, url, &headers, &body).await?;
        if !reply.is_good() {
            return Err(match reply.status {
                // The status that this one answers is gone: it begins a thread of its own.
                404 if answers.is_some() => {
                    return Box::pin(self.post(sending, None)).await;
                }
                _ => reply.refusal(sending.now),
            });
        }
        let id = reply.text_at("/id");
        if id.is_empty() { Err(unreadable("id")) } else { Ok(id) }
    }

    async fn account(&self, sending: &Sending<'_>) -> Result<Value, Outcome> {
        self.read(sending, "/api/v1/accounts/verify_credentials").await
    }

    async fn read(&self, sending: &Sending<'_>, path: &str) -> Result<Value, Outcome> {
        let reply = sending
            .bare(Method::GET, sending.address("address", path), &[bearer(sending.field("token"))])
            .await?;
        if reply.is_good() { Ok(reply.json()) } else { Err(reply.refusal(sending.now)) }
    }

    /// The status that an earlier try has left, where there is one: its answer may have been lost.
    async fn find(&self, sending: &Sending<'_>, answers: Option<&str>) -> Result<Option<String>, Outcome> {
        let account = said(&self.account(sending).await?, "id");
        let path = format!("/api/v1/accounts/{account}/statuses?limit={LOOKED_AT_MAX}&exclude_reblogs=true");
        let statuses = self.read(sending, &path).await?;
        let wanted = letters(&limits::read(sending).await.write(sending.told));
        let found = statuses.as_array().into_iter().flatten().find(|status| {
            let of = status["in_reply_to_id"].as_str();
            of == answers && letters(&without_tags(&said(status, "content"))) == wanted
        });
        Ok(found.map(|status| said(status, "id")))
    }
}

/// The letters and digits of a text, but for its link: the server may show that otherwise.
fn letters(text: &str) -> String {
    let words = text.split_whitespace().filter(|word| !word.contains("://"));
    words.flat_map(str::chars).filter(|c| c.is_alphanumeric()).collect()
}

/// The text of a status as the server gives it.
fn without_tags(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some((before, tag)) = rest.split_once('<') {
        text += before;
        let (name, after) = tag.split_once('>').unwrap_or((tag, ""));
        // Links come as several spans: their address counts, not what is shown of it.
        if name.starts_with('a') {
            text += " ://";
            rest = after.split_once("</a>").map_or("", |(_, rest)| rest);
        } else {
            text += if name.starts_with("br") || name.starts_with("/p") { "\n" } else { "" };
            rest = after;
        }
    }
    text += rest;
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&apos;", "'"), ("&amp;", "&")]
        .into_iter()
        .fold(text, |text, (entity, c)| text.replace(entity, c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_of_ours_is_known_by_its_words() {
        let text = "Investigating: API is slow & “late”\n\nWe look into it.\n\nhttps://status.example.com/status/incidents/12";
        let html = "<p>Investigating: API is slow &amp; “late”</p><p>We look into it.</p><p><a href=\"https://status.example.com/\">\
                    <span class=\"invisible\">https://</span><span>status.example.com</span></a></p>";
        assert_eq!(letters(&without_tags(html)), letters(text));
        assert_ne!(letters(&without_tags("<p>Identified</p>")), letters(text));
    }
}
