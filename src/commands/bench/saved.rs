//! Documents of runs, as files or from another command.

use std::ffi::OsStr;
use std::io::{self, Read};

/// The document comes from another command.
pub const STDIN: &str = "-";

/// The bytes of a file; `-` is standard input.
///
/// # Errors
/// It cannot be read.
pub fn bytes(path: &OsStr) -> io::Result<Vec<u8>> {
    if path != STDIN {
        return std::fs::read(path);
    }
    let mut bytes = Vec::new();
    io::stdin().read_to_end(&mut bytes)?;
    Ok(bytes)
}
