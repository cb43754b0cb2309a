//! A ticket's fields as we keep them: trimmed, within their limits, or refused with the field and the limit.

use app::tickets::{EMAIL_MAX, EXCERPT_MAX, KEY_MAX, NewTicket, SUBJECT_MAX};
use domain::text::{self, BadText, LINK_MAX, NAME_MAX};
use domain::{Span, Timestamp};

use crate::table::Bad;

/// How far a helpdesk's clock may be ahead of ours.
const AHEAD_MAX: Span = Span::minutes(10);

/// The ticket as it is kept.
///
/// # Errors
/// The first field that cannot be.
pub fn clean(typed: NewTicket, now: Timestamp) -> Result<NewTicket, Bad> {
    let created_at = typed.created_at.unwrap_or(now);
    if created_at > now + AHEAD_MAX || created_at <= Timestamp(0) {
        return Err(Bad::new("created_at", "Created: lies in the future, or before 1970.".to_owned()));
    }
    Ok(NewTicket {
        key: field("key", text::line("Ticket", typed.key.trim().trim_start_matches('#'), KEY_MAX))?,
        subject: field("subject", text::line("Subject", &one_line(&typed.subject), SUBJECT_MAX))?,
        requester: field("requester", optional("Requester", &typed.requester, NAME_MAX))?,
        email: field("email", optional("E-mail", &typed.email, EMAIL_MAX))?,
        customer: field("customer", optional("Customer", &typed.customer, NAME_MAX))?,
        excerpt: field("excerpt", text::optional_body("Text", &beginning(&typed.excerpt), EXCERPT_MAX))?,
        url: link(&typed.url)?,
        created_at: Some(created_at),
    })
}

fn field(field: &'static str, read: Result<String, BadText>) -> Result<String, Bad> {
    read.map_err(|bad| Bad::new(field, bad.to_string()))
}

fn optional(name: &str, typed: &str, limit: u32) -> Result<String, BadText> {
    let line = one_line(typed);
    if line.is_empty() { Ok(line) } else { text::line(name, &line, limit) }
}

/// Helpdesks keep line breaks of mails in subjects: they say nothing.
fn one_line(typed: &str) -> String {
    typed.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// As much of a text as is kept; a text is no mistake for being long.
fn beginning(typed: &str) -> String {
    let unix = typed.trim().replace("\r\n", "\n").replace('\r', "\n");
    let visible = unix.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t'));
    let kept: String = visible.take(EXCERPT_MAX as usize).collect();
    kept
}

fn link(typed: &str) -> Result<String, Bad> {
    let link = field("url", optional("Link", typed, LINK_MAX))?;
    let known = link.is_empty() || link.starts_with("https://") || link.starts_with("http://");
    if !known || link.contains(char::is_whitespace) {
        return Err(Bad::new("url", "Link: must begin with https:// or http://.".to_owned()));
    }
    Ok(link)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_794_888_000_000_000);

    fn ticket() -> NewTicket {
        NewTicket {
            key: " #48211 ".to_owned(),
            subject: "App\r\n cannot  reach".to_owned(),
            ..NewTicket::default()
        }
    }

    #[test]
    fn fields_are_trimmed_and_kept() {
        let kept = clean(ticket(), NOW).expect("good");
        assert_eq!((kept.key.as_str(), kept.subject.as_str()), ("48211", "App cannot reach"));
        assert_eq!(kept.created_at, Some(NOW));
        let long = NewTicket { excerpt: "é\u{7}".repeat(2_000), ..ticket() };
        assert_eq!(clean(long, NOW).expect("good").excerpt, "é".repeat(1_000));
    }

    #[test]
    fn refuses_a_bad_ticket_by_field() {
        for (want, bad) in [
            ("key", NewTicket { key: " ".to_owned(), ..ticket() }),
            ("key", NewTicket { key: "x".repeat(81), ..ticket() }),
            ("subject", NewTicket { subject: String::new(), ..ticket() }),
            ("subject", NewTicket { subject: "x".repeat(201), ..ticket() }),
            ("requester", NewTicket { requester: "a\u{202e}b".to_owned(), ..ticket() }),
            ("email", NewTicket { email: "x".repeat(255), ..ticket() }),
            ("customer", NewTicket { customer: "x".repeat(81), ..ticket() }),
            ("url", NewTicket { url: "javascript:alert(1)".to_owned(), ..ticket() }),
            ("created_at", NewTicket { created_at: Some(NOW + Span::hours(1)), ..ticket() }),
            ("created_at", NewTicket { created_at: Some(Timestamp(-1)), ..ticket() }),
        ] {
            assert_eq!(clean(bad, NOW).expect_err(want).field, want);
        }
    }
}
