//! What the public pages say in our own words: one file a language, each with every text there is. One that is missing or
//! superfluous does not compile; one that is empty, or has other gaps than the English one, fails
//! `every_text_is_there_in_every_language`.

mod arabic;
mod calendar;
mod counts;
mod english;
mod french;
mod german;
mod japanese;
mod portuguese;
mod spanish;
#[cfg(test)]
mod tests;
mod texts;

use domain::{Impact, Phase, Span};

pub use calendar::Calendar;
pub use counts::{Count, Counts};
pub use texts::Texts;

use super::language::Language;

/// The words of one language.
#[derive(Debug)]
pub struct Words {
    pub language: Language,
    pub says: Texts,
    pub counts: Counts,
    pub calendar: Calendar,
    /// The states of a component, from working to the worst: alone, and within a sentence.
    pub impacts: [&'static str; 5],
    pub impacts_within: [&'static str; 5],
    /// In the order of [`LABELS`].
    pub labels: [&'static str; LABELS.len()],
}

/// The words above updates that the process itself writes, or that other status pages write: first the phases.
pub const LABELS: [&str; 16] = [
    "Investigating",
    "Confirmed",
    "Monitoring",
    "Resolved",
    "Withdrawn",
    "False alarm",
    "Reminder",
    "Rescheduled",
    "Scheduled",
    "In progress",
    "Verifying",
    "Cancelled",
    "Completed",
    "Identified",
    "Update",
    "Planned",
];

/// What feeds, mail and programs read.
pub static ENGLISH: &Words = &english::WORDS;

impl Words {
    pub fn of(language: Language) -> &'static Self {
        match language {
            Language::English => &english::WORDS,
            Language::German => &german::WORDS,
            Language::French => &french::WORDS,
            Language::Spanish => &spanish::WORDS,
            Language::Portuguese => &portuguese::WORDS,
            Language::Japanese => &japanese::WORDS,
            Language::Arabic => &arabic::WORDS,
        }
    }

    /// `Partial outage`.
    pub fn impact(&self, impact: Impact) -> &'static str {
        self.impacts[place(impact)]
    }

    /// `partial outage`.
    pub fn impact_within(&self, impact: Impact) -> &'static str {
        self.impacts_within[place(impact)]
    }

    /// The word above an update; one that is not known stays as somebody wrote it.
    pub fn label<'a>(&self, label: &'a str) -> &'a str {
        LABELS.iter().position(|known| *known == label).map_or(label, |at| self.labels[at])
    }

    pub fn phase(&self, phase: Phase) -> &'static str {
        self.label(phase.word())
    }

    /// `a`, `a and b`, `a, b and c`.
    pub fn list(&self, names: &[&str]) -> String {
        let names: Vec<String> = names.iter().map(|name| self.isolated(name)).collect();
        match names.as_slice() {
            [] => String::new(),
            [one] => one.clone(),
            [most @ .., last] => {
                format!("{}{}{last}", most.join(self.says.list_comma), self.says.list_and)
            }
        }
    }

    /// The two largest units of a length of time: `2 hours 5 minutes`.
    pub fn length(&self, span: Span) -> String {
        let seconds = span.0.unsigned_abs() / 1_000_000;
        let counts = &self.counts;
        let (days, hours, minutes) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60);
        let both = |a: String, b: String| format!("{a}{}{b}", self.says.length_gap);
        let count = |count: &Count, n| self.counted(count, n);
        match (days, hours, minutes) {
            (0, 0, 0) => count(&counts.seconds, seconds),
            (0, 0, minutes) => count(&counts.minutes, minutes),
            (0, hours, 0) => count(&counts.hours, hours),
            (0, hours, minutes) => both(count(&counts.hours, hours), count(&counts.minutes, minutes)),
            (days, 0, _) => count(&counts.days, days),
            (days, hours, _) => both(count(&counts.days, days), count(&counts.hours, hours)),
        }
    }

    /// So many, in the form that the language has for that number.
    pub fn counted(&self, count: &Count, n: u64) -> String {
        filled(count.form(self.language, n), &[("n", &n.to_string())])
    }

    /// `99.87 %`, of the digits with a point.
    pub fn percent(&self, digits: &str) -> String {
        filled(self.says.percent, &[("number", &digits.replace('.', self.says.decimal_point))])
    }

    /// The attribute of an element that has both our words and others'. Where ours run from right to left they lead, and
    /// the others' are [isolated](Self::isolated).
    pub fn direction_of_mixed(&self) -> &'static str {
        if self.language.is_right_to_left() { "" } else { " dir=\"auto\"" }
    }

    /// Somebody's words within ours. Where ours run from right to left, theirs are kept in one piece (U+2068 and U+2069).
    pub fn isolated(&self, theirs: &str) -> String {
        if self.language.is_right_to_left() { format!("\u{2068}{theirs}\u{2069}") } else { theirs.to_owned() }
    }
}

fn place(impact: Impact) -> usize {
    match impact {
        Impact::Operational => 0,
        Impact::Maintenance => 1,
        Impact::Degraded => 2,
        Impact::Partial => 3,
        Impact::Major => 4,
    }
}

/// A sentence whose gaps, as in `{time}`, are filled with these values.
pub fn filled(sentence: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::new();
    for piece in pieces(sentence) {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Gap(name) => {
                out.push_str(values.iter().find(|(gap, _)| *gap == name).map_or("", |(_, value)| value));
            }
        }
    }
    out
}

/// A part of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    Text(&'a str),
    /// What is written in its place, by name.
    Gap(&'a str),
}

/// A sentence in parts.
pub fn pieces(sentence: &str) -> Vec<Piece<'_>> {
    let mut parts = Vec::new();
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        let (gap, after) = after.split_once('}').unwrap_or((after, ""));
        parts.extend([Piece::Text(before), Piece::Gap(gap)]);
        rest = after;
    }
    parts.push(Piece::Text(rest));
    parts
}
