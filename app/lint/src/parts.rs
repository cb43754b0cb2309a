//! Which parts of a good update a draft has.

mod action;
mod next_update;
mod scope;
mod what;

pub(crate) use what::names;

use crate::findings::Phase;
use crate::phrase::sets;
use crate::text::Doc;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A part that customers look for in an update.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// What is or was broken, as a customer would name it.
    What,
    /// Who or how much is affected.
    Scope,
    /// What customers can do meanwhile.
    Workaround,
    /// What we do or did.
    Action,
    /// When the next update comes.
    NextUpdate,
}

impl Part {
    /// Every part, in the order of a good update.
    pub const ALL: [Part; 5] = [Part::What, Part::Scope, Part::Workaround, Part::Action, Part::NextUpdate];
}

/// Each part: `Some(true)` present, `Some(false)` missing, `None` not asked of such an update.
pub type Parts = BTreeMap<Part, Option<bool>>;

sets! {"parts/phrases.txt":
    FEATURE = "feature",
    ASIDE = "aside",
    SCOPE = "scope",
    COUNTED = "counted",
    RECOVERED = "recovered",
    WORKAROUND = "workaround",
    IMPERATIVE = "imperative",
    CONTACT = "contact",
    ACTION = "action",
    IDLE = "idle",
}

/// Looks for every part.
pub(crate) fn find(doc: &Doc, phase: Phase) -> Parts {
    let mut parts = Parts::new();
    for part in Part::ALL {
        parts.insert(part, answer(doc, phase, part));
    }
    parts
}

fn answer(doc: &Doc, phase: Phase, part: Part) -> Option<bool> {
    let planned = phase == Phase::Maintenance;
    match part {
        _ if phase == Phase::Postmortem => None,
        Part::What => Some(what::is_named(doc, phase)),
        Part::Scope => Some(scope::is_named(doc)),
        Part::Workaround if planned => None,
        Part::Workaround => Some(workaround(doc)).filter(|&found| found || phase != Phase::Resolved),
        Part::Action => Some(action::is_present(doc) || planned && action::is_planned(doc)),
        Part::NextUpdate if planned || phase == Phase::Resolved => None,
        Part::NextUpdate => next_update::is_present(doc),
    }
}

fn workaround(doc: &Doc) -> bool {
    doc.sentences.iter().any(|s| {
        let clauses = doc.words[s.start].clause..=doc.words[s.end - 1].clause;
        let asked = clauses
            .into_iter()
            .map(|c| &doc.clauses[c])
            .any(|c| IMPERATIVE.at(doc, c.start, c.end).is_some());
        (asked || WORKAROUND.any(doc, s)) && !CONTACT.any(doc, s)
    })
}

#[cfg(test)]
mod tests {
    use super::Part;
    use crate::{Phase, lint};

    fn parts(text: &str, phase: Phase) -> Vec<Option<bool>> {
        lint(text, phase).parts.into_values().collect()
    }

    #[test]
    fn finds_every_part_of_a_whole_update() {
        let text = "Uploads fail for all customers in Europe. You can use the old uploader instead. We are restarting \
                    the upload service. Next update by 04:46 UTC.";
        assert_eq!(parts(text, Phase::Investigating), [Some(true); 5]);
    }

    #[test]
    fn finds_no_part_in_an_empty_update() {
        assert_eq!(parts("There is an issue.", Phase::Investigating), [Some(false); 5]);
    }

    #[test]
    fn does_not_ask_for_parts_once_it_is_over() {
        let text = "The issue is over.";
        assert_eq!(parts(text, Phase::Postmortem), [None; 5]);
        let resolved = lint(text, Phase::Resolved).parts;
        assert_eq!((resolved[&Part::Workaround], resolved[&Part::NextUpdate]), (None, None));
        assert_eq!(lint("We will post again shortly.", Phase::Identified).parts[&Part::NextUpdate], None);
    }
}
