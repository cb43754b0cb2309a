//! The protocol of [`follow`](super::follow): one websocket a tab, on which only the server speaks.
//!
//! The arguments travel as JSON in the query of a GET. The frames come back as bytes that the feed encoded once;
//! nothing is serialised per connection. Sockets, pings, limits and shutdown are the [`LiveDriver`]'s, which the
//! server puts into the context: no runtime and no socket in this crate.

use std::fmt::Write as _;
use std::future::Future;

use futures::StreamExt;
use http::Method;
use serde::Serialize;
use serde::de::DeserializeOwned;
use server_fn::client::Client;
use server_fn::{BoxedStream, Protocol};

use super::Frame;
use crate::error::Error;

#[cfg(feature = "ssr")]
pub use driven::{LiveDriver, SharedLiveDriver};

/// Longest query of a request to follow, in bytes: the topics of one tab take a few hundred.
#[cfg(feature = "ssr")]
const QUERY_MAX: usize = 2048;

/// The live protocol, for streams of [`Frame`]s only.
pub struct Live;

/// The server's half.
#[cfg(feature = "ssr")]
mod driven {
    use std::sync::Arc;

    use axum::body::Body;
    use axum::extract::Query;
    use futures::future::BoxFuture;
    use http::{Request, Response, Uri};
    use leptos::prelude::use_context;
    use leptos_axum::{ResponseOptions, ResponseParts};
    use server_fn::axum::AxumServerFnBackend;

    use super::*;

    /// What carries the frames to the browser.
    pub trait LiveDriver: Send + Sync {
        /// Answers the request, as a rule by upgrading it to a websocket that carries the stream. An error is told
        /// on the websocket too: browsers cannot see why a handshake failed.
        fn drive(
            &self,
            request: Request<Body>,
            stream: Result<BoxedStream<Frame, Error>, Error>,
        ) -> BoxFuture<'static, Response<Body>>;
    }

    /// The driver, as contexts carry it.
    pub type SharedLiveDriver = Arc<dyn LiveDriver>;

    impl<Input, Browser> Protocol<Input, BoxedStream<Frame, Error>, Browser, AxumServerFnBackend, Error> for Live
    where
        Input: Serialize + DeserializeOwned + Send,
        Browser: Client<Error>,
    {
        const METHOD: Method = Method::GET;

        async fn run_server<F, Fut>(request: Request<Body>, server_fn: F) -> Result<Response<Body>, Error>
        where
            F: Fn(Input) -> Fut + Send,
            Fut: Future<Output = Result<BoxedStream<Frame, Error>, Error>> + Send,
        {
            let driver = use_context::<SharedLiveDriver>().ok_or(Error::Internal)?;
            let options = use_context::<ResponseOptions>();
            let stream = match arguments(request.uri()) {
                Ok(input) => server_fn(input).await,
                Err(error) => Err(error),
            };
            // A refusal may have set a status; on an upgrade it would break the handshake that carries it.
            if let Some(options) = options {
                options.overwrite(ResponseParts::default());
            }
            Ok(driver.drive(request, stream).await)
        }

        fn run_client(
            path: &str,
            input: Input,
        ) -> impl Future<Output = Result<BoxedStream<Frame, Error>, Error>> + Send {
            listen::<Input, Browser>(path, input)
        }
    }

    #[derive(serde::Deserialize)]
    struct Asked {
        args: String,
    }

    /// Reads the server function's arguments from a query.
    pub(super) fn arguments<Input: DeserializeOwned>(uri: &Uri) -> Result<Input, Error> {
        if uri.query().is_some_and(|query| query.len() > QUERY_MAX) {
            return Err(Error::invalid(format!("The query is longer than {QUERY_MAX} bytes.")));
        }
        let unreadable = |_| Error::invalid("The topics to follow cannot be read.");
        let Query(Asked { args }) =
            Query::try_from_uri(uri).map_err(|_| Error::invalid("The query names no `args`."))?;
        serde_json::from_str(&args).map_err(unreadable)
    }
}

/// The browser's half; its server never runs.
#[cfg(not(feature = "ssr"))]
impl<Input, Browser, Server> Protocol<Input, BoxedStream<Frame, Error>, Browser, Server, Error> for Live
where
    Input: Serialize + DeserializeOwned + Send,
    Browser: Client<Error>,
    Server: server_fn::server::Server<Error>,
{
    const METHOD: Method = Method::GET;

    async fn run_server<F, Fut>(_: Server::Request, _: F) -> Result<Server::Response, Error>
    where
        F: Fn(Input) -> Fut + Send,
        Fut: Future<Output = Result<BoxedStream<Frame, Error>, Error>> + Send,
    {
        Err(Error::Internal)
    }

    fn run_client(
        path: &str,
        input: Input,
    ) -> impl Future<Output = Result<BoxedStream<Frame, Error>, Error>> + Send {
        listen::<Input, Browser>(path, input)
    }
}

/// Opens the connection and yields each message as a frame. The stream ends when the connection does; dropping it
/// closes the connection.
async fn listen<Input, Browser>(path: &str, input: Input) -> Result<BoxedStream<Frame, Error>, Error>
where
    Input: Serialize,
    Browser: Client<Error>,
{
    let address = address(path, &input)?;
    // Nothing is ever sent: the sink is dropped, and the socket lives as long as the stream.
    let (messages, _) = Browser::open_websocket(&address).await?;
    Ok(messages.map(|message| message.map(Frame::from_bytes).map_err(|_| Error::Unreachable)).into())
}

fn address<Input: Serialize>(path: &str, input: &Input) -> Result<String, Error> {
    let args = serde_json::to_string(input).map_err(|_| Error::Internal)?;
    Ok(format!("{path}?args={}", query_escaped(&args)))
}

/// The text with every byte escaped that is not unreserved in a URL (RFC 3986, 2.3).
fn query_escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(escaped, "%{byte:02X}");
        }
    }
    escaped
}

#[cfg(all(test, feature = "ssr"))]
#[allow(clippy::unwrap_used)]
mod tests {
    use domain::{IncidentId, Seq};

    use super::*;
    use crate::rpc::Follow;
    use crate::wire::Topic;

    #[test]
    fn arguments_survive_the_query() {
        let topics = vec![(Topic::Board, Seq(7)), (Topic::Incident(IncidentId(12)), Seq(u64::MAX))];
        let address = address("/rpc/follow", &Follow { topics: topics.clone() }).unwrap();
        let read: Follow = driven::arguments(&address.parse().unwrap()).unwrap();
        assert_eq!(read.topics, topics);
    }

    #[test]
    fn any_text_survives_the_query() {
        let text = "a b+c&d=e%20/?#\"é\u{1F525}\\";
        let address = address("/x", &text).unwrap();
        assert_eq!(driven::arguments::<String>(&address.parse().unwrap()).unwrap(), text);
    }

    #[test]
    fn bad_arguments_are_refused_with_the_reason() {
        let long = format!("/x?args={}", "1".repeat(QUERY_MAX));
        for (uri, reason) in [
            ("/x", "The query names no `args`."),
            ("/x?args=%7B", "The topics to follow cannot be read."),
            (long.as_str(), "The query is longer than 2048 bytes."),
        ] {
            let error = driven::arguments::<Follow>(&uri.parse().unwrap()).unwrap_err();
            assert_eq!(error, Error::invalid(reason));
        }
    }
}
