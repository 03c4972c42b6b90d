//! Which of KServe's two ways a service takes, and whether that way can do what is asked.

use crate::error::{Error, Result};
use crate::kubernetes::resources::StringMap;
use crate::platform::Capabilities;
use crate::workload::Kserve;
use crate::workload::kserve::ModeChoice;
use crate::workload::metric::Metric;

/// The annotation that says the way.
pub const MODE: &str = "serving.kserve.io/deploymentMode";
/// The annotation that says who scales.
pub const AUTOSCALER: &str = "serving.kserve.io/autoscalerClass";

/// A way that KServe deploys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// A Deployment.
    Raw,
    /// A Knative Service.
    Knative,
}

impl Mode {
    /// The spelling that all versions read.
    fn spelling(self) -> &'static str {
        match self {
            Mode::Raw => "RawDeployment",
            Mode::Knative => "Serverless",
        }
    }
}

/// A way, as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    /// The way.
    pub mode: Mode,
    /// The value of the annotation: the user's or the live object's own spelling, else the one that all versions read.
    pub spelling: String,
    /// Why, if it is not obvious.
    pub note: Option<String>,
}

/// Chooses the way.
///
/// # Errors
/// A usage error: what is asked contradicts itself, or the cluster does not serve it.
pub fn choose(workload: &Kserve, capabilities: &Capabilities) -> Result<Chosen> {
    let asked = asked(workload)?;
    let live =
        capabilities.deployment_mode.as_deref().and_then(|text| match ModeChoice::by_annotation(text)? {
            ModeChoice::Knative => Some(Mode::Knative),
            _ => Some(Mode::Raw),
        });
    let (mode, note) = match asked {
        Some(mode) => (mode, None),
        None if needs_knative(workload) => match capabilities.knative {
            true => (Mode::Knative, Some(by_itself(workload, capabilities))),
            false => return Err(without_knative(workload)),
        },
        None => (live.unwrap_or(Mode::Raw), None),
    };
    if mode == Mode::Knative && capabilities.asked && !capabilities.knative {
        return Err(Error::usage(
            "`--deployment-mode=knative` needs Knative, which this cluster does not serve",
        )
        .hint("leave `--deployment-mode` out, or install Knative Serving"));
    }
    if let Some(live) = live.filter(|live| *live != mode) {
        return Err(Error::usage(format!(
            "the service exists in mode {} and KServe changes no mode: this would be {}",
            live.spelling(),
            mode.spelling()
        ))
        .hint(format!("delete it first: `neap serve delete {}`", workload.common.service.object_name)));
    }
    match mode {
        Mode::Raw => raw(workload)?,
        Mode::Knative => knative(workload)?,
    }
    let own = workload.common.service.annotations.get(MODE).cloned();
    let spelling = own.or_else(|| capabilities.deployment_mode.clone());
    Ok(Chosen { mode, spelling: spelling.unwrap_or_else(|| mode.spelling().to_owned()), note })
}

/// What flag and annotation ask for.
fn asked(workload: &Kserve) -> Result<Option<Mode>> {
    let of = |choice| match choice {
        ModeChoice::Auto => None,
        ModeChoice::Raw => Some(Mode::Raw),
        ModeChoice::Knative => Some(Mode::Knative),
    };
    let Some(text) = workload.common.service.annotations.get(MODE) else { return Ok(of(workload.mode)) };
    let entry = format!("{MODE}={text}");
    let example = format!("--annotation={MODE}=RawDeployment");
    let Some(choice) = ModeChoice::by_annotation(text) else {
        let allowed = "the mode is RawDeployment or Standard, Serverless or Knative";
        return Err(Error::flag("--annotation", &entry, allowed, example));
    };
    match of(workload.mode) {
        Some(flag) if Some(flag) != of(choice) => {
            Err(Error::flag("--annotation", &entry, "`--deployment-mode` says otherwise", example))
        }
        _ => Ok(of(choice)),
    }
}

/// Whether only Knative can do it.
fn needs_knative(workload: &Kserve) -> bool {
    match workload.common.scaling.metric() {
        Some(metric) => metric.needs_knative(),
        None => workload.common.scaling.min == 0,
    }
}

fn by_itself(workload: &Kserve, capabilities: &Capabilities) -> String {
    let why = match workload.common.scaling.metric() {
        Some(metric) => format!("`--scale-metric={}`", metric.name()),
        None => "`--min-replicas=0`".to_owned(),
    };
    match capabilities.asked {
        true => format!("Knative mode, because of {why}"),
        false => format!("Knative mode, because of {why}; no cluster was asked whether it serves Knative"),
    }
}

fn without_knative(workload: &Kserve) -> Error {
    match workload.common.scaling.metric() {
        Some(metric) => Error::usage(format!(
            "`--scale-metric={}` is Knative's, which this cluster does not serve",
            metric.name()
        ))
        .hint("the engine counts it too: `--scale-metric=vllm-running --scale-target=20`"),
        None => to_zero(),
    }
}

fn to_zero() -> Error {
    Error::usage("`--min-replicas=0`: an autoscaler of pods cannot scale to zero; Knative and KEDA can")
        .hint("use `--min-replicas=1`, or `--deployment-mode=knative` where Knative is installed")
}

/// What a Deployment cannot do.
fn raw(workload: &Kserve) -> Result<()> {
    several(workload)?;
    if let Some(metric) = workload.common.scaling.metrics.iter().find(|metric| metric.needs_knative()) {
        return Err(Error::usage(format!(
            "`--scale-metric={}` is Knative's, and the mode is raw",
            metric.name()
        ))
        .hint("the engine counts it too: `--scale-metric=vllm-running --scale-target=20`")
        .hint("or leave the mode to the cluster: `--deployment-mode=auto`"));
    }
    if workload.common.scaling.min == 0 {
        return Err(to_zero());
    }
    if workload.canary_traffic.is_some() {
        return Err(Error::usage("`--canary-traffic-percent` splits traffic in Knative mode only")
            .hint("add `--deployment-mode=knative`, or deploy a second service with `--version`"));
    }
    let windows = [
        ("--scale-up-window", workload.common.scaling.up_window),
        ("--scale-down-window", workload.common.scaling.down_window),
    ];
    let given = windows.into_iter().find(|(_, seconds)| seconds.is_some());
    if let (Some((flag, _)), false) = (given, workload.common.scaling.needs_an_autoscaler()) {
        return Err(Error::usage(format!(
            "`{flag}` needs a metric of the pods: KServe's own autoscaler takes no windows"
        ))
        .hint(format!(
            "for example `--scale-metric=vllm-waiting --scale-target=5 --max-replicas=3 {flag}=60s`"
        )));
    }
    let class = workload.common.service.annotations.get(AUTOSCALER).map(String::as_str);
    let scaled = workload.common.scaling.metrics.iter().find(|metric| metric.needs_an_autoscaler());
    if let (Some(metric), Some(class)) = (scaled, class.filter(|class| *class != "external")) {
        let name = metric.name();
        let reason = format!("`{name}` is scaled by an autoscaler of its own, so the class is external");
        let entry = format!("{AUTOSCALER}={class}");
        return Err(Error::flag(
            "--annotation",
            &entry,
            reason,
            format!("--annotation={AUTOSCALER}=external"),
        ));
    }
    Ok(())
}

/// What KServe's own autoscaler cannot do.
fn several(workload: &Kserve) -> Result<()> {
    let scaling = &workload.common.scaling;
    if let Some(Metric::Query { query, .. }) =
        scaling.metrics.iter().find(|metric| matches!(metric, Metric::Query { .. }))
    {
        return Err(Error::usage(format!(
            "`--scale-metric=prometheus:{query}` is asked by KEDA, which scales no InferenceService"
        ))
        .hint("`neap serve deployment` makes the KEDA object"));
    }
    match (scaling.metrics.as_slice(), scaling.needs_an_autoscaler()) {
        ([_, second, ..], false) => Err(Error::usage(format!(
            "`--scale-metric={}` is one metric too many: KServe's own autoscaler takes one",
            second.name()
        ))
        .hint("with a metric of the pods among them neap makes the autoscaler, which takes several")),
        _ => Ok(()),
    }
}

/// What a Knative Service cannot do.
fn knative(workload: &Kserve) -> Result<()> {
    if let [_, second, ..] = workload.common.scaling.metrics.as_slice() {
        return Err(Error::usage(format!(
            "`--scale-metric={}` is one metric too many: Knative scales on one",
            second.name()
        ))
        .hint("`--deployment-mode=raw` takes several metrics of the pods"));
    }
    let refuse = |what: String| Err(Error::usage(what).hint("use `--deployment-mode=raw`, which can"));
    match workload.common.scaling.metric() {
        Some(metric) if !metric.needs_knative() => {
            return refuse(format!(
                "`--scale-metric={}`: Knative scales on concurrency or rps",
                metric.name()
            ));
        }
        _ => {}
    }
    if workload.common.rollout.is_some() {
        return refuse("`--rollout`: Knative replaces replicas its own way".into());
    }
    if workload.common.scaling.up_window.is_some() {
        return Err(Error::usage("`--scale-up-window`: Knative has one window for both ways")
            .hint("`--annotation=autoscaling.knative.dev/window=60s` sets it"));
    }
    Ok(())
}

/// Adds the annotations that say mode and autoscaler.
pub fn annotate(annotations: &mut StringMap, chosen: &Chosen, workload: &Kserve) {
    annotations.insert(MODE.to_owned(), chosen.spelling.clone());
    if workload.common.scaling.needs_an_autoscaler() {
        annotations.insert(AUTOSCALER.to_owned(), "external".to_owned());
    }
    if let (Mode::Knative, Some(seconds)) = (chosen.mode, workload.common.scaling.down_window) {
        annotations.insert("autoscaling.knative.dev/scale-down-delay".into(), format!("{seconds}s"));
    }
}
