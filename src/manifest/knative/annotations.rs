//! What is said in annotations: on the service, and on its revision, from which Knative reads how to scale.

use crate::error::{Error, Result};
use crate::kubernetes::resources::StringMap;
use crate::manifest::pod::files;
use crate::workload::Knative;
use crate::workload::knative::Autoscaler;
use crate::workload::knative::reserve::Kind;
use crate::workload::service::Pairs;

/// The group of the autoscaler's annotations.
const AUTOSCALING: &str = "autoscaling.knative.dev";
/// The group of ACK's.
const ACK: &str = "knative.aliyun.com";
/// How long a revision may take until it is ready.
const DEADLINE: &str = "serving.knative.dev/progress-deadline";

/// The annotations of a service.
pub struct Annotations {
    /// On the service.
    pub service: StringMap,
    /// On its revision, and so on the pods.
    pub revision: StringMap,
}

/// The autoscaler's annotations, by both of their names, and the flag that sets each.
const BY_FLAG: &[(&str, &str, &str)] = &[
    ("class", "class", "--autoscaler"),
    ("metric", "metric", "--scale-metric"),
    ("target", "target", "--scale-target"),
    ("target-utilization-percentage", "targetUtilizationPercentage", "--target-utilization"),
    ("target-burst-capacity", "targetBurstCapacity", "--target-burst-capacity"),
    ("min-scale", "minScale", "--min-replicas"),
    ("max-scale", "maxScale", "--max-replicas"),
    ("initial-scale", "initialScale", "--initial-scale"),
    ("activation-scale", "activationScale", "--activation-scale"),
    ("scale-down-delay", "scaleDownDelay", "--scale-down-delay"),
    ("window", "window", "--stable-window"),
    ("panic-window-percentage", "panicWindowPercentage", "--panic-window"),
    ("panic-threshold-percentage", "panicThresholdPercentage", "--panic-threshold"),
    ("scale-to-zero-pod-retention-period", "scaleToZeroPodRetentionPeriod", "--pod-retention"),
];

/// ACK's annotations that a flag sets.
const RESERVE_BY_FLAG: &[(&str, &str)] = &[
    ("reserve-instance", "--reserve-instance"),
    ("reserve-instance-type", "--reserve-instance-type"),
    ("reserve-instance-eci-use-specs", "--reserve-instance-spec"),
    ("reserve-instance-ecs-use-specs", "--reserve-instance-spec"),
    ("reserve-instance-replicas", "--reserve-instance-replicas"),
];

impl Annotations {
    /// Puts the user's annotations where Knative reads them, and adds its own.
    ///
    /// # Errors
    /// A usage error: an annotation that a flag sets.
    pub fn of(workload: &Knative) -> Result<Self> {
        let common = &workload.common;
        let (mut service, mut revision) = (StringMap::new(), StringMap::new());
        for (key, value) in &common.service.annotations {
            by_flag(key, value)?;
            let place = Place::of(key);
            if place != Place::Revision {
                service.insert(key.clone(), value.clone());
            }
            if place != Place::Service {
                revision.insert(key.clone(), value.clone());
            }
        }
        autoscaling(&workload.autoscaler, common.scaling.min, common.scaling.max, &mut revision);
        reserve(workload, &mut revision);
        if let (Some(probe), false) = (&common.startup_probe, revision.contains_key(DEADLINE)) {
            // Else Knative gives a revision up after ten minutes, whatever the probe's patience.
            revision.insert(DEADLINE.into(), format!("{}s", probe.patience));
        }
        if !common.storage.files.is_empty() {
            // A file that is mounted by its own path does not change under a running pod: a new content needs a new pod.
            revision.insert("neap/config-files".into(), files::digest(&common.storage.files));
        }
        Ok(Self { service, revision })
    }
}

/// Where Knative reads an annotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Service,
    Revision,
    Both,
}

impl Place {
    fn of(key: &str) -> Self {
        match key.split_once('/').map_or("", |(group, _)| group) {
            // Knative refuses the first on a service, and looks for the others on the revision alone.
            AUTOSCALING | ACK | "queue.sidecar.serving.knative.dev" | "features.knative.dev" => {
                Self::Revision
            }
            "serving.knative.dev" if key == DEADLINE => Self::Revision,
            "serving.knative.dev" | "networking.knative.dev" => Self::Service,
            _ => Self::Both,
        }
    }
}

/// An annotation that a flag sets is refused: two places would say it.
fn by_flag(key: &str, value: &str) -> Result<()> {
    let flag = match key.split_once('/') {
        Some((AUTOSCALING, name)) => {
            BY_FLAG.iter().find(|(new, old, _)| name == *new || name == *old).map(|(.., flag)| *flag)
        }
        Some((ACK, name)) => RESERVE_BY_FLAG.iter().find(|(known, _)| *known == name).map(|(_, flag)| *flag),
        _ => None,
    };
    match flag {
        None => Ok(()),
        Some(flag) => {
            let reason = format!("`{flag}` sets this annotation, where Knative reads it");
            Err(Error::flag(
                "--annotation",
                &format!("{key}={value}"),
                reason,
                "--annotation=owner=chat-team",
            )
            .hint(format!("`neap serve knative --help` tells what `{flag}` takes")))
        }
    }
}

fn autoscaling(autoscaler: &Autoscaler, min: u32, max: Option<u32>, annotations: &mut Pairs) {
    let mut put = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            annotations.insert(format!("{AUTOSCALING}/{name}"), value);
        }
    };
    let seconds = |seconds: Option<u32>| seconds.map(|seconds| format!("{seconds}s"));
    let text = |number: Option<u32>| number.map(|number| number.to_string());
    put("class", Some(autoscaler.class.name().to_owned()));
    put("metric", Some(autoscaler.metric.clone()));
    put("target", autoscaler.target.clone());
    put("target-utilization-percentage", autoscaler.utilization.as_ref().map(ToString::to_string));
    put("target-burst-capacity", autoscaler.burst.map(|count| count.to_string()));
    put("min-scale", Some(min.to_string()));
    put("max-scale", text(max));
    put("initial-scale", text(autoscaler.initial));
    put("activation-scale", text(autoscaler.activation));
    put("scale-down-delay", seconds(autoscaler.down_delay));
    put("window", seconds(autoscaler.stable_window));
    put("panic-window-percentage", autoscaler.panic_window.as_ref().map(ToString::to_string));
    put("panic-threshold-percentage", autoscaler.panic_threshold.as_ref().map(ToString::to_string));
    put("scale-to-zero-pod-retention-period", seconds(autoscaler.retention));
}

fn reserve(workload: &Knative, annotations: &mut Pairs) {
    let Some(reserve) = &workload.reserve else { return };
    let mut put = |name: &str, value: String| _ = annotations.insert(format!("{ACK}/{name}"), value);
    put("reserve-instance", "enable".into());
    if let Some(kind) = reserve.kind {
        put("reserve-instance-type", kind.name().into());
    }
    if !reserve.specs.is_empty() {
        let kind = reserve.kind.unwrap_or(Kind::Eci).name();
        put(&format!("reserve-instance-{kind}-use-specs"), reserve.specs.join(","));
    }
    if let Some(count) = reserve.replicas {
        put("reserve-instance-replicas", count.to_string());
    }
}
