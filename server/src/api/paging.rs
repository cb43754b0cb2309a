//! Long answers come in pages: `after` is the last item that was seen, `limit` how many may come.

use axum::extract::{FromRequestParts, Query};
use axum::http::StatusCode;
use axum::http::request::Parts;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::problem::Problem;

/// Items of a page, where nothing else is asked for.
pub const PAGE_DEFAULT: usize = 100;
/// Most items of a page.
pub const PAGE_MAX: usize = 1000;

/// A page of a list.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// `after` of the next page; null where this one is the last for now.
    pub next: Option<u64>,
}

impl<T> Page<T> {
    /// The first `limit` items of a list that was read one further, so that it is known whether more come.
    pub fn of(mut items: Vec<T>, limit: usize, place: impl Fn(&T) -> u64) -> Self {
        let more = items.len() > limit;
        items.truncate(limit);
        let next = items.last().filter(|_| more).map(place);
        Self { items, next }
    }
}

/// Which page.
#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    pub after: u64,
    pub limit: Option<usize>,
}

impl Wanted {
    /// # Errors
    /// When it is none of 1 to [`PAGE_MAX`].
    pub fn limit(&self) -> Result<usize, Problem> {
        let limit = self.limit.unwrap_or(PAGE_DEFAULT);
        if (1..=PAGE_MAX).contains(&limit) {
            return Ok(limit);
        }
        let detail = format!("limit: {limit} is outside of 1 to {PAGE_MAX}.");
        Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, detail))
    }
}

/// The parameters behind the question mark.
pub struct Asked<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Query(asked) = Query::from_request_parts(parts, state)
            .await
            .map_err(|bad| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, format!("{}.", bad.body_text())))?;
        Ok(Self(asked))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_says_whether_more_come() {
        let page = |read: &[u64], limit| {
            let Page { items, next } = Page::of(read.to_vec(), limit, |n| *n);
            (items, next)
        };
        assert_eq!(page(&[], 2), (vec![], None));
        assert_eq!(page(&[1, 2], 2), (vec![1, 2], None));
        assert_eq!(page(&[1, 2, 3], 2), (vec![1, 2], Some(2)));
    }
}
