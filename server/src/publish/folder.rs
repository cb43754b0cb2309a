//! A copy in a folder, for a web server.
//!
//! Each version is a folder of its own below `versions/`. `current` is a link to one of them, and a web server serves what is
//! behind it. A version is written under another name, is on the disk, gets its name, and only then the link leads to it, by
//! one rename. So whoever reads gets one whole version, whenever this process or the machine ends.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions, TryLockError};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use domain::Timestamp;

use super::Target;
use super::copy::{Copy, Kind, Stamp};

/// The link to what is to be served.
pub const CURRENT: &str = "current";
/// Where versions are.
pub const VERSIONS: &str = "versions";
/// Versions that are kept: a web server may be in the middle of one that was replaced.
pub const VERSIONS_KEPT: usize = 3;
/// Says that one process writes here.
const LOCK: &str = ".lock";
/// The name of a version in the making begins with this.
const UNFINISHED: &str = ".new-";
/// The public pages are everybody's to read, whatever the umask says.
const FILE_MODE: u32 = 0o644;
const FOLDER_MODE: u32 = 0o755;

/// A folder with copies.
pub struct Folder(Arc<Mutex<Inner>>);

struct Inner {
    path: PathBuf,
    /// Held from the first write on.
    lock: Option<File>,
    /// What was written last, and the folder that it is in.
    last: Option<(Arc<Copy>, PathBuf)>,
}

impl Folder {
    pub fn new(path: PathBuf) -> Self {
        Self(Arc::new(Mutex::new(Inner { path, lock: None, last: None })))
    }
}

#[async_trait]
impl Target for Folder {
    async fn publish(&self, copy: &Arc<Copy>, made: Timestamp) -> Result<(), String> {
        let (inner, copy) = (self.0.clone(), copy.clone());
        let write = move || {
            // A write that was given up may still go on, where the file system does not answer.
            let mut inner = match inner.try_lock() {
                Ok(inner) => inner,
                Err(std::sync::TryLockError::Poisoned(poisoned)) => PoisonError::into_inner(poisoned),
                Err(std::sync::TryLockError::WouldBlock) => {
                    return Err("the write before has not ended yet".to_owned());
                }
            };
            inner.publish(&copy, made).map_err(|error| error.to_string())
        };
        tokio::task::spawn_blocking(write).await.map_err(|_| "it ended unexpectedly".to_owned())?
    }

    /// Nobody else writes there: it is locked.
    async fn forget(&self) {}
}

impl Inner {
    fn publish(&mut self, copy: &Arc<Copy>, made: Timestamp) -> io::Result<()> {
        self.open()?;
        let versions = self.path.join(VERSIONS);
        // By its time, so that the names are in order.
        let name = format!("{:020}-{}", made.0.max(0), copy.version());
        let unfinished = versions.join(format!("{UNFINISHED}{name}"));
        make_folder(&unfinished)?;
        self.write(copy, made, &unfinished)?;
        flush(&unfinished)?;
        let finished = versions.join(&name);
        // The same copy of the same moment, from before this process began.
        remove(&finished)?;
        fs::rename(&unfinished, &finished)?;
        self.lead_to(&name)?;
        let takes_back = self.last.as_ref().is_some_and(|(before, _)| copy.takes_back(before));
        prune(&versions, &name, if takes_back { 1 } else { VERSIONS_KEPT })?;
        self.last = Some((copy.clone(), finished));
        Ok(())
    }

    /// Makes the folder ours, and removes what a process left that ended in the middle.
    fn open(&mut self) -> io::Result<()> {
        if self.lock.is_some() {
            return Ok(());
        }
        make_folder(&self.path)?;
        let lock = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .mode(FILE_MODE)
            .open(self.path.join(LOCK))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(io::Error::other("another server keeps its copy here"));
            }
            Err(TryLockError::Error(error)) => return Err(error),
        }
        let versions = self.path.join(VERSIONS);
        make_folder(&versions)?;
        for name in names(&versions)? {
            if name.starts_with(UNFINISHED) {
                remove(&versions.join(name))?;
            }
        }
        self.lock = Some(lock);
        Ok(())
    }

    fn write(&self, copy: &Copy, made: Timestamp, folder: &Path) -> io::Result<()> {
        let same = self.last.as_ref().filter(|(before, _)| before.version() == copy.version());
        for file in copy.files() {
            let name = file_name(&file.path, file.kind);
            let path = folder.join(&name);
            if let Some(parent) = path.parent() {
                make_folder(parent)?;
            }
            // What says the same at every time is there already.
            if !file.tells_time()
                && let Some((_, before)) = same
                && fs::hard_link(before.join(&name), &path).is_ok()
            {
                continue;
            }
            let mut out =
                OpenOptions::new().write(true).create(true).truncate(true).mode(FILE_MODE).open(&path)?;
            out.write_all(&file.written(copy.version(), Stamp { made, base: "" }))?;
            out.set_permissions(Permissions::from_mode(FILE_MODE))?;
        }
        Ok(())
    }

    /// Lets `current` lead to a version, at once for everybody.
    fn lead_to(&self, name: &str) -> io::Result<()> {
        let next = self.path.join(format!("{CURRENT}.new"));
        remove(&next)?;
        symlink(Path::new(VERSIONS).join(name), &next)?;
        fs::rename(&next, self.path.join(CURRENT))?;
        File::open(&self.path)?.sync_all()
    }
}

/// Pages end in `.html`, so that a web server knows what they are: `status/history.html`.
fn file_name(path: &str, kind: Kind) -> String {
    if kind.is_page() && !path.ends_with(".html") { format!("{path}.html") } else { path.to_owned() }
}

fn make_folder(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        make_folder(parent)?;
    }
    DirBuilder::new().mode(FOLDER_MODE).create(path)?;
    fs::set_permissions(path, Permissions::from_mode(FOLDER_MODE))
}

/// Waits until what was written is on the disk, so that after a power failure no link leads to empty files.
fn flush(folder: &Path) -> io::Result<()> {
    rustix::fs::syncfs(File::open(folder)?).map_err(io::Error::from)
}

fn remove(path: &Path) -> io::Result<()> {
    let removed = match fs::symlink_metadata(path) {
        Ok(found) if found.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
        Err(error) => Err(error),
    };
    match removed {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        done => done,
    }
}

fn names(folder: &Path) -> io::Result<Vec<String>> {
    fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
}

/// Removes all versions but `current` and the newest. Somebody may have set the clock back: then `current` is not the newest.
fn prune(versions: &Path, current: &str, kept: usize) -> io::Result<()> {
    let mut names = names(versions)?;
    names.retain(|name| name != current);
    names.sort_unstable();
    let old = names.len().saturating_sub(kept - 1);
    names[..old].iter().try_for_each(|name| remove(&versions.join(name)))
}
