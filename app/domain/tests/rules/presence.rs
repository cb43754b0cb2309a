//! Who is here and who has acknowledged the alarm, in the words of alarm and wall.

use domain::presence::{Here, PRESENCE_FRESH_FOR, Tally};
use domain::{Person, PersonId, Role, Span, Timestamp};

const NOW: Timestamp = Timestamp(1_000_000_000);

fn person(id: u32, role: Role) -> Person {
    Person { id: PersonId(id), name: String::new(), role, team: String::new(), active: true }
}

fn people() -> Vec<Person> {
    let left = Person { active: false, ..person(5, Role::Responder) };
    let taking_part = [(1, Role::Responder), (2, Role::Admin), (3, Role::Responder), (4, Role::Viewer)];
    taking_part.into_iter().map(|(id, role)| person(id, role)).chain([left]).collect()
}

#[test]
fn the_tally_counts_who_is_here() {
    for (here, acknowledged, says, why) in [
        (vec![1, 2, 3], vec![], "0 of 3 people here have acknowledged.", "all are here"),
        (vec![1, 2, 3], vec![1], "1 of 3 people here has acknowledged.", "one has seen it"),
        (
            vec![1, 2],
            vec![1, 2],
            "2 of 2 people here have acknowledged. 1 is not here: phone them.",
            "one is away",
        ),
        (
            vec![2],
            vec![],
            "0 of 1 person here have acknowledged. 2 are not here: phone them.",
            "two are away",
        ),
        (
            vec![1],
            vec![1, 2, 3],
            "1 of 1 person here has acknowledged.",
            "who has seen it and left is not phoned",
        ),
        (
            vec![1, 4, 5],
            vec![1, 4],
            "1 of 1 person here has acknowledged. 2 are not here: phone them.",
            "nobody waits for viewers, nor for who has left the company",
        ),
        (
            vec![],
            vec![],
            "0 of 0 people here have acknowledged. 3 are not here: phone them.",
            "nobody is here",
        ),
    ] {
        let here = Here { people: here.into_iter().map(PersonId).collect(), as_of: Some(NOW) };
        let acknowledged: Vec<_> = acknowledged.into_iter().map(|id| (PersonId(id), NOW)).collect();
        let tally = Tally::of(&people(), &here, &acknowledged);
        assert_eq!(tally.words(&here, NOW), says, "{why}");
    }
}

#[test]
fn old_news_carries_its_time() {
    let here = Here { people: vec![PersonId(1)], as_of: Some(NOW) };
    let tally = Tally::of(&people()[..1], &here, &[]);
    for (later, is_old) in [(PRESENCE_FRESH_FOR, false), (Span(PRESENCE_FRESH_FOR.0 + 1), true)] {
        let words = tally.words(&here, NOW + later);
        assert_eq!(words.contains(", as of 00:16."), is_old, "{words}");
    }
}

#[test]
fn nobody_is_called_away_before_it_is_known_who_is_here() {
    let tally = Tally::of(&people(), &Here::default(), &[(PersonId(2), NOW)]);
    assert_eq!(tally.words(&Here::default(), NOW), "1 of 3 has acknowledged.");
}
