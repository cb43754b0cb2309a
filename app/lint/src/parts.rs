//! Which parts of a good update a draft has.

mod action;
mod next_update;

use crate::findings::Phase;
use crate::lexicon::Class;
use crate::phrase::sets;
use crate::rules::comms::announces_update;
use crate::text::{Ask, Doc, Voice, Word};
use crate::words::words;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Range;

/// A part that customers look for in an update.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// What is or was broken, as a customer would name it.
    What,
    /// Who or how much is affected.
    Scope,
    /// What customers can do meanwhile.
    Workaround,
    /// What we do or did.
    Action,
    /// When the next update comes.
    NextUpdate,
}

impl Part {
    /// Every part, in the order of a good update.
    pub const ALL: [Part; 5] = [Part::What, Part::Scope, Part::Workaround, Part::Action, Part::NextUpdate];
}

/// Each part: `Some(true)` present, `Some(false)` missing, `None` not asked of such an update.
pub type Parts = BTreeMap<Part, Option<bool>>;

sets! {"parts/phrases.txt":
    FEATURE = "feature",
    ASIDE = "aside",
    SCOPE = "scope",
    COUNTED = "counted",
    RECOVERED = "recovered",
    WORKAROUND = "workaround",
    IMPERATIVE = "imperative",
    CONTACT = "contact",
    ACTION = "action",
    IDLE = "idle",
}

/// Looks for every part.
pub(crate) fn find(doc: &Doc, phase: Phase) -> Parts {
    let mut parts = Parts::new();
    for part in Part::ALL {
        parts.insert(part, answer(doc, phase, part));
    }
    parts
}

fn answer(doc: &Doc, phase: Phase, part: Part) -> Option<bool> {
    let planned = phase == Phase::Maintenance;
    match part {
        _ if phase == Phase::Postmortem => None,
        Part::What => Some(what(doc)),
        Part::Scope => Some(scope(doc)),
        Part::Workaround if planned => None,
        Part::Workaround => Some(workaround(doc)).filter(|&found| found || phase != Phase::Resolved),
        Part::Action => Some(action::is_present(doc)),
        Part::NextUpdate if planned || phase == Phase::Resolved => None,
        Part::NextUpdate => next_update::is_present(doc),
    }
}

fn what(doc: &Doc) -> bool {
    doc.sentences.iter().any(|sentence| {
        let words = &doc.words;
        let aside = ASIDE.any(doc, sentence);
        let named = words[sentence.clone()].iter().any(names);
        FEATURE.any(doc, sentence) || named && !aside && !announcement(doc, sentence)
    })
}

/// A sentence that only says when the next update comes.
fn announcement(doc: &Doc, sentence: &Range<usize>) -> bool {
    const ANNOUNCEMENT_WORDS_MAX: usize = 16;
    announces_update(doc, sentence) && sentence.len() < ANNOUNCEMENT_WORDS_MAX
}

/// Whether a word could be the name of something: letters, and not a code span, number or date.
pub(crate) fn names(word: &Word) -> bool {
    let letters = word.norm.chars().filter(|c| c.is_alphabetic()).count();
    let adverb = word.norm.ends_with("ly");
    let other = [
        Class::Generic,
        Class::Number,
        Class::Company,
        Class::Region,
        Class::Negation,
        Class::Modal,
        Class::Month,
        Class::Day,
    ];
    word.voice == Voice::Ours
        && letters > 2
        && letters * 2 > word.norm.len()
        && !adverb
        && !other.iter().any(|&class| word.has(class))
}

fn scope(doc: &Doc) -> bool {
    let share = |w: &Word| w.norm.ends_with('%') && !w.norm.starts_with("100") && !w.norm.starts_with("99");
    doc.words.iter().any(share)
        || (0..doc.words.len()).any(|i| place(doc, i))
        || doc.sentences.iter().any(|s| named_or_counted(doc, s))
}

/// A sentence that names a group or a number; "all systems are back" is about none.
fn named_or_counted(doc: &Doc, sentence: &Range<usize>) -> bool {
    let all = |r: &Range<usize>| doc.words.any_in(r.clone(), words!("all every everyone everybody"));
    let over = RECOVERED.any(doc, sentence);
    let named = SCOPE.all(doc, sentence).into_iter().any(|r| !(over && all(&r)));
    named || counted(doc, sentence)
}

/// A region; "UK time" and "let us know" are none.
fn place(doc: &Doc, i: usize) -> bool {
    let word = &doc.words[i];
    let us = &doc.text[word.start..word.end] == "US" && word.voice == Voice::Ours;
    let clock = doc.words.is_at(i + 1, words!("time night morning hours"));
    (word.has(Class::Region) && word.voice == Voice::Ours || us) && !clock || server(doc, i)
}

/// "The Purple server": one of several, by its name.
fn server(doc: &Doc, i: usize) -> bool {
    let word = &doc.words[i];
    let named = doc.text[word.start..word.end].starts_with(char::is_uppercase) && !word.has(Class::Company);
    let inside = i > doc.sentence_of(i).start && !word.is(words!("dns smtp imap sql web"));
    let next = doc.words.get(i + 1).filter(|w| w.sentence == word.sentence);
    named && inside && next.is_some_and(|w| w.is(words!("server servers datacenter datacentre region zone")))
}

/// "12 customers", "40 paying accounts".
fn counted(doc: &Doc, sentence: &Range<usize>) -> bool {
    let words = &doc.words[sentence.clone()];
    let number = |i: usize| {
        let digits = words[i].norm.bytes().all(|b| b.is_ascii_digit() || b == b',') && words[i].has_digit();
        digits || words.has_at(i, Class::Number) && !words.is_at(i, words!("one"))
    };
    (0..words.len()).any(|i| {
        let next = sentence.start + i + 1;
        number(i) && COUNTED.any(doc, &(next..sentence.end.min(next + 2)))
    })
}

fn workaround(doc: &Doc) -> bool {
    doc.sentences.iter().any(|s| {
        let told = doc.words[s.start].clause..=doc.words[s.end - 1].clause;
        let asked =
            told.into_iter().map(|c| &doc.clauses[c]).any(|c| IMPERATIVE.at(doc, c.start, c.end).is_some());
        (asked || WORKAROUND.any(doc, s)) && !CONTACT.any(doc, s)
    })
}

#[cfg(test)]
mod tests {
    use super::Part;
    use crate::{Phase, lint};

    fn parts(text: &str, phase: Phase) -> Vec<Option<bool>> {
        lint(text, phase).parts.into_values().collect()
    }

    #[test]
    fn a_whole_update() {
        let text = "Uploads fail for all customers in Europe. You can use the old uploader instead. We are restarting \
                    the upload service. Next update by 04:46 UTC.";
        assert_eq!(parts(text, Phase::Investigating), [Some(true); 5]);
    }

    #[test]
    fn an_empty_update() {
        assert_eq!(parts("There is an issue.", Phase::Investigating), [Some(false); 5]);
    }

    #[test]
    fn not_asked() {
        let text = "The issue is over.";
        assert_eq!(parts(text, Phase::Postmortem), [None; 5]);
        let resolved = lint(text, Phase::Resolved).parts;
        assert_eq!((resolved[&Part::Workaround], resolved[&Part::NextUpdate]), (None, None));
        assert_eq!(lint("We will post again shortly.", Phase::Identified).parts[&Part::NextUpdate], None);
    }
}
