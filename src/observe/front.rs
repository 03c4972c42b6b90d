//! The Service in front of a service: which of its pods answer, and at which port.

use crate::kubernetes::labels;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use super::root::Root;
use crate::kubernetes::resources::{Pod, Service, ServicePort};
use crate::kubernetes::selector;

/// The place of a pod in a group of pods; that of its leader is 0.
const PLACE: &str = "leaderworkerset.sigs.k8s.io/worker-index";

/// The Service in front of a service's pods: the one of its name, else one that belongs to it, by owner or by what Arena's
/// labels say.
pub fn of<'a>(service: &Root, services: &'a [Service]) -> Option<&'a Service> {
    let metadata = &service.metadata;
    let label = |of: &ObjectMeta, name: &str| of.labels.as_ref().and_then(|labels| labels.get(name).cloned());
    let here = || services.iter().filter(|front| front.metadata.namespace == metadata.namespace);
    let owned = |front: &ObjectMeta| {
        let owners = front.owner_references.iter().flatten();
        owners.map(|owner| owner.uid.as_str()).any(|uid| Some(uid) == metadata.uid.as_deref())
    };
    let marked = |front: &ObjectMeta| {
        label(front, labels::NAME).is_some()
            && [labels::NAME, labels::VERSION].iter().all(|name| label(front, name) == label(metadata, name))
    };
    // Those without an address give the pods names, and one of metrics is not for requests.
    let answers = |front: &&Service| {
        let name = front.metadata.name.as_deref().unwrap_or_default();
        front.spec.cluster_ip.as_deref() != Some("None") && !name.ends_with("-metric-svc")
    };
    let belongs = |front: &&Service| owned(&front.metadata) || marked(&front.metadata);
    let own = here().find(|front| front.metadata.name == metadata.name);
    own.or_else(|| here().filter(answers).find(belongs))
}

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

/// Whether a port of this name takes HTTP, as neap, Arena and the guides call it. Beside it there may be one of gRPC, which
/// comes first, and one of metrics.
pub(super) fn is_http(name: &str) -> bool {
    ["http", "http-serving", "restful", "http1"].contains(&name)
}

/// The port of a Service that requests go to: HTTP's, else the first.
pub fn requests(front: &Service) -> Option<&ServicePort> {
    let mut named = front.spec.ports.iter().filter(|port| port.name.as_deref().is_some_and(is_http));
    named.next().or(front.spec.ports.first())
}

/// The port of a pod that the Service's one for requests leads to.
pub fn port_in(front: &Service, pod: &Pod) -> Option<u16> {
    let port = requests(front)?;
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

    #[test]
    fn requests_go_to_the_port_of_http() {
        let of = |ports: Value| {
            let front: Service = serde_json::from_value(json!({"spec": {"ports": ports}})).unwrap();
            requests(&front).map(|port| port.port)
        };
        let named = |name: &str, port: u16| json!({"name": name, "port": port});
        assert_eq!(of(json!([named("grpc-serving", 8500), named("http-serving", 5000)])), Some(5000));
        assert_eq!(of(json!([named("http-metrics", 8002), named("http", 8000)])), Some(8000));
        assert_eq!(of(json!([named("grpc", 8500), named("web", 1)])), Some(8500));
        assert_eq!(of(json!([{"port": 80}])), Some(80));
        assert_eq!(of(json!([])), None);
    }

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

    #[test]
    fn the_front_bears_the_name_or_belongs_to_the_service() {
        let set = |labels: Value| -> Root {
            let metadata =
                json!({"name": "q-alpha-custom-serving", "namespace": "ns", "uid": "1", "labels": labels});
            let set: crate::kubernetes::resources::StatefulSet =
                serde_json::from_value(json!({ "metadata": metadata })).unwrap();
            Root::from(&set)
        };
        let front = |name: &str, labels: Value, owner: Option<&str>, ip: &str| -> Service {
            let owners: Vec<Value> = owner
                .map(|uid| json!({"apiVersion": "apps/v1", "kind": "StatefulSet", "name": "q", "uid": uid}))
                .into_iter()
                .collect();
            let metadata =
                json!({"name": name, "namespace": "ns", "labels": labels, "ownerReferences": owners});
            serde_json::from_value(json!({"metadata": metadata, "spec": {"clusterIP": ip}})).unwrap()
        };
        let marks = json!({"servingName": "q", "servingVersion": "alpha"});
        let arena = set(marks.clone());
        let name = |services: &[Service]| of(&arena, services).and_then(|front| front.metadata.name.clone());
        let pods = front("q-pods", marks.clone(), Some("1"), "None");
        let others = front("q-beta", json!({"servingName": "q", "servingVersion": "beta"}), None, "10.0.0.2");
        let metrics = front("q-metric-svc", marks.clone(), Some("1"), "10.0.0.3");
        assert_eq!(name(&[pods.clone(), others.clone(), metrics.clone()]), None);
        let own = front("q-alpha", marks, None, "10.0.0.1");
        assert_eq!(name(&[pods.clone(), metrics, others, own]).as_deref(), Some("q-alpha"));
        let adopted = front("web", json!({}), Some("1"), "10.0.0.4");
        assert_eq!(name(&[pods, adopted.clone()]).as_deref(), Some("web"));
        let same = front("q-alpha-custom-serving", json!({}), None, "None");
        assert_eq!(name(&[adopted, same]).as_deref(), Some("q-alpha-custom-serving"));
    }
}
