//! Goals for the words: how an incident stands by those of its day, and how often they were met.

use domain::goal::Measure;
use domain::incident::{GoalFacts, Unreached};
use domain::score::{MISSED_SHOWN_MAX, Score};
use domain::*;

use crate::support::*;

fn wanting(goals: Goals) -> World {
    World::new().policy(Policy { goals, ..Policy::default() })
}

/// Declared at minute zero, by a company that wants no silence of more than 30 minutes.
fn heard() -> World {
    let silence = Some(Span::minutes(30));
    wanting(Goals { silence, ..Goals::default() }).does(ADA, declare())
}

/// How it stands by its one goal, in words; a time that is left as the minute at which it is over.
fn stands(world: &World, minute: i64, works: &[Maintenance], end: Option<Unreached>) -> String {
    let facts = GoalFacts { now: at(minute), works, end };
    let measures = world.incident.measures(&facts);
    let words = |(_, measure): &(Goal, Measure)| match measure {
        Measure::Met => "met".to_owned(),
        Measure::Open(why) => format!("open: {why}"),
        Measure::Due { by, .. } => format!("due at {}", (*by - START).as_minutes()),
        Measure::Missed(how) => how.clone(),
    };
    measures.iter().map(words).collect::<Vec<_>>().join(", ")
}

fn posted(world: World, minute: i64) -> World {
    world.at(minute).does(ADA, publish(Phase::Investigating))
}

fn ended(world: World, minute: i64) -> World {
    world.at(minute).does(ADA, resolve(ADA))
}

fn work(components: Vec<ComponentId>, began: i64, ended: Option<i64>) -> Maintenance {
    let plan =
        MaintenancePlan { components, from: at(began), until: at(began + 60), ..MaintenancePlan::default() };
    let phase = if ended.is_some() { MaintenancePhase::Completed } else { MaintenancePhase::InProgress };
    Maintenance { plan, phase, began_at: Some(at(began)), ended_at: ended.map(at), ..Maintenance::default() }
}

#[test]
fn the_first_update_is_counted_from_suspicion() {
    let within = Some(Span::minutes(5));
    let suspected = |minute| {
        wanting(Goals { first_update: within, ..Goals::default() }).does(ADA, declare_at(Some(at(minute))))
    };
    // What a tab sees between the two records of a declaration.
    let mut silent = wanting(Goals { first_update: within, ..Goals::default() });
    let events = silent.tries(ADA, declare_at(Some(at(-3)))).expect("declared");
    silent.record(By::Person { id: ADA }, events[0].clone());
    for (name, world, minute, want) in [
        ("at once", suspected(0), 0, "met"),
        ("in time", suspected(-5), 0, "met"),
        ("late", suspected(-12), 0, "missed by 7 min"),
        ("for ever", posted(suspected(-12), 3), 60, "missed by 7 min"),
        ("not yet", silent.clone(), 1, "due at 2"),
        ("not at all", silent, 6, "missed by 4 min"),
    ] {
        assert_eq!(stands(&world, minute, &[], None), want, "{name}");
    }
}

#[test]
fn silence_is_the_time_between_updates_while_it_is_open() {
    let reopened = || ended(heard(), 20).at(200).does(ADA, reopen());
    let still = |world: World, minute| world.at(minute).does(ADA, Command::StillWorking);
    let corrected = |world: World, minute| world.at(minute).does(ADA, correct(2, "It is slow for some."));
    for (name, world, minute, want) in [
        ("it goes on", heard(), 10, "due at 30"),
        ("to the minute", heard(), 30, "due at 30"),
        ("too long", heard(), 42, "missed by 12 min"),
        ("the next word begins it anew", posted(heard(), 20), 40, "due at 50"),
        ("a late word does not mend it", posted(heard(), 42), 43, "missed by 12 min"),
        ("the longest counts", posted(posted(heard(), 35), 80), 81, "missed by 15 min"),
        ("one that goes on may be the longest", posted(heard(), 35), 85, "missed by 20 min"),
        ("still working on it is a word", still(heard(), 25), 50, "due at 55"),
        ("a correction is none", corrected(heard(), 25), 50, "missed by 20 min"),
        ("the last post ends it", ended(heard(), 25), 500, "met"),
        ("or comes too late", ended(heard(), 33), 500, "missed by 3 min"),
        ("it is not counted while it is over", reopened(), 210, "due at 230"),
        ("but from there", reopened(), 240, "missed by 10 min"),
        ("nor later", ended(posted(reopened(), 210), 215), 500, "met"),
    ] {
        assert_eq!(stands(&world, minute, &[], None), want, "{name}");
    }
}

#[test]
fn nobody_owes_a_word_during_planned_maintenance() {
    let all = |began, ended| vec![work(vec![databases()], began, ended)];
    let other = vec![work(vec![api()], 0, None)];
    let two = vec![work(vec![databases()], 20, Some(40)), work(vec![databases()], 50, Some(60))];
    for (name, world, minute, works, want) in [
        ("it goes on", heard(), 100, all(20, None), "open: no word is due during planned maintenance"),
        (
            "before the word is due",
            heard(),
            25,
            all(20, None),
            "open: no word is due during planned maintenance",
        ),
        ("not yet", heard(), 10, all(20, Some(60)), "due at 30"),
        ("it was over a moment ago", heard(), 70, all(20, Some(60)), "due at 75"),
        ("and then clocks run", heard(), 80, all(20, Some(60)), "missed by 5 min"),
        ("one after the other", heard(), 80, two, "missed by 5 min"),
        ("it began too late", heard(), 100, all(40, None), "missed by 1 h 10 min"),
        ("of something else", heard(), 40, other, "missed by 10 min"),
        ("the word came meanwhile", posted(heard(), 70), 71, all(20, Some(60)), "due at 100"),
        ("or too late", posted(heard(), 90), 91, all(20, Some(60)), "missed by 15 min"),
        ("it was long over", heard(), 25, all(-90, Some(-60)), "due at 30"),
    ] {
        assert_eq!(stands(&world, minute, &works, None), want, "{name}");
    }
}

#[test]
fn words_that_break_trust_count_for_ever() {
    let no_stops = Goals { no_stops: true, ..Goals::default() };
    let declared = || wanting(no_stops).does(ADA, declare()).at(5);
    let update = UpdateDraft { reason: Some("It is certain.".to_owned()), ..draft(Phase::Investigating) };
    let anyway =
        || declared().lint(&[stop()]).does(ADA, Command::PublishUpdate { update: update.clone() }).lint(&[]);
    let corrected = Command::CorrectUpdate {
        update: Seq(2),
        body: "It is over within the hour.".to_owned(),
        reason: Some("It is certain.".to_owned()),
    };
    for (name, world, want) in [
        ("none so far", declared(), "open: kept so far"),
        ("none at all", ended(declared(), 9), "met"),
        (
            "advice is none",
            declared().lint(&[hint()]).does(ADA, publish(Phase::Investigating)),
            "open: kept so far",
        ),
        ("one", anyway(), "missed once"),
        ("withdrawn, it was read", anyway().does(ADA, withdraw(3, "Not true")), "missed once"),
        ("in a correction too", anyway().lint(&[stop()]).does(ADA, corrected), "missed 2 times"),
    ] {
        assert_eq!(stands(&world, 10, &[], None), want, "{name}");
    }
}

#[test]
fn the_end_is_told_once_the_last_post_has_arrived() {
    let end_told = Goals { end_told: true, ..Goals::default() };
    let open = || wanting(end_told).does(ADA, declare());
    let over = || ended(open(), 9);
    let reached = |waiting, failed| Some(Unreached { waiting, failed });
    for (name, world, end, want) in [
        ("not over", open(), reached(3, 1), "open: it is not over yet"),
        ("everybody", over(), reached(0, 0), "met"),
        ("not everybody yet", over(), reached(12, 0), "open: 12 still to be told"),
        ("not everybody", over(), reached(0, 3), "missed: 3 were not reached"),
        ("somebody never", over(), reached(12, 1), "missed: 1 was not reached"),
        ("long ago", over(), None, "open: nobody knows any more"),
    ] {
        assert_eq!(stands(&world, 10, &[], end), want, "{name}");
    }
}

#[test]
fn what_nobody_owed_a_word_on_is_not_measured() {
    let all = Goals { first_update: Some(Span::minutes(5)), no_stops: true, ..Goals::default() };
    let with_goals = |world: World| {
        let mut world = world;
        world.incident.policy.goals = all;
        world
    };
    for (name, world, measured) in [
        ("an incident", declared(ADA), true),
        ("resolved", resolved(ADA), true),
        ("closed", closed(ADA), true),
        ("a false alarm", stood_down(ADA), false),
        ("confidential", confidential(ADA), false),
        ("taken over", imported(), false),
        ("written down afterwards", nothing().does(BOB, declare_past(past())), false),
        ("nothing yet", nothing(), false),
    ] {
        let measures = stands(&with_goals(world), 10, &[], None);
        assert_eq!(!measures.is_empty(), measured, "{name}: {measures}");
    }
    assert_eq!(stands(&declared(ADA), 10, &[], None), "", "nothing is wanted");
}

#[test]
fn what_is_due_is_missed_once_its_time_is_over() {
    let due = Measure::Due { by: at(30), period: Span::minutes(30) };
    assert_eq!(due.clone().at(at(30)), due);
    assert_eq!(due.at(at(31)), Measure::Missed("missed by 1 min".to_owned()));
    assert_eq!(Measure::Met.at(at(31)), Measure::Met);
}

#[test]
fn incidents_count_for_the_goals_of_their_day_once_they_are_decided() {
    let chosen = Goals { first_update: Some(Span::minutes(5)), no_stops: true, ..Goals::default() };
    let (first, before) =
        (Goal::FirstUpdate { within: Span::minutes(5) }, Goal::FirstUpdate { within: Span::minutes(9) });
    let missed = || Measure::Missed("missed by 2 min".to_owned());
    let open = Measure::Open("kept so far".to_owned());
    let measures = [
        (IncidentId(1), vec![(first, Measure::Met), (Goal::NoStops, Measure::Met)]),
        (IncidentId(2), vec![(first, missed()), (Goal::NoStops, open)]),
        (IncidentId(3), vec![(before, missed()), (Goal::EndTold, missed())]),
        (IncidentId(4), vec![(first, missed())]),
        (IncidentId(5), vec![]),
    ];
    let score = |goal: &str, met, of, missed: &[u32]| Score {
        goal: goal.to_owned(),
        met,
        of,
        missed: missed.iter().copied().map(IncidentId).collect(),
    };
    assert_eq!(
        Score::of(chosen, &measures),
        [
            score("First update within 5 minutes", 1, 3, &[4, 2]),
            score("No words that break trust", 1, 1, &[])
        ]
    );
    let many: Vec<_> = (1..=9).map(|id| (IncidentId(id), vec![(first, missed())])).collect();
    let all = Score::of(chosen, &many);
    assert_eq!((all[0].of, all[0].missed.len(), all[0].missed[0]), (9, MISSED_SHOWN_MAX, IncidentId(9)));
}

#[test]
fn without_goals_the_usual_is_counted() {
    let old = 120 * 24 * 60;
    let worlds = [
        declared(ADA),
        resolved(ADA),
        closed(ADA),
        imported(),
        nothing().does(ADA, declare_at(Some(at(-20)))),
    ];
    let cards: Vec<_> = worlds.iter().map(|world| world.incident.card()).collect();
    let lately = |minute| {
        let scores = Score::standard(&cards, at(minute));
        scores
            .iter()
            .map(|score| format!("{}: {} of {}", score.goal, score.met, score.of))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        lately(10),
        [
            "First public update within 5 minutes: 3 of 4",
            "Public updates on time: 5 of 6",
            "Post-mortems published: 1 of 2"
        ]
    );
    assert!(lately(old).iter().all(|line| line.ends_with("0 of 0")), "{:?}", lately(old));
}
