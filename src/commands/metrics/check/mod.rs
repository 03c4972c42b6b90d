//! `neap metrics check`: from the engine to the autoscaler, a line a link.

pub(in crate::commands) mod adapter;
mod agree;
pub(in crate::commands) mod ask;
mod autoscaler;
pub(in crate::commands) mod engine;
mod link;
mod monitors;
pub(in crate::commands) mod prometheus;
mod scrape;
pub(in crate::commands) mod subject;
pub(in crate::commands) mod wanted;

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::time::Instant;

use self::agree::Pair;
use self::engine::Shown;
use self::link::{Chain, Link, State};
use self::monitors::Finders;
use self::prometheus::Prometheus;
use self::scrape::Scraped;
use self::subject::Subject;
use self::wanted::{Of, Wanted};
use crate::cli::metrics::{Check, CheckOutput};
use crate::cluster::{Action, Cluster};
use crate::commands::connect;
use crate::commands::follow::interrupt;
use crate::engines::metrics::page::Origin;
use crate::engines::metrics::preset;
use crate::error::{Error, Kind, Result};
use crate::kubernetes::resources::HorizontalPodAutoscaler;
use crate::session::Session;
use crate::ui::{Progress, sanitised};
use crate::workload::metrics::{Series, header};

/// Between two looks at values that do not agree yet.
const AGAIN: Duration = Duration::from_secs(2);

/// Runs `neap metrics check`.
///
/// # Errors
/// A link is broken (exit code 4), or the cluster cannot be asked.
pub async fn run(args: Check, session: &mut Session) -> Result<()> {
    let headers: Result<Vec<_>> =
        args.prometheus_header.iter().map(|text| header("--prometheus-header", text)).collect();
    let headers = headers?;
    let prometheus = args.prometheus.as_deref().map(|text| Prometheus::parse(text, headers)).transpose()?;
    for text in &args.metric {
        Series::parse("--metric", text, None, None)?;
    }
    let patience = crate::clock::parse_duration(&args.patience)
        .map_err(|why| Error::flag("--patience", &args.patience, why, "--patience=45s"))?;
    let cluster = connect::connect(&args.target, session).await?;
    let subject = subject::find(&cluster, &args.name).await?;
    let finders = monitors::find(&cluster, &subject.pods).await?;
    let prometheus = match prometheus {
        Some(given) => Some(given),
        None => Prometheus::discover(&cluster).await?,
    };
    let all = metrics(&subject, &args.metric);
    if all.is_empty() && subject.autoscaler.is_none() {
        return Err(Error::failed(format!("no autoscaler scales {} here, so no metric is asked for", args.name))
            .hint("`--metric=vllm-waiting` walks the chain of a metric without it; `neap metrics presets` lists more")
            .hint("the autoscaler of a service of a fleet is on the hub, and its metrics come from the clusters"));
    }
    if all.is_empty() {
        session.ui.status(format_args!(
            "{} is scaled on CPU or memory only, which come without an adapter: there is no chain to walk",
            args.name
        ));
        return Ok(());
    }
    let now = now(&cluster).await?.unwrap_or_else(|| session.clock.now());
    let way = Way {
        cluster: &cluster,
        subject: &subject,
        finders: &finders,
        prometheus: prometheus.as_ref(),
        now,
        patience,
        begun: Instant::now(),
    };
    let mut chains = Vec::new();
    let interrupted = interrupt();
    tokio::pin!(interrupted);
    for wanted in &all {
        let line = session.ui.progress();
        let chain = tokio::select! {
            chain = way.walk(wanted, &all, &line) => chain?,
            () = &mut interrupted => return Err(Error::new(Kind::Interrupted, "interrupted")),
        };
        line.clear();
        if args.output == CheckOutput::Table {
            chain.print(session)?;
        }
        chains.push(chain);
    }
    if args.output == CheckOutput::Json {
        session.ui.line(format_args!("{:#}", as_json(&subject, &cluster, &chains)))?;
    }
    let broken: Vec<String> = chains
        .iter()
        .filter_map(|chain| Some(format!("{} at `{}`", chain.metric, chain.broken()?.name)))
        .collect();
    match broken.is_empty() {
        true => Ok(()),
        false => Err(Error::not_ready(format!("the chain is broken: {}", broken.join(", ")))),
    }
}

/// The metrics of the autoscaler, and those that flags name.
fn metrics(subject: &Subject, named: &[String]) -> Vec<Wanted> {
    let read = subject.autoscaler.as_ref().map(|hpa| wanted::wanted(&hpa.spec.metrics)).unwrap_or_default();
    if named.is_empty() {
        return read;
    }
    let engine = subject.pods.iter().find_map(engine::engine_of);
    let served = |text: &String| {
        preset(text).map_or_else(|| text.clone(), |preset| preset.metric_in(engine).into_owned())
    };
    let one = |name: String| {
        read.iter().find(|it| it.name == name).cloned().unwrap_or_else(|| wanted::named(&name))
    };
    let mut all: Vec<Wanted> = named.iter().map(served).map(one).collect();
    // The autoscaler's link says what is read instead.
    let more: Vec<Wanted> =
        read.iter().filter(|it| all.iter().all(|one| one.name != it.name)).cloned().collect();
    if all.iter().all(|it| it.read) {
        return all;
    }
    all.extend(more);
    all
}

/// The cluster's own time, by the newest of its nodes' leases: a simulated cluster has another than this machine.
async fn now(cluster: &Cluster) -> Result<Option<Timestamp>> {
    let path = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases?limit=20";
    let action = Action::new("list", "leases.coordination.k8s.io").within("kube-node-lease");
    let Some(list) = ask::json(cluster, &action, path).await?.given() else { return Ok(None) };
    let leases = list.get("items").and_then(Value::as_array);
    let renewed = |lease: &Value| lease.pointer("/spec/renewTime")?.as_str()?.parse::<Timestamp>().ok();
    Ok(leases.into_iter().flatten().filter_map(renewed).max())
}

/// All that the links of each metric share.
struct Way<'a> {
    cluster: &'a Cluster,
    subject: &'a Subject,
    finders: &'a Finders,
    prometheus: Option<&'a Prometheus>,
    now: Timestamp,
    patience: Duration,
    /// When the walk began: what all metrics wait for together is waited for once.
    begun: Instant,
}

impl Way<'_> {
    async fn walk(&self, wanted: &Wanted, all: &[Wanted], line: &Progress) -> Result<Chain> {
        let mut shown = self.shown().await?;
        let origin = shown.origin(&wanted.name);
        let series = origin.as_ref().map_or(wanted.name.as_str(), Origin::series).to_owned();
        let mut served = adapter::read(self.cluster, self.subject, wanted).await?;
        let fresh = self.subject.fresh(self.now);
        let mut scraped = self.scraped(&series, served.values.is_empty(), fresh).await?;
        // What nothing shows, scrapes or serves by that name is not waited for.
        let hopeful = fresh.is_some()
            && origin.is_some()
            && scraped.state != State::Broken
            && served.down.is_none()
            && served.elsewhere(wanted, &series).is_none();
        while hopeful && served.values.is_empty() && self.begun.elapsed() < self.patience {
            self.show(line, self.begun, &format!("{} is not served yet", wanted.name));
            tokio::time::sleep(AGAIN.min(self.patience)).await;
            served = adapter::read(self.cluster, self.subject, wanted).await?;
            scraped = self.scraped(&series, served.values.is_empty(), fresh).await?;
        }
        let coming = hopeful && served.values.is_empty();
        let mut pair = Pair { shown: vec![shown.values(&series)], served: served.values.clone() };
        // A rate or a quantile stands on no page; an object's or an external value is no pod's.
        let compared = wanted.of == Of::Pods && !matches!(origin, Some(Origin::Derived(_)) | None);
        let begun = Instant::now();
        if compared && pair.comparable() {
            shown = self.shown().await?;
            pair.shown.push(shown.values(&series));
            while pair.differs(&series).is_some() && begun.elapsed() < self.patience {
                self.show(
                    line,
                    begun,
                    &format!("{} is served otherwise than the engine shows it", wanted.name),
                );
                tokio::time::sleep(AGAIN.min(self.patience)).await;
                let before = shown.values(&series);
                served = adapter::read(self.cluster, self.subject, wanted).await?;
                shown = self.shown().await?;
                pair = Pair { shown: vec![before, shown.values(&series)], served: served.values.clone() };
            }
        }
        let (hpa, looks) = self.looked(wanted, !served.values.is_empty(), line).await?;
        let read = match &hpa {
            Some(_) if coming => Link::unseen("read", "not yet: nothing is served so far"),
            Some(hpa) if looks => autoscaler::coming(hpa, &self.subject.name),
            hpa => autoscaler::link(self.subject, hpa.as_ref(), wanted, all),
        };
        let adapter = match coming {
            true => Link::unseen("served", "not yet: an adapter looks for new series each minute or so"),
            false => adapter::link(self.subject, &served, wanted, &series, self.now),
        };
        let agrees = match compared {
            true => agree::link(&pair, &series, begun.elapsed().as_secs()),
            false if origin.is_none() && wanted.of == Of::Pods => {
                Link::unseen("agrees", "no pod shows it, so there is nothing to compare")
            }
            false => Link::unseen("agrees", "it stands on no page of a pod, so it is not compared"),
        };
        Ok(Chain {
            metric: wanted.name.clone(),
            links: vec![engine::link(self.subject, &shown, &wanted.name), scraped, adapter, read, agrees],
        })
    }

    /// The second link, as Prometheus has it now.
    async fn scraped(&self, series: &str, unserved: bool, fresh: Option<i64>) -> Result<Link> {
        let found: Option<(&Prometheus, Scraped)> = match self.prometheus {
            Some(prometheus) => {
                Some((prometheus, scrape::read(self.cluster, prometheus, self.subject, series).await?))
            }
            None => None,
        };
        let found = found.as_ref().map(|(prometheus, it)| (*prometheus, it));
        Ok(scrape::link(self.subject, self.finders, found, !unserved, fresh))
    }

    /// The autoscaler once it has looked at what is served, and whether it may still come: two of its looks are waited for,
    /// if there is patience for them.
    async fn looked(
        &self,
        wanted: &Wanted,
        served: bool,
        line: &Progress,
    ) -> Result<(Option<HorizontalPodAutoscaler>, bool)> {
        let mut hpa = self.subject.autoscaler.clone();
        let begun = Instant::now();
        loop {
            let coming = hpa.as_ref().is_some_and(|hpa| autoscaler::may_come(hpa, wanted, served));
            let waited = begun.elapsed();
            if !coming || waited >= self.patience {
                return Ok((hpa, coming && waited < autoscaler::TWO_LOOKS));
            }
            self.show(line, begun, &format!("the autoscaler has not looked at {} yet", wanted.name));
            tokio::time::sleep(AGAIN.min(self.patience)).await;
            hpa = self.subject.autoscaler_again(self.cluster).await?;
        }
    }

    /// What is waited for, and how much of the patience is spent on it; on a terminal only.
    fn show(&self, line: &Progress, begun: Instant, what: &str) {
        let (waited, patience) = (begun.elapsed(), self.patience);
        let seconds = format!("{} of {} s", waited.as_secs(), patience.as_secs());
        let done = waited.as_secs_f64() / patience.as_secs_f64().max(f64::MIN_POSITIVE);
        line.show(done, format!("{}: {seconds}", sanitised(what)));
    }

    async fn shown(&self) -> Result<Shown> {
        engine::read(self.cluster, self.subject, &self.finders.places).await
    }
}

fn as_json(subject: &Subject, cluster: &Cluster, chains: &[Chain]) -> Value {
    let autoscaler = subject.autoscaler.as_ref().and_then(|hpa| hpa.metadata.name.clone());
    json!({
        "name": subject.name, "namespace": cluster.namespace, "autoscaler": autoscaler,
        "selector": subject.selector, "pods": subject::names(&subject.pods),
        "metrics": chains.iter().map(Chain::json).collect::<Vec<_>>(),
    })
}
