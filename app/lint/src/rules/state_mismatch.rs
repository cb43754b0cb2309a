//! Texts that contradict their phase.

use super::{apart, finding, negates};
use crate::clauses::Doc;
use crate::findings::{Finding, Phase, Rule};
use crate::phrase::Phrases;
use std::ops::Range;
use std::sync::LazyLock;

const TOO_EARLY: &str =
    "This says that it is over, but the update's phase says that it is not; change one of them.";
const TOO_LATE: &str = "This says that it goes on, but the update's phase is resolved; change one of them.";

/// It is over.
static OVER: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "has|have [now|all|since] been [now|fully|completely] fixed|resolved",
        "issue|issues|incident|problem|outage [is|are|was|were] [now|fully] fixed|resolved|over",
        "fully|completely restored|recovered|resolved|operational|fixed",
        "is|are [now|all] back to normal",
        "service|services|everything|systems is|are [now] healthy|restored",
        "everything|systems is|are|works [now|all] operational|working|again|normally",
        "we have|we've [now|fully] fixed|resolved",
    ])
});

/// It goes on.
static ONGOING: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "still working|investigating|ongoing|down|experiencing|looking|unavailable|failing|seeing|affected|broken|offline",
        "do|have not|n't [yet] have|found [a] fix",
        "don't [yet] have a fix",
        "no fix yet",
        "currently investigating|unavailable|down|experiencing|failing|offline",
        "is|are down|unavailable|failing|offline",
        "is|are having|experiencing [some] [_] issues|problems|trouble|outages|outage|difficulties",
        "in the process of rolling|fixing|restoring|deploying",
        "we are|we're [now] investigating|identifying",
        "should|will be working|back|available|restored|fixed ... soon|shortly|again",
    ])
});

/// Words before a statement that take its certainty away.
const UNSURE: &[&str] = &[
    "until",
    "once",
    "when",
    "after",
    "if",
    "will",
    "should",
    "to",
    "before",
    "expected",
    "notify",
    "as",
    "that",
    "whether",
    "may",
    "partially",
    "some",
    "would",
    "hope",
    "hopefully",
];

/// Finds contradictions between text and phase.
pub(super) fn find(doc: &Doc, phase: Phase) -> Vec<Finding> {
    let found = match phase {
        Phase::Investigating | Phase::Identified => too_early(doc),
        Phase::Resolved => too_late(doc),
        Phase::Monitoring | Phase::Maintenance | Phase::Postmortem => Vec::new(),
    };
    apart(found)
}

fn too_early(doc: &Doc) -> Vec<Finding> {
    let sure = |r: &Range<usize>| {
        let clause = doc.clause_of(r.start).start;
        !doc.words[clause..r.start].iter().any(|w| w.is(UNSURE) || negates(&w.norm))
    };
    in_sentences(doc, &OVER)
        .filter(sure)
        .map(|r| finding(doc, Rule::StateMismatch, &r, TOO_EARLY, None))
        .collect()
}

/// Texts of a resolved incident often keep their older paragraphs: what is later said to be over does not count.
fn too_late(doc: &Doc) -> Vec<Finding> {
    let last_end = in_sentences(doc, &ENDED).map(|r| r.start).max();
    in_sentences(doc, &ONGOING)
        .filter(|r| {
            last_end.is_none_or(|end| end < r.start && doc.words[end].sentence != doc.words[r.start].sentence)
        })
        .map(|r| finding(doc, Rule::StateMismatch, &r, TOO_LATE, None))
        .collect()
}

/// Any word for an end.
static ENDED: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "resolved|fixed|restored|recovered|stable|operational",
        "working again",
        "is over|complete|completed",
        "back to normal",
        "was successful",
    ])
});

fn in_sentences<'a>(doc: &'a Doc, set: &'a Phrases) -> impl Iterator<Item = Range<usize>> + 'a {
    doc.sentences.iter().flat_map(|s| set.all(&doc.words, s))
}

#[cfg(test)]
mod tests {
    use super::super::examples::{flags, passes};
    use crate::{Phase, Rule};

    #[test]
    fn contradictions() {
        flags(
            Rule::StateMismatch,
            Phase::Investigating,
            &[
                "The problem with mail «has been fixed».",
                "«Everything is working again».",
                "Mail is «fully restored».",
            ],
        );
        flags(
            Rule::StateMismatch,
            Phase::Resolved,
            &["We are «still working on it».", "Mail «is down».", "Uploads fail and there is «no fix yet»."],
        );
    }

    #[test]
    fn agreements() {
        passes(
            Rule::StateMismatch,
            Phase::Investigating,
            &[
                "We will post again once it has been fixed.",
                "We keep you posted until services are fully restored.",
            ],
        );
        passes(
            Rule::StateMismatch,
            Phase::Resolved,
            &["Resolved, we keep monitoring.", "Mail is down. Update: it is working again."],
        );
    }
}
