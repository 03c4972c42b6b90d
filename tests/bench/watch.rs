//! `--watch`: a load and a sandbox that grows under it, joined.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::document::violations_of;
use super::team::Lead;
use crate::support::server::{Answer, Server};
use crate::support::wire::{Then, Wire, ok};
use crate::support::{Outcome, command, outcome};

/// One GPU at the edge, more in the cloud; what takes minutes elsewhere takes seconds, and those are twenty times as fast.
const SCENARIO: &str = r#"
speed: 20
pools:
- {name: edge, poolLabel: alibabacloud.com/nodepool-id, gpu: {model: Tesla-V100-SXM2-16GB}, initial: 1, min: 1, max: 1}
- {name: cloud, poolLabel: alibabacloud.com/nodepool-id, gpu: {model: Tesla-V100-SXM2-16GB}, max: 3, boot: 10s, gpuPlugin: 5s}
images: [{image: "*vllm*", size: 1Gi}]
models: [{model: llm-model, size: 1Gi}]
metrics: {scrapeInterval: 5s, adapterDelay: 1s}
controllers: {hpa: {syncPeriod: 5s}}
objects:
- apiVersion: v1
  kind: PersistentVolume
  metadata: {name: llm-model}
  spec:
    capacity: {storage: 30Gi}
    accessModes: [ReadOnlyMany]
    claimRef: {namespace: default, name: llm-model}
    csi: {driver: nasplugin.csi.alibabacloud.com, volumeHandle: llm-model}
- apiVersion: v1
  kind: PersistentVolumeClaim
  metadata: {name: llm-model, namespace: default}
  spec: {accessModes: [ReadOnlyMany], storageClassName: "", volumeName: llm-model, resources: {requests: {storage: 30Gi}}}
"#;

/// Deploys, and sends more than one replica can answer.
const SCRIPT: &str = r#"
set -e
"$0" serve kserve --name=qwen-chat --image=kube-ai/vllm:0.4.1 --scale-metric=vllm-waiting --scale-target=5 --min-replicas=1 --max-replicas=3 \
  --unit=nodepool=edge --unit=nodepool=cloud,resource=elastic --gpus=1 --cpu=4 --memory=12Gi --data=llm-model:/mnt/models/Qwen --wait=60s \
  'python3 -m vllm.entrypoints.openai.api_server --port 8080 --served-model-name qwen --model /mnt/models/Qwen --quantization gptq --max-model-len=6144 --max-num-seqs 4' >&2
"$0" bench --service qwen-chat --watch --price cloud=2/h --stages 2s=2,7s=90 -t 0 -m POST -T application/json -o json \
  -d '{"model": "qwen", "messages": [{"role": "user", "content": "When is high water?"}], "max_tokens": 200}'
"#;

fn kinds(markers: &[Value]) -> Vec<&str> {
    markers.iter().filter_map(|marker| marker["kind"].as_str()).collect()
}

#[test]
fn a_scale_up_is_seen_under_the_load_that_asked_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let scenario = folder.path().join("scenario.yaml");
    std::fs::write(&scenario, SCENARIO).unwrap();
    let mut run = command();
    run.env("XDG_RUNTIME_DIR", folder.path()).env("TMPDIR", folder.path());
    run.args(["sandbox", "exec", "-f", scenario.to_str().unwrap(), "--", "sh", "-c", SCRIPT]);
    let run = outcome(run.arg(env!("CARGO_BIN_EXE_neap")));
    assert_eq!(run.code, 0, "{}", run.stderr);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(violations_of(&report), Vec::<String>::new());
    let cluster = &report["cluster"];
    assert_eq!((&cluster["service"], &cluster["speed"]), (&json!("qwen-chat"), &json!(20.0)));

    // What happened came in the order of its causes, and each was told as it came.
    let markers = cluster["markers"].as_array().unwrap();
    let first = |kind: &str| {
        let found = kinds(markers).iter().position(|it| *it == kind);
        found.unwrap_or_else(|| unreachable!("no {kind}: {:?}\n{}", kinds(markers), run.stderr))
    };
    let order = ["scale", "podCreated", "podUnschedulable", "nodeCame", "nodeReady", "podReady"].map(first);
    assert!(order.is_sorted(), "{:?}", kinds(markers));
    let scale = &markers[order[0]];
    assert_eq!(scale["from"], json!(1));
    let to = scale["to"].as_u64().unwrap();
    assert!((2..=3).contains(&to), "{scale}");
    assert!(scale["text"].as_str().unwrap().contains("above target"), "{scale}");
    assert!(run.stderr.contains(&format!("s  scale 1 to {to}: ")), "{}", run.stderr);

    // The parts are all of the run, and add up to it.
    let phases = cluster["phases"].as_array().unwrap();
    let names: Vec<&str> = phases.iter().filter_map(|phase| phase["name"].as_str()).collect();
    // A second decision on the way makes it one larger change.
    let whole = ["scale-up 1 to 2", "scale-up 1 to 3"].map(Some);
    let grown = whole.contains(&names.get(1).copied()) && names[1] >= format!("scale-up 1 to {to}").as_str();
    assert!(names[0] == "before, 1 replica" && grown, "{names:?}");
    let sum = |field: &str| phases.iter().filter_map(|phase| phase[field].as_u64()).sum::<u64>();
    let timeline = report["timeline"].as_array().unwrap();
    let all = |field: &str| timeline.iter().filter_map(|second| second[field].as_u64()).sum::<u64>();
    for field in ["due", "sent", "succeeded", "failed", "lost"] {
        assert_eq!(sum(field), all(field), "{field}");
    }
    assert_eq!(sum("succeeded"), report["whole"]["requests"]["succeeded"].as_u64().unwrap());

    // Queues and counters were read from the engines; the new replicas answered, and what they cost is known.
    let waited = |second: &&Value| second["waiting"].as_f64().is_some_and(|waiting| waiting > 5.0);
    assert!(cluster["timeline"].as_array().unwrap().iter().any(|second| waited(&second)), "{cluster:#}");
    let pods = cluster["pods"].as_array().unwrap();
    let cold = pods.iter().find(|pod| pod["firstAnswer"].is_object()).unwrap_or(&Value::Null);
    assert_eq!(cold["firstAnswer"]["source"], "engine", "{cluster:#}");
    assert!(cold["answered"]["value"].as_u64().unwrap() > 0);
    assert!(cluster["cost"]["total"].as_f64().unwrap() > 0.0);
    assert_eq!(cluster["cost"]["withoutPrice"], json!(["edge"]));

    // The page of it, in a browser.
    let (saved, page) = (folder.path().join("run.json"), folder.path().join("run.html"));
    std::fs::write(&saved, &run.stdout).unwrap();
    let page_of = outcome(command().args(["bench", "report"]).arg(&saved).arg("-o").arg(&page));
    assert_eq!(page_of.code, 0, "{}", page_of.stderr);
    assert!(std::fs::read_to_string(&page).unwrap().contains(&format!("scale 1 to {to}: ")));
    super::report::look(&page, "cluster", &["time", "cluster"]);
}

fn bench(args: &[&str], kubeconfig: &str) -> Outcome {
    outcome(command().env("KUBECONFIG", kubeconfig).arg("bench").args(args))
}

#[test]
fn without_a_cluster_nothing_is_sent() {
    let server = Wire::http(|_, out| {
        out.write_all(ok("{}").as_bytes())?;
        Ok(Then::Keep)
    });
    let url = server.url();
    let none = bench(&["--watch", "qwen", "-n", "1", &url], "/nowhere/kubeconfig");
    assert_eq!((none.code, none.stdout.as_str()), (1, ""), "{}", none.stderr);
    assert!(none.stderr.contains("no cluster is configured"), "{}", none.stderr);
    let dead = Server::start(|_| Answer::missing("things", "x"));
    let folder = tempfile::tempdir().unwrap();
    let kubeconfig = dead.kubeconfig(folder.path());
    let unknown = bench(&["--watch=qwen", "-n", "1", &url], kubeconfig.to_str().unwrap());
    assert_eq!((unknown.code, unknown.stdout.as_str()), (1, ""), "{}", unknown.stderr);
    assert!(unknown.stderr.contains("there is no service \"qwen\""), "{}", unknown.stderr);
    assert_eq!(server.heard().len(), 0);
}

#[test]
fn a_bad_flag_is_refused_before_anything_is_sent() {
    for (args, words) in [
        (&["--watch", "http://127.0.0.1:1/"][..], "needs the name of a service"),
        (&["--watch=a/b", "http://127.0.0.1:1/"], "the name of a service is expected"),
        (&["--watch=q", "--price", "cloud=2", "http://127.0.0.1:1/"], "POOL=PRICE/h is expected"),
        (&["--watch=q", "--price", "a=1/h", "--price", "a=2/h", "http://127.0.0.1:1/"], "two prices"),
        (&["--price", "a=1/h", "http://127.0.0.1:1/"], "--watch"),
        (&["--namespace", "a", "http://127.0.0.1:1/"], "it needs `--service`, `--watch` or `--in-cluster`"),
    ] {
        let refused = bench(args, "/nowhere/kubeconfig");
        assert_eq!((refused.code, refused.stdout.as_str()), (2, ""), "{args:?} {}", refused.stderr);
        assert!(refused.stderr.contains(words), "{args:?} {}", refused.stderr);
    }
}

/// A sandbox with one service, which is another process of this test's own.
pub struct Sandbox {
    folder: tempfile::TempDir,
    process: std::process::Child,
    kubeconfig: String,
}

impl Sandbox {
    pub fn up() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut up = command();
        up.env("XDG_RUNTIME_DIR", folder.path()).env("TMPDIR", folder.path()).args(["sandbox", "up"]);
        let mut process = up.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let kubeconfig = line.trim_end().trim_start_matches("export KUBECONFIG=").to_owned();
        let sandbox = Self { folder, process, kubeconfig };
        let serve = ["serve", "deployment", "--name=qwen3", "--image=vllm/vllm-openai:v0.9.1"];
        let made = outcome(sandbox.command().args(serve));
        assert_eq!(made.code, 0, "{}", made.stderr);
        sandbox
    }

    /// The program, with this cluster.
    pub fn command(&self) -> Command {
        let (mut command, folder) = (command(), self.folder.path());
        command.env("XDG_RUNTIME_DIR", folder).env("TMPDIR", folder).env("KUBECONFIG", &self.kubeconfig);
        command
    }

    fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

pub fn answering() -> Wire {
    Wire::http(|_, out| {
        out.write_all(ok("{}").as_bytes())?;
        Ok(Then::Keep)
    })
}

/// A sandbox that is killed under a load to somewhere else.
#[test]
fn a_load_goes_on_when_its_watch_is_lost() {
    let mut sandbox = Sandbox::up();
    let server = answering();
    let mut load = sandbox.command();
    load.args(["bench", "--watch=qwen3", "-n", "300", "-c", "2", "-q", "20", "-o", "json", &server.url()]);
    let mut load = load.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let begun = std::time::Instant::now();
    while server.requests() < 60 {
        assert!(begun.elapsed().as_secs() < 60, "the load does not begin");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    sandbox.kill();
    // Standard error is read first: it says so while the load goes on, and nobody fills standard output meanwhile.
    let mut stderr = String::new();
    let mut said = BufReader::new(load.stderr.take().unwrap());
    said.read_to_string(&mut stderr).unwrap();
    let ended = load.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(0), "{stderr}");
    let report: Value = serde_json::from_slice(&ended.stdout).unwrap();
    assert_eq!(violations_of(&report), Vec::<String>::new());
    let requests = &report["whole"]["requests"];
    assert_eq!((&requests["failed"], &requests["succeeded"]), (&json!(0), &json!(300)), "{requests}");
    assert_eq!(stderr.matches("the watch of the cluster is lost, the load goes on").count(), 1, "{stderr}");
    let gap = &report["cluster"]["gaps"][0];
    assert!(gap["from"].is_number() && gap["to"].is_null(), "{gap}");
    let seconds = report["cluster"]["timeline"].as_array().unwrap();
    let last = &seconds[seconds.len() - 1];
    assert_eq!((&seconds[0]["known"], &last["known"]), (&json!(true), &json!(false)));
}

/// The cluster is watched from where the command was typed, whoever sends the load.
#[test]
fn a_load_of_two_workers_is_joined_with_the_cluster() {
    let (sandbox, server) = (Sandbox::up(), answering());
    let url = server.url();
    let args = ["--watch=qwen3", "--workers", "2", "-n", "80", "-c", "2", "-q", "20", "-o", "json", &url];
    let lead = Lead::start_with(sandbox.command(), &["bench"], &args);
    let mut worker = lead.worker();
    let ended = lead.end();
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    assert!(worker.wait().unwrap().success());
    let report: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(violations_of(&report), Vec::<String>::new());
    assert_eq!((&report["team"]["workers"], &report["cluster"]["service"]), (&json!(2), &json!("qwen3")));
    let phases = report["cluster"]["phases"].as_array().unwrap();
    let succeeded: u64 = phases.iter().filter_map(|phase| phase["succeeded"].as_u64()).sum();
    assert_eq!((succeeded, server.requests()), (80, 80), "{phases:?}");
    let known = |second: &Value| second["known"] == true && second["desired"].is_number();
    let seconds = report["cluster"]["timeline"].as_array().unwrap();
    assert!(!seconds.is_empty() && seconds.iter().all(known), "{seconds:?}");
}

/// Every tenth request has its connection closed before there is an answer: nothing names the pod but what was answered before.
#[test]
fn what_is_cut_before_its_head_belongs_to_the_pod_of_the_connection() {
    let sandbox = Sandbox::up();
    let status = outcome(sandbox.command().args(["status", "qwen3", "-o", "json"]));
    let status: Value = serde_json::from_str(&status.stdout).unwrap();
    let pod = status["services"][0]["pods"][0]["name"].as_str().unwrap().to_owned();
    let named = pod.clone();
    let server = Wire::http(move |heard, out| {
        if heard.number % 10 == 9 {
            return Ok(Then::Close);
        }
        out.write_all(
            format!("HTTP/1.1 200 OK\r\nx-pod: {named}.default\r\nContent-Length: 2\r\n\r\n{{}}").as_bytes(),
        )?;
        Ok(Then::Keep)
    });
    let run = |args: &[&str], form: &[&str]| {
        let fixed = ["bench", "--watch=qwen3", "-n", "100", "-c", "2", "-m", "POST"];
        outcome(sandbox.command().args(fixed).args(args).args(form).arg(server.url()))
    };
    let told = run(&["--pod-header", "x-pod"], &["-o", "json"]);
    let report: Value = serde_json::from_str(&told.stdout).unwrap();
    assert_eq!(violations_of(&report), Vec::<String>::new());
    let cluster = &report["cluster"];
    let lost = &cluster["pods"][0]["lost"];
    assert_eq!(cluster["pods"][0]["name"], json!(pod));
    // The first request of a connection has nothing before it.
    let (value, without) = (lost["value"].as_u64().unwrap(), cluster["lostWithoutPod"].as_u64().unwrap());
    assert!(value >= 8 && value + without == 10, "{cluster:#}");
    assert_eq!(lost["source"], "connection");
    // The server is no pod: without a header nothing is known, and that is said.
    let silent = run(&[], &["-o", "text"]);
    assert!(silent.stdout.contains("  No pod known of 10 lost requests: "), "{}", silent.stdout);
}
