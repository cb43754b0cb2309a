//! Dials what a company typed, and nothing inside of its own network: names are resolved here, each address is checked,
//! and what was checked is what is dialled. Redirects are not followed.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::pin::pin;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, Request, Uri, header};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use ipnet::IpNet;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

/// How long a receiver may take to answer (Standard Webhooks: 15 to 30 s).
pub const ANSWER_WITHIN: Duration = Duration::from_secs(20);
/// Addresses of one name that are tried.
const ADDRESSES_MAX: usize = 4;
/// Bytes of an answer that are read.
pub const ANSWER_BYTES_MAX: usize = 64 * 1024;

/// Networks that are nobody's on the internet, or inside of somebody's: RFC 6890 and those that came after it.
static INSIDE: LazyLock<Vec<IpNet>> = LazyLock::new(|| {
    let networks = [
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "::/96",
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/23",
        "2001:db8::/32",
        "3fff::/20",
        "5f00::/16",
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
        "ff00::/8",
    ];
    networks.iter().filter_map(|network| network.parse().ok()).collect()
});

static TLS: LazyLock<Option<TlsConnector>> = LazyLock::new(|| {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let config = config.with_safe_default_protocol_versions().ok()?;
    Some(TlsConnector::from(Arc::new(config.with_root_certificates(roots).with_no_client_auth())))
});

/// Reaches webhooks.
#[derive(Clone, Debug, Default)]
pub struct Dialer {
    /// Networks of the company's own that may be reached all the same, also without TLS.
    pub own: Vec<IpNet>,
}

/// What a receiver said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    /// How long it wants to be left alone.
    pub retry_after: Option<Duration>,
}

/// What a service is asked.
#[derive(Clone, Debug, Default)]
pub struct Question {
    pub method: Method,
    pub url: String,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
}

/// What a service said, as far as it is read.
#[derive(Clone, Debug, Default)]
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

/// Why a receiver was not reached. The words name no path: it may be a secret.
#[derive(Debug, thiserror::Error)]
pub enum NotDialled {
    #[error("Address: write it like https://example.com/hooks, without a user and password.")]
    Address,
    #[error("Address: only https is sent to, as others could read and change the rest.")]
    Plain,
    #[error("Address: {0} is inside of a network, which the internet does not reach: see --webhook-network.")]
    Inside(String),
    #[error("the name {0} has no address")]
    NoAddress(String),
    #[error("it cannot be reached: {0}")]
    Unreachable(io::Error),
    #[error("it gave no answer that can be read: {0}")]
    Unreadable(hyper::Error),
    #[error("no answer in time")]
    Late,
}

/// Whether an address is on the internet, in whatever form it is written.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(_) => !INSIDE.iter().any(|network| network.contains(&address)),
        IpAddr::V6(v6) => match embedded(v6) {
            Some(v4) => is_public(v4.into()),
            None => !INSIDE.iter().any(|network| network.contains(&address)),
        },
    }
}

/// The IPv4 address that an IPv6 one leads to: mapped, translated (RFC 6052) or tunnelled (RFC 3056).
fn embedded(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let parts = address.segments();
    let of = |high: u16, low: u16| Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low));
    match parts {
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => Some(of(high, low)),
        [0x2002, high, low, ..] => Some(of(high, low)),
        _ => None,
    }
}

impl Dialer {
    /// Whether something can be sent there at all, before it is kept.
    ///
    /// # Errors
    /// What is wrong with it.
    pub async fn check(&self, url: &str) -> Result<(), NotDialled> {
        self.resolve(&parse_endpoint(url)?).await.map(drop)
    }

    /// Posts JSON and gives what is answered, once its head is there.
    ///
    /// # Errors
    /// When it may not be dialled, or does not answer.
    pub async fn post(
        &self,
        url: &str,
        headers: &[(&'static str, String)],
        body: String,
    ) -> Result<Answer, NotDialled> {
        let json = (header::CONTENT_TYPE.as_str(), "application/json".to_owned());
        let headers = headers.iter().cloned().chain([json]).collect();
        let question = Question { method: Method::POST, url: url.to_owned(), headers, body };
        let reply = self.exchange(&question, 0).await?;
        let retry_after = reply.headers.get(header::RETRY_AFTER).and_then(|value| value.to_str().ok());
        let retry_after =
            retry_after.and_then(|seconds| seconds.trim().parse().ok()).map(Duration::from_secs);
        Ok(Answer { status: reply.status, retry_after })
    }

    /// Asks and gives what is answered, with at most [`ANSWER_BYTES_MAX`] of its body.
    ///
    /// # Errors
    /// When it may not be dialled, or does not answer to the end.
    pub async fn ask(&self, question: &Question) -> Result<Reply, NotDialled> {
        self.exchange(question, ANSWER_BYTES_MAX).await
    }

    async fn exchange(&self, question: &Question, body_max: usize) -> Result<Reply, NotDialled> {
        let asking = async {
            let endpoint = parse_endpoint(&question.url)?;
            let addresses = self.resolve(&endpoint).await?;
            let stream = TcpStream::connect(&*addresses).await.map_err(NotDialled::Unreachable)?;
            let request = request(&endpoint, question)?;
            if !endpoint.https {
                return exchange(stream, request, body_max).await;
            }
            let bad = |why: &str| NotDialled::Unreachable(io::Error::other(why.to_owned()));
            let name = ServerName::try_from(endpoint.host.clone()).map_err(|_| NotDialled::Address)?;
            let tls = TLS.as_ref().ok_or_else(|| bad("this server has no TLS"))?;
            let stream = tls.connect(name, stream).await.map_err(NotDialled::Unreachable)?;
            exchange(stream, request, body_max).await
        };
        tokio::time::timeout(ANSWER_WITHIN, asking).await.unwrap_or(Err(NotDialled::Late))
    }

    /// The addresses that may be dialled.
    async fn resolve(&self, endpoint: &Endpoint) -> Result<Vec<SocketAddr>, NotDialled> {
        let found =
            lookup_host((endpoint.host.as_str(), endpoint.port)).await.map_err(NotDialled::Unreachable)?;
        let found: Vec<SocketAddr> = found.collect();
        let is_own = |address: &SocketAddr| {
            let ip = address.ip().to_canonical();
            self.own.iter().any(|network| network.contains(&ip))
        };
        let mut may = found.iter().filter(|address| is_own(address) || is_public(address.ip())).peekable();
        if may.peek().is_none() {
            return Err(match found.is_empty() {
                true => NotDialled::NoAddress(endpoint.host.clone()),
                false => NotDialled::Inside(endpoint.host.clone()),
            });
        }
        let may: Vec<SocketAddr> =
            may.filter(|address| endpoint.https || is_own(address)).take(ADDRESSES_MAX).copied().collect();
        if may.is_empty() { Err(NotDialled::Plain) } else { Ok(may) }
    }
}

/// Where a URL leads.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Endpoint {
    https: bool,
    host: String,
    port: u16,
    authority: String,
    path: String,
}

fn parse_endpoint(url: &str) -> Result<Endpoint, NotDialled> {
    let uri: Uri = url.parse().map_err(|_| NotDialled::Address)?;
    let https = match uri.scheme_str() {
        Some("https") => true,
        Some("http") => false,
        _ => return Err(NotDialled::Address),
    };
    let authority = uri.authority().filter(|authority| !authority.as_str().contains('@'));
    let authority = authority.ok_or(NotDialled::Address)?;
    let host = authority.host().trim_matches(['[', ']']).to_owned();
    if host.is_empty() {
        return Err(NotDialled::Address);
    }
    let port = authority.port_u16().unwrap_or(if https { 443 } else { 80 });
    let path = uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
    Ok(Endpoint { https, host, port, authority: authority.to_string(), path })
}

fn request(endpoint: &Endpoint, question: &Question) -> Result<Request<Full<Bytes>>, NotDialled> {
    let mut request = Request::builder()
        .method(&question.method)
        .uri(&endpoint.path)
        .header(header::HOST, &endpoint.authority)
        .header(header::USER_AGENT, "Command-Post")
        .header(header::CONNECTION, "close");
    for (name, value) in &question.headers {
        request = request.header(*name, value);
    }
    request.body(Full::new(Bytes::from(question.body.clone()))).map_err(|_| NotDialled::Address)
}

/// Sends the request on a connection of its own, and reads so much of the answer's body.
async fn exchange(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    request: Request<Full<Bytes>>,
    body_max: usize,
) -> Result<Reply, NotDialled> {
    let (mut sender, connection) =
        http1::handshake(TokioIo::new(stream)).await.map_err(NotDialled::Unreadable)?;
    let mut answering = pin!(async {
        let (head, mut left) = sender.send_request(request).await?.into_parts();
        let mut body = Vec::new();
        while body.len() < body_max
            && let Some(frame) = left.frame().await
        {
            if let Some(data) = frame?.data_ref() {
                body.extend_from_slice(&data[..data.len().min(body_max - body.len())]);
            }
        }
        Ok::<_, hyper::Error>(Reply { status: head.status.as_u16(), headers: head.headers, body })
    });
    let answer = tokio::select! {
        answer = &mut answering => answer,
        // The answer may have come with the end of the connection.
        ended = connection => match ended {
            Ok(()) => answering.await,
            Err(error) => Err(error),
        },
    };
    answer.map_err(NotDialled::Unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_inside_are_told_in_every_form() {
        for inside in [
            "127.0.0.1",
            "127.1.2.3",
            "10.0.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::a00:1",
            "2002:7f00:1::",
            "2002:a9fe:a9fe::1",
            "::7f00:1",
            "fe80::1",
            "fc00::1",
            "fd00:ec2::254",
            "ff02::1",
            "2001:db8::1",
            "2001::1",
            "fec0::1",
        ] {
            assert!(!is_public(inside.parse().expect(inside)), "{inside}");
        }
        for public in [
            "1.1.1.1",
            "93.184.215.14",
            "172.32.0.1",
            "2606:4700:4700::1111",
            "64:ff9b::101:101",
            "2002:101:101::",
        ] {
            assert!(is_public(public.parse().expect(public)), "{public}");
        }
        assert_eq!(INSIDE.len(), 26, "each network is read");
    }

    #[tokio::test]
    async fn does_not_dial_internal_addresses() {
        let dialer = Dialer::default();
        for url in [
            "https://127.0.0.1/",
            "https://localhost/",
            "https://localhost./",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://0177.0.0.1/",
            "https://127.1/",
            "https://[::1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://[::ffff:7f00:1]/",
            "https://0/",
            "http://169.254.169.254/latest/meta-data/",
        ] {
            let refused = dialer.check(url).await.expect_err(url);
            let why = refused.to_string();
            // What the system's resolver does not take for an address is none.
            assert!(matches!(refused, NotDialled::Inside(_) | NotDialled::Unreachable(_)), "{url}: {why}");
        }
        for url in ["ftp://1.1.1.1/", "1.1.1.1", "https://ada:s3cret@1.1.1.1/", "https:///", ""] {
            let refused = dialer.check(url).await.expect_err(url);
            assert!(matches!(refused, NotDialled::Address), "{url}: {refused}");
            assert!(!refused.to_string().contains("s3cret"));
        }
        assert!(matches!(dialer.check("http://1.1.1.1/").await, Err(NotDialled::Plain)));
        assert!(dialer.check("https://1.1.1.1/").await.is_ok());
        let own = Dialer { own: vec!["127.0.0.0/8".parse().expect("a network")] };
        assert!(own.check("http://127.0.0.1:1/").await.is_ok());
    }
}
