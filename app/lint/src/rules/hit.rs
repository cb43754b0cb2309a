//! What rules find, and how to put it right.

use std::borrow::Cow;
use std::ops::Range;

use crate::company::OwnRule;
use crate::findings::{Level, Rule};

/// What a rule found, before it becomes a finding.
#[derive(Debug, Clone)]
pub(crate) struct Hit {
    pub rule: Rule,
    /// The words that carry the fault; never empty.
    pub words: Range<usize>,
    /// Why it is one, in a sentence for a reader under stress.
    pub why: Cow<'static, str>,
    /// How much it weighs.
    pub level: Level,
    /// The name of a company's own rule.
    pub name: Option<String>,
    /// Ways to put it right, the best first.
    pub rewrites: Vec<Rewrite>,
}

impl Hit {
    pub fn new(rule: Rule, words: Range<usize>, why: &'static str, rewrites: Vec<Rewrite>) -> Self {
        Hit { rule, words, why: why.into(), level: rule.level(), name: None, rewrites }
    }

    /// What a company's own rule found.
    pub fn own(rule: &OwnRule, words: Range<usize>) -> Self {
        let rewrite = rule
            .fix
            .as_ref()
            .map(|fix| if fix.is_empty() { Rewrite::Drop } else { Rewrite::Put(fix.clone()) });
        Hit {
            rule: Rule::Company,
            words,
            why: rule.why.clone().into(),
            level: rule.level,
            name: Some(rule.name.clone()),
            rewrites: rewrite.into_iter().collect(),
        }
    }
}

/// A way to put a fault right. What stands in a clause or sentence depends on the phase.
#[derive(Debug, Clone)]
pub(crate) enum Rewrite {
    /// Leave the words out.
    Drop,
    /// Other words in their place.
    Put(String),
    /// Other words, or none, in the place of these.
    Replace(Range<usize>, String),
    /// Another clause in the place of theirs, which says nothing else.
    Clause(&'static str),
    /// Another sentence in the place of theirs, which says nothing else.
    Sentence(&'static str),
    /// That we still look for the cause, in the place of their sentence, where it and the whole text say nothing else.
    Searching,
    /// Leave their clause out, where it says nothing else.
    DropClause,
    /// Leave their verb out, where a second one of the same subject follows.
    DropVerbs,
    /// Leave their sentence out, where it says nothing else.
    DropSentence,
}
