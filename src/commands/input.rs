//! Files that a command line names, of which `-` is standard input.

use std::ffi::OsStr;
use std::io::{self, Read};

/// What stands for standard input.
pub const STDIN: &str = "-";

/// The bytes of a file.
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

/// The text of a file.
///
/// # Errors
/// It cannot be read, or is not UTF-8.
pub fn text(path: &str) -> io::Result<String> {
    match path {
        STDIN => io::read_to_string(io::stdin()),
        _ => std::fs::read_to_string(path),
    }
}
