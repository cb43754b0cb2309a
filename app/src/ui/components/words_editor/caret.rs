//! Where the caret is. Browsers count in UTF-16 units, the linter in bytes.

use std::ops::Range;

use leptos::prelude::*;
use web_sys::HtmlTextAreaElement;

use super::Words;

impl Words {
    /// The byte that the caret is at, or that the selection begins at.
    pub(super) fn caret(self, field: &HtmlTextAreaElement) -> usize {
        let units = field.selection_start().ok().flatten().unwrap_or_default();
        self.body.with_untracked(|text| byte_of(text, units as usize))
    }

    /// Notices which finding the caret is in.
    pub(super) fn follow_caret(self) {
        let Some(field) = self.field.get_untracked() else { return };
        let at = self.caret(&field);
        let inside = self.report.with_untracked(|report| {
            let here = |f: &lint::Finding| (f.start as usize..=f.end as usize).contains(&at);
            report.as_ref()?.findings.iter().position(here)
        });
        if self.current.get_untracked() != inside {
            self.current.set(inside);
        }
    }

    /// Selects a range of bytes, once the text that it is in is drawn.
    pub(super) fn select(self, range: Range<usize>) {
        request_animation_frame(move || {
            let Some(field) = self.field.get_untracked() else { return };
            let (start, end) =
                self.body.with_untracked(|text| (units_of(text, range.start), units_of(text, range.end)));
            let _ = field.focus();
            let _ = field.set_selection_range(start, end);
            self.follow_caret();
        });
    }
}

/// The byte at which this UTF-16 unit begins; the text's end where it has no such unit.
fn byte_of(text: &str, units: usize) -> usize {
    let mut passed = 0;
    for (byte, c) in text.char_indices() {
        if passed >= units {
            return byte;
        }
        passed += c.len_utf16();
    }
    text.len()
}

/// The UTF-16 units before this byte.
fn units_of(text: &str, byte: usize) -> u32 {
    let before = &text[..text.floor_char_boundary(byte.min(text.len()))];
    u32::try_from(before.encode_utf16().count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_and_units() {
        let text = "aß𝄞b";
        for (byte, units) in [(0, 0), (1, 1), (3, 2), (7, 4), (8, 5)] {
            assert_eq!((byte_of(text, units), units_of(text, byte)), (byte, units as u32), "{byte}");
        }
        assert_eq!((byte_of(text, 99), units_of(text, 99)), (8, 5), "beyond the end");
        assert_eq!(units_of(text, 2), 1, "inside of a character");
    }
}
