//! What announces an update or a report rather than a repair; shared by the ETA rule and the parts.

use crate::clauses::Doc;
use crate::phrase::Phrases;
use std::ops::Range;
use std::sync::LazyLock;

static ANNOUNCES: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "next|another|further|new|more|additional|regular|fresh [public] update|updates|report|post|message|note|news|summary|bulletin|announcement|information|info|details|word|communication|briefing|statement",
        "our|written|full|incident|final|detailed|first|a|status [written|full|incident|final|detailed|next|follow-up] report|post-mortem|postmortem|rca|review|summary|write-up|statement|analysis",
        "post-mortem|postmortem|post-mortems|rca|write-up|retrospective",
        "post mortem",
        "root cause analysis",
        "incident report|review",
        "update|updates|updated|updating",
        "status page",
        "we|i|we'll|i'll|will|to|and|please [will|shall|can|should|plan|aim|also|then] post|write|report|inform|notify|tell|communicate|announce|share|publish|confirm|message|speak|brief|answer|reply|respond|decide|review|reassess",
        "let you|everyone|everybody|customers|people know",
        "keep you|everyone|customers posted|informed|updated",
        "check in|back",
        "be|get|come back with|to you|more",
        "hear from us",
        "we|i write again",
        "write|post again",
        "follow up with",
        "information will be",
        "more|details to follow|come",
    ])
});

/// An update that is software: it gets deployed, not posted.
static SOFTWARE: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "update|updates ... installed|deployed|rolled|completed|finished|complete|released|applied",
        "updating ... server|servers|database|system|systems|software|certificate|devices",
        "software|firmware|security|emergency|app update|updates",
    ])
});

/// Whether words speak of the next update, a report or another message of ours.
pub(crate) fn announces_update(doc: &Doc, range: &Range<usize>) -> bool {
    ANNOUNCES.any(&doc.words, range) && !SOFTWARE.any(&doc.words, range)
}
