//! `neap serve`: one file a verb.

pub mod apply;
mod delete;
pub mod diff;
mod get;
mod kserve;
mod list;
mod logs;
mod service_file;
mod test;
mod workload;

use crate::cli::serve::Serve;
use crate::error::Result;
use crate::session::Session;

/// Runs one verb of `neap serve`.
pub async fn run(verb: Serve, session: &mut Session) -> Result<()> {
    match verb {
        Serve::Kserve(args) => kserve::run(*args, session).await,
        Serve::List(args) => list::run(args, session).await,
        Serve::Get(args) => get::run(args, session).await,
        Serve::Test(args) => test::run(args, session).await,
        Serve::Logs(args) => logs::run(args, session).await,
        Serve::Diff(args) => diff::run(args, session).await,
        Serve::Delete(args) => delete::run(args, session).await,
    }
}
