//! Seed 002: replicas go to the second cluster when the first is full, and there onto a new node.

use super::{Shape, Story};

/// The guide's service on the guide's fleet.
pub const STORY: Story = Story {
    name: "fleet",
    alias: None,
    shape: Shape::Tide,
    title: "A fleet: the first cluster is full, so replica 2 goes to the second, and replica 3 onto a new node there",
    scenario: "demo-fleet",
    steps: &[&[
        "serve",
        "deployment",
        "--namespace=test",
        "--name=qwen3",
        "--image=kube-ai-registry.cn-shanghai.cr.aliyuncs.com/kube-ai/vllm-openai:v0.9.1",
        "--restful-port=8000",
        "--gpus=1",
        "--cluster-group=high-priority=c1",
        "--cluster-group=low-priority=c2",
        "--ecs-provision",
        "--scale-metric=vllm-waiting=10",
        "--scale-metric=vllm-running=8",
        "--min-replicas=1",
        "--max-replicas=3",
        "--scale-up-window=10s",
        "--scale-down-window=30s",
        "--scrape=annotations",
        "--expose=ingress",
        "--host=qwen3.example.com",
        "vllm serve Qwen/Qwen3-0.6B --served-model-name qwen3-0.6b --port 8000 --trust-remote-code --tensor_parallel_size=1 --max-model-len 2048 --gpu-memory-utilization 0.8",
    ]],
    service: "qwen3",
    namespace: "test",
    host: "qwen3.example.com",
    body,
    clients: 24,
    shortened: "an idle node goes after 60 s instead of 10 min",
    lesson: "The hub counts the pods of all clusters and divides the replicas: the first group is filled, then the second, then machines are ordered, and on the way back the last group is emptied first. Each cluster pays for a cold start of its own.",
};

/// Long answers: requests are under way at every look of the autoscaler, however fast the clock runs.
fn body() -> String {
    serde_json::json!({
        "model": "qwen3-0.6b", "messages": [{"role": "user", "content": "Test it"}],
        "max_tokens": 300, "ignore_eos": true,
    })
    .to_string()
}
