//! German words: their lists, and what compounds of them mean.

use super::{Class, Classes, Lexicon, STEM_BYTES_MIN};
use crate::data::data;
use crate::word_list::{KEY_OF_NOTHING, key, key_on};
use std::sync::LazyLock;

/// A shorter ending is no word of a compound's own.
const LAST_PART_BYTES_MIN: usize = 5;
/// An inflection is at most so long.
const ENDING_BYTES_MAX: usize = 4;

static GERMAN: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon { german: true, ..Lexicon::parse(data!("../german/words.txt")) });

impl Lexicon {
    /// German words, as every company has them.
    pub fn german() -> &'static Lexicon {
        &GERMAN
    }

    /// The lists that a German word stands in: its own, or else those of its last part, "Zahlungsserver" those of "Server".
    /// Suppliers have one name in all languages.
    pub fn classes_in_german(&self, word: &str) -> Classes {
        if word.bytes().any(|b| b.is_ascii_digit()) {
            return self.classes(word).with(Class::Number);
        }
        let own = self.inflected(word, STEM_BYTES_MIN);
        let company = Lexicon::built_in().words.get(key(word)).has(Class::Company);
        let own = if company && own.is_empty() { own.with(Class::Company) } else { own };
        if !own.is_empty() {
            return own;
        }
        let parts = word.char_indices().map(|(at, _)| &word[at..]).skip(STEM_BYTES_MIN);
        let parts = parts.take_while(|part| part.len() >= LAST_PART_BYTES_MIN);
        let last =
            |part| self.inflected(part, LAST_PART_BYTES_MIN).without(Class::Usual).without(Class::Names);
        parts.map(last).find(|classes| !classes.is_empty()).unwrap_or_default()
    }

    /// The lists of a whole word, or of a stem of some length that only an inflection follows.
    fn inflected(&self, word: &str, stem_bytes_min: usize) -> Classes {
        let mut key = KEY_OF_NOTHING;
        let mut classes = Classes::default();
        for (at, byte) in word.bytes().enumerate() {
            key = key_on(key, byte);
            if at + 1 >= stem_bytes_min && word.len() - at - 1 <= ENDING_BYTES_MAX {
                classes = classes.union(self.stems.get(key));
            }
        }
        classes.union(self.words.get(key))
    }
}

#[cfg(test)]
mod tests {
    use super::{Class, Lexicon};

    #[test]
    fn compounds_mean_what_their_last_part_means() {
        let lexicon = Lexicon::german();
        for (word, class) in [
            ("zahlungsserver", Class::Part),
            ("zahlungsdienstleisters", Class::Vendor),
            ("neukunden", Class::People),
            ("freitagabend", Class::Day),
            ("anmeldestörungen", Class::Fault),
        ] {
            assert!(lexicon.classes_in_german(word).has(class), "{word}");
        }
        assert!(lexicon.classes_in_german("gartenzaun").is_empty());
    }
}
