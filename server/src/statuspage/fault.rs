//! What goes wrong, in the shape that Statuspage's clients read: `{"error": "words"}`.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::Refusal;
use serde_json::json;

use crate::api::Problem;

/// The status for too many requests that Statuspage answers, and that its clients know.
const TOO_MANY: u16 = 420;

/// A request that was not done, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    status: StatusCode,
    words: String,
    /// Where the answer's other headers come from.
    problem: Option<Box<Problem>>,
}

impl Fault {
    pub fn new(status: StatusCode, words: impl Into<String>) -> Self {
        Self { status, words: words.into(), problem: None }
    }

    /// What cannot be done as asked: the words begin with the field.
    pub fn invalid(words: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, words)
    }

    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "There is nothing here.")
    }

    pub fn no_token() -> Self {
        let words = "A token is missing: send Authorization: OAuth TOKEN. An admin makes one on /tokens.";
        Self::new(StatusCode::UNAUTHORIZED, words)
    }

    /// Whether a second person has to approve the words first.
    pub fn asks_approval(&self) -> bool {
        let refusal = self.problem.as_deref().and_then(Problem::refusal);
        matches!(refusal, Some(Refusal::ApprovalNeeded { .. }))
    }

    #[cfg(test)]
    pub fn words(&self) -> &str {
        &self.words
    }
}

impl From<Problem> for Fault {
    fn from(problem: Problem) -> Self {
        let words = problem.refusal().map_or_else(|| problem.detail().to_owned(), refused);
        let status = match problem.status() {
            // What the process does not allow is to Statuspage's clients a request that is not valid.
            StatusCode::CONFLICT => StatusCode::UNPROCESSABLE_ENTITY,
            StatusCode::TOO_MANY_REQUESTS => {
                StatusCode::from_u16(TOO_MANY).unwrap_or(StatusCode::TOO_MANY_REQUESTS)
            }
            status => status,
        };
        Self { status, words, problem: Some(Box::new(problem)) }
    }
}

impl From<app::Error> for Fault {
    fn from(error: app::Error) -> Self {
        Problem::from(error).into()
    }
}

/// A refusal in the terms of this API: which words the linter stops, and which field lets them through.
fn refused(refusal: &Refusal) -> String {
    if let Refusal::ApprovalNeeded { .. } = refusal {
        return format!("{refusal} Here that is incident.metadata.reason.");
    }
    let Refusal::ReasonNeeded { findings } = refusal else { return refusal.to_string() };
    let named: Vec<String> =
        findings.iter().map(|finding| format!("“{}” ({})", finding.words, finding.rule)).collect();
    format!(
        "incident.body: {} would break trust. Change the words, or say in incident.metadata.reason why they stand.",
        named.join(", ")
    )
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let mut answer = self.problem.map(|problem| (*problem).into_response());
        let mut response = (self.status, Json(json!({"error": self.words}))).into_response();
        if let Some(answer) = &mut answer {
            // When to come back, how to sign in, and what the log says of it.
            for name in ["retry-after", "www-authenticate"] {
                if let Some(value) = answer.headers_mut().remove(name) {
                    response.headers_mut().insert(name, value);
                }
            }
            std::mem::swap(response.extensions_mut(), answer.extensions_mut());
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use domain::Finding;

    use super::*;

    #[test]
    fn answers_too_many_requests_in_the_form_of_statuspage() {
        let often = Problem::new(StatusCode::TOO_MANY_REQUESTS, "Too many requests.");
        let often = often.retry_after(std::time::Duration::from_secs(3));
        let answer = Fault::from(often).into_response();
        assert_eq!(
            (answer.status().as_u16(), &answer.headers()["retry-after"]),
            (420, &"3".parse().expect("a header"))
        );
    }

    #[test]
    fn a_stop_finding_names_its_words_and_the_way_past_it() {
        let finding = Finding { rule: "eta".to_owned(), stop: true, words: "within the hour".to_owned() };
        let refusal = Refusal::ReasonNeeded { findings: vec![finding] };
        let fault = Fault::from(app::Error::from(refusal));
        assert_eq!(fault.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(fault.words().contains("“within the hour” (eta)"), "{}", fault.words());
        assert!(fault.words().contains("incident.metadata.reason"), "{}", fault.words());
    }
}
