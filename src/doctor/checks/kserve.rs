//! KServe: who makes and scales the replicas.

use serde_json::Value;

use super::{Found, autoscalers};
use crate::doctor::case::{Case, Entry, escaped};
use crate::doctor::finding::Finding;

const GROUP: (&str, &str) = ("serving.kserve.io", "InferenceService");
const MODE: &str = "serving.kserve.io/deploymentMode";

/// The label that KServe overwrites on its pods.
pub fn app_label(case: &Case, found: &mut Found) {
    for service in case.of(GROUP.0, GROUP.1) {
        let set = format!("isvc.{}-predictor", service.identity.name);
        for at in ["/metadata/labels/app", "/spec/predictor/labels/app"] {
            let app = service.text(at);
            if app.is_empty() || app == set {
                continue;
            }
            let to = at.replace("/app", "/team");
            found.push(
                Finding::at(service, at)
                    .found(format!("app={app}"))
                    .expected(format!("another key: the pods get app={set}"))
                    .why("KServe sets the label app of its pods itself: whoever selects this value finds no pod")
                    .remedy("use another label, or select by serving.kserve.io/inferenceservice")
                    .remove(service, at)
                    .set(service, to, app),
            );
        }
    }
}

/// Whether KServe makes a Deployment of it, by its own word.
pub(super) fn is_raw(service: &Entry) -> bool {
    service.annotation(MODE).is_some_and(|mode| ["RawDeployment", "Standard"].contains(&mode))
}

/// An autoscaler of the user's on a Deployment that KServe makes only in its raw mode.
pub fn mode(case: &Case, found: &mut Found) {
    for service in case.of(GROUP.0, GROUP.1) {
        let name = format!("{}-predictor", service.identity.name);
        let aims = |entry: &&Entry| {
            entry.namespace() == service.namespace() && entry.text("/spec/scaleTargetRef/name") == name
        };
        let mode = service.annotation(MODE);
        let raw = is_raw(service);
        let there = case.named("apps", "Deployment", service.namespace(), &name).is_some();
        let Some(autoscaler) = autoscalers(case).find(aims).filter(|_| !raw && !there) else { continue };
        let at = format!("/metadata/annotations/{}", escaped(MODE));
        found.push(
            Finding::at(service, &at)
                .found(match mode {
                    Some(mode) => format!("mode {mode}, and {} scales the Deployment {name}", autoscaler.identity),
                    None => format!("no mode, and {} scales the Deployment {name}", autoscaler.identity),
                })
                .expected("RawDeployment")
                .why("without it the cluster's default decides, which is Knative unless it was changed: there is no such Deployment then")
                .remedy("say the mode")
                .set(service, at, "RawDeployment"),
        );
    }
}

/// Replicas of the predictor that its own fields fix, beside a metric that KServe does not know.
pub fn bounds(case: &Case, found: &mut Found) {
    for service in case.of(GROUP.0, GROUP.1) {
        let number = |name: &str| service.get(&format!("/spec/predictor/{name}")).and_then(Value::as_i64);
        let (Some(min), Some(max)) = (number("minReplicas"), number("maxReplicas")) else { continue };
        if max == 0 || max >= min {
            continue;
        }
        found.push(
            Finding::at(service, "/spec/predictor/maxReplicas")
                .found(format!("from {min} to {max} replicas"))
                .expected("a maximum that is not below the minimum")
                .why("KServe's webhook refuses it")
                .remedy("raise the maximum")
                .set(service, "/spec/predictor/maxReplicas", min),
        );
    }
}
