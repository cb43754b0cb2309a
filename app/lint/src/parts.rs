//! Which parts of a good update a draft has.

mod action;
mod next_update;

use crate::findings::Phase;
use crate::lexicon::{Class, classes};
use crate::phrase::sets;
use crate::rules::comms::announces_update;
use crate::text::{Ask, Cut, Doc, Voice, Word, is_letter, is_lower, is_upper};
use crate::word_list::words;
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
        Part::What => Some(what(doc, phase)),
        Part::Scope => Some(scope(doc)),
        Part::Workaround if planned => None,
        Part::Workaround => Some(workaround(doc)).filter(|&found| found || phase != Phase::Resolved),
        Part::Action => Some(action::is_present(doc) || planned && action::is_planned(doc)),
        Part::NextUpdate if planned || phase == Phase::Resolved => None,
        Part::NextUpdate => next_update::is_present(doc),
    }
}

fn what(doc: &Doc, phase: Phase) -> bool {
    doc.sentences.iter().any(|sentence| {
        let words = &doc.words;
        let aside = ASIDE.any(doc, sentence);
        let named = sentence.clone().any(|i| {
            names(&words[i])
                && !is_verb(doc, i)
                && (phase == Phase::Maintenance || is_spoken_of(doc, i, sentence))
        });
        FEATURE.any(doc, sentence) || named && !aside && !announcement(doc, sentence)
    })
}

/// Whether a word is the verb of its sentence: what happens, not what it happens to.
fn is_verb(doc: &Doc, i: usize) -> bool {
    let at = doc.groups.partition_point(|g| g.verbs.end <= i);
    doc.groups.get(at).is_some_and(|g| {
        let who = crate::grammar::head(doc, &g.subject);
        let people = who.is_none_or(|w| {
            doc.words.has_at(w, Class::People) || doc.words.is_at(w, words!("everybody everyone nobody you"))
        });
        g.verbs.contains(&i) && !(people && !g.copula && !g.passive)
    })
}

/// Whether a word stands where a sentence says what is wrong or well: as what something happens to, beside a fault, or in
/// what customers meet. What we take in hand is none.
fn is_spoken_of(doc: &Doc, i: usize, sentence: &Range<usize>) -> bool {
    const FAULT_REACH: usize = 5;
    let words = &doc.words;
    let near = i.saturating_sub(FAULT_REACH).max(sentence.start)..sentence.end.min(i + 4);
    let fault = words[near].iter().any(|w| {
        w.has(Class::Fault) || w.is(words!("affected affecting cannot delayed delays impacted impacting late latency not rates slow slowness stuck timeouts unable unavailable working"))
    });
    let at = doc.groups.partition_point(|g| g.rest.end <= i && g.verbs.end <= i);
    let group = doc.groups[at..].iter().take(3).find(|g| g.subject.contains(&i) || g.rest.contains(&i));
    let Some(group) = group else { return true };
    let who = crate::grammar::head(doc, &group.subject);
    let us =
        who.is_some_and(|w| words.has_at(w, Class::Crew) || words.is_at(w, words!("i team they vendors we")));
    let restored = words.is_at(
        group.main(),
        words!(
            "bring brought fix fixed fixing planning reopen reopened resend resent restore restored restoring"
        ),
    );
    !group.rest.contains(&i) || !us || fault || restored
}

/// A sentence that only says when the next update comes.
fn announcement(doc: &Doc, sentence: &Range<usize>) -> bool {
    const ANNOUNCEMENT_WORDS_MAX: usize = 16;
    let labelled = doc.clause_of(sentence.start).len() == 1 && doc.gap_after(sentence.start).has_mark(":");
    let sentence = &(sentence.start + usize::from(labelled)..sentence.end);
    announces_update(doc, sentence) && sentence.len() < ANNOUNCEMENT_WORDS_MAX
}

/// Whether a word could be the name of something: letters, and not a code span, number or date.
pub(crate) fn names(word: &Word) -> bool {
    let letters = word.norm.chars().filter(|&c| is_letter(c)).count();
    let adverb = word.norm.ends_with("ly");
    let other = [
        Class::Part,
        Class::Event,
        Class::Crew,
        Class::Ill,
        Class::Mend,
        Class::Internal,
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
        || (0..doc.words.len()).any(|i| place(doc, i) || numbered(doc, i) || located(doc, i))
        || doc.sentences.iter().any(|s| named_or_counted(doc, s))
}

/// A sentence that names a group or a number; "all systems are back" is about none.
fn named_or_counted(doc: &Doc, sentence: &Range<usize>) -> bool {
    let all = |r: &Range<usize>| doc.words.any_in(r.clone(), words!("all every everybody everyone"));
    let over = RECOVERED.any(doc, sentence);
    let named = SCOPE.all(doc, sentence).into_iter().any(|r| !(over && all(&r)));
    named || counted(doc, sentence)
}

/// A region; "UK time" and "let us know" are none.
fn place(doc: &Doc, i: usize) -> bool {
    let word = &doc.words[i];
    let us = doc.text.cut(word.start..word.end) == "US" && word.voice == Voice::Ours;
    let clock = doc.words.is_at(i + 1, words!("hours morning night time"));
    (word.has(Class::Region) && word.voice == Voice::Ours || us) && !clock || server(doc, i)
}

/// "Ward 7", "stores 12 and 19", "lift C", "900 members", "two floors", "340 refunds".
fn numbered(doc: &Doc, i: usize) -> bool {
    let words = &doc.words;
    let (Some(first), Some(second)) = (words.get(i), words.get(i + 1)) else { return false };
    if first.sentence != second.sentence || first.voice != Voice::Ours || second.voice != Voice::Ours {
        return false;
    }
    let number = |w: &Word| {
        w.norm.bytes().all(|b| b.is_ascii_digit() || b == b',') && w.has_digit() && w.norm.len() < 5
            || w.norm.len() == 1
                && doc
                    .text
                    .cut(w.start..w.end)
                    .starts_with(|c: char| c.is_ascii_uppercase() && c != 'I' && c != 'A')
    };
    let unit = first.is(words!(
        "bay bays bed beds berth block blocks branch branches building buildings bus camera car channel channels coach counter court courts deck decks depot desk district dorm exchange exit exits floor floors gate gates hall halls house junction lane lanes level levels lift lifts line lines pier platform platforms pool pools pump room rooms route routes row rows school screen sector slope stand slopes store stores table terminal terminals theatre till tills tower towers track tracks unit units ward wards wing year years zone zones"
    )) && number(second);
    let many = |w: &Word| {
        let noun = w.norm.ends_with('s') && w.norm.len() > 3 || w.is(words!("children people staff"));
        let other = w.has_any(classes!(
            Class::Unit,
            Class::Month,
            Class::Fault,
            Class::Zone,
            Class::Generic,
            Class::Mend,
            Class::Change
        ));
        noun && !other && !w.is(words!("cables crews disks engineers errors fibres fixes hosts nodes patches steps switches teams technicians times updates vehicles"))
    };
    let digits = first.norm.bytes().all(|b| b.is_ascii_digit() || b == b',')
        && first.has_digit()
        && !matches!(first.norm.as_str(), "502" | "503" | "500" | "504" | "404" | "429");
    let counted = digits || first.has(Class::Number) && !first.is(words!("one"));
    let next = words.get(i + 2).filter(|w| w.clause == first.clause);
    let plain = !second.is(words!("am and in of or pm to"));
    unit || counted
        && plain
        && (many(second)
            || next.is_some_and(many)
                && !second.has(Class::Unit)
                && !second.has(Class::Month)
                && !second.has(Class::Zone)
                && !second.has_digit())
        && !(i > 0 && words.is_at(i - 1, words!("around at by port since until version")))
}

/// "in Harlow Close", "at the Fernhill pool", "in the east wing", "at every till".
fn located(doc: &Doc, i: usize) -> bool {
    let words = &doc.words;
    let prep = words.is_at(i, words!("across around at between for from in near on"))
        && words[i].voice == Voice::Ours;
    let sentence = words[i].sentence;
    let here = |at: usize| words.get(at).filter(|w| w.sentence == sentence && w.voice == Voice::Ours);
    if !prep {
        let every = words.is_at(i, words!("each every"));
        return every
            && here(i + 1).is_some_and(|w| {
                !w.has(Class::Unit)
                    && !w.has(Class::Number)
                    && !w.has_digit()
                    && !w.has(Class::Day)
                    && !w.is(words!("attempt effort few now other single so step time update"))
            });
    }
    let the = usize::from(words.is_at(i + 1, words!("all our the")));
    let side = words!(
        "back east eastern front ground lower new north northern old rear south southern top upper west western"
    );
    let where_ = words!(
        "area bank building campus coast deck district end entrance floor half hall part quarter region side town wing"
    );
    if the == 1 && here(i + 2).is_some_and(|w| w.is(side)) {
        return words.is_at(i + 2, words!("east north south west"))
            || here(i + 3).is_some_and(|w| w.is(where_));
    }
    let Some(name) = here(i + 1 + the) else { return false };
    let known = name.has_any(classes!(
        Class::Month,
        Class::Day,
        Class::Zone,
        Class::Company,
        Class::Unit,
        Class::Generic,
        Class::Vendor,
        Class::Part
    ));
    let capital = doc.text.cut(name.start..name.end).chars().next().is_some_and(is_upper);
    let lower = doc.text.cut(name.start..name.end).chars().any(is_lower);
    let place = here(i + 2 + the).is_some_and(|w| w.is(words!("airport avenue branch bridge building campus center centre city clinic close county court depot district garage hall harbor harbour hill hospital house island lane library museum park peninsula pool port quarter road school shop square stadium station store street theatre town valley village")));
    capital
        && lower
        && !known
        && !name.has_digit()
        && (place
            || the == 0 && words.is_at(i, words!("across around at between in near")) && name.norm.len() > 2)
}

/// "The Purple server": one of several, by its name.
fn server(doc: &Doc, i: usize) -> bool {
    let word = &doc.words[i];
    let named = doc.text.cut(word.start..word.end).starts_with(is_upper) && !word.has(Class::Company);
    let inside = i > doc.sentence_of(i).start && !word.is(words!("dns imap smtp sql web"));
    let next = doc.words.get(i + 1).filter(|w| w.sentence == word.sentence);
    named && inside && next.is_some_and(|w| w.is(words!("datacenter datacentre region server servers zone")))
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
    fn finds_every_part_of_a_whole_update() {
        let text = "Uploads fail for all customers in Europe. You can use the old uploader instead. We are restarting \
                    the upload service. Next update by 04:46 UTC.";
        assert_eq!(parts(text, Phase::Investigating), [Some(true); 5]);
    }

    #[test]
    fn finds_no_part_in_an_empty_update() {
        assert_eq!(parts("There is an issue.", Phase::Investigating), [Some(false); 5]);
    }

    #[test]
    fn does_not_ask_for_parts_once_it_is_over() {
        let text = "The issue is over.";
        assert_eq!(parts(text, Phase::Postmortem), [None; 5]);
        let resolved = lint(text, Phase::Resolved).parts;
        assert_eq!((resolved[&Part::Workaround], resolved[&Part::NextUpdate]), (None, None));
        assert_eq!(lint("We will post again shortly.", Phase::Identified).parts[&Part::NextUpdate], None);
    }
}
