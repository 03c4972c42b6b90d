//! One trigger of a ScaledObject: what it is called, what it aims at, and where its value comes from.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::elastic::cron::{Cron, zone};
use crate::kubernetes::canonical;

/// A trigger's metadata.
pub type Words = BTreeMap<String, String>;

/// A trigger that is understood.
#[derive(Debug, Clone)]
pub struct Trigger {
    /// The name of its external metric, as `s0-prometheus`; empty for CPU and memory, which the HPA measures itself.
    pub metric: String,
    /// What the metric's value is for one replica, as a quantity.
    pub target: String,
    /// Above this the workload is awake.
    pub activation: f64,
    /// Where the value comes from.
    pub source: Source,
}

/// Where a value comes from.
#[derive(Debug, Clone)]
pub enum Source {
    /// A query.
    Prometheus {
        /// PromQL.
        query: String,
        /// No series counts as 0; otherwise it is a failure.
        ignore_null: bool,
    },
    /// The clock.
    Cron {
        /// When it begins.
        start: Box<Cron>,
        /// When it ends.
        end: Box<Cron>,
        /// How many replicas meanwhile.
        desired: f64,
    },
    /// Use of CPU or memory.
    Resource {
        /// `cpu` or `memory`.
        name: &'static str,
        /// `Utilization` in per cent, or `AverageValue`.
        kind: &'static str,
    },
}

impl Trigger {
    /// Reads one; `index` is its place in the ScaledObject, `kind` its `metricType`.
    ///
    /// # Errors
    /// In KEDA's words, where it has some.
    pub fn parse(index: usize, name: &str, words: &Words, kind: Option<&str>) -> Result<Self, String> {
        let word = |key: &str| words.get(key).map(|word| word.trim()).filter(|word| !word.is_empty());
        let needed = |key: &str| {
            word(key).ok_or_else(|| format!("missing required parameter \"{key}\" in [triggerMetadata]"))
        };
        let number = |key: &str, text: &str| {
            let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
            number.ok_or_else(|| format!("unable to set param \"{key}\" value \"{text}\": it is no number"))
        };
        let optional = |key: &str| word(key).map_or(Ok(0.0), |text| number(key, text));
        match name {
            "prometheus" => {
                needed("serverAddress")?;
                let threshold = number("threshold", needed("threshold")?)?;
                Ok(Self {
                    metric: format!("s{index}-prometheus"),
                    target: canonical::decimal(thousandths(threshold)),
                    activation: optional("activationThreshold")?,
                    source: Source::Prometheus {
                        query: needed("query")?.to_owned(),
                        ignore_null: word("ignoreNullValues") != Some("false"),
                    },
                })
            }
            "cron" => {
                let (start, end, place) = (needed("start")?, needed("end")?, needed("timezone")?);
                let desired = number("desiredReplicas", needed("desiredReplicas")?)?;
                let zone = zone(place).map_err(|error| format!("unable to load timezone: {error}"))?;
                let parse = |what: &str, text: &str| {
                    let cron = Cron::minutes(text, zone.clone());
                    cron.map(Box::new).map_err(|error| format!("error parsing {what} schedule: {error}"))
                };
                let source = Source::Cron { start: parse("start", start)?, end: parse("end", end)?, desired };
                if start == end {
                    return Err("start and end can not have exactly same time input".into());
                }
                if desired == 0.0 {
                    return Err("no desiredReplicas specified".into());
                }
                let name = normal(&format!("cron-{place}-{}-{}", short(start), short(end)));
                Ok(Self { metric: format!("s{index}-{name}"), target: "1".into(), activation: 0.0, source })
            }
            "cpu" | "memory" => {
                let name = if name == "cpu" { "cpu" } else { "memory" };
                let kind = match kind.or(word("type")) {
                    Some("Utilization") => "Utilization",
                    Some("AverageValue") => "AverageValue",
                    _ => {
                        return Err(
                            "unsupported metric type, allowed values are 'Utilization' or 'AverageValue'"
                                .into(),
                        );
                    }
                };
                let target = needed("value")?.to_owned();
                Ok(Self {
                    metric: String::new(),
                    target,
                    activation: 0.0,
                    source: Source::Resource { name, kind },
                })
            }
            other => Err(format!("no scaler found for type: {other}")),
        }
    }
}

impl Source {
    /// What the clock says: the wanted replicas between start and end, else 0. `None` for other sources.
    pub fn by_clock(&self, now: Timestamp) -> Option<f64> {
        let Self::Cron { start, end, desired } = self else { return None };
        // It is within when the end comes before the next start.
        let within = match (start.next(now), end.next(now)) {
            (Some(start), Some(end)) => end <= start,
            (None, Some(_)) => true,
            (_, None) => false,
        };
        Some(if within { *desired } else { 0.0 })
    }
}

#[expect(clippy::cast_possible_truncation, reason = "thresholds are small, and a huge one saturates")]
fn thousandths(number: f64) -> i64 {
    (number * 1000.0) as i64
}

fn short(schedule: &str) -> String {
    schedule.replace(' ', "").replace('*', "x").replace('/', "Sl").replace('?', "Qm")
}

fn normal(name: &str) -> String {
    name.replace(['/', '.', ':', '%', '(', ')'], "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(pairs: &[(&str, &str)]) -> Words {
        pairs.iter().map(|(key, word)| ((*key).to_owned(), (*word).to_owned())).collect()
    }

    fn day() -> Words {
        words(&[
            ("timezone", "Asia/Shanghai"),
            ("start", "0 8 * * *"),
            ("end", "0 22 * * *"),
            ("desiredReplicas", "4"),
        ])
    }

    #[test]
    fn triggers_have_the_names_and_targets_that_keda_gives_them() {
        let prometheus = words(&[("serverAddress", "http://p"), ("query", "sum(x)"), ("threshold", "0.8")]);
        let trigger = Trigger::parse(0, "prometheus", &prometheus, None).unwrap();
        assert_eq!((trigger.metric.as_str(), trigger.target.as_str()), ("s0-prometheus", "800m"));
        let cron = Trigger::parse(1, "cron", &day(), None).unwrap();
        assert_eq!((cron.metric.as_str(), cron.target.as_str()), ("s1-cron-Asia-Shanghai-08xxx-022xxx", "1"));
    }

    #[test]
    fn the_clock_says_how_many_between_start_and_end() {
        let cron = Trigger::parse(0, "cron", &day(), None).unwrap().source;
        let at = |time: &str| cron.by_clock(time.parse().unwrap()).unwrap();
        // Shanghai is eight hours ahead.
        assert_eq!([at("2026-01-01T23:59:59Z"), at("2026-01-02T00:00:00Z")], [0.0, 4.0]);
        assert_eq!([at("2026-01-02T13:59:59Z"), at("2026-01-02T14:00:00Z")], [4.0, 0.0]);
    }

    #[test]
    fn a_night_spans_midnight() {
        let mut night = day();
        night.extend(words(&[("start", "0 22 * * *"), ("end", "0 8 * * *"), ("timezone", "UTC")]));
        let cron = Trigger::parse(0, "cron", &night, None).unwrap().source;
        let at = |time: &str| cron.by_clock(time.parse().unwrap()).unwrap();
        assert_eq!(
            [at("2026-01-02T21:59:59Z"), at("2026-01-02T23:00:00Z"), at("2026-01-03T08:00:00Z")],
            [0.0, 4.0, 0.0]
        );
    }

    #[test]
    fn what_keda_refuses_is_refused_in_its_words() {
        let refusal = |name: &str, words: Words| Trigger::parse(0, name, &words, None).unwrap_err();
        assert_eq!(refusal("kafka", Words::new()), "no scaler found for type: kafka");
        let mut same = day();
        same.insert("end".into(), "0 8 * * *".into());
        assert_eq!(refusal("cron", same), "start and end can not have exactly same time input");
        let mut nowhere = day();
        nowhere.insert("timezone".into(), "Mars/Base".into());
        assert_eq!(refusal("cron", nowhere), "unable to load timezone: unknown time zone Mars/Base");
        assert!(refusal("cpu", words(&[("value", "50")])).starts_with("unsupported metric type"));
    }
}
