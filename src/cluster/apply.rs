//! Server-side apply of a bundle in order, and the truth about it when it stops half-way.

use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::time::Duration;

use serde_json::Value;

use super::failure::Failure;
use super::knative::lacks_class_of;
use super::objects::ApplyOptions;
use super::{Cluster, ownership};
use crate::error::{Error, Kind, Result};
use crate::kubernetes::{Identity, Object};

/// What an apply did, or would do, to an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It did not exist.
    Created,
    /// It existed and was changed.
    Configured,
    /// Nothing had to be written.
    Unchanged,
    /// An earlier version of the service had it, this one does not.
    Pruned,
}

impl fmt::Display for Outcome {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::Created => "created",
            Self::Configured => "configured",
            Self::Unchanged => "unchanged",
            Self::Pruned => "pruned",
        })
    }
}

/// One object, checked by the server.
#[derive(Debug, Clone)]
pub struct Step {
    /// Its name.
    pub identity: Identity,
    /// What is sent.
    pub object: Object,
    /// Who owns it.
    pub owner: Option<Identity>,
    /// What is there now.
    pub live: Option<Object>,
    /// What the server would make of it.
    pub dry: Object,
}

impl Step {
    /// What a write would do.
    pub fn outcome(&self) -> Outcome {
        outcome(self.live.as_ref(), &self.dry)
    }
}

/// What is to be written, checked by the server.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The object that owns the others, where there is one.
    pub root: Option<Identity>,
    /// In the order of writing.
    pub steps: Vec<Step>,
    /// What an earlier version of the service has left, with its uid.
    pub surplus: Vec<(Identity, String)>,
    /// What the user should know.
    pub notes: Vec<String>,
    /// Whether fields of other managers are taken over.
    pub force: bool,
}

/// What was done to an object, and what it is now.
#[derive(Debug, Clone)]
pub struct Applied {
    /// Its name.
    pub identity: Identity,
    /// What was done.
    pub outcome: Outcome,
    /// What it is now; `None` where it is gone.
    pub object: Option<Object>,
}

impl Plan {
    /// What writing it would do, as the server said.
    pub fn expected(&self) -> Vec<Applied> {
        let steps = self.steps.iter().map(|step| Applied {
            identity: step.identity.clone(),
            outcome: step.outcome(),
            object: Some(step.dry.clone()),
        });
        let surplus = self.surplus.iter().map(|(identity, _)| Applied {
            identity: identity.clone(),
            outcome: Outcome::Pruned,
            object: None,
        });
        steps.chain(surplus).collect()
    }
}

/// Writes a plan. An interrupt stops it between two writes.
///
/// # Errors
/// The first write that fails ends it: the error says what exists, what does not, how to finish and how to undo.
pub async fn run(
    cluster: &Cluster,
    plan: &Plan,
    interrupt: impl Future<Output = ()>,
) -> Result<Vec<Applied>> {
    let mut interrupt = std::pin::pin!(interrupt);
    let mut done = Vec::new();
    let mut owners: BTreeMap<&Identity, String> =
        plan.steps.iter().filter_map(|step| Some((&step.identity, uid(step.live.as_ref()?)?))).collect();
    let mut unowned = Vec::new();
    for (index, step) in plan.steps.iter().enumerate() {
        let mut object = step.object.clone();
        match step.owner.as_ref().map(|owner| (owner, owners.get(owner))) {
            Some((owner, Some(uid))) => object.set_owner(owner, uid),
            Some(_) => unowned.push(index),
            None => {}
        }
        if step.outcome() == Outcome::Unchanged {
            done.push(Applied {
                identity: step.identity.clone(),
                outcome: Outcome::Unchanged,
                object: step.live.clone(),
            });
            continue;
        }
        let after = match write(cluster, plan, &object, interrupt.as_mut()).await {
            Ok(after) => after,
            Err(failure) => return Err(stopped(cluster, plan, &done, &step.identity, None, failure).await),
        };
        owners.extend(uid(&after).map(|uid| (&step.identity, uid)));
        done.push(Applied {
            identity: step.identity.clone(),
            outcome: outcome(step.live.as_ref(), &after),
            object: Some(after),
        });
    }
    for index in unowned {
        let step = &plan.steps[index];
        let Some((owner, uid)) = step.owner.as_ref().and_then(|owner| Some((owner, owners.get(owner)?)))
        else {
            continue;
        };
        let mut object = step.object.clone();
        object.set_owner(owner, uid);
        match write(cluster, plan, &object, interrupt.as_mut()).await {
            Ok(after) => done[index].object = Some(after),
            Err(failure) => {
                let what = format!("{} has no owner yet", step.identity);
                return Err(stopped(cluster, plan, &done, &step.identity, Some(what), failure).await);
            }
        }
    }
    for (identity, uid) in &plan.surplus {
        if let Err(failure) = cluster.delete(identity, Some(uid)).await {
            let what = format!("{identity} of an earlier version is still there");
            return Err(stopped(cluster, plan, &done, identity, Some(what), failure).await);
        }
        done.push(Applied { identity: identity.clone(), outcome: Outcome::Pruned, object: None });
    }
    Ok(done)
}

async fn write(
    cluster: &Cluster,
    plan: &Plan,
    object: &Object,
    interrupt: impl Future<Output = ()>,
) -> Result<Object, Failure> {
    let options = ApplyOptions { force: plan.force, dry_run: false };
    let write = async {
        // A class that was written a moment ago is not known to all parts of the API server at once.
        for _ in 0..5 {
            match cluster.apply(object, options).await {
                Err(failure) if lacks_class_of(&failure, plan.steps.iter().map(|step| &step.identity)) => {
                    tokio::time::sleep(Duration::from_millis(200)).await;
                }
                written => return written,
            }
        }
        cluster.apply(object, options).await
    };
    tokio::select! {
        biased;
        written = write => written,
        () = interrupt => Err(Error::new(Kind::Interrupted, "interrupted").into()),
    }
}

/// What exists, what does not, how to finish, and how to undo.
async fn stopped(
    cluster: &Cluster,
    plan: &Plan,
    done: &[Applied],
    at: &Identity,
    left: Option<String>,
    failure: Failure,
) -> Error {
    let written: Vec<&Applied> =
        done.iter().filter(|applied| applied.outcome != Outcome::Unchanged).collect();
    let doubt = failure.leaves_doubt();
    let mut error = failure.error;
    error.message = format!("stopped at {at}: {}", error.message);
    for applied in done {
        error = error.cause(format!("done: {} {}", applied.identity, applied.outcome));
    }
    if let Some(left) = left {
        error = error.cause(format!("not done: {left}"));
    } else if doubt {
        // The write may have been done although no answer came: look.
        let live = plan.steps.iter().find(|step| step.identity == *at).and_then(|step| step.live.as_ref());
        error = error.cause(match (cluster.get(at).await, live) {
            (Ok(None), _) => format!("not done: {at}"),
            (Ok(Some(_)), None) => format!("done: {at} exists, although no answer came"),
            (Ok(Some(now)), Some(before)) => match outcome(Some(before), &now) {
                Outcome::Unchanged => format!("not done: {at}"),
                _ => format!("done: {at} changed, although no answer came"),
            },
            (Err(_), _) => format!("unknown: whether {at} was written, since no answer came"),
        });
    } else {
        error = error.cause(format!("not done: {at}"));
    }
    let after = plan.steps.iter().skip_while(|step| step.identity != *at).skip(1);
    for step in after.filter(|step| !done.iter().any(|applied| applied.identity == step.identity)) {
        error = error.cause(format!("not done: {}", step.identity));
    }
    if written.is_empty() && !doubt {
        return error.cause("nothing was written").hint("run the same command again when this is mended");
    }
    error = error.hint("to finish, run the same command again: what is done stays as it is");
    let new = plan.steps.iter().all(|step| step.live.is_none());
    match plan.steps.iter().find(|step| Some(&step.identity) == plan.root.as_ref()).filter(|_| new) {
        Some(service) => {
            let namespace = service.identity.namespace.as_deref().unwrap_or(&cluster.namespace);
            let context =
                cluster.context.as_ref().map_or_else(String::new, |name| format!(" --context {name}"));
            error.hint(format!(
                "to undo, `neap serve delete {} -n {namespace}{context} --yes` removes what was created",
                service.identity.name
            ))
        }
        None => error.hint("to undo, apply the former flags or file again"),
    }
}

fn outcome(before: Option<&Object>, after: &Object) -> Outcome {
    match before {
        None => Outcome::Created,
        Some(before) if ownership::decided(before.value()) == ownership::decided(after.value()) => {
            Outcome::Unchanged
        }
        Some(_) => Outcome::Configured,
    }
}

fn uid(object: &Object) -> Option<String> {
    object.get("/metadata/uid").and_then(Value::as_str).map(str::to_owned)
}
