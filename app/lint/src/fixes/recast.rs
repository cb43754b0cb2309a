//! Sentences said another way: what happened without who did it, what is not back without when.

use crate::grammar::{Tense, core};
use crate::lexicon::Class;
use crate::lexicon::meaning::Form;
use crate::text::{Ask, Cut, Doc, joined};
use crate::word_list::words;
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
    let open = words.is_at(clause.start, words!("and as because but since so"));
    if group.passive
        || group.copula
        || group.negated
        || open
        || !main.has(Class::Harm)
        || hit.end > clause.end
    {
        return None;
    }
    let particle = words.is_at(group.verbs.end, words!("down off offline out over up"));
    let object = group.verbs.end + usize::from(particle)..clause.end;
    let first = words.get(object.start).filter(|_| !object.is_empty() && object.len() <= OBJECT_WORDS_MAX)?;
    let named = !first
        .is(words!("at by down for in into it me of off on out over that them this to us with you your"))
        && !first.norm.ends_with("ly");
    // What follows the object must not hang on who did it.
    let tail = words[object.clone()]
        .any_is(words!("after because blank by dark down offline that unreachable which who with without"));
    let safe = main.is(words!(
        "blocked blocks broke broken brought corrupted crippled crushed cut damaged delayed deleted deletes \
         destroyed disabled disrupted doubled dropped emptied erased exhausted flipped floored halted \
         interrupted interrupts jammed knocked lost mispriced misrouted overloaded overwhelmed overwrote \
         paralysed paralyzed rejected scrambled severed slowed stopped swamped taken took upset wipe wiped wipes"
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
    let future = group.tense == Tense::Future && words.is_at(group.verbs.start, words!("shall should will"));
    let state = group.rest.start;
    let well = words.get(state).filter(|w| {
        w.is(words!("accessible available back complete delivered finished live online open operational reachable ready restored running sorted usable working"))
    })?;
    let plain = (state + 1..times.start).all(|i| words.is_at(i, words!("again fully online")));
    let subject = core(doc, &(clause.start..group.verbs.start));
    let last = times.end == clause.end && subject.start == clause.start;
    if !future
        || !plain
        || !last
        || subject.is_empty()
        || words.is_at(subject.start, words!("there they we which who"))
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
    let many = words!("all both five four many most people several some these they those three two we you");
    let said = |i: usize| {
        let norm = doc.words[i].norm.as_str();
        norm.ends_with('s')
            && !norm.ends_with("ss")
            && !norm.ends_with("us")
            && !norm.ends_with("is")
            && !norm.ends_with("'s")
            || doc.words.is_at(i, words!("children data_sets people staff"))
    };
    let and = doc.words.any_in(core.clone(), words!("and"));
    and || doc.words.is_at(core.start, many) && !doc.words.is_at(core.start, words!("all most some"))
        || head.is_some_and(said)
}
