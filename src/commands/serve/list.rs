//! `neap serve list`.

use serde_json::Value;

use super::of_type;
use crate::cli::serve::{List, Output};
use crate::commands::connect::connect;
use crate::error::{Error, Result};
use crate::manifest::yaml::to_yaml;
use crate::observe::family::service_name;
use crate::observe::instances::Instance;
use crate::observe::listing::{Listing, listings};
use crate::observe::lookup::{Roster, Scope, addresses, roster};
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
    let (roster, addresses) = tokio::join!(roster(&cluster, scope, as_data), addresses(&cluster, scope));
    let roster = roster?;
    if let Err(error) = &roster.runners {
        session.ui.warning(format!("replicas are unknown: {error}"));
    }
    if let Some(Err(error)) = &roster.pods {
        session.ui.warning(format!("instances are unknown: {error}"));
    }
    let mut listings = listings(&roster.services, roster.runners.as_deref().ok(), &addresses);
    listings
        .retain(|listing| args.kind.is_none_or(|kind| of_type::is(listing.kind, &listing.type_name, kind)));
    let now = cluster.clock(&session.clock).now();
    match args.output {
        Output::Json => session.ui.line(pretty(&as_json(&listings, &roster, now))?),
        Output::Yaml => session.ui.data(to_yaml(&[as_json(&listings, &roster, now)]).map_err(Error::failed)?),
        Output::Name => {
            listings.iter().try_for_each(|it| session.ui.line(it.kind.identity(&it.namespace, &it.name)))
        }
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
            let name = service_name(&pod.metadata).unwrap_or_default();
            let namespace = pod.metadata.namespace.clone().unwrap_or_default();
            (namespace, name.to_owned(), Instance::of(pod))
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
