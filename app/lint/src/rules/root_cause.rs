//! Causes named or presumed before the post-mortem.
//!
//! A cause comes in four shapes: tied to its effect ("due to a bad config"), as the subject of a verb that harms
//! ("a leak slows the editor"), as a statement ("it is DNS", "our cache is full"), and under a heading. What only
//! says the problem over again, asks, or denies is none.

mod bare;
mod deeds;
mod earlier;
mod sentences;
mod story;
mod subject;

use super::{Hit, Rewrite, before, denied};
use crate::data::data;
use crate::findings::{Phase, Rule};
use crate::fixes::{is_referred_to, without_cause};
use crate::grammar::Tense;
use crate::lexicon::{Class, classes};
use crate::phrase::sets;
use crate::text::{Ask, Cut, Doc, is_upper};
use crate::word_list::{Words, words};
use std::ops::Range;

const WHY: &str =
    "This names a cause before the review has found it; if it turns out wrong, you have to take it back.";

/// How far before a cause a word may ask for it.
const ASKING_REACH: usize = 12;

sets! {"root_cause/phrases.txt":
    ASIDES = "asides",
    TIES = "ties",
    STATEMENTS = "statements",
    FAULTY = "faulty",
    CAUSE_IS = "cause-is",
    CAUSE_HEAD = "cause-head",
    CAUSING = "causing",
    BROKEN = "broken",
    FOLLOWING = "following",
    BECAUSE = "because",
    OUR_DOING = "our-doing",
    FIXED = "fixed",
    HARMLESS = "harmless",
}

const GENERIC: Words = Words::new(data!("root_cause/phrases.txt", "generic"));

/// Words that make what follows a search for the cause. Stronger than asking for anything.
const SEARCHING: Words = words!(
    "\
    determine examined find how identify if investigate investigating nothing unclear understand unknown \
    unrelated what whether why"
);

/// After "the cause is": there is none yet.
const OPEN: Words = words!(
    "\
    addressed being clear confirmed currently determined established fixed found identified in investigated \
    known mitigated now removed resolved still tbd to unclear under understood undetermined unknown we what yet"
);

/// Reasons for what we decide, not for what broke.
const CALENDAR: Words = words!(
    "anniversary celebration christmas concert easter election elections festival holiday holidays inventory \
     marathon meeting parade party popular ramadan request season stocktake stocktaking strike thanksgiving \
     training wedding weekend"
);

/// Finds causes. Where a cause belongs, in post-mortems and announcements of planned work, nothing is found.
pub(super) fn find(doc: &Doc, phase: Phase, hits: &mut Vec<Hit>) {
    if matches!(phase, Phase::Maintenance | Phase::Postmortem) {
        return;
    }
    for sentence in &doc.sentences {
        ties(doc, sentence, phase, hits);
        for range in causes(doc, sentence) {
            if !customers_did(doc, &range) {
                hits.push(stated(doc, phase, range));
            }
        }
        hits.extend(sentences::mended_parts(doc, sentence));
    }
}

/// The causes that a sentence names in any shape but that of a tie.
fn causes(doc: &Doc, sentence: &Range<usize>) -> Vec<Range<usize>> {
    let mut found = statements(doc, sentence);
    for verb in CAUSING.all(doc, sentence) {
        found.extend(subject::causing(doc, &verb));
    }
    for verb in BROKEN.all(doc, sentence) {
        found.extend(subject::broken(doc, &verb));
    }
    for clause in doc.clauses_of(sentence) {
        found.extend(subject::unheard_of(doc, clause));
    }
    for i in sentence.clone() {
        found.extend(subject::our_part_did(doc, i));
    }
    found.extend(headings(doc, sentence));
    found.extend(because(doc, sentence));
    found.extend(sentences::causes(doc, sentence));
    found
}

fn stated(doc: &Doc, phase: Phase, range: Range<usize>) -> Hit {
    let mut rewrites = Vec::new();
    if let Some((clause, text)) = without_cause(doc, &range) {
        rewrites.push(Rewrite::Replace(clause, text));
    }
    let all = whole(doc, &range);
    rewrites.extend([Rewrite::DropVerbs, Rewrite::DropClause]);
    if phase == Phase::Investigating {
        rewrites.push(Rewrite::Searching);
    }
    rewrites.push(Rewrite::DropSentence);
    Hit::new(Rule::RootCause, all, WHY, rewrites)
}

/// The words of a statement to the end of its clause, where its subject is the problem itself: all of that is cause.
fn whole(doc: &Doc, range: &Range<usize>) -> Range<usize> {
    let clause = doc.clause_of(range.end - 1);
    let start = doc.clause_of(range.start).start;
    let verb = doc.groups_in(&clause).first().map(|g| g.verbs.start);
    let lead = start..verb.filter(|&verb| verb < clause.end).unwrap_or(range.start + 1);
    let generic = |w: &crate::text::Word| {
        w.is(GENERIC) || w.is(words!("all because believe bet cause culprit guess hunch i if is likely maybe most of point possibly probably put reason root signs since suspect suspicion theory think trigger was we were"))
    };
    let about = doc.words[lead].iter().all(generic)
        || doc.words.is_at(range.start, words!("because likely maybe probably since"));
    if about { range.start..clause.end } else { range.clone() }
}

/// Causes tied to an effect.
fn ties(doc: &Doc, sentence: &Range<usize>, phase: Phase, hits: &mut Vec<Hit>) {
    for (set, aside) in [(&ASIDES, true), (&TIES, false)] {
        for tie in set.all(doc, sentence).into_iter().filter(|t| !counts_down(doc, t) && !results(doc, t)) {
            let cause = tie.end..doc.clause_of(tie.end - 1).end;
            if denied(doc, tie.start, 2) || asked(doc, tie.start) || !names_cause(doc, &cause) {
                continue;
            }
            let full = tie.start..cause.end;
            let mut hit = stated(doc, phase, full.clone());
            if aside && removable(doc, &tie, &full) {
                hit.rewrites.insert(0, Rewrite::Drop);
            }
            hits.push(hit);
        }
    }
}

/// The aside around a word, when it can be left out: "due to an outage of our provider".
pub(super) fn aside_around(doc: &Doc, i: usize) -> Option<Range<usize>> {
    let sentence = doc.sentence_of(i);
    let ties = ASIDES.all(doc, &sentence).into_iter();
    let mut full = ties.map(|tie| (tie.start..doc.clause_of(tie.end - 1).end, tie));
    full.find(|(full, tie)| full.contains(&i) && removable(doc, tie, full)).map(|(full, _)| full)
}

/// "If you deleted it by mistake": no cause of ours.
fn customers_did(doc: &Doc, range: &Range<usize>) -> bool {
    let lead = doc.clause_of(range.start).start..range.start;
    doc.words.any_in(lead, words!("if you"))
}

/// "Test results from Monday are missing": no verb.
fn results(doc: &Doc, tie: &Range<usize>) -> bool {
    let clause = doc.clause_of(tie.start);
    doc.words.is_at(tie.start, words!("result results"))
        && doc.groups_in(&(tie.end..clause.end)).iter().any(|g| g.tense != Tense::Bare)
}

/// "Down to 20,000 messages".
fn counts_down(doc: &Doc, tie: &Range<usize>) -> bool {
    doc.words.get(tie.end).is_some_and(|w| w.has_digit() || w.has(Class::Number))
}

/// Whether the words after a tie name something, and not only the problem over again.
fn names_cause(doc: &Doc, cause: &Range<usize>) -> bool {
    let words = &doc.words[cause.clone()];
    let Some(first) = words.first() else { return false };
    let again = first.is(words!("that these this those")) && words.get(1).is_none_or(|w| w.is(GENERIC));
    let repair =
        words.iter().take(3).any(|w| w.is(words!("fix fixes mitigation mitigations reports rollback")));
    if again || repair {
        return false;
    }
    let unknown =
        words.iter().take(4).any(|w| w.is(words!("something undetermined unidentified unknown what whom")));
    let calendar = words.iter().take(4).any(|w| w.is(CALENDAR));
    let wrong = words.any_is(words!("failed issue issues problems unexpected"));
    let planned = words.any_is(words!("announced planned scheduled weekly yearly")) && !wrong;
    let people = words.iter().take(3).any(|w| w.has(Class::People) || w.has(Class::Crew));
    let thanks = (people || first.is(words!("all everybody everyone our those you your")))
        && doc.words.is_at(cause.start - 1, words!("to"))
        && doc.words.is_at(cause.start.saturating_sub(2), words!("thanks"));
    if unknown
        || planned
        || calendar
        || thanks
        || first.is(words!("hoping waiting watching"))
        || first.negates()
    {
        return false;
    }
    let head = words.iter().take_while(|w| {
        !w.is(words!("affecting at during from impacting in of on please that we which with you"))
    });
    let generic = head.into_iter().all(|w| w.is(GENERIC) || w.has(Class::Number));
    let worked = words.any_is(words!("deployment maintenance migration upgrade"));
    let theirs = |w: &crate::text::Word| {
        w.has(Class::Vendor)
            || w.has(Class::Company)
            || w.has(Class::Internal)
            || w.is(words!("infrastructure"))
    };
    !generic || worked || words.iter().any(theirs)
}

/// The clause asks for the cause before it comes to it.
fn asked(doc: &Doc, at: usize) -> bool {
    doc.words.any_in(before(doc, at, ASKING_REACH), SEARCHING)
}

/// Statements, faulty things that act, and "the cause is".
fn statements(doc: &Doc, sentence: &Range<usize>) -> Vec<Range<usize>> {
    let mut all = STATEMENTS.all(doc, sentence);
    all.extend(FAULTY.all(doc, sentence).into_iter().filter(|f| subject::acts(doc, f)));
    for is in CAUSE_IS.all(doc, sentence) {
        if cause_named(doc, &is) {
            all.push(is.start..(is.end + 3).min(doc.sentence_of(is.start).end));
        }
    }
    all.retain(|s| {
        !denied(doc, s.start, 2) && !asked(doc, s.start) && !planned_or_yours(doc, s) && !known_server(doc, s)
    });
    all
}

/// "Your disk", "the planned upgrade": not what broke ours.
fn planned_or_yours(doc: &Doc, range: &Range<usize>) -> bool {
    let near = before(doc, range.start, 2).start..range.end;
    doc.words.any_in(near, words!("customers' planned scheduled unrelated your"))
}

/// "An issue with the Purple server": one of several that customers know by name.
fn known_server(doc: &Doc, range: &Range<usize>) -> bool {
    let last = range.end - 1;
    let named = |i: usize| doc.text.cut(doc.words[i].start..).starts_with(is_upper);
    doc.words.is_at(last, words!("host hosts server servers")) && (range.start + 1..last).any(named)
}

/// Whether "the cause is" goes on to name one.
fn cause_named(doc: &Doc, range: &Range<usize>) -> bool {
    let clause = doc.clause_of(range.end - 1);
    let next = &doc.words[range.end..clause.end];
    let open = next.iter().take(3).any(|w| w.is(OPEN) || w.negates());
    !next.is_empty() && !open
}

/// "Root cause: expired certificate".
fn headings(doc: &Doc, sentence: &Range<usize>) -> Vec<Range<usize>> {
    let mut heads = CAUSE_HEAD.all(doc, sentence);
    heads.retain(|head| {
        let gap = doc.gap_after(head.end - 1).trim_start_matches(['*', '_', ' ']);
        let next = doc.words.get(head.end).filter(|w| w.sentence == doc.words[head.start].sentence);
        let named = next.is_some_and(|w| {
            !w.is(OPEN) && !w.is(SEARCHING) && !w.negates() && !w.is(words!("no none see tba"))
        });
        gap.starts_with([':', '-', '–', '=']) && named
    });
    for head in &mut heads {
        head.end = (head.end + 3).min(sentence.end);
    }
    heads
}

/// "Because a certificate expired", "following last night's upgrade".
fn because(doc: &Doc, sentence: &Range<usize>) -> Vec<Range<usize>> {
    let words = &doc.words;
    let first = sentence.start..(sentence.start + 1).min(sentence.end);
    let mut all = FOLLOWING.all(doc, sentence);
    all.retain(|f| {
        let opens = f.start == first.start || f.start == doc.clause_of(f.start).start;
        opens && !planned_or_yours(doc, f)
    });
    let mut causal = BECAUSE.all(doc, sentence);
    causal.retain(|because| {
        let reason = because.start..doc.clause_of(because.start).end;
        let main = sentence.start..because.start;
        let rest = reason.end..sentence.end;
        let done = |r: &Range<usize>| OUR_DOING.any(doc, r) || FIXED.any(doc, r);
        let open = words[reason.clone()]
            .iter()
            .any(|w| w.has(Class::Modal) || w.is(words!("broken down off offline unavailable unknown you")));
        // What works on as it should has no cause: "we serve cold dishes because the kitchen is closed".
        let bad = |r: &Range<usize>| {
            words[r.clone()].iter().any(|w| {
                let class = w.has_any(classes!(Class::Negation, Class::Fault, Class::Fail, Class::Ill, Class::Harm));
                class || w.is(words!("behind blank closed dark declined delay delayed down empty gone late offline old out queue refused rejected silent slow slower that this twice unavailable unreachable waiting zero"))
            })
        };
        !open && (bad(&main) || bad(&rest)) && !done(&main) && !done(&rest) && !denied(doc, because.start, 2)
    });
    all.extend(causal);
    all
}

/// Whether an aside can be left out and leaves a sentence.
fn removable(doc: &Doc, tie: &Range<usize>, full: &Range<usize>) -> bool {
    const ASIDE_WORDS_MAX: usize = 20;
    let sentence = doc.sentence_of(tie.start);
    // When it happened is no part of why.
    let clock = |w: &crate::text::Word| {
        w.has_digit() && (w.norm.has_mark(":") || w.norm.ends_with("am") || w.norm.ends_with("pm"))
    };
    let last = full.end == sentence.end && is_referred_to(doc, full);
    if last || doc.words[full.clone()].iter().any(clock) {
        return false;
    }
    if tie.start == sentence.start {
        return full.end < sentence.end && full.end - tie.start < ASIDE_WORDS_MAX;
    }
    let Some(previous) = tie.start.checked_sub(1).filter(|p| *p >= sentence.start) else { return false };
    let hangs = doc.words.is_at(previous, words!("and apparently are be been being but happened is largely likely mainly mostly occurred partly possibly primarily probably this was were"));
    !hangs && full.end - tie.start < ASIDE_WORDS_MAX
}

#[cfg(test)]
mod tests {
    use super::super::examples;

    #[test]
    fn examples() {
        examples::check(crate::Rule::RootCause, include_str!("root_cause/examples.txt"));
    }

    #[test]
    fn repairs() {
        examples::fixes(
            crate::Rule::RootCause,
            crate::Phase::Identified,
            &[
                ("Mail is late due to a broken switch. We work on it.", "Mail is late. We work on it."),
                ("Mail is late, owing to a full disk, and we work.", "Mail is late, and we work."),
                ("Mail is late. The cause is a full disk.", "Mail is late."),
                ("We swapped the broken amplifier.", "We swapped the amplifier."),
                (
                    "A severed cable has taken out landlines in Perth.",
                    "Landlines in Perth have been taken out.",
                ),
                ("We suspect the new file: bills show twice the price.", "Bills show twice the price."),
            ],
        );
    }
}
