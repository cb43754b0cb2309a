//! The lengths of time that a company chooses, a row each: the form, the check and the history of changes come from it.

use super::{Policy, UPDATE_EVERY_MAX};
use crate::time::Span;

/// What a form counts a length of time in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Minutes,
    Hours,
    Days,
}

impl Unit {
    /// As the form writes it behind the label.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Minutes => "minutes",
            Self::Hours => "hours",
            Self::Days => "days",
        }
    }

    /// So many of them; what is too long to count is the longest.
    pub const fn times(self, count: i64) -> Span {
        Span(self.one().0.saturating_mul(count))
    }

    /// How many whole ones a length of time has.
    pub const fn count(self, span: Span) -> i64 {
        span.0 / self.one().0
    }

    const fn one(self) -> Span {
        match self {
            Self::Minutes => Span::minutes(1),
            Self::Hours => Span::hours(1),
            Self::Days => Span::days(1),
        }
    }
}

/// A length of time that a company chooses.
#[derive(Clone, Copy, Debug)]
pub struct SpanSetting {
    /// As the form, a refusal and the company's log name it.
    pub label: &'static str,
    pub unit: Unit,
    pub least: Span,
    pub most: Span,
    pub get: fn(&Policy) -> Span,
    pub set: fn(&mut Policy, Span),
}

/// A row of [`Policy::SPANS`]. The field stands in it once, so that what is read is what is written.
macro_rules! row {
    ($label:literal, $unit:ident, $least:expr, $most:expr, $($field:tt)+) => {
        SpanSetting {
            label: $label,
            unit: Unit::$unit,
            least: $least,
            most: $most,
            get: |policy| policy.$($field)+,
            set: |policy, span| policy.$($field)+ = span,
        }
    };
}

const MINUTE: Span = Span::minutes(1);
const HOUR: Span = Span::hours(1);
const DAY: Span = Span::days(1);

impl Policy {
    /// Every length of time that a company chooses, in the order of the form.
    pub const SPANS: [SpanSetting; 11] = [
        row!("First public update", Minutes, MINUTE, HOUR, first_update_within),
        row!("Public update in state 1", Minutes, MINUTE, UPDATE_EVERY_MAX, update_every[0]),
        row!("Public update in state 2", Minutes, MINUTE, UPDATE_EVERY_MAX, update_every[1]),
        row!("Public update in state 3", Minutes, MINUTE, UPDATE_EVERY_MAX, update_every[2]),
        row!("Post of a change of state", Minutes, MINUTE, HOUR, state_post_within),
        row!("Sitrep", Minutes, Span::minutes(5), Span::hours(4), sitrep_every),
        row!("Answer to an offer", Minutes, MINUTE, HOUR, offer_within),
        row!("Shift of an IC", Hours, HOUR, Span::hours(12), shift),
        row!("Contact with a top customer", Minutes, Span::minutes(5), Span::hours(4), contact_within),
        row!("Post-mortem", Days, DAY, Span::days(30), postmortem_within),
        row!("Follow-up of tickets", Hours, HOUR, Span::days(7), follow_up_within),
    ];
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    /// The places of all numbers in a value, as JSON pointers.
    fn numbers(value: &Value, at: String, found: &mut Vec<String>) {
        match value {
            Value::Number(_) => found.push(at),
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    numbers(item, format!("{at}/{index}"), found);
                }
            }
            Value::Object(fields) => {
                for (name, field) in fields {
                    numbers(field, format!("{at}/{name}"), found);
                }
            }
            Value::Null | Value::Bool(_) | Value::String(_) => {}
        }
    }

    #[test]
    fn every_number_of_a_policy_has_a_row_that_reads_and_writes_it() {
        let ours = Policy::default();
        let json = serde_json::to_value(&ours).expect("JSON");
        let mut places = Vec::new();
        numbers(&json, String::new(), &mut places);
        assert_eq!(places.len(), Policy::SPANS.len(), "{places:?}");
        for place in places {
            let mut json = json.clone();
            *json.pointer_mut(&place).expect("there") = Span::seconds(7).0.into();
            let changed: Policy = serde_json::from_value(json).expect("a policy");
            let reads_it = |row: &&SpanSetting| (row.get)(&changed) != (row.get)(&ours);
            let rows: Vec<_> = Policy::SPANS.iter().filter(reads_it).collect();
            let [row] = rows[..] else { panic!("{place} is not in Policy::SPANS, or twice") };
            let mut written = ours.clone();
            (row.set)(&mut written, Span::seconds(7));
            assert_eq!(written, changed, "{}", row.label);
        }
    }

    #[test]
    fn labels_differ_and_limits_are_whole_numbers_of_their_unit() {
        for (place, row) in Policy::SPANS.iter().enumerate() {
            assert!(Policy::SPANS[..place].iter().all(|other| other.label != row.label), "{}", row.label);
            assert!(row.least <= row.most, "{}", row.label);
            for limit in [row.least, row.most] {
                assert_eq!(row.unit.times(row.unit.count(limit)), limit, "{}", row.label);
            }
        }
    }
}
