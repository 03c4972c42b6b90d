//! `neap metrics`: the table, what is rendered and refused, and the chain walked on a simulated cluster, link by link.

mod chain;
mod input;
mod render;

use serde_json::Value;

use crate::support::neap;

#[test]
fn presets_are_listed_in_each_form() {
    let table = neap(["metrics", "presets"]);
    assert_eq!((table.code, table.stderr.as_str()), (0, ""));
    assert!(table.stdout.starts_with("PRESET"), "{}", table.stdout);
    for name in [
        "vllm-waiting",
        "sglang-queue",
        "dynamo-inflight",
        "triton-pending",
        "tgi-queue",
        "trtllm-ttft",
        "gpu-util",
    ] {
        assert!(table.stdout.contains(name), "{name}");
    }
    let one = neap(["metrics", "presets", "sglang"]);
    assert!(!one.stdout.contains("vllm"), "{}", one.stdout);
    assert_eq!(one.stderr, "note: SGLang shows no metrics without `--enable-metrics`\n");
    let wide = neap(["metrics", "presets", "vllm", "-o", "wide"]);
    assert!(wide.stdout.contains("vllm:gpu_cache_usage_perc (< 0.11.0)"), "{}", wide.stdout);
    let json: Value =
        serde_json::from_str(&neap(["metrics", "presets", "dynamo", "-o", "json"]).stdout).unwrap();
    assert_eq!(json[1]["older"]["metric"], "nv_llm_http_service_inflight_requests");
    assert!(json[1]["source"].as_str().unwrap().starts_with("https://docs.nvidia.com/dynamo"));
    let yaml = neap(["metrics", "presets", "gpu", "-o", "yaml"]);
    let read = neap::manifest::yaml::parse_documents(&yaml.stdout).unwrap();
    assert_eq!(read[0][0]["preset"], "gpu-util");
    let unknown = neap(["metrics", "presets", "vlm"]);
    assert_eq!((unknown.code, unknown.stdout.as_str()), (2, ""));
    assert!(unknown.stderr.contains("did you mean `vllm`?"), "{}", unknown.stderr);
}
