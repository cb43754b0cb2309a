//! Every event has words for the timeline.

use domain::sentence::{Tone, sentence};
use domain::*;

use crate::old_events;
use crate::support::*;

/// Customer 7 is known by name.
fn halden() -> CustomerNames {
    CustomerNames::from_iter([(CustomerId(7), "Halden Bank".to_owned())])
}

fn line(world: &World) -> String {
    let said = sentence(world.last(), &world.facts.directory, &halden());
    format!("{} {}", said.lead, said.rest)
}

#[test]
fn says_every_event_in_words() {
    let risky = UpdateDraft { reason: Some("Legal asked".to_owned()), ..draft(Phase::Investigating) };
    let proposed = || {
        declared(ADA).does(ADA, Command::AskApproval { update: draft(Phase::Investigating), corrects: None })
    };
    let verdict =
        |approve, words: &str| Command::AnswerApproval { request: Seq(3), approve, words: words.to_owned() };
    let alone = Command::SkipApproval {
        update: draft(Phase::Investigating),
        reason: "Nobody is awake".to_owned(),
        corrects: None,
    };
    let bobs = || confirmed(ADA).does(ADA, resolve(BOB));
    let offered = || declared(ADA).does(ADA, offer(Duty::Scribe, BOB));
    let miss = Command::RecordMiss { kind: DeadlineKind::PublicUpdate, due: at(30) };
    let redact = Command::Redact { seq: Seq(1), reason: "A name".to_owned() };
    for (world, says) in [
        (declared(ADA).does(BOB, say("On it")), "Bob Okafor On it"),
        (declared(ADA).does(ADA, sitrep("Slow")), "Ada Novak sent a sitrep to everyone."),
        (
            declared(ADA).does(ADA, sitrep("Slow")).does(ADA, Command::NothingNew),
            "Ada Novak sent a sitrep: nothing new, the last one stands.",
        ),
        (declared(ADA), "Ada Novak published a status update, Investigating."),
        (
            declared(ADA).does(ADA, Command::PublishUpdate { update: risky }),
            "Ada Novak published a status update, Investigating, in spite of findings: Legal asked.",
        ),
        (
            declared(ADA).does(ADA, Command::StillWorking),
            "Ada Novak told customers that we are still working on it.",
        ),
        (
            declared(ADA).does(ADA, correct(2, "Requests to Databases fail.")),
            "Ada Novak corrected a status update.",
        ),
        (
            declared(ADA).does(ADA, publish(Phase::Investigating)).does(ADA, withdraw(3, "Wrong incident")),
            "Ada Novak withdrew a status update: Wrong incident",
        ),
        (proposed(), "Ada Novak asks a second person to approve an update."),
        (proposed().does(BOB, verdict(true, "")), "Bob Okafor approved the update."),
        (proposed().does(BOB, verdict(false, "Too long")), "Bob Okafor declined the update: Too long"),
        (
            declared(ADA).does(ADA, alone),
            "Ada Novak publishes an update without a second person: Nobody is awake",
        ),
        (major(ADA).does(BOB, Command::Acknowledge), "Bob Okafor has seen the alarm."),
        (offered().does(BOB, Command::DeclineDuty { duty: Duty::Scribe }), "Bob Okafor declined scribe."),
        (
            offered().does(ADA, Command::WithdrawOffer { duty: Duty::Scribe }),
            "Ada Novak withdrew the offer of scribe to Bob Okafor.",
        ),
        (
            bobs().does(BOB, Command::AssignPostmortem { owner: CY, due: at(60) }),
            "Bob Okafor made Cy Lindqvist owner of the post-mortem, due 17 Nov.",
        ),
        (
            bobs().does(BOB, publish_postmortem()),
            "Bob Okafor published the post-mortem: https://example.com/postmortem",
        ),
        (
            bobs().does(BOB, Command::WaivePostmortem { reason: "Known".to_owned() }),
            "Bob Okafor waived the post-mortem: Known",
        ),
        (
            declared(ADA).at(31).acts(&Actor::server(), miss),
            "Public update is overdue. It was due at 04:30, with Ada Novak.",
        ),
        (declared(ADA).does(ADA, redact), "Ada Novak redacted record 1: A name"),
        (
            declared(ADA).does(BOB, Command::WriteMacro { body: "Hello {name}".to_owned(), reason: None }),
            "Bob Okafor wrote the macro for tickets.",
        ),
        (
            confirmed(ADA).tickets(crate::tickets::some()).does(ADA, resolve(ADA)),
            "Ada Novak counted 9 tickets: 5 tagged, 3 of them followed up, 3 not this incident, 1 not looked at.",
        ),
        (queued(ADA, &[7, 8]), "Ada Novak set the order of the restore queue: Halden Bank and customer 8."),
        (
            queued(ADA, &[7, 8]).does(BOB, ask(8)),
            "Bob Okafor asks to restore customer 8 next: Payroll runs tonight",
        ),
        (
            queued(ADA, &[7, 8]).does(BOB, ask(8)).does(ADA, answer(8, true)),
            "Ada Novak agreed: customer 8 is restored next.",
        ),
        (
            queued(ADA, &[7, 8]).does(BOB, ask(8)).does(ADA, answer(8, false)),
            "Ada Novak declined: customer 8 keeps their place in the restore queue.",
        ),
        (queued(ADA, &[7]).does(ADA, start(7)), "Ada Novak began to restore Halden Bank."),
        (
            queued(ADA, &[7]).does(ADA, start(7)).does(ADA, finish(7)),
            "Ada Novak marked Halden Bank as restored.",
        ),
        (
            queued(ADA, &[7]).does(ADA, Command::LeaveRestoreQueue { customer: CustomerId(7) }),
            "Ada Novak took Halden Bank out of the restore queue.",
        ),
        (imported(), "An import took over this incident with 3 updates."),
        (
            imported()
                .acts(&import(), import_of(ImportedIncident { headline: "Errors".to_owned(), ..history() })),
            "An import took over what its source tells now, with 3 updates.",
        ),
        (declared(ADA).does(BOB, report_up("Full")), "Bob Okafor reported up to the IC."),
        (
            declared(ADA).does(BOB, make_change("Pool limit 400")),
            "Bob Okafor registered a temporary change: Pool limit 400.",
        ),
        (
            declared(ADA).does(BOB, make_change_by("Pool limit 400", Some(CY))),
            "Bob Okafor registered a temporary change: Pool limit 400, made by Cy Lindqvist.",
        ),
        (
            declared(ADA).does(BOB, make_change("Pool limit 400")).does(CY, roll_back(1)),
            "Cy Lindqvist rolled back temporary change 1.",
        ),
        (
            bobs().does(CY, follow_up("Alert earlier", BOB)),
            "Cy Lindqvist left follow-up 1 to Bob Okafor, due 18 Nov: fix “Alert earlier”",
        ),
        (
            bobs().does(CY, follow_up("Alert earlier", BOB)).does(BOB, done(1)),
            "Bob Okafor answered follow-up 1, done: It is in",
        ),
        (
            bobs().does(CY, follow_up("Alert earlier", BOB)).does(BOB, not_needed(1)),
            "Bob Okafor answered follow-up 1, not needed: It stays",
        ),
        (
            declared(ADA).with(ADA, Event::Unknown),
            "Ada Novak did something that only a newer release can show. Reload the page, or update the server.",
        ),
    ] {
        assert_eq!(line(&world), says);
    }
}

#[test]
fn a_line_has_the_text_that_was_sent_or_published() {
    let change = make_change("Pool limit 400");
    for (world, text) in [
        (
            declared(ADA).does(ADA, publish(Phase::Investigating)),
            Some("New connections to databases fail. We are working on it."),
        ),
        (declared(ADA).does(ADA, correct(2, "Requests fail.")), Some("Requests fail.")),
        (
            declared(ADA).does(ADA, sitrep("Slow")),
            Some("What’s broken: Slow\nWhat we’re doing: Failing over"),
        ),
        (declared(ADA).does(BOB, report_up("Full")), Some("What we know: Full")),
        (declared(ADA).does(BOB, change), Some("Where: db-fra-3\nTo undo: Set it back")),
        (
            declared(ADA).does(BOB, Command::WriteMacro { body: "Hello {name}".to_owned(), reason: None }),
            Some("Hello {name}"),
        ),
        (declared(ADA).does(BOB, say("On it")), None),
        (confirmed(ADA), None),
    ] {
        let said = sentence(world.last(), &directory(), &halden());
        assert_eq!(said.text.as_deref(), text, "{said:?}");
    }
}

#[test]
fn the_tone_says_how_a_line_looks() {
    for (world, tone) in [
        (declared(ADA).does(BOB, say("On it")), Tone::Talk),
        (declared(ADA), Tone::Plain),
        (major(ADA), Tone::Announcement("crit")),
        (confirmed(ADA), Tone::Announcement("warn")),
        (stood_down(ADA), Tone::Announcement("none")),
    ] {
        assert_eq!(sentence(world.last(), &directory(), &halden()).tone, tone);
    }
}

#[test]
fn no_event_shows_its_code() {
    let somebody_else = Directory::default();
    for recorded in old_events::recorded() {
        for people in [&directory(), &somebody_else] {
            let said = sentence(&recorded, people, &halden());
            assert!(!said.lead.is_empty(), "{recorded:?}");
            let text = format!("{} {}", said.lead, said.rest);
            assert!(!text.contains(['{', '}']) && !text.contains("PersonId"), "{text}");
        }
    }
}

#[test]
fn names_the_author_of_a_record() {
    let people = directory();
    for (by, says) in [
        (By::Person { id: BOB }, "Bob Okafor"),
        (By::Person { id: GHOST }, "somebody"),
        (By::Token { name: "deploy bot".to_owned() }, "deploy bot"),
        (By::Server, "The server"),
        (By::Import, "An import"),
    ] {
        assert_eq!(people.author(&by), says);
    }
}
