//! `neap completions`, `neap man` and the hidden `neap generate`.

use crate::cli::{Completions, Generate, Man};
use crate::error::{Error, Result};
use crate::session::Session;

/// Runs `neap completions`.
pub fn completions(_args: &Completions, _session: &mut Session) -> Result<()> {
    Err(Error::failed("not built yet"))
}

/// Runs `neap man`.
pub fn man(_args: &Man, _session: &mut Session) -> Result<()> {
    Err(Error::failed("not built yet"))
}

/// Runs `neap generate`.
pub fn files(_args: &Generate, _session: &mut Session) -> Result<()> {
    Err(Error::failed("not built yet"))
}
