//! How long support's and sales' pages wait for their rows, with more of them than a page ever shows.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::Failure;
use crate::http::Client;
use crate::server::Server;
use crate::table::{Table, Times, millis};

const TICKETS: usize = 20_000;
const CUSTOMERS: usize = 5_000;
/// How often what is always the same is asked.
const ASKED: usize = 200;
/// Pages whose tickets are all tagged.
const TAGGED: usize = 40;

pub async fn measure(table: &mut Table, server: &Server) -> Result<(), Failure> {
    let mut person = Client::signed_in(&server.authority, admin(server).await?).await?;
    let incident = person.declare("Connections are refused", "rows-declare").await?;
    let confirm = json!({"type": "confirm", "symptoms": "Refused", "scope": "All", "post": {"post": "later"},
                         "impacts": [{"component": "databases", "impact": "partial"}]});
    person.command(Some(incident), confirm, "rows-confirm").await?;
    sales(table, &mut person, incident).await?;
    support(table, &mut person, incident).await
}

async fn admin(server: &Server) -> Result<u64, Failure> {
    let welcome = Client::signed_in(&server.authority, 1).await?.call("read_welcome", &json!({})).await?;
    let people = welcome["directory"]["people"].as_array().ok_or("no people")?;
    let admin = people.iter().find(|person| person["role"] == "admin").ok_or("no admin")?;
    admin["id"].as_u64().ok_or_else(|| "no number".into())
}

async fn sales(table: &mut Table, person: &mut Client, incident: u64) -> Result<(), Failure> {
    let mut file = "key,name,tier,yearly revenue,components,regions\n".to_owned();
    for n in 0..CUSTOMERS {
        let (tier, part) = if n % 10 == 0 { ("Enterprise", "Databases") } else { ("Team", "API") };
        writeln!(file, "bench-{n},Customer {n},{tier},{},{part},eu-west", 1_000 + n * 37)?;
    }
    upload(table, person, "/customers/import/take", &file, &format!("{CUSTOMERS} customers")).await?;
    let query = json!({"incident": incident, "query": {"mine": false, "offset": 0}});
    let mut times = Vec::with_capacity(ASKED);
    for _ in 0..ASKED {
        times.push(timed(person, "read_affected", &query).await?.0);
    }
    table.note(format!("who is affected, of {CUSTOMERS} customers"), Times::new(times).words(), "");
    Ok(())
}

async fn support(table: &mut Table, person: &mut Client, incident: u64) -> Result<(), Failure> {
    let mut file = "id,subject,body\n".to_owned();
    for n in 0..TICKETS {
        let about = if n % 3 == 0 { "cannot connect to the database" } else { "a question about my bill" };
        writeln!(file, "bench-{n},I have {about},\"Since {n} minutes, and I wonder.\"")?;
    }
    let path = format!("/incidents/{incident}/tickets/add");
    upload(table, person, &path, &file, &format!("{TICKETS} tickets")).await?;

    let (mut pages, mut first) = (Vec::new(), Vec::new());
    let mut after = Value::Null;
    loop {
        let wanted = json!({"incident": incident, "list": "new", "after": after});
        let (time, page) = timed(person, "read_tickets", &wanted).await?;
        pages.push(time);
        if first.len() < TAGGED {
            first.push(page["tickets"].clone());
        }
        after = page["next"].clone();
        if after.is_null() {
            break;
        }
    }
    let weighing = millis(pages.remove(0));
    let count = pages.len();
    table.note("the first page of tickets, which weighs all of them", format!("{weighing:.0} ms"), "");
    table.note(format!("a page of tickets, each of the other {count}"), Times::new(pages).words(), "");

    let (mut acts, mut figures) = (Vec::new(), Vec::new());
    for (n, page) in first.iter().enumerate() {
        let rows = page.as_array().ok_or("no tickets")?;
        let tickets: Vec<_> = rows.iter().map(|row| json!([row["id"], row["version"]])).collect();
        let wish = json!({"tickets": tickets, "act": {"act": "tag"}});
        let act = json!({"incident": incident, "wish": wish, "key": format!("rows-{n}")});
        acts.push(timed(person, "act_on_tickets", &act).await?.0);
        figures.push(timed(person, "read_support_figures", &json!({"incident": incident})).await?.0);
    }
    table.note("tagging a page of tickets", Times::new(acts).words(), "");
    table.note("counts and tickets per hour", Times::new(figures).words(), "");
    Ok(())
}

async fn upload(
    table: &mut Table,
    person: &mut Client,
    path: &str,
    file: &str,
    what: &str,
) -> Result<(), Failure> {
    let began = Instant::now();
    let answer = person.post(path, file).await?;
    if answer.status != 200 {
        return Err(
            format!("{path} gave {}: {}", answer.status, String::from_utf8_lossy(&answer.body)).into()
        );
    }
    table.note(format!("a file of {what}, read and kept"), format!("{:.0} ms", millis(began.elapsed())), "");
    Ok(())
}

async fn timed(person: &mut Client, call: &str, arguments: &Value) -> Result<(Duration, Value), Failure> {
    let began = Instant::now();
    let answer = person.call(call, arguments).await?;
    Ok((began.elapsed(), answer))
}
