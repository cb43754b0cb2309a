//! Rules that are data: which phrases of a clause make a fault together, and which others make it none.

use crate::data::data;
use crate::findings::{Phase, Rule};
use crate::phrase::Phrases;
use crate::rules::Hit;
use crate::text::Doc;
use std::ops::Range;
use std::sync::LazyLock;

/// A fault: phrases that mark it, with what must and what must not stand beside them.
struct Frame {
    rule: Rule,
    why: &'static str,
    /// The phases that it is asked in; every one where none is named.
    phases: Vec<Phase>,
    /// Index into [`Grammar::sets`].
    mark: usize,
    tests: Vec<Test>,
}

struct Test {
    set: usize,
    /// Whether the whole sentence is looked at.
    wide: bool,
    wanted: bool,
}

/// Sets of phrases by their names, and the frames that speak of them.
pub(super) struct Grammar {
    sets: Vec<(&'static str, Phrases)>,
    frames: Vec<Frame>,
}

static GRAMMAR: LazyLock<Grammar> = LazyLock::new(|| Grammar {
    sets: sets(data!("phrases.txt")),
    frames: frames(data!("rules.txt"), &sets(data!("phrases.txt"))),
});

static PARTS: LazyLock<Grammar> =
    LazyLock::new(|| Grammar { sets: sets(data!("parts.txt")), frames: Vec::new() });

impl Grammar {
    /// What tells that a part is there.
    pub fn parts() -> &'static Grammar {
        &PARTS
    }

    /// Whether any phrase of a set stands in a range of words.
    pub fn has(&self, set: &str, doc: &Doc, range: &Range<usize>) -> bool {
        self.sets.iter().any(|(name, phrases)| *name == set && phrases.any(&doc.words, range))
    }
}

/// Sections of phrases, each after its name in brackets.
fn sets(file: &'static str) -> Vec<(&'static str, Phrases)> {
    let mut sets: Vec<(&str, Phrases)> = Vec::new();
    for line in file.lines() {
        if let Some(name) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')).filter(|n| is_name(n)) {
            sets.push((name, Phrases::default()));
        } else if let Some((name, phrases)) = sets.last_mut() {
            let added = phrases.add(line);
            debug_assert_eq!(added, Ok(()), "{name}: {line}");
        }
    }
    sets
}

/// A phrase may begin with an optional word, but not be one.
fn is_name(name: &str) -> bool {
    name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
}

fn frames(file: &'static str, sets: &[(&str, Phrases)]) -> Vec<Frame> {
    let mut frames = Vec::new();
    let (mut rule, mut phases, mut why) = (None, Vec::new(), "");
    for line in file.lines() {
        if let Some(head) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            let (name, asked) = head.split_once(':').unwrap_or((head, ""));
            rule = Rule::ALL.into_iter().find(|r| r.as_str() == name);
            phases = asked.split_whitespace().filter_map(phase).collect();
        } else if let Some(message) = line.strip_prefix("= ") {
            why = message;
        } else if let Some(rule) = rule {
            let frame = frame(line, sets, rule, why, &phases);
            debug_assert!(frame.is_some(), "no frame: {line}");
            frames.extend(frame);
        }
    }
    frames
}

fn phase(name: &str) -> Option<Phase> {
    const NAMES: [&str; 6] =
        ["investigating", "identified", "monitoring", "resolved", "maintenance", "postmortem"];
    let found = NAMES.iter().position(|known| *known == name);
    debug_assert!(found.is_some(), "no phase is called {name}");
    found.map(|at| Phase::ALL[at])
}

/// `mark + set - set/s`
fn frame(
    line: &str,
    sets: &[(&str, Phrases)],
    rule: Rule,
    why: &'static str,
    phases: &[Phase],
) -> Option<Frame> {
    let place = |name: &str| sets.iter().position(|(known, _)| *known == name);
    let mut words = line.split_whitespace();
    let mark = place(words.next()?)?;
    let mut tests = Vec::new();
    while let Some(sign) = words.next() {
        let named = words.next()?;
        let (name, wide) = named.strip_suffix("/s").map_or((named, false), |name| (name, true));
        let wanted = match sign {
            "+" => true,
            "-" => false,
            _ => return None,
        };
        tests.push(Test { set: place(name)?, wide, wanted });
    }
    Some(Frame { rule, why, phases: phases.to_vec(), mark, tests })
}

/// What the frames find in a sentence.
pub(super) fn find(doc: &Doc, sentence: &Range<usize>, phase: Phase, hits: &mut Vec<Hit>) {
    let grammar = &*GRAMMAR;
    let clauses = doc.clauses_of(sentence);
    let found: Vec<Vec<bool>> = clauses
        .iter()
        .map(|clause| grammar.sets.iter().map(|(_, set)| set.any(&doc.words, clause)).collect())
        .collect();
    for (clause, has) in clauses.iter().zip(&found) {
        let holds = |test: &Test| {
            let stands = if test.wide { found.iter().any(|other| other[test.set]) } else { has[test.set] };
            stands == test.wanted
        };
        let asked = |frame: &&Frame| frame.phases.is_empty() || frame.phases.contains(&phase);
        for frame in grammar.frames.iter().filter(asked) {
            if has[frame.mark] && frame.tests.iter().all(holds) {
                let marks = grammar.sets[frame.mark].1.all(&doc.words, clause);
                hits.extend(
                    marks.into_iter().map(|words| Hit::new(frame.rule, words, frame.why, Vec::new())),
                );
            }
        }
    }
}
