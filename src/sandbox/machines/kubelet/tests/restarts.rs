//! Containers that end, and what follows.

use super::*;

#[test]
fn a_crash_is_followed_by_longer_and_longer_pauses() {
    let mut ground = Ground::new("faults:\n- {pods: {app: a}, fault: crash, after: 5s, message: boom}\n");
    ground.pod("a", web(json!({})));
    let waiting = |ground: &Ground| ground.get("a", "/status/containerStatuses/0/state/waiting/reason");
    // 2 s until it runs, 5 s until it crashes, the first restart at once.
    ground.paper.pass(7);
    assert_eq!(ground.get("a", "/status/containerStatuses/0/restartCount"), 1);
    assert_eq!(ground.get("a", "/status/containerStatuses/0/lastState/terminated/exitCode"), 1);
    ground.paper.pass(6);
    assert_eq!(
        (waiting(&ground), ground.get("a", "/status/phase")),
        (json!("CrashLoopBackOff"), json!("Running"))
    );
    let message = ground.get("a", "/status/containerStatuses/0/state/waiting/message");
    assert_eq!(message, "back-off 10s restarting failed container=web pod=a_default(uid-00007)");
    ground.paper.pass(11);
    assert_eq!(waiting(&ground), json!(null));
    ground.paper.pass(5);
    let message = ground.get("a", "/status/containerStatuses/0/state/waiting/message");
    assert!(message.as_str().unwrap().starts_with("back-off 20s"), "{message}");
    let previous = ground.shared.logs.previous(&("default".into(), "a".into(), "web".into())).unwrap();
    assert_eq!(&*previous.from(0).0[0].1, "boom");
    assert!(ground.reasons().contains(&"BackOff".to_owned()));
}

#[test]
fn a_fault_on_demand_comes_once() {
    let mut ground = Ground::new("");
    ground.pod("a", web(json!({})));
    ground.paper.pass(5);
    ground.paper.patch("Pod", "a", json!({"metadata": {"annotations": {FAULT_ANNOTATION: "out-of-memory"}}}));
    ground.paper.pass(3);
    let last = ground.get("a", "/status/containerStatuses/0/lastState/terminated");
    assert_eq!((&last["exitCode"], &last["reason"]), (&json!(137), &json!("OOMKilled")));
    assert_eq!(ground.get("a", "/status/containerStatuses/0/restartCount"), 1);
    assert_eq!(ground.get("a", "/metadata/annotations"), json!({}));
}

#[test]
fn a_pod_that_is_deleted_ends_within_its_grace() {
    for (lifecycle, grace, takes) in [
        (json!({}), 30, 1),
        (json!({"preStop": {"sleep": {"seconds": 8}}}), 30, 9),
        (json!({"preStop": {"exec": {"command": ["sh", "-c", "sleep 60"]}}}), 20, 20),
    ] {
        let mut ground = Ground::new("");
        ground.pod("a", web(json!({"lifecycle": lifecycle})));
        ground.paper.pass(5);
        ground.reasons();
        ground.end("a", grace);
        ground.paper.pass(takes - 1);
        assert!(ground.exists("a") && ground.shared.listeners.at("10.128.0.2", 80).is_some());
        ground.paper.pass(2);
        assert!(!ground.exists("a") && ground.shared.listeners.at("10.128.0.2", 80).is_none());
        assert_eq!(ground.reasons(), ["Killing"]);
    }
}

#[test]
fn a_liveness_probe_that_fails_restarts_and_a_startup_probe_holds_it_back() {
    let mut ground = Ground::new("faults:\n- {fault: hang, after: 30s, times: 1}\n");
    let probe = |period: u64| json!({"httpGet": {"path": "/", "port": 80}, "periodSeconds": period, "failureThreshold": 2});
    ground.pod(
        "a",
        web(json!({"startupProbe": probe(1), "livenessProbe": probe(10), "readinessProbe": probe(5)})),
    );
    ground.paper.pass(3);
    assert_eq!(
        (ground.get("a", "/status/containerStatuses/0/started"), ground.condition("a", "Ready")),
        (json!(true), "True".into())
    );
    ground.paper.pass(60);
    assert_eq!(ground.condition("a", "Ready"), "False");
    let said: Vec<String> = ground.paper.events.iter().map(|(_, text)| text.clone()).collect();
    assert!(
        said.iter()
            .any(|text| text
                .starts_with("Liveness probe failed: Get \"http://10.128.0.2:80/\": context deadline")),
        "{said:?}"
    );
    assert!(said.contains(&"Container web failed liveness probe, will be restarted".to_owned()), "{said:?}");
    ground.paper.pass(30);
    assert_eq!(
        (ground.get("a", "/status/containerStatuses/0/restartCount"), ground.condition("a", "Ready")),
        (json!(1), "True".into())
    );
}

#[test]
fn an_image_that_is_not_there_is_tried_again() {
    let mut ground = Ground::new("");
    ground.pod("a", web(json!({"image": "missing:1"})));
    ground.paper.pass(2);
    let waiting = |ground: &Ground| ground.get("a", "/status/containerStatuses/0/state/waiting/reason");
    assert_eq!(waiting(&ground), "ImagePullBackOff");
    assert_eq!(ground.reasons(), ["Pulling", "Failed", "Failed", "BackOff", "Failed"]);
    ground.paper.pass(10);
    assert_eq!(ground.reasons(), ["Pulling", "Failed", "Failed", "BackOff", "Failed"]);
}
