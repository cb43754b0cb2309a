//! Causes that the grammar of a sentence tells: who broke what, what is broken, what was swapped.

use super::super::{Hit, Rewrite};
use super::earlier::{came_before, our_move};
use super::{SEARCHING, bare, deeds, story};
use crate::findings::Rule;
use crate::grammar::{Group, Tense, core, head};
use crate::lexicon::{Class, classes};
use crate::text::{Ask, Cut, Doc, Word};
use crate::word_list::{Words, words};
use std::ops::Range;

/// Words that are the problem over again, not its cause.
pub(super) const SYMPTOMS: Words = words!(
    "app backlog checkout degradation delay delays disruption disruptions error errors incident incidents \
     interruption interruptions issue issues it latency login logins outage outages page pages problem problems \
     queue queues search service services site that there they this we website what which who you"
);
/// Verbs that harm only with a cause before them: they have mild readings.
const MILD: Words = words!(
    "bring brings brought change changed cut cuts delay delayed delays double doubled drag drop dropped drops \
     force forced forces held hold holds keep lead leads leave leaves led left lock locked locks lose loses lost \
     made make makes put puts render rendered renders reset resets slow slowed slows stop stopped stops swap \
     swapped switch"
);
/// Parts by whose names customers know what they use.
const KNOWN_PARTS: Words = words!(
    "air backend batteries battery belt board boards boiler charger chargers clock cluster clusters component \
     controller cooling database databases disk disks domain domains driver electricity fan filter filters \
     heater host hosts index job jobs lamp lamps library licence license lift link links lists lock mains memory \
     modem modems module modules network networks plug power process queue router routers rule rules script \
     server servers socket sockets software storage transmitter tuner uplink water worker"
);

/// The causes that a sentence tells.
pub(super) fn causes(doc: &Doc, sentence: &Range<usize>) -> Vec<Range<usize>> {
    let groups = doc.groups_in(sentence);
    let mut found = Vec::new();
    for group in groups.iter().filter(|g| speaks_of_now(doc, g)) {
        found.extend(find_cause(doc, group));
    }
    for i in sentence.clone() {
        found.extend(ill_part(doc, i, sentence));
    }
    found.extend(with_it_broken(doc, sentence));
    for group in groups {
        found.extend(our_move(doc, group, sentence));
        found.extend(came_before(doc, group, sentence).or_else(|| deeds::find_cause(doc, group, sentence)));
        found.extend(story::find_cause(doc, group, sentence));
    }
    for clause in doc.clauses_of(sentence) {
        let aside = thrown_in(doc, clause).or_else(|| explained(doc, clause));
        found.extend(aside.or_else(|| bare::find_cause(doc, clause)));
    }
    found
}

fn speaks_of_now(doc: &Doc, group: &Group) -> bool {
    let open = group.hypothetical || group.unsure || matches!(group.tense, Tense::Future | Tense::Order);
    // "The error says that the key has expired": what a message says.
    let quoted = doc
        .words
        .any_in(doc.sentence_of(group.verbs.start).start..group.verbs.start, words!("message reads says"))
        && doc.words.any_in(group.subject.clone(), words!("error message that"));
    let yours = quoted || doc.words.any_in(group.subject.clone(), words!("if planned scheduled you your"));
    !open && !yours && !asks(doc, &group.subject)
}

pub(super) fn asks(doc: &Doc, range: &Range<usize>) -> bool {
    doc.words.any_in(range.clone(), SEARCHING)
}

fn find_cause(doc: &Doc, group: &Group) -> Option<Range<usize>> {
    let words = &doc.words;
    let main = &words[group.main()];
    let subject = core(doc, &group.subject);
    let thing = head(doc, &group.subject).filter(|&i| !words.is_at(i, SYMPTOMS));
    if let Some(thing) = thing.filter(|_| !group.negated && !group.passive && !group.copula) {
        let broken = ill_in(doc, &subject);
        let acts = can_break(&words[thing]) || broken;
        let believed = words.any_in(
            doc.sentence_of(group.verbs.start).start..subject.start,
            words!("believe guess reckon suspect think"),
        );
        let mild = main.is(MILD) && !broken && !believed && !words.has_at(thing, Class::Event);
        let indefinite = words.is_at(subject.start, words!("a an another some"))
            && is_thing(&words[thing])
            && subject.clone().all(|i| super::HARMLESS.at(doc, i, subject.end).is_none());
        let someone = (words.has_at(thing, Class::Person) || words.has_at(thing, Class::Crew))
            && (indefinite
                || words.is_at(thing, words!("somebody someone"))
                || words.is_at(subject.start, words!("a an")));
        let acts = acts || indefinite || someone && main.has(Class::Harm) && !main.has(Class::Mend);
        if main.has(Class::Harm) && acts && !mild && !group.rest.is_empty() && !ours(doc, &subject) {
            return Some(subject.start..group.verbs.end);
        }
    }
    let anybody = words!("somebody someone");
    if intrudes(doc, group)
        && thing.is_some_and(|i| is_thing(&words[i]) || words.is_at(i, anybody))
        && !group.negated
    {
        return Some(subject.start..group.verbs.end + 1);
    }
    if let Some(agent) = agent(doc, group) {
        return Some(agent);
    }
    taken_back(doc, group).or_else(|| broken(doc, group, &subject, thing))
}

/// "Our batch broke it" is told by other rules; "we stopped it" is no cause.
fn ours(doc: &Doc, subject: &Range<usize>) -> bool {
    subject.end > 0 && doc.words.is_at(subject.end - 1, words!("i they we you"))
}

fn can_break(word: &Word) -> bool {
    word.has_any(classes!(Class::Part, Class::Change, Class::Event, Class::Internal, Class::Cause))
        && !word.is(words!("branch capacity code condition demand drill engineer fix flag human limit mistake move operator patch quota rain release rule rules test tree version water works"))
}

fn ill_in(doc: &Doc, range: &Range<usize>) -> bool {
    doc.words[range.clone()]
        .iter()
        .any(|w| w.has(Class::Ill) && !w.is(words!("back cut dead live missing wrong")))
}

/// "Emptied by a nightly import": a thing that no repair is done by.
fn agent(doc: &Doc, group: &Group) -> Option<Range<usize>> {
    let words = &doc.words;
    let by = group.rest.start;
    if !group.passive || group.negated || !words.is_at(by, words!("by")) {
        return None;
    }
    let main = &words[group.main()];
    let agent = core(doc, &(by + 1..group.rest.end));
    let last = head(doc, &(by + 1..group.rest.end))?;
    let harmed = main.has(Class::Harm)
        || main.has(Class::Fail)
        || main.is(words!("affected caught damaged emptied floored hit impacted tripped"));
    let mild = main.has(Class::Mend) && !harmed
        || main.is(words!("caused followed handled made processed provided run sent stopped used"));
    let thing = can_break(&words[last])
        || ill_in(doc, &agent)
        || words.any_has(agent.clone(), Class::Internal)
        || (words.is_at(agent.start, words!("a an"))
            || words.any_in(agent.clone(), words!("last new yesterday's")))
            && is_thing(&words[last])
            && !words.has_at(last, Class::Firm)
            && !words.has_at(last, Class::Fault);
    (harmed && thing && !mild && !words.is_at(last, SYMPTOMS)).then_some(group.verbs.start..last + 1)
}

/// Broken parts that a sentence says we mend: the word that says so can go.
pub(super) fn mended_parts(doc: &Doc, sentence: &Range<usize>) -> Vec<Hit> {
    let said = doc.groups_in(sentence).iter().filter(|g| !g.hypothetical && !asks(doc, &g.subject));
    let found = said.filter_map(|g| {
        let part = mended(doc, g, &core(doc, &g.subject))?;
        let ill = part.clone().find(|&i| ill_in(doc, &(i..i + 1)))?;
        let article = doc.words.is_at(ill.saturating_sub(1), words!("a an")) && ill > sentence.start;
        let next = doc.text.cut(doc.words.get(ill + 1)?.start..);
        let rewrite = if article {
            Rewrite::Replace(ill - 1..ill + 1, super::super::article(next).to_owned())
        } else {
            Rewrite::Replace(ill..ill + 1, String::new())
        };
        Some(Hit::new(Rule::RootCause, part, super::WHY, vec![rewrite]))
    });
    found.collect()
}

/// "The broken amplifier is being swapped", "we swapped the worn-out motor": told by its remedy.
fn mended(doc: &Doc, group: &Group, subject: &Range<usize>) -> Option<Range<usize>> {
    let words = &doc.words;
    let main = &words[group.main()];
    let removed = main.is(words!("deleted remove removed removes removing take taken took"));
    if !(main.has(Class::Mend) || removed) || group.negated {
        return None;
    }
    let object = if group.passive { subject.clone() } else { core(doc, &group.rest) };
    let last =
        object.clone().rev().find(|&i| words.has_at(i, Class::Part) || words.has_at(i, Class::Change))?;
    let ill = object.start..last;
    (ill_in(doc, &ill)).then_some(object.start..last + 1)
}

/// "A cooling unit has given up", "our backup generator did not start".
fn broken(doc: &Doc, group: &Group, subject: &Range<usize>, thing: Option<usize>) -> Option<Range<usize>> {
    let words = &doc.words;
    let main = &words[group.main()];
    let thing = thing?;
    let perishes = !group.negated && !group.copula && wears_out(doc, group) && is_thing(&words[thing]);
    if perishes && !matches!(group.tense, Tense::Bare) {
        return Some(subject.start..group.verbs.end);
    }
    if inside_name(doc, thing) && group.negated && main.is(words!("answer reply respond run start")) {
        return Some(subject.start..group.verbs.end);
    }
    if !words.has_at(thing, Class::Part) {
        return None;
    }
    let named = words.any_in(subject.clone(), words!("a an one our the two")) || subject.len() > 1;
    let hidden = !words.is_at(thing, KNOWN_PARTS)
        || words.any_in(
            subject.start.saturating_sub(2)..thing,
            words!("backend backup core database main one our primary web"),
        ) && !words.is_at(thing, words!("network networks"));
    if !named || !hidden {
        return None;
    }
    let fails = main.has(Class::Fail) && !main.has(Class::Mend) && !group.negated && !group.copula;
    let idle =
        group.negated && main.is(words!("boot charge come hold kick respond run spin start switch work"));
    let next = group.rest.start..group.rest.end.min(group.rest.start + 3);
    let ill = group.copula
        && !group.negated
        && words[next]
            .iter()
            .take_while(|w| !w.is(words!("again back up")))
            .any(|w| w.has(Class::Ill) || w.is(words!("down offline out")))
        && !words.any_in(group.rest.clone(), words!("print stamps step stock"));
    (fails || idle || ill).then_some(subject.start..group.verbs.end + usize::from(ill))
}

/// "A faulty UPS", wherever it stands, unless it is looked for, denied or yours.
fn ill_part(doc: &Doc, i: usize, sentence: &Range<usize>) -> Option<Range<usize>> {
    let words = &doc.words;
    let ill = &words[i];
    let weak = words!("bad disconnected frozen incorrect old wrong");
    if !ill.has(Class::Ill) || ill.voice != crate::text::Voice::Ours || ill.is(words!("back cut missing")) {
        return None;
    }
    let end = doc.clause_of(i).end.min(i + 4);
    let data = words!(
        "batch change entry feed file files import key message page_file patch payload query record records release row template update"
    );
    let spoilt = ill.is(words!(
        "bad botched broken buggy corrupt corrupted faulty malformed misconfigured poisoned runaway untested"
    ));
    let part = (i + 1..end).find(|&at| words.has_at(at, Class::Part) || spoilt && words.is_at(at, data))?;
    let article = (sentence.start.max(i.saturating_sub(3))..i)
        .any(|at| words.is_at(at, words!("a an of one our some the this two")));
    let looked = words[doc.clause_of(i).start..i]
        .iter()
        .any(|w| w.is(SEARCHING) || w.negates() || w.is(words!("any your")))
        || doc.groups_in(&doc.clause_of(i)).iter().any(|g| g.verbs.contains(&i) && g.copula);
    let strong = !ill.is(weak) || words.is_at(part, words!("cable cables certificate config configuration disk drive filter fuse relay rule setting valve"));
    (article && strong && !looked).then_some(i..part + 1)
}

/// "With the street cabinet flooded, …"
fn with_it_broken(doc: &Doc, sentence: &Range<usize>) -> Option<Range<usize>> {
    let words = &doc.words;
    let clause = doc.clause_of(sentence.start);
    let opens = words.is_at(clause.start, words!("with"))
        && words.is_at(clause.start + 1, words!("a an one our the two"));
    let last = clause.end - 1;
    let state = words.has_at(last, Class::Ill) || words.is_at(last, words!("away down gone offline out"));
    (opens && clause.end < sentence.end && clause.len() > 3 && state).then_some(clause)
}

/// Verbs of what wears out: whatever does that is a part, by whatever name.
fn wears_out(doc: &Doc, group: &Group) -> bool {
    let words = &doc.words;
    let main = &words[group.main()];
    let with = |list: Words| words.is_at(group.rest.start, list);
    main.is(words!("blew blown burst conked corroded cracked derailed fused melted misfired overheated perished rusted seized shorted snapped tripped waterlogged"))
        || main.is(words!("gave given gives")) && with(words!("out up way"))
        || main.is(words!("packed packs")) && with(words!("in up"))
        || main.is(words!("blown burned burnt")) && with(words!("out through up"))
        || main.is(words!("choked chokes choking tripped")) && with(words!("on over"))
        || main.is(words!("wore worn")) && with(words!("out"))
}

pub(super) fn is_thing(word: &Word) -> bool {
    let living =
        word.has_any(classes!(Class::People, Class::Crew, Class::Ours, Class::Company, Class::Vendor));
    !living && !word.is(SYMPTOMS)
}

/// "Roots have grown into the pipe", "a lorry drove into the mast".
fn intrudes(doc: &Doc, group: &Group) -> bool {
    let into = doc.words.is_at(group.rest.start, words!("into onto through"))
        && !doc.words.is_at(group.rest.start + 1, words!("again at by now on today"));
    into && !group.passive
        && doc.words.is_at(group.main(), words!(
            "bitten bored broke broken burrowed chewed crashed cut drilled driven drove dug eaten fallen fell flown \
             gnawed gone got grew grown leaked poured rammed ran run sawn seeped slammed went"
        ))
}

/// "Meals cannot be ordered: the printer's cartridge is stuck": after what is wrong, why.
fn explained(doc: &Doc, clause: &Range<usize>) -> Option<Range<usize>> {
    let words = &doc.words;
    let again = clause.start > 0
        && clause.start == doc.sentence_of(clause.start).start
        && words.is_at(clause.start, words!("a an"));
    let marked =
        clause.start > 0 && doc.gap_after(clause.start - 1).trim_start().starts_with([':', '–', '—', '(']);
    let [group] = doc.groups_in(clause) else { return None };
    let subject = core(doc, &group.subject);
    let thing = head(doc, &group.subject).filter(|&i| is_thing(&words[i]) && !words.is_at(i, KNOWN_PARTS))?;
    let led = words.is_at(subject.start, words!("a an both one our the two"))
        && (again || words[subject.start].sentence == words[clause.start - usize::from(marked)].sentence);
    let near = group.rest.start..group.rest.end.min(group.rest.start + 2);
    let physical = words!(
        "blocked blown broken burst clogged cracked dead flooded frozen jammed leaking loose melted seized snapped stuck torn worn"
    );
    let ill = (group.copula && words[near].any_is(physical)
        || group.passive && words.is_at(group.main(), physical))
        && !group.negated;
    ((marked || again)
        && led
        && ill
        && !words.is_at(thing, words!("app door doors gate gates lift lifts page screen")))
    .then(|| clause.clone())
}

/// "We removed the entries that confused the search": what we took back is what did it.
fn taken_back(doc: &Doc, group: &Group) -> Option<Range<usize>> {
    let words = &doc.words;
    let back = words.is_at(group.main(), words!("cancelled deleted disabled removed removing replaced reverted reverting rolled stopped undid undone withdrawn withdrew"));
    let at = (group.rest.start..group.rest.end).find(|&i| words.is_at(i, words!("that which")))?;
    let next = doc.groups_in(&(at + 1..at + 3)).first()?;
    let did = matches!(next.tense, Tense::Past | Tense::Perfect | Tense::Present)
        && !next.passive
        && !next.copula
        && !next.negated
        && !words.is_at(next.main(), words!("had has have help helps run runs work works"));
    (back && did && at > group.rest.start + 1).then_some(group.rest.start..next.verbs.end)
}

/// A name from inside by its shape.
fn inside_name(doc: &Doc, i: usize) -> bool {
    let word = &doc.words[i];
    crate::rules::is_inside_name(doc.text.cut(word.start..word.end))
}

/// "(it was the new dial plan)", "Most likely the heat.", "Probably a memory leak."
fn thrown_in(doc: &Doc, clause: &Range<usize>) -> Option<Range<usize>> {
    const GUESS_WORDS_MAX: usize = 9;
    let words = &doc.words;
    if clause.len() < 2 || clause.len() > GUESS_WORDS_MAX {
        return None;
    }
    let start = clause.start;
    let aside = start > 0 && doc.gap_after(start - 1).contains(['(', '–', '—']);
    let said = words.is_at(start, words!("it that")) && words.is_at(start + 1, words!("is was"));
    let named = words.is_at(start + 2, words!("a an last our the yesterday's"));
    if aside && said && named && clause.len() > 3 {
        return (!words[clause.clone()].any_is(SYMPTOMS_AFTER)).then(|| clause.clone());
    }
    let guess = start + usize::from(words.is_at(start, words!("most quite very")));
    // "Most likely DNS."
    let inside = words.get(guess + 1).is_some_and(|w| {
        w.clause == words[start].clause
            && w.has_any(classes!(Class::Part, Class::Internal, Class::Event, Class::Change))
    });
    let likely =
        words.is_at(guess, words!("apparently evidently likely maybe perhaps possibly presumably probably"));
    let article = words.is_at(guess + 1, words!("a an last our some the yesterday's"));
    let groups = doc.groups_in(clause);
    let verbless = groups.iter().all(|g| matches!(g.tense, Tense::Past | Tense::Perfect) && !g.negated);
    let whole = doc.sentence_of(start) == *clause || aside;
    (likely
        && (article || inside && groups.is_empty())
        && verbless
        && whole
        && !words[clause.clone()].any_is(SYMPTOMS_AFTER))
    .then(|| clause.clone())
}

/// What an aside may say without naming a cause.
pub(super) const SYMPTOMS_AFTER: Words = words!(
    "best case few first hour issue last lot matter minutes only outage pity problem same second shame time worst"
);
