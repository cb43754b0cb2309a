//! What can go wrong between browser and server, as the wire carries it. Causes are logged where they are
//! handled; none of them crosses the wire.

use borsh::{BorshDeserialize, BorshSerialize};
use domain::Refusal;
use serde::{Deserialize, Serialize};
use server_fn::error::{FromServerFnError, ServerFnErrorErr};

use crate::rpc::Compact;

/// An answer that is not the one that was asked for. `Display` is what people read.
#[derive(
    Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize, thiserror::Error,
)]
#[serde(tag = "error", rename_all = "snake_case")]
pub enum Error {
    /// The process does not allow it now.
    #[error("{refusal}")]
    Refused { refusal: Refusal },
    #[error("You are signed out. Sign in again; what you typed is kept here.")]
    SignedOut,
    #[error("This may only be done by an admin.")]
    NotAllowed,
    #[error("There is nothing here.")]
    NotFound,
    /// The request itself makes no sense: the sentence names the field and the limit.
    #[error("{message}")]
    Invalid { message: String },
    /// The sentence names the limit.
    #[error("{message}")]
    TooOften { message: String },
    #[error("The server is busy. Nothing was done; try again in a moment.")]
    Busy,
    /// The disk is full: nothing was written.
    #[error(
        "The server's disk is full. Nothing was saved; what you typed is kept here. Free some space, then try again."
    )]
    DiskFull,
    /// The database did not answer before anything was done.
    #[error(
        "The server cannot reach its database. Nothing was done; what you typed is kept here. Try again in a moment."
    )]
    Unavailable,
    /// It may have been done: an answer says that nothing was done only where that is certain. Asked for again with the
    /// same key, it is done once.
    #[error(
        "It is not known whether this was done. Try again: it is done once at most. What you typed is kept here."
    )]
    NotKnown,
    /// A fault of the server's own, found before or after it acted.
    #[error("The server could not do it. What you typed is kept here.")]
    Internal,
    /// The server did not answer: the browser cannot know whether it acted, so it asks again with the same key.
    #[error("No connection to the server. What you typed is kept here.")]
    Unreachable,
    /// The page is of another build than the server: neither reads what the other says.
    #[error(
        "There is a new version of this page. Nothing was done; reload, and what you typed is still here."
    )]
    OtherBuild,
}

impl Error {
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::Invalid { message: message.into() }
    }

    /// The field of the form that it is about, if it is about one.
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::Refused { refusal } => refusal.field(),
            Self::Invalid { message } => message.split_once(": ").map(|(field, _)| field),
            _ => None,
        }
    }

    /// Whether the same may go better a moment later; where it is not known whether it was done, it is safe with the same
    /// key.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Busy | Self::Unavailable | Self::NotKnown | Self::Unreachable => true,
            Self::Refused { .. }
            | Self::SignedOut
            | Self::NotAllowed
            | Self::NotFound
            | Self::Invalid { .. }
            | Self::TooOften { .. }
            | Self::DiskFull
            | Self::Internal
            | Self::OtherBuild => false,
        }
    }

    /// The status of the answer that carries it.
    pub fn status(&self) -> http::StatusCode {
        match self {
            Self::Refused { .. } => http::StatusCode::CONFLICT,
            Self::SignedOut => http::StatusCode::UNAUTHORIZED,
            Self::NotAllowed => http::StatusCode::FORBIDDEN,
            Self::NotFound => http::StatusCode::NOT_FOUND,
            Self::TooOften { .. } => http::StatusCode::TOO_MANY_REQUESTS,
            Self::Invalid { .. } => http::StatusCode::UNPROCESSABLE_ENTITY,
            Self::Busy | Self::Unavailable | Self::NotKnown | Self::Unreachable => {
                http::StatusCode::SERVICE_UNAVAILABLE
            }
            Self::DiskFull => http::StatusCode::INSUFFICIENT_STORAGE,
            Self::OtherBuild => http::StatusCode::PRECONDITION_FAILED,
            Self::Internal => http::StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused { refusal }
    }
}

impl From<domain::text::BadText> for Error {
    fn from(bad: domain::text::BadText) -> Self {
        Self::Invalid { message: bad.to_string() }
    }
}

impl From<domain::policy::BadPolicy> for Error {
    fn from(bad: domain::policy::BadPolicy) -> Self {
        Self::Invalid { message: bad.to_string() }
    }
}

impl FromServerFnError for Error {
    type Encoder = Compact;

    fn from_server_fn_error(value: ServerFnErrorErr) -> Self {
        match value {
            ServerFnErrorErr::Request(_) => Self::Unreachable,
            ServerFnErrorErr::Args(message)
            | ServerFnErrorErr::MissingArg(message)
            | ServerFnErrorErr::Deserialization(message) => {
                Self::Invalid { message: format!("The request cannot be read: {message}") }
            }
            _ => Self::Internal,
        }
    }
}
