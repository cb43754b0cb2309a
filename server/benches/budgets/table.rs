//! What was measured, beside its budget.

use std::fmt;
use std::time::Duration;

use crate::Failure;

/// The heads of the columns.
const HEAD: [&str; 4] = ["what", "measured", "budget", "verdict"];

/// The rows so far.
#[derive(Default)]
pub struct Table(Vec<[String; 4]>);

impl Table {
    /// A measurement that has a budget.
    pub fn row(&mut self, what: impl Into<String>, measured: impl Into<String>, budget: &str, holds: bool) {
        let verdict = if holds { "holds" } else { "OVER" };
        self.add(what.into(), measured.into(), budget, verdict);
    }

    /// Something to compare with, or what cannot be judged here.
    pub fn note(&mut self, what: impl Into<String>, measured: impl Into<String>, budget: &str) {
        self.add(what.into(), measured.into(), budget, "-");
    }

    /// What could not be measured.
    pub fn failed(&mut self, what: &str, failure: &Failure) {
        self.add(what.to_owned(), failure.to_string(), "", "NOT MEASURED");
    }

    fn add(&mut self, what: String, measured: String, budget: &str, verdict: &str) {
        self.0.push([what, measured, budget.to_owned(), verdict.to_owned()]);
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = HEAD.map(str::to_owned);
        let wide = |column: usize| {
            let cells = self.0.iter().chain([&head]);
            cells.map(|row| row[column].chars().count()).max().unwrap_or_default()
        };
        let widths = [0, 1, 2, 3].map(wide);
        let rule = widths.map(|width| "-".repeat(width));
        for row in [&head, &rule].into_iter().chain(&self.0) {
            let [a, b, c, d] = row;
            let [wa, wb, wc, _] = widths;
            writeln!(f, "{a:wa$} | {b:wb$} | {c:wc$} | {d}")?;
        }
        Ok(())
    }
}

/// Times, smallest first.
pub struct Times(Vec<Duration>);

impl Times {
    pub fn new(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        Self(times)
    }

    /// The time that this share of all (in percent) does not exceed; zero where nothing was timed.
    pub fn percentile(&self, percent: usize) -> Duration {
        let place = (self.0.len() * percent).div_ceil(100).saturating_sub(1);
        self.0.get(place).copied().unwrap_or_default()
    }

    /// Median, 99th percentile and the longest, in milliseconds.
    pub fn words(&self) -> String {
        let [half, most, all] = [50, 99, 100].map(|percent| millis(self.percentile(percent)));
        format!("p50 {half:.2} ms, p99 {most:.2} ms, longest {all:.2} ms")
    }
}

pub fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
