//! What runs pods.

use serde_json::{Value, json};

use super::cell::{
    age, at, containers, count, integer, labels, list, name, selector, selector_or_none, text,
};
use super::{AGE, NAME, Shown, number, text as column, wide};

const CONTAINERS: &[&str] = &["spec", "template", "spec", "containers"];

/// Deployment.
pub const DEPLOYMENT: Shown = Shown {
    columns: &[
        NAME,
        column("Ready"),
        column("Up-to-date"),
        column("Available"),
        AGE,
        wide("Containers"),
        wide("Images"),
        wide("Selector"),
    ],
    cells: |deployment, now| {
        let mut cells = vec![
            name(deployment),
            of_desired(deployment),
            count(deployment, &["status", "updatedReplicas"]),
            count(deployment, &["status", "availableReplicas"]),
            age(deployment, now),
        ];
        cells.extend(containers(deployment, CONTAINERS));
        cells.push(selector(at(deployment, &["spec", "selector"])).into());
        cells
    },
};

fn of_desired(object: &Value) -> Value {
    format!("{}/{}", integer(object, &["status", "readyReplicas"]), integer(object, &["spec", "replicas"]))
        .into()
}

/// ReplicaSet.
pub const REPLICA_SET: Shown = Shown {
    columns: &[
        NAME,
        number("Desired"),
        number("Current"),
        number("Ready"),
        AGE,
        wide("Containers"),
        wide("Images"),
        wide("Selector"),
    ],
    cells: |set, now| {
        let mut cells = vec![
            name(set),
            count(set, &["spec", "replicas"]),
            count(set, &["status", "replicas"]),
            count(set, &["status", "readyReplicas"]),
            age(set, now),
        ];
        cells.extend(containers(set, CONTAINERS));
        cells.push(selector_or_none(at(set, &["spec", "selector"])));
        cells
    },
};

/// StatefulSet.
pub const STATEFUL_SET: Shown = Shown {
    columns: &[NAME, column("Ready"), AGE, wide("Containers"), wide("Images")],
    cells: |set, now| {
        let mut cells = vec![name(set), of_desired(set), age(set, now)];
        cells.extend(containers(set, CONTAINERS));
        cells
    },
};

/// DaemonSet.
pub const DAEMON_SET: Shown = Shown {
    columns: &[
        NAME,
        number("Desired"),
        number("Current"),
        number("Ready"),
        number("Up-to-date"),
        number("Available"),
        column("Node Selector"),
        AGE,
        wide("Containers"),
        wide("Images"),
        wide("Selector"),
    ],
    cells: |set, now| {
        let status = [
            "desiredNumberScheduled",
            "currentNumberScheduled",
            "numberReady",
            "updatedNumberScheduled",
            "numberAvailable",
        ];
        let mut cells = vec![name(set)];
        cells.extend(status.map(|field| count(set, &["status", field])));
        cells.push(labels(at(set, &["spec", "template", "spec", "nodeSelector"])).into());
        cells.push(age(set, now));
        cells.extend(containers(set, CONTAINERS));
        cells.push(selector_or_none(at(set, &["spec", "selector"])));
        cells
    },
};

/// ControllerRevision.
pub const CONTROLLER_REVISION: Shown = Shown {
    columns: &[NAME, column("Controller"), column("Revision"), AGE],
    cells: |revision, now| {
        let owner =
            list(revision, &["metadata", "ownerReferences"]).iter().find(|owner| owner["controller"] == true);
        let controller = owner.map_or_else(
            || "<none>".to_owned(),
            |owner| {
                let kind = text(owner, &["kind"]).to_lowercase();
                let group = text(owner, &["apiVersion"]).split_once('/').map_or("", |(group, _)| group);
                let group = if group.is_empty() { String::new() } else { format!(".{group}") };
                format!("{kind}{group}/{}", text(owner, &["name"]))
            },
        );
        vec![name(revision), controller.into(), json!(integer(revision, &["revision"])), age(revision, now)]
    },
};
