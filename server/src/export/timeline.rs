//! The timeline as a table.

use domain::Recorded;
use domain::event::Event;
use domain::sentence::sentence;
use serde::Serialize;

use super::Names;
use super::table::{MARK, defused};

/// One record, in words.
#[derive(Debug, Serialize)]
struct TimelineRow {
    seq: u64,
    /// UTC, RFC 3339.
    at: String,
    by: String,
    /// The event's stable name.
    event: String,
    words: String,
    /// What was published or sent with it.
    text: String,
}

impl TimelineRow {
    fn new(recorded: &Recorded, names: Names<'_>) -> Self {
        let said = sentence(recorded, names.company, names.customers);
        let json = serde_json::to_value(&recorded.event).unwrap_or_default();
        Self {
            seq: recorded.seq.0,
            at: recorded.at.rfc3339(),
            by: names.company.author(&recorded.by).to_owned(),
            event: json["type"].as_str().unwrap_or_default().to_owned(),
            words: format!("{} {}", said.lead, said.rest).trim().to_owned(),
            text: said.text.unwrap_or_default(),
        }
    }
}

/// Comma-separated (RFC 4180), with a first line of names.
pub(super) fn csv(log: &[Recorded], names: Names<'_>) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for recorded in log {
        let row = TimelineRow::new(recorded, names);
        let (by, words, text) = (defused(row.by), defused(row.words), defused(row.text));
        writer.serialize(TimelineRow { by, words, text, ..row })?;
    }
    let rows = writer.into_inner().map_err(|error| error.into_error())?;
    Ok([MARK, &rows].concat())
}

/// A list of the same rows, each with its whole event.
pub(super) fn json(log: &[Recorded], names: Names<'_>) -> Result<Vec<u8>, serde_json::Error> {
    #[derive(Serialize)]
    struct Whole<'a> {
        #[serde(flatten)]
        row: TimelineRow,
        body: &'a Event,
    }
    let rows: Vec<_> = log
        .iter()
        .map(|recorded| Whole { row: TimelineRow::new(recorded, names), body: &recorded.event })
        .collect();
    serde_json::to_vec_pretty(&rows)
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use domain::{By, CustomerNames, Directory, PersonId, Seq, Timestamp};

    use super::*;

    fn said(seq: u64, text: &str) -> Recorded {
        let by = By::Person { id: PersonId(7) };
        Recorded { seq: Seq(seq), at: Timestamp(0), by, event: Event::said(text.to_owned()) }
    }

    fn ada(name: &str) -> Directory {
        let role = domain::Role::Responder;
        let person = domain::Person {
            id: PersonId(7),
            name: name.to_owned(),
            role,
            team: String::new(),
            active: true,
        };
        Directory { people: vec![person], ..Directory::default() }
    }

    fn names(company: &Directory) -> Names<'_> {
        static NOBODY: LazyLock<CustomerNames> = LazyLock::new(CustomerNames::default);
        Names { company, customers: &NOBODY }
    }

    #[test]
    fn cells_are_quoted_and_formulas_are_text() {
        let log = [said(1, "a \"b\", c\nd"), said(2, "plain")];
        let csv = csv(&log, names(&ada("=cmd()"))).expect("written");
        let text = String::from_utf8(csv).expect("text");
        let lines: Vec<_> = text.split("\r\n").collect();
        assert_eq!(lines[0], "\u{feff}seq,at,by,event,words,text");
        assert_eq!(lines[1], "1,1970-01-01T00:00:00Z,'=cmd(),said,\"'=cmd() a \"\"b\"\", c\nd\",");
        assert_eq!(lines[2], "2,1970-01-01T00:00:00Z,'=cmd(),said,'=cmd() plain,");
    }

    #[test]
    fn every_dangerous_beginning_is_defused() {
        for cell in ["=1", "+1", "-1", "@x", "\tx", "\rx"] {
            assert_eq!(defused(cell.to_owned()), format!("'{cell}"));
        }
        assert_eq!(defused("1-1".to_owned()), "1-1");
    }

    #[test]
    fn json_has_the_whole_event() {
        let json = json(&[said(1, "hello")], names(&ada("Ada"))).expect("written");
        let rows: serde_json::Value = serde_json::from_slice(&json).expect("JSON");
        assert_eq!(rows[0]["words"], "Ada hello");
        assert_eq!(rows[0]["body"]["text"], "hello");
    }
}
