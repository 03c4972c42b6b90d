//! `neap serve get`.

use crate::cli::serve::Get;
use crate::error::{Error, Result};
use crate::session::Session;

/// Runs `neap serve get`.
pub async fn run(_args: Get, _session: &mut Session) -> Result<()> {
    Err(Error::failed("not built yet"))
}
