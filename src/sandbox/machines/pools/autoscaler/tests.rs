//! Rounds of the autoscaler over a small cluster that obeys it.

use std::sync::Arc;
use std::time::Duration;

use proptest::prelude::*;

use super::super::platform::registration_lead;
use super::super::view::{Pinned, allocatable, labels, place};
use super::*;
use crate::elastic::fit::{Amounts, Room};
use crate::kubernetes::resources::{Pod, StringMap};
use crate::sandbox::scenario::Scenario;

const START: Timestamp = Timestamp::UNIX_EPOCH;

fn at(seconds: u64) -> Timestamp {
    later(START, Duration::from_secs(seconds))
}

/// A cluster in which pods are placed at once where they fit.
struct Cluster {
    platform: Platform,
    autoscaler: Autoscaler,
    pods: Vec<(PodView, Option<String>)>,
}

impl Cluster {
    fn new(scenario: &str) -> Self {
        let scenario = Scenario::parse(scenario).unwrap();
        Self {
            platform: Platform::new(scenario.pools, 1, START),
            autoscaler: Autoscaler::new(scenario.node_autoscaler, 1),
            pods: Vec::new(),
        }
    }

    fn pod(&mut self, name: &str, gpus: i128, created: u64) -> &mut PodView {
        let requests = [("cpu", 4_000), ("nvidia.com/gpu", gpus * 1000)];
        let requests: Amounts =
            requests.into_iter().filter(|(_, n)| *n > 0).map(|(name, n)| (name.into(), n)).collect();
        let pod = PodView {
            namespace: "default".into(),
            name: name.into(),
            requests,
            pod: Arc::new(Pod::default()),
            priority: 0,
            created: at(created),
            pinned: None,
            daemon: false,
        };
        self.pods.push((pod, None));
        &mut self.pods.last_mut().unwrap().0
    }

    fn remove(&mut self, name: &str) {
        self.pods.retain(|(pod, _)| pod.name != name);
    }

    fn nodes(&self, now: Timestamp) -> Vec<NodeView> {
        let node = |machine: &super::super::platform::Machine| {
            let pool = &self.platform.pools()[machine.pool];
            let ready = machine.ready?;
            let created = ready.checked_sub(registration_lead(pool.boot.0)).unwrap();
            if created > now && ready != START {
                return None;
            }
            let has_gpu = pool.gpu.is_none() || ready == START || later(ready, pool.gpu_plugin.0) <= now;
            let mut allocatable = allocatable(pool);
            if !has_gpu {
                allocatable.remove("nvidia.com/gpu");
            }
            Some(NodeView {
                room: Room {
                    name: machine.node.clone(),
                    labels: labels(pool, &machine.node),
                    allocatable,
                    ..Room::default()
                },
                pool: machine.pool,
                ready: ready <= now && (has_gpu || pool.faults.double_provisioning),
                created,
                going: false,
                candidate: false,
                pods: Vec::new(),
            })
        };
        self.platform.machines().filter_map(node).collect()
    }

    /// A round: pods are placed, the autoscaler looks, what it removes goes.
    fn round(&mut self, now: Timestamp) -> Vec<Action> {
        let mut nodes = self.nodes(now);
        let mut pending = Vec::new();
        for (pod, place_of) in &mut self.pods {
            let room = match place_of {
                Some(name) => nodes.iter_mut().find(|node| node.room.name == *name),
                None => nodes.iter_mut().find(|node| node.ready && pod.fits(&node.room)),
            };
            match room {
                Some(node) => {
                    place(pod, &mut node.room);
                    node.pods.push(pod.clone());
                    *place_of = Some(node.room.name.clone());
                }
                None => pending.push(pod.clone()),
            }
        }
        let view = View { nodes, others: Vec::new(), pending };
        let actions = self.autoscaler.round(&view, &mut self.platform, now);
        for action in &actions {
            if let Action::Remove(removal) = action {
                self.platform.remove(&removal.node);
                for (_, place_of) in &mut self.pods {
                    place_of.take_if(|node| *node == removal.node);
                }
            }
        }
        actions
    }

    fn until(&mut self, from: u64, to: u64) -> Vec<(u64, String)> {
        (from..to)
            .step_by(10)
            .flat_map(|now| self.round(at(now)).into_iter().filter_map(move |action| told(now, action)))
            .collect()
    }
}

fn told(now: u64, action: Action) -> Option<(u64, String)> {
    match action {
        Action::Event { about, reason, message, .. } => {
            let about = match about {
                About::Pod(_, name) => format!("pod/{name}"),
                About::Node(name) => format!("node/{name}"),
                About::Status => "status".into(),
            };
            Some((now, format!("{about} {reason}: {message}")))
        }
        _ => None,
    }
}

const SEED: &str = "";
const QUICK: &str = "pools:\n- {name: edge, max: 1, min: 1, initial: 1, gpu: {model: V100}}\n- {name: cloud, max: 3, boot: 60s, gpu: {model: V100}";

#[test]
fn two_pods_without_room_bring_two_nodes_after_the_wait_for_gpu_pods() {
    let mut cluster = Cluster::new(SEED);
    for (name, created) in [("a", 0), ("b", 5), ("c", 5)] {
        cluster.pod(name, 1, created);
    }
    let log = cluster.until(0, 120);
    let words = "pod triggered scale-up: [{GPU-V100-Elastic 0->2 (max: 3)}]";
    assert_eq!(
        log,
        [
            (40, "status ScaledUpGroup: Scale-up: setting group GPU-V100-Elastic size to 2 instead of 0 (max: 3)".into()),
            (40, "status ScaledUpGroup: Scale-up: group GPU-V100-Elastic size set to 2 instead of 0 (max: 3)".into()),
            (40, format!("pod/b TriggeredScaleUp: {words}")),
            (40, format!("pod/c TriggeredScaleUp: {words}")),
        ]
    );
    assert!(cluster.pods.iter().all(|(_, node)| node.is_some()), "{:?}", cluster.pods);
}

#[test]
fn who_fits_nowhere_is_told_why_and_nobody_grows_beyond_the_maximum() {
    let mut cluster = Cluster::new(SEED);
    cluster.pod("large", 2, 0);
    let selective = cluster.pod("selective", 1, 0);
    Arc::make_mut(&mut selective.pod).spec.node_selector = StringMap::from([("pool".into(), "none".into())]);
    assert_eq!(
        cluster.until(30, 40),
        [
            (30, "pod/large NotTriggerScaleUp: pod didn't trigger scale-up: 1 Insufficient nvidia.com/gpu".into()),
            (30, "pod/selective NotTriggerScaleUp: pod didn't trigger scale-up: 1 node(s) didn't match Pod's node affinity/selector".into()),
        ]
    );
    let mut full = Cluster::new(SEED);
    for at in 0..6 {
        full.pod(&format!("p{at}"), 1, 0);
    }
    let log = full.until(30, 200);
    assert_eq!(full.platform.size(2), 3);
    let last = &log.last().unwrap().1;
    assert!(last.ends_with("pod didn't trigger scale-up: 1 max node group size reached"), "{last}");
}

#[test]
fn out_of_stock_the_pool_is_left_alone_for_five_minutes() {
    let mut cluster = Cluster::new(&format!("{QUICK}, faults: {{outOfStock: {{for: 100s}}}}}}\n"));
    cluster.pod("a", 1, 0);
    cluster.pod("b", 1, 0);
    let log = cluster.until(30, 400);
    let times = |reason: &str| -> Vec<u64> {
        log.iter().filter(|(_, text)| text.contains(reason)).map(|(time, _)| *time).collect()
    };
    assert_eq!(times("FailedToScaleUpGroup"), [30]);
    assert_eq!(times("in backoff after failed scale-up").first(), Some(&40));
    assert_eq!(times("TriggeredScaleUp: pod triggered"), [330]);
    assert_eq!(cluster.platform.size(1), 1);
}

#[test]
fn a_node_that_never_boots_is_given_up_and_another_asked_for() {
    let mut cluster = Cluster::new(&format!(
        "nodeAutoscaler: {{maxNodeProvisionTime: 2m}}\n{QUICK}, faults: {{bootFailure: {{nth: [1]}}}}}}\n"
    ));
    cluster.pod("a", 1, 0);
    cluster.pod("b", 1, 0);
    let log = cluster.until(30, 800);
    let find = |text: &str| log.iter().find(|(_, line)| line.contains(text)).map(|(time, _)| *time);
    assert_eq!(find("Nodes added to group cloud failed to register within 2m10s"), Some(160));
    assert_eq!(find("Removed unregistered node cloud-1"), Some(160));
    assert_eq!(
        log.iter()
            .filter(|(_, line)| line.contains("TriggeredScaleUp: "))
            .map(|(time, _)| *time)
            .collect::<Vec<_>>(),
        [30, 460]
    );
    assert!(cluster.pods.iter().all(|(_, node)| node.is_some()));
}

#[test]
fn a_ready_node_without_its_gpu_counts_as_coming_unless_its_labels_do_not_say_so() {
    for (fault, nodes) in [("", 1), (", faults: {doubleProvisioning: true}", 2)] {
        let mut cluster = Cluster::new(&format!("{QUICK}, gpuPlugin: 30s{fault}}}\n"));
        cluster.pod("a", 1, 0);
        cluster.pod("b", 1, 0);
        cluster.until(30, 200);
        assert_eq!(cluster.platform.size(1), nodes, "{fault}");
    }
}

#[test]
fn an_idle_node_goes_after_its_time_and_never_below_the_minimum() {
    let mut cluster = Cluster::new(SEED);
    cluster.pod("a", 1, 0);
    cluster.pod("b", 1, 0);
    cluster.until(30, 700);
    cluster.remove("b");
    let log = cluster.until(700, 1400);
    let log: Vec<&str> =
        log.iter().filter(|(time, _)| *time == 1300).map(|(_, text)| text.as_str()).collect();
    assert_eq!(
        log,
        [
            "status ScaleDownEmpty: Scale-down: removing empty node \"gpu-v100-elastic-1\"",
            "node/gpu-v100-elastic-1 ScaleDown: marked the node as toBeDeleted/unschedulable",
        ]
    );
    assert_eq!((cluster.platform.size(1), cluster.platform.size(2)), (1, 0));
}

#[test]
fn a_small_pod_moves_unless_something_pins_it() {
    for (pinned, left) in [(None, 1), (Some(Pinned::LocalStorage), 2)] {
        let mut cluster = Cluster::new("pools: [{name: p, max: 3, min: 0, initial: 2, cpu: 16}]");
        for name in ["a", "b"] {
            cluster.pod(name, 0, 0).pinned = pinned;
        }
        cluster.pods[0].1 = Some("p-1".into());
        cluster.pods[1].1 = Some("p-2".into());
        let log = cluster.until(0, 700);
        assert_eq!(cluster.platform.size(0), left, "{log:?}");
        assert_eq!(
            log.iter().any(|(_, text)| text.contains("deleting pod for node scale down")),
            pinned.is_none()
        );
    }
}

proptest! {
    /// Whatever comes, sizes stay within their limits, and all pods that fit somewhere are placed in the end.
    #[test]
    fn sizes_stay_within_limits(pods in prop::collection::vec((0_i128..=2, 0_u64..300), 0..12), max in 1_u32..6) {
        let mut cluster = Cluster::new(&format!(
            "pools: [{{name: g, max: {max}, gpu: {{model: T4, count: 2}}}}, {{name: c, max: 2, min: 1, initial: 1, cpu: 32}}]"
        ));
        for (at, (gpus, created)) in pods.iter().enumerate() {
            cluster.pod(&format!("p{at}"), *gpus, *created);
        }
        for now in (300..1500).step_by(10) {
            cluster.round(at(now));
            prop_assert!(cluster.platform.size(0) <= max && (1..=2).contains(&cluster.platform.size(1)));
        }
        let gpus: i128 = pods.iter().map(|(gpus, _)| *gpus).sum();
        if gpus <= i128::from(max) {
            prop_assert!(cluster.pods.iter().all(|(_, node)| node.is_some()), "{:?}", cluster.pods);
        }
    }
}
