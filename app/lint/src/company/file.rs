//! The file of a company's rules: TOML, with the line of any mistake.

use super::{Company, Location, Mistake, Rulebook};
use std::fmt;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// What is wrong with a file of rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadFile {
    /// Which line, from 1.
    pub line: usize,
    /// What, in words for the person who wrote it.
    pub why: String,
}

impl fmt::Display for BadFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.why)
    }
}

impl std::error::Error for BadFile {}

/// Reads and checks a company's file of rules.
///
/// # Errors
/// The first thing that is wrong with it: its syntax, a field that is not known, a phrase, an example.
pub fn from_toml(text: &str) -> Result<(Company, Rulebook), BadFile> {
    let company: Company = toml::from_str(text).map_err(|error| BadFile {
        line: line(text, error.span().map_or(0, |span| span.start)),
        why: error.message().replace('\n', " "),
    })?;
    let book = Rulebook::new(&company).map_err(|mistake| placed(text, &mistake))?;
    Ok((company, book))
}

/// The mistake with the line that it stands in.
fn placed(text: &str, mistake: &Mistake) -> BadFile {
    let start = DeTable::parse(text)
        .ok()
        .and_then(|table| span(table.get_ref(), mistake.place))
        .map_or(0, |s| s.start);
    BadFile { line: line(text, start), why: mistake.why.clone() }
}

fn span(table: &DeTable, place: Location) -> Option<Range<usize>> {
    match place {
        Location::List(field, at) => table.get(field).map(|list| entry(list, at)),
        Location::Rule(rule, field, at) => {
            let rules = table.get("rule")?;
            let rule = rules.get_ref().as_array()?.get(rule)?;
            let found = rule.get_ref().as_table().and_then(|t| t.get(field)).map(|value| entry(value, at));
            Some(found.unwrap_or_else(|| rule.span()))
        }
    }
}

/// Where an entry of a list stands, or the value where it is none.
fn entry(value: &Spanned<DeValue>, at: usize) -> Range<usize> {
    let found = value.get_ref().as_array().and_then(|list| list.get(at));
    found.map_or_else(|| value.span(), Spanned::span)
}

fn line(text: &str, at: usize) -> usize {
    1 + text.as_bytes()[..at.min(text.len())].iter().filter(|&&b| b == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::from_toml;
    use crate::{Phase, Rule};

    const FILE: &str = r#"
names = ["Acme"]
providers = ["Fibre Nord"]
internal = ["atlas", "zeus-*"]
allowed = ["within the hour guarantee"]

[[rule]]
name = "lawyers"
level = "stop"
why = "Nothing about lawsuits on the status page."
phrases = ["lawyer~|lawsuit~", "legal action"]
matches = ["Our lawyers look at it."]
passes = ["We look at it."]
"#;

    #[test]
    fn a_file_adds_rules() {
        let (company, book) = from_toml(FILE).expect("a good file");
        assert_eq!(company.names, ["Acme"]);
        let report =
            book.lint("Fibre Nord is down. We restart zeus-one. Legal action follows.", Phase::Identified);
        let rules: Vec<_> = report.findings.iter().map(|f| f.rule).collect();
        assert_eq!(rules, [Rule::Blame, Rule::Jargon, Rule::Company]);
        assert_eq!(report.findings[2].name.as_deref(), Some("lawyers"));
        assert!(report.needs_reason());
    }

    #[test]
    fn a_mistake_has_a_line() {
        for (line, from, to) in [
            (4, "\"atlas\"", "\" \""),
            (2, "names = [", "names = ["),
            (11, "lawyer~|lawsuit~", "[lawyer]"),
            (12, "Our lawyers", "Our people"),
            (13, "We look at it.", "A lawsuit."),
            (9, "\"stop\"", "\"halt\""),
            (3, "providers", "suppliers"),
            (8, "name = \"lawyers\"", "name = \"\""),
        ] {
            let text = if line == 2 {
                FILE.replacen("\"Acme\"]", "\"Acme\"", 1)
            } else {
                FILE.replacen(from, to, 1)
            };
            let bad = from_toml(&text).expect_err(to);
            let about = if line == 2 { bad.line <= 4 } else { bad.line == line };
            assert!(about, "{bad} for {to}");
        }
    }
}
