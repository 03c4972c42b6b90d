//! `neap sandbox attach`.

use tokio::signal::unix::{SignalKind, signal};

use super::simulated;
use crate::cli::sandbox::Attach as Args;
use crate::cluster::Cluster;
use crate::commands::connect;
use crate::commands::follow::interrupt;
use crate::error::Result;
use crate::sandbox::machines::attach::Attach;
use crate::session::Session;

/// Runs the machines on a real cluster until Ctrl-C; then takes away what they brought.
pub async fn run(args: Args, session: &mut Session) -> Result<()> {
    let (_, mut scenario) = simulated::named(args.filename.as_deref(), args.scenario.as_deref())?;
    if args.ingress_port != 0 {
        scenario.ingress.port = args.ingress_port;
    }
    let cluster = Cluster::connect(&connect::options(&args.cluster)?, &session.env).await?;
    let attach =
        Attach { client: cluster.client.clone(), scenario, now: session.clock.now(), egress: args.egress };
    let attached = attach.start().await?;
    session.ui.line(format_args!("export NEAP_INGRESS={}", attached.ingress()))?;
    session.ui.status(format_args!("the machines run on {}; Ctrl-C takes them away", cluster.server));
    let mut terminated = signal(SignalKind::terminate())?;
    let result = tokio::select! {
        error = attached.failure() => Err(error),
        () = interrupt() => Ok(()),
        _ = terminated.recv() => Ok(()),
    };
    let left = attached.leave(&cluster.client).await;
    for object in left {
        session.ui.warning(format_args!("{object} is still there"));
    }
    result
}
