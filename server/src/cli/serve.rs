//! `command-post serve`

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;

use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

use super::{Data, Failure};
use crate::config::Origin;
use crate::{Clock, Config, Running, StartError, demo, start};

#[derive(Debug, clap::Args)]
pub(super) struct Serve {
    /// Where to listen
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:3000", env = "COMMAND_POST_LISTEN")]
    listen: SocketAddr,
    /// An address that browsers use, as in https://ops.example.com; may be given several times.
    /// Without one: both loopback names with the port
    #[arg(long, value_name = "URL", env = "COMMAND_POST_URL", value_delimiter = ',')]
    url: Vec<Origin>,
    /// Serve a made-up company to try things with, on loopback only
    #[arg(long, env = "COMMAND_POST_DEMO")]
    demo: bool,
    /// The company's own rules for its public words, in TOML
    #[arg(long, value_name = "FILE", env = "COMMAND_POST_RULES")]
    rules: Option<PathBuf>,
    #[command(flatten)]
    data: Data,
}

impl Serve {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();

        let config = Config {
            listen: self.listen,
            urls: self.url,
            database: self.data.database()?,
            demo: self.demo,
            rules: self.rules,
        };
        let running = start(config, Clock::system()).await.map_err(|error| match error {
            StartError::Config(_) | StartError::Demo(_) => Failure::use_of(error),
            _ => Failure::of(error),
        })?;
        say(&greeting(&running, self.demo));
        wait_for_signal().await.map_err(Failure::of)?;
        say("Stopping.");
        running.shutdown().await;
        Ok(())
    }
}

/// Prints a line. Whoever started the server may have stopped reading: that is no reason to stop serving.
fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

fn greeting(running: &Running, is_demo: bool) -> String {
    let address = running.origins.first().map_or_else(String::new, Origin::to_string);
    let mut text = format!("Command Post runs on {address} (status page: {address}/status)");
    if is_demo {
        text += &format!("\n{}", demo::how_to_sign_in());
    }
    text
}

async fn wait_for_signal() -> std::io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted,
        _ = terminate.recv() => Ok(()),
    }
}
