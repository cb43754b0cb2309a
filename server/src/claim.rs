//! Work that waits for its turn. Whoever waits for the answer may withdraw the work until somebody begins with it. Until
//! then "nothing was done" is certain; from then on it is not.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

const WAITS: u8 = 0;
const BEGUN: u8 = 1;
const WITHDRAWN: u8 = 2;

/// Shared by whoever waits and whoever works. Copies are of the same work.
#[derive(Clone, Debug, Default)]
pub struct Claim(Arc<AtomicU8>);

impl Claim {
    /// Begins with the work, or goes on with it; `false` where it was withdrawn.
    pub fn begin(&self) -> bool {
        self.leave(BEGUN) != WITHDRAWN
    }

    /// Withdraws the work; `false` where somebody has begun with it.
    pub fn withdraw(&self) -> bool {
        self.leave(WITHDRAWN) != BEGUN
    }

    /// Leaves the queue for this, unless it was left before; what it was then.
    fn leave(&self, to: u8) -> u8 {
        self.0.compare_exchange(WAITS, to, Ordering::AcqRel, Ordering::Acquire).unwrap_or_else(|was| was)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_comes_first_has_the_claim() {
        let (begun, withdrawn) = (Claim::default(), Claim::default());
        assert!(begun.begin() && begun.begin(), "whoever has begun goes on");
        assert!(!begun.withdraw());
        assert!(withdrawn.withdraw() && withdrawn.withdraw());
        assert!(!withdrawn.clone().begin());
    }
}
