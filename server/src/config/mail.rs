//! The company's mail server, as it is told at the start.

use std::borrow::Cow;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use lettre::message::Mailbox;

use super::ConfigError;

/// How mail is sent.
#[derive(Clone, Debug)]
pub struct Mail {
    pub server: SmtpServer,
    /// Who it comes from.
    pub from: Mailbox,
    /// Whose word about the server's certificate is taken beside that of the public authorities, in PEM.
    pub authority: Option<PathBuf>,
}

/// A mail server's address, which may hold a password: what is shown of it does not.
#[derive(Clone, PartialEq, Eq)]
pub struct SmtpServer {
    host: String,
    port: Option<u16>,
    tls: SmtpTls,
    /// Name and password.
    login: Option<(String, String)>,
    /// What this server calls itself there, where it is not by the machine's name.
    hello: Option<String>,
}

/// How the connection is kept from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmtpTls {
    /// From its first byte: `smtps:`
    Whole,
    /// By STARTTLS, and not without: `smtp:`
    Upgraded,
    /// Not at all: `smtp:…?tls=none`, for a server on the same machine.
    None,
}

impl Mail {
    /// The two or three that are told together; none of them is no mail.
    ///
    /// # Errors
    /// Which one is missing, or cannot be.
    pub fn of(
        url: Option<&str>,
        from: Option<&str>,
        authority: Option<PathBuf>,
    ) -> Result<Option<Self>, ConfigError> {
        let (url, from) = match (url, from) {
            (None, None) if authority.is_none() => return Ok(None),
            (Some(url), Some(from)) => (url, from),
            (_, None) => {
                return Err(ConfigError("--smtp-url needs --mail-from, the sender of all mail".to_owned()));
            }
            (None, _) => {
                return Err(ConfigError(
                    "--mail-from needs --smtp-url, the server that takes the mail".to_owned(),
                ));
            }
        };
        let from = from.parse().map_err(|_| {
            ConfigError(format!(
                "--mail-from: {from:?} is no sender, as in \"Acme status <status@example.com>\""
            ))
        })?;
        Ok(Some(Self { server: url.parse()?, from, authority }))
    }
}

impl SmtpServer {
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The one in the address, or the usual one.
    pub fn port(&self) -> u16 {
        self.port.unwrap_or(match self.tls {
            SmtpTls::Whole => 465,
            SmtpTls::Upgraded => 587,
            SmtpTls::None => 25,
        })
    }

    pub fn tls(&self) -> SmtpTls {
        self.tls
    }

    /// Name and password; nothing may show them.
    pub fn login(&self) -> Option<(String, String)> {
        self.login.clone()
    }

    pub fn hello(&self) -> Option<&str> {
        self.hello.as_deref()
    }
}

impl FromStr for SmtpServer {
    type Err = ConfigError;

    fn from_str(text: &str) -> Result<Self, ConfigError> {
        // It may hold a password: it is not repeated.
        let bad = || {
            ConfigError(
                "--smtp-url takes smtps://USER:PASSWORD@HOST, or smtp://… for STARTTLS, with special characters of the \
                 password as %40 and the like; smtp://HOST?tls=none for a server on this machine"
                    .to_owned(),
            )
        };
        let uri: http::Uri = text.parse().map_err(|_| bad())?;
        let tls = match (uri.scheme_str(), uri.query()) {
            (Some("smtps"), None) => SmtpTls::Whole,
            (Some("smtp"), None | Some("tls=required")) => SmtpTls::Upgraded,
            (Some("smtp"), Some("tls=none")) => SmtpTls::None,
            _ => return Err(bad()),
        };
        let host = uri.host().filter(|host| !host.is_empty()).ok_or_else(bad)?.to_owned();
        let authority = uri.authority().map(http::uri::Authority::as_str).unwrap_or_default();
        let login = match authority.rsplit_once('@').and_then(|(user, _)| user.split_once(':')) {
            Some((name, password)) => {
                Some((unescaped(name).ok_or_else(bad)?, unescaped(password).ok_or_else(bad)?))
            }
            None => None,
        };
        let hello = Some(uri.path().trim_matches('/')).filter(|name| !name.is_empty()).map(str::to_owned);
        Ok(Self { host, port: uri.port_u16(), tls, login, hello })
    }
}

/// A name or password as it is meant; `None` where it is no text.
fn unescaped(text: &str) -> Option<String> {
    percent_encoding::percent_decode_str(text).decode_utf8().ok().map(Cow::into_owned)
}

impl fmt::Display for SmtpServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.tls == SmtpTls::Whole { "smtps" } else { "smtp" };
        write!(f, "{scheme}://{}", self.host)?;
        self.port.map_or(Ok(()), |port| write!(f, ":{port}"))
    }
}

impl fmt::Debug for SmtpServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_servers_are_named_without_their_secrets() {
        for (text, shown, tls) in [
            ("smtps://ada:s3cret@mail.example.com", "smtps://mail.example.com", SmtpTls::Whole),
            (
                "smtp://ada%40example.com:s3cret@mail.example.com:587",
                "smtp://mail.example.com:587",
                SmtpTls::Upgraded,
            ),
            ("smtp://mail.example.com?tls=required", "smtp://mail.example.com", SmtpTls::Upgraded),
            ("smtp://127.0.0.1:25?tls=none", "smtp://127.0.0.1:25", SmtpTls::None),
        ] {
            let server: SmtpServer = text.parse().expect(text);
            assert_eq!((server.to_string().as_str(), server.tls()), (shown, tls));
            assert!(!format!("{server:?}").contains("s3cret"));
        }
        for (text, port, login, hello) in [
            ("smtps://ada:s3cret@mail.example.com", 465, Some(("ada", "s3cret")), None),
            (
                "smtp://ada%40example.com:s3%3acret%40@mail.example.com",
                587,
                Some(("ada@example.com", "s3:cret@")),
                None,
            ),
            ("smtp://[::1]/status.example.com?tls=none", 25, None, Some("status.example.com")),
            ("smtp://ada@mail.example.com:2525", 2525, None, None),
        ] {
            let server: SmtpServer = text.parse().expect(text);
            let login = login.map(|(name, password)| (name.to_owned(), password.to_owned()));
            assert_eq!((server.port(), server.login(), server.hello()), (port, login, hello), "{text}");
        }
        for bad in
            ["", "mail.example.com", "https://ada:s3cret@mail.example.com", "smtp://", "smtp://h?tls=s3cret"]
        {
            let error = bad.parse::<SmtpServer>().expect_err(bad).to_string();
            assert!(error.starts_with("--smtp-url ") && !error.contains("s3cret"), "{error}");
        }
    }

    #[test]
    fn a_server_and_a_sender_go_together() {
        let (url, from) = (Some("smtps://mail.example.com"), Some("Acme status <status@example.com>"));
        let mail = Mail::of(url, from, None).expect("mail").expect("some");
        assert_eq!(mail.from.email.to_string(), "status@example.com");
        assert!(Mail::of(None, None, None).expect("none").is_none());
        for (url, from, names) in
            [(url, None, "--mail-from"), (None, from, "--smtp-url"), (url, Some("status"), "--mail-from: ")]
        {
            let error = Mail::of(url, from, None).expect_err("half").to_string();
            assert!(error.contains(names), "{error}");
        }
    }
}
