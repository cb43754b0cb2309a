//! Findings as SARIF 2.1.0, which code hosts and editors read.

use std::io::{self, Write};
use std::path::Path;

use lint::{Finding, Level, Report, Rule};
use serde_json::{Value, json};

use super::position::Position;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";
/// Bytes of an address that stand for themselves.
const PLAIN: &[u8] = b"-._~/";

/// What was found in all files of a run.
#[derive(Debug, Default)]
pub(super) struct Log {
    /// A company's own rules, in the order in which they were met.
    own: Vec<String>,
    results: Vec<Value>,
    notes: Vec<Value>,
}

impl Log {
    /// Adds what was found in a text.
    pub fn add(&mut self, name: &str, text: &str, report: &Report) {
        if let Some(why) = super::unchecked(text, report) {
            self.notes.push(json!({
                "level": "note",
                "message": { "text": format!("{why}.") },
                "locations": [{ "physicalLocation": { "artifactLocation": { "uri": address(name) } } }],
            }));
        }
        for finding in &report.findings {
            let result = self.result(name, text, finding);
            self.results.push(result);
        }
    }

    fn result(&mut self, name: &str, text: &str, finding: &Finding) -> Value {
        let (id, index) = self.rule(finding);
        let words = &text[finding.start as usize..finding.end as usize];
        let file = json!({ "uri": address(name) });
        let region = region(text, finding);
        let mut shown = region.clone();
        shown["snippet"] = json!({ "text": words });
        let mut result = json!({
            "ruleId": id,
            "ruleIndex": index,
            "level": level(finding.level),
            "message": { "text": super::describe(finding) },
            "locations": [{ "physicalLocation": { "artifactLocation": file.clone(), "region": shown } }],
        });
        if let Some(fix) = &finding.fix {
            result["fixes"] = json!([{
                "description": { "text": if fix.is_empty() { "Leave it out" } else { "Write it so" } },
                "artifactChanges": [{
                    "artifactLocation": file,
                    "replacements": [{ "deletedRegion": region, "insertedContent": { "text": fix } }],
                }],
            }]);
        }
        result
    }

    /// The name of a finding's rule, and its place among the rules.
    fn rule(&mut self, finding: &Finding) -> (String, usize) {
        let Some(name) = &finding.name else {
            let place = Rule::ALL.iter().position(|rule| *rule == finding.rule);
            return (finding.rule.as_str().to_owned(), place.unwrap_or_default());
        };
        let place = self.own.iter().position(|own| own == name).unwrap_or_else(|| {
            self.own.push(name.clone());
            self.own.len() - 1
        });
        (own_id(name), Rule::ALL.len() + place)
    }

    /// Writes the whole log.
    pub fn write(self, out: &mut impl Write) -> io::Result<()> {
        let known = Rule::ALL.iter().map(|rule| (rule.as_str().to_owned(), rule.title().to_owned()));
        let own = self.own.into_iter().map(|name| (own_id(&name), name));
        let rules: Vec<Value> = known
            .chain(own)
            .map(|(id, title)| json!({ "id": id, "shortDescription": { "text": title } }))
            .collect();
        let log = json!({
            "$schema": SCHEMA,
            "version": "2.1.0",
            "runs": [{
                "tool": { "driver": {
                    "name": "command-post",
                    "semanticVersion": env!("CARGO_PKG_VERSION"),
                    "rules": rules,
                } },
                "columnKind": "unicodeCodePoints",
                "invocations": [{ "executionSuccessful": true, "toolExecutionNotifications": self.notes }],
                "results": self.results,
            }],
        });
        serde_json::to_writer(&mut *out, &log)?;
        writeln!(out)
    }
}

/// Names of companies' rules never meet ours.
fn own_id(name: &str) -> String {
    format!("company/{name}")
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Stop => "error",
        Level::Warn => "warning",
        Level::Hint => "note",
    }
}

fn region(text: &str, finding: &Finding) -> Value {
    let place = Position::of(text, finding.start as usize, finding.end as usize);
    json!({
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    })
}

/// The address of a file: relative as it was given, so that a code host finds it in the repository.
fn address(name: &str) -> String {
    let mut uri = String::from(if Path::new(name).is_absolute() { "file://" } else { "" });
    for byte in name.replace('\\', "/").bytes() {
        if byte.is_ascii_alphanumeric() || PLAIN.contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use lint::{Company, Phase, Rulebook, lint};
    use serde_json::Value;

    use super::{Log, address};

    fn written(log: Log) -> Value {
        let mut out = Vec::new();
        log.write(&mut out).expect("a buffer takes it");
        serde_json::from_slice(&out).expect("JSON")
    }

    fn of(name: &str, text: &str) -> Value {
        let mut log = Log::default();
        log.add(name, text, &lint(text, Phase::Identified));
        written(log)
    }

    /// What the schema of SARIF 2.1.0 requires of the objects that are written here.
    #[test]
    fn has_what_the_standard_requires() {
        let text = "São Paulo's mail is late.\nOur provider is down. It will be back by 5pm.";
        let log = of("drafts/a b.md", text);
        assert_eq!(log["version"], "2.1.0");
        let run = &log["runs"][0];
        let driver = &run["tool"]["driver"];
        assert_eq!(driver["name"], "command-post");
        let rules = driver["rules"].as_array().expect("rules");
        let ids: std::collections::BTreeSet<&str> =
            rules.iter().map(|rule| rule["id"].as_str().expect("a rule has an id")).collect();
        assert_eq!(ids.len(), rules.len(), "ids are unique");
        assert!(rules.iter().all(|rule| rule["shortDescription"]["text"].is_string()));
        assert_eq!(run["invocations"][0]["executionSuccessful"], true);
        let results = run["results"].as_array().expect("results");
        assert!(results.len() >= 2, "{results:#?}");
        for result in results {
            assert!(result["message"]["text"].as_str().is_some_and(|text| !text.is_empty()));
            assert!(
                ["none", "note", "warning", "error"].contains(&result["level"].as_str().expect("a level"))
            );
            let index = result["ruleIndex"].as_u64().expect("an index");
            assert_eq!(rules[usize::try_from(index).expect("small")]["id"], result["ruleId"]);
            let place = &result["locations"][0]["physicalLocation"];
            assert_eq!(place["artifactLocation"]["uri"], "drafts/a%20b.md");
            let number = |name: &str| place["region"][name].as_u64().expect(name);
            assert!(number("startLine") >= 1 && number("startColumn") >= 1);
            assert!(
                (number("endLine"), number("endColumn")) > (number("startLine"), number("startColumn")),
                "{place}"
            );
            for fix in result["fixes"].as_array().into_iter().flatten() {
                let change = &fix["artifactChanges"][0];
                assert!(change["artifactLocation"]["uri"].is_string());
                assert!(change["replacements"][0]["deletedRegion"]["startLine"].is_u64());
                assert!(change["replacements"][0]["insertedContent"]["text"].is_string());
            }
        }
    }

    #[test]
    fn a_companys_rules_stand_after_ours() {
        let company: Company = serde_json::from_value(serde_json::json!({
            "rule": [{ "name": "lawyers", "level": "stop", "why": "No lawyers.", "phrases": ["lawyers"] }],
        }))
        .expect("a company");
        let book = Rulebook::new(&company).expect("a rulebook");
        let text = "Mail is late. Our lawyers look at it.";
        let mut log = Log::default();
        log.add("a", text, &book.lint(text, Phase::Identified));
        let log = written(log);
        let result = &log["runs"][0]["results"][0];
        assert_eq!(result["ruleId"], "company/lawyers");
        let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().expect("rules");
        assert_eq!(rules.last().expect("a rule")["id"], "company/lawyers");
        assert_eq!(result["ruleIndex"].as_u64(), Some(rules.len() as u64 - 1));
    }

    #[test]
    fn sarif_notes_text_that_was_not_linted() {
        let log = of("a", "Nous rencontrons un problème avec le service.");
        let note = &log["runs"][0]["invocations"][0]["toolExecutionNotifications"][0];
        assert_eq!(note["level"], "note");
        assert_eq!(log["runs"][0]["results"].as_array().map(Vec::len), Some(0));
    }

    #[test]
    fn addresses_are_written_in_percent() {
        assert_eq!(address("drafts/ü 1.md"), "drafts/%C3%BC%201.md");
        assert_eq!(address("/tmp/a.md"), "file:///tmp/a.md");
    }
}
