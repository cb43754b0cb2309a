//! Findings for people: the line, carets under the words, why, and what to write instead.

use std::io::{self, Write};

use lint::{Finding, Level, Part, Report};

/// Writes what was found in a text.
pub(super) fn write(out: &mut impl Write, name: &str, text: &str, report: &Report) -> io::Result<()> {
    for finding in &report.findings {
        one(out, name, text, finding)?;
    }
    if let Some(why) = super::unchecked(text, report) {
        return writeln!(out, "{name}: {}", why.replacen('N', "n", 1));
    }
    if report.findings.is_empty() {
        writeln!(out, "{name}: nothing found")?;
    }
    let missing: Vec<&str> = report
        .parts
        .iter()
        .filter(|(_, there)| **there == Some(false))
        .map(|(part, _)| part_name(*part))
        .collect();
    if !missing.is_empty() {
        writeln!(out, "{name}: missing: {}", missing.join(", "))?;
    }
    if let Some(steps) = report.steps {
        let missing = [
            (steps.apology, "an apology for something named"),
            (steps.understanding, "what happened and why"),
            (steps.remedy, "what you change"),
        ];
        for (_, step) in missing.iter().filter(|(there, _)| !there) {
            writeln!(out, "{name}: the post-mortem lacks {step}")?;
        }
    }
    Ok(())
}

fn one(out: &mut impl Write, name: &str, text: &str, finding: &Finding) -> io::Result<()> {
    let place = Position::of(text, finding.start as usize, finding.end as usize);
    let level = match finding.level {
        Level::Stop => "stop",
        Level::Warn => "warn",
        Level::Hint => "hint",
    };
    let rule = finding.name.as_deref().unwrap_or(finding.rule.as_str());
    let number = place.line.to_string();
    let margin = " ".repeat(number.len());
    writeln!(out, "{name}:{}:{}: {level}: {} [{rule}]", place.line, place.column, finding.rule.title())?;
    writeln!(out, " {number} | {}", place.shown)?;
    writeln!(out, " {margin} | {}{}", " ".repeat(place.column - 1), "^".repeat(place.carets))?;
    writeln!(out, " {margin} = {}", finding.message)?;
    match finding.fix.as_deref() {
        Some("") => writeln!(out, " {margin} = leave it out"),
        Some(fix) => writeln!(out, " {margin} = write: {fix}"),
        None => Ok(()),
    }
}

/// Where a span stands, counted from 1, and what to show of it.
struct Position<'a> {
    line: usize,
    column: usize,
    shown: std::borrow::Cow<'a, str>,
    carets: usize,
}

impl<'a> Position<'a> {
    fn of(text: &'a str, start: usize, end: usize) -> Self {
        let from = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let to = text[start..].find('\n').map_or(text.len(), |len| start + len);
        let shown = text[from..to].trim_end_matches('\r');
        let carets = text[start..end.min(to)].chars().count().max(1);
        Position {
            line: text[..from].matches('\n').count() + 1,
            column: text[from..start].chars().count() + 1,
            shown: if shown.contains('\t') { shown.replace('\t', " ").into() } else { shown.into() },
            carets,
        }
    }
}

fn part_name(part: Part) -> &'static str {
    match part {
        Part::What => "what is broken",
        Part::Scope => "who or how much",
        Part::Workaround => "what customers can do",
        Part::Action => "what you do",
        Part::NextUpdate => "the time of the next update",
    }
}

#[cfg(test)]
mod tests {
    use lint::{Phase, lint};

    use super::write;

    fn shown(text: &str, phase: Phase) -> String {
        let mut out = Vec::new();
        write(&mut out, "draft", text, &lint(text, phase)).expect("a buffer takes it");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn carets_stand_under_the_words() {
        let output = shown("São Paulo is down.\r\nWe see intermittent errors.", Phase::Investigating);
        let lines: Vec<&str> = output.lines().collect();
        assert_eq!(lines[0], "draft:2:8: warn: Minimising [minimising]");
        assert_eq!(lines[1], " 2 | We see intermittent errors.");
        assert_eq!(lines[2], "   |        ^^^^^^^^^^^^");
        assert_eq!(lines[4], "   = leave it out");
        assert!(
            output.ends_with(
                "draft: missing: what customers can do, what you do, the time of the next update\n"
            )
        );
    }

    #[test]
    fn other_languages_and_post_mortems() {
        let foreign = shown("Nous rencontrons un problème avec le service.", Phase::Investigating);
        assert_eq!(foreign, "draft: not checked: this looks neither like English nor like German\n");
        let bare = shown("The shop was closed.", Phase::Postmortem);
        assert_eq!(bare.lines().count(), 4, "{bare}");
    }
}
