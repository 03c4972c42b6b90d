//! The difference of two snapshots, one line a change: for pipes, logs and `--wait`.

use super::words::{change_of_metric, next_in_short, stage_word, why};
use crate::observe::{PodView, Pool, Service, Snapshot};
use crate::report::units::{counted, known};

/// What is different, each line with the name of its service. Without a snapshot before, how things stand.
pub fn changes(before: Option<&Snapshot>, after: &Snapshot) -> Vec<String> {
    let find = |service: &Service| {
        before.and_then(|before| {
            before.services.iter().find(|it| (&it.namespace, &it.name) == (&service.namespace, &service.name))
        })
    };
    let mut lines = Vec::new();
    for service in &after.services {
        let of = of_service(find(service), service, after);
        lines.extend(of.into_iter().map(|line| format!("{}  {line}", service.name)));
    }
    for service in before.iter().flat_map(|before| &before.services) {
        if !after.services.iter().any(|it| (&it.namespace, &it.name) == (&service.namespace, &service.name)) {
            lines.push(format!("{}  deleted", service.name));
        }
    }
    match (before.and_then(|it| it.reconnecting.as_ref()), after.reconnecting.as_ref()) {
        (None, Some(lost)) => lines.push(format!("reconnecting: {}", lost.why)),
        (Some(_), None) => lines.push("connected again".into()),
        _ => {}
    }
    for it in &after.unread {
        if !before.is_some_and(|before| before.unread.contains(it)) {
            lines.push(format!("cannot read {}: {}", it.what, it.effect));
        }
    }
    lines
}

fn of_service(before: Option<&Service>, after: &Service, snapshot: &Snapshot) -> Vec<String> {
    let mut lines = Vec::new();
    let counts = |it: &Service| (it.replicas.ready, it.replicas.desired, it.ready, it.asleep);
    if before.map(counts) != Some(counts(after)) {
        let desired = known(after.replicas.desired);
        let ready = match (after.ready, after.asleep) {
            (true, _) => "ready",
            (false, true) => "asleep",
            (false, false) => "not ready",
        };
        lines.push(format!("{ready}: {}/{desired} replicas", after.replicas.ready));
    }
    if after.deleting.is_some() && before.is_none_or(|it| it.deleting.is_none()) {
        lines.push("being deleted".into());
    }
    if after.model_failure != before.and_then(|it| it.model_failure.clone())
        && let Some(failure) = &after.model_failure
    {
        lines.push(format!("KServe cannot serve this: {}: {}", failure.reason, failure.message));
    }
    for autoscaler in &after.autoscalers {
        let old = before.and_then(|it| it.autoscalers.iter().find(|old| old.name == autoscaler.name));
        let metrics = |it: &crate::observe::Autoscaler| {
            it.metrics.iter().map(|metric| metric.current.clone()).collect::<Vec<_>>()
        };
        let asked = |it: &crate::observe::Autoscaler| {
            (
                metrics(it),
                it.desired,
                it.next.replicas,
                it.conditions.iter().map(|it| it.reason.clone()).collect::<Vec<_>>(),
            )
        };
        if old.map(asked) != Some(asked(autoscaler)) {
            let metric = change_of_metric(autoscaler);
            lines.push(format!(
                "autoscaler {}: {metric}; next {}",
                autoscaler.name,
                next_in_short(autoscaler, after.replicas.desired, snapshot.at)
            ));
        }
    }
    let replicas = |it: &Service| {
        let clusters = it.fleet.iter().flat_map(|fleet| &fleet.clusters);
        clusters.map(|it| format!("{} {}/{}", it.name, it.ready, it.replicas)).collect::<Vec<_>>().join(", ")
    };
    if after.fleet.is_some() && before.map(replicas) != Some(replicas(after)) {
        lines.push(format!("clusters: {}", replicas(after)));
    }
    for pod in &after.pods {
        let old = before.and_then(|it| it.pods.iter().find(|old| old.name == pod.name));
        if old.map(|old| say(old, snapshot)) != Some(say(pod, snapshot)) {
            lines.push(format!("pod {} {}", pod.name, say(pod, snapshot)));
        }
    }
    for pod in before.iter().flat_map(|it| &it.pods) {
        if !after.pods.iter().any(|it| it.name == pod.name) {
            lines.push(format!("pod {} gone", pod.name));
        }
    }
    for pool in &after.pools {
        let same = |old: &&Pool| (&old.cluster, &old.counts.id) == (&pool.cluster, &pool.counts.id);
        let old = before.and_then(|it| it.pools.iter().find(same));
        // Which GPUs are used follows from the pods, or is another service's affair.
        let nodes = |pool: &Pool| {
            (pool.counts.total, pool.counts.ready, pool.counts.not_ready, pool.counts.without_accelerator)
        };
        if old.map(nodes) != Some(nodes(pool)) {
            let counts = &pool.counts;
            let mut text = format!(
                "pool {}: {} ready, {}/{} GPUs used",
                pool.place().as_deref().unwrap_or("(none)"),
                counted(counts.ready, "node"),
                counts.used,
                counts.total
            );
            if counts.not_ready + counts.without_accelerator > 0 {
                text.push_str(&format!(", {} on their way", counts.not_ready + counts.without_accelerator));
            }
            lines.push(text);
        }
    }
    lines
}

/// A place of a cluster of a fleet begins with the cluster's name.
fn within(cluster: Option<&str>) -> String {
    cluster.map(|name| format!("{name}/")).unwrap_or_default()
}

/// A pod's stage and reason, without anything that only time changes.
fn say(pod: &PodView, snapshot: &Snapshot) -> String {
    let (word, _) = stage_word(pod);
    // "20s ago" is no change: the reason is worded as of the moment at which it began.
    let when = pod.node_request.as_ref().and_then(|asked| asked.at).unwrap_or(snapshot.at);
    let cluster = within(pod.cluster.as_deref());
    let place = match (&pod.pool, &pod.node) {
        (Some(pool), Some(node)) => format!(" on {cluster}{node} ({pool})"),
        (None, Some(node)) => format!(" on {cluster}{node}"),
        _ => pod.cluster.as_ref().map(|cluster| format!(" in {cluster}")).unwrap_or_default(),
    };
    match why(pod, when) {
        Some(why) => format!("{word}{place}: {why}"),
        None => format!("{word}{place}"),
    }
}
