//! A Service that leads to pods of others too: owned by one of them, it would go with it and leave the others without.

use serde_json::Value;

use crate::cluster::Cluster;
use crate::error::{Error, Result};
use crate::kubernetes::resources::{LabelSelector, StringMap};
use crate::kubernetes::{Identity, Object, RootKind, selector};
use crate::manifest::Bundle;

/// The Services of a bundle that lead to pods which its service does not keep, with those pods.
///
/// # Errors
/// The objects or the pods cannot be read.
pub async fn with_others(cluster: &Cluster, bundle: &Bundle) -> Result<Vec<(Identity, Vec<String>)>> {
    let Some(mut root) = bundle.root.clone() else { return Ok(Vec::new()) };
    root.namespace.get_or_insert_with(|| cluster.namespace.clone());
    let Some(own) = of_its_own(cluster, &root).await? else { return Ok(Vec::new()) };
    let mut shared = Vec::new();
    for item in bundle.items.iter().filter(|item| item.object.identity().kind == "Service") {
        let mut identity = item.object.identity();
        identity.namespace.get_or_insert_with(|| cluster.namespace.clone());
        let Some(service) = cluster.get(&identity).await? else { continue };
        let chosen: Option<StringMap> = read(&service, "/spec/selector");
        let Some(chosen) = chosen.filter(|chosen| !chosen.is_empty()) else { continue };
        let pods = Identity {
            api_version: "v1".into(),
            kind: "Pod".into(),
            namespace: identity.namespace.clone(),
            name: String::new(),
        };
        // To read a service no right on pods is needed; without it nothing is known of others'.
        let pods = cluster.list_metadata(&pods, Some(&selector::query(&chosen))).await.unwrap_or_default();
        let others: Vec<String> = pods.iter().filter_map(|pod| of_another(pod, &own)).collect();
        if !others.is_empty() {
            shared.push((identity, others));
        }
    }
    Ok(shared)
}

/// What chooses the service's own pods: its selector, or the label that its controller gives them.
async fn of_its_own(cluster: &Cluster, root: &Identity) -> Result<Option<LabelSelector>> {
    if let Some(label) = RootKind::of(root).and_then(RootKind::label_of_pods) {
        let match_labels = [(label.to_owned(), root.name.clone())].into();
        return Ok(Some(LabelSelector { match_labels, ..LabelSelector::default() }));
    }
    let own: Option<LabelSelector> = cluster.get(root).await?.and_then(|root| read(&root, "/spec/selector"));
    Ok(own.filter(|own| *own != LabelSelector::default()))
}

/// That such a Service cannot be taken over.
pub fn refusal((service, pods): &(Identity, Vec<String>)) -> Error {
    Error::failed(format!("{service} leads to pods of others too: nothing was written"))
        .cause(format!("these are not the service's: {}", pods.join(", ")))
        .cause("owned by this service it would be deleted with it")
        .hint(format!(
            "run the line that was printed with `--service-name={}-own`: the service gets one of its own, and this one stays",
            service.name
        ))
}

fn read<T: serde::de::DeserializeOwned>(object: &Object, pointer: &str) -> Option<T> {
    serde_json::from_value(object.get(pointer)?.clone()).ok()
}

/// The name of a pod that a selector does not choose.
fn of_another(pod: &Value, own: &LabelSelector) -> Option<String> {
    let labels = pod.pointer("/metadata/labels").cloned().unwrap_or_default();
    let labels: StringMap = serde_json::from_value(labels).unwrap_or_default();
    let name = pod.pointer("/metadata/name")?.as_str()?;
    (!selector::selects(own, &labels)).then(|| name.to_owned())
}
