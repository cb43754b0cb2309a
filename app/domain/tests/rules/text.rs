//! Every field refuses what it cannot take, and names itself and its limit.

use domain::text::{self, TextProblem};

use crate::support::long;

#[test]
fn fields() {
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
