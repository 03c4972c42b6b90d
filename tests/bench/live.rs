//! What bench shows on a terminal while it runs: the real program, with keys pressed.

use super::llm::{answer, engine, stream};
use super::watch::{Sandbox, answering};
use crate::support::command;
use crate::support::terminal::Terminal;
use crate::support::wire::Wire;

#[test]
fn a_run_tells_how_far_it_is_and_then_its_report() {
    let server = answering();
    let mut bench = command();
    bench.args(["bench", "-n", "150", "-c", "2", "-q", "20", &server.url()]);
    let mut terminal = Terminal::start(bench, 80, 24);
    terminal.shows(" of 150 requests, about ");
    terminal.shows(" in flight");
    let (ended, text, alternate) = terminal.ended();
    assert!(ended.contains("Exited") && ended.contains(", 0)"), "{ended}\n{text}");
    assert!(text.contains("[200]") && text.contains("150 responses"), "{text}");
    // What was shown meanwhile is gone.
    assert!(!text.contains("about ") && !alternate, "{text}");
}

#[test]
fn a_watched_load_stands_above_the_screen_of_its_service() {
    let (sandbox, server) = (Sandbox::up(), answering());
    let mut bench = sandbox.command();
    bench.args(["bench", "--watch=qwen3", "-z", "5m", "-c", "2", "-q", "20", &server.url()]);
    let mut terminal = Terminal::start(bench, 100, 30);
    let screen = terminal.until("both", |text| text.contains("LOAD  ") && text.contains("REPLICAS  "));
    for words in [" of 300 s, ", "p99 ", "qwen3", "NOW  ", "req/s"] {
        terminal.shows(words);
    }
    assert!(screen.lines().count() <= 30, "{screen}");
    // The keys of `status -w`: what they mean, a pause of the picture and not of the load, a pod's detail.
    assert!(terminal.has_alternate_screen());
    terminal.press("?");
    terminal.shows("end the load, as Ctrl-C does");
    terminal.press("x");
    terminal.until("the load again", |text| text.contains("LOAD  ") && !text.contains("end the load"));
    terminal.press("p");
    terminal.shows("PAUSED: this is how it was, the load goes on");
    let sent = server.requests();
    terminal.press("p");
    terminal.until("the end of the pause", |text| !text.contains("PAUSED"));
    terminal.until("more requests", |_| server.requests() > sent);
    terminal.shows("REPLICAS  1 ");
    terminal.press("\r");
    terminal.until("a pod", |text| text.contains("LOAD  ") && text.contains("Esc back"));
    terminal.shows("LOG");
    terminal.press("\u{1b}");
    terminal.until("the service", |text| text.contains("REPLICAS  ") && text.contains("q quit"));
    // The load does not wait for a terminal that changes.
    terminal.resize(60, 16);
    let small = terminal.until("the small screen", |text| {
        text.contains("LOAD  ") && text.lines().all(|line| line.chars().count() <= 60)
    });
    assert!(small.lines().count() <= 16, "{small}");
    // What ends a load brings the report of all that was finished, on the terminal as it was.
    terminal.resize(120, 60);
    // A key that comes in the same moment as a new size is read with the next key only.
    terminal.until("the large screen", |text| text.lines().any(|line| line.chars().count() > 100));
    terminal.press("q");
    let (ended, text, alternate) = terminal.ended();
    assert!(ended.contains("Exited") && ended.contains(", 130)"), "{ended}\n{text}");
    assert!(!alternate && text.contains("Cluster: qwen3 in default"), "{text}");
}

#[test]
fn without_a_screen_for_the_report_a_watched_load_takes_no_keys_but_ctrl_c() {
    let (sandbox, server) = (Sandbox::up(), answering());
    let folder = tempfile::tempdir().unwrap();
    let report = folder.path().join("report.txt");
    let mut bench = sandbox.command();
    bench.env("URL", server.url()).env("REPORT", &report).env("NEAP", env!("CARGO_BIN_EXE_neap"));
    let script = "exec \"$NEAP\" bench --watch=qwen3 -z 5m -c 2 -q 20 \"$URL\" > \"$REPORT\"";
    let mut shell = std::process::Command::new("sh");
    shell.env_clear().envs(bench.get_envs().filter_map(|(name, value)| Some((name, value?))));
    shell.args(["-c", script]);
    let mut terminal = Terminal::start(shell, 100, 30);
    terminal.until("both", |text| text.contains("LOAD  ") && text.contains("REPLICAS  "));
    assert!(!terminal.has_alternate_screen());
    terminal.press("\u{3}");
    let (ended, text, _) = terminal.ended();
    assert!(ended.contains("Exited") && ended.contains(", 130)"), "{ended}\n{text}");
    assert!(text.contains("LOAD  "), "{text}");
    assert!(std::fs::read_to_string(&report).unwrap().contains("Cluster: qwen3 in default"));
}

/// An engine that gives five tokens to each prompt, 20 ms apart.
fn tokens() -> Wire {
    engine(|_, out| stream(out, &answer(5), std::time::Duration::from_millis(20)))
}

/// A load of prompts on a terminal that has room for its table.
fn prompts(server: &Wire, load: &[&str]) -> Terminal {
    let url = format!("http://{}", server.address);
    let mut bench = command();
    bench.args(["bench", "llm", "--base-url", &url, "--random-input-len", "8", "--random-output-len", "5"]);
    bench.args(load);
    Terminal::start(bench, 80, 60)
}

/// The same for prompts: a stream that is under way is told before it ends, and the table of prompts comes last.
#[test]
fn a_load_of_prompts_tells_how_far_it_is_and_then_its_table() {
    let server = tokens();
    let mut terminal = prompts(&server, &["--num-prompts", "240", "--max-concurrency", "4"]);
    terminal.shows(" of 240 requests, about ");
    terminal.until("its last seconds", |text| {
        ["last ", "/s, p50 ", "p99 ", "4 in flight"].iter().all(|words| text.contains(words))
    });
    // Each drawing replaces the one before.
    let drawn = terminal.text();
    assert_eq!(drawn.matches(" in flight").count(), 1, "{drawn}");
    let (ended, text, alternate) = terminal.ended();
    assert!(ended.contains("Exited") && ended.contains(", 0)"), "{ended}\n{text}");
    assert!(text.contains("TTFT") && text.contains("TPOT"), "{text}");
    assert!(!text.contains("about ") && !text.contains(" in flight") && !alternate, "{text}");
}

#[test]
fn ctrl_c_on_a_load_of_prompts_brings_the_table_of_what_had_ended() {
    let server = tokens();
    let mut terminal = prompts(&server, &["-z", "5m", "--max-concurrency", "2"]);
    terminal.shows(" of 5:00, ");
    terminal.shows(" in flight");
    terminal.press("\u{3}");
    let (ended, text, _) = terminal.ended();
    assert!(ended.contains("Exited") && ended.contains(", 130)"), "{ended}\n{text}");
    assert!(text.contains("TTFT") && text.contains("error: interrupted after "), "{text}");
    assert!(!text.contains(" of 5:00, "), "{text}");
}
