//! Engines' manners, in the forms that they document. Each fixture names its source.

use super::*;
use crate::support::wire::status;

/// The document of a run against a server that streams a file.
fn streamed(file: &'static str, args: &[&str]) -> Value {
    let server = engine(move |_, out| {
        let events: Vec<String> = file.split_inclusive("\n\n").map(str::to_owned).collect();
        stream(out, &events, Duration::from_millis(5))
    });
    report(&server, &[&["-n", "2", "-c", "1"], args].concat())
}

fn error(report: &Value) -> (&str, &str) {
    let error = &report["whole"]["errors"][0];
    (error["class"].as_str().unwrap_or_default(), error["example"].as_str().unwrap_or_default())
}

#[test]
fn vllm_thinks_before_it_answers() {
    let report = streamed(include_str!("../../fixtures/llm/vllm-chat.sse"), &["--backend", "openai-chat"]);
    let whole = &report["llm"]["whole"];
    assert_eq!((number(whole, "/completed"), number(whole, "/outputTokens")), (2.0, 8.0));
    assert_eq!(number(whole, "/cachedTokens"), 16.0);
    assert!(number(whole, "/firstAnswerToken/min") > number(whole, "/ttft/min"), "{whole}");
    // Two tokens in the first chunk, then one each: a zero for the second of the first two.
    assert_eq!((number(whole, "/itl/count"), number(whole, "/interChunk/count")), (6.0, 4.0));
    // Nothing came before the role, whose event is the first for vLLM.
    assert!(number(whole, "/vllm/ttft/min") < number(whole, "/ttft/min"), "{whole}");
}

#[test]
fn an_error_after_a_200_is_the_engines() {
    let vllm = streamed(include_str!("../../fixtures/llm/vllm-error.sse"), &[]);
    assert_eq!(
        error(&vllm),
        ("engine", "EngineCore encountered an issue. See stack trace (above) for the root cause.")
    );
    assert_eq!(number(&vllm, "/llm/whole/completed"), 0.0);
    let dynamo = streamed(include_str!("../../fixtures/llm/dynamo-error.sse"), &["--backend", "dynamo"]);
    assert_eq!(error(&dynamo), ("engine", "Stream ended before generation completed"));
    let sglang = streamed(include_str!("../../fixtures/llm/sglang-abort.sse"), &["--backend", "sglang"]);
    assert_eq!(
        error(&sglang),
        ("engine", "the answer ended with the finish reason abort: Abort before prefill")
    );
}

#[test]
fn sglang_says_all_of_the_text_each_time() {
    let report = streamed(include_str!("../../fixtures/llm/sglang-generate.sse"), &["--backend", "sglang"]);
    let whole = &report["llm"]["whole"];
    assert_eq!((number(whole, "/completed"), number(whole, "/outputTokens")), (2.0, 8.0));
    assert_eq!((number(whole, "/chunks/count"), number(whole, "/cachedTokens")), (6.0, 8.0));
    assert_eq!(whole["finishReasons"][0]["reason"], "length");
}

#[test]
fn tensorrt_llm_sends_several_tokens_at_a_time() {
    let report =
        streamed(include_str!("../../fixtures/llm/trtllm-completions.sse"), &["--backend", "tensorrt-llm"]);
    let whole = &report["llm"]["whole"];
    assert_eq!((number(whole, "/outputTokens"), number(whole, "/chunks/tokensPerChunk")), (8.0, 2.0));
    let notes = report["llm"]["notes"].as_array().unwrap();
    assert!(notes.iter().any(|note| note["code"] == "severalTokensPerChunk"), "{notes:?}");
}

#[test]
fn what_an_engine_refuses_is_left_out_and_said() {
    for (word, expected) in [("continuous_usage_stats", "usage"), ("stream_options", "none")] {
        let server = engine(move |heard, out| {
            let body = String::from_utf8_lossy(&heard.body);
            if body.contains(word) {
                let why = format!("{{\"error\":{{\"message\":\"Extra inputs are not permitted: {word}\"}}}}");
                let head = format!("HTTP/1.1 400 Bad Request\r\nContent-Length: {}\r\n\r\n", why.len());
                out.write_all((head + &why).as_bytes())?;
                return Ok(Then::Keep);
            }
            stream(out, &answer(3), Duration::from_millis(2))
        });
        let report = report(&server, &["-n", "4", "-c", "1"]);
        assert_eq!(report["llm"]["streamOptions"], expected);
        // The server closed no connection: what it refused was sent again, and that is told with the reason.
        assert_eq!(
            (number(&report, "/llm/whole/completed"), number(&report, "/whole/requests/resent")),
            (4.0, 0.0)
        );
        let notes = report["llm"]["notes"].as_array().unwrap();
        let note = notes.iter().find(|note| note["code"] == "streamOptionsRefused").unwrap();
        assert!(note["text"].as_str().unwrap().ends_with("; 1 request sent again for that"), "{note}");
    }
}

#[test]
fn shed_load_has_its_own_count() {
    let server = engine(|heard, out| {
        // The first question was for the models.
        match heard.number % 3 {
            0 => stream(out, &answer(2), Duration::from_millis(1)),
            1 => out.write_all(status(503).as_bytes()).map(|()| Then::Keep),
            _ => out.write_all(status(429).as_bytes()).map(|()| Then::Keep),
        }
    });
    let report = report(&server, &["--model", "q", "--metrics-url", "none", "-n", "9", "-c", "1"]);
    assert_eq!((number(&report, "/llm/whole/shed"), number(&report, "/llm/whole/completed")), (6.0, 3.0));
    assert_eq!(report["llm"]["whole"]["refusals"].as_array().unwrap().len(), 2);
}

#[test]
fn a_stream_that_is_none_has_a_class() {
    for (events, class) in [
        (vec!["data: {\"choices\": [\n\n".to_owned(), DONE.to_owned()], "sse"),
        (vec!["hello\n\n".to_owned()], "truncated"),
        (vec![token(1, "null")], "truncated"),
        (vec!["<html>busy</html>".to_owned()], "sse"),
    ] {
        let server = engine(move |_, out| stream(out, &events, Duration::ZERO));
        let report = report(&server, &["-n", "2", "-c", "1"]);
        assert_eq!(error(&report).0, class, "{report}");
    }
}

#[test]
fn prompts_that_the_engine_counts_otherwise_are_told_with_both_counts() {
    let server = engine_of(2);
    let report = report(&server, &["-n", "4", "-c", "1"]);
    let whole = &report["llm"]["whole"];
    assert_eq!((number(whole, "/promptLengths/mean"), number(whole, "/promptTokensHere")), (5.0, 8.0));
    let text = bench(["llm", &server.url(), "--random-input-len", "8", "-n", "4", "-c", "1"]);
    assert_eq!(text.code, 0, "{}", text.stderr);
    assert!(text.stdout.contains("\n    as counted here"), "{}", text.stdout);
}
