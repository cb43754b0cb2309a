//! `docs/limits.md`: every limit of the product, from the constants that hold it.

use std::fmt::Write;

use super::assert_is_generated;
use super::constants::{Constant, Value, read_constants};

/// Where limits live, under which heading. A file belongs to the first folder that it is in.
const AREAS: [(&str, &str); 11] = [
    ("The process", "app/domain/src"),
    ("The linter", "app/lint/src/lib.rs"),
    ("The linter: a company's own rules", "app/lint/src/company"),
    ("Pages in the browser", "app/src/ui"),
    ("Calls, tickets and customers", "app/src"),
    ("JSON API", "server/src/api"),
    ("Commands, sessions and accounts", "server/src/backend"),
    ("Live connections", "server/src/feed"),
    ("Storage", "server/src/store"),
    ("Public pages", "server/src/public"),
    ("The server otherwise", "server/src"),
];

/// The crates that hold limits.
const CRATES: [&str; 4] = ["app/domain/src", "app/lint/src", "app/src", "server/src"];

/// Words in the name of a number that make it a limit. A span of time is always one.
const WORDS: [&str; 9] =
    ["MAX", "MIN", "MINUTE", "SHOWN", "KEPT", "READERS", "CONNECTIONS", "PAGE", "DEFAULT"];

/// Folders whose numbers are no limits: how the demo's story is told, what a sentence of grammar is.
const OUTSIDE: [&str; 1] = ["server/src/demo"];

const HEAD: &str = "# Limits

Every queue, list, body, text and retry has a limit. This file is generated from the constants in the code by
`make docs`; the test `limits_are_those_of_the_code` fails when it is out of date. What a company sets for itself (cadences
and the like) has its own limits, which the form on `/company` names.
";

#[test]
fn limits_are_those_of_the_code() {
    assert_is_generated("docs/limits.md", &render(&limits()));
}

#[test]
fn every_limit_says_what_it_is() {
    let silent: Vec<String> = limits()
        .iter()
        .filter(|limit| limit.meaning.is_empty() && limit.name.ends_with("_MAX"))
        .map(|limit| format!("{} in {}", limit.name, limit.file))
        .collect();
    assert!(silent.is_empty(), "without a doc comment: {silent:?}");
}

#[test]
fn values_are_written_for_people() {
    for (value, words) in [
        (Value::Count(20_000), "20,000"),
        (Value::Count(7), "7"),
        (Value::Count(1_000_000_000_000), "1,000,000,000,000"),
        (Value::Bytes(500), "500 bytes"),
        (Value::Bytes(64 << 10), "64 KiB"),
        (Value::Bytes(32 << 20), "32 MiB"),
        (Value::Micros(250_000), "250 ms"),
        (Value::Micros(1_000_000), "1 second"),
        (Value::Micros(40_000_000), "40 seconds"),
        (Value::Micros(300_000_000), "5 minutes"),
        (Value::Micros(86_400_000_000), "24 hours"),
        (Value::Micros(7 * 86_400_000_000), "7 days"),
    ] {
        assert_eq!(in_words(value), words);
    }
}

/// Every limit of the product. The linter's grammar has many small numbers of its own; they limit nobody.
fn limits() -> Vec<Constant> {
    let found: Vec<Constant> = CRATES.into_iter().flat_map(read_constants).filter(is_limit).collect();
    assert!(found.len() > 100, "the source was not read: {} limits", found.len());
    found
}

fn is_limit(constant: &Constant) -> bool {
    let timed = matches!(constant.value, Value::Micros(_)) && !constant.meaning.is_empty();
    let counted = constant.name.split('_').any(|word| WORDS.contains(&word));
    let inside =
        !OUTSIDE.iter().any(|folder| constant.file.starts_with(folder)) && area(&constant.file).is_some();
    inside && (timed || counted)
}

fn area(file: &str) -> Option<&'static str> {
    let (heading, folder) = AREAS.iter().find(|(_, folder)| {
        // A module's own file counts as in its folder.
        file.starts_with(&format!("{folder}/")) || file == *folder || *file == format!("{folder}.rs")
    })?;
    // The rest of the linter is grammar.
    (!file.starts_with("app/lint/") || folder.starts_with("app/lint/")).then_some(heading)
}

fn render(limits: &[Constant]) -> String {
    let mut text = HEAD.to_owned();
    for (heading, _) in AREAS {
        let here: Vec<&Constant> = limits.iter().filter(|limit| area(&limit.file) == Some(heading)).collect();
        if here.is_empty() {
            continue;
        }
        let _ = write!(text, "\n## {heading}\n\n| what | limit | constant |\n|---|---|---|\n");
        for Constant { name, meaning, file, value } in here {
            let meaning = meaning.replace('|', "\\|");
            let _ = writeln!(text, "| {meaning} | {} | `{name}` in `{file}` |", in_words(*value));
        }
    }
    text
}

fn in_words(value: Value) -> String {
    match value {
        Value::Count(number) => grouped(number),
        Value::Bytes(number) => measured(number, &[(1 << 20, " MiB"), (1 << 10, " KiB"), (1, " bytes")]),
        Value::Micros(number) => {
            let units = [
                (86_400_000_000, "day"),
                (3_600_000_000, "hour"),
                (60_000_000, "minute"),
                (1_000_000, "second"),
            ];
            // A single day is said in hours, as people say it.
            let fits =
                |(size, name): &&(i128, &str)| number % size == 0 && !(*name == "day" && number == *size);
            match units.iter().find(fits) {
                Some((size, name)) if number == *size => format!("1 {name}"),
                Some((size, name)) => format!("{} {name}s", number / size),
                None => format!("{} ms", number / 1_000),
            }
        }
    }
}

fn measured(number: i128, units: &[(i128, &str)]) -> String {
    let unit = units.iter().find(|(size, _)| number % size == 0);
    unit.map_or_else(|| number.to_string(), |(size, name)| format!("{}{name}", grouped(number / size)))
}

/// With a comma between thousands.
fn grouped(number: i128) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
