//! `neap serve`: one file a verb.

mod agreed;
pub mod apply;
mod canary;
mod changes;
mod delete;
pub mod deploy;
pub mod diff;
mod exec;
mod get;
mod history;
pub mod kinds;
mod list;
pub mod live;
pub(super) mod logs;
mod of_type;
mod restart;
mod restarts;
mod scale;
mod scraped;
pub mod service_file;
pub mod settle;
mod test;
mod traffic;
mod update;

use crate::cli::serve::Serve;
use crate::error::Result;
use crate::session::Session;

/// The verb that deploys what a service file holds; `kserve` where the file cannot be read, and says why then.
pub fn verb_of_file(path: &str) -> &'static str {
    // Standard input can be read once only.
    let text = (path != "-").then(|| std::fs::read_to_string(path).ok()).flatten();
    text.and_then(|text| service_file::verb_of_text(&text)).unwrap_or("kserve")
}

/// Runs one verb of `neap serve`.
pub async fn run(verb: Serve, session: &mut Session) -> Result<()> {
    // Each kind's future is a type of its own; on the heap they do not add up on the stack.
    match verb {
        Serve::Kserve(args) => Box::pin(deploy::run(args.into_inner(), session)).await,
        Serve::Knative(args) => Box::pin(deploy::run(args.into_inner(), session)).await,
        Serve::Deployment(args) => Box::pin(deploy::run(args.into_inner(), session)).await,
        Serve::StatefulSet(args) => Box::pin(deploy::run(args.into_inner(), session)).await,
        Serve::Triton(args) => Box::pin(deploy::run(args.into_inner(), session)).await,
        Serve::Tensorflow(args) => Box::pin(deploy::run(args.into_inner(), session)).await,
        Serve::Distributed(args) => Box::pin(deploy::run(args.into_inner(), session)).await,
        Serve::List(args) => list::run(args.into_inner(), session).await,
        Serve::Get(args) => get::run(args.into_inner(), session).await,
        Serve::Test(args) => test::run(args.into_inner(), session).await,
        Serve::Logs(args) => logs::run(args.into_inner(), session).await,
        Serve::Diff(args) => Box::pin(diff::run(args.into_inner(), session)).await,
        Serve::Update(args) => Box::pin(update::run(args.into_inner(), session)).await,
        Serve::History(args) => history::history(args.into_inner(), session).await,
        Serve::Rollback(args) => history::rollback(args.into_inner(), session).await,
        Serve::Promote(args) => traffic::promote(args.into_inner(), session).await,
        Serve::Abort(args) => traffic::abort(args.into_inner(), session).await,
        Serve::TrafficSplit(args) => traffic::split(args.into_inner(), session).await,
        Serve::Scale(args) => scale::run(args.into_inner(), session).await,
        Serve::Restart(args) => restart::run(args.into_inner(), session).await,
        Serve::Exec(args) => exec::exec(args.into_inner(), session).await,
        Serve::Attach(args) => exec::attach(args.into_inner(), session).await,
        Serve::Delete(args) => delete::run(args.into_inner(), session).await,
    }
}
