//! From records to a timeline.

mod provisioners;
mod scene;

use jiff::SignedDuration;
use proptest::prelude::*;
use serde_json::json;

use self::scene::{applied, at, event, node, pod, records, timeline};
use super::*;

/// The scale-up that brought the second pod.
fn second(timeline: &Timeline) -> &ScaleUp {
    timeline.scale_ups.iter().find(|it| it.chains.iter().any(|it| it.pod == "qwen-predictor-b")).unwrap()
}

fn finding(timeline: &Timeline, step: Step) -> &Finding {
    &second(timeline).chains[0].step(step).unwrap().finding
}

#[test]
fn a_scale_up_is_told_step_by_step() {
    let timeline = timeline(&records());
    assert_eq!(timeline.scale_ups.len(), 2);
    assert_eq!(timeline.scale_ups[0].cause, Cause::Deployed);
    let up = second(&timeline);
    let decision = up.decision().unwrap();
    assert_eq!((decision.to, decision.by.as_str()), (Some(2), "HorizontalPodAutoscaler/qwen-hpa"));
    let chain = up.critical().unwrap();
    assert_eq!((chain.place.pool.as_deref(), &chain.end), (Some("cloud"), &End::Ready));
    let path = chain.path.as_ref().unwrap();
    let secs = |step| path.took(step).map(|took| took.as_millis());
    assert_eq!(secs(Step::NodeReady), Some(72_000));
    assert_eq!(secs(Step::ImagePulled), Some(40_000));
    assert_eq!(secs(Step::WeightsLoaded), Some(13_000));
    // No record stamps it: it shares its time with the step behind it.
    assert!(matches!(chain.step(Step::AcceleratorAllocatable).unwrap().finding, Finding::Within(_)));
    assert_eq!((secs(Step::AcceleratorAllocatable), secs(Step::Scheduled)), (None, None));
    assert_eq!(path.unaccounted, SignedDuration::from_secs(10));
    for step in [Step::LoadRose, Step::MetricPassedTarget, Step::FirstToken] {
        assert_eq!(*finding(&timeline, step), Finding::Unknown { why: Missing::NeverRecorded });
    }
    for view in &chain.steps {
        if let Finding::At(mark) = &view.finding {
            assert!(mark.at.width() <= SignedDuration::from_secs(2), "{:?}", view.step);
        }
    }
    assert_eq!(timeline.advice.unwrap().remedy, Remedy::WarmNode);
}

/// Which record tells of which step: without it, the step is not known.
const TOLD: [(usize, Step); 6] = [
    (8, Step::Decided),
    (9, Step::Unschedulable),
    (10, Step::NodeRequested),
    (12, Step::ImagePulled),
    (13, Step::EndpointLive),
    (14, Step::WeightsLoaded),
];

#[test]
fn without_its_record_a_step_is_unknown_and_never_a_number() {
    for (place, step) in TOLD {
        let mut rest = records();
        rest.remove(place);
        if step == Step::Decided {
            // The autoscaler itself remembers its last one.
            rest.remove(2);
        }
        let timeline = timeline(&rest);
        assert!(
            matches!(finding(&timeline, step), Finding::Unknown { .. }),
            "{step:?}: {:?}",
            finding(&timeline, step)
        );
        let path = second(&timeline).chains[0].path.as_ref().unwrap();
        assert_eq!(path.took(step), None, "{step:?}");
    }
    // Without its node, what the node tells is unknown.
    let mut rest = records();
    rest.remove(7);
    let timeline = timeline(&rest);
    for step in [Step::NodeReady, Step::AcceleratorAllocatable] {
        assert!(matches!(finding(&timeline, step), Finding::Unknown { .. }), "{step:?}");
    }
}

#[test]
fn events_of_an_hour_ago_have_expired_and_that_is_said() {
    let rest: Vec<_> =
        records().into_iter().filter(|it| it.pointer("/object/kind") != Some(&json!("Event"))).collect();
    let now = at("02:00:00").parse().unwrap();
    let timeline =
        Timeline::of(&[scene::evidence(&rest)], &Series::default(), now, SignedDuration::from_hours(3));
    assert!(timeline.expired);
    assert_eq!(*finding(&timeline, Step::ImagePulled), Finding::Unknown { why: Missing::Expired });
    // What objects keep is still known.
    assert!(finding(&timeline, Step::Scheduled).stamped().is_some());
    assert_eq!(second(&timeline).decision().unwrap().source, "status.lastScaleTime");
}

#[test]
fn a_watch_stamps_what_no_record_stamps() {
    let mut all = records();
    let mut bare = node("cloud-1", "00:02:00", "00:02:20", &json!({}));
    bare["status"]["allocatable"] = json!({});
    let mut full = node("cloud-1", "00:02:00", "00:02:20", &json!({}));
    full["metadata"]["managedFields"] =
        json!([{"manager": "kubelet", "subresource": "status", "time": at("00:02:28")}]);
    all[7] = applied("00:02:21", bare);
    all.insert(8, applied("00:02:29", full));
    let timeline = timeline(&all);
    let path = second(&timeline).chains[0].path.as_ref().unwrap();
    assert_eq!(path.took(Step::AcceleratorAllocatable), Some(SignedDuration::from_secs(8)));
    assert_eq!(path.unaccounted, SignedDuration::ZERO);
}

#[test]
fn a_size_that_a_person_set_is_a_decision_by_the_event_of_the_deployment() {
    let deployment = |manager: &str| {
        applied(
            "00:10:00",
            json!({"kind": "Deployment", "metadata": {"name": "qwen-predictor", "namespace": "default",
            "managedFields": [{"manager": manager, "subresource": "scale"}]}, "spec": {}, "status": {}}),
        )
    };
    let of = |manager: &str, message: &str| {
        let scaled = event(
            "Deployment",
            "qwen-predictor",
            "ScalingReplicaSet",
            message,
            "00:30:00",
            "deployment-controller",
        );
        let all: Vec<_> =
            records().into_iter().chain([deployment(manager), applied("00:30:00", scaled)]).collect();
        let decisions = scene::evidence(&all).decisions();
        decisions.into_iter().find(|it| it.source == "event ScalingReplicaSet")
    };
    let grown = "Scaled up replica set qwen-predictor-1 from 2 to 4";
    let told = of("kubectl", grown).expect("a decision");
    assert_eq!(
        (told.by.as_str(), told.from, told.to),
        ("kubectl on Deployment/qwen-predictor", Some(2), Some(4))
    );
    assert!(told.at.earliest.to_string() < at("00:30:00") && at("00:30:00") < told.at.latest.to_string());
    // The autoscaler has events of its own, and a new ReplicaSet is a rollout.
    assert_eq!(of("kube-controller-manager", grown), None);
    assert_eq!(of("kubectl", "Scaled up replica set qwen-predictor-2 from 0 to 1"), None);
}

#[test]
fn a_container_that_ended_first_is_an_attempt_of_its_own() {
    let mut all = records();
    let state = json!({"terminated": {"exitCode": 137, "reason": "OOMKilled", "startedAt": at("00:03:13"), "finishedAt": at("00:03:15")}});
    let status = &mut all[6]["object"]["status"]["containerStatuses"][0];
    status["lastState"] = state;
    status["state"] = json!({"running": {"startedAt": at("00:03:25")}});
    status["restartCount"] = json!(1);
    let timeline = timeline(&all);
    let chain = &second(&timeline).chains[0];
    assert_eq!(chain.attempts.len(), 1);
    assert_eq!(chain.attempts[0].words, "exit code 137 (OOMKilled)");
    assert!(
        chain
            .step(Step::ContainerStarted)
            .unwrap()
            .finding
            .stamped()
            .unwrap()
            .at
            .earliest
            .to_string()
            .contains("00:03:25")
    );
}

#[test]
fn two_cold_starts_in_a_row_would_best_have_been_one() {
    let mut all = records();
    let third = [("PodScheduled", "00:03:42"), ("Ready", "00:05:31")];
    all.push(applied("00:10:00", pod("qwen-predictor-c", "00:03:41", "edge-1", &third, Some("00:03:45"))));
    all.push(applied(
        "00:10:00",
        event(
            "HorizontalPodAutoscaler",
            "qwen-hpa",
            "SuccessfulRescale",
            "New size: 3; reason: pods metric x above target",
            "00:03:40",
            "horizontal-pod-autoscaler",
        ),
    ));
    let timeline = timeline(&all);
    assert_eq!(timeline.scale_ups.len(), 3, "a wave is a chain of its own");
    let advice = timeline.advice.unwrap();
    assert_eq!((advice.remedy, advice.saves), (Remedy::UncappedMetric, SignedDuration::from_secs(160)));
}

#[test]
fn who_went_is_told_by_the_watch_with_the_rule_and_by_an_event_without() {
    let mut all = records();
    all.push(applied(
        "00:10:00",
        event(
            "HorizontalPodAutoscaler",
            "qwen-hpa",
            "SuccessfulRescale",
            "New size: 1; reason: All metrics below target",
            "00:09:00",
            "horizontal-pod-autoscaler",
        ),
    ));
    let mut told = all.clone();
    told.push(applied(
        "00:10:00",
        event(
            "ReplicaSet",
            "qwen-predictor-7d",
            "SuccessfulDelete",
            "Deleted pod: qwen-predictor-b",
            "00:09:00",
            "replicaset-controller",
        ),
    ));
    let down = timeline(&told).scale_downs.remove(0);
    assert_eq!(
        (down.victims[0].pod.as_str(), down.victims[0].place.pool.as_deref()),
        ("qwen-predictor-b", Some("cloud"))
    );
    assert_eq!((down.victims[0].rule, down.preferred), (None, Preferred::Unknown));
    let mut watched = all;
    let mut going = watched[6]["object"].clone();
    going["metadata"]["deletionTimestamp"] = json!(at("00:09:31"));
    going["metadata"]["deletionGracePeriodSeconds"] = json!(30);
    watched.push(applied("00:09:01", going));
    let down = timeline(&watched).scale_downs.remove(0);
    assert_eq!(down.decision.unwrap().to, Some(1));
    assert_eq!(down.victims[0].at.earliest.to_string(), "2026-01-01T00:09:01Z");
    assert!(down.victims[0].rule.is_some());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_part_of_the_records_in_any_order_makes_sums_that_are_exact(
        kept in prop::sample::subsequence((0..15_usize).collect::<Vec<_>>(), 0..=15).prop_shuffle(),
    ) {
        let all = records();
        let some: Vec<_> = kept.iter().map(|place| all[*place].clone()).collect();
        let timeline = timeline(&some);
        for chain in timeline.scale_ups.iter().flat_map(|it| &it.chains) {
            prop_assert_eq!(chain.steps.len(), 17);
            let Some(path) = &chain.path else { continue };
            let sum: SignedDuration = path.parts.iter().map(|part| part.took).sum();
            prop_assert_eq!(sum, path.whole);
            for view in &chain.steps {
                if view.finding.stamped().is_none() {
                    prop_assert_eq!(path.took(view.step), None);
                }
            }
        }
        prop_assert!(serde_json::to_string(&timeline).is_ok());
    }
}
