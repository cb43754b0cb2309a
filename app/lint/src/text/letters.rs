//! What letters are, and which are large and small. The standard library's tables for every script of the world would be
//! a tenth of what the browser loads of the linter; these are the rules of the scripts in everyday use.

use super::tokens::is_invisible;

/// The small letter of a large one, in Latin, Greek, Cyrillic and Armenian; any other character as it is.
pub(crate) fn lower(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    let code = u32::from(c);
    let small = match code {
        0xc0..=0xd6 | 0xd8..=0xde | 0x391..=0x3a1 | 0x3a3..=0x3ab | 0x410..=0x42f => code + 32,
        0x400..=0x40f => code + 80,
        0x531..=0x556 => code + 48,
        0x386 => 0x3ac,
        0x388..=0x38a => code + 37,
        0x38c => 0x3cc,
        0x38e | 0x38f => code + 63,
        0x130 => 0x69,
        0x178 => 0xff,
        0x1e9e => 0xdf,
        0x1a0 | 0x1af => code + 1,
        // Here each small letter follows its large one: on odd places, or on even ones.
        0x139..=0x148 | 0x179..=0x17e => code + (code & 1),
        0x131 | 0x138 | 0x149 | 0x17f | 0x1e96..=0x1e9d | 0x1e9f | 0x482..=0x489 => code,
        0x100..=0x17f | 0x218..=0x21b | 0x1e00..=0x1eff | 0x460..=0x4bf | 0x4d0..=0x52f => code | 1,
        _ => code,
    };
    char::from_u32(small).unwrap_or(c)
}

/// The large letter of a small one; any other character as it is. What has two large ones ("ß") stays too.
pub(crate) fn upper(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_uppercase();
    }
    // So far from a small letter its large one may stand.
    let at = |&far: &i32| {
        let large = u32::from(c).checked_add_signed(far).and_then(char::from_u32);
        large.filter(|&large| lower(large) == c)
    };
    [-1, -32, -37, -38, -48, -63, -64, -80, 121].iter().find_map(at).unwrap_or(c)
}

/// Whether it is a large letter.
pub(crate) fn is_upper(c: char) -> bool {
    lower(c) != c
}

/// Whether it is a small letter.
pub(crate) fn is_lower(c: char) -> bool {
    upper(c) != c || c == 'ß'
}

/// Whether it is a letter of any script. Marks of scripts other than Latin may count as letters: no rule reads there.
pub(crate) fn is_letter(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphabetic();
    }
    match u32::from(c) {
        0xaa | 0xb5 | 0xba => true,
        // Signs, combining marks, punctuation, symbols and arrows, brackets, private use, emoji.
        0..=0xbf | 0xd7 | 0xf7 | 0x2c2..=0x2c5 | 0x300..=0x36f | 0x2000..=0x2bff | 0x2e00..=0x3004 => false,
        0x3007..=0x3030 | 0xe000..=0xf8ff | 0xfe00..=0xfe6f | 0xfeff..=0xff20 | 0xfff0..=0xffff => false,
        0x1f000..=0x1ffff | 0xe0000.. => false,
        _ => !matches!(c, '،' | '؛' | '؟' | '।' | '։' | '・') && !is_invisible(c),
    }
}

/// Whether it is a letter of any script, a digit, or a number in one sign ("²", "½").
pub(crate) fn is_letter_or_digit(c: char) -> bool {
    is_letter(c)
        || c.is_ascii_digit()
        || matches!(c, '²' | '³' | '¹' | '¼'..='¾' | '⁰'..='₉' | '⅐'..='↋' | '①'..='⒛' | '０'..='９')
}

/// A text in small letters.
pub(crate) fn lowered(text: &str) -> String {
    text.chars().map(lower).collect()
}

#[cfg(test)]
mod tests {
    use super::{is_letter, is_letter_or_digit, is_lower, is_upper, lower, upper};

    #[test]
    fn everyday_letters_are_as_in_the_standard_library() {
        let scripts = [
            0..=0x17f,
            0x386..=0x3a1,
            0x3a3..=0x3c1,
            0x3c3..=0x3ce,
            0x400..=0x481,
            0x48a..=0x4bf,
            0x531..=0x556,
            0x561..=0x586,
        ];
        let odd =
            ['\u{130}', '\u{131}', '\u{138}', '\u{149}', '\u{17f}', '\u{390}', '\u{3b0}', 'ª', 'µ', 'º', 'ß'];
        let others = ['Ơ', 'ơ', 'Ư', 'ư', 'Ș', 'ș', 'Ț', 'ț', 'Ạ', 'ệ', 'ẞ', '漢', 'ש', '…'];
        let all = scripts.into_iter().flatten().filter_map(char::from_u32);
        let all = all.filter(|&c| (c < '\u{180}' || c.is_alphabetic()) && !odd.contains(&c));
        for c in all.chain(others) {
            assert_eq!(lower(c).to_string(), c.to_lowercase().to_string(), "{c}");
            assert_eq!(upper(c).to_string(), c.to_uppercase().to_string(), "{c}");
            assert_eq!(
                (is_letter(c), is_letter_or_digit(c)),
                (c.is_alphabetic(), c.is_alphanumeric()),
                "{c}"
            );
            assert_eq!((is_upper(c), is_lower(c)), (c.is_uppercase(), c.is_lowercase()), "{c}");
        }
        assert!(is_lower('ß') && upper('ß') == 'ß');
    }
}
