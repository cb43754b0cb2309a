//! What the files have in common that people upload: they are larger than a call may be, and taken whole or not at all.

use app::Error;
use app::upload::FILE_BYTES_MAX;
use axum::body::{Body, Bytes, to_bytes};

/// The whole file.
pub async fn whole(body: Body) -> Result<Bytes, Error> {
    to_bytes(body, FILE_BYTES_MAX).await.map_err(|_| {
        let megabytes = FILE_BYTES_MAX / 1024 / 1024;
        Error::invalid(format!(
            "The file did not arrive whole. Nothing was taken. Send it again, or in parts where it is larger than {megabytes} MB."
        ))
    })
}
