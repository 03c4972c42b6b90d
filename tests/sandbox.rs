//! `neap sandbox` as a process: up, status, down, exec, and what it leaves behind.

use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::support::{Outcome, command, neap, outcome};

/// A user with a folder of his own for what runs.
struct User(TempDir);

impl User {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = command();
        command.env("XDG_RUNTIME_DIR", self.0.path()).env("TMPDIR", self.0.path()).args(args);
        command
    }

    fn neap(&self, args: &[&str]) -> Outcome {
        outcome(&mut self.command(args))
    }

    /// Starts a sandbox that stays, and waits for its first line.
    fn up(&self, args: &[&str]) -> Up {
        let all = [&["sandbox", "up"], args].concat();
        let mut child = self.command(&all).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let mut up = Up { child, kubeconfig: PathBuf::new() };
        let path = line.trim_end().strip_prefix("export KUBECONFIG=");
        let path = path.unwrap_or_else(|| unreachable!("it said {line:?}: {}", up.ended().1));
        up.kubeconfig = path.into();
        up
    }

    /// Files and folders that are left, besides the empty folders that all sandboxes share.
    fn left(&self) -> Vec<PathBuf> {
        let mut left = Vec::new();
        let mut folders = vec![self.0.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder).unwrap() {
                let path = entry.unwrap().path();
                let shared = path.ends_with("neap") || path.ends_with("neap/sandbox");
                if path.is_dir() {
                    folders.push(path.clone());
                }
                if !shared {
                    left.push(path);
                }
            }
        }
        left
    }
}

/// A sandbox in the foreground.
struct Up {
    child: Child,
    kubeconfig: PathBuf,
}

impl Up {
    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    /// Waits for its end: the exit code and what it said.
    fn ended(&mut self) -> (Option<i32>, String) {
        let mut said = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        (self.child.wait().unwrap().code(), said)
    }
}

impl Drop for Up {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_sandbox_comes_up_is_shown_and_goes_down() {
    let user = User::new();
    let mut up = user.up(&["--speed", "20"]);
    assert_eq!(mode(&up.kubeconfig), 0o600, "others can read the token");
    assert_eq!(mode(up.kubeconfig.parent().unwrap()), 0o700);
    let status = user.neap(&["sandbox", "status", "-o", "json"]);
    let listed: serde_json::Value = serde_json::from_str(&status.stdout).unwrap();
    assert_eq!((&listed[0]["name"], &listed[0]["speed"]), (&"sandbox".into(), &20.0.into()));
    assert_eq!(listed[0]["kubeconfig"], up.kubeconfig.to_str().unwrap());
    for address in ["server", "ingress"] {
        assert!(listed[0][address].as_str().unwrap().contains("://127.0.0.1:"), "{listed}");
    }
    let table = user.neap(&["sandbox", "status"]);
    assert!(table.stdout.starts_with("NAME") && table.stdout.contains("20x"), "{}", table.stdout);

    let again = user.neap(&["sandbox", "up"]);
    assert_eq!((again.code, again.stdout.as_str()), (1, ""));
    assert!(
        again.stderr.contains("is running already") && again.stderr.contains("neap sandbox down"),
        "{}",
        again.stderr
    );

    let down = user.neap(&["sandbox", "down"]);
    assert_eq!((down.code, down.stdout.as_str(), down.stderr.as_str()), (0, "", "sandbox `sandbox` ended\n"));
    let (code, said) = up.ended();
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("20 times as fast"), "{said}");
    assert_eq!(user.left(), Vec::<PathBuf>::new());
    let status = user.neap(&["sandbox", "status"]);
    assert_eq!((status.code, status.stdout.as_str()), (0, ""));
    assert!(status.stderr.contains("no sandbox is running"), "{}", status.stderr);
}

#[test]
fn what_a_killed_one_leaves_is_cleaned_up() {
    let user = User::new();
    let mut up = user.up(&["--name", "killed"]);
    up.signal(Signal::KILL);
    up.ended();
    assert!(!user.left().is_empty());
    let down = user.neap(&["sandbox", "down", "killed"]);
    assert_eq!((down.code, down.stdout.as_str()), (1, ""));
    assert!(down.stderr.contains("no sandbox named `killed` is running"), "{}", down.stderr);
    assert_eq!(user.left(), Vec::<PathBuf>::new());
}

#[test]
fn interrupting_it_is_how_it_ends() {
    let user = User::new();
    let mut up = user.up(&[]);
    up.signal(Signal::INT);
    assert_eq!(up.ended().0, Some(0));
    assert_eq!(user.left(), Vec::<PathBuf>::new());
}

#[test]
fn a_detached_one_outlives_the_command() {
    let user = User::new();
    let up = user.neap(&["sandbox", "up", "--detach", "--name", "quiet"]);
    assert_eq!(up.code, 0, "{}", up.stderr);
    assert!(up.stdout.starts_with("export KUBECONFIG="), "{}", up.stdout);
    assert!(up.stderr.contains("`neap sandbox down quiet` ends it"), "{}", up.stderr);
    assert!(user.neap(&["sandbox", "status"]).stdout.contains("quiet"));
    assert_eq!(user.neap(&["sandbox", "down", "--all"]).code, 0);
    assert_eq!(user.left(), Vec::<PathBuf>::new());
}

#[test]
fn a_detached_one_that_does_not_come_up_says_why() {
    let user = User::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    for detach in [&["--detach"][..], &[]] {
        let up = user.neap(&[&["sandbox", "up", "--port", &port], detach].concat());
        assert_eq!((up.code, up.stdout.as_str()), (1, ""), "{}", up.stderr);
        assert!(up.stderr.contains(&port) && up.stderr.contains("in use"), "{}", up.stderr);
        assert_eq!(user.left(), Vec::<PathBuf>::new());
    }
}

#[test]
fn a_command_has_a_cluster_of_its_own() {
    let user = User::new();
    let script = r#"
        stat -c %a "$KUBECONFIG"
        case "$NEAP_INGRESS" in http://127.0.0.1:*) echo ingress;; esac
        "$0" status
        exit 7"#;
    let run = user.neap(&["sandbox", "exec", "--", "sh", "-c", script, env!("CARGO_BIN_EXE_neap")]);
    assert_eq!((run.code, run.stdout.as_str()), (7, "600\ningress\n"), "{}", run.stderr);
    assert_eq!(
        run.stderr,
        "no services found in namespace default\nhint: `neap status -A` looks in all namespaces\n"
    );
    assert_eq!(user.left(), Vec::<PathBuf>::new());

    let gone = user.neap(&["sandbox", "exec", "--", "no-such-command"]);
    assert_eq!((gone.code, gone.stdout.as_str()), (1, ""));
    assert!(gone.stderr.contains("cannot run `no-such-command`"), "{}", gone.stderr);
    let killed = user.neap(&["sandbox", "exec", "--", "sh", "-c", "kill -9 $$"]);
    assert_eq!(killed.code, 128 + 9);
    assert_eq!(neap(["sandbox", "exec"]).code, 2);
}

/// A service of a fleet from its first apply to its last replica: placed, shown by cluster, scaled, deleted.
#[test]
fn a_fleet_takes_a_service_shows_it_by_cluster_and_gives_it_back() {
    let user = User::new();
    let up = user.up(&["--scenario", "demo-fleet", "--speed", "40"]);
    let kubeconfig = format!("--kubeconfig={}", up.kubeconfig.display());
    let run = |args: &[&str]| user.neap(&[args, &[kubeconfig.as_str(), "-n", "test"]].concat());
    let serve = |more: &[&str]| {
        let fixed = ["serve", "deployment", "--name=qwen3", "--image=vllm/vllm-openai:v0.9.1", "--gpus=1"];
        run(&[&fixed, more].concat())
    };
    let groups = ["--cluster-group=high-priority=c1", "--cluster-group=low-priority=c2", "--ecs-provision"];
    let unknown = serve(&["--cluster-group=a=c1,c3"]);
    assert_eq!((unknown.code, unknown.stdout.as_str()), (1, ""), "{}", unknown.stderr);
    assert!(unknown.stderr.contains("the fleet knows no cluster c3"), "{}", unknown.stderr);

    let made = serve(&[&groups[..], &["--replicas=2", "--wait=60s"]].concat());
    assert_eq!(made.code, 0, "{}", made.stderr);
    assert!(
        made.stdout.contains("propagationpolicy.policy.one.alibabacloud.com/qwen3   created"),
        "{}",
        made.stdout
    );
    let members = ["status", "qwen3", "--member", "c1", "--member", "c2"];
    let shown = run(&[&members[..], &["-o", "json"]].concat());
    let picture: serde_json::Value = serde_json::from_str(&shown.stdout).unwrap();
    let service = &picture["services"][0];
    let clusters: Vec<_> = service["fleet"]["clusters"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| {
            (it["name"].as_str().unwrap(), it["group"].as_str().unwrap(), it["ready"].as_u64().unwrap())
        })
        .collect();
    assert_eq!(clusters, [("c1", "high-priority", 1), ("c2", "low-priority", 1)], "{}", shown.stdout);
    let mut pods: Vec<&str> =
        service["pods"].as_array().unwrap().iter().map(|pod| pod["cluster"].as_str().unwrap()).collect();
    pods.sort_unstable();
    assert_eq!(pods, ["c1", "c2"]);
    let text = run(&members).stdout;
    for part in ["CLUSTERS   GROUP", "c1/idc (NVIDIA-A10)", "c2/cloud (NVIDIA-A10)"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    // The hub alone knows where they are, and says where to look.
    let logs = run(&["serve", "logs", "qwen3"]);
    assert!(logs.code != 0 && logs.stderr.contains("the fleet sent them to c1, c2"), "{}", logs.stderr);

    // A third finds no room: a machine is ordered in the second cluster.
    assert_eq!(run(&["serve", "scale", "qwen3", "3"]).code, 0);
    let third = run(&[&members[..], &["--for", "nodes.cloud=2", "--timeout", "60s"]].concat());
    assert_eq!(third.code, 0, "{}", third.stderr);
    let third = run(&["status", "qwen3", "--for", "ready=3", "--timeout", "60s"]);
    assert_eq!(third.code, 0, "{}", third.stderr);

    let gone = run(&["serve", "delete", "qwen3", "--yes", "--wait=60s"]);
    assert_eq!(gone.code, 0, "{}", gone.stderr);
    assert_eq!(run(&["status", "qwen3"]).code, 1);
    assert_eq!(user.neap(&["sandbox", "down"]).code, 0);
    drop(up);
}

#[test]
fn a_wrong_scenario_is_refused_before_anything_starts() {
    let user = User::new();
    let file = user.0.path().join("bad.yaml");
    std::fs::write(&file, "pools:\n- name: edge\n  boot: soon\n").unwrap();
    let path = file.to_str().unwrap();
    for (args, words) in [
        (&["-f", path][..], vec!["invalid scenario", "soon", path]),
        (&["-f", "/nonexistent.yaml"], vec!["cannot read `/nonexistent.yaml`"]),
        (&["--scenario", "demo-queu"], vec!["did you mean `demo-queue`?"]),
        (&["--speed", "0"], vec!["--speed", "from 1 to 1000"]),
        (&["--name", "A b"], vec!["--name", "lower-case"]),
    ] {
        for detach in [&["--detach"][..], &[]] {
            let up = user.neap(&[&["sandbox", "up"], args, detach].concat());
            assert_eq!((up.code, up.stdout.as_str()), (2, ""), "{args:?}: {}", up.stderr);
            for word in &words {
                assert!(up.stderr.contains(word), "{args:?}: no {word:?} in {}", up.stderr);
            }
        }
    }
}

#[test]
fn scenarios_can_be_listed_printed_and_used() {
    let list = neap(["sandbox", "scenarios"]);
    assert_eq!((list.code, list.stderr.as_str()), (0, ""));
    assert!(list.stdout.starts_with("SCENARIO") && list.stdout.contains("demo-queue"), "{}", list.stdout);
    let one = neap(["sandbox", "scenarios", "demo-queue"]);
    assert!(one.stdout.starts_with("# ") && one.stdout.contains("speed: 20"), "{}", one.stdout);
    let schema = neap(["sandbox", "scenarios", "--schema"]);
    let schema: serde_json::Value = serde_json::from_str(&schema.stdout).unwrap();
    assert_eq!(schema["title"], "neap sandbox scenario");
    assert_eq!(neap(["sandbox", "scenarios", "nope"]).code, 2);
}
