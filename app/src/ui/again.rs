//! What is not known to be done is asked for again, with the same key, so that it is done once.

use std::time::Duration;

use gloo_timers::future::sleep;

use super::live::pace;
use crate::error::Error;

/// How often it is asked for again before somebody is told.
pub const ASK_AGAIN_MAX: u32 = 5;
/// The shortest pause before it: what is still being written may be done then.
const PAUSE: Duration = Duration::from_secs(1);

/// Asks until it is known whether it was done.
///
/// # Errors
/// What the server answers; [`Error::NotKnown`] where it never says.
pub async fn until_known<T, F: Future<Output = Result<T, Error>>>(ask: impl Fn() -> F) -> Result<T, Error> {
    until_known_after(ask, |attempt| sleep(PAUSE + pace::backoff(attempt, js_sys::Math::random()))).await
}

async fn until_known_after<T, F, P>(ask: impl Fn() -> F, pause: impl Fn(u32) -> P) -> Result<T, Error>
where
    F: Future<Output = Result<T, Error>>,
    P: Future<Output = ()>,
{
    for attempt in 1..=ASK_AGAIN_MAX {
        match ask().await {
            Err(Error::NotKnown) => pause(attempt).await,
            known => return known,
        }
    }
    ask().await
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::future::ready;

    use futures::FutureExt;

    use super::*;

    #[test]
    fn asks_again_until_it_is_known() {
        let known = [Ok(7), Err(Error::Busy), Err(Error::Unavailable), Err(Error::Unreachable)];
        for (answer, unknown) in known.into_iter().zip([0, 1, ASK_AGAIN_MAX, 2]) {
            let (asked, pauses) = (RefCell::new(0), RefCell::new(Vec::new()));
            let ask = || {
                *asked.borrow_mut() += 1;
                ready(if *asked.borrow() <= unknown { Err(Error::NotKnown) } else { answer.clone() })
            };
            let pause = |attempt| {
                pauses.borrow_mut().push(attempt);
                ready(())
            };
            assert_eq!(until_known_after(ask, pause).now_or_never(), Some(answer.clone()));
            assert_eq!(*asked.borrow(), unknown + 1);
            assert_eq!(pauses.into_inner(), (1..=unknown).collect::<Vec<_>>());
        }
    }

    #[test]
    fn gives_up_in_the_end() {
        let asked = RefCell::new(0);
        let ask = || {
            *asked.borrow_mut() += 1;
            ready(Err::<(), _>(Error::NotKnown))
        };
        assert_eq!(until_known_after(ask, |_| ready(())).now_or_never(), Some(Err(Error::NotKnown)));
        assert_eq!(*asked.borrow(), ASK_AGAIN_MAX + 1);
    }
}
