//! What the words around an expression of time speak of.

use super::foretold::{attends, foretold, lasts_well};
use super::{
    ASKING, BEGINNING, ESTIMATE, LABEL, OTHER_WORK, OWED, PATIENCE, RECOVERY, REPAIR, RETURNING, TAKES,
    WATCHING,
};
use crate::grammar::Tense;
use crate::lexicon::Class;
use crate::rules::comms::announces_update;
use crate::text::{Ask, Doc, Word};
use crate::times::{Points, Time};
use crate::word_list::{Words, words};
use std::ops::Range;

/// A clause with so few words beside the time says too little by itself.
const THIN_WORDS_MAX: usize = 3;
/// A heading is at most so long.
const HEADING_WORDS_MAX: usize = 6;

/// An expression of time and what is said around it.
pub(super) struct Scene<'a> {
    doc: &'a Doc<'a>,
    time: Time,
    /// The words of the time.
    times: Range<usize>,
    /// The words that say what it times.
    context: Range<usize>,
    /// Whether they announce an update.
    announces: bool,
    /// Whether they say how long we watch.
    watches: bool,
    /// Whether the problem is over: then "fixed by 4" tells what was.
    over: bool,
}

/// What was last found out about a range of words: the times of one clause mostly share it.
#[derive(Default)]
pub(super) struct Known {
    over: bool,
    context: Range<usize>,
    announces: bool,
    watches: bool,
    telling: Option<(Range<usize>, bool)>,
}

impl Known {
    /// Nothing yet but whether the problem is over.
    pub fn of(over: bool) -> Self {
        Known { over, ..Known::default() }
    }

    fn about(&mut self, doc: &Doc, context: &Range<usize>) -> (bool, bool) {
        if self.context != *context {
            self.announces = announces_update(doc, context);
            self.watches = WATCHING.any(doc, context);
            self.context = context.clone();
        }
        (self.announces, self.watches)
    }

    /// Whether a clause says by itself what its times are about.
    fn telling(&mut self, doc: &Doc, clause: &Range<usize>) -> bool {
        match &self.telling {
            Some((known, telling)) if known == clause => *telling,
            _ => {
                let telling =
                    announces_update(doc, clause) || doc.words.any_has(clause.clone(), Class::Modal);
                self.telling = Some((clause.clone(), telling));
                telling
            }
        }
    }
}

impl<'a> Scene<'a> {
    pub fn around(
        doc: &'a Doc<'a>,
        clause: &Range<usize>,
        at: usize,
        time: &Time,
        known: &mut Known,
    ) -> Self {
        let times = at..time.end;
        let context = context(doc, clause, &times, known);
        let (announces, watches) = known.about(doc, &context);
        Scene { doc, time: *time, times, context, announces, watches, over: known.over }
    }

    /// Whether the time promises when the problem ends.
    pub fn promises(&self) -> bool {
        if self.announces || self.watches {
            return false;
        }
        let is_foretold = foretold(self.doc, &self.times, &self.time, self.over);
        if is_foretold && (!self.refused() || self.limits()) && !self.past_clause() {
            return true;
        }
        if self.refused() || attends(self.doc, &self.doc.clause_of(self.times.start)) {
            return false;
        }
        if self.time.points != Points::Elsewhere && self.labelled() {
            return true;
        }
        if self.elsewhere() {
            return false;
        }
        match self.time.points {
            Points::Estimate => true,
            Points::Elsewhere => false,
            Points::Length => self.takes() || self.patience() || self.then_it_works(),
            Points::Until if lasts_well(self.doc, &self.doc.clause_of(self.times.start)) => false,
            Points::Until => !self.past() && (self.future() || self.state() || self.takes()),
            Points::From => self.future() && self.recovers(),
            Points::Ahead => self.future() && (self.strong() || self.recovers()) || self.returns(),
        }
    }

    /// "Not before Tuesday": a denial that promises.
    fn limits(&self) -> bool {
        self.doc.words.is_at(self.times.start, words!("before till until"))
    }

    /// "Tests planned for Monday were": something that lies behind.
    fn past_clause(&self) -> bool {
        self.time.points == Points::Ahead
            && self.words().iter().any(|w| w.is(words!("ago did had was were yesterday")))
    }

    fn words(&self) -> &'a [Word] {
        &self.doc.words[self.context.clone()]
    }

    /// What the time is about, beside the time itself.
    fn beside(&self, set: &crate::phrase::Set) -> bool {
        set.any(self.doc, &(self.context.start..self.times.start))
            || set.any(self.doc, &(self.times.end..self.context.end))
    }

    /// The time is how long we watch, when other work starts, or what customers should wait.
    fn elsewhere(&self) -> bool {
        self.watches
            || self.beside(&OTHER_WORK)
            || OWED.any(self.doc, &self.context)
            || self.beside(&ASKING)
            || self.begins()
    }

    /// "The work starts at 9."
    fn begins(&self) -> bool {
        let near = self.context.start.max(self.times.start.saturating_sub(2))..self.times.start;
        let next = self.times.end..self.context.end.min(self.times.end + 1).max(self.times.end);
        let begins = BEGINNING.any(self.doc, &near) || BEGINNING.any(self.doc, &next);
        begins && self.time.points != Points::Until
    }

    /// "No ETA", "cannot promise", "whether".
    fn refused(&self) -> bool {
        let inside = |i: usize| self.times.contains(&(self.context.start + i));
        let words = self.words();
        let no = words.iter().enumerate().any(|(i, w)| {
            (w.negates() && !inside(i) && !only_a_limit(&words[i..]))
                || w.is(words!("tba tbd unclear unknown whether"))
        });
        no && !self.doc.words[self.context.clone()]
            .windows(3)
            .any(|w| w[0].is(words!("not")) && w[1].is(words!("be")) && w[2].is(words!("long")))
    }

    /// "ETA: 2 hours", "Expected resolution: 11:20", also with the label on a line of its own.
    fn labelled(&self) -> bool {
        let sentence = self.doc.sentence_of(self.times.start);
        let before =
            self.context.start.min(self.times.start.saturating_sub(6)).max(sentence.start)..self.times.start;
        let clause = self.doc.clause_of(before.end.saturating_sub(1).max(before.start)).start;
        let short = LABEL.at(self.doc, clause, before.end).map(|end| clause..end);
        let label = ESTIMATE.all(self.doc, &before).into_iter().next_back().or(short);
        let Some(label) = label else {
            return self.under_a_heading(&sentence);
        };
        let between = &self.doc.words[label.end..self.times.start];
        let fillers = words!(
            "a about approx approximately are around at be by currently estimated fix for full in is now of repair \
        service the this to within"
        );
        between.iter().all(|w| w.is(fillers)) && !self.past()
    }

    fn under_a_heading(&self, sentence: &Range<usize>) -> bool {
        let alone = sentence.len() <= self.times.len() + 1;
        let Some(above) = sentence.start.checked_sub(1).filter(|_| alone).map(|i| self.doc.sentence_of(i))
        else {
            return false;
        };
        above.len() <= HEADING_WORDS_MAX && self.doc.words.any_in(above, words!("eta etr"))
    }

    /// "It will take an hour": a repair takes that long; what customers do takes it already.
    fn takes(&self) -> bool {
        let before = self.context.start..self.times.start;
        let Some(verb) = TAKES.all(self.doc, &before).into_iter().next_back() else {
            return false;
        };
        let near = self.times.start - verb.end <= 2;
        let subject = self.context.start..verb.start;
        let one = self.doc.words[verb.start].norm.ends_with('s');
        let repair = REPAIR.any(self.doc, &subject)
            || self.context.len() > self.times.len() + 2
                && REPAIR.any(self.doc, &(self.times.end..self.context.end));
        near && !self.past()
            && repair
            && (self.modal() || one || self.promise_word())
            && !self.symptom(&subject)
    }

    /// Something that customers do takes its time: "exports take 20 minutes".
    fn symptom(&self, subject: &Range<usize>) -> bool {
        let relative = self.doc.words[subject.clone()].iter().rev().take(1).any(|w| w.is(words!("that")))
            && subject.len() > 1;
        relative || self.doc.words.any_in(self.times.end..self.context.end, words!("instead"))
    }

    /// "Give us twenty minutes."
    fn patience(&self) -> bool {
        let before = self.context.start..self.times.start;
        PATIENCE
            .all(self.doc, &before)
            .into_iter()
            .next_back()
            .is_some_and(|p| self.times.start - p.end <= 2 && !self.past())
    }

    /// "Half an hour, then it works."
    fn then_it_works(&self) -> bool {
        let clause = self.doc.clause_of(self.times.start);
        let next =
            self.doc.words.get(clause.end).filter(|w| w.sentence == self.doc.words[clause.start].sentence);
        let goes_on = next.is_some_and(|w| w.is(words!("and then")));
        goes_on
            && clause.len() <= self.times.len() + 1
            && RECOVERY.any(self.doc, &self.doc.clause_of(clause.end))
    }

    /// It speaks of what will be.
    fn future(&self) -> bool {
        (self.modal() || self.promise_word()) && !self.only_past()
    }

    fn modal(&self) -> bool {
        let going = self.words().windows(2).any(|w| w[0].is(words!("going")) && w[1].is(words!("to")));
        going || self.words().iter().any(|w| w.has(Class::Modal))
    }

    fn promise_word(&self) -> bool {
        self.words().iter().any(|w| w.has(Class::Promise))
    }

    /// "Will", "should", "expect": whatever is said to happen then ends the problem. "May" and "can" say less.
    fn strong(&self) -> bool {
        self.words().iter().any(|w| w.is(words!("ought shall should will")) || w.has(Class::Promise))
            && !self.harm()
    }

    /// Something bad is foreseen rather than its end.
    fn harm(&self) -> bool {
        self.words().any_is(words!("down expire fail lose lost need offline stop unavailable"))
    }

    fn recovers(&self) -> bool {
        self.beside(&RECOVERY)
    }

    /// "Bookings reopen at 8", "live by end of day", "the fix soon": no verb about the future is needed.
    fn returns(&self) -> bool {
        if self.tells_on() {
            return false;
        }
        let first = &self.doc.words[self.times.start];
        let placed = first.is(words!("about around at on this today")) || first.has_digit();
        let is_foretold =
            if placed { self.beside(&RETURNING) } else { self.recovers() || self.beside(&RETURNING) };
        is_foretold && !self.past() && !self.modal()
    }

    /// "We noticed an improvement, normalising by 07:57": a clause without a verb of its own goes on with what was.
    fn tells_on(&self) -> bool {
        let clause = self.doc.clause_of(self.times.start);
        let sentence = self.doc.sentence_of(clause.start);
        let bare = self.doc.words[clause.start].norm.ends_with("ing") && clause.start > sentence.start;
        let last = self.doc.groups_in(&(sentence.start..clause.start)).last();
        bare && last.is_some_and(|g| g.verbs.start >= sentence.start && g.tense == Tense::Past)
    }

    /// "Bookings are closed until Monday."
    fn state(&self) -> bool {
        self.words().any_is(words!("are be is remain remains stay stays"))
            || self.context.len() <= self.times.len() + THIN_WORDS_MAX
            || self.recovers()
    }

    fn past(&self) -> bool {
        let words = self.words();
        let participle = words.iter().enumerate().any(|(i, w)| {
            let passive = i > 0 && words.is_at(i - 1, words!("are be being fully get gets is now"));
            w.norm.len() > 4 && w.norm.ends_with("ed") && !w.has(Class::Promise) && !passive
        });
        (participle || words.iter().any(|w| w.has(Class::Past))) && !self.ahead_word()
    }

    /// A past that no word about the future corrects.
    fn only_past(&self) -> bool {
        let words = self.words();
        words.iter().any(|w| w.has(Class::Past)) && !self.ahead_word()
    }

    fn ahead_word(&self) -> bool {
        self.words().iter().any(|w| w.has(Class::Modal) || w.has(Class::Promise) || w.is(words!("can going")))
    }
}

/// "Not later than noon", "no more than an hour": a promise all the same.
fn only_a_limit(words: &[Word]) -> bool {
    let next = |i: usize, list: Words| words.is_at(i, list);
    if next(1, words!("for")) && (next(2, words!("much")) || next(2, words!("longer"))) {
        return true;
    }
    let limit = words!("later long longer more");
    next(1, limit)
        || next(1, words!("be last take")) && next(2, limit)
        || next(1, words!("time"))
        || next(1, words!("but"))
        || words.is_at(0, words!("nothing")) && next(1, words!("but"))
}

/// The clause of the time, with a neighbour where it alone is too short to say what it times.
fn context(doc: &Doc, clause: &Range<usize>, times: &Range<usize>, known: &mut Known) -> Range<usize> {
    let sentence = doc.sentence_of(clause.start);
    let beside = [clause.start..times.start, times.end..clause.end];
    let says_recovery = |r: &Range<usize>| RECOVERY.any(doc, r) || WATCHING.any(doc, r);
    let telling = known.telling(doc, clause) || beside.iter().any(says_recovery);
    let thin = clause.len() <= times.len() + THIN_WORDS_MAX;
    if telling || !thin && clause.start > sentence.start {
        return clause.clone();
    }
    if clause.start > sentence.start {
        return doc.clause_of(clause.start - 1).start..clause.end;
    }
    if times.start <= clause.start + 1 && clause.end < sentence.end {
        return clause.start..doc.clause_of(clause.end).end;
    }
    clause.clone()
}
