//! Who scales a service, and what it is told.

use super::schedule::Schedule;
use crate::error::Result;
use crate::workload::metrics::Url;
use crate::workload::value::{one_of, refuse};

/// Who scales a service.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Autoscaling {
    /// Who was asked for.
    pub choice: Choice,
    /// Never fewer, where it was said; else the lowest of the schedule, or 1.
    pub floor: Option<u32>,
    /// Replicas by the clock.
    pub schedules: Vec<Schedule>,
    /// The zone of the clock, as `Asia/Shanghai`.
    pub timezone: Option<String>,
    /// Where KEDA asks for metrics.
    pub prometheus: Option<Url>,
}

/// Who is asked to scale a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Choice {
    /// Who can.
    #[default]
    Auto,
    /// Kubernetes' HorizontalPodAutoscaler.
    Hpa,
    /// KEDA.
    Keda,
    /// The clock: ACK's CronHorizontalPodAutoscaler, else KEDA.
    Cron,
    /// Nobody.
    None,
}

impl Choice {
    /// Reads `--autoscaler`.
    ///
    /// # Errors
    /// A usage error.
    pub fn parse(text: &str) -> Result<Self> {
        let choices = [
            ("auto", Self::Auto),
            ("hpa", Self::Hpa),
            ("keda", Self::Keda),
            ("cron", Self::Cron),
            ("none", Self::None),
        ];
        one_of("--autoscaler", text, &choices)
    }
}

/// A time zone from `--timezone`.
///
/// # Errors
/// A usage error.
pub fn timezone(text: &str) -> Result<String> {
    const EXAMPLE: &str = "--timezone=Asia/Shanghai";
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '-' | '+');
    match !text.is_empty() && text.chars().all(plain) {
        true => match crate::elastic::cron::zone(text) {
            Ok(_) => Ok(text.to_owned()),
            Err(_) => Err(refuse("--timezone", text, "there is no such time zone", EXAMPLE)),
        },
        false => Err(refuse("--timezone", text, "a time zone is AREA/CITY, or UTC", EXAMPLE)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_checked() {
        assert_eq!(timezone("Asia/Shanghai").unwrap(), "Asia/Shanghai");
        for text in ["", "Shanghai time", "Asia/Atlantis", "+08:00"] {
            assert!(timezone(text).is_err(), "{text}");
        }
    }
}
