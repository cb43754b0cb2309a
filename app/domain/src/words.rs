//! The product's own words to customers: built from the chosen components, never from the inside title.
//! Each lints clean; a test of `app` holds them to it.

use crate::directory::Directory;
use crate::id::ComponentId;
use crate::time::Timestamp;

/// The names of components as customers know them.
pub fn names(components: &[ComponentId], directory: &Directory) -> Vec<String> {
    components.iter().map(|c| directory.component_name(c).to_owned()).collect()
}

/// The public headline: `Problems with Databases and API`.
pub fn headline(components: &[String]) -> String {
    if components.is_empty() {
        return "Reports of problems".to_owned();
    }
    format!("Problems with {}", list(components))
}

/// The post that goes out with the declaration.
pub fn first_post(components: &[String], next_due: Timestamp) -> String {
    let what = match components {
        [] => "reports of problems".to_owned(),
        some => format!("problems with {}", list(some)),
    };
    format!("We are looking into {what}. Next update by {} UTC.", next_due.hhmm())
}

/// The update that keeps the cadence when there is nothing to add.
pub fn still_working(components: &[String], next_due: Timestamp) -> String {
    let on = match components {
        [] => "this".to_owned(),
        some => format!("the problems with {}", list(some)),
    };
    format!("We are still working on {on}. Next update by {} UTC.", next_due.hhmm())
}

/// The post of an incident that was over before anybody wrote it down.
pub fn past(components: &[String], began_at: Timestamp, ended_at: Timestamp) -> String {
    let what = match components {
        [] => "some of our services".to_owned(),
        some => list(some),
    };
    let day = |at: Timestamp| format!("{} on {}", at.hhmm(), at.day_month());
    let from = if began_at.day_number() == ended_at.day_number() { began_at.hhmm() } else { day(began_at) };
    let until = day(ended_at);
    let is = if components.len() == 1 { "It is" } else { "All of it is" };
    format!("There were problems with {what} from {from} to {until} (UTC). {is} working again.")
}

/// A first wording of the last post.
pub fn resolved(components: &[String]) -> String {
    match components {
        [] => "Everything is working again.".to_owned(),
        some => format!("{} {} working again.", list(some), if some.len() == 1 { "is" } else { "are" }),
    }
}

/// A first wording of the last post of a false alarm.
pub fn stood_down(components: &[String]) -> String {
    match components {
        [] => "We checked the reports and found no problem. All components are operational.".to_owned(),
        some => format!("We checked {} and found no problem. All components are operational.", list(some)),
    }
}

/// `a`, `a and b`, `a, b and c`.
pub fn list(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
