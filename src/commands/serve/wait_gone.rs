//! Waits until a deleted service and its pods are gone.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::time::Duration;

use futures::StreamExt;
use kube::core::{DynamicResourceScope, ObjectMeta, PartialObjectMeta};
use kube::runtime::WatchStreamExt;
use kube::runtime::watcher::{self, Event};
use kube::{Api, Resource};
use serde::de::DeserializeOwned;

use crate::cluster::Cluster;
use crate::error::{Error, Result};
use crate::kubernetes::resources::{InferenceService, Pod};
use crate::session::Session;

/// The label that KServe puts on the pods of a service.
const POD_LABEL: &str = "serving.kserve.io/inferenceservice";

/// Waits until no object of these services and no pod of theirs is left.
///
/// # Errors
/// A timeout names what is still there.
pub async fn wait(cluster: &Cluster, names: &[String], limit: Duration, session: &mut Session) -> Result<()> {
    session.ui.status(format_args!("waiting until the pods are gone (at most {}s)", limit.as_secs()));
    let mut left: BTreeSet<String> = BTreeSet::new();
    let gone = async {
        for name in names {
            let by_name = watcher::Config::default().fields(&format!("metadata.name={name}"));
            until_none::<InferenceService>(cluster, by_name, &mut left).await;
            let by_label = watcher::Config::default().labels(&format!("{POD_LABEL}={name}"));
            until_none::<Pod>(cluster, by_label, &mut left).await;
        }
    };
    match tokio::time::timeout(limit, gone).await {
        Ok(()) => Ok(()),
        Err(_) => {
            let error = Error::timeout(format!("not gone within {}s", limit.as_secs()));
            let error =
                left.iter().fold(error, |error, object| error.cause(format!("still there: {object}")));
            Err(error.hint(format!(
                "`{}` shows why a pod stays",
                cluster.kubectl(&format!("describe pods -n {}", cluster.namespace))
            )))
        }
    }
}

/// Watches a kind until no object matches; a lost connection is taken up again.
async fn until_none<K>(cluster: &Cluster, config: watcher::Config, left: &mut BTreeSet<String>)
where
    K: Resource<DynamicType = (), Scope = DynamicResourceScope>
        + Clone
        + Debug
        + DeserializeOwned
        + Send
        + 'static,
{
    let api: Api<PartialObjectMeta<K>> =
        Api::namespaced_with(cluster.client.clone(), &cluster.namespace, &());
    let kind = K::kind(&()).to_lowercase();
    left.clear();
    let mut listed = false;
    let mut events = std::pin::pin!(watcher::watcher(api, config).default_backoff());
    while let Some(event) = events.next().await {
        let label = |meta: &ObjectMeta| format!("{kind}/{}", meta.name.as_deref().unwrap_or_default());
        match event {
            Ok(Event::Init) => left.clear(),
            Ok(Event::InitApply(object) | Event::Apply(object)) => drop(left.insert(label(&object.metadata))),
            Ok(Event::InitDone) => listed = true,
            Ok(Event::Delete(object)) => drop(left.remove(&label(&object.metadata))),
            // The watcher takes the connection up again; the deadline ends it if it cannot.
            Err(error) => tracing::debug!(%error, "watch"),
        }
        if listed && left.is_empty() {
            return;
        }
    }
}
