//! Customers read from files, and weighed against an incident. No SQL, no clock.

pub mod affected;
pub mod read;
