//! `--probe-request-rate`: requests of one token beside the load, on a connection of their own each, as vLLM's client sends them.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde_json::json;

use super::web::Web;
use crate::error::{Error, Result};
use crate::load::llm::Api;
use crate::report::bench::llm::vllm::Probe;

/// A probe that runs.
pub struct Probing {
    stop: mpsc::Sender<()>,
    thread: JoinHandle<Probe>,
}

impl Probing {
    /// Begins to probe; after each answer it waits for one over the rate, so that probes never overtake each other.
    ///
    /// # Errors
    /// The machine gives no thread.
    pub fn begin(web: Web, api: Api, model: Option<String>, rate: f64, patience: Duration) -> Result<Self> {
        let (stop, stopped) = mpsc::channel();
        let (body, interval) = (question(api, model.as_deref()), Duration::from_secs_f64(1.0 / rate));
        let work = move || {
            let mut probe = Probe::default();
            let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else {
                return probe;
            };
            loop {
                let begun = Instant::now();
                let answer = runtime.block_on(web.post(&web.api, body.clone(), patience));
                let took = begun.elapsed().as_secs_f64();
                match answer {
                    Ok((status, _)) if status.is_success() => probe.took.push(took),
                    _ => probe.failed += 1,
                }
                match stopped.recv_timeout(interval) {
                    Err(RecvTimeoutError::Timeout) => {}
                    Ok(()) | Err(RecvTimeoutError::Disconnected) => {
                        probe.took.sort_by(f64::total_cmp);
                        return probe;
                    }
                }
            }
        };
        let thread = std::thread::Builder::new().name("probe".to_owned()).spawn(work);
        let thread =
            thread.map_err(|error| Error::failed(format!("cannot start a thread for the probe: {error}")))?;
        Ok(Self { stop, thread })
    }

    /// Ends it with what it found; the probe that is under way is waited for.
    pub fn end(self) -> Probe {
        let _ = self.stop.send(());
        self.thread.join().unwrap_or_default()
    }
}

/// One word in, one token out.
fn question(api: Api, model: Option<&str>) -> String {
    let body = match api {
        Api::Chat => {
            json!({"model": model, "messages": [{"role": "user", "content": "Hi"}], "max_completion_tokens": 1})
        }
        Api::Completions => json!({"model": model, "prompt": "Hi", "max_tokens": 1}),
        Api::Generate => json!({"text": "Hi", "sampling_params": {"max_new_tokens": 1}}),
    };
    body.to_string()
}
