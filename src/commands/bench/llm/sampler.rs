//! Reads the engine's gauges while a load runs, on a thread of its own.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::web::Web;
use crate::elastic::target::Reading;
use crate::engines::metrics::{Preset, gauges};
use crate::error::{Error, Result};

/// How often the page is read.
const PERIOD: Duration = Duration::from_millis(500);

/// What a page showed at a time.
type Look = (Instant, Vec<(&'static Preset, f64)>);

/// A thread that reads the page again and again.
pub struct Sampler {
    stop: mpsc::Sender<()>,
    thread: JoinHandle<Vec<Look>>,
}

/// What a gauge showed over a span of time.
#[derive(Debug, Clone, Copy)]
pub struct Gauge {
    /// Which.
    pub preset: &'static Preset,
    /// Its mean, and how far single readings were from it.
    pub reading: Reading,
    /// The highest reading.
    pub highest: f64,
}

impl Sampler {
    /// Begins to read.
    ///
    /// # Errors
    /// The machine gives no thread.
    pub fn begin(web: Web) -> Result<Self> {
        let (stop, stopped) = mpsc::channel();
        let work = move || {
            let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else {
                return Vec::new();
            };
            let mut looks = Vec::new();
            loop {
                let at = Instant::now();
                if let Some(page) = runtime.block_on(web.page()) {
                    looks.push((at, gauges(&page)));
                }
                match stopped.recv_timeout(PERIOD.saturating_sub(at.elapsed())) {
                    Err(RecvTimeoutError::Timeout) => {}
                    Ok(()) | Err(RecvTimeoutError::Disconnected) => return looks,
                }
            }
        };
        let thread = std::thread::Builder::new().name("gauges".to_owned()).spawn(work);
        let thread = thread
            .map_err(|error| Error::failed(format!("cannot start a thread for the metrics: {error}")))?;
        Ok(Self { stop, thread })
    }

    /// Ends it: what each gauge showed between two times.
    pub fn end(self, from: Instant, to: Instant) -> Vec<Gauge> {
        let _ = self.stop.send(());
        let mut looks = self.thread.join().unwrap_or_default();
        looks.retain(|(at, _)| (from..=to).contains(at));
        between(&looks)
    }
}

fn between(looks: &[Look]) -> Vec<Gauge> {
    let mut presets: Vec<&'static Preset> = Vec::new();
    for (preset, _) in looks.iter().flat_map(|(_, gauges)| gauges) {
        if presets.iter().all(|known| known.name != preset.name) {
            presets.push(preset);
        }
    }
    let gauge = |preset: &'static Preset| {
        let values: Vec<f64> = looks
            .iter()
            .flat_map(|(_, gauges)| gauges)
            .filter(|(of, _)| of.name == preset.name)
            .map(|(_, value)| *value)
            .collect();
        let count = values.len() as f64;
        let mean = values.iter().sum::<f64>() / count;
        let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / count;
        let highest = values.iter().copied().fold(f64::MIN, f64::max);
        Gauge { preset, reading: Reading { mean, deviation: variance.sqrt() }, highest }
    };
    presets.into_iter().map(gauge).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engines::metrics::preset;

    #[test]
    fn a_gauge_has_a_mean_a_deviation_and_a_highest_value() {
        let (waiting, now) = (preset("vllm-waiting").unwrap(), Instant::now());
        let looks: Vec<Look> = [2.0, 4.0, 6.0, 4.0].map(|value| (now, vec![(waiting, value)])).to_vec();
        let gauges = between(&looks);
        assert_eq!(gauges.len(), 1);
        let Gauge { preset, reading, highest } = gauges[0];
        assert_eq!((preset.name, reading.mean, highest), ("vllm-waiting", 4.0, 6.0));
        assert!((reading.deviation - 2f64.sqrt()).abs() < 1e-12);
        assert!(between(&[]).is_empty());
    }
}
