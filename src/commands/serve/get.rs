//! `neap serve get`.

use serde_json::json;

use super::list::pretty;
use crate::cli::serve::{Get, Output};
use crate::commands::connect::connect;
use crate::error::{Error, Result};
use crate::manifest::yaml::to_yaml;
use crate::observe::endpoint::{Endpoint, Gateway, Route};
use crate::observe::instances::Instance;
use crate::observe::listing::listings;
use crate::observe::lookup::find;
use crate::report::services;
use crate::session::Session;

/// Runs `neap serve get`.
///
/// # Errors
/// There is no such service, or it cannot be read.
pub async fn run(args: Get, session: &mut Session) -> Result<()> {
    let gateway = args.gateway.as_deref().map(Gateway::parse).transpose()?;
    let cluster = connect(&args.target, session).await?;
    let found = find(&cluster, &args.which.full_name(), gateway.as_ref()).await?;
    for error in [found.deployments.as_ref().err(), found.pods.as_ref().err()].into_iter().flatten() {
        session.ui.warning(format!("not all is shown: {error}"));
    }
    let listings = listings(std::slice::from_ref(&found.service), found.deployments.as_deref().ok());
    let [listing] = listings.as_slice() else {
        return Err(Error::failed("a service was read but is not shown"));
    };
    let mut instances: Vec<Instance> = found.pods.iter().flatten().map(Instance::of).collect();
    instances.sort_by(|a, b| (a.created, &a.name).cmp(&(b.created, &b.name)));
    let now = session.clock.now();
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
            return session.ui.line(format!("inferenceservice.serving.kserve.io/{}", listing.name));
        }
        Output::Table | Output::Wide => {}
    }
    for (name, value) in services::one(listing, &reached(endpoint), now) {
        session.ui.line(format!("{:<13}{}", format!("{name}:"), crate::ui::sanitised(&value)))?;
    }
    session.ui.line("")?;
    session.ui.line("Instances:")?;
    match instances.is_empty() {
        true => session.ui.line("  none")?,
        false => {
            let table = services::instances(&instances, now)
                .render(session.ui.width().map(|width| width - 2), session.ui.colour());
            for line in table.lines() {
                session.ui.line(format!("  {line}"))?;
            }
        }
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

/// What one connects to, and what that means.
fn reached(endpoint: &Endpoint) -> String {
    match (&endpoint.url, &endpoint.route) {
        (Some(url), route) => format!("{url} ({route})"),
        (None, Route::PortForward(_)) => "no address yet; a port-forward reaches one pod only".to_owned(),
        (None, route) => route.to_string(),
    }
}
