//! `command-post lint`

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::PathBuf;

use lint::Phase;
use lint::jsonl::LineIn;

use super::Failure;

/// Longest line that is read, in bytes.
const LINE_BYTES_MAX: u64 = 4 << 20;

#[derive(Debug, clap::Args)]
pub(super) struct Lint {
    /// Read one {"id","state","text"} a line, write one {"id","findings","parts"} a line
    #[arg(long, env = "COMMAND_POST_JSONL")]
    jsonl: bool,
    /// What to read; standard input where none is given
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
}

impl Lint {
    pub(super) fn run(self) -> Result<(), Failure> {
        let mut out = BufWriter::new(io::stdout().lock());
        if self.files.is_empty() {
            self.read("standard input", &mut io::stdin().lock(), &mut out)?;
        }
        for path in &self.files {
            let name = path.display().to_string();
            let file = File::open(path).map_err(|error| Failure::use_of(format!("{name}: {error}")))?;
            self.read(&name, &mut BufReader::new(file), &mut out)?;
        }
        match out.flush() {
            // Whoever read the answers has enough of them.
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::of(error)),
            _ => Ok(()),
        }
    }

    fn read(&self, name: &str, input: &mut impl BufRead, out: &mut impl Write) -> Result<(), Failure> {
        let done = if self.jsonl { lines(name, input, out)? } else { whole(name, input, out)? };
        match done {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::of(error)),
            _ => Ok(()),
        }
    }
}

/// How writing went; what is wrong with the input is a failure of its own.
type Written = Result<io::Result<()>, Failure>;

fn lines(name: &str, input: &mut impl BufRead, out: &mut impl Write) -> Written {
    for number in 1_u64.. {
        let bad = |why: String| Failure::use_of(format!("{name}, line {number}: {why}"));
        let mut line = Vec::new();
        let read = input.take(LINE_BYTES_MAX).read_until(b'\n', &mut line).map_err(|e| bad(e.to_string()))?;
        if read == 0 {
            break;
        }
        if line.len() as u64 == LINE_BYTES_MAX && !line.ends_with(b"\n") {
            return Err(bad(format!("longer than {LINE_BYTES_MAX} bytes")));
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        let update: LineIn = serde_json::from_slice(&line).map_err(|error| bad(error.to_string()))?;
        let answer = serde_json::to_string(&update.answer()).map_err(|error| bad(error.to_string()))?;
        if let Err(error) = writeln!(out, "{answer}") {
            return Ok(Err(error));
        }
    }
    Ok(Ok(()))
}

/// A whole text as one update, its findings for people.
fn whole(name: &str, input: &mut impl BufRead, out: &mut impl Write) -> Written {
    let mut text = String::new();
    input
        .take(lint::MAX_TEXT as u64)
        .read_to_string(&mut text)
        .map_err(|error| Failure::use_of(format!("{name}: {error}")))?;
    let report = lint::lint(&text, Phase::Investigating);
    for finding in &report.findings {
        let (start, end) = (finding.start as usize, finding.end as usize);
        let line = text[..start].matches('\n').count() + 1;
        let words = &text[start..end];
        let rule = finding.rule.as_str();
        let level = format!("{:?}", finding.level).to_lowercase();
        if let Err(error) = writeln!(out, "{name}:{line}: {level} {rule}: “{words}” {}", finding.message)
        {
            return Ok(Err(error));
        }
    }
    if report.findings.is_empty() {
        return Ok(writeln!(out, "{name}: nothing found"));
    }
    Ok(Ok(()))
}
