//! A throw-away PostgreSQL cluster: made in a temporary directory, reached by a Unix socket, gone at the end.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::ConnectOptions;
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use tempfile::TempDir;

const MISSING: &str = "This test needs PostgreSQL's server programs (Debian: apt-get install postgresql).";
const READY: &str = "database system is ready to accept connections";

/// A running cluster. Dropped, it stops and its directory is removed.
pub struct Cluster {
    directory: TempDir,
    programs: PathBuf,
    server: Child,
    databases: AtomicU32,
}

impl Cluster {
    /// Makes and starts a cluster.
    ///
    /// Call it on a thread that lives as long as the cluster: the kernel stops the server when this thread
    /// ends, so that nothing stays behind when a test is killed.
    pub fn start() -> Self {
        let programs = programs().expect(MISSING);
        // Sockets have short paths: not below a TMPDIR of any length.
        let directory = TempDir::with_prefix_in("pg-", "/tmp").expect("a temporary directory");
        hand_over(directory.path());
        let data = directory.path().join("data");
        let initdb = command(&directory, programs.join("initdb"))
            .args(["--no-sync", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C"])
            .arg("--pgdata")
            .arg(&data)
            .output()
            .expect("initdb can be started");
        assert!(initdb.status.success(), "initdb: {}", String::from_utf8_lossy(&initdb.stderr));
        let server = serve(&directory, &programs, &data);
        Self { directory, programs, server, databases: AtomicU32::new(0) }
    }

    /// A new, empty database.
    pub async fn database(&self) -> PgConnectOptions {
        let name = format!("test_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let mut postgres = self.options("postgres").connect().await.expect("the cluster answers");
        let create = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
        sqlx::query(create).execute(&mut postgres).await.expect("a new database");
        self.options(&name)
    }

    fn options(&self, database: &str) -> PgConnectOptions {
        PgConnectOptions::new_without_pgpass()
            .socket(self.directory.path())
            .port(5432)
            .username("postgres")
            .ssl_mode(PgSslMode::Disable)
            .database(database)
    }
}

impl Cluster {
    /// The address of a new, empty database, for a server of ours.
    #[allow(dead_code, reason = "not every test program has a server")]
    pub async fn address(&self) -> String {
        let options = self.database().await;
        let name = options.get_database().expect("a name");
        format!("postgres://postgres@localhost/{name}?host={}", self.directory.path().display())
    }

    /// Takes the database away, as a crash would. What was committed is in its log.
    #[allow(dead_code, reason = "not every test program has a server")]
    pub fn crash(&mut self) {
        self.stop();
    }

    /// Starts it again after [`crash`](Self::crash).
    #[allow(dead_code, reason = "not every test program has a server")]
    pub fn come_back(&mut self) {
        self.server = serve(&self.directory, &self.programs, &self.directory.path().join("data"));
    }

    fn stop(&mut self) {
        let stop = command(&self.directory, self.programs.join("pg_ctl"))
            .args(["stop", "--mode=immediate", "--pgdata"])
            .arg(self.directory.path().join("data"))
            .output();
        if !stop.is_ok_and(|stop| stop.status.success()) {
            // Its children notice, and end by themselves.
            let _ = self.server.kill();
        }
        let _ = self.server.wait();
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Starts the server and waits until it says that it is ready.
fn serve(directory: &TempDir, programs: &Path, data: &Path) -> Child {
    let mut server = command(directory, programs.join("postgres"))
        .arg("-D")
        .arg(data)
        .arg("-k")
        .arg(directory.path())
        .args([
            "-c",
            "listen_addresses=",
            "-c",
            "fsync=off",
            "-c",
            "lc_messages=C",
            "-c",
            "log_statement=none",
        ])
        .stderr(Stdio::piped())
        .spawn()
        .expect("postgres can be started");
    let mut log = BufReader::new(server.stderr.take().expect("a pipe"));
    let mut said = String::new();
    while !said.contains(READY) {
        let read = log.read_line(&mut said).expect("the server's log is text");
        assert!(read > 0, "PostgreSQL did not start: {said}");
    }
    // Somebody has to read on, or the server stops at a full pipe.
    std::thread::spawn(move || std::io::copy(&mut log.by_ref(), &mut std::io::sink()));
    server
}

/// A program that ends with this thread, and does not run as root, which PostgreSQL refuses.
fn command(directory: &TempDir, program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new("setpriv");
    command.arg("--pdeathsig=QUIT");
    if am_root() {
        let user = user();
        command.args([format!("--reuid={user}"), format!("--regid={user}"), "--clear-groups".to_owned()]);
    }
    command.arg("--").arg(program).current_dir(directory.path()).env("LC_ALL", "C").stdin(Stdio::null());
    command
}

fn am_root() -> bool {
    // The owner of our own entry there is whoever runs us.
    std::fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}

/// The number of a user that is not root: PostgreSQL's own, or nobody.
fn user() -> u32 {
    let id = Command::new("id").args(["-u", "postgres"]).output();
    let id = id.ok().and_then(|id| String::from_utf8(id.stdout).ok()).and_then(|id| id.trim().parse().ok());
    id.unwrap_or(65534)
}

fn hand_over(directory: &Path) {
    if am_root() {
        let user = user();
        chown(directory, Some(user), Some(user)).expect("root may give it away");
        let open = std::fs::Permissions::from_mode(0o711);
        std::fs::set_permissions(directory, open).expect("root may open it");
    }
}

/// Where the server programs are: Debian's directory of the newest version, or the path.
fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions: Vec<(u32, PathBuf)> = versions
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .collect();
    versions.sort();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let debian = versions.into_iter().rev().map(|(_, programs)| programs);
    debian.chain(std::env::split_paths(&path)).find(|programs| programs.join("initdb").is_file())
}
