//! Seed 001: cold starts of a service that sleeps.

use super::{Shape, Story, request};

/// One token is answer enough.
fn body() -> String {
    request("qwen", 0, 1)
}

/// Where a service without the cache reads from: the words in the place of `--cache=NAME`.
pub const UNCACHED: (&str, &str) = ("--cache=qwen-cache:", "--data=llm-model:");
/// The words that ask for a reserve instance.
pub const RESERVE: [&str; 2] = ["--reserve-instance", "--reserve-instance-spec=ecs.gn6i-c4g1.xlarge"];

/// A request wakes a service.
pub const STORY: Story = Story {
    name: "knative",
    alias: None,
    shape: Shape::ColdStart,
    title: "Cold starts of a 15 GB model: with and without a cache, with and without a reserve instance",
    scenario: "demo-knative",
    steps: &[
        &[
            "cache",
            "create",
            "qwen-cache",
            "--from=pvc://llm-model",
            "--tier=mem:20Gi,high=0.9,low=0.8",
            "--replicas=2",
            "--wait",
        ],
        &["cache", "load", "qwen-cache", "--wait"],
        &[
            "serve",
            "knative",
            "--name=qwen",
            "--image=kube-ai-registry.cn-shanghai.cr.aliyuncs.com/kube-ai/vllm:0.4.1",
            "--scale-metric=concurrency",
            "--scale-target=2",
            "--min-replicas=0",
            "--max-replicas=3",
            "--gpus=1",
            "--cpu=4",
            "--memory=32Gi",
            "--cache=qwen-cache:/mnt/models/Qwen-7B-Chat-Int8",
            "python3 -m vllm.entrypoints.openai.api_server --port 8080 --trust-remote-code --served-model-name qwen --model /mnt/models/Qwen-7B-Chat-Int8 --gpu-memory-utilization 0.95 --quantization gptq --max-model-len=6144",
        ],
    ],
    service: "qwen",
    namespace: "default",
    host: "qwen.default.svc.cluster.local",
    body,
    clients: 1,
    shortened: "nothing",
    lesson: "A cache shortens the part that is the model's, from 90 s to 20 s; the engine's own start stays. A reserve instance answers the first request at once, while the usual one starts behind it: what it costs is a small pod with a GPU in the calm.",
};
