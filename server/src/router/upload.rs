//! What the files have in common that people upload: they are larger than a call may be, taken whole or not at all, and
//! one after the other, because each takes several times its size while it is read.

use app::Error;
use app::upload::FILE_BYTES_MAX;
use axum::body::{Body, Bytes, to_bytes};
use tokio::sync::{Semaphore, SemaphorePermit};

/// Files that are read at the same time. The bytes of further ones stay with their senders until it is their turn.
const AT_ONCE_MAX: usize = 2;

static TURNS: Semaphore = Semaphore::const_new(AT_ONCE_MAX);

/// A turn to read a file, held until that is done. Whoever may not send one asks for none.
///
/// # Errors
/// Never; the turns last as long as the process.
pub async fn turn() -> Result<SemaphorePermit<'static>, Error> {
    TURNS.acquire().await.map_err(|_| Error::Internal)
}

/// The whole file.
///
/// # Errors
/// [`Error::Invalid`] where it is too large, or its sender stops.
pub async fn whole(body: Body) -> Result<Bytes, Error> {
    to_bytes(body, FILE_BYTES_MAX).await.map_err(|_| {
        let megabytes = FILE_BYTES_MAX / 1024 / 1024;
        Error::invalid(format!(
            "The file did not arrive whole. Nothing was taken. Send it again, or in parts where it is larger than {megabytes} MB."
        ))
    })
}
