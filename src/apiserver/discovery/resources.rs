//! The resources of one group and version, in the old form and in the aggregated one.

use serde_json::{Value, json};

use super::groups;
use crate::apiserver::registry::{Columns, Resource};
use crate::apiserver::served::Served;

const VERBS: [&str; 8] = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

/// A subresource as discovery lists it.
struct Sub {
    name: &'static str,
    kind: (&'static str, &'static str, &'static str),
    verbs: &'static [&'static str],
}

/// The subresources of a resource, by name.
fn subresources(resource: &Resource) -> Vec<Sub> {
    let mut subs = Vec::new();
    let mut add = |name, kind, verbs| subs.push(Sub { name, kind, verbs });
    let change: &[&str] = &["get", "patch", "update"];
    match (resource.group.as_str(), resource.plural.as_str()) {
        ("", "pods") => {
            add("attach", ("", "", "PodAttachOptions"), &["create", "get"]);
            add("binding", ("", "", "Binding"), &["create"]);
            add("eviction", ("policy", "v1", "Eviction"), &["create"]);
            add("exec", ("", "", "PodExecOptions"), &["create", "get"]);
            add("log", ("", "", "Pod"), &["get"]);
            add("portforward", ("", "", "PodPortForwardOptions"), &["create", "get"]);
            add("proxy", ("", "", "PodProxyOptions"), &["create", "delete", "get", "patch", "update"]);
        }
        ("", "services") => {
            add("proxy", ("", "", "ServiceProxyOptions"), &["create", "delete", "get", "patch", "update"]);
        }
        ("", "namespaces") => add("finalize", ("", "", "Namespace"), &["update"]),
        _ => {}
    }
    // Of custom resources the status comes first.
    let custom = matches!(resource.columns, Columns::Paths(_));
    if resource.status && custom {
        add("status", ("", "", ""), change);
    }
    if resource.scale.is_some() {
        add("scale", ("autoscaling", "v1", "Scale"), change);
    }
    if resource.status && !custom {
        add("status", ("", "", ""), change);
    }
    subs
}

/// `/api/v1` and `/apis/GROUP/VERSION`; `None` where nothing is served.
pub fn legacy(served: &Served, group: &str, version: &str) -> Option<Value> {
    let mut list = Vec::new();
    for resource in served.all().filter(|its| its.group == group && its.version == version) {
        let mut entry = json!({
            "name": resource.plural, "singularName": resource.singular, "namespaced": resource.namespaced,
            "kind": resource.kind, "verbs": verbs(resource),
        });
        if !resource.short_names.is_empty() {
            entry["shortNames"] = json!(resource.short_names);
        }
        if !resource.categories.is_empty() {
            entry["categories"] = json!(resource.categories);
        }
        list.push(entry);
        for sub in subresources(resource) {
            let mut entry = json!({
                "name": format!("{}/{}", resource.plural, sub.name), "singularName": "",
                "namespaced": resource.namespaced, "kind": kind(&sub, resource), "verbs": sub.verbs,
            });
            if !sub.kind.0.is_empty() {
                entry["group"] = sub.kind.0.into();
                entry["version"] = sub.kind.1.into();
            }
            list.push(entry);
        }
    }
    if list.is_empty() {
        return None;
    }
    let group_version = if group.is_empty() { version.to_owned() } else { format!("{group}/{version}") };
    let mut value = json!({"kind": "APIResourceList"});
    if !group.is_empty() {
        value["apiVersion"] = "v1".into();
    }
    value["groupVersion"] = group_version.into();
    value["resources"] = list.into();
    Some(value)
}

/// The verbs of a resource.
fn verbs(resource: &Resource) -> Vec<&'static str> {
    match (resource.group.as_str(), resource.plural.as_str()) {
        _ if !resource.stored => vec!["create"],
        ("", "namespaces") => VERBS.into_iter().filter(|verb| *verb != "deletecollection").collect(),
        _ if matches!(resource.columns, Columns::Paths(_)) => {
            vec!["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"]
        }
        _ => VERBS.to_vec(),
    }
}

fn kind<'a>(sub: &'a Sub, resource: &'a Resource) -> &'a str {
    match sub.kind.2 {
        "" => &resource.kind,
        kind => kind,
    }
}

/// Aggregated discovery (`apidiscovery.k8s.io/v2`): of the core group, or of all others.
pub fn aggregated(served: &Served, core: bool) -> Value {
    let groups = groups(served).into_iter().filter(|group| group.name.is_empty() == core);
    let items: Vec<Value> = groups
        .map(|group| {
            let versions: Vec<Value> = group
                .versions
                .iter()
                .map(|version| {
                    let own = served.all().filter(|its| its.group == group.name && its.version == *version);
                    let resources: Vec<Value> = own.map(|resource| resource_value(resource)).collect();
                    json!({"version": version, "resources": resources, "freshness": "Current"})
                })
                .collect();
            let mut metadata = json!({"creationTimestamp": null});
            if !core {
                metadata["name"] = group.name.as_str().into();
            }
            json!({"metadata": metadata, "versions": versions})
        })
        .collect();
    json!({
        "kind": "APIGroupDiscoveryList", "apiVersion": "apidiscovery.k8s.io/v2", "metadata": {}, "items": items,
    })
}

fn resource_value(resource: &Resource) -> Value {
    let scope = if resource.namespaced { "Namespaced" } else { "Cluster" };
    let mut value = json!({
        "resource": resource.plural,
        "responseKind": {"group": resource.group, "version": resource.version, "kind": resource.kind},
        "scope": scope, "singularResource": resource.singular, "verbs": verbs(resource),
    });
    if !resource.short_names.is_empty() {
        value["shortNames"] = json!(resource.short_names);
    }
    if !resource.categories.is_empty() {
        value["categories"] = json!(resource.categories);
    }
    let subs: Vec<Value> = subresources(resource)
        .iter()
        .map(|sub| {
            let (group, version) = match sub.kind.0 {
                "" => (resource.group.as_str(), resource.version.as_str()),
                group => (group, sub.kind.1),
            };
            json!({
                "subresource": sub.name,
                "responseKind": {"group": group, "version": version, "kind": kind(sub, resource)},
                "verbs": sub.verbs,
            })
        })
        .collect();
    if !subs.is_empty() {
        value["subresources"] = subs.into();
    }
    value
}

/// A version of aggregated discovery from the old form of another server's answer; stale without one.
pub fn aggregated_version(group: &str, version: &str, list: Option<&Value>) -> Value {
    let Some(list) = list else {
        return json!({"version": version, "resources": [], "freshness": "Stale"});
    };
    let entries = list.get("resources").and_then(Value::as_array).cloned().unwrap_or_default();
    let mut resources: Vec<Value> = Vec::new();
    for entry in &entries {
        let name = entry["name"].as_str().unwrap_or_default();
        let kind = json!({"group": group, "version": version, "kind": entry["kind"]});
        match name
            .split_once('/')
            .filter(|(parent, _)| resources.iter().any(|its| its["resource"] == *parent))
        {
            Some((parent, sub)) => {
                let parent = resources.iter_mut().find(|its| its["resource"] == parent);
                let Some(parent) = parent.and_then(Value::as_object_mut) else { continue };
                let subs = parent.entry("subresources").or_insert_with(|| json!([]));
                if let Some(subs) = subs.as_array_mut() {
                    subs.push(json!({"subresource": sub, "responseKind": kind, "verbs": entry["verbs"]}));
                }
            }
            None => {
                let scope = if entry["namespaced"] == true { "Namespaced" } else { "Cluster" };
                let mut resource = json!({
                    "resource": name, "responseKind": kind, "scope": scope,
                    "singularResource": entry["singularName"], "verbs": entry["verbs"],
                });
                for field in ["shortNames", "categories"] {
                    if let Some(value) = entry.get(field) {
                        resource[field] = value.clone();
                    }
                }
                resources.push(resource);
            }
        }
    }
    json!({"version": version, "resources": resources, "freshness": "Current"})
}
