//! Promised or estimated ends of the problem.
//!
//! An expression of time that points ahead is a promise when what it times is the repair: its clause speaks of
//! recovery and neither announces an update nor refuses to name a time.

use super::{announces_update, finding, negates};
use crate::clauses::{Doc, Word};
use crate::findings::{Finding, Phase, Rule};
use crate::phrase::Phrases;
use crate::times::{self, Points, Time};
use std::ops::Range;
use std::sync::LazyLock;

const MESSAGE: &str =
    "This promises when it will be over; say what you are doing and when the next update comes.";

/// What happens when a problem ends.
static RECOVERY: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "restor~|resolv~|resolution|recover~|resum~|drain~|stabili~|mitigat~|subsid~|normali~",
        "fix|fixed|fixes|repaired|solved|rectified|sorted|remedied|cured",
        "normal|operational|available|working|works|usable|usual|functional|online|live|running|ready|reachable|healthy",
        "complete|completed|finish|finished|done|caught|catch|clear|cleared|gone|over|finalized|finalised",
        "return|returns|back|processed|delivered|deployed|deploy|deploying|implement~|rolled|rollout|reopen~",
        "be|come|comes|coming|are|is up",
        "work|load|open|sync|send again",
        "rest|others|remainder follow|follows|recovers",
        "promise|guarantee|full service",
        "come|coming in|through",
        "end|ends|ended|stop|stops|disappear|disappears",
        "log|sign in again",
        "arrive|arrives|reach|reaches",
        "improve|improves|improvement",
    ])
});

/// Words that make a statement about the future.
const MODALS: &[&str] = &[
    "will",
    "should",
    "shall",
    "expect",
    "expected",
    "expects",
    "expecting",
    "anticipate",
    "anticipated",
    "estimate",
    "estimated",
    "estimates",
    "hope",
    "hopefully",
    "hoping",
    "aim",
    "aiming",
    "plan",
    "planned",
    "planning",
    "ought",
    "promise",
    "predict",
    "target",
    "targeting",
    "intend",
    "likely",
    "may",
    "might",
    "could",
    "would",
    "won't",
    "shouldn't",
    "going",
    "confident",
    "trying",
    "can",
    "projected",
    "scheduled",
    "believe",
];

const PAST: &[&str] = &[
    "was",
    "were",
    "had",
    "did",
    "came",
    "took",
    "began",
    "started",
    "occurred",
    "ended",
    "happened",
    "lasted",
    "yesterday",
    "recovered",
    "returned",
    "resumed",
    "went",
    "stabilised",
    "stabilized",
    "been",
    "reported",
];

/// Verbs of watching: their time is how long we look.
const WATCHING: &[&str] =
    &["monitor", "monitoring", "watch", "watching", "observe", "observing", "monitored"];

/// Work that is timed without being the repair.
const OTHER_WORK: &[&str] = &[
    "investigation",
    "investigations",
    "review",
    "analysis",
    "begin",
    "begins",
    "start",
    "starts",
    "starting",
    "beginning",
    "retry",
    "refund",
    "refunds",
    "invoice",
    "meeting",
];

/// How a repair "takes" a while.
static TAKES: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "take|takes|taking|need|needs|last|require|requires [it|us|another|about|around|up|to|roughly|approximately|approx|at|least]",
    ])
});

static REPAIR: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "expect|expecting it|this|that to",
        "fix|repair|repairs|recovery|restoration|restore|backlog|queue|rebuild|resync|reindex|rollback|failover|resolution|implement|deploy|recover|clear|catch|process|processed",
        "this|it will|should|may|might|could|would|won't|shouldn't [only|just|still] take|last|need|require",
        "it'll|this'll take",
        "outage|problem|disruption|incident|downtime ... last",
    ])
});

/// Announcements that an estimate follows.
static ESTIMATE: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "estimated|expected|anticipated|approximate [time] [to|of|until|for] [full] time|resolution|recovery|restoration|repair|fix|completion",
        "time to|until|of [full] resolution|recovery|repair|restoration|restore|fix",
    ])
});

/// Refusals to name a time that are promises all the same.
static NO_LATER: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "no|not later than",
        "no|not|won't|shouldn't [take|last] longer|more than",
        "no longer",
        "not take|last longer|more",
    ])
});

/// Finds promises of an end. Planned windows and post-mortems have none.
pub(super) fn find(doc: &Doc, phase: Phase) -> Vec<Finding> {
    if matches!(phase, Phase::Maintenance | Phase::Postmortem) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for clause in &doc.clauses {
        let mut facts = None;
        let mut at = clause.start;
        while at < clause.end {
            let Some(time) = times::at(&doc.words, at, clause.end) else {
                at += 1;
                continue;
            };
            let facts = facts.get_or_insert_with(|| Facts::of(doc, clause));
            if facts.promises(doc, at, &time) {
                let fix = deletable(doc, clause, at, &time).then(String::new);
                found.push(finding(doc, Rule::Eta, &(at..time.end), MESSAGE, fix));
            }
            at = time.end;
        }
    }
    found
}

/// What the words around an expression of time say.
struct Facts {
    context: Range<usize>,
    comms: bool,
    modal: bool,
    past: bool,
    refused: bool,
    watched: bool,
    other_work: bool,
}

impl Facts {
    fn of(doc: &Doc, clause: &Range<usize>) -> Self {
        let context = context(doc, clause);
        let words = &doc.words[context.clone()];
        let any = |list: &[&str]| words.iter().any(|w| w.is(list));
        Facts {
            comms: announces_update(doc, &context),
            modal: any(MODALS) || words.iter().any(|w| w.norm.ends_with("'ll")),
            past: any(PAST),
            refused: refuses(doc, &context),
            watched: any(WATCHING),
            other_work: any(OTHER_WORK),
            context,
        }
    }

    fn promises(&self, doc: &Doc, at: usize, time: &Time) -> bool {
        if self.comms || self.refused || seconds(doc, at, time) {
            return false;
        }
        let recovers = || {
            RECOVERY.any(&doc.words, &(self.context.start..at))
                || RECOVERY.any(&doc.words, &(time.end..self.context.end))
        };
        match time.points {
            Points::Estimate => true,
            Points::Elsewhere => false,
            Points::Length => {
                let estimate = ESTIMATE.any(&doc.words, &(self.context.start..at)) && !self.past;
                let after_take = TAKES.any(&doc.words, &(self.context.start..at));
                let repair = after_take && self.modal && REPAIR.any(&doc.words, &self.context);
                repair || estimate
            }
            Points::Until => self.modal && !self.past && !self.watched && !self.other_work,
            Points::Ahead => {
                let alone = !self.past && !conditional(doc, &self.context) && !needs_modal(&doc.words[at]);
                !self.watched
                    && !self.other_work
                    && (self.modal && !self.only_past(doc) || alone)
                    && recovers()
            }
        }
    }

    /// "was fixed by 5pm, as planned": a past that no word about the future corrects.
    fn only_past(&self, doc: &Doc) -> bool {
        let words = &doc.words[self.context.clone()];
        let future = |w: &Word| {
            w.norm.ends_with("'ll") || w.is(&["will", "should", "shall", "expect", "ought", "may", "might"])
        };
        self.past && !words.iter().any(future) && !words.iter().any(|w| w.is(&["expected", "estimated"]))
    }
}

/// The clause, with the one before where the clause alone is too short to say what it times.
fn context(doc: &Doc, clause: &Range<usize>) -> Range<usize> {
    let sentence = doc.sentence_of(clause.start);
    let telling = RECOVERY.any(&doc.words, clause) || announces_update(doc, clause);
    if telling || clause.start == sentence.start {
        return clause.clone();
    }
    doc.clause_of(clause.start - 1).start..clause.end
}

/// Whether the words refuse to name a time: "no ETA", "cannot promise", "whether".
fn refuses(doc: &Doc, range: &Range<usize>) -> bool {
    let words = &doc.words[range.clone()];
    let quick = |i: usize| words[i].norm == "no" && words.get(i + 1).is_some_and(|n| n.norm == "time");
    let no = words
        .iter()
        .enumerate()
        .any(|(i, w)| negates(&w.norm) && !quick(i) || w.is(&["whether", "unknown", "unclear", "nothing"]));
    no && !NO_LATER.any(&doc.words, range)
}

/// Expressions that as often place what has happened: "at 19:37", "today".
fn needs_modal(first: &Word) -> bool {
    first.is(&["at", "on", "around", "today", "this"])
}

fn conditional(doc: &Doc, range: &Range<usize>) -> bool {
    doc.words[range.clone()].iter().any(|w| w.is(&["if", "when", "please", "try"]))
}

fn seconds(doc: &Doc, at: usize, time: &Time) -> bool {
    doc.words[at..time.end].iter().any(|w| w.norm.contains("sec") || w.norm.ends_with("ms"))
}

/// Whether the sentence stands without the time: the promise comes before, nothing hangs on what is deleted.
fn deletable(doc: &Doc, clause: &Range<usize>, at: usize, time: &Time) -> bool {
    let lonely = at == clause.start && time.end == clause.end && time.points == Points::Estimate;
    let bracketed = lonely && doc.text[..doc.words[at].start].trim_end().ends_with('(');
    let timed = time.points == Points::Ahead && time.end == clause.end;
    bracketed
        || timed && RECOVERY.any(&doc.words, &(clause.start..at)) && doc.words[clause.start..at].len() > 2
}

#[cfg(test)]
mod tests {
    use super::super::examples::{fixes, flags, passes};
    use crate::{Phase, Rule};

    #[test]
    fn promises() {
        flags(
            Rule::Eta,
            Phase::Identified,
            &[
                "Mail is being restarted and «is going to be available by 09:15 UTC».",
                "Search «should be back shortly».",
                "Uploads «are likely to recover in a few minutes».",
                "«We expect it to take two or three hours to implement».",
                "A new build is on its way («ETA ~20mins more»).",
                "«Chat is expected to recover within 45 minutes».",
                "Two shops are open, the others «follow in an hour».",
                "Queued mail «will be delivered over the next six hours».",
                "A disk is being changed; **«up and running by 20:00»**.",
                "«Tomorrow it works again».",
                "Reindexing search. «20 min to go».",
                "We’re «an hour away from a repair».",
                "The shop «will be unavailable until 17:00».",
                "The repair «should take no longer than an hour».",
                "Our supplier «expects to have it fixed by noon».",
                "The update «will be rolled out within the hour».",
                "«Estimated time to resolution: 45 minutes».",
                "«ETA for the fix is 5pm».",
                "This «should only take a few minutes».",
                "Next update by 10:00, and mail «will be back by 11:00».",
            ],
        );
        flags(Rule::Eta, Phase::Resolved, &["Search «should be fast and usable again soon»."]);
    }

    #[test]
    fn updates_and_windows() {
        passes(
            Rule::Eta,
            Phase::Identified,
            &[
                "Next update by 04:46 UTC.",
                "Next update by 04:46 UTC or when the fix is live.",
                "You get another update once the repair is done, within the next 45 minutes.",
                "We post again by 09:30 UTC.",
                "Mail was down from 14:05 to 14:40.",
                "Service was restored within 20 minutes.",
                "Uploads recovered an hour ago.",
                "We will monitor for an hour.",
                "There is no ETA for the fix.",
                "We cannot promise that it works again by noon.",
                "We will be back online once our provider is back.",
                "Our written review comes before the weekend.",
                "The post-mortem comes soon.",
                "In fifteen minutes we will confirm here whether it worked.",
                "Exports over 1 GB fail within a few seconds.",
                "Exports take 20 minutes instead of two.",
                "The first shops came back at noon, the others an hour later.",
                "We do not know whether search is back within minutes or days.",
            ],
        );
        passes(Rule::Eta, Phase::Maintenance, &["The shop will be back by 06:00."]);
        passes(Rule::Eta, Phase::Postmortem, &["It should be restored within the hour, we said."]);
    }

    #[test]
    fn repairs() {
        fixes(
            Rule::Eta,
            Phase::Identified,
            &[
                ("Search should be back shortly.", "Search should be back."),
                ("A fix is coming (ETA 20 min).", "A fix is coming."),
            ],
        );
    }
}
