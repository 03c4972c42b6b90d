//! What kubectl prints of running pods: logs, use, commands, forwarded ports, an autoscaler at work. The machines are the
//! sandbox's on both sides; the API server, the scheduler and the autoscaler are real on one of them.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use super::side::Side;
use super::{Step, difference};
use crate::attached::{Ground, Machines};
use crate::beside::Beside;
use crate::plane::{Objects, Running};

const SCENARIO: &str = "
pools: [{name: edge, min: 1, max: 1, initial: 1, gpu: {model: Tesla-V100-SXM2-16GB}}]
sources: [{name: registry, bandwidth: 10Gi/s}, {name: nas, bandwidth: 10Gi/s}]
pods: {sandbox: 100ms, containerStart: 100ms, engineStart: 300ms, warmUp: 300ms, job: 1s}
metrics: {scrapeInterval: 1s, resourceInterval: 1s}
";

/// A page, an engine and a task that ends after some seconds.
const WORLD: &str = r#"
apiVersion: v1
kind: Pod
metadata: {name: engine, labels: {app: engine}}
spec:
  containers:
  - name: main
    image: "vllm/vllm-openai:v0.8.5"
    command: [vllm, serve, Qwen/Qwen2.5-0.5B-Instruct, --port, "8000", --max-model-len, "2048"]
    env: [{name: A, value: b}, {name: POD, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]
    resources: {limits: {nvidia.com/gpu: "1"}}
    volumeMounts: [{name: shm, mountPath: /dev/shm}]
  volumes: [{name: shm, emptyDir: {medium: Memory}}]
---
apiVersion: v1
kind: Pod
metadata: {name: task, labels: {app: task}}
spec:
  restartPolicy: Never
  containers: [{name: main, image: "busybox:1", command: [sh, -c, "sleep 8"]}, {name: other, image: "busybox:1", command: [sh, -c, "sleep 8"]}]
---
apiVersion: v1
kind: Pod
metadata: {name: nowhere}
spec: {nodeSelector: {pool: none}, containers: [{name: main, image: "i:1"}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: main, image: "nginx:1", ports: [{containerPort: 80}], resources: {requests: {cpu: 100m, memory: 300Mi}}}]}
"#;

/// Commands that end by themselves.
const COMMANDS: &str = r#"
    attach task -c other
    logs engine --tail=1
    logs engine -c main --limit-bytes=20
    logs -l app=engine --tail=1
    logs engine --since=1ms
    logs engine -c none
    logs engine --previous
    logs task
    logs nowhere
    logs none
    exec engine -- hostname
    exec engine -- env
    exec engine -c main -- ls /dev
    exec engine -- nvidia-smi
    exec engine -- python3 -c 1
    exec engine -c none -- hostname
    exec nowhere -- hostname
    exec none -- hostname
    exec task -c main -- hostname
    exec deploy/web -- nvidia-smi
    exec engine hostname
    top pod engine --no-headers
    top pod engine --containers
    top pods -l app=engine --sum
    top pod none
    top node edge-1
    top nodes
    describe hpa web
    get hpa web
    get --raw /apis/metrics.k8s.io/v1beta1/namespaces/default/pods/none
"#;

/// What a side prints, command by command.
fn printed(side: &Side, objects: &Objects) -> Vec<(&'static str, String)> {
    side.write("world.yaml", WORLD);
    let mut all = vec![("create -f world.yaml", side.kubectl("create -f world.yaml"))];
    let phase =
        |name: &str, phase: &str| objects.get("Pod", name).is_some_and(|pod| pod["status"]["phase"] == phase);
    let ready = |name: &str| {
        let pod = objects.get("Pod", name).unwrap_or_default();
        let conditions = pod["status"]["conditions"].as_array().cloned().unwrap_or_default();
        conditions.iter().any(|it| it["type"] == "Ready" && it["status"] == "True")
    };
    until("the task runs", || phase("task", "Running"));
    let autoscale = "autoscale deploy web --min=1 --max=3 --cpu=80%";
    let mut commands = COMMANDS.lines().map(str::trim).filter(|line| !line.is_empty());
    // It ends with the task.
    all.extend(commands.by_ref().take(1).map(|line| (line, side.kubectl(line))));
    until("the engine is ready", || ready("engine"));
    until("the page is measured", || side.kubectl("top pods -l app=web --no-headers").contains("30Mi"));
    all.push((autoscale, side.kubectl(autoscale)));
    until("the autoscaler has measured", || side.kubectl("get hpa web").contains("cpu: 5%/80%"));
    all.extend(commands.map(|line| (line, side.kubectl(line))));
    all.push(("port-forward", forwarded(side)));
    all
}

fn until(what: &str, holds: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !holds() {
        assert!(Instant::now() < deadline, "waited in vain: {what}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// What `kubectl port-forward` prints, and what comes through it; then what a port says on which nobody listens.
fn forwarded(side: &Side) -> String {
    let mut running = Running::start(&mut side.command("port-forward pod/engine :8000 :9"));
    let mut text = String::new();
    for port in ["8000", "9"] {
        let line = running.line_with("127.0.0.1:", Duration::from_secs(20));
        let local =
            line.split("127.0.0.1:").nth(1).and_then(|rest| rest.split(' ').next()).unwrap().to_owned();
        text += &line.replace(&local, "PORT");
        let mut stream = TcpStream::connect(format!("127.0.0.1:{local}")).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream.write_all(b"GET /v1/models HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        // A refused port closes the connection, or breaks it.
        let _ended = stream.read_to_string(&mut answer);
        text += &format!("\n{port}: {}\n", answer.lines().next().unwrap_or_default());
    }
    text
}

pub fn kubectl_prints_the_same_of_running_pods() {
    let real = Machines::start(SCENARIO, Ground { egress: true, ..Ground::default() });
    let beside = Beside::start(SCENARIO, "default");
    let sides = [
        (Side::new(&real.cluster.kubeconfig, &real.cluster.folder.join("real")), &real.objects),
        (Side::new(&beside.kubeconfig(), &real.cluster.folder.join("embedded")), &beside.objects),
    ];
    let [theirs, ours] = std::thread::scope(|scope| {
        let runs = sides.each_ref().map(|(side, objects)| scope.spawn(|| printed(side, objects)));
        runs.map(|run| run.join().unwrap())
    });
    let both = theirs.iter().zip(&ours).filter(|((_, real), (_, embedded))| real != embedded);
    let differences: Vec<String> =
        both.map(|((line, real), (_, embedded))| difference(&Step::Run(line), real, embedded)).collect();
    assert!(
        differences.is_empty(),
        "{} of {} commands\n{}",
        differences.len(),
        ours.len(),
        differences.join("\n")
    );
    // What both print is what is wanted, not the same failure.
    let said =
        |wanted: &str| ours.iter().find(|(line, _)| *line == wanted).map(|(_, text)| text.as_str()).unwrap();
    assert_eq!(said("exec engine -- hostname"), "exit 0\nengine\n");
    assert!(
        said("exec engine -- python3 -c 1").starts_with("exit 127\n"),
        "{}",
        said("exec engine -- python3 -c 1")
    );
    assert!(said("port-forward").contains("8000: HTTP/1.1 200 OK"), "{}", said("port-forward"));
    assert!(said("logs engine --tail=1").starts_with("exit 0\n"));
    beside.stop();
}
