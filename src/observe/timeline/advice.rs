//! The one change that would have cut most of a scale-up.

use jiff::SignedDuration;
use serde::Serialize;

use super::chain::Chain;
use super::interval::seconds;
use super::path::Path;
use super::step::Step;

/// Less than this is not worth a change.
const WORTH: SignedDuration = SignedDuration::from_secs(2);

/// A change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Remedy {
    /// A metric that is measured and looked at more often.
    FasterMetric,
    /// A node that is there before it is needed.
    WarmNode,
    /// Volumes that attach faster, or none.
    FasterVolumes,
    /// A model that lies near the node, or in its memory.
    NearerModel,
    /// An image that lies on the node already, or is smaller.
    PrePulledImage,
    /// Shorter warm-up and probe period.
    FasterWarmUp,
    /// A metric without a cap, so that all replicas are asked for at once.
    UncappedMetric,
    /// A recording, which would tell steps apart.
    Recording,
}

impl Remedy {
    /// The steps whose time it cuts.
    pub fn cuts(self) -> &'static [Step] {
        match self {
            Self::FasterMetric => &[Step::MetricPassedTarget, Step::Decided],
            Self::WarmNode => &[
                Step::Unschedulable,
                Step::NodeRequested,
                Step::NodeReady,
                Step::AcceleratorAllocatable,
                Step::Scheduled,
            ],
            Self::FasterVolumes => &[Step::VolumesAndSandbox],
            Self::NearerModel => &[Step::StorageInitializer, Step::WeightsLoaded],
            Self::PrePulledImage => &[Step::ImagePulled],
            Self::FasterWarmUp => &[Step::Ready],
            Self::UncappedMetric | Self::Recording => &[],
        }
    }
}

/// What would have cut most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Advice {
    /// The change.
    pub remedy: Remedy,
    /// How much sooner the last pod would have been ready, at best.
    #[serde(serialize_with = "seconds")]
    pub saves: SignedDuration,
    /// Of how much.
    #[serde(serialize_with = "seconds")]
    pub of: SignedDuration,
}

/// The remedy that would have made the last pod ready soonest.
///
/// It is reckoned over all pods of the wave: what helps the last one alone makes another the last.
pub(super) fn advice(chains: &[Chain], critical: Option<usize>) -> Option<Advice> {
    let of = to_ready(chains.get(critical?)?)?.0;
    let single = [
        Remedy::FasterMetric,
        Remedy::WarmNode,
        Remedy::FasterVolumes,
        Remedy::NearerModel,
        Remedy::PrePulledImage,
        Remedy::FasterWarmUp,
    ];
    let left = |remedy: Remedy| {
        let ways = chains.iter().filter_map(to_ready);
        ways.map(|(whole, path)| whole - cut(path, remedy)).max()
    };
    let saving = |remedy: Remedy| Some(Advice { remedy, saves: of - left(remedy)?, of });
    let best = single.into_iter().filter_map(saving).max_by_key(|it| it.saves)?;
    let unaccounted = chains.get(critical?)?.path.as_ref()?.unaccounted;
    let advice = match unaccounted > best.saves && best.saves < of / 4 {
        true => Advice { remedy: Remedy::Recording, saves: SignedDuration::ZERO, of },
        false => best,
    };
    (advice.remedy == Remedy::Recording || advice.saves >= WORTH).then_some(advice)
}

/// Weights and warm-up that no log line tells apart are the model's, for the most part.
fn cut(path: &Path, remedy: Remedy) -> SignedDuration {
    let steps = match remedy {
        Remedy::NearerModel if path.took(Step::WeightsLoaded).is_none() => {
            &[Step::StorageInitializer, Step::WeightsLoaded, Step::Ready][..]
        }
        remedy => remedy.cuts(),
    };
    match remedy {
        // Alone, `Ready` is warm-up only if the weights' end is known.
        Remedy::FasterWarmUp if path.took(Step::WeightsLoaded).is_none() => SignedDuration::ZERO,
        Remedy::NearerModel => {
            let joint = path.parts.iter().filter(|part| part.steps.iter().all(|step| steps.contains(step)));
            joint.filter(|part| part.steps != [Step::Ready]).map(|part| part.took).sum()
        }
        _ => path.took_within(steps),
    }
}

/// From the first stamp until ready.
fn to_ready(chain: &Chain) -> Option<(SignedDuration, &Path)> {
    let path = chain.path.as_ref()?;
    let mut whole = SignedDuration::ZERO;
    for part in &path.parts {
        whole += part.took;
        if part.ends_with() == Some(Step::Ready) {
            return Some((whole, path));
        }
    }
    None
}
