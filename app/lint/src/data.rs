//! Data files, cut by the compiler: a section at a time, and without what only a reader of the source needs.

/// The lines of a section of a file (`[name]` stands before its lines), or of a whole file, without comments and
/// empty lines. The path is seen from the file that asks.
macro_rules! data {
    ($file:literal) => {
        $crate::data::data!($file, "")
    };
    ($file:literal, $section:literal) => {{
        const FILE: &str = include_str!($file);
        const LEN: usize = $crate::data::copy(FILE, $section, &mut []);
        const BYTES: [u8; LEN] = {
            let mut bytes = [0; LEN];
            $crate::data::copy(FILE, $section, &mut bytes);
            bytes
        };
        const TEXT: &str = match str::from_utf8(&BYTES) {
            Ok(text) => text,
            Err(_) => panic!("a line is cut"),
        };
        TEXT
    }};
}
pub(crate) use data;

/// Copies as many bytes as `out` has room for; returns how many there are.
pub(crate) const fn copy(file: &str, section: &str, out: &mut [u8]) -> usize {
    let bytes = file.as_bytes();
    let (mut inside, mut known, mut len, mut at) = (section.is_empty(), section.is_empty(), 0, 0);
    while at < bytes.len() {
        let end = line_end(bytes, at);
        if bytes[at] == b'[' && !section.is_empty() {
            inside = is_head(bytes, at, end, section.as_bytes());
            known |= inside;
        } else if inside && end > at + 1 && bytes[at] != b'#' {
            let mut from = at;
            while from < end {
                if len < out.len() {
                    out[len] = bytes[from];
                }
                len += 1;
                from += 1;
            }
        }
        at = end;
    }
    assert!(known, "there is no such section");
    len
}

/// Where the next line starts.
const fn line_end(bytes: &[u8], mut at: usize) -> usize {
    while at < bytes.len() {
        at += 1;
        if bytes[at - 1] == b'\n' {
            break;
        }
    }
    at
}

/// Whether a line is the name of a section, in brackets.
const fn is_head(bytes: &[u8], start: usize, end: usize, name: &[u8]) -> bool {
    let mut at = 0;
    while at < name.len() {
        if start + 1 + at >= end || bytes[start + 1 + at] != name[at] {
            return false;
        }
        at += 1;
    }
    bytes[start + 1 + at] == b']'
}

#[cfg(test)]
mod tests {
    use super::copy;

    #[test]
    fn lines_of_a_section() {
        let file = "# note\n[a]\none\n\n# two\nthree\n[ab]\nfour";
        let cut = |section| {
            let mut bytes = vec![0; copy(file, section, &mut [])];
            copy(file, section, &mut bytes);
            String::from_utf8(bytes).expect("whole lines")
        };
        assert_eq!((cut("a").as_str(), cut("ab").as_str()), ("one\nthree\n", "four"));
    }
}
