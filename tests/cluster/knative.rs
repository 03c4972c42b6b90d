//! The real Knative does what the tests of the product rely on.

use std::time::Instant;

use serde_json::{Value, json};

use crate::beside::{Beside, without_uids};
use crate::plane::{Namespace, Node, Objects, secs};
use crate::suite::{Need, Test};

pub fn tests() -> Vec<Test> {
    crate::shared![Need::Knative; a_service_runs_pods, a_revision_that_is_given_up_ends_the_wait, the_sandbox_makes_the_same_children, the_sandbox_makes_the_same_of_serverless_services, a_metric_of_knatives_chooses_its_mode, the_webhook_refuses_a_claim_and_a_priority]
}

fn service(pod: Value) -> Value {
    json!({
        "apiVersion": "serving.knative.dev/v1", "kind": "Service", "metadata": {"name": "qwen"},
        "spec": {"template": {"metadata": {"labels": {"team": "x"}}, "spec": pod}},
    })
}

fn a_service_runs_pods(ns: &Namespace) {
    ns.add_node(Node::new("edge"));
    ns.apply(service(json!({"containers": [{"image": "registry.invalid/vllm:1"}]})));
    ns.until("a running pod", secs(30), || ns.pods_in("Running").len() == 1);
    let pod = &ns.list("Pod")[0];
    assert_eq!(pod["metadata"]["labels"]["serving.knative.dev/service"], "qwen");
    assert_eq!(pod["metadata"]["labels"]["team"], "x");
    let names: Vec<&str> =
        pod["spec"]["containers"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["user-container", "queue-proxy"]);
}

fn a_revision_that_is_given_up_ends_the_wait(ns: &Namespace) {
    ns.add_node(Node::new("edge"));
    ns.annotate("neap.test/fails", "ImagePullBackOff");
    let begun = Instant::now();
    // As a Knative Service, and as KServe's.
    let kinds = [("knative", "qwen", "qwen-00001"), ("kserve", "llm", "llm-predictor-00001")];
    for (kind, name, revision) in kinds {
        let named = format!("--name={name}");
        let mut deploy = vec!["serve", kind, &named, "--image=registry.invalid/vllm:1", "--wait=80s"];
        deploy.push("--annotation=serving.knative.dev/progress-deadline=8s");
        deploy.extend((kind == "kserve").then_some("--scale-metric=concurrency"));
        let given_up = ns.neap(deploy).ended_with(4);
        // Not before the deadline: until then the pull may still succeed.
        assert!(begun.elapsed() >= secs(8), "{}", given_up.stderr);
        for words in [&*format!("revision {revision}"), "RevisionFailed"] {
            assert!(given_up.stderr.contains(words), "{words}: {}", given_up.stderr);
        }
        let shown = ns.neap(["status", name, "-o", "json"]).ended_with(0);
        assert!(shown.stdout.contains("\"reason\": \"RevisionFailed\""), "{}", shown.stdout);
    }
}

fn a_metric_of_knatives_chooses_its_mode(ns: &Namespace) {
    let deploy =
        ["serve", "kserve", "--name=qwen", "--image=registry.invalid/vllm:1", "--scale-metric=concurrency"];
    let rest = ["--scale-target=2", "--min-replicas=0", "--max-replicas=3", "python3 -m server"];
    let applied = ns.neap(deploy.into_iter().chain(rest)).ended_with(0);
    assert!(applied.stdout.contains("inferenceservice.serving.kserve.io/qwen"), "{}", applied.stdout);
    // KServe makes the Knative Service, and Knative's webhook takes it.
    let template = ns.until_some("KServe's Knative Service", secs(20), || {
        let service = ns.get("serving.knative.dev/v1/Service", "qwen-predictor")?;
        Some(service["spec"]["template"]["metadata"]["annotations"].clone())
    });
    assert_eq!(template["autoscaling.knative.dev/metric"], "concurrency");
    assert_eq!(template["autoscaling.knative.dev/target"], "2");
    assert_eq!(template["autoscaling.knative.dev/min-scale"], "0");
    assert_eq!(template["autoscaling.knative.dev/max-scale"], "3");
    assert!(ns.list("HorizontalPodAutoscaler").is_empty());
    let again = ns.neap(deploy.into_iter().chain(rest)).ended_with(0);
    assert!(again.stdout.contains("unchanged") && !again.stdout.contains("configured"), "{}", again.stdout);
}

fn the_webhook_refuses_a_claim_and_a_priority(ns: &Namespace) {
    let refused = |pod: Value| {
        let error = ns.try_create(service(pod)).unwrap_err();
        let kube::Error::Api(status) = error else { panic!("{error}") };
        status.message
    };
    let message = refused(json!({
        "containers": [{"image": "registry.invalid/vllm:1", "volumeMounts": [{"name": "model", "mountPath": "/model"}]}],
        "volumes": [{"name": "model", "persistentVolumeClaim": {"claimName": "llm-model", "readOnly": true}}],
    }));
    assert!(message.contains("Persistent volume claim support is disabled"), "{message}");
    let message =
        refused(json!({"containers": [{"image": "registry.invalid/vllm:1"}], "priorityClassName": "high"}));
    assert!(message.contains("must not set the field(s): spec.template.spec.priorityClassName"), "{message}");
}

const CHILDREN: [(&str, &str); 5] = [
    ("Configuration", "qwen"),
    ("Route", "qwen"),
    ("Revision", "qwen-00001"),
    ("autoscaling.internal.knative.dev/v1alpha1/PodAutoscaler", "qwen-00001"),
    ("Deployment", "qwen-00001-deployment"),
];

fn the_sandbox_makes_the_same_children(ns: &Namespace) {
    let mut wanted = service(json!({"containerConcurrency": 4, "containers": [{
        "image": "registry.invalid/vllm:1", "ports": [{"containerPort": 8000}], "env": [{"name": "A", "value": "b"}],
        "resources": {"limits": {"nvidia.com/gpu": "1"}}, "readinessProbe": {"httpGet": {"path": "/health", "port": 8000}},
    }]}));
    wanted["spec"]["template"]["metadata"]["annotations"] = json!({"autoscaling.knative.dev/min-scale": "0", "autoscaling.knative.dev/target": "2", "team.example/x": "y"});
    ns.apply(wanted.clone());
    let real = CHILDREN.map(|(kind, name)| plain(ns.until_some(kind, secs(30), || ns.get(kind, name))));
    let beside = Beside::start("{}", &ns.name);
    beside.objects.apply(wanted);
    let ours = CHILDREN.map(|(kind, name)| beside.until_some(kind, |it| it.get(kind, name)));
    beside.stop();
    for ((kind, _), (real, ours)) in CHILDREN.iter().zip(real.into_iter().zip(ours)) {
        let (mut real, mut ours) = (real, plain(ours));
        if *kind == "Deployment" {
            let (theirs, own) = (take_sidecar(&mut real), take_sidecar(&mut ours));
            for field in ["name", "ports", "readinessProbe", "securityContext", "resources"] {
                assert_eq!(own[field], theirs[field], "queue-proxy's {field}");
            }
            // Settings of metrics and traces of the sidecar are left out.
            for variable in own["env"].as_array().unwrap() {
                assert!(theirs["env"].as_array().unwrap().contains(variable), "{variable}");
            }
        }
        for part in ["/spec", "/metadata/labels", "/metadata/annotations"] {
            let (real, ours) = (real.pointer(part), ours.pointer(part));
            assert_eq!(ours.unwrap_or(&Value::Null), real.unwrap_or(&Value::Null), "{kind} {part}");
        }
    }
}

/// KServe's Knative Service, and what Knative's webhook makes of it for a revision.
fn the_sandbox_makes_the_same_of_serverless_services(ns: &Namespace) {
    let container = json!({"image": "registry.invalid/vllm:1", "env": [{"name": "A", "value": "b"}], "ports": [{"containerPort": 8000, "protocol": "TCP"}]});
    let isvc = |name: &str, annotations: Value, predictor: Value| {
        let mut wanted = json!({"apiVersion": "serving.kserve.io/v1beta1", "kind": "InferenceService",
            "metadata": {"name": name, "labels": {"team": "x"}, "annotations": annotations}, "spec": {"predictor": predictor}});
        wanted["metadata"]["annotations"]["serving.kserve.io/deploymentMode"] = "Serverless".into();
        wanted
    };
    let wanted = [
        isvc("bare", json!({}), json!({"containers": [container]})),
        isvc(
            "full",
            json!({"serving.knative.dev/rollout-duration": "60s", "serving.kserve.io/enable-tag-routing": "true", "autoscaling.knative.dev/min-scale": "5", "team.example/x": "y"}),
            json!({"minReplicas": 0, "maxReplicas": 3, "scaleMetric": "concurrency", "scaleTarget": 2, "containerConcurrency": 4, "timeout": 120,
                "labels": {"tier": "front"}, "annotations": {"team.example/z": "w"}, "containers": [container]}),
        ),
    ];
    let beside = Beside::start("{}", &ns.name);
    for object in &wanted {
        ns.apply(object.clone());
        beside.objects.apply(object.clone());
    }
    for name in ["bare-predictor", "full-predictor"] {
        for kind in ["serving.knative.dev/v1/Service", "Configuration"] {
            let real = plain(ns.until_some(kind, secs(30), || ns.get(kind, name)));
            let ours = plain(beside.until_some(kind, |it| it.get(kind, name)));
            for part in [
                "/metadata/labels",
                "/metadata/annotations",
                "/metadata/ownerReferences",
                "/spec/template/metadata",
                "/spec/traffic",
            ] {
                assert_eq!(
                    ours.pointer(part).unwrap_or(&Value::Null),
                    real.pointer(part).unwrap_or(&Value::Null),
                    "{kind} {name} {part}"
                );
            }
            // Knative's webhook fills in the template; here that stands in the Configuration.
            if kind == "Configuration" {
                assert_eq!(ours["spec"], real["spec"], "{kind} {name}");
            }
        }
    }
    let told = |service: &Value| {
        let conditions = service["status"]["conditions"].as_array().cloned().unwrap_or_default();
        let told = |it: &Value| (it["type"].as_str().unwrap().to_owned(), it["severity"].clone());
        // No ingress makes the real route ready.
        conditions.iter().map(told).filter(|(kind, _)| kind != "IngressReady").collect::<Vec<_>>()
    };
    let all = |objects: &Objects| {
        let told = told(&objects.get("InferenceService", "full")?);
        (told.len() == 6).then_some(told)
    };
    let real = ns.until_some("the real KServe's conditions", secs(30), || all(ns));
    assert_eq!(beside.until_some("the conditions", all), real);
    beside.stop();
}

fn take_sidecar(deployment: &mut Value) -> Value {
    let containers =
        deployment.pointer_mut("/spec/template/spec/containers").unwrap().as_array_mut().unwrap();
    containers.pop().unwrap()
}

/// Without what differs from run to run: uids, times, who did it, and what follows from how far it is.
fn plain(value: Value) -> Value {
    without_uids(settled(value))
}

fn settled(value: Value) -> Value {
    let own = ["creator", "lastModifier", "routingStateModified", "routingState", "routes"];
    match value {
        Value::Object(fields) => fields
            .into_iter()
            .filter(|(key, _)| !own.iter().any(|own| *key == format!("serving.knative.dev/{own}")))
            .filter(|(key, _)| key != "reachability" && key != "deployment.kubernetes.io/revision")
            .map(|(key, value)| (key, settled(value)))
            .filter(|(key, value)| {
                !(key == "annotations" && value.as_object().is_some_and(|it| it.is_empty()))
            })
            .collect(),
        Value::Array(items) => items.into_iter().map(settled).collect(),
        other => other,
    }
}
