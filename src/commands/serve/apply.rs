//! A bundle → the cluster: preflight, apply, and what was done.

use serde_json::{Value, json};

use crate::cli::serve::ApplyOutput;
use crate::cluster::apply::{self, Applied, Outcome, Plan};
use crate::cluster::{Cluster, history, preflight};
use crate::commands::follow::interrupt;
use crate::error::{Error, Result};
use crate::kubernetes::Identity;
use crate::manifest::{Bundle, yaml};
use crate::session::Session;
use crate::ui::{Mark, Table};

/// How to apply.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Take over fields that another manager owns.
    pub force: bool,
    /// `--dry-run=server`: show what the server would make of it, and write nothing.
    pub dry_run: bool,
    /// How to print the result.
    pub output: ApplyOutput,
    /// Leave out what to type next: something follows by itself.
    pub quiet: bool,
}

/// Applies a bundle and prints what was done to each object.
///
/// # Errors
/// The preflight found something, and nothing was written; or a write failed, and the error says what is there.
pub async fn bundle(
    cluster: &Cluster,
    bundle: &Bundle,
    options: Options,
    session: &mut Session,
) -> Result<Vec<Applied>> {
    for note in &bundle.notes {
        session.ui.note(note);
    }
    let plan = preflight::check(cluster, bundle, options.force).await?;
    for note in &plan.notes {
        session.ui.warning(note);
    }
    let applied = match options.dry_run {
        true => plan.expected(),
        false => write(cluster, &plan, None, session).await?,
    };
    print(&applied, options, session)?;
    if options.dry_run {
        session.ui.status("server dry run: nothing was written");
        return Ok(applied);
    }
    let service = applied.iter().find(|applied| Some(&applied.identity) == plan.root.as_ref());
    if let Some(service) = service.filter(|_| !options.quiet) {
        session.ui.hint(next(cluster, &service.identity));
    }
    Ok(applied)
}

/// Writes a plan, and keeps what was applied for `serve history`; that it cannot be kept is no failure of the apply.
///
/// # Errors
/// A write failed: the error says what is there.
pub async fn write(
    cluster: &Cluster,
    plan: &Plan,
    why: Option<&str>,
    session: &mut Session,
) -> Result<Vec<Applied>> {
    let applied = apply::run(cluster, plan, interrupt()).await?;
    // Most came with the dry run before.
    cluster.warnings.take().iter().for_each(|text| session.ui.warning(text));
    if let Err(failure) = history::store(cluster, plan, &applied, why).await {
        session.ui.note(format_args!("this apply is missing from `neap serve history`: {}", failure.error));
    }
    Ok(applied)
}

/// What to type next.
fn next(cluster: &Cluster, service: &Identity) -> String {
    let namespace = service.namespace.as_deref().unwrap_or(&cluster.namespace);
    format!("`neap status {} -n {namespace} -w` follows its replicas", service.name)
}

fn print(applied: &[Applied], options: Options, session: &mut Session) -> Result<()> {
    let objects = || -> Vec<Value> {
        applied.iter().filter_map(|applied| Some(presentable(applied.object.as_ref()?.value()))).collect()
    };
    match options.output {
        ApplyOutput::Table => {
            let mut table = Table::new(["OBJECT", "RESULT"]);
            for applied in applied {
                let mark = match applied.outcome {
                    Outcome::Created => Mark::Good,
                    Outcome::Configured | Outcome::Pruned => Mark::Warn,
                    Outcome::Unchanged => Mark::Dim,
                };
                let result = match options.dry_run {
                    true => format!("{} (server dry run)", applied.outcome),
                    false => applied.outcome.to_string(),
                };
                table.marked([(applied.identity.to_string(), Mark::Plain), (result, mark)]);
            }
            session.ui.table(&table)
        }
        ApplyOutput::Name => {
            let kept = applied.iter().filter(|applied| applied.outcome != Outcome::Pruned);
            let names: String = kept.map(|applied| format!("{}\n", applied.identity)).collect();
            session.ui.data(names)
        }
        ApplyOutput::Json => {
            let list = json!({"apiVersion": "v1", "kind": "List", "items": objects()});
            session.ui.line(format_args!("{list:#}"))
        }
        ApplyOutput::Yaml => session.ui.data(yaml::to_yaml(&objects()).map_err(Error::failed)?),
    }
}

/// As `kubectl get` prints it: without the record of who wrote which field.
pub fn presentable(object: &Value) -> Value {
    let mut object = object.clone();
    if let Some(Value::Object(metadata)) = object.get_mut("metadata") {
        metadata.shift_remove("managedFields");
    }
    object
}
