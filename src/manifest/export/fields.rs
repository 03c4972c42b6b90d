//! Which fields of an object differ from place to place.

use super::hole::{Hole, Holes};
use super::{pods, scaling};
use crate::kubernetes::Object;

/// The fields of an object that become values. `alone` says that there is no second autoscaler; what asks for things of
/// `namespace` asks for the release's.
pub fn of(object: &Object, alone: bool, namespace: Option<&str>) -> Vec<Hole> {
    let mut holes = Holes::of(object.value());
    pods::find(object, &mut holes);
    scaling::root(object, &mut holes);
    if scaling::is_autoscaler(object) {
        scaling::autoscaler(object, alone, namespace, &mut holes);
    }
    around(object, &mut holes);
    holes.found
}

/// What stands around a service.
fn around(object: &Object, holes: &mut Holes<'_>) {
    let identity = object.identity();
    match identity.kind.as_str() {
        "CronHorizontalPodAutoscaler" => holes.block("/spec/jobs".into(), &["autoscaling", "schedule"]),
        "ResourcePolicy" => holes.block("/spec/units".into(), &["placement", "units"]),
        "PropagationPolicy" => {
            holes.block("/spec/placement/clusterAffinities".into(), &["placement", "clusterAffinities"]);
        }
        "PodDisruptionBudget" => {
            for name in ["minAvailable", "maxUnavailable"] {
                holes.scalar(format!("/spec/{name}"), &["budget", name]);
            }
        }
        "Ingress" => {
            holes.scalar("/spec/ingressClassName".into(), &["expose", "ingressClassName"]);
            if holes.items("/spec/rules").len() == 1 {
                holes.scalar("/spec/rules/0/host".into(), &["expose", "host"]);
            }
            holes.block("/spec/tls".into(), &["expose", "tls"]);
        }
        "HTTPRoute" => {
            holes.block("/spec/hostnames".into(), &["expose", "hostnames"]);
            holes.block("/spec/parentRefs".into(), &["expose", "parentRefs"]);
        }
        "PodMonitor" => {
            holes.scalar("/spec/podMetricsEndpoints/0/interval".into(), &["monitoring", "interval"]);
        }
        "ServiceMonitor" => {
            holes.scalar("/spec/endpoints/0/interval".into(), &["monitoring", "interval"]);
        }
        "Dataset" => holes.block("/spec/mounts".into(), &["cache", "mounts"]),
        "JindoRuntime" | "AlluxioRuntime" | "JuiceFSRuntime" => {
            holes.scalar("/spec/replicas".into(), &["cache", "replicas"]);
            holes.block("/spec/tieredstore/levels".into(), &["cache", "levels"]);
        }
        "PersistentVolume" => {
            holes.scalar("/spec/capacity/storage".into(), &["volume", "size"]);
            holes.block("/spec/csi/volumeAttributes".into(), &["volume", "attributes"]);
        }
        "PersistentVolumeClaim" => {
            holes.scalar("/spec/resources/requests/storage".into(), &["volume", "size"]);
        }
        _ => {}
    }
}

/// The switch that leaves an object out: of what not every cluster serves, and what several services share.
pub fn switch(object: &Object) -> Option<[&'static str; 2]> {
    match object.identity().kind.as_str() {
        "PodMonitor" | "ServiceMonitor" => Some(["monitoring", "enabled"]),
        "ResourcePolicy" => Some(["placement", "enabled"]),
        "PriorityClass" => Some(["priorityClasses", "create"]),
        _ => None,
    }
}
