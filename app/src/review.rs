//! Public words, linted against what the incident knows: by the browser as they are typed, and by the server once
//! more before they go out.

use domain::{
    Command, ComponentImpact, Directory, Finding, Impact, Incident, Phase, Policy, PublicWords, Span,
    Timestamp, words,
};
use lint::{Clock, Context, Level, Report, Rulebook};

use crate::error::Error;
use crate::templates;

/// The linter's word for a public phase.
pub fn phase(phase: Phase) -> lint::Phase {
    match phase {
        Phase::Investigating => lint::Phase::Investigating,
        Phase::Confirmed => lint::Phase::Identified,
        Phase::Monitoring => lint::Phase::Monitoring,
        Phase::Resolved => lint::Phase::Resolved,
    }
}

/// What an incident and its company know about an update that is being written.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    pub incident: &'a Incident,
    pub directory: &'a Directory,
    /// How the update marks components.
    pub impacts: &'a [ComponentImpact],
    /// Who or how much is affected; not for customers, but their words should not say otherwise.
    pub scope: &'a str,
    pub now: Timestamp,
    /// By when customers have to hear again.
    pub next_latest: Timestamp,
}

impl Known<'_> {
    /// Where anything is marked; nothing where something is marked everywhere.
    fn regions(&self) -> Vec<String> {
        let mut marked = self.impacts.iter().filter(|hit| mark(hit.impact).is_some());
        let first = marked.next().map(|hit| hit.regions.clone()).unwrap_or_default();
        marked.fold(first, |all, hit| domain::all_regions(all, &hit.regions))
    }

    /// The same, in the linter's terms.
    pub fn context(&self) -> Context {
        let components = self.directory.components.iter().map(|component| lint::Component {
            name: component.name.clone(),
            aliases: Vec::new(),
            impact: self.impacts.iter().find(|i| i.component == component.id).and_then(|i| mark(i.impact)),
        });
        Context {
            components: components.collect(),
            regions: self.regions(),
            scope: self.scope.to_owned(),
            last_phase: self.incident.comms.updates.last().map(|posted| phase(posted.update.phase)),
            clock: Some(Clock {
                now: seconds(self.now),
                next_update_latest: seconds(self.next_latest),
                utc_offset_minutes: 0,
            }),
        }
    }
}

fn mark(impact: Impact) -> Option<lint::Impact> {
    match impact {
        Impact::Operational | Impact::Maintenance => None,
        Impact::Degraded => Some(lint::Impact::Degraded),
        Impact::Partial => Some(lint::Impact::Partial),
        Impact::Major => Some(lint::Impact::Major),
    }
}

fn seconds(at: Timestamp) -> i64 {
    (at - Timestamp(0)).as_seconds()
}

/// What the linter finds in the words that a command would publish; nothing where it publishes none.
pub fn command(
    book: &Rulebook,
    command: &Command,
    incident: &Incident,
    directory: &Directory,
    now: Timestamp,
) -> Vec<Finding> {
    if let Command::WriteMacro { body, .. } = command {
        return support_words(book, &words::macro_for_linting(body), body, incident);
    }
    if let Command::SetHeadline { headline, .. } = command {
        return support_words(book, headline, headline, incident);
    }
    if incident.maintenance.is_some() || command.opens_maintenance() {
        return maintenance(book, command);
    }
    let Some(words) = command.public_words() else { return Vec::new() };
    let report = match command {
        // Nothing is known of either yet but what its form says.
        Command::Declare { .. } | Command::DeclarePast { .. } => book.lint(words.body, phase(words.phase)),
        // What was published is of its own time: what is known now is not held against it.
        Command::CorrectUpdate { update, .. } => {
            let of = incident.published(*update).map(|published| published.update.phase);
            book.lint(words.body, phase(of.unwrap_or(words.phase)))
        }
        _ => {
            let scope = match command {
                Command::Confirm { scope, .. } => scope,
                _ => &incident.knowledge.situation.scope,
            };
            let every = incident.policy.update_every(command.state_after(incident.course.state));
            let known = Known {
                incident,
                directory,
                impacts: words.impacts,
                scope,
                now,
                next_latest: next(&words, now, every),
            };
            book.lint_within(words.body, phase(words.phase), &known.context())
        }
    };
    findings(words.body, &report)
}

/// What the linter finds in words on planned work, and in its title.
fn maintenance(book: &Rulebook, command: &Command) -> Vec<Finding> {
    let lint = |text: &str| match text.trim() {
        "" => Vec::new(),
        _ => findings(text, &book.lint(text, lint::Phase::Maintenance)),
    };
    let body = command.public_words().map_or("", |words| words.body);
    let title = match command {
        Command::PlanMaintenance { plan, .. } | Command::ChangeMaintenance { plan, .. } => {
            plan.title.as_str()
        }
        _ => "",
    };
    let in_title = lint(title).into_iter().filter(|finding| finding.stop);
    in_title.chain(lint(body)).collect()
}

fn next(words: &PublicWords<'_>, now: Timestamp, every: Span) -> Timestamp {
    words.next_due.unwrap_or(now + every)
}

/// What the linter finds in words that stand by themselves; `read` is the text as it is linted, of the same length as `body`.
fn support_words(book: &Rulebook, read: &str, body: &str, incident: &Incident) -> Vec<Finding> {
    findings(body, &book.lint(read, phase(incident.phase())))
}

/// What the linter finds in an apology to the customer of a ticket.
pub fn apology(book: &Rulebook, body: &str, incident: &Incident) -> Vec<Finding> {
    support_words(book, body, body, incident)
}

/// Checks words that a company keeps, with their blanks filled by plain words. `field` is as the form labels them.
///
/// # Errors
/// When they break trust: they would break it again and again, so no reason helps.
pub fn template(book: &Rulebook, field: &str, for_phase: Phase, body: &str) -> Result<(), Error> {
    let sample = templates::sample(body);
    let report = book.lint(&sample, phase(for_phase));
    let first = findings(&sample, &report).into_iter().find(|finding| finding.stop);
    first.map_or(Ok(()), |finding| {
        Err(Error::invalid(format!(
            "{field}: “{}” breaks trust ({}). Change it; no reason makes up for it in a template.",
            finding.words, finding.rule
        )))
    })
}

/// Checks the words that a policy has for customers.
///
/// # Errors
/// As [`template`].
pub fn policy(book: &Rulebook, policy: &Policy) -> Result<(), Error> {
    for (field, phase, words) in [
        ("Macro", Phase::Investigating, &policy.support_macro),
        ("Apology", Phase::Resolved, &policy.apology),
    ] {
        words.as_ref().map_or(Ok(()), |words| template(book, field, phase, words))?;
    }
    Ok(())
}

/// A report as the log keeps it.
pub fn findings(text: &str, report: &Report) -> Vec<Finding> {
    let kept = report.findings.iter().map(|finding| Finding {
        rule: match &finding.name {
            Some(own) => format!("{}/{own}", finding.rule.as_str()),
            None => finding.rule.as_str().to_owned(),
        },
        stop: finding.level == Level::Stop,
        words: text.get(finding.start as usize..finding.end as usize).unwrap_or_default().to_owned(),
    });
    kept.collect()
}

#[cfg(test)]
mod tests {
    use domain::{Component, ComponentId, IncidentId, UpdateDraft};

    use super::*;

    fn published(body: &str, impacts: &[(&str, Impact)]) -> Command {
        let impacts = impacts
            .iter()
            .map(|(id, impact)| ComponentImpact::everywhere(ComponentId((*id).to_owned()), *impact));
        let update = UpdateDraft {
            phase: Phase::Confirmed,
            body: body.to_owned(),
            impacts: impacts.collect(),
            ..UpdateDraft::default()
        };
        Command::PublishUpdate { update }
    }

    fn rules(command: &Command, book: &Rulebook) -> Vec<String> {
        let mut incident = Incident::new(IncidentId(1));
        incident.course.state = domain::State::Confirmed;
        incident.knowledge.situation.scope = "11% of requests in Europe".to_owned();
        let component = |name: &str| Component { id: ComponentId::slug(name), name: name.to_owned() };
        let components = vec![component("Databases"), component("Dashboard")];
        let directory = Directory { components, ..Directory::default() };
        let found = super::command(book, command, &incident, &directory, Timestamp(0));
        found.into_iter().map(|finding| finding.rule).collect()
    }

    #[test]
    fn words_are_held_against_what_the_incident_knows() {
        let partial = [("databases", Impact::Partial)];
        for (body, impacts, want) in [
            ("About 11% of queries on Databases fail. Next update by 00:20 UTC.", &partial[..], &[][..]),
            ("About 30% of queries on Databases fail.", &partial, &["scope"]),
            ("Queries on Databases fail. The Dashboard is down.", &partial, &["component"]),
            ("Queries on Databases fail. Next update by 01:30 UTC.", &partial, &["cadence"]),
            ("Queries on Databases fail. We expect a fix within the hour.", &partial, &["eta"]),
        ] {
            assert_eq!(rules(&published(body, impacts), Rulebook::built_in()), want, "{body}");
        }
    }

    #[test]
    fn words_are_held_against_the_regions_that_are_marked() {
        let marked = |body: &str, regions: &[&str]| {
            let mut command = published(body, &[("databases", Impact::Partial)]);
            if let Command::PublishUpdate { update } = &mut command {
                update.impacts[0].regions = regions.iter().map(|region| (*region).to_owned()).collect();
            }
            rules(&command, Rulebook::built_in())
        };
        let (here, there) =
            ("Queries on Databases fail in eu-west.", "Queries on Databases fail in us-east.");
        assert!(marked(here, &["eu-west"]).is_empty());
        assert_eq!(marked(there, &["eu-west"]), ["scope"]);
        assert!(marked(there, &["eu-west", "us-east"]).is_empty());
    }

    #[test]
    fn a_rule_of_the_company_keeps_its_name() {
        let own = lint::OwnRule {
            name: "no-cloud".to_owned(),
            level: Level::Stop,
            why: "We say region.".to_owned(),
            fix: None,
            phases: vec![],
            phrases: vec!["zone|zones".to_owned()],
            matches: vec![],
            passes: vec![],
        };
        let book = Rulebook::new(&lint::Company { rule: vec![own], ..Default::default() }).expect("a rule");
        let command = published("Queries fail in one zone.", &[("databases", Impact::Partial)]);
        assert_eq!(rules(&command, &book), ["company/no-cloud"]);
    }

    #[test]
    fn headlines_are_words_for_customers() {
        let headline = |words: &str| Command::SetHeadline { headline: words.to_owned(), reason: None };
        for (words, want) in [
            ("Builds are delayed", &[][..]),
            ("Builds are back within the hour", &["eta"]),
            ("Builds are delayed because our cloud provider failed", &["blame"]),
        ] {
            let found = rules(&headline(words), Rulebook::built_in());
            assert!(
                want.iter().all(|rule| found.iter().any(|found| found == rule))
                    && found.is_empty() == want.is_empty(),
                "{words}: {found:?}"
            );
        }
    }

    #[test]
    fn planned_work_is_read_as_such() {
        let plan = |title: &str, body: &str| Command::PlanMaintenance {
            plan: domain::MaintenancePlan { title: title.to_owned(), ..domain::MaintenancePlan::default() },
            body: body.to_owned(),
            reason: None,
        };
        for (command, want) in [
            (
                plan("New disks", "We move Databases to new disks. It is planned to last until 04:00 UTC."),
                None,
            ),
            (plan("New disks", "We repair the mess that our cloud provider made."), Some("blame")),
            (plan("Repairs, because our cloud provider failed", ""), Some("blame")),
        ] {
            let found = rules(&command, Rulebook::built_in());
            assert_eq!(want.is_some(), !found.is_empty(), "{found:?}");
            assert!(want.is_none_or(|want| found.iter().any(|rule| rule == want)), "{found:?}");
        }
    }

    #[test]
    fn a_command_that_publishes_nothing_has_no_findings() {
        let say = Command::Say { text: "We expect a fix within the hour.".to_owned() };
        assert!(rules(&say, Rulebook::built_in()).is_empty());
    }

    #[test]
    fn our_own_words_lint_clean() {
        let due = Timestamp(0);
        let components: [&[&str]; 3] = [&[], &["Databases"], &["Dashboard", "API", "Builds & deploys"]];
        for names in components {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            for (text, phase) in [
                (words::first_post(&names, due), Phase::Investigating),
                (words::still_working(&names, due), Phase::Investigating),
                (words::still_working(&names, due), Phase::Confirmed),
                (words::still_working(&names, due), Phase::Monitoring),
                (words::WITHDRAWN.to_owned(), Phase::Monitoring),
                (words::resolved(&names), Phase::Resolved),
                (words::stood_down(&names), Phase::Resolved),
                (words::past(&names, due, due + Span::hours(1)), Phase::Resolved),
                (words::past(&names, due, due + Span::days(2)), Phase::Resolved),
                (words::headline(&names), Phase::Investigating),
                (words::macro_for_linting(&words::support_macro(&names)), Phase::Investigating),
                (words::macro_for_linting(&words::support_macro(&names)), Phase::Confirmed),
                (words::macro_for_linting(&words::support_macro(&names)), Phase::Monitoring),
                (words::macro_for_linting(&words::support_macro_after(&names)), Phase::Resolved),
                (words::macro_for_linting(&words::confidential_macro()), Phase::Investigating),
                (words::apology(&names), Phase::Resolved),
            ] {
                assert_eq!(lint::lint(&text, super::phase(phase)).findings, [], "{text}");
            }
            for text in [
                words::maintenance_planned(&names, due, due + Span::hours(2)),
                words::maintenance_moved(&names, due, due + Span::hours(2)),
                words::maintenance_reminder(&names, due, due + Span::hours(2)),
                words::maintenance_begun(&names, due),
                words::maintenance_verifying(&names),
                words::maintenance_completed(&names),
                words::maintenance_cancelled(&names),
            ] {
                assert_eq!(lint::lint(&text, lint::Phase::Maintenance).findings, [], "{text}");
            }
        }
    }
}
