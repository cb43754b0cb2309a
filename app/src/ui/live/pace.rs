//! When to take a connection as lost, and when to try again: pure, so that its tests run anywhere.

use std::time::Duration;

use crate::wire::SILENCE_SECONDS;

/// The longest wait before the first try.
pub const BACKOFF_FIRST: Duration = Duration::from_millis(250);
/// The longest wait before any try.
pub const BACKOFF_MAX: Duration = Duration::from_secs(15);
/// How long the first frame may take.
pub const HELLO_WITHIN: Duration = Duration::from_secs(10);
/// Silence after which the connection is lost.
pub const SILENCE: Duration = Duration::from_secs(SILENCE_SECONDS as u64);
/// A connection that takes longer than this to open is given up when there is a hint that another try may do better.
pub const STUCK: Duration = Duration::from_secs(2);
/// How long the server may be ahead before the connection counts as having lost something.
pub const GRACE: Duration = Duration::from_secs(3);
/// A connection that held this long was a good one: the next loss starts counting anew.
pub const STEADY: Duration = Duration::from_secs(5);

/// How long to wait before the try of this number, from 1; `chance` is from 0 to 1, evenly. Full jitter: after the
/// server was away, its tabs come back spread out.
pub fn backoff(attempt: u32, chance: f64) -> Duration {
    let doublings = attempt.saturating_sub(1).min(16);
    let longest = BACKOFF_FIRST.saturating_mul(1 << doublings).min(BACKOFF_MAX);
    longest.mul_f64(chance.clamp(0.0, 1.0))
}

/// Connections in a row over which nothing came, before it is said that none can be made.
pub const UPGRADE_TRIES: u32 = 3;

/// What has been heard of one connection, in milliseconds of the browser's clock.
#[derive(Clone, Copy, Debug)]
pub struct Heard {
    opened: f64,
    last: f64,
    anything: bool,
    hello: bool,
    behind_since: Option<f64>,
}

impl Heard {
    pub fn opened(now: f64) -> Self {
        Self { opened: now, last: now, anything: false, hello: false, behind_since: None }
    }

    /// Something came in.
    pub fn frame(&mut self, now: f64) {
        self.last = now;
        self.anything = true;
    }

    /// Whether anything came in: where nothing ever does, it was no connection.
    pub fn anything(&self) -> bool {
        self.anything
    }

    /// The server has answered.
    pub fn hello(&mut self) {
        self.hello = true;
    }

    pub fn is_live(&self) -> bool {
        self.hello
    }

    /// Whether it takes suspiciously long to open.
    pub fn is_stuck(&self, now: f64) -> bool {
        !self.hello && now - self.opened > millis(STUCK)
    }

    /// Whether the server said more than has arrived; the first sign of it counts.
    pub fn behind(&mut self, behind: bool, now: f64) {
        self.behind_since = behind.then(|| self.behind_since.unwrap_or(now));
    }

    /// How long it may go on like this; zero once the connection is lost.
    pub fn patience(&self, now: f64) -> Duration {
        let silence =
            if self.hello { self.last + millis(SILENCE) } else { self.opened + millis(HELLO_WITHIN) };
        let grace = self.behind_since.map_or(f64::INFINITY, |since| since + millis(GRACE));
        Duration::from_secs_f64(((silence.min(grace) - now) / 1000.0).clamp(0.0, SILENCE.as_secs_f64()))
    }

    /// Whether it held long enough to be called good.
    pub fn was_steady(&self, now: f64) -> bool {
        self.hello && now - self.opened >= millis(STEADY)
    }
}

fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_are_spread_and_have_a_limit() {
        let longest: Vec<_> = (1..=9).map(|n| backoff(n, 1.0).as_millis()).collect();
        assert_eq!(longest, [250, 500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
        assert_eq!(backoff(u32::MAX, 1.0), BACKOFF_MAX);
        assert_eq!(backoff(0, 1.0), BACKOFF_FIRST);
        assert_eq!(backoff(4, 0.25), Duration::from_millis(500));
        assert_eq!(backoff(7, 0.0), Duration::ZERO);
    }

    #[test]
    fn silence_is_a_loss() {
        let mut heard = Heard::opened(1000.0);
        assert_eq!(heard.patience(1000.0), HELLO_WITHIN);
        assert_eq!(heard.patience(11_000.0), Duration::ZERO, "no hello");
        assert!(heard.is_stuck(3001.0) && !heard.is_stuck(3000.0));
        assert!(!heard.anything());
        heard.hello();
        assert!(!heard.is_stuck(60_000.0));
        heard.frame(5000.0);
        assert!(heard.anything());
        assert_eq!(heard.patience(5000.0), SILENCE);
        assert_eq!(heard.patience(44_000.0), Duration::from_secs(1));
        assert_eq!(heard.patience(45_000.0), Duration::ZERO, "a laptop that slept wakes up to a loss");
        assert_eq!(heard.patience(0.0), SILENCE, "a clock that was set back waits no longer than usual");
    }

    #[test]
    fn being_behind_is_a_loss_after_a_grace() {
        let mut heard = Heard::opened(0.0);
        heard.hello();
        heard.behind(true, 1000.0);
        heard.behind(true, 2000.0);
        assert_eq!(heard.patience(2000.0), Duration::from_secs(2), "from the first sign");
        heard.behind(false, 3000.0);
        assert_eq!(heard.patience(3000.0), Duration::from_secs(37));
    }

    #[test]
    fn only_a_connection_that_held_counts_as_good() {
        let mut heard = Heard::opened(0.0);
        assert!(!heard.was_steady(60_000.0), "never answered");
        heard.hello();
        assert!(!heard.was_steady(4999.0));
        assert!(heard.was_steady(5000.0));
    }
}
