//! The first link: what the engine itself shows, read through the API server's proxy.

use std::collections::{BTreeMap, BTreeSet};

use futures::future::join_all;

use super::ask::{self, Answer};
use super::link::Link;
use super::subject::{Subject, name_of, runs};
use crate::cluster::{Action, Cluster};
use crate::engines::detect::{detect, port_in};
use crate::engines::metrics::page::{Origin, origin, samples};
use crate::engines::metrics::{Measure, exposition, known, measure_of};
use crate::engines::{Detected, Engine};
use crate::error::Result;
use crate::kubernetes::near::did_you_mean;
use crate::kubernetes::resources::Pod;

/// At most so many pods are asked.
const ASKED: usize = 8;

/// A place where a pod may show its metrics.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The port.
    pub port: u16,
    /// The path.
    pub path: String,
}

/// What a pod shows: values and labels by series.
pub type Page = BTreeMap<String, Vec<(String, f64)>>;

/// What the pods show.
#[derive(Debug, Default)]
pub struct Shown {
    /// The pages of those that answered.
    pub pages: BTreeMap<String, Page>,
    /// Why the last one did not answer.
    pub silent: Option<String>,
}

/// The engine of a pod, if it is known.
pub fn engine_of(pod: &Pod) -> Option<Detected> {
    pod.spec.containers.iter().find_map(|container| {
        let command = [container.command.as_slice(), container.args.as_slice()].concat().join(" ");
        detect(container.image.as_deref(), Some(&command))
    })
}

/// Where a pod may show its metrics: as scrapes have it, as its command says, as it says of its ports, as its engine does.
pub fn places(pod: &Pod, scraped: &[Place]) -> Vec<Place> {
    let engine = engine_of(pod).map_or(Engine::Vllm, |detected| detected.engine);
    let usual = exposition(engine);
    let mut places = scraped.to_vec();
    for container in &pod.spec.containers {
        let command = [container.command.as_slice(), container.args.as_slice()].concat().join(" ");
        // The ports of Triton's flags are those of its requests.
        let named = port_in(&command).filter(|_| engine != Engine::Triton);
        let ports = container.ports.iter().map(|port| port.container_port);
        places.extend(named.into_iter().chain(ports).map(|port| Place { port, path: usual.path.to_owned() }));
    }
    places.push(Place { port: usual.port, path: usual.path.to_owned() });
    let mut seen = Vec::new();
    places.retain(|place| {
        let new = !seen.contains(place);
        seen.push(place.clone());
        new
    });
    places
}

/// Reads the pages of the pods that run.
///
/// # Errors
/// The API server does not answer.
pub async fn read(cluster: &Cluster, subject: &Subject, scraped: &[Place]) -> Result<Shown> {
    let asked = subject.pods.iter().filter(|pod| runs(pod)).take(ASKED);
    let answers = join_all(asked.map(|pod| async move {
        (name_of(pod).to_owned(), page(cluster, pod, &places(pod, scraped)).await)
    }));
    let mut shown = Shown::default();
    for (pod, answer) in answers.await {
        match answer? {
            Ok(page) => drop(shown.pages.insert(pod, page)),
            Err(why) => shown.silent = Some(format!("pod {pod}: {why}")),
        }
    }
    Ok(shown)
}

/// Reads the page of a pod at the first of these places that has one; why not, if none has.
///
/// # Errors
/// The API server does not answer.
pub async fn page(
    cluster: &Cluster,
    pod: &Pod,
    places: &[Place],
) -> Result<std::result::Result<Page, String>> {
    let action = Action::new("get", "pods/proxy").within(&cluster.namespace).named(name_of(pod));
    let mut why = "it has no port".to_owned();
    for place in places {
        let path = format!(
            "/api/v1/namespaces/{}/pods/{}:{}/proxy{}",
            cluster.namespace,
            name_of(pod),
            place.port,
            place.path
        );
        match ask::text(cluster, &action, &path).await? {
            Answer::Given(text) => {
                let mut page = Page::new();
                for sample in samples(&text) {
                    page.entry(sample.name.to_owned())
                        .or_default()
                        .push((sample.labels.to_owned(), sample.value));
                }
                if !page.is_empty() {
                    return Ok(Ok(page));
                }
                why = format!("port {}{} shows no metrics", place.port, place.path);
            }
            Answer::Refused(code, words) => {
                why = format!("port {}{}: {words} ({code})", place.port, place.path)
            }
        }
    }
    Ok(Err(why))
}

impl Shown {
    /// Where a served metric comes from.
    pub fn origin(&self, served: &str) -> Option<Origin> {
        let names: BTreeSet<String> = self.pages.values().flat_map(BTreeMap::keys).cloned().collect();
        origin(served, &names)
    }

    /// What each pod shows of a series; several of one pod are put together.
    pub fn values(&self, series: &str) -> BTreeMap<String, f64> {
        let only = known(series).and_then(|preset| preset.only).map(|(matcher, _)| matcher);
        let share = matches!(measure_of(series), Some(Measure::Ratio | Measure::Percent));
        let together = |all: &Vec<(String, f64)>| {
            let meant = all.iter().filter(|(labels, _)| only.is_none_or(|only| labels.contains(only)));
            let values: Vec<f64> = meant.map(|(_, value)| *value).collect();
            let sum: f64 = values.iter().sum();
            #[expect(clippy::cast_precision_loss, reason = "few series")]
            let count = values.len() as f64;
            if share { sum / count } else { sum }
        };
        let of = |(pod, page): (&String, &Page)| Some((pod.clone(), together(page.get(series)?)));
        self.pages.iter().filter_map(of).collect()
    }
}

/// The average over pods.
pub fn average(values: &BTreeMap<String, f64>) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "few pods")]
    (!values.is_empty()).then(|| values.values().sum::<f64>() / values.len() as f64)
}

const LINK: &str = "engine";

/// What became of the link.
pub fn link(subject: &Subject, shown: &Shown, metric: &str) -> Link {
    let running = subject.pods.iter().filter(|pod| runs(pod)).count();
    if metric.starts_with("DCGM_") {
        return Link::unseen(LINK, "the exporter of the node has it, not the pod");
    }
    if running == 0 {
        return match subject.pods.len() {
            0 => Link::broken(LINK, format!("no pod of {} is there", subject.name)),
            count => Link::broken(LINK, format!("none of {count} pods runs"))
                .mend(format!("neap status {}", subject.name)),
        };
    }
    if shown.pages.is_empty() {
        let why = shown.silent.clone().unwrap_or_else(|| "no pod answers".to_owned());
        let engine = subject.pods.iter().find_map(engine_of).map(|detected| detected.engine);
        let needs = engine.and_then(|engine| Some((engine, exposition(engine).needs?)));
        return match needs {
            Some((engine, needs)) => Link::broken(LINK, why).mend(format!("start {engine} with {needs}")),
            None => Link::broken(LINK, why),
        };
    }
    let count = shown.pages.len();
    let pods = if count == 1 { "pod shows" } else { "pods show" };
    match shown.origin(metric) {
        Some(Origin::Renamed(series)) => {
            let version = subject.pods.iter().find_map(engine_of);
            let version = version.and_then(|it| Some(format!(" ({} {})", it.engine, it.version?)));
            Link::broken(LINK, format!("the engine{} calls it {series}", version.unwrap_or_default()))
                .value(average(&shown.values(&series)))
                .mend(format!(
                    "neap metrics render {} --metric={series} --rename={series}={metric} --part=rules",
                    subject.name
                ))
        }
        Some(Origin::Gauge(series)) => {
            Link::holds(LINK, format!("{count} {pods} {series}")).value(average(&shown.values(&series)))
        }
        Some(Origin::Derived(series)) => {
            Link::holds(LINK, format!("{count} {pods} {series}, of which it is made"))
        }
        None => {
            let names: BTreeSet<&str> =
                shown.pages.values().flat_map(BTreeMap::keys).map(String::as_str).collect();
            let near = did_you_mean(metric, names.iter().copied()).map(|near| format!("; {near}"));
            Link::broken(
                LINK,
                format!(
                    "{count} {pods} {} series, and not this one{}",
                    names.len(),
                    near.unwrap_or_default()
                ),
            )
        }
    }
}
