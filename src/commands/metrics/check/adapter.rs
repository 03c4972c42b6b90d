//! The third link: an adapter serves the metric.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::Value;

use super::ask::{self, Answer};
use super::engine::average;
use super::link::Link;
use super::subject::{Subject, name_of, runs};
use super::wanted::{Of, Wanted};
use crate::cluster::{Action, Cluster};
use crate::engines::metrics::{is_called, known};
use crate::error::Result;
use crate::kubernetes::near::did_you_mean;
use crate::kubernetes::quantity::thousandths;

const LINK: &str = "served";
/// A value that is older is not of now.
const STALE: f64 = 120.0;

/// What an adapter serves.
#[derive(Debug, Clone, Default)]
pub struct Served {
    /// Values by object.
    pub values: BTreeMap<String, f64>,
    /// The time of the oldest.
    pub oldest: Option<Timestamp>,
    /// The code and words of a refusal.
    pub refused: Option<(u16, String)>,
    /// Why no adapter can be asked.
    pub down: Option<String>,
    /// What it serves instead, if that was to be learned.
    pub names: Vec<String>,
    /// The group and version that was asked.
    pub version: String,
}

/// Asks the adapter.
///
/// # Errors
/// The API server does not answer.
pub async fn read(cluster: &Cluster, subject: &Subject, wanted: &Wanted) -> Result<Served> {
    let external = matches!(wanted.of, Of::External(_));
    let group = if external { "external.metrics.k8s.io" } else { "custom.metrics.k8s.io" };
    // As the autoscaler prefers them.
    let versions: &[&str] = if external { &["v1beta1"] } else { &["v1beta2", "v1beta1"] };
    let mut served = Served::default();
    let mut there = None;
    for version in versions {
        let path = format!("/apis/apiregistration.k8s.io/v1/apiservices/{version}.{group}");
        let action =
            Action::new("get", "apiservices.apiregistration.k8s.io").named(format!("{version}.{group}"));
        match ask::json(cluster, &action, &path).await? {
            Answer::Given(service) => match unavailable(&service) {
                None => there = Some(*version),
                Some(why) => {
                    served.down = Some(format!("APIService {version}.{group} is not available: {why}"))
                }
            },
            Answer::Refused(404, _) => {}
            // Who may not read it can ask the adapter all the same.
            Answer::Refused(..) => there = versions.last().copied(),
        }
        if there.is_some() {
            break;
        }
    }
    let Some(version) = there else {
        served
            .down
            .get_or_insert_with(|| format!("no adapter is installed: there is no APIService of {group}"));
        return Ok(served);
    };
    served.down = None;
    served.version = format!("{group}/{version}");
    let namespace = &cluster.namespace;
    let metric = ask::encoded(&wanted.name);
    let path = match &wanted.of {
        Of::Pods => format!(
            "/apis/{group}/{version}/namespaces/{namespace}/pods/*/{metric}?labelSelector={}",
            ask::encoded(&subject.selector)
        ),
        Of::Object(plural, name) => {
            format!("/apis/{group}/{version}/namespaces/{namespace}/{plural}/{name}/{metric}")
        }
        Of::External(labels) => format!(
            "/apis/{group}/{version}/namespaces/{namespace}/{metric}?labelSelector={}",
            ask::encoded(labels)
        ),
    };
    match ask::json(cluster, &Action::new("get", format!("pods.{group}")).within(namespace), &path).await? {
        Answer::Given(list) => served.take(&list),
        Answer::Refused(code, words) => {
            served.refused = Some((code, words));
            let path = format!("/apis/{group}/{version}");
            let list = ask::json(cluster, &Action::new("get", path.clone()), &path).await?.given();
            let resources = list.as_ref().and_then(|list| list.get("resources")).and_then(Value::as_array);
            let names = resources.into_iter().flatten().filter_map(|it| it.get("name")?.as_str());
            let of_pods = |name: &str| match external {
                true => Some(name.to_owned()),
                false => name.strip_prefix("pods/").map(str::to_owned),
            };
            served.names = names.filter_map(of_pods).collect();
        }
    }
    Ok(served)
}

fn unavailable(service: &Value) -> Option<String> {
    let conditions = service.pointer("/status/conditions").and_then(Value::as_array)?;
    let available = conditions.iter().find(|it| it.get("type").is_some_and(|kind| kind == "Available"))?;
    if available.get("status").is_some_and(|status| status == "True") {
        return None;
    }
    let text = |field: &str| available.get(field).and_then(Value::as_str).unwrap_or_default();
    Some(format!("{} {}", text("reason"), text("message")).trim().to_owned())
}

impl Served {
    fn take(&mut self, list: &Value) {
        for item in list.get("items").and_then(Value::as_array).into_iter().flatten() {
            let name = item.pointer("/describedObject/name").and_then(Value::as_str).unwrap_or_default();
            #[expect(clippy::cast_precision_loss, reason = "measurements are small")]
            let Some(value) = item.get("value").and_then(thousandths).map(|it| it as f64 / 1000.0) else {
                continue;
            };
            *self.values.entry(name.to_owned()).or_default() += value;
            let at =
                item.get("timestamp").and_then(Value::as_str).and_then(|at| at.parse::<Timestamp>().ok());
            self.oldest = [self.oldest, at].into_iter().flatten().min();
        }
    }

    /// The other name by which the metric is served.
    pub fn elsewhere(&self, wanted: &Wanted, series: &str) -> Option<&String> {
        let same = |name: &&String| {
            is_called(series, name)
                || is_called(&wanted.name, name)
                || known(name)
                    .is_some_and(|one| known(&wanted.name).is_some_and(|other| one.name == other.name))
        };
        self.names.iter().find(same)
    }

    /// What the autoscaler is told: an average over pods, or the value.
    pub fn value(&self) -> Option<f64> {
        average(&self.values)
    }
}

/// What became of the link.
pub fn link(subject: &Subject, served: &Served, wanted: &Wanted, series: &str, now: Timestamp) -> Link {
    let render = format!("neap metrics render {} --metric={series} --part=rules", subject.name);
    if let Some(why) = &served.down {
        return Link::broken(LINK, why.as_str())
            .mend(format!("install an adapter with the values of: {render}"));
    }
    if let Some((code, words)) = &served.refused {
        if let Some(other) = served.elsewhere(wanted, series) {
            return Link::broken(LINK, format!("{} serves it as {other}", served.version)).mend(format!(
                "let the autoscaler read {other}, or rename: {render} --rename={series}={}",
                wanted.name
            ));
        }
        let near = did_you_mean(&wanted.name, served.names.iter().map(String::as_str));
        let near = near.map_or_else(String::new, |near| format!("; {near}"));
        return Link::broken(LINK, format!("{}: {words} ({code}){near}", served.version)).mend(render);
    }
    let Some(value) = served.value() else {
        return Link::broken(
            LINK,
            format!("{} knows the metric and has no value of these pods: do its rules name the labels that the series have?", served.version),
        )
        .mend(render);
    };
    if let Some(oldest) = served.oldest {
        let age = (now.as_millisecond() - oldest.as_millisecond()) as f64 / 1000.0;
        if age > STALE {
            return Link::broken(
                LINK,
                format!("the value is {age:.0} s old: scrapes fail, or the adapter lags"),
            )
            .value(Some(value))
            .mend(format!("neap status {}", subject.name));
        }
    }
    let (plural, count) = (if served.values.len() == 1 { "value" } else { "values" }, served.values.len());
    let mut found = format!("{} has {count} {plural}", served.version);
    if wanted.of == Of::Pods {
        let lacks: Vec<&str> = subject
            .pods
            .iter()
            .filter(|pod| runs(pod) && !served.values.contains_key(name_of(pod)))
            .map(name_of)
            .collect();
        if !lacks.is_empty() {
            found.push_str(&format!(", none of {}", lacks.join(", ")));
        }
    }
    Link::holds(LINK, found).value(Some(value))
}
