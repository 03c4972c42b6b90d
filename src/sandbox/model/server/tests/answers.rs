//! What a client asks for, and what it is told.

use super::*;

#[tokio::test(start_paused = true)]
async fn the_guides_request() {
    let body = json!({"model": "qwen", "messages": [{"role": "user", "content": "Test"}], "max_tokens": 10, "temperature": 0.7, "top_p": 0.9, "seed": 10});
    let server = vllm();
    let (code, answer) = asked(&server, CHAT, body.clone()).await;
    assert_eq!(code, 200);
    assert_eq!(answer["object"], "chat.completion");
    assert_eq!(answer["model"], "qwen");
    assert_eq!(answer["choices"][0]["finish_reason"], "length");
    assert_eq!(answer["choices"][0]["message"]["role"], "assistant");
    assert_eq!(
        answer["usage"],
        json!({"prompt_tokens": 9, "total_tokens": 19, "completion_tokens": 10, "prompt_tokens_details": null})
    );
    // The same question gets the same answer; a request without a model is served.
    let mut unnamed = body;
    unnamed.as_object_mut().unwrap().remove("model");
    let (_, again) = asked(&server, CHAT, unnamed).await;
    assert_eq!(again["choices"], answer["choices"]);
    assert_eq!(again["model"], "qwen");
    assert_ne!(again["id"], answer["id"]);
}

#[tokio::test(start_paused = true)]
async fn a_stream_says_the_same_as_a_whole_answer() {
    let server = vllm();
    let mut body = json!({"messages": [{"role": "user", "content": "How are the tides?"}], "n": 2});
    let (_, whole) = asked(&server, CHAT, body.clone()).await;
    body["stream"] = true.into();
    body["stream_options"] = json!({"include_usage": true});
    let (code, stream) = text(&server, post(CHAT, &body)).await;
    let events = events(&stream);
    assert_eq!(code, 200);
    assert_eq!(events.iter().filter(|event| event["choices"][0]["delta"]["role"] == "assistant").count(), 2);
    for choice in 0..2 {
        let mine = events.iter().filter(|event| event["choices"][0]["index"] == choice);
        let said: String =
            mine.clone().filter_map(|event| event["choices"][0]["delta"]["content"].as_str()).collect();
        assert_eq!(said, whole["choices"][choice]["message"]["content"]);
        let reasons: Vec<_> =
            mine.map(|event| &event["choices"][0]["finish_reason"]).filter(|it| !it.is_null()).collect();
        assert_eq!(reasons, [&whole["choices"][choice]["finish_reason"]]);
        assert_eq!(whole["choices"][choice]["finish_reason"], "stop");
    }
    let last = events.last().unwrap();
    assert_eq!((&last["choices"], &last["usage"]), (&json!([]), &whole["usage"]));
    // Without being asked, a stream has no counts.
    body.as_object_mut().unwrap().remove("stream_options");
    assert!(!text(&server, post(CHAT, &body)).await.1.contains("usage"));
}

#[tokio::test(start_paused = true)]
async fn lengths_are_what_was_asked_for() {
    let server = vllm();
    let path = "/v1/completions";
    let tokens = |answer: &Value| answer["usage"]["completion_tokens"].as_u64().unwrap();
    let (_, short) = asked(&server, path, json!({"prompt": "The tide"})).await;
    assert_eq!((tokens(&short), &short["choices"][0]["finish_reason"]), (16, &json!("length")));
    let (_, long) =
        asked(&server, path, json!({"prompt": "x", "max_tokens": 3000, "ignore_eos": true})).await;
    assert_eq!((tokens(&long), &long["choices"][0]["finish_reason"]), (3000, &json!("length")));
    let (_, least) =
        asked(&server, path, json!({"prompt": "x", "max_tokens": 3000, "min_tokens": 2500})).await;
    assert_eq!((tokens(&least), &least["choices"][0]["finish_reason"]), (2500, &json!("stop")));
    let (_, said) = asked(&server, path, json!({"prompt": "x", "max_tokens": 3000})).await;
    assert!(tokens(&said) < 2500 && said["choices"][0]["finish_reason"] == "stop");
    let (_, stopped) =
        asked(&server, path, json!({"prompt": "x", "max_tokens": 300, "stop": ["."], "ignore_eos": true}))
            .await;
    let first = said["choices"][0]["text"].as_str().unwrap().split('.').next().unwrap();
    assert_eq!(stopped["choices"][0]["text"], first);
    assert_eq!(stopped["choices"][0]["stop_reason"], ".");
    let (_, several) =
        asked(&server, path, json!({"prompt": ["a", "b", [1, 2, 3]], "n": 2, "max_tokens": 2})).await;
    assert_eq!(several["choices"].as_array().unwrap().len(), 6);
    assert_eq!(several["usage"]["prompt_tokens"], 5);
}

#[tokio::test(start_paused = true)]
async fn what_is_wrong_is_said_as_vllm_says_it() {
    let server = vllm();
    let user = json!([{"role": "user", "content": "x"}]);
    for (body, code, words) in [
        (json!({"messages": user, "model": "llama"}), 404, "The model `llama` does not exist."),
        (
            json!({"messages": user, "stream_options": {"include_usage": true}}),
            400,
            "Stream options can only be defined when `stream=True`.",
        ),
        (
            json!({"messages": user, "max_tokens": 6140}),
            400,
            "This model's maximum context length is 6144 tokens. However, you requested 6149 tokens (9 in the messages, 6140 in the completion). Please reduce the length of the messages or completion.",
        ),
        (json!({"messages": user, "max_tokens": 0}), 400, "max_tokens must be at least 1, got 0."),
        (json!({"messages": user, "max_tokens": -1}), 400, "max_tokens must be at least 1, got -1."),
        (
            json!({"messages": user, "max_tokens": "x"}),
            400,
            "'type': 'integer_type', 'loc': ('body', 'max_tokens')",
        ),
        (json!({"messages": user, "n": 0}), 400, "n must be at least 1, got 0."),
        (json!({"messages": user, "stream": 1}), 400, "boolean"),
        (json!({"model": "qwen"}), 400, "'type': 'missing', 'loc': ('body', 'messages')"),
        (json!([]), 400, "dictionary"),
    ] {
        let (status, answer) = asked(&server, CHAT, body.clone()).await;
        let said = answer["message"].as_str().unwrap();
        assert_eq!((status, answer["code"].as_u64()), (code, Some(u64::from(code))), "{body}");
        assert!(said.contains(words), "{body}: {said}");
        assert_eq!(answer["object"], "error");
    }
    let broken = Request::post(CHAT).body(Bytes::from_static(b"{\"messages\": [")).unwrap();
    let (code, said) = text(&server, broken).await;
    assert!(code == 400 && said.contains("JSON decode error"), "{said}");
    assert_eq!(got(&server, CHAT).await.0, 405);
    assert_eq!(got(&server, "/nothing").await.0, 404);
    assert!(server.look(Batcher::is_idle));
    // Newer versions wrap it.
    let new = ready("vllm/vllm-openai:v0.11.0", "vllm serve /m --served-model-name a b --api-key secret");
    assert_eq!(asked(&new, CHAT, json!({"messages": user})).await.0, 401);
    let request = Request::post(CHAT).header("authorization", "Bearer secret");
    let request = request.body(Bytes::from(json!({"messages": user, "model": "c"}).to_string())).unwrap();
    let (code, said) = text(&new, request).await;
    assert_eq!((code, said.contains(r#"{"error":{"message":"The model `c` does not exist.","#)), (404, true));
}

#[tokio::test(start_paused = true)]
async fn sglang_generates() {
    let server = ready("lmsysorg/sglang:v0.5.0", SGLANG);
    let body = json!({"text": "The tide", "sampling_params": {"max_new_tokens": 6, "ignore_eos": true}});
    let (code, answer) = asked(&server, "/generate", body.clone()).await;
    assert_eq!((code, &answer["meta_info"]["finish_reason"]), (200, &json!({"type": "length", "length": 6})));
    assert_eq!(
        (&answer["meta_info"]["prompt_tokens"], &answer["meta_info"]["completion_tokens"]),
        (&json!(2), &json!(6))
    );
    let mut streamed = body;
    streamed["stream"] = true.into();
    let (_, stream) = text(&server, post("/generate", &streamed)).await;
    let events = events(&stream);
    assert_eq!(events.len(), 6);
    assert_eq!(events[5]["text"], answer["text"]);
    assert!(answer["text"].as_str().unwrap().starts_with(events[0]["text"].as_str().unwrap()));
    // vLLM has no such path.
    assert_eq!(asked(&vllm(), "/generate", json!({})).await.0, 404);
}

fn any_json() -> impl proptest::strategy::Strategy<Value = Value> {
    use proptest::prelude::*;
    let names = [
        "messages",
        "prompt",
        "text",
        "model",
        "max_tokens",
        "n",
        "stop",
        "stream",
        "stream_options",
        "include_usage",
        "ignore_eos",
        "min_tokens",
        "role",
        "content",
        "sampling_params",
        "max_new_tokens",
        "input_ids",
        "seed",
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-3i64..40).prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::vec((proptest::sample::select(names.to_vec()), inner), 0..6).prop_map(
                |fields| {
                    Value::Object(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
                }
            ),
        ]
    })
}

proptest::proptest! {
    #[test]
    fn any_body_gets_an_answer(body in any_json(), path in 0usize..3, sound in proptest::prelude::any::<bool>()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        runtime.block_on(async {
            let server = ready("lmsysorg/sglang:v0.5.0", SGLANG);
            let path = [CHAT, "/v1/completions", "/generate"][path];
            let mut body = body;
            if let Some(fields) = body.as_object_mut().filter(|_| sound) {
                fields.insert("messages".into(), json!([{"role": "user", "content": "x"}]));
                fields.insert("prompt".into(), "x".into());
                fields.insert("text".into(), "x".into());
            }
            let (code, text) = text(&server, post(path, &body)).await;
            assert!([200, 400].contains(&code), "{code} {text}");
            assert!(server.look(Batcher::is_idle));
        });
    }
}
