//! Generated pods on generated nodes: the real scheduler's choice and its words, against ours.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use neap::elastic::schedule::{Decision, Namespaces, Question, View, decide, ranking};
use neap::kubernetes::resources::{LabelSelector, Node, Pod};
use serde_json::{Value, json};

use crate::oracle::seed;
use crate::plane::{Cluster, Objects, Options};
use crate::suite::{Need, Test};

pub fn tests() -> Vec<Test> {
    crate::own![Need::Plane; the_scheduler_places_as_the_real_one]
}

const NODES: u64 = 18;
const PODS: u64 = 200;

/// SplitMix64: the same seed makes the same cluster.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % most
    }

    fn one_in(&mut self, most: u64) -> bool {
        self.below(most) == 0
    }

    fn of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[usize::try_from(self.below(all.len() as u64)).unwrap()]
    }
}

const APPS: [&str; 4] = ["web", "db", "llm", "batch"];
const POOLS: [&str; 3] = ["edge", "cloud", "spot"];
const ZONES: [&str; 3] = ["z1", "z2", "z3"];

fn node(dice: &mut Dice, number: u64) -> Value {
    let name = format!("node-{number:02}");
    let mut labels = json!({"kubernetes.io/hostname": name, "pool": dice.of(&POOLS)});
    if !dice.one_in(6) {
        labels["topology.kubernetes.io/zone"] = dice.of(&ZONES).into();
    }
    let mut allocatable = json!({"cpu": (4 + 4 * dice.below(4)).to_string(), "memory": format!("{}Gi", 8 << dice.below(3)),
        "pods": if dice.one_in(8) { "3" } else { "110" }});
    if dice.one_in(2) {
        allocatable["nvidia.com/gpu"] = (1 + dice.below(4)).to_string().into();
    }
    let mut taints = Vec::new();
    if dice.one_in(5) {
        taints.push(json!({"key": "reserved", "value": "yes", "effect": "NoSchedule"}));
    }
    if dice.one_in(4) {
        taints.push(json!({"key": "slow", "effect": "PreferNoSchedule"}));
    }
    let images = json!([{"names": ["llm:1"], "sizeBytes": 600 * 1024 * 1024}]);
    let mut status = json!({"allocatable": allocatable, "capacity": allocatable,
        "conditions": [{"type": "Ready", "status": "True", "reason": "KubeletReady", "message": "ready"}]});
    if dice.one_in(3) {
        status["images"] = images;
    }
    json!({"apiVersion": "v1", "kind": "Node", "metadata": {"name": name, "labels": labels, "annotations": {"kwok.x-k8s.io/node": "fake"}},
        "spec": {"taints": taints, "unschedulable": dice.one_in(9)}, "status": status})
}

fn pod(dice: &mut Dice, number: u64) -> Value {
    let app = dice.of(&APPS);
    let mut requests = json!({});
    if !dice.one_in(5) {
        requests["cpu"] = format!("{}m", 250 * (1 + dice.below(6))).into();
        requests["memory"] = format!("{}Mi", 256 << dice.below(4)).into();
    }
    let mut limits = json!({});
    if dice.one_in(3) {
        limits["nvidia.com/gpu"] = (1 + dice.below(2)).to_string().into();
    }
    let image = if app == "llm" { "llm:1" } else { "small:1" };
    let mut spec = json!({"terminationGracePeriodSeconds": 0,
        "containers": [{"name": "c", "image": image, "resources": {"requests": requests, "limits": limits}}]});
    if dice.one_in(6) {
        spec["initContainers"] =
            json!([{"name": "i", "image": "small:1", "resources": {"requests": {"cpu": "3"}}}]);
    }
    if dice.one_in(6) {
        spec["nodeSelector"] = json!({"pool": dice.of(&POOLS)});
    }
    if dice.one_in(4) {
        spec["tolerations"] = json!([{"key": "reserved", "operator": "Exists"}]);
    }
    if dice.one_in(3) {
        spec["priorityClassName"] = dice.of(&["low", "high"]).into();
    }
    let term = |dice: &mut Dice| {
        json!({"topologyKey": dice.of(&["kubernetes.io/hostname", "topology.kubernetes.io/zone"]),
        "labelSelector": {"matchLabels": {"app": dice.of(&APPS)}}})
    };
    if dice.one_in(5) {
        spec["affinity"]["nodeAffinity"]["preferredDuringSchedulingIgnoredDuringExecution"] = json!([
            {"weight": 1 + dice.below(100), "preference": {"matchExpressions": [{"key": "pool", "operator": "In", "values": [dice.of(&POOLS)]}]}}]);
    }
    if dice.one_in(8) {
        spec["affinity"]["podAntiAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"] =
            json!([term(dice)]);
    }
    if dice.one_in(8) {
        spec["affinity"]["podAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"] =
            json!([term(dice)]);
    }
    if dice.one_in(6) {
        spec["affinity"]["podAffinity"]["preferredDuringSchedulingIgnoredDuringExecution"] =
            json!([{"weight": 1 + dice.below(100), "podAffinityTerm": term(dice)}]);
    }
    if dice.one_in(5) {
        spec["topologySpreadConstraints"] = json!([{"maxSkew": 1 + dice.below(2), "topologyKey": dice.of(&["kubernetes.io/hostname", "topology.kubernetes.io/zone"]),
            "whenUnsatisfiable": dice.of(&["DoNotSchedule", "ScheduleAnyway"]), "labelSelector": {"matchLabels": {"app": app}}}]);
    }
    json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": format!("p{number:03}"), "labels": {"app": app}}, "spec": spec})
}

fn wait<T>(what: &str, mut answer: impl FnMut() -> Option<T>) -> T {
    let until = Instant::now() + Duration::from_secs(20);
    loop {
        if let Some(answer) = answer() {
            return answer;
        }
        assert!(Instant::now() < until, "{what}");
        std::thread::sleep(Duration::from_millis(15));
    }
}

/// What the cluster looks like now, and the pod in question in it.
fn view(objects: &Objects, pod: &Value) -> (View, Arc<neap::elastic::schedule::PodState>) {
    let mut view = View::default();
    for node in objects.list("Node") {
        view.set_node(Arc::new(serde_json::from_value::<Node>(node).unwrap()));
    }
    for pod in objects.list("Pod") {
        if let Some(node) = pod["spec"]["nodeName"].as_str() {
            let state = view.state(Arc::new(serde_json::from_value::<Pod>(pod.clone()).unwrap()));
            view.place(state, node);
        }
    }
    let state = view.state(Arc::new(serde_json::from_value(pod.clone()).unwrap()));
    (view, state)
}

fn condition<'a>(pod: &'a Value, kind: &str) -> Option<&'a Value> {
    pod["status"]["conditions"].as_array()?.iter().find(|it| it["type"] == kind)
}

/// What the real scheduler made of a pod: its node, or why not and for whom it makes room where.
fn outcome(objects: &Objects, name: &str) -> Value {
    wait("the scheduler decides", || {
        let pod = objects.get("Pod", name)?;
        let decided = pod["spec"]["nodeName"].is_string()
            || condition(&pod, "PodScheduled").is_some_and(|it| it["reason"] == "Unschedulable");
        decided.then_some(pod)
    })
}

fn the_scheduler_places_as_the_real_one() {
    let cluster = Cluster::private(&Options { controllers: true, ..Options::default() });
    let mut objects = cluster.objects();
    objects.namespace = Some("default".into());
    let mut dice = Dice(seed(17));
    for (name, value) in [("low", 10), ("high", 1000)] {
        objects.create(json!({"apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass", "metadata": {"name": name}, "value": value}));
    }
    objects.create(json!({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}, "spec": {"selector": {"app": "web"}, "ports": [{"port": 80}]}}));
    for number in 0..NODES {
        objects.create(node(&mut dice, number));
    }
    wait("nodes are ready", || {
        let kept = |node: &Value| {
            node["spec"]["taints"]
                .as_array()
                .is_some_and(|it| it.iter().any(|taint| taint["key"] == "node.kubernetes.io/not-ready"))
        };
        (!objects.list("Node").iter().any(kept)).then_some(())
    });
    let (mut placed, mut refused, mut preempted, mut ties, mut wrong) = (0, 0, 0, 0, Vec::new());
    for number in 0..PODS {
        let mut pod = pod(&mut dice, number);
        pod["metadata"]["namespace"] = "default".into();
        // The API server fills in ranks and defaults: ask it, and decide before the real scheduler does.
        let mut held = pod.clone();
        held["spec"]["schedulingGates"] = json!([{"name": "test/held"}]);
        let mut created = objects.create(held);
        let name = created["metadata"]["name"].as_str().unwrap().to_owned();
        created["spec"].as_object_mut().unwrap().remove("schedulingGates");
        let (view, state) = view(&objects, &created);
        let like = (created["metadata"]["labels"]["app"] == "web"
            && state.pod.spec.topology_spread_constraints.is_empty())
        .then(|| serde_json::from_value::<LabelSelector>(json!({"matchLabels": {"app": "web"}})).unwrap());
        let question = Question {
            like,
            namespaces: Arc::new(Namespaces::new()),
            may_preempt: true,
            ..Question::default()
        };
        let ours = decide(&view, &state, &question, &mut 0);
        objects.patch("Pod", &name, json!({"spec": {"schedulingGates": []}}));
        let real = outcome(&objects, &name);
        match (&ours, real["spec"]["nodeName"].as_str()) {
            (Decision::Node(node), Some(chosen)) => {
                placed += 1;
                let ranking = ranking(&view, &state, &question);
                let best = ranking.iter().map(|(_, score)| *score).max();
                let tied: BTreeSet<&str> = ranking
                    .iter()
                    .filter(|(_, score)| Some(*score) == best)
                    .map(|(name, _)| name.as_str())
                    .collect();
                ties += usize::from(tied.len() > 1);
                if !tied.contains(chosen) {
                    wrong.push(format!("{name}: {chosen} and not {node} of {ranking:?}\n{created}"));
                }
            }
            (Decision::Unschedulable(failure), None) => {
                refused += 1;
                let message = condition(&real, "PodScheduled").unwrap()["message"].as_str().unwrap();
                if failure.message != message {
                    wrong.push(format!("{name}: says\n  {message}\nand not\n  {}", failure.message));
                }
                let nominated = real["status"]["nominatedNodeName"].as_str();
                if failure.preemption.is_some() != nominated.is_some() {
                    wrong.push(format!(
                        "{name}: makes room on {nominated:?}, ours on {:?}",
                        failure.preemption.as_ref().map(|it| &it.node)
                    ));
                }
                preempted += usize::from(nominated.is_some());
                if nominated.is_some() {
                    // Its victims end, and it comes.
                    wait("room is made", || {
                        objects.get("Pod", &name)?["spec"]["nodeName"].as_str().map(|_| ())
                    });
                } else {
                    objects.delete("Pod", &name);
                    wait("it is gone", || objects.get("Pod", &name).is_none().then_some(()));
                }
            }
            // Room was made, and taken, before anybody looked.
            (Decision::Unschedulable(failure), Some(chosen))
                if failure.preemption.as_ref().is_some_and(|it| it.node == chosen) =>
            {
                preempted += 1;
            }
            (ours, chosen) => wrong.push(format!("{name}: {chosen:?} and not {ours:?}\n{created}")),
        }
        wait("nobody is going", || {
            let going =
                objects.list("Pod").iter().any(|pod| pod["metadata"]["deletionTimestamp"].is_string());
            (!going).then_some(())
        });
    }
    assert!(wrong.is_empty(), "{} of {PODS} differ:\n{}", wrong.len(), wrong.join("\n"));
    assert!(
        placed > 60 && refused > 10 && preempted > 2,
        "{placed} placed, {refused} refused, {preempted} preempted, {ties} ties"
    );
}
