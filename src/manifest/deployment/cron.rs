//! What ACK's CronHorizontalPodAutoscaler is told.

use serde_json::{Value, json};

use crate::kubernetes::Identity;
use crate::manifest::assemble::reference;
use crate::workload::deployment::Schedule;

/// What its template sees. `target` is what it scales: the pods' keeper, or the HorizontalPodAutoscaler whose bounds it moves.
pub fn values(name: &str, target: &Identity, schedules: &[Schedule]) -> Value {
    let jobs = schedules.iter().enumerate().map(|(at, schedule)| {
        json!({
            "name": format!("{}-to-{}", at + 1, schedule.replicas),
            "schedule": format!("0 {}", schedule.cron),
            "size": schedule.replicas,
        })
    });
    json!({ "name": name, "scaled": reference(target), "jobs": jobs.collect::<Vec<Value>>() })
}
