//! What a user is told when the cluster cannot be reached, does not answer, or refuses: message, next step, exit code, in time.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::server::{Answer, Server};
use crate::support::{Outcome, command, outcome};

/// A token that must never be shown.
const TOKEN: &str = "s3kr1t-t0k3n";

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn kubeconfig(&self, cluster: Value, user: Value) -> PathBuf {
        let path = self.0.path().join("kubeconfig");
        let config = json!({
            "apiVersion": "v1", "kind": "Config", "current-context": "lab",
            "clusters": [{"name": "lab", "cluster": cluster}],
            "users": [{"name": "tester", "user": user}],
            "contexts": [{"name": "lab", "context": {"cluster": "lab", "user": "tester"}}, {"name": "lab-2", "context": {"cluster": "none"}}],
        });
        std::fs::write(&path, config.to_string()).unwrap();
        path
    }

    fn leading_to(&self, url: &str) -> PathBuf {
        self.kubeconfig(
            json!({"server": url, "insecure-skip-tls-verify": url.starts_with("https")}),
            json!({"token": TOKEN}),
        )
    }
}

/// A command that needs the cluster, run with this kubeconfig; it must end in time and keep secrets.
fn ask(kubeconfig: &Path, more: &[&str]) -> Outcome {
    let started = Instant::now();
    let outcome = outcome(
        command()
            .args(["serve", "delete", "qwen", "--yes", "--request-timeout=2s", "--kubeconfig"])
            .arg(kubeconfig)
            .args(more),
    );
    assert!(started.elapsed() < Duration::from_secs(8), "{:?}: {}", started.elapsed(), outcome.stderr);
    assert_eq!(outcome.stdout, "");
    assert!(!outcome.stderr.contains(TOKEN), "{}", outcome.stderr);
    assert!(outcome.stderr.starts_with("error: "), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("hint: "), "no next step: {}", outcome.stderr);
    outcome
}

/// A server that answers everything alike.
fn answered(answer: impl Fn() -> Answer + Send + Sync + 'static) -> Outcome {
    let folder = Folder::new();
    let server = Server::start(move |_| answer());
    ask(&folder.leading_to(&server.url()), &[])
}

/// A server that sends these bytes to whoever connects.
fn raw(bytes: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut request = [0; 1024];
            let _ = stream.read(&mut request);
            let _ = stream.write_all(bytes);
        }
    });
    address.to_string()
}

#[track_caller]
fn says(outcome: &Outcome, code: i32, parts: &[&str]) {
    assert_eq!(outcome.code, code, "{}", outcome.stderr);
    for part in parts {
        assert!(outcome.stderr.contains(part), "`{part}` is missing:\n{}", outcome.stderr);
    }
}

#[test]
fn without_a_cluster_it_says_where_it_looked() {
    let outcome = outcome(command().args(["serve", "delete", "qwen", "--yes"]));
    says(&outcome, 1, &["error: no cluster is configured", "/nonexistent/.kube/config", "--kubeconfig FILE"]);
    let outcome =
        crate::support::neap(["serve", "delete", "qwen", "--yes", "--kubeconfig", "/nonexistent/k"]);
    says(&outcome, 2, &["`--kubeconfig`", "/nonexistent/k", "there is no such file"]);
}

#[test]
fn an_unknown_context_is_answered_with_those_that_exist() {
    let folder = Folder::new();
    let file = folder.leading_to("http://127.0.0.1:1");
    says(
        &ask(&file, &["--context", "lap"]),
        2,
        &["\"lap\" for `--context`", "has lab, lab-2", "--context lab"],
    );
    says(&ask(&file, &["--context", "lab-2"]), 1, &["names a cluster that is not there: \"none\""]);
}

#[test]
fn a_kubeconfig_that_is_none_is_named() {
    let folder = Folder::new();
    let file = folder.0.path().join("kubeconfig");
    std::fs::write(&file, "clusters: [\n").unwrap();
    says(&ask(&file, &[]), 1, &["cannot use the kubeconfig", "kubectl config view"]);
    let file = folder.kubeconfig(json!({"server": "ftp://a"}), json!({}));
    says(&ask(&file, &[]), 1, &["context \"lab\"", "\"ftp://a\" is not an http or https URL"]);
    let file = folder
        .kubeconfig(json!({"server": "https://a", "certificate-authority-data": "bm9uZQ=="}), json!({}));
    says(&ask(&file, &[]), 1, &["its certificate authority holds no certificate"]);
}

#[test]
fn a_request_timeout_is_a_duration() {
    let folder = Folder::new();
    let file = folder.leading_to("http://127.0.0.1:1");
    for wrong in ["", "abc", "-1s", "1 s", "5 minutes", "٣s", "1e9h"] {
        let argument = format!("--request-timeout={wrong}");
        let outcome =
            outcome(command().args(["serve", "delete", "a", "--yes", &argument, "--kubeconfig"]).arg(&file));
        says(&outcome, 2, &["`--request-timeout`", "for example `--request-timeout 30s`"]);
    }
}

#[test]
fn a_server_that_is_down_is_named_with_its_context() {
    let folder = Folder::new();
    // Nobody listens there; a free port that is let go may be another test's a moment later.
    let closed = "127.0.0.1:1";
    for scheme in ["http", "https"] {
        let outcome = ask(&folder.leading_to(&format!("{scheme}://{closed}")), &[]);
        says(
            &outcome,
            1,
            &[&format!("{scheme}://{closed} (context \"lab\"): connection refused"), "kubectl --context lab"],
        );
    }
}

#[test]
fn a_server_that_does_not_answer_ends_in_a_timeout() {
    let folder = Folder::new();
    // It accepts and stays silent: before TLS, and after a request.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    for scheme in ["http", "https"] {
        let url = format!("{scheme}://{}", silent.local_addr().unwrap());
        says(&ask(&folder.leading_to(&url), &[]), 3, &[&url, "--request-timeout"]);
    }
}

#[test]
fn a_503_is_told_at_once_and_not_tried_again_in_silence() {
    let folder = Folder::new();
    let server = Server::start(|_| Answer::Whole(503, "text/plain", b"upstream connect error".to_vec()));
    let outcome = ask(&folder.leading_to(&server.url()), &[]);
    says(&outcome, 1, &["is not available (503)", "upstream connect error", "/readyz"]);
    let asked = server.requests();
    let mut paths: Vec<_> = asked.iter().map(|request| (&request.method, &request.path)).collect();
    paths.sort();
    let before = paths.len();
    paths.dedup();
    assert_eq!(paths.len(), before, "asked twice: {paths:?}");
}

#[test]
fn each_refusal_says_what_to_do() {
    let status = |code, reason, message| answered(move || Answer::status(code, reason, message));
    says(
        &status(401, "Unauthorized", "Unauthorized"),
        1,
        &["does not know who you are (401)", "log in again", "auth whoami"],
    );
    let forbidden = status(
        403,
        "Forbidden",
        "inferenceservices.serving.kserve.io is forbidden: User \"jane\" cannot list resource \"inferenceservices\" in API group \"serving.kserve.io\" in the namespace \"default\"",
    );
    says(
        &forbidden,
        1,
        &[
            "user \"jane\" may not list inferenceservices.serving.kserve.io in namespace default (403)",
            "kubectl --context lab auth can-i list inferenceservices.serving.kserve.io -n default",
            "create role neap --verb=list --resource=inferenceservices.serving.kserve.io -n default",
        ],
    );
    says(
        &status(500, "InternalError", "etcdserver: no leader"),
        1,
        &["failed inside (500)", "etcdserver: no leader"],
    );
    says(&status(504, "Timeout", "request did not complete"), 1, &["timed out inside (504)"]);
    let body = json!({"kind": "Status", "code": 429, "reason": "TooManyRequests", "message": "slow down", "details": {"retryAfterSeconds": 7}});
    let busy = answered(move || Answer::Whole(429, "application/json", body.to_string().into_bytes()));
    says(&busy, 1, &["is busy (429)", "slow down", "left alone for 7s"]);
}

#[test]
fn the_header_that_says_when_to_come_back_is_read() {
    let folder = Folder::new();
    let address = raw(b"HTTP/1.1 429 Too Many Requests\r\nretry-after: 3\r\ncontent-type: text/plain\r\ncontent-length: 4\r\n\r\nbusy");
    says(
        &ask(&folder.leading_to(&format!("http://{address}")), &[]),
        1,
        &["is busy (429)", "left alone for 3s"],
    );
}

#[test]
fn what_is_no_api_server_is_told_apart() {
    let page = answered(|| Answer::Whole(200, "text/html", b"<html>log in</html>".to_vec()));
    says(&page, 1, &["cannot read the answer", "login page"]);
    let folder = Folder::new();
    let not_http = raw(b"SSH-2.0-OpenSSH_9\r\n");
    says(&ask(&folder.leading_to(&format!("http://{not_http}")), &[]), 1, &["does not speak HTTP"]);
    says(&ask(&folder.leading_to(&format!("https://{not_http}")), &[]), 1, &["cannot speak TLS"]);
}

#[test]
fn a_cut_connection_is_told_as_one() {
    says(&answered(|| Answer::Hangup), 1, &["was cut before its answer was complete"]);
    let folder = Folder::new();
    let half =
        raw(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{\"kind\":");
    says(
        &ask(&folder.leading_to(&format!("http://{half}")), &[]),
        1,
        &["was cut before its answer was complete"],
    );
}

#[test]
fn a_certificate_that_is_not_trusted_is_told_with_the_reason() {
    let key = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let other = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let certificate = key.cert.der().clone();
    let private = rustls::pki_types::PrivateKeyDer::try_from(key.signing_key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], private)
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let config = Arc::new(config);
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut connection = rustls::ServerConnection::new(Arc::clone(&config)).unwrap();
            // The client turns away: that is what is tested.
            let _ = connection.complete_io(&mut stream);
        }
    });
    let folder = Folder::new();
    let trusting = |pem: &str, host: &str| {
        let file = folder.0.path().join("ca.pem");
        std::fs::write(&file, pem).unwrap();
        let cluster = json!({"server": format!("https://{host}:{port}"), "certificate-authority": "ca.pem"});
        ask(&folder.kubeconfig(cluster, json!({})), &[])
    };
    says(
        &trusting(&other.cert.pem(), "localhost"),
        1,
        &["is not trusted: another authority of the same name signed it", "config view"],
    );
    says(
        &trusting(&key.cert.pem(), "127.0.0.1"),
        1,
        &["is not trusted: it is for another name", "tls-server-name"],
    );
}

/// A credential plugin: a script that leaves a trace of each run.
fn plugin(folder: &Folder, script: &str) -> Value {
    let trace = folder.0.path().join("runs");
    let script = format!("echo run >> {}\n{script}", trace.display());
    json!({"exec": {
        "apiVersion": "client.authentication.k8s.io/v1", "command": "sh", "args": ["-c", script],
        "interactiveMode": "Never", "provideClusterInfo": true,
    }})
}

#[test]
fn a_credential_plugin_runs_once_and_its_token_is_sent() {
    let folder = Folder::new();
    let server = Server::start(|request| match request.headers.get("authorization").map(String::as_str) {
        Some("Bearer s3kr1t-t0k3n") if request.path.ends_with("/qwen-kserve") => {
            Answer::missing("configmaps", "qwen-kserve")
        }
        Some("Bearer s3kr1t-t0k3n") => Answer::list("Any", []),
        _ => Answer::status(401, "Unauthorized", "Unauthorized"),
    });
    let credential = json!({"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", "status": {"token": TOKEN}});
    let user = plugin(&folder, &format!("echo '{credential}'"));
    let file = folder.kubeconfig(json!({"server": server.url()}), user);
    says(&ask(&file, &[]), 1, &["there is no service \"qwen\""]);
    assert_eq!(std::fs::read_to_string(folder.0.path().join("runs")).unwrap(), "run\n");
}

#[test]
fn a_credential_plugin_that_fails_is_named_without_its_output() {
    let folder = Folder::new();
    let user = plugin(&folder, &format!("echo {TOKEN}; exit 3"));
    let file = folder.kubeconfig(json!({"server": "http://127.0.0.1:1"}), user);
    says(
        &ask(&file, &[]),
        1,
        &["no credentials for", "the credential plugin ended with exit status: 3", "the plugin is `sh`"],
    );
    let user = json!({"exec": {"apiVersion": "client.authentication.k8s.io/v1", "command": "no-such-plugin", "interactiveMode": "Never"}});
    let file = folder.kubeconfig(json!({"server": "http://127.0.0.1:1"}), user);
    says(&ask(&file, &[]), 1, &["the credential plugin cannot be run"]);
}

#[test]
fn the_first_file_of_a_list_wins_and_missing_ones_are_passed_over() {
    let (one, two) = (Folder::new(), Folder::new());
    let server = Server::start(|_| Answer::status(401, "Unauthorized", "Unauthorized"));
    let list = std::env::join_paths([
        PathBuf::from("/nonexistent/k"),
        one.leading_to(&server.url()),
        two.leading_to("http://127.0.0.1:1"),
    ]);
    let mut command: Command = command();
    let outcome =
        outcome(command.args(["serve", "delete", "qwen", "--yes"]).env("KUBECONFIG", list.unwrap()));
    says(&outcome, 1, &[&server.url(), "(401)"]);
}
