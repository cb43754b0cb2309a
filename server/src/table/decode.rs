//! From a file's bytes to text, whatever a spreadsheet saved them as; or a clear refusal.

use std::borrow::Cow;

use app::Error;

/// Text, and how its bytes were read.
#[derive(Debug, PartialEq, Eq)]
pub struct Decoded<'a> {
    pub text: Cow<'a, str>,
    /// As people know it.
    pub encoding: &'static str,
}

/// Reads bytes as UTF-8, as UTF-16 where a mark says so, or else as Windows-1252, which Western spreadsheets save.
///
/// # Errors
/// When they are none of these: the sentence says what to save the file as.
pub fn decode(bytes: &[u8]) -> Result<Decoded<'_>, Error> {
    let decoded = text_of(bytes)?;
    match other_kind(&decoded.text) {
        Some(kind) => Err(Error::invalid(format!(
            "The file is {kind}, not a table. Export the list as CSV and try again."
        ))),
        None => Ok(decoded),
    }
}

/// What a text is that is no table and no list.
fn other_kind(text: &str) -> Option<&'static str> {
    let begin = text.trim_start();
    let inside = begin.strip_prefix('[').map(str::trim_start);
    match begin.chars().next()? {
        '<' => Some("HTML or XML (perhaps a sign-in page)"),
        '{' => Some("JSON"),
        '[' if inside.is_some_and(|inside| inside.starts_with(['{', '[', '"', ']'])) => Some("JSON"),
        '%' if begin.starts_with("%PDF") => Some("a PDF"),
        _ => None,
    }
}

fn text_of(bytes: &[u8]) -> Result<Decoded<'_>, Error> {
    match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest, "UTF-8 with a mark")
            .ok_or_else(|| unreadable("It begins like UTF-8 and holds bytes that are none.")),
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes, "UTF-16, little end first"),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes, "UTF-16, big end first"),
        // Zero bytes are in no table: this is UTF-16 without its mark, a workbook, or no text at all.
        _ if bytes.contains(&0) => Err(unreadable("It holds zero bytes.")),
        [b'P', b'K', 3, 4, ..] => Err(unreadable("It is a workbook, not a list.")),
        _ => match utf8(bytes, "UTF-8") {
            Some(decoded) => Ok(decoded),
            None => windows_1252(bytes),
        },
    }
}

fn utf8<'a>(bytes: &'a [u8], encoding: &'static str) -> Option<Decoded<'a>> {
    std::str::from_utf8(bytes).ok().map(|text| Decoded { text: Cow::Borrowed(text), encoding })
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16, encoding: &'static str) -> Result<Decoded<'static>, Error> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let text: Result<String, _> = char::decode_utf16(pairs.iter().map(|pair| unit(*pair))).collect();
    match text {
        Ok(text) if rest.is_empty() => Ok(Decoded { text: Cow::Owned(text), encoding }),
        _ => Err(unreadable("It begins like UTF-16 and breaks off inside a character.")),
    }
}

/// What Windows-1252 has in the place of the controls of Latin-1; a space where it has nothing.
const HIGH: [char; 32] = [
    '€', ' ', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', ' ', 'Ž', ' ', ' ', '‘', '’', '“', '”',
    '•', '–', '—', '˜', '™', 'š', '›', 'œ', ' ', 'ž', 'Ÿ',
];

fn windows_1252(bytes: &[u8]) -> Result<Decoded<'static>, Error> {
    let text: Option<String> = bytes
        .iter()
        .map(|byte| match byte {
            0x80..0xa0 => Some(HIGH[usize::from(byte - 0x80)]).filter(|c| *c != ' '),
            other => Some(char::from(*other)),
        })
        .collect();
    match text {
        Some(text) => Ok(Decoded { text: Cow::Owned(text), encoding: "Windows-1252 (Latin-1)" }),
        None => Err(unreadable("Its bytes are no text that we know.")),
    }
}

fn unreadable(what: &str) -> Error {
    Error::invalid(format!("The file cannot be read as text. {what} Save it as “CSV UTF-8” and try again."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> Result<String, String> {
        decode(bytes).map(|d| d.text.into_owned()).map_err(|e| e.to_string())
    }

    #[test]
    fn decodes_what_spreadsheets_save() {
        let wide = |unit: fn(u16) -> [u8; 2], mark: [u8; 2]| {
            let units = "id,é😀".encode_utf16().flat_map(unit);
            mark.into_iter().chain(units).collect::<Vec<_>>()
        };
        for (name, bytes, want) in [
            ("UTF-8", "id,é😀".as_bytes().to_vec(), "id,é😀"),
            ("with a mark", "\u{feff}id,é😀".as_bytes().to_vec(), "id,é😀"),
            ("UTF-16 LE", wide(u16::to_le_bytes, [0xff, 0xfe]), "id,é😀"),
            ("UTF-16 BE", wide(u16::to_be_bytes, [0xfe, 0xff]), "id,é😀"),
            ("Latin-1", b"id,caf\xe9".to_vec(), "id,café"),
            ("Windows-1252", b"\x93id\x94 \x80".to_vec(), "“id” €"),
            ("nothing", vec![], ""),
        ] {
            assert_eq!(text(&bytes).as_deref(), Ok(want), "{name}");
        }
    }

    #[test]
    fn other_files_are_refused_by_their_kind() {
        for (begin, kind) in [
            ("<!DOCTYPE html><html>", "HTML or XML"),
            ("\u{feff}\n<?xml version=\"1.0\"?>", "HTML or XML"),
            ("{\"tickets\": []}", "JSON"),
            ("[\n {\"id\": 1}]", "JSON"),
            ("[]", "JSON"),
            ("%PDF-1.7", "a PDF"),
        ] {
            let why = text(begin.as_bytes()).expect_err(kind);
            assert!(why.starts_with(&format!("The file is {kind}")), "{why}");
        }
        assert!(text(b"[INC-1] Cannot pay").is_ok());
    }

    #[test]
    fn explains_why_a_file_is_not_text() {
        for (name, bytes) in [
            ("a workbook", b"PK\x03\x04abc".to_vec()),
            ("zero bytes", b"i\0d\0".to_vec()),
            ("half a unit", b"\xff\xfei\0d".to_vec()),
            ("half a pair", b"\xff\xfe\x3d\xd8".to_vec()),
            ("a mark that lies", b"\xef\xbb\xbfcaf\xe9".to_vec()),
            ("bytes of nothing", b"a\x81b".to_vec()),
        ] {
            let why = text(&bytes).expect_err(name);
            assert!(why.contains("Save it as “CSV UTF-8”"), "{name}: {why}");
        }
    }
}
