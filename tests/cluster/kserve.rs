//! What the sandbox makes of an InferenceService is what the real KServe makes of it, object by object.

use std::time::Instant;

use serde_json::{Value, json};

use crate::attached::ENGINE;
use crate::beside::{Beside, without_uids};
use crate::plane::{Namespace, Node, Objects, secs};
use crate::suite::Test;

pub fn tests() -> Vec<Test> {
    crate::shared![the_sandbox_makes_the_same_of_raw_deployments]
}

/// Times that a test can wait for.
const SCENARIO: &str = "
speed: 20
pools: [{name: edge, min: 1, max: 1, initial: 1, cpu: '64', memory: 512Gi, gpu: {model: Tesla-V100-SXM2-16GB, count: 8}}]
sources: [{name: registry, bandwidth: 10Gi/s}, {name: nas, bandwidth: 10Gi/s}]
";
/// A bound volume with the model, and a runtime of the namespace.
fn world(namespace: &str) -> Vec<Value> {
    let storage = json!({"storage": "30Gi"});
    vec![
        json!({"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": format!("{namespace}-model")}, "spec": {
            "capacity": storage, "accessModes": ["ReadWriteMany"], "claimRef": {"namespace": namespace, "name": "llm-model"},
            "csi": {"driver": "nas.example.com", "volumeHandle": "llm-model"}}}),
        json!({"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "llm-model"}, "spec": {
            "accessModes": ["ReadWriteMany"], "storageClassName": "", "volumeName": format!("{namespace}-model"), "resources": {"requests": storage}}}),
        json!({"apiVersion": "serving.kserve.io/v1alpha1", "kind": "ServingRuntime", "metadata": {"name": "vllm"}, "spec": {
        "labels": {"runtime": "vllm"}, "annotations": {"prometheus.io/port": "8080"},
        "supportedModelFormats": [{"name": "vllm", "version": "1", "autoSelect": true}], "protocolVersions": ["v1"],
        "tolerations": [{"key": "gpu", "operator": "Exists"}],
        "containers": [{
            "name": "kserve-container", "image": "registry.invalid/vllm:1", "command": ["sh", "-c", ENGINE],
            "env": [{"name": "SERVICE", "value": "{{.Name}}"}, {"name": "SIZE", "value": "small"}],
            "resources": {"requests": {"cpu": "2", "memory": "4Gi"}, "limits": {"cpu": "2", "memory": "4Gi"}},
        }]}}),
    ]
}

fn service(name: &str, metadata: Value, predictor: Value) -> Value {
    let mut service = json!({"apiVersion": "serving.kserve.io/v1beta1", "kind": "InferenceService", "metadata": metadata, "spec": {"predictor": predictor}});
    service["metadata"]["name"] = name.into();
    service
}

fn container(more: Value) -> Value {
    let mut container = json!({"image": "registry.invalid/vllm:1", "command": ["sh", "-c", ENGINE]});
    container.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    container
}

/// The services, in the shapes that users write.
fn services() -> Vec<Value> {
    let external = json!({"serving.kserve.io/autoscalerClass": "external", "serving.kserve.io/deploymentMode": "RawDeployment"});
    vec![
        service("bare", json!({}), json!({"containers": [container(json!({}))]})),
        service(
            "by-cpu",
            json!({"labels": {"team": "x"}, "annotations": {"serving.kserve.io/targetUtilizationPercentage": "65", "team.example/x": "y"}}),
            json!({"minReplicas": 2, "maxReplicas": 4, "labels": {"tier": "front"}, "annotations": {"team.example/x": "z"},
                "containers": [container(json!({"ports": [{"containerPort": 8080, "name": "http1", "protocol": "TCP"}], "resources": {"limits": {"cpu": "1", "memory": "3Gi"}, "requests": {"cpu": "500m"}}}))]}),
        ),
        service(
            "by-memory",
            json!({"annotations": {"autoscaling.knative.dev/min-scale": "7"}}),
            // One at most: what is measured differs, and the autoscaler goes while it may be at work.
            json!({"minReplicas": 0, "maxReplicas": 1, "scaleMetric": "memory", "scaleTarget": 40, "containers": [container(json!({}))]}),
        ),
        service(
            "by-others",
            json!({"annotations": external}),
            json!({"minReplicas": 1, "maxReplicas": 3, "schedulerName": "default-scheduler", "terminationGracePeriodSeconds": 5,
                "deploymentStrategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 0, "maxUnavailable": 1}},
                "affinity": {"nodeAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": [{"weight": 100, "preference": {"matchExpressions": [{"key": "pool", "operator": "In", "values": ["edge"]}]}}]}},
                "volumes": [{"name": "model", "persistentVolumeClaim": {"claimName": "llm-model", "readOnly": true}}, {"name": "shm", "emptyDir": {"medium": "Memory", "sizeLimit": "1Gi"}}],
                "containers": [container(json!({
                    "resources": {"limits": {"nvidia.com/gpu": "1", "cpu": "4", "memory": "12Gi"}, "requests": {"nvidia.com/gpu": "1"}},
                    "ports": [{"containerPort": 8080, "name": "http"}, {"containerPort": 9090, "name": "metrics"}], "env": [{"name": "A", "value": "b"}],
                    "readinessProbe": {"httpGet": {"path": "/health", "port": 8080}, "periodSeconds": 5},
                    "volumeMounts": [{"name": "model", "mountPath": "/mnt/models/Qwen"}, {"name": "shm", "mountPath": "/dev/shm"}]}))]}),
        ),
        service(
            "by-runtime",
            json!({"labels": {"team": "x"}}),
            json!({"model": {"modelFormat": {"name": "vllm"}, "storageUri": "pvc://llm-model/Qwen", "env": [{"name": "SIZE", "value": "large"}]}}),
        ),
        service(
            "inside",
            json!({"labels": {"networking.kserve.io/visibility": "cluster-local"}}),
            json!({"containers": [container(json!({})), {"name": "beside", "image": "registry.invalid/beside:1"}]}),
        ),
    ]
}

fn names() -> impl Iterator<Item = String> {
    services().into_iter().map(|service| service["metadata"]["name"].as_str().unwrap().to_owned())
}

/// What is compared: the children that a service of this name may have, and what of them.
const CHILDREN: [(&str, &str); 4] = [
    ("Deployment", "-predictor"),
    ("Service", "-predictor"),
    ("HorizontalPodAutoscaler", "-predictor"),
    ("Ingress", ""),
];

fn of(objects: &Objects, name: &str) -> Value {
    let mut all = json!({});
    for (kind, end) in CHILDREN {
        let child = objects.get(kind, &format!("{name}{end}"));
        all[kind] = child.map(shown).unwrap_or_default();
    }
    let service = objects.get("InferenceService", name).unwrap_or_default();
    all["finalizers"] = service["metadata"]["finalizers"].clone();
    all["status"] = settled(service["status"].clone());
    without_uids(all)
}

/// Of a child: who it belongs to, and what is wanted of it.
fn shown(child: Value) -> Value {
    let mut spec = child["spec"].clone();
    take_model_volume(&mut spec);
    // What the cluster chose, and what the autoscaler did.
    for field in ["clusterIP", "clusterIPs", "replicas"] {
        spec.as_object_mut().unwrap().shift_remove(field);
    }
    let mut metadata = json!({});
    for field in ["labels", "annotations", "ownerReferences"] {
        metadata[field] = child["metadata"][field].clone();
    }
    json!({"metadata": metadata, "spec": spec})
}

/// The model's volume, which KServe's webhook for pods adds to each pod and the sandbox to the template.
fn take_model_volume(spec: &mut Value) {
    const VOLUME: &str = "kserve-pvc-source";
    for (owner, list) in [("/template/spec", "volumes"), ("/template/spec/containers/0", "volumeMounts")] {
        let Some(owner) = spec.pointer_mut(owner).and_then(Value::as_object_mut) else { continue };
        let Some(items) = owner.get_mut(list).and_then(Value::as_array_mut) else { continue };
        items.retain(|item| item["name"] != VOLUME);
        if items.is_empty() {
            owner.shift_remove(list);
        }
    }
}

/// A status without times.
fn settled(mut status: Value) -> Value {
    for condition in status["conditions"].as_array_mut().into_iter().flatten() {
        condition.as_object_mut().unwrap().shift_remove("lastTransitionTime");
    }
    status
}

fn ready(objects: &Objects, name: &str) -> bool {
    let service = objects.get("InferenceService", name).unwrap_or_default();
    let conditions = service["status"]["conditions"].as_array().cloned().unwrap_or_default();
    conditions.iter().any(|it| it["type"] == "Ready" && it["status"] == "True")
}

/// The pods of all services, once none is being replaced: two of `by-cpu`, one of each other.
const PODS: usize = 7;

fn pods(objects: &Objects) -> usize {
    objects.list("Pod").len()
}

fn the_sandbox_makes_the_same_of_raw_deployments(ns: &Namespace) {
    ns.add_node(Node::new("edge").gpus(8));
    let beside = Beside::start(SCENARIO, &ns.name);
    let sides: [&Objects; 2] = [ns, &beside.objects];
    for objects in sides {
        world(&ns.name).into_iter().for_each(|object| drop(objects.apply(object)));
        services().into_iter().for_each(|object| drop(objects.apply(object)));
    }
    for name in names() {
        ns.until(&format!("{name} on the real KServe"), secs(60), || ready(ns, &name));
        beside.until_some(&name, |objects| ready(objects, &name).then_some(()));
    }
    same(ns, &sides, "as they came");
    for objects in sides {
        let change = |name: &str, patch: Value| objects.patch("InferenceService", name, patch);
        change("by-cpu", json!({"spec": {"predictor": {"maxReplicas": 6, "scaleTarget": 30}}}));
        change(
            "by-memory",
            json!({"metadata": {"annotations": {"serving.kserve.io/autoscalerClass": "external"}}}),
        );
        change(
            "bare",
            json!({"spec": {"predictor": {"containers": [container(json!({"name": "kserve-container", "env": [{"name": "A", "value": "c"}], "ports": [{"containerPort": 8080}], "resources": {"limits": {"cpu": "1", "memory": "2Gi"}, "requests": {"cpu": "1", "memory": "2Gi"}}}))]}}}),
        );
    }
    let changed = |objects: &Objects| {
        let most = objects.get("HorizontalPodAutoscaler", "by-cpu-predictor").unwrap()["spec"]["maxReplicas"]
            .clone();
        let second = objects.get("InferenceService", "bare").unwrap()["status"]["components"]["predictor"]["latestCreatedRevision"].clone();
        most == 6
            && second == "2"
            && ready(objects, "bare")
            && objects.get("HorizontalPodAutoscaler", "by-memory-predictor").is_none()
    };
    ns.until("the changes on the real KServe", secs(60), || changed(ns));
    beside.until_some("the changes", |objects| changed(objects).then_some(()));
    // Neither looks at its pods when the last old one goes: both count them once more.
    ns.until("the old pods to go on the real plane", secs(60), || pods(ns) == PODS);
    beside.until_some("the old pods to go", |objects| (pods(objects) == PODS).then_some(()));
    let again =
        json!({"metadata": {"annotations": {"kubectl.kubernetes.io/last-applied-configuration": "again"}}});
    for objects in sides {
        for name in names() {
            objects.patch("InferenceService", &name, again.clone());
        }
    }
    same(ns, &sides, "changed");
    beside.stop();
}

/// Both come to the same; the real one's autoscaler takes some seconds.
fn same(ns: &Namespace, sides: &[&Objects; 2], when: &str) {
    let differing = || {
        let mut differences = String::new();
        for name in names() {
            let [real, ours] =
                sides.map(|objects| serde_json::to_string_pretty(&sorted(of(objects, &name))).unwrap());
            if real != ours {
                let diff = similar::TextDiff::from_lines(&real, &ours);
                differences +=
                    &format!("{name}\n{}", diff.unified_diff().context_radius(4).header("real", "ours"));
            }
        }
        differences
    };
    let deadline = Instant::now() + secs(20);
    while !differing().is_empty() && Instant::now() < deadline {
        std::thread::sleep(secs(1));
    }
    let differences = differing();
    assert!(differences.is_empty(), "{}, {when}:\n{differences}", ns.name);
}

/// With fields in the order of their names.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<(String, Value)> =
                fields.into_iter().map(|(name, value)| (name, sorted(value))).collect();
            fields.sort_by(|one, other| one.0.cmp(&other.0));
            fields.into_iter().collect()
        }
        Value::Array(items) => items.into_iter().map(sorted).collect(),
        other => other,
    }
}
