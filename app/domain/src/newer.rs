//! What a newer release wrote reads as unknown, so that it never fails the page, log or message that it is part of.
//!
//! An older release cannot tell a shape that came later from a wrong one: whatever is JSON and does not fit counts as a
//! newer release's.

use serde::Deserialize;
use serde::de::IgnoredAny;

/// A value, if this release knows its shape.
#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum Readable<T> {
    Known(T),
    /// Anything else.
    Newer(IgnoredAny),
}

impl<T> Readable<T> {
    pub(crate) fn known(self) -> Option<T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Newer(_) => None,
        }
    }
}
