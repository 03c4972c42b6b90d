//! A client that is the limit says so before anything else.

#![cfg(target_os = "linux")]

use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::command;
use crate::support::wire::{Then, Wire, ok};

fn server() -> Wire {
    Wire::http(|_, out| {
        out.write_all(ok("x").as_bytes())?;
        Ok(Then::Keep)
    })
}

fn output(mut child: Child) -> String {
    let mut stdout = String::new();
    child.stdout.take().unwrap().read_to_string(&mut stdout).unwrap();
    child.wait().unwrap();
    stdout
}

fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args([name, &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

#[test]
fn a_client_that_was_stopped_says_so_first() {
    let server = server();
    let url = server.url();
    let mut child = command();
    let child = child.args(["bench", "--rate", "200", "-z", "3s", "-o", "text", &url]);
    let child = child.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let begun = Instant::now();
    while server.requests() < 20 {
        assert!(begun.elapsed() < Duration::from_secs(30));
        std::thread::sleep(Duration::from_millis(2));
    }
    signal(&child, "-STOP");
    // While it is stopped nothing happens that could be waited for.
    std::thread::sleep(Duration::from_millis(700));
    signal(&child, "-CONT");
    let report = output(child);
    let first = report.lines().next().unwrap();
    assert!(first.starts_with("client saturated: "), "{report}");
    for cause in ["event loop delay p99 over 1.00 ms", "send lag p99 over 5.00 ms"] {
        assert!(first.contains(cause), "{first}");
    }
}

/// A cgroup with a quota of a twentieth of a core; `None` where none can be made.
struct Quota(PathBuf);

impl Quota {
    fn new() -> Option<Self> {
        let name = format!("neap-test-{}", std::process::id());
        let version_1 = PathBuf::from("/sys/fs/cgroup/cpu").join(&name);
        let version_2 = PathBuf::from("/sys/fs/cgroup").join(&name);
        for (folder, file, quota) in
            [(version_1, "cpu.cfs_quota_us", "5000"), (version_2, "cpu.max", "5000 100000")]
        {
            if std::fs::create_dir(&folder).is_err() {
                continue;
            }
            let quota = std::fs::write(folder.join(file), quota);
            let group = Self(folder);
            if quota.is_ok() {
                return Some(group);
            }
        }
        None
    }
}

impl Drop for Quota {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir(&self.0);
    }
}

#[test]
fn a_client_under_a_cpu_quota_says_so_first() {
    let Some(quota) = Quota::new() else {
        let _ = writeln!(std::io::stderr(), "skipped: no cgroup can be made here");
        return;
    };
    let server = server();
    let neap = command();
    let mut child = Command::new("sh");
    child.args(["-c", "echo $$ > \"$0\"/cgroup.procs && exec \"$@\""]).arg(&quota.0).arg(neap.get_program());
    child.args(["bench", "-z", "2s", "-c", "8", "-o", "text", &server.url()]);
    child.envs(neap.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let report = output(child.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap());
    let first = report.lines().next().unwrap();
    assert!(first.starts_with("client saturated: "), "{report}");
    assert!(first.contains("throttled by the cgroup's CPU quota ("), "{first}");
}
