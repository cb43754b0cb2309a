//! Measures what has a budget and prints it beside the budget: `make bench`.
//!
//! It judges nothing by its exit code: whoever reads the table knows what else the machine had to do. Only loopback
//! is used, and every process that is started here is ended here.

mod acks;
mod attacks;
mod boards;
mod crowd;
mod drafts;
mod http;
mod large;
mod long;
mod mail;
mod nginx;
mod nodes;
mod pages;
mod past;
mod rows;
mod server;
mod smtp;
mod table;

use std::error::Error;
use std::time::Duration;

use server::Server;
use table::Table;

/// Why something could not be measured.
type Failure = Box<dyn Error + Send + Sync>;

/// Longer than all of it takes on a slow machine.
const AT_MOST: Duration = Duration::from_secs(1800);

fn main() -> Result<(), Failure> {
    // Whoever lists or runs tests of all targets does not mean this.
    if !std::env::args().any(|argument| argument == "--bench") {
        eprintln!("These are measurements: `cargo bench --package server --bench budgets` runs them.");
        return Ok(());
    }
    // `cargo bench … --bench budgets -- mail nodes` measures these parts alone.
    let parts: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let is_wanted = |part: &str| parts.is_empty() || parts.iter().any(|wanted| wanted == part);
    let mut table = Table::default();
    // Before anything else runs in this process.
    if is_wanted("drafts") {
        drafts::measure(&mut table);
    }
    if is_wanted("pages") {
        pages::staff_app(&mut table);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let measuring = measure(&mut table, &is_wanted);
    let in_time = runtime.block_on(async { tokio::time::timeout(AT_MOST, measuring).await });
    println!("{table}");
    in_time.map_err(|_| format!("stopped after {} s; the table ends there", AT_MOST.as_secs()))?;
    Ok(())
}

/// Runs a part where it is wanted; one that fails is a row of the table.
macro_rules! part {
    ($table:ident, $is_wanted:ident, $part:literal, $what:literal, $measured:expr) => {
        if $is_wanted($part) {
            eprintln!("{} …", $what);
            if let Err(failure) = $measured.await {
                $table.failed($what, &failure);
            }
        }
    };
}

async fn measure(table: &mut Table, is_wanted: &impl Fn(&str) -> bool) {
    let of_demo = ["idle", "public", "acks", "rows", "long", "boards"];
    if of_demo.into_iter().any(is_wanted)
        && let Err(failure) = of_demo_server(table, is_wanted).await
    {
        table.failed("demo server", &failure);
    }
    part!(table, is_wanted, "large", "a large company", large::measure(table));
    part!(
        table,
        is_wanted,
        "crowd",
        "many incidents and boards on one process",
        crowd::on_one_process(table)
    );
    part!(
        table,
        is_wanted,
        "crowd3",
        "many incidents and boards on three nodes",
        crowd::on_three_nodes(table)
    );
    part!(table, is_wanted, "nodes", "two nodes on PostgreSQL", nodes::measure(table));
    part!(table, is_wanted, "attacks", "crowds that ask for much", attacks::measure(table));
    part!(table, is_wanted, "mail", "mail to many, on SQLite", mail::on_sqlite(table));
    part!(table, is_wanted, "mailpg", "mail to many, on PostgreSQL", mail::on_postgres(table));
    part!(table, is_wanted, "past", "start to serving with a long log", past::measure(table));
}

/// What is measured on one demo server, from its quietest to its busiest.
async fn of_demo_server(table: &mut Table, is_wanted: &impl Fn(&str) -> bool) -> Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    let server = Server::demo(folder.path()).await?;
    part!(table, is_wanted, "idle", "memory of an idle server", idle_memory(table, &server));
    part!(table, is_wanted, "public", "public page", pages::public(table, &server));
    part!(table, is_wanted, "acks", "command to acknowledgement", acks::measure(table, &server));
    part!(table, is_wanted, "rows", "tickets and customers", rows::measure(table, &server));
    part!(table, is_wanted, "long", "a long incident", long::measure(table, &server, folder.path()));
    part!(table, is_wanted, "boards", "live boards", boards::measure(table, &server));
    Ok(())
}

async fn idle_memory(table: &mut Table, server: &Server) -> Result<(), Failure> {
    // The first looks at deadlines and the first pages are over by then.
    tokio::time::sleep(Duration::from_secs(2)).await;
    let megabytes = server.resident_kilobytes()? as f64 / 1024.0;
    table.row(
        "server memory, idle, demo data",
        format!("{megabytes:.1} MB resident"),
        "≤ 40 MB",
        megabytes <= 40.0,
    );
    Ok(())
}
