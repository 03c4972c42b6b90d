//! How pods end, and where they may be, as fields of theirs.

use serde_json::{Value, json};

use crate::workload::deployment::Life;

/// The container's `lifecycle`: the Service forgets the pod while it sleeps, and what it has begun is answered.
pub fn lifecycle(life: &Life) -> Option<Value> {
    let sleep = json!(["sh", "-c", format!("sleep {}", life.drain?)]);
    Some(json!({ "preStop": { "exec": { "command": sleep } } }))
}

/// The pod's `topologySpreadConstraints`; `selector` are the labels of the pods that are spread.
pub fn spread(life: &Life, selector: &Value) -> Option<Value> {
    let spread = life.spread.iter().map(|spread| {
        json!({
            "maxSkew": spread.skew,
            "topologyKey": spread.key,
            "whenUnsatisfiable": if spread.required { "DoNotSchedule" } else { "ScheduleAnyway" },
            "labelSelector": { "matchLabels": selector },
        })
    });
    (!life.spread.is_empty()).then(|| spread.collect())
}

/// What a user should know; `by_units` says that the pods are placed by units in their order.
pub fn notes(life: &Life, by_units: bool) -> Vec<String> {
    let mut notes = Vec::new();
    if !life.spread.is_empty() && by_units {
        notes.push(
            "`--topology-spread` works against the order of the units, which wants pods together".into(),
        );
    }
    if let (Some(drain), Some(grace)) = (life.drain, life.grace)
        && grace <= drain
    {
        notes.push(format!(
            "`--termination-grace={grace}s` ends the pods before the drain of {drain}s is over"
        ));
    }
    notes
}

/// A shell that runs several commands does not pass the signal to end on.
pub fn deaf_shell(life: &Life, line: &str) -> Option<String> {
    let several = line.contains(';') || line.contains("&&") || line.contains('\n');
    let last = line.rsplit([';', '&', '\n']).next().unwrap_or_default().trim_start();
    (life.drain.is_some() && several && !last.starts_with("exec ")).then(|| {
        "the shell is the first process of the container and passes no signal on, so the engine ends by force: begin its command with `exec`".to_owned()
    })
}
