//! `neap serve kserve`.

use crate::cli::kserve::Kserve;
use crate::error::{Error, Result};
use crate::session::Session;

/// Runs `neap serve kserve`.
pub async fn run(_args: Kserve, _session: &mut Session) -> Result<()> {
    Err(Error::failed("not built yet"))
}
