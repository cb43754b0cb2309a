//! `command-post lint`

mod github;
mod human;
mod position;
mod sarif;

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::PathBuf;

use clap::ValueEnum;
use lint::jsonl::LineIn;
use lint::{Finding, Language, Phase, Report, Rulebook};

use super::{Failure, written};
use crate::rules::Rules;

/// Longest line, and longest file, that is read, in bytes.
const BYTES_MAX: u64 = 4 << 20;

#[derive(Debug, clap::Args)]
pub(super) struct Lint {
    /// Read one {"id","state","text"} a line, write one {"id","findings","parts",…} a line
    #[arg(long, env = "COMMAND_POST_JSONL")]
    jsonl: bool,
    /// How findings are written
    #[arg(long, value_enum, default_value = "human", conflicts_with = "jsonl", env = "COMMAND_POST_FORMAT")]
    format: Format,
    /// The company's own rules and names, in TOML
    #[arg(long, value_name = "FILE", env = "COMMAND_POST_RULES")]
    rules: Option<PathBuf>,
    /// The phase of the updates, where no line says it
    #[arg(long, value_enum, default_value = "investigating", env = "COMMAND_POST_STATE")]
    state: State,
    /// What to read; standard input where none is given
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// How findings are written: for people, as annotations of GitHub, or as SARIF 2.1.0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Human,
    Github,
    Sarif,
}

/// A phase, as it is written on the command line.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum State {
    Investigating,
    Identified,
    Monitoring,
    Resolved,
    Maintenance,
    Postmortem,
}

impl From<State> for Phase {
    fn from(state: State) -> Self {
        match state {
            State::Investigating => Phase::Investigating,
            State::Identified => Phase::Identified,
            State::Monitoring => Phase::Monitoring,
            State::Resolved => Phase::Resolved,
            State::Maintenance => Phase::Maintenance,
            State::Postmortem => Phase::Postmortem,
        }
    }
}

impl Lint {
    pub(super) fn run(self) -> Result<(), Failure> {
        let rules = self.rules.as_deref().map(Rules::read).transpose().map_err(Failure::use_of)?;
        let mut run = Run {
            book: rules.as_ref().map_or_else(|| Rulebook::built_in(), |rules| &rules.book),
            phase: self.state.into(),
            out: BufWriter::new(io::stdout().lock()),
            format: self.format,
            log: sarif::Log::default(),
            stopped: false,
        };
        if self.files.is_empty() {
            run.read("standard input", &mut io::stdin().lock(), self.jsonl)?;
        }
        for path in &self.files {
            let name = path.display().to_string();
            let file = File::open(path).map_err(|error| Failure::use_of(format!("{name}: {error}")))?;
            run.read(&name, &mut BufReader::new(file), self.jsonl)?;
        }
        if self.format == Format::Sarif {
            written(run.log.write(&mut run.out))?;
        }
        written(run.out.flush())?;
        if run.stopped { Err(Failure::already_reported()) } else { Ok(()) }
    }
}

struct Run<'a, W: Write> {
    book: &'a Rulebook,
    phase: Phase,
    out: W,
    format: Format,
    /// What is written at the end, as SARIF.
    log: sarif::Log,
    /// Whether anything was found that stops an update.
    stopped: bool,
}

impl<W: Write> Run<'_, W> {
    fn read(&mut self, name: &str, input: &mut impl BufRead, jsonl: bool) -> Result<(), Failure> {
        if jsonl { self.lines(name, input) } else { self.whole(name, input) }
    }

    fn lines(&mut self, name: &str, input: &mut impl BufRead) -> Result<(), Failure> {
        for number in 1_u64.. {
            let bad = |why: String| Failure::use_of(format!("{name}, line {number}: {why}"));
            let mut line = Vec::new();
            let read = input.take(BYTES_MAX).read_until(b'\n', &mut line).map_err(|e| bad(e.to_string()))?;
            if read == 0 {
                break;
            }
            if line.len() as u64 == BYTES_MAX && !line.ends_with(b"\n") {
                return Err(bad(format!("longer than {BYTES_MAX} bytes")));
            }
            if line.trim_ascii().is_empty() {
                continue;
            }
            let update: LineIn = serde_json::from_slice(&line).map_err(|error| bad(error.to_string()))?;
            let report = self.lint(&update.text, update.state);
            let answer =
                serde_json::to_string(&update.answered(report)).map_err(|error| bad(error.to_string()))?;
            written(writeln!(self.out, "{answer}"))?;
        }
        Ok(())
    }

    /// A whole text as one update.
    fn whole(&mut self, name: &str, input: &mut impl BufRead) -> Result<(), Failure> {
        let bad = |why: String| Failure::use_of(format!("{name}: {why}"));
        let mut text = String::new();
        let read = input.take(BYTES_MAX).read_to_string(&mut text).map_err(|error| bad(error.to_string()))?;
        if read as u64 == BYTES_MAX {
            return Err(bad(format!("longer than {BYTES_MAX} bytes")));
        }
        let report = self.lint(&text, self.phase);
        match self.format {
            Format::Human => written(human::write(&mut self.out, name, &text, &report)),
            Format::Github => written(github::write(&mut self.out, name, &text, &report)),
            Format::Sarif => {
                self.log.add(name, &text, &report);
                Ok(())
            }
        }
    }

    fn lint(&mut self, text: &str, phase: Phase) -> Report {
        let mut report = self.book.lint(text, phase);
        self.stopped |= report.needs_reason();
        if is_cut(text) {
            // What was not read is not called clean.
            report.language = Language::Unknown;
        }
        report
    }
}

/// Whether a text is longer than what is read of it.
fn is_cut(text: &str) -> bool {
    text.len() > lint::MAX_TEXT
}

/// Why a text was not checked, or not to its end.
fn unchecked(text: &str, report: &Report) -> Option<String> {
    if is_cut(text) {
        return Some(format!("Not checked beyond the first {} bytes", lint::MAX_TEXT));
    }
    let is_other = report.language == Language::Unknown;
    is_other.then(|| "Not checked: this looks neither like English nor like German".to_owned())
}

/// Why a finding was made, and what to write instead.
fn describe(finding: &Finding) -> String {
    let message = &finding.message;
    match finding.fix.as_deref() {
        Some("") => format!("{message}\nLeave it out."),
        Some(fix) => format!("{message}\nWrite: {fix}"),
        None => message.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The languages that the lines of `--jsonl` are answered with.
    fn answers(text: &str) -> String {
        let line = serde_json::json!({"id": "1", "state": "identified", "text": text}).to_string();
        let mut run = Run {
            book: Rulebook::built_in(),
            phase: Phase::Identified,
            out: Vec::new(),
            format: Format::Human,
            log: sarif::Log::default(),
            stopped: false,
        };
        run.read("a test", &mut line.as_bytes(), true).unwrap_or_else(|_| panic!("{line:.100}"));
        String::from_utf8(run.out).expect("text")
    }

    #[test]
    fn a_text_that_is_not_read_to_its_end_is_not_called_clean() {
        let promise = "We expect a fix within 30 minutes.";
        for (before, language, is_found) in
            [(lint::MAX_TEXT - promise.len(), "\"en\"", true), (lint::MAX_TEXT, "\"unknown\"", false)]
        {
            let answer = answers(&format!("{}{promise}", " ".repeat(before)));
            assert!(answer.contains(&format!("\"language\":{language}")), "{answer:.200}");
            assert_eq!(answer.contains("\"rule\":\"eta\""), is_found, "{answer:.200}");
        }
        let long = format!("{}{promise}", " ".repeat(lint::MAX_TEXT));
        let report = lint::lint(&long, Phase::Identified);
        assert_eq!(unchecked(&long, &report).as_deref(), Some("Not checked beyond the first 100000 bytes"));
    }
}
