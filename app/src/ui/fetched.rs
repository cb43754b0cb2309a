//! What a page asks for before it is drawn: the server asks itself, and the answer is in the page that it sends.

#[cfg(feature = "ssr")]
mod once;
mod renewed;

use borsh::{BorshDeserialize, BorshSerialize};
use leptos::prelude::*;

use crate::error::Error;
use crate::rpc::Compact;

#[cfg(feature = "ssr")]
pub use once::Answers;
pub use renewed::Renewed;

/// An answer that a page waits for.
pub type Fetched<T> = Resource<Result<T, Error>, Compact>;

/// Asks for something as a page opens, and again whenever the source changes.
pub fn fetch<S, T, Answer>(
    source: impl Fn() -> S + Send + Sync + 'static,
    ask: impl Fn(S) -> Answer + Send + Sync + 'static,
) -> Fetched<T>
where
    S: PartialEq + Clone + Send + Sync + 'static,
    T: BorshSerialize + BorshDeserialize + Clone + Send + Sync + 'static,
    Answer: Future<Output = Result<T, Error>> + Send + 'static,
{
    let ask = move |source: S| {
        #[cfg(feature = "ssr")]
        let answer = once::ask(source, &ask);
        #[cfg(not(feature = "ssr"))]
        let answer = ask(source);
        async move {
            let answer = answer.await;
            #[cfg(feature = "ssr")]
            let answer = answer.inspect_err(crate::rpc::context::set_status);
            answer
        }
    };
    Fetched::new_with_options(source, ask, false)
}
