//! Copies of the status page that outlive this process: in folders that a web server serves, and in buckets.
//!
//! A copy holds every public page, the documents of the read API, feeds and embeds, rendered once more for wherever readers reach
//! it. Each [target](Target) has a task of its own, so that one that fails or is slow delays no other; it writes whenever the
//! public pages were made anew, which is at every change and at least each minute.
//!
//! *Architecture invariant:* whatever a reader gets is whole, and the pages that it leads to are there and of the same
//! [version](copy::Copy::version), also when this process ends in the middle of writing. [`folder`] and [`bucket`] say how.
//!
//! A copy tells its age by itself: every page that can change carries the time at which it was right and the time by which the
//! next copy is due ([`FRESH_FOR`]). Browsers compare these with the clock of whoever serves the copy, never with their own.

pub mod bucket;
pub mod copy;
pub mod folder;
mod http;
pub mod report;
mod tasks;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::Timestamp;

use copy::Copy;

pub use report::{CopyReport, Reports};
pub use tasks::spawn;

/// How long a copy is good for: some times the pause between two of them, so that one that is late is not taken for lost.
pub const FRESH_FOR: Duration = Duration::from_secs(300);
/// How long one copy may take to be written.
pub const PUBLISH_WITHIN: Duration = Duration::from_secs(120);

/// Somewhere a copy is kept.
#[async_trait]
pub trait Target: Send + Sync {
    /// Puts a copy in the place of the one before, which was right at `made`. Dropped in the middle, or failed, it leaves what
    /// readers get whole; the next one goes on from there.
    ///
    /// # Errors
    /// Why it was not written, in words and without secrets.
    async fn publish(&self, copy: &Arc<Copy>, made: Timestamp) -> Result<(), String>;

    /// Somebody else has written there meanwhile: what is known of the place holds no more.
    async fn forget(&self);
}
