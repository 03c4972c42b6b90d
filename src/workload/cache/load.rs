//! What is loaded into a cache before anybody asks for it.

use crate::error::Result;
use crate::kubernetes::names;
use crate::workload::value::{checked, integer, refuse};

/// A load.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Load {
    /// The name of the DataLoad.
    pub name: String,
    /// The cache.
    pub cache: String,
    /// `None`: the context's.
    pub namespace: Option<String>,
    /// Which parts, by their path in the cache; `/` is all.
    pub paths: Vec<String>,
    /// How many workers hold each part.
    pub copies: u32,
}

/// A path in a cache.
///
/// # Errors
/// A usage error.
pub fn path(text: &str) -> Result<String> {
    const FLAG: &str = "--path";
    const EXAMPLE: &str = "--path=/Qwen-7B-Chat-Int8";
    let reason = match text {
        "/" => return Ok("/".into()),
        _ if !text.starts_with('/') => "the path is absolute within the cache: it starts with /",
        _ if text.split('/').any(|part| part == "..") => "the path must not contain ..",
        _ if text.contains("//") => "a part of the path is empty: one `/` parts them",
        _ if text.chars().any(|c| c.is_control() || c.is_whitespace()) => {
            "the path has white space or control characters"
        }
        _ if text.len() > 1023 => "the path is longer than 1023 bytes",
        _ => return Ok(text.to_owned()),
    };
    Err(refuse(FLAG, text, reason, EXAMPLE))
}

/// The name of the DataLoad, such that the Job that Fluid makes of it, `NAME-loader-job`, has a valid one.
///
/// # Errors
/// A usage error.
pub fn name(text: &str) -> Result<String> {
    const EXAMPLE: &str = "--name=qwen-warmup";
    checked("--name", text, names::dns_label(text), EXAMPLE)?;
    match text.len() {
        ..=52 => Ok(text.to_owned()),
        length => {
            let reason = format!("at most 52 characters, it has {length}: Fluid makes NAME-loader-job of it");
            Err(refuse("--name", text, reason, EXAMPLE))
        }
    }
}

/// How many workers hold each part.
///
/// # Errors
/// A usage error.
pub fn copies(text: &str) -> Result<u32> {
    Ok(u32::try_from(integer("--copies", text, 1..=1000)?).unwrap_or(1))
}
