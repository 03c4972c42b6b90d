//! The three probes, from the engine's health check and Arena's flags.

use super::super::common::given;
use crate::cli::flags::ProbeFlags;
use crate::engines::Engine;
use crate::engines::probes::health_check;
use crate::error::{Error, Result};
use crate::workload::Common;
use crate::workload::deployment::probe::{Action, Given, Purpose, Source};
use crate::workload::deployment::{Flavour, Ports, Probe, Probes};
use crate::workload::lifecycle::StartupProbe;

/// Seconds between two questions.
const PERIOD: u32 = 10;
/// Questions without answer until a container starts anew; a busy engine may miss some.
const PATIENT: i64 = 6;

/// Reads the three probes.
///
/// # Errors
/// A usage error.
pub fn read(
    own: &ProbeFlags,
    startup_probe: Option<&str>,
    flavour: Flavour,
    common: &Common,
    ports: &Ports,
) -> Result<Probes> {
    let asked = |purpose, action: &Option<String>, action_options: &[String], options: &[String]| {
        Probe::parse(purpose, Given { action: action.as_deref(), action_options, options }, ports)
    };
    let startup = asked(
        Purpose::Startup,
        &own.startup_probe_action,
        &own.startup_probe_action_option,
        &own.startup_probe_option,
    )?;
    let readiness = asked(
        Purpose::Readiness,
        &own.readiness_probe_action,
        &own.readiness_probe_action_option,
        &own.readiness_probe_option,
    )?;
    let liveness = asked(
        Purpose::Liveness,
        &own.liveness_probe_action,
        &own.liveness_probe_action_option,
        &own.liveness_probe_option,
    )?;
    let measured = match startup_probe {
        Some(_) => common.startup_probe.clone(),
        None => match common.engine {
            Some(found) => StartupProbe::parse("auto", Some(found.engine))?,
            None => None,
        },
    };
    let engine = measured.as_ref().map(|probe| probe.engine).or(common.engine.map(|found| found.engine));
    let by = |flag: &str, text: &Option<String>, usual: Option<Source>| -> Result<Option<Probe>> {
        let source = given(text, |text| Source::parse(flag, text))?.or(usual);
        let live = flag == "--liveness-probe";
        match (source, engine) {
            (Some(Source::Engine), Some(engine)) => Ok(health(engine, ports, live)),
            (Some(Source::Engine), None) if text.is_some() => Err(Error::usage(format!(
                "`{flag}=auto` finds no engine that it knows in the image or the command"
            ))
            .hint(format!("ask the port: `{flag}=tcp`, or say how: `{flag}-action=httpGet`"))),
            (Some(Source::Engine | Source::Tcp), _) => Ok(ports
                .main()
                .map(|(_, port)| Probe::new(Action::Tcp(port)).every(&[("periodSeconds", 10)]))),
            (Some(Source::None) | None, _) => Ok(None),
        }
    };
    // TensorFlow Serving is no engine that neap knows; Arena asks its port.
    let restarts = match flavour {
        Flavour::Triton => Some(Source::Engine),
        Flavour::Tensorflow => Some(Source::Tcp),
        Flavour::Custom => None,
    };
    let startup = startup.or_else(|| {
        let patience = i64::from(measured.as_ref()?.patience.div_ceil(PERIOD));
        Some(health(engine?, ports, false)?.patient(patience))
    });
    Ok(Probes {
        startup,
        readiness: match readiness {
            Some(probe) => Some(probe),
            None => by("--readiness-probe", &own.readiness_probe, Some(Source::Engine))?,
        },
        liveness: match liveness {
            Some(probe) => Some(probe),
            None => by("--liveness-probe", &own.liveness_probe, restarts)?.map(|probe| {
                if flavour == Flavour::Tensorflow {
                    probe.every(&[("initialDelaySeconds", 30), ("failureThreshold", 30)])
                } else {
                    probe
                }
            }),
        },
    })
}

/// The engine's own health check.
fn health(engine: Engine, ports: &Ports, live: bool) -> Option<Probe> {
    let port = ports.http?;
    let path = match (engine, live) {
        (Engine::Triton, true) => "/v2/health/live",
        _ => health_check(engine).path,
    };
    let action = Action::HttpGet { path: path.to_owned(), port, https: false };
    let failures = if live { PATIENT } else { 3 };
    let times = [("periodSeconds", i64::from(PERIOD)), ("timeoutSeconds", 5), ("failureThreshold", failures)];
    Some(Probe::new(action).every(&times))
}
