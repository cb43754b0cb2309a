//! Findings as commands of GitHub's workflows, which it shows beside the lines of a pull request.

use std::io::{self, Write};

use lint::{Finding, Level, Report};

use super::position::Position;

/// Writes what was found in a text; nothing where nothing was.
pub(super) fn write(out: &mut impl Write, name: &str, text: &str, report: &Report) -> io::Result<()> {
    if let Some(why) = super::unchecked(text, report) {
        writeln!(out, "::notice file={}::{why}.", property(name))?;
    }
    report.findings.iter().try_for_each(|finding| one(out, name, text, finding))
}

fn one(out: &mut impl Write, name: &str, text: &str, finding: &Finding) -> io::Result<()> {
    let command = match finding.level {
        Level::Stop => "error",
        Level::Warn => "warning",
        Level::Hint => "notice",
    };
    let place = Position::of(text, finding.start as usize, finding.end as usize);
    let rule = finding.name.as_deref().unwrap_or(finding.rule.as_str());
    let title = property(&format!("{} [{rule}]", finding.rule.title()));
    let words = message(&super::describe(finding));
    let Position { line, column, end_line, .. } = place;
    write!(out, "::{command} file={},line={line},endLine={end_line},col={column}", property(name))?;
    // Columns over several lines are not known there.
    if end_line == line {
        write!(out, ",endColumn={}", place.end_column)?;
    }
    writeln!(out, ",title={title}::{words}")
}

/// What would end a message is written in percent.
fn message(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// In a property, so is what would end that.
fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use lint::{Phase, lint};

    use super::write;

    fn shown(name: &str, text: &str) -> String {
        let mut out = Vec::new();
        write(&mut out, name, text, &lint(text, Phase::Identified)).expect("a buffer takes it");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn a_finding_is_one_command() {
        let line = shown("drafts/a.md", "Mail is late.\nOur provider is down.");
        assert_eq!(
            line,
            "::error file=drafts/a.md,line=2,endLine=2,col=1,endColumn=21,title=Shifts blame [blame]::This puts the \
             fault on somebody else; customers bought from us, so say what we do about it.%0ALeave it out.\n"
        );
    }

    #[test]
    fn marks_that_would_end_a_command_are_escaped() {
        let line = shown("a,b:c%.md", "Mail is late. Our provider is down.");
        assert!(line.starts_with("::error file=a%2Cb%3Ac%25.md,line=1,"), "{line}");
        assert_eq!(line.lines().count(), 1, "{line}");
    }

    #[test]
    fn says_nothing_where_nothing_is_wrong() {
        assert_eq!(shown("a", "Mail is late for all customers. We are restarting it."), "");
        let foreign = shown("a", "Nous rencontrons un problème avec le service.");
        assert_eq!(
            foreign,
            "::notice file=a::Not checked: this looks neither like English nor like German.\n"
        );
    }
}
