//! The plan of a maintenance, as records carry it.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

use crate::customers::NamesCustomers;
use crate::id::ComponentId;
use crate::redact::FreeText;
use crate::time::{Span, Timestamp};

/// Longest window.
pub const WINDOW_MAX: Span = Span::days(30);
/// Latest beginning, from when it is planned.
pub const PLAN_AHEAD_MAX: Span = Span::days(365);
/// Most hours before the beginning at which subscribers are reminded.
pub const REMIND_HOURS_MAX: u32 = 168;

/// What is planned: the title that customers read, what it is about, and when.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MaintenancePlan {
    pub title: String,
    pub components: Vec<ComponentId>,
    /// When it is to begin.
    pub from: Timestamp,
    /// When it is to be over.
    pub until: Timestamp,
    /// Whether it begins by itself at that time.
    #[serde(default)]
    pub begins_itself: bool,
    /// Whether it ends by itself.
    #[serde(default)]
    pub ends_itself: bool,
    /// How many hours before the beginning customers are reminded; never, if not given.
    #[serde(default)]
    pub remind_hours: Option<u32>,
}

impl FreeText for MaintenancePlan {
    fn drop_text(&mut self) {
        self.title.drop_text();
    }
}

impl NamesCustomers for MaintenancePlan {}
