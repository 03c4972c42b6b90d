//! `neap serve list`.

use serde_json::Value;

use crate::cli::serve::{List, Output};
use crate::commands::connect::connect;
use crate::error::{Error, Result};
use crate::manifest::yaml::to_yaml;
use crate::observe::instances::Instance;
use crate::observe::listing::{Listing, SERVICE_LABEL, listings};
use crate::observe::lookup::{Roster, Scope, roster};
use crate::report::services;
use crate::session::Session;

/// Runs `neap serve list`.
///
/// # Errors
/// The services cannot be listed.
pub async fn run(args: List, session: &mut Session) -> Result<()> {
    let cluster = connect(&args.target, session).await?;
    let scope = if args.all_namespaces { Scope::Everywhere } else { Scope::Namespace(&cluster.namespace) };
    let as_data = matches!(args.output, Output::Json | Output::Yaml);
    let roster = roster(&cluster, scope, as_data).await?;
    if let Err(error) = &roster.deployments {
        session.ui.warning(format!("replicas are unknown: {error}"));
    }
    if let Some(Err(error)) = &roster.pods {
        session.ui.warning(format!("instances are unknown: {error}"));
    }
    let listings = listings(&roster.services, roster.deployments.as_deref().ok());
    let now = session.clock.now();
    match args.output {
        Output::Json => session.ui.line(pretty(&as_json(&listings, &roster, now))?),
        Output::Yaml => session.ui.data(to_yaml(&[as_json(&listings, &roster, now)]).map_err(Error::failed)?),
        Output::Name => listings
            .iter()
            .try_for_each(|it| session.ui.line(format!("inferenceservice.serving.kserve.io/{}", it.name))),
        Output::Table | Output::Wide if listings.is_empty() => {
            let place = match scope {
                Scope::Namespace(namespace) => format!("namespace {namespace}"),
                Scope::Everywhere => "any namespace".to_owned(),
            };
            session.ui.status(format!("No services in {place}."));
            session.ui.hint(match args.all_namespaces {
                true => "deploy one with `neap serve kserve --name=NAME --image=IMAGE \"COMMAND\"`",
                false => "look in all namespaces with `neap serve list -A`",
            });
            Ok(())
        }
        Output::Table | Output::Wide => {
            let columns =
                services::Columns { namespace: args.all_namespaces, wide: args.output == Output::Wide };
            let table = services::list(&listings, columns, now);
            session.ui.table(&table)
        }
    }
}

fn as_json(listings: &[Listing], roster: &Roster, now: jiff::Timestamp) -> Value {
    let pods = roster.pods.iter().flatten().flatten();
    let all: Vec<(String, String, Instance)> = pods
        .map(|pod| {
            let label = pod.metadata.labels.as_ref().and_then(|labels| labels.get(SERVICE_LABEL));
            let namespace = pod.metadata.namespace.clone().unwrap_or_default();
            (namespace, label.cloned().unwrap_or_default(), Instance::of(pod))
        })
        .collect();
    let of = |listing: &Listing| -> Vec<Instance> {
        let own = all.iter().filter(|(namespace, service, _)| {
            (namespace.as_str(), service.as_str()) == (listing.namespace.as_str(), listing.name.as_str())
        });
        own.map(|(_, _, instance)| instance.clone()).collect()
    };
    listings.iter().map(|listing| services::json(listing, &of(listing), now)).collect()
}

/// JSON as kubectl prints it.
pub(super) fn pretty(value: &Value) -> Result<String> {
    serde_json::to_string_pretty(value).map_err(|error| Error::failed(error.to_string()))
}
