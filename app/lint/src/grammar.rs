//! Who does what: verb groups with their subjects.
//!
//! No parser: one look from left to right over each clause, by the forms of words and a few lists of words of
//! grammar. It finds which word is the verb, what stands before it, when it is, who suffers it, and what is denied.

use crate::lexicon::meaning::Form;
use crate::lexicon::{Class, Classes, classes};
use crate::text::{Ask, Cut, Doc, Voice, Word, is_upper};
use crate::word_list::{Words, words};
use std::ops::Range;

/// When something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tense {
    Past,
    Present,
    /// "has restarted": over, and matters now.
    Perfect,
    /// "will restart", "should restart", "is going to".
    Future,
    /// "restart the app": what somebody is told to do.
    Order,
    /// "a change made by", "repaired tomorrow": a participle by itself.
    Bare,
}

/// A verb with its helpers, its subject and what follows.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    /// What stands before it in its clause, from the last group on.
    pub subject: Range<usize>,
    /// From its first helper to its verb.
    pub verbs: Range<usize>,
    /// What follows, up to the next group.
    pub rest: Range<usize>,
    pub tense: Tense,
    pub passive: bool,
    /// "is", "was", "has been", "seems" and their like with what something is after it.
    pub copula: bool,
    pub negated: bool,
    /// "may", "might", "could".
    pub unsure: bool,
    /// Its clause begins with "if", "until", "once" and their like.
    pub hypothetical: bool,
}

impl Group {
    /// Whether a word such as "until" stands before its subject.
    pub fn is_under(&self, doc: &Doc, list: Words) -> bool {
        self.subject.start > 0 && doc.words.is_at(self.subject.start - 1, list)
    }

    /// The word that says what is done; of a copula, its last one.
    pub fn main(&self) -> usize {
        self.verbs.end - 1
    }
}

const BE: Words = words!("am are aren't be been being is isn't was wasn't were");
const HAVE: Words = words!("had has have having");
const DO: Words = words!("did do does");
const SEEM: Words = words!(
    "appear appeared appears became become becomes get gets go goes got keep keeps look looked looks remain remained remains seem seemed seems stay stayed stays went"
);
const PAST_HELPERS: Words = words!("appeared became did got had looked remained seemed stayed was went were");
const GET: Words = words!("get gets getting got");
/// What is done to a thing that gets it.
const DONE: Classes = classes!(Class::Mend, Class::Verb, Class::Harm);
const WILL: Words = words!("can cannot must ought shall should will would");
const MAY: Words = words!("could may might");
const BETWEEN: Words = words!(
    "again all already also always been both currently even fully just longer never no not now only partly soon still too yet"
);
/// Words before which a verb is none: its phrase is still open.
const DETERMINERS: Words = words!(
    "a all an another any both each every her his its my no other our some such that the their these this those your"
);
const PREPOSITIONS: Words = words!(
    "about above across after against among around as at before behind below between by due during for from in into like near of off on onto over per since than through till to toward towards under until upon via with within without"
);
const HYPOTHETICAL: Words = words!("before how if once till unless until when whenever where whether why");
/// Words that begin a clause inside of another.
const SUBORDINATE: Words =
    words!("after as because if once since till unless until when whenever whether while");
const PRONOUNS: Words = words!(
    "all everybody everyone everything he i it nobody nothing she that there these they this those we which who you"
);

/// The groups of a text.
pub(crate) fn groups(doc: &Doc) -> Vec<Group> {
    let mut groups = Vec::new();
    for clause in &doc.clauses {
        in_clause(doc, clause, &mut groups);
    }
    groups
}

fn in_clause(doc: &Doc, clause: &Range<usize>, groups: &mut Vec<Group>) {
    let first = groups.len();
    let lead = clause.start + usize::from(doc.words.is_at(clause.start, words!("and but or so then yet")));
    let (mut from, mut at) = (lead, lead);
    while at < clause.end {
        let Some((end, mut group)) = group_at(doc, at, from, clause) else {
            at += 1;
            continue;
        };
        let under = (from..at).rev().find(|&i| doc.words.is_at(i, SUBORDINATE));
        group.subject.start = under.map_or(from, |i| i + 1);
        group.hypothetical = (lead..at).any(|i| doc.words.is_at(i, HYPOTHETICAL) && (i == lead || i >= from));
        if let Some(last) = groups[first..].last_mut() {
            last.rest.end = last.rest.end.min(at);
        } else if at == lead && group.tense != Tense::Order && group.tense != Tense::Bare {
            group.subject = carried(doc, clause, groups.last()).unwrap_or(group.subject);
        }
        let joined = doc.words.is_at(clause.start, words!("and but or")) && at == lead;
        if let Some(last) = groups.last().filter(|g| group.tense == Tense::Bare && joined && g.passive) {
            group.tense = last.tense;
        }
        groups.push(group);
        (from, at) = (end, end);
    }
}

/// The subject of a clause that has none of its own: that of the clause it goes on from ("…, and knocked it over"), or
/// the one before what was put in ("Nordlink, whose masts we use, is off the air").
fn carried(doc: &Doc, clause: &Range<usize>, last: Option<&Group>) -> Option<Range<usize>> {
    let words = &doc.words;
    let number = words[clause.start].clause;
    let same = |at: usize| words[at].sentence == words[clause.start].sentence;
    if words.is_at(clause.start, words!("and but or then")) {
        return last.filter(|g| same(g.verbs.start)).map(|g| g.subject.clone());
    }
    let beside = doc.clauses[..number].last().filter(|c| same(c.start))?;
    let named =
        beside.len() <= 3 && beside.clone().all(|i| doc.text.cut(words[i].start..).starts_with(is_upper));
    let put_in = words.is_at(beside.start, words!("a our the where which who whose")) || named;
    let before = doc.clauses[..number - 1].last().filter(|c| put_in && same(c.start))?;
    last.is_none_or(|g| g.verbs.start < before.start || g.verbs.start >= beside.start).then(|| before.clone())
}

/// The group that starts at word `at`, with the end of its verbs.
fn group_at(doc: &Doc, at: usize, from: usize, clause: &Range<usize>) -> Option<(usize, Group)> {
    let word = doc.words.get(at).filter(|w| w.voice == Voice::Ours)?;
    let month = word.norm == "may" && at > 0 && doc.words.is_at(at - 1, PREPOSITIONS);
    let helper = !month && (word.is(BE) || word.is(HAVE) || word.is(DO) || word.is(WILL) || word.is(MAY));
    let mut group = if helper {
        helped(doc, at, clause.end)?
    } else if word.is(GET)
        && at > from
        && at + 1 < clause.end
        && doc.words.get(at + 1).is_some_and(|w| w.form.is_participle() && w.has_any(DONE))
    {
        // "A new one gets fitted."
        let tense = if word.is(PAST_HELPERS) { Tense::Past } else { Tense::Present };
        Group { passive: true, ..plain(at..at + 2, tense) }
    } else if word.is(SEEM) && at > from && at + 1 < clause.end {
        let tense = if word.is(PAST_HELPERS) { Tense::Past } else { Tense::Present };
        Group { copula: true, ..plain(at..at + 1, tense) }
    } else {
        finite(doc, at, from, clause)?
    };
    group.subject = from..at;
    group.rest = group.verbs.end..clause.end;
    let near = &doc.words[from..group.verbs.end];
    // "Dark without power after a tree came down": what stands before "after" is denied of something else.
    let under = near.iter().rposition(|w| w.is(SUBORDINATE)).map_or(0, |i| i + 1);
    let near = &near[under..];
    group.negated = near.iter().any(Word::negates) && !near.any_is(words!("only"))
        || doc.words.is_at(group.verbs.end, words!("never no not"))
        || doc.words.is_at(group.verbs.end, words!("currently now still"))
            && doc.words.is_at(group.verbs.end + 1, words!("no not"));
    Some((group.verbs.end, group))
}

fn plain(verbs: Range<usize>, tense: Tense) -> Group {
    Group {
        subject: 0..0,
        verbs,
        rest: 0..0,
        tense,
        passive: false,
        copula: false,
        negated: false,
        unsure: false,
        hypothetical: false,
    }
}

/// "has been fixed", "will come", "is back": helpers, and the verb after them where there is one.
fn helped(doc: &Doc, at: usize, end: usize) -> Option<Group> {
    let words = &doc.words;
    let (mut last, mut i) = (at, at + 1);
    let mut future = words.is_at(at, words!("ought shall should will"));
    let mut perfect = words.is_at(at, HAVE);
    let past = words.is_at(at, PAST_HELPERS);
    let unsure = words.is_at(at, MAY) || words.is_at(at, words!("would"));
    while i < end {
        let word = &words[i];
        let to = word.is(words!("to"))
            && words.is_at(
                last,
                words!(
                    "able are be due expected going had has have is likely ought planned scheduled set used"
                ),
            );
        let chain =
            word.is(words!("able be been being due expected going has have likely planned scheduled set"));
        future |= word.is(words!("due expected going likely planned scheduled set"));
        perfect |= word.is(HAVE) && words.is_at(at, WILL);
        if chain && !word.is(words!("have"))
            || word.is(words!("have"))
                && words.is_at(last, words!("also could may might must not should to will would"))
        {
            last = i;
        } else if !(to || word.is(BETWEEN) || word.norm.ends_with("ly") && word.norm.len() > 4) {
            break;
        }
        i += 1;
    }
    let tense = match () {
        () if words.is_at(at, words!("be been being having")) => Tense::Bare,
        () if future => Tense::Future,
        () if perfect && !past => Tense::Perfect,
        () if past => Tense::Past,
        () => Tense::Present,
    };
    let bare = Group { unsure, ..plain(at..last + 1, tense) };
    let be = words.is_at(last, BE);
    let Some(verb) = words[..end].get(i) else { return Some(Group { copula: be, ..bare }) };
    let after_be = be && (verb.form.is_participle() || verb.form == Form::Ing);
    let after_have = words.is_at(last, HAVE) && (verb.form.is_participle() || verb.norm.ends_with("en"));
    let after_modal = !be
        && (words.is_at(last, WILL)
            || words.is_at(last, MAY)
            || words.is_at(last, DO)
            || words.is_at(i - 1, words!("to")));
    let state = be && (verb.has(Class::Well) || verb.has(Class::Ill)) && !verb.form.is_participle();
    if state || !(after_be || after_have || after_modal && !verb.is(DETERMINERS)) {
        return Some(Group { copula: be, ..bare });
    }
    let passive = be && verb.form.is_participle();
    Some(Group { unsure, passive, ..plain(at..i + 1, tense) })
}

/// A verb without helpers.
fn finite(doc: &Doc, at: usize, from: usize, clause: &Range<usize>) -> Option<Group> {
    let words = &doc.words;
    let word = &words[at];
    let verb = word.has_any(classes!(
        Class::Verb,
        Class::Mend,
        Class::Recover,
        Class::Fail,
        Class::Harm,
        Class::Tell
    ));
    let past = matches!(word.form, Form::Past) || word.form.is_participle() || word.has(Class::Past);
    if !(verb || past && word.norm.len() > 3) || word.norm.ends_with("'s") {
        return None;
    }
    let next = words[..clause.end].get(at + 1);
    let of = next.is_some_and(|n| n.is(words!("of")));
    if of && matches!(word.form, Form::S | Form::Plain) && !word.has(Class::Tell) {
        return None;
    }
    if at == from {
        return opens(doc, at, clause, next);
    }
    let before = &words[at - 1];
    let open = before.is(DETERMINERS) && !before.is(PRONOUNS)
        || before.is(PREPOSITIONS)
        || before.has(Class::Ill) && before.form == Form::Plain && at - from < 2
        || before.norm.ends_with("'s") && !before.is(words!("it's"));
    if open {
        return None;
    }
    let noun_follows = next.is_some_and(|n| n.is(BE) || n.is(HAVE) || n.is(WILL) || n.is(MAY));
    match word.form {
        Form::Participle => Some(Group { passive: true, ..plain(at..at + 1, Tense::Bare) }),
        Form::Past => Some(plain(at..at + 1, Tense::Past)),
        Form::Ed => {
            let by = next.is_some_and(|n| n.is(words!("by")));
            Some(if by {
                Group { passive: true, ..plain(at..at + 1, Tense::Bare) }
            } else {
                plain(at..at + 1, Tense::Past)
            })
        }
        Form::S if verb && !noun_follows && !before.is(words!("i they we you")) => {
            Some(plain(at..at + 1, Tense::Present))
        }
        Form::Plain if verb && !noun_follows => {
            let many = before.is(words!("i people that they to we which who you"))
                || before.norm.ends_with('s') && !before.has(Class::Ill)
                || before.is(words!("again also now still"));
            (many && !before.is(words!("to"))).then(|| plain(at..at + 1, Tense::Present))
        }
        _ if word.has(Class::Past) && word.form == Form::Plain => Some(plain(at..at + 1, Tense::Past)),
        _ => None,
    }
}

/// A verb that opens its clause: an order, or a participle without its helper.
fn opens(doc: &Doc, at: usize, clause: &Range<usize>, next: Option<&Word>) -> Option<Group> {
    let word = &doc.words[at];
    let starts = at == clause.start || doc.words.is_at(at - 1, words!("and or please then"));
    if !starts {
        return None;
    }
    // "…, our cleaning firm, locked the building": it goes on with a subject that stands before.
    let inside = clause.start > doc.sentence_of(at).start;
    let governs = next.is_some_and(|n| n.is(DETERMINERS) || n.is(words!("everything it me them us")));
    match word.form {
        Form::Past if inside => Some(plain(at..at + 1, Tense::Past)),
        Form::Ed if inside && governs => Some(plain(at..at + 1, Tense::Past)),
        Form::Plain
            if next.is_none_or(|n| {
                n.is(DETERMINERS) || n.is(PREPOSITIONS) || n.is(words!("again back it me out them up us"))
            }) =>
        {
            Some(plain(at..at + 1, Tense::Order))
        }
        Form::Ed | Form::Participle
            if next.is_none_or(|n| n.is(PREPOSITIONS) || n.is(words!("again and now today tomorrow"))) =>
        {
            Some(Group { passive: true, ..plain(at..at + 1, Tense::Bare) })
        }
        _ => None,
    }
}

/// The head of a noun phrase: its last word before what hangs on it.
pub(crate) fn head(doc: &Doc, phrase: &Range<usize>) -> Option<usize> {
    let core = core(doc, phrase);
    core.clone().rev().find(|&i| !doc.words[i].norm.ends_with("ly") && !doc.words.is_at(i, BETWEEN))
}

/// A noun phrase without what hangs on it: "a severed cable" of "In Perth a severed cable near the bridge".
pub(crate) fn core(doc: &Doc, phrase: &Range<usize>) -> Range<usize> {
    let words = &doc.words;
    let skipped = words!("and as because but it's now sadly since so that then unfortunately when");
    let mut start = phrase.start;
    while start < phrase.end && words.is_at(start, skipped) {
        start += 1;
    }
    if words.is_at(start, PREPOSITIONS) {
        let fresh = (start + 2..phrase.end).find(|&i| {
            let begins = words.is_at(i, DETERMINERS) || words.is_at(i, PRONOUNS);
            begins && !(words.is_at(i, words!("other")) && words.is_at(i - 1, PREPOSITIONS))
        });
        start = fresh.unwrap_or(start);
    }
    if words.is_at(start, words!("all another any both each many most one part parts several some three two"))
        && words.is_at(start + 1, words!("of"))
        && start + 2 < phrase.end
    {
        start += 2;
    }
    let hangs = words!("i that they we when where which who whose you");
    let doing = |i: usize| {
        words[i].form == Form::Ing
            && (words.is_at(i + 1, DETERMINERS)
                || words.is_at(i, words!("affecting carrying causing holding hosting running serving using")))
    };
    let end = (start + 1..phrase.end)
        .find(|&i| doing(i) || words.is_at(i, PREPOSITIONS) || words.is_at(i, hangs))
        .unwrap_or(phrase.end);
    start..end.max(start)
}

#[cfg(test)]
mod tests;
