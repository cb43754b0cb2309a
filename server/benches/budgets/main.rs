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
mod nginx;
mod nodes;
mod pages;
mod past;
mod rows;
mod server;
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
    let mut table = Table::default();
    // Before anything else runs in this process.
    drafts::measure(&mut table);
    pages::staff_app(&mut table);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let in_time = runtime.block_on(async { tokio::time::timeout(AT_MOST, measure(&mut table)).await });
    println!("{table}");
    in_time.map_err(|_| format!("stopped after {} s; the table ends there", AT_MOST.as_secs()))?;
    Ok(())
}

async fn measure(table: &mut Table) {
    if let Err(failure) = of_demo(table).await {
        table.failed("demo server", &failure);
    }
    eprintln!("a large company …");
    if let Err(failure) = large::measure(table).await {
        table.failed("a large company", &failure);
    }
    eprintln!("many incidents and boards on one process …");
    if let Err(failure) = crowd::on_one_process(table).await {
        table.failed("many incidents and boards on one process", &failure);
    }
    eprintln!("many incidents and boards on three nodes …");
    if let Err(failure) = crowd::on_three_nodes(table).await {
        table.failed("many incidents and boards on three nodes", &failure);
    }
    eprintln!("two nodes on PostgreSQL …");
    if let Err(failure) = nodes::measure(table).await {
        table.failed("two nodes", &failure);
    }
    eprintln!("crowds that ask for much …");
    if let Err(failure) = attacks::measure(table).await {
        table.failed("crowds that ask for much", &failure);
    }
    eprintln!("start with a long log …");
    if let Err(failure) = past::measure(table).await {
        table.failed("start to serving", &failure);
    }
}

/// What is measured on one demo server, from its quietest to its busiest.
async fn of_demo(table: &mut Table) -> Result<(), Failure> {
    eprintln!("demo server …");
    let folder = tempfile::tempdir()?;
    let server = Server::demo(folder.path()).await?;
    idle_memory(table, &server).await?;
    eprintln!("public page …");
    if let Err(failure) = pages::public(table, &server).await {
        table.failed("public page", &failure);
    }
    eprintln!("commands …");
    if let Err(failure) = acks::measure(table, &server).await {
        table.failed("command to acknowledgement", &failure);
    }
    eprintln!("tickets and customers …");
    if let Err(failure) = rows::measure(table, &server).await {
        table.failed("tickets and customers", &failure);
    }
    eprintln!("a long incident …");
    if let Err(failure) = long::measure(table, &server, folder.path()).await {
        table.failed("a long incident", &failure);
    }
    eprintln!("live boards …");
    if let Err(failure) = boards::measure(table, &server).await {
        table.failed("live boards", &failure);
    }
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
