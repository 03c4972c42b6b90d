//! What the pods of the Job are at, and what worker 0 says in its log.

use std::collections::BTreeMap;
use std::time::Duration;

use futures::AsyncBufReadExt;
use kube::Api;
use kube::api::{ListParams, LogParams};
use tokio::sync::mpsc;

use super::relay::{Listener, Word};
use crate::cluster::{Action, Cluster};
use crate::error::{Error, Result};
use crate::kubernetes::resources::Pod;
use crate::manifest::bench::BENCH_LABEL;

/// How long until a log that broke off is asked for again.
const AGAIN: Duration = Duration::from_millis(500);
/// The label by which the Job says which worker a pod is (Kubernetes 1.28); before that it is an annotation.
const INDEX: &str = "batch.kubernetes.io/job-completion-index";

/// What a pod is at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It is not there yet, or not started: why.
    Waits(String),
    /// It runs, or has run to its end.
    Started,
    /// It failed: why.
    Failed(String),
}

/// A pod of the Job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Its name.
    pub name: String,
    /// What it is at.
    pub standing: Standing,
}

/// Looks at all pods of the Job, by the worker that each is.
///
/// # Errors
/// They may not be listed.
pub async fn pods(cluster: &Cluster, job: &str) -> Result<BTreeMap<usize, Seen>> {
    let api = Api::<Pod>::namespaced_with(cluster.client.clone(), &cluster.namespace, &());
    let own = ListParams::default().labels(&format!("{BENCH_LABEL}={job}"));
    let action = Action::on::<Pod>("list").within(&cluster.namespace);
    let list = cluster.call(&action, api.list(&own)).await?;
    let seen = list.items.iter().filter_map(|pod| {
        let annotations = pod.metadata.annotations.as_ref();
        let index = annotations.and_then(|map| map.get(INDEX))?.parse().ok()?;
        let name = pod.metadata.name.clone()?;
        Some((index, Seen { name, standing: standing(pod) }))
    });
    Ok(seen.collect())
}

fn standing(pod: &Pod) -> Standing {
    let status = &pod.status;
    let state = status.container_statuses.first().map(|container| &container.state);
    if let Some(ended) = state.and_then(|state| state.terminated.as_ref()) {
        return match ended.exit_code {
            0 => Standing::Started,
            code => {
                let reason = ended.reason.clone().unwrap_or_default();
                Standing::Failed(format!("its container ended with exit code {code} ({reason})"))
            }
        };
    }
    if status.phase.as_deref() == Some("Failed") {
        let told = [status.reason.clone(), status.message.clone()];
        return Standing::Failed(told.into_iter().flatten().collect::<Vec<_>>().join(": "));
    }
    if state.is_some_and(|state| state.running.is_some()) {
        return Standing::Started;
    }
    if let Some(waiting) = state.and_then(|state| state.waiting.as_ref()) {
        let reason = waiting.reason.clone().unwrap_or_default();
        return Standing::Waits(match &waiting.message {
            Some(message) => format!("{reason}: {message}"),
            None => reason,
        });
    }
    let unplaced = status
        .conditions
        .iter()
        .find(|condition| condition.kind == "PodScheduled" && condition.status == "False");
    Standing::Waits(match unplaced.and_then(|condition| condition.message.clone()) {
        Some(message) => format!("no node takes it: {message}"),
        None => "it waits for a node".to_owned(),
    })
}

/// Reads the log of worker 0 to its end and hands on each word; a log that breaks off is read again.
pub async fn listen(cluster: Cluster, pod: String, words: mpsc::Sender<Result<Word>>) {
    let api = Api::<Pod>::namespaced_with(cluster.client.clone(), &cluster.namespace, &());
    let params = LogParams { follow: true, ..LogParams::default() };
    let mut listener = Listener::default();
    let mut last_try = false;
    loop {
        match api.log_stream(&pod, &params).await {
            Ok(stream) => {
                let mut lines = std::pin::pin!(stream.lines());
                while let Some(Ok(line)) = futures::StreamExt::next(&mut lines).await {
                    let word = listener.hear(&line);
                    let over = !matches!(word, Ok(None | Some(Word::News(_))));
                    let handed = match word.transpose() {
                        Some(word) => words.send(word).await.is_ok(),
                        None => true,
                    };
                    if over || !handed {
                        return;
                    }
                }
            }
            Err(kube::Error::Api(status)) if matches!(status.code, 401 | 403) => {
                let action = Action::new("get", "pods/log").within(&cluster.namespace).named(&pod);
                let _ = words.send(Err(cluster.explain(&action, &kube::Error::Api(status)))).await;
                return;
            }
            Err(_) => {}
        }
        let over = match api.get_opt(&pod).await {
            Ok(None) => true,
            Ok(Some(pod)) => matches!(pod.status.phase.as_deref(), Some("Succeeded" | "Failed")),
            // The API server is away: the pod may be there.
            Err(_) => false,
        };
        // Its last lines may have come between the end of the log and this look.
        if last_try || words.is_closed() {
            let gone = Error::failed("worker 0 has ended and left no result in its log");
            let _ = words.send(Err(gone)).await;
            return;
        }
        last_try = over;
        tokio::time::sleep(AGAIN).await;
    }
}
