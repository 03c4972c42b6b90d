//! `neap bench`.

use crate::cli::bench::Bench;
use crate::error::{Error, Result};
use crate::session::Session;

/// Runs `neap bench`.
pub fn run(_args: Bench, _session: &mut Session) -> Result<()> {
    Err(Error::failed("not built yet"))
}
