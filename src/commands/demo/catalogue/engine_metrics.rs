//! Seed 004: a standalone engine, scaled by its own metrics.

use super::{Shape, Story, request};

/// The guide's requests: 1500 tokens in, 100 out.
fn body() -> String {
    request("qwen3", 115, 100)
}

/// The whole chain: engine, PodMonitor, rules of the adapter, autoscaler.
pub const STORY: Story = Story {
    name: "engine-metrics",
    alias: None,
    shape: Shape::Tide,
    title: "An engine's own metrics: 11 waiting requests at a target of 5 make three replicas",
    scenario: "demo-engine-metrics",
    steps: &[
        &[
            "metrics",
            "render",
            "--engine=vllm:0.10.0",
            "--metric=vllm-waiting",
            "--metric=vllm-running",
            "--adapter=prometheus-adapter",
            "--config-map=kube-system/adapter-config",
            "--prometheus=http://prometheus.kube-system.svc:9090",
            "--part=rules",
            "--apply",
        ],
        &[
            "serve",
            "statefulset",
            "--name=vllm-inference",
            "--image=kube-ai-registry.cn-shanghai.cr.aliyuncs.com/kube-ai/vllm:v0.10.0",
            "--scale-metric=vllm-waiting=5",
            "--scale-metric=vllm-running=20",
            "--min-replicas=1",
            "--max-replicas=3",
            "--scale-down-window=60s",
            "--scrape=podmonitor",
            "--expose=ingress",
            "--host=vllm.example.com",
            "--gpus=1",
            "--cpu=8",
            "--memory=40Gi",
            "--model-dir=llm-model:/models/Qwen3-8B",
            "vllm serve /models/Qwen3-8B --served-model-name qwen3 --port 8000 --max-model-len 8192 --max-num-seqs 9",
        ],
    ],
    service: "vllm-inference",
    namespace: "default",
    host: "vllm.example.com",
    body,
    clients: 20,
    shortened: "the scale-down window is 60 s instead of 5 min, an idle node goes after 60 s instead of 10 min",
    lesson: "Of several metrics the one that asks for most decides. At most nine requests run at once here, so the number that run never passes its target of 20; the number that wait has no upper limit, and 11 of them at a target of 5 ask for three replicas in one look. What the autoscaler reads is what the PodMonitor selects and a rule serves: `neap metrics check` walks that chain.",
};
