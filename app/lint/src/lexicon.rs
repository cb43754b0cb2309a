//! What the linter knows about single words: the lists that they stand in.
//!
//! The lists are data, in `lexicon/lists.txt`; a company adds words of its own. A word is looked up once, when the
//! text is cut up; after that a rule asks for one bit.

#[cfg(feature = "german")]
mod compound;
pub(crate) mod meaning;

use crate::data::data;
use crate::order;
use crate::word_list::{KEY_OF_NOTHING, key, key_on};
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
    /// Words of every text, which tell its language from others.
    Usual,
    Foreign,
    /// The first word of a name of several.
    Names,
    // The classes of meaning: see `lexicon/meaning.txt`.
    Mend,
    Recover,
    Well,
    Fail,
    Harm,
    Ill,
    Part,
    Change,
    Event,
    Crew,
    Firm,
    Tell,
    Verb,
}

impl Class {
    const NAMES: [(&'static str, Class); 36] = [
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
        ("usual", Class::Usual),
        ("foreign", Class::Foreign),
        ("mend", Class::Mend),
        ("recover", Class::Recover),
        ("well", Class::Well),
        ("fail", Class::Fail),
        ("harm", Class::Harm),
        ("ill", Class::Ill),
        ("part", Class::Part),
        ("change", Class::Change),
        ("event", Class::Event),
        ("crew", Class::Crew),
        ("firm", Class::Firm),
        ("tell", Class::Tell),
        ("verb", Class::Verb),
    ];

    /// The list of that name.
    pub fn named(name: &str) -> Option<Class> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|&(_, class)| class)
    }
}

/// A set of lists.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Classes(u64);

impl Classes {
    /// Of several lists; see [`classes!`].
    pub const fn of(classes: &[Class]) -> Self {
        let (mut set, mut at) = (0, 0);
        while at < classes.len() {
            set |= 1 << classes[at] as u64;
            at += 1;
        }
        Classes(set)
    }

    pub fn with(self, class: Class) -> Self {
        Classes(self.0 | 1 << class as u64)
    }

    pub fn without(self, class: Class) -> Self {
        Classes(self.0 & !(1 << class as u64))
    }

    pub fn has(self, class: Class) -> bool {
        self.0 & (1 << class as u64) != 0
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

/// A set of lists that the compiler puts together.
macro_rules! classes {
    ($($class:expr),* $(,)?) => {
        const { $crate::lexicon::Classes::of(&[$($class),*]) }
    };
}
pub(crate) use classes;

/// The lists, with what a company adds.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lexicon {
    words: Entries,
    stems: Entries,
    /// Whether its words are German.
    #[cfg(feature = "german")]
    german: bool,
}

/// Words by their keys, in the order of these, each with its lists.
#[derive(Debug, Clone, Default)]
struct Entries(Vec<(u32, Classes)>);

impl Entries {
    /// Of pairs of a key and a class, the key in the upper half.
    fn of(pairs: Vec<u64>) -> Self {
        let mut entries: Vec<(u32, Classes)> = Vec::with_capacity(pairs.len());
        for pair in order::numbers(pairs) {
            let (key, classes) = ((pair >> 32) as u32, Classes(1 << (pair & 63)));
            match entries.last_mut().filter(|(last, _)| *last == key) {
                Some((_, all)) => *all = all.union(classes),
                None => entries.push((key, classes)),
            }
        }
        Entries(entries)
    }

    fn place(&self, key: u32) -> usize {
        self.0.partition_point(|&(known, _)| known < key)
    }

    fn get(&self, key: u32) -> Classes {
        self.0.get(self.place(key)).filter(|&&(known, _)| known == key).map_or(Classes::default(), |e| e.1)
    }

    fn set(&mut self, key: u32, classes: Classes) {
        let place = self.place(key);
        match self.0.get_mut(place).filter(|(known, _)| *known == key) {
            Some(entry) => entry.1 = classes,
            None => self.0.insert(place, (key, classes)),
        }
    }
}

/// The most words of a name.
const NAME_WORDS_MAX: usize = 4;

/// A stem is at least so many bytes long.
const STEM_BYTES_MIN: usize = 3;

static BUILT_IN: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::parse(data!("lexicon/lists.txt")));

impl Lexicon {
    /// The lists that every company has.
    pub fn built_in() -> &'static Lexicon {
        &BUILT_IN
    }

    /// Whether its words are German.
    #[cfg(feature = "german")]
    pub fn is_german(&self) -> bool {
        self.german
    }

    /// None is where German is not read.
    #[cfg(not(feature = "german"))]
    pub fn is_german(&self) -> bool {
        false
    }

    fn parse(lists: &str) -> Self {
        let (mut words, mut stems) = (Vec::new(), Vec::new());
        let mut class = None;
        for line in lists.lines() {
            let (name, list) = line.split_once(':').unwrap_or(("", line));
            if !name.is_empty() {
                class = Class::named(name);
                debug_assert!(class.is_some(), "no list is called {name}");
            }
            let Some(class) = class else { continue };
            for word in list.split_ascii_whitespace() {
                let pair = |word: &str, class: Class| u64::from(key(word)) << 32 | class as u64;
                if let Some(stem) = word.strip_suffix('~') {
                    debug_assert!(stem.len() >= STEM_BYTES_MIN, "{stem} is too short a stem");
                    stems.push(pair(stem, class));
                    continue;
                }
                if let Some((first, _)) = word.split_once('_') {
                    words.push(pair(first, Class::Names));
                }
                words.push(pair(&word.replace('_', " "), class));
            }
        }
        Lexicon {
            words: Entries::of(words),
            stems: Entries::of(stems),
            #[cfg(feature = "german")]
            german: false,
        }
    }

    /// Adds a word, or a name of several, to a list. It has to be in lower case.
    pub fn add(&mut self, word: &str, class: Class) {
        self.change(word, |classes| classes.with(class));
        if let Some((first, _)) = word.split_once(' ') {
            self.change(first, |classes| classes.with(Class::Names));
        }
    }

    fn change(&mut self, word: &str, change: impl Fn(Classes) -> Classes) {
        let key = key(word);
        self.words.set(key, change(self.words.get(key)));
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
            None => self.change(&name, |classes| classes.without(Class::Company)),
        }
        Ok(())
    }

    /// The lists that a word stands in.
    pub fn classes(&self, word: &str) -> Classes {
        let mut key = KEY_OF_NOTHING;
        let mut classes = Classes::default();
        for (at, byte) in word.bytes().enumerate() {
            key = key_on(key, byte);
            if at + 1 >= STEM_BYTES_MIN {
                classes = classes.union(self.stems.get(key));
            }
        }
        classes.union(self.words.get(key))
    }

    /// The longest name of several words that starts with `first` and goes on with `next`: the name, how many of
    /// `next` it takes, and its lists.
    pub fn name(&self, first: &str, next: &[String]) -> Option<(String, usize, Classes)> {
        if !self.words.get(key(first)).has(Class::Names) {
            return None;
        }
        let mut name = first.to_owned();
        let mut longest = None;
        for (at, word) in next.iter().take(NAME_WORDS_MAX - 1).enumerate() {
            name = name + " " + word;
            let classes = self.words.get(key(&name));
            if !classes.without(Class::Names).is_empty() {
                longest = Some((name.clone(), at + 1, classes));
            }
        }
        longest
    }
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
