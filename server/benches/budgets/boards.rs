//! How long one event takes to reach everybody who has the incident open, and what an open page costs; nginx's nchan
//! does the same beside it, with as many subscribers and messages of the same size.

use std::time::{Duration, Instant};

use futures::future::try_join_all;
use futures::{StreamExt, TryStreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::handshake::client::Request;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

use app::rpc::{Build, Frame};
use app::wire::Message;

use crate::Failure;
use crate::http::Client;
use crate::nginx::{self, Nginx};
use crate::server::Server;
use crate::table::{Table, Times, millis};

/// Boards where `BOARDS` does not say, which is what the budget is for, and the most that it may say.
const BOARDS_MAX: usize = 5000;
/// Boards that are open before memory is first read, so that what is made once is made.
pub const WARM_UP: usize = 50;
/// Boards that are being opened at the same time.
const OPEN_AT_ONCE: usize = 16;
/// Events of one turn, one after another.
const EVENTS: usize = 8;
/// Turns of ours and of nchan's; the middle one counts.
const TURNS: usize = 5;
/// Files of this process that are no boards.
const OTHER_FILES: usize = 100;
const ARRIVES_WITHIN: Duration = Duration::from_secs(30);
/// After the last was opened: until first beats and buffers have come to rest.
pub const REST: Duration = Duration::from_secs(2);
const MEMORY_MAX: f64 = 8.0;
/// In the text of every event that is timed.
const MARK: &str = "everybody reads this: ";

/// A page that follows the board and one incident, as the app does.
pub struct Board(WebSocketStream<TcpStream>);

impl Board {
    /// Opens it from the incident's end on and returns once the server has greeted.
    pub async fn open(authority: &str, cookie: Option<&str>, incident: u64) -> Result<Self, Failure> {
        let mut client = Client::connect(authority).await?;
        client.cookie = cookie.map(str::to_owned);
        let opened = client.call("open_incident", &json!({"incident": incident})).await?;
        let welcome = client.call("read_welcome", &json!({})).await?;
        let last = &opened["incident"]["seq"];
        let topics = json!([["board", welcome["head"]], [{"incident": incident}, last]]);
        Self::follow(authority, cookie, &topics).await
    }

    /// Follows these topics and returns once the server has greeted.
    pub async fn follow(authority: &str, cookie: Option<&str>, topics: &Value) -> Result<Self, Failure> {
        let arguments = json!({"topics": topics}).to_string();
        let escaped: String = arguments.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let url = format!("ws://{authority}/rpc/follow?args={escaped}");
        let mut request = url.into_client_request()?;
        let headers = request.headers_mut();
        headers.insert("origin", HeaderValue::from_str(&format!("http://{authority}"))?);
        headers.insert("cookie", HeaderValue::from_str(cookie.ok_or("not signed in")?)?);
        let mut board = Self::connected(authority, request).await?;
        // The server under test is a process of its own, of the build that this is.
        Build::set_own(::server::assets::BUILD_ID);
        let greeting = board.0.next().await.ok_or("no greeting")??.into_data();
        match Frame::from_bytes(greeting).decode()? {
            Message::Hello { .. } => Ok(board),
            other => Err(format!("no greeting but {other:?}").into()),
        }
    }

    /// A subscriber of nchan's.
    async fn subscribe(authority: &str) -> Result<Self, Failure> {
        let url = format!("ws://{authority}{}", nginx::SUBSCRIBE);
        Self::connected(authority, url.into_client_request()?).await
    }

    async fn connected(authority: &str, request: Request) -> Result<Self, Failure> {
        let stream = TcpStream::connect(authority).await?;
        stream.set_nodelay(true)?;
        let small = WebSocketConfig::default().read_buffer_size(4096).write_buffer_size(0);
        let (socket, _) = client_async_with_config(request, stream, Some(small)).await?;
        Ok(Self(socket))
    }

    /// Reads whatever comes.
    pub async fn read_on(mut self) {
        while let Some(Ok(_)) = self.0.next().await {}
    }

    /// Reads on, and tells when each event that is timed first came: what is seen at a glance may be told again.
    async fn tell(mut self, arrivals: mpsc::UnboundedSender<Arrival>) {
        let mut last = 0;
        while let Some(Ok(message)) = self.0.next().await {
            // Decoding thousands of messages would time this process and not the server.
            let Some(event) = marked(&message.into_data()).filter(|event| *event > last) else { continue };
            last = event;
            if arrivals.send(Arrival { event, at: Instant::now() }).is_err() {
                return;
            }
        }
    }
}

/// An event that is timed, and when a board got it.
struct Arrival {
    event: u32,
    at: Instant,
}

/// Words that are found again when they arrive; those of later events have a higher number.
fn words_of(event: u32) -> String {
    format!("{MARK}{event}.")
}

/// The number in the words of a message.
fn marked(bytes: &[u8]) -> Option<u32> {
    let at = bytes.windows(MARK.len()).rposition(|window| window == MARK.as_bytes())?;
    let digits: Vec<u8> = bytes[at + MARK.len()..].iter().copied().take_while(u8::is_ascii_digit).collect();
    String::from_utf8(digits).ok()?.parse().ok()
}

/// What a subscriber reads and when, and who published it.
pub struct Audience {
    boards: usize,
    arrivals: mpsc::UnboundedReceiver<Arrival>,
    readers: Vec<tokio::task::JoinHandle<()>>,
    arrived: mpsc::UnboundedSender<Arrival>,
    /// Of the event that was timed last.
    event: u32,
}

impl Audience {
    pub fn new(boards: usize) -> Self {
        let (arrived, arrivals) = mpsc::unbounded_channel();
        Self { boards, arrivals, readers: Vec::new(), arrived, event: 0 }
    }

    /// Opens boards until there are so many.
    pub async fn grow<F>(&mut self, count: usize, open: impl Fn(usize) -> F) -> Result<(), Failure>
    where
        F: Future<Output = Result<Board, Failure>>,
    {
        let opening = futures::stream::iter(self.readers.len()..count).map(open);
        let opened: Vec<Board> = opening.buffer_unordered(OPEN_AT_ONCE).try_collect().await?;
        self.readers.extend(opened.into_iter().map(|board| tokio::spawn(board.tell(self.arrived.clone()))));
        Ok(())
    }

    /// The words of the next event.
    pub fn next_words(&mut self) -> String {
        self.event += 1;
        words_of(self.event)
    }

    /// Waits until everybody has what was published at `began`, with the words that were asked for last.
    pub async fn hear(&mut self, began: Instant) -> Result<Vec<Duration>, Failure> {
        self.hear_from(self.boards, began).await
    }

    /// The same where it goes to so many of them.
    pub async fn hear_from(&mut self, boards: usize, began: Instant) -> Result<Vec<Duration>, Failure> {
        let mut times = Vec::with_capacity(boards);
        while times.len() < boards {
            let missing = || format!("{} of {boards} boards got it", times.len());
            let arrival = timeout(ARRIVES_WITHIN, self.arrivals.recv()).await.map_err(|_| missing())?;
            let arrival = arrival.ok_or_else(missing)?;
            if arrival.event == self.event {
                times.push(arrival.at.saturating_duration_since(began));
            }
        }
        Ok(times)
    }
}

impl Drop for Audience {
    fn drop(&mut self) {
        self.readers.iter().for_each(tokio::task::JoinHandle::abort);
    }
}

pub async fn measure(table: &mut Table, server: &Server) -> Result<(), Failure> {
    let boards = wanted()?;
    let mut ours = Ours::open(table, server, boards).await?;
    let Some(nginx) = nginx::with_channel().await? else {
        let why = "nginx or its nchan is not installed (Debian: libnginx-mod-nchan)";
        let mut times = Vec::new();
        for turn in 0..TURNS {
            times.push(ours.turn(turn).await?);
        }
        table.note(event_to(boards), of_turns(&times), "p99 ≤ nchan's");
        table.note("nginx nchan beside it", why, "");
        return Ok(());
    };
    let measured = in_turns(&mut ours, &nginx, boards).await;
    nginx.stop().await?;
    let (ours, theirs) = measured?;
    let holds = median_p99(&ours) <= median_p99(&theirs);
    table.row(event_to(boards), of_turns(&ours), "p99 ≤ nchan's", holds);
    table.note("nginx nchan, the same message to as many", of_turns(&theirs), "");
    Ok(())
}

fn event_to(boards: usize) -> String {
    format!("one event to all of {boards} live boards, from the command on, {TURNS} turns beside nchan")
}

/// Both, one after the other, so that a busy moment hits both; the boards of both are open all the while.
async fn in_turns(
    ours: &mut Ours,
    nginx: &Nginx,
    boards: usize,
) -> Result<(Vec<Times>, Vec<Times>), Failure> {
    let mut theirs = Theirs::open(nginx, boards).await?;
    let (mut times, mut of_theirs) = (Vec::new(), Vec::new());
    for turn in 0..TURNS {
        times.push(ours.turn(turn).await?);
        of_theirs.push(theirs.turn().await?);
    }
    Ok((times, of_theirs))
}

/// The middle one of the turns' percentiles.
fn median_p99(turns: &[Times]) -> Duration {
    Times::new(turns.iter().map(|times| times.percentile(99)).collect()).percentile(50)
}

fn of_turns(turns: &[Times]) -> String {
    let each: Vec<String> =
        turns.iter().map(|times| format!("{:.0}", millis(times.percentile(99)))).collect();
    format!("median of p99 {:.1} ms (each: {})", millis(median_p99(turns)), each.join(", "))
}

/// Boards of the server, and somebody who writes.
struct Ours {
    audience: Audience,
    sender: Client,
    incident: u64,
}

impl Ours {
    async fn open(table: &mut Table, server: &Server, boards: usize) -> Result<Self, Failure> {
        let writers = server.writers().await?;
        let people = try_join_all(writers.iter().map(|id| Client::signed_in(&server.authority, *id))).await?;
        let cookies: Vec<String> = people.iter().filter_map(|client| client.cookie.clone()).collect();
        let mut sender = people.into_iter().next().ok_or("nobody may write")?;
        let incident = sender.declare("Everybody looks", "boards-declare").await?;
        let welcome = sender.call("read_welcome", &json!({})).await?;
        let topics = json!([["board", welcome["head"]], [{"incident": incident}, 2]]);
        let open = |number: usize| {
            let cookie = cookies.get(number % cookies.len().max(1)).map(String::as_str);
            Board::follow(&server.authority, cookie, &topics)
        };
        let mut audience = Audience::new(boards);
        audience.grow(WARM_UP, open).await?;
        sleep(REST).await;
        let before = server.resident_kilobytes()?;
        audience.grow(boards, open).await?;
        sleep(REST).await;
        memory(table, boards, before, server.resident_kilobytes()?);
        Ok(Self { audience, sender, incident })
    }

    /// Times from the moment that a command is sent, so with the commit.
    async fn turn(&mut self, turn: usize) -> Result<Times, Failure> {
        let mut times = Vec::new();
        for event in 0..EVENTS {
            let say = json!({"type": "say", "text": self.audience.next_words()});
            let began = Instant::now();
            self.sender.command(Some(self.incident), say, &format!("boards-{turn}-{event}")).await?;
            times.extend(self.audience.hear(began).await?);
        }
        Ok(Times::new(times))
    }
}

/// Subscribers of nchan, which keeps messages in memory only.
struct Theirs {
    audience: Audience,
    publisher: Client,
}

impl Theirs {
    async fn open(nginx: &Nginx, boards: usize) -> Result<Self, Failure> {
        let mut audience = Audience::new(boards);
        audience.grow(boards, |_| Board::subscribe(&nginx.authority)).await?;
        sleep(REST).await;
        Ok(Self { audience, publisher: Client::connect(&nginx.authority).await? })
    }

    /// Times from the moment that a message is posted.
    async fn turn(&mut self) -> Result<Times, Failure> {
        let mut times = Vec::new();
        for event in 0..EVENTS {
            let recorded = json!({"seq": event, "at": 1_795_000_000_000_000_u64, "by": {"who": "person", "id": 1},
                                  "event": {"type": "said", "text": self.audience.next_words()}});
            let message = json!({"type": "event", "incident": 12, "recorded": recorded});
            let began = Instant::now();
            self.publisher.post(nginx::PUBLISH, &message.to_string()).await?;
            times.extend(self.audience.hear(began).await?);
        }
        Ok(Times::new(times))
    }
}

/// What each board took of the server's memory, of those that were opened after the first [`WARM_UP`].
pub fn memory(table: &mut Table, boards: usize, before: u64, after: u64) {
    let each = after.saturating_sub(before) as f64 / (boards - WARM_UP) as f64;
    let measured =
        format!("{each:.1} KB ({:.1} MB to {:.1} MB)", before as f64 / 1024.0, after as f64 / 1024.0);
    table.row(format!("memory per idle board, {boards} boards"), measured, "≤ 8 KB", each <= MEMORY_MAX);
}

/// How many boards to open: as asked for, but no more than this process may have files.
fn wanted() -> Result<usize, Failure> {
    let asked = match std::env::var("BOARDS") {
        Ok(text) => text.parse().map_err(|_| format!("BOARDS={text:?} is no number"))?,
        Err(_) => BOARDS_MAX,
    };
    // As many again are nchan's.
    Ok(as_files_allow(2 * asked.clamp(2 * WARM_UP, BOARDS_MAX))? / 2)
}

/// So many boards, or as many as this process may have files.
pub fn as_files_allow(boards: usize) -> Result<usize, Failure> {
    let limits = std::fs::read_to_string("/proc/self/limits")?;
    let files = limits.lines().find_map(|line| line.strip_prefix("Max open files"));
    let files: usize =
        files.and_then(|line| line.split_whitespace().next()).and_then(|n| n.parse().ok()).unwrap_or(1024);
    let boards = boards.min(files.saturating_sub(OTHER_FILES));
    if boards < 2 * WARM_UP {
        return Err(format!("only {files} files may be open: see ulimit -n").into());
    }
    Ok(boards)
}
