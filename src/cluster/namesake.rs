//! Two services of one name: they would share the label by which the parts of each are found.

use futures::future::join_all;
use serde_json::Value;

use super::Cluster;
use crate::error::{Error, quoted};
use crate::kubernetes::{Identity, Object, RootKind, labels};

/// Services of other kinds that have the name of this one.
pub async fn of(cluster: &Cluster, root: Option<&Identity>) -> Vec<Identity> {
    let Some((root, namespace)) = root.and_then(|root| Some((root, root.namespace.as_deref()?))) else {
        return Vec::new();
    };
    let kinds = RootKind::ALL.map(|kind| kind.identity(namespace, &root.name));
    if !kinds.contains(root) {
        return Vec::new();
    }
    let others = kinds.iter().filter(|kind| *kind != root);
    // Whether a kind that cannot be read has one is not for this service to wait for.
    let found = join_all(others.map(|kind| cluster.get(kind))).await;
    let found = found.into_iter().filter_map(Result::ok).flatten();
    found.filter(is_service).map(|object| object.identity()).collect()
}

/// An InferenceService always is one; any other object if it bears its own name as the service's and nothing controls it.
fn is_service(object: &Object) -> bool {
    let identity = object.identity();
    let label = object.metadata_map("labels").and_then(|labels| labels.get(labels::NAME)?.as_str());
    let owners = object.get("/metadata/ownerReferences").and_then(Value::as_array);
    let controlled = owners.into_iter().flatten().any(|owner| owner.get("controller") == Some(&true.into()));
    let named = label == Some(identity.name.as_str()) && !controlled;
    named || (identity.kind == "InferenceService" && !controlled)
}

/// What is wrong with a name that others have, where the service is yet to come; where it is there, what to know.
pub fn judge(
    cluster: &Cluster,
    root: Option<&Identity>,
    others: &[Identity],
    exists: bool,
) -> (Vec<Error>, Vec<String>) {
    let Some(root) = root else { return (Vec::new(), Vec::new()) };
    match exists {
        // What is changed here does not touch the other.
        true => (Vec::new(), others.iter().map(|other| note(root, other)).collect()),
        false => (others.iter().map(|other| refusal(cluster, root, other)).collect(), Vec::new()),
    }
}

/// That the name is taken, with what shows and what deletes the other.
fn refusal(cluster: &Cluster, root: &Identity, other: &Identity) -> Error {
    let namespace = root.namespace.as_deref().unwrap_or(&cluster.namespace);
    Error::failed(format!("{} is the name of another service: {other}", quoted(&root.name)))
        .cause(format!("{root} would share the label {}, by which the parts of each are found", labels::NAME))
        .hint(format!("`neap serve get {} -n {namespace}` shows it", root.name))
        .hint(format!(
            "`neap serve delete {} -n {namespace}` deletes it; or take another `--name`",
            root.name
        ))
}

/// That both are there already.
fn note(root: &Identity, other: &Identity) -> String {
    format!(
        "{other} is a service of the same name as {root}: both have the label {}={}, and `neap serve delete` would take both",
        labels::NAME,
        root.name
    )
}
