//! How services count what they are sent.

use unicode_segmentation::UnicodeSegmentation;

/// What a link counts at Mastodon and X, whatever its length.
pub const LINK_WEIGHT: usize = 23;
/// The least that X counts at all.
const X_LIGHT: [(u32, u32); 4] = [(0, 4351), (8192, 8205), (8208, 8223), (8242, 8247)];

/// What people take for one character.
pub fn graphemes(text: &str) -> usize {
    text.graphemes(true).count()
}

/// Bytes, as UTF-8.
pub fn bytes(text: &str) -> usize {
    text.len()
}

/// Characters as UTF-16 has them: JavaScript's services count those.
pub fn utf16(text: &str) -> usize {
    text.encode_utf16().count()
}

/// As Mastodon counts: what people take for one character, and each link for 23.
pub fn mastodon(text: &str) -> usize {
    mastodon_with(text, LINK_WEIGHT)
}

/// The same at a server that counts each link for so many.
pub fn mastodon_with(text: &str, link: usize) -> usize {
    weigh(text, link, |word| word.starts_with("http://") || word.starts_with("https://"), graphemes)
}

/// As X counts: two for what is not Latin, and for an emoji; each link, and what may be one, for 23.
pub fn x(text: &str) -> usize {
    weigh(text, LINK_WEIGHT, may_be_link, |word| {
        word.graphemes(true).map(|grapheme| grapheme.chars().map(weight_at_x).sum::<usize>()).sum()
    })
}

fn weight_at_x(c: char) -> usize {
    let c = u32::from(c);
    if X_LIGHT.iter().any(|(first, last)| (*first..=*last).contains(&c)) { 1 } else { 2 }
}

/// X makes a link of each host's name, also within words: better one too many than one too few.
fn may_be_link(word: &str) -> bool {
    let host = word.split_once("://").map_or(word, |(_, rest)| rest);
    let host = host.split(['/', '?', '#', ':', ',', ')']).next().unwrap_or_default();
    let Some((name, end)) = host.trim_end_matches('.').rsplit_once('.') else { return false };
    name.ends_with(|c: char| c.is_alphanumeric()) && end.len() > 1 && end.chars().all(char::is_alphabetic)
}

/// Counts word by word; a link for `link`.
fn weigh(text: &str, link: usize, is_link: fn(&str) -> bool, count: impl Fn(&str) -> usize) -> usize {
    let words = text.split_inclusive(char::is_whitespace);
    words
        .map(|word| {
            let bare = word.trim_end();
            match is_link(bare) {
                // What follows it, too: a dot behind a link is none of it.
                true => {
                    link.max(if bare.contains("://") { 0 } else { count(bare) }) + count(&word[bare.len()..])
                }
                false => count(word),
            }
        })
        .sum()
}

/// How an SMS is cut: a text of one segment has a little more room than one of several, which carry a header each
/// (3GPP TS 23.040).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segments {
    /// Whether it goes as UCS-2, because some character is not in the GSM alphabet.
    pub is_ucs2: bool,
    /// Septets, or units of 16 bits.
    pub units: usize,
    pub segments: usize,
}

/// The GSM alphabet (3GPP TS 23.038) beside the letters and digits of ASCII.
const GSM: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà";
/// Its extension: two septets each.
const GSM_EXTENSION: &str = "^{}\\[~]|€\u{c}";

/// How many septets a character takes; none where it has no place in the alphabet.
fn septets(c: char) -> Option<usize> {
    if c.is_ascii_alphanumeric() || GSM.contains(c) {
        Some(1)
    } else {
        GSM_EXTENSION.contains(c).then_some(2)
    }
}

/// How an SMS with this text is cut.
pub fn sms(text: &str) -> Segments {
    let septets: Option<Vec<usize>> = text.chars().map(septets).collect();
    let (is_ucs2, units, (alone, each)) = match septets {
        Some(septets) => (false, septets, (160, 153)),
        None => (true, text.chars().map(char::len_utf16).collect(), (70, 67)),
    };
    let total: usize = units.iter().sum();
    Segments {
        is_ucs2,
        units: total,
        segments: if total <= alone { usize::from(total > 0) } else { cut(&units, each) },
    }
}

/// How many segments of this size hold these; a character is in one of them.
fn cut(units: &[usize], each: usize) -> usize {
    let (mut segments, mut used) = (1, 0);
    for unit in units {
        if used + unit > each {
            segments += 1;
            used = 0;
        }
        used += unit;
    }
    segments
}

/// Segments of an SMS.
pub fn segments(text: &str) -> usize {
    sms(text).segments
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_sms_is_cut_as_the_networks_cut_it() {
        for (text, is_ucs2, units, segments) in [
            ("", false, 0, 0),
            ("a", false, 1, 1),
            (&*"a".repeat(160), false, 160, 1),
            (&*"a".repeat(161), false, 161, 2),
            (&*"a".repeat(306), false, 306, 2),
            (&*"a".repeat(307), false, 307, 3),
            ("Größe 5 €", false, 10, 1),
            (&*"€".repeat(80), false, 160, 1),
            // 76 of them fill 152 of 153 septets: the next would be torn.
            (&*"€".repeat(153), false, 306, 3),
            ("naïve", true, 5, 1),
            (&*"я".repeat(70), true, 70, 1),
            (&*"я".repeat(71), true, 71, 2),
            ("👍", true, 2, 1),
            // 33 of them fill 66 of 67 units.
            (&*"👍".repeat(67), true, 134, 3),
        ] {
            assert_eq!(sms(text), Segments { is_ucs2, units, segments }, "{text}");
        }
    }

    #[test]
    fn links_count_23() {
        let long = format!("https://status.example.com/{}", "a".repeat(80));
        for (text, at_mastodon, at_x) in [
            ("abc", 3, 3),
            ("äöü", 3, 3),
            ("日本", 2, 4),
            ("👨‍👩‍👧", 1, 8),
            (&*long, 23, 23),
            (&*format!("see {long}\nnow"), 31, 31),
            ("example.com", 11, 23),
            ("e.g. so", 7, 7),
            ("It works.", 9, 9),
        ] {
            assert_eq!((mastodon(text), x(text)), (at_mastodon, at_x), "{text}");
        }
    }

    proptest! {
        #[test]
        fn segments_hold_what_they_say(text in "\\PC{0,400}") {
            let Segments { is_ucs2, units, segments } = sms(&text);
            let (alone, each) = if is_ucs2 { (70, 67) } else { (160, 153) };
            let room = if segments <= 1 { alone } else { segments * each };
            prop_assert!(units <= room);
            prop_assert_eq!(segments == 0, text.is_empty());
            // One unit of each segment at most is lost to a character that did not fit.
            prop_assert!(segments <= 1 || units > (segments - 1) * (each - 1));
        }

        #[test]
        fn nothing_counts_less_at_x_than_what_people_see(text in "[a-z .]{0,80}") {
            prop_assert!(x(&text) >= graphemes(&text) || text.contains("://"));
        }
    }
}
