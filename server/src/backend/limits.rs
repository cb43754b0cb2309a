//! How often somebody may try to sign in.

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
