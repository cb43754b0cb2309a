//! What the server is told when it starts: every value checked, unknown ones refused.

mod mail;
mod publish;

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use ipnet::IpNet;

use crate::client::TrustedProxy;
use crate::listen::Limits;

pub use mail::{Mail, SmtpServer, SmtpTls};
pub use publish::{BucketPlace, Credentials, Place, PublishTarget, TARGETS_MAX};

/// The database's file within the data folder.
const DATABASE_FILE: &str = "command-post.db";

/// How to serve.
#[derive(Clone, Debug)]
pub struct Config {
    /// Port 0 takes any free one.
    pub listen: SocketAddr,
    /// The origins that browsers use; where none is given, both loopback names with the port.
    pub urls: Vec<Origin>,
    /// Where the status page has a host of its own, at which nothing else is.
    pub status_url: Option<Origin>,
    /// Whose word about the addresses of clients is taken.
    pub trusted_proxies: Vec<TrustedProxy>,
    /// How much connections may hold.
    pub limits: Limits,
    pub database: Database,
    /// A company to try things with; on loopback only.
    pub demo: bool,
    /// The file of the company's own rules for its public words.
    pub rules: Option<PathBuf>,
    /// Without it deliveries by mail are held.
    pub mail: Option<Mail>,
    /// Networks of the company's own that webhooks may lead into.
    pub webhook_networks: Vec<IpNet>,
    /// How long an update rests before mail about it goes out, so that whoever published it can undo that.
    pub undo_for: Duration,
    /// Where copies of the status page go.
    pub publish: Vec<PublishTarget>,
}

/// Why a configuration is refused, in one line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ConfigError(pub String);

impl Config {
    /// # Errors
    /// When the parts do not go together.
    pub fn check(&self) -> Result<(), ConfigError> {
        if self.demo && !self.listen.ip().is_loopback() {
            return Err(ConfigError(format!(
                "--demo listens on loopback only, because everybody can sign in: {} is not",
                self.listen.ip()
            )));
        }
        if let Some(own) = &self.status_url
            && self.urls.iter().any(|url| url.authority == own.authority)
        {
            return Err(ConfigError(format!(
                "--status-url {own}: it is a --url too; give the status page a host of its own, or leave it out"
            )));
        }
        if self.publish.len() > TARGETS_MAX {
            return Err(ConfigError(format!(
                "--publish is given {} times: at most {TARGETS_MAX}",
                self.publish.len()
            )));
        }
        for (number, target) in self.publish.iter().enumerate() {
            if self.publish[..number].iter().any(|other| other.place == target.place) {
                return Err(ConfigError(format!("--publish: {target} is given twice")));
            }
        }
        Ok(())
    }

    /// The origins that browsers may come from, once the port is known.
    pub fn origins(&self, bound: SocketAddr) -> Vec<Origin> {
        if !self.urls.is_empty() {
            return self.urls.clone();
        }
        let port = bound.port();
        let mut names = vec!["127.0.0.1".to_owned(), "localhost".to_owned()];
        if bound.is_ipv6() {
            names.push("[::1]".to_owned());
        }
        names.into_iter().map(|host| Origin { https: false, authority: format!("{host}:{port}") }).collect()
    }
}

/// Where to listen: an address with a port, `localhost` with a port, or a port of 127.0.0.1.
///
/// # Errors
/// When it is none of these.
pub fn listen_address(text: &str) -> Result<SocketAddr, ConfigError> {
    let local = |port: &str| port.parse().map(|port: u16| SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
    let port_of_localhost =
        text.split_once(':').filter(|(host, _)| host.eq_ignore_ascii_case("localhost")).map(|(_, port)| port);
    local(port_of_localhost.unwrap_or(text)).or_else(|_| text.parse()).map_err(|_| {
        ConfigError(format!(
            "{text:?} is nowhere to listen: give an address with a port as in 0.0.0.0:3000, localhost:3000, or a port as in 3000"
        ))
    })
}

/// The database's file in this data folder.
pub fn database_file(data: &Path) -> PathBuf {
    data.join(DATABASE_FILE)
}

/// Whether the file is that of a data folder, which is ours as a whole.
pub fn is_database_file(file: &Path) -> bool {
    file.file_name().is_some_and(|name| name == DATABASE_FILE)
}

/// Where everything is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Database {
    /// The file of a single node; see [`database_file`].
    Sqlite(PathBuf),
    /// The database of one node or several.
    Postgres(Address),
}

/// A database's address, which may hold a password: what is shown of it does not.
#[derive(Clone, PartialEq, Eq)]
pub struct Address(String);

impl Address {
    /// With its secrets.
    pub fn secret(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, rest) = self.0.split_once("://").unwrap_or(("postgres", ""));
        let place = rest.split('?').next().unwrap_or_default();
        let place = place.rsplit_once('@').map_or(place, |(_, place)| place);
        write!(f, "{scheme}://{place}")
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(file) => write!(f, "{}", file.display()),
            Self::Postgres(address) => write!(f, "{address}"),
        }
    }
}

impl FromStr for Database {
    type Err = ConfigError;

    fn from_str(text: &str) -> Result<Self, ConfigError> {
        match text.split_once(':') {
            Some(("sqlite", path)) if !path.is_empty() => Ok(Self::Sqlite(PathBuf::from(path))),
            Some(("postgres" | "postgresql", rest)) if rest.starts_with("//") => {
                Ok(Self::Postgres(Address(text.to_owned())))
            }
            // It may hold a password all the same: it is not repeated.
            _ => Err(ConfigError("--database takes sqlite:FILE or postgres://USER@HOST/DATABASE".to_owned())),
        }
    }
}

/// A scheme with host and port, as browsers send it in `Origin`: `https://status.example.com`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    pub https: bool,
    /// Host and port, in lower case; the scheme's own port is left out.
    pub authority: String,
}

impl Origin {
    /// Whether a request with this `Host` means this origin: the scheme's own port may be given, and the name may end
    /// in a dot.
    pub fn answers_to(&self, host: &str) -> bool {
        let own_port = if self.https { ":443" } else { ":80" };
        let host = host.strip_suffix(own_port).unwrap_or(host);
        let (name, port) = match host.rfind(':').filter(|_| !host.ends_with(']')) {
            Some(colon) => host.split_at(colon),
            None => (host, ""),
        };
        let name = name.strip_suffix('.').unwrap_or(name);
        let ours = self.authority.as_str();
        ours.len() == name.len() + port.len()
            && ours.get(..name.len()).is_some_and(|ours| ours.eq_ignore_ascii_case(name))
            && ours.ends_with(port)
    }

    /// The origin of web sockets to the same place, for the content security policy.
    pub fn web_socket(&self) -> String {
        format!("{}://{}", if self.https { "wss" } else { "ws" }, self.authority)
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", if self.https { "https" } else { "http" }, self.authority)
    }
}

impl FromStr for Origin {
    type Err = ConfigError;

    fn from_str(text: &str) -> Result<Self, ConfigError> {
        let bad = || {
            ConfigError(format!("{text:?} is no address of a site: give https://HOST or http://HOST:PORT"))
        };
        let uri: http::Uri = text.trim_end_matches('/').parse().map_err(|_| bad())?;
        let https = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err(bad()),
        };
        let authority = uri.authority().ok_or_else(bad)?;
        if !matches!(uri.path(), "" | "/") || uri.query().is_some() || authority.as_str().contains('@') {
            return Err(bad());
        }
        let own_port = if https { 443 } else { 80 };
        let host = authority.host().to_ascii_lowercase();
        let authority = match authority.port_u16() {
            Some(port) if port != own_port => format!("{host}:{port}"),
            _ => host,
        };
        Ok(Self { https, authority })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_read_as_browsers_send_them() {
        for (text, want) in [
            ("http://127.0.0.1:3000", Some("http://127.0.0.1:3000")),
            ("https://Ops.Example.com/", Some("https://ops.example.com")),
            ("https://ops.example.com:443", Some("https://ops.example.com")),
            ("http://[::1]:3000", Some("http://[::1]:3000")),
            ("ops.example.com", None),
            ("ftp://ops.example.com", None),
            ("https://ops.example.com/path", None),
            ("https://me@ops.example.com", None),
            ("", None),
        ] {
            assert_eq!(text.parse::<Origin>().ok().map(|o| o.to_string()).as_deref(), want, "{text}");
        }
    }

    #[test]
    fn a_host_is_ours_with_its_own_port_and_with_a_final_dot() {
        let https: Origin = "https://ops.example.com".parse().expect("an origin");
        let http: Origin = "http://ops.example.com:3000".parse().expect("an origin");
        let literal: Origin = "http://[::1]:3000".parse().expect("an origin");
        for (origin, host, is_ours) in [
            (&https, "ops.example.com", true),
            (&https, "OPS.example.com:443", true),
            (&https, "ops.example.com.", true),
            (&https, "ops.example.com.:443", true),
            (&https, "ops.example.com:80", false),
            (&https, "ops.example.com:4430", false),
            (&https, "ops.example.com..", false),
            (&https, "example.com", false),
            (&https, "", false),
            (&http, "ops.example.com:3000", true),
            (&http, "ops.example.com.:3000", true),
            (&http, "ops.example.com", false),
            (&literal, "[::1]:3000", true),
            (&literal, "[::1]", false),
        ] {
            assert_eq!(origin.answers_to(host), is_ours, "{host} at {origin}");
        }
    }

    #[test]
    fn the_listen_address_may_be_a_port_alone() {
        for (text, address) in [
            ("4408", Some("127.0.0.1:4408")),
            ("localhost:4408", Some("127.0.0.1:4408")),
            ("LocalHost:0", Some("127.0.0.1:0")),
            ("0.0.0.0:80", Some("0.0.0.0:80")),
            ("[::]:80", Some("[::]:80")),
            ("70000", None),
            ("localhost", None),
            ("127.0.0.1", None),
            (":3000", None),
            ("", None),
        ] {
            assert_eq!(listen_address(text).ok().map(|a| a.to_string()).as_deref(), address, "{text}");
        }
        let error = listen_address("here").expect_err("refused").to_string();
        assert!(error.contains("localhost:3000"), "{error}");
    }

    #[test]
    fn databases_are_named_without_their_secrets() {
        for (text, shown) in [
            ("sqlite:a.db", "a.db"),
            ("postgres://ada:s3cret@db.example.com:5432/post", "postgres://db.example.com:5432/post"),
            ("postgresql://db/post?user=ada&password=s3cret", "postgresql://db/post"),
            ("postgres://ada:s3@cret@db/post", "postgres://db/post"),
        ] {
            let database: Database = text.parse().expect("a database");
            assert_eq!(database.to_string(), shown);
            assert!(!format!("{database:?}").contains("s3"), "{database:?}");
        }
        for bad in ["sqlite:", "mysql://ada:s3cret@db/post", "postgres:post", ""] {
            let error = bad.parse::<Database>().expect_err("refused");
            assert!(!error.to_string().contains("s3cret"), "{error}");
        }
    }

    #[test]
    fn demo_is_for_loopback() {
        let config = |listen: &str| Config {
            listen: listen.parse().expect("an address"),
            urls: vec![],
            status_url: None,
            trusted_proxies: vec![],
            limits: Limits::default(),
            database: Database::Sqlite("data".into()),
            demo: true,
            rules: None,
            mail: None,
            webhook_networks: vec![],
            undo_for: Duration::ZERO,
            publish: vec![],
        };
        assert!(config("127.0.0.1:0").check().is_ok());
        assert!(config("0.0.0.0:3000").check().is_err());
        let own = |url: &str| Config {
            urls: vec!["https://ops.example.com".parse().expect("an origin")],
            status_url: Some(url.parse().expect("an origin")),
            ..config("127.0.0.1:0")
        };
        assert!(own("https://status.example.com").check().is_ok());
        assert!(own("https://ops.example.com").check().is_err(), "a host of its own");
    }
}
