//! Who is affected, by the text and by the current sitrep.

use super::Context;
use crate::findings::Rule;
use crate::lexicon::{Class, Lexicon};
use crate::rules::{Hit, Rewrite};
use crate::text::{Doc, Voice, Word};
use crate::word_list::words;

const REGION: &str = "The incident is marked, or its sitrep says, that it is in another region; check which is right before it goes out.";
const SHARE: &str = "The current sitrep names another share; check which is right before it goes out.";

pub(super) fn find(doc: &Doc, context: &Context, hits: &mut Vec<Hit>) {
    let known = Doc::parse(&context.scope, Lexicon::built_in());
    // What the update marks is newer than what the sitrep says.
    let marked = context.regions.join(" ");
    let marked = Doc::parse(&marked, Lexicon::built_in());
    let places = if context.regions.is_empty() { &known } else { &marked };
    let regions: Vec<&str> = places.words.iter().filter(|w| region(w)).map(Word::base).collect();
    let shares: Vec<&str> = known.words.iter().filter(|w| share(w)).map(|w| w.norm.as_str()).collect();
    let wide = context.regions.is_empty()
        && known.words.iter().any(|w| w.is(words!("all every everyone global globally worldwide")));
    for (i, word) in doc.words.iter().enumerate().filter(|(i, w)| w.voice == Voice::Ours && affected(doc, *i))
    {
        let other =
            !regions.is_empty() && !wide && region(word) && !regions.iter().any(|r| same(r, word.base()));
        if other {
            hits.push(Hit::new(Rule::Scope, i..i + 1, REGION, Vec::new()));
        }
        if shares.len() == 1 && share(word) && word.norm != shares[0] {
            let fix = vec![Rewrite::Put(shares[0].to_owned())];
            hits.push(Hit::new(Rule::Scope, i..i + 1, SHARE, fix));
        }
    }
}

fn region(word: &Word) -> bool {
    word.has(Class::Region) || is_cloud_region(&word.norm)
}

/// A region as clouds name it, by where in an area it is: "us-east", "ap-southeast-2", "europe-west4". A list of areas
/// would not do: "us" is a pronoun too.
fn is_cloud_region(word: &str) -> bool {
    let mut parts = word.split('-');
    let (Some(area), Some(side)) = (parts.next(), parts.next()) else { return false };
    let side = side.trim_end_matches(|c: char| c.is_ascii_digit());
    let half = side.trim_start_matches("north").trim_start_matches("south");
    let is_side = matches!(half, "" | "east" | "west" | "central") && !side.is_empty();
    area.len() >= 2 && area.chars().all(|c| c.is_ascii_lowercase()) && is_side
}

fn share(word: &Word) -> bool {
    word.norm.ends_with('%') && word.has_digit()
}

/// "Europe" and "European" are one place; so are "eu" and "eu-west".
fn same(a: &str, b: &str) -> bool {
    a.starts_with(b) || b.starts_with(a)
}

/// The sentence speaks of what is hit rather than of what is not, or of a place where somebody works.
fn affected(doc: &Doc, i: usize) -> bool {
    let sentence = &doc.words[doc.sentence_of(i)];
    let clock = doc.words.is_at(i + 1, words!("morning night time"));
    !clock
        && !sentence.iter().any(|w| {
            w.negates() || w.is(words!("back engineers moved moving recovered team traffic unaffected"))
        })
}
