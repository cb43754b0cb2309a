//! Tasks that fail in every way, with a clock that stands until it is moved.

use std::sync::atomic::{AtomicI64, AtomicUsize};

use domain::Timestamp;
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::*;

const STALLS_AFTER: Duration = Duration::from_secs(10);

fn task(name: &'static str, returns: Returns) -> Task {
    Task { name, stalls_after: STALLS_AFTER, returns }
}

/// A supervisor whose clock is moved by adding microseconds.
fn supervisor() -> (Supervisor, Arc<AtomicI64>) {
    let now = Arc::new(AtomicI64::new(0));
    let time = now.clone();
    (Supervisor::new(Clock::new(move || Timestamp(time.load(Ordering::SeqCst)))), now)
}

/// The task's report once it satisfies `wanted`. Timers go on meanwhile: their time stands unless everybody waits.
async fn report(supervisor: &Supervisor, wanted: impl Fn(&TaskReport) -> bool) -> TaskReport {
    loop {
        if let Some(report) = supervisor.reports().into_iter().find(|report| wanted(report)) {
            return report;
        }
        tokio::time::advance(Duration::from_millis(1)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_task_that_panics_is_stalled_until_it_turns_again() {
    let (supervisor, _) = supervisor();
    let (go_on, going_on) = mpsc::channel(1);
    let going_on = Arc::new(tokio::sync::Mutex::new(going_on));
    let runs = Arc::new(AtomicUsize::new(0));
    supervisor.spawn(task("broken", Returns::Never), move |beat| {
        let (run, going_on) = (runs.fetch_add(1, Ordering::SeqCst), going_on.clone());
        async move {
            assert!(run > 0, "the first run fails");
            let _: Option<()> = going_on.lock().await.recv().await;
            beat.turn();
            std::future::pending().await
        }
    });
    let failed = report(&supervisor, |report| report.failures == 1).await;
    assert_eq!((failed.name, failed.is_stalled), ("broken", true));
    go_on.send(()).await.expect("it runs again");
    let well = report(&supervisor, |report| !report.is_stalled).await;
    assert_eq!(well.failures, 1, "what is over stays counted");
}

#[tokio::test(start_paused = true)]
async fn pauses_double_up_to_a_limit_and_begin_anew_after_a_turn() {
    let (supervisor, _) = supervisor();
    let (began, mut begins) = mpsc::unbounded_channel();
    supervisor.spawn(task("broken", Returns::Never), move |beat| {
        let began = began.clone();
        async move {
            let _ = began.send((Instant::now(), beat));
        }
    });
    let (mut last, _) = begins.recv().await.expect("it begins");
    let mut pauses = Vec::new();
    for number in 0..9 {
        let (at, beat) = begins.recv().await.expect("it begins again");
        pauses.push((at - last).as_millis());
        last = at;
        if number == 7 {
            beat.turn();
        }
    }
    assert_eq!(pauses[..7], [100, 200, 400, 800, 1600, 3200, 5000]);
    assert_eq!(PAUSE_MAX.as_millis(), 5000);
    let (at, _) = begins.recv().await.expect("it begins again");
    assert!(at - last <= PAUSE_MAX);
}

#[tokio::test(start_paused = true)]
async fn a_task_whose_work_is_done_is_forgotten() {
    let (supervisor, _) = supervisor();
    let done = supervisor.spawn(task("short", Returns::WhenDone), |_| async {});
    done.await.expect("it ends");
    assert_eq!(supervisor.reports(), []);
    supervisor.spawn(task("endless", Returns::Never), |_| async {});
    assert_eq!(report(&supervisor, |report| report.failures == 1).await.name, "endless");
}

#[tokio::test(start_paused = true)]
async fn a_last_turn_too_long_ago_is_a_stall() {
    let (supervisor, now) = supervisor();
    let (turned, mut turns) = mpsc::unbounded_channel();
    supervisor.spawn(task("stuck", Returns::Never), move |beat| {
        let turned = turned.clone();
        async move {
            beat.turn();
            let _ = turned.send(beat);
            std::future::pending().await
        }
    });
    let beat = turns.recv().await.expect("it turns");
    now.fetch_add(10_000_000, Ordering::SeqCst);
    assert!(!supervisor.reports()[0].is_stalled, "as long as allowed");
    now.fetch_add(1, Ordering::SeqCst);
    let stuck = supervisor.reports()[0];
    assert_eq!((stuck.age.as_micros(), stuck.is_stalled), (10_000_001, true));
    now.fetch_sub(20_000_000, Ordering::SeqCst);
    assert_eq!(supervisor.reports()[0].age, Duration::ZERO, "a clock that is set back makes nothing older");
    beat.turn();
    assert!(!supervisor.reports()[0].is_stalled);
}

#[tokio::test(start_paused = true)]
async fn a_task_that_waits_keeps_turning() {
    let (supervisor, now) = supervisor();
    supervisor.spawn(task("waits", Returns::Never), |beat| async move {
        beat.wait(std::future::pending::<()>()).await;
    });
    report(&supervisor, |report| report.age.is_zero()).await;
    for _ in 0..100 {
        now.fetch_add(1_000_000, Ordering::SeqCst);
        tokio::time::advance(WAITING_TURN).await;
        report(&supervisor, |report| report.age.is_zero()).await;
    }
    assert!(!supervisor.reports()[0].is_stalled);
}

#[tokio::test(start_paused = true)]
async fn the_end_of_a_vital_task_ends_the_process_but_for_a_stop() {
    for returns in [Returns::Never, Returns::WhenDone] {
        let (supervisor, _) = supervisor();
        supervisor.spawn_vital(task("vital", returns), |_| async { panic!("it cannot go on") });
        assert_eq!(supervisor.failed().await, "vital");
        assert!(supervisor.reports()[0].is_stalled);
    }
    let (supervisor, _) = supervisor();
    supervisor.stop();
    let ended = supervisor.spawn_vital(task("vital", Returns::Never), |_| async {});
    ended.await.expect("it ends");
    let failed = tokio::time::timeout(PAUSE_MAX, supervisor.failed()).await;
    assert!(failed.is_err(), "whoever stops the server expects its tasks to end");
}

#[tokio::test(start_paused = true)]
async fn aborting_the_handle_ends_the_task() {
    let (supervisor, _) = supervisor();
    let (held, mut dropped) = mpsc::channel::<()>(1);
    let handle = supervisor.spawn(task("endless", Returns::Never), move |beat| {
        let held = held.clone();
        async move {
            beat.turn();
            let _held = held;
            std::future::pending().await
        }
    });
    report(&supervisor, |report| !report.is_stalled).await;
    handle.abort();
    assert_eq!(dropped.recv().await, None, "nothing holds the sender any more");
}
