//! Addresses with a slash at their end: people type them, and programs put one there. They lead to what is there
//! without it.

use axum::http::{HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

use super::{Access, Site, routes};

/// The answer that leads on; none where there is nothing either, or something is sent rather than asked for.
///
/// What it names is a page or a route of ours, so it never leads to another host, as `//evil.example` would.
pub fn without(site: &Site, method: &Method, uri: &Uri) -> Option<Response> {
    let path = uri.path().trim_end_matches('/');
    let asks = method == Method::GET || method == Method::HEAD;
    if !asks || path.len() == uri.path().len() || !is_there(site, path) {
        return None;
    }
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    let to = HeaderValue::try_from(format!("{path}{query}")).ok()?;
    Some((StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, to)]).into_response())
}

fn is_there(site: &Site, path: &str) -> bool {
    let mut asked = routes().filter(|route| route.access != Access::Upload);
    site.status.current().page(path).is_some() || asked.any(|route| is_of(route.path, path))
}

/// Whether a path is one of a route's: `/incidents/9` of `/incidents/{id}`. What takes any path looks for itself.
fn is_of(route: &str, path: &str) -> bool {
    let (mut wanted, mut given) = (route.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return true,
            (Some(wanted), Some(given)) if wanted == given => {}
            (Some(wanted), Some(given)) if wanted.starts_with('{') && !wanted.starts_with("{*") => {
                if given.is_empty() {
                    return false;
                }
            }
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_of_the_route_that_has_its_segments() {
        for (route, path, is) in [
            ("/incidents/{id}", "/incidents/9", true),
            ("/incidents/{id}/ic", "/incidents/9/ic", true),
            ("/company", "/company", true),
            ("/incidents/{id}", "/incidents", false),
            ("/incidents/{id}", "/incidents/", false),
            ("/incidents/{id}", "/incidents/9/ic", false),
            ("/incidents/{id}", "//incidents/9", false),
            ("/join/{token}", "//evil.example", false),
            ("/status/{*page}", "/status/nothing", false),
            ("/company", "/company\\", false),
        ] {
            assert_eq!(is_of(route, path), is, "{path} of {route}");
        }
    }
}
