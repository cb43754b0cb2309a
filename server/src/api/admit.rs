//! Who may call: whoever has a token that is good, not more often than it may.

use app::tokens::ProgramToken;
use std::num::NonZeroU32;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::{Actor, By, Role, Span};
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use super::accept::{Form, wanted};
use super::problem::Problem;
use crate::backend::log_failure;
use crate::listen::Guest;
use crate::router::Shared;
use crate::session::digest;
use crate::trace::note;

/// Requests of one token per minute; as many may come at once after a pause.
pub const REQUESTS_PER_MINUTE: NonZeroU32 = NonZeroU32::new(600).expect("not zero");
/// The same in a demo, where tests send as much as they can.
const DEMO_REQUESTS_PER_MINUTE: NonZeroU32 = NonZeroU32::new(1_000_000).expect("not zero");
/// How often a token's last use is written down.
const TOUCH_EVERY: Span = Span::minutes(5);

/// The program that calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    pub token: i64,
    pub name: String,
    pub role: Role,
}

impl Caller {
    pub fn actor(&self) -> Actor {
        Actor { by: By::Token { name: self.name.clone() }, role: self.role }
    }
}

/// Counts requests per token. There are only so many tokens.
pub struct Requests(DefaultKeyedRateLimiter<i64>);

impl Requests {
    pub fn new(demo: bool) -> Self {
        let most = if demo { DEMO_REQUESTS_PER_MINUTE } else { REQUESTS_PER_MINUTE };
        Self(RateLimiter::keyed(Quota::per_minute(most)))
    }

    fn check(&self, token: i64) -> Result<(), Problem> {
        self.0.check_key(&token).map_err(|not_until| {
            let wait = not_until.wait_time_from(DefaultClock::default().now());
            let most = REQUESTS_PER_MINUTE;
            let detail = format!("Too many requests: a token may send {most} a minute. Nothing was done.");
            Problem::new(StatusCode::TOO_MANY_REQUESTS, detail).retry_after(wait)
        })
    }
}

/// Lets a request through with its [`Caller`], or says why not.
pub async fn admit(State(site): State<Shared>, request: Request, next: Next) -> Response {
    match caller(&site, request.uri().path(), request.headers()).await {
        Ok(caller) => let_through(caller, request, next).await,
        Err(problem) => problem.into_response(),
    }
}

/// Answers the request of a known [`Caller`], who finds itself in the request's extensions.
pub async fn let_through(caller: Caller, mut request: Request, next: Next) -> Response {
    note("token", caller.token);
    if let Some(guest) = request.extensions().get::<Guest>() {
        guest.keep();
    }
    request.extensions_mut().insert(caller);
    next.run(request).await
}

async fn caller(site: &Shared, path: &str, headers: &HeaderMap) -> Result<Caller, Problem> {
    let secret = bearer(headers).ok_or_else(|| {
        let detail =
            "A token is missing. Send it as Authorization: Bearer TOKEN; an admin makes one on /tokens.";
        Problem::new(StatusCode::UNAUTHORIZED, detail)
    })?;
    let caller = known_caller(site, secret).await?;
    let streams = path.ends_with("/events");
    match wanted(headers) {
        Some(Form::Json) => {}
        Some(Form::Stream) if streams => {}
        _ => {
            let detail = "Accept: answers are application/json; events also come as text/event-stream.";
            return Err(Problem::new(StatusCode::NOT_ACCEPTABLE, detail));
        }
    }
    Ok(caller)
}

/// The program that a secret stands for, unless it calls too often.
pub async fn known_caller(site: &Shared, secret: &str) -> Result<Caller, Problem> {
    let known = site.engine.store.token(&digest(secret)).await.map_err(|error| log_failure(&error))?;
    let token = known.ok_or(app::Error::SignedOut)?;
    site.requests.check(token.id)?;
    touch(site, &token);
    Ok(Caller { token: token.id, name: token.name, role: token.role })
}

/// The secret of the one header that carries it.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut lines = headers.get_all(header::AUTHORIZATION).iter();
    let (line, None) = (lines.next()?, lines.next()) else { return None };
    let (scheme, secret) = line.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(secret.trim())
}

fn touch(site: &Shared, token: &ProgramToken) {
    let (id, now) = (token.id, site.engine.clock.now());
    if token.last_used.is_none_or(|at| now - at > TOUCH_EVERY) {
        let store = site.engine.store.clone();
        // Not worth a wait, nor an error: the next request tries again. It lives as long as its one statement.
        tokio::spawn(async move { store.touch_token(id, now).await });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_header_carries_the_token() {
        let with = |lines: &[&str]| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(header::AUTHORIZATION, line.parse().expect("a header"));
            }
            bearer(&headers).map(str::to_owned)
        };
        assert_eq!(with(&["Bearer abc"]).as_deref(), Some("abc"));
        assert_eq!(with(&["bearer  abc"]).as_deref(), Some("abc"));
        for bad in [&[][..], &["Basic abc"], &["abc"], &["Bearer a", "Bearer b"]] {
            assert_eq!(with(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn tells_frequent_callers_when_to_come_back() {
        let requests = Requests::new(false);
        for _ in 0..REQUESTS_PER_MINUTE.get() {
            assert_eq!(requests.check(1), Ok(()));
        }
        let answer = requests.check(1).expect_err("too many").into_response();
        assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(answer.headers()[header::RETRY_AFTER], "1");
        assert_eq!(requests.check(2), Ok(()), "another token is not held up");
    }
}
