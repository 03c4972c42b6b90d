//! The article on Knative, ResourcePolicy and Fluid. Its YAML has lost its indentation, and its prose runs on into its values.

use neap::manifest::yaml::parse_documents;
use serde_json::{Value, json};

use super::{Mended, holds};
use crate::support::in_process::run;
use crate::support::knative_matrix::SEED;
use crate::support::rendering::{objects, refused};

const DATASET: &str = "qwen-7b-chat-int8-dataset";

fn shown() -> Vec<Value> {
    let gpu = "aliyun.accelerator/nvidia_name";
    let line = "python3 -m vllm.entrypoints.openai.api_server --port 8080 --trust-remote-code --served-model-name qwen --model /mnt/models/Qwen-7B-Chat-Int8 --gpu-memory-utilization 0.95 --quantization gptq --max-model-len=6144";
    vec![
        json!({"apiVersion": "data.fluid.io/v1alpha1", "kind": "Dataset", "metadata": {"name": DATASET}, "spec": {
            "mounts": [{"mountPoint": "pvc://qwen-7b-chat-int8", "name": "data", "path": "/"}],
            "accessModes": ["ReadOnlyMany"],
            "nodeAffinity": {"required": {"nodeSelectorTerms": [{"matchExpressions": [
                {"key": "node.kubernetes.io/instance-type", "operator": "In", "values": ["ecs.g8i.24xlarge"]}]}]}}}}),
        json!({"apiVersion": "data.fluid.io/v1alpha1", "kind": "JindoRuntime", "metadata": {"name": DATASET}, "spec": {
            "replicas": 2,
            "tieredstore": {"levels": [{"mediumtype": "MEM", "volumeType": "emptyDir", "path": "/dev/shm", "quota": "20Gi", "high": "0.9", "low": "\"0.8\"3."}]}}}),
        json!({"apiVersion": "scheduling.alibabacloud.com/v1alpha1", "kind": "ResourcePolicy", "metadata": {"name": "qwen"}, "spec": {
        "selector": {"release": "qwen"}, "strategy": "prefer", "preemptPolicy": "BeforeNextUnit",
        "units": [
            {"resource": "ecs", "nodeSelector": {gpu: "NVIDIA-A10"}},
            {"resource": "ecs", "nodeSelector": {gpu: "Tesla-T45."}},
        ]}}),
        json!({"apiVersion": "serving.knative.dev/v1", "kind": "Service", "metadata": {"name": "qwen", "labels": {"release": "qwen"}},
            "spec": {"template": {
                "metadata": {"annotations": {
                    "autoscaling.knative.dev/class": "kpa.autoscaling.knative.dev", "autoscaling.knative.dev/metric": "concurrency",
                    "autoscaling.knative.dev/target": "2", "autoscaling.knative.dev/min-scale": "1", "autoscaling.knative.dev/max-scale": "3"}},
                "spec": {
                    "containers": [{
                        "image": "kube-ai-registry.cn-shanghai.cr.aliyuncs.com/kube-ai/vllm:0.4.1", "command": ["sh", "-c", line],
                        "resources": {
                            "limits": {"cpu": "32", "memory": "64Gi", "nvidia.com/gpu": "1"},
                            "requests": {"cpu": "16", "memory": "64Gi", "nvidia.com/gpu": "1"}},
                        "volumeMounts": [{"name": "qwen-7b-chat-int8", "mountPath": "/mnt/models/Qwen-7B-Chat-Int8"}]}],
                    "priorityClassName": "infrence-with-high-priority",
                    "volumes": [{"name": "qwen-7b-chat-int8", "persistentVolumeClaim": {"claimName": "qwen-7b-chat-int8-dataset6."}}]}}}}),
    ]
}

#[test]
fn every_object_and_slip_of_the_article() {
    let cache =
        ["cache", "create", DATASET, "--from=pvc://qwen-7b-chat-int8", "--tier=mem:20Gi,high=0.9,low=0.8"];
    let more =
        ["--replicas=2", "--node-selector=node.kubernetes.io/instance-type=ecs.g8i.24xlarge", "--dry-run"];
    let cache = run(cache.iter().chain(&more).map(|word| (*word).to_owned()));
    assert_eq!(cache.code, 0, "{}", cache.stderr);
    let mut rendered = parse_documents(&cache.stdout).unwrap();
    rendered.extend(objects("knative", SEED));

    let mended = |object, field, ours, why| Mended { object, field, ours, why };
    let service = "Service/qwen";
    let runs_on = "the sentence that follows has run into the value";
    let named = "the volume is called as its claim";
    holds(
        &shown(),
        &rendered,
        &[
            mended(
                "JindoRuntime/qwen-7b-chat-int8-dataset",
                "/spec/tieredstore/levels/0/low",
                json!("0.8"),
                runs_on,
            ),
            mended(
                "ResourcePolicy/qwen",
                "/spec/selector",
                json!({"serving.knative.dev/service": "qwen"}),
                "the label stands on the service, and Knative hands down those of the template: no pod has it",
            ),
            mended(
                "ResourcePolicy/qwen",
                "/spec/units/1/nodeSelector/aliyun.accelerator~1nvidia_name",
                json!("Tesla-T4"),
                runs_on,
            ),
            mended(
                service,
                "/spec/template/spec/volumes/0/persistentVolumeClaim/claimName",
                json!(DATASET),
                runs_on,
            ),
            mended(service, "/spec/template/spec/volumes/0/name", json!(DATASET), named),
            mended(service, "/spec/template/spec/containers/0/volumeMounts/0/name", json!(DATASET), named),
            mended(
                service,
                "/spec/template/spec/priorityClassName",
                json!("inference-with-high-priority"),
                "a typo: there is no class of this name, and the pod would be refused",
            ),
        ],
    );
    // Step 3 names the DataLoad and leaves it out; the text speaks of training that gives way, and shows no class.
    let load = run(["cache", "load", DATASET, "--dry-run"].map(str::to_owned));
    assert_eq!(parse_documents(&load.stdout).unwrap()[0]["spec"]["dataset"]["name"], DATASET);
    let classes: Vec<&Value> = rendered.iter().filter(|object| object["kind"] == "PriorityClass").collect();
    assert!(classes.len() == 2 && classes[0]["value"].as_i64() > classes[1]["value"].as_i64(), "{classes:?}");
    // Step 6 names the reserve instance.
    let reserve = objects("knative", &[&["--reserve-instance"], SEED].concat());
    let service = reserve.iter().find(|object| object["kind"] == "Service").unwrap();
    assert_eq!(
        service["spec"]["template"]["metadata"]["annotations"]["knative.aliyun.com/reserve-instance"],
        "enable"
    );

    // The slips, as they reach a command line.
    let tier = run(["cache", "create", "a", "--from=pvc://a", "--tier=mem:20Gi,low=\"0.8\"3.", "--dry-run"]
        .map(str::to_owned));
    assert!(tier.code == 2 && tier.stderr.contains("`low` is a share"), "{}", tier.stderr);
    let own: Vec<&str> = SEED
        .iter()
        .copied()
        .filter(|arg| !arg.starts_with("--priority") && *arg != "--make-priority-classes")
        .collect();
    let class = crate::support::rendering::rendered(
        "knative",
        &[&["--priority-class=infrence-with-high-priority"], &own[..]].concat(),
    );
    assert!(class.stderr.contains("did you mean `inference-with-high-priority`"), "{}", class.stderr);
    let unit = "--unit=resource=ecs,selector.aliyun.accelerator/nvidia_name=Tesla-T45.";
    assert!(refused("knative", &[&[unit], &own[..]].concat()).contains("a letter or digit at both ends"));
}
