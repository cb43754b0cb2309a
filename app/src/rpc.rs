//! How browser and server call each other: what server functions find in their context, and the live connection. The
//! functions themselves are beside their nouns.

mod call;
pub(crate) mod compact;
#[cfg(feature = "ssr")]
pub(crate) mod context;
mod frame;
mod live_protocol;
mod shared_answer;

use async_trait::async_trait;
use domain::Seq;
use leptos::prelude::server;
use server_fn::BoxedStream;

#[cfg(feature = "ssr")]
pub use call::{AnswerForm, answer};
pub use call::{Call, accepted, on_signed_out, read_answer};
pub use compact::{Build, Compact, Unreadable};
pub use frame::Frame;
pub use live_protocol::Live;
#[cfg(feature = "ssr")]
pub use live_protocol::{LiveDriver, SharedLiveDriver};
pub use shared_answer::SharedAnswer;

use crate::backend::Asker;
use crate::error::Error;
use crate::wire::Topic;

/// What a server tells live.
#[async_trait]
pub trait Topics: Send + Sync {
    /// Streams what happens to the topics from their places on.
    async fn follow(
        &self,
        asker: Asker,
        topics: Vec<(Topic, Seq)>,
    ) -> Result<BoxedStream<Frame, Error>, Error>;
}

/// One connection per tab for all that it follows (see [`Live`]).
#[server(protocol = Live, prefix = "/rpc", endpoint = "follow")]
pub async fn follow(topics: Vec<(Topic, Seq)>) -> Result<BoxedStream<Frame, Error>, Error> {
    context::backend()?.follow(context::asker()?, topics).await
}
