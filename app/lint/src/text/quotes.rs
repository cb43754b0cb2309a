//! Quotation marks: what stands between them is said by us, unless a customer asks it or a screen shows it.

use super::ask::Ask;
use super::cut::Cut;
use super::document::{Doc, Voice};
use super::letters::is_letter_or_digit;
use super::tokens::{Kind, Token};
use crate::word_list::{Words, words};
use std::ops::Range;

/// A longer quotation is two marks that do not belong together.
const QUOTED_TOKENS_MAX: usize = 60;
/// So few words between marks are a name.
const NAME_WORDS_MAX: usize = 2;

/// What shows words to customers, before or after the quotation.
const SHOWING: Words = words!(
    "\
    alert alerts app banner button called display displayed displays entitled error errors labelled message \
    messages named notice option page read reading reads responses screen see sees setting show showing shown \
    shows status text title titled warning warnings"
);

/// Who is quoted, when it is one of us.
const SAYING: Words = words!("promise promised quote quoted said say says tells think thinks told");

/// Marks the words of every quotation that is not ours.
pub(super) fn mark(doc: &mut Doc, tokens: &[Token]) {
    let mut at = 0;
    while at < tokens.len() {
        let Some(close) = opening(doc.text, tokens, at).and_then(|c| closing(doc.text, tokens, at, c)) else {
            at += 1;
            continue;
        };
        let words = between(doc, tokens[at].end, tokens[close].start);
        if !words.is_empty() && theirs(doc, &words, tokens[close].start) {
            for word in doc.words.get_mut(words).into_iter().flatten() {
                word.voice = Voice::Quoted;
            }
        }
        at = close + 1;
    }
}

/// The mark that closes what the token at `at` opens.
fn opening(text: &str, tokens: &[Token], at: usize) -> Option<char> {
    let token = tokens[at];
    let free = !text.cut(..token.start).ends_with(is_letter_or_digit);
    match token.kind {
        Kind::Mark('"') => Some('"'),
        Kind::Mark('“') => Some('”'),
        Kind::Mark('„') => Some('“'),
        Kind::Mark('«') => Some('»'),
        Kind::Mark('\'') if free => Some('\''),
        Kind::Mark('‘') if free => Some('’'),
        _ => None,
    }
}

fn closing(text: &str, tokens: &[Token], open: usize, mark: char) -> Option<usize> {
    let reach = tokens.len().min(open + QUOTED_TOKENS_MAX);
    (open + 1..reach).take_while(|&i| tokens[i].kind != Kind::Break(true)).find(|&i| {
        tokens[i].kind == Kind::Mark(mark) && !text.cut(tokens[i].end..).starts_with(is_letter_or_digit)
    })
}

/// The words between two places of the text.
fn between(doc: &Doc, from: usize, to: usize) -> Range<usize> {
    let start = doc.words.partition_point(|w| w.start < from);
    start..doc.words.partition_point(|w| w.start < to)
}

fn theirs(doc: &Doc, quote: &Range<usize>, close: usize) -> bool {
    let asked = doc.text.cut(..close).trim_end().ends_with('?');
    let first = doc.sentence_of(quote.start).start;
    let last = doc.sentence_of(quote.end - 1).end;
    let before = &doc.words[quote.start.saturating_sub(4).max(first)..quote.start];
    let after = &doc.words[quote.end..last.min(quote.end + 2)];
    let said = before.iter().rev().take(2).any(|w| w.is(SAYING));
    let shown = before.iter().chain(after).any(|w| w.is(SHOWING)) && !said;
    let app_says = said && before.any_is(words!("app banner message page screen site"));
    asked || shown || app_says || quote.len() <= NAME_WORDS_MAX && !said
}

#[cfg(test)]
mod tests {
    use crate::lexicon::Lexicon;
    use crate::text::document::{Doc, Voice};

    fn ours(text: &str) -> String {
        let doc = Doc::parse(text, Lexicon::built_in());
        let words: Vec<_> =
            doc.words.iter().filter(|w| w.voice == Voice::Ours).map(|w| w.norm.as_str()).collect();
        words.join(" ")
    }

    #[test]
    fn leaves_out_what_others_are_quoted_as_saying() {
        assert_eq!(ours("Many ask \"is it the disk?\" now"), "many ask now");
        assert_eq!(ours("You see the message “down until noon”."), "you see the message");
        assert_eq!(
            ours("Our lead says \"half an hour, then it works\""),
            "our lead says half an hour then it works"
        );
        assert_eq!(ours("the 'no data' alerts"), "the alerts");
        assert_eq!(ours("it's \"open"), "it is open");
    }
}
