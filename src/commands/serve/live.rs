//! The objects of a running service, whoever made it.

use futures::future::join_all;

use crate::cluster::Cluster;
use crate::error::{Error, Result, quoted};
use crate::kubernetes::near::did_you_mean;
use crate::kubernetes::{Identity, Object, RootKind};

/// What may stand around a service and is found by its own fields.
const AROUND: [(&str, &str); 3] = [
    ("autoscaling/v2", "HorizontalPodAutoscaler"),
    ("scheduling.alibabacloud.com/v1alpha1", "ResourcePolicy"),
    ("v1", "Service"),
];

/// A service by its name, and all autoscalers, policies and Services of its namespace: those that aim at it are its own.
///
/// # Errors
/// There is no such service, more than one, or the cluster cannot be asked.
pub async fn objects(cluster: &Cluster, name: &str) -> Result<Vec<Object>> {
    let roots = RootKind::ALL.map(|kind| kind.identity(&cluster.namespace, name));
    let found = join_all(roots.iter().map(|root| cluster.get(root))).await;
    let mut objects = Vec::new();
    for answer in found {
        match answer {
            Ok(object) => objects.extend(object),
            // A kind that is not served has no objects.
            Err(failure)
                if failure.status.as_ref().is_some_and(|status| matches!(status.code, 403 | 404)) => {}
            Err(failure) => return Err(failure.into()),
        }
    }
    // What a controller keeps is the controller's.
    objects.retain(|object| !controlled(object));
    match objects.as_slice() {
        [_] => {}
        [] => return Err(nothing(cluster, name).await),
        several => {
            let names: Vec<String> = several.iter().map(|object| object.identity().to_string()).collect();
            return Err(Error::failed(format!("{} is not one service: {}", quoted(name), names.join(", "))));
        }
    }
    for (api_version, kind) in AROUND {
        let kind = Identity {
            api_version: api_version.into(),
            kind: kind.into(),
            namespace: Some(cluster.namespace.clone()),
            name: String::new(),
        };
        let list = cluster.list_metadata(&kind, None).await.unwrap_or_default();
        let names = list.iter().filter_map(|object| object.pointer("/metadata/name")?.as_str());
        let identities: Vec<Identity> =
            names.map(|name| Identity { name: name.to_owned(), ..kind.clone() }).collect();
        let whole = join_all(identities.iter().map(|identity| cluster.get(identity))).await;
        let whole = whole.into_iter().filter_map(Result::ok).flatten();
        objects.extend(whole.filter(|object| !controlled(object)));
    }
    Ok(objects)
}

fn controlled(object: &Object) -> bool {
    let owners = object.get("/metadata/ownerReferences").and_then(serde_json::Value::as_array);
    owners.into_iter().flatten().any(|owner| owner.get("controller") == Some(&true.into()))
}

async fn nothing(cluster: &Cluster, name: &str) -> Error {
    let kinds = RootKind::ALL.map(|kind| kind.identity(&cluster.namespace, ""));
    let lists = join_all(kinds.iter().map(|kind| cluster.list_metadata(kind, None))).await;
    let names: Vec<String> = lists
        .into_iter()
        .filter_map(Result::ok)
        .flatten()
        .filter_map(|object| object.pointer("/metadata/name")?.as_str().map(str::to_owned))
        .collect();
    let mut error =
        Error::failed(format!("there is no service {} in namespace {}", quoted(name), cluster.namespace));
    error.hints.extend(did_you_mean(name, names.iter().map(String::as_str)));
    error
}
