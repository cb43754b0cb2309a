//! What announces an update or a report rather than a repair; shared by the ETA rule and the parts.

use crate::phrase::sets;
use crate::text::Doc;
use std::ops::Range;

sets! {"comms.txt":
    ANNOUNCES = "announces",
    SOFTWARE = "software",
}

/// Whether words speak of the next update, a report or another message of ours.
pub(crate) fn announces_update(doc: &Doc, range: &Range<usize>) -> bool {
    ANNOUNCES.any(doc, range) && !SOFTWARE.any(doc, range)
}
