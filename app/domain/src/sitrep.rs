//! Situation reports: what everybody inside the company needs to know.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

use crate::redact::FreeText;
use crate::work::Report;

/// Internal and blunt: what everybody in the company needs to know. Each field may be empty but the first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Sitrep {
    pub broken: String,
    pub scope: String,
    /// What customers can do meanwhile.
    pub workaround: String,
    pub doing: String,
    pub who: String,
    pub links: String,
}

impl Sitrep {
    /// Takes a report of operations over, into what a reader of the sitrep looks for: what they know is broken, what
    /// they try is being done, and so is what they need. What stands there already is not written twice.
    pub fn take(&mut self, report: &Report) {
        add_line(&mut self.broken, &report.know);
        add_line(&mut self.doing, &report.trying);
        if !report.need.is_empty() {
            add_line(&mut self.doing, &format!("Needed: {}", report.need));
        }
    }

    /// Each field with its label, in reading order.
    pub fn fields(&self) -> [(&'static str, &str); 6] {
        [
            ("What’s broken", &self.broken),
            ("Scope", &self.scope),
            ("Customers can", &self.workaround),
            ("What we’re doing", &self.doing),
            ("Who", &self.who),
            ("Links", &self.links),
        ]
    }
}

impl FreeText for Sitrep {
    fn drop_text(&mut self) {
        let Self { broken, scope, workaround, doing, who, links } = self;
        [broken, scope, workaround, doing, who, links].into_iter().for_each(FreeText::drop_text);
    }
}

fn add_line(text: &mut String, line: &str) {
    if line.is_empty() || text.contains(line) {
        return;
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(line);
}
