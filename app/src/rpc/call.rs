//! The protocol of server functions: arguments as JSON, which a person can read and another release understands; the
//! answer as whoever asks can take it, in [`compact`](super::compact) bytes for the browser and else in JSON.
//!
//! The browser says its build with each call, and a server of another build refuses before it acts.

use std::future::Future;
use std::sync::OnceLock;

use borsh::{BorshDeserialize, BorshSerialize};
use http::Method;
use serde::Serialize;
use serde::de::DeserializeOwned;
use server_fn::client::Client;
use server_fn::request::ClientReq;
use server_fn::response::ClientRes;
use server_fn::{ContentType, Protocol};

use super::compact::{self, Build, Compact, Unreadable};
use crate::error::Error;

#[cfg(feature = "ssr")]
pub use answer::{AnswerForm, answer};

/// The protocol of every server function but [`follow`](super::follow).
pub struct Call;

/// What the browser accepts.
pub fn accepted() -> String {
    format!("{}; build={}", Compact::CONTENT_TYPE, Build::own())
}

/// Reads an answer in compact bytes.
///
/// # Errors
/// The one that the server answered; that it is of another build; else that nobody knows.
pub fn read_answer<T: BorshDeserialize>(is_success: bool, bytes: &[u8]) -> Result<T, Error> {
    if is_success {
        return compact::decode(bytes).map_err(unread);
    }
    let error = compact::decode(bytes).unwrap_or_else(unread);
    if let (Error::SignedOut, Some(tell)) = (&error, SIGNED_OUT.get()) {
        tell();
    }
    Err(error)
}

/// Whom it is told that an answer said so. A browser has one page; the server reads no answers.
static SIGNED_OUT: OnceLock<Box<dyn Fn() + Send + Sync>> = OnceLock::new();

/// Does this whenever a call is answered that the session is over.
pub fn on_signed_out(tell: impl Fn() + Send + Sync + 'static) {
    SIGNED_OUT.get_or_init(|| Box::new(tell));
}

fn unread(why: Unreadable) -> Error {
    match why {
        Unreadable::OtherBuild(_) => Error::OtherBuild,
        // Cut off on its way, or of somebody in between: what the server did is not in it.
        Unreadable::Damaged => Error::NotKnown,
    }
}

async fn send<Input: Serialize, Output: BorshDeserialize, Browser: Client<Error>>(
    path: &str,
    input: Input,
) -> Result<Output, Error> {
    let arguments = serde_json::to_string(&input).map_err(|_| Error::Internal)?;
    let request = Browser::Request::try_new_post(path, "application/json", &accepted(), arguments)?;
    let response = Browser::send(request).await?;
    let is_success = (200..300).contains(&response.status());
    read_answer(is_success, &response.try_into_bytes().await?)
}

/// The browser's half; its server never runs.
#[cfg(not(feature = "ssr"))]
impl<Input, Output, Browser, Server> Protocol<Input, Output, Browser, Server, Error> for Call
where
    Input: Serialize + DeserializeOwned + Send,
    Output: BorshSerialize + BorshDeserialize + Send,
    Browser: Client<Error>,
    Server: server_fn::server::Server<Error>,
{
    const METHOD: Method = Method::POST;

    async fn run_server<F, Fut>(_: Server::Request, _: F) -> Result<Server::Response, Error>
    where
        F: Fn(Input) -> Fut + Send,
        Fut: Future<Output = Result<Output, Error>> + Send,
    {
        Err(Error::Internal)
    }

    fn run_client(path: &str, input: Input) -> impl Future<Output = Result<Output, Error>> + Send {
        send::<Input, Output, Browser>(path, input)
    }
}

/// The server's half.
#[cfg(feature = "ssr")]
mod answer {
    use axum::body::{Body, to_bytes};
    use http::{HeaderMap, Request, Response, StatusCode, header};
    use server_fn::axum::AxumServerFnBackend;

    use super::*;

    /// How an answer is written.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum AnswerForm {
        Json,
        /// For a browser of this build.
        Compact(Build),
    }

    impl AnswerForm {
        /// What whoever asks accepts: JSON, unless it is a browser of ours.
        pub fn accepted_by(headers: &HeaderMap) -> Self {
            let accept =
                headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
            let build =
                accept.strip_prefix(Compact::CONTENT_TYPE).and_then(|rest| rest.strip_prefix("; build="));
            build.map_or(Self::Json, |name| Self::Compact(Build::named(name).unwrap_or_default()))
        }

        /// Refuses browsers of another build: they could not read what was done.
        ///
        /// # Errors
        /// [`Error::OtherBuild`].
        pub fn check(self) -> Result<(), Error> {
            match self {
                Self::Compact(build) if build != Build::own() => Err(Error::OtherBuild),
                Self::Compact(_) | Self::Json => Ok(()),
            }
        }

        fn write<T: Serialize + BorshSerialize>(self, value: &T) -> (&'static str, Vec<u8>) {
            match self {
                // What is answered is plain data with string keys: that cannot fail.
                Self::Json => ("application/json", serde_json::to_vec(value).unwrap_or_default()),
                Self::Compact(_) => (Compact::CONTENT_TYPE, compact::encode(value)),
            }
        }
    }

    /// The answer to a call. An error is among its extensions too.
    pub fn answer<T: Serialize + BorshSerialize>(
        form: AnswerForm,
        answer: Result<T, Error>,
    ) -> Response<Body> {
        let (content_type, bytes) = match &answer {
            Ok(value) => form.write(value),
            Err(error) => form.write(error),
        };
        let mut response = Response::new(Body::from(bytes));
        response.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static(content_type));
        if let Err(error) = answer {
            *response.status_mut() = error.status();
            response.extensions_mut().insert(error);
        } else {
            *response.status_mut() = StatusCode::OK;
        }
        response
    }

    impl<Input, Output, Browser> Protocol<Input, Output, Browser, AxumServerFnBackend, Error> for Call
    where
        Input: Serialize + DeserializeOwned + Send,
        Output: Serialize + BorshSerialize + BorshDeserialize + Send,
        Browser: Client<Error>,
    {
        const METHOD: Method = Method::POST;

        async fn run_server<F, Fut>(request: Request<Body>, server_fn: F) -> Result<Response<Body>, Error>
        where
            F: Fn(Input) -> Fut + Send,
            Fut: Future<Output = Result<Output, Error>> + Send,
        {
            let form = AnswerForm::accepted_by(request.headers());
            let answered = match arguments(request).await {
                Ok(input) => server_fn(input).await,
                Err(error) => Err(error),
            };
            Ok(answer(form, answered))
        }

        fn run_client(path: &str, input: Input) -> impl Future<Output = Result<Output, Error>> + Send {
            send::<Input, Output, Browser>(path, input)
        }
    }

    /// Reads the arguments; how long they may be is the router's matter.
    async fn arguments<Input: DeserializeOwned>(request: Request<Body>) -> Result<Input, Error> {
        let bytes = to_bytes(request.into_body(), usize::MAX).await.map_err(|_| Error::Internal)?;
        serde_json::from_slice(&bytes)
            .map_err(|error| Error::invalid(format!("The request cannot be read: {error}")))
    }
}
