//! Prompts that several processes send as one load.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::super::document::violations_of;
use super::super::team::Lead;
use super::*;

/// The bodies of the prompts that a server was sent.
fn prompts(server: &Wire) -> Vec<Value> {
    let heard = server.heard();
    let prompts = heard.iter().filter(|heard| heard.path() == "/v1/completions");
    prompts.map(|heard| serde_json::from_slice(&heard.body).unwrap()).collect()
}

/// A load of several workers with this process's tests as their machine: its document.
fn together(server: &Wire, workers: usize, args: &[&str], ready: impl FnOnce()) -> Value {
    let url = format!("http://{}", server.address);
    let count = workers.to_string();
    let fixed = ["--base-url", &url, "--workers", &count, "-o", "json"];
    let lead = Lead::start_as(&["bench", "llm"], &[&fixed, args].concat());
    ready();
    let others: Vec<_> = (1..workers).map(|_| lead.worker()).collect();
    let outcome = lead.end();
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    for mut other in others {
        assert!(other.wait().unwrap().success());
    }
    let report: Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert_eq!(violations_of(&report), Vec::<String>::new());
    assert_eq!(
        (&report["team"]["workers"], number(&report, "/team/workers")),
        (&workers.into(), workers as f64)
    );
    report
}

#[test]
fn each_prompt_is_sent_once_and_tokens_are_added_up() {
    let server = engine_of(5);
    let load = [
        "--num-prompts",
        "31",
        "--max-concurrency",
        "6",
        "--random-input-len",
        "8",
        "--random-output-len",
        "5",
    ];
    let report = together(&server, 3, &load, || {});
    let bodies: BTreeSet<String> = prompts(&server).iter().map(|body| body["prompt"].to_string()).collect();
    // No two are the same: they are dealt out, and have the nonce that worker 0 decided.
    assert_eq!((prompts(&server).len(), bodies.len()), (31, 31));
    let whole = "/llm/whole";
    for (field, value) in [("/completed", 31.0), ("/outputTokens", 155.0)] {
        assert_eq!(number(&report, &format!("{whole}{field}")), value, "{field}");
    }
}

/// A file with twelve prompts that are numbered.
fn twelve(folder: &Path) -> PathBuf {
    let file = folder.join("prompts.jsonl");
    let lines: String = (0..12).map(|number| format!("{{\"prompt\": \"tide number {number}\"}}\n")).collect();
    std::fs::write(&file, lines).unwrap();
    file
}

#[test]
fn files_of_prompts_reach_workers_that_have_none() {
    let server = engine_of(3);
    let folder = tempfile::tempdir().unwrap();
    let file = twelve(folder.path());
    let path = file.to_str().unwrap();
    let load =
        ["--dataset-name", "custom", "--dataset-path", path, "--num-prompts", "12", "--max-concurrency", "2"];
    let report = together(&server, 2, &load, || std::fs::remove_file(&file).unwrap());
    let sent: BTreeSet<String> =
        prompts(&server).iter().map(|body| body["prompt"].as_str().unwrap().to_owned()).collect();
    assert_eq!(sent.len(), 12, "{sent:?}");
    assert!(sent.iter().all(|prompt| prompt.contains("tide number ")), "{sent:?}");
    assert_eq!(number(&report, "/llm/whole/outputTokens"), 36.0);
}

#[test]
fn what_one_worker_was_refused_is_said_once_for_all() {
    // The engine behind the second worker does not know stream_options: that worker has the odd prompts.
    let server = engine(|heard, out| {
        let body: Value = serde_json::from_slice(&heard.body).unwrap_or_default();
        let number: u32 =
            body["prompt"].as_str().and_then(|it| it.rsplit(' ').next()?.parse().ok()).unwrap_or(0);
        if number % 2 == 1 && body.get("stream_options").is_some() {
            let why = "{\"error\":{\"message\":\"Extra inputs are not permitted: stream_options\"}}";
            let head = format!("HTTP/1.1 400 Bad Request\r\nContent-Length: {}\r\n\r\n", why.len());
            out.write_all((head + why).as_bytes())?;
            return Ok(Then::Keep);
        }
        stream(out, &answer(3), Duration::from_millis(2))
    });
    let folder = tempfile::tempdir().unwrap();
    let file = twelve(folder.path());
    let path = file.to_str().unwrap();
    let load =
        ["--dataset-name", "custom", "--dataset-path", path, "--disable-shuffle", "--num-prompts", "12"];
    let report = together(&server, 2, &[&load[..], &["--max-concurrency", "2"]].concat(), || {});
    assert_eq!(number(&report, "/llm/whole/completed"), 12.0);
    // The worker that was refused asked once and then no more; the other one never left it out.
    let asked = prompts(&server).iter().filter(|body| body.get("stream_options").is_some()).count();
    assert_eq!(asked, 6 + 1);
    assert_eq!(report["llm"]["streamOptions"], "none");
    let notes = report["llm"]["notes"].as_array().unwrap();
    let refused: Vec<_> = notes.iter().filter(|note| note["code"] == "streamOptionsRefused").collect();
    assert_eq!(refused.len(), 1, "{notes:?}");
    assert!(refused[0]["text"].as_str().unwrap().ends_with("; 1 request sent again for that"), "{notes:?}");
}
