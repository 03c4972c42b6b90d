//! Files into a directory: all or none, and never over what is somebody's.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::manifest::export::{File, WRITTEN};

/// What was written, and what of an earlier export was removed.
#[derive(Debug, Default)]
pub struct Written {
    /// The paths, in the order in which they were written.
    pub files: Vec<PathBuf>,
    /// Files of an earlier export that this one does not have.
    pub removed: Vec<PathBuf>,
}

/// Writes the files to a directory that is empty, or is not there yet; with `force` over what is there.
///
/// They are all written beside it first, and moved then.
///
/// # Errors
/// The directory holds files and `force` was not given; or it cannot be written, and the error says what is there.
pub fn write(flag: &str, directory: &str, files: &[File], force: bool) -> Result<Written> {
    let target = Path::new(directory);
    let refuse = |reason: String| Error::flag(flag, directory, reason, format!("{flag} charts/qwen-chat"));
    if directory.is_empty() {
        return Err(refuse("it is the name of a directory".into()));
    }
    match fs::read_dir(target) {
        Ok(mut entries) => {
            if entries.next().is_some() && !force {
                return Err(refuse("the directory is not empty".into())
                    .hint("`--force` replaces the files of an earlier export and leaves all others"));
            }
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(refuse(error.to_string())),
    }
    // On the same file system, so that a move cannot fail half-way.
    let beside = target.with_file_name(match target.file_name() {
        Some(name) => format!(".{}.neap-export", name.to_string_lossy()),
        None => ".neap-export".into(),
    });
    let staged = match target.file_name() {
        Some(_) => beside,
        None => target.join(beside),
    };
    let outcome = stage(&staged, files).map_err(|error| refuse(format!("{error}; nothing was written")));
    let outcome = outcome.and_then(|()| place(flag, target, &staged, files));
    let _ = fs::remove_dir_all(&staged);
    outcome
}

fn stage(staged: &Path, files: &[File]) -> std::io::Result<()> {
    if staged.exists() {
        fs::remove_dir_all(staged)?;
    }
    for file in files {
        let path = staged.join(&file.path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(path, &file.text)?;
    }
    Ok(())
}

fn place(flag: &str, target: &Path, staged: &Path, files: &[File]) -> Result<Written> {
    let mut written = Written::default();
    let fail = |written: &Written, path: &Path, error: std::io::Error| {
        let done: Vec<String> = written.files.iter().map(|path| path.display().to_string()).collect();
        Error::failed(format!("{} cannot be written: {error}", path.display()))
            .cause(match done.is_empty() {
                true => "nothing was written".to_owned(),
                false => format!("written are {}; the rest is not", done.join(", ")),
            })
            .hint(format!("the same command with `{flag}` and `--force` goes on"))
    };
    if !target.exists() {
        fs::rename(staged, target).map_err(|error| fail(&written, target, error))?;
        written.files = files.iter().map(|file| target.join(&file.path)).collect();
        return Ok(written);
    }
    for file in files {
        let path = target.join(&file.path);
        let folder = path.parent().map_or(Ok(()), fs::create_dir_all);
        folder
            .and_then(|()| fs::rename(staged.join(&file.path), &path))
            .map_err(|error| fail(&written, &path, error))?;
        written.files.push(path);
    }
    for folder in ["templates", "base"].map(|name| target.join(name)) {
        for path in stale(&folder, &written.files) {
            fs::remove_file(&path).map_err(|error| fail(&written, &path, error))?;
            written.removed.push(path);
        }
    }
    Ok(written)
}

/// Files of an earlier export, known by their first line, that are not among these.
fn stale(folder: &Path, files: &[PathBuf]) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let ours = |path: &PathBuf| {
        let text = fs::read_to_string(path).unwrap_or_default();
        text.lines().next().is_some_and(|line| line.contains(WRITTEN.trim_start_matches("# ")))
    };
    let mut stale: Vec<PathBuf> = entries.filter(|path| !files.contains(path) && ours(path)).collect();
    stale.sort();
    stale
}
