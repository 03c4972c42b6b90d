//! A load as a Job on the real control plane: the Job controller makes the pods, and processes of the real binary stand in for
//! their containers.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::net::Ipv4Addr;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kube::Api;
use kube::api::{DynamicObject, Patch, PatchParams};
use serde_json::{Value, json};

use crate::model_server::{Answer, Server};
use crate::plane::{Namespace, Node, Outcome, block_on, resource, secs};
use crate::suite::Test;

pub fn tests() -> Vec<Test> {
    crate::shared![
        a_load_is_sent_by_a_job_and_nothing_is_left,
        a_worker_that_dies_makes_the_report_partial,
        prompts_on_a_volume_are_sent_by_those_who_have_it,
        a_load_from_inside_is_joined_with_the_service_that_is_watched,
        an_image_that_cannot_be_pulled_is_said,
        who_may_not_make_a_job_is_told_so,
        ctrl_c_takes_the_job_away,
    ]
}

fn server() -> Server {
    Server::start(|_| {
        std::thread::sleep(Duration::from_millis(5));
        Answer::text("ok")
    })
}

/// The processes that stand for the containers, by pod.
struct Containers<'a> {
    ns: &'a Namespace<'a>,
    /// Where worker 0 listens instead of in its pod.
    leader: String,
    folder: tempfile::TempDir,
    running: BTreeMap<String, Child>,
    reported: BTreeMap<String, i32>,
    readers: Vec<std::thread::JoinHandle<()>>,
    lines: Arc<Mutex<Vec<String>>>,
    /// All objects of the load as they were seen.
    objects: BTreeMap<&'static str, Value>,
}

impl<'a> Containers<'a> {
    fn new(ns: &'a Namespace<'a>) -> Self {
        ns.add_node(Node::new("load"));
        // KWOK knows from then on where the logs of this namespace are.
        ns.log("nothing yet");
        // An address of its own on the loopback, since a free port that is let go may be another's a moment later.
        static LOADS: AtomicU32 = AtomicU32::new(1);
        let [.., high, low] = std::process::id().to_be_bytes();
        let host = Ipv4Addr::new(127, high | 0x80, low, LOADS.fetch_add(1, Ordering::Relaxed) as u8);
        Self {
            ns,
            leader: format!("{host}:7979"),
            folder: tempfile::tempdir().unwrap(),
            running: BTreeMap::new(),
            reported: BTreeMap::new(),
            readers: Vec::new(),
            lines: Arc::default(),
            objects: BTreeMap::new(),
        }
    }

    /// What a kubelet would do now.
    fn turn(&mut self) {
        for pod in self.ns.list_labelled("Pod", "neap/bench") {
            let name = pod["metadata"]["name"].as_str().unwrap().to_owned();
            if pod["status"]["phase"] == "Running"
                && !self.running.contains_key(&name)
                && !self.reported.contains_key(&name)
            {
                let child = self.start(&pod);
                self.running.insert(name, child);
            }
        }
        for line in std::mem::take(&mut *self.lines.lock().unwrap()) {
            self.ns.log(&line);
        }
        let ended: Vec<(String, i32)> = self
            .running
            .iter_mut()
            .filter_map(|(name, child)| {
                Some((name.clone(), child.try_wait().unwrap()?.code().unwrap_or(137)))
            })
            .collect();
        for (name, code) in ended {
            self.running.remove(&name);
            self.reported.insert(name.clone(), code);
            let phase = if code == 0 { "Succeeded" } else { "Failed" };
            let reason = if code == 0 { "Completed" } else { "Error" };
            let state = json!({"terminated": {"exitCode": code, "reason": reason}});
            let status = json!({"name": "neap", "image": "neap:test", "imageID": "", "ready": false, "restartCount": 0, "state": state});
            let patch = Patch::Merge(json!({"status": {"phase": phase, "containerStatuses": [status]}}));
            let api: Api<DynamicObject> =
                Api::namespaced_with(self.ns.cluster.client.clone(), &self.ns.name, &resource("Pod"));
            // The load may be over, and its pods gone.
            let _ = block_on(api.patch_status(&name, &PatchParams::default(), &patch));
        }
    }

    /// Starts what the container would run, with the environment that it would have.
    fn start(&mut self, pod: &Value) -> Child {
        let job = pod["metadata"]["labels"]["neap/bench"].as_str().unwrap();
        for kind in ["Job", "Secret", "Service"] {
            self.ns.until("all objects of the load", secs(60), || self.ns.get(kind, job).is_some());
            self.objects.insert(kind, self.ns.get(kind, job).unwrap());
        }
        let secret = &self.objects["Secret"]["data"];
        let decoded = |key: &str| STANDARD.decode(secret[key].as_str().unwrap()).unwrap();
        let orders = self.folder.path().join("orders.json");
        std::fs::write(&orders, decoded("orders.json")).unwrap();
        let container = &pod["spec"]["containers"][0];
        let mut command = Command::new(env!("CARGO_BIN_EXE_neap"));
        command.env_clear().stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        command.args(container["args"].as_array().unwrap().iter().map(|arg| arg.as_str().unwrap()));
        let leader = format!("{job}-0.{job}.{}.svc:7979", self.ns.name);
        let mut index = None;
        for variable in container["env"].as_array().unwrap() {
            let name = variable["name"].as_str().unwrap();
            let value = match (variable["value"].as_str(), name) {
                (Some(value), "NEAP_BENCH_LEADER") => {
                    assert_eq!(value, leader);
                    self.leader.clone()
                }
                (Some("[::]:7979"), "NEAP_BENCH_LISTEN") => self.leader.clone(),
                (Some("/etc/neap-bench/orders.json"), "NEAP_BENCH_ORDERS") => {
                    orders.to_str().unwrap().to_owned()
                }
                (Some(value), _) => value.to_owned(),
                (None, "NEAP_BENCH_TOKEN") => {
                    assert_eq!(variable["valueFrom"]["secretKeyRef"], json!({"name": job, "key": "token"}));
                    String::from_utf8(decoded("token")).unwrap()
                }
                // The Job controller's own.
                (None, "JOB_COMPLETION_INDEX") => {
                    let path = variable["valueFrom"]["fieldRef"]["fieldPath"].as_str().unwrap();
                    let key = path.split('\'').nth(1).unwrap();
                    let value = pod["metadata"]["annotations"][key].as_str().unwrap().to_owned();
                    index = Some(value.clone());
                    value
                }
                (None, other) => panic!("what is {other}?"),
            };
            command.env(name, value);
        }
        let index = index.unwrap();
        // The name by which the others find worker 0.
        assert_eq!(pod["spec"]["hostname"], format!("{job}-{index}"));
        assert_eq!(pod["spec"]["subdomain"], job);
        let mut child = command.spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let (lines, is_first) = (self.lines.clone(), index == "0");
        self.readers.push(std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok).filter(|_| is_first) {
                lines.lock().unwrap().push(line);
            }
        }));
        child
    }

    /// Plays until the command has ended.
    fn play(&mut self, args: &[&str], each: impl FnMut(&mut Self, &crate::plane::Running)) -> Outcome {
        self.play_as(&["bench"], args, each)
    }

    fn play_as(
        &mut self,
        verb: &[&str],
        args: &[&str],
        mut each: impl FnMut(&mut Self, &crate::plane::Running),
    ) -> Outcome {
        let fixed = ["--in-cluster", "--image", "neap:test", "-o", "json"];
        let running = self.ns.start_neap([verb, &fixed, args].concat());
        let begun = Instant::now();
        while !running.has_ended() {
            assert!(begun.elapsed() < secs(100), "it did not end");
            self.turn();
            each(self, &running);
            std::thread::sleep(Duration::from_millis(50));
        }
        running.wait(secs(5))
    }

    fn nothing_is_left(&self) {
        for kind in ["Job", "Secret", "Service"] {
            let left: Vec<Value> = self.ns.list_labelled(kind, "neap/bench");
            assert!(left.is_empty(), "{left:?}");
        }
        self.ns.until("the pods to go", secs(20), || self.ns.list_labelled("Pod", "neap/bench").is_empty());
    }
}

impl Drop for Containers<'_> {
    fn drop(&mut self) {
        for child in self.running.values_mut() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn report(outcome: &Outcome) -> Value {
    let report = serde_json::from_str(&outcome.stdout);
    assert!(report.is_ok(), "{}{}", outcome.stdout, outcome.stderr);
    report.unwrap()
}

fn a_load_is_sent_by_a_job_and_nothing_is_left(ns: &Namespace) {
    let server = server();
    let mut containers = Containers::new(ns);
    let load = ["--workers", "3", "-n", "90", "-c", "6", "-H", "Authorization: Bearer sesame", &server.url()];
    let outcome = containers.play(&load, |_, _| {}).ended_with(0);
    let report = report(&outcome);
    assert_eq!(report["whole"]["requests"]["succeeded"], 90);
    assert_eq!(server.requests().len(), 90);
    assert!(server.requests().iter().all(|request| request.headers["authorization"] == "Bearer sesame"));
    assert_eq!((&report["team"]["workers"], &report["team"]["lost"]), (&json!(3), &json!([])));
    assert!(outcome.stderr.contains("3 workers, start skew "), "{}", outcome.stderr);

    let job = &containers.objects["Job"];
    assert!(!job.to_string().contains("sesame"), "{job}");
    assert_eq!(job["spec"]["completionMode"], "Indexed");
    assert_eq!((&job["spec"]["parallelism"], &job["spec"]["backoffLimitPerIndex"]), (&json!(3), &json!(0)));
    for kind in ["Secret", "Service"] {
        assert_eq!(containers.objects[kind]["metadata"]["ownerReferences"][0]["uid"], job["metadata"]["uid"]);
    }
    containers.nothing_is_left();
    assert!(
        containers.reported.values().all(|code| *code == 0) || containers.reported.len() < 3,
        "{:?}",
        containers.reported
    );
}

fn a_worker_that_dies_makes_the_report_partial(ns: &Namespace) {
    let server = server();
    let mut containers = Containers::new(ns);
    let mut killed = false;
    let load = ["--workers", "3", "-z", "4s", "-c", "6", &server.url()];
    let outcome = containers.play(&load, |containers, _| {
        if !killed && server.requests().len() > 50 {
            killed = true;
            let last = containers.running.keys().find(|name| name.contains("-2-")).cloned().unwrap();
            containers.running.get_mut(&last).unwrap().kill().unwrap();
        }
    });
    let outcome = outcome.ended_with(1);
    assert!(outcome.stderr.contains("the report is partial: worker 2 of 3 was lost"), "{}", outcome.stderr);
    let report = report(&outcome);
    assert_eq!(report["team"]["lost"][0]["worker"], 2);
    let answered = report["whole"]["requests"]["answered"].as_u64().unwrap();
    assert!(answered > 0 && answered < server.requests().len() as u64, "{answered}");
    containers.nothing_is_left();
}

/// Two tokens, and what they count.
fn two_tokens() -> Server {
    Server::start(|_| {
        let event = |number: u32, finish: &str| {
            format!(
                "data: {{\"choices\":[{{\"index\":0,\"text\":\" t\",\"finish_reason\":{finish}}}],\"usage\":{{\"prompt_tokens\":3,\"completion_tokens\":{number}}}}}\n\n"
            )
        };
        let stream = event(1, "null") + &event(2, "\"length\"") + "data: [DONE]\n\n";
        Answer::Whole(200, "text/event-stream", stream.into_bytes())
    })
}

fn prompts_on_a_volume_are_sent_by_those_who_have_it(ns: &Namespace) {
    let server = two_tokens();
    let mut containers = Containers::new(ns);
    ns.bound_pvc("prompts");
    // Where the claim would be mounted; the processes find it at the same place.
    let mount = tempfile::tempdir().unwrap();
    let lines: String = (0..14).map(|number| format!("{{\"prompt\": \"tide number {number}\"}}\n")).collect();
    let (file, claim) = (mount.path().join("prompts.jsonl"), format!("prompts:{}", mount.path().display()));
    std::fs::write(&file, lines).unwrap();
    let load = [
        "--workers",
        "2",
        "--data",
        &claim,
        "--model",
        "q",
        "--dataset-name",
        "custom",
        "--dataset-path",
        file.to_str().unwrap(),
        "--num-prompts",
        "14",
        "--max-concurrency",
        "4",
        &server.url(),
    ];
    let outcome = containers.play_as(&["bench", "llm"], &load, |_, _| {}).ended_with(0);
    let report = report(&outcome);
    let llm = &report["llm"]["whole"];
    assert_eq!((&llm["completed"], &llm["outputTokens"]), (&json!(14), &json!(28)), "{llm}");
    assert_eq!(report["team"]["workers"], 2);
    let sent = server.requests();
    let told = |number: u32| format!("tide number {number}\"");
    for number in 0..14 {
        let with = sent
            .iter()
            .filter(|request| String::from_utf8_lossy(&request.body).contains(&told(number)))
            .count();
        assert_eq!(with, 1, "prompt {number}");
    }
    let volumes = containers.objects["Job"]["spec"]["template"]["spec"]["volumes"].to_string();
    assert!(volumes.contains(r#""claimName":"prompts""#), "{volumes}");
    // What lies on the volume is not sent.
    let orders = containers.objects["Secret"]["data"]["orders.json"].as_str().unwrap().to_owned();
    let orders = String::from_utf8(STANDARD.decode(orders).unwrap()).unwrap();
    assert!(!orders.contains("tide number") && !orders.contains(&STANDARD.encode("tide number")), "{orders}");
    containers.nothing_is_left();
}

fn a_load_from_inside_is_joined_with_the_service_that_is_watched(ns: &Namespace) {
    ns.add_node(Node::new("edge").pool("np-edge").gpus(2));
    let mut serve = vec!["serve", "deployment", "--name=qwen", "--image=vllm/vllm-openai:v0.11.0"];
    serve.extend(["--replicas=2", "--gpus=1", "--cpu=1", "--memory=1Gi", "--wait=60s"]);
    let _ = ns.neap(&serve).ended_with(0);
    let server = server();
    let mut containers = Containers::new(ns);
    let load = ["--watch=qwen", "--workers", "2", "-n", "60", "-c", "4", "-q", "10", &server.url()];
    let outcome = containers.play(&load, |_, _| {}).ended_with(0);
    let report = report(&outcome);
    let cluster = &report["cluster"];
    assert_eq!((&cluster["service"], &cluster["namespace"]), (&json!("qwen"), &json!(ns.name)));
    let seconds = cluster["timeline"].as_array().unwrap();
    let steady = |second: &Value| (&second["desired"], &second["ready"]) == (&json!(2), &json!(2));
    assert!(!seconds.is_empty() && seconds.iter().all(steady), "{seconds:?}");
    let phases = cluster["phases"].as_array().unwrap();
    assert_eq!(phases.iter().filter_map(|phase| phase["succeeded"].as_u64()).sum::<u64>(), 60, "{phases:?}");
    containers.nothing_is_left();
}

fn an_image_that_cannot_be_pulled_is_said(ns: &Namespace) {
    let mut containers = Containers::new(ns);
    ns.annotate("neap.test/fails", "ImagePullBackOff");
    let load = ["--workers", "2", "-c", "2", "--start-timeout", "4s", "http://127.0.0.1:9/"];
    let outcome = containers.play(&load, |_, _| {}).ended_with(3);
    for words in [
        "warning: worker 0 has not started: ImagePullBackOff: Back-off pulling image",
        "error: 0 of 2 workers had started within 4 s",
        "worker 1 has not started: ImagePullBackOff",
    ] {
        assert!(outcome.stderr.contains(words), "{words}\n{}", outcome.stderr);
    }
    containers.nothing_is_left();
}

fn who_may_not_make_a_job_is_told_so(ns: &Namespace) {
    let reader =
        ns.user("reader", json!([{"apiGroups": [""], "resources": ["pods"], "verbs": ["list"]}]), json!([]));
    let outcome = ns.neap_as(&reader, ["bench", "--in-cluster", "http://127.0.0.1:9/"]).ended_with(1);
    assert!(outcome.stderr.contains("may not patch jobs.batch in namespace"), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("nothing was written"), "{}", outcome.stderr);
}

fn ctrl_c_takes_the_job_away(ns: &Namespace) {
    let server = server();
    let mut containers = Containers::new(ns);
    let mut sent = 0;
    let load = ["--workers", "2", "-z", "1m", "-c", "4", &server.url()];
    let outcome = containers.play(&load, |_, command| {
        // KWOK's pods go at once, and their last words with them: the second one does not wait for these.
        if server.requests().len() > 30 && sent < 2 {
            sent += 1;
            command.interrupt();
            std::thread::sleep(Duration::from_millis(300));
        }
    });
    let _ = outcome.ended_with(130);
    containers.nothing_is_left();
}
