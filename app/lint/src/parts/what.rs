//! What is or was broken, as a customer would name it.

use super::{ASIDE, FEATURE};
use crate::data::data;
use crate::findings::Phase;
use crate::grammar::{Group, head};
use crate::lexicon::meaning::Form;
use crate::lexicon::{Class, Classes, classes};
use crate::rules::comms::announces_update;
use crate::text::{Cut, Doc, Voice, Word, is_letter};
use crate::word_list::{Words, words};
use std::ops::Range;

/// Words that name no feature by themselves.
const NAMELESS: Words = Words::new(data!("phrases.txt", "nameless"));

/// Whether the text names what is or was broken.
pub(super) fn is_named(doc: &Doc, phase: Phase) -> bool {
    doc.sentences.iter().any(|sentence| {
        let words = &doc.words;
        let aside = ASIDE.any(doc, sentence);
        let named = sentence.clone().any(|i| {
            names(&words[i])
                && !words.is_at(i, NAMELESS)
                && !is_in_part(doc, i)
                && !is_to_be_done(doc, i)
                && !is_verb(doc, i)
                && (phase == Phase::Maintenance || is_spoken_of(doc, i, sentence))
        });
        let named = named || doc.groups_in(sentence).iter().any(|g| ails(doc, g));
        FEATURE.any(doc, sentence) || named && !aside && !announcement(doc, sentence)
    })
}

/// Words that talk of the work, and yet are what customers use: "Tickets are late", "nobody can open tickets".
const USED: Words = words!(
    "access alerts answers applications apps backups builds calls cards chats checks code codes comments connections \
     data deployments deploys domains downloads electricity entries events exports files forms images imports \
     installs internet invoices jobs lamps lessons lifts links lists logs machines messages metrics nodes \
     notifications orders page pages payments places ports posts power prices proxies queries records reports \
     requests results sales search searches servers shows signs sites statistics steps stores tasks tests tickets \
     times tokens traffic updates uploads users views votes water websites"
);

/// "Messages do not arrive", "no tickets can be sold": what fails, waits or comes back has been bought, whatever it is
/// called.
fn ails(doc: &Doc, group: &Group) -> bool {
    let words = &doc.words;
    let used = |phrase: Range<usize>| {
        phrase.clone().any(|i| {
            let before = (i > phrase.start).then(|| &words[i - 1]);
            words.is_at(i, USED) && before.is_none_or(|w| !w.has_any(NOT_BOUGHT) && !w.is(OURS))
        })
    };
    let main = &words[group.main()];
    let near = group.rest.start..group.rest.end.min(group.rest.start + 3);
    let state = words[near].iter().any(|w| {
        w.has_any(classes!(Class::Ill, Class::Well)) || w.is(words!("as behind current delayed down empty fresh gone late off out paused queued right short silent slow up zero"))
    });
    let wrong = main.has_any(classes!(Class::Fail, Class::Ill, Class::Recover))
        || main.is(words!("affected cancelled delayed disappear disappeared duplicated held lost pause paused queue queued refused rejected stack time times took vanish vanished wait waiting"));
    let kept = group.negated && main.is(words!("affected impacted lost"));
    let ails = (group.copula && state || group.negated || wrong) && !kept;
    let denied = words.is_at(group.verbs.start, words!("can cannot could couldn't unable"));
    let people = head(doc, &group.subject).is_some_and(|i| {
        words.has_at(i, Class::People) || words.is_at(i, words!("everybody everyone nobody you"))
    });
    let done_to = group.passive && main.is(words!("billed charged logged signed"));
    ails && used(group.subject.clone())
        || people && done_to
        || people
            && (group.negated || denied)
            && used(group.rest.start..group.rest.end.min(group.rest.start + 4))
}

/// What stands before a word of ours: "server logs", "engineering tasks".
const NOT_BOUGHT: Classes = classes!(Class::Part, Class::Internal, Class::Crew, Class::Vendor);

const OURS: Words = words!("application backup build core internal main primary secondary web");

/// "Build host", "authentication servers", "hosting provider": what a part or a supplier is for, which names neither.
fn is_in_part(doc: &Doc, i: usize) -> bool {
    let behind = classes!(Class::Part, Class::Internal, Class::Vendor, Class::Crew);
    let known = words!(
        "account app driver drivers link links module network networks page power process server servers storage switch volume volumes"
    );
    doc.words.get(i + 1).is_some_and(|next| {
        next.clause == doc.words[i].clause && next.has_any(behind) && !next.is(known)
            || next.is(words!("facility host hosts infrastructure provider providers supplier suppliers"))
            || next.is(words!("server servers")) && doc.words.is_at(i, words!("authentication database web"))
    })
}

/// "To provision a host": what somebody does, by a verb of no class.
fn is_to_be_done(doc: &Doc, i: usize) -> bool {
    let words = &doc.words;
    let object = words.get(i + 1).filter(|next| next.clause == words[i].clause).is_some_and(|next| {
        next.is(words!(
            "a all an any another each it more new old our some the their them these this those your"
        )) || next.has_any(NOT_BOUGHT.union(classes!(Class::Mend, Class::Change)))
    });
    object && i > 0 && words.is_at(i - 1, words!("also and can must should to will would"))
}

/// Whether a word is the verb of its sentence: what happens, not what it happens to.
fn is_verb(doc: &Doc, i: usize) -> bool {
    let at = doc.groups.partition_point(|g| g.verbs.end <= i);
    doc.groups.get(at).is_some_and(|g| {
        let who = head(doc, &g.subject);
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
        w.has(Class::Fault)
            || w.has_any(classes!(Class::Fail, Class::Ill)) && w.form != Form::Plain
            || w.is(words!("affected affecting cannot delayed delays impacted impacting late latency not rates slow slowness stuck timeouts unable unavailable working"))
    });
    let at = doc.groups.partition_point(|g| g.rest.end <= i && g.verbs.end <= i);
    let group = doc.groups[at..].iter().take(3).find(|g| g.subject.contains(&i) || g.rest.contains(&i));
    let Some(group) = group else { return true };
    let who = head(doc, &group.subject);
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
