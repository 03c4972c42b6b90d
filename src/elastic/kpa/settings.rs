//! Knative's ConfigMap `config-autoscaler`.

use std::collections::BTreeMap;

use jiff::SignedDuration;

use super::Class;
use crate::clock::parse_duration;

/// The settings of the cluster, with Knative's defaults.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// `pod-autoscaler-class`.
    pub class: Class,
    /// `enable-scale-to-zero`.
    pub scale_to_zero: bool,
    /// `allow-zero-initial-scale`.
    pub allow_zero_initial_scale: bool,
    /// `max-scale-up-rate`: the count may grow this many times a tick.
    pub max_scale_up_rate: f64,
    /// `max-scale-down-rate`: the count may fall to this part a tick.
    pub max_scale_down_rate: f64,
    /// `container-concurrency-target-percentage`, as a share.
    pub concurrency_share: f64,
    /// `container-concurrency-target-default`.
    pub concurrency_target: f64,
    /// The share of other targets; it cannot be set.
    pub other_share: f64,
    /// `requests-per-second-target-default`.
    pub rps_target: f64,
    /// `target-burst-capacity`; -1 has no limit.
    pub target_burst_capacity: f64,
    /// `activator-capacity`.
    pub activator_capacity: f64,
    /// `panic-window-percentage`.
    pub panic_window_percentage: f64,
    /// `panic-threshold-percentage`.
    pub panic_threshold_percentage: f64,
    /// `initial-scale`.
    pub initial_scale: i32,
    /// `min-scale`.
    pub min_scale: i32,
    /// `max-scale`; 0 is no limit.
    pub max_scale: i32,
    /// `stable-window`.
    pub stable_window: SignedDuration,
    /// `scale-down-delay`.
    pub scale_down_delay: SignedDuration,
    /// `scale-to-zero-grace-period`.
    pub grace: SignedDuration,
    /// `scale-to-zero-pod-retention-period`.
    pub pod_retention: SignedDuration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            class: Class::Kpa,
            scale_to_zero: true,
            allow_zero_initial_scale: false,
            max_scale_up_rate: 1000.0,
            max_scale_down_rate: 2.0,
            concurrency_share: 0.7,
            concurrency_target: 100.0,
            other_share: 0.7,
            rps_target: 200.0,
            target_burst_capacity: 211.0,
            activator_capacity: 100.0,
            panic_window_percentage: 10.0,
            panic_threshold_percentage: 200.0,
            initial_scale: 1,
            min_scale: 0,
            max_scale: 0,
            stable_window: SignedDuration::from_secs(60),
            scale_down_delay: SignedDuration::ZERO,
            grace: SignedDuration::from_secs(30),
            pod_retention: SignedDuration::ZERO,
        }
    }
}

impl Settings {
    /// Reads the keys of the ConfigMap.
    ///
    /// # Errors
    /// The first key that cannot be read.
    pub fn parse(data: &BTreeMap<String, String>) -> Result<Self, String> {
        let mut settings = Self::default();
        for (key, value) in data {
            settings.set(key, value).ok_or_else(|| format!("{key}: {value:?} cannot be read"))?;
        }
        // A share was a percentage once.
        if settings.concurrency_share > 1.0 {
            settings.concurrency_share /= 100.0;
        }
        Ok(settings)
    }

    fn set(&mut self, key: &str, value: &str) -> Option<()> {
        let number = || value.parse::<f64>().ok();
        let whole = || value.parse::<i32>().ok();
        match key {
            "pod-autoscaler-class" => self.class = Class::parse(value),
            "enable-scale-to-zero" => self.scale_to_zero = go_bool(value)?,
            "allow-zero-initial-scale" => self.allow_zero_initial_scale = go_bool(value)?,
            "max-scale-up-rate" => self.max_scale_up_rate = number()?,
            "max-scale-down-rate" => self.max_scale_down_rate = number()?,
            "container-concurrency-target-percentage" => self.concurrency_share = number()?,
            "container-concurrency-target-default" => self.concurrency_target = number()?,
            "requests-per-second-target-default" => self.rps_target = number()?,
            "target-burst-capacity" => self.target_burst_capacity = number()?,
            "activator-capacity" => self.activator_capacity = number()?,
            "panic-window-percentage" => self.panic_window_percentage = number()?,
            "panic-threshold-percentage" => self.panic_threshold_percentage = number()?,
            "initial-scale" => self.initial_scale = whole()?,
            "min-scale" => self.min_scale = whole()?,
            "max-scale" => self.max_scale = whole()?,
            "stable-window" => self.stable_window = duration(value)?,
            "scale-down-delay" => self.scale_down_delay = duration(value)?,
            "scale-to-zero-grace-period" => self.grace = duration(value)?,
            "scale-to-zero-pod-retention-period" => self.pod_retention = duration(value)?,
            // Knative ignores what it does not know.
            _ => {}
        }
        Some(())
    }
}

/// Knative takes everything that is not `true` for false.
fn go_bool(value: &str) -> Option<bool> {
    Some(value.eq_ignore_ascii_case("true"))
}

/// A duration as Go writes it.
pub(super) fn duration(text: &str) -> Option<SignedDuration> {
    SignedDuration::try_from(parse_duration(text).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_the_config_map_are_read_and_what_is_wrong_is_named() {
        let data = |pairs: &[(&str, &str)]| {
            pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
        };
        let settings = Settings::parse(&data(&[
            ("stable-window", "2m"),
            ("container-concurrency-target-percentage", "80"),
            ("enable-scale-to-zero", "false"),
            ("_example", "text"),
        ]))
        .unwrap();
        assert_eq!(settings.stable_window, SignedDuration::from_secs(120));
        assert_eq!((settings.concurrency_share, settings.scale_to_zero), (0.8, false));
        assert_eq!(Settings::parse(&BTreeMap::new()), Ok(Settings::default()));
        assert_eq!(
            Settings::parse(&data(&[("max-scale", "many")])).unwrap_err(),
            "max-scale: \"many\" cannot be read"
        );
    }
}
