//! `neap serve get`.

use serde_json::json;

use super::list::pretty;
use super::of_type;
use crate::cli::serve::{Get, Output};
use crate::cluster::Cluster;
use crate::commands::connect::connect;
use crate::error::{Error, Result};
use crate::manifest::yaml::to_yaml;
use crate::observe::Scope;
use crate::observe::endpoint::{Endpoint, Gateway, Route};
use crate::observe::instances::Instance;
use crate::observe::listing::listings;
use crate::observe::lookup::find;
use crate::observe::watch::look;
use crate::report::services;
use crate::report::status::why;
use crate::session::Session;
use crate::ui::sanitised;

/// Runs `neap serve get`.
///
/// # Errors
/// There is no such service, or it cannot be read.
pub async fn run(args: Get, session: &mut Session) -> Result<()> {
    let gateway = args.gateway.as_deref().map(Gateway::parse).transpose()?;
    let cluster = connect(&args.target, session).await?;
    let name = of_type::named(&cluster, &args.which).await?;
    let found = find(&cluster, &name, gateway.as_ref()).await?;
    for error in [found.runners.as_ref().err(), found.pods.as_ref().err()].into_iter().flatten() {
        session.ui.warning(format!("not all is shown: {error}"));
    }
    let listings =
        listings(std::slice::from_ref(&found.service), found.runners.as_deref().ok(), found.front.as_slice());
    let [listing] = listings.as_slice() else {
        return Err(Error::failed("a service was read but is not shown"));
    };
    let mut instances: Vec<Instance> = found.pods.iter().flatten().map(Instance::of).collect();
    instances.sort_by(|a, b| (a.created, &a.name).cmp(&(b.created, &b.name)));
    let now = cluster.clock(&session.clock).now();
    let endpoint = &found.endpoint;
    let as_data = || {
        let mut value = services::json(listing, &instances, now);
        value["endpoint"] = json!({
            "url": endpoint.url, "host": endpoint.host, "via": endpoint.route.to_string(), "model": endpoint.model,
        });
        value
    };
    match args.output {
        Output::Json => return session.ui.line(pretty(&as_data())?),
        Output::Yaml => return session.ui.data(to_yaml(&[as_data()]).map_err(Error::failed)?),
        Output::Name => {
            return session.ui.line(listing.kind.identity(&listing.namespace, &listing.name));
        }
        Output::Table | Output::Wide => {}
    }
    for (name, value) in services::one(listing, &reached(endpoint), now) {
        session.ui.line(format!("{:<13}{}", format!("{name}:"), sanitised(&value)))?;
    }
    session.ui.line("")?;
    session.ui.line("Instances:")?;
    match instances.is_empty() {
        true => session.ui.line("  none")?,
        false => {
            let table = services::instances(&instances, now)
                .render(session.ui.width().map(|width| width.saturating_sub(2)), session.ui.colour());
            for line in table.lines() {
                session.ui.line(format!("  {line}"))?;
            }
        }
    }
    let reasons = reasons(&cluster, &listing.name, &instances, session).await;
    if !reasons.is_empty() {
        session.ui.line("")?;
        session.ui.line("Why not ready:")?;
        for (pod, why) in reasons {
            session.ui.line(format!("  {pod}: {}", sanitised(&why)))?;
        }
        session.ui.hint(format!("`neap status {}` shows autoscaler, units and pools as well", listing.name));
    }
    session.ui.line("")?;
    session.ui.line("Try it:")?;
    let body = endpoint.model.as_ref().map(|model| {
        json!({"model": model, "messages": [{"role": "user", "content": "Hello"}], "max_tokens": 64})
            .to_string()
    });
    let path = if body.is_some() { "/v1/chat/completions" } else { "/v1/models" };
    for line in endpoint.curl(path, body.as_deref()) {
        session.ui.line(format!("  {line}"))?;
    }
    Ok(())
}

/// Why instances are not ready, as `neap status` tells it; nothing is asked where all are.
async fn reasons(
    cluster: &Cluster,
    name: &str,
    instances: &[Instance],
    session: &Session,
) -> Vec<(String, String)> {
    if instances.iter().all(Instance::is_ready) {
        return Vec::new();
    }
    let scope = Scope {
        namespace: Some(cluster.namespace.clone()),
        service: Some(name.to_owned()),
        ..Scope::default()
    };
    // What was read already stands on the screen: without the reasons it is still an answer.
    let clock = cluster.clock(&session.clock);
    let Ok(world) = look(cluster, scope, &*clock).await else { return Vec::new() };
    let now = clock.now();
    let pods = world.snapshot(now).services.into_iter().flat_map(|service| service.pods);
    pods.filter_map(|pod| Some((pod.name.clone(), why(&pod, now)?))).collect()
}

/// What one connects to, and what that means.
fn reached(endpoint: &Endpoint) -> String {
    match (&endpoint.url, &endpoint.route) {
        (Some(url), route) => format!("{url} ({route})"),
        (None, Route::PortForward(_)) => {
            "no address outside the cluster; a port-forward reaches one pod only".to_owned()
        }
        (None, route) => route.to_string(),
    }
}
