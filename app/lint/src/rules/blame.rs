//! Fault put on suppliers, other teams, persons or the customers' own traffic.

mod accused;
mod firms;

use super::{Hit, Rewrite, denied};
use crate::data::data;
use crate::findings::{Phase, Rule};
use crate::grammar::Tense;
use crate::lexicon::Class;
use crate::lexicon::meaning::Form;
use crate::phrase::sets;
use crate::text::Doc;
use crate::word_list::{Words, words};
use std::ops::Range;

const WHY: &str =
    "This puts the fault on somebody else; customers bought from us, so say what we do about it.";

sets! {"blame/phrases.txt":
    SUPPLIERS = "suppliers",
    NAMED = "named",
    OTHERS = "others",
    HELPFUL = "helpful",
    GOOD = "good",
    HARMFUL = "harmful",
    OURS = "ours",
}

const CUSTOMER_SIDE: Words = Words::new(data!("blame/phrases.txt", "customer-side"));

/// Finds blame; a post-mortem may name causes, but shifts none either.
pub(super) fn find(doc: &Doc, phase: Phase, hits: &mut Vec<Hit>) {
    // Announcements of planned work name what is ours.
    let own_page = own_page(doc) || brings_back(doc) || phase == Phase::Maintenance;
    for sentence in &doc.sentences {
        if OURS.any(doc, sentence) {
            continue;
        }
        for words in blamed(doc, sentence, own_page) {
            if !refuted(doc, &words) {
                hits.push(blame(doc, words));
            }
        }
    }
}

/// Whether a verb says that somebody helps.
pub(super) fn helps(doc: &Doc, verb: usize) -> bool {
    HELPFUL.at(doc, verb, verb + 1).is_some()
}

/// What a sentence blames, in each shape that blame has.
fn blamed(doc: &Doc, sentence: &Range<usize>, own_page: bool) -> Vec<Range<usize>> {
    let mut found = SUPPLIERS.all(doc, sentence);
    found.extend(OTHERS.all(doc, sentence));
    for i in sentence.clone() {
        found.extend(singled_out(doc, i, sentence));
    }
    if !own_page {
        for i in sentence.clone() {
            found.extend(company_acts(doc, i));
        }
    }
    found.extend(accused::accusations(doc, sentence, own_page));
    if !own_page {
        for i in sentence.clone() {
            found.extend(accused::possession(doc, i));
        }
    }
    for clause in doc.clauses_of(sentence) {
        found.extend(accused::apposed(doc, clause).or_else(|| accused::labelled(doc, clause)));
    }
    found.retain(|r| !customers(doc, r) && !is_device(doc, r));
    if !own_page {
        found.extend(NAMED.all(doc, sentence).into_iter().filter(|r| !product(doc, r)));
    }
    found
}

/// Blame in an aside goes with it; else the clause says what is our job.
fn blame(doc: &Doc, words: Range<usize>) -> Hit {
    let mut rewrites = vec![Rewrite::DropClause, Rewrite::DropSentence];
    match super::root_cause::aside_around(doc, words.end - 1) {
        Some(aside) => {
            rewrites.insert(0, Rewrite::Drop);
            Hit::new(Rule::Blame, aside, WHY, rewrites)
        }
        None => Hit::new(Rule::Blame, words, WHY, rewrites),
    }
}

/// "A colleague unplugged it", "the design team shipped it untested", "our vendor shipped a faulty update":
/// a person, a team or a supplier that did harm.
fn singled_out(doc: &Doc, i: usize, sentence: &Range<usize>) -> Option<Range<usize>> {
    let words = &doc.words;
    let start = i.checked_sub(1).filter(|a| *a >= sentence.start).unwrap_or(i);
    let lead = |list: Words| (i.saturating_sub(3).max(sentence.start)..i).any(|a| words.is_at(a, list));
    let of_ours = words.is_at(i + 1, words!("at from in of on"));
    let verb = i + 1 + if of_ours { 2 } else { 0 };
    let end = doc.clause_of(i).end.min(verb + 4);
    let harm = |at: usize| at < end && HARMFUL.at(doc, at, end).is_some();
    let word = &words[i];
    let customer =
        word.is(words!("client customer merchant partner tenant user visitor")) && lead(words!("one single"));
    if word.has(Class::Person) || customer {
        let many = word.norm.ends_with('s');
        let one = lead(if many { words!("one") } else { words!("a an another one") });
        let had =
            words.is_at(verb, words!("had")) && words.get(verb + 1).is_some_and(|w| w.form.is_participle());
        let verb = verb + usize::from(had);
        let past = words.get(verb).is_some_and(|w| {
            w.norm.ends_with("ed") || w.has(Class::Past) || matches!(w.form, Form::Past | Form::Ed)
        });
        let did = (one || word.is(words!("somebody someone"))) && past && verb < end;
        let kind = did && HELPFUL.at(doc, verb, end).is_some();
        let accused = lead(words!("a an one our the")) && (verb..end).any(harm);
        return (did && !kind || accused).then_some(start..end);
    }
    if word.has(Class::Vendor) || word.has(Class::Outsider) || word.has(Class::Company) {
        // "The gateway dropped them": a part of ours, unless it is told apart.
        let other = !word.is(accused::MAYBE_US);
        let theirs =
            word.has(Class::Company) || lead(words!("one our their")) || other && lead(words!("a the"));
        let reach = doc.clause_of(i).end.min(verb + if of_ours { 4 } else { 2 });
        let harmed = (verb..reach).find(|&at| HARMFUL.at(doc, at, doc.clause_of(i).end).is_some());
        let after = words[i..doc.sentence_of(i).end.min(i + 8)].iter();
        let repaired =
            after.into_iter().any(|w| w.is(words!("fix fixes mitigation patch solution workaround")));
        return harmed.filter(|_| theirs && !repaired).map(|at| start..(at + 1).max(end));
    }
    let team = word.is(words!("team")) && start < i && lead(words!("a another other our the"));
    let which = team && !words.is_at(start, words!("engineering our support systems technical the whole"));
    (which && harm(verb)).then_some(start..end)
}

/// "Telia's backbone is flapping", "Apple took it down": a company that does something, and no good.
fn company_acts(doc: &Doc, i: usize) -> Option<Range<usize>> {
    let words = &doc.words;
    let clause = doc.clause_of(i);
    let lead = clause.start..i;
    let opens = words[lead].iter().all(|w| w.is(words!("and as because but since so the while")));
    if !words.has_at(i, Class::Company) || !opens {
        return None;
    }
    let owned = usize::from(words[i].norm.ends_with("'s")) * 2;
    let verb = (i + 1..(i + 2 + owned).min(clause.end)).find(|&at| {
        let word = &words[at];
        word.is(words!("are did does has have is was were"))
            || word.has(Class::Past)
            || word.norm.ends_with("ed")
    })?;
    let end = clause.end.min(verb + 4);
    (!GOOD.any(doc, &(verb..end))).then_some(i..end)
}

/// "Not an outage at our provider."
fn refuted(doc: &Doc, range: &Range<usize>) -> bool {
    let own = doc.words[range.clone()].iter().any(|w| w.negates());
    !own && denied(doc, range.start, 3)
}

/// "The gateway dropped them", "the gas regulator is broken": a thing that is called as a firm may be.
fn is_device(doc: &Doc, range: &Range<usize>) -> bool {
    let words = &doc.words;
    let near = range.start..range.end.min(range.start + 4);
    let thing = near.clone().any(|i| words[i].norm == "gateway" || words[i].norm == "regulator");
    thing && !words.any_in(near, words!("our their"))
}

/// "When that is put right we will bring the lifts back": who does that speaks of what is theirs.
fn brings_back(doc: &Doc) -> bool {
    doc.groups.iter().any(|g| {
        let we = doc.words.any_in(g.subject.clone(), words!("we"));
        let back = doc.words.any_in(g.rest.clone(), words!("back"));
        we && back && g.tense == Tense::Future && doc.words.is_at(g.main(), words!("bring get have put"))
    })
}

/// Whether what is said of one sentence hangs on the others.
pub(super) fn reads_the_whole(doc: &Doc) -> bool {
    own_page(doc) || brings_back(doc)
}

/// A supplier's own page speaks of itself in the third person, and of nobody else.
fn own_page(doc: &Doc) -> bool {
    let others =
        |w: &crate::text::Word| w.has(Class::Ours) || w.is(words!("provider their them they upstream"));
    let hard = |w: &crate::text::Word| w.is(words!("broke fault outage outages problems"));
    !doc.words.iter().any(|w| others(w) || hard(w))
        && doc
            .words
            .iter()
            .any(|w| w.is(words!("aware engineers experiencing implemented investigating working")))
}

/// "Our providers", "carriers that book with us", "vendors on our marketplace": customers, not suppliers.
fn customers(doc: &Doc, range: &Range<usize>) -> bool {
    let first = &doc.words[range.start];
    let plural = first.is(words!("carriers contractors hosts providers suppliers telcos vendors"));
    let bare = range.start == doc.clause_of(range.start).start;
    let clause = doc.clause_of(range.start);
    let yours = doc.words.any_in(clause.start..range.end, words!("you your"));
    let dative = range.start > clause.start && doc.words.is_at(range.start - 1, words!("for of to"));
    let compound = range.clone().any(|i| {
        (doc.words.has_at(i, Class::Vendor) || doc.words.has_at(i, Class::Outsider))
            && doc.words.is_at(i + 1, words!("account accounts app apps area dashboard directory holiday holidays invoices list login logins page pages portal portals profiles search"))
    });
    plural && (bare || dative) || yours && first.has(Class::Vendor) || compound
}

/// Whether the name is that of something customers use: "sign-in with Google", "the GitHub integration".
fn product(doc: &Doc, range: &Range<usize>) -> bool {
    let words = &doc.words;
    let sentence = doc.sentence_of(range.start);
    let fault_follows = words.any_has(range.end..words.len().min(range.end + 3), Class::Fault);
    let compound = range.len() > 1
        && !fault_follows
        && words.has_at(range.end - 1, Class::Company)
        && words.get(range.end).is_some_and(|w| {
            w.clause == words[range.end - 1].clause
                && w.has_no_function()
                && !w.norm.ends_with("ing")
                && !w.is(words!("engineers infrastructure internal network services systems team"))
        });
    let via = words.any_in(
        range.start.saturating_sub(1).max(sentence.start)..range.start,
        words!("behind by for from into on over through to using via with"),
    );
    let inside = range.start + 1..range.end;
    let next = range.end..doc.clause_of(range.end - 1).end.min(range.end + 1).max(range.end);
    compound
        || words.any_in(
            range.start.saturating_sub(3).max(sentence.start)..range.start,
            words!("through using via"),
        )
        || via && words.has_at(range.start, Class::Company)
        || words[inside].iter().chain(&words[next]).any(|w| w.is(CUSTOMER_SIDE))
}

#[cfg(test)]
mod tests {
    use super::super::examples;

    #[test]
    fn examples() {
        examples::check(crate::Rule::Blame, include_str!("blame/examples.txt"));
    }
}
