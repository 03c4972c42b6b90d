//! `neap serve logs`.

use crate::cli::serve::Logs;
use crate::error::{Error, Result};
use crate::session::Session;

/// Runs `neap serve logs`.
pub async fn run(_args: Logs, _session: &mut Session) -> Result<()> {
    Err(Error::failed("not built yet"))
}
