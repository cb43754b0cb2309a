//! One version of half-written words in this browser, and what it and the server's mean for each other: pure, so that its
//! tests run anywhere.

use domain::Timestamp;

use crate::drafts::{Draft, DraftMark, SEEN_MAX, is_begun_after};

/// What this browser has of a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Empty where the words were sent or dropped and the server is still to be told.
    pub text: String,
    /// When it was typed last, by the server's clock.
    pub edited_at: Timestamp,
    /// The versions that it builds on, as the server knows them; at most [`SEEN_MAX`], the last one at the end.
    pub seen: Vec<Timestamp>,
    /// Whether the server has it.
    pub is_saved: bool,
}

/// What follows when this browser's version meets the server's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Nothing,
    /// The server has one that is not known here: ask for it.
    Read,
    /// The server does not have this one yet.
    Save,
    /// It was sent or dropped elsewhere, or a redaction took it.
    Drop,
}

impl Version {
    /// What is typed now, on top of what was here before.
    pub fn typed(text: &str, now: Timestamp, before: Option<Self>) -> Self {
        // The server's clock may be a little behind what this browser made of it.
        let after = before.as_ref().map_or(now, |before| Timestamp(before.edited_at.0 + 1));
        let seen = before.map(|before| before.seen).unwrap_or_default();
        Self { text: text.to_owned(), edited_at: now.max(after), seen, is_saved: false }
    }

    /// It is on its way: should the answer be lost, the next version still builds on it.
    pub fn sent(mut self) -> Self {
        self.note_seen(self.edited_at);
        self
    }

    /// The server has `sent`, as of this moment; something else may have been typed since.
    pub fn taken(mut self, sent: &Self, at: Timestamp) -> Self {
        self.is_saved = self.text == sent.text;
        if self.is_saved {
            self.edited_at = at;
        }
        self.note_seen(at);
        self
    }

    /// It goes over another version, which was seen.
    pub fn over(mut self, at: Timestamp) -> Self {
        self.is_saved = false;
        self.note_seen(at);
        self
    }

    fn note_seen(&mut self, at: Timestamp) {
        self.seen.retain(|seen| *seen != at);
        if self.seen.len() >= SEEN_MAX {
            self.seen.remove(0);
        }
        self.seen.push(at);
    }

    /// As the browser remembers it.
    pub fn written(&self) -> String {
        let seen: Vec<_> = self.seen.iter().map(|seen| seen.0.to_string()).collect();
        format!("~{}~{}~{}~{}", self.edited_at.0, u8::from(self.is_saved), seen.join(","), self.text)
    }

    /// Words that an earlier release remembered are read too: they are older than all others.
    pub fn read(written: &str) -> Self {
        Self::parse(written).unwrap_or_else(|| Self {
            text: written.to_owned(),
            edited_at: Timestamp::default(),
            seen: Vec::new(),
            is_saved: false,
        })
    }

    fn parse(written: &str) -> Option<Self> {
        let mut parts = written.strip_prefix('~')?.splitn(4, '~');
        let edited_at = Timestamp(parts.next()?.parse().ok()?);
        let is_saved = parts.next()? == "1";
        let seen = parts.next()?.split(',').filter(|seen| !seen.is_empty());
        let seen = seen.map(|seen| seen.parse().ok().map(Timestamp)).collect::<Option<_>>()?;
        Some(Self { text: parts.next()?.to_owned(), edited_at, seen, is_saved })
    }
}

impl From<Draft> for Version {
    fn from(draft: Draft) -> Self {
        let edited_at = draft.edited_at;
        Self { text: draft.body, edited_at, seen: vec![edited_at], is_saved: true }
    }
}

/// What follows, by which version the server has.
pub fn step(here: Option<&Version>, there: Option<&DraftMark>) -> Step {
    match (here, there) {
        (None, None) => Step::Nothing,
        (None, Some(there)) if there.is_withdrawn => Step::Nothing,
        (None, Some(_)) => Step::Read,
        (Some(here), None) if here.is_saved => Step::Drop,
        (Some(_), None) => Step::Save,
        (Some(here), Some(there)) => match here.seen.contains(&there.edited_at) {
            true if here.is_saved => Step::Nothing,
            true => Step::Save,
            false if !there.is_withdrawn => Step::Read,
            false if is_begun_after(there.edited_at, here.edited_at, &here.seen) => Step::Save,
            false => Step::Drop,
        },
    }
}

/// Which version a page shows when both were typed apart, and which one it has beside it.
pub fn newest_first(here: Version, there: Version) -> (Version, Version) {
    let (here, there_at) = (here.over(there.edited_at), there.edited_at);
    if there_at > here.edited_at { (there, here) } else { (here, there) }
}

#[cfg(test)]
mod tests {
    use domain::IncidentId;

    use super::*;
    use crate::drafts::DraftPlace;

    fn version(edited: i64, seen: &[i64], is_saved: bool) -> Version {
        let seen = seen.iter().copied().map(Timestamp).collect();
        Version { text: "half ~ typed".to_owned(), edited_at: Timestamp(edited), seen, is_saved }
    }

    #[test]
    fn a_version_is_read_as_it_is_written() {
        for written in [version(17, &[], false), version(17, &[3, 17], true)] {
            assert_eq!(Version::read(&written.written()), written);
        }
        for before in ["typed in an earlier release", "~", "~5~1~x~text", "{\"body\":\"half\"}"] {
            assert_eq!(Version::read(before).text, before);
            assert!(!Version::read(before).is_saved);
        }
    }

    #[test]
    fn what_follows_from_which_versions_there_are() {
        let mark = |edited: i64, is_withdrawn| DraftMark {
            place: DraftPlace::of(IncidentId(1), "update"),
            edited_at: Timestamp(edited),
            is_withdrawn,
        };
        for (here, there, follows, why) in [
            (None, None, Step::Nothing, "nobody typed"),
            (None, Some(mark(5, false)), Step::Read, "typed on another device"),
            (None, Some(mark(5, true)), Step::Nothing, "redacted, and never here"),
            (Some(version(5, &[], false)), None, Step::Save, "typed without a connection"),
            (Some(version(9, &[5], false)), None, Step::Save, "sent elsewhere, and typed on here"),
            (Some(version(5, &[5], true)), None, Step::Drop, "sent elsewhere"),
            (Some(version(5, &[5], true)), Some(mark(5, false)), Step::Nothing, "the same"),
            (Some(version(9, &[5], false)), Some(mark(5, false)), Step::Save, "typed on here"),
            (Some(version(5, &[5], true)), Some(mark(9, false)), Step::Read, "typed on elsewhere"),
            (Some(version(9, &[5], false)), Some(mark(7, false)), Step::Read, "typed on here and elsewhere"),
            (Some(version(5, &[5], true)), Some(mark(9, true)), Step::Drop, "redacted"),
            (Some(version(12, &[5], false)), Some(mark(9, true)), Step::Drop, "redacted, and typed on"),
            (Some(version(5, &[], false)), Some(mark(9, true)), Step::Drop, "typed before the redaction"),
            (Some(version(12, &[], false)), Some(mark(9, true)), Step::Save, "begun after the redaction"),
            (
                Some(version(12, &[10, 11], false)),
                Some(mark(9, true)),
                Step::Save,
                "and sent before, in vain",
            ),
            (Some(version(12, &[9, 12], true)), Some(mark(12, false)), Step::Nothing, "and saved"),
        ] {
            assert_eq!(step(here.as_ref(), there.as_ref()), follows, "{why}");
        }
    }

    #[test]
    fn of_two_versions_the_newest_is_shown_and_none_is_lost() {
        for (here, there, shows) in [(7, 9, 9), (9, 7, 9), (7, 7, 7)] {
            let there = version(there, &[there], true);
            let (shown, beside) = newest_first(version(here, &[1], false), there.clone());
            assert_eq!(shown.edited_at, Timestamp(shows));
            for version in [shown, beside] {
                assert!(version.seen.contains(&there.edited_at), "either may go over the server's");
            }
        }
    }

    #[test]
    fn what_was_typed_while_a_version_was_on_its_way_is_not_saved() {
        let first = Version::typed("a", Timestamp(10), None).sent();
        let second = Version::typed("ab", Timestamp(10), Some(first.clone()));
        assert!(second.edited_at > first.edited_at, "within one tick of the clock");
        assert_eq!(second.seen, [Timestamp(10)], "whether the first arrived or not");
        assert!(!second.clone().taken(&first, Timestamp(10)).is_saved);
        let saved = second.clone().sent().taken(&second, Timestamp(12));
        assert!(saved.is_saved && saved.edited_at == Timestamp(12));
    }

    #[test]
    fn remembers_so_many_versions_at_most() {
        let mut version = version(0, &[], false);
        for at in 0..=SEEN_MAX as i64 {
            version = Version::typed("x", Timestamp(at), Some(version)).sent();
        }
        assert_eq!(version.seen.len(), SEEN_MAX);
    }
}
