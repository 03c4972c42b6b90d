//! What a ScaledObject says of itself.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{autoscaler, is_resource, target};
use crate::elastic::keda::{Activation, Source, Trigger, Turn};
use crate::kubernetes::Identity;
use crate::kubernetes::resources::Condition;
use crate::kubernetes::resources::{ScaledObject, ScaledObjectStatus};
use crate::sandbox::control::conditions::{find, seconds, sparse};
use crate::sandbox::control::hpa::questions::mapped;
use crate::sandbox::{Event, Write};

/// The target's kind as KEDA writes it: `apps/v1.Deployment`.
pub fn kind(target: &Identity) -> String {
    format!("{}.{}", target.api_version, target.kind)
}

/// It is understood, and its HPA is there or gone as it is to be.
pub fn prepared(object: &Arc<ScaledObject>, triggers: &[Trigger], paused: bool) -> Vec<Write> {
    let mut status = begun(object);
    if let Ok(target) = target(object) {
        let (group, version) = target.api_version.split_once('/').unwrap_or(("", &target.api_version));
        let plural = mapped(&target.api_version, &target.kind).map(|it| it.plural).unwrap_or_default();
        let gvkr: Value =
            json!({"group": group, "version": version, "kind": target.kind, "resource": plural});
        status.scale_target_kind = kind(&target);
        status.scale_target_gvkr = Some(gvkr);
    }
    status.hpa_name = autoscaler::name(object);
    status.external_metric_names =
        triggers.iter().filter(|it| !is_resource(it)).map(|it| it.metric.clone()).collect();
    let resource = |trigger: &Trigger| match trigger.source {
        Source::Resource { name, .. } => Some(name.to_owned()),
        _ => None,
    };
    status.resource_metric_names = triggers.iter().filter_map(resource).collect();
    let mut kinds: Vec<&str> = object.spec.triggers.iter().map(|it| it.kind.as_str()).collect();
    kinds.dedup();
    status.triggers_types = kinds.join(",");
    // What a look has found stays until the next one.
    let ready = find(&status.conditions, "Ready").is_some_and(|it| {
        it.status == "True" || it.reason.as_deref().is_some_and(|reason| reason.ends_with("TriggerError"))
    });
    let mut writes = Vec::new();
    if !ready {
        set(&mut status, "Ready", "True", "ScaledObjectReady", READY);
        writes.push(Event::normal(&**object, "KEDAScalersStarted", "Started scalers watch").into());
        writes
            .push(Event::normal(&**object, "ScaledObjectReady", "ScaledObject is ready for scaling").into());
    }
    set(&mut status, "Fallback", "False", "NoFallbackFound", "No fallbacks are active on this scaled object");
    let held = find(&status.conditions, "Paused").is_some_and(|it| it.status == "True");
    if paused {
        set(&mut status, "Paused", "True", "ScaledObjectPaused", "ScaledObject is paused");
    } else if held {
        set(
            &mut status,
            "Paused",
            "False",
            "ScaledObjectUnpaused",
            "pause annotation removed for ScaledObject",
        );
    }
    told(object, status, writes)
}

const READY: &str = "ScaledObject is defined correctly and is ready for scaling";

/// It is none that can be followed.
pub fn failed(object: &Arc<ScaledObject>, why: &str) -> Vec<Write> {
    let mut status = begun(object);
    set(&mut status, "Ready", "False", "ScaledObjectCheckFailed", why);
    set(&mut status, "Active", "Unknown", "UnknownState", "ScaledObject check failed");
    let event = Event::warning(&**object, "ScaledObjectCheckFailed", why).into();
    match told(object, status, Vec::new()) {
        same if same.is_empty() => same,
        mut changed => {
            changed.push(event);
            changed
        }
    }
}

/// Its triggers were looked at.
pub fn looked(
    object: &Arc<ScaledObject>,
    look: &Activation,
    turn: Turn,
    current: u32,
    now: Timestamp,
) -> Vec<Write> {
    let mut status = begun(object);
    status.original_replica_count.get_or_insert(current);
    if matches!(turn, Turn::Wake(_) | Turn::Remember) {
        status.last_active_time = Some(seconds(now));
    }
    match (look.active, look.failed) {
        (true, true) => set(
            &mut status,
            "Ready",
            "Unknown",
            "PartialTriggerError",
            "Some triggers defined in ScaledObject are not working correctly",
        ),
        (false, true) => set(
            &mut status,
            "Ready",
            "False",
            "TriggerError",
            "Triggers defined in ScaledObject are not working correctly",
        ),
        _ => set(&mut status, "Ready", "True", "ScaledObjectReady", READY),
    }
    match turn {
        _ if look.active => {
            set(
                &mut status,
                "Active",
                "True",
                "ScalerActive",
                "Scaling is performed because triggers are active",
            );
        }
        Turn::CoolDown => {
            set(
                &mut status,
                "Active",
                "False",
                "ScalerCooldown",
                "Scaler cooling down because triggers are not active",
            );
        }
        _ => set(
            &mut status,
            "Active",
            "False",
            "ScalerNotActive",
            "Scaling is not performed because triggers are not active",
        ),
    }
    told(object, status, Vec::new())
}

fn begun(object: &ScaledObject) -> ScaledObjectStatus {
    let mut status = object.status.clone();
    if status.conditions.is_empty() {
        let unknown =
            |kind: &str| Condition { kind: kind.into(), status: "Unknown".into(), ..Condition::default() };
        status.conditions = ["Ready", "Active", "Fallback", "Paused"].map(unknown).into();
    }
    status
}

/// KEDA's conditions have no times.
fn set(status: &mut ScaledObjectStatus, kind: &str, state: &str, reason: &str, message: &str) {
    if let Some(known) = status.conditions.iter_mut().find(|known| known.kind == kind) {
        known.status = state.into();
        known.reason = Some(reason.into());
        known.message = Some(message.into());
    }
}

fn told(object: &Arc<ScaledObject>, status: ScaledObjectStatus, mut writes: Vec<Write>) -> Vec<Write> {
    if status != object.status {
        writes.push(Write::status(&**object, sparse(&status, &["originalReplicaCount"])));
    }
    writes
}
