//! What was applied, kept beside the service: each apply that changed something is a ControllerRevision that the service owns.
//!
//! The label is neap's own: one by which a StatefulSet's pods are chosen would make the StatefulSet's controller adopt it.

use http::Request;
use serde_json::{Value, json};

use super::apply::{Applied, Outcome, Plan};
use super::failure::Failure;
use super::objects::ApplyOptions;
use super::{Action, Cluster};
use crate::kubernetes::changes::changes;
use crate::kubernetes::{Identity, Object};
use crate::manifest::{Bundle, bundle::Item};

const LABEL: &str = "neap/revision-of";
const BY: &str = "neap/by";
const WHAT: &str = "neap/what";
/// So many are kept.
const KEPT: usize = 10;

/// A stored apply.
#[derive(Debug, Clone, PartialEq)]
pub struct Revision {
    /// Counted from 1.
    pub number: i64,
    /// When, as the server says it.
    pub at: String,
    /// Who applied it, as far as the server told.
    pub by: String,
    /// What changed.
    pub what: String,
    /// What was applied.
    pub bundle: Bundle,
    identity: Identity,
}

/// The revisions of a service, oldest first.
///
/// # Errors
/// They cannot be read.
pub async fn revisions(cluster: &Cluster, service: &str) -> Result<Vec<Revision>, Failure> {
    let kind = identity(cluster, "");
    let list = cluster.list_metadata(&kind, Some(&format!("{LABEL}={service}"))).await?;
    let names = list.iter().filter_map(|object| object.pointer("/metadata/name")?.as_str());
    let identities: Vec<Identity> = names.map(|name| identity(cluster, name)).collect();
    let gets = futures::future::join_all(identities.iter().map(|identity| cluster.get(identity))).await;
    let mut revisions = Vec::new();
    for object in gets {
        revisions.extend(object?.as_ref().and_then(read));
    }
    revisions.sort_by_key(|revision| revision.number);
    Ok(revisions)
}

fn identity(cluster: &Cluster, name: &str) -> Identity {
    Identity {
        api_version: "apps/v1".into(),
        kind: "ControllerRevision".into(),
        namespace: Some(cluster.namespace.clone()),
        name: name.to_owned(),
    }
}

fn read(object: &Object) -> Option<Revision> {
    let text = |pointer: &str| object.get(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
    let items = object.get("/data/items").and_then(Value::as_array)?;
    let root = items
        .iter()
        .find(|item| item["owned"] == false)
        .and_then(|item| Object::new(item["object"].clone()).ok());
    let root = root.map(|root| root.identity());
    let items = items.iter().map(|item| {
        let owner = root.clone().filter(|_| item["owned"] == true);
        Some(Item { object: Object::new(item["object"].clone()).ok()?, owner })
    });
    Some(Revision {
        number: object.get("/revision")?.as_i64()?,
        at: text("/metadata/creationTimestamp"),
        by: text("/metadata/annotations/neap~1by"),
        what: text("/metadata/annotations/neap~1what"),
        bundle: Bundle { items: items.collect::<Option<Vec<_>>>()?, root, notes: Vec::new() },
        identity: object.identity(),
    })
}

/// Stores what was applied, if anything changed by it; the oldest beyond ten go. Returns its number.
///
/// # Errors
/// It cannot be written or read; what was applied stands all the same.
pub async fn store(
    cluster: &Cluster,
    plan: &Plan,
    applied: &[Applied],
    why: Option<&str>,
) -> Result<Option<i64>, Failure> {
    let changed = applied.iter().any(|applied| applied.outcome != Outcome::Unchanged);
    let root = plan.root.as_ref().filter(|_| changed);
    let live = root.and_then(|root| applied.iter().find(|applied| applied.identity == *root));
    let (Some(root), Some(uid)) =
        (root, live.and_then(|live| live.object.as_ref()?.get("/metadata/uid")?.as_str()))
    else {
        return Ok(None);
    };
    let (known, by) = futures::join!(revisions(cluster, &root.name), user(cluster));
    let known = known?;
    let number = known.last().map_or(1, |last| last.number + 1);
    let items: Vec<Value> = plan
        .steps
        .iter()
        .map(|step| json!({ "owned": step.owner.is_some() || step.identity != *root, "object": step.object.value() }))
        .collect();
    let changes = what(plan);
    let what = why.map_or_else(|| changes.clone(), |why| format!("{why}: {changes}"));
    let revision = json!({
        "apiVersion": "apps/v1", "kind": "ControllerRevision",
        "metadata": {
            "name": format!("{}-neap-{number}", root.name), "namespace": root.namespace,
            "labels": { LABEL: root.name, "app.kubernetes.io/managed-by": "neap" },
            "annotations": { BY: by.unwrap_or_else(|| "-".into()), WHAT: what },
        },
        "revision": number,
        "data": { "items": items },
    });
    let Ok(mut revision) = Object::new(revision) else { return Ok(None) };
    revision.set_owner(root, uid);
    cluster.apply(&revision, ApplyOptions { force: true, dry_run: false }).await?;
    for old in known.iter().take((known.len() + 1).saturating_sub(KEPT)) {
        cluster.delete(&old.identity, None).await?;
    }
    Ok(Some(number))
}

/// What a plan changes, in a line.
fn what(plan: &Plan) -> String {
    const MOST: usize = 3;
    let mut parts = Vec::new();
    for step in &plan.steps {
        match &step.live {
            None => parts.push(format!("{} created", step.identity)),
            Some(live) => {
                let of = |object: &Object, field: &str| object.get(field).cloned();
                for field in ["spec", "data", "metadata/labels", "metadata/annotations"] {
                    let pointer = format!("/{field}");
                    let changes = changes(
                        &field.replace('/', "."),
                        of(live, &pointer).as_ref(),
                        of(&step.dry, &pointer).as_ref(),
                    );
                    parts.extend(changes.iter().map(|changed| short(&changed.to_string())));
                }
            }
        }
    }
    parts.extend(plan.surplus.iter().map(|(identity, _)| format!("{identity} pruned")));
    let more = parts.len().saturating_sub(MOST);
    parts.truncate(MOST);
    match (parts.is_empty(), more) {
        (true, _) => "only who owns the fields".into(),
        (false, 0) => parts.join(", "),
        (false, more) => format!("{}, and {more} more", parts.join(", ")),
    }
}

fn short(text: &str) -> String {
    match text.char_indices().nth(120) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// Who the server takes us for.
async fn user(cluster: &Cluster) -> Option<String> {
    let action = Action::new("create", "selfsubjectreviews.authentication.k8s.io");
    let body = json!({"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"})
        .to_string()
        .into_bytes();
    let request = Request::post("/apis/authentication.k8s.io/v1/selfsubjectreviews")
        .header(http::header::CONTENT_TYPE, "application/json")
        .body(body)
        .ok()?;
    let answer: Value = cluster.call(&action, cluster.client.request(request)).await.ok()?;
    answer.pointer("/status/userInfo/username")?.as_str().map(str::to_owned)
}
