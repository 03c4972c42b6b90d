//! The tests on the real control plane.
//!
//! It is built once (minutes, then milliseconds), started by the first test that needs it (3 s) and ends with the run, even a killed one.
//! A test module has a `tests()` that lists its functions, and stands in `main` below:
//!
//! ```ignore
//! use crate::plane::{Namespace, Node, secs};
//! use crate::suite::Test;
//!
//! pub fn tests() -> Vec<Test> {
//!     crate::shared![a_service_becomes_ready]
//! }
//!
//! fn a_service_becomes_ready(ns: &Namespace) {
//!     ns.add_node(Node::new("edge").pool("np-edge").gpus(1));        // Only this test's pods run on it.
//!     ns.bound_pvc("llm-model");
//!     ns.pods_take(secs(1), secs(2));                                // Image pull and model load, from now on.
//!     ns.metric("vllm:num_requests_waiting").set(11);                // What each ready pod reports.
//!     let outcome = ns.neap(["serve", "kserve", "--name=qwen", "…"]).ended_with(0);
//!     assert!(outcome.stdout.contains("created"));
//!     ns.until("three replicas", secs(20), || {
//!         ns.get("Deployment", "qwen-predictor").is_some_and(|it| it["spec"]["replicas"] == 3)
//!     });
//!     let mut watch = ns.start_neap(["status", "qwen", "-w"]);
//!     watch.line_with("Pending", secs(10));                          // Lines as they come, with a deadline.
//! }
//! ```
//!
//! `ns.get/list/create/apply/patch/delete` take kinds by name (`Pod`, `InferenceService`, or `GROUP/VERSION/Kind`) and give JSON.
//! `ns.kubectl([...])` runs the real kubectl. `ns.user(name, rules, cluster_rules)` makes a user for RBAC tests, for `ns.neap_as`.
//! Faults: `let proxy = ns.cluster.proxy(); proxy.add(Rule::writes().nth(2).status(500)); ns.neap_through(&proxy, [...])`; see `plane/rule.rs`.
//! A control plane of one's own: list the test with `own![Need::Plane; …]`, then `Cluster::private(&Options::full())`, and
//! `cluster.stop("kube-apiserver")`, `cluster.restart(…)`, `cluster.wait_ready()`.
//! What pods and nodes do, and the annotations that decide it: `plane/stages.yaml`. More in `docs/testing.md`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot set itself up should stop"
)]
#![expect(clippy::print_stderr, reason = "progress of the harness")]

mod adopt;
mod apply;
mod attach;
mod attached;
#[path = "../bad_input/classes.rs"]
mod bad_strings;
mod bench_job;
mod beside;
mod cache;
mod conformance;
mod control_plane;
mod decisions;
mod deployment;
#[path = "../support/distributed_matrix.rs"]
mod distributed_matrix;
mod doctor;
mod export;
mod faults;
mod fleet;
mod groups;
mod harness;
mod hey;
mod knative;
#[path = "../support/knative_matrix.rs"]
mod knative_matrix;
mod kserve;
mod kubectl;
mod life;
mod managers;
#[path = "../support/matrix.rs"]
mod matrix;
mod metrics;
#[expect(dead_code, reason = "two test crates share the file, and this one needs less of it")]
#[path = "../support/server.rs"]
mod model_server;
mod oracle;
mod perils;
mod placements;
mod plane;
mod playground;
#[path = "../support/pods.rs"]
mod pods;
mod protobuf;
mod random;
mod rendering;
mod rights;
mod schemas;
mod serve_knative;
mod services;
mod status;
mod suite;
#[expect(dead_code, reason = "two test crates share the file, and this one needs less of it")]
#[path = "../support/terminal.rs"]
mod terminal;
mod three_ways;
mod tide;
mod timeline;
mod trajectories;
mod twin;

use std::process::ExitCode;

fn main() -> ExitCode {
    if let Some(code) = plane::run_as_guard().or_else(harness::run_as_holder) {
        return code;
    }
    let _ = rustls::crypto::ring::default_provider().install_default();
    if let Some(code) = playground::run_if_asked() {
        return code;
    }
    let tests = [
        apply::tests(),
        attach::tests(),
        bench_job::tests(),
        cache::tests(),
        conformance::tests(),
        control_plane::tests(),
        decisions::tests(),
        deployment::tests(),
        doctor::tests(),
        fleet::tests(),
        export::tests(),
        faults::tests(),
        groups::tests(),
        harness::tests(),
        hey::tests(),
        knative::tests(),
        kserve::tests(),
        kubectl::tests(),
        adopt::tests(),
        life::tests(),
        managers::tests(),
        metrics::tests(),
        perils::tests(),
        placements::tests(),
        protobuf::tests(),
        rendering::tests(),
        rights::tests(),
        schemas::tests(),
        serve_knative::tests(),
        services::tests(),
        status::tests(),
        three_ways::tests(),
        tide::tests(),
        timeline::tests(),
        twin::tests(),
        trajectories::tests(),
    ];
    suite::run(tests.into_iter().flatten().collect())
}
