//! Promised or estimated ends of the problem.
//!
//! An expression of time is a promise when what it times is the repair. So the rule reads what the clause around it
//! speaks of: recovery, the next update, how long we watch, what customers should do, what has happened.

mod foretold;
mod scene;

use super::{Hit, Rewrite, phases};
use crate::findings::{Phase, Rule};
use crate::fixes::not_yet;
use crate::lexicon::Class;
use crate::phrase::sets;
use crate::text::{Cut, Doc};
use crate::times::{self, Points, Time};
use crate::word_list::words;
use scene::{Known, Scene};
use std::ops::Range;

const WHY: &str = "A time for the repair is a promise: if you miss it, customers stop believing the page.";

sets! {"eta/phrases.txt":
    RECOVERY = "recovery",
    RETURNING = "returning",
    WATCHING = "watching",
    OTHER_WORK = "other-work",
    BEGINNING = "beginning",
    OWED = "owed",
    ASKING = "asking",
    TAKES = "takes",
    REPAIR = "repair",
    ESTIMATE = "estimate",
    LABEL = "label",
    PATIENCE = "patience",
    PROMISE = "promise",
}

/// Finds promises of an end. Planned windows and post-mortems have none.
pub(super) fn find(doc: &Doc, phase: Phase, hits: &mut Vec<Hit>) {
    if phase == Phase::Postmortem {
        return;
    }
    let mut known = Known::of(phase == Phase::Resolved);
    // Planned work has a window; only what went wrong in it is resolved.
    let planned = phase == Phase::Maintenance;
    let troubled = |clause: &Range<usize>| {
        doc.words.any_in(clause.clone(), words!("fixed rectified resolved"))
            && doc.words.any_has(clause.clone(), Class::Promise)
    };
    for clause in doc.clauses.iter().filter(|c| !planned || troubled(c)) {
        let mut at = clause.start;
        while at < clause.end {
            let Some(time) = times::at(&doc.words, at, clause.end) else {
                at += 1;
                continue;
            };
            let stamped = doc.text.cut(..doc.words[at].start).ends_with('[');
            if stamped || seconds(doc, at, &time) {
                at = time.end;
                continue;
            }
            if Scene::around(doc, clause, at, &time, &mut known).promises() {
                hits.push(hit(doc, clause, at..time.end, &time));
            }
            at = time.end;
        }
        let promise =
            PROMISE.first(doc, clause).or_else(|| foretold::by_the_time(doc, clause).then(|| clause.clone()));
        if let Some(range) = promise {
            hits.push(Hit::new(Rule::Eta, range, WHY, vec![Rewrite::Clause(phases::NO_TIME)]));
        }
    }
}

fn hit(doc: &Doc, clause: &Range<usize>, time_words: Range<usize>, time: &Time) -> Hit {
    let mut rewrites = Vec::new();
    if bracketed(doc, clause) {
        rewrites.push(Rewrite::Drop);
    }
    rewrites.push(Rewrite::DropVerbs);
    if let Some((range, text)) = not_yet(doc, &time_words) {
        rewrites.push(Rewrite::Replace(range, text));
    }
    if droppable(doc, clause, &time_words, time) {
        rewrites.push(Rewrite::Replace(time_words.clone(), String::new()));
    }
    // After "Repair finished:" a cut would say that it is.
    let labelled = clause.start > 0 && doc.gap_after(clause.start - 1).trim_start().starts_with(':');
    // "Give it an hour and the map is yours again": without the hour it would say that it is.
    let sentence = doc.sentence_of(clause.start);
    let claims =
        RECOVERY.any(doc, &(clause.end..sentence.end)) || RECOVERY.any(doc, &(sentence.start..clause.start));
    if !labelled && !claims {
        rewrites.push(Rewrite::DropClause);
    }
    if !labelled {
        rewrites.push(Rewrite::DropSentence);
    }
    rewrites.extend([Rewrite::Clause(phases::NO_TIME), Rewrite::Sentence(phases::NO_TIME)]);
    let start = label_start(doc, clause, time_words.start);
    Hit::new(Rule::Eta, start..time_words.end, WHY, rewrites)
}

/// "(ETA 20 min)"
fn bracketed(doc: &Doc, clause: &Range<usize>) -> bool {
    let opened = clause.start > 0 && doc.gap_after(clause.start - 1).trim_end().ends_with('(');
    opened && doc.gap_after(clause.end - 1).starts_with(')') && clause.len() <= 5
}

/// "ETA" belongs to its time.
fn label_start(doc: &Doc, clause: &Range<usize>, at: usize) -> usize {
    let before = clause.start.max(at.saturating_sub(1))..at;
    if doc.words.any_in(before.clone(), words!("eta etr")) { before.start } else { at }
}

/// Whether the sentence stands without the time, and says no more than before: "will go out by 6 pm", "closed until
/// Monday". "Should be back by noon" without its time would say that it should be back now.
fn droppable(doc: &Doc, clause: &Range<usize>, time_words: &Range<usize>, time: &Time) -> bool {
    let groups = doc.groups_in(clause);
    let Some(group) = groups.iter().rev().find(|g| g.verbs.start < time_words.start).or(groups.first())
    else {
        return false;
    };
    let words = &doc.words;
    let after =
        time_words.end == clause.end || words.is_at(time_words.end, words!("and as because but for while"));
    let before =
        time_words.start == clause.start && words.is_at(time_words.end, words!("all every our the we your"));
    let is_asserted = group.rest.start < time_words.start || !group.copula;
    let will = time.points != Points::Until
        && words.is_at(group.verbs.start, words!("will"))
        && !group.negated
        && !words.any_in(group.verbs.clone(), words!("have last need take"));
    let stays = time.points == Points::Until
        && (group.copula && !words.is_at(group.verbs.start, words!("will"))
            || words.is_at(group.main(), words!("remain remains stay stays")));
    let hedged =
        words.any_in(clause.clone(), words!("aim estimate expect expected expects hope if once should when"));
    let end = doc.sentence_of(clause.start).end;
    let then = words.any_in(end..words.len().min(end + 4), words!("then"));
    (after || before) && !then && is_asserted && !hedged && (will || stays)
}

/// Nobody promises a repair in seconds: such times are symptoms.
fn seconds(doc: &Doc, at: usize, time: &Time) -> bool {
    doc.words[at..time.end].iter().any(|w| w.norm.has_mark("sec") || w.norm.ends_with("ms"))
}

#[cfg(test)]
mod tests {
    use super::super::examples;

    #[test]
    fn examples() {
        examples::check(crate::Rule::Eta, include_str!("eta/examples.txt"));
    }

    #[test]
    fn repairs() {
        examples::fixes(
            crate::Rule::Eta,
            crate::Phase::Identified,
            &[
                ("Search should be back shortly.", "Search is not back yet."),
                ("Late mail will go out by 6 pm.", "Late mail will go out."),
                ("A fix is coming (ETA 20 min).", "A fix is coming."),
            ],
        );
    }
}
