//! What time it is: a parameter, so that deadlines can be tested without waiting for them.

mod steady;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use domain::{Span, Timestamp};

use steady::{Steady, Told};

/// In microseconds since 1970.
fn machine_time() -> i64 {
    micros(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default())
}

/// Goes on while the machine sleeps, unlike [`Instant`](std::time::Instant): waking up is no jump.
fn since_boot() -> Duration {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
    now.try_into().unwrap_or_default()
}

fn micros(time: Duration) -> i64 {
    i64::try_from(time.as_micros()).unwrap_or(i64::MAX)
}

fn tell(jump: Option<Told>) {
    let seconds = |micros: i64| micros / 1_000_000;
    match jump {
        None => {}
        Some(Told::Jumped(step)) => tracing::error!(
            seconds = seconds(step),
            "the machine's clock jumped; the time goes on as before until that has lasted for ten minutes"
        ),
        Some(Told::Back) => tracing::warn!("the machine's clock is right again"),
        Some(Told::Followed(step)) => {
            tracing::error!(
                seconds = seconds(step),
                "the machine's clock stayed where it jumped to, and is followed"
            );
        }
    }
}

/// Tells the time. Clones tell the same.
#[derive(Clone)]
pub struct Clock {
    now: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    elapsed: Arc<dyn Fn() -> Duration + Send + Sync>,
    step: Arc<dyn Fn() -> Span + Send + Sync>,
}

impl Clock {
    /// A clock that a test moves.
    pub fn new(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        let now: Arc<dyn Fn() -> Timestamp + Send + Sync> = Arc::new(now);
        let (started, moved) = (now(), now.clone());
        let elapsed = move || Duration::from_micros(u64::try_from((moved() - started).0).unwrap_or_default());
        Self { now, elapsed: Arc::new(elapsed), step: Arc::new(|| Span(0)) }
    }

    /// The machine's clock. A jump of it is told to operators, and followed only once it has stayed.
    pub fn system() -> Self {
        let steady = Arc::new(Mutex::new(Steady::new(machine_time(), micros(since_boot()))));
        let seen = steady.clone();
        let now = move || {
            let mut steady = steady.lock().unwrap_or_else(PoisonError::into_inner);
            let (now, jump) = steady.read(machine_time(), micros(since_boot()));
            tell(jump);
            Timestamp(now)
        };
        let step = move || {
            let steady = seen.lock().unwrap_or_else(PoisonError::into_inner);
            Span(steady.step(machine_time(), micros(since_boot())))
        };
        let started = since_boot();
        let elapsed = move || since_boot().saturating_sub(started);
        Self { now: Arc::new(now), elapsed: Arc::new(elapsed), step: Arc::new(step) }
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

    /// By how much the machine's clock is ahead of the time that is told; negative where it is behind. Beyond corrections
    /// that are followed at once, it says that the clock has jumped.
    pub fn step(&self) -> Span {
        (self.step)()
    }
}
