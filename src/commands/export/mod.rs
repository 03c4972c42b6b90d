//! `neap export`: a service → a Helm chart, or a base for Kustomize.

mod read;
mod write;

use super::connect::connect;
use crate::cli::export::Export;
use crate::error::Result;
use crate::manifest::export::{Exported, chart, kustomization, unfit};
use crate::session::Session;

/// Runs `neap export`.
///
/// # Errors
/// There is no such service or file, the directory holds something else, or it cannot be written.
pub async fn run(args: Export, session: &mut Session) -> Result<()> {
    let mut objects = Vec::new();
    if let Some(name) = &args.name {
        let cluster = connect(&args.target, session).await?;
        objects = read::applied(&cluster, name, session).await?;
    }
    for path in &args.filename {
        objects.extend(read::file(path, &args, session)?);
    }
    let exported = Exported::new(objects, args.with_secrets)?;
    let unfit = if args.kustomize.is_some() { unfit(&exported) } else { Vec::new() };
    for note in exported.notes.iter().chain(&unfit) {
        session.ui.warning(note);
    }
    let (flag, directory, files) = match (&args.helm, &args.kustomize) {
        (Some(directory), _) => ("--helm", directory, chart(&exported)?),
        (None, directory) => {
            ("--kustomize", directory.as_ref().unwrap_or(&exported.name), kustomization(&exported)?)
        }
    };
    let written = write::write(flag, directory, &files, args.force)?;
    for path in &written.files {
        session.ui.line(path.display())?;
    }
    for path in &written.removed {
        session.ui.status(format_args!("removed, as this export has no such object: {}", path.display()));
    }
    let namespace = exported.namespace.as_deref().map(|name| format!(" -n {name}")).unwrap_or_default();
    session.ui.hint(match flag {
        "--helm" => format!("`helm template {} {directory}{namespace}` shows what it gives", exported.name),
        _ => format!("`kubectl kustomize {directory}` shows what it gives"),
    });
    Ok(())
}
