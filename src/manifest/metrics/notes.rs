//! What the user should know of scrape and rules.

use crate::engines::metrics::{Kind, Measure, exposition};
use crate::workload::metrics::{Adapter, Metrics, Port, Scrape};

/// Of what the engine must be told.
pub fn of_engine(metrics: &Metrics) -> Vec<String> {
    let needs =
        metrics.engine.and_then(|detected| Some((detected.engine, exposition(detected.engine).needs?)));
    needs.map(|(engine, needs)| format!("{engine} shows no metrics without `{needs}`")).into_iter().collect()
}

/// Of a PodMonitor.
pub fn of_monitor(metrics: &Metrics) -> Vec<String> {
    let mut notes = of_engine(metrics);
    scrape(metrics, &mut notes);
    notes
}

/// Of the rules.
pub fn of_rules(metrics: &Metrics) -> Vec<String> {
    let mut notes = Vec::new();
    labels(metrics, &mut notes);
    for wanted in &metrics.wanted {
        let series = &wanted.series;
        if matches!(series.measure, Some(Measure::Ratio | Measure::Percent)) {
            notes.push(format!(
                "{} is a share: it is averaged, a sum would count engines of one pod twice",
                series.name
            ));
        }
        if series.kind != Kind::Gauge && metrics.adapter != Adapter::Keda {
            notes
                .push(format!("{} is served as {}: name that in the autoscaler", series.name, series.served));
        }
        if series.measure.is_none() {
            notes.push(format!(
                "neap does not know whether {} is a count or a share: it is put together by `{}`; `--aggregation` chooses",
                series.name,
                series.aggregation.name()
            ));
        }
        if series.name.starts_with("dynamo_frontend_") || series.name.starts_with("nv_llm_http_service_") {
            notes.push(format!(
                "{} belongs to the frontend's pods: as a metric of pods it scales no workers",
                series.name
            ));
        }
    }
    if metrics.prometheus.is_none() && metrics.adapter != Adapter::Keda && !metrics.wanted.is_empty() {
        notes.push("without `--prometheus` the values name no URL: the one that is set stays with `helm upgrade --reuse-values`".into());
    }
    if metrics.adapter == Adapter::Keda && metrics.namespace.is_none() {
        notes.push("the triggers ask for the pods of namespace default: `--namespace` names another".into());
    }
    if !metrics.headers.is_empty() {
        notes.push("a header is a secret in plain text: keep what is printed as one".into());
    }
    notes
}

/// Which labels the rules go by, and why.
fn labels(metrics: &Metrics, notes: &mut Vec<String>) {
    let mut seen = Vec::new();
    for wanted in &metrics.wanted {
        let pair = metrics.label_pair(&wanted.series);
        if seen.contains(&pair) {
            continue;
        }
        let why = match (&metrics.labels, wanted.series.of_gpu, metrics.scrape) {
            (Some(_), ..) => "as `--labels` says",
            (None, true, _) => "as the exporter of the node names the pods of its GPUs",
            (None, false, Scrape::PodMonitor) => "as series of a PodMonitor have them",
            (None, false, Scrape::Annotations) => "as series of annotated pods have them",
            (None, false, Scrape::None) => "as most scrapes have them; `--labels` names others",
        };
        notes.push(format!("pods are told by the labels {} and {}, {why}", pair.namespace, pair.pod));
        seen.push(pair);
    }
}

fn scrape(metrics: &Metrics, notes: &mut Vec<String>) {
    match &metrics.endpoint.port {
        None => {
            notes.push("the pods must call their port `http`; `--port` takes another name or a number".into())
        }
        Some(Port::Number(_)) => {
            notes.push(
                "a port by number needs a Prometheus operator that knows `portNumber`; older ones know names only"
                    .into(),
            );
        }
        Some(Port::Name(_)) => {}
    }
    if metrics.selector == Default::default() {
        notes.push(match &metrics.name {
            Some(name) => {
                format!("pods with the label servingName={name} are scraped; `--selector` chooses others")
            }
            None => format!(
                "pods of all namespaces with the label {} are scraped: it goes on the pod template",
                super::FLEET_LABEL
            ),
        });
    }
}
