//! `--watch`: while the load runs, a thread with a runtime of its own follows the cluster. Whatever becomes of it, the load goes on.

mod engines;
mod show;
mod thread;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::sync::watch;

use crate::cli::target::Target;
use crate::cli::watch::WatchArgs;
use crate::cluster::Cluster;
use crate::commands::connect;
use crate::error::{Error, Result};
use crate::load::summary::Summary;
use crate::observe::Snapshot;
use crate::observe::unknown::is_a_name;
use crate::report::bench::cluster::Elasticity;
use crate::report::bench::elastic::{self, Chronicle, Load, Named, Tariff};
use crate::session::Session;

pub use show::{Course, Shower};

/// How long the thread may take to end, with its last look.
const LAST_LOOK: Duration = Duration::from_secs(5);

/// The service that is watched.
#[derive(Debug, Clone)]
pub struct Subject {
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub service: String,
    /// How many times as fast as the client's its cluster's clock runs.
    pub speed: f64,
}

/// What was seen so far.
#[derive(Default)]
pub struct Seen {
    /// All of it, on the watch's clock.
    pub chronicle: Chronicle,
    /// The last picture.
    pub snapshot: Option<Snapshot>,
}

/// A watch that runs.
pub struct Watch {
    /// What it watches.
    pub subject: Subject,
    /// Where it is.
    cluster: Cluster,
    /// The runtime that its cluster is reached from: that of the watch, whose threads send no load.
    runtime: Handle,
    tariffs: Vec<Tariff>,
    seen: Arc<Mutex<Seen>>,
    begun: Instant,
    stop: watch::Sender<bool>,
    ended: mpsc::Receiver<()>,
}

/// Begins to watch, if that was asked for; returns with the first picture. `service` is the one that the load goes to.
///
/// # Errors
/// A flag is wrong, no cluster is configured, it cannot be reached, or has no such service.
pub fn begin(
    args: &WatchArgs,
    service: Option<&str>,
    target: &Target,
    session: &Session,
) -> Result<Option<Watch>> {
    let Some(name) = &args.watch else { return Ok(None) };
    let read = |text: &String| {
        Tariff::parse(text)
            .map_err(|why| Error::flag("--price", text, why, "neap bench --watch --price cloud=2.10/h URL"))
    };
    let tariffs = args.price.iter().map(read).collect::<Result<Vec<_>>>()?;
    if let Some(twice) = tariffs
        .iter()
        .enumerate()
        .find_map(|(at, one)| tariffs[..at].iter().any(|other| other.pool == one.pool).then_some(&one.pool))
    {
        return Err(Error::usage(format!("`--price` gives pool {twice} two prices")));
    }
    let name = match (name.as_str(), service) {
        ("", Some(service)) => service,
        ("", None) => {
            return Err(Error::usage("`--watch` needs the name of a service where the load goes to a URL")
                .hint("for example `neap bench --watch=qwen-chat URL`, or `--service qwen-chat --watch`"));
        }
        (name, _) => name,
    };
    if !is_a_name(name) {
        let allowed = "the name of a service is expected";
        return Err(Error::flag("--watch", name, allowed, "neap bench --watch=qwen-chat URL"));
    }
    let mut options = connect::options(&target.cluster)?;
    options.namespace = match &target.namespace {
        Some(namespace) => Some(namespace.clone()),
        None => crate::commands::arena_config::ArenaConfig::load(&session.env)?.namespace,
    };
    let (stop, stopped) = watch::channel(false);
    let (told, first) = mpsc::channel();
    let (end, ended) = mpsc::channel();
    let seen = Arc::<Mutex<Seen>>::default();
    let begun = Instant::now();
    let thread = thread::Thread {
        options,
        env: session.env.clone(),
        clock: session.clock.clone(),
        service: name.to_owned(),
        begun,
        seen: seen.clone(),
        stopped,
    };
    let spawned = std::thread::Builder::new().name("watch".to_owned()).spawn(move || {
        thread.run(&told);
        // Nobody may be waiting for it any more.
        let _ = end.send(());
    });
    spawned.map_err(|error| Error::failed(format!("cannot start a thread for the watch: {error}")))?;
    let gone = |_| Error::failed("the watch of the cluster ended before it began");
    let (subject, cluster, runtime) = first.recv().map_err(gone)??;
    Ok(Some(Watch { subject, cluster, runtime, tariffs, seen, begun, stop, ended }))
}

impl Watch {
    /// What was seen so far.
    pub fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How long after the watch something was, in seconds.
    pub fn since(&self, at: Instant) -> f64 {
        at.saturating_duration_since(self.begun).as_secs_f64()
    }

    /// Ends the watch with a last look.
    pub fn end(&self) {
        // It may have ended by itself; and one that hangs is left behind.
        let _ = self.stop.send(true);
        let _ = self.ended.recv_timeout(LAST_LOOK);
    }

    /// Joins what was seen with a load that began at `start` and ended at `end`; `tokens` were generated, if anyone counts them.
    pub fn join(
        &self,
        summary: &Summary,
        (start, end): (Instant, Instant),
        tokens: Option<u64>,
    ) -> Elasticity {
        let sending = summary.elapsed.as_secs_f64();
        let measured = &summary.measured;
        let named = measured.pods.iter().map(|(name, pod)| {
            let (first, took) = (pod.first.as_secs_f64(), pod.took.as_secs_f64());
            (name.to_owned(), Named { answered: pod.answered, first, took })
        });
        let named: Vec<_> = named.collect();
        let cut: Vec<_> = measured.pods.broken().map(|(name, cut)| (name.to_owned(), cut.clone())).collect();
        let load = Load {
            began: self.since(start),
            lasted: end.saturating_duration_since(start).as_secs_f64(),
            sending: whole_seconds(summary.elapsed),
            sending_seconds: sending,
            timeline: &measured.timeline,
            first_tokens: measured.llm.as_ref().map(|llm| &llm.ttft),
            last_opened: measured.connections.last.map(|last| last.as_secs_f64()),
            tokens,
            pods: &named,
            cut: &cut,
        };
        let Subject { namespace, service, speed } = &self.subject;
        elastic::join(&load, &self.seen().chronicle, (namespace, service), &self.tariffs, *speed)
    }
}

/// Seconds, the last one perhaps in part.
fn whole_seconds(time: Duration) -> usize {
    let more = u64::from(time.subsec_nanos() > 0);
    usize::try_from(time.as_secs() + more).unwrap_or(usize::MAX)
}
