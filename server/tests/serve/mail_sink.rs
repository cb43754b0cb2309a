//! A mail server of a test's own: it speaks SMTP, with TLS or without, and keeps what it takes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use server::config::Mail;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;

/// How the sink is connected to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    None,
    Whole,
    Upgraded,
}

/// A letter as it came.
#[derive(Clone, Debug)]
pub struct Received {
    pub to: String,
    raw: String,
}

#[derive(Default)]
struct State {
    mails: Vec<Received>,
    /// What is answered to the recipients with this address, in place of yes.
    refused: BTreeMap<String, &'static str>,
    signed_in: u32,
    /// Ends each connection once it has brought a letter.
    hangs_up: bool,
    connections: u32,
}

pub struct Sink {
    port: u16,
    tls: Tls,
    state: Arc<Mutex<State>>,
    authority: Option<PathBuf>,
}

impl Sink {
    pub async fn start() -> Self {
        Self::with_tls(Tls::None, Path::new("")).await
    }

    /// One whose certificate is its own; its authority is written into the folder.
    pub async fn with_tls(tls: Tls, folder: &Path) -> Self {
        let (acceptor, authority) = match tls {
            Tls::None => (None, None),
            Tls::Whole | Tls::Upgraded => {
                let (acceptor, pem) = certified();
                let file = folder.join("authority.pem");
                std::fs::write(&file, pem).expect("room");
                (Some(acceptor), Some(file))
            }
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let state: Arc<Mutex<State>> = Arc::default();
        let shared = state.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (state, acceptor) = (shared.clone(), acceptor.clone());
                tokio::spawn(async move {
                    // A client that hangs up ends its own conversation.
                    let _ = match acceptor {
                        Some(acceptor) if tls == Tls::Whole => match acceptor.accept(stream).await {
                            Ok(stream) => talk(stream, &state, true, false).await.map(drop),
                            Err(error) => Err(error),
                        },
                        Some(acceptor) => match talk(stream, &state, true, true).await {
                            Ok(Some(stream)) => match acceptor.accept(stream).await {
                                Ok(stream) => talk(stream, &state, false, false).await.map(drop),
                                Err(error) => Err(error),
                            },
                            Ok(None) => Ok(()),
                            Err(error) => Err(error),
                        },
                        None => talk(stream, &state, true, false).await.map(drop),
                    };
                });
            }
        });
        Self { port, tls, state, authority }
    }

    /// How a server is told to send here.
    pub fn config(&self) -> Mail {
        let port = self.port;
        let url = match self.tls {
            Tls::None => format!("smtp://127.0.0.1:{port}?tls=none"),
            Tls::Whole => format!("smtps://ada:s3cret@localhost:{port}"),
            Tls::Upgraded => format!("smtp://ada:s3cret@localhost:{port}"),
        };
        let from = Some("Acme status <status@acme.example>");
        Mail::of(Some(&url), from, self.authority.clone()).expect("a configuration").expect("some")
    }

    /// From now on answers so to letters for this address; with an empty answer takes them again.
    pub fn refuse(&self, address: &str, answer: &'static str) {
        self.state.lock().expect("whole").refused.insert(address.to_owned(), answer);
    }

    /// From now on ends each connection once it has brought a letter.
    pub fn hang_up(&self) {
        self.state.lock().expect("whole").hangs_up = true;
    }

    /// How many connections there were.
    pub fn connections(&self) -> u32 {
        self.state.lock().expect("whole").connections
    }

    /// The letters for this address, in their order.
    pub fn to(&self, address: &str) -> Vec<Received> {
        let state = self.state.lock().expect("whole");
        state.mails.iter().filter(|mail| mail.to == address).cloned().collect()
    }

    pub fn count(&self) -> usize {
        self.state.lock().expect("whole").mails.len()
    }

    pub fn has_signed_in(&self) -> bool {
        self.state.lock().expect("whole").signed_in > 0
    }
}

impl Received {
    /// A header's value, unfolded; empty where there is none.
    pub fn header(&self, name: &str) -> String {
        let head = self.raw.split("\r\n\r\n").next().unwrap_or_default().replace("\r\n ", " ");
        let line = head.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")));
        line.unwrap_or_default().to_owned()
    }

    /// All of it, decoded.
    pub fn text(&self) -> String {
        let decoded = quoted_printable::decode(self.raw.as_bytes(), quoted_printable::ParseMode::Robust);
        decoded.map_or_else(|_| self.raw.clone(), |bytes| String::from_utf8_lossy(&bytes).into_owned())
    }

    /// The path of the first link that begins so.
    pub fn link(&self, begins: &str) -> String {
        let text = self.text();
        let from = text.find(begins).unwrap_or_else(|| panic!("a link to {begins}: {text}"));
        let rest = &text[from..];
        rest[..rest.find(|c: char| c.is_whitespace() || "\"<>".contains(c)).unwrap_or(rest.len())].to_owned()
    }
}

fn certified() -> (TlsAcceptor, String) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    let key = PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let config = config.with_safe_default_protocol_versions().expect("versions").with_no_client_auth();
    let config = config.with_single_cert(vec![made.cert.der().clone()], key.into()).expect("a key");
    (TlsAcceptor::from(Arc::new(config)), made.cert.pem())
}

/// Speaks until the client ends; gives the stream back where it wants TLS.
async fn talk<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    state: &Mutex<State>,
    greets: bool,
    upgrades: bool,
) -> std::io::Result<Option<S>> {
    let mut stream = BufReader::new(stream);
    if greets {
        state.lock().expect("whole").connections += 1;
        say(&mut stream, "220 sink ready").await?;
    }
    let mut to = Vec::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(None);
        }
        let command = line.trim_end();
        let verb = command.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        match verb.as_str() {
            "EHLO" | "HELO" if upgrades => say(&mut stream, "250-sink\r\n250 STARTTLS").await?,
            "EHLO" | "HELO" => say(&mut stream, "250-sink\r\n250-8BITMIME\r\n250 AUTH PLAIN").await?,
            "STARTTLS" => {
                say(&mut stream, "220 go on").await?;
                return Ok(Some(stream.into_inner()));
            }
            "AUTH" => {
                state.lock().expect("whole").signed_in += 1;
                say(&mut stream, "235 you are in").await?;
            }
            "RCPT" => {
                let address = command.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                let answer = state.lock().expect("whole").refused.get(&address).copied().unwrap_or_default();
                if answer.is_empty() {
                    to.push(address);
                    say(&mut stream, "250 yes").await?;
                } else {
                    say(&mut stream, answer).await?;
                }
            }
            "DATA" => {
                say(&mut stream, "354 go on").await?;
                let raw = letter(&mut stream).await?;
                let mails = to.drain(..).map(|to| Received { to, raw: raw.clone() });
                state.lock().expect("whole").mails.extend(mails);
                say(&mut stream, "250 taken").await?;
                if state.lock().expect("whole").hangs_up {
                    return Ok(None);
                }
            }
            "RSET" => {
                to.clear();
                say(&mut stream, "250 yes").await?;
            }
            "QUIT" => {
                say(&mut stream, "221 bye").await?;
                return Ok(None);
            }
            _ => say(&mut stream, "250 yes").await?,
        }
    }
}

async fn letter<S: AsyncRead + Unpin>(stream: &mut BufReader<S>) -> std::io::Result<String> {
    let mut raw = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if line == ".\r\n" {
            return Ok(raw);
        }
        // A line that begins with a dot got another one in front of it.
        raw.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
}

async fn say<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut BufReader<S>,
    line: &str,
) -> std::io::Result<()> {
    stream.write_all(format!("{line}\r\n").as_bytes()).await?;
    stream.flush().await
}
