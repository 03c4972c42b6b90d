//! What belongs to a service, by owner, by label and by Arena's record; and how it goes.

use futures::future::join_all;
use serde_json::Value;

use super::Cluster;
use super::failure::{Failure, is_missing_kind};
use crate::error::{Error, Result, quoted};
use crate::kubernetes::near::did_you_mean;
use crate::kubernetes::{Identity, Object, RootKind, labels};

/// What scales, in the order in which it goes: first, so that nothing scales what is leaving.
const SCALERS: [(&str, &str); 5] = [
    ("keda.sh/v1alpha1", "ScaledObject"),
    ("autoscaling.alibabacloud.com/v1beta1", "CronHorizontalPodAutoscaler"),
    ("autoscaling.one.alibabacloud.com/v1alpha1", "FederatedHPA"),
    ("autoscaling.karmada.io/v1alpha1", "FederatedHPA"),
    ("autoscaling/v2", "HorizontalPodAutoscaler"),
];

/// What stands around a service, in the order in which it goes after it: the policy after the pods' owner; records last,
/// so that a delete that stops can be run again.
const AROUND: [(&str, &str); 11] = [
    ("scheduling.alibabacloud.com/v1alpha1", "ResourcePolicy"),
    ("workloads.x-k8s.io/v1alpha1", "RoleBasedGroupScalingAdapter"),
    ("policy.one.alibabacloud.com/v1alpha1", "PropagationPolicy"),
    ("policy.karmada.io/v1alpha1", "PropagationPolicy"),
    ("policy/v1", "PodDisruptionBudget"),
    ("monitoring.coreos.com/v1", "PodMonitor"),
    ("monitoring.coreos.com/v1", "ServiceMonitor"),
    ("gateway.networking.k8s.io/v1", "HTTPRoute"),
    ("networking.k8s.io/v1", "Ingress"),
    ("v1", "Service"),
    ("v1", "ConfigMap"),
];

/// Why an object belongs to a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It is the service's own object.
    Service,
    /// That object owns it.
    Owner,
    /// Its label names the service.
    Label,
    /// Arena wrote it down.
    Record,
}

impl Why {
    /// For a table.
    pub fn text(self) -> &'static str {
        match self {
            Self::Service => "the service",
            Self::Owner => "owned by it",
            Self::Label => "labelled with its name",
            Self::Record => "in Arena's record of it",
        }
    }
}

/// An object of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its name.
    pub identity: Identity,
    /// Its uid: only this very object is deleted.
    pub uid: String,
    /// Why it belongs.
    pub why: Why,
    /// Whether it is being deleted already.
    pub leaving: bool,
}

/// The kinds that a service may consist of, in the order in which they go.
pub fn kinds_of(namespace: Option<&str>) -> Vec<Identity> {
    let roots = RootKind::ALL.map(RootKind::api);
    let all = SCALERS.iter().chain(&roots).chain(&AROUND);
    all.map(|(api_version, kind)| Identity {
        api_version: (*api_version).to_owned(),
        kind: (*kind).to_owned(),
        namespace: namespace.map(str::to_owned),
        name: String::new(),
    })
    .collect()
}

/// The kind of service that an object of this identity would be.
fn root_kind(identity: &Identity) -> Option<RootKind> {
    RootKind::ALL.into_iter().find(|kind| kind.api() == (&identity.api_version, &identity.kind))
}

/// Whether an object is a service: an InferenceService always, any other if it bears its own name as the service's.
fn is_service(kind: RootKind, object: &Value) -> bool {
    kind == RootKind::InferenceService
        || (label(object, labels::NAME) == Some(text(object, "/metadata/name")) && !is_controlled(object))
}

/// The labels by which the parts of a service are found whose object is called otherwise, as Arena's are: service and version.
/// They are asked for by the object's name, or by the service's, if only one version of it is there.
fn marks(listed: &[(&Identity, Vec<Value>)], name: &str) -> Result<(String, Option<String>)> {
    let roots = listed.iter().filter(|(kind, _)| root_kind(kind).is_some()).flat_map(|(_, list)| list);
    let roots = roots.filter(|object| !is_controlled(object));
    let (own, of_it): (Vec<&Value>, Vec<&Value>) = roots
        .filter(|object| {
            let mark = label(object, labels::NAME);
            mark == Some(name) || (mark.is_some() && text(object, "/metadata/name") == name)
        })
        .partition(|object| text(object, "/metadata/name") == name);
    let named = own.first().or_else(|| of_it.first());
    let Some(root) = named else { return Ok((name.to_owned(), None)) };
    if own.is_empty() && of_it.len() > 1 {
        let names: Vec<&str> = of_it.iter().map(|object| text(object, "/metadata/name")).collect();
        return Err(Error::failed(format!("{} is not one service: {}", quoted(name), names.join(", ")))
            .hint(format!("say which by its own name, as `{}`", names[0])));
    }
    let of = |key| label(root, key).map(str::to_owned);
    Ok((of(labels::NAME).unwrap_or_default(), of(labels::VERSION)))
}

fn label<'a>(object: &'a Value, name: &str) -> Option<&'a str> {
    object.pointer("/metadata/labels")?.get(name)?.as_str()
}

fn is_controlled(object: &Value) -> bool {
    let references = object.pointer("/metadata/ownerReferences").and_then(Value::as_array);
    references.into_iter().flatten().any(|owner| owner.get("controller") == Some(&true.into()))
}

/// All that belongs to a service, in the order in which it goes.
///
/// # Errors
/// There is no such service, several versions have the name, or the cluster cannot be asked.
pub async fn parts_of(cluster: &Cluster, name: &str) -> Result<Vec<Part>> {
    let kinds = kinds_of(Some(&cluster.namespace));
    let record = Identity { name: format!("{name}-kserve"), ..kinds[kinds.len() - 1].clone() };
    let lists = join_all(kinds.iter().map(|kind| cluster.list_metadata(kind, None)));
    let (lists, record) = tokio::join!(lists, cluster.get(&record));
    let record = record?.filter(is_record);
    let mut listed = Vec::new();
    let mut refused = None;
    for (kind, list) in kinds.iter().zip(lists) {
        match list {
            Ok(list) => listed.push((kind, list)),
            // Who may not list a kind cannot have made its objects; what is not served has none.
            Err(failure) if is_forbidden(&failure) || is_not_served(&failure) => {
                if kind.kind == "InferenceService" {
                    refused = Some(failure);
                }
            }
            Err(failure) => return Err(failure.into()),
        }
    }
    let services: Vec<(&Identity, &Value)> = listed
        .iter()
        .filter_map(|(kind, list)| Some((*kind, root_kind(kind)?, list)))
        .flat_map(|(kind, root, list)| {
            list.iter().filter(move |object| is_service(root, object)).map(move |object| (kind, object))
        })
        .collect();
    let own = services.iter().find(|(_, object)| text(object, "/metadata/name") == name);
    let service = own.map(|(kind, _)| Identity { name: name.to_owned(), ..(*kind).clone() });
    let owner = own.map(|(_, object)| text(object, "/metadata/uid"));
    let (mark, version) = match own {
        Some(_) => (name.to_owned(), None),
        None => marks(&listed, name)?,
    };
    let recorded = record.as_ref().map(recorded).unwrap_or_default();
    let mut parts = Vec::new();
    for (kind, list) in &listed {
        for object in list {
            let identity = Identity { name: text(object, "/metadata/name").to_owned(), ..(*kind).clone() };
            let references = object.pointer("/metadata/ownerReferences").and_then(Value::as_array);
            let owners = || references.into_iter().flatten();
            let owned = || owners().any(|reference| owner == Some(text(reference, "/uid")));
            // What a controller makes goes with its owner, and is not ours to list.
            let controlled = owners().any(|reference| reference.get("controller") == Some(&true.into()));
            let labelled = label(object, labels::NAME) == Some(&mark)
                && (version.is_none() || label(object, labels::VERSION) == version.as_deref());
            let why = if Some(&identity) == service.as_ref() {
                Why::Service
            } else if owned() && !controlled {
                Why::Owner
            } else if recorded.contains(&identity.to_string())
                || record.as_ref().is_some_and(|record| record.identity() == identity)
            {
                Why::Record
            } else if labelled && !controlled && kind.kind != "InferenceService" {
                Why::Label
            } else {
                continue;
            };
            let uid = text(object, "/metadata/uid").to_owned();
            let leaving = object.pointer("/metadata/deletionTimestamp").is_some();
            parts.push(Part { identity, uid, why, leaving });
        }
    }
    // What KServe makes goes with the service, and is not ours to list.
    parts.retain(|part| part.why != Why::Owner || part.identity.name != format!("{name}-predictor"));
    if !parts.is_empty() {
        return Ok(parts);
    }
    if let (Some(failure), true) = (refused, services.is_empty()) {
        return Err(failure.into());
    }
    let names = services.iter().map(|(_, object)| text(object, "/metadata/name"));
    let mut error =
        Error::failed(format!("there is no service {} in namespace {}", quoted(name), cluster.namespace));
    error.hints.extend(did_you_mean(name, names));
    Err(error.hint(format!("`neap serve list -n {}` shows them", cluster.namespace)))
}

fn is_forbidden(failure: &Failure) -> bool {
    failure.status.as_ref().is_some_and(|status| status.code == 403)
}

fn is_not_served(failure: &Failure) -> bool {
    failure.status.as_deref().is_some_and(is_missing_kind)
}

fn is_record(object: &Object) -> bool {
    object.metadata_map("labels").and_then(|labels| labels.get("createdBy")).and_then(Value::as_str)
        == Some("arena")
}

/// The objects that Arena wrote down, one a line as `kind.group/name`.
fn recorded(record: &Object) -> Vec<String> {
    let lines = record.get("/data/app").and_then(Value::as_str).unwrap_or_default().lines();
    lines.map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
}

fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}
