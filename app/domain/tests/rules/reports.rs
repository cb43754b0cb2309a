//! Reports up: three parts, to the IC.

use domain::Refusal::*;
use domain::incident::REPORTS_KEPT;
use domain::text::REPORT_MAX;
use domain::*;

use crate::support::*;
use crate::table;

fn parts(know: &str, trying: &str, need: &str) -> Command {
    let report = Report { know: know.to_owned(), trying: trying.to_owned(), need: need.to_owned() };
    Command::ReportUp { report }
}

#[test]
fn anyone_who_takes_part_may_report_up() {
    table! {
        "a responder": declared(ADA) => BOB, report_up("The pooler is full") => Ok([Event::ReportedUp { .. }]),
        "one part is enough": declared(ADA) => BOB, parts("", "", "A second pair of eyes") => Ok([Event::ReportedUp { report }]) if report.know.is_empty(),
        "line breaks stay, CRLF goes": declared(ADA) => BOB, parts("a\r\nb", "", "") => Ok([Event::ReportedUp { report }]) if report.know == "a\nb",
        "nothing is no report": declared(ADA) => BOB, parts(" ", "\n", "") => Err(EmptyReport),
        "not twice the same": declared(ADA).does(BOB, report_up("Full")) => BOB, report_up("Full") => Err(SameReport),
        "the limit": declared(ADA) => BOB, report_up(&long(REPORT_MAX)) => Ok(_),
        "past it": declared(ADA) => BOB, parts("", "", &long(REPORT_MAX + 1)) => Err(Text { bad }) if bad.field == "What we need",
        "not a viewer": declared(ADA) => VI, report_up("Full") => Err(RoleTooLow { needs: Role::Responder }),
        "not before": nothing() => BOB, report_up("Full") => Err(NotDeclared),
        "not after": resolved(ADA) => BOB, report_up("Full") => Err(Over { .. }),
    }
}

#[test]
fn a_report_is_news_until_the_next_sitrep() {
    let world = declared(ADA).does(BOB, report_up("The pooler is full"));
    let news = world.incident.news_from_operations().expect("it is news");
    assert_eq!((news.number, news.report.know.as_str()), (1, "The pooler is full"));
    let after_sitrep = world.does(ADA, sitrep("The pooler is full"));
    assert_eq!(after_sitrep.incident.news_from_operations(), None);
    let again = after_sitrep.does(BOB, report_up("Drained"));
    assert_eq!(again.incident.news_from_operations().map(|r| r.number), Some(2));
}

#[test]
fn a_sitrep_takes_a_report_over_once() {
    let report = Report {
        know: "The pooler is full".to_owned(),
        trying: "Draining it".to_owned(),
        need: "A second pair of eyes".to_owned(),
    };
    let mut sitrep = Sitrep { doing: "Failing over".to_owned(), ..Sitrep::default() };
    sitrep.take(&report);
    assert_eq!(sitrep.broken, "The pooler is full");
    assert_eq!(sitrep.doing, "Failing over\nDraining it\nNeeded: A second pair of eyes");
    let once = sitrep.clone();
    sitrep.take(&report);
    sitrep.take(&Report::default());
    assert_eq!(sitrep, once);
}

#[test]
fn the_fold_keeps_the_last_ones() {
    let many = REPORTS_KEPT + 3;
    let world = (1..=many).fold(declared(ADA), |world, n| world.does(BOB, report_up(&format!("Step {n}"))));
    let numbers: Vec<_> = world.incident.work.reports.iter().map(|r| r.number as usize).collect();
    assert_eq!(numbers, (4..=many).collect::<Vec<_>>());
}
