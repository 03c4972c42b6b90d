//! `serve deployment --cluster-group` on the real API server with the fleets' own schemas, where those are there.

use serde_json::{Value, json};

use crate::plane::{Cluster, Namespace, Options, crds};
use crate::suite::{Need, Test};

pub fn tests() -> Vec<Test> {
    crate::own![Need::ApiServer; a_service_of_a_fleet_is_placed_scaled_and_deleted]
}

fn line<'a>(more: &[&'a str]) -> Vec<&'a str> {
    let fixed = ["serve", "deployment", "--name=qwen", "--image=vllm/vllm-openai:v0.11.0", "--gpus=1"];
    fixed.iter().chain(more).copied().collect()
}

const GROUPS: [&str; 2] = ["--cluster-group=idc=c1,c2", "--cluster-group=cloud=c3"];
const SCALED: [&str; 3] = ["--scale-metric=vllm-waiting=5", "--min-replicas=1", "--max-replicas=3"];

fn policy(ns: &Namespace, group: &str) -> Option<Value> {
    ns.get(&format!("{group}/v1alpha1/PropagationPolicy"), "qwen")
}

fn a_service_of_a_fleet_is_placed_scaled_and_deleted() {
    let cluster = Cluster::private(&Options::default());
    for file in [
        "policy.karmada.io_propagationpolicies.yaml",
        "autoscaling.karmada.io_federatedhpas.yaml",
        "cluster.karmada.io_clusters.yaml",
    ] {
        crds::install(&cluster, file);
    }
    for name in ["c1", "c2", "c3"] {
        cluster.objects().create(json!({"apiVersion": "cluster.karmada.io/v1alpha1", "kind": "Cluster",
            "metadata": {"name": name}, "spec": {"syncMode": "Pull"}}));
    }
    let ns = &cluster.namespace("fleet");
    // Nothing is written for a cluster that the fleet does not know.
    let unknown = ns.neap(line(&["--cluster-group=idc=c1,c4"])).ended_with(1);
    for part in ["the fleet knows no cluster c4", "`--cluster-group`", "nothing was written", "get clusters`"]
    {
        assert!(unknown.stderr.contains(part), "{part}: {}", unknown.stderr);
    }
    let asked = line(&["--cluster-group=idc=c1", "--fleet-api=ack-one"]);
    assert!(ns.neap(&asked).ended_with(2).stderr.contains("serves no policy.one.alibabacloud.com"));
    assert!(ns.get("Deployment", "qwen").is_none() && policy(ns, "policy.karmada.io").is_none());

    // A hub of Karmada's gets Karmada's forms, with what its schema fills in.
    let args = line(&[&GROUPS[..], &SCALED].concat());
    let created = ns.neap(&args).ended_with(0);
    assert_eq!(created.stdout.matches(" created").count(), 4, "{}", created.stdout);
    let made = policy(ns, "policy.karmada.io").unwrap();
    assert_eq!(
        made["spec"]["placement"]["clusterAffinities"],
        json!([{"affinityName": "idc", "clusterNames": ["c1", "c2"],
            "overflowAffinities": [{"affinityName": "cloud", "clusterNames": ["c3"]}]}])
    );
    assert_eq!(made["spec"]["schedulerName"], "default-scheduler");
    assert_eq!(made["metadata"]["ownerReferences"][0]["kind"], "Deployment");
    let again = ns.neap(&args).ended_with(0);
    assert_eq!(again.stdout.matches(" unchanged").count(), 4, "{}", again.stdout);

    // Its limits are those of the fleet's autoscaler, and an apply leaves what was set by hand.
    let shown = ns.neap(["serve", "scale", "qwen", "2"]).ended_with(0);
    assert!(shown.stdout.contains("federatedhpa.autoscaling.karmada.io/qwen-fhpa"), "{}", shown.stdout);
    let scaler = || ns.get("autoscaling.karmada.io/v1alpha1/FederatedHPA", "qwen-fhpa").unwrap();
    assert_eq!(scaler()["spec"]["minReplicas"], 2);
    let kept = ns.neap(&args).ended_with(0);
    assert!(kept.stderr.contains("spec.minReplicas stays 2"), "{}", kept.stderr);
    assert_eq!(scaler()["spec"]["minReplicas"], 2);
    let text = ns.neap(["status", "qwen"]).ended_with(0).stdout;
    assert!(text.contains("REFERENCE") && text.contains("Deployment/qwen"), "{text}");

    // ACK One's kinds come before Karmada's where a hub has both; what is no longer made goes.
    crds::install_ack_one(&cluster);
    let other = ns.neap(line(&[&GROUPS[..], &SCALED, &["--ecs-provision"]].concat())).ended_with(0);
    assert!(other.stdout.contains("policy.one.alibabacloud.com/qwen"), "{}", other.stdout);
    assert!(policy(ns, "policy.karmada.io").is_none(), "{}", other.stdout);
    assert_eq!(
        policy(ns, "policy.one.alibabacloud.com").unwrap()["spec"]["autoScaling"],
        json!({"ecsProvision": true})
    );
    drop(ns.neap(["serve", "delete", "qwen", "--yes"]).ended_with(0));
    assert!(policy(ns, "policy.one.alibabacloud.com").is_none() && ns.get("Service", "qwen").is_none());
}
