//! What an import did, in words for the terminal.

use super::History;

/// How many of the things that were skipped are told one by one.
const SKIPPED_LINES: usize = 50;

/// What the file told and what became of it, in a few lines without a final line break.
///
/// `added` incidents are new; `already` came with an earlier import.
pub fn summary(history: &History, added: usize, already: usize) -> String {
    let updates = history.incidents.iter().map(|incident| incident.updates.len()).sum();
    let postmortems = history.incidents.iter().filter(|incident| incident.postmortem.is_some()).count();
    let mut text = format!(
        "{}: {} with {} and {}, {}",
        one_line(&history.page_name),
        counted(history.incidents.len(), "incident"),
        counted(updates, "update"),
        counted(postmortems, "post-mortem"),
        counted(history.components.len(), "component"),
    );
    if let (Some(first), Some(last)) = (history.incidents.first(), history.incidents.last()) {
        text += &format!("; {} to {}", first.began_at.date(), last.began_at.date());
    }
    text += &format!(".\n{} added; {} already here.", grouped(added), grouped(already));
    if history.skipped.is_empty() {
        return text + " Nothing was skipped.";
    }
    text += &format!("\nskipped {}:", grouped(history.skipped.len()));
    for skipped in history.skipped.iter().take(SKIPPED_LINES) {
        text += &format!("\n  {}: {}", one_line(&skipped.what), one_line(&skipped.why));
    }
    let more = history.skipped.len().saturating_sub(SKIPPED_LINES);
    if more > 0 {
        text += &format!("\n  and {} more", grouped(more));
    }
    text
}

/// `1 update`, `1,240 updates`.
fn counted(n: usize, unit: &str) -> String {
    format!("{} {unit}{}", grouped(n), if n == 1 { "" } else { "s" })
}

/// Digits in threes: `1,240`.
fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Names come from a stranger's file: without line breaks and without what moves a terminal's cursor.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
