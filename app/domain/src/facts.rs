//! What `decide` must know beyond the incident itself, looked up by the lane that appends.

use crate::directory::Directory;
use crate::event::Finding;
use crate::policy::Policy;
use crate::ticket::Counts;
use crate::time::Timestamp;

/// The world at the moment of a decision. What a replay needs of it is copied into the events.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    pub now: Timestamp,
    pub directory: Directory,
    /// The company's policy today; an incident keeps the one it was declared under.
    pub policy: Policy,
    /// What the linter found in the words that the command would publish.
    pub findings: Vec<Finding>,
    /// How many tickets of the incident are where. Looked up for the commands that end or close one.
    pub tickets: Counts,
}
