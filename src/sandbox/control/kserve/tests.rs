use serde_json::{Value, json};

use super::super::deployment::DeploymentController;
use super::super::paper::Paper;
use super::super::replica_set::ReplicaSetController;
use super::{KserveController, Settings};

fn service(predictor: Value) -> Value {
    json!({
        "apiVersion": "serving.kserve.io/v1beta1", "kind": "InferenceService",
        "metadata": {
            "name": "qwen", "namespace": "ns", "labels": {"app": "mine", "tier": "gold"},
            "annotations": {"serving.kserve.io/autoscalerClass": "external", "autoscaling.knative.dev/min-scale": "1"},
        },
        "spec": {"predictor": predictor},
    })
}

fn custom() -> Value {
    json!({"containers": [{"name": "any", "image": "vllm", "ports": [{"containerPort": 9000, "protocol": "TCP"}]}]})
}

fn paper(predictor: Value) -> Paper {
    let settings = Settings { domain: "example.com".into(), class: "nginx".into() };
    let mut paper = Paper::new(vec![
        Box::new(KserveController::new(settings)),
        Box::new(DeploymentController),
        Box::new(ReplicaSetController::default()),
    ]);
    paper.put(service(predictor));
    paper.settle();
    paper
}

fn condition(paper: &Paper, kind: &str) -> Option<String> {
    let conditions = paper.get("InferenceService", "qwen")["status"]["conditions"].clone();
    let found = conditions.as_array()?.iter().find(|it| it["type"] == kind)?.clone();
    Some(found["status"].as_str()?.to_owned())
}

#[test]
fn a_service_becomes_a_deployment_and_a_service_and_later_an_ingress() {
    let mut paper = paper(custom());
    let deployment = paper.get("Deployment", "qwen-predictor").clone();
    let labels = &deployment["spec"]["template"]["metadata"]["labels"];
    // KServe overwrites the label that the user set.
    assert_eq!((&labels["app"], &labels["tier"]), (&json!("isvc.qwen-predictor"), &json!("gold")));
    assert_eq!(labels["serving.kserve.io/inferenceservice"], "qwen");
    assert!(deployment["metadata"]["annotations"].get("autoscaling.knative.dev/min-scale").is_none());
    assert!(deployment["spec"].get("replicas").is_none(), "a count belongs to whoever scales it");
    let container = &deployment["spec"]["template"]["spec"]["containers"][0];
    assert_eq!(
        (&container["name"], &container["readinessProbe"]["tcpSocket"]["port"]),
        (&json!("kserve-container"), &json!(9000))
    );
    assert_eq!(container["resources"]["limits"], json!({"cpu": "1", "memory": "2Gi"}));
    assert_eq!(
        paper.get("Service", "qwen-predictor")["spec"]["ports"],
        json!([{"port": 80, "targetPort": 9000, "protocol": "TCP"}])
    );
    assert!(paper.of("HorizontalPodAutoscaler").is_empty() && paper.of("Ingress").is_empty());
    assert_eq!(
        (condition(&paper, "Ready"), condition(&paper, "IngressReady")),
        (Some("False".into()), Some("False".into()))
    );

    paper.run_all();
    paper.settle();
    let ingress = paper.get("Ingress", "qwen");
    assert_eq!(ingress["spec"]["rules"][0]["host"], "qwen-ns.example.com");
    assert_eq!(ingress["spec"]["rules"][1]["host"], "qwen-predictor-ns.example.com");
    let status = paper.get("InferenceService", "qwen")["status"].clone();
    assert_eq!(
        (status["url"].as_str(), condition(&paper, "Ready")),
        (Some("http://qwen-ns.example.com"), Some("True".into()))
    );
    assert_eq!(status["address"]["url"], "http://qwen-predictor.ns.svc.cluster.local");
    assert!(
        paper.events.contains(&("InferenceServiceReady".into(), "InferenceService [qwen] is Ready".into()))
    );
}

#[test]
fn ready_is_false_during_every_scale_up() {
    let mut paper = paper(custom());
    paper.run_all();
    paper.settle();
    paper.patch("Deployment", "qwen-predictor", json!({"spec": {"replicas": 3}}));
    paper.settle();
    // 25 % of three is none: nothing may be missing.
    assert_eq!(condition(&paper, "Ready"), Some("False".into()));
    assert_eq!(paper.get("InferenceService", "qwen")["status"]["url"], "http://qwen-ns.example.com");
    paper.run_all();
    paper.settle();
    assert_eq!(condition(&paper, "Ready"), Some("True".into()));
}

#[test]
fn a_changed_pod_spec_takes_the_count_away() {
    let mut paper = paper(custom());
    paper.run_all();
    paper.settle();
    paper.patch("Deployment", "qwen-predictor", json!({"spec": {"replicas": 3}}));
    paper.settle();
    assert_eq!(paper.get("Deployment", "qwen-predictor")["spec"]["replicas"], 3);
    let mut changed = custom();
    changed["containers"][0]["image"] = "vllm:2".into();
    paper.patch("InferenceService", "qwen", json!({"spec": {"predictor": changed}}));
    paper.settle();
    let deployment = paper.get("Deployment", "qwen-predictor");
    assert_eq!(deployment["spec"]["template"]["spec"]["containers"][0]["image"], "vllm:2");
    // The API server makes 1 of it.
    assert!(deployment["spec"].get("replicas").is_none());
}

#[test]
fn kserve_scales_by_cpu_where_nobody_else_does() {
    let mut wanted = service(
        json!({"minReplicas": 2, "maxReplicas": 5, "scaleTarget": 60, "containers": [{"image": "vllm"}]}),
    );
    wanted["metadata"]["annotations"] = json!({});
    let mut paper = paper(custom());
    paper.put(wanted);
    paper.settle();
    let hpa = paper.get("HorizontalPodAutoscaler", "qwen-predictor");
    assert_eq!((&hpa["spec"]["minReplicas"], &hpa["spec"]["maxReplicas"]), (&json!(2), &json!(5)));
    assert_eq!(
        hpa["spec"]["metrics"][0]["resource"],
        json!({"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 60}})
    );
}

#[test]
fn a_model_waits_for_a_runtime_that_supports_it() {
    let model = json!({"model": {"modelFormat": {"name": "vllm"}, "storageUri": "oss://bucket/qwen", "args": ["--port=8080"], "resources": {"limits": {"nvidia.com/gpu": "1"}}}});
    let mut paper = paper(model);
    assert!(paper.of("Deployment").is_empty());
    let status = &paper.get("InferenceService", "qwen")["status"]["modelStatus"];
    assert_eq!(
        (&status["transitionStatus"], &status["lastFailureInfo"]["reason"]),
        (&json!("InvalidSpec"), &json!("NoSupportingRuntime"))
    );
    paper.put(json!({
        "apiVersion": "serving.kserve.io/v1alpha1", "kind": "ClusterServingRuntime", "metadata": {"name": "vllm"},
        "spec": {
            "supportedModelFormats": [{"name": "vllm", "autoSelect": true}], "protocolVersions": ["v1"],
            "containers": [{"name": "kserve-container", "image": "r.invalid/vllm:1", "args": ["--model={{.Name}}"]}],
            "nodeSelector": {"gpu": "yes"},
        },
    }));
    paper.settle();
    let spec = paper.get("Deployment", "qwen-predictor")["spec"]["template"]["spec"].clone();
    let container = &spec["containers"][0];
    assert_eq!(
        (&container["image"], &container["args"]),
        (&json!("r.invalid/vllm:1"), &json!(["--port=8080"]))
    );
    assert_eq!(
        (&container["resources"]["limits"]["nvidia.com/gpu"], &spec["nodeSelector"]["gpu"]),
        (&json!("1"), &json!("yes"))
    );
    assert_eq!(spec["initContainers"][0]["args"], json!(["oss://bucket/qwen", "/mnt/models"]));
}

#[test]
fn a_service_that_is_deleted_gives_up_its_finalizer() {
    let mut paper = paper(custom());
    assert_eq!(
        paper.get("InferenceService", "qwen")["metadata"]["finalizers"],
        json!(["inferenceservice.finalizers"])
    );
    paper.patch(
        "InferenceService",
        "qwen",
        json!({"metadata": {"deletionTimestamp": "2026-01-01T00:00:00Z"}}),
    );
    paper.settle();
    assert!(paper.of("InferenceService").is_empty() && paper.of("Deployment").is_empty());
}

#[test]
fn knative_serves_a_service_and_its_status_is_told() {
    let mut wanted = service(json!({"minReplicas": 0, "maxReplicas": 3, "containers": [{"image": "vllm"}]}));
    wanted["metadata"]["annotations"] = json!({"serving.kserve.io/deploymentMode": "Serverless"});
    let mut paper = paper(custom());
    wanted["metadata"]["name"] = "other".into();
    paper.put(wanted);
    paper.settle();
    let made = paper.get("Service", "other-predictor").clone();
    let annotations = &made["spec"]["template"]["metadata"]["annotations"];
    assert_eq!(made["apiVersion"], "serving.knative.dev/v1");
    assert_eq!(
        (
            &annotations["autoscaling.knative.dev/min-scale"],
            &annotations["autoscaling.knative.dev/max-scale"]
        ),
        (&json!("0"), &json!("3"))
    );
    // Knative probes by itself.
    assert!(made["spec"]["template"]["spec"]["containers"][0].get("readinessProbe").is_none());
    let url = "http://other-predictor.ns.example.com";
    let conditions =
        ["Ready", "RoutesReady", "ConfigurationsReady"].map(|kind| json!({"type": kind, "status": "True"}));
    let mut told = made;
    told["status"] = json!({
        "observedGeneration": 1, "conditions": conditions, "url": url, "address": {"url": "http://local"},
        "latestCreatedRevisionName": "r-1", "latestReadyRevisionName": "r-1",
        "traffic": [{"latestRevision": true, "percent": 100, "revisionName": "r-1"}],
    });
    paper.put(told);
    paper.settle();
    let status = &paper.get("InferenceService", "other")["status"];
    assert_eq!(
        (&status["url"], &status["address"]["url"]),
        (&json!(url), &json!("http://other-predictor.ns.svc.cluster.local"))
    );
    assert_eq!(status["components"]["predictor"]["latestRolledoutRevision"], "r-1");
    let conditions = status["conditions"].as_array().unwrap();
    assert!(conditions.iter().all(|it| it["status"] == "True") && conditions.len() == 7, "{conditions:?}");
    let informing = conditions.iter().filter(|it| it["severity"] == "Info").count();
    assert_eq!(informing, 4);
}
