//! What was taken over from elsewhere: its periods, and what a later look at its source adds.

use domain::public::Period;
use domain::text::REDACTED;
use domain::*;

use crate::support::*;

fn says(minutes: i64, status: &str, affected: &[(&str, Impact, Impact)]) -> ImportedUpdate {
    let affected = affected.iter().map(|(id, was, now)| Affected {
        component: ComponentId::slug(id),
        was: *was,
        now: *now,
    });
    ImportedUpdate {
        id: format!("{status}-{minutes}"),
        phase: if status == "resolved" { Phase::Resolved } else { Phase::Confirmed },
        status: status.to_owned(),
        body: format!("It is {status}."),
        at: at(minutes),
        affected: affected.collect(),
    }
}

/// From minute 0 to minute 100, on the components that are named and those that updates speak of.
fn incident(impact: Impact, named: &[&str], updates: Vec<ImportedUpdate>) -> ImportedIncident {
    ImportedIncident {
        source: "statuspage:p/i".to_owned(),
        headline: "The mill stands still".to_owned(),
        impact,
        components: named.iter().map(|name| ComponentId::slug(name)).collect(),
        began_at: at(0),
        ended_at: Some(at(100)),
        updates,
        ..ImportedIncident::default()
    }
}

fn told_periods(incident: &ImportedIncident) -> Vec<(String, Impact, i64, Option<i64>)> {
    let minute = |when: Timestamp| (when - at(0)).as_minutes();
    let shown = |p: Period| (p.component.0, p.impact, minute(p.from), p.to.map(minute));
    incident.periods().into_iter().map(shown).collect()
}

#[test]
fn periods_follow_what_each_update_says_of_each_component() {
    use Impact::{Degraded, Major, Operational, Partial};
    let cases = [
        (
            "no update has a word",
            incident(Partial, &["mill"], vec![says(0, "investigating", &[])]),
            vec![("mill", Partial, 0, Some(100))],
        ),
        (
            "each component on its own",
            incident(
                Major,
                &["mill", "oven"],
                vec![
                    says(
                        0,
                        "investigating",
                        &[("mill", Operational, Major), ("oven", Operational, Degraded)],
                    ),
                    says(10, "identified", &[("mill", Major, Major), ("oven", Degraded, Operational)]),
                    says(20, "monitoring", &[("mill", Major, Degraded)]),
                    says(100, "resolved", &[("mill", Degraded, Operational)]),
                ],
            ),
            vec![
                ("mill", Major, 0, Some(20)),
                ("oven", Degraded, 0, Some(10)),
                ("mill", Degraded, 20, Some(100)),
            ],
        ),
        (
            "the first update counts from the beginning",
            incident(Major, &[], vec![says(15, "identified", &[("mill", Operational, Major)])]),
            vec![("mill", Major, 0, Some(100))],
        ),
        (
            "a later one from its own time",
            incident(
                Major,
                &[],
                vec![says(0, "identified", &[]), says(30, "identified", &[("oven", Operational, Partial)])],
            ),
            vec![("oven", Partial, 30, Some(100))],
        ),
        (
            "what it was before holds from the beginning",
            incident(
                Major,
                &[],
                vec![says(0, "identified", &[]), says(30, "resolved", &[("mill", Major, Operational)])],
            ),
            vec![("mill", Major, 0, Some(30))],
        ),
        (
            "an impact of none hides no outage",
            incident(
                Operational,
                &["cellar"],
                vec![says(0, "investigating", &[("cellar", Operational, Major)])],
            ),
            vec![("cellar", Major, 0, Some(100))],
        ),
        (
            "nothing is told of after the end",
            incident(Partial, &["mill"], vec![says(120, "postmortem", &[("mill", Operational, Major)])]),
            vec![("mill", Major, 0, Some(100))],
        ),
        (
            "what goes on has no end",
            ImportedIncident {
                ended_at: None,
                standing: Standing::Open,
                ..incident(Major, &[], vec![says(0, "identified", &[("mill", Operational, Major)])])
            },
            vec![("mill", Major, 0, None)],
        ),
        (
            "what is to come has no periods",
            ImportedIncident {
                ended_at: None,
                standing: Standing::Planned,
                ..incident(Impact::Maintenance, &["mill"], vec![])
            },
            vec![],
        ),
    ];
    for (name, incident, wanted) in cases {
        let wanted: Vec<_> = wanted.into_iter().map(|(c, i, from, to)| (c.to_owned(), i, from, to)).collect();
        assert_eq!(told_periods(&incident), wanted, "{name}");
    }
}

#[test]
fn an_import_that_goes_on_is_neither_over_nor_run_here() {
    let open = ImportedIncident {
        ended_at: None,
        standing: Standing::Open,
        ..incident(Impact::Major, &["mill"], vec![says(0, "identified", &[])])
    };
    let world = nothing().acts(&import(), import_of(open));
    let public = world.incident.public().expect("it is public");
    assert!(public.is_open() && !world.incident.is_open());
    assert_eq!(public.impacts, [ComponentImpact::everywhere(ComponentId::slug("mill"), Impact::Major)]);
    assert_eq!(world.incident.card().ended_at, None);
    assert!(world.incident.deadlines().is_empty());
    assert!(matches!(world.asks(&Actor::person(ADA, Role::Admin), reopen()), Err(Refusal::Over { .. })));
}

#[test]
fn planned_work_is_neither_open_nor_over() {
    let planned = ImportedIncident {
        ended_at: None,
        maintenance: true,
        standing: Standing::Planned,
        planned_until: Some(at(130)),
        ..incident(Impact::Maintenance, &["mill"], vec![])
    };
    let public = nothing().acts(&import(), import_of(planned)).incident.public().expect("it is public");
    assert!(public.is_planned() && !public.is_open());
    assert_eq!((public.ended_at, public.impacts, public.periods), (None, vec![], vec![]));
}

fn first() -> ImportedIncident {
    ImportedIncident {
        ended_at: None,
        standing: Standing::Open,
        ..incident(Impact::Major, &["mill"], vec![says(0, "identified", &[])])
    }
}

fn later() -> ImportedIncident {
    ImportedIncident {
        postmortem: Some("A stone was loose.".to_owned()),
        ..incident(Impact::Major, &["mill"], vec![says(0, "identified", &[]), says(100, "resolved", &[])])
    }
}

#[test]
fn a_second_import_continues_the_same_incident() {
    let mut world = nothing().acts(&import(), import_of(first()));
    world = world.acts(&import(), import_of(later()));
    let public = world.incident.public().expect("it is public");
    assert_eq!(public.ended_at, Some(at(100)));
    assert_eq!((public.updates.len(), public.postmortem.is_some()), (2, true));
    assert_eq!(world.log.len(), 2);
    for (name, again) in [("the same again", later()), ("an older file", first())] {
        assert_eq!(world.asks(&import(), import_of(again)), Err(Refusal::AlreadyDeclared), "{name}");
    }
    let other =
        ImportedIncident { source: "statuspage:p/j".to_owned(), headline: "Else".to_owned(), ..later() };
    assert_eq!(world.asks(&import(), import_of(other)), Err(Refusal::AlreadyDeclared), "another incident");
}

#[test]
fn a_second_import_takes_over_what_changed() {
    let changed = |change: fn(&mut ImportedIncident)| {
        let mut newer = later();
        change(&mut newer);
        later().continued(newer)
    };
    let renamed = changed(|newer| newer.headline = "The mill stood still".to_owned()).expect("news");
    assert_eq!(renamed.headline, "The mill stood still");
    let edited = changed(|newer| newer.updates[0].body = "It is found.".to_owned()).expect("news");
    assert_eq!((edited.updates.len(), edited.updates[0].body.as_str()), (2, "It is found."));
    let excerpt = changed(|newer| {
        newer.updates.remove(0);
        newer.postmortem = None;
    });
    assert_eq!(excerpt, None, "what a file leaves out is not lost");
    let touched = changed(|newer| newer.changed_at = Some(at(500)));
    assert_eq!(touched, None, "nothing that anybody sees");
    let reopened = changed(|newer| {
        newer.updates.push(says(110, "investigating", &[]));
        newer.ended_at = None;
        newer.standing = Standing::Open;
    });
    assert_eq!(reopened.map(|newer| (newer.over_at(), newer.updates.len())), Some((None, 3)));
}

#[test]
fn redacted_words_do_not_come_back_with_the_next_import() {
    let world = nothing().acts(&import(), import_of(later()));
    let Event::Imported { incident } = redact::blank(&world.log[0].event) else { panic!("an import") };
    assert_eq!(incident.continued(later()), None);
    let more = ImportedIncident {
        updates: [later().updates, vec![says(120, "postmortem", &[])]].concat(),
        ..later()
    };
    let more = incident.continued(more).expect("another update");
    let bodies: Vec<_> = more.updates.iter().map(|update| update.body.as_str()).collect();
    assert_eq!(bodies, [REDACTED, REDACTED, "It is postmortem."]);
    assert_eq!((more.headline.as_str(), more.postmortem.as_deref()), (REDACTED, Some(REDACTED)));
}

#[test]
fn adds_ids_to_imports_of_an_earlier_release() {
    let without_ids = |mut incident: ImportedIncident| {
        incident.updates.iter_mut().for_each(|update| update.id.clear());
        incident
    };
    let known = without_ids(later()).continued(later()).expect("ids are news");
    assert_eq!(known, later());
}
