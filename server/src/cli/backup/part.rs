//! A file that has its name only once it is whole and on the disk: until then it stands beside, as `NAME.part`.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, Permissions, TryLockError};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// For its owner alone: a backup holds everything, and what passwords are checked against.
const MODE: u32 = 0o600;

/// The file while it is written. Dropped, it is removed; what a process that was killed leaves is written over.
pub(super) struct Part {
    file: File,
    path: PathBuf,
    whole: PathBuf,
}

impl Part {
    /// Begins the file of this name.
    ///
    /// # Errors
    /// When there is one already, or somebody else is at it.
    pub fn of(whole: &Path) -> io::Result<Self> {
        if whole.try_exists()? {
            return Err(taken("a file of this name exists already"));
        }
        let mut path = OsString::from(whole);
        path.push(".part");
        let path = PathBuf::from(path);
        let file = OpenOptions::new().write(true).create(true).truncate(false).mode(MODE).open(&path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(taken("another backup is being written to it")),
            Err(TryLockError::Error(error)) => return Err(error),
        }
        file.set_permissions(Permissions::from_mode(MODE))?;
        file.set_len(0)?;
        Ok(Self { file, path, whole: whole.to_owned() })
    }

    pub fn file(&self) -> &File {
        &self.file
    }

    /// Gives the file its name, once all of it is on the disk.
    ///
    /// # Errors
    /// When the disk does not take it, or a file of this name has come meanwhile.
    pub fn finish(self) -> io::Result<()> {
        self.file.sync_all()?;
        // Unlike a renaming, a link does not replace a file that is there. Not every file system has links.
        match fs::hard_link(&self.path, &self.whole) {
            Err(error) if matches!(error.kind(), ErrorKind::Unsupported | ErrorKind::PermissionDenied) => {
                fs::rename(&self.path, &self.whole)?;
            }
            linked => linked?,
        }
        let folder = self.whole.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // One that stays does no harm: the next backup of this name writes over it.
        let _ = fs::remove_file(&self.path);
    }
}

fn taken(why: &str) -> io::Error {
    io::Error::new(ErrorKind::AlreadyExists, why)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use tempfile::TempDir;

    use super::*;

    #[test]
    fn has_its_name_only_once_it_is_whole() {
        let folder = TempDir::new().expect("a folder");
        let whole = folder.path().join("copy");
        let part = Part::of(&whole).expect("a new file");
        part.file().write_all(b"everything").expect("room");
        assert!(!whole.exists(), "half of it has no name");
        let twice = Part::of(&whole).err().map(|error| error.to_string());
        assert_eq!(twice.as_deref(), Some("another backup is being written to it"));
        part.finish().expect("room");
        assert_eq!(fs::read(&whole).expect("the file"), b"everything");
        let mode = fs::metadata(&whole).expect("the file").permissions().mode();
        assert_eq!(mode & 0o777, MODE);
        assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 1, "nothing is left beside it");
        let over = Part::of(&whole).err().map(|error| error.to_string());
        assert_eq!(over.as_deref(), Some("a file of this name exists already"));
    }

    #[test]
    fn overwrites_what_a_killed_backup_left() {
        let folder = TempDir::new().expect("a folder");
        let whole = folder.path().join("copy");
        fs::write(folder.path().join("copy.part"), "half of an earlier one, and longer").expect("room");
        let part = Part::of(&whole).expect("nobody is at it");
        part.file().write_all(b"whole").expect("room");
        part.finish().expect("room");
        assert_eq!(fs::read(&whole).expect("the file"), b"whole");
    }

    #[test]
    fn a_failed_backup_leaves_nothing() {
        let folder = TempDir::new().expect("a folder");
        drop(Part::of(&folder.path().join("copy")).expect("a new file"));
        assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 0);
    }
}
