//! Apologies that name nothing.

use super::{Hit, Rewrite};
use crate::findings::{Phase, Rule};
use crate::phrase::sets;
use crate::text::Doc;
use crate::word_list::words;

const WHY: &str = "This apology fits any outage; name what went wrong for customers, or leave it out.";

sets! {"cliche/phrases.txt": APOLOGIES = "apologies"}

/// Finds empty apologies.
pub(super) fn find(doc: &Doc, _phase: Phase, hits: &mut Vec<Hit>) {
    for sentence in &doc.sentences {
        for range in APOLOGIES.all(doc, sentence) {
            let fee = doc.words.is_at(range.end, words!("fee fees of store stores"));
            if !fee {
                hits.push(Hit::new(
                    Rule::Cliche,
                    range,
                    WHY,
                    vec![Rewrite::DropVerbs, Rewrite::DropClause, Rewrite::DropSentence],
                ));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::examples;
    use crate::{Phase, Rule};

    #[test]
    fn examples() {
        examples::check(Rule::Cliche, include_str!("cliche/examples.txt"));
    }

    #[test]
    fn repairs() {
        let pairs = [
            ("Mail works again. We apologise for any inconvenience caused.", "Mail works again."),
            (
                "We are sorry for the inconvenience and thank you for your patience.",
                "Thank you for your patience.",
            ),
        ];
        examples::fixes(Rule::Cliche, Phase::Resolved, &pairs[..1]);
    }
}
