//! The prompts of `neap bench llm`, as a server sees them.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};

use super::bench;
use crate::support::server::{Answer, Request, Server};

/// What is asked: a prompt, or the last message.
fn asked(body: &Value) -> String {
    let last = body["messages"].as_array().and_then(|messages| messages.last());
    body["prompt"].as_str().or_else(|| last?["content"].as_str()).unwrap_or_default().to_owned()
}

/// A model that repeats the last word, and counts words as tokens. `delay` passes before the first token.
fn model(delay: impl Fn(&str) -> Duration + Send + Sync + 'static) -> Server {
    Server::start(move |request| {
        if request.path == "/v1/models" {
            return Answer::json(json!({"object": "list", "data": [{"id": "m"}]}));
        }
        if request.path == "/metrics" {
            return Answer::Whole(404, "text/plain", Vec::new());
        }
        let body = request.json();
        let prompt = asked(&body);
        let wait = delay(&prompt);
        let word = format!("re:{}", prompt.split_whitespace().last().unwrap_or_default());
        let text = match body["messages"].is_array() {
            true => json!({"choices": [{"index": 0, "delta": {"content": word}, "finish_reason": "length"}]}),
            false => json!({"choices": [{"index": 0, "text": word, "finish_reason": "length"}]}),
        };
        let words = prompt.split_whitespace().count();
        let usage = json!({"choices": [], "usage": {"prompt_tokens": words, "completion_tokens": body["max_tokens"], "total_tokens": words}});
        Answer::stream("text/event-stream", move |send| {
            std::thread::sleep(wait);
            send(format!("data: {text}\n\ndata: {usage}\n\ndata: [DONE]\n\n").as_bytes())
        })
    })
}

fn at_once() -> Server {
    model(|_| Duration::ZERO)
}

/// Runs `neap bench llm` against a server, and gives the section of prompts and what the server was asked for.
fn run(server: &Server, args: &[&str]) -> (Value, Vec<Request>) {
    let before = server.requests().len();
    let url = server.url();
    let outcome =
        bench(["llm", "-o", "json", "--base-url", &url, "--max-concurrency", "2"].iter().chain(args));
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let document: Value = serde_json::from_str(&outcome.stdout).unwrap();
    let asked = server.requests().split_off(before);
    (document["llm"].clone(), asked.into_iter().filter(|request| request.method == "POST").collect())
}

fn prompts(requests: &[Request]) -> Vec<String> {
    requests.iter().map(|request| asked(&request.json())).collect()
}

/// The first block of a prefix cache.
fn block(prompt: &str) -> String {
    prompt.split(' ').take(16).collect::<Vec<_>>().join(" ")
}

fn file(name: &str, content: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, content).unwrap();
    let path = path.to_str().unwrap().to_owned();
    (folder, path)
}

const SMALL: [&str; 6] = ["--random-input-len", "40", "--random-output-len", "5", "--num-prompts", "10"];

#[test]
fn made_up_prompts_have_their_length_and_say_what_is_asked() {
    let server = at_once();
    let (section, requests) = run(&server, &SMALL);
    assert_eq!(requests.len(), 10);
    for request in &requests {
        let body = request.json();
        assert_eq!(asked(&body).split(' ').count(), 40);
        assert_eq!((&body["max_tokens"], &body["ignore_eos"]), (&json!(5), &json!(true)));
    }
    assert_eq!(section["dataset"]["name"], "random");
    assert_eq!(section["dataset"]["about"], "40 tokens in, 5 out");
    assert_eq!(section["whole"]["promptTokens"], 400);
}

#[test]
fn a_run_meets_the_cache_of_the_last_one_only_if_it_is_told_to() {
    let known = Arc::new(Mutex::new(HashSet::new()));
    let hits = Arc::new(Mutex::new(0));
    let (cache, found) = (known.clone(), hits.clone());
    let server = model(move |prompt| match cache.lock().unwrap().insert(block(prompt)) {
        true => Duration::from_millis(120),
        false => {
            *found.lock().unwrap() += 1;
            Duration::ZERO
        }
    });
    // Of ten requests there are no percentiles.
    let ttft = |section: &Value| section["whole"]["ttft"]["mean"].as_f64().unwrap();
    run(&server, &SMALL);
    run(&server, &SMALL);
    let seeded = [&SMALL[..], &["--seed", "7"]].concat();
    let (first, _) = run(&server, &seeded);
    assert_eq!((*hits.lock().unwrap(), known.lock().unwrap().len()), (0, 30));
    let (second, _) = run(&server, &seeded);
    assert_eq!(*hits.lock().unwrap(), 10);
    assert!(ttft(&first) >= 0.12 && ttft(&second) < 0.06, "{} {}", ttft(&first), ttft(&second));
}

#[test]
fn groups_share_a_beginning_and_a_routing_key() {
    let server = at_once();
    let (section, requests) = run(
        &server,
        &[
            "--dataset-name",
            "generated-shared-prefix",
            "--gsp-num-groups",
            "3",
            "--gsp-prompts-per-group",
            "4",
            "--gsp-system-prompt-len",
            "30",
            "--gsp-question-len",
            "8",
            "--gsp-output-len",
            "2",
            "--gsp-send-routing-key",
        ],
    );
    assert_eq!(requests.len(), 12, "as many as groups have");
    let mut beginnings: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for request in &requests {
        let prompt = asked(&request.json());
        let (beginning, question) = prompt.split_once("\n\n").unwrap();
        assert_eq!((beginning.split(' ').count(), question.split(' ').count()), (30, 8));
        beginnings
            .entry(beginning.to_owned())
            .or_default()
            .insert(request.headers["x-smg-routing-key"].clone());
    }
    assert_eq!(beginnings.len(), 3);
    assert!(beginnings.values().all(|keys| keys.len() == 1));
    assert_eq!(section["dataset"]["name"], "generated-shared-prefix");
}

#[test]
fn a_file_is_asked_again_from_the_first_line_on_and_that_is_said() {
    let server = at_once();
    let (_folder, path) =
        file("p.jsonl", "{\"prompt\": \"one a\", \"output_tokens\": 3}\n{\"prompt\": \"two b\"}\n");
    let custom =
        ["--dataset-name", "custom", "--dataset-path", &path, "--disable-shuffle", "--num-prompts", "5"];
    let (section, requests) = run(&server, &custom);
    let mut asked_for = prompts(&requests);
    asked_for.sort();
    assert_eq!(asked_for, ["one a", "one a", "one a", "two b", "two b"]);
    let lengths: BTreeSet<u64> =
        requests.iter().map(|request| request.json()["max_tokens"].as_u64().unwrap()).collect();
    assert_eq!(lengths, BTreeSet::from([3, 256]));
    let notes = section["notes"].to_string();
    assert!(notes.contains("60 % of the prompts are the same as an earlier one"), "{notes}");
    let (section, requests) = run(&server, &[&custom[..], &["--no-oversample"]].concat());
    assert_eq!(requests.len(), 2);
    assert!(!section["notes"].to_string().contains("identicalPrompts"));
}

#[test]
fn a_chat_request_of_a_file_is_sent_as_it_stands() {
    let server = at_once();
    let line = r#"{"model": "other", "messages": [{"role": "system", "content": "s"}, {"role": "user", "content": "u"}], "max_tokens": 9, "temperature": 0.5, "tools": [{"type": "function"}]}"#;
    let (_folder, path) = file("r.jsonl", line);
    let (_, requests) = run(
        &server,
        &[
            "--backend",
            "openai-chat",
            "--dataset-name",
            "openai",
            "--dataset-path",
            &path,
            "--temperature",
            "0",
        ],
    );
    let [request] = requests.as_slice() else { panic!("{} requests", requests.len()) };
    let body = request.json();
    assert_eq!(request.path, "/v1/chat/completions");
    assert_eq!(
        body["messages"],
        json!([{"role": "system", "content": "s"}, {"role": "user", "content": "u"}])
    );
    assert_eq!(
        (&body["model"], &body["max_tokens"], &body["temperature"]),
        (&json!("m"), &json!(9), &json!(0.5))
    );
    assert_eq!(body["tools"], json!([{"type": "function"}]));
}

#[test]
fn a_conversation_keeps_its_order_and_its_replica_and_has_the_real_answers() {
    let server = at_once();
    let chats: Vec<Value> = (0..4)
        .map(|chat| {
            let said = |role: &str, text: String| json!({"role": role, "content": text});
            json!({"id": chat, "messages": [
                said("user", format!("c{chat}q1")), said("assistant", "in the file".to_owned()),
                said("user", format!("c{chat}q2")), said("assistant", "in the file".to_owned()), said("user", format!("c{chat}q3")),
            ]})
        })
        .collect();
    let (_folder, path) = file("chats.json", &json!(chats).to_string());
    let (section, requests) = run(
        &server,
        &[
            "--backend",
            "openai-chat",
            "--dataset-name",
            "multi-turn",
            "--dataset-path",
            &path,
            "--affinity-header",
            "x-session",
            "--think-time",
            "10ms-20ms",
            "--request-id-prefix",
            "t-",
        ],
    );
    assert_eq!(requests.len(), 12);
    let mut sessions: BTreeMap<String, Vec<Vec<String>>> = BTreeMap::new();
    let mut ids = BTreeSet::new();
    for request in &requests {
        let body = request.json();
        let messages = body["messages"].as_array().unwrap();
        let texts = messages.iter().map(|message| message["content"].as_str().unwrap().to_owned()).collect();
        sessions.entry(request.headers["x-session"].clone()).or_default().push(texts);
        ids.insert(request.headers["x-request-id"].clone());
    }
    assert_eq!((sessions.len(), ids.len()), (4, 12));
    assert!(ids.contains("t-0") && ids.contains("t-3-3"), "{ids:?}");
    for turns in sessions.values() {
        let chat = turns[0][0].strip_suffix("q1").unwrap();
        let q = |turn: u32| format!("{chat}q{turn}");
        let re = |turn: u32| format!("re:{chat}q{turn}");
        assert_eq!(turns[0], [q(1)]);
        assert_eq!(turns[1], [q(1), re(1), q(2)]);
        assert_eq!(turns[2], [q(1), re(1), q(2), re(2), q(3)]);
    }
    let turns: Vec<u64> = section["whole"]["turns"]
        .as_array()
        .unwrap()
        .iter()
        .map(|turn| turn["turn"].as_u64().unwrap())
        .collect();
    assert_eq!(turns, [1, 2, 3]);
}

#[test]
fn adapters_are_asked_for_by_name() {
    let server = at_once();
    let (_, requests) = run(
        &server,
        &[&SMALL[..], &["--lora-modules", "a", "b", "--lora-assignment", "round-robin"]].concat(),
    );
    let of = |name: &str| requests.iter().filter(|request| request.json()["model"] == name).count();
    assert_eq!((of("a"), of("b")), (5, 5));
}

#[test]
fn nothing_is_sent_if_the_prompts_are_no_good() {
    let server = at_once();
    let url = server.url();
    let (_folder, path) = file("p.jsonl", "{\"prompt\": \"a\"}\n{\"prompt\": \n");
    let refused = |args: &[&str], expected: &str| {
        let outcome = bench(["llm", "--base-url", &url].iter().chain(args));
        assert_eq!(outcome.code, 2, "{args:?}: {}", outcome.stderr);
        assert!(outcome.stderr.contains(expected), "{}", outcome.stderr);
        assert!(outcome.stderr.contains("for example `neap bench llm"), "{}", outcome.stderr);
    };
    refused(
        &["--dataset-name", "custom", "--dataset-path", &path],
        "line 2: EOF while parsing a value\n  {\"prompt\": \n",
    );
    refused(&["--dataset-name", "custom", "--dataset-path", "/nowhere"], "cannot read the file");
    refused(&["--dataset-name", "sonnet"], "one of these is expected: random, ");
    refused(&["--random-input-len", "many"], "a whole number from 0");
    refused(&["--tokenizer", &path], "is no tokenizer");
    assert_eq!(server.requests(), []);
}
