//! What is measured against what the server did.

use super::*;

#[test]
fn first_token_gaps_and_lengths_are_the_servers() {
    const FIRST: Duration = Duration::from_millis(60);
    const GAP: Duration = Duration::from_millis(20);
    let server = engine(|_, out| {
        std::thread::sleep(FIRST);
        stream(out, &answer(10), GAP)
    });
    let limits = ["--goodput", "ttft:1000", "tpot:1"];
    let args = ["--num-prompts", "12", "--max-concurrency", "4", "--random-output-len", "10"];
    let report = report(&server, &[&args[..], &limits[..]].concat());
    let whole = &report["llm"]["whole"];
    assert_eq!((number(whole, "/completed"), number(whole, "/outputTokens")), (12.0, 120.0));
    assert_eq!((number(whole, "/promptTokens"), number(whole, "/fullLength")), (60.0, 12.0));
    assert_eq!(number(whole, "/chunks/count"), 120.0);
    assert_eq!(number(whole, "/chunks/tokensPerChunk"), 1.0);
    let between = |path: &str, low: f64, high: f64| {
        let value = number(whole, path);
        assert!((low..high).contains(&value), "{path} is {value}");
    };
    // Sleeps are never too short; on a busy machine they are longer, and a first token that is read late shortens what follows.
    between("/ttft/min", 0.060, 0.090);
    between("/tpot/min", 0.016, 0.024);
    between("/itl/mean", 0.018, 0.030);
    between("/e2el/min", 0.060 + 9.0 * 0.020, 0.30);
    assert_eq!(number(whole, "/itl/count"), 12.0 * 9.0);
    assert_eq!(whole["finishReasons"][0]["reason"], "length");
    assert_eq!(report["llm"]["tokenCounts"], "usage");
    assert_eq!(report["llm"]["streamOptions"], "continuous");
    assert_eq!((number(whole, "/goodput/scheduled"), number(whole, "/goodput/good")), (12.0, 0.0));
    assert_eq!(whole["goodput"]["missed"], serde_json::json!([0, 12]));
    assert_eq!(report["llm"]["model"], "q");
}

#[test]
fn an_open_loop_counts_what_waited() {
    let server = engine(|_, out| stream(out, &answer(2), Duration::from_millis(200)));
    let args =
        ["--request-rate", "20", "--arrivals", "constant", "--num-prompts", "8", "--max-concurrency", "1"];
    let report = report(&server, &args);
    let whole = &report["llm"]["whole"];
    assert_eq!(number(whole, "/completed"), 8.0);
    // Twenty a second are due, five a second are answered: the last one waits for a second.
    assert!(number(whole, "/e2el/max") < 0.5, "{whole}");
    assert!(number(whole, "/e2elSinceDue/max") > 1.0, "{whole}");
    assert!(number(whole, "/ttftSinceDue/max") > 0.9, "{whole}");
}

#[test]
fn what_comes_together_is_flagged_and_not_spread() {
    let server = engine(|_, out| {
        let events = answer(8);
        let (first, rest) = events.split_at(4);
        stream(out, &[first.concat(), rest.concat()], Duration::from_millis(80))
    });
    let report =
        report(&server, &["--num-prompts", "4", "--max-concurrency", "1", "--random-output-len", "8"]);
    let whole = &report["llm"]["whole"];
    assert_eq!((number(whole, "/chunks/count"), number(whole, "/chunks/coalesced")), (32.0, 24.0));
    // Spread over its tokens, the 80 ms would be 11 each.
    assert!(number(whole, "/itl/max") >= 0.06, "{whole}");
    assert!(number(whole, "/itl/min") < 1e-6, "{whole}");
    let notes = report["llm"]["notes"].as_array().unwrap();
    assert!(notes.iter().any(|note| note["code"] == "coalesced"), "{notes:?}");
}

#[test]
fn an_answer_that_is_not_streamed_has_an_end_only() {
    let server = engine(|heard, out| {
        assert!(String::from_utf8_lossy(&heard.body).contains("\"stream\":false"));
        let body = r#"{"choices":[{"message":{"role":"assistant","content":"hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":2}}"#;
        out.write_all(ok(body).as_bytes())?;
        Ok(Then::Keep)
    });
    let args = ["--backend", "openai-chat", "--disable-stream", "-n", "3", "-c", "1", "--disable-ignore-eos"];
    let report = report(&server, &args);
    let whole = &report["llm"]["whole"];
    assert_eq!((number(whole, "/completed"), number(whole, "/outputTokens")), (3.0, 6.0));
    assert_eq!((number(whole, "/ttft/count"), number(whole, "/e2el/count")), (0.0, 3.0));
}

#[test]
fn a_stream_that_takes_too_long_is_given_up_with_its_socket() {
    let (tell, told) = std::sync::mpsc::channel();
    let tell = std::sync::Mutex::new(tell);
    let server = engine(move |_, out| {
        out.write_all(STREAM)?;
        for number in 1.. {
            std::thread::sleep(Duration::from_millis(30));
            if piece(out, &token(number, "null")).is_err() {
                tell.lock().unwrap().send(number).unwrap();
                break;
            }
        }
        Ok(Then::Close)
    });
    let report = report(&server, &["-n", "1", "-t", "300ms"]);
    assert_eq!(report["whole"]["errors"][0]["class"], "timeout");
    assert!(told.recv_timeout(Duration::from_secs(5)).is_ok(), "the server still writes");
}

#[test]
fn who_says_how_many_streams_has_their_connections_beforehand() {
    let server = engine(|_, out| stream(out, &answer(2), Duration::from_millis(1)));
    for (more, before) in [(&[][..], 4.0), (&["--preconnect=false"], 0.0), (&["--disable-keepalive"], 0.0)] {
        let args = ["--num-prompts", "8", "--max-concurrency", "4", "--random-output-len", "2"];
        let report = report(&server, &[&args[..], more].concat());
        assert_eq!(number(&report, "/connections/beforeStart"), before, "{more:?}");
        assert_eq!(number(&report, "/llm/whole/completed"), 8.0);
    }
}
