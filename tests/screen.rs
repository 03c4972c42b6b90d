//! The live screen through the tide of the first seed: the real program on a terminal, in a sandbox, with keys pressed.

use crate::support::sandbox::Sandbox;
use crate::support::terminal::Terminal;

/// The seed's service: one GPU at the edge, two in the cloud.
const SERVE: [&str; 17] = [
    "serve",
    "kserve",
    "--name=qwen-chat",
    "--image=r.invalid/vllm:0.4.1",
    "--scale-metric=vllm-waiting",
    "--scale-target=5",
    "--min-replicas=1",
    "--max-replicas=3",
    "--scale-down-window=60s",
    "--unit=nodepool=GPU-V100-Edge",
    "--unit=nodepool=GPU-V100-Elastic,resource=elastic",
    "--gpus=1",
    "--cpu=4",
    "--memory=12Gi",
    "--data=llm-model:/mnt/models/Qwen",
    "--wait",
    "python3 -m vllm.entrypoints.openai.api_server --port 8080 --trust-remote-code --served-model-name qwen --model /mnt/models/Qwen --gpu-memory-utilization 0.95 --quantization gptq --max-model-len=6144",
];

#[test]
fn the_tide_of_the_first_seed_is_seen_as_it_comes_and_goes() {
    let sandbox = Sandbox::up("demo-queue", 15);
    let _ = sandbox.said(&SERVE);
    let mut terminal = Terminal::start(sandbox.command(&["status", "qwen-chat", "-w"]), 100, 30);
    let low = terminal.shows("NOW  Steady: 1 replica ready.");
    assert!(low.contains("vllm:num_requests_waiting") && low.contains("1 to 3 replicas"), "{low}");
    // More requests at once than one replica takes.
    let content = "The tide is the rise and fall of the sea, twice a day. ".repeat(50);
    let body = serde_json::json!({"model": "qwen", "max_tokens": 64, "ignore_eos": true, "messages": [{"role": "user", "content": content}]});
    let load = sandbox.load("qwen-chat", (29, "10m"), &body);
    // The metric passes its target, two replicas more are asked for, and no node has a GPU for them.
    terminal.shows("Growing: 1 of 3 replicas ready.");
    let waits = terminal.shows("2 pods wait for a GPU");
    assert!(waits.contains("████ █░░░ █░░░"), "{waits}");
    // A node that boots is there for less than a second of this clock.
    let boots = terminal.until("nodes", |text| text.contains("was asked for") || text.contains("is booting"));
    assert!(boots.lines().count() <= 30, "{boots}");
    terminal.shows("██░░");
    terminal.shows("███░");
    // Keys work meanwhile: the newest pod, its events and its log, and back.
    terminal.press("\u{1b}[B\r");
    let pod = terminal.shows("Esc back");
    assert!(pod.contains("LOG") && pod.contains("Esc back"), "{pod}");
    terminal.press("\u{1b}");
    terminal.shows("REPLICAS  3 ready  ████ ████ ████");
    terminal.resize(80, 24);
    let high = terminal.until("80 columns", |text| {
        // The terminal cuts at once what it had; the last line is there again when all is drawn anew.
        text.contains("Steady: 3 replicas ready.") && text.contains("q quit")
    });
    assert!(high.lines().count() <= 24 && high.lines().all(|line| line.chars().count() <= 80), "{high}");
    drop(load);
    terminal.shows("Steady: 1 replica ready.");
    terminal.press("q");
    let (ended, _, alternate) = terminal.ended();
    assert!(ended.contains(", 0)") && !alternate, "{ended}");
}
