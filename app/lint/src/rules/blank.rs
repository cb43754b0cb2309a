//! Blanks of a template that nobody has filled: `{who is affected}`.

use super::Hit;
use crate::findings::{Phase, Rule};
use crate::text::{Cut, Doc};

const WHY: &str = "A blank of the template is still there; customers would read it. Fill it or take it out.";

/// The most words in a blank.
const WORDS_MAX: usize = 12;

/// Finds words in braces.
pub(super) fn find(doc: &Doc, _: Phase, hits: &mut Vec<Hit>) {
    for sentence in &doc.sentences {
        let opens = sentence.clone().filter(|&i| doc.text.cut(..doc.words[i].start).ends_with('{'));
        for start in opens {
            let reach = start..sentence.end.min(start + WORDS_MAX);
            if let Some(last) = reach.into_iter().find(|&i| doc.text.cut(doc.words[i].end..).starts_with('}'))
            {
                hits.push(Hit::new(Rule::Blank, start..last + 1, WHY, Vec::new()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::examples;

    #[test]
    fn examples() {
        examples::check(crate::Rule::Blank, include_str!("blank.txt"));
    }
}
