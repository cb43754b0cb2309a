//! Who is here: a person is while at least one of their tabs follows the server live. It is no part of the log.

use crate::{Person, PersonId, Span, Timestamp};

/// How old the news of who is here may be before it is said with its time.
pub const PRESENCE_FRESH_FOR: Span = Span::seconds(60);

/// Who is here, as far as is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Here {
    /// Each once, by number.
    pub people: Vec<PersonId>,
    /// When that was last heard; none while nothing was.
    pub as_of: Option<Timestamp>,
}

impl Here {
    pub fn has(&self, person: PersonId) -> bool {
        self.people.binary_search(&person).is_ok()
    }

    /// Whether it is known that they are not here.
    pub fn is_away(&self, person: PersonId) -> bool {
        self.as_of.is_some() && !self.has(person)
    }
}

/// How the call of everybody stands. Viewers are told, but nobody waits for them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Everybody who is called.
    pub called: usize,
    /// Those of them who have acknowledged.
    pub acknowledged: usize,
    /// Those who are called and are here.
    pub here: usize,
    /// Those who are here and have acknowledged.
    pub acknowledged_here: usize,
    /// Those who are not here and have not acknowledged either: somebody has to phone them.
    pub away: usize,
}

/// Everybody who is called.
pub fn on_call(people: &[Person]) -> impl Iterator<Item = PersonId> {
    people.iter().filter(|person| person.can_take_part()).map(|person| person.id)
}

impl Tally {
    pub fn of(people: &[Person], here: &Here, acknowledged: &[(PersonId, Timestamp)]) -> Self {
        let mut tally = Self::default();
        for person in on_call(people) {
            let (has_seen, is_here) = (acknowledged.iter().any(|(id, _)| *id == person), here.has(person));
            tally.called += 1;
            tally.acknowledged += usize::from(has_seen);
            tally.here += usize::from(is_here);
            tally.acknowledged_here += usize::from(has_seen && is_here);
            tally.away += usize::from(!has_seen && !is_here);
        }
        tally
    }

    /// `5 of 7 people here have acknowledged. 2 are not here: phone them.`
    pub fn words(self, here: &Here, now: Timestamp) -> String {
        let have = |count| if count == 1 { "has" } else { "have" };
        let Some(as_of) = here.as_of else {
            let Self { called, acknowledged, .. } = self;
            return format!("{acknowledged} of {called} {} acknowledged.", have(acknowledged));
        };
        let Self { here: count, acknowledged_here, .. } = self;
        let people = if count == 1 { "person" } else { "people" };
        let as_of = match now - as_of > PRESENCE_FRESH_FOR {
            true => format!(", as of {}", as_of.hhmm_seen(now)),
            false => String::new(),
        };
        let first = format!(
            "{acknowledged_here} of {count} {people} here {} acknowledged{as_of}.",
            have(acknowledged_here)
        );
        match self.away {
            0 => first,
            1 => format!("{first} 1 is not here: phone them."),
            away => format!("{first} {away} are not here: phone them."),
        }
    }
}
