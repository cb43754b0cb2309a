//! Statements of several rows. Each statement goes to the thread or the machine of the database and back, which takes
//! longer than the row that it writes.

use std::sync::LazyLock;

/// Rows of one statement: as many as there are fill, the largest first.
const SIZES: [usize; 3] = [16, 4, 1];
/// Keys that one statement asks for.
pub(in crate::store) const KEYS_TOGETHER: usize = 16;

/// One text for each of the sizes.
pub(in crate::store) type Texts = LazyLock<[String; SIZES.len()]>;

/// Puts records into the log, 11 cells each.
pub(in crate::store) static INSERT_EVENTS: Texts = LazyLock::new(|| {
    texts(
        r#"INSERT INTO event
           (position, stream, seq, at_us, "by", kind, body, digest_salt, body_digest, prev_hash, hash)"#,
        11,
    )
});

/// Writes down which keys have acted, 5 cells each.
pub(in crate::store) static INSERT_KEYS: Texts =
    LazyLock::new(|| texts(r#"INSERT INTO command_key ("by", key, stream, last_seq, at_us)"#, 5));

/// Which of [`KEYS_TOGETHER`] keys have acted, 2 cells each.
pub(in crate::store) static ACTED: LazyLock<String> = LazyLock::new(|| {
    let key = |at: usize| format!(r#"("by" = ${} AND key = ${})"#, 2 * at + 1, 2 * at + 2);
    let keys: Vec<String> = (0..KEYS_TOGETHER).map(key).collect();
    format!(r#"SELECT "by", key, stream, last_seq FROM command_key WHERE {}"#, keys.join(" OR "))
});

fn texts(into: &str, cells: usize) -> [String; SIZES.len()] {
    SIZES.map(|rows| {
        let row = |row: usize| {
            let places: Vec<String> = (1..=cells).map(|cell| format!("${}", row * cells + cell)).collect();
            format!("({})", places.join(", "))
        };
        let rows: Vec<String> = (0..rows).map(row).collect();
        format!("{into} VALUES {}", rows.join(", "))
    })
}

/// What to write next of so many rows, which are one at least: of how many, and with which text.
pub(in crate::store) fn next(texts: &'static Texts, left: usize) -> (usize, &'static str) {
    let at = SIZES.iter().position(|size| *size <= left).unwrap_or(SIZES.len() - 1);
    (SIZES[at], &texts[at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_number_of_rows_is_written_with_few_statements() {
        for (rows, statements) in [(1, 1), (3, 3), (4, 1), (15, 6), (16, 1), (50, 5), (200, 14)] {
            let (mut left, mut count) = (rows, 0);
            while left > 0 {
                let (size, text) = next(&INSERT_KEYS, left);
                assert_eq!(text.matches("($").count(), size, "{text}");
                assert!(text.ends_with(&format!("${})", size * 5)), "{text}");
                left -= size;
                count += 1;
            }
            assert_eq!(count, statements, "{rows} rows");
        }
    }
}
