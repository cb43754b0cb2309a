//! Sentences that can stand where a faulty one stood. Each lints clean, and says nothing that the writer has not.

/// Of a time, while something is still to come.
pub(super) const NO_TIME: &str = "we will post here when it works again";
/// While the cause is looked for.
pub(crate) const STILL_SEARCHING: &str = "we are still looking for the cause";
