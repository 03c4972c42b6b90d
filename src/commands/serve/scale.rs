//! `neap serve scale`: sets replicas where nothing scales, and the limits of what scales where something does.

use serde_json::{Value, json};

use super::changes::{self, Change};
use super::of_type;
use crate::cli::life::Scale;
use crate::commands::connect::{connect, wait_limit};
use crate::commands::follow;
use crate::error::{Error, Result};
use crate::kubernetes::{Identity, RootKind};
use crate::observe::goal::{Comparison, Count, Goal};
use crate::observe::{Autoscaler, Service};
use crate::session::Session;
use crate::workload::value::integer;

/// Runs `neap serve scale`.
///
/// # Errors
/// A usage error, there is no such service, what scales it cannot be told so many, or the cluster refuses.
pub async fn run(args: Scale, session: &mut Session) -> Result<()> {
    let wait = wait_limit("--wait", args.wait.as_deref())?;
    let (flag, text) = match (&args.count, &args.replicas) {
        (Some(count), _) => ("COUNT", count.as_str()),
        (None, replicas) => ("--replicas", replicas.as_deref().unwrap_or_default()),
    };
    let count = u32::try_from(integer(flag, text, 0..=100_000)?).unwrap_or_default();
    let cluster = connect(&args.target, session).await?;
    let name = of_type::named(&cluster, &args.which).await?;
    let service = changes::service(&cluster, &name, session).await?;
    let changes = plan(&service, count, args.pin, args.role.as_deref())?;
    changes::make(&cluster, &changes, args.dry_run, session).await?;
    if let Some(limit) = wait {
        let comparison = if args.pin { Comparison::Exactly } else { Comparison::AtLeast };
        let goal = Goal::Count { what: Count::Ready, comparison, wanted: count };
        follow::wait(&cluster, &name, goal, limit, session).await?;
        session.ui.status(format_args!("{name} has {count} ready"));
    }
    Ok(())
}

/// What to change so that a service has `count` replicas, or at least so many.
///
/// # Errors
/// A usage error: what scales the service cannot be told so.
fn plan(service: &Service, count: u32, pin: bool, role: Option<&str>) -> Result<Vec<Change>> {
    let object = |kind: RootKind, name: &str| kind.identity(&service.namespace, name);
    let name = service.name.as_str();
    if let Some(role) = role.filter(|_| service.kind != Some(RootKind::RoleBasedGroup)) {
        return Err(Error::usage(format!("`--role={role}`: {name} has no roles"))
            .hint(format!("neap serve scale {name} {count}")));
    }
    match (service.autoscalers.as_slice(), service.kind) {
        ([], Some(RootKind::InferenceService)) => {
            let knative = matches!(service.mode.as_deref(), Some("Serverless" | "Knative"));
            let identity = match knative {
                true => object(RootKind::InferenceService, name),
                false => object(RootKind::Deployment, &format!("{name}-predictor")),
            };
            Ok(vec![match knative {
                true => limits(
                    identity,
                    "/spec/predictor/minReplicas",
                    "/spec/predictor/maxReplicas",
                    count,
                    pin,
                    None,
                ),
                false => replicas(identity, count),
            }])
        }
        ([], Some(RootKind::KnativeService)) => {
            Ok(vec![knative(object(RootKind::KnativeService, name), count, pin)])
        }
        ([], Some(RootKind::RoleBasedGroup)) => {
            let Some(role) = role else {
                return Err(Error::usage(format!("{name} has roles, and each is scaled by itself"))
                    .hint(format!("for example `neap serve scale {name} {count} --role=decode`")));
            };
            let adapter = Identity {
                api_version: "workloads.x-k8s.io/v1alpha1".into(),
                kind: "RoleBasedGroupScalingAdapter".into(),
                namespace: Some(service.namespace.clone()),
                name: format!("{name}-{role}"),
            };
            Ok(vec![replicas(adapter, count)])
        }
        ([], Some(kind)) => Ok(vec![replicas(object(kind, name), count)]),
        ([], None) => Err(Error::failed(format!("{name} itself is gone: there is nothing to scale"))),
        (autoscalers, _) => {
            autoscalers.iter().map(|autoscaler| of_autoscaler(service, autoscaler, count, pin)).collect()
        }
    }
}

/// The limits of what scales a service.
fn of_autoscaler(service: &Service, autoscaler: &Autoscaler, count: u32, pin: bool) -> Result<Change> {
    let scaler = |api_version: &str, kind: &str, name: &str| Identity {
        api_version: api_version.to_owned(),
        kind: kind.to_owned(),
        namespace: Some(service.namespace.clone()),
        name: name.to_owned(),
    };
    let most = Some(autoscaler.max);
    Ok(match autoscaler.made_by.as_deref() {
        Some("KEDA") => {
            let name = autoscaler.name.strip_prefix("keda-hpa-").unwrap_or(&autoscaler.name);
            let object = scaler("keda.sh/v1alpha1", "ScaledObject", name);
            limits(object, "/spec/minReplicaCount", "/spec/maxReplicaCount", count, pin, most)
        }
        _ if count == 0 => {
            return Err(Error::usage("an autoscaler of pods cannot scale to zero; Knative and KEDA can")
                .hint(format!("`neap serve scale {} 1` keeps one", service.name)));
        }
        Some("KServe") => {
            let object = RootKind::InferenceService.identity(&service.namespace, &service.name);
            limits(object, "/spec/predictor/minReplicas", "/spec/predictor/maxReplicas", count, pin, most)
        }
        _ => {
            let (api_version, kind) = match &autoscaler.federated {
                Some(of) => (format!("{}/v1alpha1", of.api.autoscalers()), "FederatedHPA"),
                None => ("autoscaling/v2".to_owned(), "HorizontalPodAutoscaler"),
            };
            let object = scaler(&api_version, kind, &autoscaler.name);
            limits(object, "/spec/minReplicas", "/spec/maxReplicas", count, pin, most)
        }
    })
}

fn replicas(object: Identity, count: u32) -> Change {
    Change { object, fields: vec![("/spec/replicas".into(), json!(count))], note: None, applied: None }
}

/// A minimum, and a maximum that is not below it. Without a maximum there is none to raise.
fn limits(object: Identity, min: &str, max: &str, count: u32, pin: bool, most: Option<u32>) -> Change {
    let mut fields = vec![(min.to_owned(), json!(count))];
    if pin || most.is_some_and(|most| most < count) {
        fields.push((max.to_owned(), json!(count.max(1))));
    }
    Change { object, fields, note: None, applied: None }
}

/// Knative's limits are the revision's: another limit is another revision.
fn knative(object: Identity, count: u32, pin: bool) -> Change {
    let annotation =
        |name: &str| format!("/spec/template/metadata/annotations/autoscaling.knative.dev~1{name}");
    let mut fields: Vec<(String, Value)> = vec![(annotation("min-scale"), json!(count.to_string()))];
    if pin {
        fields.push((annotation("max-scale"), json!(count.max(1).to_string())));
    }
    let note = "Knative's limits belong to a revision: this makes a new one, whose replicas start anew";
    Change { object, fields, note: Some(note.into()), applied: None }
}
