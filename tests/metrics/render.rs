//! What is rendered: the guides' own objects, field by field, with their slips mended.

use neap::manifest::yaml::parse_documents;
use serde_json::{Value, json};

use crate::support::{Outcome, neap};

fn render(args: &[&str]) -> Outcome {
    neap([&["metrics", "render"], args].concat())
}

fn documents(args: &[&str]) -> Vec<Value> {
    let outcome = render(args);
    assert_eq!(outcome.code, 0, "{args:?}: {}", outcome.stderr);
    parse_documents(&outcome.stdout).unwrap()
}

/// The PodMonitor of the guide for standalone and distributed inference, with the role's label of newer RoleBasedGroups added.
#[test]
fn the_guides_pod_monitor() {
    let all = documents(&["--engine=vllm", "--namespace=default", "--part=scrape"]);
    let replace = |source: &str, target: &str| json!({"action": "replace", "sourceLabels": [source], "targetLabel": target});
    let of_label = |label: &str, target: &str| {
        let mut one = replace(&format!("__meta_kubernetes_pod_label_{label}"), target);
        one["regex"] = "(.+)".into();
        one
    };
    assert_eq!(
        all,
        [json!({
            "apiVersion": "monitoring.coreos.com/v1", "kind": "PodMonitor",
            "metadata": {
                "name": "llm-serving-podmonitor", "namespace": "default",
                "labels": {"app.kubernetes.io/managed-by": "neap"},
                "annotations": {"arms.prometheus.io/discovery": "true", "arms.prometheus.io/resource": "arms"},
            },
            "spec": {
                "selector": {"matchExpressions": [{"key": "alibabacloud.com/inference-workload", "operator": "Exists"}]},
                "namespaceSelector": {"any": true},
                "podMetricsEndpoints": [{
                    "interval": "15s", "path": "/metrics", "port": "http",
                    "relabelings": [
                        replace("__meta_kubernetes_pod_name", "pod_name"),
                        replace("__meta_kubernetes_namespace", "pod_namespace"),
                        of_label("rolebasedgroup_workloads_x_k8s_io_role", "rbg_role"),
                        of_label("rbg_workloads_x_k8s_io_role_name", "rbg_role"),
                        of_label("alibabacloud_com_inference_workload", "workload_name"),
                        of_label("alibabacloud_com_inference_backend", "backend"),
                    ],
                }],
            },
        })]
    );
}

/// The adapter's values of the same guide: its shares are averaged here, and Dynamo's metric has today's name unless the version is old.
#[test]
fn the_guides_values_of_acks_adapter() {
    let url = "http://cn-beijing.arms.aliyuncs.com:9090/api/v1/prometheus/0a1b/12/c3/cn-beijing";
    let prometheus = format!("--prometheus={url}");
    let rule = |metric: &str, how: &str| {
        json!({
            "seriesQuery": format!("{metric}{{namespace!=\"\",pod!=\"\"}}"),
            "resources": {"overrides": {"namespace": {"resource": "namespace"}, "pod": {"resource": "pod"}}},
            "metricsQuery": format!("{how}(<<.Series>>{{<<.LabelMatchers>>}}) by (<<.GroupBy>>)"),
        })
    };
    for (engine, rules) in [
        (
            "vllm:0.11.0",
            vec![
                rule("vllm:num_requests_waiting", "sum"),
                rule("vllm:num_requests_running", "sum"),
                rule("vllm:kv_cache_usage_perc", "avg"),
            ],
        ),
        (
            "sglang",
            vec![
                rule("sglang:num_queue_reqs", "sum"),
                rule("sglang:num_running_reqs", "sum"),
                rule("sglang:token_usage", "avg"),
            ],
        ),
    ] {
        let engine = format!("--engine={engine}");
        let all =
            documents(&[&engine, &prometheus, "--prometheus-header=Authorization: abc", "--part=rules"]);
        assert_eq!(
            all,
            [json!({"AlibabaCloudMetricsAdapter": {"prometheus": {
                "enabled": true, "url": url, "prometheusHeader": [{"Authorization": "abc"}],
                "adapter": {"rules": {"default": false, "custom": rules}},
            }}})]
        );
    }
    let old = documents(&["--engine=dynamo:0.3.2", "--metric=dynamo-inflight", "--part=rules"]);
    let custom = &old[0]["AlibabaCloudMetricsAdapter"]["prometheus"]["adapter"]["rules"]["custom"];
    assert_eq!(custom[0], rule("nv_llm_http_service_inflight_requests", "sum"));
}

/// The rules of the fleet's guide: annotated pods have other labels, and the metrics lose their prefix.
#[test]
fn the_fleets_rules() {
    let all = documents(&[
        "--scrape=annotations",
        "--metric=vllm-waiting",
        "--metric=vllm-running",
        "--rename=vllm:num_requests_waiting=num_requests_waiting",
        "--rename=vllm:num_requests_running=num_requests_running",
        "--port=8000",
    ]);
    assert_eq!(
        all[0]["spec"]["template"]["metadata"]["annotations"],
        json!({"prometheus.io/path": "/metrics", "prometheus.io/port": "8000", "prometheus.io/scrape": "true"})
    );
    let custom = &all[1]["AlibabaCloudMetricsAdapter"]["prometheus"]["adapter"]["rules"]["custom"];
    for (place, name) in ["num_requests_waiting", "num_requests_running"].into_iter().enumerate() {
        let rule = &custom[place];
        assert_eq!(
            rule["resources"]["overrides"],
            json!({"kubernetes_namespace": {"resource": "namespace"}, "kubernetes_pod_name": {"resource": "pod"}})
        );
        assert_eq!(rule["name"], json!({"matches": format!("^vllm:{name}$"), "as": name}));
        assert_eq!(rule["metricsQuery"], "sum(<<.Series>>{<<.LabelMatchers>>}) by (<<.GroupBy>>)");
    }
    let said = render(&["--scrape=annotations", "--engine=vllm"]).stderr;
    assert!(
        said.contains(
            "labels kubernetes_namespace and kubernetes_pod_name, as series of annotated pods have them"
        ),
        "{said}"
    );
}

#[test]
fn each_adapter_has_its_form() {
    let quantile =
        "histogram_quantile(0.95, sum(rate(<<.Series>>{<<.LabelMatchers>>}[1m])) by (le, <<.GroupBy>>))";
    let values = documents(&[
        "qwen",
        "--metric=vllm-ttft",
        "--adapter=prometheus-adapter",
        "--prometheus=https://prom.example.com/path",
        "--part=rules",
    ]);
    assert_eq!(
        values[0]["prometheus"],
        json!({"url": "https://prom.example.com", "port": 443, "path": "/path"})
    );
    assert_eq!(
        (&values[0]["rules"]["default"], &values[0]["rules"]["custom"][0]["metricsQuery"]),
        (&json!(false), &json!(quantile))
    );
    let config = documents(&[
        "--engine=vllm",
        "--adapter=prometheus-adapter",
        "--config-map=monitoring/adapter-config",
        "--part=rules",
    ]);
    assert_eq!(
        (&config[0]["kind"], &config[0]["metadata"]["namespace"]),
        (&json!("ConfigMap"), &json!("monitoring"))
    );
    let rules = parse_documents(config[0]["data"]["config.yaml"].as_str().unwrap()).unwrap();
    assert_eq!(rules[0]["rules"].as_array().unwrap().len(), 3);
    let keda = documents(&[
        "qwen",
        "-n=ml",
        "--metric=vllm-waiting=5",
        "--metric=vllm-kv-cache=80%",
        "--adapter=keda",
        "--prometheus=http://p:9090",
        "--min-replicas=0",
        "--max-replicas=3",
        "--workload=statefulset/qwen",
        "--part=rules",
    ]);
    assert_eq!(
        keda[0]["spec"],
        json!({
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "StatefulSet", "name": "qwen"},
            "minReplicaCount": 0, "maxReplicaCount": 3,
            "triggers": [
                {"type": "prometheus", "metricType": "AverageValue", "metadata": {
                    "serverAddress": "http://p:9090", "threshold": "5",
                    "query": "sum(vllm:num_requests_waiting{namespace=\"ml\",pod=~\"qwen-.+\"})",
                }},
                {"type": "prometheus", "metricType": "Value", "metadata": {
                    "serverAddress": "http://p:9090", "threshold": "0.8",
                    "query": "avg(vllm:kv_cache_usage_perc{namespace=\"ml\",pod=~\"qwen-.+\"})",
                }},
            ],
        })
    );
}

/// What the guides' own samples get wrong is refused with a reason, and nothing is printed.
#[test]
fn slips_are_refused() {
    for (args, words) in [
        (
            &[
                "--engine=vllm",
                "--prometheus=http://cn-beijing.arms.aliyuncs.com:9090/api/v1/prometheus/xxxx/xxxx/xxx/cn-beijing",
            ][..],
            "x's of a sample",
        ),
        (
            &["--engine=vllm", "--prometheus=http://p:9090/api/v1/query"],
            "the adapter adds /api/v1/query itself",
        ),
        (&["--metric=vllm-kv-cache", "--aggregation=sum"], "is a share"),
        (
            &["--engine=vllm", "--scrape=annotations", "--labels=namespace,pod"],
            "so the adapter would find no pod",
        ),
        (
            &["--engine=vllm", "--labels=kubernetes_namespace,kubernetes_pod_name"],
            "so the adapter would find no pod",
        ),
        (&["--engine=vllm", "--scrape=annotations", "--port=restful"], "an annotation holds a number"),
        (&["--metric=vllm-waiting=5"], "only KEDA's triggers hold a target"),
        (&["--engine=vllm", "--metric=vllm-wating"], "did you mean `vllm-waiting`"),
        (&["--engine=vllm", "--rename=nothing=x"], "none of the metrics"),
        (
            &[
                "--engine=vllm",
                "--metric=vllm-waiting",
                "--metric=vllm-running",
                "--rename=vllm-waiting=x",
                "--rename=vllm-running=x",
            ],
            "both be served as `x`",
        ),
        (&["--adapter=keda", "--engine=vllm"], "needs a `--prometheus`"),
        (&[], "say what is measured"),
    ] {
        let outcome = render(args);
        assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""), "{args:?}: {}", outcome.stderr);
        assert!(
            outcome.stderr.contains(words) && outcome.stderr.contains("hint: "),
            "{args:?}: {}",
            outcome.stderr
        );
    }
}
