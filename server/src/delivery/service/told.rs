//! What there is to tell, before a service puts it into its words.

use domain::incident::SentSitrep;
use domain::public::PublicIncident;
use domain::{Directory, Impact, Incident, Timestamp};

use super::super::letter::affected;
use crate::public::format;

/// Which thread of an incident it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// What customers read.
    Update,
    /// What the company reads.
    Sitrep,
}

impl About {
    /// As the database keeps it.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Update => "update",
            Self::Sitrep => "sitrep",
        }
    }
}

/// An update or a sitrep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    pub about: About,
    pub company: String,
    /// `Investigating`, `Sitrep 3`.
    pub label: String,
    /// What it is about, in one line.
    pub headline: String,
    pub body: String,
    /// Which components are hit, and how badly; may be empty.
    pub affected: String,
    /// When the next one comes: `Next update by 04:12 UTC`.
    pub next: Option<String>,
    /// The incident's page.
    pub link: String,
    /// The meaning that colours it, as on the status page: `ok`, `info`, `watch`, `warn`, `crit`.
    pub kind: &'static str,
    pub at: Timestamp,
    /// When the words were put right or taken back.
    pub amended_at: Option<Timestamp>,
    pub is_withdrawn: bool,
}

impl Told {
    /// The update at this place, from 0, as customers see it now.
    pub fn update(directory: &Directory, origin: &str, incident: &PublicIncident, number: usize) -> Self {
        let update = &incident.updates[number];
        // What the incident touches and promises now belongs to its last update alone.
        let is_last = number + 1 == incident.updates.len();
        let worst = incident.impacts.iter().map(|hit| hit.impact).max().unwrap_or_default();
        let is_over = is_last && incident.ended_at.is_some();
        let next = incident.next_due.filter(|_| is_last);
        Self {
            about: About::Update,
            company: directory.company.clone(),
            label: match update.amended_at.filter(|_| !update.withdrawn) {
                Some(at) => format!("{} (corrected {})", update.label, format::short(at, update.at)),
                None => update.label.clone(),
            },
            headline: line(&incident.headline),
            body: update.body.trim().to_owned(),
            affected: if is_last { affected(directory, incident) } else { String::new() },
            next: next.map(|due| format!("Next update by {}", format::short(due, update.at))),
            link: format!("{origin}/status/incidents/{}", incident.id),
            kind: if is_over { "ok" } else { worst.max(Impact::Degraded).kind() },
            at: update.at,
            amended_at: update.amended_at,
            is_withdrawn: update.withdrawn,
        }
    }

    /// The same as a message of its own, below the one whose words stand as they were.
    pub fn as_correction(self) -> Self {
        let label = if self.is_withdrawn { self.label } else { "Correction".to_owned() };
        Self { label, at: self.amended_at.unwrap_or(self.at), ..self }
    }

    /// A sitrep; what is new since the one before is marked.
    pub fn sitrep(
        company: &str,
        origin: &str,
        incident: &Incident,
        sitrep: &SentSitrep,
        before: Option<&SentSitrep>,
    ) -> Self {
        let before: Option<[(&str, &str); 6]> = before.map(|before| before.sitrep.fields());
        let is_new = |place: usize, words: &str| before.is_some_and(|before| before[place].1 != words);
        let told = sitrep.sitrep.fields().into_iter().enumerate().filter(|(_, (_, words))| !words.is_empty());
        let told = told.map(|(place, (label, words))| {
            format!("{label}{}: {}", if is_new(place, words) { " (changed)" } else { "" }, words.trim())
        });
        let standing = sitrep.nothing_new.then(|| "Nothing new: the last sitrep still stands.".to_owned());
        let body: Vec<String> = standing.into_iter().chain(told).collect();
        let state = incident.course.state;
        Self {
            about: About::Sitrep,
            company: company.to_owned(),
            label: format!("Sitrep {}", sitrep.number),
            headline: format!("#{} {} · {}", incident.id, line(&incident.title), state.word()),
            body: body.join("\n"),
            affected: String::new(),
            next: None,
            link: format!("{origin}/incidents/{}", incident.id),
            kind: state.kind(),
            at: sitrep.at,
            amended_at: None,
            is_withdrawn: false,
        }
    }

    /// What an admin sends to see whether a channel works.
    pub fn test(company: &str, origin: &str, at: Timestamp) -> Self {
        Self {
            about: About::Update,
            company: company.to_owned(),
            label: "Test".to_owned(),
            headline: format!("{company} status can write here"),
            body: "Nothing is wrong. This is how an update will look.".to_owned(),
            affected: String::new(),
            next: None,
            link: format!("{origin}/status"),
            kind: "ok",
            at,
            amended_at: None,
            is_withdrawn: false,
        }
    }
}

/// In one line.
fn line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}
