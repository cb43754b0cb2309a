//! A stream whose reader has to keep up.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

/// Bytes to and from a peer. Writing fails once the peer has taken nothing for a while.
///
/// A reader that takes a byte now and then gets no further than one that takes none: the system reports room for
/// more only once a good part of its buffer is free.
pub(super) struct Patient<S> {
    stream: S,
    taken_within: Duration,
    /// Runs while a write waits. Most connections never have one.
    deadline: Option<Pin<Box<Sleep>>>,
}

impl<S> Patient<S> {
    pub(super) fn new(stream: S, taken_within: Duration) -> Self {
        Self { stream, taken_within, deadline: None }
    }

    fn within<T>(&mut self, cx: &mut Context<'_>, progress: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if progress.is_ready() {
            self.deadline = None;
            return progress;
        }
        let taken_within = self.taken_within;
        let deadline = self.deadline.get_or_insert_with(|| Box::pin(sleep(taken_within)));
        deadline.as_mut().poll(cx).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Patient<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Patient<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let progress = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.within(cx, progress)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let progress = Pin::new(&mut self.stream).poll_write_vectored(cx, slices);
        self.within(cx, progress)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    use super::*;

    const WITHIN: Duration = Duration::from_secs(20);
    /// What the pipe between both sides holds.
    const ROOM: usize = 64;

    #[tokio::test(start_paused = true)]
    async fn a_reader_that_takes_nothing_fails_the_write() {
        let (stream, _reader) = duplex(ROOM);
        let mut patient = Patient::new(stream, WITHIN);
        patient.write_all(&[0; ROOM]).await.expect("there is room");
        let error = patient.write_all(&[0]).await.expect_err("nobody reads");
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    }

    #[tokio::test(start_paused = true)]
    async fn a_reader_that_keeps_taking_has_all_the_time_it_needs() {
        let (stream, mut reader) = duplex(ROOM);
        let mut patient = Patient::new(stream, WITHIN);
        let reading = async {
            let mut taken = [0; ROOM];
            for _ in 0..10 {
                tokio::time::sleep(WITHIN * 9 / 10).await;
                reader.read_exact(&mut taken).await.expect("bytes");
            }
        };
        let (written, ()) = tokio::join!(patient.write_all(&[0; ROOM * 10]), reading);
        written.expect("it keeps up, slowly");
    }
}
