//! Paths of a container, a node and a volume.

use super::value::{refuse, swallowed};
use crate::error::Result;

/// A path of a container or a node: absolute, not the root, without `..` and without `:`.
///
/// # Errors
/// A usage error.
pub fn absolute(flag: &str, entry: &str, path: &str, example: &str) -> Result<()> {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    let reason = match path {
        _ if !path.starts_with('/') => "the path must be absolute: it starts with /",
        _ if parts.is_empty() => "the path must not be the root /",
        _ if parts.contains(&"..") => "the path must not contain ..",
        _ if path.contains(':') => "the path must not contain `:`",
        _ if swallowed(path).is_some() => "the path goes on with what looks like the next argument",
        _ if path.trim() != path => "the path has white space at its end",
        _ if path.chars().any(char::is_control) => "the path has control characters",
        _ if path.len() > 4096 => "the path is longer than 4096 bytes",
        _ => return Ok(()),
    };
    Err(refuse(flag, entry, reason, example))
}

/// A path within a volume: relative, without `..`.
///
/// # Errors
/// A usage error.
pub fn relative(flag: &str, entry: &str, part: &str, example: &str) -> Result<String> {
    let reason = match part {
        "" => "the sub-path is empty",
        _ if part.starts_with('/') => "the sub-path must be relative: it does not start with /",
        _ if part.split('/').any(|component| component == "..") => "the sub-path must not contain ..",
        _ if part.contains(':') => "must be PVC:/path[:subpath][:ro]",
        _ if part.chars().any(char::is_control) => "the sub-path has control characters",
        _ if part.len() > 4096 => "the sub-path is longer than 4096 bytes",
        _ => return Ok(part.to_owned()),
    };
    Err(refuse(flag, entry, reason, example))
}
