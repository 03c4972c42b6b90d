//! Files → a case.

use std::path::{Path, PathBuf};

use super::nothing;
use crate::commands::input::{self, STDIN};
use crate::doctor::Case;
use crate::error::{Error, Result};

/// Reads files, the YAML and JSON files of folders, and standard input.
///
/// # Errors
/// One of them cannot be read, or all of them are empty.
pub fn read(names: &[String]) -> Result<Case> {
    let mut case = Case::default();
    for name in names {
        let say = |error: std::io::Error| Error::flag("--filename", name, error, "--filename=service.yaml");
        if name == STDIN {
            case.read(name, &input::text(name).map_err(say)?);
            continue;
        }
        for path in files_of(Path::new(name)).map_err(say)? {
            let text = std::fs::read_to_string(&path).map_err(say)?;
            case.read(&path.to_string_lossy(), &text);
        }
    }
    nothing(&case, &names.join(", "))?;
    Ok(case)
}

fn files_of(path: &Path) -> std::io::Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in std::fs::read_dir(path)? {
        let path = entry?.path();
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        if path.is_file() && ["yaml", "yml", "json"].contains(&ending) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
