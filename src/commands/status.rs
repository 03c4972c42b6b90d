//! `neap status`.

use crate::cli::status::Status;
use crate::error::{Error, Result};
use crate::session::Session;

/// Runs `neap status`.
pub async fn run(_args: Status, _session: &mut Session) -> Result<()> {
    Err(Error::failed("not built yet"))
}
