//! Where the servers of the tests keep their data: SQLite's file in the folder, or, where the variable says so, a
//! database of the folder's own in the PostgreSQL cluster of this run.

use std::fs;
use std::path::Path;
use std::process::Command;

use server::config::{Database, database_file};
use server::store::{Postgres, Sqlite, Store};

use crate::shared;

/// `postgres` runs every test of this suite on PostgreSQL.
pub const VARIABLE: &str = "COMMAND_POST_TEST_DATABASE";
/// In the folder: the address of its database.
pub const ADDRESS_FILE: &str = "database";

pub fn on_postgres() -> bool {
    match std::env::var(VARIABLE).as_deref() {
        Ok("postgres") => true,
        Ok("sqlite") | Err(_) => false,
        Ok(other) => panic!("{VARIABLE}={other}: it is sqlite or postgres"),
    }
}

/// The database that belongs to the folder.
pub fn of(folder: &Path) -> Database {
    if !on_postgres() && !folder.join(ADDRESS_FILE).exists() {
        return Database::Sqlite(database_file(folder));
    }
    address(folder).parse().expect("an address")
}

/// The folder's database, as another process opens it.
pub async fn open(folder: &Path) -> Store {
    let store = match of(folder) {
        Database::Sqlite(file) => Sqlite::open(&file).await.map(Store::Sqlite),
        Database::Postgres(address) => Postgres::open(address.secret()).await.map(Store::Postgres),
    };
    store.expect("the database")
}

/// Points a command of the binary to the folder's data.
pub fn point(command: &mut Command, folder: &Path) {
    command.arg("--data").arg(folder).env_remove("COMMAND_POST_DATABASE");
    if on_postgres() {
        command.env("COMMAND_POST_DATABASE", address(folder));
    }
}

/// The address of the folder's own database in the cluster.
pub fn address(folder: &Path) -> String {
    let file = folder.join(ADDRESS_FILE);
    fs::read_to_string(&file).unwrap_or_else(|_| {
        let address = shared::database();
        fs::write(&file, &address).expect("room");
        address
    })
}
