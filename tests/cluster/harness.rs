//! The harness keeps its promises: it restarts, leaves nothing behind, and says what it skips.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::plane::{self, Cluster, Options, Part, program};
use crate::suite::{Need, Test};

pub fn tests() -> Vec<Test> {
    let mut tests = crate::own![Need::ApiServer;
        a_bare_api_server_answers,
        a_restarted_api_server_remembers,
        a_killed_run_leaves_no_process,
        given_assets_are_used,
    ];
    tests.extend(crate::own![Need::Nothing; without_go_tests_are_skipped_and_counted]);
    tests
}

fn map(name: &str) -> serde_json::Value {
    json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name, "namespace": "default"}})
}

fn in_default(cluster: &Cluster) -> crate::plane::Objects {
    crate::plane::Objects { client: cluster.client.clone(), namespace: Some("default".into()) }
}

fn a_bare_api_server_answers() {
    let cluster = Cluster::private(&Options::default());
    assert!(cluster.kubectl(["get", "namespaces"]).contains("kube-system"));
}

fn a_restarted_api_server_remembers() {
    let cluster = Cluster::private(&Options::default());
    in_default(&cluster).apply(map("before"));
    cluster.stop("kube-apiserver");
    assert!(std::net::TcpStream::connect(cluster.url.trim_start_matches("https://")).is_err());
    cluster.restart("kube-apiserver");
    cluster.wait_ready();
    assert!(in_default(&cluster).get("ConfigMap", "before").is_some());
}

/// First argument of a run that only holds a control plane; `full` after it adds controllers and KServe.
const HOLD: &str = "--hold";

/// Starts a control plane, prints its folder, and waits for standard input to close. What `a_killed_run…` kills, and what
/// the scripts under `benches/` measure on.
pub fn run_as_holder() -> Option<std::process::ExitCode> {
    if std::env::args().nth(1)? != HOLD {
        return None;
    }
    let _ = rustls::crypto::ring::default_provider().install_default();
    let full = std::env::args().nth(2).as_deref() == Some("full");
    let parts: &[Part] = match full {
        true => &[Part::Kubernetes, Part::Kserve, Part::Kwok, Part::Etcd],
        false => plane::of_api_server(),
    };
    if let Err(absent) = plane::ensure(parts) {
        eprintln!("no control plane: {absent}");
        return Some(std::process::ExitCode::FAILURE);
    }
    let options = if full { Options::full() } else { Options::default() };
    let cluster = Cluster::private(&options);
    eprintln!("{HOLD} {}", cluster.folder.display());
    let _ = std::io::stdin().read_line(&mut String::new());
    Some(std::process::ExitCode::SUCCESS)
}

/// The processes whose command line names this folder.
fn processes_of(folder: &str) -> usize {
    let of = |entry: std::fs::DirEntry| std::fs::read(entry.path().join("cmdline")).unwrap_or_default();
    let all = std::fs::read_dir("/proc").unwrap().flatten().map(of);
    all.filter(|line| String::from_utf8_lossy(line).contains(folder)).count()
}

fn a_killed_run_leaves_no_process() {
    let this = std::env::current_exe().unwrap();
    let mut run = Command::new(this).arg(HOLD).stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(run.stderr.take().unwrap()).lines().map_while(Result::ok);
    let folder = lines.filter_map(|line| Some(line.strip_prefix(HOLD)?.trim().to_owned())).next().unwrap();
    // A guard and a server for each of etcd and the API server.
    assert_eq!(processes_of(&folder), 4);
    run.kill().unwrap();
    run.wait().unwrap();
    let killed = Instant::now();
    while processes_of(&folder) > 0 {
        assert!(killed.elapsed() < Duration::from_secs(5), "{} processes live on", processes_of(&folder));
        std::thread::sleep(Duration::from_millis(20));
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

/// Runs one test of this binary without Go, with nothing built.
fn run_without_go(test: &str, env: &[(&str, &Path)]) -> Output {
    let empty = tempfile::tempdir().unwrap();
    let mut run = Command::new(std::env::current_exe().unwrap());
    run.args(["--exact", test]).env("PATH", empty.path()).env("NEAP_REALCLUSTER", empty.path());
    run.env_remove("NEAP_REQUIRE_CLUSTER").env_remove("KUBEBUILDER_ASSETS").stdin(Stdio::null());
    run.envs(env.iter().copied()).output().unwrap()
}

fn without_go_tests_are_skipped_and_counted() {
    let test = "control_plane::the_api_server_says_its_version";
    let output = run_without_go(test, &[]);
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{stdout}{stderr}");
    assert!(stdout.contains("0 passed; 0 failed; 1 ignored"), "{stdout}");
    assert!(stderr.contains("SKIPPED 1 test: Go is not installed"), "{stderr}");

    let output = run_without_go(test, &[("NEAP_REQUIRE_CLUSTER", Path::new("1"))]);
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(101), "{stdout}");
    assert!(stdout.contains("0 passed; 1 failed") && stdout.contains("Go is not installed"), "{stdout}");
}

fn given_assets_are_used() {
    let assets = tempfile::tempdir().unwrap();
    for (part, name) in
        [(Part::Etcd, "etcd"), (Part::Kubernetes, "kube-apiserver"), (Part::Kubernetes, "kubectl")]
    {
        std::os::unix::fs::symlink(program(part, name), assets.path().join(name)).unwrap();
    }
    let env = [("KUBEBUILDER_ASSETS", assets.path())];
    let output = run_without_go("harness::a_bare_api_server_answers", &env);
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(stdout.contains("1 passed; 0 failed; 0 ignored"), "{stdout}{stderr}");
    // The controllers are not among the assets: what needs them is still skipped.
    let output = run_without_go("control_plane::the_api_server_says_its_version", &env);
    assert!(String::from_utf8_lossy(&output.stderr).contains("SKIPPED 1 test"));
}
