//! Flags of what stands around pods: who scales them, how they end, who reaches them.

use super::super::common::given;
use crate::cli::flags::{AutoscalerFlags, ExposeFlags, LifeFlags};
use crate::error::Result;
use crate::workload::deployment::autoscaling::{self, Autoscaling, Choice};
use crate::workload::deployment::{Budget, Expose, Life, Schedule, Spread, expose};
use crate::workload::duration;
use crate::workload::metrics::url;
use crate::workload::service;
use crate::workload::value::refuse;

/// Who scales; `floor` is the minimum, where one was said.
///
/// # Errors
/// A usage error.
pub fn autoscaling(flags: &AutoscalerFlags, floor: Option<u32>) -> Result<Autoscaling> {
    let schedules: Vec<Schedule> =
        flags.schedule.iter().map(|text| Schedule::parse(text)).collect::<Result<_>>()?;
    Ok(Autoscaling {
        choice: given(&flags.autoscaler, Choice::parse)?.unwrap_or_default(),
        floor,
        schedules,
        timezone: given(&flags.timezone, autoscaling::timezone)?,
        prometheus: given(&flags.prometheus, |text| url("--prometheus", text))?,
    })
}

/// A zone belongs to a time.
///
/// # Errors
/// A usage error.
pub fn zone_has_times(flags: &AutoscalerFlags, any: bool) -> Result<()> {
    match (&flags.timezone, any) {
        (Some(zone), false) => {
            let example = "--schedule='0 8 * * *=4' --timezone=Asia/Shanghai";
            Err(refuse("--timezone", zone, "there is no `--schedule` that it belongs to", example))
        }
        _ => Ok(()),
    }
}

/// How pods end, and where they may be.
///
/// # Errors
/// A usage error.
pub fn life(flags: &LifeFlags) -> Result<Life> {
    let seconds = |flag: &str, text: &Option<String>| {
        given(text, |text| duration::seconds(flag, text, 3600, &format!("{flag}=60s")))
    };
    Ok(Life {
        drain: seconds("--drain", &flags.drain)?.filter(|seconds| *seconds > 0),
        grace: seconds("--termination-grace", &flags.termination_grace)?,
        budget: given(&flags.pdb, Budget::parse)?,
        spread: spread(&flags.topology_spread)?,
    })
}

fn spread(entries: &[String]) -> Result<Vec<Spread>> {
    let spread: Vec<Spread> = entries.iter().map(|text| Spread::parse(text)).collect::<Result<_>>()?;
    for (at, one) in spread.iter().enumerate() {
        if spread[..at].iter().any(|other| other.key == one.key) {
            let example = "--topology-spread=zone --topology-spread=hostname";
            return Err(refuse("--topology-spread", &entries[at], "the same label comes twice", example));
        }
    }
    Ok(spread)
}

/// The name of the Service in front of the pods; `headless` is one that they need besides.
///
/// # Errors
/// A usage error.
pub fn front(flags: &ExposeFlags, headless: Option<&str>) -> Result<Option<String>> {
    given(&flags.service_name, |text| service::front(text, headless))
}

/// How the outside reaches the service.
///
/// # Errors
/// A usage error.
pub fn exposure(flags: &ExposeFlags) -> Result<Option<Expose>> {
    Expose::parse(expose::Given {
        expose: flags.expose.as_deref(),
        host: flags.host.as_deref(),
        class: flags.ingress_class.as_deref(),
        certificate: flags.tls_secret.as_deref(),
        gateway: flags.gateway.as_deref(),
    })
}
