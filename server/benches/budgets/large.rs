//! A large company: what its pages cost with thousands of colleagues and incidents.

use std::path::Path;

use app::wire::Welcome;
use domain::{By, Component, ComponentId, Event, IncidentId, PersonId, Policy, Role, Seq, Span, Timestamp};
use futures::{StreamExt, TryStreamExt};
use serde_json::json;
use server::Clock;
use server::config::database_file;
use server::store::people::PersonRow;
use server::store::{Append, EventLog, Sqlite, Stamp, Store};

use crate::Failure;
use crate::http::Client;
use crate::long::judge;
use crate::server::Server;
use crate::table::Table;

const PEOPLE: usize = 5_000;
const COMPONENTS: usize = 300;
const INCIDENTS: u32 = 5_000;
/// Every so many incidents one is open.
const OPEN_EVERY: u32 = 50;
/// Incidents that are written at the same time, so that their appends share transactions.
const WRITTEN_AT_ONCE: usize = 64;

pub async fn measure(table: &mut Table) -> Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    // The demo, because anybody may be anybody there.
    Server::demo(folder.path()).await?.end().await?;
    let store = Store::Sqlite(Sqlite::open(&database_file(folder.path())).await?);
    let log = store.log();
    let first = log.last_stream().await?.map_or(1, |id| id.0 + 1);
    let now = Clock::system().now();
    write_incidents(log.as_ref(), first, INCIDENTS, OPEN_EVERY, now).await?;
    log.close().await;
    store.close().await;
    let server = Server::start(folder.path(), true).await?;
    let mut client = Client::signed_in(&server.authority, 1).await?;
    let cookie = client.cookie.clone().ok_or("not signed in")?;
    judge(table, &server, &cookie, "/", &format!("home, {INCIDENTS} incidents")).await?;
    server.end().await?;

    write_company(folder.path(), now).await?;
    let server = Server::start(folder.path(), true).await?;
    client = Client::signed_in(&server.authority, 1).await?;
    let cookie = client.cookie.clone().ok_or("not signed in")?;
    let welcome = client.call("read_welcome", &json!({})).await?;
    let welcome: Welcome = serde_json::from_value(welcome)?;
    let (people, components) = (welcome.directory.people.len(), welcome.directory.components.len());
    let company = format!("{people} people, {components} components, {INCIDENTS} incidents");
    let open = welcome.cards.iter().rev().find(|card| card.is_open()).ok_or("nothing is open")?.id;
    for (name, path) in [
        ("home", "/".to_owned()),
        ("the IC board", format!("/incidents/{open}/ic")),
        ("the briefing", format!("/incidents/{open}")),
    ] {
        judge(table, &server, &cookie, &path, &format!("{name}; {company}")).await?;
    }
    server.end().await
}

/// Adds people and components until the company is large.
async fn write_company(folder: &Path, now: Timestamp) -> Result<(), Failure> {
    let store = Store::Sqlite(Sqlite::open(&database_file(folder)).await?);
    let stamp = Stamp { by: By::Import, at: now };
    let there = store.company().await?.directory;
    let names = (there.components.len()..COMPONENTS).map(|number| format!("Component {number}"));
    let components: Vec<_> = names.map(|name| Component { id: ComponentId::slug(&name), name }).collect();
    store.add_components(&stamp, "", &components).await?;
    for number in there.people.len()..PEOPLE {
        let row = PersonRow {
            name: format!("{} {}", FIRST[number % FIRST.len()], LAST[number / FIRST.len() % LAST.len()]),
            email: format!("person-{number}@example.com"),
            role: if number % 3 == 0 { Role::Responder } else { Role::Viewer },
            team: TEAMS[number % TEAMS.len()].to_owned(),
            password_hash: None,
            created: now,
        };
        store.add_person(&stamp.by, &row).await?;
    }
    store.close().await;
    Ok(())
}

/// Names that repeat less than those of a company do.
const FIRST: [&str; 25] = [
    "Amara", "Bjarne", "Chiara", "Dmitri", "Esra", "Farid", "Greta", "Hiro", "Ines", "Jarek", "Kavya",
    "Lior", "Marit", "Nadia", "Oskar", "Priya", "Quentin", "Rosa", "Sanna", "Tariq", "Uma", "Viktor",
    "Wanjiru", "Yara", "Zoltan",
];
const LAST: [&str; 20] = [
    "Abara",
    "Bergstrom",
    "Castellano",
    "Dvorak",
    "Eriksen",
    "Fontaine",
    "Grabowski",
    "Haddad",
    "Ivanova",
    "Jovanovic",
    "Kowalczyk",
    "Lindqvist",
    "Moreau",
    "Nakamura",
    "Okonkwo",
    "Petrov",
    "Rasmussen",
    "Silva",
    "Tanaka",
    "Varga",
];
const TEAMS: [&str; 8] =
    ["database", "network", "support", "sales", "platform", "payments", "communications", ""];

/// Writes so many incidents from this number on; every `open_every`th stays open.
pub async fn write_incidents(
    log: &dyn EventLog,
    first: u32,
    count: u32,
    open_every: u32,
    now: Timestamp,
) -> Result<(), Failure> {
    let writing = (0..count).map(|number| {
        let is_open = number % open_every == 0;
        incident(log, IncidentId(first + number), is_open, now - Span::minutes(i64::from(count - number)))
    });
    futures::stream::iter(writing).buffer_unordered(WRITTEN_AT_ONCE).try_collect::<()>().await
}

async fn incident(
    log: &dyn EventLog,
    stream: IncidentId,
    is_open: bool,
    at: Timestamp,
) -> Result<(), Failure> {
    let declared = Event::Declared {
        title: format!("Connections to replica {stream} fail"),
        components: vec![ComponentId::slug("Databases")],
        commander: PersonId(1),
        suspected_at: at,
        confidential: None,
        policy: Policy::default(),
    };
    let mut events = vec![declared, Event::Acknowledged, Event::said("Looking at it.".to_owned())];
    if !is_open {
        events.push(Event::StoodDown { no_post: Some("nothing was wrong".to_owned()) });
    }
    let by = By::Person { id: PersonId(1) };
    log.append(Append { stream, expected: Seq::ZERO.into(), at, by, events, key: None }).await?;
    Ok(())
}
