//! `command-post serve`

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use domain::UNDO_FOR;
use ipnet::IpNet;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

use super::{Data, Failure};
use crate::client::TrustedProxy;
use crate::config::{Mail, Origin, PublishTarget, listen_address};
use crate::listen::Limits;
use crate::{Clock, Config, Running, StartError, demo, start};

/// How long all of the server may take to stop.
const STOP_WITHIN: Duration = Duration::from_secs(60);

#[derive(Debug, clap::Args)]
pub(super) struct Serve {
    /// Where to listen: an address with a port, localhost with a port, or a port alone
    #[arg(
        long,
        value_name = "ADDRESS",
        default_value = "127.0.0.1:3000",
        env = "COMMAND_POST_LISTEN",
        value_parser = listen_address
    )]
    listen: SocketAddr,
    /// An address that browsers use, as in https://ops.example.com; may be given several times.
    /// Without one: both loopback names with the port
    #[arg(long, value_name = "URL", env = "COMMAND_POST_URL", value_delimiter = ',')]
    url: Vec<Origin>,
    /// The status page's own address, as in https://status.example.com: nothing else is at that host, and links to the page
    /// name it
    #[arg(long, value_name = "URL", env = "COMMAND_POST_STATUS_URL")]
    status_url: Option<Origin>,
    /// A proxy of yours, by address or network as in 10.0.0.0/8, whose Forwarded or X-Forwarded-For names the
    /// client; may be given several times
    #[arg(long, value_name = "CIDR", env = "COMMAND_POST_TRUSTED_PROXY", value_delimiter = ',')]
    trusted_proxy: Vec<TrustedProxy>,
    /// Serve a made-up company to try things with, on loopback only
    #[arg(long, env = "COMMAND_POST_DEMO")]
    demo: bool,
    /// The company's own rules for its public words, in TOML
    #[arg(long, value_name = "FILE", env = "COMMAND_POST_RULES")]
    rules: Option<PathBuf>,
    /// The server that takes the company's mail: smtps://USER:PASSWORD@HOST, or smtp://… for STARTTLS
    // It may hold a password: neither help nor complaints repeat it.
    #[arg(long, value_name = "URL", env = "COMMAND_POST_SMTP_URL", hide_env_values = true)]
    smtp_url: Option<String>,
    /// Who mail comes from, as in "Acme status <status@example.com>"
    #[arg(long, value_name = "SENDER", env = "COMMAND_POST_MAIL_FROM")]
    mail_from: Option<String>,
    /// The authority of the mail server's certificate, in PEM, where it is none of the public ones
    #[arg(long, value_name = "FILE", env = "COMMAND_POST_SMTP_CA")]
    smtp_ca: Option<PathBuf>,
    /// A network of your own that webhooks and channels may lead into, as in 10.0.0.0/8; may be given several times. Without one they
    /// reach the internet only
    #[arg(long, value_name = "CIDR", env = "COMMAND_POST_WEBHOOK_NETWORK", value_delimiter = ',')]
    webhook_network: Vec<IpNet>,
    /// Where to keep a copy of the status page that outlives this server: a folder, or s3://BUCKET?endpoint=https://HOST,
    /// each with ?url=https://HOST where readers reach it elsewhere; may be given several times. What opens a bucket is
    /// read from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or from the file named with ?credentials=FILE
    // Somebody may put a secret into it all the same: neither help nor complaints repeat it.
    #[arg(
        long,
        value_name = "TARGET",
        env = "COMMAND_POST_PUBLISH",
        value_delimiter = ',',
        hide_env_values = true
    )]
    publish: Vec<String>,
    #[command(flatten)]
    data: Data,
}

impl Serve {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
        // Where the log cannot be written, the server serves all the same.
        let log = tracing_subscriber::fmt().log_internal_errors(false);
        log.with_env_filter(filter).with_writer(std::io::stderr).init();

        let mail = Mail::of(self.smtp_url.as_deref(), self.mail_from.as_deref(), self.smtp_ca);
        let publish: Result<Vec<PublishTarget>, _> =
            self.publish.iter().map(|target| target.parse()).collect();
        let config = Config {
            listen: self.listen,
            urls: self.url,
            status_url: self.status_url,
            trusted_proxies: self.trusted_proxy,
            limits: Limits::default(),
            database: self.data.database()?,
            demo: self.demo,
            rules: self.rules,
            mail: mail.map_err(Failure::use_of)?,
            webhook_networks: self.webhook_network,
            undo_for: Duration::from_micros(UNDO_FOR.0.unsigned_abs()),
            publish: publish.map_err(Failure::use_of)?,
        };
        let running = start(config, Clock::system()).await.map_err(|error| match error {
            StartError::Config(_) | StartError::Demo(_) => Failure::use_of(error),
            _ => Failure::of(error),
        })?;
        print(&greeting(&running, self.demo));
        let failed = tokio::select! {
            signal = wait_for_signal() => {
                signal.map_err(Failure::of)?;
                None
            }
            task = running.failed() => Some(task),
        };
        print("Stopping.");
        // What has failed may also keep the others from ending.
        let stopped = tokio::time::timeout(STOP_WITHIN, running.shutdown()).await;
        match (failed, stopped) {
            (Some(task), _) => Err(Failure::of(format!("the background task \"{task}\" has ended"))),
            (None, Err(_)) => Err(Failure::of("what was running did not end in time")),
            (None, Ok(())) => Ok(()),
        }
    }
}

/// Prints a line. Whoever started the server may have stopped reading: that is no reason to stop serving.
fn print(line: &str) {
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
