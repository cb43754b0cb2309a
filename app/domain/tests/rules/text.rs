//! Every field refuses what it cannot take, and names itself and its limit.

use domain::Refusal;
use domain::refusal::with_label;
use domain::text::{self, TextProblem};

use crate::support::long;

#[test]
fn each_kind_of_field_takes_its_own_text() {
    use TextProblem::{Control, Empty, LineBreak, TooLong};
    let line = |typed: &str| text::line("Title", typed, 10).map_err(|bad| bad.problem);
    let body = |typed: &str| text::body("Body", typed, 10).map_err(|bad| bad.problem);
    let ok = |text: &str| Ok(text.to_owned());
    for (name, got, want) in [
        ("nothing", line(""), Err(Empty)),
        ("white space", body(" \r\n\t "), Err(Empty)),
        ("no-break space", line("\u{a0}"), Err(Empty)),
        ("only invisible characters", line("\u{200b}\u{feff}"), Err(Empty)),
        ("line feed", line("a\nb"), Err(LineBreak)),
        ("carriage return", line("a\rb"), Err(LineBreak)),
        ("line separator", line("a\u{2028}b"), Err(LineBreak)),
        ("paragraph separator", line("a\u{2029}b"), Err(LineBreak)),
        ("a line break around it goes", line("a\n"), ok("a")),
        ("tab", line("a\tb"), ok("a\tb")),
        ("null", body("a\0b"), Err(Control)),
        ("escape", line("a\u{1b}[31m"), Err(Control)),
        ("next line", body("a\u{85}b"), Err(Control)),
        ("right to left override", body("a\u{202e}b"), Err(Control)),
        ("isolate", body("a\u{2066}b"), Err(Control)),
        ("right to left letters", line("שלום"), ok("שלום")),
        ("joined emoji", line("👩\u{200d}🚒"), ok("👩\u{200d}🚒")),
        ("characters, not bytes", line("éééééééééé"), ok("éééééééééé")),
        ("one too many", line(&long(11)), Err(TooLong { limit: 10, is: 11 })),
        ("counted after trimming", line(&format!(" {} ", long(10))), Ok(long(10))),
        ("CRLF becomes LF", body("a\r\n\r\nb"), ok("a\n\nb")),
        ("markup", line("<b>&amp;"), ok("<b>&amp;")),
    ] {
        assert_eq!(got, want, "{name}");
    }
}

#[test]
fn problems_name_the_field_and_the_limit() {
    for (typed, says) in [
        ("", "Reason is empty. Write at least a few words."),
        ("abcdef", "Reason has 6 characters; the limit is 5."),
        ("a\nb", "Reason takes one line, without line breaks."),
        ("a\u{7}", "Reason contains a control character. Remove it and send again."),
    ] {
        assert_eq!(text::line("Reason", typed, 5).expect_err(says).to_string(), says);
    }
}

#[test]
fn a_refusal_is_said_in_the_words_of_the_form() {
    for (refusal, field, says) in [
        (empty("Reason"), "Reason", "What is back is empty. Write at least a few words."),
        (Refusal::BadLink, "Link", "What is back: must begin with https:// or http://."),
        (Refusal::DueInPast { field: "Due".into() }, "Due", "What is back: choose a time in the future."),
        (Refusal::NoSuchRecord, "Record", "There is no such record in this incident."),
    ] {
        assert_eq!(refusal.field(), Some(field), "{refusal}");
        assert_eq!(with_label(&refusal.to_string(), field, "What is back"), says);
    }
    assert_eq!(Refusal::StillOpen.field(), None, "about the whole");
    assert_eq!(with_label("Links has 3", "Link", "Address"), "Links has 3", "another field");
}

fn empty(field: &str) -> Refusal {
    text::line(field, "", 5).expect_err("empty").into()
}
