//! Ctrl-C and SIGTERM.

use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::{STATUSES, section, without_saturation};
use crate::support::command;
use crate::support::wire::{Then, Wire, ok};

fn start(args: &[&str]) -> Child {
    command().arg("bench").args(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args([name, &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

fn until(what: impl Fn() -> bool) {
    let started = Instant::now();
    while !what() {
        assert!(started.elapsed() < Duration::from_secs(10));
        std::thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn the_report_so_far_is_printed() {
    // The fourth request and all that follow are not answered.
    let server = Wire::http(|heard, out| {
        if heard.number >= 3 {
            std::thread::sleep(Duration::from_secs(30));
        }
        out.write_all(ok("x").as_bytes())?;
        Ok(Then::Keep)
    });
    for (args, name, code, word) in [
        (&["-z", "1m"][..], "-INT", 130, "interrupted"),
        (&["-n", "1000"], "-INT", 130, "interrupted"),
        (&["-n", "1000"], "-TERM", 143, "terminated"),
    ] {
        let before = server.requests();
        let url = server.url();
        let mut child = start(&[args, &["-c", "2", &url]].concat());
        until(|| server.requests() >= before + 2 && server.requests() >= 5);
        signal(&child, name);
        let (mut stdout, mut stderr) = (String::new(), String::new());
        child.stdout.take().unwrap().read_to_string(&mut stdout).unwrap();
        child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(code));
        assert!(stdout.starts_with("\nSummary:\n  Total:\t"), "{stdout}");
        assert_eq!(section(&stdout, "Unfinished at the end:"), ["[2]\tno complete answer yet"]);
        if before == 0 {
            assert_eq!(section(&stdout, STATUSES), ["[200]\t3 responses"]);
            assert_eq!(without_saturation(&stderr), "error: interrupted after 3 requests\n");
        }
        assert!(stderr.contains(&format!("error: {word} after ")), "{stderr}");
    }
}
