//! The documents, field for field. What Statuspage has and we have not is there with the value that says so.

use serde::Serialize;

#[derive(Serialize)]
pub struct Summary<'a> {
    pub page: &'a PageObject,
    pub components: &'a [ComponentObject],
    pub incidents: &'a [IncidentObject],
    pub scheduled_maintenances: Vec<IncidentObject>,
    pub status: &'a StatusObject,
}

#[derive(Serialize)]
pub struct Status<'a> {
    pub page: &'a PageObject,
    pub status: &'a StatusObject,
}

#[derive(Serialize)]
pub struct Components<'a> {
    pub page: &'a PageObject,
    pub components: &'a [ComponentObject],
}

#[derive(Serialize)]
pub struct Incidents<'a> {
    pub page: &'a PageObject,
    pub incidents: &'a [IncidentObject],
}

#[derive(Serialize)]
pub struct Works<'a> {
    pub page: &'a PageObject,
    pub scheduled_maintenances: &'a [IncidentObject],
}

#[derive(Clone, Debug, Serialize)]
pub struct PageObject {
    // Of a copy these two stand before all text: what is filled in is found by being the first.
    /// Only in a copy that somebody else serves: when it was made. Statuspage has no such field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copied_at: Option<&'static str>,
    /// The same: by when the next copy is due. Later than that, it is out of date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_copy_by: Option<&'static str>,
    pub id: String,
    pub name: String,
    /// Where people read it.
    pub url: String,
    pub time_zone: &'static str,
    /// When anything on it changed last.
    pub updated_at: String,
    /// Only on a page that is out of date: since when. Statuspage has no such field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stale_since: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StatusObject {
    pub indicator: &'static str,
    pub description: String,
}

/// A component, or a group of components.
#[derive(Clone, Debug, Serialize)]
pub struct ComponentObject {
    pub id: String,
    pub name: String,
    pub status: &'static str,
    pub created_at: String,
    pub updated_at: String,
    /// Within its group, or among what is in none; from 1.
    pub position: usize,
    /// We have none.
    pub description: Option<String>,
    /// Whether its days are shown.
    pub showcase: bool,
    /// `2025-01-31`
    pub start_date: Option<String>,
    pub group_id: Option<String>,
    pub page_id: String,
    pub group: bool,
    pub only_show_if_degraded: bool,
    /// A group's, by id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub components: Option<Vec<String>>,
}

/// An incident, or planned work.
#[derive(Clone, Debug, Serialize)]
pub struct IncidentObject {
    pub id: String,
    pub name: String,
    pub status: &'static str,
    pub created_at: String,
    pub updated_at: String,
    pub monitoring_at: Option<String>,
    pub resolved_at: Option<String>,
    pub impact: &'static str,
    pub shortlink: String,
    /// When it began; for planned work, when it was written down, as Statuspage has it.
    pub started_at: String,
    pub page_id: String,
    /// Newest first.
    pub incident_updates: Vec<UpdateObject>,
    /// As they are now.
    pub components: Vec<ComponentObject>,
    /// Nobody is reminded by a list of hours here: the company's cadence does that.
    pub reminder_intervals: Option<String>,
    #[serde(flatten)]
    pub window: Option<Window>,
}

/// When planned work was to be.
#[derive(Clone, Debug, Serialize)]
pub struct Window {
    pub scheduled_for: String,
    pub scheduled_until: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct UpdateObject {
    pub id: String,
    pub status: &'static str,
    pub body: String,
    pub incident_id: String,
    pub created_at: String,
    pub updated_at: String,
    pub display_at: String,
    /// `null` where it says nothing of any component.
    pub affected_components: Option<Vec<AffectedObject>>,
    pub deliver_notifications: bool,
    pub custom_tweet: Option<String>,
    pub tweet_id: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct AffectedObject {
    pub code: String,
    /// With its group's before it.
    pub name: String,
    pub old_status: &'static str,
    pub new_status: &'static str,
}
