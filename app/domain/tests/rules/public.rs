//! What customers see, and what they never do.

use domain::public::{Period, PublicPostmortem};
use domain::*;

use crate::support::*;

fn update(minutes: i64, impacts: Vec<ComponentImpact>, world: World) -> World {
    let update = UpdateDraft { impacts, ..draft(Phase::Investigating) };
    world.at(minutes).does(ADA, Command::PublishUpdate { update })
}

fn period(component: ComponentId, impact: Impact, from: i64, to: Option<i64>) -> Period {
    Period { component, impact, regions: vec![], from: at(from), to: to.map(at) }
}

#[test]
fn customers_see_headline_phase_and_updates_of_an_open_incident() {
    let world = nothing().does(ADA, declare_at(Some(at(-4)))).does(ADA, sitrep("The disk of db-7 is full"));
    let public = world.incident.public().expect("it is public");
    assert_eq!((public.headline.as_str(), public.phase), ("Problems with Databases", Phase::Investigating));
    assert_eq!((public.began_at, public.ended_at, public.next_due), (at(-4), None, Some(at(30))));
    assert_eq!(public.impacts, [hit(databases(), Impact::Degraded)]);
    assert_eq!(public.periods, [period(databases(), Impact::Degraded, -4, None)]);
    let json = serde_json::to_string(&public).expect("serialises");
    for inside in ["Postgres", "db-7", "disk", "Failing over"] {
        assert!(!json.contains(inside), "{inside} is for people inside");
    }
}

#[test]
fn confidential_is_never_public() {
    let secret = confidential(ADA);
    let over = secret.clone().does(ADA, Command::StandDown { post: no_post() });
    let leak = declared(ADA).log[1].event.clone();
    for (name, world) in
        [("open", secret.clone()), ("over", over), ("whatever its log holds", secret.with(ADA, leak))]
    {
        assert_eq!(world.incident.public(), None, "{name}");
    }
    assert_eq!(nothing().incident.public(), None, "nor what is not declared");
}

#[test]
fn a_false_alarm_says_so() {
    let public = declared(ADA).at(9).does(ADA, Command::StandDown { post: last_post() }).incident.public();
    let public = public.expect("it is public");
    let labels: Vec<_> = public.updates.iter().map(|u| u.label.as_str()).collect();
    assert_eq!(labels, ["Investigating", "False alarm"]);
    assert_eq!((public.ended_at, public.next_due, public.impacts), (Some(at(9)), None, vec![]));
}

#[test]
fn impacts_become_periods() {
    let world =
        update(10, vec![hit(databases(), Impact::Partial), hit(api(), Impact::Degraded)], declared(ADA));
    let world = update(20, vec![hit(databases(), Impact::Partial)], world);
    let world = world.at(40).does(ADA, resolve(ADA));
    let public = world.incident.public().expect("it is public");
    assert_eq!(
        public.periods,
        [
            period(databases(), Impact::Degraded, 0, Some(10)),
            period(api(), Impact::Degraded, 10, Some(20)),
            period(databases(), Impact::Partial, 10, Some(40)),
        ]
    );
    assert_eq!((public.worst, public.components), (Impact::Partial, vec![databases(), api()]));
    assert_eq!((public.phase, public.ended_at), (Phase::Resolved, Some(at(40))));
}

#[test]
fn components_that_the_last_post_leaves_out_recover_with_it() {
    let post = Post::Now { update: UpdateDraft { impacts: vec![], ..draft(Phase::Resolved) } };
    let world = declared(ADA).at(40).does(ADA, Command::Resolve { post, postmortem: waived("Known") });
    let public = world.incident.public().expect("it is public");
    assert_eq!(public.periods, [period(databases(), Impact::Degraded, 0, Some(40))]);
}

#[test]
fn reopening_makes_it_ongoing_again() {
    let world = resolved(ADA).at(60).does(BOB, reopen()).at(62).does(BOB, publish(Phase::Confirmed));
    let public = world.incident.public().expect("it is public");
    assert_eq!((public.ended_at, public.phase), (None, Phase::Confirmed));
    assert_eq!(public.periods.last(), Some(&period(databases(), Impact::Partial, 62, None)));
}

#[test]
fn a_published_postmortem_is_linked() {
    let public = closed(ADA).incident.public().expect("it is public");
    assert_eq!(public.postmortem, Some(PublicPostmortem::Link("https://example.com/postmortem".to_owned())));
    assert_eq!(resolved(ADA).incident.public().expect("it is public").postmortem, None);
}

#[test]
fn history_keeps_its_own_words_and_times() {
    let world = imported();
    let public = world.incident.public().expect("it is public");
    assert_eq!((public.headline.as_str(), public.worst), ("Elevated errors", Impact::Partial));
    assert_eq!((public.began_at, public.ended_at), (at(-5_000), Some(at(-4_940))));
    let labels: Vec<_> = public.updates.iter().map(|u| u.label.as_str()).collect();
    assert_eq!(labels, ["Investigating", "In progress", "Resolved"]);
    assert_eq!(public.periods, [period(databases(), Impact::Partial, -5_000, Some(-4_940))]);
    assert_eq!(public.postmortem, Some(PublicPostmortem::Text("What we learned.".to_owned())));
    assert!(!world.incident.is_open(), "nobody here runs it");
}

#[test]
fn history_without_an_end_is_over_with_its_last_word() {
    let open = ImportedIncident { ended_at: None, ..history() };
    let actor = Actor { by: By::Import, role: Role::Admin };
    let world = nothing().acts(&actor, Command::Import { incident: Box::new(open) });
    assert_eq!(world.incident.public().and_then(|p| p.ended_at), Some(at(-4_940)), "with its last word");
    assert!(world.incident.deadlines().is_empty());
}

#[test]
fn a_false_alarm_had_no_impact() {
    let world = declared(ADA).at(2).does(ADA, publish(Phase::Investigating));
    let open = world.incident.public().expect("it is public");
    assert!(!open.periods.is_empty() && !open.false_alarm);
    let public = world.at(9).does(ADA, stand_down()).incident.public().expect("it is public");
    assert!(public.false_alarm);
    assert_eq!((public.worst, public.periods, public.impacts), (Impact::Operational, vec![], vec![]));
    assert_eq!(public.components, open.components, "what it was about");
}

#[test]
fn the_duration_leaves_out_pauses() {
    let world = resolved(ADA).at(60).does(BOB, reopen());
    assert_eq!(world.incident.public().and_then(|public| public.lasted()), None, "it goes on");
    let ended = resolved(ADA).incident.public().expect("it is public");
    let (first, paused) = (ended.lasted().expect("over"), at(60) - ended.ended_at.expect("over"));
    let ended_again = world.at(75).does(BOB, resolve(BOB)).incident;
    let public = ended_again.public().expect("it is public");
    assert_eq!(public.ended_at, Some(at(75)));
    assert_eq!(ended_again.card().lasted, public.lasted(), "inside as outside");
    assert!(paused > Span::ZERO);
    assert_eq!(public.lasted(), Some(Span(first.0 + Span::minutes(15).0)));
    let outside = |p: &Period| p.to.is_none_or(|to| to <= at(60) - paused || p.from >= at(60));
    assert!(public.periods.iter().all(outside), "{:?}", public.periods);
}
