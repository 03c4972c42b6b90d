//! Scenario files: what is read, what is refused and where, and the committed schema.

use super::text::{Bandwidth, Size, Span};
use super::*;

fn refusal(text: &str) -> String {
    Scenario::parse(text).unwrap_err().message
}

#[test]
fn nothing_is_the_cluster_of_the_seed() {
    let seed = Scenario::parse("").unwrap();
    assert_eq!(seed, Scenario::default());
    let pools: Vec<_> = seed.pools.iter().map(|pool| (pool.name.as_str(), pool.min, pool.max)).collect();
    assert_eq!(pools, [("default-nodepool", 1, 1), ("GPU-V100-Edge", 1, 1), ("GPU-V100-Elastic", 0, 3)]);
}

#[test]
fn what_is_written_is_read_back() {
    let text = serde_yaml::to_string(&Scenario::default()).unwrap();
    assert_eq!(Scenario::parse(&text).unwrap(), Scenario::default(), "{text}");
}

#[test]
fn a_file_says_only_what_differs() {
    let read = Scenario::parse(
        "speed: 4\nsources:\n- {name: registry, bandwidth: 100Mi/s}\n- {name: nas, bandwidth: 1Gi/s}\nmodels:\n- {model: llm-model, size: 15Gi}\n\
         pools:\n- name: cloud\n  max: 3\n  cpu: 4\n  boot: 20s\n  faults: {outOfStock: {afterNodes: 1, for: 5m}, bootFailure: {nth: [2], rate: 10%}}\n",
    )
    .unwrap();
    assert_eq!(read.sources[0].bandwidth, Bandwidth::mib(100));
    assert_eq!((read.models[0].size, read.models[0].source.as_str()), (Size::gib(15), "nas"));
    let faults = &read.pools[0].faults;
    assert_eq!(faults.out_of_stock.as_ref().unwrap().lasts, Some(Span::seconds(300)));
    assert_eq!(faults.boot_failure.as_ref().unwrap().nth, [2]);
    assert_eq!(read.metrics, Metrics::default());
}

#[test]
fn what_is_unknown_or_malformed_is_refused_with_its_line() {
    let unknown = refusal("speed: 1\npools:\n- name: a\n  max: 1\n  bootTime: 3s\n");
    assert!(unknown.contains("bootTime") && unknown.contains("line 5"), "{unknown}");
    let duration = refusal("speed: 1\nmetrics:\n  scrapeInterval: 15\n");
    assert!(duration.contains("needs a unit") && duration.contains("line 3"), "{duration}");
    let bandwidth = refusal("sources:\n- name: registry\n  bandwidth: 10Mi\n");
    assert!(bandwidth.contains("invalid bandwidth \"10Mi\"") && bandwidth.contains("line 3"), "{bandwidth}");
    let policy = refusal("ingress:\n  policy: fastest\n");
    assert!(policy.contains("least-request") && policy.contains("line 2"), "{policy}");
}

#[test]
fn what_does_not_hold_together_is_refused_with_its_path() {
    assert_eq!(
        refusal("pools:\n- {name: a, min: 2, max: 1}\n"),
        "invalid scenario: pools[0] (a): min 2 is more than max 1"
    );
    assert_eq!(
        refusal("pools:\n- {name: a, max: 1}\n- {name: a, max: 1}\n"),
        "invalid scenario: pools: \"a\" comes twice"
    );
    let source = refusal("images:\n- {image: '*', size: 1Gi, source: registri}\n");
    assert!(source.contains("images[0].source: there is no source \"registri\""), "{source}");
    assert!(refusal("speed: 0\n").contains("speed"));
    assert!(refusal("objects:\n- {kind: Pod}\n").contains("objects[0]"));
    assert!(refusal("pods: {lease: 0s}\n").contains("pods.lease"));
    assert!(refusal("nodeAutoscaler: {expander: priority}\n").contains("priorities"));
}

#[test]
fn the_committed_schema_is_the_types() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/sandbox/scenario/schema.json");
    let made = Scenario::json_schema();
    if std::env::var_os("NEAP_WRITE_SCHEMA").is_some() {
        std::fs::write(path, &made).unwrap();
    }
    let committed = std::fs::read_to_string(path).unwrap();
    assert!(
        committed == made,
        "src/sandbox/scenario/schema.json is old; NEAP_WRITE_SCHEMA=1 cargo test writes it"
    );
}
