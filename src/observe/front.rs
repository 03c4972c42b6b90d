//! The Service in front of a service: which of its pods answer, and at which port.

use crate::kubernetes::resources::{Pod, Service};
use crate::kubernetes::selector;

/// The place of a pod in a group of pods; that of its leader is 0.
const PLACE: &str = "leaderworkerset.sigs.k8s.io/worker-index";

/// The pods that the Service leads to; all of them where it chooses none, or there is none.
///
/// Of groups these are the leaders, and of roles the pods of the one that the requests go to.
pub fn answering<'a>(front: Option<&Service>, pods: &'a [Pod]) -> Vec<&'a Pod> {
    let chosen = |pod: &&Pod| {
        let wanted = front.map(|front| &front.spec.selector).filter(|selector| !selector.is_empty());
        let labels = pod.metadata.labels.as_ref();
        wanted.zip(labels).is_some_and(|(wanted, labels)| selector::matches(wanted, labels))
    };
    let found: Vec<&Pod> = pods.iter().filter(chosen).collect();
    if found.is_empty() { pods.iter().collect() } else { found }
}

/// The port of a pod that the Service's first one leads to.
pub fn port_in(front: &Service, pod: &Pod) -> Option<u16> {
    let port = front.spec.ports.first()?;
    let Some(target) = &port.target_port else { return Some(port.port) };
    if let Some(number) = target.as_u64() {
        return u16::try_from(number).ok();
    }
    let mut ports = pod.spec.containers.iter().flat_map(|container| container.ports.iter());
    ports.find(|port| port.name.as_deref() == target.as_str()).map(|port| port.container_port)
}

/// Whether a pod works for the leader of its group, and answers nobody.
pub fn is_worker(pod: &Pod) -> bool {
    let place = pod.metadata.labels.as_ref().and_then(|labels| labels.get(PLACE));
    place.is_some_and(|place| place != "0")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn pod(name: &str, labels: Value) -> Pod {
        serde_json::from_value(json!({"metadata": {"name": name, "labels": labels},
            "spec": {"containers": [{"name": "c", "ports": [{"name": "metrics", "containerPort": 9000}, {"name": "http", "containerPort": 8000}]}]}}))
        .unwrap()
    }

    fn service(selector: Value, target: Value) -> Service {
        let port = json!({"port": 80, "targetPort": target});
        serde_json::from_value(json!({"spec": {"selector": selector, "ports": [port]}})).unwrap()
    }

    #[test]
    fn the_service_says_who_answers_and_where() {
        let pods = [
            pod("q-0-1", json!({"role": "worker", PLACE: "1"})),
            pod("q-0", json!({"role": "leader", PLACE: "0"})),
        ];
        let front = service(json!({"role": "leader"}), json!("http"));
        let names = |front: Option<&Service>| -> Vec<String> {
            answering(front, &pods).iter().map(|pod| pod.metadata.name.clone().unwrap()).collect()
        };
        assert_eq!(names(Some(&front)), ["q-0"]);
        assert_eq!(names(None), ["q-0-1", "q-0"]);
        assert_eq!(names(Some(&service(json!({}), json!(80)))), ["q-0-1", "q-0"]);
        assert_eq!(port_in(&front, &pods[1]), Some(8000));
        assert_eq!(port_in(&service(json!({}), json!(7000)), &pods[1]), Some(7000));
        assert_eq!(port_in(&service(json!({}), Value::Null), &pods[1]), Some(80));
        assert_eq!(port_in(&service(json!({}), json!("none")), &pods[1]), None);
        assert!(is_worker(&pods[0]) && !is_worker(&pods[1]) && !is_worker(&pod("a", json!({}))));
    }
}
