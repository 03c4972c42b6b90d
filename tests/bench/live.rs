//! What bench shows on a terminal while it runs: the real program, with keys pressed.

use super::watch::{Sandbox, answering};
use crate::support::command;
use crate::support::terminal::Terminal;

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
    // The load does not wait for a terminal that changes.
    terminal.resize(60, 16);
    let small = terminal.until("the small screen", |text| {
        text.contains("LOAD  ") && text.lines().all(|line| line.chars().count() <= 60)
    });
    assert!(small.lines().count() <= 16, "{small}");
    // Ctrl-C is the report's: all that was finished.
    terminal.press("\u{3}");
    let (ended, text, alternate) = terminal.ended();
    assert!(ended.contains("Exited") && ended.contains(", 130)"), "{ended}\n{text}");
    assert!(!alternate, "{text}");
}
