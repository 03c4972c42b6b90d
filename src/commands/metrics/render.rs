//! `neap metrics render`: flags → scrape and rules → print, or the cluster.

use kube::Api;
use kube::api::ListParams;
use serde_json::Value;

use super::wish;
use crate::cli::metrics::{PartOf, Render, RenderAction};
use crate::cli::serve::{ApplyOutput, DryRun};
use crate::cluster::{Action, Cluster};
use crate::commands::connect;
use crate::commands::serve::apply;
use crate::error::{Error, Result};
use crate::kubernetes::resources::Pod;
use crate::manifest::metrics::{Document, Monitor, Part, Rendered, render};
use crate::manifest::{Overrides, yaml};
use crate::session::Session;
use crate::workload::metrics::{Metrics, Port, Scrape};

/// Runs `neap metrics render`.
///
/// # Errors
/// A usage error before anything is written; or what the cluster says.
pub async fn run(args: Render, session: &mut Session) -> Result<()> {
    let mut metrics = wish::wish(&args)?;
    let action = &args.action;
    if !action.apply && action.dry_run != Some(DryRun::Server) {
        let rendered = chosen(render(&metrics, &Overrides::default())?, action.part);
        return print(&rendered, action, session);
    }
    let cluster = connect::connect(&args.target, session).await?;
    metrics.namespace = Some(cluster.namespace.clone());
    let rendered = chosen(render(&metrics, &Overrides::default())?, action.part);
    if action.dry_run == Some(DryRun::Client) {
        return print(&rendered, action, session);
    }
    if rendered.scrape.is_some() && metrics.scrape == Scrape::PodMonitor {
        ports(&cluster, &metrics, session).await?;
    }
    let bundle = rendered.bundle();
    for part in rendered.parts().filter(|part| matches!(part.document, Document::Text(_))) {
        session.ui.note(format_args!("not applied, since something else takes it: {}", part.title));
    }
    if bundle.items.is_empty() {
        return Err(Error::usage("`--apply` has nothing to apply: what is made is for helm or a patch")
            .hint("without `--apply` it is printed"));
    }
    let options = apply::Options {
        force: action.force_conflicts,
        dry_run: action.dry_run == Some(DryRun::Server),
        output: action.output,
        quiet: true,
    };
    apply::bundle(&cluster, &bundle, options, session).await?;
    if let Some(name) = &metrics.name {
        session.ui.hint(format_args!("`neap metrics check {name} -n {}` walks the chain", cluster.namespace));
    }
    Ok(())
}

fn chosen(mut rendered: Rendered, part: PartOf) -> Rendered {
    match part {
        PartOf::All => {}
        PartOf::Scrape => rendered.rules = None,
        PartOf::Rules => rendered.scrape = None,
    }
    rendered
}

fn print(rendered: &Rendered, action: &RenderAction, session: &mut Session) -> Result<()> {
    for note in rendered.notes() {
        session.ui.note(note);
    }
    let parts: Vec<&Part> = rendered.parts().collect();
    match action.output {
        ApplyOutput::Name => parts.iter().try_for_each(|part| match &part.document {
            Document::Object(object) => session.ui.line(object.identity()),
            Document::Text(_) => Ok(()),
        }),
        ApplyOutput::Json => {
            let list: Vec<&Value> = parts.iter().map(|part| part.document.value()).collect();
            session.ui.line(format_args!("{:#}", Value::from(list.into_iter().cloned().collect::<Vec<_>>())))
        }
        ApplyOutput::Table | ApplyOutput::Yaml => {
            let mut texts = Vec::new();
            for part in parts {
                let text = yaml::to_yaml(&[part.document.value()]).map_err(Error::failed)?;
                texts.push(format!("# {}\n{text}", part.title));
            }
            session.ui.data(texts.join("---\n"))
        }
    }
}

/// Refuses a port that no pod has by that name: such a PodMonitor scrapes nothing and says nothing.
async fn ports(cluster: &Cluster, metrics: &Metrics, session: &mut Session) -> Result<()> {
    let monitor = Monitor::of(metrics);
    let Port::Name(wanted) = &monitor.port else { return Ok(()) };
    let namespace = (!monitor.all_namespaces).then_some(cluster.namespace.as_str());
    let (action, api) = match namespace {
        Some(namespace) => (
            Action::on::<Pod>("list").within(namespace),
            Api::<Pod>::namespaced_with(cluster.client.clone(), namespace, &()),
        ),
        None => (Action::on::<Pod>("list"), Api::<Pod>::all_with(cluster.client.clone(), &())),
    };
    let parts = monitor.selector.labels.iter().map(|(key, value)| format!("{key}={value}"));
    let query: Vec<String> = parts.chain(monitor.selector.present.iter().cloned()).collect();
    let query = query.join(",");
    let pods = match cluster.call(&action, api.list(&ListParams::default().labels(&query))).await {
        Ok(list) => list.items,
        Err(error) => {
            session.ui.warning(format_args!("the pods' ports are not known: {error}"));
            return Ok(());
        }
    };
    if pods.is_empty() {
        session.ui.note(format_args!("no pod has {query} yet, so nothing is scraped so far"));
        return Ok(());
    }
    let names: Vec<&str> = pods
        .iter()
        .flat_map(|pod| &pod.spec.containers)
        .flat_map(|container| &container.ports)
        .map(|port| port.name.as_deref().unwrap_or_default())
        .collect();
    if names.contains(&wanted.as_str()) {
        return Ok(());
    }
    let mut named: Vec<&str> = names.iter().copied().filter(|name| !name.is_empty()).collect();
    named.sort_unstable();
    named.dedup();
    let error = Error::usage(format!(
        "the PodMonitor would scrape nothing: no pod with {query} calls a port `{wanted}`"
    ));
    Err(match named.first() {
        Some(first) => error
            .cause(format!("they call their ports {}", named.join(", ")))
            .hint(format!("for example `--port={first}`")),
        None => error
            .cause("their ports have no names")
            .hint("name the port in the pod template, or give its number with `--port`"),
    })
}
