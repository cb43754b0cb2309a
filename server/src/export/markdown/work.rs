//! What an incident left behind: temporary changes, follow-ups, tickets, and in which order customers came back.

use std::fmt::Write as _;

use domain::incident::{FollowUp, MadeChange};
use domain::{Answer, Directory, Incident, Timestamp};

use super::line;
use crate::export::Names;

pub(super) fn sections(out: &mut String, incident: &Incident, names: Names<'_>) {
    list(out, "Temporary changes", incident.work.changes.iter().map(|made| change(made, names.company)));
    list(out, "Follow-ups", incident.work.follow_ups.iter().map(|left| follow_up(left, names.company)));
    list(out, "Tickets", incident.support.tickets.iter().map(|counts| counts.words()));
    let restored = incident.restore.restored.iter();
    list(
        out,
        "Restored",
        restored.map(|back| format!("{} {}", at(back.at), names.customers.name(back.customer))),
    );
}

/// Left out where there is nothing to say.
fn list(out: &mut String, heading: &str, items: impl Iterator<Item = String>) {
    let mut items = items.peekable();
    if items.peek().is_none() {
        return;
    }
    let _ = writeln!(out, "## {heading}\n");
    items.for_each(|item| {
        let _ = writeln!(out, "- {}", line(&item));
    });
    out.push('\n');
}

fn change(made: &MadeChange, company: &Directory) -> String {
    let MadeChange { number, maker, change, settled, .. } = made;
    let stands = match settled {
        None => "still in place".to_owned(),
        Some(settled) => match &settled.kept {
            None => format!("rolled back {}", at(settled.at)),
            Some(why) => format!("kept, {}: {why}", at(settled.at)),
        },
    };
    let (what, place, undo) = (&change.what, &change.place, &change.undo);
    format!("{number}. {what} (where: {place}; to undo: {undo}), by {}: {stands}", company.name(*maker))
}

fn follow_up(left: &FollowUp, company: &Directory) -> String {
    let FollowUp { number, kind, what, owner, due, answered, .. } = left;
    let stands = match answered.as_ref().map(|answered| &answered.answer) {
        None => format!("due {}", due.date()),
        Some(Answer::Done { note }) => format!("done: {note}"),
        Some(Answer::NotNeeded { reason }) => format!("not needed: {reason}"),
    };
    format!("{number}. {}: {what}, {}, {stands}", kind.word(), company.name(*owner))
}

fn at(at: Timestamp) -> String {
    format!("{} {} UTC", at.date(), at.hhmm())
}
