//! An incident as one Markdown file: the facts, what customers were told, what people inside were told, what it left
//! behind, the timeline.

mod work;

use std::fmt::Write as _;

use domain::incident::Postmortem;
use domain::sentence::{labelled, sentence};
use domain::{Directory, Incident, Recorded, words};

use super::Names;

/// The whole file.
pub(super) fn incident(incident: &Incident, log: &[Recorded], names: Names<'_>) -> String {
    let directory = names.company;
    let title = incident.imported.as_ref().map_or(&incident.title, |imported| &imported.headline);
    let mut out = format!("# Incident #{}: {}\n\n", incident.id, line(title));
    facts(&mut out, incident, directory);
    updates(&mut out, incident, directory);
    sitreps(&mut out, incident, directory);
    work::sections(&mut out, incident, names);
    out.push_str("## Timeline\n\n");
    for recorded in log {
        let said = sentence(recorded, directory, names.customers);
        let words = format!("{} {}", said.lead, said.rest);
        let _ = writeln!(out, "- {} {}: {}", recorded.at.date(), recorded.at.hhmmss(), line(&words));
    }
    out
}

fn facts(out: &mut String, incident: &Incident, directory: &Directory) {
    let at = |at: domain::Timestamp| format!("{} {} UTC", at.date(), at.hhmm());
    let components = words::names(&incident.components, directory).join(", ");
    let ended =
        incident.course.ending.as_ref().map(|ending| format!("{} {}", ending.how.word(), at(ending.at)));
    let postmortem = match &incident.postmortem {
        Postmortem::None => None,
        Postmortem::Owned { owner, due, .. } => Some(format!("{}, due {}", directory.name(*owner), at(*due))),
        Postmortem::Published { link, .. } => Some(link.clone()),
        Postmortem::Waived { .. } => Some("not needed".to_owned()),
    };
    let facts = [
        ("Suspected", Some(at(incident.course.suspected_at))),
        ("Declared", Some(at(incident.course.declared_at))),
        ("State", Some(incident.course.state.label())),
        ("Worst state", Some(incident.course.peak.label())),
        ("Ended", ended),
        ("Components", Some(components).filter(|names| !names.is_empty())),
        ("IC", incident.commander().map(|id| directory.name(id).to_owned())),
        ("Confidential", incident.confidential.clone()),
        ("Post-mortem", postmortem),
    ];
    for (name, value) in facts.into_iter().filter_map(|(name, value)| Some((name, value?))) {
        let _ = writeln!(out, "- **{name}:** {}", line(&value));
    }
    out.push('\n');
}

fn updates(out: &mut String, incident: &Incident, directory: &Directory) {
    if incident.comms.updates.is_empty() {
        return;
    }
    out.push_str("## What customers were told\n\n");
    for posted in &incident.comms.updates {
        let by = directory.author(&posted.by);
        let when = format!("{} {} UTC", posted.at.date(), posted.at.hhmm());
        let _ = writeln!(out, "### {} · {when} · {}\n", posted.update.phase.word(), line(by));
        let _ = writeln!(out, "{}\n", quoted(&posted.update.body));
        if let Some(reason) = &posted.update.reason {
            let _ = writeln!(out, "Published in spite of findings: {}\n", line(reason));
        }
    }
}

fn sitreps(out: &mut String, incident: &Incident, directory: &Directory) {
    if incident.knowledge.sitreps.is_empty() {
        return;
    }
    out.push_str("## Sitreps\n\n");
    for sent in &incident.knowledge.sitreps {
        let by = sent.by.person().map_or("somebody", |id| directory.name(id));
        let _ = writeln!(out, "### {} {} UTC · {}\n", sent.at.date(), sent.at.hhmm(), line(by));
        let _ = writeln!(out, "{}\n", quoted(&labelled(&sent.sitrep.fields())));
    }
}

/// Text of people's as a quotation, line by line.
fn quoted(text: &str) -> String {
    text.lines()
        .map(|text| format!("> {}", escaped(text)).trim_end().to_owned())
        .collect::<Vec<_>>()
        .join("\n")
}

/// Text of people's in one line.
fn line(text: &str) -> String {
    escaped(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// What Markdown or HTML would take for markup is text.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let marks = matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&');
        // These mean something at the beginning of a line only.
        let begins = at == 0 && matches!(c, '#' | '+' | '-' | '=');
        if marks || begins {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_text() {
        for (text, want) in [
            ("a *b* _c_", "a \\*b\\* \\_c\\_"),
            ("# not a heading", "\\# not a heading"),
            ("- no list, 1 - 1", "\\- no list, 1 - 1"),
            ("<script>", "\\<script\\>"),
            ("[a](b)", "\\[a\\](b)"),
        ] {
            assert_eq!(escaped(text), want);
        }
        assert_eq!(quoted("a\n\n> b"), "> a\n>\n> \\> b");
        assert_eq!(line("two\nlines"), "two lines");
    }
}
