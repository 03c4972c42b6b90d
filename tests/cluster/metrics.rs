//! Rules beside the real prometheus-adapter and the real PromQL parser; the scrape's objects on the real API server.

use std::collections::BTreeMap;

use neap::engines::metrics::PRESETS;
use neap::engines::promql;
use neap::manifest::metrics::{query, rule};
use neap::workload::metrics::{LabelPair, Rename, Series};
use serde::{Deserialize, Serialize};

use crate::oracle;
use crate::plane::{Cluster, Options, Part, crds};
use crate::suite::{Need, Test};

pub fn tests() -> Vec<Test> {
    let mut tests = crate::own![Need::MetricRules; the_real_adapter_reads_the_rules];
    tests.extend(crate::own![Need::ApiServer; monitors_and_triggers_pass_the_full_schemas]);
    tests
}

/// The fields are those of `rules_test.go`.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Case {
    #[serde(rename = "ID")]
    id: usize,
    config: String,
    series: String,
    labels: BTreeMap<String, String>,
    namespace: String,
    pods: Vec<String>,
    query: String,
    #[serde(skip)]
    served: String,
    #[serde(skip)]
    asked: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Trace {
    #[serde(rename = "ID")]
    id: usize,
    name: String,
    query: String,
    error: String,
    resources: Option<Vec<String>>,
    namespaced: bool,
}

/// Each preset under each pair of labels, as it is and renamed; and the queries that KEDA asks itself.
fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for preset in &PRESETS {
        for labels in ["namespace,pod", "kubernetes_namespace,kubernetes_pod_name", "NamespaceName,PodName"] {
            for renamed in [false, true] {
                let mut series = [Series::parse("--metric", preset.name, None, None).unwrap()];
                if renamed {
                    Rename::parse(&format!("{}=renamed_metric", preset.name))
                        .unwrap()
                        .apply(&mut series)
                        .unwrap();
                }
                let [series] = series;
                let pair = LabelPair::parse(labels).unwrap();
                let matchers = format!("{}=\"ml\",{}=~\"a|b\"", pair.namespace, pair.pod);
                let exposed = series.exposed();
                let mut of_series = BTreeMap::from([
                    (pair.namespace.clone(), "ml".to_owned()),
                    (pair.pod.clone(), "a".to_owned()),
                ]);
                of_series.insert("request_type".into(), "waiting".into());
                cases.push(Case {
                    config: serde_json::json!({"rules": [rule(&series, &pair, 15).unwrap()]}).to_string(),
                    labels: of_series,
                    namespace: "ml".into(),
                    pods: vec!["a".into(), "b".into()],
                    asked: query(&series, &exposed, &matchers, Some(&pair.pod), 15),
                    served: series.served.clone(),
                    series: exposed.clone(),
                    ..Case::default()
                });
                cases.push(Case { query: query(&series, &exposed, &matchers, None, 15), ..Case::default() });
            }
        }
    }
    // What neap's own parser refuses, the real one does too.
    for wrong in ["sum(a", "sum(a))", "a{b=c}", "rate(a)", "sum(<<.Series>>)", "histogram_quantile(a)", ""] {
        assert!(promql::parse(wrong).is_err(), "{wrong}");
        cases.push(Case { query: wrong.into(), served: "refused".into(), ..Case::default() });
    }
    for (id, case) in cases.iter_mut().enumerate() {
        case.id = id;
    }
    cases
}

fn the_real_adapter_reads_the_rules() {
    let cases = cases();
    let wrong = oracle::run(Part::MetricRules, "metric-rules", &cases, |line| {
        let real: Trace = serde_json::from_str(line).unwrap();
        let case = &cases[real.id];
        if case.config.is_empty() {
            let refused = case.served == "refused";
            return (refused == real.error.is_empty()).then(|| format!("{:?}: {:?}", case.query, real.error));
        }
        // The real one writes what each label is compared with in the same order, without a difference in meaning.
        let same = promql::parse(&real.query) == promql::parse(&case.asked);
        let mut resources = real.resources.clone().unwrap_or_default();
        resources.sort();
        let sound = real.error.is_empty()
            && real.name == case.served
            && same
            && real.namespaced
            && resources == ["namespaces", "pods"];
        (!sound).then(|| format!("{case:?}\n{real:?}"))
    });
    let wrong: Vec<String> = wrong.into_iter().flatten().collect();
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        cases.len(),
        wrong[..wrong.len().min(5)].join("\n")
    );
    assert!(cases.len() > 300, "{}", cases.len());
}

/// The full CRDs where they are at hand: what is rendered is taken under strict validation, and a second apply changes nothing.
fn monitors_and_triggers_pass_the_full_schemas() {
    let cluster = Cluster::private(&Options::default());
    for file in ["monitoring.coreos.com_podmonitors.yaml", "keda.sh_scaledobjects.yaml"] {
        crds::install(&cluster, file);
    }
    let ns = cluster.namespace("metrics");
    for (args, object) in [
        (&["--engine=vllm"][..], "podmonitor.monitoring.coreos.com/llm-serving-podmonitor"),
        (
            &["qwen", "--engine=sglang", "--port=30000", "--interval=30s"],
            "podmonitor.monitoring.coreos.com/qwen-podmonitor",
        ),
        (
            &[
                "qwen",
                "--metric=vllm-waiting=5",
                "--metric=vllm-ttft",
                "--adapter=keda",
                "--prometheus=http://p:9090",
                "--min-replicas=0",
                "--max-replicas=3",
            ],
            "scaledobject.keda.sh/qwen",
        ),
        (
            &["--engine=vllm", "--adapter=prometheus-adapter", "--config-map=metrics/adapter-config"],
            "configmap/adapter-config",
        ),
    ] {
        let args = ["metrics", "render", "--apply"].iter().chain(args);
        let args: Vec<&str> = args.copied().collect();
        let args: Vec<String> =
            args.iter().map(|arg| arg.replace("=metrics/", &format!("={}/", ns.name))).collect();
        let server = ns.neap(args.iter().map(String::as_str).chain(["--dry-run=server"])).ended_with(0);
        assert!(server.stdout.contains("(server dry run)"), "{}", server.stdout);
        let first = ns.neap(&args).ended_with(0);
        assert!(first.stdout.contains(object), "{}", first.stdout);
        let second = ns.neap(&args).ended_with(0);
        let rows = second.stdout.lines().skip(1);
        assert!(
            rows.clone().count() > 0 && rows.clone().all(|row| row.ends_with("unchanged")),
            "{}",
            second.stdout
        );
    }
}
