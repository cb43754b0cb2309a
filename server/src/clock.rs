//! What time it is: a parameter, so that deadlines can be tested without waiting for them.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use domain::Timestamp;

/// Tells the time. Clones tell the same.
#[derive(Clone)]
pub struct Clock {
    now: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    elapsed: Arc<dyn Fn() -> Duration + Send + Sync>,
}

impl Clock {
    /// A clock that a test moves.
    pub fn new(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        let now: Arc<dyn Fn() -> Timestamp + Send + Sync> = Arc::new(now);
        let (started, moved) = (now(), now.clone());
        let elapsed = move || Duration::from_micros(u64::try_from((moved() - started).0).unwrap_or_default());
        Self { now, elapsed: Arc::new(elapsed) }
    }

    /// The machine's clock.
    pub fn system() -> Self {
        let now = || {
            let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            Timestamp(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
        };
        let started = Instant::now();
        Self { now: Arc::new(now), elapsed: Arc::new(move || started.elapsed()) }
    }

    /// The same clock as a plain function.
    pub fn as_fn(&self) -> Arc<dyn Fn() -> Timestamp + Send + Sync> {
        self.now.clone()
    }

    pub fn now(&self) -> Timestamp {
        (self.now)()
    }

    /// Since this clock was made. For ages: it goes on where somebody sets the machine's time back.
    pub fn elapsed(&self) -> Duration {
        (self.elapsed)()
    }
}
