//! `neap serve delete`.

use std::time::Duration;

use tokio::time::Instant;

use crate::cli::serve::{Delete, DryRun};
use crate::cluster::Cluster;
use crate::cluster::delete::{Part, parts_of};
use crate::commands::connect::{connect, wait_limit};
use crate::commands::follow;
use crate::error::{Error, Result};
use crate::observe::goal::Goal;
use crate::session::Session;
use crate::ui::{Mark, Table};

/// Runs `neap serve delete`.
///
/// # Errors
/// A service is unknown (then nothing is deleted), the question was answered with no, or an object could not be deleted.
pub async fn run(args: Delete, session: &mut Session) -> Result<()> {
    let wait = wait_limit("--wait", args.wait.as_deref())?;
    let names = names(&args)?;
    let cluster = connect(&args.target, session).await?;
    // All names are looked up before the first delete: a slip in the second must not cost the first.
    let mut parts: Vec<Part> = Vec::new();
    for name in &names {
        super::of_type::check(&cluster, name, args.kind).await?;
        for part in parts_of(&cluster, name).await? {
            if !parts.iter().any(|known| known.identity == part.identity) {
                parts.push(part);
            }
        }
    }
    if args.dry_run.is_some() || !args.yes {
        let mut table = Table::new(["OBJECT", "WHY"]);
        for part in &parts {
            table.row([part.identity.to_string(), part.why.text().to_owned()]);
        }
        let shown = table.render(None, false);
        match args.dry_run {
            Some(DryRun::Client | DryRun::Server) => {
                session.ui.data(shown)?;
                session.ui.status("dry run: nothing was deleted");
                return Ok(());
            }
            None => session.ui.status(shown.trim_end()),
        }
        let question = format!(
            "Delete {} from namespace {} of {}?",
            objects(parts.len()),
            cluster.namespace,
            cluster.place()
        );
        if !session.ui.confirm(&question)? {
            return Err(Error::failed("nothing was deleted").hint("answer `y`, or add `--yes`, to go ahead"));
        }
    }
    delete(&cluster, &parts, session).await?;
    let Some(limit) = wait else { return Ok(()) };
    let deadline = Instant::now() + limit;
    for name in &names {
        let left = deadline.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
        follow::wait(&cluster, name, Goal::Deleted, left, session).await?;
        session.ui.status(format_args!("{name} is gone, and so are its pods"));
    }
    Ok(())
}

/// The services' names: with `-v`, NAME-VERSION.
fn names(args: &Delete) -> Result<Vec<String>> {
    let mut names: Vec<String> = Vec::new();
    for name in &args.names {
        let (name, flag, value) = match args.version.as_deref() {
            Some(version) if !version.is_empty() => (format!("{name}-{version}"), "--version", version),
            _ => (name.clone(), "NAME", name.as_str()),
        };
        crate::kubernetes::names::dns_subdomain(&name)
            .map_err(|allowed| Error::flag(flag, value, allowed, "neap serve delete qwen-chat"))?;
        if !names.contains(&name) {
            names.push(name);
        }
    }
    Ok(names)
}

/// Deletes each part; one that fails does not keep the others.
async fn delete(cluster: &Cluster, parts: &[Part], session: &mut Session) -> Result<()> {
    let mut table = Table::new(["OBJECT", "RESULT"]);
    let mut failures = Vec::new();
    let mut left = Vec::new();
    for part in parts {
        match cluster.delete(&part.identity, Some(&part.uid)).await {
            Ok(true) => {
                table.marked([(part.identity.to_string(), Mark::Plain), ("deleted".to_owned(), Mark::Warn)])
            }
            // Its owner went first.
            Ok(false) => table
                .marked([(part.identity.to_string(), Mark::Plain), ("gone already".to_owned(), Mark::Dim)]),
            Err(failure) => {
                let lost = failure.status.is_none();
                failures.push(failure.error);
                left.push(part.identity.to_string());
                // Without a connection the others would wait for the same timeout.
                if lost {
                    let rest = parts.iter().skip_while(|other| other.identity != part.identity).skip(1);
                    left.extend(rest.map(|part| part.identity.to_string()));
                    break;
                }
                continue;
            }
        };
    }
    if !table.is_empty() {
        session.ui.table(&table)?;
    }
    let Some(first) = failures.into_iter().next() else { return Ok(()) };
    let mut error = first;
    error.message = format!("{} could not be deleted: {}", objects(left.len()), error.message);
    let error = left
        .iter()
        .fold(error, |error, object| error.cause(format!("still there, as far as is known: {object}")));
    Err(error.hint("run the same command again when this is mended: it deletes what is left"))
}

fn objects(count: usize) -> String {
    crate::cluster::failure::count(count, "object")
}
