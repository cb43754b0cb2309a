//! Who may call: whoever has a good token, in the header or in the address.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::body::query;
use super::fault::Fault;
use crate::api::{known_caller, let_through};
use crate::router::Shared;

/// The name of the token in an address.
const IN_ADDRESS: &str = "api_key";

/// Lets a request through with its caller, or says why not.
pub async fn admit(State(site): State<Shared>, request: Request, next: Next) -> Response {
    let Some(secret) = secret(request.headers(), request.uri()) else {
        return Fault::no_token().into_response();
    };
    match known_caller(&site, &secret).await {
        Ok(caller) => let_through(caller, request, next).await,
        Err(problem) => Fault::from(problem).into_response(),
    }
}

/// The one token that a request carries; none where it carries two, of which one may be somebody else's.
fn secret(headers: &HeaderMap, uri: &Uri) -> Option<String> {
    let in_headers = headers.get_all(header::AUTHORIZATION).iter().map(|line| {
        let (scheme, secret) = line.to_str().ok()?.split_once(' ')?;
        let is_known = scheme.eq_ignore_ascii_case("oauth") || scheme.eq_ignore_ascii_case("bearer");
        is_known.then(|| secret.trim().to_owned())
    });
    let in_address = query(uri).into_iter().filter(|(name, _)| name == IN_ADDRESS);
    let mut all = in_headers.chain(in_address.map(|(_, secret)| Some(secret)));
    let (first, None) = (all.next()?, all.next()) else { return None };
    first.filter(|secret| !secret.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_token_speaks_for_a_request() {
        let with = |lines: &[&str], address: &str| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(header::AUTHORIZATION, line.parse().expect("a header"));
            }
            secret(&headers, &address.parse().expect("an address"))
        };
        for (lines, address) in [
            (&["OAuth abc"][..], "/v1/pages"),
            (&["oauth  abc"], "/v1/pages?page=2"),
            (&["Bearer abc"], "/v1/pages"),
            (&[], "/v1/pages?api_key=abc"),
            (&[], "/v1/pages?page=2&api_key=%61bc"),
        ] {
            assert_eq!(with(lines, address).as_deref(), Some("abc"), "{lines:?} {address}");
        }
        for (lines, address) in [
            (&[][..], "/v1/pages"),
            (&["Basic abc"], "/v1/pages"),
            (&["OAuth abc", "OAuth def"], "/v1/pages"),
            (&["OAuth abc"], "/v1/pages?api_key=abc"),
            (&[], "/v1/pages?api_key="),
        ] {
            assert_eq!(with(lines, address), None, "{lines:?} {address}");
        }
    }
}
