//! The status page at a host of its own: `/` is the page, what customers need is there, and nothing of the staff's app is.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::{Shared, Site, guard, nothing_here};

/// What is there beside everything below [`FOLDERS`].
const FILES: [&str; 6] = ["/history.atom", "/favicon.svg", "/robots.txt", "/healthz", "/readyz", "/metrics"];
const FOLDERS: [&str; 2] = ["/status/", "/api/v2/"];
/// The status page's address below every host.
const PAGE: &str = "/status";
/// Everybody may read all that is there.
const ROBOTS: &str = "User-agent: *\nAllow: /\n";

/// The path of the page that a request asks for: at the page's own host `/` is the page itself.
pub fn page<'r>(site: &Site, uri: &'r Uri, headers: &HeaderMap) -> &'r str {
    if uri.path() == "/" && is_asked(site, uri, headers) { PAGE } else { uri.path() }
}

/// At the page's own host answers nothing but the page.
pub async fn only_the_status_page(State(site): State<Shared>, request: Request, next: Next) -> Response {
    let (uri, headers) = (request.uri(), request.headers());
    if !is_asked(&site, uri, headers) {
        return next.run(request).await;
    }
    match uri.path() {
        "/" if matches!(*request.method(), Method::GET | Method::HEAD) => {
            let snapshot = site.status.current();
            crate::public::answer(&snapshot, PAGE, uri.query(), headers, request.method())
                .unwrap_or_else(nothing_here)
        }
        "/robots.txt" => ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], ROBOTS).into_response(),
        path if is_there(path) => next.run(request).await,
        _ => nothing_here(),
    }
}

/// Whether a request means the page's own host.
fn is_asked(site: &Site, uri: &Uri, headers: &HeaderMap) -> bool {
    site.status_origin.as_ref().is_some_and(|own| own.answers_to(guard::host(uri, headers)))
}

fn is_there(path: &str) -> bool {
    path == PAGE || FILES.contains(&path) || FOLDERS.iter().any(|folder| path.starts_with(folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_page_is_there() {
        for (path, there) in [
            ("/status", true),
            ("/status/de/history", true),
            ("/status/subscribe", true),
            ("/api/v2/summary.json", true),
            ("/favicon.svg", true),
            ("/statuses", false),
            ("/incidents", false),
            ("/rpc/sign_in", false),
            ("/api/v1/incidents", false),
            ("/v1/pages.json", false),
            ("/pkg/app.js", false),
        ] {
            assert_eq!(is_there(path), there, "{path}");
        }
    }
}
