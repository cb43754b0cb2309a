//! How long linting takes: a draft, and a text as long as one is read, whose time has to grow with its length alone.

use std::hint::black_box;
use std::time::{Duration, Instant};

use lint::{Phase, lint};

use crate::table::{Table, Times};

/// Characters of a draft.
const LENGTH: usize = 2000;
/// Drafts that are timed.
const RUNS: usize = 2000;
/// Runs before, while caches and branches are cold.
const WARM_UP: usize = 100;

/// Bytes of a long text, and how often it is timed; the middle counts.
const LONG: usize = lint::MAX_TEXT;
const LONG_RUNS: usize = 9;

/// What is hard on a linter that looks back or ahead too far, without an end.
const ENDLESS: [&str; 8] =
    ["back by 5pm ", "`", "due to a ", "until ", "some users may ", "((", "\"a ", "by the end of the "];

/// What the drafts are made of, over and over: careful words, promises, blame, lists, times, and other scripts.
const TEXTS: [&str; 6] = [
    "Since 09:40 UTC some customers see errors when they open the dashboard. Running apps are not affected. \
     We have found the failing part and are moving traffic away from it. The next update comes by 10:30 UTC. ",
    "We expect a full fix within the next 2 hours, and everything should be back to normal shortly. Only a small \
     number of users had a minor hiccup. Our engineers are working hard and we hope it never happens again! ",
    "Due to a problem at our cloud provider, an upstream outage caused the database to fail. Their team told us \
     that it was probably a bad configuration, so it is not our fault. Please bear with us; ETA 45 minutes. ",
    "Affected: builds, deploys; API (writes only). Not affected: routing, reads. Workaround: retry with \
     --wait=60, or deploy from yesterday's image.\n\n- 14:02 alarm\n- 14:09 confirmed\n- 14:31 rolled back\n",
    "between the hours of 1 and 2 and 3 and 4 within about roughly 5 to 6 or 7 minutes hours days we will we \
     should we may we might be able to hope to expect to plan to resolve fix repair restore it soon, soonish, ",
    "Między 9:00 a 10:00 część żądań kończyła się błędem. Précision : les écritures seules sont lentes. \
     «Запись» работает медленно… 一部のお客様。🙂 (see https://status.example.com/incidents/1?x=1&y=2). ",
];

pub fn measure(table: &mut Table) {
    let drafts = TEXTS.map(|text| text.chars().cycle().take(LENGTH).collect::<String>());
    let phases = [Phase::Investigating, Phase::Identified, Phase::Monitoring, Phase::Resolved];
    let mut times = Vec::with_capacity(RUNS);
    let mut findings = 0;
    for run in 0..WARM_UP + RUNS {
        let (draft, phase) = (&drafts[run % drafts.len()], phases[run / drafts.len() % phases.len()]);
        let began = Instant::now();
        let report = lint(black_box(draft), phase);
        let took = began.elapsed();
        findings += black_box(report).findings.len();
        if run >= WARM_UP {
            times.push(took);
        }
    }
    let times = Times::new(times);
    let measured = format!("{} ({findings} findings)", times.words());
    let holds = times.percentile(99) <= Duration::from_millis(2);
    table.row(format!("lint of a {LENGTH}-character draft, native"), measured, "p99 ≤ 2 ms", holds);
    long_texts(table);
}

/// Mixed text, and the worst of the endless ones.
fn long_texts(table: &mut Table) {
    let mixed = median(&TEXTS.concat());
    let endless = ENDLESS.map(|piece| (median(piece), piece));
    let (slowest, piece) = endless.into_iter().max().unwrap_or_default();
    let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
    let measured = format!(
        "mixed {:.1} ms; {piece:?} without an end {:.1} ms",
        milliseconds(mixed),
        milliseconds(slowest)
    );
    let holds = mixed.max(slowest) < Duration::from_millis(50);
    table.row(format!("lint of {LONG} bytes, native"), measured, "< 50 ms", holds);
}

/// The middle of several runs over a long text that repeats the piece.
fn median(piece: &str) -> Duration {
    let text = piece.repeat(LONG / piece.len() + 1);
    let text = &text[..text.floor_char_boundary(LONG)];
    let times = (0..LONG_RUNS).map(|_| {
        let began = Instant::now();
        black_box(lint(black_box(text), Phase::Identified));
        began.elapsed()
    });
    Times::new(times.collect()).percentile(50)
}
