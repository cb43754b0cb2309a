//! Reads misspelt words as what they were meant to be, for the words that rules hang on.

use std::sync::LazyLock;

/// Words that rules look for and that people mistype at four in the morning.
const IMPORTANT: &str = "\
    inconvenience inconveniences apologise apologize apologies apologised apologized apologising apologizing \
    shortly momentarily tomorrow tonight minutes estimated estimate expected expecting anticipate anticipated \
    resolved resolution restored restoring restoration recovered recovery available operational \
    intermittent intermittently occasional occasionally slightly briefly sporadic sporadically temporary \
    temporarily potential potentially experience experiencing experienced customers affected \
    investigating investigation identified monitoring maintenance scheduled provider providers supplier \
    upstream because caused causing triggered database network certificate configuration misconfiguration \
    deployment incident outage interruption disruption degraded degradation updates another unavailable \
    workaround instead midnight overnight morning evening afternoon surprised contractor currently problem problems issues number percentage minor normal normally \
    responsible responsibility engineer engineers accidentally mistake between within";

/// Short words of which only swapped neighbours are read through.
const SHORT: &str = "back soon today again hours until works online fixed issue cause";

/// How people type on a phone.
const TEXTED: [(&str, &str); 9] = [
    ("bak", "back"),
    ("coz", "because"),
    ("cuz", "because"),
    ("pls", "please"),
    ("prob", "probably"),
    ("probs", "probably"),
    ("shoud", "should"),
    ("tmrw", "tomorrow"),
    ("ur", "your"),
];

/// Shorter words are too close to others.
const LETTERS_MIN: usize = 6;
/// Of words this short, only [`SHORT`] ones are read through.
const LETTERS_SHORT: usize = 4;
/// Longer words may differ in two places.
const LETTERS_LONG: usize = 11;
/// The most letters that are compared.
const LETTERS_MAX: usize = 20;

/// The important words by their first letter.
static BY_LETTER: LazyLock<[Vec<&'static str>; 26]> = LazyLock::new(|| {
    let mut by_letter: [Vec<&str>; 26] = Default::default();
    for word in IMPORTANT.split_ascii_whitespace() {
        by_letter[letter(word)].push(word);
    }
    by_letter
});

fn letter(word: &str) -> usize {
    usize::from(word.as_bytes()[0] - b'a')
}

/// The important word that `word` was meant to be, if it is none itself but close to one.
///
/// The first letter has to be right, and so has the ending: "provided" is not a misspelt "provider".
pub(crate) fn correct(word: &str) -> Option<&'static str> {
    if let Some((_, meant)) = TEXTED.iter().find(|(short, _)| *short == word) {
        return Some(meant);
    }
    let fits = (LETTERS_SHORT..=LETTERS_MAX).contains(&word.len());
    if !fits || !word.bytes().all(|b| b.is_ascii_lowercase()) {
        return None;
    }
    if let Some(short) = SHORT.split(' ').find(|short| swapped(short.as_bytes(), word.as_bytes())) {
        return Some(short);
    }
    let candidates = &BY_LETTER[letter(word)];
    if word.len() < LETTERS_MIN - 1 || candidates.contains(&word) {
        return None;
    }
    candidates.iter().copied().find(|right| {
        let slips = if right.len() >= LETTERS_LONG { 2 } else { 1 };
        right.len() >= LETTERS_MIN
            && right.len().abs_diff(word.len()) <= slips
            && same_ending(right, word)
            && distance(right.as_bytes(), word.as_bytes()) <= slips
    })
}

/// Whether the words differ in two neighbours that changed places.
fn swapped(a: &[u8], b: &[u8]) -> bool {
    let mut differ = (0..a.len()).filter(|&i| a[i] != b[i]);
    a.len() == b.len()
        && matches!((differ.next(), differ.next(), differ.next()),
            (Some(i), Some(j), None) if j == i + 1 && a[i] == b[j] && a[j] == b[i])
}

/// Whether both words end alike: an ending tells one form of a word from another.
fn same_ending(right: &str, word: &str) -> bool {
    let ends = |s: &str| {
        [s.ends_with('s'), s.ends_with("ed"), s.ends_with("ing"), s.ends_with("er"), s.ends_with("ly")]
    };
    right.as_bytes().last() == word.as_bytes().last() && ends(right) == ends(word)
}

/// How many letters are missing, too many, wrong or swapped with their neighbour.
fn distance(a: &[u8], b: &[u8]) -> usize {
    let mut before = [0; LETTERS_MAX + 2];
    let mut last: [usize; LETTERS_MAX + 2] = std::array::from_fn(|j| j);
    let mut row = [0; LETTERS_MAX + 2];
    for i in 1..=a.len() {
        row[0] = i;
        for j in 1..=b.len() {
            let same = usize::from(a[i - 1] != b[j - 1]);
            row[j] = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + same);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = last;
        last = row;
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::correct;

    #[test]
    fn reads_misspelled_words_as_meant() {
        for (slip, meant) in [
            ("inconvinience", "inconvenience"),
            ("inconvience", "inconvenience"),
            ("appologise", "apologise"),
            ("shorltly", "shortly"),
            ("resovled", "resolved"),
            ("becouse", "because"),
            ("intermittant", "intermittent"),
            ("occassionally", "occasionally"),
            ("aproximately", "aproximately"),
            ("restroed", "restored"),
        ] {
            assert_eq!(correct(slip).unwrap_or(slip), meant);
        }
    }

    #[test]
    fn other_words_stay() {
        for word in
            ["provided", "resolve", "customer", "minority", "shorts", "restores", "sporadic", "café", ""]
        {
            assert_eq!(correct(word), None, "{word}");
        }
    }
}
