//! Subscribing to mail, and ending that: pages and forms for everybody, without an account.

use std::convert::Infallible;

use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Extension, FromRequestParts, Path, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::{ComponentId, IncidentId};

use super::Shared;
use crate::delivery::{PICKED_COMPONENTS_MAX, Picks, address};
use crate::listen::Client;
use crate::public::words::filled;
use crate::public::{Edition, Language, PublicContext, subscribe};
use crate::store::StoreError;
use crate::store::subscribers::{Requested, Subscriber};

/// Bytes of the form.
pub const FORM_BYTES_MAX: usize = 32 * 1024;

const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");

/// The edition that somebody reads: of the language that the address asks for, or else of the one that their browser does.
pub struct Reader(Edition);

impl<S: Sync> FromRequestParts<S> for Reader {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let asked = Language::of_query(parts.uri.query());
        Ok(Self(match asked.unwrap_or_else(|| Language::negotiated(&parts.headers)) {
            Language::English if asked.is_none() => Edition::PLAIN,
            language => Edition::of(language),
        }))
    }
}

/// The form; `?incident=12` is about that one alone.
pub async fn form(
    State(site): State<Shared>,
    Reader(edition): Reader,
    axum::extract::Query(asked): axum::extract::Query<Vec<(String, String)>>,
) -> Response {
    let incident = asked.iter().find(|(name, _)| name == "incident").and_then(|(_, id)| id.parse().ok());
    shown(&site, StatusCode::OK, |public| {
        form_again(&site, public, edition, incident.map(IncidentId), "", None)
    })
}

/// Takes the form, and sends the mail that asks to confirm it.
pub async fn request(
    State(site): State<Shared>,
    client: Option<Extension<Client>>,
    Reader(edition): Reader,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Response {
    let says = &edition.words.says;
    let refused = |status, incident, typed: &str, why: &str| {
        shown(&site, status, |public| form_again(&site, public, edition, incident, typed, Some(why)))
    };
    let Ok(Form(fields)) = form else {
        return refused(StatusCode::UNPROCESSABLE_ENTITY, None, "", says.unreadable_form);
    };
    let field = |wanted: &str| fields.iter().find(|(name, _)| name == wanted).map_or("", |(_, value)| value);
    let (typed, incident) = (field("address"), field("incident").parse().ok().map(IncidentId));
    if !site.engine.has_mail() {
        return refused(StatusCode::NOT_FOUND, None, typed, says.sends_no_mail);
    }
    let address = match address::parse("Mail address", typed) {
        Ok(address) => address,
        Err(why) => {
            // What exactly is wrong with it is said in English only.
            let why = if edition.language() == Language::English { &why } else { says.bad_address };
            return refused(StatusCode::UNPROCESSABLE_ENTITY, incident, typed, why);
        }
    };
    let picks = match picks(&site, edition, &fields, incident) {
        Ok(picks) => picks,
        Err(why) => return refused(StatusCode::UNPROCESSABLE_ENTITY, incident, typed, why),
    };
    let network = client.map(|Extension(client)| client.0);
    if !site.engine.subscribes.allow(&address, network) {
        return refused(StatusCode::TOO_MANY_REQUESTS, incident, typed, says.too_many_tries);
    }
    match site.engine.store.request_subscription(&address, &picks).await {
        Ok(Requested::Done | Requested::Enough) => {
            let address = edition.words.isolated(&address);
            let what = filled(says.check_mail_what, &[("address", &address)]);
            shown(&site, StatusCode::OK, |public| subscribe::say(public, edition, says.check_mail, &what))
        }
        Ok(Requested::Full) => refused(StatusCode::SERVICE_UNAVAILABLE, incident, typed, says.no_room),
        Err(error) => failed(&error),
    }
}

/// What the form picks.
fn picks(
    site: &Shared,
    edition: Edition,
    fields: &[(String, String)],
    incident: Option<IncidentId>,
) -> Result<Picks, &'static str> {
    let says = &edition.words.says;
    if let Some(incident) = incident {
        let public = site.engine.world.incident(incident).and_then(|known| known.public());
        let open = public.is_some_and(|public| public.ended_at.is_none());
        let picks = Picks { incidents: vec![incident], ..Picks::default() };
        return if open { Ok(picks) } else { Err(says.incident_over) };
    }
    let some = fields.iter().any(|(name, value)| name == "about" && value == "some");
    if !some {
        return Ok(Picks { everything: true, ..Picks::default() });
    }
    let company = site.engine.world.company();
    let asked = fields.iter().filter(|(name, _)| name == "component").map(|(_, id)| ComponentId(id.clone()));
    let components: Vec<ComponentId> = asked.take(PICKED_COMPONENTS_MAX).collect();
    let known = |id: &ComponentId| company.directory.components.iter().any(|component| component.id == *id);
    if components.is_empty() {
        return Err(says.none_checked);
    }
    if !components.iter().all(known) {
        return Err(says.component_gone);
    }
    Ok(Picks { components, ..Picks::default() })
}

/// Asks for the button that confirms: programs that open the links of mail subscribe nobody.
pub async fn ask_to_confirm(
    State(site): State<Shared>,
    Reader(edition): Reader,
    Path(token): Path<String>,
) -> Response {
    let words = edition.words;
    match site.engine.store.request_of_token(&token).await {
        Ok(Some(request)) => shown(&site, StatusCode::OK, |public| {
            let what = about(edition, public, words.says.confirm_what, &request.address);
            let action = format!("/status/confirm/{token}");
            subscribe::ask(public, edition, words.says.confirm, &what, &action, words.says.confirm_button)
        }),
        Ok(None) => unknown(&site, edition),
        Err(error) => failed(&error),
    }
}

/// A sentence about somebody's mail from the company.
fn about(edition: Edition, public: &PublicContext, sentence: &str, address: &str) -> String {
    let (company, address) = (edition.words.isolated(&public.company), edition.words.isolated(address));
    filled(sentence, &[("company", &company), ("address", &address)])
}

pub async fn confirm(
    State(site): State<Shared>,
    Reader(edition): Reader,
    Path(token): Path<String>,
) -> Response {
    let says = &edition.words.says;
    match site.engine.store.confirm_subscription(&token).await {
        Ok(true) => shown(&site, StatusCode::OK, |public| {
            subscribe::say(public, edition, says.subscribed, says.subscribed_what)
        }),
        Ok(false) => unknown(&site, edition),
        Err(error) => failed(&error),
    }
}

/// Asks for the button that unsubscribes.
pub async fn ask_to_unsubscribe(
    State(site): State<Shared>,
    Reader(edition): Reader,
    Path(token): Path<String>,
) -> Response {
    let says = &edition.words.says;
    with_subscriber(&site, edition, &token, |public, subscriber| {
        let what = about(edition, public, says.unsubscribe_what, &subscriber.address);
        let action = format!("/status/unsubscribe/{token}");
        subscribe::ask(public, edition, says.unsubscribe, &what, &action, says.unsubscribe)
    })
    .await
}

/// From the button, or from a mail program in a single request (RFC 8058).
pub async fn unsubscribe(
    State(site): State<Shared>,
    Reader(edition): Reader,
    Path(token): Path<String>,
) -> Response {
    let says = &edition.words.says;
    match site.engine.store.unsubscribe(&token).await {
        Ok(true) => shown(&site, StatusCode::OK, |public| {
            subscribe::say(public, edition, says.unsubscribed, says.unsubscribed_what)
        }),
        Ok(false) => unknown(&site, edition),
        Err(error) => failed(&error),
    }
}

/// Asks for the button that ends the mail about one incident.
pub async fn ask_to_mute(
    State(site): State<Shared>,
    Reader(edition): Reader,
    Path((token, incident)): Path<(String, u32)>,
) -> Response {
    let says = &edition.words.says;
    with_subscriber(&site, edition, &token, |public, subscriber| {
        let what = about(edition, public, says.mute_what, &subscriber.address);
        let action = format!("/status/unsubscribe/{token}/{incident}");
        subscribe::ask(public, edition, says.mute, &what, &action, says.mute_button)
    })
    .await
}

pub async fn mute(
    State(site): State<Shared>,
    Reader(edition): Reader,
    Path((token, incident)): Path<(String, u32)>,
) -> Response {
    let store = &site.engine.store;
    let subscriber = match store.subscriber_of_token(&token).await {
        Ok(Some(subscriber)) => subscriber,
        Ok(None) => return unknown(&site, edition),
        Err(error) => return failed(&error),
    };
    if site.engine.world.incident(IncidentId(incident)).is_none() {
        return unknown(&site, edition);
    }
    let says = &edition.words.says;
    match store.mute(subscriber.id, IncidentId(incident)).await {
        Ok(()) => {
            shown(&site, StatusCode::OK, |public| subscribe::say(public, edition, says.mute, says.muted_what))
        }
        Err(error) => failed(&error),
    }
}

async fn with_subscriber(
    site: &Shared,
    edition: Edition,
    token: &str,
    page: impl FnOnce(&PublicContext, &Subscriber) -> String,
) -> Response {
    match site.engine.store.subscriber_of_token(token).await {
        Ok(Some(subscriber)) => shown(site, StatusCode::OK, |public| page(public, &subscriber)),
        Ok(None) => unknown(site, edition),
        Err(error) => failed(&error),
    }
}

fn form_again(
    site: &Shared,
    public: &PublicContext,
    edition: Edition,
    incident: Option<IncidentId>,
    typed: &str,
    problem: Option<&str>,
) -> String {
    let incident = incident.and_then(|id| site.engine.world.incident(id)?.public());
    let open = incident.filter(|incident| incident.ended_at.is_none());
    subscribe::form(public, edition, site.engine.has_mail(), open.as_ref(), typed, problem)
}

/// A link that is good for nothing, or no longer.
fn unknown(site: &Shared, edition: Edition) -> Response {
    let says = &edition.words.says;
    shown(site, StatusCode::NOT_FOUND, |public| {
        subscribe::say(public, edition, says.bad_link, says.bad_link_what)
    })
}

fn failed(error: &StoreError) -> Response {
    tracing::error!("{error}");
    (StatusCode::SERVICE_UNAVAILABLE, "That did not work. Try again in a minute.\n").into_response()
}

fn shown(site: &Shared, status: StatusCode, page: impl FnOnce(&PublicContext) -> String) -> Response {
    let snapshot = site.status.current();
    let public = snapshot.site();
    let body = page(public);
    let mut response = (status, body).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HTML);
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, public.form_policy.clone());
    // The address holds a secret.
    response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}
