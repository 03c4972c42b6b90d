//! Preflight, apply, diff and delete against the real API server, KServe's webhooks and the real controllers.

mod command;
mod delete;
mod ownership;
mod refusals;
mod writes;

use std::path::Path;

use neap::Error;
use neap::cluster::apply::{self, Applied};
use neap::cluster::{Cluster, ConnectOptions, preflight};
use neap::environment::Environment;
use neap::kubernetes::Object;
use neap::manifest::{Bundle, Item};
use serde_json::{Value, json};

use crate::plane::{Namespace, block_on, secs};
use crate::suite::Test;

pub fn tests() -> Vec<Test> {
    let tests = [command::tests(), delete::tests(), ownership::tests(), refusals::tests(), writes::tests()];
    tests.into_iter().flatten().collect()
}

/// A service as `serve kserve` renders it: policy, service, autoscaler.
pub fn service(name: &str, max: u32) -> Bundle {
    let labels = json!({"servingName": name, "servingType": "kserve"});
    let policy = json!({
        "apiVersion": "scheduling.alibabacloud.com/v1alpha1", "kind": "ResourcePolicy",
        "metadata": {"name": name, "labels": labels},
        "spec": {
            "selector": {"serving.kserve.io/inferenceservice": name}, "strategy": "prefer",
            "units": [{"resource": "ecs", "nodeSelector": {"pool": "edge"}}, {"resource": "elastic"}],
        },
    });
    let service = json!({
        "apiVersion": "serving.kserve.io/v1beta1", "kind": "InferenceService",
        "metadata": {
            "name": name, "labels": labels,
            "annotations": {"serving.kserve.io/deploymentMode": "RawDeployment", "serving.kserve.io/autoscalerClass": "external"},
        },
        "spec": {"predictor": {"containers": [{
            "name": "kserve-container", "image": "registry.invalid/vllm:1", "resources": {"limits": {"nvidia.com/gpu": "1"}},
        }]}},
    });
    let autoscaler = json!({
        "apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler",
        "metadata": {"name": format!("{name}-hpa"), "labels": labels},
        "spec": {
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": format!("{name}-predictor")},
            "minReplicas": 1, "maxReplicas": max,
            "metrics": [{"type": "Pods", "pods": {
                "metric": {"name": "waiting"}, "target": {"type": "AverageValue", "averageValue": "5"},
            }}],
        },
    });
    let [policy, service, autoscaler] =
        [policy, service, autoscaler].map(|value| Object::new(value).unwrap());
    let owner = service.identity();
    let owned = |object| Item { object, owner: Some(owner.clone()) };
    let items = vec![owned(policy), Item { object: service, owner: None }, owned(autoscaler)];
    Bundle { items, root: Some(owner), notes: Vec::new() }
}

/// Changes an object of the bundle.
pub fn change(bundle: &mut Bundle, kind: &str, change: impl FnOnce(&mut Value)) {
    let item = bundle.items.iter_mut().find(|item| item.object.identity().kind == kind).unwrap();
    change(item.object.value_mut());
}

pub async fn connect(kubeconfig: &Path) -> Cluster {
    let options = ConnectOptions {
        kubeconfig: Some(kubeconfig.to_owned()),
        request_timeout: Some(secs(10)),
        ..ConnectOptions::default()
    };
    Cluster::connect(&options, &Environment::default()).await.unwrap()
}

pub fn put_as(kubeconfig: &Path, bundle: &Bundle, force: bool) -> Result<Vec<Applied>, Error> {
    block_on(async {
        let cluster = connect(kubeconfig).await;
        let plan = preflight::check(&cluster, bundle, force).await?;
        apply::run(&cluster, &plan, std::future::pending()).await
    })
}

pub fn put(ns: &Namespace, bundle: &Bundle) -> Result<Vec<Applied>, Error> {
    put_as(&ns.kubeconfig, bundle, false)
}

/// `kind outcome` of each object.
pub fn outcomes(applied: &[Applied]) -> Vec<String> {
    applied.iter().map(|applied| format!("{} {}", applied.identity.kind, applied.outcome)).collect()
}

pub fn has(error: &Error, part: &str) -> bool {
    [&error.message].into_iter().chain(&error.causes).chain(&error.hints).any(|text| text.contains(part))
}

#[track_caller]
pub fn says(error: &Error, parts: &[&str]) {
    for part in parts {
        assert!(has(error, part), "`{part}` is missing: {error:#?}");
    }
}

/// The kinds of a service that exist under this name.
pub fn existing(ns: &Namespace, name: &str) -> Vec<&'static str> {
    let hpa = format!("{name}-hpa");
    [("ResourcePolicy", name), ("InferenceService", name), ("HorizontalPodAutoscaler", hpa.as_str())]
        .into_iter()
        .filter(|(kind, name)| {
            ns.get(kind, name).is_some_and(|object| object["metadata"]["deletionTimestamp"].is_null())
        })
        .map(|(kind, _)| kind)
        .collect()
}

/// The command line of the walk-through, for this namespace's claim.
pub const SEED: [&str; 13] = [
    "--name=qwen-chat",
    "--image=registry.invalid/kube-ai/vllm:0.4.1",
    "--scale-metric=DCGM_CUSTOM_PROCESS_SM_UTIL",
    "--scale-target=50",
    "--min-replicas=1",
    "--max-replicas=3",
    "--gpus=1",
    "--cpu=4",
    "--memory=12Gi",
    "--data=llm-model:/mnt/models/Qwen",
    "--unit=nodepool=np-edge",
    "--unit=nodepool=np-cloud",
    "python3 -m vllm.entrypoints.openai.api_server --port 8080 --served-model-name qwen --model /mnt/models/Qwen",
];

/// `neap serve VERB… SEED… more`.
pub fn seed<'a>(verb: &[&'a str], more: &[&'a str]) -> Vec<&'a str> {
    [&["serve"], verb, SEED.as_slice(), more].concat()
}
