//! `serve test` against a scripted API server and a scripted model server behind `--gateway`.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

use serde_json::{Value, json};
use tungstenite::{Message, WebSocket};

use crate::support::server::{Answer, Request, Server};
use crate::support::{Outcome, command, outcome};

const HOST: &str = "qwen-default.example.com";

/// An API server with one service, whose command line names its model or does not.
fn api(model: Option<&'static str>) -> Server {
    Server::start(move |request| match request.path.as_str() {
        "/apis/serving.kserve.io/v1beta1/namespaces/default/inferenceservices/qwen" => Answer::json(json!({
            "metadata": {"name": "qwen", "namespace": "default"},
            "spec": {"predictor": {"containers": [{"args": model.map(|model| vec![format!("--served-model-name={model}")])}]}},
            "status": {"url": format!("http://{HOST}")},
        })),
        path if path.contains("/inferenceservices/") => {
            Answer::missing("inferenceservices.serving.kserve.io", "x")
        }
        path if path.ends_with("/ingresses/qwen") => Answer::missing("ingresses.networking.k8s.io", "qwen"),
        path if path.contains("/services/") => Answer::missing("services", "x"),
        _ => Answer::list("List", []),
    })
}

fn event(value: &Value) -> Vec<u8> {
    format!("data: {value}\n\n").into_bytes()
}

fn token(text: &str) -> Vec<u8> {
    event(&json!({"choices": [{"delta": {"content": text}, "finish_reason": null}]}))
}

/// A model server that streams three tokens, as vLLM does.
fn streaming(request: &Request) -> Answer {
    match request.path.as_str() {
        "/v1/models" => Answer::json(json!({"object": "list", "data": [{"id": "listed-model"}]})),
        _ => Answer::stream("text/event-stream; charset=utf-8", |send| {
            send(&event(&json!({"choices": [{"delta": {"role": "assistant", "content": ""}}]})))?;
            for text in ["Hel", "lo", "!"] {
                std::thread::sleep(std::time::Duration::from_millis(20));
                send(&token(text))?;
            }
            send(&event(&json!({"choices": [{"delta": {}, "finish_reason": "stop"}]})))?;
            send(&event(&json!({"choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": 3}})))?;
            send(b"data: [DONE]\n\n")
        }),
    }
}

fn test(api: &Server, model: &Server, args: &[&str]) -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    let config = api.kubeconfig(folder.path());
    let gateway = model.address.to_string();
    outcome(
        command().env("KUBECONFIG", config).args(["serve", "test", "qwen", "--gateway", &gateway]).args(args),
    )
}

#[test]
fn the_answer_is_data_and_the_figures_are_chatter() {
    let (api, model) = (api(Some("qwen")), Server::start(streaming));
    let shown = test(&api, &model, &[]);
    assert_eq!((shown.code, shown.stdout.as_str()), (0, "Hello!\n"), "{}", shown.stderr);
    let mut chatter = shown.stderr.lines();
    assert_eq!(
        chatter.next().unwrap(),
        format!("asking http://{}, Host {HOST} (the gateway that was given)", model.address)
    );
    let figures = chatter.next().unwrap();
    assert!(figures.starts_with("time to first token "), "{figures}");
    assert!(figures.contains(", 7 tokens in, 3 out, ") && figures.ends_with("finished: stop"), "{figures}");
    let asked = model.requests();
    assert_eq!(asked.len(), 1);
    assert_eq!((asked[0].method.as_str(), asked[0].headers["host"].as_str()), ("POST", HOST));
    let body = asked[0].json();
    assert_eq!((&body["model"], &body["stream"]), (&json!("qwen"), &json!(true)));
    assert_eq!(body["stream_options"]["include_usage"], true);
}

#[test]
fn without_a_name_in_the_command_the_service_is_asked_for_it() {
    let (api, model) = (api(None), Server::start(streaming));
    let shown = test(&api, &model, &["-o", "json"]);
    assert_eq!(shown.code, 0, "{}", shown.stderr);
    let report: Value = serde_json::from_str(&shown.stdout).unwrap();
    assert_eq!((&report["answer"], &report["usage"]["completionTokens"]), (&json!("Hello!"), &json!(3)));
    let (first, total) =
        (report["timeToFirstTokenSeconds"].as_f64().unwrap(), report["totalSeconds"].as_f64().unwrap());
    // Three tokens, each 20 ms after what was before it; a busy reader may see the first one late.
    assert!(first >= 0.02 && total >= 0.06 && first <= total, "{first} {total}");
    assert_eq!(model.requests()[1].json()["model"], "listed-model");
}

#[test]
fn a_body_of_ones_own_is_sent_as_it_is_but_streamed() {
    let (api, model) = (api(Some("qwen")), Server::start(streaming));
    let body = r#"{"messages": [{"role": "user", "content": "模型 'quoted'"}]}"#;
    assert_eq!(test(&api, &model, &["-d", body]).code, 0);
    let sent = model.requests()[0].json();
    assert_eq!(sent["messages"][0]["content"], "模型 'quoted'");
    assert_eq!((sent.get("model"), &sent["stream"]), (None, &json!(true)));
    let plain = Server::start(|_| {
        Answer::json(
            json!({"choices": [{"message": {"content": "Hi"}, "finish_reason": "length"}], "usage": {"prompt_tokens": 1, "completion_tokens": 1}}),
        )
    });
    let shown = test(&api, &plain, &["--stream=false"]);
    assert_eq!((shown.code, shown.stdout.as_str()), (0, "Hi\n"));
    assert!(
        shown.stderr.contains("(not streamed)") && shown.stderr.contains("1 tokens in, 1 out"),
        "{}",
        shown.stderr
    );
    assert_eq!(plain.requests()[0].json().get("stream"), None);
    let health = Server::start(|_| Answer::text("fine"));
    let shown = test(&api, &health, &["--path", "/health"]);
    assert_eq!((shown.code, shown.stdout.as_str()), (0, "fine\n"));
    assert_eq!(health.requests()[0].method, "GET");
}

#[test]
fn an_engine_without_stream_options_is_asked_again() {
    let model = Server::start(|request| match request.json().get("stream_options") {
        Some(_) => Answer::Whole(
            400,
            "application/json",
            br#"{"error": {"message": "unknown field stream_options"}}"#.to_vec(),
        ),
        None => streaming(request),
    });
    let shown = test(&api(Some("qwen")), &model, &[]);
    assert_eq!((shown.code, shown.stdout.as_str()), (0, "Hello!\n"), "{}", shown.stderr);
    assert!(shown.stderr.contains("refuses `stream_options`"), "{}", shown.stderr);
}

#[test]
fn what_goes_wrong_is_told_apart() {
    let api = api(Some("qwen"));
    let whole = |status: u16, body: &'static str| {
        Server::start(move |_| Answer::Whole(status, "text/plain", body.into()))
    };
    for (model, wanted) in [
        (whole(404, r#"{"error": {"message": "The model `qwen` does not exist."}}"#), "--path /v1/models"),
        (whole(404, "404 page not found\n"), "no route has the Host qwen-default.example.com"),
        (whole(503, "no healthy upstream"), "no replica took the request"),
        (whole(500, "boom"), "neap serve logs qwen"),
        (whole(400, r#"{"detail": [{"msg": "field required"}]}"#), "field required"),
        (Server::start(|_| Answer::Hangup), "does not answer: "),
        (
            Server::start(|_| Answer::stream("text/event-stream", |send| send(&token("Hel")))),
            "was cut short after 1 events",
        ),
        (
            Server::start(|_| {
                Answer::stream("text/event-stream", |send| {
                    send(&token("Hel"))?;
                    send(&event(&json!({"error": {"message": "CUDA out of memory"}})))?;
                    send(b"data: [DONE]\n\n")
                })
            }),
            "CUDA out of memory",
        ),
    ] {
        let shown = test(&api, &model, &[]);
        assert_eq!(shown.code, 1, "{wanted}: {}", shown.stderr);
        assert!(shown.stderr.contains("error: "), "{}", shown.stderr);
        assert!(shown.stderr.contains(wanted), "{wanted}: {}", shown.stderr);
    }
}

#[test]
fn nobody_there_and_too_late_are_told_apart() {
    let api = api(Some("qwen"));
    let folder = tempfile::tempdir().unwrap();
    let config = api.kubeconfig(folder.path());
    // Nobody listens there; a free port that is let go may be another test's a moment later.
    let closed = "127.0.0.1:1";
    let shown =
        outcome(command().env("KUBECONFIG", &config).args(["serve", "test", "qwen", "--gateway", closed]));
    assert_eq!(shown.code, 1);
    assert!(
        shown.stderr.contains("connection refused")
            && shown.stderr.contains("is this the right `--gateway`?"),
        "{}",
        shown.stderr
    );
    let slow = Server::start(|_| {
        std::thread::sleep(std::time::Duration::from_secs(20));
        Answer::Hangup
    });
    let shown = test(&api, &slow, &["--timeout", "200ms"]);
    assert_eq!((shown.code, shown.stdout.as_str()), (3, ""));
    assert!(shown.stderr.contains("did not answer within 200ms"), "{}", shown.stderr);
}

#[test]
fn without_an_address_and_without_a_ready_pod_it_says_so() {
    let api = api(Some("qwen"));
    let folder = tempfile::tempdir().unwrap();
    let config = api.kubeconfig(folder.path());
    let shown = outcome(command().env("KUBECONFIG", config).args(["serve", "test", "qwen"]));
    assert_eq!((shown.code, shown.stdout.as_str()), (4, ""));
    assert!(shown.stderr.contains("service qwen has no pods"), "{}", shown.stderr);
}

/// The other end of a port-forward: channel 0 carries data, channel 1 what went wrong; each begins with the port.
fn forward(mut socket: WebSocket<TcpStream>, to: Option<SocketAddr>) {
    const PORT: u16 = 8000;
    let framed = |socket: &mut WebSocket<TcpStream>, channel: u8, bytes: &[u8]| {
        socket.send(Message::binary([&[channel], bytes].concat()))
    };
    for channel in [0, 1] {
        framed(&mut socket, channel, &PORT.to_le_bytes()).unwrap();
    }
    let Some(to) = to else {
        framed(&mut socket, 1, b"dial tcp 127.0.0.1:8000: connect: connection refused").unwrap();
        return socket.close(None).unwrap();
    };
    let mut server = TcpStream::connect(to).unwrap();
    let Ok(Message::Binary(request)) = socket.read() else { return };
    assert_eq!(request[0], 0);
    server.write_all(&request[1..]).unwrap();
    let mut buffer = [0; 4096];
    while let Ok(read @ 1..) = server.read(&mut buffer) {
        if framed(&mut socket, 0, &buffer[..read]).is_err() {
            return;
        }
    }
}

/// An API server with a ready pod whose port leads to `to`.
fn api_with_a_pod(to: Option<SocketAddr>) -> Server {
    Server::start(move |request| match request.path.as_str() {
        "/apis/serving.kserve.io/v1beta1/namespaces/default/inferenceservices/qwen" => Answer::json(json!({
            "metadata": {"name": "qwen", "namespace": "default"},
            "spec": {"predictor": {"containers": [{"args": ["--served-model-name", "qwen"]}]}},
        })),
        "/api/v1/namespaces/default/pods" => Answer::list(
            "Pod",
            [json!({
                "metadata": {"name": "qwen-a", "namespace": "default"},
                "spec": {"containers": [{"name": "queue-proxy", "ports": [{"containerPort": 1}]}, {"name": "kserve-container", "ports": [{"containerPort": 8000}]}]},
                "status": {"phase": "Running", "containerStatuses": [
                    {"name": "queue-proxy", "ready": true, "state": {"running": {}}}, {"name": "kserve-container", "ready": true, "state": {"running": {}}}]},
            })],
        ),
        "/api/v1/namespaces/default/pods/qwen-a/portforward" => {
            assert_eq!(request.query("ports"), "8000");
            Answer::Socket("v4.channel.k8s.io", Box::new(move |socket| forward(socket, to)))
        }
        path if path.ends_with("/ingresses/qwen") => Answer::missing("ingresses.networking.k8s.io", "qwen"),
        _ => Answer::list("List", []),
    })
}

#[test]
fn without_an_address_one_pod_answers_through_the_api_server() {
    let model = Server::start(streaming);
    let api = api_with_a_pod(Some(model.address));
    let folder = tempfile::tempdir().unwrap();
    let config = api.kubeconfig(folder.path());
    let shown = outcome(command().env("KUBECONFIG", &config).args(["serve", "test", "qwen"]));
    assert_eq!((shown.code, shown.stdout.as_str()), (0, "Hello!\n"), "{}", shown.stderr);
    let first = shown.stderr.lines().next().unwrap();
    assert!(first.starts_with("asking pod qwen-a through a port-forward"), "{first}");
    assert!(first.ends_with("reaches one pod only"), "{first}");
    assert!(shown.stderr.contains("3 out"), "{}", shown.stderr);

    let closed = api_with_a_pod(None);
    let config = closed.kubeconfig(folder.path());
    let shown = outcome(command().env("KUBECONFIG", config).args(["serve", "test", "qwen"]));
    assert_eq!((shown.code, shown.stdout.as_str()), (1, ""));
    assert!(shown.stderr.contains("error: pod qwen-a does not answer at port 8000"), "{}", shown.stderr);
    assert!(shown.stderr.contains("connection refused"), "{}", shown.stderr);
}

#[test]
fn bad_flags_are_refused_before_anything_is_asked() {
    for (args, flag) in [
        (["-d", "{"], "--data"),
        (["-d", ""], "--data"),
        (["-d", "[]"], "--data"),
        (["-d", "@/nonexistent"], "--data"),
        (["--path", "v1"], "--path"),
        (["--path", "/a b"], "--path"),
        (["--path", ""], "--path"),
        (["--timeout", "0"], "--timeout"),
        (["--timeout", "soon"], "--timeout"),
        (["--gateway", "a b"], "--gateway"),
        (["--gateway", ""], "--gateway"),
        (["--stream=perhaps", "-k"], "--stream"),
    ] {
        let shown = outcome(command().args(["serve", "test", "qwen"]).args(args));
        assert_eq!((shown.code, shown.stdout.as_str()), (2, ""), "{args:?}: {}", shown.stderr);
        assert!(shown.stderr.contains(flag), "{args:?}: {}", shown.stderr);
    }
}
