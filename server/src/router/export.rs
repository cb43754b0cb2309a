//! Files, for whoever is signed in and may read what is in them: an incident's log is everybody's inside; tickets name
//! the people who wrote them, so responders and admins take them out; all customers at once, and all subscribers, are an admin's.

use std::collections::BTreeSet;
use std::future::Future;

use app::Error;
use app::backend::Asker;
use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::{CustomerId, CustomerNames, IncidentId, Role, Seq};
use futures::stream;

use super::{Shared, plain};
use crate::backend::log_failure;
use crate::export::table::{Column, Format, Table};
use crate::export::{CUSTOMERS, File, Named, Names, SUBSCRIBERS, TICKETS};
use crate::store::StoreError;
use crate::store::log::read_all;
use crate::store::tickets::EXPORT_PAGE;

/// A file of an incident.
pub async fn file(
    State(site): State<Shared>,
    asker: Option<Extension<Asker>>,
    Path((incident, name)): Path<(String, String)>,
) -> Response {
    let asker = asker.map(|Extension(asker)| asker);
    answer(of_incident(&site, asker, &incident, &name).await)
}

/// A file of the company.
pub async fn company(
    State(site): State<Shared>,
    asker: Option<Extension<Asker>>,
    Path(name): Path<String>,
) -> Response {
    let asker = asker.map(|Extension(asker)| asker);
    answer(of_company(&site, asker, &name))
}

fn answer(content: Result<Response, Error>) -> Response {
    match content {
        Ok(answer) => answer,
        Err(error @ Error::SignedOut) => plain(error.status(), "Sign in first."),
        Err(error @ Error::NotFound) => plain(error.status(), "There is nothing here."),
        Err(error @ Error::NotAllowed) => plain(error.status(), "This is not for your role. Ask an admin."),
        Err(error) => plain(error.status(), "The server could not do it. Try again in a moment."),
    }
}

async fn of_incident(
    site: &Shared,
    asker: Option<Asker>,
    incident: &str,
    name: &str,
) -> Result<Response, Error> {
    let asker = asker.ok_or(Error::SignedOut)?;
    let id = IncidentId(incident.parse().map_err(|_| Error::NotFound)?);
    // The company's own log is no incident's.
    site.engine.world.incident(id).ok_or(Error::NotFound)?;
    if let Some(format) = table(name, "tickets") {
        needs(&asker, Role::Responder)?;
        let saved_as = format!("incident-{id}-{name}");
        let engine = site.engine.clone();
        let page = move |after| {
            let engine = engine.clone();
            async move { engine.store.tickets_after(id, after).await }
        };
        return Ok(streamed(site, (format, saved_as), TICKETS, page, |ticket| ticket.id));
    }
    let file = File::named(name).ok_or(Error::NotFound)?;
    let log = read_all(site.engine.log.as_ref(), id, Seq::ZERO).await.map_err(|e| log_failure(&e))?;
    let named: BTreeSet<CustomerId> =
        log.iter().flat_map(|recorded| recorded.event.customers()).copied().collect();
    let customers =
        site.engine.store.customer_names(&Vec::from_iter(named)).await.map_err(|e| log_failure(&e))?;
    let customers = CustomerNames::from_iter(customers);
    let company = site.engine.world.company();
    let bytes = file.write(id, &log, Names { company: &company.directory, customers: &customers })?;
    Ok(saved(file.content_type(), &file.saved_as(id), Body::from(bytes)))
}

fn of_company(site: &Shared, asker: Option<Asker>, name: &str) -> Result<Response, Error> {
    let asker = asker.ok_or(Error::SignedOut)?;
    let engine = site.engine.clone();
    if let Some(format) = table(name, "subscribers") {
        needs(&asker, Role::Admin)?;
        let page = move |after| {
            let engine = engine.clone();
            async move { engine.store.subscribers_after(after, EXPORT_PAGE as u32).await }
        };
        return Ok(streamed(site, (format, name.to_owned()), SUBSCRIBERS, page, |subscriber| subscriber.id));
    }
    let format = table(name, "customers").ok_or(Error::NotFound)?;
    needs(&asker, Role::Admin)?;
    let page = move |after| {
        let engine = engine.clone();
        async move { engine.store.customers_after(after).await }
    };
    Ok(streamed(site, (format, name.to_owned()), CUSTOMERS, page, |customer| i64::from(customer.id.0)))
}

fn needs(asker: &Asker, role: Role) -> Result<(), Error> {
    if asker.role >= role { Ok(()) } else { Err(Error::NotAllowed) }
}

/// The format of a file with this name, if it is a table of these rows.
fn table(name: &str, rows: &str) -> Option<Format> {
    match name.strip_prefix(rows)? {
        ".csv" => Some(Format::Csv),
        ".json" => Some(Format::Json),
        _ => None,
    }
}

/// Rows page by page, as they are read: what fails on the way ends the answer early, which browsers tell.
fn streamed<T, F>(
    site: &Shared,
    (format, saved_as): (Format, String),
    columns: &'static [Column<Named<T>>],
    page: impl Fn(i64) -> F + Send + 'static,
    id: fn(&T) -> i64,
) -> Response
where
    T: Send + 'static,
    F: Future<Output = Result<Vec<T>, StoreError>> + Send + 'static,
{
    let directory = site.engine.world.company().directory.clone();
    let begin = (Table::new(format, columns), Some(0_i64), page);
    let pieces = stream::try_unfold(begin, move |(mut table, after, page)| {
        let directory = directory.clone();
        async move {
            let Some(after) = after else { return Ok::<_, std::io::Error>(None) };
            let rows = page(after).await.map_err(failed)?;
            let next = rows.last().map(id).filter(|_| rows.len() >= EXPORT_PAGE);
            let named = rows.into_iter().map(|row| Named { row, directory: directory.clone() });
            let mut piece = if after == 0 { table.head().map_err(failed)? } else { Vec::new() };
            piece.extend(table.rows(&named.collect::<Vec<_>>()).map_err(failed)?);
            if next.is_none() {
                piece.extend_from_slice(table.tail());
            }
            Ok(Some((Bytes::from(piece), (table, next, page))))
        }
    });
    saved(format.content_type(), &saved_as, Body::from_stream(pieces))
}

/// The cause is logged here, once; the reader sees that the file is cut off.
fn failed(error: impl std::fmt::Display) -> std::io::Error {
    tracing::error!("a file could not be written to its end: {error}");
    std::io::Error::other("the file is not whole")
}

fn saved(content_type: &str, saved_as: &str, body: Body) -> Response {
    let disposition = format!("attachment; filename=\"{saved_as}\"");
    ([(header::CONTENT_TYPE, content_type.to_owned()), (header::CONTENT_DISPOSITION, disposition)], body)
        .into_response()
}
