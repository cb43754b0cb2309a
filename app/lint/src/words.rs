//! Lists of words that one place asks for, as numbers: a word is hashed once, and looked up in a few steps.

/// A number for a word (FNV-1a). Two words of one number are as likely as a die that falls on its edge.
pub(crate) const fn key(word: &str) -> u32 {
    key_of(word.as_bytes(), 0, word.len())
}

/// The number of the word without letters.
pub(crate) const KEY_OF_NOTHING: u32 = 0x811c_9dc5;

/// The number of a word with one more byte.
pub(crate) const fn key_on(key: u32, byte: u8) -> u32 {
    (key ^ byte as u32).wrapping_mul(0x0100_0193)
}

const fn key_of(bytes: &[u8], from: usize, to: usize) -> u32 {
    let mut key = KEY_OF_NOTHING;
    let mut at = from;
    while at < to {
        key = key_on(key, bytes[at]);
        at += 1;
    }
    key
}

/// How many words a list has, with one blank or more between.
pub(crate) const fn count(list: &str) -> usize {
    let bytes = list.as_bytes();
    let (mut at, mut words) = (0, 0);
    while at < bytes.len() {
        words += (bytes[at] != b' ' && (at == 0 || bytes[at - 1] == b' ')) as usize;
        at += 1;
    }
    words
}

/// The numbers of the words of a list, sorted.
pub(crate) const fn keys<const N: usize>(list: &str) -> [u32; N] {
    let bytes = list.as_bytes();
    let mut keys = [0; N];
    let (mut at, mut filled) = (0, 0);
    while at < bytes.len() {
        let from = at;
        while at < bytes.len() && bytes[at] != b' ' {
            at += 1;
        }
        if at > from {
            let mut place = filled;
            let new = key_of(bytes, from, at);
            while place > 0 && keys[place - 1] > new {
                keys[place] = keys[place - 1];
                place -= 1;
            }
            keys[place] = new;
            filled += 1;
        }
        at += 1;
    }
    keys
}

/// A list of words with blanks between, made into numbers by the compiler.
macro_rules! words {
    ($list:literal) => {{
        const KEYS: [u32; $crate::words::count($list)] = $crate::words::keys($list);
        &KEYS as &[u32]
    }};
}
pub(crate) use words;

/// Puts a number into a list, at its place.
pub(crate) fn put(list: &mut Vec<u32>, key: u32) {
    let place = list.partition_point(|&known| known < key);
    list.insert(place, key);
}

/// Whether a word, by its number, stands in a list.
pub(crate) fn listed(list: &[u32], key: u32) -> bool {
    list.binary_search(&key).is_ok()
}

#[cfg(test)]
mod tests {
    use super::{key, listed};

    #[test]
    fn words_are_found_by_their_numbers() {
        let list = words!("one two  three");
        assert!(list.len() == 3 && list.is_sorted());
        assert!(["one", "two", "three"].iter().all(|w| listed(list, key(w))));
        assert!(!listed(list, key("four")) && !listed(words!(""), key("")));
    }
}
