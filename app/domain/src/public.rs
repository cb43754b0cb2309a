//! What customers may see of an incident: built from public events only, so that nothing else can leak.

use serde::{Deserialize, Serialize};

use crate::ending::HowEnded;
use crate::id::{ComponentId, IncidentId, Seq};
use crate::imported::{Affected, ImportedIncident, Standing};
use crate::incident::{Incident, Postmortem};
pub use crate::maintenance::PlannedWork;
use crate::maintenance::{MaintenancePhase, Mark};
use crate::order;
use crate::period::without;
pub use crate::period::{Pause, Period};
use crate::state::{ComponentImpact, Impact, Phase};
use crate::time::{Span, Timestamp};
use crate::work::Past;

/// An incident on the status page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicIncident {
    pub id: IncidentId,
    pub headline: String,
    pub began_at: Timestamp,
    /// `None` while it goes on.
    pub ended_at: Option<Timestamp>,
    pub phase: Phase,
    /// The worst that any component was at.
    pub worst: Impact,
    /// Components that were ever hit, in the order of their first mention.
    pub components: Vec<ComponentId>,
    /// What each component is at now; empty once it is over.
    pub impacts: Vec<ComponentImpact>,
    /// When customers hear next.
    pub next_due: Option<Timestamp>,
    /// Oldest first; never empty.
    pub updates: Vec<PublicUpdate>,
    /// Which component was how bad, and when.
    pub periods: Vec<Period>,
    /// A published post-mortem: a link of ours, or the text that was taken over.
    pub postmortem: Option<PublicPostmortem>,
    pub maintenance: bool,
    /// When it was written down, for one that was over by then.
    #[serde(default)]
    pub posted_at: Option<Timestamp>,
    /// When words that were public were last taken away, or the headline was changed.
    #[serde(default)]
    pub redacted_at: Option<Timestamp>,
    /// Set for one that was taken over from another status page.
    #[serde(default)]
    pub source: Option<AtSource>,
    /// Set for work that was planned here.
    #[serde(default)]
    pub planned: Option<PlannedWork>,
    /// Stood down: nothing was wrong, so it has no impact and no periods.
    #[serde(default)]
    pub false_alarm: bool,
    /// When it was taken for over before it was reopened, oldest first.
    #[serde(default)]
    pub pauses: Vec<Pause>,
}

/// How an incident stood at the page that it was taken over from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AtSource {
    /// When it was taken over so.
    pub told_at: Timestamp,
    pub standing: Standing,
    /// When planned work was to begin.
    #[serde(default)]
    pub planned_for: Option<Timestamp>,
    /// Until when planned work was to last.
    pub planned_until: Option<Timestamp>,
    /// The page's own id of it: `978mjkgw6mh7`; empty where it has none.
    #[serde(default)]
    pub id: String,
    /// How bad the page called it.
    #[serde(default)]
    pub impact: Impact,
}

impl PublicIncident {
    /// Whether it is work that was planned and had not begun when it was last heard of.
    pub fn is_planned(&self) -> bool {
        let ours = self.planned.as_ref().is_some_and(|work| work.phase == MaintenancePhase::Planned);
        ours || self.source.as_ref().is_some_and(|source| source.standing == Standing::Planned)
    }

    /// Whether something is wrong, or worked on, now.
    pub fn is_open(&self) -> bool {
        self.ended_at.is_none() && !self.is_planned()
    }

    /// How long it was open, over all of its periods; `None` while it is.
    pub fn lasted(&self) -> Option<Span> {
        let paused: i64 = self.pauses.iter().map(|pause| (pause.to - pause.from).0).sum();
        self.ended_at.map(|ended| Span((ended - self.began_at).0 - paused))
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicUpdate {
    /// Identifies it among the incident's updates for good: its place in the log; for an imported one, its place among
    /// those.
    #[serde(default)]
    pub seq: Seq,
    /// The id that it had where it was taken over from; empty for ours.
    #[serde(default)]
    pub source_id: String,
    pub phase: Phase,
    /// The word above the text: ours, or the source's own.
    pub label: String,
    pub body: String,
    pub at: Timestamp,
    /// When it was put right or taken back, where it does not read as it did at first.
    #[serde(default)]
    pub amended_at: Option<Timestamp>,
    /// Taken back: it says so in place of its words.
    #[serde(default)]
    pub withdrawn: bool,
    /// What it says of components: how each was before, and is from here on.
    #[serde(default)]
    pub affected: Vec<Affected>,
    /// Of planned work: what it is besides a word on how far that is.
    #[serde(default)]
    pub mark: Option<Mark>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PublicPostmortem {
    Link(String),
    Text(String),
}

impl Incident {
    /// What customers see of it; `None` where nothing was published.
    pub fn public(&self) -> Option<PublicIncident> {
        if let Some(imported) = &self.imported {
            return Some(imported_view(self, imported));
        }
        if let Some(work) = &self.maintenance {
            return work.public(self);
        }
        if self.confidential.is_some() {
            return None;
        }
        let last = &self.comms.updates.last()?.update;
        let ended_at = self.course.ending.as_ref().map(|e| e.at);
        let false_alarm = self.is_false_alarm();
        let periods = self.periods();
        let mut components = Vec::new();
        for period in &periods {
            if !components.contains(&period.component) {
                components.push(period.component.clone());
            }
        }
        let periods = if false_alarm { Vec::new() } else { periods };
        Some(PublicIncident {
            id: self.id,
            headline: self.own_headline().unwrap_or(&last.headline).to_owned(),
            began_at: self.course.suspected_at,
            ended_at,
            phase: last.phase,
            worst: periods.iter().map(|p| p.impact).max().unwrap_or_default(),
            components,
            impacts: if ended_at.is_some() { Vec::new() } else { last.impacts.clone() },
            next_due: last.next_due.filter(|_| ended_at.is_none()),
            updates: self.public_updates(),
            periods,
            postmortem: self.public_postmortem(),
            maintenance: false,
            posted_at: self.past.as_ref().map(|_| self.course.declared_at),
            source: None,
            planned: None,
            false_alarm,
            pauses: self.course.pauses.clone(),
            redacted_at: self.comms.redacted_at.max(self.comms.headline.as_ref().map(|headline| headline.at)),
        })
    }

    /// Stood down: there was nothing.
    fn is_false_alarm(&self) -> bool {
        self.course.ending.as_ref().is_some_and(|ending| ending.how == HowEnded::StoodDown)
    }

    pub(crate) fn public_updates(&self) -> Vec<PublicUpdate> {
        let stood_down = self.is_false_alarm();
        let mut before: &[ComponentImpact] = &[];
        self.comms
            .updates
            .iter()
            .map(|u| PublicUpdate {
                seq: u.seq,
                source_id: String::new(),
                affected: affected(std::mem::replace(&mut before, &u.update.impacts), &u.update.impacts),
                phase: u.update.phase,
                amended_at: u.amended.as_ref().map(|amended| amended.at),
                withdrawn: u.is_withdrawn(),
                label: if u.is_withdrawn() {
                    "Withdrawn".to_owned()
                } else if stood_down && u.update.phase == Phase::Resolved {
                    "False alarm".to_owned()
                } else {
                    u.update.phase.word().to_owned()
                },
                body: u.update.body.clone(),
                at: u.at,
                mark: None,
            })
            .collect()
    }

    fn public_postmortem(&self) -> Option<PublicPostmortem> {
        match &self.postmortem {
            Postmortem::Published { link, .. } => Some(PublicPostmortem::Link(link.clone())),
            Postmortem::None | Postmortem::Owned { .. } | Postmortem::Waived { .. } => None,
        }
    }

    /// Each component's impact over time, as the updates told it. The first word counts from suspicion.
    fn periods(&self) -> Vec<Period> {
        if let Some(past) = &self.past {
            return past_periods(past);
        }
        let mut open: Vec<Period> = Vec::new();
        let mut done: Vec<Period> = Vec::new();
        for (i, published) in self.comms.updates.iter().enumerate() {
            let from = if i == 0 { self.course.suspected_at } else { published.at };
            let now = &published.update.impacts;
            open.retain(|period| {
                let stays = now.iter().any(|n| {
                    (&n.component, n.impact, &n.regions)
                        == (&period.component, period.impact, &period.regions)
                });
                if !stays {
                    done.push(Period { to: Some(from), ..period.clone() });
                }
                stays
            });
            for hit in now.iter().filter(|n| n.impact != Impact::Operational) {
                if !open.iter().any(|period| period.component == hit.component) {
                    let (component, impact) = (hit.component.clone(), hit.impact);
                    let regions = hit.regions.clone();
                    open.push(Period { component, impact, regions, from, to: None });
                }
            }
        }
        let end = self.course.ending.as_ref().map(|e| e.at);
        done.extend(open.into_iter().map(|period| Period { to: end, ..period }));
        let mut done: Vec<Period> =
            done.into_iter().flat_map(|period| without(&self.course.pauses, period)).collect();
        order::sort_by_key(&mut done, |period| period.from);
        done
    }
}

/// What an update says of components, after one that said `before`: what it leaves out works again.
fn affected(before: &[ComponentImpact], now: &[ComponentImpact]) -> Vec<Affected> {
    let at = |list: &[ComponentImpact], id: &ComponentId| {
        list.iter().find(|hit| hit.component == *id).map(|hit| hit.impact).unwrap_or_default()
    };
    let gone = before.iter().filter(|hit| hit.impact != Impact::Operational);
    let gone = gone.filter(|hit| now.iter().all(|named| named.component != hit.component));
    let all = now.iter().chain(gone).map(|hit| &hit.component);
    all.map(|id| Affected { component: id.clone(), was: at(before, id), now: at(now, id) }).collect()
}

/// A past incident counts at its own time.
fn past_periods(past: &Past) -> Vec<Period> {
    let period = |hit: &ComponentImpact| Period {
        component: hit.component.clone(),
        impact: hit.impact,
        regions: hit.regions.clone(),
        from: past.began_at,
        to: Some(past.ended_at),
    };
    past.impacts.iter().map(period).collect()
}

/// Only what the source published, under its own words.
fn imported_view(incident: &Incident, imported: &ImportedIncident) -> PublicIncident {
    let updates = imported.updates.iter().zip(1..).map(|(u, number)| PublicUpdate {
        seq: Seq(number),
        source_id: u.id.clone(),
        affected: u.affected.clone(),
        amended_at: None,
        withdrawn: false,
        phase: u.phase,
        label: source_label(&u.status),
        body: u.body.clone(),
        at: u.at,
        mark: None,
    });
    let periods = imported.periods();
    let lasting = periods.iter().filter(|period| period.to.is_none());
    let impacts = lasting.map(|p| ComponentImpact::everywhere(p.component.clone(), p.impact));
    let standing = imported.standing;
    let source = AtSource {
        told_at: incident.imported_at,
        standing,
        planned_for: imported.planned_for,
        planned_until: imported.planned_until,
        id: imported.source.rsplit_once('/').map_or_else(String::new, |(_, id)| id.to_owned()),
        impact: imported.impact,
    };
    PublicIncident {
        id: incident.id,
        headline: titled(&imported.headline),
        began_at: imported.began_at,
        ended_at: imported.over_at(),
        phase: imported.updates.last().map_or(Phase::Resolved, |u| u.phase),
        worst: periods.iter().map(|p| p.impact).chain([imported.impact]).max().unwrap_or_default(),
        components: imported.affected(),
        impacts: impacts.collect(),
        next_due: None,
        updates: updates.collect(),
        periods,
        postmortem: imported.postmortem.clone().map(PublicPostmortem::Text),
        maintenance: imported.maintenance,
        posted_at: None,
        source: Some(source),
        planned: None,
        false_alarm: false,
        pauses: Vec::new(),
        redacted_at: incident.comms.redacted_at,
    }
}

/// No list shows a link without words. Earlier releases took over titles of nothing.
fn titled(headline: &str) -> String {
    if headline.trim().is_empty() { "Untitled incident".to_owned() } else { headline.to_owned() }
}

/// The source's word as a label: `in_progress` reads "In progress".
fn source_label(status: &str) -> String {
    let spaced = status.replace('_', " ");
    let mut chars = spaced.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
