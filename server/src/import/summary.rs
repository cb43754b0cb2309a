//! What an import did, in words for the terminal.

use domain::Standing;

use super::History;

/// How many of the things that were skipped are told one by one.
const SKIPPED_LINES: usize = 50;

/// How many of the incidents that are not over are named.
const NAMED_MAX: usize = 5;

/// What became of the incidents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// New ones.
    pub added: usize,
    /// Known ones of which their source told more than before.
    pub continued: usize,
    /// Those that came with an earlier import just so.
    pub already: usize,
}

/// What the files told and what became of it, in a few lines without a final line break.
pub fn summary(history: &History, outcome: Outcome) -> String {
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
    let Outcome { added, continued, already } = outcome;
    text += &format!(
        ".\n{} added; {} continued; {} already here.",
        grouped(added),
        grouped(continued),
        grouped(already)
    );
    text += &skipped(history);
    let again = "Import again to continue";
    text += &standing(history, Standing::Open, &format!("open at the source. {again}"));
    text += &standing(history, Standing::Planned, &format!("planned at the source. {again}"));
    for note in &history.notes {
        text += &format!("\n{}", one_line(note));
    }
    text
}

/// `1 is open at the source. Import again to continue: “No bread”`, where any is.
fn standing(history: &History, standing: Standing, words: &str) -> String {
    let found: Vec<_> = history.incidents.iter().filter(|incident| incident.standing == standing).collect();
    let named = found.iter().take(NAMED_MAX).map(|incident| format!("“{}”", one_line(&incident.headline)));
    let named = named.collect::<Vec<_>>().join(", ");
    let more = found.len().saturating_sub(NAMED_MAX);
    match found.len() {
        0 => String::new(),
        1 => format!("\n1 is {words} it: {named}."),
        n if more == 0 => format!("\n{} are {words} them: {named}.", grouped(n)),
        n => format!("\n{} are {words} them: {named} and {} more.", grouped(n), grouped(more)),
    }
}

fn skipped(history: &History) -> String {
    if history.skipped.is_empty() {
        return " Nothing was skipped.".to_owned();
    }
    let mut text = format!("\nskipped {}:", grouped(history.skipped.len()));
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
