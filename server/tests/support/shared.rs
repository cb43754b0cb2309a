//! One throw-away PostgreSQL cluster for all test processes of a run: the first one that needs it makes it, and it is
//! gone soon after whoever runs the tests has ended.

use std::fs::{self, File, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::parent_id;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

const MISSING: &str = "This test needs PostgreSQL's server programs (Debian: apt-get install postgresql).";

/// Makes the cluster, and leaves a process behind that takes it away once the runner is gone.
/// `$1` the folder, `$2` the server's programs, `$3` the runner's process.
const START: &str = r#"
set -e
"$2"/initdb --no-sync --auth=trust --username=postgres --encoding=UTF8 --locale=C --pgdata="$1/data" >"$1/initdb.log" 2>&1
"$2"/pg_ctl start --wait --pgdata="$1/data" --log="$1/server.log" \
    --options="-k $1 -c listen_addresses= -c fsync=off -c max_connections=400" >/dev/null
(
    tail --pid="$3" -f /dev/null
    "$2"/pg_ctl stop --mode=immediate --pgdata="$1/data"
    rm -rf "$1" "$1.lock"
) </dev/null >/dev/null 2>&1 &
"#;

static DATABASES: AtomicU32 = AtomicU32::new(0);

/// The address of a new, empty database.
pub fn database() -> String {
    let folder = cluster();
    let number = DATABASES.fetch_add(1, Ordering::Relaxed);
    let name = format!("test_{}_{number}", std::process::id());
    let made = Command::new(programs().join("createdb"))
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
        fs::create_dir(&folder).expect("a folder of our own");
        start(&folder);
        fs::write(folder.join("ready"), "").expect("room");
    }
    folder
}

fn start(folder: &Path) {
    let root = fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0);
    let mut command = Command::new("setsid");
    if root {
        // PostgreSQL does not run as root.
        let id = Command::new("id").args(["-u", "postgres"]).output().ok();
        let id = id.and_then(|id| String::from_utf8(id.stdout).ok()?.trim().parse().ok()).unwrap_or(65534);
        chown(folder, Some(id), Some(id)).expect("root may give it away");
        fs::set_permissions(folder, Permissions::from_mode(0o755)).expect("root may open it");
        command.arg("setpriv").args([format!("--reuid={id}"), format!("--regid={id}")]);
        command.arg("--clear-groups");
    }
    command.args(["sh", "-c", START, "sh"]).arg(folder).arg(programs()).arg(parent_id().to_string());
    let started = command.current_dir("/").stdin(Stdio::null()).stdout(Stdio::null()).status();
    let log = || fs::read_to_string(folder.join("server.log")).unwrap_or_default();
    assert!(started.expect("setsid can be started").success(), "PostgreSQL did not start: {}", log());
}

/// Where the server programs are: Debian's directory of the newest version, or the path.
fn programs() -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions: Vec<(u32, PathBuf)> = versions
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .collect();
    versions.sort();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let debian = versions.into_iter().rev().map(|(_, programs)| programs);
    let mut all = debian.chain(std::env::split_paths(&path));
    all.find(|programs| programs.join("initdb").is_file()).expect(MISSING)
}
