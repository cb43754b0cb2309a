use std::collections::{BTreeMap, BTreeSet};

use domain::{Phase, Timestamp};

use super::super::format::{self, Month};
use super::*;

/// `17 Nov 2026, 04:12:07 UTC`.
const NOW: Timestamp = Timestamp(1_794_888_727_000_000);

/// Texts that may read as the English ones do: terms that a language has taken over, and how sentences are put together.
const SAME_WORDS: [(&str, &str); 8] = [
    ("de", "status"),
    ("de", "feeds"),
    ("fr", "incidents"),
    ("fr", "postmortem"),
    ("fr", "impact_label"),
    ("pt", "feeds"),
    ("es", "feeds"),
    ("de", "in_regions"),
];

fn gaps(sentence: &str) -> BTreeSet<&str> {
    let gap = |piece| match piece {
        Piece::Gap(name) => Some(name),
        Piece::Text(_) => None,
    };
    pieces(sentence).into_iter().filter_map(gap).collect()
}

#[test]
fn every_text_is_there_in_every_language() {
    let english: BTreeMap<_, _> = ENGLISH.says.all().into_iter().collect();
    for language in Language::ALL {
        let words = Words::of(language);
        assert_eq!(words.language, language);
        for (name, text) in words.says.all() {
            let at = format!("{}: {name}", language.code());
            assert!(!text.is_empty() || name.ends_with("_gap"), "{at} is empty");
            assert_eq!(gaps(text), gaps(english[name]), "{at} has the gaps of English");
            let has_letters =
                text.split(['{', '}']).step_by(2).any(|part| part.chars().any(char::is_alphabetic));
            let may_be_same = language == Language::English || SAME_WORDS.contains(&(language.code(), name));
            assert!(!has_letters || may_be_same || text != english[name], "{at} is English: {text}");
        }
        let parts = [&words.impacts[..], &words.impacts_within, &words.labels, &words.calendar.months];
        for text in parts.into_iter().flatten().chain(&words.calendar.months_short) {
            assert!(!text.is_empty() && !text.contains(['{', '}']), "{}: {text:?}", language.code());
        }
    }
}

#[test]
fn dates_and_counts_have_their_gaps() {
    for language in Language::ALL {
        let Words { calendar, counts, .. } = Words::of(language);
        for (pattern, wanted) in [
            (calendar.day, &["day", "month"][..]),
            (calendar.day_of_year, &["day", "month", "year"]),
            (calendar.month, &["month", "year"]),
            (calendar.moment, &["clock", "day"]),
        ] {
            assert_eq!(gaps(pattern), wanted.iter().copied().collect(), "{}", language.code());
        }
        let Counts { components, incidents, all_updates, more_days, days, hours, minutes, seconds } = counts;
        for count in [components, incidents, all_updates, more_days, days, hours, minutes, seconds] {
            assert!(
                count.forms().iter().all(|form| !form.is_empty() && gaps(form).iter().all(|gap| *gap == "n"))
            );
            assert!(count.form(language, 100).contains("{n}"), "{}", language.code());
        }
    }
}

#[test]
fn english_reads_as_feeds_and_mail_do() {
    for ago in [0, 1, 20, 400] {
        let at = NOW - Span::days(ago);
        assert_eq!(ENGLISH.full(at), format::full(at));
        assert_eq!(ENGLISH.short(at, NOW), format::short(at, NOW));
        assert_eq!(ENGLISH.day(at), at.day_month());
        assert_eq!(ENGLISH.month(Month::of(at)), Month::of(at).title());
    }
    for minutes in [0, 1, 48, 60, 61, 125, 1440, 3000, 100_000] {
        assert_eq!(ENGLISH.length(Span::minutes(minutes)), Span::minutes(minutes).words());
    }
    for impact in [Impact::Operational, Impact::Maintenance, Impact::Degraded, Impact::Partial, Impact::Major]
    {
        assert_eq!(ENGLISH.impact(impact), impact.word());
        assert_eq!(ENGLISH.impact_within(impact), impact.word().to_lowercase());
    }
    assert!(Phase::ALL.iter().zip(LABELS).all(|(phase, label)| phase.word() == label));
    assert_eq!(ENGLISH.list(&["a", "b", "c"]), format::list(&["a", "b", "c"]));
}

#[test]
fn numbers_take_their_forms() {
    for (language, n, words) in [
        (Language::English, 1, "1 incident"),
        (Language::English, 0, "0 incidents"),
        (Language::German, 1, "1 Störung"),
        (Language::German, 2, "2 Störungen"),
        (Language::French, 0, "0 incident"),
        (Language::Portuguese, 2, "2 incidentes"),
        (Language::Japanese, 1, "インシデント1件"),
        (Language::Arabic, 0, "لا حوادث"),
        (Language::Arabic, 1, "حادث واحد"),
        (Language::Arabic, 2, "حادثان"),
        (Language::Arabic, 3, "3 حوادث"),
        (Language::Arabic, 11, "11 حادثًا"),
        (Language::Arabic, 100, "100 حادث"),
        (Language::Arabic, 103, "103 حوادث"),
    ] {
        let all = Words::of(language);
        assert_eq!(all.counted(&all.counts.incidents, n), words, "{n}");
    }
}

#[test]
fn times_are_written_as_the_language_writes_them() {
    let length = Span::minutes(125);
    for (language, full, long) in [
        (Language::English, "17 Nov 2026, 04:12 UTC", "2 hours 5 minutes"),
        (Language::German, "17. Nov. 2026, 04:12 UTC", "2 Stunden 5 Minuten"),
        (Language::French, "17 nov. 2026, 04:12 UTC", "2 heures 5 minutes"),
        (Language::Spanish, "17 nov 2026, 04:12 UTC", "2 horas 5 minutos"),
        (Language::Portuguese, "17 de nov. de 2026, 04:12 UTC", "2 horas 5 minutos"),
        (Language::Japanese, "2026年11月17日 04:12 UTC", "2時間5分"),
        (Language::Arabic, "17 نوفمبر 2026، 04:12 UTC", "ساعتان و5 دقائق"),
    ] {
        assert_eq!(Words::of(language).full(NOW), full);
        assert_eq!(Words::of(language).length(length), long);
    }
    assert_eq!(Words::of(Language::German).percent("99.87"), "99,87\u{a0}%".replace('\u{a0}', " "));
    assert_eq!(Words::of(Language::Arabic).list(&["API", "CI"]), "\u{2068}API\u{2069} و\u{2068}CI\u{2069}");
}

#[test]
fn a_label_of_somebody_elses_stays_as_it_is() {
    let german = Words::of(Language::German);
    assert_eq!(german.label("Investigating"), "Wird untersucht");
    assert_eq!(german.label("Na dann"), "Na dann");
}
