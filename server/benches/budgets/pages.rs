//! How large pages are, and how fast the public one comes.

use std::time::{Duration, Instant};

use futures::future::try_join_all;
use server::assets::{self, ASSETS};

use crate::http::Client;
use crate::nginx::Nginx;
use crate::server::Server;
use crate::table::Table;
use crate::{Failure, nginx};

/// Bytes of the busiest public page, packed.
const PUBLIC_MAX: usize = 14 * 1024;
/// Bytes of the staff app that come before the IC board is live, packed; the build holds every page to a bound.
const STAFF_MAX: usize = 340 * 1000;
/// Connections that ask at the same time.
const CONNECTIONS: usize = 4;
/// How long each server is asked, each time.
const ASK_FOR: Duration = Duration::from_millis(1500);
/// How often both are asked, in turn, so that a busy moment hits both.
const TURNS: usize = 2;
/// Incidents that go on at the same time.
const INCIDENTS: usize = 3;
/// The document of Statuspage's read API that most programs ask for.
const SUMMARY: &str = "/api/v2/summary.json";
/// Pages that are looked at to find the largest.
const PAGES_MAX: usize = 40;

/// What a browser loads before the IC board is live.
pub fn staff_app(table: &mut Table) {
    let what = "staff app, first load of the IC board";
    let parts = assets::files_of(&app::first_parts("/incidents/1/ic", true));
    let is_core = |path: &str| path.ends_with(".js") || path.ends_with(".wasm");
    let is_code = |path: &str| path.starts_with("/pkg/") && (is_core(path) || parts.contains(&path));
    let code: Vec<_> = ASSETS.iter().filter(|asset| is_code(asset.path)).collect();
    if !code.iter().any(|asset| asset.path.ends_with(".wasm")) {
        return table.note(what, "this build has no browser half", "≤ 340 KB brotli");
    }
    let Some(bytes) = code.iter().map(|asset| asset.br.map(<[u8]>::len)).sum::<Option<usize>>() else {
        return table.note(what, "this build packs nothing (release builds do)", "≤ 340 KB brotli");
    };
    let measured = format!("{:.1} KB brotli in {} files", bytes as f64 / 1000.0, code.len());
    table.row(what, measured, "≤ 340 KB brotli", bytes <= STAFF_MAX);
}

/// The busiest public page: its size, and how often a second it is answered, beside nginx.
pub async fn public(table: &mut Table, server: &Server) -> Result<(), Failure> {
    trouble(server).await?;
    let mut client = Client::connect(&server.authority).await?;
    let (path, bytes) = largest(&mut client).await?;
    table.row(
        format!("public page, html + css: {path}"),
        format!("{:.1} KB brotli", kilobytes(bytes.len())),
        "≤ 14 KB brotli",
        bytes.len() <= PUBLIC_MAX,
    );
    beside_nginx(table, server, "public page", &path, &bytes).await?;
    let summary = client.get(SUMMARY, "br").await?.body;
    table.note("Statuspage's summary.json", format!("{:.1} KB brotli", kilobytes(summary.len())), "");
    beside_nginx(table, server, "summary.json", SUMMARY, &summary).await
}

/// How often a second a page is answered, beside nginx with the same bytes.
async fn beside_nginx(
    table: &mut Table,
    server: &Server,
    name: &str,
    path: &str,
    bytes: &[u8],
) -> Result<(), Failure> {
    let what = format!("{name}, {CONNECTIONS} connections");
    let Some(peer) = nginx::with_page(bytes).await? else {
        let ours = rate(&server.authority, path, bytes.len(), ASK_FOR * TURNS as u32).await?;
        table.note(what, format!("{ours:.0}/s; nginx isn't installed here"), "≥ 1.0 × nginx");
        return Ok(());
    };
    let asked = compare(server, path, bytes.len(), &peer).await;
    peer.stop().await?;
    let (ours, theirs) = asked?;
    table.row(
        what,
        format!("{ours:.0}/s; nginx {theirs:.0}/s: {:.2} ×", ours / theirs),
        "≥ 1.0 × nginx",
        ours >= theirs,
    );
    Ok(())
}

/// Makes it a busy day: some incidents at once, which the page shows.
async fn trouble(server: &Server) -> Result<(), Failure> {
    let writer = *server.writers().await?.first().ok_or("nobody may write")?;
    let mut client = Client::signed_in(&server.authority, writer).await?;
    for number in 0..INCIDENTS {
        client.declare(&format!("Trouble {number}"), &format!("pages-{number}")).await?;
    }
    // The pages are written anew a moment after.
    tokio::time::sleep(Duration::from_secs(1)).await;
    Ok(())
}

/// Requests a second of ours and of nginx.
async fn compare(server: &Server, path: &str, bytes: usize, peer: &Nginx) -> Result<(f64, f64), Failure> {
    let (mut ours, mut theirs) = (0.0, 0.0);
    for _ in 0..TURNS {
        ours += rate(&server.authority, path, bytes, ASK_FOR).await?;
        theirs += rate(&peer.authority, nginx::PATH, bytes, ASK_FOR).await?;
    }
    Ok((ours / TURNS as f64, theirs / TURNS as f64))
}

/// The largest packed page among the status page and what it links to.
async fn largest(client: &mut Client) -> Result<(String, Vec<u8>), Failure> {
    let start = client.get("/status", "identity").await?;
    let html = String::from_utf8(start.body)?;
    let links = html.split("href=\"").skip(1).filter_map(|rest| rest.split(['"', '#', '?']).next());
    let mut paths: Vec<&str> = links.filter(|path| path.starts_with("/status/")).collect();
    paths.retain(|path| !path.ends_with(".atom"));
    paths.sort_unstable();
    paths.dedup();
    let mut most = ("/status".to_owned(), Vec::new());
    for path in ["/status"].into_iter().chain(paths).take(PAGES_MAX) {
        let answer = client.get(path, "br").await?;
        if answer.status != 200 || answer.header("content-encoding") != Some("br") {
            return Err(format!("{path} gave {} and not brotli", answer.status).into());
        }
        if answer.body.len() > most.1.len() {
            most = (path.to_owned(), answer.body);
        }
    }
    Ok(most)
}

/// Answers a second over all connections, each of which asks again as soon as it is answered.
async fn rate(authority: &str, path: &str, bytes: usize, time: Duration) -> Result<f64, Failure> {
    let mut clients = try_join_all((0..CONNECTIONS).map(|_| Client::connect(authority))).await?;
    let began = Instant::now();
    let asking = clients.drain(..).map(|mut client| {
        let path = path.to_owned();
        tokio::spawn(async move {
            let request = client.get_request(&path, "br");
            let mut answers = 0_u32;
            while began.elapsed() < time {
                let answer = client.exchange(&request).await?;
                if answer.status != 200 || answer.body.len() != bytes {
                    return Err(format!("{path} gave {} bytes", answer.body.len()).into());
                }
                answers += 1;
            }
            Ok::<u32, Failure>(answers)
        })
    });
    let mut answers = 0;
    for asked in try_join_all(asking).await? {
        answers += asked?;
    }
    Ok(f64::from(answers) / began.elapsed().as_secs_f64())
}

fn kilobytes(bytes: usize) -> f64 {
    bytes as f64 / 1024.0
}
