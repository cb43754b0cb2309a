//! nginx to compare with: serving a file of the same bytes, or telling subscribers of its nchan module.

use std::io::ErrorKind;
use std::net::TcpListener;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::time::{Instant, sleep, timeout};

use crate::Failure;

/// Where it serves the bytes.
pub const PATH: &str = "/page.html";
/// Where nchan takes a message, and where its subscribers listen.
pub const PUBLISH: &str = "/publish";
pub const SUBSCRIBE: &str = "/subscribe";
/// Where Debian puts the module.
const NCHAN: &str = "/usr/lib/nginx/modules/ngx_nchan_module.so";
/// Connections of one worker: all boards may come to one, each with its own.
const CONNECTIONS_MAX: usize = 8192;
/// How long it may take to start or to stop.
const WITHIN: Duration = Duration::from_secs(10);
/// Between two tries to reach it while it starts.
const PAUSE: Duration = Duration::from_millis(20);

/// Runs until it is stopped.
pub struct Nginx {
    /// `127.0.0.1:PORT`
    pub authority: String,
    master: Child,
    _folder: TempDir,
}

/// Starts nginx with a file of these bytes; `None` where it is not installed.
pub async fn with_page(bytes: &[u8]) -> Result<Option<Nginx>, Failure> {
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join(PATH.trim_start_matches('/')), bytes)?;
    let page = format!(
        "location = {PATH} {{ add_header Content-Encoding br; add_header Cache-Control \"public, max-age=10\"; }}"
    );
    start(folder, "", &page).await
}

/// Starts nginx with one channel of nchan; `None` where one of both is not installed.
pub async fn with_channel() -> Result<Option<Nginx>, Failure> {
    if !Path::new(NCHAN).exists() {
        return Ok(None);
    }
    let channel = format!(
        "location = {PUBLISH} {{ nchan_publisher; nchan_channel_id board; }}\n    \
         location = {SUBSCRIBE} {{ nchan_subscriber websocket; nchan_channel_id board; }}"
    );
    start(tempfile::tempdir()?, &format!("load_module {NCHAN};\n"), &channel).await
}

/// Starts nginx on a free port with a configuration of its own; `None` where it is not installed.
async fn start(folder: TempDir, modules: &str, locations: &str) -> Result<Option<Nginx>, Failure> {
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let place = folder.path();
    std::fs::write(place.join("nginx.conf"), configuration(place, port, modules, locations))?;
    let mut command = Command::new("nginx");
    command.arg("-p").arg(place).arg("-e").arg(place.join("error.log"));
    command.arg("-c").arg(place.join("nginx.conf"));
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let master = match command.spawn() {
        Ok(child) => child,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let nginx = Nginx { authority: format!("127.0.0.1:{port}"), master, _folder: folder };
    match nginx.reached().await {
        Ok(()) => Ok(Some(nginx)),
        Err(failure) => {
            nginx.stop().await?;
            Err(failure)
        }
    }
}

/// As many workers as cores, no access log, connections that stay open: what somebody sets who wants it fast.
fn configuration(place: &Path, port: u16, modules: &str, locations: &str) -> String {
    let place = place.display();
    let folders: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|name| format!("  {name}_temp_path \"{place}/{name}\";\n"))
        .concat();
    // The folder is its owner's alone, and workers of root would be nobody.
    let user = if is_roots(Path::new("/proc/self")) { "user root;\n" } else { "" };
    format!(
        "{modules}{user}daemon off;\nworker_processes auto;\npid \"{place}/nginx.pid\";\n\
         events {{ worker_connections {CONNECTIONS_MAX}; }}\n\
         http {{\n{folders}  access_log off;\n  sendfile on;\n  tcp_nopush on;\n  \
         keepalive_requests 100000000;\n  open_file_cache max=10;\n  server {{\n    \
         listen 127.0.0.1:{port} backlog=4096;\n    root \"{place}\";\n    \
         default_type \"text/html; charset=utf-8\";\n    {locations}\n  }}\n}}\n"
    )
}

fn is_roots(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(path).is_ok_and(|about| about.uid() == 0)
}

impl Nginx {
    async fn reached(&self) -> Result<(), Failure> {
        let until = Instant::now() + WITHIN;
        while let Err(error) = TcpStream::connect(&self.authority).await {
            if Instant::now() > until {
                return Err(format!("nginx was started and does not answer: {error}").into());
            }
            sleep(PAUSE).await;
        }
        Ok(())
    }

    /// Ends it, and waits until it is gone.
    pub async fn stop(mut self) -> Result<(), Failure> {
        self.terminate()?;
        timeout(WITHIN, self.master.wait()).await.map_err(|_| "nginx did not stop")??;
        Ok(())
    }

    /// Asks the master to end, which ends its workers; killed outright, it would leave them behind.
    fn terminate(&self) -> std::io::Result<()> {
        if let Some(id) = self.master.id() {
            std::process::Command::new("kill").args(["-TERM", &id.to_string()]).status()?;
        }
        Ok(())
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // Once it was waited for it has no id any more. There is nobody to tell of an error.
        let _ = self.terminate();
    }
}
