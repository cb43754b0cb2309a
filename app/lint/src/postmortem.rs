//! What a post-mortem has to do: apologise, show that we understand, say what we will do (Mark Imbriaco's three steps).

use crate::findings::Phase;
use crate::phrase::{Phrases, Sheet};
use crate::text::Doc;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

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

struct Words {
    apology: Phrases,
    empty: Phrases,
    understanding: Phrases,
    remedy: Phrases,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let sheet = Sheet::new(include_str!("postmortem.txt"));
    Words {
        apology: sheet.set("apology"),
        empty: sheet.set("empty"),
        understanding: sheet.set("understanding"),
        remedy: sheet.set("remedy"),
    }
});

/// Looks for the steps; other phases have none.
pub(crate) fn steps(doc: &Doc, phase: Phase) -> Option<Steps> {
    if phase != Phase::Postmortem {
        return None;
    }
    let any = |set: &Phrases| doc.sentences.iter().any(|s| set.any(&doc.words, s));
    let apology =
        doc.sentences.iter().any(|s| WORDS.apology.any(&doc.words, s) && !WORDS.empty.any(&doc.words, s));
    Some(Steps { apology, understanding: any(&WORDS.understanding), remedy: any(&WORDS.remedy) })
}

#[cfg(test)]
mod tests {
    use super::Steps;
    use crate::{Phase, lint};

    #[test]
    fn three_steps() {
        let steps = |text| lint(text, Phase::Postmortem).steps.expect("a post-mortem has steps");
        let all = "We are sorry that nobody could pay for an hour. A certificate had expired because its renewal failed. \
                   We now alert on failed renewals.";
        assert_eq!(steps(all), Steps { apology: true, understanding: true, remedy: true });
        let none = "We apologize for any inconvenience. Service is back.";
        assert_eq!(steps(none), Steps { apology: false, understanding: false, remedy: false });
        assert_eq!(lint(all, Phase::Resolved).steps, None);
    }
}
