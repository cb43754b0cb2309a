//! How often somebody may try to sign in, and who they say they are.

use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;

use axum::extract::ConnectInfo;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use http::request::Parts;
use leptos::prelude::use_context;

/// Tries per minute for one e-mail address from one network address.
const TRIES_PER_MINUTE: NonZeroU32 = NonZeroU32::new(10).expect("not zero");
/// The same in a demo, where tests sign many people in.
const DEMO_TRIES_PER_MINUTE: NonZeroU32 = NonZeroU32::new(1_000).expect("not zero");
/// Pairs of addresses that are remembered before the idle ones are forgotten.
const REMEMBERED_MAX: usize = 10_000;

/// Counts tries.
pub struct SignIns(DefaultKeyedRateLimiter<(String, Option<IpAddr>)>);

impl SignIns {
    pub fn new(demo: bool) -> Self {
        Self(RateLimiter::keyed(Quota::per_minute(if demo {
            DEMO_TRIES_PER_MINUTE
        } else {
            TRIES_PER_MINUTE
        })))
    }

    /// Whether one more try is allowed now.
    pub fn allow(&self, email: &str) -> bool {
        if self.0.len() > REMEMBERED_MAX {
            self.0.retain_recent();
        }
        self.0.check_key(&(email.to_owned(), client())).is_ok()
    }
}

/// Most characters of a browser's name for itself that are kept.
const AGENT_MAX: usize = 200;

/// What the browser calls itself, so that people recognise their sessions.
pub fn agent() -> String {
    let parts = use_context::<Parts>();
    let named = parts.as_ref().and_then(|parts| parts.headers.get(http::header::USER_AGENT)?.to_str().ok());
    named.unwrap_or_default().chars().take(AGENT_MAX).collect()
}

/// Where the request comes from: Leptos keeps its head in the context of the server function.
fn client() -> Option<IpAddr> {
    let parts = use_context::<Parts>()?;
    parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_eleventh_try_waits() {
        let sign_ins = SignIns::new(false);
        for _ in 0..TRIES_PER_MINUTE.get() {
            assert!(sign_ins.allow("ada@example.com"));
        }
        assert!(!sign_ins.allow("ada@example.com"));
        assert!(sign_ins.allow("ben@example.com"), "somebody else is not held up");
    }
}
