//! What the linter knows about single words: the lists that they stand in.
//!
//! The lists are data, in `lexicon/lists.txt`; a company adds words of its own. A word is looked up once, when the
//! text is cut up; after that a rule asks for one bit.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A list of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Class {
    Number,
    Unit,
    Day,
    Month,
    Zone,
    People,
    Modal,
    Promise,
    Negation,
    Past,
    Asking,
    Fault,
    Internal,
    Cause,
    Company,
    Vendor,
    Region,
    /// Somebody else than us, where "our" or "the" stands before it.
    Outsider,
    Ours,
    /// Somebody whom a text may single out.
    Person,
    /// Words that name no feature; see the parts.
    Generic,
    /// Words that tell English from other languages.
    English,
    Foreign,
    /// The first word of a name of several.
    Names,
}

impl Class {
    const NAMES: [(&'static str, Class); 23] = [
        ("number", Class::Number),
        ("unit", Class::Unit),
        ("day", Class::Day),
        ("month", Class::Month),
        ("zone", Class::Zone),
        ("people", Class::People),
        ("modal", Class::Modal),
        ("promise", Class::Promise),
        ("negation", Class::Negation),
        ("past", Class::Past),
        ("asking", Class::Asking),
        ("fault", Class::Fault),
        ("internal", Class::Internal),
        ("cause", Class::Cause),
        ("company", Class::Company),
        ("vendor", Class::Vendor),
        ("region", Class::Region),
        ("outsider", Class::Outsider),
        ("ours", Class::Ours),
        ("person", Class::Person),
        ("generic", Class::Generic),
        ("english", Class::English),
        ("foreign", Class::Foreign),
    ];

    /// The list of that name.
    pub fn named(name: &str) -> Option<Class> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|&(_, class)| class)
    }
}

/// A set of lists.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Classes(u32);

impl Classes {
    pub fn with(self, class: Class) -> Self {
        Classes(self.0 | 1 << class as u32)
    }

    pub fn without(self, class: Class) -> Self {
        Classes(self.0 & !(1 << class as u32))
    }

    pub fn has(self, class: Class) -> bool {
        self.0 & (1 << class as u32) != 0
    }

    pub fn union(self, other: Classes) -> Self {
        Classes(self.0 | other.0)
    }

    pub fn meets(self, other: Classes) -> bool {
        self.0 & other.0 != 0
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// The lists, with what a company adds.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lexicon {
    words: BTreeMap<Box<str>, Classes>,
    stems: BTreeMap<Box<str>, Classes>,
}

/// The most words of a name.
const NAME_WORDS_MAX: usize = 4;

/// A stem is at least so many bytes long.
const STEM_BYTES_MIN: usize = 3;

static BUILT_IN: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::parse(include_str!("lexicon/lists.txt")));

impl Lexicon {
    /// The lists that every company has.
    pub fn built_in() -> &'static Lexicon {
        &BUILT_IN
    }

    fn parse(lists: &str) -> Self {
        let mut lexicon = Lexicon::default();
        let mut class = None;
        for line in lists.lines().filter(|l| !l.starts_with('#')) {
            let words = match line.split_once(": ") {
                Some((name, words)) if !line.starts_with(' ') => {
                    class = Class::named(name);
                    debug_assert!(class.is_some(), "no list is called {name}");
                    words
                }
                _ => line,
            };
            for word in words.split_ascii_whitespace() {
                lexicon.extend(class, &word.replace('_', " "));
            }
        }
        lexicon
    }

    fn extend(&mut self, class: Option<Class>, word: &str) {
        let Some(class) = class else { return };
        match word.strip_suffix('~') {
            Some(stem) => {
                debug_assert!(stem.len() >= STEM_BYTES_MIN, "{stem} is too short a stem");
                add(&mut self.stems, stem, class);
            }
            None => self.add(word, class),
        }
    }

    /// Adds a word, or a name of several, to a list. It has to be in lower case.
    pub fn add(&mut self, word: &str, class: Class) {
        add(&mut self.words, word, class);
        if let Some((first, _)) = word.split_once(' ') {
            add(&mut self.words, first, Class::Names);
        }
    }

    /// Puts a name of one or more words into a list; without one, takes it out of the list of companies.
    pub fn put(&mut self, words: &[String], class: Option<Class>) -> Result<(), String> {
        if words.is_empty() {
            return Err("there is no word in it".to_owned());
        }
        if words.len() > NAME_WORDS_MAX {
            return Err(format!("a name has at most {NAME_WORDS_MAX} words"));
        }
        let name = words.join(" ");
        match class {
            Some(class) => self.add(&name, class),
            None => {
                if let Some(classes) = self.words.get_mut(name.as_str()) {
                    *classes = classes.without(Class::Company);
                }
            }
        }
        Ok(())
    }

    /// The lists that a word stands in.
    pub fn classes(&self, word: &str) -> Classes {
        let exact = self.words.get(word).copied().unwrap_or_default();
        let stems = word.char_indices().map(|(i, c)| i + c.len_utf8()).filter(|&end| end >= STEM_BYTES_MIN);
        stems.filter_map(|end| self.stems.get(&word[..end])).fold(exact, |all, &classes| all.union(classes))
    }

    /// The name of several words that starts with `first` and goes on with `next`: the name, how many of `next`
    /// it takes, and its lists.
    pub fn name(&self, first: &str, next: &[String]) -> Option<(String, usize, Classes)> {
        if !self.words.get(first)?.has(Class::Names) {
            return None;
        }
        (1..=next.len().min(NAME_WORDS_MAX - 1)).rev().find_map(|more| {
            let name = [&[first.to_owned()], &next[..more]].concat().join(" ");
            let classes = *self.words.get(name.as_str())?;
            (!classes.without(Class::Names).is_empty()).then_some((name, more, classes))
        })
    }
}

fn add(map: &mut BTreeMap<Box<str>, Classes>, word: &str, class: Class) {
    let classes = map.entry(word.into()).or_default();
    *classes = classes.with(class);
}

#[cfg(test)]
mod tests {
    use super::{Class, Lexicon};

    #[test]
    fn words_stand_in_lists() {
        let lexicon = Lexicon::built_in();
        assert!(lexicon.classes("provider").has(Class::Vendor));
        assert!(lexicon.classes("investigates").has(Class::Generic), "by its stem");
        assert!(lexicon.classes("zebra").is_empty());
    }

    #[test]
    fn names_may_have_several_words() {
        let mut lexicon = Lexicon::default();
        lexicon.add("big cloud", Class::Company);
        lexicon.add("big cloud one", Class::Company);
        let taken = |text: &str| {
            let next: Vec<String> = text.split(' ').map(str::to_owned).collect();
            lexicon.name("big", &next).map(|(_, more, _)| more)
        };
        assert_eq!((taken("cloud is"), taken("cloud one is"), taken("dog")), (Some(1), Some(2), None));
    }
}
