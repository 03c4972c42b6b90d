//! `neap serve history` and `rollback`: what was applied, and back to it.

use super::agreed;
use super::of_type::named;
use crate::cli::update::{History, Rollback};
use crate::cluster::history::{Revision, revisions};
use crate::cluster::{Cluster, preflight};
use crate::commands::connect::connect;
use crate::error::{Error, Result, quoted};
use crate::manifest::yaml;
use crate::session::Session;
use crate::ui::Table;
use crate::workload::value::integer;

/// Runs `neap serve history`.
///
/// # Errors
/// There is no such service or revision, or they cannot be read.
pub async fn history(args: History, session: &mut Session) -> Result<()> {
    let cluster = connect(&args.target, session).await?;
    let known = known(&cluster, &named(&cluster, &args.which).await?).await?;
    if let Some(text) = &args.revision {
        let revision = find(&known, "--revision", text)?;
        let objects: Vec<_> = revision.bundle.items.iter().map(|item| item.object.value()).collect();
        return session.ui.data(yaml::to_yaml(&objects).map_err(Error::failed)?);
    }
    let mut table = Table::new(["REVISION", "WHEN", "BY", "CHANGED"]);
    for revision in &known {
        table.row([
            revision.number.to_string(),
            revision.at.clone(),
            revision.by.clone(),
            revision.what.clone(),
        ]);
    }
    session.ui.table(&table)
}

/// Runs `neap serve rollback`.
///
/// # Errors
/// There is no such revision, or as `serve update`.
pub async fn rollback(args: Rollback, session: &mut Session) -> Result<()> {
    let cluster = connect(&args.target, session).await?;
    let known = known(&cluster, &named(&cluster, &args.which).await?).await?;
    let revision = match &args.to_revision {
        Some(text) => find(&known, "--to-revision", text)?,
        None => known.len().checked_sub(2).map(|at| &known[at]).ok_or_else(|| {
            Error::failed("there is only one revision: nothing to go back to")
                .hint("each `neap serve` that changes something makes one")
        })?,
    };
    let plan = preflight::check(&cluster, &revision.bundle, args.force_conflicts).await?;
    let why = format!("rollback to {}", revision.number);
    agreed::run(&cluster, &plan, &why, &args.action, session).await
}

/// The revisions of a service; none are an error that says how they come.
async fn known(cluster: &Cluster, name: &str) -> Result<Vec<Revision>> {
    let known = revisions(cluster, name).await?;
    if !known.is_empty() {
        return Ok(known);
    }
    // It says what there is instead of an unknown service.
    let objects = super::live::objects(cluster, name, None).await?;
    // It may be Arena's name of it.
    if let Some(own) = objects.first().map(|object| object.identity().name).filter(|own| own != name) {
        return Box::pin(self::known(cluster, &own)).await;
    }
    Err(Error::failed(format!("{} has no revisions", quoted(name)))
        .hint("each `neap serve` that changes something makes one")
        .hint(format!("`neap import {name} --adopt` makes the first of a service that others deployed")))
}

fn find<'a>(known: &'a [Revision], flag: &str, text: &str) -> Result<&'a Revision> {
    let number = integer(flag, text, 1..=i64::from(i32::MAX))?;
    known.iter().find(|revision| revision.number == number).ok_or_else(|| {
        let numbers: Vec<String> = known.iter().map(|revision| revision.number.to_string()).collect();
        let last = known.last().map_or(1, |revision| revision.number);
        Error::flag(flag, text, format!("kept are {}", numbers.join(", ")), format!("{flag}={last}"))
    })
}
