//! Whether a ticket looks like an incident, and why, in words that a support agent can check at a glance.

use std::collections::BTreeSet;

use app::tickets::{Likely, NewTicket};
use domain::{Directory, Incident, Span, Timestamp};

/// How long before the first suspicion customers may have noticed already.
const NOTICED_BEFORE: Span = Span::hours(1);
/// Shorter words of a component's name say nothing: `of`, `us`.
const WORD_MIN: usize = 3;

/// What an incident's tickets are held against.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    began: Timestamp,
    ended: Option<Timestamp>,
    /// Words of the names of the components that were hit, in lower case, with the component's name.
    words: Vec<(String, String)>,
    /// Keys of the accounts that are hit.
    customers: BTreeSet<String>,
}

impl Evidence {
    pub fn of(incident: &Incident, directory: &Directory, customers: BTreeSet<String>) -> Self {
        let mut components = incident.components.clone();
        for published in &incident.comms.updates {
            components.extend(published.update.impacts.iter().map(|impact| impact.component.clone()));
        }
        components.sort();
        components.dedup();
        let mut words = Vec::new();
        for component in &components {
            let name = directory.component_name(component);
            for word in words_of(name) {
                words.push((stem(&word), name.to_owned()));
            }
        }
        Self {
            began: incident.course.suspected_at - NOTICED_BEFORE,
            ended: incident.course.ending.as_ref().map(|ending| ending.at),
            words,
            customers,
        }
    }

    /// Names what is known: rows that were weighed by something else are weighed again.
    pub fn mark(&self) -> String {
        let mut sum = Sum::default();
        sum.add(&self.began.0.to_le_bytes());
        sum.add(&self.ended.map_or(0, |at| at.0).to_le_bytes());
        for (word, _) in &self.words {
            sum.add(word.as_bytes());
        }
        for customer in &self.customers {
            sum.add(customer.as_bytes());
        }
        format!("{:016x}", sum.0)
    }

    /// How much a ticket looks like the incident, and why.
    pub fn weigh(&self, ticket: &NewTicket) -> (Likely, Vec<String>) {
        let at = ticket.created_at.unwrap_or(self.began);
        if at < self.began {
            return (Likely::No, vec![format!("came before it began, {} {}", at.day_month(), at.hhmm())]);
        }
        if let Some(ended) = self.ended.filter(|ended| at > *ended + Span::hours(24)) {
            return (Likely::No, vec![format!("came more than a day after it ended, {}", ended.day_month())]);
        }
        let mut because = vec![format!("came at {}", at.hhmm())];
        let component = self.component_in(ticket);
        because.extend(component.map(|(word, name)| format!("says “{word}” ({name})")));
        let hit = !ticket.customer.is_empty() && self.customers.contains(&ticket.customer);
        if hit {
            because.push("the customer is hit".to_owned());
        }
        let likely = if component.is_some() || hit { Likely::Yes } else { Likely::Maybe };
        (likely, because)
    }

    /// The first word of the ticket that is one of a component's.
    fn component_in<'a>(&'a self, ticket: &NewTicket) -> Option<(&'a str, &'a str)> {
        let said: BTreeSet<String> = [&ticket.subject, &ticket.excerpt]
            .into_iter()
            .flat_map(|text| words_of(text))
            .map(|word| stem(&word))
            .collect();
        let found = self.words.iter().find(|(word, _)| said.contains(word));
        found.map(|(word, name)| (word.as_str(), name.as_str()))
    }
}

fn words_of(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() >= WORD_MIN)
        .map(str::to_lowercase)
}

/// A word without its plural: `databases` and `database` are one.
fn stem(word: &str) -> String {
    word.strip_suffix('s').filter(|stem| stem.len() >= WORD_MIN).unwrap_or(word).to_owned()
}

/// FNV-1a: names a state of knowledge, and protects nothing.
struct Sum(u64);

impl Default for Sum {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Sum {
    fn add(&mut self, bytes: &[u8]) {
        for byte in bytes.iter().chain(&[0]) {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEGAN: Timestamp = Timestamp(1_794_888_000_000_000);

    fn known() -> Evidence {
        let words = [("database", "Databases"), ("build", "Builds & deploys")];
        Evidence {
            began: BEGAN,
            ended: None,
            words: words.map(|(word, name)| (word.to_owned(), name.to_owned())).to_vec(),
            customers: BTreeSet::from(["orbital".to_owned()]),
        }
    }

    fn ticket(subject: &str, customer: &str, after: Span) -> NewTicket {
        NewTicket {
            key: "1".to_owned(),
            subject: subject.to_owned(),
            customer: customer.to_owned(),
            created_at: Some(BEGAN + after),
            ..NewTicket::default()
        }
    }

    #[test]
    fn finds_tickets_that_look_like_the_incident() {
        let minute = Span::minutes(1);
        for (name, ticket, want, because) in [
            (
                "a component's word",
                ticket("My DATABASE is gone", "", minute),
                Likely::Yes,
                "says “database” (Databases)",
            ),
            (
                "a part of a word is none",
                ticket("Databasement flooded", "", minute),
                Likely::Maybe,
                "came at 04:01",
            ),
            ("who is hit", ticket("Help", "orbital", minute), Likely::Yes, "the customer is hit"),
            ("who is not", ticket("Help", "maris", minute), Likely::Maybe, "came at 04:01"),
            (
                "too early",
                ticket("Database slow", "", Span::minutes(-1)),
                Likely::No,
                "came before it began, 17 Nov 03:59",
            ),
        ] {
            let (likely, why) = known().weigh(&ticket);
            assert_eq!(likely, want, "{name}");
            assert!(why.iter().any(|said| said == because), "{name}: {why:?}");
        }
        let over = Evidence { ended: Some(BEGAN), ..known() };
        assert_eq!(over.weigh(&ticket("Database", "", Span::hours(23))).0, Likely::Yes);
        assert_eq!(over.weigh(&ticket("Database", "", Span::hours(25))).0, Likely::No);
    }

    #[test]
    fn a_different_context_has_a_different_mark() {
        let over = Evidence { ended: Some(BEGAN), ..known() };
        let more = Evidence { customers: BTreeSet::new(), ..known() };
        assert_eq!(known().mark(), known().mark());
        assert_ne!(known().mark(), over.mark());
        assert_ne!(known().mark(), more.mark());
    }
}
