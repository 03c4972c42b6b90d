//! The demos: one story each.

/// A story.
#[derive(Debug, Clone, Copy)]
pub struct Story {
    /// As `neap demo NAME` says it.
    pub name: &'static str,
    /// Another name for it.
    pub alias: Option<&'static str>,
    /// How it is told.
    pub shape: Shape,
    /// What it shows, in a line.
    pub title: &'static str,
    /// The scenario that comes along.
    pub scenario: &'static str,
    /// The words after `neap` that deploy the service.
    pub deploy: &'static [&'static str],
    /// The service that is looked at.
    pub service: &'static str,
    /// Its namespace.
    pub namespace: &'static str,
    /// The Host header that leads to it.
    pub host: &'static str,
    /// The body of a request.
    pub body: fn() -> String,
    /// How many clients send one request after the other.
    pub clients: usize,
    /// What is shorter than it would be, so that half a minute is enough.
    pub shortened: &'static str,
    /// Why it went as it did.
    pub lesson: &'static str,
}

/// How a story is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A load comes and goes, replicas and nodes with it.
    Tide,
    /// A service sleeps, and a request wakes it.
    ColdStart,
}

/// The Host header that leads to the Knative service.
const KNATIVE_HOST: &str = "qwen.default.svc.cluster.local";

/// The Host header that leads to the KServe service.
const KSERVE_HOST: &str = "qwen-chat-default.example.com";

/// What the stories' command lines share with the guide's.
macro_rules! deploy {
    ($metric:literal, $target:literal) => {
        &[
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
        ]
    };
}

/// The body of a request: a long question and a short answer, so that the cache of the one GPU is full of prompts and others wait.
fn body() -> String {
    let context = "The tide is the rise and fall of the sea, twice a day. ".repeat(50);
    let content = format!("{context}When is high water?");
    serde_json::json!({
        "model": "qwen", "messages": [{"role": "user", "content": content}],
        "max_tokens": 64, "temperature": 0.7, "top_p": 0.9, "seed": 10,
    })
    .to_string()
}

/// The body of a request that is answered with one token.
fn one_word() -> String {
    let message = serde_json::json!({"role": "user", "content": "When is high water?"});
    serde_json::json!({"model": "qwen", "messages": [message], "max_tokens": 1}).to_string()
}

/// All stories, the default one first.
pub const STORIES: [Story; 3] = [
    Story {
        name: "kserve",
        alias: Some("queue"),
        shape: Shape::Tide,
        title: "A queue metric: one replica becomes three at once, and two cloud nodes join",
        scenario: "demo-queue",
        deploy: deploy!("vllm-waiting", "5"),
        service: "qwen-chat",
        namespace: "default",
        host: KSERVE_HOST,
        body,
        clients: 29,
        shortened: "the scale-down window is 60 s instead of 5 min, an idle node goes after 60 s instead of 10 min",
        lesson: "The number of waiting requests has no upper limit, so one look of the autoscaler asks for all the replicas that are needed: one cold start.",
    },
    Story {
        name: "gpu-util",
        alias: None,
        shape: Shape::Tide,
        title: "GPU utilisation, as in the guide: one, two, three, in two cold starts",
        scenario: "demo-gpu-util",
        deploy: deploy!("DCGM_CUSTOM_PROCESS_SM_UTIL", "50"),
        service: "qwen-chat",
        namespace: "default",
        host: KSERVE_HOST,
        body,
        clients: 29,
        shortened: "the scale-down window is 60 s instead of 5 min, an idle node goes after 60 s instead of 10 min",
        lesson: "Utilisation cannot pass 100, so with a target of 50 one busy replica asks for two, never three; the third is asked for only when the second is busy too: two cold starts, one after the other. `--scale-metric=vllm-waiting` grows in one.",
    },
    Story {
        name: "knative",
        alias: None,
        shape: Shape::ColdStart,
        title: "Cold starts of a 15 GB model: with and without a cache, with and without a reserve instance",
        scenario: "demo-knative",
        deploy: &[
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
            "--data=llm-model:/mnt/models/Qwen-7B-Chat-Int8",
            "python3 -m vllm.entrypoints.openai.api_server --port 8080 --trust-remote-code --served-model-name qwen --model /mnt/models/Qwen-7B-Chat-Int8 --gpu-memory-utilization 0.95 --quantization gptq --max-model-len=6144",
        ],
        service: "qwen",
        namespace: "default",
        host: KNATIVE_HOST,
        body: one_word,
        clients: 1,
        shortened: "nothing",
        lesson: "A cache shortens the part that is the model's, from 90 s to 20 s; the engine's own start stays. A reserve instance answers the first request at once, while the usual one starts behind it: what it costs is a small pod with a GPU in the calm.",
    },
];

/// A story by its name.
pub fn story(name: &str) -> Option<&'static Story> {
    STORIES.iter().find(|story| story.name == name || story.alias == Some(name))
}
