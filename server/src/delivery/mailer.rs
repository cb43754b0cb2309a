//! Hands letters to the company's mail server.

use lettre::Address;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart};

use super::Outcome;
use super::connections::{Connections, NotConnected};
use super::sender::again;
use crate::config::{ConfigError, Mail};

/// Replies that are about us and not about the letter: the server closes, or does not let us in.
const ABOUT_US: [u16; 6] = [421, 454, 530, 534, 535, 538];

/// A letter before it is addressed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Letter {
    pub subject: String,
    pub text: String,
    pub html: String,
    /// What its answers and followers are kept together by.
    pub thread: Option<String>,
    /// Where a single request ends the subscription (RFC 8058).
    pub unsubscribe: Option<String>,
}

/// Hands letters to the mail server.
pub struct Mailer {
    connections: Connections,
    from: Mailbox,
}

impl Mailer {
    /// # Errors
    /// When the certificates or the server's address cannot be read.
    pub fn new(mail: &Mail) -> Result<Self, ConfigError> {
        Ok(Self { connections: Connections::new(mail)?, from: mail.from.clone() })
    }

    /// Sends a letter. `message` makes its Message-ID, the same at each try.
    pub async fn send(&self, to: &str, message: &str, letter: &Letter) -> Outcome {
        let built = match self.build(to, message, letter) {
            Ok(built) => built,
            Err(why) => return Outcome::Dead(why),
        };
        let mut connection = match self.connections.take().await {
            Ok(connection) => connection,
            Err(NotConnected::Smtp(error)) => return outcome(&error),
            Err(NotConnected::Late) => return late(),
            Err(NotConnected::Network(error)) => return not_reached(&error.to_string()),
        };
        match connection.send(built.envelope(), &built.formatted()).await {
            Ok(_) => {
                self.connections.keep(connection);
                Outcome::Sent
            }
            Err(error) => outcome(&error),
        }
    }

    /// Gives back what was kept for letters, once none has come for a while.
    pub async fn rest(&self) {
        self.connections.close_idle().await;
    }

    fn build(&self, to: &str, message: &str, letter: &Letter) -> Result<Message, String> {
        let to: Address = to.parse().map_err(|error| format!("the address cannot be used: {error}"))?;
        let mut builder = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(letter.subject.clone())
            .message_id(Some(self.id(message)))
            .date_now();
        if let Some(thread) = &letter.thread {
            builder = builder.references(self.id(thread)).in_reply_to(self.id(thread));
        }
        let parts = MultiPart::alternative_plain_html(letter.text.clone(), letter.html.clone());
        let mut built =
            builder.multipart(parts).map_err(|error| format!("the letter cannot be made: {error}"))?;
        let mut extra = vec![("Auto-Submitted", "auto-generated".to_owned())];
        if let Some(url) = &letter.unsubscribe {
            extra.push(("List-Unsubscribe", format!("<{url}>")));
            extra.push(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()));
        }
        for (name, value) in extra {
            let name = HeaderName::new_from_ascii(name.to_owned()).map_err(|error| error.to_string())?;
            built.headers_mut().insert_raw(HeaderValue::new(name, value));
        }
        Ok(built)
    }

    /// A message id of ours, at the domain that mail comes from.
    fn id(&self, message: &str) -> String {
        format!("<{message}@{}>", self.from.email.domain())
    }
}

/// What an error of the transport comes to, in words that repeat no secret.
fn outcome(error: &lettre::transport::smtp::Error) -> Outcome {
    match error.status() {
        Some(code) => {
            let said = format!("the mail server said: {error}");
            match u16::from(code) {
                code if ABOUT_US.contains(&code) => Outcome::Down(said),
                _ if error.is_permanent() => Outcome::Dead(said),
                _ => again(said),
            }
        }
        // A letter that the transport cannot put on the wire stays so.
        None if error.is_client() => Outcome::Down(format!("the mail server cannot be used: {error}")),
        None if error.is_timeout() => late(),
        None => not_reached(&causes(error)),
    }
}

fn late() -> Outcome {
    Outcome::Down("the mail server does not answer in time".to_owned())
}

/// By its words: a certificate that is not trusted is told like any other failure to connect.
fn not_reached(causes: &str) -> Outcome {
    Outcome::Down(match causes.contains("certificate") {
        true => format!("the mail server’s certificate is not trusted, see --smtp-ca: {causes}"),
        false => format!("the mail server cannot be reached: {causes}"),
    })
}

/// The innermost causes, each once.
fn causes(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |error| error.source());
    let mut words: Vec<String> = causes.map(ToString::to_string).collect();
    words.dedup();
    if words.is_empty() { error.to_string() } else { words.join(": ") }
}
