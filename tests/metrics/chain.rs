//! The chain on a simulated cluster: whole, and with each link broken in turn.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{Outcome, command, outcome};

/// A cluster of its own.
struct Cluster {
    folder: TempDir,
    child: Child,
    kubeconfig: String,
}

impl Cluster {
    fn new(scenario: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("scenario.yaml");
        std::fs::write(&file, scenario).unwrap();
        let mut up = command();
        up.env("XDG_RUNTIME_DIR", folder.path()).env("TMPDIR", folder.path());
        up.args(["sandbox", "up", "-f"]).arg(&file).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = up.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let kubeconfig = line.trim_end().strip_prefix("export KUBECONFIG=").unwrap_or_default().to_owned();
        let cluster = Self { folder, child, kubeconfig };
        assert!(!cluster.kubeconfig.is_empty(), "the sandbox did not come up");
        cluster
    }

    fn neap(&self, args: &[&str]) -> Outcome {
        let mut command = command();
        command.env("KUBECONFIG", &self.kubeconfig).env("XDG_RUNTIME_DIR", self.folder.path());
        outcome(command.args(args))
    }

    fn check(&self, more: &[&str]) -> (i32, Value) {
        let args = [&["metrics", "check", "vllm-inference", "-o", "json", "--patience", "3s"], more].concat();
        let outcome = self.neap(&args);
        (outcome.code, serde_json::from_str(&outcome.stdout).unwrap_or(Value::Null))
    }

    /// Checks until it comes out so: the cluster needs a while to get there, twenty times as fast.
    fn until(&self, wanted: &str, holds: impl Fn(i32, &Value) -> bool) -> Value {
        let begun = Instant::now();
        loop {
            let (code, found) = self.check(&[]);
            if holds(code, &found) {
                return found;
            }
            assert!(begun.elapsed() < Duration::from_secs(90), "never {wanted}: {code} {found:#}");
            std::thread::sleep(Duration::from_millis(200));
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The guide's StatefulSet and autoscaler; the fields that a test breaks are given.
fn scenario(metrics: &str, image: &str, port: &str, metric: &str, objects: &str) -> String {
    format!(
        "speed: 40
metrics: {metrics}
pools: [{{name: edge, max: 2, min: 1, initial: 1, gpu: {{model: Tesla-V100-SXM2-16GB}}}}]
objects:
  - apiVersion: apps/v1
    kind: StatefulSet
    metadata: {{name: vllm-inference, namespace: default}}
    spec:
      serviceName: vllm-inference
      replicas: 1
      selector: {{matchLabels: {{app: vllm-inference}}}}
      template:
        metadata: {{labels: {{app: vllm-inference, alibabacloud.com/inference-workload: vllm-inference}}}}
        spec:
          containers:
            - name: engine
              image: {image}
              command: [sh, -c, vllm serve /models/Qwen-7B-Chat-Int4 --served-model-name qwen --port 8000 --max-model-len 4096]
              ports: [{{containerPort: 8000, name: {port}}}]
              resources: {{limits: {{nvidia.com/gpu: \"1\"}}}}
              readinessProbe: {{httpGet: {{path: /health, port: 8000}}, periodSeconds: 5}}
  - apiVersion: autoscaling/v2
    kind: HorizontalPodAutoscaler
    metadata: {{name: llm-inference-hpa, namespace: default}}
    spec:
      scaleTargetRef: {{apiVersion: apps/v1, kind: StatefulSet, name: vllm-inference}}
      minReplicas: 1
      maxReplicas: 3
      metrics:
        - type: Pods
          pods: {{metric: {{name: \"{metric}\"}}, target: {{type: Value, averageValue: \"5\"}}}}
{objects}"
    )
}

const IMAGE: &str = "vllm/vllm-openai:v0.10.0";
const WAITING: &str = "vllm:num_requests_waiting";
const SELECTED: &str = "{scrape: selected, rules: kube-system/adapter-config}";

fn link<'a>(found: &'a Value, name: &str) -> &'a Value {
    let links = found["metrics"][0]["links"].as_array().map_or(&[][..], Vec::as_slice);
    links.iter().find(|link| link["link"] == name).unwrap_or(&Value::Null)
}

fn state<'a>(found: &'a Value, name: &str) -> &'a str {
    link(found, name)["state"].as_str().unwrap_or_default()
}

fn says(found: &Value, name: &str, words: &str) -> bool {
    let link = link(found, name);
    [&link["found"], &link["mend"]].iter().any(|text| text.as_str().is_some_and(|text| text.contains(words)))
}

/// Nothing scrapes and nothing serves at first; what `render --apply` writes mends one link after the other, as `check` says.
#[test]
fn a_chain_is_mended_link_by_link() {
    let cluster = Cluster::new(&scenario(SELECTED, IMAGE, "restful", WAITING, ""));
    let found = cluster.until("shown by the engine", |_, found| state(found, "engine") == "holds");
    assert!(says(&found, "scraped", "no PodMonitor and no annotation"), "{found:#}");
    assert!(says(&found, "served", "could not find the metric"), "{found:#}");

    // The guide's port is `http`; these pods call theirs `restful`.
    let wrong = cluster.neap(&["metrics", "render", "--engine=vllm", "--part=scrape", "--apply"]);
    assert_eq!((wrong.code, wrong.stdout.as_str()), (2, ""), "{}", wrong.stderr);
    assert!(
        wrong.stderr.contains("calls a port `http`") && wrong.stderr.contains("--port=restful"),
        "{}",
        wrong.stderr
    );

    let scrape = &["metrics", "render", "--engine=vllm", "--port=restful", "--part=scrape", "--apply"];
    let applied = cluster.neap(scrape);
    assert_eq!(applied.code, 0, "{}", applied.stderr);
    assert!(applied.stdout.contains("created"), "{}", applied.stdout);
    assert!(cluster.neap(scrape).stdout.contains("unchanged"));
    // Where pods were ready a moment ago, what is not served may come.
    let found = cluster.until("scraped, and not served", |_, found| {
        state(found, "scraped") == "holds" && found["metrics"][0]["broken"] == "served"
    });
    assert!(says(&found, "scraped", "told by namespace and pod"), "{found:#}");

    let rules = [
        "metrics",
        "render",
        "--engine=vllm",
        "--adapter=prometheus-adapter",
        "--config-map=kube-system/adapter-config",
        "--part=rules",
        "--apply",
    ];
    let applied = cluster.neap(&rules);
    assert_eq!(applied.code, 0, "{}", applied.stderr);
    // The autoscaler looked before anything was served, and comes again.
    let found = cluster.until("whole", |code, found| code == 0 && state(found, "read") == "holds");
    for link in ["engine", "scraped", "served", "read", "agrees"] {
        assert_eq!(state(&found, link), "holds", "{found:#}");
    }
    // The guide's target has a type that is not meant.
    assert!(
        says(&found, "read", "it is read as AverageValue") && says(&found, "read", "kubectl patch hpa"),
        "{found:#}"
    );
    let text = cluster.neap(&["metrics", "check", "vllm-inference"]);
    assert_eq!((text.code, text.stderr.as_str()), (0, ""), "{}", text.stdout);
    assert!(
        text.stdout.starts_with("METRIC vllm:num_requests_waiting\n")
            && text.stdout.matches('✓').count() == 5,
        "{}",
        text.stdout
    );

    let other = cluster.neap(&["metrics", "check", "vllm-inferense"]);
    assert_eq!((other.code, other.stdout.as_str()), (1, ""));
    assert!(other.stderr.contains("no autoscaler and no pods"), "{}", other.stderr);
}

/// A PodMonitor by the guide over pods whose port has another name.
#[test]
fn a_port_of_another_name_is_named() {
    let monitor = "  - apiVersion: monitoring.coreos.com/v1
    kind: PodMonitor
    metadata: {name: guide, namespace: default}
    spec:
      selector: {matchExpressions: [{key: alibabacloud.com/inference-workload, operator: Exists}]}
      podMetricsEndpoints: [{port: http, path: /metrics}]
";
    let cluster = Cluster::new(&scenario("{scrape: selected}", IMAGE, "restful", WAITING, monitor));
    let found = cluster.until("shown by the engine", |_, found| state(found, "engine") == "holds");
    assert_eq!(found["metrics"][0]["broken"], "scraped");
    assert!(says(&found, "scraped", "asks for the port http, the pods call theirs restful"), "{found:#}");
    assert!(says(&found, "scraped", "--port=restful"), "{found:#}");
}

/// The autoscaler asks for a name that the adapter does not serve; it serves the same under another.
#[test]
fn a_wrong_name_in_the_autoscaler_is_found() {
    let rules = "  - apiVersion: v1
    kind: ConfigMap
    metadata: {name: adapter-config, namespace: kube-system}
    data:
      config.yaml: |
        rules:
        - seriesQuery: 'vllm:num_requests_waiting{namespace!=\"\",pod!=\"\"}'
          resources: {overrides: {namespace: {resource: namespace}, pod: {resource: pod}}}
          name: {matches: '^vllm:num_requests_waiting$', as: num_requests_waiting}
          metricsQuery: 'sum(<<.Series>>{<<.LabelMatchers>>}) by (<<.GroupBy>>)'
";
    let metrics = "{rules: kube-system/adapter-config}";
    let cluster = Cluster::new(&scenario(metrics, IMAGE, "http", WAITING, rules));
    let found = cluster.until("refused by the adapter", |_, found| {
        says(found, "served", "serves it as num_requests_waiting")
    });
    assert_eq!(found["metrics"][0]["broken"], "served", "{found:#}");
    let found = cluster.until("said by the autoscaler", |_, found| state(found, "read") == "broken");
    assert!(says(&found, "read", "FailedGetPodsMetric"), "{found:#}");
}

/// The engine is older than the metric's name.
#[test]
fn a_metric_of_another_version_is_found() {
    let metric = "vllm:kv_cache_usage_perc";
    let cluster = Cluster::new(&scenario("{}", "vllm/vllm-openai:v0.8.5", "http", metric, ""));
    let found = cluster.until("shown by the engine", |_, found| says(found, "engine", "calls it"));
    assert!(says(&found, "engine", "vllm:gpu_cache_usage_perc"), "{found:#}");
    assert!(
        says(&found, "engine", "--rename=vllm:gpu_cache_usage_perc=vllm:kv_cache_usage_perc"),
        "{found:#}"
    );
    assert_eq!(found["metrics"][0]["broken"], "engine");
}

/// The adapter's answers are older than the load.
#[test]
fn an_old_value_is_told_from_a_new_one() {
    let metrics = "{adapterDelay: 4m}";
    let cluster = Cluster::new(&scenario(metrics, IMAGE, "http", WAITING, ""));
    let found = cluster.until("served late", |_, found| says(found, "served", "s old"));
    assert_eq!((state(&found, "engine"), state(&found, "served")), ("holds", "broken"), "{found:#}");
}

/// What a flag names and the autoscaler does not read.
#[test]
fn a_metric_that_is_not_read_is_told() {
    let cluster = Cluster::new(&scenario("{}", IMAGE, "http", WAITING, ""));
    cluster.until("whole", |code, _| code == 0);
    let (code, found) = cluster.check(&["--metric", "vllm-running"]);
    assert_eq!(code, 4);
    assert_eq!(found["metrics"][0]["metric"], "vllm:num_requests_running");
    assert!(says(&found, "read", "reads vllm:num_requests_waiting, and not this one"), "{found:#}");
    for (args, words) in [
        (["--prometheus", "nowhere"], "NAMESPACE/NAME"),
        (["--metric", "vllm-wating"], "did you mean"),
        (["--patience", "soon"], "--patience"),
    ] {
        let wrong = cluster.neap(&[&["metrics", "check", "vllm-inference"], &args[..]].concat());
        assert_eq!((wrong.code, wrong.stdout.as_str()), (2, ""), "{}", wrong.stderr);
        assert!(wrong.stderr.contains(words), "{}", wrong.stderr);
    }
    let service = cluster.check(&["--prometheus", "kube-system/prometheus:9090"]);
    assert!(
        says(&service.1, "scraped", "Prometheus kube-system/prometheus has series of 1 pod"),
        "{:#}",
        service.1
    );
}
