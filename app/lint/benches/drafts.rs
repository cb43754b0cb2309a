//! How long linting takes: a draft of 2,000 characters, and whether time grows with length alone.
//!
//! `cargo bench -p lint`. Times are of this machine at this moment; `peers/run.sh` sets them beside other linters.

use lint::{Phase, lint};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Characters of a draft.
const LENGTH: usize = 2000;
/// Drafts that are timed, and runs before while caches and branches are cold.
const RUNS: usize = 3000;
const WARM_UP: usize = 200;
/// How often a long text is timed; the middle counts.
const LONG_RUNS: usize = 9;

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

/// What is hard on a linter that looks back or ahead too far.
const ENDLESS: [&str; 8] =
    ["back by 5pm ", "`", "due to a ", "until ", "some users may ", "((", "\"a ", "by the end of the "];

fn main() {
    let drafts = TEXTS.map(|text| text.chars().cycle().take(LENGTH).collect::<String>());
    let mut times = Vec::with_capacity(RUNS);
    for run in 0..WARM_UP + RUNS {
        let draft = &drafts[run % drafts.len()];
        let phase = Phase::ALL[run / drafts.len() % Phase::ALL.len()];
        let took = time(draft, phase);
        if run >= WARM_UP {
            times.push(took);
        }
    }
    times.sort();
    let at = |percent: usize| times[(times.len() - 1) * percent / 100];
    println!(
        "draft of {LENGTH} characters: p50 {:?}, p99 {:?}, most {:?} (budget p99 ≤ 2 ms)",
        at(50),
        at(99),
        at(100)
    );
    let mixed: String = TEXTS.concat();
    for length in [10_000, 25_000, 50_000, 100_000] {
        println!("{:>7} bytes of mixed text: {:?}", length, long(&mixed, length));
    }
    for piece in ENDLESS {
        println!("{:>7} bytes of {piece:?}: {:?}", 100_000, long(piece, 100_000));
    }
    println!("budget: 100,000 bytes in less than 50 ms");
}

fn time(text: &str, phase: Phase) -> Duration {
    let began = Instant::now();
    black_box(lint(black_box(text), phase));
    began.elapsed()
}

/// The middle of several runs over so many bytes.
fn long(piece: &str, length: usize) -> Duration {
    let text = piece.repeat(length / piece.len() + 1);
    let text = &text[..text.floor_char_boundary(length)];
    let mut times: Vec<_> = (0..LONG_RUNS).map(|_| time(text, Phase::Identified)).collect();
    times.sort();
    times[LONG_RUNS / 2]
}
