//! The bundle of a service of any kind: its root object, and what stands around it.

use crate::kubernetes::labels;
use serde_json::{Map, Value, json};

use super::bundle::{Bundle, Item};
use super::pod::{Fields, Spill, files};
use super::{Overrides, verify};
use crate::error::{Error, Result};
use crate::kubernetes::Identity;
use crate::kubernetes::kinds::endpoint;
use crate::kubernetes::resources::StringMap;
use crate::platform::Capabilities;
use crate::workload::Common;
use crate::workload::metric::Metric;
use crate::workload::priority::CLASSES;
use crate::workload::scaling::Scaling;

/// The kind of autoscalers.
const AUTOSCALER: &str = "HorizontalPodAutoscaler";

/// A document to render.
#[derive(Debug, Clone)]
pub struct Document {
    /// The template, by its file's name.
    pub template: &'static str,
    /// What must come out.
    pub identity: Identity,
    /// What only this document's template sees, where a service has several from one template.
    pub values: Map<String, Value>,
}

impl Document {
    /// From a template that sees what all see.
    pub fn new(template: &'static str, identity: Identity) -> Self {
        Self { template, identity, values: Map::new() }
    }

    /// With a value of its own.
    pub fn with(mut self, name: &str, value: Value) -> Self {
        self.values.insert(name.to_owned(), value);
        self
    }
}

/// A service as its kind sees it.
#[derive(Debug, Clone)]
pub struct Shape {
    /// The object that owns all others.
    pub root: Document,
    /// As the label `servingType` says it.
    pub serving_type: &'static str,
    /// What an autoscaler of neap's own scales.
    pub scaled: Identity,
    /// Labels that choose the service's pods and no others.
    pub selector: Value,
    /// The autoscaler, where neap makes it.
    pub own_autoscaler: Option<Identity>,
    /// Parts of the service that have autoscalers of their own.
    pub parts: Vec<Part>,
    /// The kind's own documents before the root.
    pub before: Vec<Document>,
    /// The kind's own documents after the root.
    pub after: Vec<Document>,
    /// What only the kind's own templates see.
    pub values: Map<String, Value>,
}

/// A part of a service that has an autoscaler of its own.
#[derive(Debug, Clone)]
pub struct Part {
    /// What the autoscaler scales.
    pub scaled: Identity,
    /// How far, and by what.
    pub scaling: Scaling,
    /// Whether neap makes a HorizontalPodAutoscaler for it.
    pub has_hpa: bool,
}

impl Part {
    /// The name of its autoscaler.
    pub fn autoscaler(&self) -> String {
        self.scaling.hpa_name.clone().unwrap_or_else(|| format!("{}-hpa", self.scaled.name))
    }
}

/// An object of the service's, by kind and name.
pub fn intended(common: &Common, api_version: &str, kind: &str, name: &str) -> Identity {
    Identity {
        api_version: api_version.to_owned(),
        kind: kind.to_owned(),
        namespace: common.service.namespace.clone(),
        name: name.to_owned(),
    }
}

/// The name of the ConfigMap that holds the service's files.
pub fn config_map(common: &Common) -> String {
    format!("{}-config", common.service.object_name)
}

/// The name of the autoscaler that neap makes, or found.
pub fn autoscaler_name(common: &Common) -> String {
    let usual = || format!("{}-hpa", common.service.object_name);
    common.scaling.hpa_name.clone().unwrap_or_else(usual)
}

/// The HorizontalPodAutoscaler that neap makes.
pub fn hpa(common: &Common) -> Identity {
    intended(common, "autoscaling/v2", AUTOSCALER, &autoscaler_name(common))
}

/// The labels of the service, with those by which it is found again.
pub fn labels(common: &Common, serving_type: &str, mut labels: StringMap) -> StringMap {
    labels.insert(labels::NAME.into(), common.service.object_name.clone());
    labels.insert(labels::TYPE.into(), serving_type.to_owned());
    if let Some(version) = &common.service.version {
        labels.insert(labels::VERSION.into(), version.clone());
    }
    labels
}

/// Renders all documents in the order in which they are applied, and verifies them.
///
/// # Errors
/// A template or patch of the user's breaks what it must not.
pub fn bundle(
    common: &Common,
    capabilities: &Capabilities,
    overrides: &Overrides,
    spill: Option<&Spill>,
    shape: Shape,
    mut notes: Vec<String>,
) -> Result<Bundle> {
    if let (Some(cache), false) = (&common.storage.cache, capabilities.asked) {
        notes.push(format!("the cache {cache} comes before the service: bound, then loaded; no cluster was asked whether it is"));
    }
    let any_hpa = shape.own_autoscaler.is_some() || shape.parts.iter().any(|part| part.has_hpa);
    if let (Some(name), false) = (&common.scaling.hpa_name, any_hpa) {
        return Err(Error::usage(format!("`--hpa-name={name}`: neap makes no HorizontalPodAutoscaler for this service"))
            .hint("it does for a metric of the pods, as `--scale-metric=vllm-waiting --scale-target=5 --max-replicas=3`"));
    }
    let wanted = wanted(common, capabilities, spill, &shape, &mut notes);
    let values = values(common, spill, &shape);
    let mut documents = Vec::new();
    for document in wanted {
        let mut seen = values.clone();
        seen["object"] = json!(document.identity.name);
        for (name, value) in document.values {
            seen[name] = value;
        }
        documents.push((document.identity, overrides.templates.render(document.template, &seen)?));
    }
    let objects = verify::identities(overrides.patches.apply(documents)?)?;
    let root = shape.root.identity;
    if !objects.iter().any(|object| object.identity() == root) {
        return Err(Error::usage(format!("a patch takes away {root}, which is the service itself"))
            .hint("`neap serve delete` takes a service away"));
    }
    let mut scaled = vec![shape.scaled];
    scaled.extend(shape.parts.into_iter().map(|part| part.scaled));
    verify::selectors(&objects, &root, &scaled)?;
    // What all namespaces share is owned by no service.
    let shared = |identity: &Identity| endpoint(identity).is_some_and(|endpoint| !endpoint.namespaced);
    let owner = |identity: &Identity| (*identity != root && !shared(identity)).then(|| root.clone());
    let items = objects.into_iter().map(|object| Item { owner: owner(&object.identity()), object }).collect();
    Ok(Bundle { items, root: Some(root), notes })
}

fn wanted(
    common: &Common,
    capabilities: &Capabilities,
    spill: Option<&Spill>,
    shape: &Shape,
    notes: &mut Vec<String>,
) -> Vec<Document> {
    let name = &common.service.object_name;
    let document = |template, api_version: &str, kind: &str, name: &str| {
        Document::new(template, intended(common, api_version, kind, name))
    };
    let mut wanted = Vec::new();
    if common.placement.make_priority_classes {
        wanted.extend(CLASSES.iter().map(|class| {
            let document =
                document("priorityclass.yaml", "scheduling.k8s.io/v1", "PriorityClass", class.name);
            Document { identity: Identity { namespace: None, ..document.identity }, ..document }
        }));
    }
    if matches!(spill, Some(Spill::Policy { .. })) {
        wanted.push(document(
            "resourcepolicy.yaml",
            "scheduling.alibabacloud.com/v1alpha1",
            "ResourcePolicy",
            name,
        ));
    }
    if !common.storage.files.is_empty() {
        wanted.push(document("configmap.yaml", "v1", "ConfigMap", &config_map(common)));
    }
    wanted.extend(shape.before.iter().cloned());
    wanted.push(shape.root.clone());
    let template = "horizontalpodautoscaler.yaml";
    wanted.extend(shape.own_autoscaler.iter().cloned().map(|own| Document::new(template, own)));
    for part in shape.parts.iter().filter(|part| part.has_hpa) {
        let identity = intended(common, "autoscaling/v2", AUTOSCALER, &part.autoscaler());
        let values = autoscaler(&identity, &part.scaled, &part.scaling);
        wanted.push(Document::new(template, identity).with("hpa", values));
    }
    wanted.extend(shape.after.iter().cloned());
    if common.prometheus.is_some() {
        wanted.push(document("metrics-service.yaml", "v1", "Service", &format!("{name}-metric-svc")));
        match capabilities.service_monitor {
            true => wanted.push(document(
                "servicemonitor.yaml",
                "monitoring.coreos.com/v1",
                "ServiceMonitor",
                &format!("{name}-svcmonitor"),
            )),
            false => notes.push(
                "this cluster serves no ServiceMonitor: have Prometheus scrape the Service by other means"
                    .into(),
            ),
        }
    }
    wanted
}

/// What all templates see; the kind's own values are added. The pages of the verbs list them.
fn values(common: &Common, spill: Option<&Spill>, shape: &Shape) -> Value {
    let service = &common.service;
    let name = &service.object_name;
    let own_labels = {
        let mut labels = labels(common, shape.serving_type, StringMap::new());
        labels.insert("app.kubernetes.io/managed-by".into(), "neap".into());
        labels
    };
    let pools = common.placement.pools.iter().map(|(id, name)| format!("{id}={name}"));
    let pools = pools.collect::<Vec<_>>().join(",");
    let mut own_annotations = Fields::default();
    own_annotations.put("neap/pool-names", Some(pools).filter(|pools| !pools.is_empty()));
    let metrics_labels = {
        let mut labels = own_labels.clone();
        labels.insert("isvc".into(), name.clone());
        labels
    };
    let policy = match spill {
        Some(Spill::Policy { units, preempt }) => json!({ "units": units, "preempt": preempt }),
        _ => Value::Null,
    };
    let mut values = json!({
        "name": name,
        "front": service.front(),
        "namespace": service.namespace,
        "labels": labels(common, shape.serving_type, service.labels.clone()),
        "annotations": service.annotations,
        "own_labels": own_labels,
        "own_annotations": own_annotations.into_value(),
        "pod_selector": shape.selector,
        "hpa": shape.own_autoscaler.as_ref().map(|own| autoscaler(own, &shape.scaled, &common.scaling)),
        "policy": policy,
        "priority_classes": priority_classes(),
        "files": files::values(&common.storage.files, &config_map(common)),
        "prometheus": {
            "service": format!("{name}-metric-svc"),
            "monitor": format!("{name}-svcmonitor"),
            "labels": metrics_labels,
            "port": common.prometheus,
        },
    });
    if let Value::Object(fields) = &mut values {
        fields.extend(shape.values.clone());
    }
    values
}

fn priority_classes() -> Value {
    let classes = CLASSES.iter().map(|class| {
        let preemption = if class.preempts { "PreemptLowerPriority" } else { "Never" };
        let fields =
            json!({ "value": class.value, "preemption": preemption, "description": class.description });
        (class.name.to_owned(), fields)
    });
    Value::Object(classes.collect())
}

fn autoscaler(own: &Identity, scaled: &Identity, scaling: &Scaling) -> Value {
    json!({
        "api_version": own.api_version,
        "kind": own.kind,
        "name": own.name,
        "scaled": reference(scaled),
        "min": scaling.min,
        "max": scaling.max,
        "metrics": scaling.metrics.iter().map(metric).collect::<Vec<_>>(),
        "up_window": scaling.up_window,
        "down_window": scaling.down_window,
    })
}

/// An object as a field names it.
pub fn reference(identity: &Identity) -> Value {
    json!({ "apiVersion": identity.api_version, "kind": identity.kind, "name": identity.name })
}

/// A metric as the autoscaler's template places it. A share of CPU or memory that is not said is Kubernetes' own 80 %.
fn metric(metric: &Metric) -> Value {
    const USUAL: u32 = 80;
    match metric {
        Metric::Pods { name, target } => json!({ "type": "Pods", "name": name, "target": target.text() }),
        Metric::External { name, selector, target } => {
            json!({ "type": "External", "name": name, "selector": selector, "target": target.text() })
        }
        Metric::Query { query, target } => json!({ "type": "Query", "name": query, "target": target.text() }),
        Metric::Cpu(share) | Metric::Memory(share) | Metric::Concurrency(share) | Metric::Rps(share) => {
            json!({ "type": "Resource", "name": metric.name(), "utilization": share.unwrap_or(USUAL) })
        }
    }
}
