//! The binary: `command-post --help` says what it can do.

use std::process::ExitCode;

/// In a static binary: musl's own allocator has one lock for all threads, and commands would wait for it.
#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    server::cli::run().await
}
