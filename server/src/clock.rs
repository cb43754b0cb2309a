//! What time it is: a parameter, so that deadlines can be tested without waiting for them.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use domain::Timestamp;

/// Tells the time. Clones tell the same.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    pub fn new(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// The machine's clock.
    pub fn system() -> Self {
        Self::new(|| {
            let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            Timestamp(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
        })
    }

    /// The same clock as a plain function.
    pub fn as_fn(&self) -> Arc<dyn Fn() -> Timestamp + Send + Sync> {
        self.0.clone()
    }

    pub fn now(&self) -> Timestamp {
        (self.0)()
    }
}
