//! What a program sends: JSON of a named kind and size.

use axum::body::to_bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::problem::Problem;
use crate::store::CommandKey;

/// Most bytes that a request may send.
pub const BODY_BYTES_MAX: usize = 256 * 1024;
/// The header that makes sending again safe.
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// A body that was read whole.
pub struct Sent<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Sent<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            let detail = "Content-Type: send the body as application/json.";
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail));
        }
        let Ok(bytes) = to_bytes(request.into_body(), BODY_BYTES_MAX).await else {
            let kilobytes = BODY_BYTES_MAX / 1024;
            let detail = format!("The body is too large: the limit is {kilobytes} KB. Nothing was done.");
            return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, detail));
        };
        parse(&bytes).map(Self)
    }
}

/// Whether the body says that it is JSON.
pub fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json")
}

/// No JSON at all is a bad request; JSON of another shape says where it differs.
fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let mut value: Value = serde_json::from_slice(bytes).map_err(|error| {
        Problem::new(StatusCode::BAD_REQUEST, format!("The body is no JSON: {error}. Nothing was done."))
    })?;
    make_whole(&mut value);
    typed(value)
}

/// The value as what it should be; where it differs, says where.
pub fn typed<T: DeserializeOwned>(value: Value) -> Result<T, Problem> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path = error.path().to_string();
        let field = if path == "." { "The body".to_owned() } else { path };
        let detail = format!("{field}: {}. Nothing was done.", error.inner());
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, detail)
    })
}

/// To JSON Schema `7.0` is an integer, as it is to the languages that write it so.
fn make_whole(value: &mut Value) {
    match value {
        Value::Number(number) => {
            let whole = number.as_f64().filter(|float| number.is_f64() && float.fract() == 0.0);
            if let Some(integer) = whole.and_then(|float| format!("{float:.0}").parse::<i64>().ok()) {
                *number = integer.into();
            }
        }
        Value::Array(items) => items.iter_mut().for_each(make_whole),
        Value::Object(fields) => fields.values_mut().for_each(make_whole),
        _ => {}
    }
}

/// The key under which the command acts once, where one is given.
pub fn key(headers: &HeaderMap) -> Result<Option<CommandKey>, Problem> {
    let mut given = headers.get_all(IDEMPOTENCY_KEY).iter();
    let Some(value) = given.next() else { return Ok(None) };
    let parsed = value.to_str().ok().filter(|_| given.next().is_none()).map(CommandKey::parse);
    match parsed {
        Some(Ok(key)) => Ok(Some(key)),
        _ => {
            let detail = "Idempotency-Key: 1 to 64 letters, digits, hyphens and underscores, once.";
            Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, detail))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_number_may_have_a_point() {
        let long = ("2024781510668191.0", 2_024_781_510_668_191);
        for (text, number) in [("7", 7), ("-7.0", -7), ("1e3", 1000), long] {
            assert_eq!(parse::<i64>(text.as_bytes()), Ok(number), "{text}");
        }
        for bad in ["7.5", "1e300", "9223372036854775808.0"] {
            assert!(parse::<i64>(bad.as_bytes()).is_err(), "{bad}");
        }
    }
}
