//! Controllers and machines, as a scenario wants them, into a runtime.

use std::sync::{Arc, Mutex};

use jiff::{SignedDuration, Timestamp};

use super::control::deployment::DeploymentController;
use super::control::endpoints::{EndpointSliceController, EndpointsController};
use super::control::hpa::HpaController;
use super::control::kserve::{KserveController, Settings as KserveSettings};
use super::control::replica_set::ReplicaSetController;
use super::control::stateful_set::StatefulSetController;
use super::machines::kubelet::{Kubelet, Shared};
use super::machines::nodes::Nodes;
use super::machines::pools;
use super::machines::pools::autoscaler::Autoscaler;
use super::machines::pools::controller::Pools;
use super::machines::pools::platform::Platform;
use super::runtime::Runtime;
use super::scenario::Scenario;
use crate::clock::ClusterClock;
use crate::elastic::hpa::Settings as HpaSettings;

/// The controllers of a control plane.
pub fn control(runtime: &mut Runtime, scenario: &Scenario) {
    let settings = &scenario.controllers;
    runtime.add(DeploymentController);
    runtime.add(ReplicaSetController::default());
    runtime.add(StatefulSetController);
    runtime.add(EndpointSliceController);
    runtime.add(EndpointsController);
    runtime.add(HpaController::new(hpa(scenario), signed(settings.hpa.sync_period.0)));
    runtime.add(KserveController::new(KserveSettings {
        domain: settings.kserve.ingress_domain.clone(),
        class: settings.kserve.ingress_class.clone(),
    }));
}

/// The machines: nodes and their pools, and the kubelets. What they share leads to their processes and logs.
pub fn machines(
    runtime: &mut Runtime,
    scenario: &Arc<Scenario>,
    clock: ClusterClock,
    now: Timestamp,
) -> Shared {
    let platform = Arc::new(Mutex::new(Platform::new(scenario.pools.clone(), scenario.seed, now)));
    let shared = Shared {
        platform: platform.clone(),
        addresses: Arc::default(),
        listeners: Default::default(),
        logs: Default::default(),
    };
    let settings = &scenario.node_autoscaler;
    let autoscaler = settings.enabled.then(|| Autoscaler::new(settings.clone(), scenario.seed));
    let pools = runtime.add(Pools::new(platform.clone(), shared.addresses.clone(), autoscaler));
    // The first nodes come before there is anything that they could be asked for.
    pools.wake(pools::controller::key());
    runtime.add(Nodes::new(platform, scenario.pods.lease.0));
    let waker = runtime.next_waker();
    let wake = move |key| waker.wake(key);
    runtime.add(Kubelet::new(shared.clone(), scenario.clone(), clock, now, wake));
    shared
}

fn hpa(scenario: &Scenario) -> HpaSettings {
    let settings = &scenario.controllers.hpa;
    HpaSettings {
        tolerance: settings.tolerance.0,
        down_window: u32::try_from(settings.downscale_stabilization.0.as_secs()).unwrap_or(u32::MAX),
        cpu_initialization: signed(settings.cpu_initialization_period.0),
        initial_readiness: signed(settings.initial_readiness_delay.0),
        ..HpaSettings::default()
    }
}

fn signed(span: std::time::Duration) -> SignedDuration {
    SignedDuration::try_from(span).unwrap_or(SignedDuration::MAX)
}
