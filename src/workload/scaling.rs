//! How many replicas, and when more.

use super::metric::Metric;
use super::value::{integer, refuse};
use crate::error::{Error, Result};

/// How many replicas, and when more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scaling {
    /// Never fewer.
    pub min: u32,
    /// Never more; `None` leaves it to KServe.
    pub max: Option<u32>,
    /// What is scaled on; the one that asks for most decides.
    pub metrics: Vec<Metric>,
    /// Seconds that a wish for more must last.
    pub up_window: Option<u32>,
    /// Seconds that a wish for fewer must last.
    pub down_window: Option<u32>,
    /// What the autoscaler is called, where it is not NAME-hpa.
    pub hpa_name: Option<String>,
}

/// The limits as the flags give them.
#[derive(Debug, Clone, Copy, Default)]
pub struct Limits<'a> {
    /// `--min-replicas`.
    pub min: Option<&'a str>,
    /// `--max-replicas`; Arena's 0 means none.
    pub max: Option<&'a str>,
    /// `--replicas`, which gives the minimum.
    pub replicas: Option<&'a str>,
}

/// More replicas than any cluster runs: a slip.
const MOST: i64 = 100_000;

impl Scaling {
    /// Checks the limits against each other and against the metric.
    ///
    /// # Errors
    /// A usage error.
    pub fn new(limits: Limits, metrics: Vec<Metric>) -> Result<Self> {
        let read = |flag, text: Option<&str>| -> Result<Option<u32>> {
            let number = text.map(|text| integer(flag, text, 0..=MOST)).transpose()?;
            Ok(number.and_then(|number| u32::try_from(number).ok()))
        };
        let replicas = read("--replicas", limits.replicas)?;
        let given = read("--min-replicas", limits.min)?;
        if let (Some(replicas), Some(min), Some(text)) = (replicas, given, limits.replicas)
            && replicas != min
        {
            let reason = format!("it gives the minimum, and `--min-replicas={min}` gives another");
            return Err(refuse("--replicas", text, reason, format!("--min-replicas={min}")));
        }
        let min = given.or(replicas).unwrap_or(1);
        let max = read("--max-replicas", limits.max)?.filter(|max| *max > 0);
        if let (Some(max), Some(text)) = (max, limits.max)
            && max < min
        {
            let reason = format!("below the minimum of {min}");
            return Err(refuse("--max-replicas", text, reason, format!("--max-replicas={}", min + 2)));
        }
        if let (Some(metric), None) = (metrics.iter().find(|metric| metric.needs_an_autoscaler()), max) {
            return Err(Error::usage(format!("`--scale-metric={}` needs a `--max-replicas`", metric.name()))
                .hint(format!("for example `--max-replicas={}`", min.max(1) + 2)));
        }
        Ok(Self { min, max, metrics, up_window: None, down_window: None, hpa_name: None })
    }

    /// The first metric, which is the only one for most services.
    pub fn metric(&self) -> Option<&Metric> {
        self.metrics.first()
    }

    /// Whether one of the metrics is scaled on by an autoscaler that neap makes, on every kind of service.
    pub fn needs_an_autoscaler(&self) -> bool {
        self.metrics.iter().any(Metric::needs_an_autoscaler)
    }

    /// Whether replicas may be added.
    pub fn elastic(&self) -> bool {
        self.max.is_some_and(|max| max > self.min)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kubernetes::Quantity;

    fn limits<'a>(min: Option<&'a str>, max: Option<&'a str>, replicas: Option<&'a str>) -> Limits<'a> {
        Limits { min, max, replicas }
    }

    #[test]
    fn limits_agree() {
        let scaling = |min, max, replicas| Scaling::new(limits(min, max, replicas), Vec::new());
        assert_eq!(scaling(None, None, None).unwrap().min, 1);
        assert_eq!(scaling(None, None, Some("2")).unwrap().min, 2);
        assert_eq!(scaling(None, Some("0"), None).unwrap().max, None);
        assert!(scaling(Some("1"), None, Some("2")).is_err());
        assert!(scaling(Some("3"), Some("2"), None).is_err());
        assert!(scaling(Some("-1"), None, None).is_err());
    }

    #[test]
    fn a_metric_of_the_pods_needs_a_maximum() {
        let metric = || vec![Metric::Pods { name: "m".into(), target: Quantity::whole(5) }];
        assert!(Scaling::new(limits(Some("1"), None, None), metric()).is_err());
        assert!(Scaling::new(limits(Some("1"), Some("3"), None), metric()).unwrap().elastic());
    }
}
