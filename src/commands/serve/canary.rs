//! `--canary` of a Knative Service: what the live service says of its revisions.

use serde_json::Value;

use crate::cluster::Cluster;
use crate::error::Result;
use crate::kubernetes::{Object, RootKind};
use crate::workload::Workload;
use crate::workload::knative::Share;
use crate::workload::knative::canary::Live;

/// Says who keeps the rest of the requests, after asking the cluster; no cluster is asked where no canary is wished for.
///
/// # Errors
/// Several revisions share the requests, or the cluster cannot be asked.
pub async fn ask(cluster: &Cluster, wished: &mut Workload) -> Result<Option<String>> {
    let Workload::Knative(knative) = wished else { return Ok(None) };
    if knative.canary.is_none() {
        return Ok(None);
    }
    let service = RootKind::KnativeService.identity(&cluster.namespace, &knative.common.service.object_name);
    let live = match cluster.get(&service).await {
        Ok(live) => live,
        // Whether Knative is there at all is for the rendering to say.
        Err(failure) if failure.status.as_ref().is_some_and(|status| status.code == 404) => None,
        Err(failure) => return Err(failure.into()),
    };
    knative.keep_the_rest(live.as_ref().map(of).as_ref())
}

/// The same, where the live service is known already.
///
/// # Errors
/// Several revisions share the requests.
pub fn settle(wished: &mut Workload, live: Option<&Object>) -> Result<Option<String>> {
    match wished {
        Workload::Knative(knative) => knative.keep_the_rest(live.map(of).as_ref()),
        _ => Ok(None),
    }
}

fn of(service: &Object) -> Live {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let routes = service.get("/spec/traffic").and_then(Value::as_array).into_iter().flatten();
    let share = |route: &Value| Share {
        revision: route.get("revisionName").and_then(text),
        percent: route
            .get("percent")
            .and_then(Value::as_u64)
            .and_then(|it| u32::try_from(it).ok())
            .unwrap_or_default(),
        tag: route.get("tag").and_then(text),
    };
    Live {
        ready: service.get("/status/latestReadyRevisionName").and_then(text),
        shares: routes.map(share).collect(),
    }
}
