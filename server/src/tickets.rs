//! Support tickets: read from files and lists, weighed against an incident, counted by the hour. No SQL, no clock.

pub mod clean;
pub mod hourly;
pub mod likely;
pub mod read;
