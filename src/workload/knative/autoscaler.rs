//! How Knative counts replicas: by requests in its own autoscaler, or by a metric in Kubernetes'.

use super::decimal::Decimal;
use crate::engines::Detected;
use crate::error::{Error, Result};
use crate::workload::duration::{duration, seconds};
use crate::workload::metric::Metric;
use crate::workload::scaling::Scaling;
use crate::workload::value::{integer, one_of, refuse};

/// Who counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Knative, by requests.
    Kpa,
    /// A HorizontalPodAutoscaler, by a metric.
    Hpa,
}

impl Class {
    /// As the annotation spells it.
    pub fn name(self) -> &'static str {
        match self {
            Class::Kpa => "kpa.autoscaling.knative.dev",
            Class::Hpa => "hpa.autoscaling.knative.dev",
        }
    }
}

/// How Knative counts replicas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Autoscaler {
    /// Who counts.
    pub class: Class,
    /// What is counted: `concurrency`, `rps`, `cpu`, `memory` or a metric of the pods.
    pub metric: String,
    /// The target: requests, requests a second, per cent of the CPU, MiB, or the metric's unit.
    pub target: Option<String>,
    /// Per cent of the target that each pod is aimed at.
    pub utilization: Option<Decimal>,
    /// Seconds that are averaged over.
    pub stable_window: Option<u32>,
    /// Per cent of that window that is looked at for a panic.
    pub panic_window: Option<Decimal>,
    /// Per cent of what the pods can take that begins a panic.
    pub panic_threshold: Option<Decimal>,
    /// Replicas that a new revision starts with.
    pub initial: Option<u32>,
    /// Replicas at least, whenever there are any.
    pub activation: Option<u32>,
    /// Seconds that a wish for fewer must last.
    pub down_delay: Option<u32>,
    /// Seconds that the last replica stays.
    pub retention: Option<u32>,
    /// Requests more than now that must find room at once; -1: all of them wait.
    pub burst: Option<i64>,
}

/// The flags.
#[derive(Debug, Clone, Copy, Default)]
pub struct Given<'a> {
    /// `--autoscaler`.
    pub class: Option<&'a str>,
    /// `--scale-metric`.
    pub metrics: &'a [String],
    /// `--scale-target`.
    pub target: Option<&'a str>,
    /// `--target-utilization`.
    pub utilization: Option<&'a str>,
    /// `--stable-window`.
    pub stable_window: Option<&'a str>,
    /// `--panic-window`.
    pub panic_window: Option<&'a str>,
    /// `--panic-threshold`.
    pub panic_threshold: Option<&'a str>,
    /// `--initial-scale`.
    pub initial: Option<&'a str>,
    /// `--activation-scale`.
    pub activation: Option<&'a str>,
    /// `--scale-down-delay`.
    pub down_delay: Option<&'a str>,
    /// `--scale-down-window`, which says the same.
    pub down_window: Option<&'a str>,
    /// `--scale-up-window`, which Knative has not.
    pub up_window: Option<&'a str>,
    /// `--pod-retention`.
    pub retention: Option<&'a str>,
    /// `--target-burst-capacity`.
    pub burst: Option<&'a str>,
}

/// The longest window, delay and retention, in seconds.
const LONGEST: u32 = 3600;

impl Autoscaler {
    /// Reads the flags; the engine decides what a preset is called.
    ///
    /// # Errors
    /// A usage error: a value that Knative refuses, or one that the class does not look at.
    pub fn parse(given: Given<'_>, scaling: &Scaling, engine: Option<Detected>) -> Result<Self> {
        if let Some(text) = given.up_window {
            duration("--scale-up-window", text, "--scale-up-window=30s")?;
            let say = format!("`--scale-up-window={text}`: Knative has one window for both ways");
            return Err(Error::usage(say).hint("for example `--stable-window=60s`"));
        }
        let (metric, target) = only(given.metrics, given.target)?;
        let class = class(given.class, metric)?;
        let (metric, target) = match class {
            Class::Kpa => kpa(metric, target)?,
            Class::Hpa => hpa(metric, target, scaling, engine)?,
        };
        let read = Self {
            class,
            metric,
            target,
            utilization: percent("--target-utilization", given.utilization, 1, 100, "70")?,
            stable_window: window(given.stable_window)?,
            panic_window: percent("--panic-window", given.panic_window, 1, 100, "10")?,
            panic_threshold: percent("--panic-threshold", given.panic_threshold, 110, 1000, "200")?,
            initial: count("--initial-scale", given.initial, 0)?,
            activation: count("--activation-scale", given.activation, 2)?,
            down_delay: delay(&given)?,
            retention: given
                .retention
                .map(|text| seconds("--pod-retention", text, LONGEST, "--pod-retention=10m"))
                .transpose()?,
            burst: given
                .burst
                .map(|text| integer("--target-burst-capacity", text, -1..=1_000_000))
                .transpose()?,
        };
        read.of_class()?;
        read.within(scaling)?;
        Ok(read)
    }

    /// What the class does not look at is refused, not dropped.
    fn of_class(&self) -> Result<()> {
        if self.class == Class::Kpa {
            return Ok(());
        }
        let unread = [
            ("--target-utilization", self.utilization.is_some(), "it aims at the target itself"),
            ("--panic-window", self.panic_window.is_some(), "it knows no panic"),
            ("--panic-threshold", self.panic_threshold.is_some(), "it knows no panic"),
            ("--activation-scale", self.activation.is_some(), "it never starts from none"),
            (
                "--scale-down-delay",
                self.down_delay.is_some(),
                "it has one window for both ways, `--stable-window`",
            ),
            ("--pod-retention", self.retention.is_some(), "it never goes to none"),
            ("--target-burst-capacity", self.burst.is_some(), "it counts no requests"),
        ];
        match unread.into_iter().find(|(_, given, _)| *given) {
            None => Ok(()),
            Some((flag, _, why)) => Err(Error::usage(format!(
                "`{flag}` is Knative's own autoscaler's, and `{}` is scaled by an HPA: {why}",
                self.metric
            ))
            .hint(format!("leave `{flag}` out, or scale on requests: `--scale-metric=concurrency`"))),
        }
    }

    /// The counts against each other.
    fn within(&self, scaling: &Scaling) -> Result<()> {
        let (min, max) = (scaling.min, scaling.max.unwrap_or(u32::MAX));
        if self.class == Class::Hpa && min == 0 {
            return Err(Error::usage("`--min-replicas=0`: an HPA cannot scale to zero")
                .hint("use `--min-replicas=1`, or scale on requests: `--scale-metric=concurrency`"));
        }
        if let Some(count) = self.initial.filter(|count| *count > max) {
            let reason = format!("above the maximum of {max}");
            return Err(refuse(
                "--initial-scale",
                &count.to_string(),
                reason,
                format!("--initial-scale={max}"),
            ));
        }
        let Some(count) = self.activation else { return Ok(()) };
        if (min..=max).contains(&count) {
            return Ok(());
        }
        let reason = match count < min {
            true => format!("below the minimum of {min}"),
            false => format!("above the maximum of {max}"),
        };
        let example = format!("--activation-scale={}", min.max(2).min(max));
        Err(refuse("--activation-scale", &count.to_string(), reason, example))
    }
}

/// The only metric, and its target: behind the `=`, or that of `--scale-target`.
fn only<'a>(entries: &'a [String], target: Option<&'a str>) -> Result<(Option<&'a str>, Option<&'a str>)> {
    const EXAMPLE: &str = "--scale-metric=concurrency --scale-target=2";
    let say = |entry: &str, reason: &str| Err(refuse("--scale-metric", entry, reason, EXAMPLE));
    match entries {
        [] => Ok((None, target)),
        [entry] if ["external:", "prometheus:"].iter().any(|prefix| entry.starts_with(prefix)) => {
            say(entry, "Knative scales on requests, CPU, memory or a metric of the pods")
        }
        [entry] => match (entry.split_once('='), target.filter(|target| *target != "0")) {
            (None, _) => Ok((Some(entry), target)),
            (Some((metric, own)), None) if !metric.is_empty() && !own.is_empty() => {
                Ok((Some(metric), Some(own)))
            }
            (Some(_), None) => say(entry, "it is METRIC, or METRIC=TARGET"),
            (Some(_), Some(_)) => {
                say(entry, "it has a target of its own, and `--scale-target` gives another")
            }
        },
        [_, second, ..] => say(second, "Knative scales on one metric"),
    }
}

fn class(class: Option<&str>, metric: Option<&str>) -> Result<Class> {
    let by_requests =
        metric.is_none_or(|metric| ["concurrency", "rps"].contains(&metric.to_ascii_lowercase().as_str()));
    let asked = class
        .map(|text| one_of("--autoscaler", text, &[("kpa", Class::Kpa), ("hpa", Class::Hpa)]))
        .transpose()?;
    match (asked, metric) {
        (None, _) => Ok(if by_requests { Class::Kpa } else { Class::Hpa }),
        (Some(Class::Kpa), Some(metric)) if !by_requests => Err(Error::usage(format!(
            "`--scale-metric={metric}`: Knative's own autoscaler scales on concurrency or rps"
        ))
        .hint("`--autoscaler=hpa` scales on any metric")),
        (Some(Class::Hpa), Some(metric)) if by_requests => Err(Error::usage(format!(
            "`--autoscaler=hpa`: an HPA would look for a metric of the pods called {metric}, which Knative does not export"
        ))
        .hint("`--autoscaler=kpa` scales on it")),
        (Some(class), _) => Ok(class),
    }
}

/// Requests in flight, or a second.
fn kpa(metric: Option<&str>, target: Option<&str>) -> Result<(String, Option<String>)> {
    let target = target
        // Arena's 0 means none.
        .filter(|text| *text != "0")
        .map(|text| Decimal::parse("--scale-target", text, 10, 1_000_000_000, "2"))
        .transpose()?;
    let metric = metric.map_or_else(|| "concurrency".to_owned(), str::to_ascii_lowercase);
    Ok((metric, target.map(|target| target.to_string())))
}

/// A metric that Knative hands on to an HPA, with the target as Knative reads it.
fn hpa(
    metric: Option<&str>,
    target: Option<&str>,
    scaling: &Scaling,
    engine: Option<Detected>,
) -> Result<(String, Option<String>)> {
    const TARGET: &str = "--scale-target";
    let metric = metric.unwrap_or("cpu");
    if metric.eq_ignore_ascii_case("memory") {
        let Some(text) = target.filter(|text| *text != "0") else {
            return Err(Error::usage("`--scale-metric=memory` needs a `--scale-target`: MiB per replica")
                .hint("for example `--scale-target=2048`"));
        };
        // Knative counts in MiB, where others mean per cent.
        let mebibytes = integer(TARGET, text, 1..=1 << 30).map_err(|_| {
            refuse(TARGET, text, "Knative counts memory in whole MiB, so 2Gi are 2048", "--scale-target=2048")
        })?;
        return Ok(("memory".into(), Some(mebibytes.to_string())));
    }
    match Metric::all(&[metric.to_owned()], target, engine)?.pop() {
        Some(Metric::Pods { name, target: quantity }) => {
            if scaling.max.is_none() {
                return Err(Error::usage(format!("`--scale-metric={metric}` needs a `--max-replicas`"))
                    .hint(format!("for example `--max-replicas={}`", scaling.min.max(1) + 2)));
            }
            let thousandths = quantity.milli_value();
            if thousandths % 1000 != 0 {
                let reason = format!(
                    "Knative cuts an HPA's target to a whole number, and this would be {}",
                    thousandths / 1000
                );
                return Err(refuse(TARGET, target.unwrap_or_default(), reason, "--scale-target=5")
                    .hint("`neap serve kserve` and `neap serve deployment` take a share"));
            }
            Ok((name, Some((thousandths / 1000).to_string())))
        }
        other => {
            Ok(("cpu".into(), other.and_then(|cpu| cpu.whole_target()).map(|target| target.to_string())))
        }
    }
}

fn percent(flag: &str, text: Option<&str>, low: u64, high: u64, example: &str) -> Result<Option<Decimal>> {
    let number = |text: &str| {
        let plain = text.strip_suffix('%').unwrap_or(text);
        // The whole value is shown, with the sign that was given.
        Decimal::parse(flag, plain, low * 1000, high * 1000, example).map_err(|error| match plain == text {
            true => error,
            false => {
                refuse(flag, text, format!("per cent from {low} to {high}"), format!("{flag}={example}"))
            }
        })
    };
    text.map(number).transpose()
}

fn window(text: Option<&str>) -> Result<Option<u32>> {
    const FLAG: &str = "--stable-window";
    const EXAMPLE: &str = "--stable-window=60s";
    let Some(text) = text else { return Ok(None) };
    match seconds(FLAG, text, LONGEST, EXAMPLE)? {
        window @ 6.. => Ok(Some(window)),
        _ => Err(refuse(FLAG, text, "whole seconds, 6s at the least", EXAMPLE)),
    }
}

fn count(flag: &str, text: Option<&str>, least: i64) -> Result<Option<u32>> {
    let number = text.map(|text| integer(flag, text, least..=100_000)).transpose()?;
    Ok(number.and_then(|number| u32::try_from(number).ok()))
}

fn delay(given: &Given<'_>) -> Result<Option<u32>> {
    let read = |flag: &str, text: Option<&str>| {
        text.map(|text| seconds(flag, text, LONGEST, &format!("{flag}=5m"))).transpose()
    };
    let (delay, window) =
        (read("--scale-down-delay", given.down_delay)?, read("--scale-down-window", given.down_window)?);
    match (delay, window) {
        (Some(delay), Some(window)) if delay != window => Err(Error::usage(format!(
            "`--scale-down-delay={delay}s` and `--scale-down-window={window}s` are the same thing to Knative"
        ))
        .hint(format!("give one of them; for example `--scale-down-delay={delay}s`"))),
        _ => Ok(delay.or(window)),
    }
}
