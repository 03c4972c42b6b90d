use serde_json::{Value, from_value, json};

use super::*;
use crate::kubernetes::resources::Pod;

fn view(nodes: &[(&str, i64)]) -> View {
    let mut view = View::default();
    for (name, gpus) in nodes {
        view.set_node(Arc::new(from_value(node(name, *gpus)).unwrap()));
    }
    view
}

fn node(name: &str, gpus: i64) -> Value {
    json!({"metadata": {"name": name, "labels": {"kubernetes.io/hostname": name, "pool": &name[..1]}},
        "status": {"allocatable": {"cpu": "8", "memory": "32Gi", "pods": "110", "nvidia.com/gpu": gpus.to_string()}}})
}

fn pod(name: &str, gpus: i64, priority: i32) -> Value {
    json!({"metadata": {"name": name, "namespace": "ns", "uid": name, "labels": {"app": "web"}}, "spec": {"priority": priority,
        "containers": [{"name": "c", "resources": {"requests": {"cpu": "1", "memory": "1Gi", "nvidia.com/gpu": gpus}}}]}})
}

fn state(view: &mut View, pod: Value) -> Arc<PodState> {
    let pod: Pod = from_value(pod).unwrap();
    view.state(Arc::new(pod))
}

fn ask(view: &View, pod: &Arc<PodState>) -> Decision {
    decide(view, pod, &Question { may_preempt: true, ..Question::default() }, &mut 0)
}

fn message(decision: &Decision) -> &str {
    match decision {
        Decision::Unschedulable(failure) => &failure.message,
        Decision::Node(node) => panic!("{node} takes it"),
    }
}

#[test]
fn a_failure_is_worded_as_the_scheduler_words_it() {
    let mut view = view(&[("a", 1), ("b", 0), ("c", 1)]);
    let one = state(&mut view, pod("one", 1, 0));
    view.place(one.clone(), "a");
    let mut tainted = node("c", 1);
    tainted["spec"] = json!({"taints": [{"key": "k", "effect": "NoSchedule"}]});
    view.set_node(Arc::new(from_value(tainted).unwrap()));
    let two = state(&mut view, pod("two", 1, 0));
    assert_eq!(
        message(&ask(&view, &two)),
        "0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient nvidia.com/gpu. \
         no new claims to deallocate, preemption: 0/3 nodes are available: 1 No preemption victims found for incoming pod, 2 Preemption is not helpful for scheduling."
    );
    let empty = View::default();
    assert_eq!(message(&ask(&empty, &two)), "no nodes available to schedule pods");
    let refused = Question {
        refused: Some("persistentvolumeclaim \"llm-model\" not found".into()),
        may_preempt: true,
        ..Question::default()
    };
    assert_eq!(
        message(&decide(&view, &two, &refused, &mut 0)),
        "0/3 nodes are available: persistentvolumeclaim \"llm-model\" not found. no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling."
    );
}

#[test]
fn the_less_used_node_is_better() {
    let mut view = view(&[("a", 8), ("b", 8)]);
    let one = state(&mut view, pod("one", 1, 0));
    assert_eq!(ask(&view, &one), Decision::Node("a".into()));
    view.place(one, "a");
    let two = state(&mut view, pod("two", 1, 0));
    assert_eq!(ask(&view, &two), Decision::Node("b".into()));
}

#[test]
fn the_least_important_pod_gives_way() {
    let mut view = view(&[("a", 1), ("b", 1)]);
    for (name, node, priority) in [("low", "a", 1), ("lower", "b", 0)] {
        let pod = state(&mut view, pod(name, 1, priority));
        view.place(pod, node);
    }
    let high = state(&mut view, pod("high", 1, 10));
    let Decision::Unschedulable(failure) = ask(&view, &high) else { panic!() };
    assert_eq!(failure.message, "0/2 nodes are available: 2 Insufficient nvidia.com/gpu.");
    let preemption = failure.preemption.unwrap();
    assert_eq!((preemption.node.as_str(), preemption.victims[0].uid()), ("b", "lower"));
    let budget = Budget {
        namespace: "ns".into(),
        selector: from_value(json!({"matchLabels": {"app": "web"}})).unwrap(),
        allowed: 1,
        disrupted: vec![],
    };
    let question = Question { budgets: vec![budget].into(), may_preempt: true, ..Question::default() };
    assert!(
        matches!(decide(&view, &high, &question, &mut 0), Decision::Unschedulable(failure) if failure.preemption.is_some())
    );
    // Room that is made for a pod is not given to one of a lower rank.
    view.remove("lower");
    view.nominate(high, "b");
    let other = state(&mut view, pod("other", 1, 5));
    assert!(
        matches!(ask(&view, &other), Decision::Unschedulable(failure) if failure.preemption.as_ref().is_some_and(|it| it.node == "a"))
    );
}

#[test]
fn hard_spread_and_anti_affinity_keep_pods_apart() {
    let mut view = view(&[("a", 8), ("b", 8)]);
    let mut apart = pod("one", 0, 0);
    apart["spec"]["affinity"] = json!({"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [
        {"topologyKey": "kubernetes.io/hostname", "labelSelector": {"matchLabels": {"app": "web"}}}]}});
    let one = state(&mut view, apart.clone());
    view.place(one, "a");
    let plain = state(&mut view, pod("two", 0, 0));
    assert_eq!(ask(&view, &plain), Decision::Node("b".into()), "the one that is there keeps others away");
    view.place(plain, "b");
    apart["metadata"]["uid"] = "three".into();
    let three = state(&mut view, apart);
    assert!(
        message(&ask(&view, &three))
            .starts_with("0/2 nodes are available: 2 node(s) didn't match pod anti-affinity rules.")
    );

    let mut even = super::tests::view(&[("a", 8), ("b", 8)]);
    let mut spread = pod("s1", 0, 0);
    spread["spec"]["topologySpreadConstraints"] = json!([{"maxSkew": 1, "topologyKey": "kubernetes.io/hostname",
        "whenUnsatisfiable": "DoNotSchedule", "labelSelector": {"matchLabels": {"app": "web"}}}]);
    for expected in ["a", "b", "a", "b"] {
        spread["metadata"]["uid"] = format!("s-{}", even.uids().count()).into();
        let next = state(&mut even, spread.clone());
        assert_eq!(ask(&even, &next), Decision::Node(expected.into()));
        even.place(next, expected);
    }
}

#[test]
fn units_are_tried_in_order_and_keep_their_most() {
    let mut view = view(&[("a1", 1), ("c1", 1), ("c2", 1), ("x", 8)]);
    let unit = |names: &[&str], max, pods| policy::UnitState {
        nodes: names.iter().map(|name| (*name).to_owned()).collect(),
        max,
        pods,
        ..policy::UnitState::default()
    };
    let rules = policy::Rules::of(&ResourcePolicy::default());
    let now = jiff::Timestamp::from_second(1000).unwrap();
    let one = state(&mut view, pod("one", 1, 0));
    let decide = |view: &View, units: &[policy::UnitState], rules, seconds| {
        let times = (now, now + jiff::SignedDuration::from_secs(seconds));
        policy::decide(view, &one, &Question::default(), units, rules, times, &mut 0)
    };
    let units = [unit(&["a1"], None, 0), unit(&["c1", "c2"], Some(1), 0)];
    assert_eq!(decide(&view, &units, rules, 0).unit, Some(0));
    let mut full = View::default();
    for (name, gpus) in [("a1", 0), ("c1", 1), ("c2", 1), ("x", 8)] {
        full.set_node(Arc::new(from_value(node(name, gpus)).unwrap()));
    }
    assert_eq!(decide(&full, &units, rules, 0).decision, Decision::Node("c1".into()));
    let reached = [unit(&["a1"], None, 0), unit(&["c1", "c2"], Some(1), 1)];
    let outcome = decide(&full, &reached, rules, 0);
    assert!(message(&outcome.decision).contains("3 node(s) didn't belong to a usable unit"), "{outcome:?}");
    let patient = policy::Rules { next: policy::Next::TimeoutOrExceedMax, ..rules };
    let waiting = [unit(&["a1"], Some(3), 0), unit(&["c1"], None, 0)];
    let outcome = decide(&full, &waiting, patient, 0);
    assert_eq!((outcome.unit, outcome.again), (None, Some(now + patient.timeout)));
    assert_eq!(decide(&full, &waiting, patient, 901).unit, Some(1));
}

type ResourcePolicy = crate::kubernetes::resources::ResourcePolicySpec;
