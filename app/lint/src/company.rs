//! What a company adds to the linter: its suppliers, its names from inside, phrases it allows, rules of its own.
//!
//! [`Company`] is plain data, so that the server can read it from a file and hand it to the browser;
//! [`Rulebook`] is the same, checked and compiled.

#[cfg(feature = "toml")]
mod file;

#[cfg(feature = "toml")]
pub use file::{BadFile, from_toml};

use crate::findings::{Level, Phase, Report, Rule};
use crate::lexicon::{Class, Lexicon};
use crate::phrase::Phrases;
use crate::rules::Hit;
use crate::text::{Doc, lowered};
use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::Range;
use std::sync::LazyLock;

/// The most entries of each list, and phrases or examples of each rule.
const ENTRIES_MAX: usize = 1000;
/// The longest entry, in bytes.
const ENTRY_BYTES_MAX: usize = 500;

/// What a company adds. Every part may be left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Company {
    /// Its own names and those of its products: never taken for a supplier's.
    pub names: Vec<String>,
    /// Suppliers, by name: fault put on them is blame.
    pub providers: Vec<String>,
    /// Names that only insiders know; one that ends in `*` stands for all that start so.
    pub internal: Vec<String>,
    /// Phrases that no rule finds anything in.
    pub allowed: Vec<String>,
    /// Rules of its own.
    pub rule: Vec<OwnRule>,
}

/// A rule of a company's own. Its phrases are in the notation of the built-in ones: `one|other`, `stem~`,
/// `[optional]`, `_`, `...`, `#`, `@people`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnRule {
    /// What programs call it.
    pub name: String,
    /// How much its findings weigh.
    #[serde(default = "warn")]
    pub level: Level,
    /// One sentence: why the words should not go out.
    pub why: String,
    /// What to put in their place; empty to leave them out.
    #[serde(default)]
    pub fix: Option<String>,
    /// The phases that it reads; all where none is named.
    #[serde(default)]
    pub phases: Vec<Phase>,
    /// What it finds.
    pub phrases: Vec<String>,
    /// Texts that it has to find something in; checked when the file is read.
    #[serde(default)]
    pub matches: Vec<String>,
    /// Texts that it must find nothing in.
    #[serde(default)]
    pub passes: Vec<String>,
}

fn warn() -> Level {
    Level::Warn
}

/// Where in a [`Company`] something is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Location {
    /// An entry of a list: its field and number.
    List(&'static str, usize),
    /// A field of a rule: the rule's number, the field, the entry's number.
    Rule(usize, &'static str, usize),
}

/// What is wrong in a [`Company`], in words for the person who wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// Where.
    pub place: Location,
    /// What.
    pub why: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place {
            Location::List(field, at) => write!(f, "{field}, entry {}: {}", at + 1, self.why),
            Location::Rule(rule, field, at) => {
                write!(f, "rule {}, {field}, entry {}: {}", rule + 1, at + 1, self.why)
            }
        }
    }
}

impl std::error::Error for Mistake {}

/// The built-in rules with what a company adds, compiled.
#[derive(Debug, Clone, Default)]
pub struct Rulebook {
    pub(crate) lexicon: Option<Lexicon>,
    #[cfg(feature = "german")]
    german: Option<Lexicon>,
    internal: Phrases,
    allowed: Phrases,
    own: Vec<(OwnRule, Phrases)>,
}

static BUILT_IN: LazyLock<Rulebook> = LazyLock::new(Rulebook::default);

impl Rulebook {
    /// The rules that every company has.
    #[must_use]
    pub fn built_in() -> &'static Rulebook {
        &BUILT_IN
    }

    /// Compiles what a company adds.
    ///
    /// # Errors
    /// The first entry that is empty, too long or no phrase; the first example that its rule does not hold to.
    pub fn new(company: &Company) -> Result<Self, Mistake> {
        let mut lexicon = Lexicon::built_in().clone();
        #[cfg(feature = "german")]
        let mut german = Lexicon::german().clone();
        for (field, names, class) in
            [("providers", &company.providers, Some(Class::Company)), ("names", &company.names, None)]
        {
            for (at, name) in entries(field, names)? {
                lexicon
                    .put(&words_of(name), class)
                    .map_err(|why| Mistake { place: Location::List(field, at), why })?;
                #[cfg(feature = "german")]
                german
                    .put(&words_of(name), class)
                    .map_err(|why| Mistake { place: Location::List(field, at), why })?;
            }
        }
        let mut book = Rulebook {
            internal: literal("internal", &company.internal)?,
            allowed: literal("allowed", &company.allowed)?,
            lexicon: Some(lexicon),
            #[cfg(feature = "german")]
            german: Some(german),
            own: Vec::new(),
        };
        for (number, rule) in company.rule.iter().enumerate() {
            book.own.push((rule.clone(), own_phrases(number, rule)?));
        }
        for number in 0..book.own.len() {
            book.check_examples(number)?;
        }
        Ok(book)
    }

    /// Lints a draft as an update of the given phase, like [`crate::lint`].
    #[must_use]
    pub fn lint(&self, text: &str, phase: Phase) -> Report {
        crate::report(text, phase, self, None)
    }

    /// Lints a draft also against what the incident knows.
    #[must_use]
    pub fn lint_within(&self, text: &str, phase: Phase, context: &crate::Context) -> Report {
        crate::report(text, phase, self, Some(context))
    }

    pub(crate) fn lexicon(&self) -> &Lexicon {
        self.lexicon.as_ref().unwrap_or_else(|| Lexicon::built_in())
    }

    #[cfg(feature = "german")]
    pub(crate) fn german(&self) -> &Lexicon {
        self.german.as_ref().unwrap_or_else(|| Lexicon::german())
    }

    /// The company's own findings.
    pub(crate) fn find(&self, doc: &Doc, phase: Phase, hits: &mut Vec<Hit>) {
        for sentence in &doc.sentences {
            for range in self.internal.all(&doc.words, sentence) {
                hits.push(crate::rules::internal_name(range));
            }
            for (rule, phrases) in self.own.iter().filter(|(rule, _)| asked(rule, phase)) {
                hits.extend(phrases.all(&doc.words, sentence).into_iter().map(|range| Hit::own(rule, range)));
            }
        }
    }

    /// The words that the company allows.
    pub(crate) fn allowed(&self, doc: &Doc) -> Vec<Range<usize>> {
        doc.sentences.iter().flat_map(|s| self.allowed.all(&doc.words, s)).collect()
    }

    fn check_examples(&self, number: usize) -> Result<(), Mistake> {
        let rule = &self.own[number].0;
        let phase = rule.phases.first().copied().unwrap_or(Phase::Investigating);
        let finds = |text: &str| {
            let report = self.lint(text, phase);
            report.findings.iter().any(|f| f.rule == Rule::Company && f.name.as_deref() == Some(&rule.name))
        };
        let wrong =
            |field, at, why: &str| Mistake { place: Location::Rule(number, field, at), why: why.to_owned() };
        if let Some(at) = rule.matches.iter().position(|text| !finds(text)) {
            return Err(wrong("matches", at, "the rule finds nothing in this example"));
        }
        match rule.passes.iter().position(|text| finds(text)) {
            Some(at) => Err(wrong("passes", at, "the rule finds something in this example")),
            None => Ok(()),
        }
    }
}

fn asked(rule: &OwnRule, phase: Phase) -> bool {
    rule.phases.is_empty() || rule.phases.contains(&phase)
}

/// The entries of a list with their numbers, when each is fit to be one.
fn entries<'a>(
    field: &'static str,
    list: &'a [String],
) -> Result<impl Iterator<Item = (usize, &'a str)>, Mistake> {
    check(list, |at| Location::List(field, at))?;
    Ok(list.iter().map(String::as_str).enumerate())
}

fn check(list: &[String], place: impl Fn(usize) -> Location) -> Result<(), Mistake> {
    let wrong = |at, why: &str| Err(Mistake { place: place(at), why: why.to_owned() });
    if list.len() > ENTRIES_MAX {
        return wrong(ENTRIES_MAX, "too many entries");
    }
    for (at, entry) in list.iter().enumerate() {
        if entry.trim().is_empty() {
            return wrong(at, "the entry is empty");
        }
        if entry.len() > ENTRY_BYTES_MAX {
            return wrong(at, "the entry is too long");
        }
    }
    Ok(())
}

/// The words of a name as the linter reads them.
fn words_of(name: &str) -> Vec<String> {
    let doc = Doc::parse(name, &Lexicon::default());
    doc.words.iter().map(|w| w.norm.clone()).filter(|w| !w.is_empty()).collect()
}

/// Names to find as they stand; a `*` at the end stands for any ending.
fn literal(field: &'static str, list: &[String]) -> Result<Phrases, Mistake> {
    let mut phrases = Phrases::default();
    for (at, name) in entries(field, list)? {
        let stem = name.ends_with('*');
        let mut words = words_of(name.trim_end_matches('*'));
        if let Some(last) = words.last_mut().filter(|_| stem) {
            last.push('~');
        }
        let added = phrases.add_words(&words);
        added.map_err(|why| Mistake { place: Location::List(field, at), why })?;
    }
    Ok(phrases)
}

fn own_phrases(number: usize, rule: &OwnRule) -> Result<Phrases, Mistake> {
    let place = |field| move |at| Location::Rule(number, field, at);
    for (field, list) in [("phrases", &rule.phrases), ("matches", &rule.matches), ("passes", &rule.passes)] {
        check(list, place(field))?;
    }
    let single = [("name", &rule.name), ("why", &rule.why)];
    if let Some((field, _)) = single.into_iter().find(|(_, text)| text.trim().is_empty()) {
        return Err(Mistake { place: place(field)(0), why: "it is empty".to_owned() });
    }
    if rule.phrases.is_empty() {
        return Err(Mistake { place: place("phrases")(0), why: "the rule has no phrases".to_owned() });
    }
    let mut phrases = Phrases::default();
    for (at, phrase) in rule.phrases.iter().enumerate() {
        phrases.add(&lowered(phrase)).map_err(|why| Mistake { place: place("phrases")(at), why })?;
    }
    Ok(phrases)
}

#[cfg(test)]
mod tests;
