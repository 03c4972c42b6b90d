//! What KServe does to the number of replicas when their template changes.

use serde_json::Value;

use crate::cluster::apply::Plan;
use crate::cluster::{Cluster, restart};
use crate::kubernetes::RootKind;

/// Seconds between two looks of the HPA controller.
const PERIOD: u64 = 15;

/// How many replicas a change costs for a while, and for how long, in a sentence.
pub async fn note(cluster: &Cluster, plan: &Plan) -> Option<String> {
    let step = plan.steps.iter().find(|step| step.identity.kind == "InferenceService")?;
    if restart::causes(step.live.as_ref()?, &step.dry).is_empty() {
        return None;
    }
    let name = format!("{}-predictor", step.identity.name);
    let deployment = cluster.get(&RootKind::Deployment.identity(&cluster.namespace, &name)).await.ok()??;
    let replicas =
        deployment.get("/spec/replicas").and_then(Value::as_u64).filter(|replicas| *replicas > 1)?;
    let autoscaler = plan.steps.iter().find(|step| step.identity.kind == "HorizontalPodAutoscaler");
    let window = autoscaler
        .and_then(|step| step.dry.get("/spec/behavior/scaleUp/stabilizationWindowSeconds")?.as_u64())
        .unwrap_or_default();
    let who =
        autoscaler.map_or("KServe's own HPA".to_owned(), |step| format!("the HPA {}", step.identity.name));
    Some(format!(
        "{}: {replicas} → 1 by KServe; {who} restores it in about {} s, and the new replicas load their model",
        deployment.identity(),
        window + PERIOD * steps(replicas)
    ))
}

/// Looks of the HPA until it is back: by its defaults it doubles or adds four, whichever is more.
fn steps(replicas: u64) -> u64 {
    let growth = std::iter::successors(Some(1u64), |now| Some((now * 2).max(now + 4)));
    growth.take_while(|now| *now < replicas).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_autoscaler_goes_back_in_steps() {
        assert_eq!([1, 2, 5, 6, 10, 11].map(steps), [0, 1, 1, 2, 2, 3]);
    }
}
