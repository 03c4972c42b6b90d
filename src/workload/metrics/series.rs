//! A metric as a flag names it → the series, and how they are put together.

use crate::engines::Detected;
use crate::engines::metrics::{Kind, Measure, known, measure_of, preset};
use crate::engines::promql::Aggregation;
use crate::error::{Error, Result};
use crate::workload::metric::plausible;
use crate::workload::value::{pair, refuse};

const AGGREGATION: &str = "--aggregation";
const RENAME: &str = "--rename";

/// A metric, and what is made of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// What it is called where it comes from; a histogram without `_bucket`.
    pub name: String,
    /// How it is exposed.
    pub kind: Kind,
    /// The one series of it that is meant.
    pub only: Option<&'static str>,
    /// How series of one pod, or of several, are put together.
    pub aggregation: Aggregation,
    /// What its numbers mean, if that is known.
    pub measure: Option<Measure>,
    /// What an autoscaler asks for.
    pub served: String,
    /// Whether an exporter of the node has it, and not the pod itself.
    pub of_gpu: bool,
    /// In words, if it is known.
    pub about: Option<&'static str>,
    /// A target that works, if one is known.
    pub example: Option<&'static str>,
}

impl Series {
    /// Reads `--metric`: a preset, or a name of Prometheus'. Ratios are averaged, counts added up, unless `--aggregation` says
    /// otherwise.
    ///
    /// # Errors
    /// A usage error: an unknown preset, a name that Prometheus has not, a sum of shares.
    pub fn parse(
        flag: &str,
        text: &str,
        engine: Option<Detected>,
        aggregation: Option<Aggregation>,
    ) -> Result<Self> {
        let found = preset(text).or_else(|| known(text).filter(|_| is_series(text)));
        let (name, kind) = match (preset(text), found) {
            (Some(preset), _) => (preset.series_in(engine).to_owned(), preset.kind),
            (None, Some(preset)) => (text.to_owned(), preset.kind),
            (None, None) => {
                plausible(flag, text)?;
                if text.contains(['.', '-']) {
                    let reason = "a metric of Prometheus has letters, digits, `_` and `:`";
                    return Err(refuse(flag, text, reason, format!("{flag}=vllm-waiting")));
                }
                kind_of(text)
            }
        };
        let measure = found.map(|preset| preset.measure).or_else(|| measure_of(&name));
        let shares = matches!(measure, Some(Measure::Ratio | Measure::Percent));
        if shares && aggregation == Some(Aggregation::Sum) {
            return Err(refuse(
                AGGREGATION,
                "sum",
                format!(
                    "`{name}` is a share: the sum of two engines that are half full would read as one that is full"
                ),
                format!("{AGGREGATION}=avg"),
            ));
        }
        let usual = if shares { Aggregation::Avg } else { Aggregation::Sum };
        let only = found.and_then(|preset| preset.only);
        let served = match only {
            Some((_, served)) => served.to_owned(),
            None => kind.served(&name).into_owned(),
        };
        Ok(Self {
            kind,
            only: only.map(|(matcher, _)| matcher),
            aggregation: aggregation.unwrap_or(usual),
            measure,
            served,
            of_gpu: found.map_or_else(|| name.starts_with("DCGM_"), |preset| preset.engine.is_none()),
            about: found.map(|preset| preset.about),
            example: found.map(|preset| preset.example),
            name,
        })
    }

    /// The series as Prometheus has it.
    pub fn exposed(&self) -> String {
        match self.kind {
            Kind::Histogram => format!("{}_bucket", self.name),
            Kind::Gauge | Kind::Counter => self.name.clone(),
        }
    }
}

/// Whether it is a name that an engine exposes, and not what an adapter made of it.
fn is_series(text: &str) -> bool {
    known(text).is_some_and(|preset| {
        preset.metric == text || preset.before.is_some_and(|(_, before)| before == text)
    })
}

/// By its ending, as the naming rules of Prometheus have it.
fn kind_of(text: &str) -> (String, Kind) {
    match text.strip_suffix("_bucket") {
        Some(family) => (family.to_owned(), Kind::Histogram),
        None if ["_total", "_sum", "_count"].iter().any(|end| text.ends_with(end)) => {
            (text.to_owned(), Kind::Counter)
        }
        None => (text.to_owned(), Kind::Gauge),
    }
}

/// `--aggregation`.
///
/// # Errors
/// A usage error.
pub fn aggregation(text: &str) -> Result<Option<Aggregation>> {
    let choices = [
        ("auto", None),
        ("sum", Some(Aggregation::Sum)),
        ("avg", Some(Aggregation::Avg)),
        ("max", Some(Aggregation::Max)),
    ];
    crate::workload::value::one_of(AGGREGATION, text, &choices)
}

/// A name under which an adapter serves a metric.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rename {
    old: String,
    new: String,
}

impl Rename {
    /// Reads `OLD=NEW`.
    ///
    /// # Errors
    /// A usage error.
    pub fn parse(text: &str) -> Result<Self> {
        const EXAMPLE: &str = "--rename=vllm:num_requests_waiting=num_requests_waiting";
        let (old, new) = pair(RENAME, text, '=', EXAMPLE)?;
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | ':' | '.' | '-');
        let starts_well = new.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        if !new.chars().all(plain) || !starts_well || new.len() > 253 {
            let reason = "the new name has letters, digits, `_`, `:`, `.` and `-`, and starts with a letter";
            return Err(refuse(RENAME, text, reason, EXAMPLE));
        }
        Ok(Self { old: old.to_owned(), new: new.to_owned() })
    }

    /// Renames the metric of that name, as it is exposed or by its preset.
    ///
    /// # Errors
    /// A usage error: there is none.
    pub fn apply(&self, all: &mut [Series]) -> Result<()> {
        let preset = preset(&self.old).map(|preset| preset.metric);
        let meant = |series: &&mut Series| {
            [series.name.as_str(), series.served.as_str()].contains(&self.old.as_str())
                || series.exposed() == self.old
                || preset == Some(series.name.as_str())
        };
        if let Some(series) = all.iter_mut().find(meant) {
            series.served.clone_from(&self.new);
            return Ok(());
        }
        let names: Vec<&str> = all.iter().map(|series| series.name.as_str()).collect();
        Err(Error::flag(
            RENAME,
            &format!("{}={}", self.old, self.new),
            format!("{} is none of the metrics: {}", crate::error::quoted(&self.old), names.join(", ")),
            format!("{RENAME}={}={}", names.first().unwrap_or(&"OLD"), self.new),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engines::{Engine, Version};

    fn series(text: &str) -> Series {
        Series::parse("--metric", text, None, None).unwrap()
    }

    #[test]
    fn shares_are_averaged_and_never_added_up() {
        assert_eq!(series("vllm-waiting").aggregation, Aggregation::Sum);
        assert_eq!(series("vllm:kv_cache_usage_perc").aggregation, Aggregation::Avg);
        let said = Series::parse("--metric", "sglang-token-usage", None, Some(Aggregation::Sum)).unwrap_err();
        assert!(said.message.contains("is a share"), "{}", said.message);
    }

    #[test]
    fn names_are_those_of_the_version() {
        let old = Some(Detected { engine: Engine::Vllm, version: Some(Version(0, 4, 1)) });
        let kv = Series::parse("--metric", "vllm-kv-cache", old, None).unwrap();
        assert_eq!(
            (kv.name.as_str(), kv.served.as_str()),
            ("vllm:gpu_cache_usage_perc", "vllm:gpu_cache_usage_perc")
        );
        let ttft = series("vllm-ttft");
        assert_eq!(
            (ttft.exposed().as_str(), ttft.served.as_str()),
            ("vllm:time_to_first_token_seconds_bucket", "vllm:time_to_first_token_seconds_p95")
        );
        assert_eq!(
            (series("my_total").kind, series("my_total").served.as_str()),
            (Kind::Counter, "my_per_second")
        );
        assert_eq!(series("x_bucket").name, "x");
        assert!(Series::parse("--metric", "vllm-wait", None, None).is_err());
        assert!(Series::parse("--metric", "a.b", None, None).is_err());
    }

    #[test]
    fn renames_meet_a_metric() {
        let mut all = [series("vllm-waiting")];
        Rename::parse("vllm:num_requests_waiting=num_requests_waiting").unwrap().apply(&mut all).unwrap();
        assert_eq!(all[0].served, "num_requests_waiting");
        assert!(Rename::parse("a=b").unwrap().apply(&mut all).is_err());
        for text in ["a", "=b", "a=", "a=b/c", "a=1b", "a=b c"] {
            assert!(Rename::parse(text).is_err(), "{text}");
        }
    }
}
