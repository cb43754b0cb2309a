//! Subscribing to mail, and ending that: pages and forms for everybody, without an account.

use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Extension, Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::{ComponentId, IncidentId};

use super::Shared;
use crate::delivery::{PICKED_COMPONENTS_MAX, Picks, address};
use crate::listen::Client;
use crate::public::{PublicContext, subscribe};
use crate::store::subscribers::{Requested, Subscriber};
use crate::store::{Store, StoreError};

/// Bytes of the form.
pub const FORM_BYTES_MAX: usize = 32 * 1024;

const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");

/// The form; `?incident=12` is about that one alone.
pub async fn form(
    State(site): State<Shared>,
    axum::extract::Query(asked): axum::extract::Query<Vec<(String, String)>>,
) -> Response {
    let incident = asked.iter().find(|(name, _)| name == "incident").and_then(|(_, id)| id.parse().ok());
    shown(&site, StatusCode::OK, |public| form_again(&site, public, incident.map(IncidentId), "", None))
}

/// Takes the form, and sends the mail that asks to confirm it.
pub async fn request(
    State(site): State<Shared>,
    client: Option<Extension<Client>>,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Response {
    let Ok(Form(fields)) = form else {
        let why = "The form could not be read. Load the page again and send it once more.";
        return refused(&site, StatusCode::UNPROCESSABLE_ENTITY, None, "", why);
    };
    let field = |wanted: &str| fields.iter().find(|(name, _)| name == wanted).map_or("", |(_, value)| value);
    let (typed, incident) = (field("address"), field("incident").parse().ok().map(IncidentId));
    if !site.engine.has_mail() {
        return refused(&site, StatusCode::NOT_FOUND, None, typed, "This page sends no mail.");
    }
    let address = match address::parse("Mail address", typed) {
        Ok(address) => address,
        Err(why) => return refused(&site, StatusCode::UNPROCESSABLE_ENTITY, incident, typed, &why),
    };
    let picks = match picks(&site, &fields, incident) {
        Ok(picks) => picks,
        Err(why) => return refused(&site, StatusCode::UNPROCESSABLE_ENTITY, incident, typed, why),
    };
    let network = client.map(|Extension(client)| client.0);
    if !site.engine.subscribes.allow(&address, network) {
        let why = "Too many tries from where you are. Wait a minute, then try again.";
        return refused(&site, StatusCode::TOO_MANY_REQUESTS, incident, typed, why);
    }
    match site.engine.store.request_subscription(&address, &picks).await {
        Ok(Requested::Done | Requested::Enough) => {
            let what = format!(
                "If {address} can get mail, a message is on its way to it. Open the link in it to confirm."
            );
            shown(&site, StatusCode::OK, |public| subscribe::say(public, "Check your mail", &what))
        }
        Ok(Requested::Full) => {
            let why = "So many people are subscribing that there is no room now. Try again later.";
            refused(&site, StatusCode::SERVICE_UNAVAILABLE, incident, typed, why)
        }
        Err(error) => failed(&error),
    }
}

/// What the form picks.
fn picks(
    site: &Shared,
    fields: &[(String, String)],
    incident: Option<IncidentId>,
) -> Result<Picks, &'static str> {
    if let Some(incident) = incident {
        let public = site.engine.world.incident(incident).and_then(|known| known.public());
        let open = public.is_some_and(|public| public.ended_at.is_none());
        let picks = Picks { incidents: vec![incident], ..Picks::default() };
        return if open { Ok(picks) } else { Err("Incident: it is over, or there is none.") };
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
        return Err("What about: check at least one component, or choose Everything.");
    }
    if !components.iter().all(known) {
        return Err("What about: one of the components is gone. Load the page again.");
    }
    Ok(Picks { components, ..Picks::default() })
}

/// Asks for the button that confirms: programs that open the links of mail subscribe nobody.
pub async fn ask_to_confirm(State(site): State<Shared>, Path(token): Path<String>) -> Response {
    match site.engine.store.request_of_token(&token).await {
        Ok(Some(request)) => shown(&site, StatusCode::OK, |public| {
            let what = format!("{} status updates will come to {}.", public.company, request.address);
            let action = format!("/status/confirm/{token}");
            subscribe::ask(public, "Confirm your subscription", &what, &action, "Confirm")
        }),
        Ok(None) => unknown(&site),
        Err(error) => failed(&error),
    }
}

pub async fn confirm(State(site): State<Shared>, Path(token): Path<String>) -> Response {
    match site.engine.store.confirm_subscription(&token).await {
        Ok(true) => shown(&site, StatusCode::OK, |public| {
            let what = "From now on you get a mail for each update. Each has a link to unsubscribe.";
            subscribe::say(public, "You are subscribed", what)
        }),
        Ok(false) => unknown(&site),
        Err(error) => failed(&error),
    }
}

/// Asks for the button that unsubscribes.
pub async fn ask_to_unsubscribe(State(site): State<Shared>, Path(token): Path<String>) -> Response {
    with_subscriber(&site.engine.store, &site, &token, |public, subscriber| {
        let what = format!("{} will get no more mail from {} status.", subscriber.address, public.company);
        let action = format!("/status/unsubscribe/{token}");
        subscribe::ask(public, "Unsubscribe", &what, &action, "Unsubscribe")
    })
    .await
}

/// From the button, or from a mail program in a single request (RFC 8058).
pub async fn unsubscribe(State(site): State<Shared>, Path(token): Path<String>) -> Response {
    match site.engine.store.unsubscribe(&token).await {
        Ok(true) => shown(&site, StatusCode::OK, |public| {
            subscribe::say(public, "You are unsubscribed", "No more mail will come to your address.")
        }),
        Ok(false) => unknown(&site),
        Err(error) => failed(&error),
    }
}

/// Asks for the button that ends the mail about one incident.
pub async fn ask_to_mute(
    State(site): State<Shared>,
    Path((token, incident)): Path<(String, u32)>,
) -> Response {
    with_subscriber(&site.engine.store, &site, &token, |public, subscriber| {
        let what = format!("{} will get no more mail about this incident. Others go on.", subscriber.address);
        let action = format!("/status/unsubscribe/{token}/{incident}");
        subscribe::ask(public, "No more about this incident", &what, &action, "No more of this one")
    })
    .await
}

pub async fn mute(State(site): State<Shared>, Path((token, incident)): Path<(String, u32)>) -> Response {
    let store = &site.engine.store;
    let subscriber = match store.subscriber_of_token(&token).await {
        Ok(Some(subscriber)) => subscriber,
        Ok(None) => return unknown(&site),
        Err(error) => return failed(&error),
    };
    if site.engine.world.incident(IncidentId(incident)).is_none() {
        return unknown(&site);
    }
    match store.mute(subscriber.id, IncidentId(incident)).await {
        Ok(()) => shown(&site, StatusCode::OK, |public| {
            subscribe::say(public, "No more about this incident", "Mail about other incidents goes on.")
        }),
        Err(error) => failed(&error),
    }
}

async fn with_subscriber(
    store: &Store,
    site: &Shared,
    token: &str,
    page: impl FnOnce(&PublicContext, &Subscriber) -> String,
) -> Response {
    match store.subscriber_of_token(token).await {
        Ok(Some(subscriber)) => shown(site, StatusCode::OK, |public| page(public, &subscriber)),
        Ok(None) => unknown(site),
        Err(error) => failed(&error),
    }
}

fn form_again(
    site: &Shared,
    public: &PublicContext,
    incident: Option<IncidentId>,
    typed: &str,
    problem: Option<&str>,
) -> String {
    let incident = incident.and_then(|id| site.engine.world.incident(id)?.public());
    let open = incident.filter(|incident| incident.ended_at.is_none());
    subscribe::form(public, site.engine.has_mail(), open.as_ref(), typed, problem)
}

fn refused(
    site: &Shared,
    status: StatusCode,
    incident: Option<IncidentId>,
    typed: &str,
    why: &str,
) -> Response {
    shown(site, status, |public| form_again(site, public, incident, typed, Some(why)))
}

/// A link that is good for nothing, or no longer.
fn unknown(site: &Shared) -> Response {
    shown(site, StatusCode::NOT_FOUND, |public| {
        subscribe::say(public, "This link is not good any more", "It was used already, or it is too old.")
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
