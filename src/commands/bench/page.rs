//! `--report`: a file that is there whole, or not at all.

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::cli::bench::Report;
use crate::commands::input::{self, STDIN};
use crate::error::{Error, Result};
use crate::load::fault::reason;
use crate::report::bench::document::{Document, VERSION};
use crate::report::page;
use crate::session::Session;

/// Where the page is to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageFile {
    path: PathBuf,
    folder: PathBuf,
}

impl PageFile {
    /// Makes sure that it can be written: before the run, not after it.
    ///
    /// # Errors
    /// A usage error with the reason: no such folder, no right to write there, not a file.
    pub fn prepare(flag: &str, path: &OsStr) -> Result<Self> {
        let bad =
            |why: String| Error::flag(flag, &path.to_string_lossy(), why, "neap bench --report run.html URL");
        if path.is_empty() {
            return Err(bad("a file is expected".to_owned()));
        }
        // What a link leads to is written, and the link stays.
        let path = std::fs::canonicalize(path).unwrap_or_else(|_| PathBuf::from(path));
        let ends_as_folder = path.as_os_str().as_encoded_bytes().ends_with(b"/");
        match std::fs::metadata(&path) {
            Ok(found) if found.is_dir() => return Err(bad("it is a folder: give a file in it".to_owned())),
            Ok(found) if !found.is_file() => return Err(bad("it is not a file".to_owned())),
            Ok(found) if found.permissions().readonly() => {
                return Err(bad("the file may not be written".to_owned()));
            }
            Err(_) if ends_as_folder => return Err(bad("it is a folder: give a file in it".to_owned())),
            _ => {}
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let made = Self { folder: folder.to_owned(), path: path.clone() };
        // Tried, and gone again: a long run must not end without its page.
        let beside = made.beside().map_err(|error| bad(format!("cannot write there: {}", reason(&error))))?;
        drop(beside);
        Ok(made)
    }

    /// A new file in the same folder, which goes unless it takes its place.
    fn beside(&self) -> std::io::Result<tempfile::NamedTempFile> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(".neap-report-").suffix(".tmp");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // As any file that is created: what the umask leaves of it.
            builder.permissions(std::fs::Permissions::from_mode(0o666));
        }
        builder.tempfile_in(&self.folder)
    }

    /// Writes the page beside the file, and puts it in its place.
    ///
    /// # Errors
    /// The disk is full, or the folder has gone.
    pub fn write(&self, document: &Document) -> Result<()> {
        let html = page::page(document)?;
        let failed = |why: &std::io::Error| {
            Error::failed(format!("cannot write the report {}: {}", self.path.display(), reason(why)))
        };
        let mut file = self.beside().map_err(|error| failed(&error))?;
        file.write_all(html.as_bytes()).map_err(|error| failed(&error))?;
        file.persist(&self.path).map_err(|error| failed(&error.error))?;
        Ok(())
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// `neap bench report`: the page of a saved run.
///
/// # Errors
/// A usage error if the file is no document of a run, or the page cannot be written.
pub fn of_saved(args: &Report, session: &mut Session) -> Result<()> {
    let bad = |why: String| {
        Error::flag(
            "RUN.json",
            &args.document.to_string_lossy(),
            why,
            "neap bench report run.json -o run.html",
        )
    };
    let place = match (&args.output, args.document == STDIN) {
        (Some(output), _) => PathBuf::from(output),
        (None, false) => PathBuf::from(&args.document).with_extension("html"),
        (None, true) => {
            return Err(Error::usage("where to write the page of standard input is not said")
                .hint("`… | neap bench report - -o run.html` says it"));
        }
    };
    let text = input::bytes(&args.document)
        .map_err(|error| bad(format!("cannot read the file: {}", reason(&error))))?;
    let document: Document = serde_json::from_slice(&text)
        .map_err(|error| bad(format!("a document of `neap bench -o json` is expected: {error}")))?;
    if document.version != VERSION {
        return Err(bad(format!("its version is {}, and this neap knows {VERSION}", document.version)));
    }
    let file = PageFile::prepare("-o", place.as_os_str())?;
    file.write(&document)?;
    session.ui.status(format_args!("report: {}", file.path().display()));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(path: impl AsRef<OsStr>) -> String {
        PageFile::prepare("--report", path.as_ref()).unwrap_err().message
    }

    #[test]
    fn what_cannot_be_written_is_refused_before_the_run() {
        let folder = tempfile::tempdir().unwrap();
        assert!(refused(folder.path()).contains("it is a folder"));
        assert!(refused(folder.path().join("none/run.html")).contains("cannot write there"));
        assert!(refused("/dev/null").contains("it is not a file"));
        assert!(refused("").contains("a file is expected"));
        let path = folder.path().join("run.html");
        assert!(PageFile::prepare("--report", path.as_os_str()).is_ok());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left of the trial");
    }

    #[test]
    fn a_link_stays_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("run.html"), folder.path().join("last.html"));
        std::fs::write(&file, "old").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        let made = PageFile::prepare("--report", link.as_os_str()).unwrap();
        assert_eq!(made.path(), file.canonicalize().unwrap());
    }
}
