//! `neap serve deployment --cluster-group` without a cluster: what it renders, what it refuses, and its page.

use std::io::Write;

use serde_json::{Value, json};

use crate::support::neap;
use crate::support::rendering::{objects, refused, rendered};

const PAGE: &str = include_str!("../docs/serve-fleet.md");

/// A service of a fleet that only lacks what a test is about.
fn with<'a>(args: &[&'a str]) -> Vec<&'a str> {
    let least = ["--name=qwen", "--image=vllm/vllm-openai:v0.11.0", "--cluster-group=idc=c1,c2"];
    least.iter().chain(args).copied().collect()
}

fn policy(args: &[&str]) -> Value {
    let made = objects("deployment", args);
    made.iter().find(|object| object["kind"] == "PropagationPolicy").unwrap().clone()
}

#[test]
fn both_streams_and_the_exit_codes() {
    let base =
        ["serve", "deployment", "--name=a", "--image=nginx", "--restful-port=80", "--dry-run", "-o", "name"];
    let good = neap(base.iter().chain(&["--cluster-group=idc=c1", "--fleet-api=karmada"]));
    let names = "propagationpolicy.policy.karmada.io/a\ndeployment.apps/a\nservice/a\n";
    assert_eq!((good.code, good.stdout.as_str(), good.stderr.as_str()), (0, names, ""));
    let said = neap(base.iter().chain(&["--cluster-group=idc=c1"]));
    assert_eq!(
        (said.code, said.stdout.as_str()),
        (0, names.replace("karmada.io", "one.alibabacloud.com").as_str())
    );
    assert!(said.stderr.contains("no cluster was asked"), "{}", said.stderr);
    let bad = neap(base.iter().chain(&["--cluster-group=idc"]));
    assert_eq!((bad.code, bad.stdout.as_str()), (2, ""));
    assert!(bad.stderr.contains("must be NAME=CLUSTER"), "{}", bad.stderr);
}

#[test]
fn groups_spill_as_each_api_says_it() {
    let groups = with(&["--cluster-group=cloud=c3", "--fleet-api=karmada"]);
    assert_eq!(
        policy(&groups)["spec"]["placement"]["clusterAffinities"],
        json!([{"affinityName": "idc", "clusterNames": ["c1", "c2"],
            "overflowAffinities": [{"affinityName": "cloud", "clusterNames": ["c3"]}]}])
    );
    let groups = with(&["--cluster-group=cloud=c3", "--fleet-api=ack-one"]);
    assert_eq!(
        policy(&groups)["spec"]["placement"]["clusterAffinities"],
        json!([{"affinityName": "idc", "clusterNames": ["c1", "c2"]}, {"affinityName": "cloud", "clusterNames": ["c3"]}])
    );
    let shares =
        policy(&["--name=qwen", "--image=vllm/vllm-openai:v0.11.0", "--cluster-group=all=c1:2,c2:1"]);
    assert_eq!(
        shares["spec"]["placement"]["replicaScheduling"]["weightPreference"],
        json!({"staticWeightList": [
            {"targetCluster": {"clusterNames": ["c1"]}, "weight": 2},
            {"targetCluster": {"clusterNames": ["c2"]}, "weight": 1},
        ]})
    );
}

/// All that clusters need is sent by name; what they have of their own is said.
#[test]
fn everything_that_pods_need_is_sent() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(b"{}").unwrap();
    let config = format!("--config-file={}:/etc/a.json", file.path().display());
    let args = with(&[
        "--fleet-api=karmada",
        &config,
        "--pdb=max-unavailable=1",
        "--expose=ingress",
        "--scrape=podmonitor",
        "--unit=resource=ecs,nodepool=np",
        "--env-from-secret=TOKEN=hub:token",
        "--data=llm-model:/m",
        "--priority-class=inference",
    ]);
    let made = policy(&args);
    let sent: Vec<&str> = made["spec"]["resourceSelectors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| {
            assert!(it["name"].as_str().is_some_and(|name| name.starts_with("qwen")), "{it}");
            it["kind"].as_str().unwrap()
        })
        .collect();
    assert_eq!(
        sent,
        [
            "Deployment",
            "Service",
            "PodDisruptionBudget",
            "PodMonitor",
            "Ingress",
            "ResourcePolicy",
            "ConfigMap"
        ]
    );
    assert_eq!(made["spec"]["propagateDeps"], true);
    let said = rendered("deployment", &args).stderr;
    for part in ["its own PersistentVolumeClaim llm-model", "its own PriorityClass inference"] {
        assert!(said.contains(part), "{said}");
    }
}

#[test]
fn what_a_fleet_cannot_do_is_refused_with_the_reason() {
    let scaled = "--scale-metric=vllm-waiting=5";
    for (args, part) in [
        (&["--schedule=0 8 * * *=4"][..], "knows no time"),
        (&["--autoscaler=keda", scaled, "--max-replicas=3"], "scaled by a FederatedHPA"),
        (&["--autoscaler=cron", scaled, "--max-replicas=3"], "scaled by a FederatedHPA"),
        (&[scaled, "--max-replicas=3", "--min-replicas=0"], "a FederatedHPA does not scale to zero"),
        (&[scaled], "needs a `--max-replicas`"),
        (&["--fleet-api=karmada", "--ecs-provision"], "Karmada orders no machines"),
        (
            &["--fleet-api=karmada", "--scale-metric=external:qps=5", "--max-replicas=3"],
            "no external metrics",
        ),
        (&["--cache=qwen"], "belongs to one cluster"),
        (&["--priority=high", "--make-priority-classes"], "nothing that all namespaces share"),
        (&["--cluster-group=cloud=c2"], "comes twice"),
        (&["--fleet-api=karmade"], "did you mean `karmada`"),
        (&["--ecs-provision", "true"], "`--ecs-provision` takes a value only behind `=`"),
    ] {
        let said = refused("deployment", &with(args));
        assert!(said.contains(part), "{args:?}: {said}");
    }
    let one = ["--name=a", "--image=nginx", "--restful-port=80", "--ecs-provision"];
    assert!(refused("deployment", &one).contains("there is no `--cluster-group` that it belongs to"));
}

/// A patch cannot make a policy that sends all of a kind, or not the service.
#[test]
fn a_policy_without_names_is_refused() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let patch = format!("--patch={}", file.path().display());
    for (selectors, part) in [
        ("[{apiVersion: apps/v1, kind: Deployment}]", "would send every Deployment of the namespace"),
        ("[{apiVersion: v1, kind: Service, name: qwen}]", "would not send deployment.apps/qwen"),
    ] {
        std::fs::write(&file, format!("kind: PropagationPolicy\nspec: {{resourceSelectors: {selectors}}}\n"))
            .unwrap();
        let said = refused("deployment", &with(&[&patch]));
        assert!(said.contains(part), "{said}");
    }
    std::fs::write(&file, "kind: FederatedHPA\nspec: {scaleTargetRef: {name: other}}\n").unwrap();
    let said = refused("deployment", &with(&["--scale-metric=vllm-waiting=5", "--max-replicas=3", &patch]));
    assert!(said.contains("the service's Deployment is qwen") || said.contains("other"), "{said}");
}

#[test]
fn a_saved_service_renders_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("service.yaml");
    let save = format!("--save={}", path.display());
    let args = with(&[
        "--cluster-group=cloud=c3",
        "--ecs-provision",
        "--fleet-api=ack-one",
        "--propagation-policy=pp",
    ]);
    let direct = rendered("deployment", &[&args[..], &[&save]].concat());
    assert_eq!(direct.code, 0, "{}", direct.stderr);
    assert_eq!(rendered("deployment", &[&format!("--filename={}", path.display())]).stdout, direct.stdout);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains("fleet:\n"), "{text}");
}

#[test]
fn the_command_line_of_the_page_works() {
    let line = PAGE.split("```\n").find(|block| block.starts_with("neap serve deployment")).unwrap();
    let line = line.replace("neap serve", &format!("{} serve", env!("CARGO_BIN_EXE_neap")));
    let line = format!("{} --dry-run", line.trim());
    let mut shell = std::process::Command::new("sh");
    let outcome = crate::support::outcome(shell.args(["-c", &line]).env_clear().env("HOME", "/nonexistent"));
    assert_eq!(outcome.code, 0, "{line}: {}", outcome.stderr);
    for kind in ["PropagationPolicy", "FederatedHPA", "Deployment", "Service"] {
        assert!(outcome.stdout.contains(&format!("kind: {kind}\n")), "{}", outcome.stdout);
    }
}
