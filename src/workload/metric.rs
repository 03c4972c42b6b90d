//! What a service is scaled on: CPU and memory, Knative's metrics, its pods' own, or something else's, each with its target.

use super::service::Pairs;
use super::target::aim;
use super::value::{checked, integer, pair, refuse};
use crate::engines::Detected;
use crate::engines::metrics::{Measure, PRESETS, measure_of, preset};
use crate::error::{Error, Result, quoted};
use crate::kubernetes::near::did_you_mean;
use crate::kubernetes::{Quantity, names};

const METRIC: &str = "--scale-metric";
const TARGET: &str = "--scale-target";
const SEVERAL: &str = "--scale-metric=vllm-waiting=5 --scale-metric=vllm-running=40";
const EXTERNAL: &str = "--scale-metric=external:gateway_requests{route=qwen}=100";
const QUERY: &str = "--scale-metric='prometheus:sum(rate(gateway_requests[1m]))=10'";

/// What a service is scaled on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Metric {
    /// CPU use in per cent of the request.
    Cpu(Option<u32>),
    /// Memory use in per cent of the request.
    Memory(Option<u32>),
    /// Requests in flight per replica: Knative.
    Concurrency(Option<u32>),
    /// Requests per second and replica: Knative.
    Rps(Option<u32>),
    /// A metric that the pods export, averaged over them.
    Pods {
        /// As the metrics API calls it.
        name: String,
        /// The average to aim at.
        target: Quantity,
    },
    /// A metric of something else, as a gateway's, shared out among the replicas.
    External {
        /// As the external metrics API calls it.
        name: String,
        /// Labels that choose its series.
        selector: Pairs,
        /// The share of a replica.
        target: Quantity,
    },
    /// What a query says to Prometheus, shared out among the replicas: KEDA's.
    Query {
        /// In PromQL; it gives one number.
        query: String,
        /// The share of a replica.
        target: Quantity,
    },
}

impl Metric {
    /// Reads the entries of `--scale-metric`, and `--scale-target` where the only one has no target of its own; the engine
    /// decides what a preset is called.
    ///
    /// # Errors
    /// A usage error: an unknown preset, a target that cannot be meant, one without the other, the same metric twice.
    pub fn all(entries: &[String], target: Option<&str>, engine: Option<Detected>) -> Result<Vec<Self>> {
        let metrics = match entries {
            [] => return none(target).map(|()| Vec::new()),
            [only] if !only.contains('=') => vec![Self::read(TARGET, only, target, engine)?],
            several => {
                several.iter().map(|entry| Self::entry(entry, target, engine)).collect::<Result<_>>()?
            }
        };
        for (at, metric) in metrics.iter().enumerate() {
            if metrics[..at].iter().any(|other| other.name() == metric.name()) {
                let reason = format!("`{}` comes twice", metric.name());
                return Err(refuse(METRIC, &entries[at], reason, SEVERAL));
            }
        }
        Ok(metrics)
    }

    /// One entry with its target: `NAME=TARGET`.
    fn entry(entry: &str, target: Option<&str>, engine: Option<Detected>) -> Result<Self> {
        let Some((name, own)) = entry.rsplit_once('=').filter(|(name, _)| !name.is_empty()) else {
            return Err(refuse(METRIC, entry, "of several metrics each needs its target", SEVERAL));
        };
        // Arena's 0 means none.
        if let Some(target) = target.filter(|target| *target != "0") {
            let reason = format!("it has a target of its own, and `{TARGET}={target}` gives another");
            return Err(refuse(METRIC, entry, reason, format!("{METRIC}=vllm-waiting={target}")));
        }
        if own.is_empty() {
            return Err(refuse(METRIC, entry, "there is nothing behind the `=`", SEVERAL));
        }
        Self::read(&format!("{METRIC}={name}"), name, Some(own), engine)
    }

    /// A metric, and its target as the text of `flag`.
    fn read(flag: &str, metric: &str, target: Option<&str>, engine: Option<Detected>) -> Result<Self> {
        let whole = |most: i64| -> Result<Option<u32>> {
            let number = target.map(|target| integer(flag, target, 0..=most)).transpose()?;
            Ok(number.and_then(|number| u32::try_from(number).ok()).filter(|number| *number > 0))
        };
        if let Some(name) = metric.strip_prefix("external:") {
            let (name, selector) = series(name)?;
            let target = needed(flag, metric, target, "100")?;
            let target = aim(flag, metric, None, target, &format!("{METRIC}={metric}=100"))?;
            return Ok(Self::External { name, selector, target });
        }
        if let Some(query) = metric.strip_prefix("prometheus:") {
            if query.trim().is_empty() {
                return Err(refuse(METRIC, metric, "there is no query behind `prometheus:`", QUERY));
            }
            let target = needed(flag, metric, target, "10")?;
            let target = aim(flag, metric, None, target, &format!("{METRIC}={metric}=10"))?;
            return Ok(Self::Query { query: query.to_owned(), target });
        }
        Ok(match metric.to_ascii_lowercase().as_str() {
            "cpu" => Self::Cpu(whole(100)?),
            "memory" => Self::Memory(whole(100)?),
            "concurrency" => Self::Concurrency(whole(1_000_000)?),
            "rps" => Self::Rps(whole(1_000_000)?),
            _ => Self::of_pods(flag, metric, target, engine)?,
        })
    }

    fn of_pods(flag: &str, metric: &str, target: Option<&str>, engine: Option<Detected>) -> Result<Self> {
        let (name, measure, example) = match preset(metric) {
            Some(preset) => (preset.metric_in(engine).into_owned(), Some(preset.measure), preset.example),
            None => {
                plausible(METRIC, metric)?;
                let measure = measure_of(metric);
                let example = match measure {
                    Some(Measure::Ratio) => "80%",
                    Some(Measure::Percent) => "50",
                    Some(Measure::Seconds) => "2",
                    _ => "5",
                };
                (metric.to_owned(), measure, example)
            }
        };
        let target = needed(flag, metric, target, example)?;
        let target = aim(flag, metric, measure, target, &format!("{flag}={example}"))?;
        Ok(Self::Pods { name, target })
    }

    /// The metric as a flag names it.
    pub fn name(&self) -> &str {
        match self {
            Metric::Cpu(_) => "cpu",
            Metric::Memory(_) => "memory",
            Metric::Concurrency(_) => "concurrency",
            Metric::Rps(_) => "rps",
            Metric::Pods { name, .. } | Metric::External { name, .. } => name,
            Metric::Query { query, .. } => query,
        }
    }

    /// The target of a built-in metric.
    pub fn whole_target(&self) -> Option<u32> {
        match self {
            Metric::Cpu(target)
            | Metric::Memory(target)
            | Metric::Concurrency(target)
            | Metric::Rps(target) => *target,
            Metric::Pods { .. } | Metric::External { .. } | Metric::Query { .. } => None,
        }
    }

    /// Whether neither KServe nor Knative scales on it, so that neap makes the autoscaler.
    pub fn needs_an_autoscaler(&self) -> bool {
        matches!(self, Metric::Pods { .. } | Metric::External { .. } | Metric::Query { .. })
    }

    /// Whether only Knative scales on it.
    pub fn needs_knative(&self) -> bool {
        matches!(self, Metric::Concurrency(_) | Metric::Rps(_))
    }
}

/// No metric, so no target.
fn none(target: Option<&str>) -> Result<()> {
    match target {
        // Arena's 0 means none.
        Some("0") | None => Ok(()),
        Some(target) => Err(Error::usage(format!(
            "`{TARGET}` is {} but there is no `{METRIC}` that it belongs to",
            quoted(target)
        ))
        .hint(format!("for example `{METRIC}=vllm-waiting {TARGET}=5`"))),
    }
}

/// The target that a metric cannot do without.
fn needed<'a>(flag: &str, metric: &str, target: Option<&'a str>, example: &str) -> Result<&'a str> {
    target.ok_or_else(|| {
        Error::usage(format!("`{METRIC}={metric}` needs a `{TARGET}`: the average per replica"))
            .hint(format!("for example `{flag}={example}`"))
    })
}

/// The name and the labels of `NAME{KEY=VALUE,…}`.
fn series(text: &str) -> Result<(String, Pairs)> {
    let example = EXTERNAL;
    let (name, labels) = match text.split_once('{') {
        Some((name, labels)) => match labels.strip_suffix('}') {
            Some(labels) => (name, labels),
            None => return Err(refuse(METRIC, text, "the brace is never closed", example)),
        },
        None => (text, ""),
    };
    plausible(METRIC, name)?;
    let mut selector = Pairs::new();
    for entry in labels.split(',').filter(|_| !labels.is_empty()) {
        let (key, value) = pair(METRIC, entry, '=', example)?;
        checked(METRIC, entry, names::qualified_name(key), example)?;
        checked(METRIC, entry, names::label_value(value), example)?;
        selector.insert(key.to_owned(), value.to_owned());
    }
    Ok((name.to_owned(), selector))
}

/// Whether a metrics API can serve a metric of this name, and whether it is not a preset misspelt.
pub(super) fn plausible(flag: &str, metric: &str) -> Result<()> {
    let example = format!("{flag}=vllm-waiting");
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b':' | b'.' | b'-');
    let starts_well = metric.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_' || c == ':');
    if metric.is_empty() || metric.len() > 253 || !metric.bytes().all(plain) || !starts_well {
        let reason = "a metric has letters, digits, `_` and `:`, and does not start with a digit";
        return Err(refuse(flag, metric, reason, example).hint(presets()));
    }
    // Prometheus knows no `-`, presets all have one.
    let presets_nearby =
        did_you_mean(metric, PRESETS.iter().map(|preset| preset.name)).filter(|_| metric.contains('-'));
    let family = PRESETS
        .iter()
        .filter_map(|preset| preset.name.split_once('-'))
        .map(|(family, _)| family)
        .find(|family| metric.strip_prefix(family).is_some_and(|rest| rest.starts_with('-')));
    if presets_nearby.is_none() && family.is_none() {
        return Ok(());
    }
    let refused = refuse(flag, metric, "there is no such preset", example);
    let refused = presets_nearby.into_iter().fold(refused, Error::hint);
    Err(match family {
        Some(family) => refused.hint(presets_of(family)),
        None => refused,
    })
}

fn presets() -> String {
    presets_of("")
}

fn presets_of(family: &str) -> String {
    let all = PRESETS.iter().map(|preset| preset.name);
    let names: Vec<&str> = all.filter(|name| name.starts_with(family)).collect();
    format!("presets are {}", names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pods(metric: &str, target: &str) -> Result<(String, String)> {
        match Metric::all(&[metric.to_owned()], Some(target), None)?.remove(0) {
            Metric::Pods { name, target } => Ok((name, target.text().to_owned())),
            other => panic!("{other:?}"),
        }
    }

    fn reason(metric: &str, target: &str) -> String {
        pods(metric, target).unwrap_err().message
    }

    #[test]
    fn a_share_is_written_three_ways() {
        for (target, text) in
            [("80%", "800m"), ("0.8", "0.8"), ("800m", "800m"), ("1", "1"), ("62.5%", "625m")]
        {
            assert_eq!(pods("vllm-kv-cache", target).unwrap().1, text, "{target}");
        }
        assert!(reason("vllm-kv-cache", "80").contains("did you mean 80% (written 80%, 0.8 or 800m)?"));
        assert!(reason("vllm:gpu_cache_usage_perc", "80").contains("did you mean 80%"));
        assert!(reason("vllm-kv-cache", "120%").contains("at most 100%"));
    }

    #[test]
    fn per_cent_are_written_as_in_the_seed() {
        let seed = "DCGM_CUSTOM_PROCESS_SM_UTIL";
        assert_eq!(pods(seed, "50").unwrap(), (seed.to_owned(), "50".to_owned()));
        assert_eq!(pods(seed, "50%").unwrap().1, "50");
        assert!(reason(seed, "0.5").contains("did you mean 50?"));
        assert!(reason(seed, "150").contains("never reached"));
    }

    #[test]
    fn counts_and_unknown_metrics() {
        assert_eq!(pods("vllm-waiting", "5").unwrap().0, "vllm:num_requests_waiting");
        assert_eq!(pods("my_metric", "2500m").unwrap().1, "2500m");
        assert!(reason("vllm-waiting", "5%").contains("is a count"));
        assert!(reason("my_metric", "80%").contains("what is 100 %"));
        for (target, text) in [("2", "2"), ("1500ms", "1500m"), ("0.5s", "0.5"), ("100m", "100m")] {
            let (name, target) = pods("vllm-ttft", target).unwrap();
            assert_eq!((name.as_str(), target.as_str()), ("vllm:time_to_first_token_seconds_p95", text));
        }
        assert!(reason("vllm-ttft", "5%").contains("is a time"), "{}", reason("vllm-ttft", "5%"));
        for (metric, target) in
            [("vllm-wating", "5"), ("gpu-heat", "5"), ("", "5"), ("a b", "5"), ("1x", "5"), ("a/b", "5")]
        {
            assert!(reason(metric, target).contains("`--scale-metric`"), "{metric}");
        }
        for target in ["", "0.0", "-1", "x", "1_000", "%"] {
            assert!(reason("my_metric", target).contains("`--scale-target`"), "{target}");
        }
    }

    #[test]
    fn one_without_the_other_is_refused() {
        let all = |entry: &str, target| Metric::all(&[entry.to_owned()], target, None);
        assert!(all("vllm-waiting", None).is_err());
        assert!(Metric::all(&[], Some("5"), None).is_err());
        assert_eq!(Metric::all(&[], Some("0"), None).unwrap(), []);
        assert_eq!(all("CPU", Some("60")).unwrap(), [Metric::Cpu(Some(60))]);
        assert_eq!(all("rps", None).unwrap(), [Metric::Rps(None)]);
        assert!(all("cpu", Some("101")).is_err());
    }

    #[test]
    fn several_metrics_have_a_target_each() {
        let all = |entries: &[&str], target: Option<&str>| {
            let entries: Vec<String> = entries.iter().map(|entry| (*entry).to_owned()).collect();
            Metric::all(&entries, target, None)
        };
        let names =
            |metrics: Vec<Metric>| metrics.iter().map(|metric| metric.name().to_owned()).collect::<Vec<_>>();
        let read = all(&["vllm-waiting=5", "vllm-running=40", "cpu=60"], None).unwrap();
        assert_eq!(names(read), ["vllm:num_requests_waiting", "vllm:num_requests_running", "cpu"]);
        assert_eq!(all(&["vllm-kv-cache=80%"], Some("0")).unwrap().len(), 1);
        let external = all(&["external:sls_qps{sls.project=k8s-log,sls.route=qwen}=100"], None).unwrap();
        let Metric::External { name, selector, target } = &external[0] else { panic!("{external:?}") };
        assert_eq!((name.as_str(), selector.len(), target.text()), ("sls_qps", 2, "100"));
        let query = all(&["prometheus:sum(rate(requests{route=\"a\"}[1m]))=10"], None).unwrap();
        assert_eq!(query[0].name(), "sum(rate(requests{route=\"a\"}[1m]))");
        for (entries, target, part) in [
            (&["vllm-waiting=5", "vllm-running"][..], None, "each needs its target"),
            (&["vllm-waiting=5"], Some("5"), "a target of its own"),
            (&["vllm-waiting=5", "vllm:num_requests_waiting=6"], None, "comes twice"),
            (&["vllm-kv-cache=80"], None, "did you mean 80%"),
            (&["vllm-waiting="], None, "nothing behind"),
            (&["=5"], None, "each needs its target"),
            (&["external:a{b=c=5"], None, "never closed"),
            (&["external:=5"], None, "a metric has letters"),
            (&["prometheus:=5"], None, "no query"),
            (&["external:qps"], None, "needs a `--scale-target`"),
        ] {
            let error = all(entries, target).unwrap_err();
            assert!(error.message.contains(part), "{entries:?}: {error}");
        }
    }
}
