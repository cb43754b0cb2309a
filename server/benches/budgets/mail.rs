//! A status page that very many follow by mail: how long one update takes to all of them, what the server holds meanwhile,
//! and how long those in the incident wait for their commands.
//!
//! The letters go to a mail server on this machine, so that what is timed is ours.

use std::path::Path;
use std::time::{Duration, Instant};

use domain::{By, Timestamp};
use serde_json::json;
use server::config::database_file;
use server::store::subscribers::ImportedSubscriber;
use server::store::{Postgres, Sqlite, Stamp, Store};
use tokio::time::sleep;

use crate::Failure;
use crate::http::Client;
use crate::nodes;
use crate::server::Server;
use crate::smtp::Sink;
use crate::table::{Table, Times};

/// Recipients where `RECIPIENTS` does not say, which is what the budget is for, and the most that it may say.
const RECIPIENTS_MAX: usize = 100_000;
/// Recipients that are written together.
const IMPORTED_AT_ONCE: usize = 2_000;
const BUDGET: Duration = Duration::from_secs(60);
/// How long it is waited for at most.
const WITHIN: Duration = Duration::from_secs(300);
/// How much more memory the server may hold at its most than before the first letter.
const GROWN_MEGABYTES_MAX: f64 = 32.0;
/// Between two commands, after each of which it is looked how far the letters are.
const PAUSE: Duration = Duration::from_millis(100);
/// Domains of addresses, and how many of a hundred recipients are there; the rest are spread.
const DOMAINS: [(&str, usize); 3] = [("gmail.com", 45), ("outlook.com", 20), ("yahoo.com", 10)];
const SPREAD_DOMAINS: usize = 2_000;

pub async fn on_sqlite(table: &mut Table) -> Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    // The demo, because anybody may be anybody there.
    Server::demo(folder.path()).await?.end().await?;
    let store = Store::Sqlite(Sqlite::open(&database_file(folder.path())).await?);
    on(table, folder.path(), store, &[], "SQLite").await
}

pub async fn on_postgres(table: &mut Table) -> Result<(), Failure> {
    let (folder, database) = (tempfile::tempdir()?, nodes::database().await?);
    Server::node(folder.path(), &database).await?.end().await?;
    let store = Store::Postgres(Postgres::open(&database).await?);
    on(table, folder.path(), store, &["--database", &database], "PostgreSQL").await
}

async fn on(
    table: &mut Table,
    folder: &Path,
    store: Store,
    flags: &[&str],
    database: &str,
) -> Result<(), Failure> {
    let recipients = wanted()?;
    subscribe_all(&store, recipients).await?;
    let sink = Sink::start().await?;
    let mail = ["--smtp-url", &sink.url, "--mail-from", "status@example.com"];
    let server = Server::with_flags(folder, &[flags, &mail].concat()).await?;
    let writer = *server.writers().await?.first().ok_or("nobody may write")?;
    let mut sender = Client::signed_in(&server.authority, writer).await?;
    let before = server.resident_kilobytes()?;

    let incident = sender.declare("Everybody is told", "mail-declare").await?;
    let began = Instant::now();
    let (mut most, mut times) = (before, Vec::new());
    while sink.taken() < recipients {
        if began.elapsed() > WITHIN {
            return Err(format!("{} of {recipients} letters within {WITHIN:?}", sink.taken()).into());
        }
        sleep(PAUSE).await;
        let (say, asked) = (json!({"type": "say", "text": "The mail goes out."}), Instant::now());
        sender.command(Some(incident), say, &format!("mail-{}", times.len())).await?;
        times.push(asked.elapsed());
        most = most.max(server.resident_kilobytes()?);
    }
    let took = began.elapsed();
    let rate = recipients as f64 / took.as_secs_f64();
    table.row(
        format!("mail of one update to {recipients} recipients, {database}"),
        format!("{:.1} s, {rate:.0} letters a second", took.as_secs_f64()),
        "≤ 60 s",
        took <= BUDGET,
    );
    let [before, grown] = [before, most - before].map(|kilobytes| kilobytes as f64 / 1024.0);
    table.row(
        format!("server memory meanwhile, {database}"),
        format!("{before:.1} MB before, {grown:.1} MB more at most"),
        "≤ 32 MB more",
        grown <= GROWN_MEGABYTES_MAX,
    );
    table.note(format!("command to acknowledgement meanwhile, {database}"), Times::new(times).words(), "");
    if sink.taken() > recipients {
        return Err(format!("{} letters", sink.taken()).into());
    }
    server.end().await
}

fn wanted() -> Result<usize, Failure> {
    match std::env::var("RECIPIENTS") {
        Ok(text) => {
            let asked: usize = text.parse().map_err(|_| format!("RECIPIENTS={text:?} is no number"))?;
            Ok(asked.clamp(1, RECIPIENTS_MAX))
        }
        Err(_) => Ok(RECIPIENTS_MAX),
    }
}

async fn subscribe_all(store: &Store, recipients: usize) -> Result<(), Failure> {
    let stamp = Stamp { by: By::Server, at: Timestamp(0) };
    let hears_all = |number| ImportedSubscriber { address: address(number), components: Vec::new() };
    let all: Vec<ImportedSubscriber> = (0..recipients).map(hears_all).collect();
    for some in all.chunks(IMPORTED_AT_ONCE) {
        store.import_subscribers(&stamp, some).await?;
    }
    store.close().await;
    Ok(())
}

/// Addresses of large providers and of companies, mixed as a list of customers is.
fn address(number: usize) -> String {
    let mut place = number % 100;
    for (domain, share) in DOMAINS {
        match place.checked_sub(share) {
            Some(beyond) => place = beyond,
            None => return format!("customer-{number}@{domain}"),
        }
    }
    format!("customer-{number}@company-{}.example", number % SPREAD_DOMAINS)
}
