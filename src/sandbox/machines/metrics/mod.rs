//! The way of a measurement: each pod is scraped, the series are kept, an adapter answers with them.
//!
//! The delay between load and number decides how late an autoscaler acts, so every part of it takes its time.

mod adapter;
mod answer;
mod fleet;
mod keda;
mod prometheus;
mod rules;
mod series;
mod targets;
#[cfg(test)]
mod tests;
mod usage;

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use http::{Request, Response};
use http_body_util::BodyExt;
use hyper::body::Bytes;
use jiff::Timestamp;

use super::serving::{Listener, Listeners};
use super::span::between;
use crate::clock::{Clock, ClusterClock};
use crate::engines::metrics::page::{Sample, samples};
use crate::engines::promql::Labels;
use crate::sandbox::Kept;
use crate::sandbox::model::server::body::Body;
use crate::sandbox::model::server::{ModelServer, Phase};
use crate::sandbox::scenario::{self, Scraped};
use crate::sandbox::world::Shared;
pub use answer::SERVED;
use series::Series;
use targets::Target;

/// The metrics of simulated pods. Clones are the same.
#[derive(Clone)]
pub struct Metrics(Arc<Inner>);

struct Inner {
    settings: scenario::Metrics,
    clock: ClusterClock,
    listeners: Listeners,
    world: Shared,
    series: Mutex<Series>,
    /// Those of other clusters, whose answers are put together with its own.
    others: OnceLock<Vec<Metrics>>,
}

/// A scrape that takes longer has failed.
const TIMEOUT: Duration = Duration::from_secs(10);
/// Rates are taken over a minute, and a little more is kept.
const RATES: Duration = Duration::from_secs(90);
/// Who asks afterwards asks for the last hour, and a little before it.
const HISTORY: Duration = Duration::from_secs(2 * 3600);
/// Samples that are kept for that; of a large cluster that is less than its history.
const BUDGET: u32 = 400_000;
/// Over which time ACK's and NVIDIA's exporters measure use.
const WINDOW: Duration = Duration::from_secs(15);

impl Metrics {
    /// Of the pods that listen there.
    pub fn new(
        settings: scenario::Metrics,
        clock: ClusterClock,
        listeners: Listeners,
        world: Shared,
    ) -> Self {
        let series = Mutex::default();
        Self(Arc::new(Inner { settings, clock, listeners, world, series, others: OnceLock::new() }))
    }

    /// Scrapes for ever.
    pub async fn run(self) {
        loop {
            self.scrape().await;
            self.0.clock.sleep(self.0.settings.scrape_interval.0).await;
        }
    }

    /// Asks once every engine that something selects.
    async fn scrape(&self) {
        let (scraped, detailed) = {
            let world = self.0.world.read();
            let how = self.0.settings.scrape;
            let target = |(address, listener, engine): (String, Listener, ModelServer)| {
                let target = targets::target(&world, &listener, &address, how);
                (listener, engine, target)
            };
            let scraped: Vec<_> = self.0.listeners.engines().into_iter().map(target).collect();
            // Buckets are many: they are kept where somebody may ask for a quantile.
            let asked = self.0.settings.rules.is_some() || world.scaled_objects.iter().next().is_some();
            (scraped, asked || how == Scraped::Selected)
        };
        let asked = scraped
            .into_iter()
            .map(|(listener, engine, target)| self.ask(listener, engine, target, detailed));
        futures::future::join_all(asked).await;
        let settings = &self.0.settings;
        let kept = settings.adapter_delay.0 + settings.linger.0.max(RATES);
        let kept = kept.max(history(self.series().count(), settings.scrape_interval.0));
        let now = self.0.clock.now();
        self.series().forget_before(now.checked_sub(kept).unwrap_or(Timestamp::MIN));
    }

    async fn ask(&self, listener: Listener, engine: ModelServer, target: Option<Target>, detailed: bool) {
        let gpu = match engine.phase() {
            Phase::Stopped => Vec::new(),
            _ => gpu(&engine),
        };
        let (mut text, mut labels) = (Bytes::new(), Arc::new(targets::of_gpu(&listener)));
        if let Some(target) = target {
            let Ok(request) = Request::get(&target.path).body(Bytes::new()) else { return };
            let asked = async {
                let answer =
                    engine.answer(request).await.ok().filter(|answer| answer.status().is_success())?;
                Some(answer.into_body().collect().await.ok()?.to_bytes())
            };
            let answered = tokio::select! {
                text = asked => text,
                () = self.0.clock.sleep(TIMEOUT) => None,
            };
            text = answered.unwrap_or_default();
            let both: Labels =
                target.labels.iter().chain(labels.iter()).map(|(k, v)| (k.clone(), v.clone())).collect();
            labels = Arc::new(both);
        }
        let text = String::from_utf8_lossy(&text);
        let gpu = gpu.into_iter().map(|(name, value)| Sample { name, labels: "", value });
        let page = samples(&text).filter(|sample| detailed || !sample.name.ends_with("_bucket"));
        let now = self.0.clock.now();
        let up = !text.is_empty();
        if let Some(pod) = self.0.world.read().pods.at(&listener.pod) {
            self.series().label(&listener.pod, pod.labels());
        }
        self.series().add(&listener.pod, &labels, page.chain(gpu), up, now);
    }

    fn series(&self) -> MutexGuard<'_, Series> {
        self.0.series.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers a request to the aggregated metrics APIs.
    pub fn answer(&self, request: &Request<Bytes>) -> Response<Body> {
        match self.0.others.get() {
            None => adapter::answer(self, request),
            Some(others) => fleet::answer(others, request),
        }
    }

    /// From now on it answers what these say together.
    pub fn ask_also(&self, others: Vec<Self>) {
        // There is one fleet.
        let _known = self.0.others.set(others);
    }

    /// Answers a request to Prometheus.
    pub fn prometheus(&self, request: &Request<Bytes>) -> Response<Body> {
        prometheus::answer(self, request)
    }

    /// The time as of which the adapter answers.
    fn as_of(&self) -> Timestamp {
        let now = self.0.clock.now();
        now.checked_sub(self.0.settings.adapter_delay.0).unwrap_or(now)
    }

    /// How long a sample counts: for a pod that is scraped until two scrapes have failed, for one that is gone as it lingers.
    fn lives(&self, there: bool) -> Duration {
        let interval = self.0.settings.scrape_interval.0;
        match there {
            true => interval * 3,
            false => self.0.settings.linger.0 + between(self.as_of(), self.0.clock.now()),
        }
    }
}

/// How long samples can be kept.
fn history(series: usize, interval: Duration) -> Duration {
    let each = BUDGET / u32::try_from(series).unwrap_or(u32::MAX).max(1);
    interval.saturating_mul(each).min(HISTORY)
}

/// What the exporters of a GPU say: its use in per cent, and its memory.
fn gpu(engine: &ModelServer) -> Vec<(&'static str, f64)> {
    let busy = engine.busy(WINDOW) * 100.0;
    let memory = engine.settings().cost.weights().as_f64() / f64::from(1 << 20);
    vec![
        ("DCGM_CUSTOM_PROCESS_SM_UTIL", busy),
        ("DCGM_FI_DEV_GPU_UTIL", busy),
        ("DCGM_FI_PROF_SM_ACTIVE", busy / 100.0),
        ("DCGM_CUSTOM_PROCESS_MEM_USED", memory),
        ("DCGM_FI_DEV_FB_USED", memory),
    ]
}
