//! One throw-away PostgreSQL cluster for all test processes of a run: the first one that needs it makes it, and it is
//! gone soon after whoever runs the tests has ended.

use std::fs::{self, File};
use std::os::unix::process::parent_id;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

static DATABASES: AtomicU32 = AtomicU32::new(0);

/// The address of a new, empty database.
pub fn database() -> String {
    let folder = cluster();
    let number = DATABASES.fetch_add(1, Ordering::Relaxed);
    let name = format!("test_{}_{number}", std::process::id());
    let made = Command::new(folder.join("bin/createdb"))
        .arg("--host")
        .arg(&folder)
        .args(["--username=postgres", &name])
        .output()
        .expect("createdb can be started");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    format!("postgres://postgres@localhost/{name}?host={}", folder.display())
}

/// The folder with the cluster's socket.
fn cluster() -> PathBuf {
    // Sockets have short paths: not below a TMPDIR of any length.
    let folder = PathBuf::from(format!("/tmp/pg-run-{}", parent_id()));
    let lock = File::create(format!("{}.lock", folder.display())).expect("room");
    lock.lock().expect("a lock");
    if !folder.join("ready").exists() {
        // Of a run long ago whose number came again.
        let _ = fs::remove_dir_all(&folder);
        start(&folder);
        fs::write(folder.join("ready"), "").expect("room");
    }
    folder
}

fn start(folder: &Path) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/cluster.sh");
    let mut command = Command::new("sh");
    command.arg(script).arg(folder).arg(parent_id().to_string());
    // What stays behind keeps no pipe of ours open.
    let started = command.stdin(Stdio::null()).stdout(Stdio::null()).status();
    assert!(started.expect("sh can be started").success(), "PostgreSQL did not start: its words are above");
}
