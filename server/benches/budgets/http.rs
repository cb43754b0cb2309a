//! A small HTTP/1.1 client on one connection that is kept open, so that what is timed is the server.

use std::io::ErrorKind;
use std::net::Ipv4Addr;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

use crate::Failure;

/// Most bytes of an answer's head.
const HEAD_MAX: usize = 16 * 1024;

/// One connection, with the cookie that it sends.
pub struct Client {
    stream: TcpStream,
    authority: String,
    /// `name=value` of the session, once signed in.
    pub cookie: Option<String>,
    /// What was read beyond the last answer.
    rest: Vec<u8>,
}

/// Connects to `host:port` from this address of the loopback.
pub async fn connect_from(authority: &str, address: Ipv4Addr) -> Result<TcpStream, Failure> {
    let socket = TcpSocket::new_v4()?;
    socket.bind((address, 0).into())?;
    Ok(socket.connect(authority.parse()?).await?)
}

/// An answer, whole.
pub struct Answer {
    pub status: u16,
    head: String,
    pub body: Vec<u8>,
}

impl Answer {
    /// The first value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

impl Client {
    /// Connects to `host:port`.
    pub async fn connect(authority: &str) -> Result<Self, Failure> {
        Self::on(TcpStream::connect(authority).await?, authority)
    }

    /// Takes over a connection to `host:port`.
    pub fn on(stream: TcpStream, authority: &str) -> Result<Self, Failure> {
        stream.set_nodelay(true)?;
        Ok(Self { stream, authority: authority.to_owned(), cookie: None, rest: Vec::new() })
    }

    /// Connects, and signs in as this person of the demo.
    pub async fn signed_in(authority: &str, person: u64) -> Result<Self, Failure> {
        let mut client = Self::connect(authority).await?;
        let answer = client.post("/rpc/switch_person", &json!({"person": person}).to_string()).await?;
        let cookie = answer.header("set-cookie").and_then(|line| line.split(';').next());
        let cookie = cookie.ok_or_else(|| format!("signing in gave {} and no cookie", answer.status))?;
        client.cookie = Some(cookie.to_owned());
        Ok(client)
    }

    /// The bytes of a GET, for sending it many times with [`Client::exchange`].
    pub fn get_request(&self, path: &str, encoding: &str) -> Vec<u8> {
        format!("GET {path} HTTP/1.1\r\nhost: {}\r\naccept-encoding: {encoding}\r\n\r\n", self.authority)
            .into_bytes()
    }

    pub async fn get(&mut self, path: &str, encoding: &str) -> Result<Answer, Failure> {
        let request = self.get_request(path, encoding);
        self.exchange(&request).await
    }

    pub async fn post(&mut self, path: &str, body: &str) -> Result<Answer, Failure> {
        self.connect_anew_if_ended().await?;
        let cookie = self.cookie.as_ref().map(|cookie| format!("cookie: {cookie}\r\n")).unwrap_or_default();
        let authority = &self.authority;
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: {authority}\r\norigin: http://{authority}\r\n\
             content-type: application/json\r\n{cookie}content-length: {}\r\n\r\n{body}",
            body.len()
        );
        self.exchange(request.as_bytes()).await
    }

    /// Calls a server function that is to succeed.
    pub async fn call(&mut self, name: &str, arguments: &Value) -> Result<Value, Failure> {
        let answer = self.post(&format!("/rpc/{name}"), &arguments.to_string()).await?;
        if answer.status != 200 {
            let said = String::from_utf8_lossy(&answer.body).into_owned();
            return Err(format!("{name} gave {}: {said}", answer.status).into());
        }
        Ok(serde_json::from_slice(&answer.body)?)
    }

    /// Sends a command that is to be carried out.
    pub async fn command(
        &mut self,
        incident: Option<u64>,
        command: Value,
        key: &str,
    ) -> Result<Value, Failure> {
        self.call("send_command", &json!({"incident": incident, "command": command, "key": key})).await
    }

    /// Declares an incident with the standard post and gives its number.
    pub async fn declare(&mut self, title: &str, key: &str) -> Result<u64, Failure> {
        let declare = json!({"type": "declare", "title": title, "components": ["databases", "api"],
                             "suspected_at": null, "post": {"post": "standard"}});
        let done = self.command(None, declare, key).await?;
        done["incident"].as_u64().ok_or_else(|| format!("no number in {done}").into())
    }

    /// Sends a request and reads its answer.
    pub async fn exchange(&mut self, request: &[u8]) -> Result<Answer, Failure> {
        self.stream.write_all(request).await?;
        let end = loop {
            if let Some(at) = self.rest.windows(4).position(|four| four == b"\r\n\r\n") {
                break at + 4;
            }
            if self.rest.len() > HEAD_MAX {
                return Err("the head of an answer does not end".into());
            }
            self.more().await?;
        };
        let head = String::from_utf8(self.rest.drain(..end).collect())?;
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).ok_or("no status")?;
        let mut answer = Answer { status, head, body: Vec::new() };
        let length: usize = match answer.header("content-length") {
            Some(length) => length.parse()?,
            None => return Err(format!("an answer of unknown length: {}", answer.head).into()),
        };
        while self.rest.len() < length {
            self.more().await?;
        }
        answer.body = self.rest.drain(..length).collect();
        Ok(answer)
    }

    /// The server ends a connection on which nobody asks for a while, as while thousands of boards are opened.
    async fn connect_anew_if_ended(&mut self) -> Result<(), Failure> {
        match self.stream.try_read(&mut [0]) {
            Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(()),
            Ok(0) | Err(_) => {
                let fresh = Self::connect(&self.authority).await?;
                let cookie = self.cookie.take();
                *self = Self { cookie, ..fresh };
                Ok(())
            }
            Ok(_) => Err("the server says what nobody asked for".into()),
        }
    }

    async fn more(&mut self) -> Result<(), Failure> {
        match self.stream.read_buf(&mut self.rest).await? {
            0 => Err("the server closed the connection".into()),
            _ => Ok(()),
        }
    }
}
