//! The adapter's rules, in prometheus-adapter's own form: which series are served, under which names, put together how.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Metrics;
use super::series::{Sample, seconds};
use crate::engines::promql::{self, Expr, Selector};
use crate::sandbox::Kept;

/// What the adapter reads.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Config {
    rules: Vec<Rule>,
}

/// A rule.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Rule {
    series_query: String,
    resources: Resources,
    name: Name,
    metrics_query: String,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Resources {
    overrides: BTreeMap<String, Resource>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Resource {
    resource: String,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Name {
    matches: String,
    r#as: String,
}

/// The rules of the scenario's ConfigMap, as it is now; `None` if the scenario names none, and every series is served.
pub fn rules(metrics: &Metrics) -> Option<Vec<Rule>> {
    let place = metrics.0.settings.rules.as_deref()?;
    let (namespace, name) = place.split_once('/').unwrap_or(("kube-system", place));
    let world = metrics.0.world.read();
    let config = world.config_maps.get(namespace, name);
    let text =
        config.and_then(|config| config.data.get("config.yaml").or_else(|| config.data.values().next()));
    let read = text.and_then(|text| serde_yaml::from_str::<Config>(text).ok());
    Some(read.unwrap_or_default().rules)
}

impl Rule {
    /// What it serves: names, and the series that each is made of.
    fn served(&self, metrics: &Metrics) -> Vec<(String, String)> {
        let Ok(Expr::Selector(selector)) = promql::parse(&self.series_query) else { return Vec::new() };
        let mut served = Vec::new();
        for line in metrics.lines(&selector, metrics.as_of()) {
            let Some(series) = line.labels.get("__name__") else { continue };
            if let Some(name) = self.called(series)
                && !served.iter().any(|(known, _)| *known == name)
            {
                served.push((name, series.clone()));
            }
        }
        served
    }

    /// What it calls a series; none if its pattern does not meet it.
    fn called(&self, series: &str) -> Option<String> {
        let matches = if self.name.matches.is_empty() { ".*" } else { &self.name.matches };
        let pattern = regex::Regex::new(matches).ok()?;
        let found = pattern.captures(series)?;
        let template = match (self.name.r#as.as_str(), found.len()) {
            ("", 1) => "$0",
            ("", _) => "$1",
            (text, _) => text,
        };
        let mut name = String::new();
        found.expand(template, &mut name);
        Some(name)
    }

    fn label(&self, resource: &str) -> Option<&str> {
        let mut overrides = self.resources.overrides.iter();
        overrides.find(|(_, to)| to.resource == resource).map(|(label, _)| label.as_str())
    }

    /// The values of pods.
    fn values(
        &self,
        metrics: &Metrics,
        series: &str,
        namespace: &str,
        pods: &[String],
    ) -> BTreeMap<String, Sample> {
        let (Some(of_namespace), Some(of_pod)) = (self.label("namespace"), self.label("pod")) else {
            return BTreeMap::new();
        };
        let matchers = format!("{of_namespace}=\"{namespace}\",{of_pod}=~\"{}\"", pods.join("|"));
        let query = self
            .metrics_query
            .replace("<<.Series>>", series)
            .replace("<<.LabelMatchers>>", &matchers)
            .replace("<<.GroupBy>>", of_pod);
        let at = metrics.as_of();
        let find = |selector: &Selector| metrics.lines(selector, at);
        let Ok(elements) = promql::parse(&query).and_then(|expr| promql::evaluate(&expr, seconds(at), &find))
        else {
            return BTreeMap::new();
        };
        let one = |element: promql::Element| {
            // What is not a number is served as nothing.
            let value = if element.value.is_nan() { 0.0 } else { element.value };
            Some((element.labels.get(of_pod)?.clone(), Sample { at, value }))
        };
        elements.into_iter().filter_map(one).collect()
    }
}

/// Names that rules serve.
pub fn names(metrics: &Metrics, rules: &[Rule]) -> Vec<String> {
    rules.iter().flat_map(|rule| rule.served(metrics)).map(|(name, _)| name).collect()
}

/// The values of a metric of pods; `None` if no rule serves it.
pub fn values(
    metrics: &Metrics,
    rules: &[Rule],
    namespace: &str,
    metric: &str,
    pods: &[String],
) -> Option<BTreeMap<String, Sample>> {
    let found = rules.iter().find_map(|rule| {
        let served = rule.served(metrics).into_iter().find(|(name, _)| name == metric)?;
        Some((rule, served.1))
    });
    found.map(|(rule, series)| rule.values(metrics, &series, namespace, pods))
}

impl Metrics {
    /// The series that a selector means as of a time; those of pods that are gone linger.
    pub(super) fn lines(&self, selector: &Selector, at: jiff::Timestamp) -> Vec<promql::Line> {
        let world = self.0.world.read();
        let lives =
            |pod: &crate::sandbox::Key| self.lives(world.pods.at(pod).is_some_and(|pod| !pod.is_going()));
        self.series().lines(selector, at, lives)
    }
}
