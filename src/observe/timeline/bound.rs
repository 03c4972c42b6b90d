//! What decides how long a step takes, as far as records say it.

use serde::Serialize;

use super::happenings::{Pull, pull};
use super::marks::Way;
use super::step::{Finding, Step};

/// What decides how long a step takes.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", tag = "by")]
pub enum Bound {
    /// How often the metric is scraped, and how long the adapter keeps an answer.
    ScrapeAndAdapter,
    /// How often the autoscaler looks: 15 s by default.
    AutoscalerPeriod,
    /// Controllers, which take a moment.
    Controllers,
    /// The scheduler, which tries again after a pause of at most 10 s.
    Scheduler,
    /// How often the node autoscaler looks: 10 s by default.
    NodeAutoscalerPeriod,
    /// How a machine boots and joins.
    Boot,
    /// Driver and device plugin of the accelerator.
    DevicePlugin,
    /// Attaching volumes, the network of the pod.
    VolumesAndNetwork,
    /// Copying the model to the node: its size and the bandwidth of its source.
    ModelCopy,
    /// The image: its size and the bandwidth of the registry.
    Image(Pull),
    /// The container runtime.
    Runtime,
    /// Reading the weights: their size and the bandwidth of their source.
    Weights {
        /// How much, in GiB.
        #[serde(skip_serializing_if = "Option::is_none")]
        gib: Option<f64>,
        /// How long, in seconds, by the engine's own word.
        #[serde(skip_serializing_if = "Option::is_none")]
        seconds: Option<f64>,
    },
    /// Warm-up of the engine, then one period of the probe.
    WarmUpAndProbe {
        /// Seconds between two probes.
        #[serde(skip_serializing_if = "Option::is_none")]
        period: Option<u64>,
    },
    /// The endpoint controller; how fast proxies follow is not recorded.
    Endpoints,
    /// The first request that comes, and how often the engine is scraped.
    FirstRequest,
}

/// What decides about a step; `None` where there was none, or nothing is known of it.
pub(super) fn bound(way: &Way<'_>, step: Step, finding: &Finding) -> Option<Bound> {
    if matches!(finding, Finding::Unneeded { .. } | Finding::Pending) {
        return None;
    }
    Some(match step {
        // Nobody decides when a load rises.
        Step::LoadRose => return None,
        Step::MetricPassedTarget => Bound::ScrapeAndAdapter,
        Step::Decided => Bound::AutoscalerPeriod,
        Step::PodCreated => Bound::Controllers,
        Step::Unschedulable | Step::Scheduled => Bound::Scheduler,
        Step::NodeRequested => Bound::NodeAutoscalerPeriod,
        Step::NodeReady => Bound::Boot,
        Step::AcceleratorAllocatable => Bound::DevicePlugin,
        Step::VolumesAndSandbox => Bound::VolumesAndNetwork,
        Step::StorageInitializer => Bound::ModelCopy,
        Step::ImagePulled => Bound::Image(pulled(way)),
        Step::ContainerStarted => Bound::Runtime,
        Step::WeightsLoaded => {
            let loaded = way.evidence.loaded.get(&way.pod.name);
            Bound::Weights { gib: loaded.and_then(|it| it.gib), seconds: loaded.and_then(|it| it.seconds) }
        }
        Step::Ready => Bound::WarmUpAndProbe { period: way.pod.probe_period },
        Step::EndpointLive => Bound::Endpoints,
        Step::FirstToken => Bound::FirstRequest,
    })
}

/// What the kubelet said of the pull of the serving container's image.
fn pulled(way: &Way<'_>) -> Pull {
    let events = way.evidence.about(&way.pod.uid, &way.pod.name);
    let first = events
        .filter(|it| it.reason == "Pulled" && it.is_of_container(&way.pod.serving))
        .min_by_key(|it| it.first.earliest);
    first.map(|it| pull(&it.message)).unwrap_or_default()
}
