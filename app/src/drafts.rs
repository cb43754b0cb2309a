//! Half-written words, kept on the server too: another device of the same person has them, and a browser that was lost
//! takes none along.

use std::fmt;
use std::str::FromStr;

use async_trait::async_trait;
use borsh::{BorshDeserialize, BorshSerialize};
use domain::{IncidentId, Timestamp};
use leptos::prelude::server;
use serde::{Deserialize, Serialize};

use crate::backend::Asker;
use crate::error::Error;
use crate::rpc::Call;
#[cfg(feature = "ssr")]
use crate::rpc::context::{asker, backend};

/// Longest draft, in bytes.
pub const DRAFT_MAX: usize = 64 * 1024;
/// Most drafts that one person has on the server; where there are more, the one that was edited longest ago goes.
pub const DRAFTS_MAX: usize = 100;
/// Days after its last edit that a draft is kept on the server.
pub const DRAFT_DAYS_MAX: i64 = 90;
/// Longest name of an editor, in bytes.
pub const EDITOR_MAX: usize = 100;
/// Most earlier versions that a draft says it builds on.
pub const SEEN_MAX: usize = 8;

/// What a draft is of: an editor, of one incident or of none.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, BorshSerialize, BorshDeserialize,
)]
pub struct DraftPlace {
    pub incident: Option<IncidentId>,
    /// As `update`, `note/17`, `declare`; at most [`EDITOR_MAX`] bytes.
    pub editor: String,
}

impl DraftPlace {
    pub fn of(incident: IncidentId, editor: impl Into<String>) -> Self {
        Self { incident: Some(incident), editor: editor.into() }
    }

    /// Of no incident.
    pub fn company(editor: impl Into<String>) -> Self {
        Self { incident: None, editor: editor.into() }
    }
}

/// `12/update`, `declare`.
impl fmt::Display for DraftPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.incident {
            Some(incident) => write!(f, "{}/{}", incident.0, self.editor),
            None => f.write_str(&self.editor),
        }
    }
}

impl FromStr for DraftPlace {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let of_incident = text
            .split_once('/')
            .and_then(|(incident, editor)| Some(Self::of(IncidentId(incident.parse().ok()?), editor)));
        Ok(of_incident.unwrap_or_else(|| Self::company(text)))
    }
}

/// An editor whose typing others see.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    BorshSerialize,
    BorshDeserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum DraftKind {
    Sitrep,
    Update,
    Report,
}

impl DraftKind {
    pub const ALL: [Self; 3] = [Self::Sitrep, Self::Update, Self::Report];

    /// The editor's name in the places of its drafts.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Sitrep => "sitrep",
            Self::Update => "update",
            Self::Report => "report",
        }
    }

    pub fn of(editor: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.slug() == editor)
    }
}

/// Words that were typed and not sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct Draft {
    pub place: DraftPlace,
    /// As the editor writes them down; at most [`DRAFT_MAX`] bytes. None are left where a redaction took them.
    pub body: String,
    /// When they were typed last, by the server's clock. It tells the versions of a draft apart.
    pub edited_at: Timestamp,
}

impl Draft {
    /// Whether a redaction took the words.
    pub fn is_withdrawn(&self) -> bool {
        self.body.is_empty()
    }

    /// Whether this one, which the server has, was typed by somebody who did not see what `next` builds on, or the
    /// other way round: then neither replaces the other.
    pub fn is_beside(&self, next: &Self, seen: &[Timestamp]) -> bool {
        let is_known = seen.contains(&self.edited_at) || self.body == next.body;
        let is_past = self.is_withdrawn() && is_begun_after(self.edited_at, next.edited_at, seen);
        !(is_known || is_past)
    }
}

/// Whether words, edited then on top of these versions, were begun after a redaction: they owe nothing to what it took.
pub fn is_begun_after(redaction: Timestamp, edited_at: Timestamp, seen: &[Timestamp]) -> bool {
    seen.iter().chain([&edited_at]).all(|version| *version > redaction)
}

/// Which version of a draft the server has.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct DraftMark {
    pub place: DraftPlace,
    pub edited_at: Timestamp,
    /// As [`Draft::is_withdrawn`].
    pub is_withdrawn: bool,
}

/// What became of a draft that was sent to be kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[serde(rename_all = "snake_case")]
pub enum Saved {
    /// The server has it, as edited at this moment.
    Taken(Timestamp),
    /// The server has another one, which the sender has not seen; nothing was written.
    Beside(Draft),
}

/// What a server does about half-written words. Everybody reads and writes their own alone.
#[async_trait]
pub trait Drafts: Send + Sync {
    /// Keeps a draft in place of the versions that were `seen`; an empty one is dropped.
    async fn save_draft(&self, asker: Asker, draft: Draft, seen: Vec<Timestamp>) -> Result<Saved, Error>;
    async fn read_draft(&self, asker: Asker, place: DraftPlace) -> Result<Option<Draft>, Error>;
    /// Which drafts there are; at most [`DRAFTS_MAX`].
    async fn read_draft_marks(&self, asker: Asker) -> Result<Vec<DraftMark>, Error>;
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "save_draft")]
pub async fn save_draft(draft: Draft, seen: Vec<Timestamp>) -> Result<Saved, Error> {
    backend()?.save_draft(asker()?, draft, seen).await
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "read_draft")]
pub async fn read_draft(place: DraftPlace) -> Result<Option<Draft>, Error> {
    backend()?.read_draft(asker()?, place).await
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "read_draft_marks")]
pub async fn read_draft_marks() -> Result<Vec<DraftMark>, Error> {
    backend()?.read_draft_marks(asker()?).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_it_is_written() {
        for place in [
            DraftPlace::of(IncidentId(12), "note/17"),
            DraftPlace::company("declare"),
            DraftPlace::company("company"),
        ] {
            assert_eq!(place.to_string().parse(), Ok(place));
        }
    }

    #[test]
    fn a_draft_replaces_what_it_builds_on_alone() {
        let draft = |body: &str, at| Draft {
            place: DraftPlace::company("company"),
            body: body.to_owned(),
            edited_at: Timestamp(at),
        };
        for (known, next, seen, is_beside, why) in [
            (draft("a", 1), draft("ab", 2), vec![1], false, "typed on"),
            (draft("ab", 2), draft("abc", 3), vec![1, 2], false, "an answer was lost on the way"),
            (draft("a", 1), draft("x", 2), vec![], true, "two devices begin"),
            (draft("ab", 3), draft("ax", 2), vec![1], true, "the older one does not replace the newer one"),
            (draft("ab", 2), draft("ax", 3), vec![1], true, "nor the newer one the older one"),
            (draft("same", 1), draft("same", 2), vec![], false, "the same words"),
            (draft("", 2), draft("ab", 3), vec![1], true, "a redaction took what this builds on"),
            (draft("", 2), draft("new", 3), vec![], false, "begun after a redaction"),
            (
                draft("", 2),
                draft("new", 5),
                vec![3, 4],
                false,
                "begun after it, on a line that lost the first ones",
            ),
            (draft("", 2), draft("old", 1), vec![], true, "begun before it, and never here"),
            (draft("a", 1), draft("", 2), vec![1], false, "sent"),
            (draft("ab", 2), draft("", 3), vec![1], true, "sent, and typed on elsewhere"),
        ] {
            let seen: Vec<_> = seen.into_iter().map(Timestamp).collect();
            assert_eq!(known.is_beside(&next, &seen), is_beside, "{why}");
        }
    }
}
