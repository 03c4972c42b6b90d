//! Seeds 000 and 003: one replica at the edge becomes three, two of them on nodes of the cloud.

use super::{Shape, Story, request};

/// The command line of both: they differ in the metric.
macro_rules! deploy {
    ($metric:literal, $target:literal) => {
        &[&[
            "serve",
            "kserve",
            "--name=qwen-chat",
            "--image=kube-ai-registry.cn-shanghai.cr.aliyuncs.com/kube-ai/vllm:0.4.1",
            concat!("--scale-metric=", $metric),
            concat!("--scale-target=", $target),
            "--min-replicas=1",
            "--max-replicas=3",
            "--scale-down-window=60s",
            "--unit=nodepool=GPU-V100-Edge",
            "--unit=nodepool=GPU-V100-Elastic,resource=elastic",
            "--gpus=1",
            "--cpu=4",
            "--memory=12Gi",
            "--data=llm-model:/mnt/models/Qwen",
            "python3 -m vllm.entrypoints.openai.api_server --port 8080 --trust-remote-code --served-model-name qwen --model /mnt/models/Qwen --gpu-memory-utilization 0.95 --quantization gptq --max-model-len=6144",
        ]]
    };
}

/// Long questions and short answers: the cache of the one GPU is full of prompts, and others wait.
fn body() -> String {
    request("qwen", 50, 64)
}

/// Scaled by the queue.
pub const QUEUE: Story = Story {
    name: "kserve",
    alias: Some("queue"),
    shape: Shape::Tide,
    title: "A queue metric: one replica becomes three at once, and two cloud nodes join",
    scenario: "demo-queue",
    steps: deploy!("vllm-waiting", "5"),
    service: "qwen-chat",
    namespace: "default",
    host: "qwen-chat-default.example.com",
    body,
    clients: 29,
    shortened: "the scale-down window is 60 s instead of 5 min, an idle node goes after 60 s instead of 10 min",
    lesson: "The number of waiting requests has no upper limit, so one look of the autoscaler asks for all the replicas that are needed: one cold start.",
};

/// Scaled by the GPU.
pub const GPU_UTIL: Story = Story {
    name: "gpu-util",
    alias: None,
    title: "GPU utilisation, as in the guide: one, two, three, in two cold starts",
    scenario: "demo-gpu-util",
    steps: deploy!("DCGM_CUSTOM_PROCESS_SM_UTIL", "50"),
    lesson: "Utilisation cannot pass 100, so with a target of 50 one busy replica asks for two, never three; the third is asked for only when the second is busy too: two cold starts, one after the other. `--scale-metric=vllm-waiting` grows in one.",
    ..QUEUE
};
