//! Names are kept for half a minute, so that a second TAB asks nobody.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::environment::Environment;

const FRESH: Duration = Duration::from_secs(30);

/// One list of names, by what was asked of which cluster.
#[derive(Debug)]
pub struct Entry(PathBuf);

impl Entry {
    /// Where the answer to a question is kept; `None` without a home.
    pub fn of(question: impl Hash, env: &Environment) -> Option<Self> {
        let folder = match env.get("XDG_CACHE_HOME").map(PathBuf::from).filter(|path| path.is_absolute()) {
            Some(folder) => folder,
            None => env.home()?.join(".cache"),
        };
        let mut hasher = DefaultHasher::new();
        question.hash(&mut hasher);
        Some(Self(folder.join("neap").join("names").join(format!("{:016x}", hasher.finish()))))
    }

    /// The names, if they are fresh.
    pub fn read(&self) -> Option<Vec<String>> {
        let written = std::fs::metadata(&self.0).ok()?.modified().ok()?;
        // A file from the future is not fresh either: the clock was set.
        let age = SystemTime::now().duration_since(written).ok()?;
        let text = (age < FRESH).then(|| std::fs::read_to_string(&self.0).ok())??;
        Some(text.lines().map(str::to_owned).collect())
    }

    /// Keeps the names; in vain if the folder cannot be written. Stale answers of other questions go.
    pub fn write(&self, names: &[String]) {
        let Some(folder) = self.0.parent() else { return };
        let text: String = names.iter().flat_map(|name| [name.as_str(), "\n"]).collect();
        let part = self.0.with_extension(std::process::id().to_string());
        let _ = create_private(folder)
            .and_then(|()| std::fs::write(&part, text))
            .and_then(|()| std::fs::rename(&part, &self.0));
        sweep(folder);
    }
}

/// Names of services are nobody else's business.
fn create_private(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn sweep(folder: &Path) {
    const OLD: Duration = Duration::from_secs(24 * 3600);
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let modified = entry.metadata().and_then(|metadata| metadata.modified());
        if modified.is_ok_and(|time| SystemTime::now().duration_since(time).is_ok_and(|age| age > OLD)) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kept_and_go_stale() {
        let folder = tempfile::tempdir().unwrap();
        let env: Environment = [("XDG_CACHE_HOME", folder.path().to_str().unwrap())].into_iter().collect();
        let entry = Entry::of(("server", "services"), &env).unwrap();
        assert_eq!(entry.read(), None);
        let names = vec!["a".to_owned(), "b".to_owned()];
        entry.write(&names);
        assert_eq!(entry.read(), Some(names));
        assert_eq!(Entry::of(("server", "pods"), &env).unwrap().read(), None);
        let old = SystemTime::now() - FRESH;
        std::fs::File::options().write(true).open(&entry.0).unwrap().set_modified(old).unwrap();
        assert_eq!(entry.read(), None);
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_no_error() {
        let env: Environment = [("XDG_CACHE_HOME", "/proc/nowhere")].into_iter().collect();
        let entry = Entry::of("x", &env).unwrap();
        entry.write(&["a".to_owned()]);
        assert_eq!(entry.read(), None);
        assert!(Entry::of("x", &Environment::default()).is_none());
    }
}
