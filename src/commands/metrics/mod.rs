//! `neap metrics`: one file a verb.

pub(super) mod check;
mod presets;
mod render;
mod wish;

use crate::cli::metrics::Metrics;
use crate::error::Result;
use crate::session::Session;

/// Runs one verb of `neap metrics`.
pub async fn run(verb: Metrics, session: &mut Session) -> Result<()> {
    match verb {
        Metrics::Presets(args) => presets::run(&args, session),
        Metrics::Check(args) => check::run(args.into_inner(), session).await,
        Metrics::Render(args) => render::run(args.into_inner(), session).await,
    }
}
