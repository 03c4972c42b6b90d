//! `neap serve update`: what is named changes, all else stays as it is.

mod merge;

use std::ffi::OsString;

use clap::{Args, Command, FromArgMatches};

use super::agreed;
use super::kinds::KindFlags;
use super::settle::{self, Place, settle};
use super::{canary, live, restarts};
use crate::cli::deployment::{DeploymentFlags, DeploymentOnly, StatefulSetOnly, TensorflowOnly, TritonOnly};
use crate::cli::distributed::DistributedFlags;
use crate::cli::knative::KnativeFlags;
use crate::cli::kserve::KserveFlags;
use crate::cli::target::{ClusterArgs, Target};
use crate::cli::update::{Change, Update, UpdateKind};
use crate::cluster::{discovery, owned, preflight};
use crate::commands::arena_config::ArenaConfig;
use crate::commands::connect::{connect, wait_limit};
use crate::error::{Error, Result, quoted};
use crate::kubernetes::field_set::FieldSets;
use crate::kubernetes::{Identity, Object, pod_templates};
use crate::manifest::bundle::Item;
use crate::manifest::import::{self, three_way};
use crate::manifest::{self, Bundle, Overrides};
use crate::session::Session;

/// Runs `neap serve update`.
///
/// # Errors
/// A usage error, there is no such service, the change was not agreed to, or the cluster refuses.
pub async fn run(args: Update, session: &mut Session) -> Result<()> {
    match args.kind {
        UpdateKind::Kserve(change) => Box::pin(update(change.into_inner(), session)).await,
        UpdateKind::Knative(change) => Box::pin(update(change.into_inner(), session)).await,
        UpdateKind::Deployment(change) => Box::pin(update(change.into_inner(), session)).await,
        UpdateKind::StatefulSet(change) => Box::pin(update(change.into_inner(), session)).await,
        UpdateKind::Triton(change) => Box::pin(update(change.into_inner(), session)).await,
        UpdateKind::Tensorflow(change) => Box::pin(update(change.into_inner(), session)).await,
        UpdateKind::Distributed(change) => Box::pin(update(change.into_inner(), session)).await,
        UpdateKind::Named(words) => named(words, session).await,
    }
}

/// `update NAME FLAGS`: the cluster tells the type, and the type tells the flags.
async fn named(words: Vec<OsString>, session: &mut Session) -> Result<()> {
    let words: Vec<String> = words.into_iter().map(|word| word.to_string_lossy().into_owned()).collect();
    let name = words.first().cloned().unwrap_or_default();
    called("NAME", &name)?;
    let cluster = connect(&target(&words), session).await?;
    let objects = live::objects(&cluster, &name, None).await?;
    match import::import(&objects)?.verb {
        "kserve" => Box::pin(update(parse::<KserveFlags>(&words)?, session)).await,
        "knative" => Box::pin(update(parse::<KnativeFlags>(&words)?, session)).await,
        "statefulset" => Box::pin(update(parse::<DeploymentFlags<StatefulSetOnly>>(&words)?, session)).await,
        "triton" => Box::pin(update(parse::<DeploymentFlags<TritonOnly>>(&words)?, session)).await,
        "tensorflow" => Box::pin(update(parse::<DeploymentFlags<TensorflowOnly>>(&words)?, session)).await,
        "distributed" => Box::pin(update(parse::<DistributedFlags>(&words)?, session)).await,
        _ => Box::pin(update(parse::<DeploymentFlags<DeploymentOnly>>(&words)?, session)).await,
    }
}

/// Whether it can be a service's name.
fn called(flag: &str, name: &str) -> Result<()> {
    let example = match flag {
        "NAME" => "neap serve update qwen-chat --image=IMAGE",
        "--version" => "--version=v2",
        _ => "--name=qwen-chat",
    };
    crate::kubernetes::names::dns_subdomain(name).map_err(|allowed| Error::flag(flag, name, allowed, example))
}

/// The words of the command line as a type reads them.
fn parse<F: KindFlags>(words: &[String]) -> Result<Change<F>> {
    let command = Change::<F>::augment_args(
        Command::new("neap serve update").no_binary_name(true).args_override_self(true),
    );
    let matches = command.try_get_matches_from(words);
    let change = matches.and_then(|matches| Change::from_arg_matches(&matches));
    change.map_err(|error| {
        let text = error.render().to_string();
        let text = text.trim_start_matches("error: ").trim_end();
        Error::usage(text.lines().next().unwrap_or_default())
            .hint(format!("`neap serve update {} --help` lists the flags", F::VERB))
    })
}

/// Which cluster, before it is known which flags there are.
fn target(words: &[String]) -> Target {
    let value = |names: &[&str]| {
        words.iter().enumerate().find_map(|(at, word)| match word.split_once('=') {
            Some((name, value)) if names.contains(&name) => Some(value.to_owned()),
            _ if names.contains(&word.as_str()) => words.get(at + 1).cloned(),
            _ => None,
        })
    };
    Target {
        namespace: value(&["-n", "--namespace"]),
        cluster: ClusterArgs {
            kubeconfig: value(&["--kubeconfig", "--config"]).map(Into::into),
            context: value(&["--context"]),
            request_timeout: value(&["--request-timeout"]).unwrap_or_else(|| "10s".into()),
        },
    }
}

async fn update<F: KindFlags>(change: Change<F>, session: &mut Session) -> Result<()> {
    let Change { mut flags, deprecated, action, target, mut words } = change;
    let (service, container) = flags.texts();
    for (old, new) in deprecated.migrate(service, container) {
        session.ui.status(format_args!("Flag --{old} has been deprecated, please use --{new} instead"));
    }
    let (flag, mut name) = match service.name.take() {
        Some(name) => ("--name", name),
        None if words.is_empty() => {
            return Err(crate::workload::value::missing("NAME", "neap serve update qwen-chat --image=IMAGE"));
        }
        None => ("NAME", words.remove(0)),
    };
    called(flag, &name)?;
    if let Some(version) = service.version.take() {
        called("--version", &version)?;
        name = format!("{name}-{version}");
    }
    wait_limit("--wait", action.wait.as_deref())?;
    if !words.is_empty() {
        container.command = Some(words.join(" "));
    }
    let cluster = connect(&target, session).await?;
    let objects = live::objects(&cluster, &name, Some(F::VERB)).await?;
    let mut imported = import::import(&objects)?;
    if imported.verb != F::VERB {
        return Err(Error::usage(format!("{} is a {}", quoted(&name), imported.root.kind))
            .hint(format!("neap serve update {} {name}", imported.verb)));
    }
    files_stay(&mut imported, &flags)?;
    let name = imported.root.name.clone();
    let capabilities = discovery::capabilities(&cluster, &name).await?;
    let arena = ArenaConfig::load(&session.env)?;
    let place = Place { namespace: Some(&cluster.namespace), capabilities: &capabilities, arena: &arena };
    let settled = settle::<F>(imported, &objects, place)?;
    let wished = merge::merge(&settled.flags, &flags)?;
    let root = objects.iter().find(|object| same(object, &settled.root));
    let after = settle::workload(&wished, place)
        .and_then(|mut workload| {
            let canary = canary::settle(&mut workload, root)?;
            let mut after = manifest::render(&workload, &capabilities, &Overrides::default())?;
            after.notes.extend(canary);
            Ok(after)
        })
        .map_err(|error| settled.notes.iter().fold(error, Error::cause))?;
    for note in after.notes.iter().filter(|note| !settled.rendered.notes.contains(note)) {
        session.ui.note(note);
    }
    let bundle = changed(&objects, &settled.rendered, &after);
    // What is named is meant, whoever wrote it before.
    let mut plan = preflight::check(&cluster, &bundle, true).await?;
    let rendered =
        |bundle: &Bundle, identity: &Identity| bundle.items.iter().any(|item| same(&item.object, identity));
    plan.surplus.retain(|(gone, _)| rendered(&settled.rendered, gone) && !rendered(&after, gone));
    plan.notes.extend(restarts::note(&cluster, &plan).await);
    agreed::run(&cluster, &plan, "update", &action, session).await
}

/// The files of a service lie in one object: they are said all together, or not at all.
fn files_stay<F: KindFlags>(imported: &mut import::Imported, flags: &F) -> Result<()> {
    use import::files::FLAG;
    let there = imported.flags.iter().any(|flag| flag.name == FLAG);
    if let (true, Some(entry)) = (there, flags.shared().data.config_file.first()) {
        let reason = "the service has files already, which lie in one object: one alone cannot be changed";
        let example = format!("neap import {} --save service.yaml", imported.root.name);
        return Err(Error::flag(FLAG, entry, reason, example)
            .hint("`neap serve -f service.yaml` applies all of them anew"));
    }
    imported.flags.retain(|flag| flag.name != FLAG);
    Ok(())
}

fn same(object: &Object, identity: &Identity) -> bool {
    let other = object.identity();
    other.kind == identity.kind && other.group() == identity.group() && other.name == identity.name
}

/// What is sent: of each object what neap owns already, and what the named flags change.
fn changed(objects: &[Object], before: &Bundle, after: &Bundle) -> Bundle {
    let mut items = Vec::new();
    for item in &after.items {
        let identity = item.object.identity();
        let Some(live) = objects.iter().find(|object| same(object, &identity)) else {
            let new = !before.items.iter().any(|earlier| same(&earlier.object, &identity));
            // What was never there stays away, unless the change brings it.
            if new {
                items.push(item.clone());
            }
            continue;
        };
        let earlier = before.items.iter().find(|earlier| same(&earlier.object, &identity));
        let Some(earlier) = earlier.map(|earlier| &earlier.object) else {
            items.push(item.clone());
            continue;
        };
        let own = owned::of(live);
        let root = after.root.as_ref() == Some(&identity);
        if own.is_none() && *earlier == item.object && !root {
            continue;
        }
        let (before, after) = (aligned(earlier, live), aligned(&item.object, live));
        let mut whole = live.value().clone();
        three_way::merge(&mut whole, &before, &after);
        let Some(mut sent) = own.or_else(|| owned::nothing_of(live)) else { continue };
        three_way::overlay(sent.value_mut(), &whole, &before, &after, &FieldSets::of(live.value()));
        items.push(Item { object: sent, owner: item.owner.clone() });
    }
    Bundle { items, root: after.root.clone(), notes: Vec::new() }
}

/// A rendered object whose first container has the name that it has in the live one: it is the same container.
fn aligned(rendered: &Object, live: &Object) -> serde_json::Value {
    let mut value = rendered.value().clone();
    for template in pod_templates::of(rendered) {
        let name = format!("{}/containers/0/name", template.spec);
        if let (Some(mine), Some(theirs)) = (value.pointer_mut(&name), live.get(&name)) {
            *mine = theirs.clone();
        }
    }
    value
}
