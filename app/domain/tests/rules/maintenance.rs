//! Planned maintenance: what may happen to it, what customers read of it, and which clocks it keeps silent.

use domain::Refusal::*;
use domain::maintenance::{PLAN_AHEAD_MAX, QUIET_AFTER, REMIND_HOURS_MAX, WINDOW_MAX};
use domain::time::Span;
use domain::*;

use crate::replay_support::check;
use crate::support::*;
use crate::table;

/// Databases, from minute 60 to minute 180.
fn window() -> MaintenancePlan {
    MaintenancePlan {
        title: "Move to new disks".to_owned(),
        components: vec![databases()],
        from: at(60),
        until: at(180),
        begins_itself: true,
        ends_itself: true,
        remind_hours: None,
    }
}

fn plan(plan: MaintenancePlan) -> Command {
    Command::PlanMaintenance { plan, body: "We move Databases to new disks.".to_owned(), reason: None }
}

fn change(plan: MaintenancePlan) -> Command {
    Command::ChangeMaintenance { plan, body: String::new(), reason: None }
}

fn post(phase: Phase) -> Command {
    Command::PostMaintenance { phase, body: "Half of the data has moved.".to_owned(), reason: None }
}

fn begin() -> Command {
    Command::BeginMaintenance { body: String::new(), reason: None }
}

fn end() -> Command {
    Command::EndMaintenance { body: String::new(), reason: None }
}

fn cancel(why: &str) -> Command {
    Command::CancelMaintenance { body: why.to_owned(), reason: None }
}

fn planned() -> World {
    nothing().does(BOB, plan(window()))
}

fn begun() -> World {
    planned().at(61).does(BOB, begin())
}

fn over() -> World {
    begun().at(100).does(BOB, end())
}

/// Fields hold minutes, and other programs plan to the second: changing the end of such work changes nothing else.
#[test]
fn what_was_planned_to_the_second_begins_as_it_did() {
    let from = at(60) + Span::seconds(44);
    let work = MaintenancePlan { from, ..window() };
    let begun = nothing().does(BOB, plan(work.clone())).at(61).does(BOB, begin());
    let extended = begun.does(BOB, change(MaintenancePlan { from: at(60), until: at(240), ..work }));
    let plan = &extended.incident.maintenance.as_ref().expect("work").plan;
    assert_eq!((plan.from, plan.until), (from, at(240)));
}

#[test]
fn planning() {
    let moved = |from, until| plan(MaintenancePlan { from, until, ..window() });
    let about = |components| plan(MaintenancePlan { components, ..window() });
    let reminding = |hours| plan(MaintenancePlan { remind_hours: Some(hours), ..window() });
    let second = Span::seconds(1);
    let bare = Command::PlanMaintenance { plan: window(), body: " ".to_owned(), reason: None };
    let titled = |title: &str| plan(MaintenancePlan { title: title.to_owned(), ..window() });
    table! {
        "a responder": nothing() => BOB, plan(window()) => Ok([Event::MaintenancePlanned { .. }, Event::UpdatePublished { update }]) if update.phase == Phase::Investigating && update.impacts.is_empty(),
        "no viewer": nothing() => VI, plan(window()) => Err(RoleTooLow { .. }),
        "not twice": planned() => BOB, plan(window()) => Err(AlreadyDeclared),
        "our own words": nothing() => BOB, bare.clone() => Ok([_, Event::UpdatePublished { update }]) if update.body.contains("17 Nov, 05:00 UTC"),
        "a title": nothing() => BOB, titled(" ") => Err(Text { .. }),
        "of one line": nothing() => BOB, titled("a\nb") => Err(Text { .. }),
        "this minute": nothing() => BOB, moved(START, at(5)) => Ok(_),
        "not the one before": nothing() => BOB, moved(at(-1), at(5)) => Err(DueInPast { .. }),
        "an end after its beginning": nothing() => BOB, moved(at(60), at(60)) => Err(WindowEndsFirst),
        "thirty days": nothing() => BOB, moved(at(60), at(60) + WINDOW_MAX) => Ok(_),
        "and no longer": nothing() => BOB, moved(at(60), at(60) + WINDOW_MAX + second) => Err(WindowTooLong { .. }),
        "within a year": nothing() => BOB, moved(START + PLAN_AHEAD_MAX, at(5) + PLAN_AHEAD_MAX) => Ok(_),
        "and no later": nothing() => BOB, moved(START + PLAN_AHEAD_MAX + second, at(5) + PLAN_AHEAD_MAX) => Err(DueTooLate { .. }),
        "a component": nothing() => BOB, about(vec![]) => Err(NoComponents),
        "that we have": nothing() => BOB, about(vec![ComponentId("moon".to_owned())]) => Err(UnknownComponent { .. }),
        "each once": nothing() => BOB, about(vec![api(), api()]) => Ok([Event::MaintenancePlanned { plan }, _]) if plan.components == [api()],
        "a week before": nothing() => BOB, reminding(REMIND_HOURS_MAX) => Ok(_),
        "and no sooner": nothing() => BOB, reminding(REMIND_HOURS_MAX + 1) => Err(BadReminder { .. }),
        "nor at the beginning": nothing() => BOB, reminding(0) => Err(BadReminder { .. }),
        "words that break no trust": nothing().lint(&[stop()]) => BOB, plan(window()) => Err(ReasonNeeded { .. }),
        "it is no incident": planned() => BOB, take_over(Duty::Commander) => Err(IsMaintenance),
        "nor closed": planned() => BOB, Command::Close => Err(IsMaintenance),
        "nor an incident's": declared(ADA) => ADA, begin() => Err(NotMaintenance),
        "and has a log": planned() => BOB, say("Disks are here") => Ok(_),
    }
}

#[test]
fn moving_it_on() {
    let later = || MaintenancePlan { from: at(120), until: at(240), ..window() };
    let extended = || MaintenancePlan { until: at(240), ..window() };
    let by_hand = || MaintenancePlan { begins_itself: false, ..window() };
    table! {
        "a new window is told": planned() => BOB, change(later()) => Ok([Event::MaintenanceChanged { .. }, Event::UpdatePublished { update }]) if update.body.contains("06:00 UTC"),
        "how it begins is not": planned() => BOB, change(by_hand()) => Ok([Event::MaintenanceChanged { .. }]),
        "something changes": planned() => BOB, change(window()) => Err(NothingMoved),
        "to the future": planned().at(30) => BOB, change(MaintenancePlan { from: at(10), ..window() }) => Err(DueInPast { .. }),
        "once begun its end moves": begun() => BOB, change(extended()) => Ok([_, Event::UpdatePublished { update }]) if update.phase == Phase::Confirmed && update.impacts == [hit(databases(), Impact::Maintenance)],
        "its beginning stays": begun() => BOB, change(later()) => Err(MaintenanceBegun),
        "its components too": begun() => BOB, change(MaintenancePlan { components: vec![api()], ..window() }) => Err(MaintenanceBegun),
        "over is over": over() => BOB, change(later()) => Err(MaintenanceOver { .. }),
        "before its time": planned() => BOB, begin() => Ok([Event::MaintenanceBegun, Event::UpdatePublished { update }]) if update.impacts == [hit(databases(), Impact::Maintenance)],
        "not twice": begun() => BOB, begin() => Err(MaintenanceBegun),
        "no viewer": planned() => VI, begin() => Err(RoleTooLow { .. }),
        "it ends": begun() => BOB, end() => Ok([Event::MaintenanceEnded, Event::UpdatePublished { update }]) if update.phase == Phase::Resolved && update.impacts == [hit(databases(), Impact::Operational)],
        "once it has begun": planned() => BOB, end() => Err(MaintenanceNotBegun),
        "and once": over() => BOB, end() => Err(MaintenanceOver { .. }),
        "called off": planned() => BOB, cancel("No disks came.") => Ok([Event::MaintenanceCancelled, _]),
        "while it goes on": begun() => BOB, cancel("Two disks failed.") => Ok([Event::MaintenanceCancelled, _]),
        "with a reason": planned() => BOB, cancel("") => Err(Text { .. }),
        "a word before": planned() => BOB, post(Phase::Investigating) => Ok([Event::UpdatePublished { .. }]),
        "is not of work that goes on": planned() => BOB, post(Phase::Confirmed) => Err(MaintenanceStands { .. }),
        "a word meanwhile": begun() => BOB, post(Phase::Monitoring) => Ok([Event::UpdatePublished { update }]) if update.impacts == [hit(databases(), Impact::Maintenance)],
        "is not the end": begun() => BOB, post(Phase::Resolved) => Err(MaintenanceStands { .. }),
        "words are put right": planned() => BOB, correct(2, "We move Databases to faster disks.") => Ok([Event::UpdateCorrected { .. }]),
        "by no viewer": planned() => VI, correct(2, "We move Databases to faster disks.") => Err(RoleTooLow { .. }),
    }
}

/// What the server does at a minute, and what becomes of that; nothing where it does nothing.
fn by_itself(world: &World, minute: i64) -> Option<&'static str> {
    let mut world = world.clone().at(minute);
    let step = world.incident.maintenance.as_ref().and_then(|work| work.next_step(at(minute)))?;
    let events = world.asks(&Actor::server(), step.clone()).expect("its time has come");
    let kind = match &events[0] {
        Event::MaintenanceReminded => "reminds",
        Event::MaintenanceBegun => "begins",
        Event::MaintenanceEnded => "ends",
        _ => "else",
    };
    for event in events {
        world.record(By::Server, event);
    }
    world.asks(&Actor::server(), step).expect_err("each step is done once");
    Some(kind)
}

#[test]
fn it_does_by_itself_what_is_planned_so() {
    let with = |plan: MaintenancePlan| nothing().does(BOB, self::plan(plan));
    let far =
        |hours| MaintenancePlan { from: at(600), until: at(720), remind_hours: Some(hours), ..window() };
    let by_hand = || MaintenancePlan { begins_itself: false, ends_itself: false, ..window() };
    let moved = with(far(2)).at(500).does(BOB, change(MaintenancePlan { until: at(800), ..far(2) }));
    for (name, world, minute, want) in [
        ("not before", planned(), 59, None),
        ("at its time", planned(), 60, Some("begins")),
        ("late is better than never", planned(), 179, Some("begins")),
        ("but not once the window has passed", planned(), 180, None),
        ("by hand", with(by_hand()), 60, None),
        ("not before its end", begun(), 179, None),
        ("at its end", begun(), 180, Some("ends")),
        ("ended by hand", with(by_hand()).at(60).does(BOB, begin()), 500, None),
        ("a reminder is not sent before", with(far(2)), 479, None),
        ("at its time", with(far(2)), 480, Some("reminds")),
        ("whoever was told of the window since needs none", moved, 501, None),
        ("nor who was told within it", with(far(20)), 1, None),
        ("nothing once it is called off", planned().does(BOB, cancel("No disks came.")), 60, None),
    ] {
        assert_eq!(by_itself(&world, minute), want, "{name}");
    }
    let early = planned().asks(&Actor::server(), begin());
    assert_eq!(early, Err(NotYet), "the server begins nothing before its time");
}

#[test]
fn customers_read_how_far_it_is() {
    let public = |world: &World| world.incident.public().expect("it is announced");
    let labels = |world: &World| public(world).updates.into_iter().map(|u| u.label).collect::<Vec<_>>();
    let coming = planned();
    assert!(public(&coming).is_planned() && !public(&coming).is_open() && public(&coming).periods.is_empty());
    assert_eq!((public(&coming).headline.as_str(), public(&coming).began_at), ("Move to new disks", at(60)));
    let going = begun();
    let told = public(&going);
    assert!(told.is_open() && told.maintenance && !told.has_overrun(at(180)) && told.has_overrun(at(181)));
    assert_eq!(told.impacts, [hit(databases(), Impact::Maintenance)]);
    assert_eq!((told.began_at, told.window()), (at(61), (at(60), Some(at(180)))), "its real beginning");
    let past = over();
    assert_eq!(labels(&past), ["Scheduled", "In progress", "Completed"]);
    let told = public(&past);
    assert_eq!((told.ended_at, told.periods[0].to, told.impacts.len()), (Some(at(100)), Some(at(100)), 0));
    let off = planned().at(9).does(BOB, change(MaintenancePlan { until: at(190), ..window() }));
    let off = off.at(10).does(BOB, cancel("No disks came."));
    assert_eq!(labels(&off), ["Scheduled", "Rescheduled", "Cancelled"]);
    let told = public(&off);
    assert!(told.is_cancelled() && told.periods.is_empty() && told.lasted() == Some(Span::ZERO));
    assert_eq!(told.planned.map(|work| work.revision), Some(2), "calendars see each change");
    for world in [coming, going, past, off] {
        assert_eq!(check(IncidentId(1), &world.log, &world.facts.directory), Ok(()));
        let card = world.incident.card();
        assert!(
            !card.is_open() && !card.is_past() && card.cadence == (0, 0) && card.first_update_after.is_none()
        );
        assert!(world.incident.deadlines().is_empty());
    }
}

#[test]
fn clocks_are_silent_while_all_that_is_hit_is_under_maintenance() {
    let work = |world: World| *world.incident.maintenance.expect("planned");
    let (coming, going, past) = (work(planned()), work(begun()), work(over()));
    let gone = 100 + QUIET_AFTER.as_minutes();
    let on_api = Maintenance {
        plan: MaintenancePlan { components: vec![api()], until: at(150), ..window() },
        ..going.clone()
    };
    for (name, affected, works, minute, want) in [
        ("nothing is planned", vec![databases()], vec![], 70, None),
        ("it has not begun", vec![databases()], vec![&coming], 70, None),
        ("it goes on", vec![databases()], vec![&going], 70, Some((180, false))),
        ("longer than planned", vec![databases()], vec![&going], 200, Some((180, true))),
        ("something else is hit too", vec![databases(), api()], vec![&going], 70, None),
        (
            "that is under maintenance too",
            vec![databases(), api()],
            vec![&going, &on_api],
            70,
            Some((150, false)),
        ),
        ("nothing is known to be hit", vec![], vec![&going], 70, None),
        ("it was over a moment ago", vec![databases()], vec![&past], 101, Some((gone, false))),
        ("and then nothing is silent", vec![databases()], vec![&past], gone, None),
    ] {
        let silence = maintenance::silence(&affected, works, at(minute));
        let got = silence.map(|silence| ((silence.until - START).as_minutes(), silence.overruns));
        assert_eq!(got, want, "{name}");
    }
    let miss = Command::RecordMiss { kind: DeadlineKind::PublicUpdate, due: at(30) };
    let mut world = declared(ADA).at(70);
    world.facts.works = vec![going];
    assert_eq!(world.asks(&Actor::server(), miss.clone()), Err(NotMissed));
    world.facts.works.clear();
    assert!(world.asks(&Actor::server(), miss).is_ok());
}

#[test]
fn its_window_is_held_against_others() {
    let work = planned().incident.maintenance.expect("planned");
    let at_times = |from, until, component| MaintenancePlan {
        from: at(from),
        until: at(until),
        components: vec![component],
        ..window()
    };
    for (plan, overlaps) in [
        (at_times(0, 60, databases()), false),
        (at_times(0, 61, databases()), true),
        (at_times(179, 300, databases()), true),
        (at_times(180, 300, databases()), false),
        (at_times(60, 180, api()), false),
    ] {
        assert_eq!(work.overlaps(&plan), overlaps, "{plan:?}");
    }
}

#[test]
fn a_redacted_title_is_gone() {
    let world = begun().does(ADA, Command::Redact { seq: Seq(1), reason: "A name".to_owned() });
    let mut log = world.log.clone();
    log[0].event = redact::blank(&log[0].event);
    let incident = Incident::fold(IncidentId(1), &log);
    let public = incident.public().expect("it is public");
    assert_eq!((public.headline.as_str(), public.redacted_at), (redact::REDACTED, Some(at(61))));
    assert_eq!(incident.maintenance.map(|work| work.phase), Some(MaintenancePhase::InProgress));
}
