//! What a command begins, and where it belongs: an incident, or planned maintenance.

use super::Command;
use super::When::Opens;
use crate::state::State;

impl Command {
    /// The kinds that open an incident, as their JSON names them.
    pub const OPENING: &[&str] = &["declare", "declare_past", "plan_maintenance"];

    /// Whether it begins an incident, where every other command needs one.
    pub fn opens_incident(&self) -> bool {
        self.when() == Opens
    }

    /// Whether it plans maintenance, of which nothing is known yet.
    pub fn opens_maintenance(&self) -> bool {
        matches!(self, Self::PlanMaintenance { .. })
    }

    /// Whether it is one of the few that planned maintenance knows beside its own.
    pub(crate) fn is_of_any_stream(&self) -> bool {
        matches!(
            self,
            Self::CorrectUpdate { .. } | Self::WithdrawUpdate { .. } | Self::Say { .. } | Self::Redact { .. }
        )
    }

    /// The state that an incident is in once this is done.
    pub fn state_after(&self, before: State) -> State {
        self.enters().unwrap_or(before)
    }
}
