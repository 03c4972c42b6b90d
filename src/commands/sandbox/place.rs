//! Where a running sandbox is known from: a folder with its kubeconfig, held by a lock for as long as it runs.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::environment::Environment;
use crate::error::{Error, Result};
use crate::kubernetes::names::dns_label;

/// What is written down of a running sandbox.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct About {
    /// What it is called.
    pub name: String,
    /// Its process.
    pub pid: i32,
    /// The API server's URL.
    pub server: String,
    /// The ingress's URL.
    pub ingress: String,
    /// Its kubeconfig file.
    pub kubeconfig: PathBuf,
    /// The scenario's name, or the file's.
    pub scenario: String,
    /// How many times faster than the clock on the wall.
    pub speed: f64,
    /// When it was started, by the clock on the wall.
    pub started: jiff::Timestamp,
}

/// The folder of one sandbox.
#[derive(Debug, Clone)]
pub struct Place {
    folder: PathBuf,
    name: String,
}

/// A place that belongs to this process; it is given up with it, however it ends.
pub struct Held {
    place: Place,
    _lock: File,
}

impl Place {
    /// The place of a sandbox of this name.
    ///
    /// # Errors
    /// A usage error when the name is none; a failure when there is no folder for such things.
    pub fn of(name: &str, env: &Environment) -> Result<Self> {
        dns_label(name)
            .map_err(|rule| Error::flag("--name", name, rule, "neap sandbox up --name rehearsal"))?;
        Ok(Self { folder: root(env)?.join(name), name: name.to_owned() })
    }

    /// All places, in the order of their names, whether or not anything runs there.
    ///
    /// # Errors
    /// When there is no folder for such things.
    pub fn all(env: &Environment) -> Result<Vec<Self>> {
        let Ok(entries) = fs::read_dir(root(env)?) else { return Ok(Vec::new()) };
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let mut names: Vec<String> = names.filter(|name| dns_label(name).is_ok()).collect();
        names.sort();
        names.iter().map(|name| Self::of(name, env)).collect()
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// A file in it.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Makes the place this process's own.
    ///
    /// # Errors
    /// When a sandbox of this name runs, or the folder cannot be made.
    pub fn take(self) -> Result<Held> {
        private_folder(&self.folder)?;
        let lock = self.lock()?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Error::failed(format!("a sandbox named `{}` is running already", self.name))
                    .hint(format!("`neap sandbox down {}` ends it", self.name))
                    .hint("`neap sandbox up --name NAME` starts another"));
            }
            Err(TryLockError::Error(error)) => return Err(failed("lock", &self.folder, &error)),
        }
        Ok(Held { place: self, _lock: lock })
    }

    /// What runs here; `None` when nothing does, and then what a killed one has left is removed.
    pub fn running(&self) -> Option<About> {
        let lock = File::open(self.file("lock")).ok()?;
        match lock.try_lock() {
            Err(TryLockError::WouldBlock) => {}
            _ => {
                // The lock is held while the folder goes, so that nobody moves in meanwhile.
                let _ = fs::remove_dir_all(&self.folder);
                return None;
            }
        }
        let text = fs::read_to_string(self.file("about.json")).ok()?;
        serde_json::from_str(&text).ok()
    }

    /// Waits until nothing runs here.
    pub fn wait_until_free(&self) {
        if let Ok(lock) = File::open(self.file("lock")) {
            // An error means that the file is gone, and with it what held it.
            let _ = lock.lock();
        }
    }

    fn lock(&self) -> Result<File> {
        let path = self.file("lock");
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
        file.map_err(|error| failed("write", &path, &error))
    }
}

impl Held {
    /// A file in it.
    pub fn file(&self, name: &str) -> PathBuf {
        self.place.file(name)
    }

    /// Writes the kubeconfig, readable by its owner alone.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write_kubeconfig(&self, text: &str) -> Result<PathBuf> {
        let path = self.file("kubeconfig");
        write_private(&path, text)?;
        Ok(path)
    }

    /// Tells others what runs here.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn announce(&self, about: &About) -> Result<()> {
        let text = serde_json::to_string_pretty(about).map_err(|error| Error::failed(error.to_string()))?;
        write_private(&self.file("about.json"), &text)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.place.folder);
    }
}

/// Writes a file that only its owner can read.
///
/// # Errors
/// When it cannot be written.
pub fn write_private(path: &Path, text: &str) -> Result<()> {
    let mut options = OpenOptions::new();
    options.create(true).write(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| failed("write", path, &error))
}

fn private_folder(path: &Path) -> Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(|error| failed("make", path, &error))
}

fn root(env: &Environment) -> Result<PathBuf> {
    let base = env.get("XDG_RUNTIME_DIR").or_else(|| env.get("XDG_CACHE_HOME")).map(PathBuf::from);
    let base = base.or_else(|| Some(env.home()?.join(".cache")));
    let base = base.ok_or_else(|| {
        Error::failed("there is no folder to keep a sandbox's kubeconfig in")
            .cause("neither XDG_RUNTIME_DIR, XDG_CACHE_HOME nor HOME is set")
            .hint("for example `HOME=/tmp neap sandbox up`")
    })?;
    Ok(base.join("neap").join("sandbox"))
}

fn failed(verb: &str, path: &Path, error: &std::io::Error) -> Error {
    Error::failed(format!("cannot {verb} `{}`: {error}", path.display()))
}
