//! The fault proxy makes the faults that the tests of the product ask for.

use serde_json::{Value, json};

use crate::plane::{Namespace, Proxy, Rule, kubectl_outcome, secs};
use crate::suite::Test;

pub fn tests() -> Vec<Test> {
    crate::shared![
        without_rules_it_passes_everything_on,
        it_refuses_with_each_status,
        it_fails_the_second_write_only,
        it_goes_down_and_comes_back,
        it_is_slow,
        it_cuts_a_watch_after_events,
        it_cuts_an_answer_in_the_middle,
        it_drops_requests_and_answers,
        neap_comes_back_when_the_server_asks_for_it,
    ]
}

fn map(name: &str) -> Value {
    json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}})
}

/// kubectl through the proxy: exit code, standard output, standard error.
fn kubectl(ns: &Namespace, proxy: &Proxy, args: &[&str]) -> (i32, String, String) {
    let outcome = kubectl_outcome(&ns.kubeconfig_through(proxy), args);
    (outcome.code, outcome.stdout, outcome.stderr)
}

fn without_rules_it_passes_everything_on(ns: &Namespace) {
    let proxy = ns.cluster.proxy();
    ns.apply(map("one"));
    let (code, stdout, stderr) = kubectl(ns, &proxy, &["get", "configmap", "one", "-o", "name"]);
    assert_eq!((code, stdout.as_str(), stderr.as_str()), (0, "configmap/one\n", ""));
    assert_eq!(proxy.count(|seen| seen.path.ends_with("/configmaps/one") && seen.method == "GET"), 1);
}

fn it_refuses_with_each_status(ns: &Namespace) {
    for (status, text) in [
        (401, "logged in to the server"),
        (403, "Forbidden"),
        (409, "Conflict"),
        (422, "is invalid"),
        (500, "InternalError"),
        (503, "ServiceUnavailable"),
    ] {
        let proxy = ns.cluster.proxy();
        proxy.add(Rule::path("/configmaps").status(status));
        let (code, _, stderr) = kubectl(ns, &proxy, &["get", "configmap", "one"]);
        assert_eq!(code, 1, "{status}");
        assert!(stderr.contains(text), "{status}: {stderr}");
    }
    let proxy = ns.cluster.proxy();
    proxy.add(Rule::path("/configmaps").times(1).status(429));
    // kubectl asks again after the second that the answer names.
    ns.apply(map("one"));
    assert_eq!(kubectl(ns, &proxy, &["get", "configmap", "one"]).0, 0);
    assert_eq!(proxy.count(|seen| seen.path.contains("/configmaps")), 2);
}

fn it_fails_the_second_write_only(ns: &Namespace) {
    let proxy = ns.cluster.proxy();
    proxy.add(Rule::writes().nth(2).status(500));
    let create =
        |name: &str, dry: &[&str]| kubectl(ns, &proxy, &[&["create", "configmap", name], dry].concat()).0;
    assert_eq!(create("dry", &["--dry-run=server"]), 0);
    assert_eq!([create("a", &[]), create("b", &[]), create("c", &[])], [0, 1, 0]);
    assert!(ns.get("ConfigMap", "a").is_some() && ns.get("ConfigMap", "c").is_some());
    assert!(ns.get("ConfigMap", "b").is_none());
    assert_eq!(proxy.count(|seen| seen.is_write()), 3);
    assert_eq!(proxy.count(|seen| seen.is_dry_run()), 1);
}

fn it_goes_down_and_comes_back(ns: &Namespace) {
    let proxy = ns.cluster.proxy();
    proxy.down();
    let (code, _, stderr) = kubectl(ns, &proxy, &["get", "configmaps"]);
    assert!(code == 1 && stderr.contains("refused"), "{stderr}");
    proxy.up();
    assert_eq!(kubectl(ns, &proxy, &["get", "configmaps"]).0, 0);
}

fn it_is_slow(ns: &Namespace) {
    let proxy = ns.cluster.proxy();
    proxy.add(Rule::path("/configmaps").slow(secs(3600)));
    let (code, _, stderr) = kubectl(ns, &proxy, &["get", "configmaps", "--request-timeout=1s"]);
    assert!(code == 1 && stderr.contains("exceeded"), "{stderr}");
}

fn it_cuts_a_watch_after_events(ns: &Namespace) {
    let proxy = ns.cluster.proxy();
    for name in ["a", "b", "c"] {
        ns.apply(map(name));
    }
    let path = format!("/api/v1/namespaces/{}/configmaps?watch=true", ns.name);
    let whole = kubectl(ns, &proxy, &["get", "--raw", &format!("{path}&timeoutSeconds=1")]);
    assert!(whole.1.lines().count() >= 3, "{}", whole.1);
    proxy.add(Rule::watches().cut_after_events(2));
    let (code, stdout, stderr) = kubectl(ns, &proxy, &["get", "--raw", &path]);
    assert_eq!((code, stdout.lines().count()), (1, 2), "{stdout}{stderr}");
}

fn it_cuts_an_answer_in_the_middle(ns: &Namespace) {
    let proxy = ns.cluster.proxy();
    proxy.add(Rule::path("/configmaps").cut_after_bytes(20));
    let path = format!("/api/v1/namespaces/{}/configmaps", ns.name);
    let (code, stdout, stderr) = kubectl(ns, &proxy, &["get", "--raw", &path]);
    assert_eq!((code, stdout.len()), (1, 20), "{stdout}{stderr}");
}

fn it_drops_requests_and_answers(ns: &Namespace) {
    let proxy = ns.cluster.proxy();
    // Go's client sends a request again when the connection closes without an answer, so each fault lasts.
    proxy.add(Rule::writes().cut_before());
    assert_eq!(kubectl(ns, &proxy, &["create", "configmap", "lost"]).0, 1);
    proxy.clear();
    proxy.add(Rule::writes().cut_answer());
    assert_eq!(kubectl(ns, &proxy, &["create", "configmap", "kept"]).0, 1);
    assert!(ns.get("ConfigMap", "lost").is_none());
    assert!(ns.get("ConfigMap", "kept").is_some());
}

/// 429 with `Retry-After`: also to a write, since nothing was done. Without it nothing is sent twice.
fn neap_comes_back_when_the_server_asks_for_it(ns: &Namespace) {
    let proxy = ns.cluster.proxy();
    proxy.add(Rule::path("/deployments").times(1).status(429));
    proxy.add(Rule::writes().nth(2).status(429));
    let serve = [
        "serve",
        "deployment",
        "--name=qwen",
        "--image=r.invalid/vllm:1",
        "--verbose",
        "vllm serve /m --port 8080",
    ];
    let served = ns.neap_through(&proxy, serve).ended_with(0);
    assert_eq!(served.stdout.matches(" created").count(), 2, "{}", served.stdout);
    assert_eq!(served.stderr.matches("is busy and is asked again").count(), 2, "{}", served.stderr);
    let proxy = ns.cluster.proxy();
    proxy.add(Rule::any().status(429));
    let refused = ns.neap_through(&proxy, ["serve", "list", "--request-timeout=2s"]).ended_with(1);
    assert!(refused.stderr.contains("is busy (429)"), "{}", refused.stderr);
}
