//! The flags of a cluster → a connection.

use std::time::Duration;

use crate::cli::target::{ClusterArgs, Target};
use crate::clock::parse_duration;
use crate::cluster::{Cluster, ConnectOptions};
use crate::commands::arena_config::ArenaConfig;
use crate::error::{Error, Result};
use crate::session::Session;

/// Prepares the connection that the flags ask for.
///
/// # Errors
/// A flag is wrong, or no cluster is configured.
pub async fn connect(target: &Target, session: &Session) -> Result<Cluster> {
    let mut options = options(&target.cluster)?;
    options.namespace = match &target.namespace {
        Some(namespace) => Some(namespace.clone()),
        None => ArenaConfig::load(&session.env)?.namespace,
    };
    Cluster::connect(&options, &session.env).await
}

/// The options without a namespace.
///
/// # Errors
/// A flag is wrong.
pub fn options(args: &ClusterArgs) -> Result<ConnectOptions> {
    Ok(ConnectOptions {
        kubeconfig: args.kubeconfig.clone(),
        context: args.context.clone(),
        namespace: None,
        request_timeout: request_timeout(&args.request_timeout)?,
    })
}

/// How long `--wait` waits.
///
/// # Errors
/// A usage error.
pub fn wait_limit(flag: &str, text: Option<&str>) -> Result<Option<Duration>> {
    let Some(text) = text else { return Ok(None) };
    let limit =
        parse_duration(text).map_err(|allowed| Error::flag(flag, text, allowed, format!("{flag}=10m")))?;
    match limit.is_zero() {
        true => Err(Error::flag(flag, text, "it must be longer than nothing", format!("{flag}=10m"))),
        false => Ok(Some(limit)),
    }
}

/// As kubectl reads it: 0 waits for ever.
fn request_timeout(text: &str) -> Result<Option<Duration>> {
    let limit = parse_duration(text)
        .map_err(|allowed| Error::flag("--request-timeout", text, allowed, "--request-timeout 30s"))?;
    Ok((!limit.is_zero()).then_some(limit))
}
