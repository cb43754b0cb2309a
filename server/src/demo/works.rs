//! Planned maintenance at Northwind Cloud: one that is done, and one that comes.

use domain::{Command, ComponentId, MaintenancePlan, Phase, Span, Timestamp};

use super::story::{Step, Story, at};

const DAY: i64 = 24;
/// In minutes, from its announcement.
const NEW_DISKS_BEGAN: i64 = 2 * DAY * 60;

/// After the incidents, whose numbers stay as they are.
pub(super) const WORKS: &[Story] =
    &[Story { hours_ago: 9 * DAY, steps: new_disks }, Story { hours_ago: DAY + 2, steps: new_routers }];

fn plan(title: &str, component: &str, from: Timestamp, lasts: Span) -> MaintenancePlan {
    MaintenancePlan {
        title: title.to_owned(),
        components: vec![ComponentId::slug(component)],
        from: from.minute(),
        until: (from + lasts).minute(),
        ..MaintenancePlan::default()
    }
}

fn announce(plan: MaintenancePlan, body: &str) -> Command {
    Command::PlanMaintenance { plan, body: body.to_owned(), reason: None }
}

fn new_disks(began: Timestamp) -> Vec<Step> {
    let from = began + Span::minutes(NEW_DISKS_BEGAN);
    let words = "We move Databases to new disks. New connections take up to 5 seconds longer.";
    let check = "The work on Databases is done, and we are checking it.".to_owned();
    vec![
        at(
            0,
            0,
            "Tomasz",
            announce(plan("New disks for Databases", "Databases", from, Span::hours(2)), words),
        ),
        at(
            NEW_DISKS_BEGAN + 1,
            10,
            "Tomasz",
            Command::BeginMaintenance { body: String::new(), reason: None },
        ),
        at(
            NEW_DISKS_BEGAN + 64,
            0,
            "Tomasz",
            Command::PostMaintenance { phase: Phase::Monitoring, body: check, reason: None },
        ),
        at(NEW_DISKS_BEGAN + 81, 30, "Tomasz", Command::EndMaintenance { body: String::new(), reason: None }),
    ]
}

/// Three days ahead of the first start, at whatever time that is.
fn new_routers(began: Timestamp) -> Vec<Step> {
    let from = began + Span::hours(DAY + 2 + 3 * DAY);
    let plan = MaintenancePlan {
        begins_itself: true,
        ends_itself: true,
        remind_hours: Some(24),
        ..plan("New routers", "Routing", from, Span::hours(3))
    };
    vec![at(0, 0, "Ricardo", announce(plan, ""))]
}
