//! The whole controller, look after look, against stories whose end is known.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::*;
use crate::kubernetes::resources::{HpaSpec, HpaStatus, Pod};

/// An autoscaler, its target, and what the world does to them.
struct Story {
    spec: Spec,
    status: HpaStatus,
    memory: Memory,
    replicas: u32,
    pods: Vec<Pod>,
    settings: Settings,
    now: Timestamp,
}

impl Story {
    fn new(min: i32, max: i32, metrics: Value, behavior: Value) -> Self {
        let spec = json!({"minReplicas": min, "maxReplicas": max, "metrics": metrics, "behavior": behavior});
        let spec: HpaSpec = serde_json::from_value(spec).unwrap();
        Self {
            spec: Spec::from(&spec),
            status: HpaStatus::default(),
            memory: Memory::default(),
            replicas: 1,
            pods: vec![pod("p0", "Running")],
            settings: Settings::default(),
            now: Timestamp::from_second(1_000_000).unwrap(),
        }
    }

    fn decide(&self, answers: &[Result<Answer, Unanswered>]) -> Decision {
        look(
            self.memory.clone(),
            &Look {
                namespace: "d",
                spec: &self.spec,
                status: &self.status,
                scale: Ok(Scale { replicas: self.replicas, existing: self.replicas }),
                pods: Ok(self.pods.iter().collect()),
                answers,
                settings: &self.settings,
                now: self.now,
            },
        )
    }

    /// Looks, and returns the events. Fifteen seconds pass.
    fn look(&mut self, answers: &[Result<Answer, Unanswered>]) -> Vec<String> {
        let decision = self.decide(answers);
        self.replicas = decision.rescale.unwrap_or(self.replicas);
        let told = decision.carried_out();
        (self.memory, self.status) = (told.memory, told.status);
        self.now += SignedDuration::from_secs(15);
        told.events.into_iter().map(|event| format!("{} {}", event.reason, event.message)).collect()
    }

    fn condition(&self, kind: &str) -> String {
        let conditions = self.status.conditions.as_deref().unwrap_or_default();
        let Some(condition) = conditions.iter().find(|condition| condition.kind == kind) else {
            return String::new();
        };
        let reason = condition.reason.as_deref().unwrap_or_default();
        let message = condition.message.as_deref().unwrap_or_default();
        format!("{} {reason} {message}", condition.status)
    }
}

fn pod(name: &str, phase: &str) -> Pod {
    serde_json::from_value(json!({"metadata": {"name": name},
        "spec": {"containers": [{"name": "c", "resources": {"requests": {"cpu": "1"}}}]},
        "status": {"phase": phase, "conditions": [{"type": "Ready", "status": "True"}]}}))
    .unwrap()
}

fn waiting() -> Value {
    json!([{"type": "Pods", "pods": {"metric": {"name": "vllm:num_requests_waiting"},
        "target": {"type": "AverageValue", "averageValue": "5"}}}])
}

/// Each named pod reports so much.
fn each(values: &[(&str, i64)]) -> Vec<Result<Answer, Unanswered>> {
    let sample = |value: i64| Sample {
        value: value * 1000,
        at: Timestamp::UNIX_EPOCH,
        window: SignedDuration::from_secs(60),
    };
    vec![Ok(Answer::Pods(values.iter().map(|(name, value)| ((*name).to_owned(), sample(*value))).collect()))]
}

fn failed(why: &str) -> Result<Answer, Unanswered> {
    Err(Unanswered::Failed(why.to_owned()))
}

#[test]
fn the_queue_grows_from_one_to_three_and_falls_after_the_window() {
    let mut story = Story::new(1, 3, waiting(), Value::Null);
    let events = story.look(&each(&[("p0", 11)]));
    assert_eq!(
        events,
        ["SuccessfulRescale New size: 3; reason: pods metric vllm:num_requests_waiting above target"]
    );
    assert_eq!((story.status.current_replicas, story.status.desired_replicas), (Some(1), 3));
    assert_eq!(
        story.condition("AbleToScale"),
        "True SucceededRescale the HPA controller was able to update the target scale to 3"
    );
    assert_eq!(
        story.condition("ScalingActive"),
        "True ValidMetricFound the HPA was able to successfully calculate a replica count from pods metric vllm:num_requests_waiting"
    );
    assert_eq!(
        story.status.current_metrics.as_deref().unwrap(),
        [
            json!({"type": "Pods", "pods": {"metric": {"name": "vllm:num_requests_waiting"}, "current": {"averageValue": "11"}}})
        ]
    );
    story.pods.extend([pod("p1", "Pending"), pod("p2", "Pending")]);
    assert_eq!(story.look(&each(&[("p0", 11)])), [""; 0], "pending pods count as 0 and hold the count");
    story.pods.iter_mut().for_each(|pod| pod.status.phase = Some("Running".into()));
    let idle = each(&[("p0", 0), ("p1", 0), ("p2", 0)]);
    let mut looks = 0;
    while story.look(&idle).is_empty() {
        looks += 1;
        assert_eq!(
            story.condition("AbleToScale"),
            "True ScaleDownStabilized recent recommendations were higher than current one, applying the highest recent recommendation"
        );
        assert!(looks < 100);
    }
    // The last look that wanted 3 was at 15 s, and it counts until it is older than 300 s.
    assert_eq!((story.replicas, looks), (1, 20));
    assert_eq!(
        story.condition("ScalingLimited"),
        "True TooFewReplicas the desired replica count is less than the minimum replica count"
    );
}

#[test]
fn a_rate_is_named_before_the_maximum() {
    let mut story = Story::new(1, 100, waiting(), Value::Null);
    story.look(&each(&[("p0", 100)]));
    assert_eq!(story.replicas, 4);
    assert_eq!(
        story.condition("ScalingLimited"),
        "True ScaleUpLimit the desired replica count is increasing faster than the maximum scale rate"
    );
}

#[test]
fn what_cannot_be_read_is_said_as_the_controller_says_it() {
    let mut story = Story::new(1, 3, waiting(), Value::Null);
    let events = story.look(&[failed("the server could not find the metric q for pods")]);
    let reason = "unable to get metric vllm:num_requests_waiting: unable to fetch metrics from custom metrics API: the server could not find the metric q for pods";
    assert_eq!(
        events,
        [
            format!("FailedGetPodsMetric {reason}"),
            format!(
                "FailedComputeMetricsReplicas invalid metrics (1 invalid out of 1), first error is: failed to get pods metric value: {reason}"
            )
        ]
    );
    assert_eq!(
        story.condition("ScalingActive"),
        format!("False FailedGetPodsMetric the HPA was unable to compute the replica count: {reason}")
    );
    assert_eq!(story.status.current_metrics.as_deref().unwrap(), [json!({"type": ""})]);
    assert_eq!(
        story.look(&[Err(Unanswered::Nothing)])[0],
        "FailedGetPodsMetric unable to get metric vllm:num_requests_waiting: no metrics returned from custom metrics API"
    );
    story.pods.clear();
    assert_eq!(
        story.look(&each(&[("p0", 1)]))[0],
        "FailedGetPodsMetric no pods returned by selector while calculating replica count"
    );
}

#[test]
fn some_invalid_metrics_stop_shrinking_but_not_growing() {
    let metrics = json!([waiting()[0], {"type": "External", "external": {"metric": {"name": "q"},
        "target": {"type": "AverageValue", "averageValue": "5"}}}]);
    let mut story = Story::new(1, 5, metrics, Value::Null);
    let mut answers = each(&[("p0", 11)]);
    answers.push(failed("no"));
    let events = story.look(&answers);
    assert_eq!(story.replicas, 3);
    assert_eq!(
        events[0],
        "FailedGetExternalMetric unable to get external metric d/q/nil: unable to fetch metrics from external metrics API: no"
    );
    assert_eq!(story.status.current_metrics.as_ref().unwrap()[1], json!({"type": ""}));
    story.pods.extend([pod("p1", "Running"), pod("p2", "Running")]);
    story.settings.down_window = 0;
    let mut answers = each(&[("p0", 0), ("p1", 0), ("p2", 0)]);
    answers.push(failed("no"));
    for _ in 0..3 {
        story.look(&answers);
    }
    assert_eq!(story.replicas, 3);
    assert!(story.condition("ScalingActive").starts_with("False FailedGetExternalMetric"));
}

#[test]
fn zero_is_left_alone_and_bounds_are_kept_without_metrics() {
    let mut story = Story::new(2, 3, waiting(), Value::Null);
    assert_eq!(
        story.look(&[]),
        ["SuccessfulRescale New size: 2; reason: Current number of replicas below Spec.MinReplicas"]
    );
    story.replicas = 7;
    assert_eq!(
        story.look(&[]),
        ["SuccessfulRescale New size: 3; reason: Current number of replicas above Spec.MaxReplicas"]
    );
    story.replicas = 0;
    assert_eq!(story.look(&[]), [""; 0]);
    assert_eq!(
        story.condition("ScalingActive"),
        "False ScalingDisabled scaling is disabled since the replica count of the target is zero"
    );
}

#[test]
fn with_the_gate_open_an_external_metric_takes_the_count_to_zero_and_back() {
    let external = json!([{"type": "External", "external": {"metric": {"name": "q"}, "target": {"type": "Value", "value": "5"}}}]);
    let mut story = Story::new(0, 3, external, Value::Null);
    story.settings = Settings { scale_to_zero: true, down_window: 0, ..Settings::default() };
    for _ in 0..2 {
        story.look(&[Ok(Answer::External(vec![0]))]);
    }
    assert_eq!(story.replicas, 0);
    assert!(story.condition("ScaledToZero").starts_with("True ScaledToZero"));
    story.pods.clear();
    assert_eq!(
        story.look(&[Ok(Answer::External(vec![4000, 3000]))]),
        ["SuccessfulRescale New size: 2; reason: external metric q(nil) above target"]
    );
    assert!(story.condition("ScaledToZero").starts_with("False NotScaledToZero"));
}

#[test]
fn a_scale_that_cannot_be_written_is_told_and_not_remembered() {
    let story = Story::new(1, 3, waiting(), json!({}));
    let told = story.decide(&each(&[("p0", 11)])).refused("conflict");
    assert_eq!(told.memory.changes, Changes::default());
    assert_eq!(
        told.events.last().unwrap().message,
        "New size: 3; reason: pods metric vllm:num_requests_waiting above target; error: conflict"
    );
    assert_eq!((told.status.desired_replicas, told.status.last_scale_time), (0, None));
}

#[test]
fn cpu_of_pods_that_start_does_not_count() {
    let cpu = json!([{"type": "Resource", "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 50}}}]);
    let mut story = Story::new(1, 5, cpu, Value::Null);
    let started = story.now - SignedDuration::from_secs(60);
    story.pods.push(pod("p1", "Running"));
    for pod in &mut story.pods {
        pod.status.start_time = Some(started);
        pod.status.conditions[0].last_transition_time = Some(started);
    }
    let mut usage = each(&[("p0", 1), ("p1", 1)]);
    // Measured before a whole window had passed since the pods were ready.
    if let Ok(Answer::Pods(samples)) = &mut usage[0] {
        samples.values_mut().for_each(|sample| sample.at = started + SignedDuration::from_secs(59));
    }
    assert_eq!(
        story.look(&usage)[0],
        "FailedGetResourceMetric failed to get cpu utilization: did not receive metrics for targeted pods (pods might be unready)"
    );
    if let Ok(Answer::Pods(samples)) = &mut usage[0] {
        samples.values_mut().for_each(|sample| sample.at = started + SignedDuration::from_secs(60));
    }
    assert_eq!(
        story.look(&usage),
        [
            "SuccessfulRescale New size: 4; reason: cpu resource utilization (percentage of request) above target"
        ]
    );
    assert_eq!(
        story.status.current_metrics.as_ref().unwrap()[0]["resource"]["current"],
        json!({"averageValue": "1", "averageUtilization": 100})
    );
    let mut bare = story.pods[1].spec.containers[0].clone();
    bare.resources.requests.clear();
    story.pods[1].spec.containers = vec![bare].into();
    assert_eq!(
        story.look(&usage)[0],
        "FailedGetResourceMetric failed to get cpu utilization: missing request for cpu in container c of Pod p1"
    );
}

#[test]
fn a_target_without_scale_or_selector_is_named() {
    let story = Story::new(1, 3, waiting(), Value::Null);
    let answers = each(&[("p0", 1)]);
    let base = Look {
        namespace: "d",
        spec: &story.spec,
        status: &story.status,
        scale: Err("deployments/scale.apps \"x\" not found".into()),
        pods: Err(NoPods::NoSelector),
        answers: &answers,
        settings: &story.settings,
        now: story.now,
    };
    let told = look(Memory::default(), &base).carried_out();
    assert_eq!(
        told.status.conditions.unwrap()[0].message.as_deref(),
        Some(
            "the HPA controller was unable to get the target's current scale: deployments/scale.apps \"x\" not found"
        )
    );
    let scale = Ok(Scale { replicas: 1, existing: 1 });
    let shared = NoPods::Shared { selector: "a=b".into(), autoscalers: vec!["d/x".into(), "d/y".into()] };
    for (pods, reason, message) in [
        (NoPods::NoSelector, "SelectorRequired", "selector is required"),
        (shared, "AmbiguousSelector", "pods by selector a=b are controlled by multiple HPAs: [d/x d/y]"),
    ] {
        let told = look(Memory::default(), &Look { scale: scale.clone(), pods: Err(pods), ..base.clone() })
            .carried_out();
        assert_eq!((told.events[0].reason, told.events[0].message.as_str()), (reason, message));
        assert_eq!(told.events[1].reason, "FailedComputeMetricsReplicas");
    }
}
