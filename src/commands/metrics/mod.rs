//! `neap metrics`: one file a verb.

mod check;
mod presets;
mod render;
mod wish;

use super::block_on;
use crate::cli::metrics::Metrics;
use crate::error::Result;
use crate::session::Session;

/// Runs one verb of `neap metrics`.
pub fn run(verb: Metrics, session: &mut Session) -> Result<()> {
    match verb {
        Metrics::Presets(args) => presets::run(&args, session),
        Metrics::Check(args) => block_on(|| check::run(*args, session)),
        Metrics::Render(args) => block_on(|| render::run(*args, session)),
    }
}
