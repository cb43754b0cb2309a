//! Sentences said another way: what happened without who did it, what is not back without when.

use crate::grammar::{Tense, core};
use crate::lexicon::Class;
use crate::lexicon::meaning::Form;
use crate::text::{Ask, Cut, Doc, joined};
use crate::words::words;
use std::ops::Range;

/// A longer object is more than a noun phrase.
const OBJECT_WORDS_MAX: usize = 14;

/// "The import wiped all lists" as "All lists were wiped": the clause, and its words without the cause.
pub(crate) fn without_cause(doc: &Doc, hit: &Range<usize>) -> Option<(Range<usize>, String)> {
    let words = &doc.words;
    let clause = doc.clause_of(hit.start);
    let [group] = doc.groups_in(&clause) else { return None };
    let main = &words[group.main()];
    let whole = clause.start..clause.end;
    let open = words.is_at(clause.start, words!("and but so because since as"));
    if group.passive
        || group.copula
        || group.negated
        || open
        || !main.has(Class::Harm)
        || hit.end > clause.end
    {
        return None;
    }
    let particle = words.is_at(group.verbs.end, words!("out down off over up offline"));
    let object = group.verbs.end + usize::from(particle)..clause.end;
    let first = words.get(object.start).filter(|_| !object.is_empty() && object.len() <= OBJECT_WORDS_MAX)?;
    let named = !first
        .is(words!("it them us you me this that to into in on at by with for off out down over of your"))
        && !first.norm.ends_with("ly");
    // What follows the object must not hang on who did it.
    let tail = words[object.clone()]
        .any_is(words!("which that who because after by with without offline blank dark down unreachable"));
    let safe = main.is(words!(
        "wiped wipe wipes deleted deletes emptied floored flipped disabled blocked blocks overwrote corrupted damaged \
         destroyed severed crushed overloaded overwhelmed exhausted interrupted interrupts disrupted slowed upset \
         scrambled lost dropped misrouted rejected halted paralysed paralyzed crippled mispriced erased swamped \
         delayed doubled cut taken took knocked brought stopped jammed broke broken"
    )) && main.form != Form::Plain;
    let part = words[core(doc, &object)].iter().any(|w| w.has(Class::Part) || w.has(Class::Event));
    if !named || tail || !safe || part {
        return None;
    }
    let plural = is_plural(doc, &object);
    let be = match group.tense {
        Tense::Past if plural => "were",
        Tense::Past => "was",
        Tense::Perfect if plural => "have been",
        Tense::Perfect => "has been",
        _ => return None,
    };
    let text = |r: Range<usize>| doc.text.cut(doc.bytes(&r));
    let done = participle(&main.norm);
    let out =
        if particle { joined(&[" ", text(group.verbs.end..group.verbs.end + 1)]) } else { String::new() };
    Some((whole, joined(&[text(object), " ", be, " ", done, &out])))
}

fn participle(norm: &str) -> &str {
    match norm {
        "overwrote" => "overwritten",
        "took" => "taken",
        "broke" => "broken",
        other => other,
    }
}

/// "Search should be back by noon" as "Search is not back yet": from its verb on.
pub(crate) fn not_yet(doc: &Doc, times: &Range<usize>) -> Option<(Range<usize>, String)> {
    let words = &doc.words;
    let clause = doc.clause_of(times.start);
    let all = doc.groups_in(&clause);
    let group = all.first().filter(|g| all.len() == 1 && g.copula && !g.negated && !g.unsure)?;
    let future = group.tense == Tense::Future && words.is_at(group.verbs.start, words!("will should shall"));
    let state = group.rest.start;
    let well = words.get(state).filter(|w| {
        w.is(words!("back available working restored online usable reachable operational ready live accessible open running complete sorted delivered finished"))
    })?;
    let plain = (state + 1..times.start).all(|i| words.is_at(i, words!("again fully online")));
    let subject = core(doc, &(clause.start..group.verbs.start));
    let last = times.end == clause.end && subject.start == clause.start;
    if !future
        || !plain
        || !last
        || subject.is_empty()
        || words.is_at(subject.start, words!("we they who which there"))
    {
        return None;
    }
    let be = if is_plural(doc, &subject) { "are" } else { "is" };
    Some((group.verbs.start..times.end, joined(&[be, " not ", doc.text.cut(well.start..well.end), " yet"])))
}

/// Whether a noun phrase is of several.
fn is_plural(doc: &Doc, phrase: &Range<usize>) -> bool {
    let core = core(doc, phrase);
    let head = crate::grammar::head(doc, phrase);
    let many = words!("all both several many most some we they you people these those two three four five");
    let said = |i: usize| {
        let norm = doc.words[i].norm.as_str();
        norm.ends_with('s')
            && !norm.ends_with("ss")
            && !norm.ends_with("us")
            && !norm.ends_with("is")
            && !norm.ends_with("'s")
            || doc.words.is_at(i, words!("people staff data_sets children"))
    };
    let and = doc.words.any_in(core.clone(), words!("and"));
    and || doc.words.is_at(core.start, many) && !doc.words.is_at(core.start, words!("some most all"))
        || head.is_some_and(said)
}
