//! A session that ended: somebody signs in again over the page, and what waited for that goes on.

use futures::channel::oneshot;
use leptos::prelude::*;

use super::{Live, Wake};
use crate::error::Error;

impl Live {
    /// The server does not know this tab's session any more.
    pub(super) fn end_session(self) {
        self.signing_in.try_set(true);
        self.wake(Wake::SignedOut);
    }

    /// The same person is signed in again.
    pub fn resume_session(self) {
        for waits in self.take_waiting() {
            // Whoever has left the page does not go on.
            let _ = waits.send(());
        }
        self.signing_in.try_set(false);
        self.wake(Wake::Retry);
    }

    /// Nobody signs in for now: what waited for it is told that it was not done.
    pub fn stay_signed_out(self) {
        self.take_waiting();
    }

    /// Waits until somebody has signed in again; false where they do not.
    async fn is_resumed(self) -> bool {
        let (resumed, wait) = oneshot::channel();
        // One of each form: its next wish waits for the answer to this one.
        self.inner.try_update_value(|inner| inner.signing_in.push(resumed));
        self.signing_in.try_set(true);
        wait.await.is_ok()
    }

    fn take_waiting(self) -> Vec<oneshot::Sender<()>> {
        self.inner.try_update_value(|inner| std::mem::take(&mut inner.signing_in)).unwrap_or_default()
    }
}

/// Asks, and once more where the session had ended and somebody signs in again.
///
/// # Errors
/// What the server answers; [`Error::SignedOut`] where nobody signs in.
pub async fn once_signed_in<T, F>(live: Live, ask: impl Fn() -> F) -> Result<T, Error>
where
    F: Future<Output = Result<T, Error>>,
{
    match ask().await {
        Err(Error::SignedOut) if live.is_resumed().await => ask().await,
        answer => answer,
    }
}
