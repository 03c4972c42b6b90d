//! A service on KServe as a bundle of objects.

mod files;
mod mode;
mod notes;
mod pod;
mod spill;

use serde_json::{Value, json};

use self::mode::Mode;
use self::pod::Fields;
use self::spill::Spill;
use super::bundle::{Bundle, Item};
use super::{Overrides, verify};
use crate::error::Result;
use crate::kubernetes::Identity;
use crate::kubernetes::resources::StringMap;
use crate::platform::Capabilities;
use crate::workload::Kserve;
use crate::workload::metric::Metric;

/// Renders the objects of a service, in the order in which they are applied, and verifies them.
///
/// # Errors
/// A usage error: what is asked cannot be done, or a template or patch of the user's breaks what it must not.
pub fn render(workload: &Kserve, capabilities: &Capabilities, overrides: &Overrides) -> Result<Bundle> {
    let chosen = mode::choose(workload, capabilities)?;
    let mut notes: Vec<String> = chosen.note.iter().cloned().collect();
    let spill = spill::choose(&workload.placement, capabilities, &mut notes)?;
    notes::collect(workload, chosen.mode, &mut notes);

    let values = values(workload, &chosen, spill.as_ref());
    let service =
        intended(workload, "serving.kserve.io/v1beta1", "InferenceService", &workload.service.object_name);
    let name = &workload.service.object_name;
    let mut wanted: Vec<(&str, Identity)> = Vec::new();
    if matches!(spill, Some(Spill::Policy { .. })) {
        wanted.push((
            "resourcepolicy.yaml",
            intended(workload, "scheduling.alibabacloud.com/v1alpha1", "ResourcePolicy", name),
        ));
    }
    if !workload.storage.files.is_empty() {
        wanted.push(("configmap.yaml", intended(workload, "v1", "ConfigMap", &config_map(name))));
    }
    wanted.push(("inferenceservice.yaml", service.clone()));
    if matches!(workload.scaling.metric, Some(Metric::Pods { .. })) {
        wanted.push((
            "horizontalpodautoscaler.yaml",
            intended(workload, "autoscaling/v2", "HorizontalPodAutoscaler", &format!("{name}-hpa")),
        ));
    }
    if workload.prometheus.is_some() {
        wanted.push((
            "metrics-service.yaml",
            intended(workload, "v1", "Service", &format!("{name}-metric-svc")),
        ));
        let monitor =
            intended(workload, "monitoring.coreos.com/v1", "ServiceMonitor", &format!("{name}-svcmonitor"));
        match capabilities.service_monitor {
            true => wanted.push(("servicemonitor.yaml", monitor)),
            false => notes.push(
                "this cluster serves no ServiceMonitor: have Prometheus scrape the Service by other means"
                    .into(),
            ),
        }
    }
    let mut documents = Vec::new();
    for (template, identity) in wanted {
        documents.push((identity, overrides.templates.render(template, &values)?));
    }
    let objects = verify::identities(overrides.patches.apply(documents)?)?;
    verify::selectors(&objects, &service)?;
    let owner = |identity: &Identity| (*identity != service).then(|| service.clone());
    let items = objects.into_iter().map(|object| Item { owner: owner(&object.identity()), object }).collect();
    Ok(Bundle { items, notes })
}

fn intended(workload: &Kserve, api_version: &str, kind: &str, name: &str) -> Identity {
    Identity {
        api_version: api_version.to_owned(),
        kind: kind.to_owned(),
        namespace: workload.service.namespace.clone(),
        name: name.to_owned(),
    }
}

fn config_map(name: &str) -> String {
    format!("{name}-config")
}

/// What the templates see; `docs/serve-kserve.md` lists it.
fn values(workload: &Kserve, chosen: &mode::Chosen, spill: Option<&Spill>) -> Value {
    let service = &workload.service;
    let name = &service.object_name;
    let deployment = format!("{name}-predictor");
    let pod_selector = match chosen.mode {
        Mode::Raw => json!({ "app": format!("isvc.{deployment}") }),
        Mode::Knative => json!({ "serving.kserve.io/inferenceservice": name }),
    };
    let mut annotations = service.annotations.clone();
    if workload.prometheus.is_some() {
        annotations.insert("serving.kserve.io/enable-prometheus-scraping".into(), "true".into());
    }
    mode::annotate(&mut annotations, chosen, workload);
    let of_service = |mut labels: StringMap| {
        labels.insert("servingName".into(), name.clone());
        labels.insert("servingType".into(), "kserve".into());
        if let Some(version) = &service.version {
            labels.insert("servingVersion".into(), version.clone());
        }
        labels
    };
    let own_labels = {
        let mut labels = of_service(StringMap::new());
        labels.insert("app.kubernetes.io/managed-by".into(), "neap".into());
        labels
    };
    let pools = workload.placement.pools.iter().map(|(id, name)| format!("{id}={name}"));
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
    json!({
        "name": name,
        "namespace": service.namespace,
        "deployment": deployment,
        "labels": of_service(service.labels.clone()),
        "annotations": annotations,
        "own_labels": own_labels,
        "own_annotations": own_annotations.into_value(),
        "pod_selector": pod_selector,
        "predictor": predictor(workload),
        "model": model(workload),
        "container": pod::container(workload),
        "pod": pod::pod(workload, spill, &config_map(name), chosen.mode, &pod_selector),
        "hpa": autoscaler(workload, name),
        "policy": policy,
        "files": files::values(&workload.storage.files, &config_map(name)),
        "prometheus": {
            "service": format!("{name}-metric-svc"),
            "monitor": format!("{name}-svcmonitor"),
            "labels": metrics_labels,
            "port": workload.prometheus,
        },
    })
}

/// Fields of the predictor that are not the pod's.
fn predictor(workload: &Kserve) -> Value {
    let scaling = &workload.scaling;
    let mut fields = Fields::default();
    match &scaling.metric {
        // Some versions pin the Deployment to minReplicas although the autoscaler is external.
        Some(Metric::Pods { .. }) => {}
        metric => {
            fields.put("minReplicas", scaling.min).put("maxReplicas", scaling.max);
            if let Some(metric) = metric {
                fields.put("scaleMetric", metric.name()).put("scaleTarget", metric.whole_target());
            }
        }
    }
    fields
        .put("containerConcurrency", workload.container_concurrency)
        .put("timeout", workload.request_timeout)
        .put("canaryTrafficPercent", workload.canary_traffic)
        .put("deploymentStrategy", pod::rollout(workload.rollout));
    if !workload.storage.files.is_empty() {
        // A file that is mounted by its own path does not change under a running pod: a new content needs a new pod.
        fields.put("annotations", json!({ "neap/config-files": files::digest(&workload.storage.files) }));
    }
    fields.into_value()
}

fn model(workload: &Kserve) -> Value {
    let Some(model) = &workload.model else { return Value::Null };
    let mut format = Fields::default();
    format.put("name", model.format.as_str()).put("version", model.format_version.clone());
    let mut fields = Fields::default();
    fields
        .put("modelFormat", format.into_value())
        .put("runtime", model.runtime.clone())
        .put("runtimeVersion", model.runtime_version.clone())
        .put("storageUri", model.storage_uri.clone())
        .put("protocolVersion", model.protocol);
    fields.into_value()
}

fn autoscaler(workload: &Kserve, name: &str) -> Value {
    let Some(Metric::Pods { name: metric, target }) = &workload.scaling.metric else { return Value::Null };
    json!({
        "name": format!("{name}-hpa"),
        "min": workload.scaling.min,
        "max": workload.scaling.max,
        "metric": metric,
        "target": target.text(),
        "up_window": workload.scaling.up_window,
        "down_window": workload.scaling.down_window,
    })
}
