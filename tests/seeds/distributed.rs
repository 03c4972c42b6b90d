//! The guide to autoscaling of standalone and distributed inference: the scrape, the adapter's rules, two autoscalers, and the pod
//! that makes the load.

use neap::manifest::yaml::parse_documents;
use serde_json::{Value, json};

use super::{Mended, holds};
use crate::support::in_process::run;
use crate::support::rendering::{objects, refused};

/// Prometheus' address in the guide, and one that can be.
const GUIDES: &str = "http://cn-beijing.arms.aliyuncs.com:9090/api/v1/prometheus/xxxx/xxxx/xxx/cn-beijing";
const URL: &str = "http://cn-beijing.arms.aliyuncs.com:9090/api/v1/prometheus/0a1b/12/c3/cn-beijing";

fn autoscaler(target: &str, metric: &str) -> Value {
    json!({"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": {"name": "llm-inference-hpa"}, "spec": {
        "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "StatefulSet", "name": target}, "minReplicas": 1, "maxReplicas": 3,
        "metrics": [{"type": "Pods", "pods": {"metric": {"name": metric}, "target": {"type": "Value", "averageValue": 5}}}]}})
}

fn monitor() -> Value {
    let replace = |source: &str, target: &str| json!({"action": "replace", "sourceLabels": [format!("__meta_kubernetes_{source}")], "targetLabel": target});
    let of_label = |label: &str, target: &str| {
        let mut rule = replace(&format!("pod_label_{label}"), target);
        rule["regex"] = "(.+)".into();
        rule
    };
    json!({"apiVersion": "monitoring.coreos.com/v1", "kind": "PodMonitor",
    "metadata": {"name": "llm-serving-podmonitor", "namespace": "default",
        "annotations": {"arms.prometheus.io/discovery": "true", "arms.prometheus.io/resource": "arms"}},
    "spec": {
        "selector": {"matchExpressions": [{"key": "alibabacloud.com/inference-workload", "operator": "Exists"}]},
        "namespaceSelector": {"any": true},
        "podMetricsEndpoints": [{"interval": "15s", "path": "/metrics", "port": "http", "relabelings": [
            replace("pod_name", "pod_name"),
            replace("namespace", "pod_namespace"),
            of_label("rolebasedgroup_workloads_x_k8s_io_role", "rbg_role"),
            of_label("alibabacloud_com_inference_workload", "workload_name"),
            of_label("alibabacloud_com_inference_backend", "backend"),
        ]}]}})
}

fn benchmark() -> Value {
    let amount = json!({"cpu": "8", "memory": "40 Gi"});
    json!({"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {"name": "llm-benchmark", "labels": {"app": "llm-benchmark"}},
        "spec": {
            "selector": {"matchLabels": {"app": "llm-benchmark"}},
            "template": {
                "metadata": {"labels": {"app": "llm-benchmark"}},
                "spec": {
                    "hostNetwork": true, "dnsPolicy": "ClusterFirstWithHostNet",
                    "containers": [{
                        "command": ["sh", "-c", "sleep inf"], "image": null, "imagePullPolicy": "IfNotPresent", "name": "llm-benchmark",
                        "resources": {"limits": amount, "requests": amount},
                        "volumeMounts": [{"mountPath": "/models/Qwen3-32B", "name": "llm-model"}]}],
                    "volumes": [{"name": "llm-model", "persistentVolumeClaim": {"claimName": "llm-model"}}]}}}})
}

/// The adapter's values as an object of a name, so that they are held as the others are.
fn adapter(rules: &[Value]) -> Value {
    json!({"kind": "Values", "metadata": {"name": "adapter"}, "AlibabaCloudMetricsAdapter": {"prometheus": {
        "enabled": true, "url": GUIDES,
        "adapter": {"rules": {"default": false, "custom": rules}}}}})
}

fn rule(metric: &str) -> Value {
    json!({
        "seriesQuery": format!("{metric}{{namespace!=\"\",pod!=\"\"}}"),
        "resources": {"overrides": {"namespace": {"resource": "namespace"}, "pod": {"resource": "pod"}}},
        "metricsQuery": "sum(<<.Series>>{<<.LabelMatchers>>}) by (<<.GroupBy>>)",
    })
}

fn render(args: &[&str]) -> Vec<Value> {
    let outcome = run(["metrics", "render"].iter().chain(args).map(|word| (*word).to_owned()));
    assert_eq!(outcome.code, 0, "{args:?}: {}", outcome.stderr);
    parse_documents(&outcome.stdout).unwrap()
}

/// The rules of the three engines, together as the guide has them.
fn rules() -> Value {
    let url = format!("--prometheus={URL}");
    let of = |args: &[&str]| render(&[args, &[&url, "--part=rules"]].concat()).remove(0);
    let mut all = of(&["--engine=vllm:0.11.0"]);
    let others = [of(&["--engine=sglang"]), of(&["--engine=dynamo:0.3.2", "--metric=dynamo-inflight"])];
    let at = "/AlibabaCloudMetricsAdapter/prometheus/adapter/rules/custom";
    for other in others {
        let more = other.pointer(at).unwrap().as_array().unwrap().clone();
        all.pointer_mut(at).unwrap().as_array_mut().unwrap().extend(more);
    }
    all["kind"] = "Values".into();
    all["metadata"] = json!({"name": "adapter"});
    all
}

fn mended(object: &'static str, field: &'static str, ours: Value, why: &'static str) -> Mended {
    Mended { object, field, ours, why }
}

#[test]
fn every_object_and_slip_of_the_guide() {
    // The scrape and the rules.
    let metrics = [
        "vllm:num_requests_waiting",
        "vllm:num_requests_running",
        "vllm:kv_cache_usage_perc",
        "sglang:num_queue_reqs",
        "sglang:num_running_reqs",
        "sglang:token_usage",
        "nv_llm_http_service_inflight_requests",
    ];
    let shown = [monitor(), adapter(&metrics.map(rule))];
    let mut rendered = render(&["--engine=vllm", "--namespace=default", "--part=scrape"]);
    let relabelings = "/spec/podMetricsEndpoints/0/relabelings";
    // One more rule, for the role's label of newer RoleBasedGroups.
    let more = rendered[0].pointer_mut(relabelings).unwrap().as_array_mut().unwrap();
    let newer = more.iter().position(|it| {
        it["sourceLabels"][0] == "__meta_kubernetes_pod_label_rbg_workloads_x_k8s_io_role_name"
    });
    more.remove(newer.unwrap());
    rendered.push(rules());
    let average = json!("avg(<<.Series>>{<<.LabelMatchers>>}) by (<<.GroupBy>>)");
    let shares = "a share of several replicas adds up to more than all; it is averaged";
    let at = |index: usize| match index {
        2 => "/AlibabaCloudMetricsAdapter/prometheus/adapter/rules/custom/2/metricsQuery",
        _ => "/AlibabaCloudMetricsAdapter/prometheus/adapter/rules/custom/5/metricsQuery",
    };
    let averaged = [2, 5].map(|index| mended("Values/adapter", at(index), average.clone(), shares));
    let instance = "/AlibabaCloudMetricsAdapter/prometheus/url";
    let [first, second] = averaged;
    let own = mended("Values/adapter", instance, json!(URL), "the x's stand for one's own instance");
    holds(&shown, &rendered, &[first, second, own]);

    // Both autoscalers, one an engine.
    for (name, image, port, metric, series) in [
        (
            "vllm-inference",
            "vllm/vllm-openai:v0.10.0",
            "--port=8000",
            "--scale-metric=vllm-waiting=5",
            "vllm:num_requests_waiting",
        ),
        (
            "sgl-inference",
            "lmsysorg/sglang:v0.4.10",
            "--port=8000",
            "--scale-metric=sglang-queue=5",
            "sglang:num_queue_reqs",
        ),
    ] {
        let (name_flag, image) = (format!("--name={name}"), format!("--image={image}"));
        let args =
            [name_flag.as_str(), &image, port, metric, "--max-replicas=3", "--hpa-name=llm-inference-hpa"];
        let kind = "an average of the pods has the type AverageValue; the API takes Value beside it, and readers are misled";
        holds(
            &[autoscaler(name, series)],
            &objects("statefulset", &args),
            &[mended(
                "HorizontalPodAutoscaler/llm-inference-hpa",
                "/spec/metrics/0/pods/target/type",
                json!("AverageValue"),
                kind,
            )],
        );
    }

    // The pod that makes the load; the network of the node is what no flag says.
    let patch = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&patch, "kind: StatefulSet\nmetadata: {labels: {app: llm-benchmark}}\nspec: {template: {spec: {hostNetwork: true, dnsPolicy: ClusterFirstWithHostNet}}}\n").unwrap();
    let patch = format!("--patch={}", patch.path().display());
    let image = "kube-ai-registry.cn-shanghai.cr.aliyuncs.com/kube-ai/vllm:v0.10.0";
    let image_flag = format!("--image={image}");
    let with = |memory: &'static str| {
        [
            "--name=llm-benchmark",
            &image_flag,
            "--cpu=8",
            memory,
            "--data=llm-model:/models/Qwen3-32B",
            "--port=8000",
            "--startup-probe=none",
            "--readiness-probe=none",
            &patch,
            "sleep inf",
        ]
        .map(str::to_owned)
    };
    let args = with("--memory=40Gi");
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let set = "StatefulSet/llm-benchmark";
    let container = "/spec/template/spec/containers/0";
    let space = "a quantity has no space in it";
    let (limit, request) = (
        "/spec/template/spec/containers/0/resources/limits/memory",
        "/spec/template/spec/containers/0/resources/requests/memory",
    );
    assert!(limit.starts_with(container));
    holds(
        &[benchmark()],
        &objects("statefulset", &args),
        &[
            mended(set, limit, json!("40Gi"), space),
            mended(set, request, json!("40Gi"), space),
            mended(
                set,
                "/spec/template/spec/containers/0/image",
                json!(image),
                "the guide leaves the choice of two open, and nothing where it belongs",
            ),
            mended(
                set,
                "/spec/template/spec/containers/0/name",
                json!("custom-serving"),
                "by this name Arena finds the container",
            ),
        ],
    );
    let slip = with("--memory=40 Gi");
    let slip: Vec<&str> = slip.iter().map(String::as_str).collect();
    assert!(refused("statefulset", &slip).contains("a quantity has no space in it: write 40Gi"));
    // Prometheus' address of the guide is none.
    let given = format!("--prometheus={GUIDES}");
    let words = ["metrics", "render", "--engine=vllm", "--part=rules", given.as_str()];
    let said = run(words.map(str::to_owned));
    assert!(said.code == 2 && said.stderr.contains("the x's of a sample"), "{}", said.stderr);
}
