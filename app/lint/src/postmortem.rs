//! What a post-mortem has to do: apologise, show that we understand, say what we will do (Mark Imbriaco's three steps).

use crate::findings::Phase;
use crate::phrase::{Set, sets};
use crate::text::Doc;
use serde::{Deserialize, Serialize};

/// The three steps of a post-mortem, and which of them a draft takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Steps {
    /// We are sorry, for something that is named.
    pub apology: bool,
    /// What happened, and why.
    pub understanding: bool,
    /// What we change so that it does not happen again.
    pub remedy: bool,
}

sets! {"postmortem.txt":
    APOLOGY = "apology",
    EMPTY = "empty",
    UNDERSTANDING = "understanding",
    REMEDY = "remedy",
}

/// Looks for the steps; other phases have none.
pub(crate) fn steps(doc: &Doc, phase: Phase) -> Option<Steps> {
    if phase != Phase::Postmortem {
        return None;
    }
    let any = |set: &Set| doc.sentences.iter().any(|s| set.any(doc, s));
    let apology = doc.sentences.iter().any(|s| APOLOGY.any(doc, s) && !EMPTY.any(doc, s));
    Some(Steps { apology, understanding: any(&UNDERSTANDING), remedy: any(&REMEDY) })
}

#[cfg(test)]
mod tests {
    use super::Steps;
    use crate::{Phase, lint};

    #[test]
    fn finds_the_three_steps_of_a_postmortem() {
        let steps = |text| lint(text, Phase::Postmortem).steps.expect("a post-mortem has steps");
        let all = "We are sorry that nobody could pay for an hour. A certificate had expired because its renewal failed. \
                   We now alert on failed renewals.";
        assert_eq!(steps(all), Steps { apology: true, understanding: true, remedy: true });
        let none = "We apologize for any inconvenience. Service is back.";
        assert_eq!(steps(none), Steps { apology: false, understanding: false, remedy: false });
        assert_eq!(lint(all, Phase::Resolved).steps, None);
    }
}
