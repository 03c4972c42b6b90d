//! The second link: something scrapes the pods, and Prometheus has their series.

use std::collections::BTreeMap;

use super::link::Link;
use super::monitors::Finders;
use super::prometheus::{Element, Prometheus};
use super::subject::{Subject, names};
use crate::cluster::Cluster;
use crate::error::Result;

const LINK: &str = "scraped";

/// Labels by which series tell their pod, the usual first.
const PAIRS: [(&str, &str); 4] = [
    ("namespace", "pod"),
    ("kubernetes_namespace", "kubernetes_pod_name"),
    ("exported_namespace", "exported_pod"),
    ("NamespaceName", "PodName"),
];

/// What Prometheus has of a series.
#[derive(Debug, Clone, Default)]
pub struct Scraped {
    /// Values by pod.
    pub values: BTreeMap<String, f64>,
    /// The labels that tell the pod.
    pub pair: Option<(&'static str, &'static str)>,
    /// Why it does not answer.
    pub silent: Option<String>,
}

/// Asks Prometheus for the pods' series.
///
/// # Errors
/// The API server does not answer.
pub async fn read(
    cluster: &Cluster,
    prometheus: &Prometheus,
    subject: &Subject,
    series: &str,
) -> Result<Scraped> {
    let pods = names(&subject.pods).join("|").replace('.', "\\\\.");
    for (namespace, pod) in PAIRS {
        let expression = format!("{series}{{{namespace}=\"{}\",{pod}=~\"{pods}\"}}", cluster.namespace);
        match prometheus.query(cluster, &expression).await? {
            Err(why) => return Ok(Scraped { silent: Some(why), ..Scraped::default() }),
            Ok(elements) if elements.is_empty() => {}
            Ok(elements) => {
                let mut values: BTreeMap<String, f64> = BTreeMap::new();
                for Element { labels, value } in elements {
                    let name = labels.get(pod).cloned().unwrap_or_default();
                    *values.entry(name).or_default() += value;
                }
                return Ok(Scraped { values, pair: Some((namespace, pod)), silent: None });
            }
        }
    }
    Ok(Scraped::default())
}

/// What became of the link. `served` says that an adapter has values of these pods: then something scrapes them; `fresh` is for
/// how many seconds the pods have been ready, if no scrape need have come yet.
pub fn link(
    subject: &Subject,
    finders: &Finders,
    prometheus: Option<(&Prometheus, &Scraped)>,
    served: bool,
    fresh: Option<i64>,
) -> Link {
    if let Some((prometheus, Scraped { values, pair: Some((namespace, pod)), .. })) = prometheus {
        let count = values.len();
        let plural = if count == 1 { "pod" } else { "pods" };
        let found = format!("{prometheus} has series of {count} {plural}, told by {namespace} and {pod}");
        let average = super::engine::average(values);
        return Link::holds(LINK, found).value(average);
    }
    let unasked = match prometheus {
        None => Some("no Prometheus is found to be asked: name it with --prometheus".to_owned()),
        Some((prometheus, Scraped { silent: Some(why), .. })) => {
            Some(format!("{prometheus} is not asked: {why}"))
        }
        Some(_) => None,
    };
    let again = |flags: &str| format!("neap metrics render {}{flags} --part=scrape --apply", subject.name);
    let total = subject.pods.len();
    let sound = finders.monitors.iter().find(|it| it.with_port > 0);
    let wrong = finders.monitors.iter().find(|it| it.with_port == 0);
    match (sound, wrong, unasked) {
        (Some(it), _, Some(_)) => {
            Link::holds(LINK, format!("PodMonitor {} selects {} of {total} pods at port {}", it.name, it.pods, it.port))
        }
        (None, _, Some(_)) if finders.annotated > 0 => {
            Link::holds(LINK, format!("{} of {total} pods have the annotation prometheus.io/scrape", finders.annotated))
        }
        _ if served => Link::holds(LINK, "it is served, so it is scraped; by what is not seen here"),
        (None, Some(it), _) => {
            let ports = finders.ports.join(", ");
            let first = finders.ports.first().cloned().unwrap_or_default();
            Link::broken(
                LINK,
                format!("PodMonitor {} asks for the port {}, the pods call theirs {ports}", it.name, it.port),
            )
            .mend(again(&format!(" --port={first} --selector={}", selector(subject))))
        }
        (None, None, _) if finders.annotated == 0 => match &finders.unread {
            Some(why) => Link::unseen(LINK, format!("PodMonitors cannot be read: {why}")),
            None => Link::broken(LINK, "no PodMonitor and no annotation selects the pods")
                .mend(again(&format!(" --selector={}", selector(subject)))),
        },
        (_, _, None) if fresh.is_some() => Link::unseen(
            LINK,
            format!(
                "not yet: the pods have been ready for {} s, and Prometheus has no series of them so far",
                fresh.unwrap_or_default()
            ),
        ),
        (Some(it), _, None) => Link::broken(
            LINK,
            format!("PodMonitor {} selects the pods at port {}, and Prometheus has no series of them: does its podMonitorSelector take it?", it.name, it.port),
        )
        .mend("kubectl get prometheus -A -o jsonpath='{.items[*].spec.podMonitorSelector}'"),
        (None, None, _) => Link::broken(
            LINK,
            "the pods have annotations, and Prometheus has no series of them: does a job of its configuration read annotations?",
        )
        .mend(again(&format!(" --selector={}", selector(subject)))),
    }
}

/// One label of the pods' selector, as `--selector` takes it.
fn selector(subject: &Subject) -> &str {
    subject.selector.split(',').find(|part| part.contains('=')).unwrap_or(&subject.selector)
}
