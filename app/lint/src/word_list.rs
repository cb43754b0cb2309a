//! Lists of words that one place asks for, and numbers for words.

use std::sync::OnceLock;

/// A number for a word (FNV-1a). Two words of one number are as likely as a die that falls on its edge.
pub(crate) fn key(word: &str) -> u32 {
    word.bytes().fold(KEY_OF_NOTHING, key_on)
}

/// The number of the word without letters.
pub(crate) const KEY_OF_NOTHING: u32 = 0x811c_9dc5;

/// The number of a word with one more byte.
pub(crate) fn key_on(key: u32, byte: u8) -> u32 {
    (key ^ u32::from(byte)).wrapping_mul(0x0100_0193)
}

/// Words with blanks between. They stay text, which packs far better than numbers do, for the browser loads it; their
/// numbers are found out when they are first asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Words(&'static str);

/// There is room for the numbers of so many lists; those of any more are found out each time.
const LISTS_MAX: usize = 1024;

/// The text of a list with the numbers of its words.
type Numbered = (&'static str, Box<[u32]>);

/// The lists that were asked for, each near a place that the address of its text gives.
static LISTS: [OnceLock<Numbered>; LISTS_MAX] = [const { OnceLock::new() }; LISTS_MAX];

impl Words {
    /// Of words with blanks or line breaks between.
    pub const fn new(list: &'static str) -> Self {
        Words(list)
    }

    /// Whether a word is one of them.
    pub fn has(self, word: &str) -> bool {
        self.has_key(key(word))
    }

    /// Whether a word, by its [`key`], is one of them.
    #[inline(never)]
    pub fn has_key(self, key: u32) -> bool {
        let spread = self.0.as_ptr().addr().wrapping_mul(0x9E37_79B1) >> 16;
        for place in spread..spread + LISTS_MAX {
            let (list, keys) = LISTS[place % LISTS_MAX].get_or_init(|| (self.0, self.keys()));
            if std::ptr::eq(*list, self.0) {
                return keys.binary_search(&key).is_ok();
            }
        }
        self.keys().binary_search(&key).is_ok()
    }

    #[cold]
    fn keys(self) -> Box<[u32]> {
        let mut keys = Vec::new();
        self.0.split_ascii_whitespace().for_each(|word| put(&mut keys, key(word)));
        keys.into()
    }
}

/// A list of words with blanks between.
macro_rules! words {
    ($list:literal) => {
        $crate::word_list::Words::new($list)
    };
}
pub(crate) use words;

/// Puts a number into a list, at its place.
pub(crate) fn put(list: &mut Vec<u32>, key: u32) {
    let place = list.partition_point(|&known| known < key);
    list.insert(place, key);
}

#[cfg(test)]
mod tests {
    #[test]
    fn words_stand_in_their_list() {
        let list = words!("one two  three");
        assert!(["one", "two", "three"].iter().all(|word| list.has(word)));
        assert!(["four", "on", "onet", "one two", ""].iter().all(|word| !list.has(word)));
        assert!(!words!("").has(""));
    }
}
