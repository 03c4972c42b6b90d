//! A service after its first day, with the real KServe: taken over from Arena, and updated.

use std::process::Command;

use serde_json::{Value, json};

use crate::plane::{Namespace, Node, secs};
use crate::suite::Test;

pub fn tests() -> Vec<Test> {
    crate::shared![
        what_arena_made_is_adopted_without_a_restart,
        a_write_that_changes_no_pod_leaves_a_service_ready
    ]
}

/// What Arena makes of the article's command line.
fn arenas() -> [Value; 2] {
    let labels = json!({"heritage": "Helm", "release": "qwen-chat", "chart": "kserve-0.1.0", "app": "kserve", "servingType": "kserve",
        "servingName": "qwen-chat", "arena.kubeflow.org/uid": "3399d18b02c4"});
    let annotations = json!({"arena.kubeflow.org/username": "admin", "serving.kserve.io/autoscalerClass": "external",
        "serving.kserve.io/deploymentMode": "RawDeployment"});
    let amount = json!({"cpu": 4, "memory": "12Gi", "nvidia.com/gpu": 1});
    [
        json!({"apiVersion": "serving.kserve.io/v1beta1", "kind": "InferenceService",
            "metadata": {"name": "qwen-chat", "labels": labels, "annotations": annotations},
            "spec": {"predictor": {"containers": [{
                "name": "kserve-container", "image": "registry.invalid/vllm:0.4.1", "imagePullPolicy": "IfNotPresent",
                "command": ["sh", "-c", "python3 -m vllm.entrypoints.openai.api_server --port 8080 --model /mnt/models/Qwen"],
                "resources": {"requests": amount, "limits": amount},
                "volumeMounts": [{"name": "llm-model", "mountPath": "/mnt/models/Qwen"}]}],
                "volumes": [{"name": "llm-model", "persistentVolumeClaim": {"claimName": "llm-model"}}]}}}),
        json!({"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": {"name": "qwen-by-gpu"}, "spec": {
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "qwen-chat-predictor"},
            "minReplicas": 2, "maxReplicas": 3,
            "metrics": [{"type": "Pods", "pods": {"metric": {"name": "DCGM_CUSTOM_PROCESS_SM_UTIL"}, "target": {"type": "Utilization", "averageValue": 50}}}]}}),
    ]
}

/// Generation of the Deployment, its replicas, and the uids of the pods.
fn running(ns: &Namespace) -> (Value, Value, Vec<String>) {
    let deployment = ns.get("Deployment", "qwen-chat-predictor").unwrap_or_default();
    let pods = ns.list("Pod");
    let mut uids: Vec<String> = pods.iter().map(|pod| pod["metadata"]["uid"].to_string()).collect();
    uids.sort();
    (deployment["metadata"]["generation"].clone(), deployment["spec"]["replicas"].clone(), uids)
}

fn managers(ns: &Namespace, kind: &str, name: &str) -> Vec<String> {
    let object = ns.get(kind, name).unwrap();
    let entries = object["metadata"]["managedFields"].as_array().cloned().unwrap_or_default();
    let entries = entries.iter().filter(|entry| entry.get("subresource").is_none());
    entries.map(|entry| entry["manager"].as_str().unwrap().to_owned()).collect()
}

/// KServe says `observedGeneration` of its Deployment, which does not change with each write of the service.
fn a_write_that_changes_no_pod_leaves_a_service_ready(ns: &Namespace) {
    ns.add_node(Node::new("edge"));
    let deploy = ["serve", "kserve", "--name=llm", "--image=registry.invalid/vllm:1", "--wait=60s"];
    let _ = ns.neap(deploy).ended_with(0);
    ns.patch("InferenceService", "llm", json!({"spec": {"predictor": {"timeout": 77}}}));
    let _ = ns.neap(["status", "llm", "--for=ready", "--timeout=60s"]).ended_with(0);
    let service = ns.get("InferenceService", "llm").unwrap();
    assert_eq!(
        (&service["metadata"]["generation"], &service["status"]["observedGeneration"]),
        (&2.into(), &1.into())
    );
}

fn what_arena_made_is_adopted_without_a_restart(ns: &Namespace) {
    ns.add_node(Node::new("edge").gpus(3));
    ns.bound_pvc("llm-model");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("arena.json");
    let list = json!({"apiVersion": "v1", "kind": "List", "items": arenas()});
    std::fs::write(&file, list.to_string()).unwrap();
    ns.kubectl(["apply", "-f", file.to_str().unwrap()]);
    ns.until("two replicas run", secs(60), || ns.pods_in("Running").len() == 2);
    let before = running(ns);

    let patch = folder.path().join("patch.yaml");
    let patch = format!("--patch={}", patch.display());
    let adopted = ns.neap(["import", "qwen-chat", "--adopt", &patch]).ended_with(0);
    for part in ["horizontalpodautoscaler.autoscaling/qwen-by-gpu", "adopted", "kubectl-client-side-apply"] {
        assert!(adopted.stderr.contains(part), "{part}: {}", adopted.stderr);
    }
    for part in ["--hpa-name=qwen-by-gpu", "--min-replicas=2", "--data=llm-model:/mnt/models/Qwen"] {
        assert!(adopted.stdout.contains(part), "{part}: {}", adopted.stdout);
    }
    assert!(managers(ns, "InferenceService", "qwen-chat").contains(&"neap".to_owned()));
    let hpa = ns.get("HorizontalPodAutoscaler", "qwen-by-gpu").unwrap();
    let target = &hpa["spec"]["metrics"][0]["pods"]["target"];
    assert_eq!(*target, json!({"type": "Utilization", "averageValue": "50"}));

    let line = adopted.stdout.replacen("neap", env!("CARGO_BIN_EXE_neap"), 1);
    let again = Command::new("sh")
        .args(["-c", &line])
        .env("KUBECONFIG", &ns.kubeconfig)
        .env("HOME", "/nonexistent")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&again.stdout);
    let rows: Vec<&str> = said.lines().skip(1).collect();
    assert!(
        again.status.success() && rows.len() == 2 && rows.iter().all(|row| row.ends_with("unchanged")),
        "{again:?}"
    );
    // The controllers have had their chance.
    std::thread::sleep(secs(3));
    assert_eq!(running(ns), before);
    // A change by the same flags meets no conflict, although kubectl had written the field.
    let changed = line.trim_end().replace("vllm:0.4.1", "vllm:0.4.2") + " --dry-run=server";
    let changed = Command::new("sh")
        .args(["-c", &changed])
        .env("KUBECONFIG", &ns.kubeconfig)
        .env("HOME", "/nonexistent")
        .output()
        .unwrap();
    assert!(changed.status.success(), "{changed:?}");
    kserve_resets_replicas_and_the_autoscaler_restores_them(ns);
}

fn kserve_resets_replicas_and_the_autoscaler_restores_them(ns: &Namespace) {
    let generation = |(generation, ..): &(Value, Value, Vec<String>)| generation.as_u64().unwrap();
    let before = running(ns);
    let update = ["serve", "update", "qwen-chat", "--image=registry.invalid/vllm:0.4.3"];
    let shown = ns.neap(update).ended_with(4);
    assert!(shown.stdout.contains("+      image: registry.invalid/vllm:0.4.3"), "{}", shown.stdout);
    let note =
        "deployment.apps/qwen-chat-predictor: 2 → 1 by KServe; the HPA qwen-by-gpu restores it in about 15 s";
    assert!(shown.stderr.contains(note), "{}", shown.stderr);
    assert_eq!(running(ns), before);
    let written = ns.neap(update.into_iter().chain(["--yes"])).ended_with(0);
    assert!(written.stderr.contains("qwen-chat configured"), "{}", written.stderr);
    // One for the template with a single replica, one for what the autoscaler does about it.
    ns.until("the autoscaler has restored the replicas", secs(60), || {
        let now = running(ns);
        generation(&now) >= generation(&before) + 2 && now.1 == 2
    });
    let service = ns.get("InferenceService", "qwen-chat").unwrap();
    assert_eq!(service["metadata"]["labels"]["chart"], "kserve-0.1.0");
    assert!(service["spec"]["predictor"].get("minReplicas").is_none());
}
