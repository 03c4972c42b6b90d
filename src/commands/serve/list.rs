//! `neap serve list`.

use crate::cli::serve::List;
use crate::error::{Error, Result};
use crate::session::Session;

/// Runs `neap serve list`.
pub async fn run(_args: List, _session: &mut Session) -> Result<()> {
    Err(Error::failed("not built yet"))
}
