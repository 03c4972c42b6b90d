//! `--service`.

use serde_json::json;

use super::{STATUSES, section};
use crate::support::server::{Answer, Server};
use crate::support::wire::{Then, Wire, ok};
use crate::support::{Outcome, command, outcome};

const HOST: &str = "qwen-chat-default.example.com";

/// An API server with the service `qwen-chat`, whose Ingress has the given address.
fn cluster(address: Option<&str>) -> Server {
    let balancer = address.map(|address| json!({"ip": address, "ports": []}));
    Server::start(move |request| {
        let named =
            |name: &str| json!({"name": name, "namespace": "default", "uid": "1", "resourceVersion": "1"});
        let last = request.path.rsplit('/').next().unwrap_or_default();
        match (request.path.contains("/inferenceservices"), last) {
            (true, "qwen-chat") => Answer::json(json!({
                "apiVersion": "serving.kserve.io/v1beta1", "kind": "InferenceService", "metadata": named("qwen-chat"),
                "spec": {"predictor": {}}, "status": {"url": format!("http://{HOST}")},
            })),
            (true, "inferenceservices") => Answer::list(
                "InferenceService",
                [json!({
                    "apiVersion": "serving.kserve.io/v1beta1", "kind": "InferenceService", "metadata": named("qwen-chat"),
                })],
            ),
            (false, "qwen-chat") if request.path.contains("/ingresses/") && balancer.is_some() => {
                Answer::json(json!({
                    "apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": named("qwen-chat"),
                    "spec": {}, "status": {"loadBalancer": {"ingress": [balancer]}},
                }))
            }
            (_, name) => Answer::missing("things", name),
        }
    })
}

fn run(cluster: &Server, args: &[&str]) -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    let config = cluster.kubeconfig(folder.path());
    outcome(command().env("KUBECONFIG", config).arg("bench").args(args))
}

fn service() -> Wire {
    Wire::http(|_, out| {
        out.write_all(ok("{}").as_bytes())?;
        Ok(Then::Keep)
    })
}

#[test]
fn address_and_host_come_from_the_cluster() {
    let (cluster, service) = (cluster(None), service());
    let gateway = service.address.to_string();
    let outcome =
        run(&cluster, &["--service", "qwen-chat", "--gateway", &gateway, "-n", "5", "-c", "2", "-d", "{}"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    assert_eq!(section(&outcome.stdout, STATUSES), ["[200]\t5 responses"]);
    let expected = format!("loading http://{gateway}/v1/chat/completions, Host {HOST} (");
    assert!(outcome.stderr.starts_with(&expected), "{}", outcome.stderr);
    let heard = &service.heard()[0];
    assert_eq!((heard.path(), heard.header("host")), ("/v1/chat/completions", Some(HOST)));
}

#[test]
fn a_path_and_a_host_of_ones_own_go_first() {
    let (cluster, service) = (cluster(None), service());
    let gateway = service.address.to_string();
    let args = ["--service=qwen-chat", "-host", "h", "--gateway", &gateway, "/metrics", "-n", "1", "-c", "1"];
    let outcome = run(&cluster, &args);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let heard = &service.heard()[0];
    assert_eq!((heard.path(), heard.header("host")), ("/metrics", Some("h")));
}

#[test]
fn the_ingress_has_the_address() {
    // Port 80 of loopback is nobody's here: that it is tried says enough.
    let outcome = run(&cluster(Some("127.0.0.1")), &["--service", "qwen-chat", "-n", "1", "-c", "1"]);
    let expected = format!("loading http://127.0.0.1/v1/models, Host {HOST} (Ingress qwen-chat)\n");
    assert!(outcome.stderr.starts_with(&expected), "{}", outcome.stderr);
}

#[test]
fn without_a_way_in_the_ways_out_are_named() {
    let cluster = cluster(None);
    let outcome = run(&cluster, &["--service", "qwen-chat", "-n", "1", "-c", "1"]);
    assert_eq!((outcome.code, outcome.stdout.as_str()), (1, ""));
    for words in
        ["error: no address leads to service \"qwen-chat\"", "--gateway HOST[:PORT]", "kubectl port-forward"]
    {
        assert!(outcome.stderr.contains(words), "{}", outcome.stderr);
    }
}

#[test]
fn an_unknown_service_is_an_error_with_near_matches() {
    let outcome = run(&cluster(None), &["--service", "qwen-chta", "-n", "1"]);
    assert_eq!((outcome.code, outcome.stdout.as_str()), (1, ""));
    assert!(outcome.stderr.contains("there is no service \"qwen-chta\""), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("qwen-chat"), "{}", outcome.stderr);
}

#[test]
fn a_url_beside_a_service_is_refused() {
    let outcome = run(&cluster(None), &["--service", "qwen-chat", "http://127.0.0.1:9/"]);
    assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""));
    assert!(outcome.stderr.contains("--service and a URL exclude each other"), "{}", outcome.stderr);
}
