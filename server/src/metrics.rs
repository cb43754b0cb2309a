//! What this process does, in numbers, for a monitoring system: `/metrics`, as OpenMetrics text. No incident, person
//! or word is in it, because whoever can reach the status page can read it.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use app::Error;
use domain::Span;
use prometheus_client::encoding::text::encode;
use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue, LabelValueEncoder};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

use crate::assets::BUILD_ID;
use crate::publish::CopyReport;
use crate::supervise::TaskReport;

/// The media type of the text.
pub const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Counters and gauges of this process.
pub struct Metrics {
    registry: Registry,
    commands: Family<Labels, Counter>,
    command_time: Histogram,
    rows_answers: Family<AnswerLabel, Counter>,
    live_connections: Gauge,
    log_position: Gauge,
    newer_records: Gauge,
    clock_step: Gauge<f64, AtomicU64>,
    task_failures: Family<TaskLabel, Counter>,
    task_age: Family<TaskLabel, Gauge<f64, AtomicU64>>,
    copy_failures: Family<CopyLabel, Counter>,
    copy_age: Family<CopyLabel, Gauge<f64, AtomicU64>>,
}

/// What is true at the moment of asking.
#[derive(Clone, Copy, Debug, Default)]
pub struct Now<'a> {
    /// Pages that follow live.
    pub live_connections: usize,
    /// Records of the event log that were folded.
    pub log_position: u64,
    /// Records among them that only a newer release can read.
    pub newer_records: u64,
    /// By how much the machine's clock is ahead of the time that is told.
    pub clock_step: Span,
    /// The background tasks.
    pub tasks: &'a [TaskReport],
    /// The copies of the status page.
    pub copies: &'a [CopyReport],
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Labels {
    outcome: Outcome,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct TaskLabel {
    task: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct AnswerLabel {
    made: &'static str,
}

impl AnswerLabel {
    const COMPUTED: Self = Self { made: "computed" };
    const SHARED: Self = Self { made: "shared" };
    const ALL: [Self; 2] = [Self::COMPUTED, Self::SHARED];
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct CopyLabel {
    copy: u64,
}

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Outcome {
    Done,
    /// By the process, or because it made no sense.
    Refused,
    /// Too much to do, or no room on the disk.
    Overloaded,
    Failed,
}

impl EncodeLabelValue for Outcome {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> fmt::Result {
        let word = match self {
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Overloaded => "overloaded",
            Self::Failed => "failed",
        };
        word.encode(encoder)
    }
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("command_post");
        let commands = Family::<Labels, Counter>::default();
        registry.register("commands", "Commands of people and programs, by how they ended", commands.clone());
        // From a tenth of a millisecond to about three seconds.
        let command_time = Histogram::new(exponential_buckets(0.0001, 2.0, 15));
        registry.register_with_unit(
            "command_duration",
            "From the arrival of a command to its durable acknowledgement",
            Unit::Seconds,
            command_time.clone(),
        );
        let rows_answers = Family::<AnswerLabel, Counter>::default();
        let help = "Answers about tickets, customers and changes of the company: computed, or shared with whoever asked \
                    for the same";
        registry.register("rows_answers", help, rows_answers.clone());
        // A rate needs both from the start.
        AnswerLabel::ALL.into_iter().for_each(|label| drop(rows_answers.get_or_create(&label)));
        let live_connections = Gauge::default();
        registry.register("live_connections", "Pages that follow live", live_connections.clone());
        let log_position = Gauge::default();
        registry.register("log_position", "Records of the event log that were folded", log_position.clone());
        let newer_records = Gauge::default();
        let help = "Records of the event log that a newer release wrote and this one cannot read";
        registry.register("newer_records", help, newer_records.clone());
        let clock_step = Gauge::<f64, AtomicU64>::default();
        let help =
            "By how much the machine's clock is ahead of the time that is told: a minute and more is a jump";
        registry.register_with_unit("clock_step", help, Unit::Seconds, clock_step.clone());
        let task_failures = Family::<TaskLabel, Counter>::default();
        let help = "How often a background task panicked or returned when it should not";
        registry.register("task_failures", help, task_failures.clone());
        let task_age = Family::<TaskLabel, Gauge<f64, AtomicU64>>::default();
        let help = "Since the last turn of a background task";
        registry.register_with_unit("task_age", help, Unit::Seconds, task_age.clone());
        let copy_failures = Family::<CopyLabel, Counter>::default();
        let help = "How often a copy of the status page was not written, by its number among the targets";
        registry.register("copy_failures", help, copy_failures.clone());
        let copy_age = Family::<CopyLabel, Gauge<f64, AtomicU64>>::default();
        let help = "Since this node wrote a copy of the status page last; none where it has not";
        registry.register_with_unit("copy_age", help, Unit::Seconds, copy_age.clone());
        let build = Info::new([("id", BUILD_ID), ("version", env!("CARGO_PKG_VERSION"))]);
        registry.register("build", "What runs here", build);
        Self {
            registry,
            commands,
            command_time,
            rows_answers,
            live_connections,
            log_position,
            newer_records,
            clock_step,
            task_failures,
            task_age,
            copy_failures,
            copy_age,
        }
    }
}

impl Metrics {
    /// Counts a command and how long it took.
    pub fn command<T>(&self, answer: &Result<T, Error>, took: Duration) {
        let outcome = match answer {
            Ok(_) => Outcome::Done,
            Err(Error::Busy | Error::DiskFull) => Outcome::Overloaded,
            Err(Error::Internal | Error::Unavailable | Error::NotKnown | Error::Unreachable) => {
                Outcome::Failed
            }
            Err(_) => Outcome::Refused,
        };
        self.commands.get_or_create(&Labels { outcome }).inc();
        self.command_time.observe(took.as_secs_f64());
    }

    /// Counts an answer about rows, and whether it was computed for who asked or somebody else's.
    pub fn rows_answer(&self, is_computed: bool) {
        let label = if is_computed { AnswerLabel::COMPUTED } else { AnswerLabel::SHARED };
        self.rows_answers.get_or_create(&label).inc();
    }

    /// Everything as text, with what is true now.
    ///
    /// # Errors
    /// When a number cannot be written as text.
    pub fn text(&self, now: Now<'_>) -> Result<String, fmt::Error> {
        let signed = |number| i64::try_from(number).unwrap_or(i64::MAX);
        self.live_connections.set(signed(now.live_connections as u64));
        self.log_position.set(signed(now.log_position));
        self.newer_records.set(signed(now.newer_records));
        self.clock_step.set(now.clock_step.0 as f64 / 1_000_000.0);
        for TaskReport { name, age, failures, .. } in now.tasks {
            let label = TaskLabel { task: name };
            self.task_failures.get_or_create(&label).inner().store(*failures, Ordering::Relaxed);
            self.task_age.get_or_create(&label).set(age.as_secs_f64());
        }
        for CopyReport { number, age, failures, .. } in now.copies {
            let label = CopyLabel { copy: *number as u64 };
            self.copy_failures.get_or_create(&label).inner().store(*failures, Ordering::Relaxed);
            if let Some(age) = age {
                self.copy_age.get_or_create(&label).set(age.as_secs_f64());
            }
        }
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_counted_by_how_they_ended() {
        let metrics = Metrics::default();
        let took = Duration::from_millis(2);
        for answer in [Ok(()), Ok(()), Err(Error::Busy), Err(Error::NotFound), Err(Error::Internal)] {
            metrics.command(&answer, took);
        }
        [true, false, false].into_iter().for_each(|is_computed| metrics.rows_answer(is_computed));
        let tailer =
            TaskReport { name: "tailer", age: Duration::from_millis(1_500), is_stalled: false, failures: 2 };
        let copy = CopyReport {
            number: 2,
            place: "s3://acme-status".to_owned(),
            version: Some("5eed".to_owned()),
            age: Some(Duration::from_secs(7)),
            is_elsewhere: false,
            trouble: None,
            failures: 3,
        };
        let clock_step = Span::minutes(-2);
        let now = Now {
            live_connections: 3,
            log_position: 41,
            newer_records: 2,
            clock_step,
            tasks: &[tailer],
            copies: &[copy],
        };
        let text = metrics.text(now).expect("text");
        for line in [
            "command_post_commands_total{outcome=\"done\"} 2",
            "command_post_commands_total{outcome=\"refused\"} 1",
            "command_post_commands_total{outcome=\"overloaded\"} 1",
            "command_post_commands_total{outcome=\"failed\"} 1",
            "command_post_command_duration_seconds_count 5",
            "command_post_rows_answers_total{made=\"computed\"} 1",
            "command_post_rows_answers_total{made=\"shared\"} 2",
            "command_post_live_connections 3",
            "command_post_log_position 41",
            "command_post_task_failures_total{task=\"tailer\"} 2",
            "command_post_task_age_seconds{task=\"tailer\"} 1.5",
            "command_post_copy_failures_total{copy=\"2\"} 3",
            "command_post_copy_age_seconds{copy=\"2\"} 7.0",
            "command_post_newer_records 2",
            "command_post_clock_step_seconds -120.0",
        ] {
            assert!(text.lines().any(|l| l == line), "{line} is not in\n{text}");
        }
        assert!(text.ends_with("# EOF\n") && !text.contains("acme"));
    }
}
