//! Connections to the mail server, kept open for the letters that come next.
//!
//! lettre keeps some too, and these are its connections. But its own sockets hold back the end of each letter until the
//! rest of it is acknowledged, 40 ms later (Nagle's algorithm; lettre's pull request 1159 ends that, in no release yet):
//! a hundred thousand letters took minutes. And one that was dropped in the middle of a letter is used again.

use std::fs;
use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, AsyncTokioStream, Certificate, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use super::sender::SENT_AT_ONCE_MAX;
use crate::config::{ConfigError, Mail, SmtpTls};

/// How long it may take until the mail server takes letters: connecting, TLS, greeting and signing in.
pub const CONNECT_WITHIN: Duration = Duration::from_secs(20);
/// How long a connection is kept that nobody needs.
pub const IDLE_MAX: Duration = Duration::from_secs(30);
/// How long the mail server may take to say goodbye.
pub const GOODBYE_WITHIN: Duration = Duration::from_secs(2);

/// The way to the mail server, with the password: nothing may show it.
pub struct Connections {
    host: String,
    port: u16,
    login: Option<Credentials>,
    hello: ClientId,
    encryption: Encryption,
    idle: Mutex<Vec<Idle>>,
}

/// How the connection is kept from others.
enum Encryption {
    None,
    Upgraded(TlsParameters),
    Whole(TlsConnector, ServerName<'static>),
}

struct Idle {
    connection: AsyncSmtpConnection,
    since: Instant,
}

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
pub enum NotConnected {
    #[error("{0}")]
    Network(#[from] io::Error),
    #[error("{0}")]
    Smtp(#[from] lettre::transport::smtp::Error),
    #[error("no answer in time")]
    Late,
}

impl Connections {
    /// # Errors
    /// When the certificates or the server's name cannot be read.
    pub fn new(mail: &Mail) -> Result<Self, ConfigError> {
        let server = &mail.server;
        let host = server.host().trim_matches(['[', ']']).to_owned();
        let authorities = mail.authority.as_deref().map_or(Ok(Vec::new()), read_authorities)?;
        let bad = |_| ConfigError(format!("--smtp-url: {server} cannot be used"));
        let encryption = match server.tls() {
            SmtpTls::None => Encryption::None,
            SmtpTls::Upgraded => Encryption::Upgraded(upgrade(&host, &authorities).map_err(bad)?),
            SmtpTls::Whole => Encryption::Whole(
                connector(authorities).map_err(bad)?,
                ServerName::try_from(host.clone()).map_err(|error| bad(error.to_string()))?,
            ),
        };
        Ok(Self {
            port: server.port(),
            login: server.login().map(|(name, password)| Credentials::new(name, password)),
            hello: server.hello().map_or_else(ClientId::default, |name| ClientId::Domain(name.to_owned())),
            host,
            encryption,
            idle: Mutex::default(),
        })
    }

    /// One that works: kept from before, or new.
    ///
    /// # Errors
    /// Why the mail server takes no letters.
    pub async fn take(&self) -> Result<AsyncSmtpConnection, NotConnected> {
        while let Some(Idle { mut connection, .. }) = self.pop() {
            // Mail servers close what has idled, or has brought so many letters.
            if connection.test_connected().await {
                return Ok(connection);
            }
        }
        timeout(CONNECT_WITHIN, self.connect()).await.map_err(|_| NotConnected::Late)?
    }

    /// Keeps one whose letter was taken.
    pub fn keep(&self, connection: AsyncSmtpConnection) {
        let mut idle = self.idle();
        if idle.len() < SENT_AT_ONCE_MAX && !connection.has_broken() {
            idle.push(Idle { connection, since: Instant::now() });
        }
    }

    /// Says goodbye on those that nobody has needed for a while.
    pub async fn close_idle(&self) {
        let is_old = |kept: &mut Idle| kept.since.elapsed() >= IDLE_MAX;
        let old: Vec<Idle> = self.idle().extract_if(.., is_old).collect();
        for Idle { mut connection, .. } in old {
            // Dropped, it is closed all the same.
            let _ = timeout(GOODBYE_WITHIN, connection.abort()).await;
        }
    }

    /// The last that was kept.
    fn pop(&self) -> Option<Idle> {
        self.idle().pop()
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Idle>> {
        // Nothing panics while it holds the lock; were it so, the list would still be whole.
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, NotConnected> {
        let stream = TcpStream::connect((self.host.as_str(), self.port)).await?;
        stream.set_nodelay(true)?;
        let stream: Box<dyn AsyncTokioStream> = match &self.encryption {
            Encryption::Whole(tls, name) => Box::new(Whole(tls.connect(name.clone(), stream).await?)),
            Encryption::None | Encryption::Upgraded(_) => Box::new(stream),
        };
        let mut connection = AsyncSmtpConnection::connect_with_transport(stream, &self.hello).await?;
        if let Encryption::Upgraded(tls) = &self.encryption {
            connection.starttls(tls.clone(), &self.hello).await?;
        }
        if let Some(login) = &self.login {
            connection.auth(&[Mechanism::Plain, Mechanism::Login], login).await?;
        }
        Ok(connection)
    }
}

/// The certificates of a file in PEM.
fn read_authorities(file: &Path) -> Result<Vec<CertificateDer<'static>>, ConfigError> {
    let unusable = |why: String| ConfigError(format!("--smtp-ca: {}: {why}", file.display()));
    let pem = fs::read(file).map_err(|error| unusable(error.to_string()))?;
    let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&pem).collect();
    match read {
        Ok(found) if found.is_empty() => Err(unusable("there is no certificate in it".to_owned())),
        read => read.map_err(|error| unusable(error.to_string())),
    }
}

/// What STARTTLS takes.
fn upgrade(host: &str, authorities: &[CertificateDer<'static>]) -> Result<TlsParameters, String> {
    let mut tls = TlsParameters::builder(host.to_owned());
    for authority in authorities {
        let authority = Certificate::from_der(authority.to_vec()).map_err(|error| error.to_string())?;
        tls = tls.add_root_certificate(authority);
    }
    tls.build_rustls().map_err(|error| error.to_string())
}

/// What TLS from the first byte takes.
fn connector(authorities: Vec<CertificateDer<'static>>) -> Result<TlsConnector, String> {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    for authority in authorities {
        roots.add(authority).map_err(|error| error.to_string())?;
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let config = config.with_safe_default_protocol_versions().map_err(|error| error.to_string())?;
    Ok(TlsConnector::from(Arc::new(config.with_root_certificates(roots).with_no_client_auth())))
}

/// A stream that is encrypted from its first byte.
#[derive(Debug)]
struct Whole(TlsStream<TcpStream>);

impl AsyncTokioStream for Whole {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.0.get_ref().0.peer_addr()
    }
}

impl AsyncRead for Whole {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, into)
    }
}

impl AsyncWrite for Whole {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}
