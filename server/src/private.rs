//! The data folder and the files in it: for their owner alone, and for one server at a time.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions, TryLockError};
use std::io::{self, ErrorKind, Read, Seek, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// What others may do with our files: nothing.
const FILE_MODE: u32 = 0o600;
/// What others may do with our folder: nothing.
const FOLDER_MODE: u32 = 0o700;
/// Beside the database's file: who serves it.
const LOCK_SUFFIX: &str = ".lock";
/// Bytes of what the lock's file says.
const OWNER_BYTES_MAX: u64 = 512;
/// What SQLite puts beside its file.
const SUFFIXES: [&str; 3] = ["", "-wal", "-shm"];

/// Makes the folder with whatever it is in, unless it is there.
///
/// # Errors
/// When it cannot be made.
pub fn make_folder(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(FOLDER_MODE).create(folder)
}

/// Closes a folder that is ours to everybody else.
///
/// # Errors
/// When it is not ours.
pub fn close_folder(folder: &Path) -> io::Result<()> {
    tighten(folder, FOLDER_MODE)
}

/// Makes the database's file, unless it is there, and closes it and those beside it to everybody else. SQLite gives those
/// beside it the mode of the file.
///
/// # Errors
/// When the file cannot be made, or is somebody else's.
pub fn keep_database(file: &Path) -> io::Result<()> {
    OpenOptions::new().read(true).append(true).create(true).mode(FILE_MODE).open(file)?;
    for suffix in SUFFIXES {
        match tighten(&beside(file, suffix), FILE_MODE) {
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            done => done?,
        }
    }
    Ok(())
}

fn tighten(path: &Path, mode: u32) -> io::Result<()> {
    let now = fs::metadata(path)?.permissions().mode();
    if now & 0o777 & !mode == 0 { Ok(()) } else { fs::set_permissions(path, Permissions::from_mode(mode)) }
}

fn beside(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// The right to serve what is in a file, until it is dropped or the process ends, however it ends.
#[derive(Debug)]
pub struct Sole(#[expect(dead_code, reason = "the lock lives as long as the file is open")] File);

/// Why the file cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum NotSole {
    #[error(
        "another server runs on it already: {owner}. Stop that one first; several servers at once need PostgreSQL"
    )]
    Taken { owner: String },
    #[error("{0}")]
    File(#[from] io::Error),
}

impl Sole {
    /// Takes the right, and leaves the name of this process beside the file.
    ///
    /// # Errors
    /// When another process has it: its name.
    pub fn of(file: &Path) -> Result<Self, NotSole> {
        let path = beside(file, LOCK_SUFFIX);
        let open =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(FILE_MODE).open(path);
        let mut lock = open?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut owner = String::new();
                lock.take(OWNER_BYTES_MAX).read_to_string(&mut owner)?;
                return Err(NotSole::Taken { owner: owner.trim_end().to_owned() });
            }
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        lock.set_len(0)?;
        lock.rewind()?;
        writeln!(lock, "process {} on {}", std::process::id(), host())?;
        Ok(Self(lock))
    }
}

/// This machine's name, as far as it is known.
fn host() -> String {
    let name =
        fs::read_to_string("/proc/sys/kernel/hostname").ok().or_else(|| std::env::var("HOSTNAME").ok());
    let name = name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
    name.unwrap_or_else(|| "a machine without a name".to_owned())
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).expect("it is there").permissions().mode() & 0o777
    }

    #[test]
    fn only_one_holds_the_file_until_it_is_dropped() {
        let folder = TempDir::new().expect("a folder");
        let file = folder.path().join("a.db");
        let first = Sole::of(&file).expect("nobody has it");
        let said = Sole::of(&file).expect_err("taken").to_string();
        assert!(said.contains(&format!("already: process {} on {}.", std::process::id(), host())), "{said}");
        drop(first);
        drop(Sole::of(&file).expect("nobody has it any more"));
        assert_eq!(mode(&beside(&file, LOCK_SUFFIX)), FILE_MODE);
    }

    #[test]
    fn closes_what_others_could_read() {
        let folder = TempDir::new().expect("a folder");
        let data = folder.path().join("a/b");
        make_folder(&data).expect("room");
        assert_eq!(mode(&data), FOLDER_MODE);
        let file = data.join("a.db");
        for path in [file.clone(), beside(&file, "-wal")] {
            fs::write(&path, "x").expect("room");
            fs::set_permissions(&path, Permissions::from_mode(0o644)).expect("ours");
        }
        fs::set_permissions(&data, Permissions::from_mode(0o755)).expect("ours");
        close_folder(&data).expect("ours");
        keep_database(&file).expect("ours");
        let modes = [mode(&data), mode(&file), mode(&beside(&file, "-wal"))];
        assert_eq!(modes, [FOLDER_MODE, FILE_MODE, FILE_MODE]);
        assert_eq!(fs::read(&file).expect("the file"), b"x", "and is what it was");
    }
}
