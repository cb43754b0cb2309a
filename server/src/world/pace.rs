//! How often changes of rows are told: a busy table is one message for many changes.

use std::collections::BTreeMap;
use std::time::Duration;

use app::wire::Topic;
use domain::Seq;
use tokio::time::Instant;

/// How long a topic is quiet after its change was told; the last change of that time is told after it.
pub const ROWS_PAUSE: Duration = Duration::from_millis(250);

/// Which changes wait to be told, and which topics are quiet.
#[derive(Debug, Default)]
pub struct RowsPace {
    waiting: BTreeMap<Topic, Seq>,
    quiet_until: BTreeMap<Topic, Instant>,
}

impl RowsPace {
    /// The topic has changed, up to this change.
    pub fn note(&mut self, topic: Topic, head: Seq) {
        let waiting = self.waiting.entry(topic).or_default();
        *waiting = head.max(*waiting);
    }

    /// Takes what may be told now.
    pub fn take_due(&mut self, now: Instant) -> Vec<(Topic, Seq)> {
        self.quiet_until.retain(|_, until| *until > now);
        let due = self.waiting.iter().filter(|(topic, _)| !self.quiet_until.contains_key(topic));
        let due: Vec<(Topic, Seq)> = due.map(|(topic, head)| (*topic, *head)).collect();
        for (topic, _) in &due {
            self.waiting.remove(topic);
            self.quiet_until.insert(*topic, now + ROWS_PAUSE);
        }
        due
    }

    /// When the next of those that wait may be told.
    pub fn next_due(&self) -> Option<Instant> {
        self.waiting.keys().filter_map(|topic| self.quiet_until.get(topic)).min().copied()
    }
}

#[cfg(test)]
mod tests {
    use app::wire::{RowSet, Scope};
    use domain::IncidentId;

    use super::*;

    const ONE: Topic = Topic::Rows(RowSet::Tickets, Scope::Incident(IncidentId(1)));
    const TWO: Topic = Topic::Rows(RowSet::Customers, Scope::Incident(IncidentId(2)));

    #[test]
    fn a_burst_is_told_at_once_and_once_more_with_its_last_change() {
        let (mut pace, start) = (RowsPace::default(), Instant::now());
        pace.note(ONE, Seq(1));
        assert_eq!(pace.take_due(start), [(ONE, Seq(1))]);
        for head in 2..50 {
            pace.note(ONE, Seq(head));
            assert_eq!(pace.take_due(start + Duration::from_millis(head * 5)), []);
        }
        assert_eq!(pace.next_due(), Some(start + ROWS_PAUSE));
        assert_eq!(pace.take_due(start + ROWS_PAUSE), [(ONE, Seq(49))]);
        assert_eq!((pace.take_due(start + ROWS_PAUSE * 9), pace.next_due()), (vec![], None));
    }

    #[test]
    fn topics_do_not_wait_for_each_other_and_none_is_kept_for_ever() {
        let (mut pace, start) = (RowsPace::default(), Instant::now());
        pace.note(ONE, Seq(1));
        pace.take_due(start);
        pace.note(ONE, Seq(2));
        pace.note(TWO, Seq(7));
        assert_eq!(pace.take_due(start), [(TWO, Seq(7))]);
        pace.take_due(start + ROWS_PAUSE);
        pace.take_due(start + ROWS_PAUSE * 2);
        assert!(pace.quiet_until.is_empty() && pace.waiting.is_empty(), "{pace:?}");
    }
}
