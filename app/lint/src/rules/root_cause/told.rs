//! Causes that the grammar of a sentence tells: who broke what, what is broken, what was swapped.

use super::super::{Hit, Rewrite};
use super::SEARCHING;
use crate::findings::Rule;
use crate::grammar::{Group, Tense, core, head};
use crate::lexicon::{Class, classes};
use crate::text::{Ask, Cut, Doc, Word};
use crate::words::{Words, words};
use std::ops::Range;

/// Words that are the problem over again, not its cause.
const SYMPTOMS: Words = words!(
    "issue issues problem problems outage outages incident incidents disruption disruptions error errors delay delays \
     degradation interruption interruptions it this that they we you there which who what page pages app website site \
     login logins checkout search backlog queue queues service services latency"
);
/// Verbs that harm only with a cause before them: they have mild readings.
const MILD: Words = words!(
    "lose loses lost leave leaves left make makes made put puts bring brings brought keep hold holds held drop drops \
     dropped cut cuts change changed delay delays delayed lead leads led drag stop stops stopped slow slows slowed \
     reset resets double doubled force forces forced render renders rendered lock locks locked switch swap swapped"
);
/// Parts by whose names customers know what they use.
const KNOWN_PARTS: Words = words!(
    "software databases clusters modules routers modems batteries boards lamps sockets network networks servers server database storage power electricity mains host hosts domain domains worker job jobs \
     process links lists cooling water network component module driver clock lamp lock controller charger chargers modem router \
     plug socket script backend cluster link licence license battery batteries boiler fan memory module board belt \
     library uplink filter filters queue rules rule power air lift transmitter tuner heater disk disks index"
);

/// The causes that a sentence tells.
pub(super) fn causes(doc: &Doc, sentence: &Range<usize>) -> Vec<Range<usize>> {
    let groups = doc.groups_in(sentence);
    let mut found = Vec::new();
    for group in groups.iter().filter(|g| speaks_of_now(doc, g)) {
        found.extend(told(doc, group));
    }
    for i in sentence.clone() {
        found.extend(ill_part(doc, i, sentence));
    }
    found.extend(with_it_broken(doc, sentence));
    for group in groups {
        found.extend(came_before(doc, group, sentence));
    }
    for clause in doc.clauses_of(sentence) {
        found.extend(thrown_in(doc, clause).or_else(|| explained(doc, clause)));
    }
    found
}

fn speaks_of_now(doc: &Doc, group: &Group) -> bool {
    let open = group.hypothetical || group.unsure || matches!(group.tense, Tense::Future | Tense::Order);
    let yours = doc.words.any_in(group.subject.clone(), words!("your you if planned scheduled"));
    !open && !yours && !asks(doc, &group.subject)
}

fn asks(doc: &Doc, range: &Range<usize>) -> bool {
    doc.words.any_in(range.clone(), SEARCHING)
}

fn told(doc: &Doc, group: &Group) -> Option<Range<usize>> {
    let words = &doc.words;
    let main = &words[group.main()];
    let subject = core(doc, &group.subject);
    let thing = head(doc, &group.subject).filter(|&i| !words.is_at(i, SYMPTOMS));
    if let Some(thing) = thing.filter(|_| !group.negated && !group.passive && !group.copula) {
        let broken = ill_in(doc, &subject);
        let acts = can_break(&words[thing]) || broken;
        let mild = main.is(MILD) && !broken && !words.has_at(thing, Class::Event);
        let indefinite = words.is_at(subject.start, words!("a an another some"))
            && is_thing(&words[thing])
            && subject.clone().all(|i| super::HARMLESS.at(doc, i, subject.end).is_none());
        let someone = (words.has_at(thing, Class::Person) || words.has_at(thing, Class::Crew))
            && (indefinite
                || words.is_at(thing, words!("somebody someone"))
                || words.is_at(subject.start, words!("a an")));
        let acts = acts || indefinite || someone && main.has(Class::Harm);
        if main.has(Class::Harm) && acts && !mild && !group.rest.is_empty() && !ours(doc, &subject) {
            return Some(subject.start..group.verbs.end);
        }
    }
    if intrudes(doc, group) && thing.is_some_and(|i| is_thing(&words[i])) && !group.negated {
        return Some(subject.start..group.verbs.end + 1);
    }
    if let Some(agent) = agent(doc, group) {
        return Some(agent);
    }
    taken_back(doc, group).or_else(|| broken(doc, group, &subject, thing))
}

/// "Our batch broke it" is told by other rules; "we stopped it" is no cause.
fn ours(doc: &Doc, subject: &Range<usize>) -> bool {
    subject.end > 0 && doc.words.is_at(subject.end - 1, words!("we i you they"))
}

fn can_break(word: &Word) -> bool {
    word.has_any(classes!(Class::Part, Class::Change, Class::Event, Class::Internal, Class::Cause))
        && !word.is(words!("patch fix release version rule rules flag code human capacity condition demand limit quota operator engineer works move test drill rain water tree branch mistake"))
}

fn ill_in(doc: &Doc, range: &Range<usize>) -> bool {
    doc.words[range.clone()]
        .iter()
        .any(|w| w.has(Class::Ill) && !w.is(words!("missing wrong cut back dead live")))
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
        || main.is(words!("affected impacted hit emptied floored caught tripped damaged"));
    let mild = main.has(Class::Mend) && !harmed
        || main.is(words!("made used followed run processed handled caused provided sent stopped"));
    let thing = can_break(&words[last])
        || ill_in(doc, &agent)
        || words.any_has(agent.clone(), Class::Internal)
        || words.is_at(agent.start, words!("a an"))
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
    let removed = main.is(words!("remove removed removing take took taken deleted removes"));
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
    if inside_name(doc, thing) && group.negated && main.is(words!("answer respond reply start run")) {
        return Some(subject.start..group.verbs.end);
    }
    if !words.has_at(thing, Class::Part) {
        return None;
    }
    let named = words.any_in(subject.clone(), words!("our one a an two the")) || subject.len() > 1;
    let hidden = !words.is_at(thing, KNOWN_PARTS)
        || words.any_in(
            subject.start.saturating_sub(2)..thing,
            words!("our one backup main primary backend web database core"),
        ) && !words.is_at(thing, words!("network networks"));
    if !named || !hidden {
        return None;
    }
    let fails = main.has(Class::Fail) && !main.has(Class::Mend) && !group.negated && !group.copula;
    let idle =
        group.negated && main.is(words!("start come work run boot respond charge spin hold switch kick"));
    let next = group.rest.start..group.rest.end.min(group.rest.start + 3);
    let ill = group.copula
        && !group.negated
        && words[next]
            .iter()
            .take_while(|w| !w.is(words!("back again up")))
            .any(|w| w.has(Class::Ill) || w.is(words!("down offline out")))
        && !words.any_in(group.rest.clone(), words!("step stock print stamps"));
    (fails || idle || ill).then_some(subject.start..group.verbs.end + usize::from(ill))
}

/// "A faulty UPS", wherever it stands, unless it is looked for, denied or yours.
fn ill_part(doc: &Doc, i: usize, sentence: &Range<usize>) -> Option<Range<usize>> {
    let words = &doc.words;
    let ill = &words[i];
    let weak = words!("wrong bad old disconnected frozen incorrect");
    if !ill.has(Class::Ill) || ill.voice != crate::text::Voice::Ours || ill.is(words!("missing back cut")) {
        return None;
    }
    let end = doc.clause_of(i).end.min(i + 4);
    let data = words!(
        "file files record records feed entry row payload message batch query key template page_file update patch import change release"
    );
    let spoilt = ill.is(words!(
        "malformed corrupt corrupted faulty poisoned runaway botched bad broken misconfigured buggy untested"
    ));
    let part = (i + 1..end).find(|&at| words.has_at(at, Class::Part) || spoilt && words.is_at(at, data))?;
    let article = (sentence.start.max(i.saturating_sub(3))..i)
        .any(|at| words.is_at(at, words!("a an the our one two this of some")));
    let looked = words[doc.clause_of(i).start..i]
        .iter()
        .any(|w| w.is(SEARCHING) || w.negates() || w.is(words!("your any")))
        || doc.groups_in(&doc.clause_of(i)).iter().any(|g| g.verbs.contains(&i) && g.copula);
    let strong = !ill.is(weak) || words.is_at(part, words!("cable cables fuse valve disk drive relay config configuration certificate setting filter rule"));
    (article && strong && !looked).then_some(i..part + 1)
}

/// "With the street cabinet flooded, …"
fn with_it_broken(doc: &Doc, sentence: &Range<usize>) -> Option<Range<usize>> {
    let words = &doc.words;
    let clause = doc.clause_of(sentence.start);
    let opens = words.is_at(clause.start, words!("with"))
        && words.is_at(clause.start + 1, words!("the our a an one two"));
    let last = clause.end - 1;
    let state = words.has_at(last, Class::Ill) || words.is_at(last, words!("down out gone away offline"));
    (opens && clause.end < sentence.end && clause.len() > 3 && state).then_some(clause)
}

/// Verbs of what wears out: whatever does that is a part, by whatever name.
fn wears_out(doc: &Doc, group: &Group) -> bool {
    let words = &doc.words;
    let main = &words[group.main()];
    let with = |list: Words| words.is_at(group.rest.start, list);
    main.is(words!("burst snapped seized melted shorted cracked overheated rusted corroded blew blown fused misfired perished conked waterlogged derailed tripped"))
        || main.is(words!("given gave gives")) && with(words!("out up way"))
        || main.is(words!("packed packs")) && with(words!("up in"))
        || main.is(words!("burnt burned blown")) && with(words!("out up through"))
        || main.is(words!("choked chokes choking tripped")) && with(words!("on over"))
        || main.is(words!("worn wore")) && with(words!("out"))
}

fn is_thing(word: &Word) -> bool {
    let living =
        word.has_any(classes!(Class::People, Class::Crew, Class::Ours, Class::Company, Class::Vendor));
    !living && !word.is(SYMPTOMS)
}

/// "Roots have grown into the pipe", "a lorry drove into the mast".
fn intrudes(doc: &Doc, group: &Group) -> bool {
    let into = doc.words.is_at(group.rest.start, words!("into through onto"))
        && !doc.words.is_at(group.rest.start + 1, words!("by again today now on at"));
    into && !group.passive
        && doc.words.is_at(group.main(), words!(
            "grown grew got gone went run ran crashed driven drove fallen fell drilled dug cut bitten eaten chewed gnawed leaked \
             seeped broken broke poured rammed slammed flown bored sawn"
        ))
}

/// "Meals cannot be ordered: the printer's cartridge is stuck": after what is wrong, why.
fn explained(doc: &Doc, clause: &Range<usize>) -> Option<Range<usize>> {
    let words = &doc.words;
    let marked =
        clause.start > 0 && doc.gap_after(clause.start - 1).trim_start().starts_with([':', '–', '—', '(']);
    let [group] = doc.groups_in(clause) else { return None };
    let subject = core(doc, &group.subject);
    let thing = head(doc, &group.subject).filter(|&i| is_thing(&words[i]) && !words.is_at(i, KNOWN_PARTS))?;
    let led = words.is_at(subject.start, words!("a an the our one two both"))
        && words[subject.start].sentence == words[clause.start - usize::from(marked)].sentence;
    let near = group.rest.start..group.rest.end.min(group.rest.start + 2);
    let physical = words!(
        "stuck jammed dead torn blown frozen burst snapped seized cracked melted flooded leaking blocked clogged loose worn broken"
    );
    let ill = (group.copula && words[near].any_is(physical)
        || group.passive && words.is_at(group.main(), physical))
        && !group.negated;
    (marked && led && ill && !words.is_at(thing, words!("door doors gate gates lift lifts page app screen")))
        .then(|| clause.clone())
}

/// "We removed the entries that confused the search": what we took back is what did it.
fn taken_back(doc: &Doc, group: &Group) -> Option<Range<usize>> {
    let words = &doc.words;
    let back = words.is_at(group.main(), words!("removed reverted rolled disabled undid deleted stopped withdrew withdrawn replaced removing reverting undone cancelled"));
    let at = (group.rest.start..group.rest.end).find(|&i| words.is_at(i, words!("that which")))?;
    let next = doc.groups_in(&(at + 1..at + 3)).first()?;
    let did = matches!(next.tense, Tense::Past | Tense::Perfect | Tense::Present)
        && !next.passive
        && !next.copula
        && !next.negated
        && !words.is_at(next.main(), words!("work works run runs have has had help helps"));
    (back && did && at > group.rest.start + 1).then_some(group.rest.start..next.verbs.end)
}

/// "Lines are dead after a tree fell on the exchange": something happened, and then it was bad.
fn came_before(doc: &Doc, group: &Group, sentence: &Range<usize>) -> Option<Range<usize>> {
    let words = &doc.words;
    let under = group.is_under(doc, words!("after when since"))
        && group.tense == Tense::Past
        && !group.passive
        && !group.copula;
    let thing = head(doc, &group.subject)
        .filter(|&i| is_thing(&words[i]) && !words.is_at(i, words!("we you they it")))?;
    let before = doc.groups_in(&(sentence.start..group.subject.start));
    let bad = before.iter().any(|g| {
        let main = &words[g.main()];
        let near = g.rest.start..g.rest.end.min(g.rest.start + 2);
        let ill = words[near]
            .iter()
            .any(|w| w.has(Class::Ill) || w.is(words!("down out silent dark empty gone off offline")));
        main.has(Class::Fail) || main.is(words!("vanished disappeared stopped went")) || g.copula && ill
    });
    (under && bad && thing + 1 >= group.subject.start).then_some(group.subject.start..group.verbs.end)
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
    let said = words.is_at(start, words!("it that")) && words.is_at(start + 1, words!("was is"));
    let named = words.is_at(start + 2, words!("the a an our last yesterday's"));
    if aside && said && named && clause.len() > 3 {
        return (!words[clause.clone()].any_is(SYMPTOMS_AFTER)).then(|| clause.clone());
    }
    let guess = start + usize::from(words.is_at(start, words!("most very quite")));
    let likely =
        words.is_at(guess, words!("likely probably presumably perhaps maybe possibly apparently evidently"));
    let article = words.is_at(guess + 1, words!("the a an our last yesterday's some"));
    let verbless = doc.groups_in(clause).is_empty();
    let whole = doc.sentence_of(start) == *clause || aside;
    (likely && article && verbless && whole && !words[clause.clone()].any_is(SYMPTOMS_AFTER))
        .then(|| clause.clone())
}

/// What an aside may say without naming a cause.
const SYMPTOMS_AFTER: Words = words!(
    "same first second last case only lot few matter shame pity best worst problem issue outage hour minutes time"
);
