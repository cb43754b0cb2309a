//! Retroactive incidents: over before anybody wrote them down.

use domain::Refusal::*;
use domain::board::PostmortemCard;
use domain::incident::PAST_AGO_MAX;
use domain::public::Period;
use domain::time::Span;
use domain::*;

use crate::support::*;
use crate::table;

fn at_times(began_at: Timestamp, ended_at: Timestamp) -> Command {
    declare_past(Past { began_at, ended_at, ..past() })
}

fn hitting(impacts: Vec<ComponentImpact>) -> Command {
    declare_past(Past { impacts, ..past() })
}

fn posting(post: FirstPost) -> Command {
    let postmortem = waived("Known and fixed");
    Command::DeclarePast { title: "Slow logins".to_owned(), past: past(), post, postmortem }
}

fn in_words(reason: Option<&str>) -> FirstPost {
    FirstPost::Words {
        body: "Logins were slow.".to_owned(),
        reason: reason.map(str::to_owned),
        impacts: vec![],
    }
}

fn posted() -> World {
    nothing().does(ADA, declare_past(past()))
}

#[test]
fn declaring_what_is_over() {
    let oldest = START - PAST_AGO_MAX;
    let second = Span::seconds(1);
    let secret = || FirstPost::Confidential { reason: "A key leaked".to_owned() };
    let bare = |post| Command::DeclarePast {
        title: "Leak".to_owned(),
        past: Past { impacts: vec![], ..past() },
        post,
        postmortem: waived("Known"),
    };
    table! {
        "a responder": nothing() => BOB, declare_past(past()) => Ok([Event::DeclaredPast { .. }, Event::UpdatePublished { update }]) if update.phase == Phase::Resolved,
        "no viewer: nothing burns": nothing() => VI, declare_past(past()) => Err(RoleTooLow { .. }),
        "not twice": posted() => ADA, declare_past(past()) => Err(AlreadyDeclared),
        "over this second": nothing() => ADA, at_times(at(-10), START) => Ok(_),
        "not still going on": nothing() => ADA, at_times(at(-10), START + second) => Err(NotOverYet),
        "an end after its beginning": nothing() => ADA, at_times(at(-10), at(-10)) => Err(EndsBeforeBeginning),
        "within a year": nothing() => ADA, at_times(oldest, at(-10)) => Ok(_),
        "not before": nothing() => ADA, at_times(oldest - second, at(-10)) => Err(TooLongAgo { .. }),
        "what customers noticed": nothing() => ADA, hitting(vec![]) => Err(NoImpact),
        "operational is nothing": nothing() => ADA, hitting(vec![hit(api(), Impact::Operational)]) => Err(NoImpact),
        "each component once": nothing() => ADA, hitting(vec![hit(api(), Impact::Major), hit(api(), Impact::Degraded)]) => Ok([Event::DeclaredPast { past, .. }, _]) if past.impacts == [hit(api(), Impact::Major)],
        "one that we have": nothing() => ADA, hitting(vec![hit(ComponentId("moon".to_owned()), Impact::Major)]) => Err(UnknownComponent { .. }),
        "in words of one's own": nothing() => ADA, posting(in_words(None)) => Ok([_, Event::UpdatePublished { update }]) if update.body == "Logins were slow.",
        "that break no trust": nothing().lint(&[stop()]) => ADA, posting(in_words(None)) => Err(ReasonNeeded { .. }),
        "but for a reason": nothing().lint(&[stop()]) => ADA, posting(in_words(Some("Legal asked"))) => Ok(_),
        "confidential": nothing() => ADA, posting(secret()) => Ok([Event::DeclaredPast { confidential: Some(_), .. }]),
        "which may name no component": nothing() => ADA, bare(secret()) => Ok(_),
        "with a reason": nothing() => ADA, posting(FirstPost::Confidential { reason: String::new() }) => Err(Text { .. }),
    }
}

#[test]
fn a_program_names_who_is_in_charge() {
    let bot = Actor { by: By::Token { name: "bot".to_owned() }, role: Role::Responder };
    assert!(nothing().asks(&bot, declare_past(past())).is_ok(), "the owner of the post-mortem");
    assert_eq!(nothing().asks(&bot, posting(in_words(None))), Err(OwnerNeeded));
}

#[test]
fn a_past_incident_has_no_commander() {
    let world = posted();
    let incident = &world.incident;
    assert_eq!(
        (incident.commander(), incident.is_open(), incident.standing()),
        (None, false, "resolved".to_owned())
    );
    assert_eq!(
        incident.course.ending.as_ref().and_then(|e| e.in_charge),
        Some(BOB),
        "the owner of the post-mortem is in charge"
    );
    let clocks: Vec<_> = incident.deadlines().into_iter().map(|d| d.kind).collect();
    assert_eq!(clocks, [DeadlineKind::Postmortem]);
    assert_eq!(
        (incident.cadence(), incident.first_update_after()),
        ((0, 0), None),
        "nobody ran against a clock"
    );
    let card = incident.card();
    assert!(card.posted_afterwards && matches!(card.postmortem, PostmortemCard::Owned { owner: BOB, .. }));
    assert_eq!(
        nothing().does(CY, posting(in_words(None))).incident.course.ending.and_then(|e| e.in_charge),
        Some(CY)
    );
    table! {
        "it stays over": posted() => BOB, reopen() => Err(PostedAfterwards),
        "nobody is called": posted() => BOB, call() => Err(Over { .. }),
        "the post-mortem is written": posted() => BOB, publish_postmortem() => Ok(_),
        "and it is closed": posted().does(BOB, publish_postmortem()) => BOB, Command::Close => Ok([Event::Closed]),
    }
}

#[test]
fn customers_read_both_times() {
    let public = posted().incident.public().expect("it is public");
    assert_eq!(
        (public.began_at, public.ended_at, public.posted_at),
        (at(-24 * 60), Some(at(-23 * 60)), Some(START))
    );
    let period = Period {
        component: api(),
        impact: Impact::Degraded,
        regions: vec![],
        from: at(-24 * 60),
        to: Some(at(-23 * 60)),
    };
    assert_eq!((public.periods, public.worst), (vec![period], Impact::Degraded));
    let [update] = &public.updates[..] else { panic!("one post: {:?}", public.updates) };
    assert_eq!(update.at, START, "it was written now");
    assert_eq!(
        update.body,
        "There were problems with the API from 04:00 to 05:00 on 16 Nov (UTC). It is working again."
    );
    assert_eq!(confirmed(ADA).incident.public().and_then(|p| p.posted_at), None);
}

#[test]
fn a_secret_of_the_past_stays_one() {
    let secret = posting(FirstPost::Confidential { reason: "A key leaked".to_owned() });
    assert_eq!(nothing().does(ADA, secret).incident.public(), None);
}
