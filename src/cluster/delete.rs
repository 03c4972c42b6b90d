//! What belongs to a service, by owner, by label and by Arena's record; and how it goes.

use futures::future::join_all;
use serde_json::Value;

use super::Cluster;
use super::failure::Failure;
use super::preflight::SERVICE_LABEL;
use crate::error::{Error, Result, quoted};
use crate::kubernetes::near::did_you_mean;
use crate::kubernetes::{Identity, Object};

/// The kinds that a service may consist of, in the order in which they go: the autoscaler first, so that nothing scales
/// what is leaving; the policy after the pods' owner; records last, so that a delete that stops can be run again.
const KINDS: &[(&str, &str)] = &[
    ("autoscaling/v2", "HorizontalPodAutoscaler"),
    ("serving.kserve.io/v1beta1", "InferenceService"),
    ("scheduling.alibabacloud.com/v1alpha1", "ResourcePolicy"),
    ("monitoring.coreos.com/v1", "ServiceMonitor"),
    ("v1", "Service"),
    ("v1", "ConfigMap"),
];

/// Why an object belongs to a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It is the InferenceService.
    Service,
    /// The InferenceService owns it.
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

/// The kinds that a service may consist of, in the namespace of `service`.
pub fn kinds_of(service: &Identity) -> Vec<Identity> {
    KINDS
        .iter()
        .map(|(api_version, kind)| Identity {
            api_version: (*api_version).to_owned(),
            kind: (*kind).to_owned(),
            namespace: service.namespace.clone(),
            name: String::new(),
        })
        .collect()
}

/// The InferenceService of this name.
pub fn service(name: &str, namespace: &str) -> Identity {
    Identity {
        api_version: "serving.kserve.io/v1beta1".into(),
        kind: "InferenceService".into(),
        namespace: Some(namespace.into()),
        name: name.into(),
    }
}

/// All that belongs to a service, in the order in which it goes.
///
/// # Errors
/// There is no such service, or the cluster cannot be asked.
pub async fn parts_of(cluster: &Cluster, name: &str) -> Result<Vec<Part>> {
    let service = service(name, &cluster.namespace);
    let kinds = kinds_of(&service);
    let record = Identity { name: format!("{name}-kserve"), ..kinds[kinds.len() - 1].clone() };
    let lists = join_all(kinds.iter().map(|kind| cluster.list_metadata(kind, None)));
    let (lists, record) = tokio::join!(lists, cluster.get(&record));
    let record = record?.filter(is_record);
    let mut listed = Vec::new();
    for (kind, list) in kinds.iter().zip(lists) {
        match list {
            Ok(list) => listed.push((kind, list)),
            // Who may not list a kind cannot have made its objects.
            Err(failure) if is_forbidden(&failure) && kind.kind != "InferenceService" => {}
            Err(failure) => return Err(failure.into()),
        }
    }
    let services =
        listed.iter().filter(|(kind, _)| kind.kind == "InferenceService").flat_map(|(_, list)| list);
    let owner = services
        .clone()
        .find(|object| text(object, "/metadata/name") == name)
        .map(|object| text(object, "/metadata/uid"));
    let recorded = record.as_ref().map(recorded).unwrap_or_default();
    let mut parts = Vec::new();
    for (kind, list) in &listed {
        for object in list {
            let identity = Identity { name: text(object, "/metadata/name").to_owned(), ..(*kind).clone() };
            let references = object.pointer("/metadata/ownerReferences").and_then(Value::as_array);
            let owners: Vec<&str> =
                references.into_iter().flatten().map(|owner| text(owner, "/uid")).collect();
            let labelled = object
                .pointer("/metadata/labels")
                .is_some_and(|labels| labels.get(SERVICE_LABEL).and_then(Value::as_str) == Some(name));
            let why = if identity == service {
                Why::Service
            } else if owner.is_some_and(|owner| owners.contains(&owner)) {
                Why::Owner
            } else if recorded.contains(&identity.to_string())
                || record.as_ref().is_some_and(|record| record.identity() == identity)
            {
                Why::Record
            } else if labelled && kind.kind != "InferenceService" {
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
    let names = services.map(|object| text(object, "/metadata/name"));
    let mut error =
        Error::failed(format!("there is no service {} in namespace {}", quoted(name), cluster.namespace));
    error.hints.extend(did_you_mean(name, names));
    Err(error.hint(format!("`neap serve list -n {}` shows them", cluster.namespace)))
}

fn is_forbidden(failure: &Failure) -> bool {
    failure.status.as_ref().is_some_and(|status| status.code == 403)
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
