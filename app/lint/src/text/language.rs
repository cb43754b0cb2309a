//! Tells English from what the rules cannot read.

use super::document::Word;
use crate::lexicon::Class;
use serde::{Deserialize, Serialize};

/// The language of a text, as far as the linter can tell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Language {
    /// English, or nothing that speaks against it.
    #[default]
    #[serde(rename = "en")]
    English,
    /// Another one: the rules say nothing about such a text.
    #[serde(rename = "unknown")]
    Unknown,
}

/// Judges a text by its words.
///
/// It takes evidence to call a text foreign: a terse English update has few of the usual words either.
pub(crate) fn judge(words: &[Word]) -> Language {
    let (mut english, mut other, mut latin, mut foreign) = (0usize, 0usize, 0usize, 0usize);
    for word in words {
        english += usize::from(word.has(Class::English));
        other += usize::from(word.has(Class::Foreign));
        for letter in word.norm.chars().filter(|c| c.is_alphabetic()) {
            let readable = letter < '\u{250}';
            latin += usize::from(readable);
            foreign += usize::from(!readable);
        }
    }
    let script = foreign > latin || foreign * 2 > latin && english < 3;
    let tongue = other >= 2 && other > english;
    if script || tongue { Language::Unknown } else { Language::English }
}

#[cfg(test)]
mod tests {
    use super::Language;
    use crate::lexicon::Lexicon;
    use crate::text::Doc;

    fn language(text: &str) -> Language {
        Doc::parse(text, Lexicon::built_in()).language
    }

    #[test]
    fn english_however_terse() {
        for text in [
            "",
            "INC0098123 mitigated, monitoring.",
            "São Paulo: latency high.",
            "Search down.",
            "La página no carga / the payments page does not load. Trabajamos en ello, tomorrow it works again.",
            "Łódź is offline since 10:00; we are on it.",
        ] {
            assert_eq!(language(text), Language::English, "{text}");
        }
    }

    #[test]
    fn others() {
        for text in [
            "Wir haben eine Störung, der Fehler wird in einer Stunde behoben sein.",
            "La aplicación no funciona. Estamos investigando el problema.",
            "Nous rencontrons un problème avec le service.",
            "Вход не работает.",
            "ログインできません。1時間以内に復旧する見込みです。kafka",
            "Logowanie nie działa. Pracujemy nad rozwiązaniem.",
            "Il problema è stato risolto. Ci scusiamo per il disagio.",
        ] {
            assert_eq!(language(text), Language::Unknown, "{text}");
        }
    }
}
