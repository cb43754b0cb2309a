//! What services answer, and what it comes to.

use std::time::Duration;

use domain::Timestamp;
use serde_json::Value;

use super::super::Outcome;
use super::super::webhook::{NotDialled, RETRY_AFTER_MAX, Reply};
use crate::public::format;

/// Characters of a service's own words that are kept.
pub const SAID_CHARS_MAX: usize = 200;
/// How long a destination is left alone that is set up wrongly: somebody has to look after it first.
const SET_UP_WRONGLY: Duration = Duration::from_secs(300);

impl Reply {
    pub fn is_good(&self) -> bool {
        (200..300).contains(&self.status)
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    /// A text within its JSON: `/data/id`.
    pub fn text_at(&self, pointer: &str) -> String {
        match self.json().pointer(pointer) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok().map(str::trim)
    }

    /// What it says, in one line and not too long.
    pub fn said(&self) -> String {
        let told = ["/error_description", "/message", "/detail", "/error", "/error/message"];
        let told = told.into_iter().map(|place| self.text_at(place)).find(|words| !words.is_empty());
        let is_page = self.header("content-type").is_some_and(|kind| kind.contains("html"));
        let whole = || if is_page { String::new() } else { String::from_utf8_lossy(&self.body).into_owned() };
        let words: String =
            told.unwrap_or_else(whole).chars().filter(|c| !c.is_control() || *c == '\n').collect();
        format::line(&words, SAID_CHARS_MAX)
    }

    /// How long it wants to be left alone, by whichever of its headers says so; zero where none does.
    pub fn rest(&self, now: Timestamp) -> Duration {
        let until = |at: Timestamp| Duration::from_micros(u64::try_from((at - now).0).unwrap_or_default());
        let seconds = |at: i64| until(Timestamp(at.saturating_mul(1_000_000)));
        let number = |name: &str| self.header(name).and_then(|value| value.parse::<f64>().ok());
        let after = |value: f64| Duration::try_from_secs_f64(value).unwrap_or_default();
        let date =
            |value: &str| httpdate::parse_http_date(value).ok()?.duration_since(std::time::UNIX_EPOCH).ok();
        let asked = number("retry-after")
            .map(after)
            .or_else(|| self.header("retry-after").and_then(date).map(|at| seconds(at.as_secs() as i64)))
            // Discord's own, in its body.
            .or_else(|| self.json().get("retry_after").and_then(Value::as_f64).map(after))
            // X and Bluesky say when, in seconds since 1970; Mastodon in words of the calendar.
            .or_else(|| {
                number("x-rate-limit-reset")
                    .or_else(|| number("ratelimit-reset"))
                    .map(|at| seconds(at as i64))
            })
            .or_else(|| {
                let at: jiff::Timestamp = self.header("x-ratelimit-reset")?.parse().ok()?;
                Some(until(Timestamp(at.as_microsecond())))
            });
        asked.unwrap_or_default().min(RETRY_AFTER_MAX)
    }

    /// What an answer comes to that is no yes.
    pub fn refusal(&self, now: Timestamp) -> Outcome {
        let said = self.said();
        let said = if said.is_empty() { String::new() } else { format!(": {said}") };
        let status = self.status;
        let again =
            |why: &str, after| Outcome::Again { why: format!("it answered {status}{why}{said}"), after };
        match status {
            300..400 => again(", a redirect, which is not followed", SET_UP_WRONGLY),
            // About this message: the next may do.
            400 | 413 | 422 => Outcome::Dead(format!("it answered {status}{said}")),
            401 | 403 => again(", it does not let us in", SET_UP_WRONGLY.max(self.rest(now))),
            404 | 410 => again(", there is no such place", SET_UP_WRONGLY),
            429 => again(", too many at once", self.rest(now)),
            _ => again("", self.rest(now)),
        }
    }
}

/// What it comes to that a service was not reached.
impl From<NotDialled> for Outcome {
    fn from(why: NotDialled) -> Self {
        let after = match why {
            NotDialled::Address | NotDialled::Plain | NotDialled::Inside(_) => SET_UP_WRONGLY,
            _ => Duration::ZERO,
        };
        Self::Again { why: why.to_string(), after }
    }
}

/// An answer that is a yes by its status, without what it should say.
pub fn unreadable(what: &str) -> Outcome {
    Outcome::Again { why: format!("its answer has no {what}"), after: Duration::ZERO }
}

/// The destination is set up wrongly, in the service's words.
pub fn set_up_wrongly(why: String) -> Outcome {
    Outcome::Again { why, after: SET_UP_WRONGLY }
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderName, HeaderValue};

    use super::*;

    const NOW: Timestamp = Timestamp(1_794_888_727_000_000);

    fn reply(status: u16, headers: &[(&str, &str)], body: &str) -> Reply {
        let headers: HeaderMap = headers
            .iter()
            .map(|(name, value)| {
                let name: HeaderName = name.parse().expect("a name");
                (name, HeaderValue::from_str(value).expect("a value"))
            })
            .collect();
        Reply { status, headers, body: body.as_bytes().to_vec() }
    }

    #[test]
    fn every_way_to_ask_for_a_rest_is_heeded() {
        for (headers, body, seconds) in [
            (&[("retry-after", "7")][..], "", 7.0),
            (&[("retry-after", "Tue, 17 Nov 2026 04:12:37 GMT")], "", 30.0),
            (&[], r#"{"retry_after": 0.5}"#, 0.5),
            (&[("x-rate-limit-reset", "1794888787")], "", 60.0),
            (&[("ratelimit-reset", "1794888727")], "", 0.0),
            (&[("x-ratelimit-reset", "2026-11-17T04:13:07.000Z")], "", 60.0),
            (&[("retry-after", "-3")], "", 0.0),
            (&[("retry-after", "soon")], "", 0.0),
            (&[("retry-after", "99999999")], "", 86_400.0),
            (&[], "", 0.0),
        ] {
            let rest = reply(429, headers, body).rest(NOW);
            assert_eq!(rest, Duration::from_secs_f64(seconds), "{headers:?} {body}");
        }
    }

    #[test]
    fn an_answer_comes_to_what_it_says() {
        for (status, body, is_dead, says) in [
            (400, "invalid_payload", true, "it answered 400: invalid_payload"),
            (
                401,
                r#"{"error": "The access token is invalid"}"#,
                false,
                "it does not let us in: The access token is invalid",
            ),
            (404, "no_service", false, "there is no such place: no_service"),
            (429, "", false, "it answered 429, too many at once"),
            (503, "", false, "it answered 503"),
            (302, "", false, "a redirect, which is not followed"),
            (422, r#"{"message": "too\u0000 long"}"#, true, "it answered 422: too long"),
        ] {
            let outcome = reply(status, &[], body).refusal(NOW);
            let (Outcome::Dead(why) | Outcome::Again { why, .. }) = &outcome else { panic!("{outcome:?}") };
            assert!(why.ends_with(says), "{status}: {why}");
            assert_eq!(matches!(outcome, Outcome::Dead(_)), is_dead, "{status}");
        }
        let page = reply(502, &[("content-type", "text/html")], "<h1>Bad gateway</h1>");
        assert_eq!(
            page.refusal(NOW),
            Outcome::Again { why: "it answered 502".to_owned(), after: Duration::ZERO }
        );
        let long = reply(500, &[], &"x".repeat(5_000)).refusal(NOW);
        let Outcome::Again { why, .. } = long else { panic!("{long:?}") };
        assert!(why.chars().count() < SAID_CHARS_MAX + 30);
    }
}
