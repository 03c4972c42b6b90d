//! What a cluster serves, as far as rendering depends on it.

use std::collections::BTreeSet;

use serde_json::Value;

use super::failure::Failure;
use super::{Action, Cluster};
use crate::error::Result;
use crate::kubernetes::RootKind;
use crate::platform::capabilities::Capabilities;

/// Asks for the groups that are served and for the live InferenceService of this name: one round trip.
///
/// A group stands for its kinds: that the very kind is served is shown by the dry run before anything is written.
/// `pool_label` is left open, since it needs the nodes.
///
/// # Errors
/// The cluster cannot be asked.
pub async fn capabilities(cluster: &Cluster, name: &str) -> Result<Capabilities> {
    let service = RootKind::InferenceService.identity(&cluster.namespace, name);
    let (groups, live) = tokio::join!(groups(cluster), cluster.get(&service));
    let groups = groups?;
    let live = match live {
        Ok(live) => live,
        // Whether KServe is there at all is for the preflight to say, with everything else.
        Err(Failure { status: Some(status), .. }) if matches!(status.code, 403 | 404) => None,
        Err(failure) => return Err(failure.into()),
    };
    let mode = live.as_ref().and_then(|live| {
        let annotation = live.metadata_map("annotations")?.get("serving.kserve.io/deploymentMode")?.as_str();
        annotation.map(str::to_owned)
    });
    let serves = |group: &str| groups.contains(group);
    Ok(Capabilities {
        asked: true,
        resource_policy: serves("scheduling.alibabacloud.com"),
        knative: serves("serving.knative.dev"),
        service_monitor: serves("monitoring.coreos.com"),
        deployment_mode: mode,
        pool_label: None,
        groups,
    })
}

/// The groups that are served, as `serving.kserve.io`.
///
/// # Errors
/// The cluster cannot be asked.
pub async fn groups(cluster: &Cluster) -> Result<BTreeSet<String>> {
    let request = http::Request::get("/apis").body(Vec::new()).map_err(kube::Error::HttpError);
    let action = Action::new("get", "/apis");
    let list: Value = cluster.call(&action, async { cluster.client.request(request?).await }).await?;
    let groups = list.get("groups").and_then(Value::as_array).into_iter().flatten();
    Ok(groups.filter_map(|group| group.get("name")?.as_str()).map(str::to_owned).collect())
}
