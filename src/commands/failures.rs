//! The fifteen ways in which scaling fails in the field, each run in the sandbox in virtual time, and named by
//! `neap doctor` or `neap status --why`; and that the same scenario without its fault is not.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::clock::Clock;
use crate::cluster::Cluster;
use crate::commands::doctor::collect;
use crate::commands::status::why::readings;
use crate::doctor::examine;
use crate::observe::members::look_at;
use crate::observe::{Outlook, Scope};
use crate::report::status::why::sentences;
use crate::sandbox::scenario::Scenario;
use crate::sandbox::scenario::builtin::named;
use crate::sandbox::scenario::text::Span;
use crate::sandbox::{Options, Sandbox};

/// Who names a failure, and by what.
#[derive(Clone, Copy)]
enum By {
    /// A check of `neap doctor`.
    Code(&'static str),
    /// Words of `neap status NAME --why`.
    Words(&'static str),
}

/// A way to fail.
struct Mode {
    /// The scenario that shows it.
    scenario: &'static str,
    /// What names it.
    by: By,
    /// Seconds from when and until when it is looked at, and how often.
    looks: (i64, i64, usize),
    /// What makes the scenario healthy: texts of its file, and what stands there instead.
    healthy: &'static [(&'static str, &'static str)],
}

/// What one look finds.
struct Seen {
    codes: Vec<&'static str>,
    said: String,
}

impl Seen {
    fn names(&self, by: By) -> bool {
        match by {
            By::Code(code) => self.codes.contains(&code),
            By::Words(words) => self.said.contains(words),
        }
    }
}

async fn look(sandbox: &Sandbox, by: By) -> Seen {
    let cluster = Cluster::over(sandbox.client().clone(), "default");
    if let By::Code(_) = by {
        let collected = collect::all(&cluster).await.unwrap();
        let codes = examine(&collected.case).iter().map(|finding| finding.code).collect();
        return Seen { codes, said: String::new() };
    }
    let scope = Scope { namespace: Some("default".into()), service: Some("qwen".into()), ..Scope::default() };
    let clock: Arc<dyn Clock> = Arc::new(sandbox.clock());
    let snapshot = look_at(&cluster.clone().into(), &scope, &clock).await.unwrap();
    let service = &snapshot.services[0];
    let (readings, _) = readings(&cluster, service).await;
    let said = sentences(service, &Outlook::of(service, &readings, snapshot.at), snapshot.at);
    Seen { codes: Vec::new(), said: said.join("\n") }
}

/// Whether a scenario is named at any of its looks, and what was found at each.
async fn is_named(text: &str, mode: &Mode) -> (bool, String) {
    let mut scenario = Scenario::parse(text).unwrap();
    // Nobody waits for a node's lease here.
    scenario.pods.lease = Span::seconds(3600);
    let begin: Timestamp = "2026-11-22T05:00:00Z".parse().unwrap();
    let sandbox = Sandbox::start(Options { scenario, start: begin, port: 0, state: None }).await.unwrap();
    let (from, until, every) = mode.looks;
    let mut story = String::new();
    for second in (from..=until).step_by(every) {
        sandbox.clock().sleep_until(begin + SignedDuration::from_secs(second)).await;
        let seen = look(&sandbox, mode.by).await;
        story.push_str(&format!("{second} s: {:?} {}\n", seen.codes, seen.said));
        if seen.names(mode.by) {
            return (true, story);
        }
    }
    (false, story)
}

async fn check(mode: Mode) {
    let faulty = named(mode.scenario).unwrap().text;
    let (found, story) = is_named(faulty, &mode).await;
    assert!(found, "{} is not named\n{story}", mode.scenario);
    let mut healthy = faulty.to_owned();
    for (fault, instead) in mode.healthy {
        assert!(healthy.contains(fault), "{} holds no {fault:?}", mode.scenario);
        healthy = healthy.replace(fault, instead);
    }
    let (found, story) = is_named(&healthy, &mode).await;
    assert!(!found, "{} is named without its fault\n{story}", mode.scenario);
}

macro_rules! modes {
    ($($name:ident: $scenario:literal $by:ident($what:literal) $looks:expr, $healthy:expr;)*) => {
        $(
            #[tokio::test(start_paused = true)]
            async fn $name() {
                check(Mode { scenario: $scenario, by: By::$by($what), looks: $looks, healthy: $healthy }).await;
            }
        )*
    };
}

modes! {
    m01_a_capped_metric_doubles_in_series: "fail-capped-metric" Words("-fold a cold start") (60, 600, 20),
        &[(r#"metric: {name: "DCGM_CUSTOM_PROCESS_SM_UTIL"}"#, r#"metric: {name: "vllm:num_requests_running"}"#), (r#"averageValue: "50""#, r#"averageValue: "2""#)];
    m02_utilisation_does_not_fall: "fail-flat-metric" Words("utilisation does not fall") (120, 900, 60),
        &[(r#"metric: {name: "DCGM_CUSTOM_PROCESS_SM_UTIL"}"#, r#"metric: {name: "vllm:num_requests_running"}"#), (r#"averageValue: "50""#, r#"averageValue: "20""#)];
    m03_a_queue_metric_thrashes: "fail-queue-thrash" Words("The replicas swing") (240, 1500, 60),
        &[(r#"metric: {name: "vllm:num_requests_waiting"}"#, r#"metric: {name: "vllm:num_requests_running"}"#), (r#"averageValue: "2""#, r#"averageValue: "3""#)];
    m04_kept_connections_pin_clients: "fail-pinned-clients" Words("The work is lopsided") (120, 600, 60),
        &[("ingress: {policy: l4}", "ingress: {policy: round-robin}")];
    m05_ready_before_warm: "fail-cold-ready" Code("NEAP053") (10, 10, 10),
        &[("readinessProbe: {tcpSocket: {port: 8080}, periodSeconds: 5}", "readinessProbe: {httpGet: {path: /health, port: 8080}, periodSeconds: 5}")];
    m06_scale_to_zero_against_timeouts: "fail-zero-timeout" Words("first request waits for a whole cold start") (110, 115, 5),
        &[(r#"min-scale: "0""#, r#"min-scale: "1""#)];
    m07_series_of_dead_pods_linger: "fail-stale-series" Words("of pods that are gone linger") (480, 580, 20),
        &[("linger: 5m", "linger: 15s")];
    m08_loading_pods_damp_the_next_step: "fail-damped-scale-up" Words("holds back the next step") (90, 420, 15),
        &[("after: 60s", "after: 330s")];
    m09_scale_in_cuts_streams: "fail-cut-streams" Code("NEAP046") (10, 10, 10),
        &[("              ports: [{containerPort: 8080}]", "              lifecycle: {preStop: {sleep: {seconds: 15}}}\n              ports: [{containerPort: 8080}]")];
    m10_the_pool_is_out_of_stock: "fail-out-of-stock" Words("out of stock") (60, 500, 20),
        &[("    faults: {outOfStock: {for: 3m}}\n", "")];
    m11_a_node_without_its_gpu_is_bought_twice: "fail-double-provisioning" Words("is bought twice") (60, 600, 5),
        &[("    faults: {doubleProvisioning: true}\n", "")];
    m12_a_roll_out_waits_for_its_own_gpu: "fail-surge-deadlock" Words("(maxSurge)") (300, 600, 60),
        &[("{maxSurge: 1, maxUnavailable: 0}", "{maxSurge: 0, maxUnavailable: 1}")];
    m13_two_managers_fight_over_replicas: "fail-two-managers" Words("Somebody else sets the replicas") (120, 600, 20),
        &[("    every: 60s\n    manager: argocd\n    apply: {apiVersion: apps/v1, kind: Deployment, metadata: {name: qwen, namespace: default}, spec: {replicas: 1}}", "    manager: argocd\n    apply: {apiVersion: apps/v1, kind: Deployment, metadata: {name: qwen, namespace: default}, spec: {minReadySeconds: 0}}")];
    m13_doctor_names_it_too: "fail-two-managers" Code("NEAP077") (300, 600, 60),
        &[("    every: 60s\n    manager: argocd\n    apply: {apiVersion: apps/v1, kind: Deployment, metadata: {name: qwen, namespace: default}, spec: {replicas: 1}}", "    manager: argocd\n    apply: {apiVersion: apps/v1, kind: Deployment, metadata: {name: qwen, namespace: default}, spec: {minReadySeconds: 0}}")];
    m14_new_nodes_share_one_source: "fail-shared-source" Words("share one source") (200, 400, 10),
        &[("{name: nas, bandwidth: 200Mi/s}", "{name: nas, bandwidth: 8Gi/s}")];
    m15_preemption_while_nothing_waits: "fail-hidden-preemption" Words("thrown away what they had computed") (240, 600, 20),
        &[("concurrency: 10", "concurrency: 2")];
}
