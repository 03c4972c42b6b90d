//! RoleBasedGroups: the schemas, and the sandbox's controller of groups as a client of the real API server. Its own controller is no part
//! of the control plane; what the groups become is run by the real StatefulSets, LeaderWorkerSets and Deployments.

use std::collections::BTreeSet;
use std::sync::Mutex;

use jiff::Timestamp;
use neap::clock::ClusterClock;
use neap::sandbox::Runtime;
use neap::sandbox::control::role_based::{RoleBasedGroupController, ScalingAdapterController};

use super::cluster::Cluster;
use super::crds;
use super::objects::spawn;

/// Starts it on a control plane, if it is not there.
pub fn start(cluster: &Cluster) {
    static RUNNING: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    let mut running = RUNNING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if !running.insert(cluster.url.clone()) {
        return;
    }
    for file in
        ["workloads.x-k8s.io_rolebasedgroups.yaml", "workloads.x-k8s.io_rolebasedgroupscalingadapters.yaml"]
    {
        crds::install(cluster, file);
    }
    let client = cluster.client.clone();
    spawn(async move {
        let mut runtime = Runtime::new(client, ClusterClock::new(Timestamp::now(), 1.0));
        runtime.add(RoleBasedGroupController);
        runtime.add(ScalingAdapterController);
        runtime.run(std::future::pending()).await;
    });
}
