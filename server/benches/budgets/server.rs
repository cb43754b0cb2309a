//! The built server as a process of its own, so that its memory is its own too.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;

use crate::Failure;
use crate::http::Client;

/// Longer than a start takes that works at all.
const START_WITHIN: Duration = Duration::from_secs(60);

/// Dropping it ends the process.
pub struct Server {
    /// `127.0.0.1:PORT`
    pub authority: String,
    child: Child,
    /// Kept open, so that the server can go on printing.
    _printed: Lines<BufReader<ChildStdout>>,
}

impl Server {
    /// A new demo company in this folder.
    pub async fn demo(folder: &Path) -> Result<Self, Failure> {
        Self::start(folder, true).await
    }

    /// Starts on the data in this folder, and returns once it answers.
    pub async fn start(folder: &Path, demo: bool) -> Result<Self, Failure> {
        Self::on(folder, demo, &[]).await
    }

    /// As [`Self::start`], in the demo, with these flags too.
    pub async fn with_flags(folder: &Path, flags: &[&str]) -> Result<Self, Failure> {
        Self::on(folder, true, flags).await
    }

    /// A node of the demo company in this PostgreSQL database.
    pub async fn node(folder: &Path, database: &str) -> Result<Self, Failure> {
        Self::on(folder, true, &["--database", database]).await
    }

    async fn on(folder: &Path, demo: bool, flags: &[&str]) -> Result<Self, Failure> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_command-post"));
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(folder);
        if demo {
            command.arg("--demo");
        }
        command.args(flags);
        command.env_remove("COMMAND_POST_URL").env_remove("COMMAND_POST_DATABASE");
        command.env_remove("COMMAND_POST_DEMO").env("RUST_LOG", "error");
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).kill_on_drop(true).spawn()?;
        let stdout = child.stdout.take().ok_or("the server has no output")?;
        let mut printed = BufReader::new(stdout).lines();
        let line = timeout(START_WITHIN, printed.next_line()).await??.ok_or("the server did not start")?;
        let authority = line.split("http://").nth(1).and_then(|rest| rest.split_whitespace().next());
        let authority = authority.ok_or_else(|| format!("no address in {line:?}"))?.to_owned();
        let server = Self { authority, child, _printed: printed };
        let health = Client::connect(&server.authority).await?.get("/healthz", "identity").await?;
        if health.status != 200 {
            return Err(format!("/healthz gave {}", health.status).into());
        }
        Ok(server)
    }

    /// What the process holds in memory, in kilobytes.
    pub fn resident_kilobytes(&self) -> Result<u64, Failure> {
        let id = self.child.id().ok_or("the server has ended")?;
        let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
        Ok(line.trim().trim_end_matches("kB").trim().parse()?)
    }

    /// The numbers of the demo's people who may write.
    pub async fn writers(&self) -> Result<Vec<u64>, Failure> {
        let welcome = Client::signed_in(&self.authority, 1).await?.call("read_welcome", &json!({})).await?;
        let people = welcome["directory"]["people"].as_array().ok_or("no people")?;
        let writers = people.iter().filter(|person| person["role"] != "viewer");
        Ok(writers.filter_map(|person| person["id"].as_u64()).collect())
    }

    /// Ends the process and waits until it is gone.
    pub async fn end(mut self) -> Result<(), Failure> {
        Ok(self.child.kill().await?)
    }
}
