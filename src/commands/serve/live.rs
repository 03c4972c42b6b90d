//! The objects of a running service, whoever made it.

use futures::future::join_all;

use crate::cluster::Cluster;
use crate::error::{Error, Result, quoted};
use crate::kubernetes::near::did_you_mean;
use crate::kubernetes::{Identity, Object, RootKind, labels};
use crate::manifest::import;

/// What may stand around a service and is found by its own fields.
const AROUND: [(&str, &str); 13] = [
    ("autoscaling/v2", "HorizontalPodAutoscaler"),
    ("keda.sh/v1alpha1", "ScaledObject"),
    ("autoscaling.alibabacloud.com/v1beta1", "CronHorizontalPodAutoscaler"),
    ("scheduling.alibabacloud.com/v1alpha1", "ResourcePolicy"),
    ("policy/v1", "PodDisruptionBudget"),
    ("monitoring.coreos.com/v1", "PodMonitor"),
    ("gateway.networking.k8s.io/v1", "HTTPRoute"),
    ("networking.k8s.io/v1", "Ingress"),
    ("v1", "Service"),
    ("policy.one.alibabacloud.com/v1alpha1", "PropagationPolicy"),
    ("policy.karmada.io/v1alpha1", "PropagationPolicy"),
    ("autoscaling.one.alibabacloud.com/v1alpha1", "FederatedHPA"),
    ("autoscaling.karmada.io/v1alpha1", "FederatedHPA"),
];

/// A service by its name, and all that may stand around one in its namespace: what aims at it is its own. `of` is the verb
/// of the type that is meant, where several have the name.
///
/// # Errors
/// There is no such service, more than one, or the cluster cannot be asked.
pub async fn objects(cluster: &Cluster, name: &str, of: Option<&str>) -> Result<Vec<Object>> {
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
    if objects.is_empty() {
        objects = by_label(cluster, name).await;
    }
    if objects.len() > 1 {
        let meant =
            |object: &Object| import::kind_of(object).is_some_and(|kind| of == Some(verb(kind, object)));
        let one: Vec<Object> = objects.iter().filter(|object| meant(object)).cloned().collect();
        match <[Object; 1]>::try_from(one) {
            Ok([one]) => objects = vec![one],
            Err(_) => return Err(several(name, &objects)),
        }
    }
    let Some(name) = objects.first().map(|object| object.identity().name) else {
        return Err(nothing(cluster, name).await);
    };
    let files = Identity {
        api_version: "v1".into(),
        kind: "ConfigMap".into(),
        namespace: Some(cluster.namespace.clone()),
        name: format!("{name}-config"),
    };
    objects.extend(cluster.get(&files).await.ok().flatten());
    for around in join_all(AROUND.map(|of| all_of(cluster, of))).await {
        objects.extend(around);
    }
    Ok(objects)
}

/// The objects of a kind that no controller keeps; none where the kind is not served.
async fn all_of(cluster: &Cluster, (api_version, kind): (&str, &str)) -> Vec<Object> {
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
    whole.filter(|object| !controlled(object)).collect()
}

/// The verb of the type that an object is.
fn verb(kind: RootKind, object: &Object) -> &'static str {
    import::import(std::slice::from_ref(object)).map_or(kind.verb(), |imported| imported.verb)
}

/// Services that Arena calls so: their objects have the version and the type behind the name.
async fn by_label(cluster: &Cluster, name: &str) -> Vec<Object> {
    let selector = format!("{}={name}", labels::NAME);
    let kinds = RootKind::ALL.map(|kind| kind.identity(&cluster.namespace, ""));
    let lists = join_all(kinds.iter().map(|kind| cluster.list_metadata(kind, Some(&selector)))).await;
    let mut identities = Vec::new();
    for (kind, list) in kinds.iter().zip(lists) {
        let names = list.unwrap_or_default();
        let names = names.iter().filter_map(|object| object.pointer("/metadata/name")?.as_str());
        identities.extend(names.map(|name| Identity { name: name.to_owned(), ..kind.clone() }));
    }
    let whole = join_all(identities.iter().map(|identity| cluster.get(identity))).await;
    let whole = whole.into_iter().filter_map(Result::ok).flatten();
    whole.filter(|object| !controlled(object)).collect()
}

/// That a name is that of several services, and how to say which is meant.
fn several(name: &str, objects: &[Object]) -> Error {
    let names: Vec<String> = objects.iter().map(|object| object.identity().to_string()).collect();
    let error = Error::failed(format!("{} is not one service: {}", quoted(name), names.join(", ")));
    let own = |object: &&Object| object.identity().name == name;
    let types = objects.iter().filter(own).filter_map(|object| Some(verb(import::kind_of(object)?, object)));
    match types.collect::<Vec<_>>().as_slice() {
        [] => error.hint(format!("say which by its own name, as `{}`", objects[0].identity().name)),
        types => error.hint(format!("say its type too: {}", types.join(" or "))),
    }
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
    error.hint(format!("`neap serve list -n {}` shows what there is", cluster.namespace))
}
