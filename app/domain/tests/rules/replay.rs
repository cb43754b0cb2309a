//! The checker of logs: it takes what the rules wrote, and finds what they would not have written.

use domain::*;

use crate::replay_support::{Breach, check};
use crate::support::*;

fn breach(log: &[Recorded]) -> Option<Seq> {
    check(IncidentId(1), log, &directory()).err().map(|Breach { seq, .. }| seq)
}

/// Ada declares, Bob takes over, Bob sends a sitrep, Ada says something.
fn written() -> Vec<Recorded> {
    nothing()
        .does(ADA, declare())
        .does(BOB, take_over(Duty::Commander))
        .does(BOB, sitrep("Logins fail"))
        .does(ADA, say("Thank you"))
        .log
}

#[test]
fn finds_the_first_record_that_no_rule_allows() {
    type Forge = fn(&mut Vec<Recorded>);
    let as_ada: Forge = |log| log[3].by = By::Person { id: ADA };
    let from_cy: Forge = |log| {
        let Event::DutyTakenOver { from, .. } = &mut log[2].event else { panic!("a take-over") };
        *from = CY;
    };
    let cases: [(&str, Forge, Option<u64>); 7] = [
        ("as it was written", |_| {}, None),
        ("a sitrep of somebody who is not the IC", as_ada, Some(4)),
        ("a take-over from somebody who was not the IC", from_cy, Some(3)),
        ("a take-over that is not there", |log| drop(log.remove(2)), Some(4)),
        ("two records of one number", |log| log[3].seq = Seq(3), Some(3)),
        ("a viewer in the room", |log| log[4].by = By::Person { id: VI }, Some(5)),
        (
            "an event of the company",
            |log| {
                log[4].event = Event::CompanyChanged { change: CompanyChange::Unknown };
            },
            Some(5),
        ),
    ];
    for (name, forge, found) in cases {
        let mut log = written();
        forge(&mut log);
        assert_eq!(breach(&log), found.map(Seq), "{name}");
    }
}

#[test]
fn words_that_were_redacted_break_no_rule() {
    let mut world = nothing()
        .does(ADA, declare())
        .does(ADA, report_up("A key is in the log"))
        .does(ADA, report_up("So is another one"))
        .does(ADA, Command::Redact { seq: Seq(3), reason: "A secret".to_owned() })
        .does(ADA, Command::Redact { seq: Seq(4), reason: "A secret".to_owned() });
    for record in &mut world.log[2..4] {
        record.event = redact::blank(&record.event);
    }
    assert_eq!(breach(&world.log), None);
}
