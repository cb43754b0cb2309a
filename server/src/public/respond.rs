//! Sending a page: the smallest form the reader takes, or word that they have it already.

use std::time::UNIX_EPOCH;

use axum::body::Body;
use axum::http::header::{
    ACCEPT_ENCODING, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, AsHeaderName, CACHE_CONTROL, CONTENT_ENCODING,
    CONTENT_LANGUAGE, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_MODIFIED_SINCE,
    IF_NONE_MATCH, LAST_MODIFIED, REFERRER_POLICY, VARY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::response::Response;

use super::Snapshot;
use super::language::Language;
use super::page::{Encoding, Page, Policy};

/// Caches may answer for ten seconds without asking: a crowd during an outage costs one request per cache.
const CACHE: HeaderValue = HeaderValue::from_static("public, max-age=10");
const VARY_BY: HeaderValue = HeaderValue::from_static("accept-encoding");
/// The same of an address at which each browser gets its own language.
const VARY_BY_LANGUAGE: HeaderValue = HeaderValue::from_static("accept-encoding, accept-language");
const NOSNIFF: HeaderValue = HeaderValue::from_static("nosniff");
const REFERRER: HeaderValue = HeaderValue::from_static("same-origin");
/// The policy of data: should somebody open it as a page, it does nothing.
const NOTHING_RUNS: HeaderValue =
    HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; base-uri 'none'");
/// The policy of a picture that somebody uploaded: an SVG may have a style, and runs nothing.
const DRAWS_ONLY: HeaderValue =
    HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; sandbox");
const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Answers a GET or HEAD for an address of a snapshot; `None` where it has none. What people read comes in the language
/// that the address names, or its query, or else their browser.
pub fn answer(
    snapshot: &Snapshot,
    path: &str,
    query: Option<&str>,
    headers: &HeaderMap,
    method: &Method,
) -> Option<Response> {
    let page = snapshot.page(path)?;
    if page.language.is_none() || Language::of_path(path).is_some() {
        return Some(respond(page, headers, method));
    }
    let asked = Language::of_query(query);
    let wanted = asked.or_else(|| Some(Language::negotiated(headers)).filter(|l| *l != Language::English));
    let page = wanted.and_then(|language| snapshot.edition(path, language)).unwrap_or(page);
    let mut response = respond(page, headers, method);
    response.headers_mut().insert(VARY, VARY_BY_LANGUAGE);
    Some(response)
}

/// Answers a GET or HEAD for `page`. A HEAD has the headers of its GET and no body.
pub fn respond(page: &Page, headers: &HeaderMap, method: &Method) -> Response {
    let encoding = negotiate(headers);
    let form = page.form(encoding);
    let known = known(headers, page, &form.etag);
    let silent = known || method == Method::HEAD;
    let mut response = Response::new(if silent { Body::empty() } else { Body::from(form.bytes.clone()) });
    let out = response.headers_mut();
    out.insert(CACHE_CONTROL, CACHE);
    out.insert(VARY, VARY_BY);
    out.insert(ETAG, form.etag.clone());
    out.insert(LAST_MODIFIED, page.last_modified.clone());
    match &page.policy {
        Policy::Own(policy) => {
            out.insert(CONTENT_SECURITY_POLICY, policy.clone());
        }
        Policy::Open => open_to_all(out),
        Policy::Shared => shared(out),
        Policy::Picture => {
            out.insert(CONTENT_SECURITY_POLICY, DRAWS_ONLY);
            out.insert(CROSS_ORIGIN_RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
        }
        Policy::Frame(policy) => {
            out.insert(CONTENT_SECURITY_POLICY, policy.clone());
        }
    }
    out.insert(X_CONTENT_TYPE_OPTIONS, NOSNIFF);
    out.insert(REFERRER_POLICY, REFERRER);
    if known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return response;
    }
    out.insert(CONTENT_TYPE, page.content_type.clone());
    if let Some(language) = page.language {
        out.insert(CONTENT_LANGUAGE, HeaderValue::from_static(language.code()));
    }
    out.insert(CONTENT_LENGTH, HeaderValue::from(form.bytes.len()));
    if let Some(name) = encoding.name() {
        out.insert(CONTENT_ENCODING, HeaderValue::from_static(name));
    }
    response
}

/// What lets scripts of every site read an answer: no cookie counts for it, so no one can be told more than all are.
pub fn open_to_all(headers: &mut HeaderMap) {
    shared(headers);
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("etag, last-modified"));
}

/// What lets pages of every site show a picture or run a script.
fn shared(headers: &mut HeaderMap) {
    headers.insert(CONTENT_SECURITY_POLICY, NOTHING_RUNS);
    headers.insert(CROSS_ORIGIN_RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
}

/// What a browser asks before a script of another site sends what is no plain GET, such as one with `If-None-Match`.
pub fn preflight() -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    let headers = response.headers_mut();
    open_to_all(headers);
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, HEAD"));
    headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("*"));
    headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400"));
    response
}

fn negotiate(headers: &HeaderMap) -> Encoding {
    let accepted: Vec<&str> = items(headers, ACCEPT_ENCODING).collect();
    [Encoding::Brotli, Encoding::Gzip]
        .into_iter()
        .find(|encoding| encoding.name().is_some_and(|name| takes(&accepted, name)))
        .unwrap_or(Encoding::Identity)
}

/// Whether the reader takes the encoding: named, or covered by `*`, and not with a weight of zero.
fn takes(accepted: &[&str], name: &str) -> bool {
    let weight = |wanted: &str| {
        accepted.iter().find_map(|item| {
            let (coding, parameters) = item.split_once(';').unwrap_or((item, ""));
            coding.trim().eq_ignore_ascii_case(wanted).then(|| !is_zero(parameters))
        })
    };
    weight(name).or_else(|| weight("*")).unwrap_or(false)
}

fn is_zero(parameters: &str) -> bool {
    parameters.split(';').any(|parameter| {
        let (key, weight) = parameter.split_once('=').unwrap_or((parameter, ""));
        key.trim().eq_ignore_ascii_case("q") && weight.trim().parse().is_ok_and(|weight: f32| weight <= 0.0)
    })
}

/// Whether the reader has this form already: by its tag, which a cache on the way may have weakened, else by its time.
fn known(headers: &HeaderMap, page: &Page, etag: &HeaderValue) -> bool {
    if headers.contains_key(IF_NONE_MATCH) {
        return items(headers, IF_NONE_MATCH)
            .any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag).as_bytes() == etag.as_bytes());
    }
    let since = headers.get(IF_MODIFIED_SINCE).and_then(|since| since.to_str().ok());
    let since = since.and_then(|since| httpdate::parse_http_date(since).ok());
    let since = since.and_then(|since| since.duration_since(UNIX_EPOCH).ok());
    since.is_some_and(|since| {
        i128::from(since.as_secs()) >= i128::from(page.changed_at().0.div_euclid(1_000_000))
    })
}

/// The items of a header that is a list, over all its lines.
fn items(headers: &HeaderMap, name: impl AsHeaderName) -> impl Iterator<Item = &str> {
    headers
        .get_all(name)
        .into_iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(',').map(str::trim))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_form_that_is_taken() {
        for (accepted, encoding) in [
            ("", Encoding::Identity),
            ("gzip, deflate, br, zstd", Encoding::Brotli),
            ("gzip;q=1.0, identity;q=0.5", Encoding::Gzip),
            ("br;q=0, GZIP", Encoding::Gzip),
            ("br ; q=0.000, gzip;q=0", Encoding::Identity),
            ("*", Encoding::Brotli),
            ("br;q=0, *;q=0.1", Encoding::Gzip),
            ("zstd", Encoding::Identity),
        ] {
            let headers = HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static(accepted))]);
            assert_eq!(negotiate(&headers), encoding, "{accepted}");
        }
    }
}
