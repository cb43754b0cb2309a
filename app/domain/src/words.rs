//! The product's own words to customers: built from the chosen components, never from the inside title.
//! Each lints clean; a test of `app` holds them to it.

mod maintenance;

use crate::directory::Directory;
use crate::id::ComponentId;
use crate::time::Timestamp;

pub use maintenance::{
    maintenance_begun, maintenance_cancelled, maintenance_completed, maintenance_moved, maintenance_planned,
    maintenance_reminder, maintenance_verifying,
};

/// Customers read this in place of a withdrawn update.
pub const WITHDRAWN: &str = "We have withdrawn this update.";

/// Why an update was withdrawn that was undone right after it was published, as the log keeps it.
pub const UNDONE: &str = "Undone right after it was published";

/// The names of components as customers know them.
pub fn names(components: &[ComponentId], directory: &Directory) -> Vec<String> {
    components.iter().map(|c| directory.component_name(c).to_owned()).collect()
}

/// The public headline: `Problems with Databases and API`.
pub fn headline(components: &[String]) -> String {
    if components.is_empty() {
        return "Reports of problems".to_owned();
    }
    format!("Problems with {}", spoken(components))
}

/// The post that goes out with the declaration.
pub fn first_post(components: &[String], next_due: Timestamp) -> String {
    let what = match components {
        [] => "reports of problems".to_owned(),
        some => format!("problems with {}", spoken(some)),
    };
    format!("We are looking into {what}. Next update by {} UTC.", next_due.hhmm())
}

/// The update that keeps the cadence when there is nothing to add.
pub fn still_working(components: &[String], next_due: Timestamp) -> String {
    let on = match components {
        [] => "this".to_owned(),
        some => format!("the problems with {}", spoken(some)),
    };
    format!("We are still working on {on}. Next update by {} UTC.", next_due.hhmm())
}

/// The post of an incident that was over before anybody wrote it down.
pub fn past(components: &[String], began_at: Timestamp, ended_at: Timestamp) -> String {
    let what = match components {
        [] => "some of our services".to_owned(),
        some => spoken(some),
    };
    let day = |at: Timestamp| format!("{} on {}", at.hhmm(), at.day_month());
    let from = if began_at.day_number() == ended_at.day_number() { began_at.hhmm() } else { day(began_at) };
    let until = day(ended_at);
    let is = match components {
        [one] if is_plural(one) => "They are",
        [_] => "It is",
        _ => "All of it is",
    };
    format!("There were problems with {what} from {from} to {until} (UTC). {is} working again.")
}

/// A first wording of the last post.
pub fn resolved(components: &[String]) -> String {
    match components {
        [] => "Everything is working again.".to_owned(),
        some => {
            let are = if some.len() > 1 || is_plural(&some[0]) { "are" } else { "is" };
            format!("{} {are} working again.", capitalised(&spoken(some)))
        }
    }
}

/// A first wording of the last post of a false alarm.
pub fn stood_down(components: &[String]) -> String {
    match components {
        [] => "We checked the reports and found no problem. All components are operational.".to_owned(),
        some => format!("We checked {} and found no problem. All components are operational.", spoken(some)),
    }
}

/// What a macro's blanks are filled with.
#[derive(Clone, Copy, Debug)]
pub struct MacroBlanks<'a> {
    /// Whose ticket it is; may be empty.
    pub name: &'a str,
    /// What the last public update says; empty where nothing is public.
    pub status: &'a str,
    /// The incident's public page.
    pub link: &'a str,
}

/// The macro's blanks, each with a stand-in as long as itself: read with them, a finding keeps its place in the text.
const MACRO_BLANKS: [(&str, &str); 3] =
    [("{name}", "friend"), ("{status}", "our post"), ("{link}", "a page")];

/// A text without the sentences that promise something by a time of day: once that has passed, nobody hands it out.
pub fn without_promise(text: &str, due: Timestamp) -> String {
    let promised = due.hhmm();
    let lines = text.lines().map(|line| {
        let kept: Vec<_> = sentences(line).filter(|sentence| !sentence.contains(&promised)).collect();
        (line.is_empty(), kept.concat().trim_end().to_owned())
    });
    // A line that was nothing but the promise goes with it.
    let lines: Vec<_> =
        lines.filter(|(was_empty, left)| *was_empty || !left.is_empty()).map(|(_, left)| left).collect();
    lines.join("\n").trim().to_owned()
}

/// The sentences of a line, each with the space behind it. A full stop inside a word or number ends none.
fn sentences(line: &str) -> impl Iterator<Item = &str> {
    let mut rest = line;
    std::iter::from_fn(move || {
        let ends = rest.match_indices(['.', '!', '?']).find_map(|(at, end)| {
            let after = &rest[at + end.len()..];
            let spaces = after.len() - after.trim_start().len();
            (spaces > 0 || after.is_empty()).then_some(at + end.len() + spaces)
        });
        let (sentence, left) = rest.split_at(ends.unwrap_or(rest.len()));
        rest = left;
        (!sentence.is_empty()).then_some(sentence)
    })
}

/// The answer to tickets of an incident, until somebody writes another one.
pub fn support_macro(components: &[String]) -> String {
    let what = problems(components);
    format!(
        "Hello {{name}},\n\nThank you for writing. We have {what}, and your ticket looks related. This is what we \
         know:\n\n{{status}}\n\nWe post everything new at {{link}}\n\nYour ticket stays open. When this is over, we \
         come back to you to check that it was the reason, and that everything works for you again."
    )
}

/// As [`support_macro`], once the incident is over.
pub fn support_macro_after(components: &[String]) -> String {
    let what = problems(components);
    format!(
        "Hello {{name}},\n\nThank you for writing. We had {what}, and your ticket looks related. This is what we \
         posted last:\n\n{{status}}\n\nAll that we posted stands at {{link}}\n\nYour ticket stays open. We come back \
         to you to check that it was the reason, and that everything works for you again."
    )
}

fn problems(components: &[String]) -> String {
    match components {
        [] => "a problem".to_owned(),
        some => format!("problems with {}", spoken(some)),
    }
}

/// As [`support_macro`], where nothing is public.
pub fn confidential_macro() -> String {
    "Hello {name},\n\nThank you for writing. We have your ticket, and a person looks at it. We come back to you."
        .to_owned()
}

/// Whether a macro says what is public, which one of a confidential incident may not.
pub fn tells_public(body: &str) -> bool {
    body.contains("{status}") || body.contains("{link}")
}

/// The macro with its blanks filled.
pub fn fill_macro(body: &str, blanks: &MacroBlanks<'_>) -> String {
    let name = if blanks.name.is_empty() { "there" } else { blanks.name };
    let mut filled = String::with_capacity(body.len() + blanks.status.len());
    let mut rest = body;
    // In one pass: braces in what is filled in are a customer's or an update's own.
    while let Some(at) = rest.find('{') {
        filled.push_str(&rest[..at]);
        rest = &rest[at..];
        let known = [("{name}", name), ("{status}", blanks.status), ("{link}", blanks.link)];
        match known.into_iter().find(|(blank, _)| rest.starts_with(blank)) {
            Some((blank, words)) => {
                filled.push_str(words);
                rest = &rest[blank.len()..];
            }
            None => {
                filled.push('{');
                rest = &rest[1..];
            }
        }
    }
    filled + rest
}

/// The macro as the linter reads it: its blanks become plain words of the same length.
pub fn macro_for_linting(body: &str) -> String {
    MACRO_BLANKS.iter().fold(body.to_owned(), |text, (blank, words)| text.replace(blank, words))
}

/// A beginning of the apology for those who were hit.
pub fn apology(components: &[String]) -> String {
    let what = match components {
        [] => "we failed you".to_owned(),
        some => format!("{} did not work for you", spoken(some)),
    };
    format!("I am sorry that {what}. You could not rely on us, and we know what that costs you.")
}

/// How customers can be told a workaround that stands under “Customers can”: as a sentence of its own, as the end of that
/// one, or named. None where nothing is known.
pub fn workarounds(workaround: &str) -> Vec<String> {
    let workaround = workaround.trim();
    let mut letters = workaround.chars();
    let Some(first) = letters.next() else { return Vec::new() };
    let end = if workaround.ends_with(['.', '!', '?']) { "" } else { "." };
    // `use` goes on as `you can use`; a name in capitals stays one.
    let is_name = letters.clone().next().is_some_and(char::is_uppercase);
    let first = if is_name { first.to_string() } else { first.to_lowercase().to_string() };
    vec![
        format!("{workaround}{end}"),
        format!("You can {first}{}{end}", letters.as_str()),
        format!("Workaround: {workaround}{end}"),
    ]
}

/// Nouns that a sentence puts an article before: "the API", "the Dashboard".
const WITH_ARTICLE: [&str; 34] = [
    "api",
    "app",
    "application",
    "backend",
    "blog",
    "calendar",
    "cdn",
    "cli",
    "cluster",
    "console",
    "dashboard",
    "database",
    "editor",
    "engine",
    "frontend",
    "gateway",
    "homepage",
    "interface",
    "marketplace",
    "network",
    "page",
    "platform",
    "portal",
    "queue",
    "registry",
    "router",
    "scheduler",
    "sdk",
    "server",
    "service",
    "shop",
    "site",
    "store",
    "website",
];

/// Names that end as plurals do and are none.
const SINGULAR: [&str; 10] = [
    "analytics",
    "elasticsearch",
    "jenkins",
    "kubernetes",
    "logistics",
    "nats",
    "news",
    "postgres",
    "redis",
    "sales",
];

/// The names as a sentence says them: `the API and Databases`.
pub fn spoken(names: &[String]) -> String {
    let spoken: Vec<String> = names.iter().map(|name| with_article(name)).collect();
    list(&spoken)
}

fn with_article(name: &str) -> String {
    let takes_one = last_word(name).is_some_and(|word| WITH_ARTICLE.contains(&word.to_lowercase().as_str()));
    let has_one = ["the ", "our ", "your "].iter().any(|own| name.to_lowercase().starts_with(own));
    if takes_one && !has_one { format!("the {name}") } else { name.to_owned() }
}

/// Whether a sentence goes on with "are". Words in capitals, such as DNS, are names.
fn is_plural(name: &str) -> bool {
    let Some(word) = last_word(name) else { return false };
    let lower = word.to_lowercase();
    let stem = word.strip_suffix('s').unwrap_or_default();
    let is_acronym = !stem.is_empty() && stem.chars().all(char::is_uppercase);
    let ends = is_acronym || (!stem.is_empty() && !["ss", "us", "is"].iter().any(|end| lower.ends_with(end)));
    // Two things are several: "Builds & deploys", "Search and filters".
    let joined = name.contains(" & ") || name.contains(" and ");
    joined || (ends && word.chars().count() > 3 && !SINGULAR.contains(&lower.as_str()))
}

fn last_word(name: &str) -> Option<&str> {
    name.split(|c: char| !c.is_alphanumeric()).rfind(|word| !word.is_empty())
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// `a`, `a and b`, `a, b and c`.
pub fn list(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workaround_is_a_sentence() {
        for (typed, want) in [
            (" ", vec![]),
            (
                "Use the EU endpoint",
                vec![
                    "Use the EU endpoint.",
                    "You can use the EU endpoint.",
                    "Workaround: Use the EU endpoint.",
                ],
            ),
            ("retry twice!", vec!["retry twice!", "You can retry twice!", "Workaround: retry twice!"]),
            ("API keys work", vec!["API keys work.", "You can API keys work.", "Workaround: API keys work."]),
        ] {
            assert_eq!(workarounds(typed), want, "{typed:?}");
        }
    }

    #[test]
    fn sentences_agree_with_the_names_in_them() {
        for (names, headline, over) in [
            (&["API"][..], "Problems with the API", "The API is working again."),
            (&["Public API"], "Problems with the Public API", "The Public API is working again."),
            (&["The dashboard"], "Problems with The dashboard", "The dashboard is working again."),
            (&["Databases"], "Problems with Databases", "Databases are working again."),
            (&["APIs"], "Problems with APIs", "APIs are working again."),
            (&["DNS"], "Problems with DNS", "DNS is working again."),
            (&["Redis"], "Problems with Redis", "Redis is working again."),
            (&["Status"], "Problems with Status", "Status is working again."),
            (&["Builds & deploys"], "Problems with Builds & deploys", "Builds & deploys are working again."),
            (
                &["Routing", "API"],
                "Problems with Routing and the API",
                "Routing and the API are working again.",
            ),
            (&["API (eu-west)"], "Problems with API (eu-west)", "API (eu-west) is working again."),
        ] {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            assert_eq!((super::headline(&names).as_str(), resolved(&names).as_str()), (headline, over));
        }
    }
}
