//! Seed 004: one model over several machines, scaled by whole groups.

use super::{Shape, Story, request};

/// Long questions, so that a group's cache of keys and values is what runs out.
fn body() -> String {
    request("qwen", 115, 300)
}

/// Groups of two nodes with four GPUs each.
pub const STORY: Story = Story {
    name: "distributed",
    alias: None,
    shape: Shape::Tide,
    title: "One model over two machines: a replica is a group of 8 GPUs, and a queue asks for whole groups",
    scenario: "demo-distributed",
    steps: &[&[
        "serve",
        "distributed",
        "--name=qwen72b",
        "--image=vllm/vllm-openai:v0.11.0",
        "--group-size=2",
        "--gpus=4",
        "--cpu=32",
        "--memory=256Gi",
        "--init-backend=ray",
        "--scale-metric=vllm-waiting=5",
        "--min-replicas=1",
        "--max-replicas=3",
        "--scale-down-window=60s",
        "--unit=nodepool=GPU-Base",
        "--unit=nodepool=GPU-Elastic,resource=elastic",
        "--expose=ingress",
        "--host=qwen72b.example.com",
        "--scrape=podmonitor",
        "--model-dir=llm-model:/models",
        "vllm serve /models/Qwen2.5-72B-Instruct --served-model-name qwen --port 8000 --tensor-parallel-size 4 --pipeline-parallel-size 2 --max-model-len 8192 --max-num-seqs 9",
    ]],
    service: "qwen72b",
    namespace: "default",
    host: "qwen72b.example.com",
    body,
    clients: 24,
    shortened: "the scale-down window is 60 s instead of 5 min, an idle node goes after 60 s instead of 10 min",
    lesson: "The autoscaler reads the leaders alone and counts in groups: 15 waiting requests at a target of 5 are three groups, not three pods. A group serves when both of its machines do, so two more of them are four nodes with 16 GPUs, and a group that finds room for one of its pods serves nobody.",
};
