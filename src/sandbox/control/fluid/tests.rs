use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::super::job::JobController;
use super::super::paper::Paper;
use super::super::stateful_set::StatefulSetController;
use super::super::volumes::VolumeController;
use super::*;

/// How far each loader's pod is, as a test says it.
type Read = Arc<Mutex<BTreeMap<String, f64>>>;

const GIB: f64 = 1_073_741_824.0;

fn paper() -> (Paper, Read) {
    let read = Read::default();
    let known = read.clone();
    let settings = Settings {
        sync: SignedDuration::from_secs(5),
        size: Box::new(|_| 15 << 30),
        meter: Box::new(move |pod, _| known.lock().unwrap().get(&pod.name).copied()),
    };
    let controllers: Vec<Box<dyn crate::sandbox::Controller>> = vec![
        Box::new(StatefulSetController),
        Box::new(JobController::default()),
        Box::new(VolumeController),
        Box::new(DatasetController::new(settings)),
        Box::new(DataLoadController),
    ];
    (Paper::new(controllers), read)
}

fn dataset() -> Value {
    json!({"apiVersion": "data.fluid.io/v1alpha1", "kind": "Dataset", "metadata": {"name": "qwen", "namespace": "ns"},
        "spec": {"mounts": [{"mountPoint": "pvc://llm-model", "name": "data", "path": "/"}], "accessModes": ["ReadOnlyMany"],
            "nodeAffinity": {"required": {"nodeSelectorTerms": [{"matchExpressions": [{"key": "kind", "operator": "In", "values": ["large"]}]}]}}}})
}

fn runtime(kind: &str, replicas: i32) -> Value {
    json!({"apiVersion": "data.fluid.io/v1alpha1", "kind": kind, "metadata": {"name": "qwen", "namespace": "ns"},
        "spec": {"replicas": replicas, "tieredstore": {"levels": [{"mediumtype": "MEM", "path": "/dev/shm", "quota": "20Gi"}]}}})
}

fn load(name: &str) -> Value {
    json!({"apiVersion": "data.fluid.io/v1alpha1", "kind": "DataLoad", "metadata": {"name": name, "namespace": "ns"},
        "spec": {"dataset": {"name": "qwen", "namespace": "ns"}, "target": [{"path": "/", "replicas": 1}]}})
}

/// The pods that are there run, until none comes any more.
fn run(paper: &mut Paper) {
    for _ in 0..4 {
        paper.run_all();
        paper.settle();
    }
}

fn status(paper: &Paper, kind: &str, name: &str, path: &str) -> Value {
    paper.get(kind, name)["status"].pointer(path).cloned().unwrap_or_default()
}

fn bound(kind: &str) -> (Paper, Read) {
    let (mut paper, read) = paper();
    paper.put(dataset());
    paper.settle();
    assert_eq!(status(&paper, "Dataset", "qwen", "/phase"), "NotBound");
    paper.put(runtime(kind, 2));
    paper.settle();
    run(&mut paper);
    (paper, read)
}

#[test]
fn a_dataset_is_bound_once_its_runtime_works_and_has_a_claim_of_its_name() {
    let (paper, _) = bound("JindoRuntime");
    assert_eq!(status(&paper, "Dataset", "qwen", "/phase"), "Bound");
    assert_eq!(status(&paper, "Dataset", "qwen", "/ufsTotal"), "15.00GiB");
    assert_eq!(
        status(&paper, "Dataset", "qwen", "/cacheStates"),
        json!({"cached": "0.00B", "cacheCapacity": "40.00GiB", "cachedPercentage": "0.0%"})
    );
    assert_eq!(status(&paper, "Dataset", "qwen", "/conditions/0/message"), "The ddc runtime is ready.");
    assert_eq!(paper.names("StatefulSet"), ["qwen-jindofs-master", "qwen-jindofs-worker"]);
    let claim = paper.get("PersistentVolumeClaim", "qwen");
    assert_eq!(
        (&claim["spec"]["volumeName"], &claim["status"]["phase"]),
        (&json!("ns-qwen"), &json!("Bound"))
    );
    let worker = paper.get("Pod", "qwen-jindofs-worker-1");
    assert_eq!(worker["spec"]["containers"][0]["resources"]["requests"]["memory"], "21474836480");
    let affinity = &worker["spec"]["affinity"];
    let node = "/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution/nodeSelectorTerms/0/matchExpressions/0/key";
    assert_eq!(affinity.pointer(node), Some(&json!("kind")));
    let apart = "/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution/0/topologyKey";
    assert_eq!(affinity.pointer(apart), Some(&json!("kubernetes.io/hostname")));
    assert_eq!(status(&paper, "JindoRuntime", "qwen", "/workerPhase"), "Ready");
    assert_eq!(paper.get("JindoRuntime", "qwen")["metadata"]["ownerReferences"][0]["kind"], "Dataset");
}

#[test]
fn each_runtime_has_its_own_names() {
    for (kind, sets) in
        [("AlluxioRuntime", &["qwen-master", "qwen-worker"][..]), ("JuiceFSRuntime", &["qwen-worker"])]
    {
        let (paper, _) = bound(kind);
        assert_eq!(paper.names("StatefulSet"), sets);
        assert_eq!(status(&paper, "Dataset", "qwen", "/phase"), "Bound", "{kind}");
    }
}

#[test]
fn a_load_fills_it_as_far_as_its_pod_has_read() {
    let (mut paper, read) = bound("JindoRuntime");
    paper.put(load("warm"));
    paper.settle();
    assert_eq!(status(&paper, "DataLoad", "warm", "/phase"), "Executing");
    assert_eq!(status(&paper, "Dataset", "qwen", "/operationRef/DataLoad"), "warm");
    let pod = paper.names("Pod").into_iter().find(|name| name.starts_with("warm-loader-job")).unwrap();
    read.lock().unwrap().insert(pod.clone(), 3.0 * GIB);
    paper.pass(5);
    assert_eq!(status(&paper, "Dataset", "qwen", "/cacheStates/cachedPercentage"), "20.0%");
    read.lock().unwrap().insert(pod.clone(), 12.0 * GIB);
    paper.pass(5);
    assert_eq!(status(&paper, "Dataset", "qwen", "/cacheStates/cached"), "12.00GiB");
    paper.pass(3);
    paper.patch("Pod", &pod, json!({"status": {"phase": "Succeeded"}}));
    paper.settle();
    assert_eq!(status(&paper, "DataLoad", "warm", "/phase"), "Complete");
    assert_eq!(status(&paper, "DataLoad", "warm", "/duration"), "13s");
    assert_eq!(status(&paper, "DataLoad", "warm", "/conditions/0/type"), "Complete");
    assert_eq!(status(&paper, "Dataset", "qwen", "/cacheStates/cachedPercentage"), "100.0%");
    assert_eq!(status(&paper, "Dataset", "qwen", "/operationRef/DataLoad"), Value::Null);
    let said: Vec<&str> = paper.events.iter().map(|(reason, _)| reason.as_str()).collect();
    assert!(said.contains(&"DataLoadJobStarted") && said.contains(&"DataLoadJobComplete"), "{said:?}");
}

#[test]
fn loads_wait_for_the_cache_and_for_each_other() {
    let (mut paper, _) = paper();
    paper.put(load("early"));
    paper.settle();
    assert_eq!(status(&paper, "DataLoad", "early", "/phase"), "Pending");
    assert_eq!(paper.events.pop().unwrap().0, "TargetDatasetNotFound");
    paper.put(dataset());
    paper.settle();
    assert_eq!(paper.events.last().unwrap().0, "RuntimeNotReady");
    paper.put(runtime("JindoRuntime", 1));
    paper.settle();
    run(&mut paper);
    assert_eq!(status(&paper, "DataLoad", "early", "/phase"), "Executing");
    paper.put(load("late"));
    paper.settle();
    assert_eq!(status(&paper, "DataLoad", "late", "/phase"), "Pending");
    assert_eq!(paper.events.last().unwrap().0, "DataOperationCollision");
    let pod = paper.names("Pod").into_iter().find(|name| name.starts_with("early-loader-job")).unwrap();
    paper.patch("Pod", &pod, json!({"status": {"phase": "Succeeded"}}));
    paper.settle();
    assert_eq!(status(&paper, "DataLoad", "late", "/phase"), "Executing");
}

#[test]
fn a_reader_fills_it_too_and_the_hit_ratio_is_told() {
    let (mut paper, _) = bound("AlluxioRuntime");
    for name in ["first", "second"] {
        paper.put(json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "namespace": "ns"},
            "spec": {"volumes": [{"name": "m", "persistentVolumeClaim": {"claimName": "qwen"}}], "containers": [{"name": "c"}]}}));
        paper.settle();
        paper.run(name, true);
        paper.settle();
    }
    assert_eq!(status(&paper, "Dataset", "qwen", "/cacheStates/cachedPercentage"), "100.0%");
    assert_eq!(status(&paper, "Dataset", "qwen", "/cacheStates/cacheHitRatio"), "50.0%");
    assert_eq!(status(&paper, "AlluxioRuntime", "qwen", "/fuseNumberReady"), 1);
    // What a worker held is gone with it; what fits the others is less.
    paper.delete("Pod", "qwen-worker-1");
    paper.settle();
    assert_eq!(status(&paper, "Dataset", "qwen", "/cacheStates/cachedPercentage"), "50.0%");
    assert_eq!(status(&paper, "AlluxioRuntime", "qwen", "/workerPhase"), "PartialReady");
    // Nothing is left once all workers are gone, and the dataset has failed.
    paper.patch("AlluxioRuntime", "qwen", json!({"spec": {"replicas": 0}}));
    paper.settle();
    run(&mut paper);
    assert_eq!(status(&paper, "Dataset", "qwen", "/phase"), "Failed");
}

#[test]
fn a_dataset_that_is_mounted_stays_until_its_pods_are_gone() {
    let (mut paper, _) = bound("JindoRuntime");
    paper.put(json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "app", "namespace": "ns"},
        "spec": {"volumes": [{"name": "m", "persistentVolumeClaim": {"claimName": "qwen"}}], "containers": [{"name": "c"}]}}));
    let going = json!({"metadata": {"deletionTimestamp": paper.now.to_string()}});
    paper.patch("Dataset", "qwen", going);
    paper.settle();
    assert_eq!(
        (paper.names("Dataset"), paper.events.last().unwrap().0.as_str()),
        (vec!["qwen".to_owned()], "ErrorDeleteDataset")
    );
    paper.delete("Pod", "app");
    paper.settle();
    assert!(paper.names("Dataset").is_empty() && paper.names("PersistentVolumeClaim").is_empty());
    assert!(paper.names("JindoRuntime").is_empty() && paper.names("StatefulSet").is_empty());
}

#[test]
fn sizes_read_as_fluid_writes_them() {
    for (size, text) in [(0.0, "0.00B"), (1023.0, "1023.00B"), (1536.0, "1.50KiB"), (14.53 * GIB, "14.53GiB")]
    {
        assert_eq!(bytes(size), text);
    }
}
