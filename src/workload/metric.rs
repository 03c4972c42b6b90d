//! What a service is scaled on: a built-in metric of KServe, or one of its pods with its target.

use super::value::{integer, refuse};
use crate::engines::Detected;
use crate::engines::metrics::{Measure, PRESETS, measure_of, preset};
use crate::error::{Error, Result, quoted};
use crate::kubernetes::Quantity;
use crate::kubernetes::near::did_you_mean;

const METRIC: &str = "--scale-metric";
const TARGET: &str = "--scale-target";

/// What a service is scaled on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Metric {
    /// CPU use in per cent of the request: KServe's own autoscaler.
    Cpu(Option<u32>),
    /// Memory use in per cent of the request: KServe's own autoscaler.
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
}

impl Metric {
    /// Reads `--scale-metric` and `--scale-target`; the engine decides what a preset is called.
    ///
    /// # Errors
    /// A usage error: an unknown preset, a target that cannot be meant, one without the other.
    pub fn parse(
        metric: Option<&str>,
        target: Option<&str>,
        engine: Option<Detected>,
    ) -> Result<Option<Self>> {
        let Some(metric) = metric else {
            return match target {
                // Arena's 0 means none.
                Some("0") | None => Ok(None),
                Some(target) => Err(Error::usage(format!(
                    "`{TARGET}` is {} but there is no `{METRIC}` that it belongs to",
                    quoted(target)
                ))
                .hint(format!("for example `{METRIC}=vllm-waiting {TARGET}=5`"))),
            };
        };
        let lower = metric.to_ascii_lowercase();
        let whole = |most: i64| -> Result<Option<u32>> {
            let number = target.map(|target| integer(TARGET, target, 0..=most)).transpose()?;
            Ok(number.and_then(|number| u32::try_from(number).ok()).filter(|number| *number > 0))
        };
        Ok(Some(match lower.as_str() {
            "cpu" => Self::Cpu(whole(100)?),
            "memory" => Self::Memory(whole(100)?),
            "concurrency" => Self::Concurrency(whole(1_000_000)?),
            "rps" => Self::Rps(whole(1_000_000)?),
            _ => Self::of_pods(metric, target, engine)?,
        }))
    }

    fn of_pods(metric: &str, target: Option<&str>, engine: Option<Detected>) -> Result<Self> {
        let (name, measure, example) = match preset(metric) {
            Some(preset) => (preset.metric_in(engine).into_owned(), Some(preset.measure), preset.example),
            None => {
                plausible(metric)?;
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
        let Some(target) = target else {
            return Err(Error::usage(format!(
                "`{METRIC}={metric}` needs a `{TARGET}`: the average per replica"
            ))
            .hint(format!("for example `{TARGET}={example}`")));
        };
        let target = aim(metric, measure, target, &format!("{TARGET}={example}"))?;
        Ok(Self::Pods { name, target })
    }

    /// The metric as a flag names it.
    pub fn name(&self) -> &str {
        match self {
            Metric::Cpu(_) => "cpu",
            Metric::Memory(_) => "memory",
            Metric::Concurrency(_) => "concurrency",
            Metric::Rps(_) => "rps",
            Metric::Pods { name, .. } => name,
        }
    }

    /// The target of a built-in metric.
    pub fn whole_target(&self) -> Option<u32> {
        match self {
            Metric::Cpu(target)
            | Metric::Memory(target)
            | Metric::Concurrency(target)
            | Metric::Rps(target) => *target,
            Metric::Pods { .. } => None,
        }
    }

    /// Whether only Knative scales on it.
    pub fn needs_knative(&self) -> bool {
        matches!(self, Metric::Concurrency(_) | Metric::Rps(_))
    }
}

/// Whether a metrics API can serve a metric of this name, and whether it is not a preset misspelt.
fn plausible(metric: &str) -> Result<()> {
    let example = format!("{METRIC}=vllm-waiting");
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b':' | b'.' | b'-');
    let starts_well = metric.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_' || c == ':');
    if metric.is_empty() || metric.len() > 253 || !metric.bytes().all(plain) || !starts_well {
        let reason = "a metric has letters, digits, `_` and `:`, and does not start with a digit";
        return Err(refuse(METRIC, metric, reason, example).hint(presets()));
    }
    // Prometheus knows no `-`, presets all have one.
    let presets_nearby =
        did_you_mean(metric, PRESETS.iter().map(|preset| preset.name)).filter(|_| metric.contains('-'));
    let of_a_family = PRESETS
        .iter()
        .filter_map(|preset| preset.name.split_once('-'))
        .any(|(family, _)| metric.strip_prefix(family).is_some_and(|rest| rest.starts_with('-')));
    match presets_nearby {
        Some(question) => Err(refuse(METRIC, metric, "there is no such preset", example).hint(question)),
        None if of_a_family => {
            Err(refuse(METRIC, metric, "there is no such preset", example).hint(presets()))
        }
        None => Ok(()),
    }
}

fn presets() -> String {
    let names: Vec<&str> = PRESETS.iter().map(|preset| preset.name).collect();
    format!("presets are {}", names.join(", "))
}

/// The target as a quantity, in the metric's own unit.
fn aim(metric: &str, measure: Option<Measure>, text: &str, example: &str) -> Result<Quantity> {
    let say = |reason: String| refuse(TARGET, text, reason, example);
    let (number, percent) = match text.strip_suffix('%') {
        Some(number) => (number, true),
        None => (text, false),
    };
    // A time as people write it: 2s, 1500ms. The `m` of a quantity is a thousandth.
    let time = (measure == Some(Measure::Seconds)).then(|| text.strip_suffix('s')).flatten();
    let number = time.unwrap_or(number);
    let quantity = Quantity::parse(number)
        .map_err(|reason| say(if percent { "before the % there must be a number".into() } else { reason }))?;
    if quantity.nano() <= 0 {
        return Err(say("must be more than 0".into()));
    }
    let thousandths = i64::try_from(quantity.milli_value()).unwrap_or(i64::MAX);
    let hundred_or_less = thousandths <= 100_000;
    match measure {
        Some(Measure::Ratio) if percent && hundred_or_less => match thousandths % 100 {
            0 => Ok(Quantity::milli(thousandths / 100)),
            _ => Err(say("per cent are taken to a tenth".into())),
        },
        Some(Measure::Ratio) if percent => Err(say("a share is at most 100%".into())),
        Some(Measure::Ratio) if thousandths > 1000 => Err(say(format!(
            "`{metric}` is a share from 0 to 1: did you mean {number}% (written {number}%, {ratio} or {thousandths}m)?",
            ratio = decimal(thousandths / 100),
            thousandths = thousandths / 100,
        ))),
        Some(Measure::Percent) if !hundred_or_less => {
            Err(say(format!("`{metric}` counts from 0 to 100, so this is never reached")))
        }
        Some(Measure::Percent) if thousandths < 1000 && !percent => Err(say(format!(
            "`{metric}` counts from 0 to 100: did you mean {}?",
            decimal(thousandths.saturating_mul(100))
        ))),
        Some(Measure::Percent) if percent => Ok(Quantity::parse(number).unwrap_or(quantity)),
        _ if percent => Err(say(match measure {
            Some(Measure::Count) => format!("`{metric}` is a count, not a share"),
            Some(Measure::Seconds) => format!("`{metric}` is a time, in seconds: not a share"),
            _ => format!(
                "what is 100 % of `{metric}`? write {number} if it counts from 0 to 100, or {}m if it is a share from 0 to 1",
                thousandths / 100
            ),
        })),
        _ => Ok(quantity),
    }
}

/// Thousandths as a decimal number without idle zeros.
fn decimal(thousandths: i64) -> String {
    let text = format!("{}.{:03}", thousandths / 1000, thousandths % 1000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pods(metric: &str, target: &str) -> Result<(String, String)> {
        match Metric::parse(Some(metric), Some(target), None)?.unwrap() {
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
        assert!(Metric::parse(Some("vllm-waiting"), None, None).is_err());
        assert!(Metric::parse(None, Some("5"), None).is_err());
        assert_eq!(Metric::parse(None, Some("0"), None).unwrap(), None);
        assert_eq!(Metric::parse(Some("CPU"), Some("60"), None).unwrap(), Some(Metric::Cpu(Some(60))));
        assert_eq!(Metric::parse(Some("rps"), None, None).unwrap(), Some(Metric::Rps(None)));
        assert!(Metric::parse(Some("cpu"), Some("101"), None).is_err());
    }
}
