//! Tells English from what the rules cannot read.

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::LazyLock;

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

/// Short words that nearly every English sentence has, and the words of this trade.
const ENGLISH: &str = "\
    the a an is are was were be been being am has have had do does did will would should could can cannot may might \
    not and or but so if of to in on at by for from with within without into over under about between after \
    before until since because due during this that these those it its we our us you your they their them there \
    here what when which who how why all any some every no yes now still again soon shortly back up down out off \
    more most other another next update updates issue issues problem problems incident outage service services \
    user users customer customers fix fixed fixing resolved investigating monitoring identified working work \
    login error errors app site please thank thanks sorry team fails failed slow currently experiencing \
    affected restarting restarted restored";

/// Short words that give other languages away; none is an English word as well.
const OTHERS: &str = "\
    der das und ist sind wir haben nicht mit von für einen eine auf zu werden wird bei dem den des auch oder aber \
    können unsere störung fehler wieder behoben \
    le les des est sont nous avons pas avec une dans pour sur qui que ce cette notre votre et ou mais aux ont été \
    rencontrons problème nos vous équipe équipes \
    el los las es son estamos está están con una por para que del nuestro nuestra se lo como pero más ha han hemos \
    estamos problema servicio ello trabajamos \
    o os um uma não com são estamos nosso nossa foi do da dos das ao em já pedimos qualquer pelo \
    il gli di che è sono abbiamo stato per nostro nostra ci della delle nel questo anche più il \
    het een zijn wij hebben niet met voor naar bij ook maar wordt werkt storing wir alles weer \
    nie jest są mamy na przez jak dla nad powinno się usługi pracujemy \
    och är vi har inte med för att det som på av ett också men alla \
    ikke og er det til fra som har vi ble \
    ve bir bu için ile olarak \
    ja ei on ovat olemme";

static ENGLISH_WORDS: LazyLock<BTreeSet<&str>> = LazyLock::new(|| ENGLISH.split_ascii_whitespace().collect());
static OTHER_WORDS: LazyLock<BTreeSet<&str>> =
    LazyLock::new(|| OTHERS.split_whitespace().filter(|w| !ENGLISH_WORDS.contains(w)).collect());

/// Judges a text by its words in lower case.
///
/// It takes evidence to call a text foreign: a terse English update has few of the usual words either.
pub(crate) fn judge<'a>(words: impl Iterator<Item = &'a str>) -> Language {
    let (mut english, mut other, mut latin, mut foreign) = (0usize, 0usize, 0usize, 0usize);
    for word in words {
        english += usize::from(ENGLISH_WORDS.contains(word));
        other += usize::from(OTHER_WORDS.contains(word));
        for letter in word.chars().filter(|c| c.is_alphabetic()) {
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
    use super::{Language, judge};

    fn language(text: &str) -> Language {
        let lower = text.to_lowercase();
        judge(lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()))
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
