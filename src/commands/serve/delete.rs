//! `neap serve delete`.

use crate::cli::serve::Delete;
use crate::error::{Error, Result};
use crate::session::Session;

/// Runs `neap serve delete`.
pub async fn run(_args: Delete, _session: &mut Session) -> Result<()> {
    Err(Error::failed("not built yet"))
}
