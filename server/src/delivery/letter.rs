//! Letters in words: as plain text, and as HTML that looks like the status page.

use domain::incident::SentSitrep;
use domain::public::PublicIncident;
use domain::{ComponentId, Directory, Impact, Incident};

use super::mailer::Letter;
use super::spread;
use crate::public::html::Html;
use crate::public::{format, text};
use crate::store::failing::{Failing, Receiver};
use crate::store::subscribers::{CONFIRM_WITHIN_HOURS, SubscriptionRequest};

/// Characters of a subject.
pub const SUBJECT_CHARS_MAX: usize = 150;

/// The page's colours and shapes, as far as mail programs know them.
const CSS: &str = concat!(
    "body{margin:0;background:#f6f7f8;color:#14161a;font:16px/1.5 Inter,system-ui,sans-serif}",
    ".card{max-width:600px;margin:24px auto;background:#fff;border:1px solid #e1e3e7;border-left:4px solid #858b95;border-radius:8px;padding:20px 24px}",
    ".k-ok{border-left-color:#2a9a5b}.k-info{border-left-color:#2f7fd6}.k-watch{border-left-color:#b58300}",
    ".k-warn{border-left-color:#d96100}.k-crit{border-left-color:#d92d3a}",
    "h1{font-size:20px;line-height:1.3;margin:4px 0 2px}.pre{white-space:pre-line;margin:12px 0}",
    ".small{color:#616873;font-size:14px;margin:2px 0}a{color:#1760b0}",
    ".button{display:inline-block;background:#14161a;color:#fff;text-decoration:none;padding:10px 18px;border-radius:6px}",
    ".foot{max-width:600px;margin:0 auto 24px;padding:0 24px}",
);

/// What a letter about an update is made of.
#[derive(Clone, Copy, Debug)]
pub struct Update<'a> {
    pub directory: &'a Directory,
    /// Where readers reach the status page.
    pub origin: &'a str,
    pub incident: &'a PublicIncident,
    /// The update's place, from 0.
    pub number: usize,
    /// The subscriber's.
    pub token: &'a str,
}

/// An update, for somebody who subscribed.
pub fn update(about: &Update<'_>) -> Letter {
    let Update { directory, origin, incident, number, token } = *about;
    let update = &incident.updates[number];
    let company = &directory.company;
    let page = format!("{origin}/status/incidents/{}", incident.id);
    let unsubscribe = format!("{origin}/status/unsubscribe/{token}");
    let mute = format!("{unsubscribe}/{}", incident.id);
    let at = format::full(update.at);
    // What the incident touches and promises now belongs to its last update alone.
    let is_last = number + 1 == incident.updates.len();
    let affected = if is_last { affected(directory, incident) } else { String::new() };
    let window = window(incident).filter(|_| is_last);
    let next =
        incident.next_due.filter(|_| is_last).map(|due| format!("Next update by {}", format::full(due)));

    let mut text = format!(
        "{}: {}\n{company} status · {at}\n\n{}\n",
        update.label,
        incident.headline,
        update.body.trim()
    );
    let lines = [Some(affected).filter(|line| !line.is_empty()), window, next];
    for line in lines.iter().flatten() {
        text += &format!("\n{line}");
    }
    text += &format!(
        "\n\nOn the status page: {page}\n\n-- \nYou get this because you subscribed to {company} status.\n\
         No more about this incident: {mute}\nUnsubscribe: {unsubscribe}\n"
    );

    let worst = incident.impacts.iter().map(|hit| hit.impact).max().unwrap_or_default();
    let least = if incident.maintenance { Impact::Maintenance } else { Impact::Degraded };
    let kind = if incident.ended_at.is_some() { "ok" } else { worst.max(least).kind() };
    let html = document(
        &update.label,
        kind,
        |h| {
            h.raw("<p class=\"small\">")
                .text(&update.label)
                .raw("</p><h1>")
                .text(&incident.headline)
                .raw("</h1>");
            h.raw("<p class=\"small\">").text(company).raw(" status · ").time(update.at, &at).raw("</p>\n");
            text::paragraphs(h, &update.body);
            for line in lines.iter().flatten() {
                h.raw("<p class=\"small\">").text(line).raw("</p>");
            }
            h.raw("<p><a class=\"button\" href=\"").text(&page).raw("\">See the status page</a></p>\n");
        },
        |h| {
            h.raw("You get this because you subscribed to ")
                .text(company)
                .raw(" status. <a href=\"")
                .text(&mute);
            h.raw("\">No more about this incident</a> · <a href=\"")
                .text(&unsubscribe)
                .raw("\">Unsubscribe</a>");
        },
    );
    let subject = format!("[{}] {}", update.label, incident.headline);
    Letter {
        subject: format::line(&subject, SUBJECT_CHARS_MAX),
        text,
        html,
        thread: None,
        unsubscribe: Some(unsubscribe),
    }
}

/// When planned work is, while it is not over.
fn window(incident: &PublicIncident) -> Option<String> {
    let work = incident.planned.as_ref().filter(|work| !work.phase.is_over())?;
    Some(format!("Planned from {} to {}", format::full(work.from), format::full(work.until)))
}

/// Which components are hit now, and how badly.
pub(super) fn affected(directory: &Directory, incident: &PublicIncident) -> String {
    let name = |id: &ComponentId| {
        let all = directory.components.iter().chain(&directory.retired);
        all.clone()
            .find(|component| component.id == *id)
            .map_or(id.0.clone(), |component| component.name.clone())
    };
    let hit = incident.impacts.iter().filter(|hit| hit.impact != Impact::Operational);
    let parts: Vec<String> =
        hit.map(|hit| format!("{} ({})", name(&hit.component), hit.impact.word().to_lowercase())).collect();
    if parts.is_empty() { String::new() } else { format!("Affected: {}", parts.join(", ")) }
}

/// Asks whoever wants mail whether it was they who asked for it.
pub fn confirmation(directory: &Directory, origin: &str, request: &SubscriptionRequest) -> Letter {
    let company = &directory.company;
    let link = format!("{origin}/status/confirm/{}", request.token);
    let subject = format::line(&format!("Confirm your subscription to {company} status"), SUBJECT_CHARS_MAX);
    let text = format!(
        "Somebody asked for {company} status updates to this address. If it was you, confirm it here, within \
         {CONFIRM_WITHIN_HOURS} hours:\n\n{link}\n\nIf it was not you, do nothing: nothing more will come.\n"
    );
    let html = document(
        "Confirm your subscription",
        "info",
        |h| {
            h.raw("<h1>Confirm your subscription</h1><p>Somebody asked for ").text(company);
            h.raw(" status updates to this address. If it was you, confirm it within ")
                .num(CONFIRM_WITHIN_HOURS);
            h.raw(" hours.</p><p><a class=\"button\" href=\"").text(&link).raw("\">Confirm</a></p>");
        },
        |h| {
            h.raw("If it was not you, do nothing: nothing more will come.");
        },
    );
    Letter { subject, text, html, thread: None, unsubscribe: None }
}

/// A sitrep, for everybody in the company; what is new since the one before is marked.
pub fn sitrep(origin: &str, incident: &Incident, sitrep: &SentSitrep, before: Option<&SentSitrep>) -> Letter {
    let state = incident.course.state.word();
    let broken = format::line(&sitrep.sitrep.broken, SUBJECT_CHARS_MAX);
    let subject = format!("#{} sitrep {} · {state}: {broken}", incident.id, sitrep.number);
    let page = format!("{origin}/incidents/{}", incident.id);
    let at = format::full(sitrep.at);
    let before: Option<[(&str, &str); 6]> = before.map(|before| before.sitrep.fields());
    let fields: Vec<_> =
        sitrep.sitrep.fields().into_iter().enumerate().filter(|(_, (_, words))| !words.is_empty()).collect();
    let is_new = |place: usize, words: &str| before.is_some_and(|before| before[place].1 != words);

    let mut text = format!("{} · sitrep {} · {at}\n", incident.title, sitrep.number);
    if sitrep.nothing_new {
        text += "\nNothing new: the last sitrep still stands.\n";
    }
    for (place, (label, words)) in &fields {
        let new = if is_new(*place, words) { " (changed)" } else { "" };
        text += &format!("\n{label}{new}\n{words}\n");
    }
    text += &format!("\nIn Command Post: {page}\n");

    let html = document(
        "Sitrep",
        incident.course.state.kind(),
        |h| {
            h.raw("<p class=\"small\">Sitrep ").num(sitrep.number).raw(" · ").text(state).raw("</p><h1>#");
            h.num(incident.id.0)
                .raw(" ")
                .text(&incident.title)
                .raw("</h1><p class=\"small\">")
                .time(sitrep.at, &at)
                .raw("</p>");
            if sitrep.nothing_new {
                h.raw("<p>Nothing new: the last sitrep still stands.</p>");
            }
            for (place, (label, words)) in &fields {
                h.raw("<p class=\"small\"><b>").text(label).raw("</b>");
                if is_new(*place, words) {
                    h.raw(" (changed)");
                }
                h.raw("</p>");
                text::paragraphs(h, words);
            }
            h.raw("<p><a class=\"button\" href=\"").text(&page).raw("\">Open the incident</a></p>");
        },
        |h| {
            h.raw("For people in the company only.");
        },
    );
    Letter { subject: format::line(&subject, SUBJECT_CHARS_MAX), text, html, thread: None, unsubscribe: None }
}

/// Word to the owner of a webhook that was given up, or of a channel that fails. The address of a webhook may hold a secret:
/// its host alone is told.
pub fn failing(company: &str, origin: &str, failing: &Failing) -> Letter {
    let page = format!("{origin}/deliveries");
    let (what, has, title, next, kind) = match failing.receiver {
        Receiver::Webhook => (
            format!("the webhook at {}", spread::host(&failing.name)),
            "was given up",
            "A webhook was given up",
            "It is sent nothing until an admin tries it again.",
            "webhook",
        ),
        Receiver::Channel => (
            format!("the channel {}", failing.name),
            "does not work",
            "A channel does not work",
            "Updates are tried for three days each. An admin can change the channel, test it or pause it.",
            "channel",
        ),
    };
    let subject = format::line(&format!("{company} status: {what} {has}"), SUBJECT_CHARS_MAX);
    let why = format!("Nothing reaches {what} any more: {}.", failing.why);
    let text = format!("{why}\n{next}\n\nDeliveries: {page}\n");
    let html = document(
        title,
        "warn",
        |h| {
            h.raw("<h1>").raw(title).raw("</h1><p>").text(&why).raw("</p><p>").text(next);
            h.raw("</p><p><a class=\"button\" href=\"").text(&page).raw("\">See deliveries</a></p>");
        },
        |h| {
            h.raw("You get this because you looked after this ").raw(kind).raw(" last.");
        },
    );
    Letter { subject, text, html, thread: None, unsubscribe: None }
}

/// What an admin sends to see whether mail works.
pub fn test(company: &str, origin: &str) -> Letter {
    let subject = format::line(&format!("A test from {company} status"), SUBJECT_CHARS_MAX);
    let text = format!("Mail from {company} status works. It was sent from {origin}/deliveries.\n");
    let html = document(
        "A test",
        "ok",
        |h| {
            h.raw("<h1>Mail works</h1><p>This was sent from ").text(origin).raw("/deliveries.</p>");
        },
        |_| {},
    );
    Letter { subject, text, html, thread: None, unsubscribe: None }
}

fn document(
    title: &str,
    kind: &'static str,
    card: impl FnOnce(&mut Html),
    foot: impl FnOnce(&mut Html),
) -> String {
    let mut h = Html::with_capacity(4 * 1024);
    h.raw("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
    h.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>")
        .text(title)
        .raw("</title>");
    h.style(CSS).raw("</head>\n<body><div dir=\"auto\" class=\"card k-").raw(kind).raw("\">\n");
    card(&mut h);
    h.raw("</div>\n<p class=\"foot small\">");
    foot(&mut h);
    h.raw("</p></body></html>\n");
    h.finish()
}
