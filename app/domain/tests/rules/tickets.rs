//! Tickets: the macro that answers them, their way from tag to follow-up, and what they hold up.

use domain::ticket::{Act, ActKind, Counts, List, Mark, Problem, Standing, Step};
use domain::time::Span;
use domain::*;

use crate::support::*;
use crate::table;

/// Somewhere in every list.
pub fn some() -> Counts {
    Counts { new: 1, open: 2, done: 3, other: 2, answered: 1 }
}

fn write(body: &str) -> Command {
    Command::WriteMacro { body: body.to_owned(), reason: None }
}

fn risky(reason: &str) -> Command {
    Command::WriteMacro { body: "Works by noon".to_owned(), reason: Some(reason.to_owned()) }
}

#[test]
fn the_macro_is_written_with_the_care_of_an_update() {
    table! {
        "a responder writes it": declared(ADA) => BOB, write(" Hello {name} ") =>
            Ok([Event::MacroWritten { body, reason: None, .. }]) if body == "Hello {name}",
        "not empty": declared(ADA) => BOB, write(" ") => Err(Refusal::Text { .. }),
        "not too long": declared(ADA) => BOB, write(&long(5_001)) => Err(Refusal::Text { .. }),
        "what breaks trust asks for a reason": declared(ADA).lint(&[stop()]) => BOB, write("By noon") =>
            Err(Refusal::ReasonNeeded { .. }),
        "an empty reason is none": declared(ADA).lint(&[stop()]) => BOB, risky(" ") =>
            Err(Refusal::ReasonNeeded { .. }),
        "with one it stands": declared(ADA).lint(&[stop()]) => BOB, risky("Agreed") =>
            Ok([Event::MacroWritten { findings, reason: Some(_), .. }]) if findings.len() == 1,
        "after the end it still is": resolved(ADA) => BOB, write("It works again") => Ok(_),
        "but not in a closed one": closed(ADA) => BOB, write("It works again") => Err(Refusal::Over { .. }),
        "nothing public in a secret one": confidential(ADA) => BOB, write("See {link}") =>
            Err(Refusal::MacroConfidential),
        "plain words in a secret one": confidential(ADA) => BOB, write("We have your ticket.") => Ok(_),
        "before there is an incident": nothing() => BOB, write("Hello") => Err(Refusal::NotDeclared),
    }
}

#[test]
fn the_macro_follows_what_is_public() {
    let people = directory();
    let link = "https://status.example/incidents/1";
    let first = declared(ADA);
    let text = first.incident.macro_for(&people, "Jo", link, at(1));
    assert!(text.starts_with("Hello Jo,") && text.contains("problems with Databases"), "{text}");
    assert!(text.contains("We are looking into problems with Databases.") && text.contains(link), "{text}");
    let later = first.does(ADA, publish(Phase::Monitoring));
    let text = later.incident.macro_for(&people, "", link, at(1));
    assert!(
        text.starts_with("Hello there,") && text.contains("New connections to databases fail."),
        "{text}"
    );
    let edited = later.does(BOB, write("{name}: {status} {link} {other} {"));
    let text = edited.incident.macro_for(&people, "{link}", link, at(1));
    assert_eq!(
        text,
        format!("{{link}}: New connections to databases fail. We are working on it. {link} {{other}} {{"),
        "blanks are filled once, and what is none stays",
    );
    let over = resolved(ADA).incident.macro_for(&people, "Jo", link, at(1));
    assert!(over.contains("We had problems with Databases") && over.contains(link), "{over}");
    let policy = Policy {
        support_macro: Some("{components}: {status}".to_owned()),
        apology: Some("Sorry for {components}. {link}".to_owned()),
        ..Policy::default()
    };
    let ours = nothing().policy(policy).does(ADA, declare());
    let text = ours.incident.macro_for(&people, "", link, at(1));
    assert!(text.starts_with("Databases: We are looking into"), "{text}");
    assert_eq!(ours.incident.apology(&people, link, at(1)), format!("Sorry for Databases. {link}"));
    assert!(confirmed(ADA).incident.apology(&people, link, at(1)).starts_with("I am sorry that Databases"));
    let text = confidential(ADA).incident.macro_for(&people, "Jo", link, at(1));
    assert!(!text.contains(link) && !text.contains("Databases") && !text.contains('{'), "{text}");
}

#[test]
fn a_macro_is_read_with_blanks_of_the_same_length() {
    let body = words::support_macro(&["Databases".to_owned()]);
    let read = words::macro_for_linting(&body);
    assert_eq!(read.len(), body.len());
    assert!(!read.contains('{'), "{read}");
}

#[test]
fn tagged_tickets_hold_up_the_close() {
    let published = || resolved(ADA).does(ADA, publish_postmortem());
    let settled = Counts { open: 0, ..some() };
    table! {
        "two are left": published().tickets(some()) => ADA, Command::Close =>
            Err(Refusal::TicketsOpen { open: 2 }),
        "what is not of it does not": published().tickets(settled) => ADA, Command::Close =>
            Ok([Event::TicketsCounted { counts }, Event::Closed]) if *counts == settled,
        "nothing to count": published() => ADA, Command::Close => Ok([Event::Closed]),
        "counted at the end": confirmed(ADA).tickets(some()) => ADA, resolve(ADA) =>
            Ok([Event::UpdatePublished { .. }, Event::Resolved { .. }, Event::TicketsCounted { .. }]),
        "counted for a false alarm": declared(ADA).tickets(some()) => ADA, Command::StandDown { post: last_post() } =>
            Ok([Event::UpdatePublished { .. }, Event::StoodDown { .. }, Event::TicketsCounted { .. }]),
    }
    let refused = Refusal::TicketsOpen { open: 2 }.to_string();
    assert!(refused.starts_with("2 tagged tickets are not followed up yet."), "{refused}");
    assert_eq!(confirmed(ADA).tickets(some()).does(ADA, resolve(ADA)).incident.support.tickets, Some(some()));
}

/// What becomes of a ticket after these acts, each by somebody; the first refusal ends it.
fn after(world: &World, acts: &[(PersonId, Act)]) -> Result<Standing, Refusal> {
    acts.iter().try_fold(Standing::default(), |standing, (by, act)| {
        let mark = Mark { by: *by, at: world.facts.now };
        standing.act(act, mark, &world.incident, "the answer", |id| directory().name(id).to_owned())
    })
}

fn sorry() -> Act {
    Act::Apologise { words: "I am sorry.".to_owned(), reason: None }
}

fn not_this() -> Act {
    Act::NotThis { why: "It began last week".to_owned() }
}

#[test]
fn a_ticket_goes_its_way_in_order() {
    use Act::{Answered, Ask, Claim, Fixed, Release, Tag, Untag, Verify};
    let (open, over, shut) = (confirmed(ADA), resolved(ADA), closed(ADA));
    let claimed =
        |name: &str| Err(Refusal::TicketClaimed { name: name.to_owned(), at: Some(open.facts.now) });
    let no = |problem| Err(Refusal::Ticket { problem });
    for (name, world, acts, want) in [
        ("tagged", &open, vec![(BOB, Tag)], Ok(List::Open)),
        ("tagged after the end, too", &over, vec![(BOB, Tag)], Ok(List::Open)),
        ("never in a closed one", &shut, vec![(BOB, Tag)], no(Problem::Closed)),
        ("tagged once", &open, vec![(BOB, Tag), (BOB, Tag)], no(Problem::AlreadyTagged)),
        ("claimed by one", &open, vec![(BOB, Claim), (CY, Claim)], claimed("Bob Okafor")),
        ("claimed, so not tagged by another", &open, vec![(BOB, Claim), (CY, Tag)], claimed("Bob Okafor")),
        ("claimed twice", &open, vec![(BOB, Claim), (BOB, Claim)], no(Problem::AlreadyDone)),
        ("anybody releases", &open, vec![(BOB, Claim), (CY, Release), (CY, Claim)], Ok(List::New)),
        ("nothing to release", &open, vec![(BOB, Release)], no(Problem::NotYoursToKeep)),
        ("back", &open, vec![(BOB, Tag), (BOB, Untag)], Ok(List::New)),
        ("nothing to take back", &open, vec![(BOB, Untag)], no(Problem::NotTagged)),
        ("not this", &open, vec![(BOB, not_this())], Ok(List::Other)),
        (
            "not this after the tag",
            &over,
            vec![(BOB, Tag), (BOB, sorry()), (BOB, not_this())],
            Ok(List::Other),
        ),
        ("not this is somebody's", &open, vec![(BOB, not_this()), (CY, Answered)], claimed("Bob Okafor")),
        ("said twice", &open, vec![(BOB, not_this()), (BOB, not_this())], no(Problem::AlreadyOther)),
        ("answered", &shut, vec![(BOB, Answered)], no(Problem::NotOther)),
        ("answered in the end", &open, vec![(BOB, not_this()), (BOB, Answered)], Ok(List::Answered)),
        ("it was this one after all", &open, vec![(BOB, not_this()), (BOB, Tag)], Ok(List::Open)),
        ("follow-up waits for the end", &open, vec![(BOB, Tag), (BOB, sorry())], no(Problem::NotOver)),
        ("of tagged ones only", &over, vec![(BOB, sorry())], no(Problem::NotTagged)),
        ("apologise first", &over, vec![(BOB, Tag), (BOB, Verify)], no(Problem::ApologiseFirst)),
        ("then verify", &over, vec![(BOB, Tag), (BOB, sorry()), (BOB, Ask)], no(Problem::VerifyFirst)),
        (
            "then ask",
            &over,
            vec![(BOB, Tag), (BOB, sorry()), (BOB, Verify), (BOB, Fixed)],
            no(Problem::AskFirst),
        ),
        (
            "the whole way",
            &over,
            vec![(BOB, Tag), (BOB, sorry()), (BOB, Verify), (BOB, Ask), (BOB, Fixed)],
            Ok(List::Done),
        ),
        ("one at a time", &over, vec![(BOB, Tag), (BOB, sorry()), (CY, Verify)], claimed("Bob Okafor")),
        ("no way back", &over, vec![(BOB, Tag), (BOB, sorry()), (BOB, Untag)], no(Problem::Begun)),
        ("sorry once", &over, vec![(BOB, Tag), (BOB, sorry()), (BOB, sorry())], no(Problem::AlreadyDone)),
    ] {
        assert_eq!(after(world, &acts).map(|s| s.list()), want, "{name}");
    }
}

#[test]
fn tickets_wait_where_a_newer_release_wrote() {
    let world = confirmed(ADA).with(ADA, Event::Unknown);
    for act in [Act::Claim, Act::Tag, not_this()] {
        assert_eq!(after(&world, &[(BOB, act)]), Err(Refusal::NewerVersion));
    }
}

#[test]
fn keeps_the_history_of_a_ticket() {
    let world = resolved(ADA);
    let tagged = after(&world, &[(BOB, Act::Tag)]).expect("tagged");
    assert_eq!((tagged.answer.as_str(), tagged.owner), ("the answer", None));
    let sorry = after(&world, &[(BOB, Act::Tag), (BOB, sorry())]).expect("apologised");
    assert_eq!((sorry.apology.as_str(), sorry.owner), ("I am sorry.", Some(BOB)));
    assert_eq!(sorry.next_step(), Some(Step::Verify));
    let other = after(&world, &[(BOB, Act::Tag), (BOB, self::sorry()), (BOB, not_this())]).expect("not this");
    assert_eq!((other.why.as_str(), other.owner, other.tagged), ("It began last week", Some(BOB), None));
    assert_eq!(other.next_step(), None);
    let nothing = Act::NotThis { why: " ".to_owned() };
    assert!(matches!(after(&world, &[(BOB, nothing)]), Err(Refusal::Text { .. })));
    let risky =
        |reason: &str| Act::Apologise { words: "Fixed by noon.".to_owned(), reason: Some(reason.to_owned()) };
    let kept =
        |reason| after(&world, &[(BOB, Act::Tag), (BOB, risky(reason))]).map(|standing| standing.in_spite);
    assert_eq!(kept("Legal asked"), Ok("Legal asked".to_owned()));
    assert_eq!(kept("  "), Ok(String::new()));
    assert!(matches!(kept("two\nlines"), Err(Refusal::Text { .. })));
    let wordless = Act::Apologise { words: String::new(), reason: None };
    assert!(matches!(after(&world, &[(BOB, Act::Tag), (BOB, wordless)]), Err(Refusal::Text { .. })));
}

#[test]
fn acts_that_compare_facts_take_one_ticket_at_a_time() {
    let many: Vec<_> = [Act::Claim, Act::Tag, sorry(), Act::Ask, Act::Verify, Act::Fixed]
        .iter()
        .map(|act| (act.kind().slug(), act.for_many()))
        .collect();
    assert_eq!(
        many,
        [
            ("claim", true),
            ("tag", true),
            ("apologise", true),
            ("ask", true),
            ("verify", false),
            ("fixed", false),
        ]
    );
}

#[test]
fn ticket_acts_keep_their_names() {
    use Act::{Answered, Ask, Claim, Fixed, Release, Tag, Untag, Verify};
    for act in [Claim, Release, Tag, not_this(), Untag, Answered, sorry(), Verify, Ask, Fixed] {
        assert_eq!(ActKind::of(act.kind().slug()), Some(act.kind()));
    }
    assert_eq!(ActKind::of(ActKind::Undo.slug()), Some(ActKind::Undo));
    assert_eq!(ActKind::of("escalate"), None, "an act of a newer release");
}

#[test]
fn lists_are_counted() {
    let mut counts = Counts::default();
    for (n, list) in List::ALL.into_iter().enumerate() {
        counts.set(list, n as u32 + 1);
        assert_eq!(counts.of(list), n as u32 + 1, "{}", list.slug());
    }
    assert_eq!((counts.all(), counts.tagged(), counts.not_this()), (15, 5, 9));
}

#[test]
fn a_promise_that_has_passed_is_handed_out_no_more() {
    let (people, world) = (directory(), declared(ADA));
    let due = world.incident.comms.updates[0].update.next_due.expect("it promises the next one");
    let promise = format!("Next update by {} UTC.", due.hhmm());
    let says = |now| world.incident.macro_for(&people, "Jo", "https://status.example", now);
    assert!(says(due).contains(&promise), "{}", says(due));
    assert!(!says(due + Span::seconds(1)).contains(&promise), "{}", says(due + Span::seconds(1)));
    assert_eq!(world.incident.broken_promise(due), None);
    assert_eq!(world.incident.broken_promise(due + Span::seconds(1)), Some(due));
    assert_eq!(
        resolved(ADA).incident.broken_promise(at(10_000)),
        None,
        "nothing is promised once it is over"
    );
}

#[test]
fn only_the_sentence_with_the_promise_goes() {
    let due = START + Span::minutes(28);
    for (text, left) in [
        ("API is slow. Next update by 04:28 UTC.", "API is slow."),
        ("Next update by 04:28 UTC. API is slow in 2.1 and 2.2.", "API is slow in 2.1 and 2.2."),
        ("API is slow.\n\nNext update by 04:28 UTC.", "API is slow."),
        ("API is slow!\nSorry.\nMore at 04:28", "API is slow!\nSorry."),
        ("It began at 04:02. Next update by 04:58 UTC.", "It began at 04:02. Next update by 04:58 UTC."),
    ] {
        assert_eq!(words::without_promise(text, due), left);
    }
}
