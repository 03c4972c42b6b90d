//! A few fields of live objects, changed by hand: what is shown before, and how it is written.

use serde_json::{Map, Value, json};

use crate::cli::serve::DryRun;
use crate::cluster::Cluster;
use crate::cluster::failure::Failure;
use crate::cluster::objects::{ApplyOptions, BY_HAND};
use crate::error::{Error, Result};
use crate::kubernetes::{Identity, Object};
use crate::observe::watch::look;
use crate::observe::{Scope, Service, lookup};
use crate::session::Session;
use crate::ui::{Mark, Table};

/// Fields of one object to set.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The object.
    pub object: Identity,
    /// JSON pointers and values.
    pub fields: Vec<(String, Value)>,
    /// What to know about it.
    pub note: Option<String>,
    /// What neap applies of the object from now on, these fields with it. Else they are merged into it, as set by hand.
    pub applied: Option<Object>,
}

impl Change {
    async fn write(&self, cluster: &Cluster, dry_run: bool) -> Result<(), Failure> {
        let written = match &self.applied {
            Some(object) => cluster.apply(object, ApplyOptions { force: true, dry_run }).await,
            None => cluster.merge(&self.object, &merge_patch(&self.fields), BY_HAND, dry_run).await,
        };
        written.map(drop)
    }
}

/// A service as `neap status` sees it.
///
/// # Errors
/// There is none, or it cannot be read.
pub async fn service(cluster: &Cluster, name: &str, session: &Session) -> Result<Service> {
    let scope = Scope {
        namespace: Some(cluster.namespace.clone()),
        service: Some(name.to_owned()),
        ..Scope::default()
    };
    if let Some(service) = seen(cluster, scope.clone(), session).await? {
        return Ok(service);
    }
    // It says what there is instead, or whose name is Arena's.
    let own = lookup::service(cluster, name).await?;
    let (service, marked) = (Some(own.name().to_owned()), Some(own.marked().to_owned()));
    seen(cluster, Scope { service, marked, ..scope }, session)
        .await?
        .ok_or_else(|| Error::failed(format!("{name} came up only now")).hint("run the same command again"))
}

/// The one service of a picture, if it is there.
async fn seen(cluster: &Cluster, scope: Scope, session: &Session) -> Result<Option<Service>> {
    let clock = cluster.clock(&session.clock);
    let snapshot = look(cluster, scope, &*clock).await?.snapshot(clock.now());
    Ok(snapshot.services.into_iter().find(|service| service.exists))
}

/// Shows each field with its old and new value, and writes them unless it is a dry run.
///
/// # Errors
/// An object is not there, or the server refuses; nothing is written then, since all is asked before.
pub async fn make(
    cluster: &Cluster,
    changes: &[Change],
    dry_run: Option<DryRun>,
    session: &mut Session,
) -> Result<()> {
    let mut table = Table::new(["OBJECT", "FIELD", "NOW", "THEN"]);
    let mut differs = false;
    for change in changes {
        let Some(live) = cluster.get(&change.object).await? else {
            return Err(
                Error::failed(format!("{} does not exist", change.object)).cause("nothing was written")
            );
        };
        for (pointer, value) in &change.fields {
            let before = live.get(pointer);
            let same = before == Some(value);
            differs |= !same;
            let mark = if same { Mark::Dim } else { Mark::Warn };
            let cells = [
                change.object.to_string(),
                path(pointer),
                before.map_or_else(|| "-".into(), plain),
                plain(value),
            ];
            table.marked(cells.map(|cell| (cell, mark)));
        }
        if dry_run != Some(DryRun::Client) {
            change
                .write(cluster, true)
                .await
                .map_err(|failure| failure.error.cause("nothing was written"))?;
        }
    }
    session.ui.table(&table)?;
    cluster.warnings.take().iter().for_each(|text| session.ui.warning(text));
    for note in changes.iter().filter_map(|change| change.note.as_ref()) {
        session.ui.note(note);
    }
    match (dry_run, differs) {
        (Some(DryRun::Client), _) => session.ui.status("dry run: nothing was written"),
        (Some(DryRun::Server), _) => session.ui.status("server dry run: nothing was written"),
        (None, false) => session.ui.status("nothing to change"),
        (None, true) => {
            for (done, change) in changes.iter().enumerate() {
                if let Err(failure) = change.write(cluster, false).await {
                    let error = failure.error;
                    return Err(match done {
                        0 => error.cause("nothing was written"),
                        done => error.cause(format!("{done} of {} objects were changed", changes.len())),
                    });
                }
            }
        }
    }
    Ok(())
}

/// Pointers and values as one JSON merge patch.
fn merge_patch(fields: &[(String, Value)]) -> Value {
    let mut patch = json!({});
    for (pointer, value) in fields {
        let mut place = &mut patch;
        for token in pointer.trim_start_matches('/').split('/') {
            let name = token.replace("~1", "/").replace("~0", "~");
            let Value::Object(object) = place else { break };
            place = object.entry(name).or_insert_with(|| Value::Object(Map::new()));
        }
        *place = value.clone();
    }
    patch
}

fn path(pointer: &str) -> String {
    let names =
        pointer.trim_start_matches('/').split('/').map(|token| token.replace("~1", "/").replace("~0", "~"));
    names.collect::<Vec<_>>().join(".")
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_become_one_patch() {
        let fields = [
            ("/spec/minReplicas".to_owned(), json!(2)),
            ("/spec/template/metadata/annotations/a.io~1b".to_owned(), json!("x")),
        ];
        let expected =
            json!({"spec": {"minReplicas": 2, "template": {"metadata": {"annotations": {"a.io/b": "x"}}}}});
        assert_eq!(merge_patch(&fields), expected);
        assert_eq!(path(&fields[1].0), "spec.template.metadata.annotations.a.io/b");
    }
}
