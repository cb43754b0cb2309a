//! What holds for every request: the names that we answer to, the origins that may write, the security headers.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::{Shared, Site};
use crate::api::{BASE, Problem};
use crate::config::Origin;
use crate::trace::Why;

/// Two years, where browsers reach us by https.
pub const HSTS: HeaderValue = HeaderValue::from_static("max-age=63072000");

/// Headers of every answer that does not say otherwise. What carries scripts sets its own policy.
const SECURITY_HEADERS: [(HeaderName, HeaderValue); 8] = [
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; base-uri 'none'"),
    ),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ),
];

/// Longest host that a refusal repeats, in bytes: a name (RFC 1035) and a port.
const HOST_MAX: usize = 253 + 6;

/// Where a request comes from, as browsers say it themselves.
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// What monitors ask, by whatever name they know us.
const ANY_HOST: [&str; 3] = ["/healthz", "/readyz", "/metrics"];

/// Refuses names that are not ours: a foreign page can point its own name at this machine.
pub async fn own_hosts(State(site): State<Shared>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if !ANY_HOST.contains(&path)
        && let Some(refusal) = misdirected(&site, request.uri(), request.headers())
    {
        return refusal;
    }
    next.run(request).await
}

/// Lets through what a page of ours sends, and nothing else: browsers name the origin of what a page posts, or say that
/// it is of the same origin. A websocket may leave it to its driver, which admits none without.
pub async fn own_pages(State(site): State<Shared>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    let is_ours = match headers.get(header::ORIGIN) {
        Some(origin) => site.origins.iter().any(|ours| ours.to_string().as_bytes() == origin.as_bytes()),
        None if request.method() == Method::POST => {
            text(headers, &SEC_FETCH_SITE).is_some_and(|site| site == "same-origin")
        }
        None => true,
    };
    if is_ours {
        return next.run(request).await;
    }
    let why = "This is for the pages of this server: an Origin that --url names, or Sec-Fetch-Site: same-origin, is needed.\n";
    (StatusCode::FORBIDDEN, why).into_response()
}

/// What a request is told that came by a name that is not ours.
pub fn misdirected(site: &Site, uri: &Uri, headers: &HeaderMap) -> Option<Response> {
    let host = host(uri, headers);
    if site.origins.iter().chain(&site.status_origin).any(|origin| origin.answers_to(host)) {
        return None;
    }
    let why = not_ours(host, &site.origins);
    let mut refusal = if uri.path().starts_with(BASE) {
        Problem::new(StatusCode::MISDIRECTED_REQUEST, &why).into_response()
    } else {
        (StatusCode::MISDIRECTED_REQUEST, format!("{why}\n")).into_response()
    };
    refusal.extensions_mut().insert(Why(why));
    Some(refusal)
}

/// The host that a request means.
pub fn host<'r>(uri: &'r Uri, headers: &'r HeaderMap) -> &'r str {
    let host = uri.authority().map(|authority| authority.as_str());
    host.or_else(|| text(headers, &header::HOST)).unwrap_or_default()
}

/// Names the host that came, the addresses that are ours, and what to start the server with if that one is, too.
fn not_ours(host: &str, ours: &[Origin]) -> String {
    let known: Vec<String> = ours.iter().map(Origin::to_string).collect();
    let known = known.join(" or ");
    let scheme = if ours.iter().any(|origin| origin.https) { "https" } else { "http" };
    // Only what can be an address is repeated.
    match format!("{scheme}://{host}").parse::<Origin>() {
        Ok(asked) if host.len() <= HOST_MAX => format!(
            "This server does not answer to the host \"{host}\", but to {known}. If people reach it by that name, start it with --url {asked} too."
        ),
        _ => {
            format!("The request names no host that can be read. This server answers to {known}; see --url.")
        }
    }
}

/// Adds what an answer does not say itself.
pub async fn headers(State(site): State<Shared>, response: Response) -> Response {
    with_security_headers(&site, response)
}

/// As [`headers`], for what is answered before the layers.
pub fn with_security_headers(site: &Site, mut response: Response) -> Response {
    let headers = response.headers_mut();
    let may_be_framed = text(headers, &header::CONTENT_SECURITY_POLICY)
        .is_some_and(|policy| policy.contains("frame-ancestors *"));
    for (name, value) in SECURITY_HEADERS {
        // The older header knows no way to say that every site may.
        if !(may_be_framed && name == header::X_FRAME_OPTIONS) {
            headers.entry(name).or_insert(value);
        }
    }
    if site.engine.cookies.secure {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HSTS);
    }
    response
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}
