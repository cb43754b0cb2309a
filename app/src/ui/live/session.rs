//! A session that ended: somebody signs in again over the page, and what waited for that goes on.

use futures::channel::oneshot;
use leptos::prelude::*;

use super::{Live, Wake};
use crate::error::Error;

/// What became of the form that asks to sign in again.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum SignIn {
    /// The end of a session opens it.
    #[default]
    Ready,
    /// Somebody signed in: it closes, and is ready for the next end of a session.
    Done,
    /// Somebody said "later": their own wishes and the banner open it, and nothing else.
    PutOff,
}

impl SignIn {
    /// The form has closed.
    fn closed(self) -> Self {
        match self {
            Self::Done => Self::Ready,
            Self::Ready | Self::PutOff => Self::PutOff,
        }
    }
}

impl Live {
    /// The server does not know this tab's session any more.
    pub(super) fn end_session(self) {
        self.ask_to_sign_in();
        self.wake(Wake::SignedOut);
    }

    /// Asks for it by itself, unless somebody has said "later" already: their own wishes and the banner ask again.
    pub(super) fn ask_to_sign_in(self) {
        if self.inner.try_with_value(|inner| inner.sign_in) != Some(SignIn::PutOff) {
            self.signing_in.try_set(true);
        }
    }

    /// The same person is signed in again.
    pub fn resume_session(self) {
        for waits in self.take_waiting() {
            // Whoever has left the page does not go on.
            let _ = waits.send(());
        }
        self.inner.try_update_value(|inner| inner.sign_in = SignIn::Done);
        self.signing_in.try_set(false);
        self.wake(Wake::Retry);
    }

    /// Nobody signs in for now: what waited for it is told that it was not done.
    pub fn stay_signed_out(self) {
        self.inner.try_update_value(|inner| inner.sign_in = inner.sign_in.closed());
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_said_later_is_not_asked_again_by_the_server() {
        for (before, closed, why) in [
            (SignIn::Ready, SignIn::PutOff, "closed without signing in"),
            (SignIn::PutOff, SignIn::PutOff, "and once more"),
            (SignIn::Done, SignIn::Ready, "the next session may end as well"),
        ] {
            assert_eq!(before.closed(), closed, "{why}");
        }
    }
}
