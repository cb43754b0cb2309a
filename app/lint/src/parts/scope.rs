//! Who or how much is affected.

use super::{COUNTED, RECOVERED, SCOPE};
use crate::lexicon::{Class, classes};
use crate::text::{Ask, Cut, Doc, Voice, Word, is_lower, is_upper};
use crate::word_list::words;
use std::ops::Range;

/// Whether the text says who or how much is affected.
pub(super) fn is_named(doc: &Doc) -> bool {
    let share = |w: &Word| w.norm.ends_with('%') && !w.norm.starts_with("100") && !w.norm.starts_with("99");
    doc.words.iter().any(share)
        || (0..doc.words.len()).any(|i| place(doc, i) || numbered(doc, i) || located(doc, i))
        || doc.sentences.iter().any(|s| named_or_counted(doc, s))
}

/// A sentence that names a group or a number; "all systems are back" is about none.
fn named_or_counted(doc: &Doc, sentence: &Range<usize>) -> bool {
    let all = |r: &Range<usize>| doc.words.any_in(r.clone(), words!("all every everybody everyone"));
    let over = RECOVERED.any(doc, sentence);
    let named = SCOPE.all(doc, sentence).into_iter().any(|r| !(over && all(&r)));
    named || counted(doc, sentence)
}

/// A region; "UK time" and "let us know" are none.
fn place(doc: &Doc, i: usize) -> bool {
    let word = &doc.words[i];
    let us = doc.text.cut(word.start..word.end) == "US" && word.voice == Voice::Ours;
    let clock = doc.words.is_at(i + 1, words!("hours morning night time"));
    (word.has(Class::Region) && word.voice == Voice::Ours || us) && !clock || server(doc, i)
}

/// "Ward 7", "stores 12 and 19", "lift C", "900 members", "two floors", "340 refunds".
fn numbered(doc: &Doc, i: usize) -> bool {
    let words = &doc.words;
    let (Some(first), Some(second)) = (words.get(i), words.get(i + 1)) else { return false };
    if first.sentence != second.sentence || first.voice != Voice::Ours || second.voice != Voice::Ours {
        return false;
    }
    let number = |w: &Word| {
        w.norm.bytes().all(|b| b.is_ascii_digit() || b == b',') && w.has_digit() && w.norm.len() < 5
            || w.norm.len() == 1
                && doc
                    .text
                    .cut(w.start..w.end)
                    .starts_with(|c: char| c.is_ascii_uppercase() && c != 'I' && c != 'A')
    };
    let unit = first.is(words!(
        "bay bays bed beds berth block blocks branch branches building buildings bus camera car channel channels coach counter court courts deck decks depot desk district dorm exchange exit exits floor floors gate gates hall halls house junction lane lanes level levels lift lifts line lines pier platform platforms pool pools pump room rooms route routes row rows school screen sector slope stand slopes store stores table terminal terminals theatre till tills tower towers track tracks unit units ward wards wing year years zone zones"
    )) && number(second);
    let many = |w: &Word| {
        let noun = w.norm.ends_with('s') && w.norm.len() > 3 || w.is(words!("children people staff"));
        let other = w.has_any(classes!(
            Class::Unit,
            Class::Month,
            Class::Fault,
            Class::Zone,
            Class::Generic,
            Class::Mend,
            Class::Change
        ));
        noun && !other && !w.is(words!("cables crews disks engineers errors fibres fixes hosts nodes patches steps switches teams technicians times updates vehicles"))
    };
    let digits = first.norm.bytes().all(|b| b.is_ascii_digit() || b == b',')
        && first.has_digit()
        && !matches!(first.norm.as_str(), "502" | "503" | "500" | "504" | "404" | "429");
    let counted = digits || first.has(Class::Number) && !first.is(words!("one"));
    let next = words.get(i + 2).filter(|w| w.clause == first.clause);
    let plain = !second.is(words!("am and in of or pm to"));
    unit || counted
        && plain
        && (many(second)
            || next.is_some_and(many)
                && !second.has(Class::Unit)
                && !second.has(Class::Month)
                && !second.has(Class::Zone)
                && !second.has_digit())
        && !(i > 0 && words.is_at(i - 1, words!("around at by port since until version")))
}

/// "in Harlow Close", "at the Fernhill pool", "in the east wing", "at every till".
fn located(doc: &Doc, i: usize) -> bool {
    let words = &doc.words;
    let prep = words.is_at(i, words!("across around at between for from in near on"))
        && words[i].voice == Voice::Ours;
    let sentence = words[i].sentence;
    let here = |at: usize| words.get(at).filter(|w| w.sentence == sentence && w.voice == Voice::Ours);
    if !prep {
        let every = words.is_at(i, words!("each every"));
        return every
            && here(i + 1).is_some_and(|w| {
                !w.has(Class::Unit)
                    && !w.has(Class::Number)
                    && !w.has_digit()
                    && !w.has(Class::Day)
                    && !w.is(words!(
                        "attempt effort few message now other patience single so step time update"
                    ))
            });
    }
    let the = usize::from(words.is_at(i + 1, words!("all our the")));
    let side = words!(
        "back east eastern front ground lower new north northern old rear south southern top upper west western"
    );
    let where_ = words!(
        "area bank building campus coast deck district end entrance floor half hall part quarter region side town wing"
    );
    if the == 1 && here(i + 2).is_some_and(|w| w.is(side)) {
        return words.is_at(i + 2, words!("east north south west"))
            || here(i + 3).is_some_and(|w| w.is(where_));
    }
    let Some(name) = here(i + 1 + the) else { return false };
    let known = name.has_any(classes!(
        Class::Month,
        Class::Day,
        Class::Zone,
        Class::Company,
        Class::Unit,
        Class::Generic,
        Class::Vendor,
        Class::Part
    ));
    let capital = doc.text.cut(name.start..name.end).chars().next().is_some_and(is_upper);
    let lower = doc.text.cut(name.start..name.end).chars().any(is_lower);
    let place = here(i + 2 + the).is_some_and(|w| w.is(words!("airport avenue branch bridge building campus center centre city clinic close county court depot district garage hall harbor harbour hill hospital house island lane library museum park peninsula pool port quarter road school shop square stadium station store street theatre town valley village")));
    capital
        && lower
        && !known
        && !name.has_digit()
        && (place
            || the == 0 && words.is_at(i, words!("across around at between in near")) && name.norm.len() > 2)
}

/// "The Purple server": one of several, by its name.
fn server(doc: &Doc, i: usize) -> bool {
    let word = &doc.words[i];
    let named = doc.text.cut(word.start..word.end).starts_with(is_upper) && !word.has(Class::Company);
    let inside = i > doc.sentence_of(i).start && !word.is(words!("dns imap smtp sql web"));
    let next = doc.words.get(i + 1).filter(|w| w.sentence == word.sentence);
    named && inside && next.is_some_and(|w| w.is(words!("datacenter datacentre region server servers zone")))
}

/// "12 customers", "40 paying accounts".
fn counted(doc: &Doc, sentence: &Range<usize>) -> bool {
    let words = &doc.words[sentence.clone()];
    let number = |i: usize| {
        let digits = words[i].norm.bytes().all(|b| b.is_ascii_digit() || b == b',') && words[i].has_digit();
        digits || words.has_at(i, Class::Number) && !words.is_at(i, words!("one"))
    };
    (0..words.len()).any(|i| {
        let next = sentence.start + i + 1;
        number(i) && COUNTED.any(doc, &(next..sentence.end.min(next + 2)))
    })
}
