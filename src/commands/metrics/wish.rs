//! Flags of `neap metrics render` → what is wanted.

use crate::cli::metrics::Render;
use crate::engines::metrics::{Kind, PRESETS, preset};
use crate::engines::{Detected, Engine, Version};
use crate::error::{Error, Result};
use crate::kubernetes::{Quantity, names};
use crate::workload::metrics::{
    Adapter, Endpoint, LabelPair, Metrics, Rename, Scaled, Scrape, Selector, Series, Wanted, aggregation,
    header, url,
};
use crate::workload::value::{integer, one_of, refuse};

/// Reads the flags.
///
/// # Errors
/// A usage error.
pub fn wish(args: &Render) -> Result<Metrics> {
    let name = args.service.as_deref().or(args.metrics.name.as_deref());
    if let Some(name) = name {
        let flag = if args.service.is_some() { "NAME" } else { "--name" };
        names::inference_service(name).map_err(|why| refuse(flag, name, why, "--name=qwen"))?;
    }
    let engine = args.metrics.engine.as_deref().map(engine).transpose()?;
    let scrape = match &args.scrape.scrape {
        None => Scrape::PodMonitor,
        Some(text) => one_of(
            "--scrape",
            text,
            &[
                ("podmonitor", Scrape::PodMonitor),
                ("annotations", Scrape::Annotations),
                ("none", Scrape::None),
            ],
        )?,
    };
    let adapter = match &args.adapter.adapter {
        None => Adapter::Ack,
        Some(text) => one_of(
            "--adapter",
            text,
            &[
                ("ack", Adapter::Ack),
                ("prometheus-adapter", Adapter::PrometheusAdapter),
                ("keda", Adapter::Keda),
            ],
        )?,
    };
    let headers = args.adapter.prometheus_header.iter().map(|text| header("--prometheus-header", text));
    let metrics = Metrics {
        name: name.map(str::to_owned),
        namespace: args.target.namespace.clone(),
        engine: engine.or_else(|| of_presets(args)),
        scrape,
        endpoint: endpoint(args, engine)?,
        selector: Selector::parse(&args.scrape.selector)?,
        adapter,
        labels: args.adapter.labels.as_deref().map(LabelPair::parse).transpose()?,
        wanted: wanted(args, engine, adapter)?,
        prometheus: args.adapter.prometheus.as_deref().map(|text| url("--prometheus", text)).transpose()?,
        headers: headers.collect::<Result<_>>()?,
        config_map: config_map(args, adapter)?,
        scaled: scaled(args, name, adapter)?,
    };
    metrics.checked()
}

/// `--engine`.
fn engine(text: &str) -> Result<Detected> {
    const EXAMPLE: &str = "--engine=vllm:0.9.1";
    let (name, version) = match text.split_once(':') {
        None => (text, None),
        Some((name, version)) => {
            let read = Version::in_tag(version);
            let read = read.ok_or_else(|| refuse("--engine", text, "a version is as 0.9.1", EXAMPLE))?;
            (name, Some(read))
        }
    };
    let choices: Vec<(&str, Engine)> =
        Engine::ALL.into_iter().map(|engine| (engine.name(), engine)).collect();
    Ok(Detected { engine: one_of("--engine", name, &choices)?, version })
}

/// The engine whose presets are named.
fn of_presets(args: &Render) -> Option<Detected> {
    let engine = args.metrics.metric.iter().find_map(|text| preset(metric_of(text))?.engine)?;
    Some(Detected { engine, version: None })
}

fn endpoint(args: &Render, engine: Option<Detected>) -> Result<Endpoint> {
    let (port, path) = (args.scrape.port.as_deref(), args.scrape.path.as_deref());
    Endpoint::parse(port, path, args.scrape.interval.as_deref(), engine.or_else(|| of_presets(args)))
}

/// A metric's name without its target.
fn metric_of(text: &str) -> &str {
    text.split_once('=').map_or(text, |(metric, _)| metric)
}

fn wanted(args: &Render, engine: Option<Detected>, adapter: Adapter) -> Result<Vec<Wanted>> {
    let how = args.metrics.aggregation.as_deref().map(aggregation).transpose()?.flatten();
    let mut all: Vec<String> = args.metrics.metric.clone();
    if all.is_empty() {
        let Some(engine) = engine else {
            return Err(Error::usage("say what is measured: `--engine`, `--metric`, or both")
                .hint("for example `--engine=vllm`; `neap metrics presets` lists all"));
        };
        let gauges = PRESETS.iter().filter(|it| it.engine == Some(engine.engine) && it.kind == Kind::Gauge);
        all.extend(gauges.map(|preset| preset.name.to_owned()));
    }
    let mut series = Vec::new();
    let mut targets = Vec::new();
    for text in &all {
        let one = Series::parse("--metric", metric_of(text), engine, how)?;
        targets.push(target(text, &one, adapter)?);
        series.push(one);
    }
    for text in &args.metrics.rename {
        Rename::parse(text)?.apply(&mut series)?;
    }
    Ok(series.into_iter().zip(targets).map(|(series, target)| Wanted { series, target }).collect())
}

/// The target behind `=`, which only KEDA takes: elsewhere it stands in the autoscaler.
fn target(text: &str, series: &Series, adapter: Adapter) -> Result<Option<Quantity>> {
    let Some((metric, target)) = text.split_once('=') else { return Ok(None) };
    if adapter != Adapter::Keda {
        let reason = "only KEDA's triggers hold a target: with an adapter it stands in the autoscaler";
        return Err(refuse("--metric", text, reason, format!("--metric={metric}")));
    }
    let example = format!("--metric={metric}={}", series.example.unwrap_or("5"));
    crate::workload::target::aim("--metric", metric, series.measure, target, &example).map(Some)
}

/// `--config-map`.
fn config_map(args: &Render, adapter: Adapter) -> Result<Option<(Option<String>, String)>> {
    const FLAG: &str = "--config-map";
    const EXAMPLE: &str = "--config-map=monitoring/adapter-config";
    let Some(text) = &args.adapter.config_map else { return Ok(None) };
    let (namespace, name) = match text.split_once('/') {
        Some((namespace, name)) => (Some(namespace), name),
        None => (None, text.as_str()),
    };
    if let Some(namespace) = namespace {
        names::dns_label(namespace).map_err(|why| refuse(FLAG, text, why, EXAMPLE))?;
    }
    names::dns_subdomain(name).map_err(|why| refuse(FLAG, text, why, EXAMPLE))?;
    match adapter {
        Adapter::PrometheusAdapter => Ok(Some((namespace.map(str::to_owned), name.to_owned()))),
        _ => Err(refuse(
            FLAG,
            text,
            "only prometheus-adapter reads its rules there",
            "--adapter=prometheus-adapter",
        )),
    }
}

/// What KEDA scales.
fn scaled(args: &Render, name: Option<&str>, adapter: Adapter) -> Result<Option<Scaled>> {
    const EXAMPLE: &str = "--workload=deployment/qwen";
    let flags = &args.adapter;
    let given = [
        ("--workload", &flags.workload),
        ("--min-replicas", &flags.min_replicas),
        ("--max-replicas", &flags.max_replicas),
    ];
    if adapter != Adapter::Keda {
        let idle = given.into_iter().find_map(|(flag, value)| Some((flag, value.as_deref()?)));
        return match idle {
            Some((flag, value)) => Err(refuse(flag, value, "only KEDA's objects hold it", "--adapter=keda")),
            None => Ok(None),
        };
    }
    let (kind, workload) = match &flags.workload {
        None => ("deployment", name.unwrap_or_default()),
        Some(text) => {
            let (kind, workload) = crate::workload::value::pair("--workload", text, '/', EXAMPLE)?;
            names::dns_subdomain(workload).map_err(|why| refuse("--workload", text, why, EXAMPLE))?;
            (kind, workload)
        }
    };
    let kinds = [
        ("deployment", ("apps/v1", "Deployment")),
        ("statefulset", ("apps/v1", "StatefulSet")),
        ("leaderworkerset", ("leaderworkerset.x-k8s.io/v1", "LeaderWorkerSet")),
        ("rolebasedgroupscalingadapter", ("workloads.x-k8s.io/v1alpha1", "RoleBasedGroupScalingAdapter")),
    ];
    let (api_version, kind) = one_of("--workload", kind, &kinds)?;
    let count = |flag: &str, text: &Option<String>| -> Result<Option<u32>> {
        let number = text.as_deref().map(|text| integer(flag, text, 0..=100_000)).transpose()?;
        Ok(number.and_then(|number| u32::try_from(number).ok()))
    };
    let min = count("--min-replicas", &flags.min_replicas)?;
    let max = count("--max-replicas", &flags.max_replicas)?;
    if let (Some(max), Some(text)) = (max, &flags.max_replicas)
        && max < min.unwrap_or(0).max(1)
    {
        let least = min.unwrap_or(0).max(1);
        return Err(refuse(
            "--max-replicas",
            text,
            format!("below {least}"),
            format!("--max-replicas={}", least + 2),
        ));
    }
    Ok(Some(Scaled { api_version, kind, name: workload.to_owned(), min, max }))
}
