//! Where a flag's value has room for the strings.

use clap::Arg;

/// What else must be given for a flag to be looked at at all.
pub fn company(verb: &str, flag: &str) -> &'static [&'static str] {
    if verb == "knative" {
        return match flag {
            "scale-metric" => &["--scale-target=5", "--max-replicas=3"],
            "reserve-instance-type" | "reserve-instance-spec" | "reserve-instance-replicas" => {
                &["--reserve-instance", "--min-replicas=0"]
            }
            "tag" => &["--traffic=latest=100"],
            _ => &[],
        };
    }
    if verb != "kserve" {
        return company_of_pods(verb, flag);
    }
    match flag {
        "scale-target" => &["--scale-metric=my_metric", "--max-replicas=3"],
        "scale-metric" => &["--scale-target=5", "--max-replicas=3"],
        "scale-up-window" | "scale-down-window" => {
            &["--scale-metric=my_metric", "--scale-target=5", "--max-replicas=3"]
        }
        "pool-name" | "pool-label" | "preempt-policy" | "spill-with" => &["--unit=nodepool=np1"],
        "runtime" | "runtime-version" | "storage-uri" | "protocol-version" => &["--model-format=huggingface"],
        "data-subpath-expr" => &["--data=a:/given"],
        "temp-dir-subpath-expr" => &["--temp-dir=a:/given"],
        "metrics-port" => &["--enable-prometheus"],
        "affinity-constraint" => &["--affinity-policy=spread"],
        "shell" => &["echo"],
        "canary-traffic-percent" | "container-concurrency" => &["--deployment-mode=knative"],
        _ => &[],
    }
}

/// The same for Deployments, StatefulSets and the presets.
fn company_of_pods(verb: &str, flag: &str) -> &'static [&'static str] {
    match (verb, flag) {
        ("triton", "backend") => &["--gpus=1"],
        ("triton", "metrics-port") => &["--allow-metrics"],
        ("triton", _) => &[],
        ("tensorflow", "modelName" | "model-name") => &["--model-path=/m"],
        ("tensorflow", "model-path") => &["--model-name=m"],
        ("tensorflow", _) => &["--model-name=m", "--model-path=/m"],
        (_, "restful-port" | "port") => &[],
        ("distributed", "leader-command") => &["--restful-port=8000", "--worker-command=x"],
        ("distributed", "worker-command") => &["--restful-port=8000", "--leader-command=x"],
        ("distributed", "init-backend") => &["--restful-port=8000", "--command=x"],
        ("distributed", "role-command") => &["--restful-port=8000", "--role=a"],
        (_, "scale-metric") => &["--restful-port=8000", "--max-replicas=3"],
        (_, "scale-target") => &["--restful-port=8000", "--scale-metric=my_metric", "--max-replicas=3"],
        (_, "schedule") => &["--restful-port=8000", "--autoscaler=cron"],
        (_, "timezone") => &["--restful-port=8000", "--schedule=0 8 * * *=4", "--schedule=0 9 * * *=1"],
        (_, "prometheus") => {
            &["--restful-port=8000", "--autoscaler=keda", "--scale-metric=my_metric=5", "--max-replicas=3"]
        }
        (_, "host" | "ingress-class" | "tls-secret") => &["--restful-port=8000", "--expose=ingress"],
        (_, "ecs-provision" | "fleet-api" | "propagation-policy") => {
            &["--restful-port=8000", "--cluster-group=idc=c1"]
        }
        (_, "gateway") => &["--restful-port=8000", "--expose=httproute"],
        (_, "startup-probe-action-option") => &["--restful-port=8000", "--startup-probe-action=httpGet"],
        (_, "readiness-probe-action-option") => &["--restful-port=8000", "--readiness-probe-action=httpGet"],
        (_, "liveness-probe-action-option") => &["--restful-port=8000", "--liveness-probe-action=exec"],
        (_, "startup-probe-option") => &["--restful-port=8000", "--startup-probe-action=tcpSocket"],
        (_, "readiness-probe-option") => &["--restful-port=8000", "--readiness-probe-action=tcpSocket"],
        (_, "liveness-probe-option") => &["--restful-port=8000", "--liveness-probe-action=tcpSocket"],
        _ => &["--restful-port=8000"],
    }
}

/// Flags that say nothing about the objects; for them only the way of refusing is looked at.
pub const BESIDE_THE_OBJECTS: [&str; 16] = [
    "color",
    "verbose",
    "kubeconfig",
    "context",
    "request-timeout",
    "filename",
    "save",
    "dry-run",
    "output",
    "wait",
    "watch",
    "force-conflicts",
    "patch",
    "template-dir",
    "print-template",
    "help",
];

/// Values that have words or units of their own: what is accepted is written in Kubernetes' words.
pub const TRANSLATED: &[&str] = &[
    "group-size",
    "group-with",
    "init-backend",
    "leader-num",
    "role",
    "worker-num",
    "stable-window",
    "scale-down-delay",
    "pod-retention",
    "target-utilization",
    "panic-window",
    "panic-threshold",
    "reserve-instance",
    "priority",
    "make-priority-classes",
    "startup-probe",
    "rollout",
    "scale-target",
    "scale-metric",
    "scale-up-window",
    "scale-down-window",
    "enable-istio",
    "enableIstio",
    "expose-service",
    "exposeService",
    "enable-prometheus",
    "toleration",
    "expose",
    "fleet-api",
    "ecs-provision",
    "autoscaler",
    "schedule",
    "prometheus",
    "drain",
    "termination-grace",
    "pdb",
    "topology-spread",
    "scrape",
    "readiness-probe",
    "liveness-probe",
    "startup-probe-action",
    "startup-probe-action-option",
    "startup-probe-option",
    "readiness-probe-action",
    "readiness-probe-action-option",
    "readiness-probe-option",
    "liveness-probe-action",
    "liveness-probe-action-option",
    "liveness-probe-option",
    "pod-management",
    "backend",
    "allow-metrics",
    "version-policy",
];

/// Arena's defaults, which mean that nothing was said.
pub fn means_nothing(flag: &str, text: &str) -> bool {
    let zero = [
        "port",
        "gpus",
        "gpumemory",
        "gpucore",
        "leader-gpumemory",
        "leader-gpucore",
        "worker-gpumemory",
        "worker-gpucore",
        "max-replicas",
        "container-concurrency",
        "timeout",
        "device",
        "restful-port",
        "metrics-port",
    ];
    if flag == "extend-command" && text.trim().is_empty() {
        return true;
    }
    (text == "0" && zero.contains(&flag)) || (text == "-1" && flag == "canary-traffic-percent")
}

/// The flag's value with the string in each of its places, by the shape that help shows: `KEY=VALUE`, `PVC:/PATH`.
pub fn forms(arg: &Arg, text: &str) -> Vec<String> {
    let shape = arg.get_value_names().map(|names| names[0].to_string()).unwrap_or_default();
    let mut forms = vec![text.to_owned()];
    if shape.contains('=') {
        forms.extend([format!("a={text}"), format!("{text}=a"), format!("a/b={text}")]);
    }
    if shape.contains(":/") || shape.contains("EXPR") || shape == "HOST[:CONTAINER]" {
        forms.extend([
            format!("a:{text}"),
            format!("a:/{text}"),
            format!("{text}:/p"),
            format!("a:/p:{text}"),
            format!("/{text}"),
        ]);
    }
    if shape.contains("NAME[:VERSION]") || shape.contains("ENGINE") {
        forms.extend([format!("vllm:{text}"), format!("{text}:1")]);
    }
    match arg.get_id().as_str() {
        "unit" => forms.extend(
            ["nodepool", "resource", "max", "selector.a", "label.a", "annotation.a"]
                .map(|key| format!("{key}={text}")),
        ),
        "toleration" => forms.extend([
            format!("a={text}:NoSchedule,Equal"),
            format!("a:{text}"),
            format!("a=b:NoSchedule,{text}"),
        ]),
        "security_context" => forms.extend(["runAsUser", "runAsNonRoot"].map(|key| format!("{key}={text}"))),
        "scale_metric" => forms.extend([format!("external:a{{b={text}}}=5"), format!("vllm-waiting={text}")]),
        "rollout" => forms.push(format!("surge={text}")),
        "role" => forms.extend(
            [
                "gpus", "cpu", "image", "port", "size", "replicas", "max", "metric", "after", "entry",
                "backend",
            ]
            .map(|key| format!("a,{key}={text}")),
        ),
        "image" | "leader_image" | "worker_image" => {
            forms.extend([format!("a:{text}"), format!("{text}/a"), format!("a@sha256:{text}")])
        }
        "traffic" => forms.extend([format!("latest={text}"), format!("base-{text}=100")]),
        "tag" => forms.extend([format!("latest={text}"), format!("base-{text}=old")]),
        "revision_name" => forms.push(format!("base-{text}")),
        "reserve_instance_spec" => forms.extend([format!("ecs.{text}"), format!("{text}-2Gi")]),
        "storage_uri" => {
            forms.extend([format!("s3://{text}"), format!("pvc://{text}"), format!("pvc://a/{text}")]);
        }
        "schedule" => forms.extend([format!("{text}=4"), format!("0 8 * * *={text}")]),
        "pdb" => forms.push(format!("max-unavailable={text}")),
        "topology_spread" => forms.extend([format!("zone:{text}"), format!("{text}:1")]),
        "cluster_group" => {
            forms.extend([format!("idc=c1,{text}"), format!("all=c1:{text}"), format!("all=c1:2,{text}:1")]);
        }
        "gateway" => forms.push(format!("a/{text}")),
        id if id.ends_with("action_option") => {
            forms.extend([format!("path: {text}"), format!("port: {text}"), format!("command={text}")])
        }
        id if id.ends_with("probe_option") => forms.push(format!("periodSeconds: {text}")),
        _ => {}
    }
    forms
}
