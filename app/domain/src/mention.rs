//! Who is asked by name in the room: `@Priya`, `@Priya Raman`.

use crate::directory::Directory;
use crate::id::PersonId;

/// Most people that one message asks by name; who is named after them is not told.
pub const MENTIONS_MAX: usize = 20;

/// The people whom a text names after an `@`, in its order, once each. A first name is enough where one person has it.
pub fn mentioned(text: &str, directory: &Directory) -> Vec<PersonId> {
    let mut people = Vec::new();
    for (at, _) in text.match_indices('@') {
        // An address is no mention.
        let follows_a_word = text[..at].chars().next_back().is_some_and(char::is_alphanumeric);
        let named = (!follows_a_word).then(|| person_named(&text[at + 1..], directory)).flatten();
        people.extend(named.filter(|person| !people.contains(person)));
        if people.len() == MENTIONS_MAX {
            break;
        }
    }
    people
}

/// Whom the beginning of a text names: by the longest name that fits.
fn person_named(text: &str, directory: &Directory) -> Option<PersonId> {
    let people = || directory.people.iter().filter(|person| person.active);
    let in_full = people().filter(|person| begins_with(text, &person.name));
    if let Some(person) = in_full.max_by_key(|person| person.name.len()) {
        return Some(person.id);
    }
    let mut by_first_name = people().filter(|person| begins_with(text, person.first_name()));
    by_first_name.next().filter(|_| by_first_name.next().is_none()).map(|person| person.id)
}

/// Whether a text begins with these words, in capitals or not, and ends with them or goes on with something else.
fn begins_with(text: &str, words: &str) -> bool {
    let mut rest = text.chars();
    let is_same = words.chars().all(|c| rest.next().is_some_and(|r| r.to_lowercase().eq(c.to_lowercase())));
    is_same && !words.is_empty() && !rest.next().is_some_and(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actor::Role;
    use crate::directory::Person;

    #[test]
    fn finds_the_people_whom_a_message_asks() {
        let names = [
            "Priya Raman",
            "Priya Raman-Stone",
            "Dana Whitfield",
            "Dana Okafor",
            "Mei-Lin Chow",
            "Łukasz Nowak",
            "Gone Away",
        ];
        let people = (1..).zip(names).map(|(id, name)| Person {
            id: PersonId(id),
            name: name.to_owned(),
            role: Role::Responder,
            team: String::new(),
            active: id != 7,
        });
        let directory = Directory { people: people.collect(), ..Directory::default() };
        for (text, people) in [
            ("@Mei-Lin can you look?", vec![5]),
            ("@mei-lin chow: yes", vec![5]),
            ("thanks, @Priya Raman!", vec![1]),
            ("@Priya Raman-Stone has it", vec![2]),
            ("@Priya", vec![]),
            ("@Dana", vec![]),
            ("@Dana Okafor, @Dana Whitfield, @dana okafor", vec![4, 3]),
            ("(@łukasz)", vec![6]),
            ("write to lukasz@mei-lin.example", vec![]),
            ("@Mei-Linda", vec![]),
            ("@Gone", vec![]),
            ("@", vec![]),
            ("@@Mei-Lin", vec![5]),
        ] {
            let found: Vec<_> = mentioned(text, &directory).into_iter().map(|id| id.0).collect();
            assert_eq!(found, people, "{text}");
        }
    }
}
