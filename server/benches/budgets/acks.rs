//! How long a command takes until it is durable and acknowledged, with fifty people in one incident.

use std::time::{Duration, Instant};

use futures::future::try_join_all;
use serde_json::json;
use tokio::time::MissedTickBehavior;

use crate::Failure;
use crate::boards::Board;
use crate::http::Client;
use crate::server::Server;
use crate::table::{Table, Times};

/// People in the incident, each with a session and a connection, and with the page open.
const PEOPLE: usize = 50;
/// Commands of each, where nobody pauses.
const HURRIED: usize = 40;
/// Commands of each, where everybody pauses.
const PACED: usize = 20;
/// From one command of a person to the next: 50 people then send 200 a second.
const PAUSE: Duration = Duration::from_millis(250);
const BUDGET: Duration = Duration::from_millis(10);

/// The budget is that of SQLite.
pub async fn measure(table: &mut Table, server: &Server) -> Result<(), Failure> {
    for (what, times) in timed(&[server]).await? {
        table.row(what, times.words(), "p99 ≤ 10 ms", times.percentile(99) <= BUDGET);
    }
    Ok(())
}

/// What was timed, and how long it took; the people are spread over these nodes of one database.
pub async fn timed(nodes: &[&Server]) -> Result<Vec<(String, Times)>, Failure> {
    let writers = nodes.first().ok_or("no node")?.writers().await?;
    let places: Vec<&str> = nodes.iter().map(|node| node.authority.as_str()).cycle().take(PEOPLE).collect();
    let people = writers.iter().cycle().zip(&places);
    let mut people = try_join_all(people.map(|(id, place)| Client::signed_in(place, *id))).await?;
    let first = people.first_mut().ok_or("nobody may write")?;
    let incident = first.declare("Many people, one incident", "acks-declare").await?;
    let mut pages = Vec::new();
    for (person, place) in people.iter().zip(&places) {
        let page = Board::open(place, person.cookie.as_deref(), incident).await?;
        pages.push(tokio::spawn(page.read_on()));
    }
    let mut timed = Vec::new();
    for (manner, count, pause) in
        [("each every 250 ms", PACED, Some(PAUSE)), ("nobody pauses", HURRIED, None)]
    {
        let asked = people.into_iter().zip(0..).map(|(client, number)| {
            tokio::spawn(talk(client, incident, format!("acks-{count}-{number}"), count, pause))
        });
        let (mut back, mut times) = (Vec::new(), Vec::new());
        for done in try_join_all(asked).await? {
            let (client, took) = done?;
            back.push(client);
            times.extend(took);
        }
        people = back;
        let what = format!("command to acknowledgement, {PEOPLE} people, {manner}");
        timed.push((what, Times::new(times)));
    }
    pages.iter().for_each(tokio::task::JoinHandle::abort);
    Ok(timed)
}

/// Says so many things, one after another, and gives how long each took.
async fn talk(
    mut client: Client,
    incident: u64,
    key: String,
    count: usize,
    pause: Option<Duration>,
) -> Result<(Client, Vec<Duration>), Failure> {
    let mut times = Vec::with_capacity(count);
    let mut tick = pause.map(tokio::time::interval);
    if let (Some(tick), Some(pause)) = (&mut tick, pause) {
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        // Everybody begins at another moment; the key's last figures are the person's number.
        let number = key.rsplit('-').next().and_then(|figures| figures.parse().ok()).unwrap_or(0_u32);
        tokio::time::sleep(pause * number / PEOPLE as u32).await;
    }
    for said in 0..count {
        if let Some(tick) = &mut tick {
            tick.tick().await;
        }
        let say = json!({"type": "say", "text": format!("Line {said}: the replica is {said} s behind.")});
        let began = Instant::now();
        client.command(Some(incident), say, &format!("{key}-{said}")).await?;
        times.push(began.elapsed());
    }
    Ok((client, times))
}
