//! Tells English from what the rules cannot read.

use super::cut::Cut;
use super::document::{Voice, Word};
use super::letters::{is_letter, is_upper};
use crate::lexicon::{Class, Classes};
use crate::word_list::{Words, words};
use serde::{Deserialize, Serialize};

/// The language of a text, as far as the linter can tell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Language {
    /// English, or nothing that speaks against it.
    #[default]
    #[serde(rename = "en")]
    English,
    /// German: read where the feature `german` is, on the server; elsewhere such a text is [`Language::Unknown`].
    #[serde(rename = "de")]
    German,
    /// Another one: the rules say nothing about such a text.
    #[serde(rename = "unknown")]
    Unknown,
}

/// Endings that words of other languages have and English ones do not.
const ENDINGS: &str = "ung ungen keit heit lich schaft iert ieren barkeit reichbar ción ciones sión idad ando iendo amos emos ado \
    ados adas ido ida idos idas mente zione zioni mento menti ibile ibili ato ati iamo ção ções ável ível vel eux euse ée ées quons \
    eert heid werkt elen pen ningar ningen erna orna sten igen ości nej nych owa wera ego yor ildi ilmiştir nya kan guan lvelu ské ého ých \
    getés resolvido blecido uelta ponible zahl tekst jera nutos oso osa ienza ità encia ência ancia ância ité eter lijk";

/// English words that end so, or have such letters.
const BORROWED: Words = words!(
    "afterwards agenda audible avocado barometer café cafés canada cancel cargo casino cheapen chicago cliché \
     colorado commando compatible crescendo dampen deepen diameter diego edible ego embargo escalato excavel \
     fasten façade fiancé flexible florida fungo gravel happen happens hasten kilometer kitchen legato lego \
     level listen marvel memento mento meter mobile momento navel naïve novel open panda parameter pavel pen \
     perimeter pimento possible potato reopen ripen rotato résumé sharpen shovel thermometer ticket tobago \
     tomato tornado torpedo toyota travel vertigo visible volcano"
);

/// Judges a text by its words.
///
/// A terse English update has few of the usual words, so a text is not foreign for want of them: it is when it has
/// words of other languages and no more English ones, or when the linter knows none of its words at all.
pub(crate) fn judge(text: &str, words: &[Word]) -> Language {
    let (mut english, mut other, mut latin, mut foreign) = (0usize, 0usize, 0usize, 0usize);
    let (mut known, mut strange) = (0usize, 0usize);
    // Of a text with many English words, endings tell nothing.
    let usual = words.iter().filter(|w| w.has(Class::Usual)).count();
    let doubtful = usual < 3 || usual * 6 < words.len();
    for word in words.iter().filter(|w| w.voice == Voice::Ours) {
        let letters = word.norm.chars().filter(|&c| is_letter(c));
        let (readable, all) = letters.fold((0, 0), |(r, n), c| (r + usize::from(c < '\u{250}'), n + 1));
        latin += readable;
        foreign += all - readable;
        if all < 2 || word.has_digit() {
            continue;
        }
        let name = text.cut(word.start..word.end).starts_with(is_upper);
        if word.has(Class::Usual) {
            english += 1;
        } else if word.has(Class::Foreign) || is_strange(word, name, doubtful) {
            other += 1;
        } else if word.classes.is_empty() {
            strange += usize::from(!name || words.len() < 4);
        } else {
            known += 1;
        }
    }
    let script = foreign > latin || foreign * 2 > latin && english < 3;
    let tongue = other >= 2 && other > english
        || other >= 1
            && other >= known
            && (english == 0 || english + known + other + strange <= 3 && other >= english);
    let unheard = english + known == 0 && strange >= 2;
    if script || tongue || unheard { Language::Unknown } else { Language::English }
}

/// Letters or an ending that no English word has.
fn is_strange(word: &Word, name: bool, doubtful: bool) -> bool {
    if BORROWED.has_key(word.key) {
        return false;
    }
    let by_stem = Classes::default().with(Class::Generic);
    let plain = word.classes.is_empty() || word.classes == by_stem;
    let marked = !name && word.norm.chars().any(|c| is_letter(c) && !c.is_ascii());
    let vowel =
        doubtful && word.norm.len() > 5 && word.norm.ends_with(['a', 'o', 'i']) && word.classes == by_stem;
    let ended = plain
        && word.norm.len() > 4
        && ENDINGS.split_ascii_whitespace().any(|e| word.norm.len() > e.len() + 1 && word.norm.ends_with(e));
    marked && word.voice == Voice::Ours || vowel || ended
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
    fn reads_terse_english_as_english() {
        for text in [
            "",
            "INC0098123 mitigated, monitoring.",
            "São Paulo: latency high.",
            "Search down.",
            "La página no carga / the payments page does not load. Seguimos con ello, tomorrow it works again.",
            "Checkout is slow for customers in Köln.",
            "Jira, Confluence and Bitbucket unavailable",
            "Café tills offline.",
            "Müller stores closed.",
            "All green.",
            "Koji builds stuck.",
            "Łódź is offline since 10:00; we are on it.",
        ] {
            assert_eq!(language(text), Language::English, "{text}");
        }
    }

    #[test]
    fn recognises_other_languages() {
        for text in [
            "Wir haben eine Störung, der Fehler wird in einer Stunde behoben sein.",
            "La aplicación no funciona. Estamos investigando el problema.",
            "Nous rencontrons un problème avec le service.",
            "Вход не работает.",
            "Anmeldung gestört. Behebung läuft.",
            "Server wieder erreichbar.",
            "Zahlungen verspätet.",
            "Service indisponible.",
            "Connexion impossible depuis 10h.",
            "Servicio restablecido.",
            "Problema resolvido.",
            "Storing verholpen.",
            "Awaria serwera.",
            "Driftstörning i betalningar.",
            "Palvelu ei toimi.",
            "Sistem çalışıyor.",
            "Layanan sedang gangguan.",
            "Nous enquêtons.",
            "Stiamo indagando.",
            "ログインできません。1時間以内に復旧する見込みです。kafka",
            "Logowanie nie działa. Pracujemy nad rozwiązaniem.",
            "Il problema è stato risolto. Ci scusiamo per il disagio.",
        ] {
            assert_eq!(language(text), Language::Unknown, "{text}");
        }
    }
}
