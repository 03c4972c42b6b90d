//! `neap serve test`.

use crate::cli::serve::Test;
use crate::error::{Error, Result};
use crate::session::Session;

/// Runs `neap serve test`.
pub async fn run(_args: Test, _session: &mut Session) -> Result<()> {
    Err(Error::failed("not built yet"))
}
