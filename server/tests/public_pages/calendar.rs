//! Planned maintenance in the calendar.

use domain::public::{PlannedWork, PublicIncident};
use domain::{Impact, MaintenancePhase, Phase, Span};

use crate::company::*;

const CALENDAR: &str = "/status/maintenance.ics";

fn work(id: u32, phase: MaintenancePhase, hours: i64, revision: u32) -> PublicIncident {
    let from = NOW + Span::hours(hours);
    let ended_at = phase.is_over().then_some(from + Span::hours(1));
    PublicIncident {
        headline: "New mill stone; quiet, we hope".to_owned(),
        began_at: from,
        ended_at,
        updates: vec![update(Phase::Investigating, 600, "We change the stone.\nIt is heavy.")],
        maintenance: true,
        planned: Some(PlannedWork {
            phase,
            from,
            until: from + Span::hours(2),
            revision,
            ..PlannedWork::default()
        }),
        ..ended(id, 0, 0, "API", Impact::Maintenance)
    }
}

fn calendar(works: Vec<PublicIncident>) -> String {
    html(&snapshot(indexed(works)), CALENDAR)
}

/// The lines of each entry, unfolded.
fn entries(calendar: &str) -> Vec<Vec<String>> {
    let unfolded = calendar.replace("\r\n ", "");
    let parts = unfolded.split("BEGIN:VEVENT\r\n").skip(1);
    parts
        .map(|part| part.lines().take_while(|line| *line != "END:VEVENT").map(str::to_owned).collect())
        .collect()
}

#[test]
fn what_is_planned_is_in_the_calendar() {
    let told = calendar(vec![
        work(7, MaintenancePhase::Planned, 30, 0),
        work(8, MaintenancePhase::Cancelled, -30, 2),
        ended(9, 3, 40, "API", Impact::Major),
    ]);
    assert!(told.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") && told.ends_with("END:VCALENDAR\r\n"));
    assert!(told.lines().count() == told.matches("\r\n").count(), "every line ends as RFC 5545 has it");
    let all = entries(&told);
    assert_eq!(all.len(), 2, "an outage is no planned work");
    let has = |entry: &[String], line: &str| assert!(entry.iter().any(|l| l == line), "{line} in {entry:?}");
    for (entry, status, sequence) in [(&all[0], "CANCELLED", 2), (&all[1], "CONFIRMED", 0)] {
        has(entry, &format!("STATUS:{status}"));
        has(entry, &format!("SEQUENCE:{sequence}"));
        has(entry, "SUMMARY:New mill stone\\; quiet\\, we hope");
        has(entry, "TRANSP:TRANSPARENT");
    }
    assert!(all[1].iter().any(|line| line.starts_with("DTSTART:2") && line.ends_with('Z')), "{all:?}");
    assert!(all[1].iter().any(|line| line.contains("We change the stone.\\nIt is heavy.")), "{all:?}");
}

#[test]
fn an_entry_keeps_its_id_and_its_bytes() {
    let uid = |calendar: &str| entries(calendar)[0][0].clone();
    let first = calendar(vec![work(7, MaintenancePhase::Planned, 30, 0)]);
    assert_eq!(first, calendar(vec![work(7, MaintenancePhase::Planned, 30, 0)]));
    let moved = calendar(vec![work(7, MaintenancePhase::Planned, 60, 1)]);
    assert_eq!(uid(&first), uid(&moved));
    assert_ne!(uid(&first), uid(&calendar(vec![work(8, MaintenancePhase::Planned, 30, 0)])));
}
