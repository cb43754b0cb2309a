//! The linter of public status updates.
//!
//! It reads a draft and says what a customer would hold against it: a promised repair time, a presumed cause, a
//! supplier blamed, an impact played down; and which parts of a good update are there. It is pure, knows no
//! clock and no network, and takes time linear in the text, so that it runs at every keystroke in the browser
//! and once more on the server.
//!
//! A [text](text) becomes words, in clauses, in sentences. The [grammar] finds who does what, when, and whether it is
//! denied; the [lexicon] knows what words mean in a few classes, and the forms of verbs. A rule reads both, and
//! [phrases](phrase) where no class will do. It answers with hits; [fixes] makes them [`Finding`]s.
//!
//! With the feature `german` it reads German as well: what German words mean and what makes a fault there is data.

use crate::text::Cut;

mod company;
mod context;
mod data;
mod findings;
mod fixes;
#[cfg(feature = "german")]
mod german;
mod grammar;
pub mod jsonl;
mod lexicon;
mod order;
mod parts;
mod phrase;
mod postmortem;
mod rules;
mod text;
mod times;
mod word_list;

#[cfg(feature = "toml")]
pub use company::{BadFile, from_toml};
pub use company::{Company, Location, Mistake, OwnRule, Rulebook};
pub use context::{Clock, Component, Context, Impact};
pub use findings::{Finding, Level, Phase, Report, Rule};
pub use fixes::apply;
pub use parts::{Part, Parts};
pub use postmortem::Steps;
pub use text::Language;

/// The most text that is read, in bytes. Of a longer text only the part before this mark (cut at a character
/// boundary) is linted; no status update comes near it.
pub const MAX_TEXT: usize = 100_000;

/// Lints a draft as an update of the given phase.
///
/// Findings come sorted by where they start. Spans are byte offsets into `text`, always at character boundaries.
/// Text beyond [`MAX_TEXT`] bytes is not looked at.
#[must_use]
pub fn lint(text: &str, phase: Phase) -> Report {
    report(text, phase, Rulebook::built_in(), None)
}

fn report(text: &str, phase: Phase, book: &Rulebook, context: Option<&Context>) -> Report {
    let text = text.cut(..text.floor_char_boundary(MAX_TEXT));
    let doc = text::Doc::parse(text, book.lexicon());
    let hits = rules::run(&doc, phase, book, context);
    let findings = fixes::settle(&doc, phase, book, hits);
    let report = Report {
        findings,
        parts: parts::find(&doc, phase),
        language: doc.language,
        steps: postmortem::steps(&doc, phase),
    };
    #[cfg(feature = "german")]
    let report = german::read(report, &doc, phase, book);
    report
}
