//! `neap cache status` and `neap cache list`.

use serde::Serialize;

use super::{neap, wait};
use crate::cli::cache::{List, Status};
use crate::cli::serve::Output;
use crate::commands::connect;
use crate::error::{Error, Result};
use crate::manifest::yaml::to_yaml;
use crate::observe::cache::Caches;
use crate::report::cache;
use crate::session::Session;

/// Runs `neap cache status`.
///
/// # Errors
/// There is no such cache, or what is waited for does not come about.
pub async fn run(args: Status, session: &mut Session) -> Result<()> {
    let limit = connect::wait_limit("--wait", args.wait.as_deref())?;
    crate::workload::cache::name(&args.cache)?;
    let cluster = connect::connect(&args.target, session).await?;
    if let Some(limit) = limit {
        wait::wait(&cluster, &args.cache, wait::Goal::Settled, limit, session).await?;
    }
    let status = wait::find(&cluster, &args.cache).await?;
    match args.output {
        Output::Json => json(&status, session),
        Output::Yaml => session.ui.data(to_yaml(&[&status]).map_err(Error::failed)?),
        Output::Name => session.ui.line(format!("dataset.data.fluid.io/{}", status.name)),
        Output::Table | Output::Wide => {
            session.ui.data(cache::detail(&status, cluster.clock(&session.clock).now()))?;
            if status.is_bound() && status.loads.is_empty() && !status.is_loaded() {
                let command = neap(&cluster, &format!("cache load {} --wait", status.name));
                session.ui.hint(format!("nothing has loaded it: `{command}` does"));
            }
            Ok(())
        }
    }
}

/// Runs `neap cache list`.
///
/// # Errors
/// The caches cannot be listed.
pub async fn list(args: List, session: &mut Session) -> Result<()> {
    let cluster = connect::connect(&args.target, session).await?;
    let namespace = (!args.all_namespaces).then_some(cluster.namespace.as_str());
    let statuses = Caches::ask(&cluster, namespace).await?.statuses();
    match args.output {
        Output::Json => json(&statuses, session),
        Output::Yaml => session.ui.data(to_yaml(&[&statuses]).map_err(Error::failed)?),
        Output::Name => {
            statuses.iter().try_for_each(|it| session.ui.line(format!("dataset.data.fluid.io/{}", it.name)))
        }
        Output::Table | Output::Wide if statuses.is_empty() => {
            let place =
                namespace.map_or_else(|| "any namespace".to_owned(), |name| format!("namespace {name}"));
            session.ui.status(format_args!("No caches in {place}."));
            session.ui.hint("make one with `neap cache create NAME --from=pvc://CLAIM --tier=mem:20Gi`");
            Ok(())
        }
        Output::Table | Output::Wide => {
            let wide = args.output == Output::Wide;
            let table =
                cache::list(&statuses, args.all_namespaces, wide, cluster.clock(&session.clock).now());
            session.ui.table(&table)
        }
    }
}

fn json(value: &impl Serialize, session: &mut Session) -> Result<()> {
    let text = serde_json::to_string_pretty(value).map_err(|error| Error::failed(error.to_string()))?;
    session.ui.line(text)
}
