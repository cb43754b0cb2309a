//! Causes named or presumed before the post-mortem.

use super::{apart, before, finding, negates};
use crate::clauses::Doc;
use crate::findings::{Finding, Phase, Rule};
use crate::lexicon::{CAUSES, COMPANIES, INTERNALS, VENDORS};
use crate::phrase::Phrases;
use std::ops::Range;
use std::sync::LazyLock;

const MESSAGE: &str =
    "This names a cause before the review has found it; say what customers see and what you are doing.";

/// What ties an effect to a cause as an aside that can go.
static ASIDES: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&["due to", "because of", "owing to", "on account of", "as a result of", "thanks to"])
});

/// What ties an effect to a cause as the statement itself.
static TIES: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "caused|triggered|sparked|induced|provoked by",
        "brought on by",
        "a [direct] result|consequence of",
        "is|was|be|been [the] [direct] result|consequence of",
        "result|results|resulted|resulting|stem|stems|stemmed|stemming|arising|arose from",
        "attributed to",
        "traced [this|it|them] [back] to",
        "comes|came|come|is|was down to",
        "originat~ from|in|with",
        "rooted in",
        "issues|issue|problem|problems|this is|are|was|were related|linked to",
    ])
});

/// Statements that presume a cause by themselves.
static STATEMENTS: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "issue|problem|outage|incident|fault is|was|lies|lay with our|the|a|an|one",
        "issue|problem|outage|incident|fault is|was|lies|lay in|within our|the",
        "issue|problem|fault|failure|bug|error|errors with|in|within our|the|a [_] [_] @internal",
        "seems|appears|looks|believed|suspected|thought to be [with] [a|an|our|the] [_] @internal|@cause",
        "it|this is|was|looks|seems [like] [a|an|our|the] dns|bgp|database|network|networking|certificate|ddos",
        "suspect|believe|think|suspecting [that] [a|an|our|the] [_] @internal|@cause",
        "@internal|leak|update|deploy|change|release|@cause is|are|was|were to blame",
        "is|was|are|were the culprit",
        "@internal|@cause is|was|are|were the reason|cause",
        "@internal [_] [_] [_] is|are|was|were|has|have|had [now|again|currently|become|been|partially] overloaded|degraded|misconfigured|corrupt|corrupted|broken|exhausted|expired|saturated|misbehaving|crashed",
        "dns|database|mail|web|network server|servers is|are|was|were overloaded|misconfigured|exhausted|saturated",
        "certificate|licence|license|domain [_] [has|had] expired|lapsed",
        "issue|problem|fault affecting our|the [_] host|hardware|database|network|disk|cluster",
        "is|was|lies with our|the|an|a upstream|internal|authentication|@internal",
        "ran out of disk|memory|space|capacity|connections",
        "reason for|is|was|behind [this|that|the] [_] [is|was] a|an|our|that",
    ])
});

/// The words "the cause is …" and the like: what follows decides.
static CAUSE_IS: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "cause|rootcause|trigger|culprit [of|for] [this|the] [_] is|was|were|seems|appears|being|as|looks|lies",
        "cause|rootcause [likely|probably|apparently|may|might|could] [to] be|is|was",
    ])
});

/// A heading that a cause follows.
static CAUSE_HEAD: LazyLock<Phrases> =
    LazyLock::new(|| Phrases::new(&["root|likely|probable|suspected|apparent cause", "rootcause|cause"]));

/// Verbs whose subject is the cause.
static CAUSING: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "caused|causing|causes|triggered|triggering",
        "has|have|had caused",
        "is|are|was|were causing",
        "led|leading to",
        "resulted|resulting in",
        "broke|overwhelmed|overloaded|knocked|crashed",
        "took|brought ... down|offline",
    ])
});

/// Changes that a text puts before its symptoms.
static FOLLOWING: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "following a|an|our|the|last|yesterday's|today's [_] [_] maintenance|update|upgrade|migration|deployment|deploy|release|change|rollout|patch",
    ])
});

/// What may stand before a fault without naming a cause: it is the symptom itself, or nothing.
const GENERIC: &[&str] = &[
    "a",
    "an",
    "the",
    "this",
    "that",
    "these",
    "our",
    "its",
    "it",
    "some",
    "any",
    "outage",
    "incident",
    "issue",
    "issues",
    "problem",
    "problems",
    "disruption",
    "degradation",
    "delay",
    "delays",
    "backlog",
    "queue",
    "queues",
    "service",
    "ongoing",
    "current",
    "earlier",
    "recent",
    "reduced",
    "visibility",
    "technical",
    "circumstances",
    "error",
    "errors",
    "unexpected",
    "unforeseen",
    "jobs",
    "being",
    "queued",
    "wide",
    "high",
    "demand",
    "volume",
    "requests",
    "number",
    "large",
    "tickets",
    "temporary",
    "general",
    "same",
];

const PLANNED: &[&str] = &["planned", "scheduled", "announced", "yearly", "weekly"];

/// Words that make what follows a question or a search.
const ASKING: &[&str] = &[
    "what",
    "whether",
    "if",
    "why",
    "how",
    "investigating",
    "investigate",
    "anything",
    "unrelated",
    "identify",
    "determine",
    "understand",
    "find",
];

/// After "the cause is": there is none yet.
const OPEN: &[&str] = &[
    "not",
    "unknown",
    "unclear",
    "being",
    "still",
    "under",
    "yet",
    "to",
    "currently",
    "now",
    "known",
    "undetermined",
    "identified",
    "found",
    "fixed",
    "resolved",
    "addressed",
    "investigated",
    "in",
    "what",
    "clear",
    "understood",
    "established",
];

/// Finds causes. Where a cause belongs, in post-mortems and announcements of planned work, nothing is found.
pub(super) fn find(doc: &Doc, phase: Phase) -> Vec<Finding> {
    if matches!(phase, Phase::Maintenance | Phase::Postmortem) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for sentence in &doc.sentences {
        let words = &doc.words;
        for (set, aside) in [(&*ASIDES, true), (&*TIES, false)] {
            let tied = set.all(words, sentence).into_iter().filter_map(|tie| tied(doc, &tie, aside));
            found.extend(tied);
        }
        let plain = |range: Range<usize>| finding(doc, Rule::RootCause, &range, MESSAGE, None);
        let stated = STATEMENTS.all(words, sentence).into_iter().filter(|s| asserted(doc, s.start));
        found.extend(stated.filter(|s| !asked(doc, s.start)).map(plain));
        let is = CAUSE_IS.all(words, sentence).into_iter().filter(|c| cause_named(doc, c));
        found.extend(is.map(|c| plain(c.start..(c.end + 3).min(sentence.end))));
        found.extend(
            CAUSING.all(words, sentence).into_iter().filter_map(|verb| causing(doc, &verb)).map(plain),
        );
        let heads = CAUSE_HEAD.all(words, sentence).into_iter().filter(|h| headed(doc, h));
        found.extend(heads.map(|h| plain(h.start..(h.end + 3).min(sentence.end))));
        let opening = FOLLOWING.at(words, sentence.start, sentence.end);
        found.extend(opening.map(|end| plain(sentence.start..end)));
    }
    apart(found)
}

/// A tie with its cause, when one is named.
fn tied(doc: &Doc, tie: &Range<usize>, aside: bool) -> Option<Finding> {
    let clause = doc.clause_of(tie.end - 1);
    let cause = tie.end..clause.end;
    if !asserted(doc, tie.start) || asked(doc, tie.start) || !names_cause(doc, &cause) {
        return None;
    }
    let full = tie.start..cause.end;
    let fix = (aside && removable(doc, tie, &full)).then(String::new);
    Some(finding(doc, Rule::RootCause, &full, MESSAGE, fix))
}

/// Whether the words after a tie name something, and not only the problem over again.
fn names_cause(doc: &Doc, cause: &Range<usize>) -> bool {
    let words = &doc.words[cause.clone()];
    let Some(first) = words.first() else { return false };
    let unknown =
        words.iter().take(4).any(|w| w.is(&["unknown", "something", "what", "undetermined", "unidentified"]));
    let wrong = words.iter().any(|w| w.is(&["unexpected", "issues", "issue", "problems", "failed"]));
    let planned = words.iter().any(|w| w.is(PLANNED)) && !wrong;
    if unknown || planned || negates(&first.norm) {
        return false;
    }
    let head = words
        .iter()
        .take_while(|w| !w.is(&["of", "with", "in", "at", "from", "on", "during", "that", "which"]));
    let generic = head.into_iter().all(|w| w.is(GENERIC));
    !generic
        || words
            .iter()
            .any(|w| w.is(VENDORS) || w.is(COMPANIES) || w.is(INTERNALS) || w.norm == "infrastructure")
}

/// No "not" in the few words before.
fn asserted(doc: &Doc, at: usize) -> bool {
    !doc.words[before(doc, at, 2)].iter().any(|w| negates(&w.norm))
}

/// The clause asks for the cause before it comes to it.
fn asked(doc: &Doc, at: usize) -> bool {
    doc.words[before(doc, at, 12)].iter().any(|w| w.is(ASKING))
}

/// Whether "the cause is" goes on to name one.
fn cause_named(doc: &Doc, range: &Range<usize>) -> bool {
    let clause = doc.clause_of(range.end - 1);
    let next = &doc.words[range.end..clause.end];
    let open = next.iter().take(3).any(|w| w.is(OPEN) || negates(&w.norm));
    !next.is_empty() && !open && asserted(doc, range.start)
}

/// Whether a "Root cause:" is followed by one.
fn headed(doc: &Doc, head: &Range<usize>) -> bool {
    let colon = doc.text[doc.words[head.end - 1].end..].trim_start_matches('*').starts_with(':');
    let next = doc.words.get(head.end).filter(|w| w.sentence == doc.words[head.start].sentence);
    colon && next.is_some_and(|w| !w.is(OPEN) && !w.is(ASKING) && !negates(&w.norm))
}

/// A verb of causing with a subject that is a cause rather than the problem.
fn causing(doc: &Doc, verb: &Range<usize>) -> Option<Range<usize>> {
    let subject = before(doc, verb.start, 14);
    let words = &doc.words[subject.clone()];
    let passive = doc.words.get(verb.end).is_some_and(|w| w.is(&["by", "of"]));
    let culprit =
        |w: &crate::clauses::Word| w.is(CAUSES) || w.is(INTERNALS) || w.is(VENDORS) || w.is(COMPANIES);
    let asks = words.iter().any(|w| w.is(ASKING) || negates(&w.norm));
    // "An outage that causes" and "this degradation has caused" name the problem, not its cause.
    let itself = words.iter().all(|w| !culprit(w) || w.is(&["outage", "failure"]))
        && !words.iter().any(|w| w.is(VENDORS) || w.is(COMPANIES) || w.norm == "infrastructure");
    let hit =
        words.iter().position(culprit).or_else(|| words.iter().position(|w| w.norm == "infrastructure"));
    let start = subject.start + hit?;
    (!passive && !asks && !itself).then_some(start..verb.end)
}

/// Whether an aside can be deleted and leaves a sentence.
fn removable(doc: &Doc, tie: &Range<usize>, full: &Range<usize>) -> bool {
    let sentence = doc.sentence_of(tie.start);
    let Some(previous) = tie.start.checked_sub(1).filter(|p| *p >= sentence.start) else { return false };
    let hangs = doc.words[previous].is(&[
        "is",
        "was",
        "be",
        "been",
        "are",
        "were",
        "being",
        "likely",
        "probably",
        "apparently",
        "partly",
        "mainly",
        "and",
        "but",
        "this",
        "possibly",
        "happened",
        "occurred",
    ]);
    !hangs && full.end - tie.start < 20
}

#[cfg(test)]
mod tests {
    use super::super::examples::{fixes, flags, passes};
    use crate::{Phase, Rule};

    #[test]
    fn causes() {
        flags(
            Rule::RootCause,
            Phase::Identified,
            &[
                "Mail is late «due to a bad config».",
                "Search fails, «triggered by a traffic spike».",
                "«The cause is a full disk».",
                "It «seems to be DNS».",
                "«A failed update took» the shop down.",
                "«A slow query is to blame»; we stop it.",
                "All of it «comes down to a wrong setting».",
                "The underlying «issue is with our cache».",
                "«A bad deploy caused» errors at checkout.",
                "We see «the root cause as a wrong timeout».",
                "«Root cause: expired certificate».",
                "«We traced this to a bug» in our queue.",
                "«Our mail servers are overloaded».",
            ],
        );
        flags(Rule::RootCause, Phase::Resolved, &["It was «caused by a failed migration». It is fixed."]);
    }

    #[test]
    fn no_causes() {
        passes(
            Rule::RootCause,
            Phase::Investigating,
            &[
                "We don't know the cause yet.",
                "The cause is not known.",
                "Root cause: still under investigation.",
                "We are investigating the root cause.",
                "The root cause is not yet known to us.",
                "An issue that causes late mail is being looked at.",
                "We have identified the cause.",
                "News are due at 13:00.",
                "This resulted in empty lists.",
                "We study what triggered this.",
                "We are investigating whether a bad deploy caused this.",
                "This is not due to an attack.",
                "It is caused by something we do not understand yet.",
            ],
        );
        passes(Rule::RootCause, Phase::Maintenance, &["The site is closed due to a database upgrade."]);
        passes(Rule::RootCause, Phase::Postmortem, &["The outage was caused by a bad config."]);
    }

    #[test]
    fn repairs() {
        fixes(
            Rule::RootCause,
            Phase::Identified,
            &[
                ("Mail is late due to a broken switch. We work on it.", "Mail is late. We work on it."),
                ("Mail is late, owing to a full disk, and we work.", "Mail is late, and we work."),
            ],
        );
    }
}
