//! Whether a PodMonitor finds the pods of a service already, so that nobody need be told to make one.

use serde_json::Value;

use crate::cluster::Cluster;
use crate::kubernetes::resources::LabelSelector;
use crate::kubernetes::{Identity, selector};
use crate::manifest::bundle::UNSCRAPED;
use crate::manifest::{Bundle, verify};

/// Takes the note back where a PodMonitor of the cluster selects the pods. One that cannot be read selects none.
pub async fn take_back(cluster: &Cluster, bundle: &mut Bundle) {
    if !bundle.notes.iter().any(|note| note == UNSCRAPED) {
        return;
    }
    let root = bundle.items.iter().find(|item| Some(item.object.identity()) == bundle.root);
    let Some(pods) = root.map(|item| verify::labels_of_pods(&item.object)) else { return };
    let monitors = |namespace: Option<String>| Identity {
        api_version: "monitoring.coreos.com/v1".into(),
        kind: "PodMonitor".into(),
        namespace,
        name: String::new(),
    };
    let found = match cluster.list(&monitors(None)).await {
        Ok(all) => all,
        // Who may not look everywhere looks here.
        Err(_) => cluster.list(&monitors(Some(cluster.namespace.clone()))).await.ok().flatten(),
    };
    let scrapes = |monitor: &Value| {
        let chosen = monitor.pointer("/spec/selector").cloned().unwrap_or_default();
        let chosen: Option<LabelSelector> = serde_json::from_value(chosen).ok();
        looks_into(monitor, &cluster.namespace)
            && chosen.is_some_and(|chosen| pods.iter().any(|labels| selector::selects(&chosen, labels)))
    };
    if found.iter().flatten().any(scrapes) {
        bundle.notes.retain(|note| note != UNSCRAPED);
    }
}

/// Whether a PodMonitor looks for pods in a namespace: its own, unless it says otherwise.
fn looks_into(monitor: &Value, namespace: &str) -> bool {
    let own = monitor.pointer("/metadata/namespace").and_then(Value::as_str) == Some(namespace);
    match monitor.pointer("/spec/namespaceSelector") {
        Some(chosen) if chosen.get("any") == Some(&Value::Bool(true)) => true,
        Some(chosen) => match chosen.get("matchNames").and_then(Value::as_array) {
            Some(names) if !names.is_empty() => names.iter().any(|name| name == namespace),
            _ => own,
        },
        None => own,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_monitor_looks_where_it_says() {
        let monitor =
            |chosen: Value| json!({"metadata": {"namespace": "a"}, "spec": {"namespaceSelector": chosen}});
        for (chosen, here, there) in [
            (json!(null), true, false),
            (json!({}), true, false),
            (json!({"any": true}), true, true),
            (json!({"matchNames": ["b"]}), false, true),
        ] {
            let monitor = monitor(chosen);
            assert_eq!((looks_into(&monitor, "a"), looks_into(&monitor, "b")), (here, there), "{monitor}");
        }
    }
}
