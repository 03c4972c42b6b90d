//! The Fluid objects and the volume that the seeds show, field by field, against what the commands render.
//!
//! What the seeds have wrong, and what stands here instead:
//! * The article's YAML has lost its indentation, and sentences stick to its values (`low: "0.8"3.`): here they are apart.
//! * The claim of the documentation's volume names no class. Where a cluster has a default class, the claim gets that and never finds
//!   the volume; `storageClassName: ""` keeps it away.
//! * The Secret is written with `stringData`, which a second apply cannot compare: here it is `data`, in base64.
//! * The article leaves the DataLoad out; its fields are those of Fluid's own documentation.

use serde_json::{Value, json};

use super::objects;
use crate::support::{command, neap, outcome};

/// What the seed shows of an object is there, and nothing besides but labels of neap's and the namespace.
fn shows(seed: &Value, rendered: &Value, place: &str) {
    match (seed, rendered) {
        (Value::Object(wanted), Value::Object(found)) => {
            for (name, value) in wanted {
                shows(value, found.get(name).unwrap_or(&Value::Null), &format!("{place}/{name}"));
            }
            let ours = |name: &str| {
                let place = format!("{place}/{name}");
                place.ends_with("metadata/labels")
                    || place.ends_with("metadata/namespace")
                    || place.contains("metadata/labels/")
            };
            let more: Vec<&String> =
                found.keys().filter(|name| !wanted.contains_key(*name) && !ours(name)).collect();
            assert!(more.is_empty(), "{place}: {more:?} is more than the seed shows");
        }
        (Value::Array(wanted), Value::Array(found)) => {
            assert_eq!(wanted.len(), found.len(), "{place}");
            for (at, (wanted, found)) in wanted.iter().zip(found).enumerate() {
                shows(wanted, found, &format!("{place}/{at}"));
            }
        }
        _ => assert_eq!(seed, rendered, "{place}"),
    }
}

fn show_all(seed: &[Value], rendered: &[Value]) {
    assert_eq!(seed.len(), rendered.len());
    for (wanted, found) in seed.iter().zip(rendered) {
        shows(wanted, found, wanted["kind"].as_str().unwrap());
    }
}

/// The article on Knative, ResourcePolicy and Fluid, step 2.
#[test]
fn the_dataset_and_the_runtime_of_the_article() {
    let name = "qwen-7b-chat-int8-dataset";
    let seed = [
        json!({"apiVersion": "data.fluid.io/v1alpha1", "kind": "Dataset", "metadata": {"name": name}, "spec": {
            "mounts": [{"mountPoint": "pvc://qwen-7b-chat-int8", "name": "data", "path": "/"}],
            "accessModes": ["ReadOnlyMany"],
            "nodeAffinity": {"required": {"nodeSelectorTerms": [{"matchExpressions": [
                {"key": "node.kubernetes.io/instance-type", "operator": "In", "values": ["ecs.g8i.24xlarge"]}]}]}}}}),
        json!({"apiVersion": "data.fluid.io/v1alpha1", "kind": "JindoRuntime", "metadata": {"name": name}, "spec": {
            "replicas": 2,
            "tieredstore": {"levels": [{"mediumtype": "MEM", "volumeType": "emptyDir", "path": "/dev/shm", "quota": "20Gi", "high": "0.9", "low": "0.8"}]}}}),
    ];
    let rendered = neap([
        "cache",
        "create",
        name,
        "--from=pvc://qwen-7b-chat-int8",
        "--tier=mem:20Gi,high=0.9,low=0.8",
        "--replicas=2",
        "--node-selector=node.kubernetes.io/instance-type=ecs.g8i.24xlarge",
        "--dry-run",
    ]);
    show_all(&seed, &objects(&rendered));
}

/// Step 3 of the article, whose YAML it leaves out.
#[test]
fn the_load_of_the_article() {
    let name = "qwen-7b-chat-int8-dataset";
    let seed = [
        json!({"apiVersion": "data.fluid.io/v1alpha1", "kind": "DataLoad", "metadata": {"name": "qwen-warmup"}, "spec": {
        "dataset": {"name": name, "namespace": "default"}, "loadMetadata": true, "target": [{"path": "/", "replicas": 1}]}}),
    ];
    let rendered = neap(["cache", "load", name, "--name=qwen-warmup", "-n=default", "--dry-run"]);
    show_all(&seed, &objects(&rendered));
}

/// "Prepare model data", with which the tutorial for ACK Edge begins: the Secret, the volume and the claim.
#[test]
fn the_volume_that_the_tutorial_begins_with() {
    let seed = [
        json!({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "oss-secret"}, "type": "Opaque",
            "data": {"akId": "TFRBSTV0", "akSecret": "aGlkZGVu"}}),
        json!({"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": "llm-model", "labels": {"alicloud-pvname": "llm-model"}}, "spec": {
            "capacity": {"storage": "30Gi"}, "accessModes": ["ReadOnlyMany"], "persistentVolumeReclaimPolicy": "Retain",
            "csi": {
                "driver": "ossplugin.csi.alibabacloud.com", "volumeHandle": "llm-model",
                "nodePublishSecretRef": {"name": "oss-secret", "namespace": "default"},
                "volumeAttributes": {
                    "bucket": "my-bucket", "url": "oss-cn-hangzhou-internal.aliyuncs.com",
                    "otherOpts": "-o umask=022 -o max_stat_cache_size=0 -o allow_other", "path": "/models/Qwen-7B-Chat-Int8"}}}}),
        json!({"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "llm-model"}, "spec": {
            "accessModes": ["ReadOnlyMany"], "resources": {"requests": {"storage": "30Gi"}}, "storageClassName": "",
            "selector": {"matchLabels": {"alicloud-pvname": "llm-model"}}}}),
    ];
    let mut run = command();
    run.args(["cache", "volume", "llm-model", "--oss=my-bucket/models/Qwen-7B-Chat-Int8"]);
    run.args([
        "--endpoint=oss-cn-hangzhou-internal.aliyuncs.com",
        "--secret=oss-secret",
        "--access-key-from=env",
        "-n=default",
        "--dry-run",
    ]);
    let rendered = outcome(run.env("OSS_ACCESS_KEY_ID", "LTAI5t").env("OSS_ACCESS_KEY_SECRET", "hidden"));
    show_all(&seed, &objects(&rendered));
}

/// The same on a NAS.
#[test]
fn the_volume_on_a_nas() {
    let seed = [
        json!({"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": "llm-model", "labels": {"alicloud-pvname": "llm-model"}}, "spec": {
            "capacity": {"storage": "20Gi"}, "accessModes": ["ReadWriteMany"], "persistentVolumeReclaimPolicy": "Retain",
            "csi": {
                "driver": "nasplugin.csi.alibabacloud.com", "volumeHandle": "llm-model",
                "volumeAttributes": {"server": "0cd8b4a576-gnc20.cn-hangzhou.nas.aliyuncs.com", "path": "/models"}},
            "mountOptions": ["nolock,tcp,noresvport", "vers=3"]}}),
        json!({"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "llm-model"}, "spec": {
            "accessModes": ["ReadWriteMany"], "resources": {"requests": {"storage": "20Gi"}}, "storageClassName": "",
            "selector": {"matchLabels": {"alicloud-pvname": "llm-model"}}}}),
    ];
    let rendered = neap([
        "cache",
        "volume",
        "llm-model",
        "--nas=0cd8b4a576-gnc20.cn-hangzhou.nas.aliyuncs.com:/models",
        "--size=20Gi",
        "-n=default",
        "--dry-run",
    ]);
    show_all(&seed, &objects(&rendered));
}
