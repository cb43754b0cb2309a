//! Drafts from other tools: what the linter says of them, with the company's own rules. Nothing is kept.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use lint::Part;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::body::Sent;
use super::{Answer, Problem};
use crate::router::Shared;

/// Longest draft that is linted, in bytes.
pub const DRAFT_BYTES_MAX: usize = 100_000;
const _: () = assert!(DRAFT_BYTES_MAX <= lint::MAX_TEXT, "all of a draft is read");
/// Most components, regions, and other names of one component that a draft's context names.
pub const CONTEXT_NAMES_MAX: usize = 1_000;

/// Most minutes that a zone is ahead of UTC or behind it: a day.
pub const UTC_OFFSET_MAX: i32 = 1_440;
/// The last second that a draft's clock can show, since 1970: that of the year 9999.
pub const CLOCK_SECONDS_MAX: i64 = 253_402_300_799;

/// The words that somebody is about to publish.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// At most 100,000 bytes of UTF-8.
    #[schemars(length(max = 100_000))]
    text: String,
    phase: DraftPhase,
    /// What the incident knows, as far as it is known.
    #[serde(default)]
    context: DraftContext,
}

/// The phase that the words are for.
#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum DraftPhase {
    Investigating,
    Identified,
    Monitoring,
    Resolved,
    Maintenance,
    Postmortem,
}

/// What the text alone cannot tell. Each part may be left out; what hangs on it is then not checked.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct DraftContext {
    /// What customers see on the status page.
    #[schemars(length(max = 1_000))]
    components: Vec<DraftComponent>,
    /// Who or how much is affected.
    scope: String,
    /// Where it is hit; none where it is hit everywhere.
    #[schemars(length(max = 1_000))]
    regions: Vec<String>,
    /// The phase of the last update that went out.
    last_phase: Option<DraftPhase>,
    clock: Option<DraftClock>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DraftComponent {
    name: String,
    /// Other names of it.
    #[serde(default)]
    #[schemars(length(max = 1_000))]
    aliases: Vec<String>,
    /// How the draft marks it, where it does.
    #[serde(default)]
    impact: Option<DraftImpact>,
}

#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum DraftImpact {
    Degraded,
    Partial,
    Major,
}

/// By when the next update has to come.
#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DraftClock {
    /// Seconds since 1970-01-01T00:00:00Z.
    #[schemars(range(min = 0, max = 253_402_300_799_i64))]
    now: i64,
    /// In the same count.
    #[schemars(range(min = 0, max = 253_402_300_799_i64))]
    next_update_latest: i64,
    /// Minutes ahead of UTC of times that name no zone.
    #[schemars(range(min = -1440, max = 1440))]
    utc_offset_minutes: i32,
}

/// What the linter says of a draft.
#[derive(Serialize, JsonSchema)]
pub struct Said {
    /// In the order of the text.
    findings: Vec<Found>,
    /// `true` where the update tells it, `false` where it does not, `null` where this phase does not ask for it.
    parts: BTreeMap<String, Option<bool>>,
    /// Whether a finding stops it: it then goes out with a stated reason only.
    needs_reason: bool,
    /// `en`, `de`, or `unknown`: such a text has no findings.
    language: String,
}

#[derive(Serialize, JsonSchema)]
struct Found {
    rule: String,
    /// The name of a rule of the company's own.
    name: Option<String>,
    /// `stop`, `warn` or `hint`.
    level: String,
    /// Of the text in UTF-8.
    bytes: Span,
    /// In Unicode characters.
    chars: Span,
    words: String,
    message: String,
    /// What to put in the place of the words; empty to delete them, `null` where a person has to reword.
    fix: Option<String>,
}

/// From the first to the one after the last.
#[derive(Serialize, JsonSchema)]
struct Span {
    start: u32,
    end: u32,
}

/// Lints a draft.
pub async fn lint(State(site): State<Shared>, Sent(draft): Sent<Draft>) -> Answer {
    check(&draft)?;
    let rules = Arc::clone(&site.engine.rules);
    // A long text takes a while, and others wait for this thread.
    let said = tokio::task::spawn_blocking(move || said(&rules.book, &draft)).await;
    let said = said.map_err(|_| Problem::from(app::Error::Internal))?;
    Ok(Json(said).into_response())
}

fn check(draft: &Draft) -> Result<(), Problem> {
    let too_many = |field: &str, limit: usize, what: &str| {
        let detail = format!("{field}: at most {limit} {what}. Nothing was done.");
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, detail)
    };
    if draft.text.len() > DRAFT_BYTES_MAX {
        return Err(too_many("text", DRAFT_BYTES_MAX, "bytes"));
    }
    if let Some(clock) = &draft.context.clock {
        check_clock(clock)?;
    }
    let components = &draft.context.components;
    if components.len() > CONTEXT_NAMES_MAX {
        return Err(too_many("context.components", CONTEXT_NAMES_MAX, "components"));
    }
    if draft.context.regions.len() > CONTEXT_NAMES_MAX {
        return Err(too_many("context.regions", CONTEXT_NAMES_MAX, "regions"));
    }
    match components.iter().position(|component| component.aliases.len() > CONTEXT_NAMES_MAX) {
        Some(at) => {
            Err(too_many(&format!("context.components[{at}].aliases"), CONTEXT_NAMES_MAX, "other names"))
        }
        None => Ok(()),
    }
}

fn check_clock(clock: &DraftClock) -> Result<(), Problem> {
    let outside = |field: &str, least: i64, most: i64| {
        let detail = format!("context.clock.{field}: from {least} to {most}. Nothing was done.");
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, detail)
    };
    for (field, seconds) in [("now", clock.now), ("next_update_latest", clock.next_update_latest)] {
        if !(0..=CLOCK_SECONDS_MAX).contains(&seconds) {
            return Err(outside(field, 0, CLOCK_SECONDS_MAX));
        }
    }
    if !(-UTC_OFFSET_MAX..=UTC_OFFSET_MAX).contains(&clock.utc_offset_minutes) {
        return Err(outside("utc_offset_minutes", i64::from(-UTC_OFFSET_MAX), i64::from(UTC_OFFSET_MAX)));
    }
    Ok(())
}

fn said(book: &lint::Rulebook, draft: &Draft) -> Said {
    let report = book.lint_within(&draft.text, draft.phase.into(), &(&draft.context).into());
    let needs_reason = report.needs_reason();
    let (mut byte, mut char) = (0, 0);
    let mut found = Vec::with_capacity(report.findings.len());
    for finding in report.findings {
        let (start, end) = (finding.start as usize, finding.end as usize);
        // Sorted by where they start, so the text is counted through once.
        char += draft.text[byte..start].chars().count();
        byte = start;
        let words = &draft.text[start..end];
        let chars = Span { start: small(char), end: small(char + words.chars().count()) };
        found.push(Found {
            rule: finding.rule.as_str().to_owned(),
            name: finding.name,
            level: word(&finding.level),
            bytes: Span { start: finding.start, end: finding.end },
            chars,
            words: words.to_owned(),
            message: finding.message,
            fix: finding.fix,
        });
    }
    let parts = report.parts.into_iter().map(|(part, is_there): (Part, _)| (word(&part), is_there));
    Said { findings: found, parts: parts.collect(), needs_reason, language: word(&report.language) }
}

/// A count that a limit keeps small.
fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// A name of the linter's, as its JSON has it.
fn word(name: &impl Serialize) -> String {
    let value = serde_json::to_value(name).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

impl From<DraftPhase> for lint::Phase {
    fn from(phase: DraftPhase) -> Self {
        match phase {
            DraftPhase::Investigating => Self::Investigating,
            DraftPhase::Identified => Self::Identified,
            DraftPhase::Monitoring => Self::Monitoring,
            DraftPhase::Resolved => Self::Resolved,
            DraftPhase::Maintenance => Self::Maintenance,
            DraftPhase::Postmortem => Self::Postmortem,
        }
    }
}

impl From<DraftImpact> for lint::Impact {
    fn from(impact: DraftImpact) -> Self {
        match impact {
            DraftImpact::Degraded => Self::Degraded,
            DraftImpact::Partial => Self::Partial,
            DraftImpact::Major => Self::Major,
        }
    }
}

impl From<&DraftContext> for lint::Context {
    fn from(context: &DraftContext) -> Self {
        let components = context.components.iter().map(|component| lint::Component {
            name: component.name.clone(),
            aliases: component.aliases.clone(),
            impact: component.impact.map(Into::into),
        });
        Self {
            components: components.collect(),
            scope: context.scope.clone(),
            regions: context.regions.clone(),
            last_phase: context.last_phase.map(Into::into),
            clock: context.clock.map(|clock| lint::Clock {
                now: clock.now,
                next_update_latest: clock.next_update_latest,
                utc_offset_minutes: clock.utc_offset_minutes,
            }),
        }
    }
}
