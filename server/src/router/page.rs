//! The staff app's pages: rendered whole, each with a policy that lets only its own scripts run.

use app::backend::{Asker, SharedBackend};
use app::{Answers, HeadLinks, RequestedPath};
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use domain::IncidentId;
use leptos::nonce::Nonce;
use leptos::prelude::provide_context;
use leptos_axum::render_app_async_with_context;

use super::{Shared, Site, plain};
use crate::{assets, session};

/// Most bytes of a page.
const PAGE_BYTES_MAX: usize = 64 << 20;
/// Bytes of a page's nonce.
const NONCE_BYTES: usize = 16;

/// Renders the page of the request for whoever is asking.
pub async fn app(State(site): State<Shared>, request: Request) -> Response {
    let asker = request.extensions().get::<Asker>().cloned();
    let missing = asker.is_some() && is_missing(&site, request.uri().path());
    let Ok(nonce) = session::secret::<NONCE_BYTES>() else { return failed() };

    let welcome = site.engine.welcome(asker.as_ref());
    let path = RequestedPath(request.uri().path().to_owned());
    let is_signed_in = welcome.me.is_some();
    let links = links(&path.0, is_signed_in);
    let backend: SharedBackend = site.engine.clone();
    let (for_context, answers) = (nonce.clone(), Answers::default());
    let context = move || {
        provide_context(answers.clone());
        provide_context(welcome.clone());
        provide_context(path.clone());
        provide_context(backend.clone());
        provide_context(Nonce::from_value(for_context.as_str()));
    };
    let options = site.options.clone();
    let render = render_app_async_with_context(context, move || {
        app::shell(options.clone(), links.clone(), is_signed_in)
    });
    let (mut head, body) = render(request).await.into_parts();
    let Ok(html) = to_bytes(body, PAGE_BYTES_MAX).await else { return failed() };

    let html = with_trusted_preloads(&html, &nonce);
    head.headers.remove(header::CONTENT_LENGTH);
    let Ok(policy) = HeaderValue::try_from(policy(&site, &nonce)) else { return failed() };
    head.headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    if missing {
        head.status = StatusCode::NOT_FOUND;
    }
    Response::from_parts(head, Body::from(html))
}

/// What the page's head names: with the core the browser fetches what the first page is made of.
fn links(path: &str, is_signed_in: bool) -> HeadLinks {
    let parts = app::first_parts(path, is_signed_in);
    HeadLinks {
        build: assets::BUILD_ID,
        style: assets::STYLE_PATH,
        loader: assets::LOADER_PATH,
        parts: assets::files_of(&parts),
    }
}

/// Leptos puts the nonce of what it preloads into the wrong attribute, where the policy does not see it.
fn with_trusted_preloads(html: &[u8], nonce: &str) -> String {
    let (wrong, right) = (format!("crossorigin=\"{nonce}\""), format!("crossorigin=\"\" nonce=\"{nonce}\""));
    String::from_utf8_lossy(html).replace(&wrong, &right)
}

/// `strict-dynamic`: what a trusted script loads is trusted, and nothing else is; the wasm needs a word of its own.
fn policy(site: &Site, nonce: &str) -> String {
    let sockets: String = site.origins.iter().map(|origin| format!(" {}", origin.web_socket())).collect();
    format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; \
         style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'{sockets}; \
         manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
}

/// Whether the path names an incident that there is none of.
fn is_missing(site: &Site, path: &str) -> bool {
    let Some(rest) = path.strip_prefix("/incidents/") else { return false };
    let number = rest.split('/').next().unwrap_or_default().parse().ok();
    number.is_none_or(|number| site.engine.world.incident(IncidentId(number)).is_none())
}

fn failed() -> Response {
    plain(StatusCode::INTERNAL_SERVER_ERROR, "The page could not be made.")
}
