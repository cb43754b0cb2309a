//! What a program sends: JSON, or a form with brackets in its names, read as the same.

use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use serde_json::{Map, Value};

use super::fault::Fault;
use crate::api::{BODY_BYTES_MAX, is_json};

/// Deepest nesting of a form's names: `incident[metadata][a][b]`.
const DEPTH_MAX: usize = 4;

/// The body of a request; empty where there is none.
#[derive(Debug, Default, PartialEq)]
pub struct Body(Map<String, Value>);

impl Body {
    /// Reads the body of a request, in whichever of the two ways it says that it is written.
    pub async fn of(request: Request) -> Result<Self, Fault> {
        let (head, body) = request.into_parts();
        let bytes = to_bytes(body, BODY_BYTES_MAX).await.map_err(|_| {
            let words = format!("The body is too large: the limit is {} KB.", BODY_BYTES_MAX / 1024);
            Fault::new(StatusCode::PAYLOAD_TOO_LARGE, words)
        })?;
        match () {
            () if bytes.is_empty() => Ok(Self::default()),
            () if is_json(&head.headers) => Self::json(&bytes),
            () if is_form(&head.headers) => Self::form(&bytes),
            () => {
                let words = "Content-Type: send application/json or application/x-www-form-urlencoded.";
                Err(Fault::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, words))
            }
        }
    }

    fn json(bytes: &[u8]) -> Result<Self, Fault> {
        match serde_json::from_slice(bytes) {
            Ok(Value::Object(fields)) => Ok(Self(fields)),
            Ok(_) => Err(Fault::new(StatusCode::BAD_REQUEST, "The body is no JSON object.")),
            Err(error) => Err(Fault::new(StatusCode::BAD_REQUEST, format!("The body is no JSON: {error}."))),
        }
    }

    fn form(bytes: &[u8]) -> Result<Self, Fault> {
        let mut fields = Value::Object(Map::new());
        for (name, value) in form_urlencoded::parse(bytes) {
            let path = path(&name).ok_or_else(|| Fault::invalid(format!("{name}: no name of a field.")))?;
            let words = || Fault::invalid(format!("{name}: it is said in two ways."));
            put(&mut fields, &path, value.into_owned()).ok_or_else(words)?;
        }
        let Value::Object(fields) = fields else { return Ok(Self::default()) };
        Ok(Self(fields))
    }

    /// The object under a name, which is what the request is about.
    pub fn under(&self, envelope: &str) -> Result<&Map<String, Value>, Fault> {
        let inside = self.0.get(envelope).and_then(Value::as_object);
        inside.ok_or_else(|| Fault::invalid(format!("{envelope}: it is missing, or no object.")))
    }
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

/// `incident[component_ids][]` as its parts; an empty one stands for the next place of a list.
fn path(name: &str) -> Option<Vec<&str>> {
    let (first, rest) = name.split_once('[').map_or((name, None), |(first, rest)| (first, Some(rest)));
    let mut parts = vec![first];
    if let Some(rest) = rest {
        parts.extend(rest.strip_suffix(']')?.split("]["));
    }
    let is_whole = parts.iter().all(|part| !part.contains(['[', ']'])) && !first.is_empty();
    (is_whole && parts.len() <= DEPTH_MAX).then_some(parts)
}

/// Puts a text where a form's name says; nothing where another kind of value is there.
fn put(at: &mut Value, path: &[&str], text: String) -> Option<()> {
    let Some((first, rest)) = path.split_first() else {
        *at = Value::String(text);
        return Some(());
    };
    if first.is_empty() && rest.is_empty() {
        if at.is_null() {
            *at = Value::Array(Vec::new());
        }
        at.as_array_mut()?.push(Value::String(text));
        return Some(());
    }
    if at.is_null() {
        *at = Value::Object(Map::new());
    }
    put(at.as_object_mut()?.entry(*first).or_insert(Value::Null), rest, text)
}

/// The pairs of an address's query.
pub fn query(uri: &Uri) -> Vec<(String, String)> {
    form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).into_owned().collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_form_says_what_json_says() {
        let form = "incident[name]=Slow+API&incident[component_ids][]=a&incident[component_ids][]=b\
                    &incident[components][a]=major_outage&incident[metadata][reason]=Legal%20asked";
        let same = json!({"incident": {
            "name": "Slow API",
            "component_ids": ["a", "b"],
            "components": {"a": "major_outage"},
            "metadata": {"reason": "Legal asked"},
        }});
        assert_eq!(Body::form(form.as_bytes()), Body::json(same.to_string().as_bytes()));
    }

    #[test]
    fn a_form_that_contradicts_itself_is_refused() {
        for bad in ["[a]=1", "a[b=1", "a[b]c=1", "a=1&a[b]=2", "a[]=1&a[b]=2", "a[b][c][d][e]=1"] {
            assert!(Body::form(bad.as_bytes()).is_err(), "{bad}");
        }
    }
}
