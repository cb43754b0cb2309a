//! Where a finding stands in its text, counted from 1, in characters.

/// The first character of a span, and the one after its last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Position {
    pub line: usize,
    pub column: usize,
    pub end_line: usize,
    pub end_column: usize,
}

impl Position {
    /// Of the bytes `start..end` of a text.
    pub fn of(text: &str, start: usize, end: usize) -> Self {
        let ((line, column), (end_line, end_column)) = (place(text, start), place(text, end));
        Self { line, column, end_line, end_column }
    }
}

fn place(text: &str, at: usize) -> (usize, usize) {
    let from = text[..at].rfind('\n').map_or(0, |line| line + 1);
    (text[..from].matches('\n').count() + 1, text[from..at].chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::Position;

    #[test]
    fn counts_characters_and_lines() {
        let text = "São Paulo\nis down\nnow";
        for (words, line, column, end_line, end_column) in
            [("Paulo", 1, 5, 1, 10), ("down\nnow", 2, 4, 3, 4), ("São", 1, 1, 1, 4)]
        {
            let start = text.find(words).expect("in the text");
            let place = Position::of(text, start, start + words.len());
            assert_eq!(place, Position { line, column, end_line, end_column }, "{words:?}");
        }
    }
}
