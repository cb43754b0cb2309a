//! Beginnings of status updates: the product's own, and how the blanks of any are filled.
//!
//! A blank stands in braces. `{components}`, `{workaround}` and `{next}` are filled from what the incident knows; the
//! rest says what a person has to put there, and the linter holds the update back until they have.

use domain::Phase;
use domain::Template;

/// A beginning that every company has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beginning {
    pub phase: Phase,
    pub name: &'static str,
    pub body: &'static str,
}

/// The product's own beginnings, in the order of phases.
pub const BEGINNINGS: [Beginning; 7] = [
    Beginning {
        phase: Phase::Investigating,
        name: "First facts",
        body: "{What fails} for {who is affected}. {workaround} We are investigating. Next update by {next} UTC.",
    },
    Beginning {
        phase: Phase::Investigating,
        name: "Nothing new",
        body: "{What fails} for {who is affected}, as before. {workaround} We are still investigating. Next update by {next} UTC.",
    },
    Beginning {
        phase: Phase::Confirmed,
        name: "What is broken",
        body: "{What fails} for {who is affected}. {workaround} We are {what we do}. Next update by {next} UTC.",
    },
    Beginning {
        phase: Phase::Confirmed,
        name: "Progress",
        body: "{What works again}. {What still fails} for {who is affected}. {workaround} We are {what we do next}. Next update by {next} UTC.",
    },
    Beginning {
        phase: Phase::Monitoring,
        name: "Back, and watched",
        body: "{What failed} works again for {who was affected}. If it still fails for you, {what to do}. We have {what we did} and are watching closely. Next update by {next} UTC.",
    },
    Beginning {
        phase: Phase::Resolved,
        name: "Over",
        body: "{What failed} works again for {who was affected}. It failed from {when} to {when} UTC. We will publish what we learn from it.",
    },
    Beginning {
        phase: Phase::Resolved,
        name: "False alarm",
        body: "We checked {what was reported} and found no problem. All components are operational.",
    },
];

/// Most characters between two braces that are a blank.
const BLANK_MAX: usize = 60;

/// A text that is started from `begun`. The beginning `before` it gives way where it stands unchanged; what somebody wrote
/// stays above.
pub fn started(written: &str, before: Option<&str>, begun: &str) -> String {
    let written = written.trim_end();
    let own = before.and_then(|before| written.strip_suffix(before.trim_end())).unwrap_or(written).trim_end();
    if own.is_empty() { begun.to_owned() } else { format!("{own}\n\n{begun}") }
}

/// What a text for customers begins with, with the blanks that `known` can fill filled.
///
/// A blank that is filled with nothing goes, with the space after it.
pub fn fill(template: &str, known: impl Fn(&str) -> Option<String>) -> String {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, blank, after)) = next_blank(rest) {
        filled.push_str(before);
        rest = after;
        match known(blank) {
            Some(words) if words.is_empty() => rest = rest.strip_prefix(' ').unwrap_or(rest),
            Some(words) => filled.push_str(&words),
            None => filled.extend(["{", blank, "}"]),
        }
    }
    filled + rest
}

/// The text before the first blank, the blank's words, and the text after it.
fn next_blank(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    while let Some(open) = text[from..].find('{').map(|at| from + at) {
        let inside = &text[open + 1..];
        match inside.find(['{', '}', '\n']) {
            Some(end) if inside[end..].starts_with('}') && (1..=BLANK_MAX).contains(&end) => {
                return Some((&text[..open], &inside[..end], &inside[end + 1..]));
            }
            _ => from = open + 1,
        }
    }
    None
}

/// A template as it may read when it goes out, for the linter: what a person has to put in is a plain stand-in.
pub fn sample(template: &str) -> String {
    fill(template, |blank| {
        let words = match blank {
            "components" => "Databases",
            "workaround" => "You can retry meanwhile.",
            "next" => "14:30",
            _ => "some requests",
        };
        Some(words.to_owned())
    })
}

/// Every beginning of a phase: the company's, then the product's.
pub fn of_phase(phase: Phase, company: &[Template]) -> Vec<(String, String)> {
    let own = company.iter().filter(|t| t.phase == phase).map(|t| (t.name.clone(), t.body.clone()));
    let ours = BEGINNINGS.iter().filter(|b| b.phase == phase);
    own.chain(ours.map(|b| (b.name.to_owned(), b.body.to_owned()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review;

    #[test]
    fn blanks_are_filled_kept_or_dropped() {
        let known = |blank: &str| match blank {
            "next" => Some("14:30".to_owned()),
            "workaround" => Some(String::new()),
            _ => None,
        };
        for (template, want) in [
            ("Fails. {workaround} By {next} UTC.", "Fails. By 14:30 UTC."),
            ("{who is affected}: {next}", "{who is affected}: 14:30"),
            ("{{next}", "{14:30"),
            ("{} { {next", "{} { {next"),
            ("{two\nlines} {next}", "{two\nlines} 14:30"),
            ("{ü} {next}", "{ü} 14:30"),
        ] {
            assert_eq!(fill(template, known), want, "{template}");
        }
    }

    #[test]
    fn a_second_template_replaces_the_first_unless_it_was_edited() {
        for (written, before, want) in [
            ("", None, "New."),
            ("Mine.", None, "Mine.\n\nNew."),
            ("Old {x}. \n", Some("Old {x}."), "New."),
            ("Mine.\n\nOld {x}.", Some("Old {x}."), "Mine.\n\nNew."),
            ("Old thing.", Some("Old {x}."), "Old thing.\n\nNew."),
        ] {
            assert_eq!(started(written, before, "New."), want, "{written:?}");
        }
    }

    /// What a person would write into the blanks.
    fn written(blank: &str) -> Option<String> {
        let words = match blank {
            "What fails" | "What still fails" => {
                "About one in nine requests to apps with a custom domain fails"
            }
            "What works again" => "Builds finish in their usual time again",
            "What failed" => "The API",
            "who is affected" => "customers in Europe",
            "who was affected" => "every customer in Europe",
            "what we do" | "what we do next" => "moving traffic to other machines",
            "what we did" => "moved traffic to other machines",
            "what to do" => "restart your app",
            "what was reported" => "the reports about the API",
            "when" => "13:05",
            "workaround" => "Customers can retry failed requests.",
            "next" => "14:30",
            other => panic!("no words for {{{other}}}"),
        };
        Some(words.to_owned())
    }

    #[test]
    fn our_beginnings_lint_clean_once_filled() {
        for Beginning { phase, name, body } in BEGINNINGS {
            let text = fill(body, written);
            let report = lint::lint(&text, review::phase(phase));
            assert!(report.findings.is_empty(), "{name}: {text}: {:?}", report.findings);
            let missing: Vec<_> = report.parts.iter().filter(|(_, there)| **there == Some(false)).collect();
            assert!(missing.is_empty() || name == "False alarm", "{name}: {text}: {missing:?}");
        }
    }

    #[test]
    fn a_template_with_blanks_left_needs_a_reason() {
        for Beginning { phase, name, body } in BEGINNINGS {
            let report = lint::lint(&fill(body, |_| None), review::phase(phase));
            assert!(report.needs_reason(), "{name}");
        }
    }

    #[test]
    fn every_phase_has_one() {
        for phase in Phase::ALL {
            assert!(!of_phase(phase, &[]).is_empty(), "{phase:?}");
        }
    }
}
