//! `neap serve restart`: new pods of the same kind.

use serde_json::json;

use super::changes::{self, Change};
use super::of_type;
use crate::cli::life::Restart;
use crate::commands::connect::{connect, wait_limit};
use crate::commands::follow;
use crate::error::{Error, Result};
use crate::kubernetes::RootKind;
use crate::observe::Service;
use crate::observe::goal::Goal;
use crate::session::Session;

/// As kubectl writes it into a pod template.
const RESTARTED: &str = "kubectl.kubernetes.io~1restartedAt";

/// Runs `neap serve restart`.
///
/// # Errors
/// There is no such service, or the cluster refuses.
pub async fn run(args: Restart, session: &mut Session) -> Result<()> {
    let wait = wait_limit("--wait", args.wait.as_deref())?;
    let cluster = connect(&args.target, session).await?;
    let name = of_type::named(&cluster, &args.which).await?;
    let service = changes::service(&cluster, &name, session).await?;
    let at = session.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    changes::make(&cluster, &[plan(&service, &at)?], args.dry_run, session).await?;
    if let Some(limit) = wait {
        follow::wait(&cluster, &name, Goal::Ready, limit, session).await?;
        session.ui.status(format_args!("{name} is ready"));
    }
    Ok(())
}

/// An annotation on what becomes the pods.
///
/// # Errors
/// Only what is left of the service is there.
fn plan(service: &Service, at: &str) -> Result<Change> {
    let Some(kind) = service.kind else {
        return Err(Error::failed(format!("{} itself is gone: there is nothing to restart", service.name)));
    };
    let mut note = None;
    let template = match kind {
        RootKind::InferenceService => {
            let now = service.replicas.existing;
            if now > 1 {
                note = Some(format!(
                    "KServe up to 0.13 goes from {now} back to 1 replica then; the autoscaler restores it within about 15 s, and the new replicas load their models"
                ));
            }
            "/spec/predictor"
        }
        RootKind::KnativeService => {
            note = Some("Knative makes a new revision, whose replicas start anew".into());
            "/spec/template/metadata"
        }
        RootKind::Deployment | RootKind::StatefulSet => "/spec/template/metadata",
        RootKind::LeaderWorkerSet => "/spec/leaderWorkerTemplate/workerTemplate/metadata",
        RootKind::RoleBasedGroup => {
            return Err(Error::usage(format!(
                "{}: the roles of a RoleBasedGroup are a list, and no field restarts them all",
                service.name
            ))
            .hint(format!(
                "`kubectl delete pods -n {} -l servingName={}` replaces them at once",
                service.namespace, service.name
            )));
        }
    };
    Ok(Change {
        object: kind.identity(&service.namespace, &service.name),
        fields: vec![(format!("{template}/annotations/{RESTARTED}"), json!(at))],
        note,
        applied: None,
    })
}
