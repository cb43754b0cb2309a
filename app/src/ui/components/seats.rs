//! Where one can sit in an incident.

use domain::IncidentId;

/// Each seat's address and name, in the order of the top bar.
pub fn seats(id: IncidentId) -> [(String, &'static str); 3] {
    [
        (format!("/incidents/{id}"), "Briefing"),
        (format!("/incidents/{id}/ic"), "IC"),
        (format!("/incidents/{id}/comms"), "Comms"),
    ]
}
