//! What happened, or what we did, right before something was bad.

use super::sentences::is_thing;
use crate::grammar::{Group, Tense, head};
use crate::lexicon::{Class, classes};
use crate::text::Doc;
use crate::word_list::words;
use std::ops::Range;

/// "Lines are dead after a tree fell on the exchange": something happened, and then it was bad.
pub(super) fn came_before(doc: &Doc, group: &Group, sentence: &Range<usize>) -> Option<Range<usize>> {
    let words = &doc.words;
    let under = group.is_under(doc, words!("after since when"))
        && group.tense == Tense::Past
        && !group.passive
        && !group.copula;
    let thing = head(doc, &group.subject)
        .filter(|&i| is_thing(&words[i]) && !words.is_at(i, words!("it they we you")))?;
    let before = doc.groups_in(&(sentence.start..group.subject.start));
    let bad = before.iter().any(|g| {
        let main = &words[g.main()];
        let near = g.rest.start..g.rest.end.min(g.rest.start + 2);
        let ill = words[near]
            .iter()
            .any(|w| w.has(Class::Ill) || w.is(words!("dark down empty gone off offline out silent")));
        main.has(Class::Fail) || main.is(words!("disappeared stopped vanished went")) || g.copula && ill
    });
    (under && bad && thing + 1 >= group.subject.start).then_some(group.subject.start..group.verbs.end)
}

/// "They were dropped when we moved to the new gradebook": what we did before it was bad.
pub(super) fn our_move(doc: &Doc, group: &Group, sentence: &Range<usize>) -> Option<Range<usize>> {
    let words = &doc.words;
    let moved = words.is_at(group.main(), words!(
        "changed deployed installed introduced merged migrated moved raised released replaced swapped switched updated upgraded went"
    ));
    let we = words.is_at(group.verbs.start.saturating_sub(1), words!("we"))
        && group.is_under(doc, words!("after as since when"))
        && matches!(group.tense, Tense::Past);
    let before = doc.groups_in(&(sentence.start..group.subject.start));
    let bad = before.iter().any(|g| {
        let main = &words[g.main()];
        let broken = main.has_any(classes!(Class::Fail, Class::Ill))
            || g.passive && main.has(Class::Harm)
            || g.negated;
        broken
            && !words.any_has(g.subject.clone(), Class::Fault)
            && !words.any_in(g.subject.clone(), words!("we"))
    });
    (we && moved && bad && !group.negated).then_some(group.subject.start..group.verbs.end)
}
