//! An incident's records: page by page, or as they happen.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use axum::{Extension, Json};
use domain::{Recorded, Seq};

use super::accept::{Form, wanted};
use super::incidents::{known, number};
use super::paging::{Asked, PAGE_MAX, Page, Wanted};
use super::stream::stream;
use super::{Answer, Caller, Problem};
use crate::backend::log_failure;
use crate::router::Shared;

/// Where a stream goes on that broke off.
const LAST_EVENT_ID: &str = "last-event-id";

pub async fn events(
    State(site): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(incident): Path<String>,
    headers: HeaderMap,
    Asked(asked): Asked<Wanted>,
) -> Answer {
    let incident = known(&site, number(&incident)?).await?.id;
    let (limit, last) = (asked.limit()?, last_event(&headers)?);
    if wanted(&headers) == Some(Form::Stream) {
        return stream(&site, &caller, incident, last.unwrap_or(Seq(asked.after))).await;
    }
    let mut items: Vec<Recorded> = Vec::new();
    // The log answers so many at a time, and one more is read than is answered.
    while items.len() <= limit {
        let after = items.last().map_or(Seq(asked.after), |recorded| recorded.seq);
        let most = (limit + 1 - items.len()).min(PAGE_MAX);
        let read = site.engine.log.read(incident, after, most).await.map_err(|error| log_failure(&error))?;
        let ended = read.len() < most;
        items.extend(read);
        if ended {
            break;
        }
    }
    Ok(Json(Page::of(items, limit, |recorded| recorded.seq.0)).into_response())
}

fn last_event(headers: &HeaderMap) -> Result<Option<Seq>, Problem> {
    let Some(value) = headers.get(LAST_EVENT_ID) else { return Ok(None) };
    let seq = value.to_str().ok().and_then(|text| text.parse().ok()).map(Seq);
    let detail = "Last-Event-ID: this is no event's number.";
    seq.map(Some).ok_or_else(|| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, detail))
}
