//! Who scales the service: what was asked for, what the metrics need, and what the cluster serves.

use super::fleet;
use crate::error::{Error, Result};
use crate::kubernetes::{FleetApi, Identity};
use crate::manifest::assemble::{self, intended};
use crate::platform::Capabilities;
use crate::workload::Common;
use crate::workload::deployment::{Autoscaling, Choice};
use crate::workload::metric::Metric;
use crate::workload::resources::Resources;
use crate::workload::scaling::Scaling;

const KEDA: &str = "keda.sh";
const CRON_HPA: &str = "autoscaling.alibabacloud.com";

/// What is asked for, of a service or of a role.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    /// Who is to scale it, and by which clock.
    pub autoscaling: &'a Autoscaling,
    /// How far, and by what.
    pub scaling: &'a Scaling,
    /// What a pod asks for: a share of nothing is no measure.
    pub resources: &'a Resources,
    /// Whose fleet it is of, if of any.
    pub fleet: Option<FleetApi>,
}

/// Who scales a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Autoscaler {
    /// Nobody: the count of replicas is the user's.
    Nobody,
    /// A HorizontalPodAutoscaler.
    Hpa,
    /// A fleet's autoscaler, which looks at the pods of all its clusters.
    Federated(FleetApi),
    /// A ScaledObject.
    Keda,
    /// ACK's CronHorizontalPodAutoscaler.
    CronHpa {
        /// It moves the bounds of a HorizontalPodAutoscaler, and not the pods.
        through_hpa: bool,
    },
}

/// Who scales a service, and within which bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scaled {
    /// Who.
    pub by: Autoscaler,
    /// Never fewer.
    pub min: u32,
    /// Never more.
    pub max: u32,
}

impl Scaled {
    /// The autoscaler that neap makes, where it is Kubernetes' own or a fleet's.
    pub fn own(&self, common: &Common) -> Option<Identity> {
        match self.by {
            Autoscaler::Hpa | Autoscaler::CronHpa { through_hpa: true } => Some(assemble::hpa(common)),
            Autoscaler::Federated(api) => {
                let usual = || format!("{}-fhpa", common.service.object_name);
                let name = common.scaling.hpa_name.clone().unwrap_or_else(usual);
                let api_version = format!("{}/v1alpha1", api.autoscalers());
                Some(intended(common, &api_version, "FederatedHPA", &name))
            }
            _ => None,
        }
    }
}

/// Chooses.
///
/// # Errors
/// A usage error: what is asked contradicts itself, or the cluster serves nobody who does it.
pub fn choose(ask: Ask<'_>, capabilities: &Capabilities, notes: &mut Vec<String>) -> Result<Scaled> {
    let Ask { autoscaling, scaling, .. } = ask;
    if let Some(metric) = scaling.metrics.iter().find(|metric| metric.needs_knative()) {
        return Err(Error::usage(format!(
            "`--scale-metric={}` is Knative's, and this is no Knative Service",
            metric.name()
        ))
        .hint("the engine counts it too: `--scale-metric=vllm-running=20`"));
    }
    let (min, max) = bounds(ask)?;
    let by = match (ask.fleet, autoscaling.choice) {
        (_, Choice::None) => nobody(ask)?,
        (Some(api), choice) => fleet::autoscaler(ask, api, choice, capabilities)?,
        (None, Choice::Hpa) => hpa(ask)?,
        (None, Choice::Keda) => keda(ask, capabilities, "`--autoscaler=keda`")?,
        (None, Choice::Cron) if autoscaling.schedules.is_empty() => {
            return Err(Error::usage("`--autoscaler=cron` needs a `--schedule`")
                .hint("for example `--schedule='0 8 * * *=4' --schedule='0 22 * * *=1'`"));
        }
        (None, Choice::Cron) => cron(ask, capabilities, notes)?,
        (None, Choice::Auto) => by_itself(ask, capabilities, min, notes)?,
    };
    if by == Autoscaler::Nobody {
        let windows =
            [("--scale-up-window", scaling.up_window), ("--scale-down-window", scaling.down_window)];
        if let Some((flag, _)) = windows.into_iter().find(|(_, seconds)| seconds.is_some()) {
            return Err(Error::usage(format!("`{flag}`: nobody scales this service"))
                .hint(format!("for example `--scale-metric=vllm-waiting=5 --max-replicas=3 {flag}=60s`")));
        }
    }
    let clock_only = matches!(by, Autoscaler::CronHpa { through_hpa: false });
    if by != Autoscaler::Nobody && min == 0 {
        to_zero(ask, by)?;
    }
    if clock_only && (autoscaling.floor.is_some() || scaling.max.is_some()) {
        notes.push(
            "ACK's CronHorizontalPodAutoscaler knows times only: minimum and maximum say nothing to it"
                .into(),
        );
    }
    if clock_only {
        notes.push(
            "until the first of its times the count of replicas stays as it is, 1 for a new service".into(),
        );
    }
    Ok(Scaled { by, min, max })
}

/// Never fewer and never more, as flags and schedule say together.
fn bounds(ask: Ask<'_>) -> Result<(u32, u32)> {
    let Ask { autoscaling, scaling, .. } = ask;
    let levels = || autoscaling.schedules.iter().map(|schedule| schedule.replicas);
    let (Some(lowest), Some(highest)) = (levels().min(), levels().max()) else {
        return Ok((scaling.min, scaling.max.unwrap_or(scaling.min)));
    };
    let outside = |schedule: u32, what: String| {
        Error::usage(format!("`--schedule` asks for {schedule} replicas, {what}"))
            .hint("leave `--min-replicas` and `--max-replicas` out: the schedule says both")
    };
    if let Some(floor) = autoscaling.floor.filter(|floor| lowest < *floor) {
        return Err(outside(lowest, format!("below the minimum of {floor}")));
    }
    if let Some(max) = scaling.max.filter(|max| highest > *max) {
        return Err(outside(highest, format!("above the maximum of {max}")));
    }
    let min = autoscaling.floor.unwrap_or(lowest);
    Ok((min, scaling.max.unwrap_or(highest).max(min)))
}

fn nobody(ask: Ask<'_>) -> Result<Autoscaler> {
    let Ask { autoscaling, scaling, .. } = ask;
    let given = [
        ("--scale-metric", !scaling.metrics.is_empty()),
        ("--schedule", !autoscaling.schedules.is_empty()),
        ("--max-replicas", scaling.max.is_some_and(|max| max > scaling.min)),
    ];
    match given.into_iter().find(|(_, given)| *given) {
        Some((flag, _)) => Err(Error::usage(format!(
            "`{flag}` asks for more, and `--autoscaler=none` for nobody who does it"
        ))
        .hint("leave `--autoscaler` out")),
        None => Ok(Autoscaler::Nobody),
    }
}

/// Whether a HorizontalPodAutoscaler does what is asked.
///
/// # Errors
/// A usage error.
pub fn hpa(ask: Ask<'_>) -> Result<Autoscaler> {
    let Ask { autoscaling, scaling, resources, .. } = ask;
    if !autoscaling.schedules.is_empty() {
        return Err(Error::usage("`--schedule`: a HorizontalPodAutoscaler knows no time")
            .hint("`--autoscaler=cron` or `--autoscaler=keda` do"));
    }
    if let Some(Metric::Query { query, .. }) =
        scaling.metrics.iter().find(|metric| matches!(metric, Metric::Query { .. }))
    {
        return Err(Error::usage(format!(
            "`--scale-metric=prometheus:{query}`: a HorizontalPodAutoscaler asks no Prometheus"
        ))
        .hint("`--autoscaler=keda` does; or have an adapter serve it as `external:NAME`"));
    }
    if scaling.metrics.is_empty() {
        return Err(Error::usage("an autoscaler needs something to scale on")
            .hint("for example `--scale-metric=vllm-waiting=5`, or `--scale-metric=cpu=60`"));
    }
    if scaling.max.is_none() {
        return Err(Error::usage(format!(
            "`--scale-metric={}` needs a `--max-replicas`",
            scaling.metrics[0].name()
        ))
        .hint(format!("for example `--max-replicas={}`", scaling.min + 2)));
    }
    let asked = [("cpu", resources.cpu.is_some()), ("memory", resources.memory.is_some())];
    for (name, requested) in asked {
        if !requested && scaling.metrics.iter().any(|metric| metric.name() == name) {
            return Err(Error::usage(format!(
                "`--scale-metric={name}` is per cent of what is requested, and nothing is"
            ))
            .hint(format!("for example `--{name}={}`", if name == "cpu" { "4" } else { "12Gi" })));
        }
    }
    Ok(Autoscaler::Hpa)
}

fn keda(ask: Ask<'_>, capabilities: &Capabilities, why: &str) -> Result<Autoscaler> {
    let Ask { autoscaling, scaling, .. } = ask;
    if !capabilities.serves(KEDA) {
        return Err(Error::usage(format!("{why} needs KEDA, which this cluster does not serve"))
            .hint("install KEDA, or leave this to a HorizontalPodAutoscaler: `--autoscaler=hpa`"));
    }
    if scaling.metrics.is_empty() && autoscaling.schedules.is_empty() {
        return Err(Error::usage(format!("{why}: KEDA needs something to scale on"))
            .hint("for example `--scale-metric=vllm-waiting=5`, or `--schedule='0 8 * * *=4'`"));
    }
    for metric in &scaling.metrics {
        match metric {
            Metric::External { name, .. } => {
                return Err(Error::usage(format!("`--scale-metric=external:{name}`: KEDA is itself what serves external metrics, so it reads none"))
                    .hint("ask Prometheus: `--scale-metric='prometheus:sum(rate(gateway_requests[1m]))=10'`"));
            }
            Metric::Pods { .. } | Metric::Query { .. } if autoscaling.prometheus.is_none() => {
                let name = metric.name();
                return Err(Error::usage(format!(
                    "{why}: KEDA asks Prometheus for {name}, and where that is was not said"
                ))
                .hint("for example `--prometheus=http://prometheus.monitoring:9090`"));
            }
            _ => {}
        }
    }
    if !scaling.metrics.is_empty() && scaling.max.is_none() {
        return Err(Error::usage(format!(
            "`--scale-metric={}` needs a `--max-replicas`",
            scaling.metrics[0].name()
        ))
        .hint(format!("for example `--max-replicas={}`", scaling.min + 2)));
    }
    Ok(Autoscaler::Keda)
}

/// By the clock: ACK's own where it is served, else KEDA's.
fn cron(ask: Ask<'_>, capabilities: &Capabilities, notes: &mut Vec<String>) -> Result<Autoscaler> {
    let Ask { autoscaling, scaling, .. } = ask;
    let asks_prometheus = scaling.metrics.iter().any(|metric| matches!(metric, Metric::Query { .. }));
    let only_keda = match (&autoscaling.timezone, asks_prometheus) {
        (Some(_), _) => {
            Some("`--timezone`: ACK's CronHorizontalPodAutoscaler counts in its controller's zone, and this")
        }
        (None, true) => Some("`--scale-metric=prometheus:…`"),
        _ => None,
    };
    if let Some(why) = only_keda {
        return keda(ask, capabilities, why);
    }
    if capabilities.serves(CRON_HPA) {
        if !capabilities.asked {
            notes.push("schedule: by ACK's CronHorizontalPodAutoscaler; no cluster was asked whether it serves it (`--autoscaler=keda` says it to KEDA)".into());
        }
        let through_hpa = !scaling.metrics.is_empty();
        if through_hpa {
            hpa_beside_the_clock(ask)?;
        }
        return Ok(Autoscaler::CronHpa { through_hpa });
    }
    if capabilities.serves(KEDA) {
        notes.push(
            "schedule: by KEDA, because this cluster does not serve ACK's CronHorizontalPodAutoscaler".into(),
        );
        return keda(ask, capabilities, "`--schedule`");
    }
    Err(Error::usage("`--schedule`: this cluster serves nobody who scales by the clock")
        .hint("install ack-kubernetes-cronhpa-controller (on ACK), or KEDA"))
}

/// A HorizontalPodAutoscaler whose bounds the clock moves.
fn hpa_beside_the_clock(ask: Ask<'_>) -> Result<()> {
    let alone = Autoscaling { schedules: Vec::new(), ..ask.autoscaling.clone() };
    hpa(Ask { autoscaling: &alone, ..ask }).map(drop)
}

fn by_itself(
    ask: Ask<'_>,
    capabilities: &Capabilities,
    min: u32,
    notes: &mut Vec<String>,
) -> Result<Autoscaler> {
    let Ask { autoscaling, scaling, .. } = ask;
    let query = scaling.metrics.iter().find(|metric| matches!(metric, Metric::Query { .. }));
    if let Some(query) = query {
        return keda(ask, capabilities, &format!("`--scale-metric=prometheus:{}`", query.name()));
    }
    if !autoscaling.schedules.is_empty() {
        return match min == 0 && !scaling.metrics.is_empty() {
            true => keda(ask, capabilities, "scaling to zero"),
            false => cron(ask, capabilities, notes),
        };
    }
    match (scaling.metrics.is_empty(), scaling.elastic()) {
        (true, false) => Ok(Autoscaler::Nobody),
        (false, _) if min == 0 => keda(ask, capabilities, "`--min-replicas=0`"),
        _ => hpa(ask),
    }
}

/// Whether something would start the first replica again.
fn to_zero(ask: Ask<'_>, by: Autoscaler) -> Result<()> {
    let Ask { autoscaling, scaling, .. } = ask;
    let query = scaling.metrics.iter().any(|metric| matches!(metric, Metric::Query { .. }));
    let clock = autoscaling.schedules.iter().any(|schedule| schedule.replicas > 0);
    match by {
        Autoscaler::Federated(_) => {
            Err(Error::usage("`--min-replicas=0`: a FederatedHPA does not scale to zero")
                .hint("use `--min-replicas=1`"))
        }
        Autoscaler::Hpa | Autoscaler::CronHpa { through_hpa: true } => Err(Error::usage(
            "`--min-replicas=0`: a HorizontalPodAutoscaler does not scale to zero; KEDA does",
        )
        .hint("use `--min-replicas=1`, or `--autoscaler=keda` where KEDA is installed")),
        Autoscaler::Keda if !query && !clock => {
            let name = scaling.metrics.first().map_or("cpu", Metric::name);
            Err(Error::usage(format!("`--min-replicas=0`: with no pod left nobody exports {name}, so nothing would start the first again"))
                .hint("ask for what arrives: `--scale-metric='prometheus:sum(rate(gateway_requests[1m]))=10'`")
                .hint("or let the clock wake it: `--schedule='0 8 * * *=1'` and another for the night"))
        }
        _ => Ok(()),
    }
}
