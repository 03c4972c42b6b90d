//! Are the objects those that were meant, and do selectors find the pods?

use serde_json::Value;

use crate::error::{Error, Result};
use crate::kubernetes::resources::StringMap;
use crate::kubernetes::{Identity, Object, labels};
use crate::kubernetes::{pod_templates, selector};

/// Checks that each document is the object that was meant.
///
/// # Errors
/// A usage error that names the object: only a template or a patch can have changed it.
pub fn identities(documents: Vec<(Identity, Value)>) -> Result<Vec<Object>> {
    documents
        .into_iter()
        .map(|(meant, document)| {
            let object = Object::new(document)
                .map_err(|field| Error::usage(format!("{meant} has lost its {field}")).hint(CULPRITS))?;
            let found = object.identity();
            match found == meant {
                true => Ok(object),
                false => Err(Error::usage(format!(
                    "{meant} has become {found}{}",
                    found
                        .namespace
                        .as_ref()
                        .map(|namespace| format!(" in namespace {namespace}"))
                        .unwrap_or_default()
                ))
                .hint(CULPRITS)),
            }
        })
        .collect()
}

const CULPRITS: &str =
    "look at what `--template-dir` and `--patch` change; names, kinds and namespaces must stay";

/// Checks each selector of the bundle against the labels that the service's pods will carry.
///
/// # Errors
/// A usage error that names object, label and the value that pods will have.
pub fn selectors(objects: &[Object], root: &Identity, scaled: &[Identity]) -> Result<()> {
    let Some(service) = objects.iter().find(|object| object.identity() == *root) else { return Ok(()) };
    let pods = labels_of_pods(service);
    let labels = common_to_all(&pods);
    for object in objects {
        let identity = object.identity();
        let (pointer, required) = match identity.kind.as_str() {
            "ResourcePolicy" | "Service" if identity != *root => ("/spec/selector", true),
            "PodDisruptionBudget" => ("/spec/selector/matchLabels", true),
            // It may also say which pods by expressions.
            "PodMonitor" => ("/spec/selector/matchLabels", false),
            "HorizontalPodAutoscaler" | "ScaledObject" | "FederatedHPA" => {
                aims_at(object, root, scaled)?;
                continue;
            }
            "CronHorizontalPodAutoscaler" => {
                aims_at(object, root, &by_the_clock(objects, scaled))?;
                continue;
            }
            "PropagationPolicy" => {
                sends(object, root)?;
                continue;
            }
            _ => continue,
        };
        let selector = object.get(pointer).map(strings).unwrap_or_default();
        if selector.is_empty() && required {
            return Err(Error::usage(format!(
                "{identity} selects all pods of the namespace: its selector is empty"
            ))
            .hint(format!("the service's pods have {}", selector::query(&labels))));
        }
        // Of pods of several sorts it may be one that is meant, as the leaders.
        if pods.iter().any(|labels| selector::mismatch(&selector, labels).is_none()) {
            continue;
        }
        if let Some(wrong) = selector::mismatch(&selector, &labels) {
            let found = match wrong.found {
                Some(found) => format!("the pods have {}={found}", wrong.key),
                None => format!("the pods have no label {}", wrong.key),
            };
            return Err(Error::usage(format!(
                "{identity} would match no pod: it selects {}={}, {found}",
                wrong.key, wrong.wanted
            ))
            .hint(format!("the service's pods have {}", selector::query(&labels))));
        }
    }
    Ok(())
}

/// A policy of a fleet must name what it sends, the service among it: one without a name sends all of its kind in the namespace.
fn sends(policy: &Object, root: &Identity) -> Result<()> {
    let identity = policy.identity();
    let selectors = policy.get("/spec/resourceSelectors").and_then(Value::as_array);
    let selectors: Vec<StringMap> = selectors.into_iter().flatten().map(strings).collect();
    let word = |selector: &StringMap, key: &str| selector.get(key).cloned().unwrap_or_default();
    if let Some(all) = selectors.iter().find(|selector| word(selector, "name").is_empty()) {
        let kind = word(all, "kind");
        return Err(Error::usage(format!(
            "{identity} would send every {kind} of the namespace: one of its selectors has no name"
        ))
        .hint(CULPRITS));
    }
    let meant =
        |selector: &&StringMap| word(selector, "kind") == root.kind && word(selector, "name") == root.name;
    match selectors.iter().any(|selector| meant(&selector)) {
        true => Ok(()),
        false => {
            Err(Error::usage(format!("{identity} would not send {root}: no selector names it"))
                .hint(CULPRITS))
        }
    }
}

/// What ACK's scheduled autoscaler may scale: what another autoscaler scales, it scales through that one.
fn by_the_clock(objects: &[Object], scaled: &[Identity]) -> Vec<Identity> {
    let others: Vec<&Object> =
        objects.iter().filter(|object| object.identity().kind == "HorizontalPodAutoscaler").collect();
    let is_taken = |scaled: &&Identity| {
        let aims = |object: &&&Object| {
            object.get("/spec/scaleTargetRef/name").and_then(Value::as_str) == Some(&scaled.name)
        };
        others.iter().any(|object| aims(&object))
    };
    let bare = scaled.iter().filter(|scaled| !is_taken(scaled)).cloned();
    others.iter().map(|object| object.identity()).chain(bare).collect()
}

/// An autoscaler must aim at what runs the service, and must not have the name of KServe's own.
fn aims_at(autoscaler: &Object, root: &Identity, scaled: &[Identity]) -> Result<()> {
    let identity = autoscaler.identity();
    if root.kind == "InferenceService" && scaled.iter().any(|scaled| identity.name == scaled.name) {
        return Err(Error::usage(format!(
            "{identity} has the name of KServe's own autoscaler, which would overwrite it"
        )));
    }
    let text = |field: &str| {
        let pointer = format!("/spec/scaleTargetRef/{field}");
        autoscaler.get(&pointer).and_then(Value::as_str).unwrap_or_default()
    };
    let (kind, target) = (text("kind"), text("name"));
    if scaled.iter().any(|scaled| (kind, target) == (scaled.kind.as_str(), scaled.name.as_str())) {
        return Ok(());
    }
    // The service's own comes first, where it has one besides those of its parts.
    let own = scaled.iter().find(|scaled| *scaled != root).or(scaled.first());
    let known = own.map(|own| format!(", but the service's {} is {}", own.kind, own.name));
    let say = format!("{identity} scales {kind} {target:?}{}", known.unwrap_or_default());
    Err(Error::usage(say).hint(CULPRITS))
}

/// The labels that all pods of a service carry.
pub fn pod_labels(service: &Object) -> StringMap {
    common_to_all(&labels_of_pods(service))
}

fn common_to_all(pods: &[StringMap]) -> StringMap {
    let Some((first, rest)) = pods.split_first() else { return StringMap::new() };
    let mut labels = first.clone();
    labels.retain(|key, value| rest.iter().all(|own| own.get(key) == Some(value)));
    labels
}

/// The labels of each sort of pods that a service has.
pub fn labels_of_pods(service: &Object) -> Vec<StringMap> {
    let identity = service.identity();
    if identity.kind == "InferenceService" {
        return vec![kserve_labels(service)];
    }
    let at = |pointer: &str| service.get(pointer).map(strings).unwrap_or_default();
    let mut pods = Vec::new();
    for template in pod_templates::of(service) {
        let own = template.metadata.as_ref().map(|metadata| at(&format!("{metadata}/labels")));
        let own = own.unwrap_or_default();
        // Of a role of groups, leader and workers are the template with a patch each.
        let role = template.spec.trim_end_matches("/template/spec");
        let patch = |name: &str| {
            let patch = format!("{role}/leaderWorkerSet/{name}");
            service.get(&patch).map(|_| {
                let mut labels = own.clone();
                labels.extend(at(&format!("{patch}/metadata/labels")));
                labels
            })
        };
        let patched: Vec<StringMap> =
            ["patchLeaderTemplate", "patchWorkerTemplate"].iter().filter_map(|name| patch(name)).collect();
        match patched.is_empty() {
            true => pods.push(own),
            false => pods.extend(patched),
        }
    }
    let label = match (identity.group(), identity.kind.as_str()) {
        ("serving.knative.dev", "Service") => labels::KNATIVE,
        ("leaderworkerset.x-k8s.io", _) => labels::GROUPS,
        ("workloads.x-k8s.io", _) => labels::ROLES,
        _ => return pods,
    };
    pods.iter_mut().for_each(|labels| drop(labels.insert(label.into(), identity.name.clone())));
    pods
}

/// KServe copies the labels of the service and of its predictor, and sets its own. Knative's pods have another `app`.
fn kserve_labels(service: &Object) -> StringMap {
    let name = service.identity().name;
    let mut labels = service.get("/metadata/labels").map(strings).unwrap_or_default();
    labels.extend(service.get("/spec/predictor/labels").map(strings).unwrap_or_default());
    labels.insert(labels::KSERVE.into(), name.clone());
    labels.insert("component".into(), "predictor".into());
    let annotations = service.get("/metadata/annotations").map(strings).unwrap_or_default();
    let mode = annotations.get("serving.kserve.io/deploymentMode").map(String::as_str);
    match mode {
        Some("Serverless" | "Knative") => {
            labels.remove("app");
            labels.insert(labels::KNATIVE.into(), format!("{name}-predictor"));
        }
        _ => {
            labels.insert("app".into(), format!("isvc.{name}-predictor"));
        }
    }
    labels
}

fn strings(value: &Value) -> StringMap {
    let pairs = value.as_object().into_iter().flatten();
    pairs
        .map(|(key, value)| (key.clone(), value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
        .collect()
}
