//! A mail server on this machine that takes every letter and keeps none.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::Failure;

/// Dropping it ends it.
pub struct Sink {
    /// As the server under test is told of it.
    pub url: String,
    taken: Arc<AtomicUsize>,
    listening: JoinHandle<()>,
}

impl Sink {
    pub async fn start() -> Result<Self, Failure> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("smtp://{}?tls=none", listener.local_addr()?);
        let taken = Arc::new(AtomicUsize::new(0));
        let counted = taken.clone();
        let listening = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let counted = counted.clone();
                // Who hangs up ends their own conversation.
                tokio::spawn(async move { talk(stream, &counted).await });
            }
        });
        Ok(Self { url, taken, listening })
    }

    /// Letters so far.
    pub fn taken(&self) -> usize {
        self.taken.load(Ordering::Relaxed)
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn talk(stream: TcpStream, taken: &AtomicUsize) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut stream = BufReader::with_capacity(16 * 1024, stream);
    let mut line = Vec::new();
    stream.write_all(b"220 sink ready\r\n").await?;
    while next_line(&mut stream, &mut line).await? {
        let answer: &[u8] = match line.get(..4).unwrap_or_default() {
            b"EHLO" => b"250-sink\r\n250 8BITMIME\r\n",
            b"DATA" => {
                stream.write_all(b"354 go on\r\n").await?;
                while next_line(&mut stream, &mut line).await? && line != b".\r\n" {}
                taken.fetch_add(1, Ordering::Relaxed);
                b"250 taken\r\n"
            }
            b"QUIT" => return stream.write_all(b"221 bye\r\n").await,
            _ => b"250 yes\r\n",
        };
        stream.write_all(answer).await?;
    }
    Ok(())
}

/// Reads a line into the buffer; false at the end.
async fn next_line(stream: &mut BufReader<TcpStream>, line: &mut Vec<u8>) -> std::io::Result<bool> {
    line.clear();
    Ok(stream.read_until(b'\n', line).await? > 0)
}
