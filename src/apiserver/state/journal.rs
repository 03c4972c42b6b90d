//! The state file: read at the start, appended to at every write.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hyper::body::Bytes;
use jiff::Timestamp;
use serde_json::value::RawValue;

use super::line::{HEADER, Line};
use crate::apiserver::store::{Store, TableName};
use crate::clock::Clock;
use crate::error::{Error, Result};

/// The file is written anew when it is this much larger than what is in it: bytes.
const SLACK: u64 = 32 << 20;

/// No two lines are longer, as objects are limited to 1.5 MiB: bytes.
const TAIL: u64 = 4 << 20;

/// An open state file.
pub struct Journal {
    path: PathBuf,
    file: File,
    clock: Arc<dyn Clock>,
    /// Its length.
    length: u64,
    /// The length at which it is written anew.
    full: u64,
}

impl Journal {
    /// Opens a state file, or makes one, and fills the store from it.
    ///
    /// # Errors
    /// The file cannot be read or written, is another kind of file, is damaged, or is in use.
    pub fn open(path: &Path, store: &mut Store, clock: Arc<dyn Clock>) -> Result<Self> {
        let failed = |error: io::Error| {
            Error::failed(format!("cannot use the state file {}", path.display())).cause(error)
        };
        let file = OpenOptions::new().read(true).append(true).create(true).mode(0o600).open(path);
        let mut file = file.map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let message = format!("the state file {} is in use by another server", path.display());
                return Err(Error::failed(message));
            }
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        let mut text = Vec::new();
        file.read_to_end(&mut text).map_err(failed)?;
        let read = load(&text, store).map_err(|why| {
            let message = format!("the state file {} cannot be read", path.display());
            Error::failed(message).cause(why).hint("start with another `--state` file, or remove this one")
        })?;
        let length = u64::try_from(read).unwrap_or_default();
        let mut journal = Self { path: path.to_owned(), file, clock, length, full: 0 };
        if read < text.len() {
            journal.file.set_len(length).map_err(failed)?;
        }
        if journal.length == 0 {
            journal.append(HEADER.as_bytes()).map_err(failed)?;
        }
        journal.full = 2 * size(store) + SLACK;
        Ok(journal)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A disk that is full from now on.
    #[cfg(test)]
    pub fn fill_disk(&mut self) {
        self.file = OpenOptions::new().write(true).open("/dev/full").unwrap();
    }

    /// Notes a write before it is done.
    ///
    /// # Errors
    /// The file cannot be written, as on a full disk; it is as it was before.
    pub fn note(
        &mut self,
        revision: u64,
        table: &TableName,
        key: &str,
        object: Option<&Bytes>,
    ) -> io::Result<()> {
        let line = line(revision, table, key, object, self.clock.now())?;
        self.append(&line)
    }

    /// Writes the file anew if most of it is outdated.
    ///
    /// # Errors
    /// There is no place for the new file; the old one stays in use.
    pub fn tidy(&mut self, store: &Store) -> io::Result<()> {
        if self.length < self.full {
            return Ok(());
        }
        let mut unfinished = self.path.as_os_str().to_owned();
        unfinished.push(".new");
        let unfinished = PathBuf::from(unfinished);
        let file = OpenOptions::new().append(true).create(true).mode(0o600).open(&unfinished)?;
        file.set_len(0)?;
        let (path, clock) = (self.path.clone(), Arc::clone(&self.clock));
        let mut new = Self { path, file, clock, length: 0, full: 2 * size(store) + SLACK };
        let written = write_all(&mut new, store).and_then(|()| {
            new.file.sync_all()?;
            // Whoever opens the file from now on finds the new one, and finds it locked.
            new.file.lock()?;
            std::fs::rename(&unfinished, &self.path)
        });
        match written {
            Ok(()) => {
                *self = new;
                Ok(())
            }
            Err(error) => {
                self.full = self.length + SLACK;
                let _ = std::fs::remove_file(&unfinished);
                Err(error)
            }
        }
    }

    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self.file.write_all(bytes) {
            Ok(()) => {
                self.length += u64::try_from(bytes.len()).unwrap_or_default();
                Ok(())
            }
            Err(error) => {
                // Half a line would spoil all that follows; if it cannot go, the next start cuts it off.
                let _ = self.file.set_len(self.length);
                Err(error)
            }
        }
    }
}

/// All objects in the order of their revisions, so that the counter goes on where it was.
fn write_all(journal: &mut Journal, store: &Store) -> io::Result<()> {
    journal.append(HEADER.as_bytes())?;
    let mut all: Vec<_> = store
        .tables()
        .flat_map(|(name, id)| store.table(id).range("").map(move |(key, object)| (name, key, object)))
        .collect();
    all.sort_unstable_by_key(|(_, _, object)| object.revision);
    let (mut buffer, now) = (Vec::new(), journal.clock.now());
    for (name, key, object) in all {
        buffer.extend_from_slice(&line(object.revision, name, key, Some(&object.bytes), now)?);
        if buffer.len() > 1 << 20 {
            journal.append(&buffer)?;
            buffer.clear();
        }
    }
    // The counter itself, should the latest write have been a removal.
    let none = TableName { group: String::new(), plural: String::new() };
    buffer.extend_from_slice(&line(store.revision(), &none, "", None, now)?);
    journal.append(&buffer)
}

fn line(
    revision: u64,
    table: &TableName,
    key: &str,
    object: Option<&Bytes>,
    now: Timestamp,
) -> io::Result<Vec<u8>> {
    let object = object.map(|bytes| serde_json::from_slice::<&RawValue>(bytes)).transpose()?;
    let line = Line { revision, group: &table.group, plural: &table.plural, key, object, at: Some(now) };
    let mut bytes = serde_json::to_vec(&line)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// When the latest write of a state file was done; `None` if there is no such file, or it does not tell.
///
/// Whatever else is wrong with a file is said by who opens it.
pub fn latest(path: &Path) -> Option<Timestamp> {
    let mut file = File::open(path).ok()?;
    let length = file.metadata().ok()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(TAIL))).ok()?;
    let mut tail = Vec::new();
    file.read_to_end(&mut tail).ok()?;
    let whole = tail.iter().rposition(|byte| *byte == b'\n')?;
    let last = tail[..whole].rsplit(|byte| *byte == b'\n').next()?;
    serde_json::from_slice::<Line<'_>>(last).ok()?.at
}

/// What all objects take: bytes.
fn size(store: &Store) -> u64 {
    let objects =
        store.tables().flat_map(|(_, id)| store.table(id).range("").map(|(_, object)| object.bytes.len()));
    u64::try_from(objects.sum::<usize>()).unwrap_or_default()
}

/// Reads a file into the store; the answer is how much of it is whole.
fn load(text: &[u8], store: &mut Store) -> std::result::Result<usize, String> {
    if text.is_empty() {
        return Ok(0);
    }
    if !text.starts_with(HEADER.as_bytes()) {
        // A crash in the very first write leaves a part of the header.
        return match HEADER.as_bytes().starts_with(text) {
            true => Ok(0),
            false => Err("it is no state of this server".to_owned()),
        };
    }
    let mut read = HEADER.len();
    for (number, bytes) in text[read..].split_inclusive(|byte| *byte == b'\n').enumerate() {
        if bytes.last() != Some(&b'\n') {
            break;
        }
        let line: Line<'_> =
            serde_json::from_slice(bytes).map_err(|error| format!("line {}: {error}", number + 2))?;
        let object = line.object.map(|object| Bytes::copy_from_slice(object.get().as_bytes()));
        store.restore(line.revision, line.group, line.plural, line.key, object);
        read += bytes.len();
    }
    store.restored();
    Ok(read)
}
