//! What was hit, who speaks to whom about it, and by when.

use domain::outreach::{Act, Caller, Stage, may_contact, step};
use domain::ticket::Mark;
use domain::*;

use crate::support::*;

fn publishing(impacts: Vec<ComponentImpact>, phase: Phase) -> Command {
    Command::PublishUpdate { update: UpdateDraft { impacts, ..draft(phase) } }
}

#[test]
fn a_hit_component_remembers_its_worst_impact() {
    let world = declared(ADA);
    let hit = world.incident.hit(&databases()).expect("named with the declaration");
    assert_eq!((hit.now, hit.confirmed), (Impact::Degraded, None), "published, and not confirmed yet");

    let world = world.at(10).does(ADA, confirm());
    let world = world.at(20).does(ADA, publishing(vec![hit_by(Impact::Major)], Phase::Confirmed));
    let world = world.at(30).does(ADA, publishing(vec![hit_by(Impact::Degraded)], Phase::Monitoring));
    let hit = world.incident.hit(&databases()).expect("hit");
    assert_eq!((hit.now, hit.worst), (Impact::Degraded, Impact::Major));
    assert_eq!((hit.since, hit.confirmed), (at(0), Some(at(10))));

    let later = world.at(40).does(ADA, publishing(vec![hit_by(Impact::Operational)], Phase::Monitoring));
    assert_eq!(later.incident.hit(&databases()).expect("was hit").now, Impact::Operational);
    assert_eq!(later.incident.hit(&api()), None);
}

fn confirming(impacts: Vec<ComponentImpact>) -> Command {
    let text = || "New connections time out".to_owned();
    Command::Confirm { symptoms: text(), scope: text(), impacts, post: Post::Later }
}

fn hit_by(impact: Impact) -> ComponentImpact {
    hit(databases(), impact)
}

#[test]
fn the_goal_counts_from_the_confirmed_impact() {
    let due = |world: &World, components: &[ComponentId]| {
        world.incident.contact_due(&world.incident.hits_of(components, &[]), &[])
    };
    let world = declared(ADA);
    assert_eq!(due(&world, &[databases()]), None);
    let world = world.at(10).does(ADA, confirm());
    assert_eq!(due(&world, &[api(), databases()]), Some(at(30)));
    assert_eq!(due(&world, &[api()]), None, "not hit");
    let wider = vec![hit_by(Impact::Partial), hit(api(), Impact::Degraded)];
    let world = world.at(25).does(ADA, publishing(wider, Phase::Confirmed));
    assert_eq!(due(&world, &[api()]), Some(at(45)), "what is hit later has its own clock");
    for (minute, want) in [(20, Due::Ok), (40, Due::Soon), (45, Due::Soon), (46, Due::Over)] {
        assert_eq!(world.incident.contact_state(at(45), at(minute)), want, "{minute}");
    }
}

#[test]
fn customers_are_hit_where_they_are() {
    let of = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let marked = |impact, regions: &[&str]| ComponentImpact { regions: of(regions), ..hit_by(impact) };
    let publish =
        |world: World, minute, hit| world.at(minute).does(ADA, publishing(vec![hit], Phase::Confirmed));
    let seen = |world: &World, regions: &[&str]| {
        let regions = of(regions);
        let hits = world.incident.hits_of(&[databases()], &regions);
        let due = world.incident.contact_due(&hits, &regions);
        (hits.first().map(|hit| hit.now_in(&regions)), due.is_some())
    };
    let world = declared(ADA).does(ADA, confirming(vec![marked(Impact::Partial, &["eu-west", " EU-West "])]));
    for (regions, want) in [
        (&["eu-west"][..], (Some(Impact::Partial), true)),
        (&["EU-WEST", "us-east"], (Some(Impact::Partial), true)),
        (&["us-east"], (None, false)),
        (&[], (Some(Impact::Partial), true)),
    ] {
        assert_eq!(seen(&world, regions), want, "{regions:?}");
    }

    let moved = publish(world, 10, marked(Impact::Major, &["us-east"]));
    assert_eq!(
        seen(&moved, &["eu-west"]),
        (Some(Impact::Operational), false),
        "it works again there: nothing is overdue"
    );
    assert_eq!(seen(&moved, &["us-east"]), (Some(Impact::Major), true));
    let wider = publish(moved, 20, marked(Impact::Partial, &[]));
    assert_eq!(seen(&wider, &["ap-south"]), (Some(Impact::Partial), true), "everywhere");
    let over = publish(wider, 30, marked(Impact::Operational, &[]));
    assert_eq!(seen(&over, &["ap-south"]), (Some(Impact::Operational), false));
}

#[test]
fn regions_are_names_and_not_too_many() {
    let regions = |names: Vec<String>| {
        let hit = ComponentImpact { regions: names, ..hit_by(Impact::Partial) };
        declared(ADA).tries(ADA, confirming(vec![hit]))
    };
    assert!(matches!(regions(vec![" ".to_owned()]), Err(Refusal::Text { .. })));
    assert!(matches!(regions(vec![long(REGION_MAX + 1)]), Err(Refusal::Text { .. })));
    let many = (0..=IMPACT_REGIONS_MAX).map(|n| format!("region-{n}")).collect();
    assert!(matches!(regions(many), Err(Refusal::TooMany { limit: IMPACT_REGIONS_MAX, .. })));
    let Ok(events) = regions(vec!["us-east".to_owned(), "eu-west".to_owned(), "EU-WEST ".to_owned()]) else {
        panic!("they are names");
    };
    assert!(
        matches!(&events[0], Event::Confirmed { impacts, .. } if impacts[0].regions == ["eu-west", "us-east"])
    );
}

#[test]
fn who_may_contact_whom() {
    let world = confirmed(ADA);
    let with_liaison = confirmed(ADA).does(ADA, offer(Duty::Liaison, CY)).does(CY, accept(Duty::Liaison));
    let caller = |person, role, manages_any| Caller { person, role, manages_any };
    let viewer = |manages| caller(VI, Role::Viewer, manages);
    for (name, world, caller, manager, want) in [
        ("their own, also as a viewer", &world, viewer(true), Some(VI), true),
        ("not another's", &world, viewer(true), Some(BOB), false),
        ("one that nobody manages", &world, viewer(true), None, true),
        ("not as a mere viewer", &world, viewer(false), None, false),
        ("a responder helps where nobody manages", &world, caller(BOB, Role::Responder, false), None, true),
        ("and leaves the rest to its manager", &world, caller(BOB, Role::Responder, false), Some(VI), false),
        ("the IC while nobody is liaison", &world, caller(ADA, Role::Admin, false), Some(VI), true),
        ("the liaison", &with_liaison, caller(CY, Role::Responder, false), Some(VI), true),
        ("then not the IC", &with_liaison, caller(ADA, Role::Admin, false), Some(VI), false),
    ] {
        let got = may_contact(&world.incident, caller, manager, &world.facts.directory);
        assert_eq!(got.is_ok(), want, "{name}: {got:?}");
    }
    let why = may_contact(&world.incident, viewer(true), Some(BOB), &world.facts.directory);
    assert_eq!(
        why.expect_err("Bob's").to_string(),
        "Bob Okafor manages this account. Ask Bob Okafor, or whoever is customer liaison."
    );
}

#[test]
fn call_stages_follow_each_other() {
    for (stage, next) in Stage::ALL.into_iter().zip(Stage::ALL.into_iter().skip(1)) {
        assert_eq!(stage.next(), Some(next));
        assert_eq!(Stage::of(stage.slug()), Some(stage));
    }
    assert_eq!(Stage::Acknowledged.next(), None);
    assert_eq!(Stage::of("called"), None);
}

#[test]
fn no_customer_is_called_by_two_people() {
    use Refusal::{CallDone, CallTaken, ClaimFirst};
    use Stage::{Acknowledged, Claimed, Contacted, Unclaimed};
    let since = Timestamp(Span::minutes(20).0);
    let bobs = || CallTaken { name: "Bob Okafor".to_owned(), at: since };
    for (name, stage, holder, leads, act, want) in [
        ("free", Unclaimed, None, false, Act::Claim, Ok(Claimed)),
        ("released by Bob before", Unclaimed, Some(BOB), false, Act::Claim, Ok(Claimed)),
        ("Bob has it", Claimed, Some(BOB), false, Act::Claim, Err(bobs())),
        ("nor does a lead call twice", Claimed, Some(BOB), true, Act::Claim, Err(bobs())),
        ("claim before you call", Unclaimed, None, false, Act::MoveOn, Err(ClaimFirst)),
        ("called", Claimed, Some(CY), false, Act::MoveOn, Ok(Contacted)),
        ("answered", Contacted, Some(CY), false, Act::MoveOn, Ok(Acknowledged)),
        ("that was it", Acknowledged, Some(CY), false, Act::MoveOn, Err(CallDone)),
        ("not Bob's", Contacted, Some(BOB), false, Act::MoveOn, Err(bobs())),
        ("a lead may", Contacted, Some(BOB), true, Act::MoveOn, Ok(Acknowledged)),
        ("given back", Claimed, Some(CY), false, Act::Release, Ok(Unclaimed)),
        ("taken from Bob by a lead", Claimed, Some(BOB), true, Act::Release, Ok(Unclaimed)),
        ("who was called stays called", Contacted, Some(CY), false, Act::Release, Err(CallDone)),
        ("nothing to give back", Unclaimed, None, false, Act::Release, Err(ClaimFirst)),
    ] {
        assert_eq!(
            step(stage, holder.map(|by| Mark { by, at: since }), CY, leads, act, &directory()),
            want,
            "{name}"
        );
    }
}
