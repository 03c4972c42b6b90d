//! What is asked for while somebody looks at one pod: its events, and the end of its log.

use std::time::Duration;

use kube::Api;
use kube::api::{ListParams, LogParams};
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::cluster::{Action, Cluster};
use crate::commands::serve::logs::serving_container;
use crate::error::{Error, Result};
use crate::kubernetes::resources::{Event, Pod};
use crate::observe::members::Clusters;
use crate::report::screen::{Choice, Log, PodEvent, PodFacts};

/// Between two looks at a pod.
const PERIOD: Duration = Duration::from_secs(2);
/// Lines of a log that are asked for: what a screen holds, and some to scroll back.
const LINES: i64 = 400;

/// A task that asks, until it is dropped.
pub struct Facts {
    task: JoinHandle<()>,
    told: mpsc::Receiver<PodFacts>,
}

impl Facts {
    /// Begins to ask about a pod, on the runtime that the clusters are reached from; `None` where its cluster is not one that is asked.
    pub fn of(clusters: &Clusters, choice: &Choice, runtime: &Handle) -> Option<Self> {
        let cluster = match &choice.cluster {
            None => &clusters.own,
            Some(name) => clusters.members.iter().find(|(member, _)| member == name).map(|(_, it)| it)?,
        };
        let (tell, told) = mpsc::channel(1);
        let (cluster, choice) = (cluster.clone(), choice.clone());
        let task = runtime.spawn(async move {
            loop {
                let facts = ask(&cluster, &choice).await;
                if tell.send(facts).await.is_err() {
                    return;
                }
                tokio::time::sleep(PERIOD).await;
            }
        });
        Some(Self { task, told })
    }

    /// The next answer; never comes while nothing is asked.
    pub async fn next(facts: &mut Option<Self>) -> PodFacts {
        let Some(asked) = facts else { return std::future::pending().await };
        match asked.told.recv().await {
            Some(facts) => facts,
            None => std::future::pending().await,
        }
    }
}

impl Drop for Facts {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn ask(cluster: &Cluster, choice: &Choice) -> PodFacts {
    let (events, log) = tokio::join!(events(cluster, choice), log(cluster, choice));
    PodFacts {
        choice: choice.clone(),
        events: Some(events.map_err(|error| error.message)),
        log: match log {
            Ok(text) => Log::Lines(text.lines().map(str::to_owned).collect()),
            Err(error) => Log::Missing(error.message),
        },
    }
}

async fn events(cluster: &Cluster, choice: &Choice) -> Result<Vec<PodEvent>> {
    let api: Api<Event> = Api::namespaced_with(cluster.client.clone(), &choice.namespace, &());
    let action = Action::on::<Event>("list").within(&choice.namespace);
    let only = ListParams::default().fields(&format!("involvedObject.name={}", choice.name));
    let mut events: Vec<PodEvent> =
        cluster.call(&action, api.list(&only)).await?.items.into_iter().map(event).collect();
    events.sort_by_key(|event| event.at);
    Ok(events)
}

fn event(event: Event) -> PodEvent {
    let created = event.metadata.creation_timestamp.map(|time| time.0);
    PodEvent {
        at: event.last_timestamp.or(event.event_time).or(event.first_timestamp).or(created),
        warning: event.kind.as_deref() == Some("Warning"),
        reason: event.reason.unwrap_or_default(),
        message: event.message.unwrap_or_default(),
        count: event.count.and_then(|count| u32::try_from(count).ok()).unwrap_or(1).max(1),
    }
}

/// The end of the log of the init container that runs, else of the one that serves.
async fn log(cluster: &Cluster, choice: &Choice) -> Result<String> {
    let api: Api<Pod> = Api::namespaced_with(cluster.client.clone(), &choice.namespace, &());
    // By the right that the watch needs anyway.
    let list = Action::on::<Pod>("list").within(&choice.namespace);
    let only = ListParams::default().fields(&format!("metadata.name={}", choice.name));
    let Some(pod) = cluster.call(&list, api.list(&only)).await?.items.pop() else {
        return Err(Error::failed("the pod is gone"));
    };
    let mut init = pod.status.init_container_statuses.iter();
    let runs = init.find(|it| it.state.running.is_some()).map(|it| it.name.clone());
    let Some(container) = runs.or_else(|| serving_container(&pod)) else {
        return Err(Error::failed("it has no container"));
    };
    let all = pod.status.container_statuses.iter().chain(&pod.status.init_container_statuses);
    let begun = all
        .filter(|it| it.name == container)
        .any(|it| it.state.running.is_some() || it.state.terminated.is_some() || it.restart_count > 0);
    if !begun {
        return Err(Error::failed(format!("none yet: {container} has not started")));
    }
    let params = LogParams { container: Some(container), tail_lines: Some(LINES), ..LogParams::default() };
    let action = Action::new("get", "pods/log").within(&choice.namespace).named(&choice.name);
    cluster.call(&action, api.logs(&choice.name, &params)).await
}
