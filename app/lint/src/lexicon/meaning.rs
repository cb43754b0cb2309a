//! What the grammar knows about words: classes of meaning, and the forms of verbs.
//!
//! A verb stands in its classes in its plain form; other forms are led back to it by their endings, or by the
//! list of irregular ones.

use super::{Class, Classes, Entries, classes};
use crate::data::data;
use crate::word_list::{KEY_OF_NOTHING, Words, key, key_on, words};
use std::sync::LazyLock;

/// The form that a word has if it is a verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Form {
    /// "break", or no verb at all.
    #[default]
    Plain,
    /// "breaks".
    S,
    /// "broke": never a participle.
    Past,
    /// "restored": past tense or participle.
    Ed,
    /// "broken": never a past tense.
    Participle,
    /// "breaking".
    Ing,
}

impl Form {
    /// Whether it can follow "is" or "has".
    pub fn is_participle(self) -> bool {
        matches!(self, Form::Ed | Form::Participle)
    }
}

struct Meaning {
    words: Entries,
    /// Irregular forms by their keys, with the keys of the plain forms.
    irregular: Vec<(u32, Form, u32)>,
}

/// A word of fewer letters has no ending.
const ENDED_LETTERS_MIN: usize = 4;

/// Words that only look like forms of a verb.
const NO_FORMS: Words =
    words!("always bus during feed hundred indeed king less need news plus seed sing speed this thus wing");

static MEANING: LazyLock<Meaning> = LazyLock::new(Meaning::read);

impl Meaning {
    fn read() -> Self {
        let mut pairs = Vec::new();
        let mut class = None;
        for line in data!("meaning.txt").lines() {
            let (name, list) = line.split_once(':').unwrap_or(("", line));
            if !name.is_empty() {
                class = Class::named(name);
                debug_assert!(class.is_some(), "no class is called {name}");
            }
            let Some(class) = class else { continue };
            for word in list.split_ascii_whitespace() {
                pairs.push(u64::from(key(&word.replace('_', " "))) << 32 | class as u64);
            }
        }
        let mut irregular: Vec<(u32, Form, u32)> = Vec::new();
        let mut put = |entry: (u32, Form, u32)| {
            let place = irregular.partition_point(|known| known.0 <= entry.0);
            irregular.insert(place, entry);
        };
        for line in data!("irregular.txt").lines() {
            let mut forms = line.split(' ').map(key);
            let (Some(past), Some(participle), Some(plain)) = (forms.next(), forms.next(), forms.next())
            else {
                continue;
            };
            let one = past == participle;
            put((past, if one { Form::Ed } else { Form::Past }, plain));
            if !one {
                put((participle, Form::Participle, plain));
            }
        }
        Meaning { words: Entries::of(pairs), irregular }
    }

    fn irregular(&self, key: u32) -> Option<(Form, u32)> {
        let place = self.irregular.partition_point(|entry| entry.0 < key);
        self.irregular.get(place).filter(|entry| entry.0 == key).map(|entry| (entry.1, entry.2))
    }
}

/// The keys of the plain forms that a word may be one of, itself first.
struct Plain {
    keys: [u32; 4],
    form: Form,
}

impl Plain {
    fn of(norm: &str) -> Self {
        let own = key(norm);
        if let Some((form, plain)) = MEANING.irregular(own) {
            return Plain { keys: [own, plain, own, own], form };
        }
        let none = Plain { keys: [own; 4], form: Form::Plain };
        if norm.len() < ENDED_LETTERS_MIN || NO_FORMS.has_key(own) {
            return none;
        }
        let bytes = norm.as_bytes();
        let (cut, form) = match bytes {
            [.., b'i', b'n', b'g'] => (3, Form::Ing),
            [.., b'e', b'd'] => (2, Form::Ed),
            [.., b's', b's'] => return none,
            [.., b's'] => (1, Form::S),
            _ => return none,
        };
        let stem = &bytes[..bytes.len() - cut];
        let [head @ .., last] = stem else { return none };
        let plain = key_of(stem);
        let keys = match (form, last) {
            (Form::S, b'e') if head.ends_with(b"i") => {
                [own, plain, key_on(key_of(&head[..head.len() - 1]), b'y'), own]
            }
            (Form::S, b'e') => [own, plain, key_of(head), own],
            (Form::S, _) => [own, plain, own, own],
            (_, b'i') => [own, plain, key_on(key_of(head), b'y'), key_on(plain, b'e')],
            _ if head.last() == Some(last) => [own, plain, key_of(head), key_on(plain, b'e')],
            _ => [own, plain, key_on(plain, b'e'), own],
        };
        Plain { keys, form }
    }

    /// The classes of the first of the keys that has any, each gone on with by `more`; of all of them together.
    fn classes(&self, more: impl Fn(u32) -> u32) -> Classes {
        self.keys.iter().fold(Classes::default(), |all, &key| all.union(MEANING.words.get(more(key))))
    }
}

fn key_of(bytes: &[u8]) -> u32 {
    bytes.iter().fold(KEY_OF_NOTHING, |key, &byte| key_on(key, byte))
}

/// "Misprinted" is bad whatever it is; "missed" and "misted" are not.
const MISDONE_LETTERS_MIN: usize = 7;
/// Shorter stems make other words.
const AGAIN_LETTERS_MIN: usize = 3;

/// What is done again mends; these are other words.
const NOT_AGAIN: Words = words!(
    "recall recalled recalling record recorded recording released remark remarked research researched reserved resigned"
);

/// "Redrawn", "re-ran": the form of the verb that is done again.
fn again(norm: &str) -> Option<Form> {
    let stem = norm.strip_prefix("re-").or_else(|| norm.strip_prefix("re"))?;
    let verb = Plain::of(stem);
    let known = verb.classes(|key| key).meets(classes!(Class::Verb, Class::Mend, Class::Change));
    (stem.len() >= AGAIN_LETTERS_MIN
        && known
        && verb.form != Form::Plain
        && verb.form != Form::S
        && !NOT_AGAIN.has(norm))
    .then_some(verb.form)
}

/// The classes of meaning of a word, and its form as a verb.
pub(crate) fn of(norm: &str) -> (Classes, Form) {
    let mut plain = Plain::of(norm);
    let mut classes = plain.classes(|key| key);
    if let Some(form) = again(norm).filter(|_| classes.is_empty()) {
        classes = classes.with(Class::Mend);
        plain.form = form;
    }
    let misdone = norm.starts_with("mis") && norm.ends_with("ed") && norm.len() > MISDONE_LETTERS_MIN;
    if misdone && classes.is_empty() {
        classes = classes.with(Class::Ill);
    }
    let ended = matches!(plain.form, Form::Ed | Form::Ing) && norm.len() < 6 && !norm.ends_with("ied");
    (classes, if classes.is_empty() && ended { Form::Plain } else { plain.form })
}

/// The classes of two words that are one together: "circuit breaker", "took out".
pub(crate) fn of_two(first: &str, second: &str) -> Classes {
    Plain::of(first).classes(|key| second.bytes().fold(key_on(key, b' '), key_on))
}

#[cfg(test)]
mod tests {
    use super::{Class, Form, of, of_two};

    #[test]
    fn finds_the_verb_of_an_inflected_form() {
        for (word, class, form) in [
            ("restored", Class::Mend, Form::Ed),
            ("swapped", Class::Mend, Form::Ed),
            ("crashes", Class::Fail, Form::S),
            ("tried", Class::Verb, Form::Ed),
            ("broke", Class::Fail, Form::Past),
            ("broken", Class::Fail, Form::Participle),
            ("freezing", Class::Fail, Form::Ing),
            ("batteries", Class::Part, Form::S),
            ("update", Class::Change, Form::Plain),
        ] {
            let (classes, found) = of(word);
            assert!(classes.has(class) && found == form, "{word}: {found:?}");
        }
        assert!(of("mailboxes").0.is_empty());
        assert!(of("misprinted").0.has(Class::Ill) && !of("missed").0.has(Class::Ill));
    }

    #[test]
    fn two_words_may_mean_one_thing() {
        assert!(of_two("taken", "out").has(Class::Harm));
        assert!(of_two("circuit", "breaker").has(Class::Part));
        assert!(of_two("gave", "way").has(Class::Fail));
        assert!(of_two("went", "home").is_empty());
    }
}
