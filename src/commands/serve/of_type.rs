//! `--type`: a service of the type that was asked for, and of no other.

use crate::cli::serve::{ServiceType, Which};
use crate::cluster::Cluster;
use crate::error::{Error, Result, quoted};
use crate::kubernetes::RootKind;
use crate::observe::lookup;

/// Whether a service of this kind, deployed as `type_name`, is of a type.
pub fn is(kind: RootKind, type_name: &str, wanted: ServiceType) -> bool {
    let labelled = |word: &str| type_name.starts_with(word);
    match wanted {
        ServiceType::Kserve => kind == RootKind::InferenceService,
        ServiceType::Knative => kind == RootKind::KnativeService,
        ServiceType::Deployment => kind == RootKind::Deployment && !labelled("t"),
        ServiceType::Statefulset => kind == RootKind::StatefulSet,
        ServiceType::Distributed => kind.verb() == "distributed",
        ServiceType::Triton => labelled("triton") || labelled("trt"),
        ServiceType::Tensorflow => labelled("tensorflow") || labelled("tf"),
    }
}

/// The name of the service that is meant. With a type it is looked up, and must be of that type.
///
/// # Errors
/// There is no such service, or it is of another type.
pub async fn named(cluster: &Cluster, which: &Which) -> Result<String> {
    let name = which.full_name();
    check(cluster, &name, which.kind).await?;
    Ok(name)
}

/// Refuses a service of another type; without a type nothing is asked.
///
/// # Errors
/// There is no such service, or it is of another type.
pub async fn check(cluster: &Cluster, name: &str, wanted: Option<ServiceType>) -> Result<()> {
    let Some(wanted) = wanted else { return Ok(()) };
    let service = lookup::service(cluster, name).await?;
    if is(service.kind, service.type_name(), wanted) {
        return Ok(());
    }
    let verb = service.kind.verb();
    Err(Error::failed(format!(
        "{} is of another type: {}, a {}",
        quoted(name),
        service.type_name(),
        service.kind.api().1
    ))
    .hint(format!("`--type={verb}`, or no `--type`, finds it")))
}
