//! `neap serve diff`.

use crate::cli::serve::Diff;
use crate::error::{Error, Result};
use crate::session::Session;

/// Runs `neap serve diff`.
pub async fn run(_args: Diff, _session: &mut Session) -> Result<()> {
    Err(Error::failed("not built yet"))
}
