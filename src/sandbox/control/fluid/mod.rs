//! Fluid: a Dataset with a runtime of its name becomes a claim that pods mount; DataLoads fill it.
//!
//! Read in Fluid 1.0: `pkg/controllers/v1alpha1/dataset`, `pkg/ddc` and `pkg/dataset/volume`. What the real controllers learn from
//! the runtime's master, how much is cached, is told here by a meter of what the loaders have read, and by the pods that are
//! ready: those have read all of it.

mod dataset;
mod held;
mod load;
mod runtime;
#[cfg(test)]
mod tests;
mod workers;

use jiff::{SignedDuration, Timestamp};

use crate::kubernetes::resources::Dataset;
use crate::sandbox::Key;

pub use dataset::DatasetController;
pub use load::DataLoadController;

/// How many bytes a loader's pod has read by now; `None` if it does not read.
pub type LoadMeter = Box<dyn Fn(&Key, Timestamp) -> Option<f64> + Send>;

/// What the controllers of caches are told.
pub struct Settings {
    /// How often they look at a cache that is being filled.
    pub sync: SignedDuration,
    /// How many bytes a dataset has in all.
    pub size: Box<dyn Fn(&Dataset) -> u64 + Send>,
    /// How many bytes a loader's pod has read.
    pub meter: LoadMeter,
}

/// The container of a loader's pod, by which the kubelet knows it.
pub const LOADER: &str = "dataloader";
/// What is waited before a load is tried again.
const RETRY: SignedDuration = SignedDuration::from_secs(20);

/// A size as Fluid writes it for people: `14.53GiB`.
fn bytes(size: f64) -> String {
    let mut size = size.max(0.0);
    let mut units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"].into_iter().peekable();
    while let Some(unit) = units.next() {
        if size < 1024.0 || units.peek().is_none() {
            return format!("{size:.2}{unit}");
        }
        size /= 1024.0;
    }
    String::new()
}

/// The label of all that belongs to a dataset.
fn common_label(key: &Key) -> String {
    format!("fluid.io/s-{}-{}", key.namespace, key.name)
}
